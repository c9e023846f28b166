"""The tests of a reference, in any of the shapes that people have them in."""

import ast
import json
import re
import sys
import zlib
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pickle import Unpickler, UnpicklingError
from typing import Any

from rewards.code.program import parse
from rewards.code.statements import CallTests, call_tests
from rewards.reference import decode_json, field_at
from rewards.types import Sample

_TESTS = (
    *("tests", "test", "test_list", "test_cases", "input_output"),
    *("private_test_cases", "public_test_cases", "ground_truth"),
)
_SETUP = ("setup", "test_setup_code", "test_imports")
_PROMPTS = ("prompt", "starter_code", "question", "text", "question_content")
_ENTRY = ("entry_point", "fn_name", "func_name")
_INPUT = ("input", "stdin")
_OUTPUT = ("output", "expected_output", "stdout", "expected")


@dataclass(frozen=True)
class StreamTests:
    """What programs read from stdin, and what they should write."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class ExampleTests:
    """Arguments and values of a function that is called as the gold's function is (AWS).

    Attributes:
        gold (str): The gold's code.
        pairs (tuple of pairs): What goes in and what comes out, as JSON.
        all_must_pass (bool): Whether a share of them pays nothing, as `all_tests_pass` says.
    """

    gold: str
    pairs: tuple[tuple[str, str], ...]
    all_must_pass: bool = False


Tests = CallTests | StreamTests | ExampleTests


def read_tests(
    sample: Sample, field: str | None, entry_point: str | None, tolerance: float = 0.0
) -> Tests:
    """The tests of the sample's reference, or of its part at the path `field`.

    The entry point and the setup stand beside the tests, or in the metadata; `tolerance` is that of
    the values of calls. Raises ValueError,
    with the place and the value, for what is none of the shapes in `docs/code_tests.md`.
    """
    place = "reference_answer" + (f".{field}" if field else "")
    with _long_numbers():
        gold = decode_json(sample.reference_answer)
        beside = _beside(sample, gold)
        try:
            tests = field_at(gold, field) if field else _unwrap_tests(gold)
        except LookupError as error:
            raise ValueError(f"reference_answer: {error}") from error
        entry_point = entry_point or _first_present(beside, _ENTRY)
        code = beside.get("code") if isinstance(gold, Mapping) else None
        try:
            tests = _decode_hidden(decode_json(tests))
            if isinstance(code, str) and _are_examples(tests, code, entry_point):
                pairs = (map(json.dumps, _input_and_output(it)) for it in tests)
                whole = beside.get("all_tests_pass") is True
                return ExampleTests(code, tuple((given, out) for given, out in pairs), whole)
            return _parse_tests(tests, _setup_of(beside), entry_point, tolerance)
        except ValueError as error:
            raise ValueError(f"{place}: {error}") from error


# The columns of a data set that hold the task, and those that `code_tests` reads.
_ASKED = ("prompt", "question", "question_content", "text")
_KEPT = (*_TESTS, *_SETUP, *_ENTRY, "code", "all_tests_pass", "metadata")


def code_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of HumanEval, MBPP, APPS, TACO or LiveCodeBench as a row of this kit.

    It has the `messages` of the task (with the starter code, if any, and MBPP's tests, which name
    the function), the tests and what stands beside them as `reference_answer`, the `id`, and the
    prompt and starter code as `metadata`. Raises ValueError for a row without a task or tests.
    """
    asked = _first_present(row, _ASKED)
    reference = {name: row[name] for name in _KEPT if row.get(name) not in (None, "", [])}
    if not isinstance(asked, str) or not any(name in reference for name in _TESTS):
        raise ValueError(
            f"row: expected a task as one of {', '.join(_ASKED)} and tests as one of "
            f"{', '.join(_TESTS)}, got the columns {sorted(map(str, row))}"
        )
    starter, shown = row.get("starter_code"), row.get("test_list")
    parts = [asked, starter if isinstance(starter, str) else "", *map(str, shown or ())]
    text = "\n\n".join(part for part in parts if part.strip())
    told = {name: row[name] for name in _PROMPTS if isinstance(row.get(name), str)}
    called = _first_present(row, ("task_id", "question_id", "problem_id", "id"))
    named = {} if called is None else {"id": str(called)}
    return {
        **named,
        "messages": [{"role": "user", "content": text}],
        "reference_answer": reference,
        "metadata": told,
    }


def _beside(sample: Sample, gold: Any) -> dict[str, Any]:
    """What stands beside the tests: the metadata, and what the reference and its own have."""
    own = dict(gold) if isinstance(gold, Mapping) else {}
    inner = decode_json(own.get("metadata") or sample.metadata.get("metadata"))
    return {**sample.metadata, **(inner if isinstance(inner, Mapping) else {}), **own}


def _setup_of(beside: Mapping[str, Any]) -> str:
    before = _first_present(beside, _SETUP) or ""
    return "\n".join(map(str, before if isinstance(before, list | tuple) else (before,)))


def sources_beside(sample: Sample) -> tuple[str, ...]:
    """What the author of the code had before their eyes: setup, prompt, starter code, question."""
    beside = _beside(sample, decode_json(sample.reference_answer))
    texts = [_setup_of(beside), *(beside.get(name) for name in _PROMPTS)]
    texts += [it.content for it in sample.messages if it.role == "user"]
    return tuple(text for text in texts if isinstance(text, str) and text)


@contextmanager
def _long_numbers() -> Iterator[None]:
    """While it lasts, whole numbers of any length are read and written."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(limit)


def _decode_hidden(tests: Any) -> Any:
    """LiveCodeBench's private tests: JSON, in a pickled text, compressed, in base 64."""
    if not (isinstance(tests, str) and re.fullmatch(r"eJ[\w+/=\s]{20,}", tests)):
        return tests
    try:
        return json.loads(_TextUnpickler(BytesIO(zlib.decompress(b64decode(tests)))).load())
    except (ValueError, zlib.error, UnpicklingError, EOFError) as error:
        raise ValueError(f"expected tests as LiveCodeBench hides them: {error}") from error


class _TextUnpickler(Unpickler):
    """Reads a text, and nothing that would be made by calling something."""

    def find_class(self, module: str, name: str) -> Any:
        raise UnpicklingError(f"expected a text, got {module}.{name}")


def _are_examples(tests: Any, code: str, entry_point: str | None) -> bool:
    """Whether they are what a function takes and gives, and not what a program reads and writes."""
    if not (isinstance(tests, list) and tests and all(isinstance(it, Mapping) for it in tests)):
        return False
    tree = parse(code)
    functions = [it for it in tree.body if isinstance(it, ast.FunctionDef)] if tree else []
    reads = re.search(r"\b(?:input\s*\(|stdin|__main__)", code)
    return bool(functions) and not (reads or entry_point or any("testtype" in it for it in tests))


def _unwrap_tests(gold: Any) -> Any:
    """The tests in an object that holds more than the tests."""
    while isinstance(gold, Mapping) and not _is_pair(gold):
        inner = _first_present(gold, (*_TESTS, "text"))
        if inner is None:
            raise ValueError(
                f"reference_answer: expected one of {', '.join(_TESTS)}, or a field to be named, "
                f"got an object with {sorted(map(str, gold))}"
            )
        gold = decode_json(inner)
    return gold


def _is_pair(gold: Mapping[str, Any]) -> bool:
    return "inputs" in gold and "outputs" in gold


def _first_present(holder: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((holder[name] for name in names if holder.get(name) is not None), None)


def _parse_tests(tests: Any, setup: str, entry_point: str | None, tolerance: float) -> Tests:
    if isinstance(tests, Mapping) and _is_pair(tests):
        function = _first_present(tests, _ENTRY)
        pairs = list(zip(tests["inputs"], tests["outputs"], strict=True))
        wrapped = all(isinstance(out, list) and len(out) == 1 for _, out in pairs)
        return _tests_of_pairs(pairs, setup, function, tolerance, wrapped=wrapped)
    if isinstance(tests, str) and tests.strip():
        return call_tests((tests,), setup, entry_point, whole=False)
    if not isinstance(tests, list | tuple) or not tests:
        raise ValueError(f"expected tests, got {tests!r}")
    if all(isinstance(test, str) for test in tests):
        return call_tests(tuple(tests), setup, entry_point, whole=True)
    if not all(isinstance(test, Mapping) for test in tests):
        raise ValueError(f"expected only texts or only objects, got {tests[0]!r} and others")
    return _tests_of_objects(tests, setup, entry_point, tolerance)


def _tests_of_pairs(
    pairs: Sequence[tuple[Any, Any]],
    setup: str,
    function: str | None,
    tolerance: float,
    *,
    wrapped: bool = False,
) -> Tests:
    """Calls of the function, or runs of a program; `wrapped` outputs may be meant bare."""
    if not pairs:
        raise ValueError("expected at least one input and its output, got none")
    if function is None:
        inputs, outputs = zip(*pairs, strict=True)
        return StreamTests(tuple(map(_stream_text, inputs)), tuple(map(_stream_text, outputs)))
    calls = [(f"{function}({_arguments(given, function)})", wanted) for given, wanted in pairs]
    return _comparison_tests(calls, setup, function, tolerance, wrapped=wrapped)


def _arguments(given: Any, function: str) -> str:
    if isinstance(given, Mapping) and all(
        isinstance(it, str) and it.isidentifier() for it in given
    ):
        return ", ".join(f"{name}={value!r}" for name, value in given.items())
    if not isinstance(given, list | tuple):
        raise ValueError(f"expected a list of arguments for {function}, got {given!r}")
    return ", ".join(map(repr, given))


def _stream_text(value: Any) -> str:
    """A stream; a list is its lines."""
    if isinstance(value, list | tuple) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    if not isinstance(value, str):
        raise ValueError(f"expected a text or a list of lines, got {value!r}")
    return value


def _comparison_tests(
    calls: Sequence[tuple[str, Any]],
    setup: str,
    entry_point: str | None,
    tolerance: float,
    *,
    wrapped: bool = False,
) -> CallTests:
    settings = f"{tolerance!r}, {wrapped!r}"
    tests = tuple(f"assert same({call}, {wanted!r}, {settings})" for call, wanted in calls)
    setup += "\nfrom rewards.code.sandbox.tester import same\nfrom math import inf, nan"
    return call_tests(tests, setup, entry_point, whole=True)


def _tests_of_objects(
    tests: Sequence[Any], setup: str, entry_point: str | None, tolerance: float
) -> Tests:
    if all("call" in test for test in tests):
        pairs = [(test["call"], _required_field(test, _OUTPUT)) for test in tests]
        return _comparison_tests(pairs, setup, entry_point, tolerance)
    kind = tests[0].get("testtype") or tests[0].get("type")
    entry_point = _first_present(tests[0], _ENTRY) or entry_point
    functional = kind in ("functional", "function_call")
    pairs = list(map(_input_and_output, tests))
    if functional:
        if entry_point is None:
            raise ValueError(
                "expected the name of the function as entry_point, fn_name or func_name"
            )
        pairs = [(_decode_lines(given), _decode_value(out)) for given, out in pairs]
    return _tests_of_pairs(pairs, setup, entry_point if functional else None, tolerance)


def _decode_lines(given: Any) -> Any:
    """The arguments, which LiveCodeBench writes one a line."""
    if not isinstance(given, str):
        return given
    return [json.loads(line) for line in given.splitlines() if line.strip()]


def _decode_value(out: Any) -> Any:
    return json.loads(out) if isinstance(out, str) else out


def example_tests(
    examples: ExampleTests, function: str, way: str, tolerance: float
) -> CallTests | None:
    """The examples as calls of `function`, in one of `WAYS`; None where they cannot be meant so."""
    given_as, _, wanted_as = way.partition(" ")
    try:
        with _long_numbers():
            calls = [
                (f"{function}({_in_a_way(given, given_as)})", _literal_of(wanted, wanted_as))
                for given, wanted in (map(json.loads, pair) for pair in examples.pairs)
            ]
            return _comparison_tests(calls, "", function, tolerance)
    except (ValueError, SyntaxError, TypeError):
        return None


# How an example's input is meant, one argument or several, and its output: as it stands, or as the
# Python that a text holds.
WAYS = (
    *("whole", "several", "literal", "literals", "literal literal", "literals literal"),
    *("whole literal", "several literal"),
)


def _in_a_way(given: Any, way: str) -> str:
    if way.startswith("literal"):
        given = (
            _literal_of(given, "literal") if way == "literal" else _literal_of(f"({given},)", way)
        )
    return repr(given) if way in ("whole", "literal") else _arguments(given, "the function")


def _literal_of(value: Any, way: str) -> Any:
    """What the text holds as JSON or as Python, where it is meant so."""
    if not way:
        return value
    if not isinstance(value, str):
        raise ValueError(f"expected a text, got {value!r}")
    try:
        return json.loads(value)
    except ValueError:
        return ast.literal_eval(value)


def _input_and_output(test: Mapping[str, Any]) -> tuple[Any, Any]:
    return _required_field(test, _INPUT), _required_field(test, _OUTPUT)


def _required_field(test: Mapping[str, Any], names: Sequence[str]) -> Any:
    for name in names:
        if name in test:
            return test[name]
    raise ValueError(f"expected one of {', '.join(names)} in each test, got {dict(test)!r}")
