"""The tests of a reference, in any of the shapes that people have them in."""

import ast
import builtins
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rewards.reference import decode_json, field_at
from rewards.types import Sample

# The module under which tests may import the candidate's names.
SOLUTION = "solution"
_TESTS = ("tests", "test", "test_list", "test_cases", "input_output")
_SETUP = ("setup", "test_setup_code", "test_imports")
_ENTRY = ("entry_point", "fn_name", "func_name")
_INPUT = ("input", "stdin")
_OUTPUT = ("output", "expected_output", "stdout", "expected")


@dataclass(frozen=True)
class CallTests:
    """Statements in their order, each a "test" or a "setup", and the names of the candidate's."""

    steps: tuple[tuple[str, str], ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class StreamTests:
    """What programs read from stdin, and what they should write."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


Tests = CallTests | StreamTests


def read_tests(sample: Sample, field: str | None, entry_point: str | None) -> Tests:
    """The tests of the sample's reference, or of its part at the path `field`.

    The entry point and the setup stand beside the tests, or in the metadata. Raises ValueError,
    with the place and the value, for what is none of the shapes in `docs/code_tests.md`.
    """
    place = "reference_answer" + (f".{field}" if field else "")
    gold = decode_json(sample.reference_answer)
    beside = {**sample.metadata, **(gold if isinstance(gold, Mapping) else {})}
    try:
        tests = field_at(gold, field) if field else _unwrap_tests(gold)
    except LookupError as error:
        raise ValueError(f"reference_answer: {error}") from error
    before = _first_present(beside, _SETUP) or ""
    setup = "\n".join(map(str, before if isinstance(before, list | tuple) else (before,)))
    entry_point = entry_point or _first_present(beside, _ENTRY)
    try:
        return _parse_tests(decode_json(tests), setup, entry_point)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error


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


def _parse_tests(tests: Any, setup: str, entry_point: str | None) -> Tests:
    if isinstance(tests, Mapping) and _is_pair(tests):
        entry_point = _first_present(tests, _ENTRY) or entry_point
        pairs = list(zip(tests["inputs"], tests["outputs"], strict=True))
        return _tests_of_pairs(pairs, setup, entry_point if "fn_name" in tests else None)
    if isinstance(tests, str) and tests.strip():
        return call_tests((tests,), setup, entry_point, whole=False)
    if not isinstance(tests, list | tuple) or not tests:
        raise ValueError(f"expected tests, got {tests!r}")
    if all(isinstance(test, str) for test in tests):
        return call_tests(tuple(tests), setup, entry_point, whole=True)
    if not all(isinstance(test, Mapping) for test in tests):
        raise ValueError(f"expected only texts or only objects, got {tests[0]!r} and others")
    return _tests_of_objects(tests, setup, entry_point)


def _tests_of_pairs(pairs: Sequence[tuple[Any, Any]], setup: str, function: str | None) -> Tests:
    if not pairs:
        raise ValueError("expected at least one input and its output, got none")
    if function is None:
        inputs, outputs = zip(*pairs, strict=True)
        return StreamTests(tuple(map(_stream_text, inputs)), tuple(map(_stream_text, outputs)))
    if not all(isinstance(given, list) for given, _ in pairs):
        raise ValueError(f"expected a list of arguments for {function}, got {pairs[0][0]!r}")
    calls = [(f"{function}({', '.join(map(repr, given))})", wanted) for given, wanted in pairs]
    return _comparison_tests(calls, setup, function)


def _stream_text(value: Any) -> str:
    """A stream; a list is its lines."""
    if isinstance(value, list | tuple) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    if not isinstance(value, str):
        raise ValueError(f"expected a text or a list of lines, got {value!r}")
    return value


def _comparison_tests(
    calls: Sequence[tuple[str, Any]], setup: str, entry_point: str | None
) -> CallTests:
    tests = tuple(f"assert same({call}, {wanted!r})" for call, wanted in calls)
    setup += "\nfrom rewards.code.sandbox.tester import same"
    return call_tests(tests, setup, entry_point, whole=True)


def _tests_of_objects(tests: Sequence[Any], setup: str, entry_point: str | None) -> Tests:
    if all("call" in test for test in tests):
        pairs = [(test["call"], _required_field(test, _OUTPUT)) for test in tests]
        return _comparison_tests(pairs, setup, entry_point)
    functional = tests[0].get("testtype") == "functional"
    pairs = [(_required_field(test, _INPUT), _required_field(test, _OUTPUT)) for test in tests]
    if functional:
        pairs = [
            (
                [json.loads(line) for line in given.splitlines() if line.strip()],
                json.loads(out) if isinstance(out, str) else out,
            )
            for given, out in pairs
        ]
    return _tests_of_pairs(pairs, setup, entry_point if functional else None)


def _required_field(test: Mapping[str, Any], names: Sequence[str]) -> Any:
    for name in names:
        if name in test:
            return test[name]
    raise ValueError(f"expected one of {', '.join(names)} in each test, got {dict(test)!r}")


@lru_cache(maxsize=256)
def call_tests(
    tests: tuple[str, ...], setup: str, entry_point: str | None, whole: bool
) -> CallTests:
    """The tests in these pieces of source, after `setup`.

    Where they are `whole`, each piece is one test; else each statement with an `assert`, each
    statement of a `check(candidate)` with one, each `test_…()` function without parameters, and
    each call of a function with an `assert`. Raises ValueError, with the place, for what is no
    Python, for tests without any assert, and where nothing says which name is the candidate's.
    """
    before = _parse_source(setup, "setup")
    pieces = [_parse_source(text, f"test {place}") for place, text in enumerate(tests)]
    imported = {name for tree in (before, *pieces) for name in _take_solution_imports(tree)}
    everything = ast.Module([*before.body, *(line for tree in pieces for line in tree.body)], [])
    entry_point = entry_point or _argument_of_check(everything.body)
    steps = [("setup", ast.unparse(line)) for line in before.body]
    if whole:
        steps += [("test", ast.unparse(tree)) for tree in pieces if tree.body]
    else:
        steps += _statements(everything.body[len(before.body) :], entry_point)
    if not any(kind == "test" for kind, _ in steps):
        raise ValueError("tests: expected at least one assert, got none")
    names, modules = _candidate_names(everything, entry_point, imported)
    return CallTests(tuple(("setup", f"import {name}") for name in modules) + tuple(steps), names)


def _parse_source(source: str, place: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ValueError(f"{place}: expected Python, got {source[:200]!r}: {error}") from error


def _take_solution_imports(tree: ast.Module) -> Iterator[str]:
    """The names imported from the solution, whose import statements are taken out."""
    for line in [line for line in tree.body if isinstance(line, ast.ImportFrom)]:
        if line.module == SOLUTION:
            yield from (name.asname or name.name for name in line.names)
            tree.body.remove(line)


def _argument_of_check(body: Iterable[ast.stmt]) -> str | None:
    """The argument with which the tests themselves call `check`."""
    for line in body:
        match line:
            case ast.Expr(ast.Call(ast.Name("check"), [argument], [])):
                return ast.unparse(argument)
    return None


def _statements(body: list[ast.stmt], entry_point: str | None) -> Iterator[tuple[str, str]]:
    asserting = {
        line.name for line in body if isinstance(line, ast.FunctionDef) and _has_assert(line.body)
    }
    for line in body:
        match line:
            case ast.FunctionDef("check", ast.arguments([], [parameter], None)):
                if entry_point is None:
                    raise ValueError("tests: check(candidate) needs the name of the entry point")
                yield "setup", f"{parameter.arg} = {entry_point}"
                yield from _check_statements(line)
            case ast.FunctionDef(name) if name in asserting:
                yield "setup", ast.unparse(line)
                yield from [("test", f"{name}()")] * (name[:4] == "test" and not line.args.args)
            case ast.Expr(ast.Call(ast.Name(name))) if name in ("check", *asserting):
                if not name.startswith(("test", "check")):  # which are run already
                    yield "test", ast.unparse(line)
            case _:
                yield "test" if _has_assert([line]) else "setup", ast.unparse(line)


def _has_assert(body: list[ast.stmt]) -> bool:
    return any(isinstance(node, ast.Assert) for node in _own_nodes(body))


def _own_nodes(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes, except those inside functions and classes that are defined here."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def _check_statements(check: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Its statements one by one, or a call of it where some only make sense inside a function."""
    inner = (ast.Return, ast.Yield, ast.YieldFrom, ast.Nonlocal, ast.Global)
    if any(isinstance(node, inner) for node in _own_nodes(check.body)):
        yield "setup", ast.unparse(check)
        yield "test", f"check({check.args.args[0].arg})"
    else:
        yield from _statements(check.body, None)


def _candidate_names(
    tree: ast.Module, entry_point: str | None, imported: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names that are the candidate's, and the modules that the tests forgot to import."""
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    free = used - set(_bound_names(tree))
    named = set(imported)
    if entry_point is not None:
        roots = _parse_source(entry_point, "entry_point")
        named |= {node.id for node in ast.walk(roots) if isinstance(node, ast.Name)}
    known = free & set(dir(builtins))
    modules = (free - known - named) & sys.stdlib_module_names
    names = named | (free - known - modules)
    if not names and len(known) == 1:  # `assert sum(1, 2) == 3` can only mean the candidate's
        names = known
    if not names:
        raise ValueError("tests: they call nothing of the candidate's; name the entry point")
    return tuple(sorted(names)), tuple(sorted(modules))


def _bound_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(name, ast.Store()) | ast.arg(name) | ast.FunctionDef(name):
                yield name
            case ast.ClassDef(name) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.alias(name, asname):
                yield asname or name.partition(".")[0]
