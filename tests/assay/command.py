"""Running `assay` as a user does."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ASSAY = Path(sys.executable).with_name("assay")

REWARDS = """
GRADES = {"0": 0.0, "0.5": 0.5, "1": 1.0}

def grade(sample):
    place, _, said = sample.response.partition(":")
    return GRADES.get(said, 0.0) if place == sample.messages[0].content.split()[-1] else 0.0

def second(sample):
    return grade(sample)

def nearly(sample):
    return 0.9 * grade(sample)

def inverted(sample):
    return -grade(sample)

def constant(sample):
    return 0.8

def fails_on_some(sample):
    if sample.id == "3/0":
        raise LookupError("no such row")
    return grade(sample)

def fails(sample):
    raise LookupError("never any row")

def abstains(sample):
    return None if sample.id == "0/0" else 1.0
"""


def answers(prompts: int, question: str = "Question") -> list[dict[str, Any]]:
    """Three graded replies to each prompt, which name it: `grade` of REWARDS reads them."""
    return [
        {
            "id": f"{p}/{n}",
            "prompt_id": f"p{p}",
            "messages": [
                {"role": "user", "content": f"{question} {p}"},
                {"role": "assistant", "content": f"{p}:{quality:g}"},
            ],
            "quality": quality,
        }
        for p in range(prompts)
        for n, quality in enumerate((0, 0.5, 1))
    ]


Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Ran:
    """What a run of the command left behind."""

    status: int
    out: str
    err: str


def started(*words: str, cwd: Path, out: int | None = None, err: int | None = None) -> Process:
    """The command under way, which can be interrupted even where whoever tests it cannot be."""
    return subprocess.Popen(
        [str(ASSAY), *words],
        cwd=cwd,
        stdout=out,
        stderr=err,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


def assay(*words: str, cwd: Path, stream: str = "") -> Ran:
    """Run the command in this folder, in a process of its own.

    The process is a fork of one that has imported the command: importing takes longer than running.
    Its stdout may be another `stream`: "closed", "unread", a pipe whose reader has gone, or a path.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        out.touch()
        asked = {"words": words, "cwd": str(cwd), "out": stream or str(out), "err": str(err)}
        server = _fork_server()
        assert server.stdin is not None
        assert server.stdout is not None
        print(json.dumps(asked | {"environment": dict(os.environ)}), file=server.stdin, flush=True)
        status = int(server.stdout.readline())
        return Ran(status, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


@cache
def _fork_server() -> subprocess.Popen[str]:
    """It ends with this process, when its standard input does."""
    program = [sys.executable, "-m", "tests.assay.fork_server"]
    return subprocess.Popen(
        program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
