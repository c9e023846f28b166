"""A process that has imported the command, and forks for each run of it.

A line of standard input asks for a run: `{"words": […], "cwd": "…", "environment": {…}, "out": "…",
"err": "…"}`, with the files that it prints to. A line of standard output is its exit status. The
child enters where the console script does, and ends as that ends.
"""

import importlib
import json
import os
import sys
from typing import Any

from assay.cli import COMMANDS, run
from validation.report.html import page_template
from validation.report.present import TEXT_LIMITS

LAZY = ("jinja2", "rich.progress", "rich.table")
"""What commands import only when they run. No client of models is: a command that has one loaded
takes its reward for one that may ask, and runs it with a failing model in a process of its own.
"""


def main() -> None:
    for module in (*(f"assay.commands.{name}" for name in COMMANDS), *LAZY):
        importlib.import_module(module)
    page_template(TEXT_LIMITS[0])  # compiled here, for every report that a command writes
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become_command(json.loads(line))
            run()
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become_command(asked: dict[str, Any]) -> None:
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["assay", *asked["words"]]
    sys.path[0] = os.path.dirname(sys.executable)
    for descriptor, file, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, asked["out"], os.O_WRONLY | os.O_CREAT),
        (2, asked["err"], os.O_WRONLY | os.O_CREAT),
    ):
        os.dup2(_open_stream(file, flags), descriptor)
    if asked["out"] == "closed":
        os.close(1)


def _open_stream(file: str, flags: int) -> int:
    if file == "unread":
        reader, writer = os.pipe()
        os.close(reader)
        return writer
    return os.open(os.devnull if file == "closed" else file, flags)


if __name__ == "__main__":
    main()
