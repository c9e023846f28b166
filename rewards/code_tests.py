"""Whether the code in the reply passes the tests of the reference."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import isclose
from shutil import which

from rewards.code.cases import StreamTests, read_tests
from rewards.code.run import Bounds, SandboxReport, run
from rewards.extract import code_block, without_reasoning
from rewards.types import Sample, Score


@dataclass(frozen=True)
class CodeTests:
    """The share of the reference's tests that the code in the reply's last fence passes.

    No code, and code above `longest` characters, is 0. The shapes of tests, and what keeps the code
    from paying itself, are in `docs/code_tests.md`.

    A `command` such as `("node", "{file}")` runs code of any `language` against tests of stdin and
    stdout. Outputs agree line by line but for white space at the ends of lines and of the whole;
    with a `tolerance`, numbers in them too.

    Raises ValueError for tests that cannot be read or run, FileNotFoundError for a command that is
    not there, and RuntimeError when the sandbox cannot start.

    Attributes:
        tests_field (str or None): The path of the tests in the reference; None finds them.
        entry_point (str or None): The function that is tested, where the reference does not say.
        command (tuple of str or None): What runs the code; None runs it as Python.
        language (str): The language of the fence. Default "python".
        file_name (str): The file that `command` finds the code in. Default "solution".
        timeout, total (float): Seconds for one test, and for all. Defaults 5 and 30.
        memory_mb, file_mb, output_mb (int): Megabytes of memory, of a file, and of output. Defaults
            512, 16 and 8.
        processes (int): Processes that a command may start. Default 64.
        tolerance (float): How far numbers in the output may lie apart. Default 0.
        longest (int): Characters of the longest code that is run. Default 65,536.
    """

    tests_field: str | None = None
    entry_point: str | None = None
    command: tuple[str, ...] | None = None
    language: str = "python"
    file_name: str = "solution"
    timeout: float = 5.0
    total: float = 30.0
    memory_mb: int = 512
    file_mb: int = 16
    output_mb: int = 8
    processes: int = 64
    tolerance: float = 0.0
    longest: int = 65_536

    def __post_init__(self) -> None:
        for name, bound in vars(self._bounds()).items():
            if not bound > 0:
                raise ValueError(f"{name}: expected a number above 0, got {bound!r}")

    def __call__(self, sample: Sample) -> Score:
        tests = read_tests(sample, self.tests_field, self.entry_point)
        reply = sample.response
        code = code_block(reply, self.language) or _bare_code(reply, self.language)
        if code is None or not code.strip():
            return Score(0.0, f"no {self.language} code in the reply")
        if len(code) > self.longest:
            return Score(0.0, f"{len(code)} characters of code, above {self.longest}")
        if isinstance(tests, StreamTests):
            return self._streams(code, tests)
        if self.command is not None:
            raise ValueError("reference_answer: a command needs tests with inputs and outputs")
        job = {"code": code, "steps": tests.steps, "names": tests.names}
        numbers = [at for at, (kind, _) in enumerate(tests.steps) if kind == "test"]
        report = run("calls", job, numbers, self._bounds())
        return _score_tests([report.reasons[number] for number in numbers], report)

    def _streams(self, code: str, tests: StreamTests) -> Score:
        command = None
        if self.command is not None:
            found = which(self.command[0])
            if found is None:
                raise FileNotFoundError(f"command: there is no {self.command[0]!r} here")
            command = (found, *self.command[1:])
        job = {
            "code": code,
            "inputs": tests.inputs,
            "command": command,
            "file_name": self.file_name,
            "timeout": self.timeout,
            "output_bytes": self.output_mb << 20,
        }
        report = run("streams", job, range(len(tests.inputs)), self._bounds())
        reasons = [
            report.reasons[number] or _difference(report.outputs[number], wanted, self.tolerance)
            for number, wanted in enumerate(tests.outputs)
        ]
        return _score_tests(reasons, report)

    def _bounds(self) -> Bounds:
        return Bounds(**{bound.name: getattr(self, bound.name) for bound in fields(Bounds)})


# The share of the reference's tests that the Python code in the reply's last fence passes.
code_tests = CodeTests()


def _difference(written: bytes, wanted: str, tolerance: float) -> str:
    """Why the output is wrong, or ""."""
    got, gold = _lines(written.decode("utf-8", "replace")), _lines(wanted)
    if got == gold:
        return ""
    said, meant = " ".join(got).split(), " ".join(gold).split()
    near = tolerance and len(said) == len(meant)
    if near and all(_are_close(*pair, tolerance) for pair in zip(said, meant, strict=True)):
        return ""
    return "the output is another"


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _are_close(one: str, other: str, tolerance: float) -> bool:
    if one == other:
        return True
    try:
        return isclose(float(one), float(other), rel_tol=tolerance, abs_tol=tolerance)
    except ValueError:
        return False


def _score_tests(reasons: Sequence[str], report: SandboxReport) -> Score:
    passed = sum(not reason for reason in reasons)
    first = next((f"; test {at}: {why}" for at, why in enumerate(reasons) if why), "")
    walls = {f"wall_{name}": float(name in report.walls) for name in ("namespaces", "syscalls")}
    return Score(
        passed / len(reasons),
        f"{passed} of {len(reasons)} tests pass{first[:300]}",
        metrics={"tests": float(len(reasons)), "passed": float(passed), **walls},
    )


def _bare_code(reply: str, language: str) -> str | None:
    """The reply itself, where it is Python that defines something, without a fence around it."""
    text = without_reasoning(reply)
    if language != "python" or not re.search(r"^(?:async def|def|class) ", text, re.MULTILINE):
        return None
    try:
        compile(text, "reply", "exec", ast.PyCF_ONLY_AST)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return text
