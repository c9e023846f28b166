"""How code is written otherwise, and how it is got wrong."""

import ast
import re
from collections.abc import Callable, Iterator

from rewards.code.asserts import Calls
from rewards.code.cases import Streams, read_tests
from validation.ladder.chance import chosen
from validation.ladder.gold import Gold
from validation.ladder.rung import Answer

Function = ast.FunctionDef | ast.AsyncFunctionDef
_HEAD = re.compile(r"^(\s*(?:async def|def|class) .*):[ \t]*$", re.MULTILINE)
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip


def reworded(gold: Gold, form: str) -> Iterator[Answer]:
    """The same code with a comment, and with more empty lines."""
    if gold.language == "python":
        yield Answer("comment", "with a comment", f"# The solution.\n{gold.text}", 1)
    yield Answer("blank_lines", "with empty lines around it", f"\n{gold.text}\n\n", 1)


def same(text: str, gold: Gold) -> bool:
    mine, theirs = _parsed(text), _parsed(gold.text)
    if mine is None or theirs is None:
        return text.split() == gold.text.split()
    return ast.dump(mine) == ast.dump(theirs)


def altered(gold: Gold) -> Iterator[Answer]:
    """The code with one thing wrong each time."""
    if _parsed(gold.text) is None:
        lines = gold.text.splitlines()
        yield Answer("truncated", "the first half", "\n".join(lines[: len(lines) // 2]))
        return
    broken = _HEAD.sub(r"\1", gold.text, count=1)
    broken = broken if broken != gold.text else f"{gold.text}\n)"
    yield Answer("syntax_error", "a mark is missing, so that it does not parse", broken)
    for name, made, change in _CHANGES:
        tree = _parsed(gold.text)
        if tree is not None and change(tree, gold):
            yield Answer(name, made, ast.unparse(ast.fix_missing_locations(tree)))
    yield from _hard_coded(gold)


def another(gold: Gold) -> str:
    """The same function, which returns a constant; a program that says nothing."""
    for change in (_constant, _emptied):
        tree = _parsed(gold.text)
        if tree is not None and change(tree, gold):
            text = ast.unparse(ast.fix_missing_locations(tree))
            if not same(text, gold):
                return text
    return "pass"


def _parsed(code: str) -> ast.Module | None:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _main(tree: ast.Module, gold: Gold) -> Function | None:
    """The function that the tests are about: the entry point, else the last one."""
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    outer = [node for node in tree.body if isinstance(node, Function)] or functions
    entry = gold.sample.metadata.get("entry_point")
    reference = gold.sample.reference_answer
    if entry is None and isinstance(reference, dict):
        entry = reference.get("entry_point", reference.get("fn_name"))
    named = [node for node in functions if node.name == entry]
    candidates = named or outer
    return candidates[-1] if candidates else None


def _off_by_one(tree: ast.Module, gold: Gold) -> bool:
    """One more where a number is, else another comparison; never in the condition of a loop."""
    loops = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.While)
             for inner in ast.walk(node.test)}  # fmt: skip
    nodes = [node for node in ast.walk(_main(tree, gold) or tree) if id(node) not in loops]
    numbers = [node for node in nodes if isinstance(node, ast.Constant) and type(node.value) is int]
    compared = [
        node for node in nodes if isinstance(node, ast.Compare) and type(node.ops[0]) in _FLIPPED
    ]
    if compared:
        node = chosen(gold.seed, "compared", compared)
        node.ops[0] = _FLIPPED[type(node.ops[0])]()
    elif numbers:
        number = chosen(gold.seed, "number", numbers)
        if isinstance(number.value, int):
            number.value += 1
    return bool(compared or numbers)


def _constant(tree: ast.Module, gold: Gold) -> bool:
    main = _main(tree, gold)
    if main is not None:
        main.body = [ast.Return(ast.Constant(0))]
    return main is not None


def _emptied(tree: ast.Module, gold: Gold) -> bool:
    main = _main(tree, gold)
    (main or tree).body = [ast.Pass()]
    return True


def _renamed(tree: ast.Module, gold: Gold) -> bool:
    main = _main(tree, gold)
    if main is not None:
        main.name = f"{main.name}_2"
    return main is not None


def _cut(tree: ast.Module, gold: Gold) -> bool:
    """Without the last statement of the main function, or of the program."""
    body = (_main(tree, gold) or tree).body
    if len(body) < 2:
        return False
    body.pop()
    return True


_CHANGES: tuple[tuple[str, str, Callable[[ast.Module, Gold], bool]], ...] = (
    ("off_by_one", "one number or comparison is off by one", _off_by_one),
    ("constant", "it returns 0, whatever it is given", _constant),
    ("empty_body", "there is nothing in its body", _emptied),
    ("wrong_name", "it has another name", _renamed),
    ("truncated", "its last statement was left out", _cut),
)


def _hard_coded(gold: Gold) -> Iterator[Answer]:
    """What returns, or prints, what the first test expects; not where all expect the same."""
    try:
        tests = read_tests(gold.sample, None, None)
    except ValueError:
        return
    made = "it knows the first test's answer and nothing else"
    if isinstance(tests, Streams):
        if len(set(tests.outputs)) > 1:
            yield Answer("hard_coded", made, f"print({tests.outputs[0].rstrip()!r})")
        return
    expected = _expected(tests)
    tree = _parsed(gold.text)
    main = _main(tree, gold) if tree else None
    if tree and main and len(set(expected)) > 1:
        main.body = [ast.Return(ast.parse(expected[0], mode="eval").body)]
        yield Answer("hard_coded", made, ast.unparse(ast.fix_missing_locations(tree)))


def _expected(tests: Calls) -> list[str]:
    """What the tests compare with, where that is a constant."""
    found = []
    for kind, source in tests.steps:
        for node in ast.walk(ast.parse(source)) if kind == "test" else ():
            if isinstance(node, ast.Assert):
                match node.test:
                    case ast.Compare(ast.Call(), [ast.Eq()], [value]):
                        found.append(ast.unparse(value))
                    case ast.Call(ast.Name("same"), [_, value]):
                        found.append(ast.unparse(value))
    return found
