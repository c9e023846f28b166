"""Programs: paraphrases and perturbations of one."""

import ast
import json
import re
from collections.abc import Callable, Iterator

from rewards.code.cases import ExampleTests, StreamTests, read_tests
from rewards.code.statements import CallTests
from validation.ladder.gold import AnswerVariant, GoldAnswer, MakeAnswers, Perturber, seeded_choice
from validation.ladder.perturbation import (
    CARELESS,
    FREE,
    GOLD,
    PARTIAL,
    RUN,
    SHARE,
    SLIP,
    WHOLE,
    Perturbation,
    make_all,
)

Function = ast.FunctionDef | ast.AsyncFunctionDef
# Changes a tree in place, and says whether there was anything to change.
Change = Callable[[ast.Module, GoldAnswer], bool]
_HEAD = re.compile(r"^(\s*(?:async def|def|class) .*):[ \t]*$", re.MULTILINE)
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip


def code_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The same code with a comment, and with more empty lines."""
    if gold.language == "python":
        yield AnswerVariant("comment", "with a comment", f"# The solution.\n{gold.text}", 1)
    yield AnswerVariant("blank_lines", "with empty lines around it", f"\n{gold.text}\n\n", 1)


def code_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """The code with one error each time."""
    yield from make_all(CODE_PERTURBATIONS, gold)


def _code_changes(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    if parse_code(gold.text) is None:
        lines = gold.text.splitlines()
        yield AnswerVariant("truncated", "the first half", "\n".join(lines[: len(lines) // 2]))
        return
    broken = _HEAD.sub(r"\1", gold.text, count=1)
    broken = broken if broken != gold.text else f"{gold.text}\n)"
    yield AnswerVariant("syntax_error", "a mark is missing, so that it does not parse", broken)
    for name, made, change in _CHANGES:
        text = _changed_code(gold, change)
        if text is not None:
            yield AnswerVariant(name, made, text)


def wrong_code(gold: GoldAnswer) -> str:
    """The same function, which returns a constant; else a program that does nothing."""
    for change in (_return_constant, _empty_body):
        text = _changed_code(gold, change)
        if text is not None and not is_same_code(text, gold):
            return text
    return "pass"


def is_same_code(text: str, gold: GoldAnswer) -> bool:
    """Whether both are one program but for layout and comments."""
    mine, theirs = parse_code(text), parse_code(gold.text)
    if mine is None or theirs is None:
        return text.split() == gold.text.split()
    return ast.dump(mine) == ast.dump(theirs)


def _changed_code(gold: GoldAnswer, change: Change) -> str | None:
    """The code after a change of its tree; None where it does not parse or nothing changes."""
    tree = parse_code(gold.text)
    if tree is None or not change(tree, gold):
        return None
    return ast.unparse(ast.fix_missing_locations(tree))


def parse_code(code: str) -> ast.Module | None:
    """The tree of a Python program; None for any other text."""
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _main_function(tree: ast.Module, gold: GoldAnswer) -> Function | None:
    """The function that the tests are about: the entry point, else the last one."""
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    outer = [node for node in tree.body if isinstance(node, Function)] or functions
    entry = gold.sample.metadata.get("entry_point")
    reference = gold.sample.reference_answer
    if entry is None and isinstance(reference, dict):
        entry = reference.get("entry_point", reference.get("fn_name"))
    candidates = [node for node in functions if node.name == entry] or outer
    return candidates[-1] if candidates else None


def _shift_by_one(tree: ast.Module, gold: GoldAnswer) -> bool:
    """Another comparison, else a number plus one; never in the condition of a loop."""
    loops = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.While)
             for inner in ast.walk(node.test)}  # fmt: skip
    nodes = [node for node in ast.walk(_main_function(tree, gold) or tree) if id(node) not in loops]
    numbers = [node for node in nodes if isinstance(node, ast.Constant) and type(node.value) is int]
    compared = [
        node for node in nodes if isinstance(node, ast.Compare) and type(node.ops[0]) in _FLIPPED
    ]
    if compared:
        node = seeded_choice(gold.seed, "compared", compared)
        node.ops[0] = _FLIPPED[type(node.ops[0])]()
    elif numbers:
        number = seeded_choice(gold.seed, "number", numbers)
        if isinstance(number.value, int):
            number.value += 1
    return bool(compared or numbers)


def _return_constant(tree: ast.Module, gold: GoldAnswer) -> bool:
    main = _main_function(tree, gold)
    if main is not None:
        main.body = [ast.Return(ast.Constant(0))]
    return main is not None


def _empty_body(tree: ast.Module, gold: GoldAnswer) -> bool:
    main = _main_function(tree, gold)
    (main or tree).body = [ast.Pass()]
    return True


def _rename_main(tree: ast.Module, gold: GoldAnswer) -> bool:
    main = _main_function(tree, gold)
    if main is not None:
        main.name = f"{main.name}_2"
    return main is not None


def _drop_last_statement(tree: ast.Module, gold: GoldAnswer) -> bool:
    """Without the last statement of the main function, or of the program."""
    body = (_main_function(tree, gold) or tree).body
    if len(body) < 2:
        return False
    body.pop()
    return True


def _hard_coded_program(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """A program that returns or prints what the first test expects, unless all expect the same."""
    if parse_code(gold.text) is None:
        return
    try:
        tests = read_tests(gold.sample, None, None)
    except ValueError:
        return
    made = "it knows the first test's answer and nothing else"
    if isinstance(tests, StreamTests):
        if len(set(tests.outputs)) > 1:
            yield AnswerVariant("hard_coded", made, f"print({tests.outputs[0].rstrip()!r})")
        return
    if isinstance(tests, ExampleTests):
        expected = [repr(json.loads(wanted)) for _, wanted in tests.pairs]
    else:
        expected = _expected_values(tests)
    tree = parse_code(gold.text)
    main = _main_function(tree, gold) if tree else None
    if tree and main and len(set(expected)) > 1:
        main.body = [ast.Return(ast.parse(expected[0], mode="eval").body)]
        yield AnswerVariant("hard_coded", made, ast.unparse(ast.fix_missing_locations(tree)))


def _expected_values(tests: CallTests) -> list[str]:
    """What the tests compare with, where that is a constant."""
    found = []
    for kind, source in tests.steps:
        for node in ast.walk(ast.parse(source)) if kind == "test" else ():
            if isinstance(node, ast.Assert):
                match node.test:
                    case ast.Compare(ast.Call(), [ast.Eq()], [value]):
                        found.append(ast.unparse(value))
                    case ast.Call(ast.Name("same"), [_, value, *_]):
                        found.append(ast.unparse(value))
    return found


_CHANGES: tuple[tuple[str, str, Change], ...] = (
    ("off_by_one", "one number or comparison is off by one", _shift_by_one),
    ("constant", "it returns 0, whatever it is given", _return_constant),
    ("empty_body", "there is nothing in its body", _empty_body),
    ("wrong_name", "it has another name", _rename_main),
    ("truncated", "its last statement was left out", _drop_last_statement),
)


_IDLE, _CHEATS = "a model that does not try", "a model that cheats"
_STOPS = "a model that stops too early"
CODE_PERTURBATIONS: tuple[Perturbation[MakeAnswers], ...] = tuple(
    Perturbation(name, "code", make, needs, says, imitates, fix)
    for name, make, needs, says, imitates, fix in (
            ("syntax_error", _code_changes, GOLD, "a colon missing, so that it does not parse",
             CARELESS, RUN),
            ("truncated", _code_changes, PARTIAL, "without its last statement", _STOPS, SHARE),
            ("off_by_one", _code_changes, PARTIAL, "one comparison (< as <=), else one number, "
             "is off by one; never in the condition of a loop, which might not end", SLIP, WHOLE),
            ("constant", _code_changes, FREE, "it returns 0", _IDLE, RUN),
            ("empty_body", _code_changes, FREE, "nothing in its body", _IDLE, RUN),
            ("wrong_name", _code_changes, PARTIAL, "another name", CARELESS, RUN),
            ("hard_coded", _hard_coded_program, PARTIAL, "it knows what the first test expects "
             "and nothing else; not where all tests expect one thing", _CHEATS, RUN),
    )
)  # fmt: skip
CODE = Perturber(code_paraphrases, code_perturbations, wrong_code, is_same_code)
