"""Tests that are Python: the statements they come to, and the names that are the candidate's."""

import ast
import builtins
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

# The modules under which tests may import the candidate's names.
SOLUTION = {"solution", "main", "submission", "answer", "your_module", "my_module", "program"}


@dataclass(frozen=True)
class CallTests:
    """Statements in their order, and the names of the candidate's that they use.

    Attributes:
        steps (tuple of pairs): Kinds and sources: a "test", a "setup" before it, or a class for the
            "candidate", since it is made of one of the candidate's.
        names (tuple of str): The names of the candidate's.
        classes (tuple of pairs): The tests' own classes, whose objects the candidate may be given.
    """

    steps: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    classes: tuple[tuple[str, str], ...] = ()


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
    known = {*names}
    classes = [it for it in everything.body if isinstance(it, ast.ClassDef)]
    for node in classes:
        if any(isinstance(base, ast.Name) and base.id in known for base in node.bases):
            known.add(node.name)
    theirs = {ast.unparse(it) for it in classes if it.name in known - {*names}}
    told = tuple(("candidate" if source in theirs else kind, source) for kind, source in steps)
    own = tuple((it.name, ast.unparse(it)) for it in classes if it.name not in known)
    imports = tuple(("setup", f"import {name}") for name in modules)
    return CallTests(imports + told, tuple(sorted(known)), own)


def _parse_source(source: str, place: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ValueError(f"{place}: expected Python, got {source[:200]!r}: {error}") from error


def _take_solution_imports(tree: ast.Module) -> Iterator[str]:
    """The names imported from the solution, whose import statements are taken out."""
    for line in [line for line in tree.body if isinstance(line, ast.ImportFrom)]:
        if line.module in SOLUTION:
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
    asserting, fixtures = _asserting_functions(body), _fixtures(body)
    for line in body:
        match line:
            case ast.FunctionDef("check", ast.arguments([], [parameter], None)):
                if entry_point is None:
                    raise ValueError("tests: check(candidate) needs the name of the entry point")
                yield "setup", f"{parameter.arg} = {entry_point}"
                yield from _check_statements(line)
            case ast.ClassDef() if methods := _test_methods(line):
                yield "setup", ast.unparse(line)
                yield from (("test", source) for source in methods)
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) if name in asserting:
                yield "setup", ast.unparse(line)
                yield from _run_of(line, fixtures)
            case ast.Expr(ast.Call(ast.Name(name))) if name in ("check", *asserting):
                if not name.startswith(("test", "check")):  # which are run already
                    yield "test", ast.unparse(line)
            case _:
                yield "test" if _has_assert([line]) else "setup", ast.unparse(line)


def _asserting_functions(body: list[ast.stmt]) -> set[str]:
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return {it.name for it in body if isinstance(it, functions) and _has_assert(it.body)}


def _fixtures(body: list[ast.stmt]) -> set[str]:
    """The names of pytest's fixtures, those of the tests and the one that shows what is printed."""
    functions = (it for it in body if isinstance(it, ast.FunctionDef))
    marked = {
        it.name
        for it in functions
        if any("fixture" in ast.unparse(one) for one in it.decorator_list)
    }
    return {*marked, "capsys"}


def _run_of(
    test: ast.FunctionDef | ast.AsyncFunctionDef, fixtures: set[str]
) -> Iterator[tuple[str, str]]:
    """The call of a test function that takes nothing, fixtures, or what its decorators give it."""
    taken = {it.arg for it in test.args.args}
    if test.name[:4] == "test" and taken and not test.decorator_list and taken <= fixtures:
        yield "test", f"__import__('pytest').run_test({test.name}, globals())"
        return
    if test.name[:4] == "test" and (test.decorator_list or not test.args.args):
        is_async = isinstance(test, ast.AsyncFunctionDef)
        yield "test", f"__import__('asyncio').run({test.name}())" if is_async else f"{test.name}()"


def _test_methods(node: ast.ClassDef) -> list[str]:
    """What runs each test of a class of unittest's or pytest's; nothing for another class."""
    names = [it.name for it in node.body if isinstance(it, ast.FunctionDef)]
    if any(ast.unparse(base).endswith("TestCase") for base in node.bases):
        once = f"{node.name}.setUpClass(); " if "setUpClass" in names else ""
        return [f"{once}{node.name}({name!r}).debug()" for name in names if name[:4] == "test"]
    if node.bases or not node.name.startswith("Test"):
        return []
    before = "it.setup_method()\n" if "setup_method" in names else ""
    return [f"it = {node.name}()\n{before}it.{name}()" for name in names if name[:4] == "test"]


def _has_assert(body: list[ast.stmt]) -> bool:
    """Whether it asserts something, in Python's or in pytest's way."""
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Attribute) and node.attr == "raises")
        for node in _own_nodes(body)
    )


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
