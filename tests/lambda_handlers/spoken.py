"""What a handler writes to stdout, read line by line: a fresh process, as the log would see it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Spoken:
    """Every line, and those of the log and of the metrics apart."""

    text: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def metrics(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if "_aws" in line]

    def log(self, message: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line.get("message") == message]


def spoken(code: str, **variables: str) -> Spoken:
    """What the code writes in a process with these variables beside the surroundings'."""
    return Spoken(_run(code, variables).stdout)


def stderr_of(code: str, **variables: str) -> str:
    """What the code writes on stderr in such a process."""
    return _run(code, variables).stderr


def _run(code: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
    )
