"""Running `assay` as a user does."""

import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ASSAY = Path(sys.executable).with_name("assay")

REWARDS = """
GRADES = {"0": 0.0, "0.5": 0.5, "1": 1.0}

def grade(sample):
    place, _, said = sample.response.partition(":")
    return GRADES.get(said, 0.0) if place == sample.messages[0].content.split()[-1] else 0.0

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


def assay(*words: str, cwd: Path) -> Ran:
    """Run the command in this folder."""
    done = subprocess.run(
        [str(ASSAY), *words], cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)
