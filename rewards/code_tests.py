"""Whether the code in the reply passes the tests of the reference."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from math import isclose
from shutil import which

from rewards.code.cases import (
    WAYS,
    ExampleTests,
    StreamTests,
    Tests,
    example_tests,
    read_tests,
    sources_beside,
)
from rewards.code.program import Program, defines, parse, pick_program, prelude
from rewards.code.run import WALLS, Bounds, SandboxReport, run
from rewards.code.statements import CallTests
from rewards.types import Sample, Score


@dataclass(frozen=True)
class CodeTests:
    """The share of the reference's tests that the reply's code passes.

    Of several fences the last that defines what the tests call is run, with what it needs of the
    others; the reason says which. No code, and code above `longest` characters, is 0. The shapes of
    tests, and what keeps the code from paying itself, are in `docs/code_tests.md`.

    A `command` such as `("node", "{file}")` runs code of any `language` against tests of stdin and
    stdout. Outputs agree where each line has the same words; with a `tolerance`, numbers in them
    agree within it, and so do the values of calls.

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
        tolerance (float): How far numbers in the output or in values may lie apart. Default 0.
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
        tests = read_tests(sample, self.tests_field, self.entry_point, self.tolerance)
        names = _called_names(tests)
        program = pick_program(sample.response, self.language, names)
        if program is None or not program.code.strip():
            return Score(0.0, f"no {self.language} code in the reply")
        if len(program.code) > self.longest:
            return Score(0.0, f"{len(program.code)} characters of code, above {self.longest}")
        before = self._prelude(program.code, sample, tests)
        if isinstance(tests, StreamTests):
            return self._streams(program, before, tests)
        if self.command is not None:
            raise ValueError("reference_answer: a command needs tests with inputs and outputs")
        whole = isinstance(tests, ExampleTests) and tests.all_must_pass
        if isinstance(tests, ExampleTests):
            function = next((it for it in names if defines(program.code, it)), None)
            function = function or next(iter(_functions(program.code)[-1:]), None)
            if function is None:
                return Score(0.0, "the code of the reply defines no function")
            tests = self._calls_of_examples(tests, function)
        report = _run_calls(program.code, before, tests, self._bounds())
        score = _score_tests(list(report.reasons.values()), report, program)
        return replace(score, value=float(score.value == 1)) if whole else score

    def _prelude(self, code: str, sample: Sample, tests: Tests) -> str:
        if self.language != "python":
            return ""
        sources = sources_beside(sample)
        if not isinstance(tests, CallTests):
            return prelude(code, sources)
        absent = [name for name in tests.names if not defines(code, name)]
        helpers = absent if len(absent) < len(tests.names) else ()  # which the prompt defines
        sources = (*sources, *(source for _, source in tests.classes))
        return prelude(code, sources, wanted=helpers)

    def _calls_of_examples(self, tests: ExampleTests, function: str) -> CallTests:
        """The examples as calls of the reply's function, in the way in which the gold passes."""
        way = _way_of_gold(tests, self._bounds(), self.tolerance)
        called = example_tests(tests, function, way, self.tolerance)
        if called is None:
            raise ValueError(f"reference_answer: the examples are no calls of {function}")
        return called

    def _streams(self, program: Program, before: str, tests: StreamTests) -> Score:
        command = None
        if self.command is not None:
            found = which(self.command[0])
            if found is None:
                raise FileNotFoundError(f"command: there is no {self.command[0]!r} here")
            command = (found, *self.command[1:])
        job = {
            "code": program.code,
            "prelude": before,
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
        return _score_tests(reasons, report, program)

    def _bounds(self) -> Bounds:
        return Bounds(**{bound.name: getattr(self, bound.name) for bound in fields(Bounds)})


# The share of the reference's tests that the Python code in the reply passes.
code_tests = CodeTests()


def _run_calls(code: str, before: str, tests: CallTests, bounds: Bounds) -> SandboxReport:
    """The report of the tests, in their order."""
    job = {
        "code": code,
        "prelude": before,
        "steps": tests.steps,
        "names": tests.names,
        "classes": dict(tests.classes),
    }
    numbers = [at for at, (kind, _) in enumerate(tests.steps) if kind == "test"]
    report = run("calls", job, numbers, bounds)
    return replace(report, reasons={number: report.reasons[number] for number in numbers})


def _called_names(tests: Tests) -> tuple[str, ...]:
    """The names that the reply should define."""
    if isinstance(tests, ExampleTests):
        return tuple(_functions(tests.gold)[-1:])
    return tests.names if isinstance(tests, CallTests) else ()


def _functions(code: str) -> list[str]:
    tree = parse(code)
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return [node.name for node in tree.body if isinstance(node, functions)] if tree else []


@lru_cache(maxsize=256)
def _way_of_gold(tests: ExampleTests, bounds: Bounds, tolerance: float) -> str:
    """The first way to call the gold's function in which it passes the tests of its own row."""
    name = _functions(tests.gold)[-1]
    for way in WAYS:
        called = example_tests(tests, name, way, tolerance)
        if called is None:
            continue
        report = _run_calls(tests.gold, prelude(tests.gold, ()), called, bounds)
        if not any(report.reasons.values()):
            return way
    raise ValueError(
        f"reference_answer: expected examples that the gold's {name} passes, called in any of the "
        f"usual ways, got {tests.pairs[0]!r:.200}"
    )


def _difference(written: bytes, wanted: str, tolerance: float) -> str:
    """Why the output is wrong, or "". Lines compare by their words; empty ones at the ends do not
    count."""
    got, gold = _lines(written.decode("utf-8", "replace")), _lines(wanted)
    if got == gold:
        return ""
    said, meant = written.decode("utf-8", "replace").split(), wanted.split()
    near = tolerance and len(said) == len(meant)
    if near and all(_are_close(*pair, tolerance) for pair in zip(said, meant, strict=True)):
        return ""
    return "the output is another"


def _lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().splitlines()]


def _are_close(one: str, other: str, tolerance: float) -> bool:
    if one == other:
        return True
    try:
        return isclose(float(one), float(other), rel_tol=tolerance, abs_tol=tolerance)
    except ValueError:
        return False


def _score_tests(reasons: Sequence[str], report: SandboxReport, program: Program) -> Score:
    passed = sum(not reason for reason in reasons)
    first = next((f"; test {at}: {why}" for at, why in enumerate(reasons) if why), "")
    walls = {f"wall_{name}": float(name in report.walls) for name in WALLS}
    taken = f" ({program.origin})" if program.origin else ""
    return Score(
        passed / len(reasons),
        f"{passed} of {len(reasons)} tests pass{taken}{first[:300]}",
        metrics={"tests": float(len(reasons)), "passed": float(passed), **walls},
    )
