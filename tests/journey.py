"""Runs the code blocks of a page in their order, in one folder, as a reader would."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMANDS = {"python": (("python", "-c"), {0}), "sh": (("sh", "-c"), {0, 1})}  # a FAIL ends with 1
_FILE = re.compile(r"# ([\w./]+\.\w+)\n")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page.

    Attributes:
        kind: `python`, `sh`, `text` or another language; empty where the fence names none.
        text: what stands between the fences.
        line: the line of the page on which the block begins, counted from 1.
    """

    kind: str
    text: str
    line: int


def read_blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [
        Block(found[1], found[2], text.count("\n", 0, found.start()) + 1)
        for found in _BLOCK.finditer(text)
    ]


def run_blocks(blocks: list[Block], folder: Path, binaries: Path) -> Iterator[str]:
    """One line for each block that does not do what the page says; nothing where all do.

    A `python` block that begins with `# NAME.py` is written to that file; another is run. Each line
    of a `sh` block is run, with the commands of `binaries`. Each line of a `text` block must stand
    in the output of the block before it. Other blocks are left alone.
    """
    output = ""
    for block in blocks:
        file = _FILE.match(block.text)
        if block.kind == "python" and file:
            (folder / file[1]).write_text(block.text, "utf-8")
        elif block.kind in _COMMANDS:
            command, allowed = _COMMANDS[block.kind]
            status, output = run([*command, block.text], folder, binaries)
            if status not in allowed:
                yield f"line {block.line}: ended with {status}:\n{output}"
        elif block.kind == "text":
            missing = [line for line in block.text.splitlines() if line not in output]
            yield from (
                f"line {block.line}: no {line!r} in the output:\n{output}" for line in missing
            )


def run(command: list[str], folder: Path, binaries: Path) -> tuple[int, str]:
    surroundings = {name: os.environ[name] for name in ("HOME", "TMPDIR") if name in os.environ}
    surroundings |= {"PATH": f"{binaries}{os.pathsep}{os.defpath}", "COLUMNS": "200"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout
