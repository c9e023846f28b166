"""How far `tool_calls_match` agrees with the checker of BFCL: `python -m benchmarks.bfcl FOLDER`.

FOLDER is the unpacked wheel of bfcl-eval (2026.3.23, which holds BFCL v4), in an environment of its
own: nothing of it is installed beside the kit. Of every gold whose functions are Python's, answers
are made by taking each accepted value of one argument after another; wrong ones by another value, a
dropped required argument, an unknown argument and another function. BFCL's own checker says which
of them it accepts.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from rewards.tool_calls_match import tool_calls_match
from rewards.types import Message, Sample, ToolCall

CATEGORIES = (
    *("simple_python", "multiple", "parallel", "parallel_multiple"),
    *("live_simple", "live_multiple", "live_parallel", "live_parallel_multiple"),
)
# An answer is a list of calls, each the name of a function and its arguments.
Answer = list[dict[str, dict[str, Any]]]
Checker = Callable[..., dict[str, Any]]


def load_checker(folder: Path) -> tuple[Checker, Any]:
    """BFCL's checker and its mark of Python, without the models that its settings import."""
    sys.path.insert(0, str(folder))
    settings = ModuleType("bfcl_eval.constants.model_config")
    names = type("Names", (), {"underscore_to_dot": False})
    setattr(settings, "MODEL_CONFIG_MAPPING", {"any": names})  # noqa: B010
    sys.modules[settings.__name__] = settings
    for language in ("java", "js"):  # their parsers are C libraries that no Python gold needs
        name = f"bfcl_eval.eval_checker.ast_eval.type_convertor.{language}_type_converter"
        stub = ModuleType(name)
        setattr(stub, f"{language}_type_converter", None)
        sys.modules[name] = stub
    checker = import_module("bfcl_eval.eval_checker.ast_eval.ast_checker").ast_checker
    return checker, import_module("bfcl_eval.constants.enums").Language.PYTHON


def answers(gold: Answer) -> Iterator[Answer]:
    """The first accepted answer, and those that differ from it in one argument."""
    first = [{name: plain(given)} for call in gold for name, given in call.items()]
    yield first
    for at, call in enumerate(gold):
        for name, given in call.items():
            for key, values in given.items():
                for value in values:
                    rest = {k: v for k, v in first[at][name].items() if k != key}
                    other = rest if value == "" else {**rest, key: plain(value)}
                    yield [*first[:at], {name: other}, *first[at + 1 :]]


def plain(value: Any) -> Any:
    """A nested value with the first of what it accepts."""
    if isinstance(value, dict):
        firsts = {key: plain(it[0]) for key, it in value.items() if isinstance(it, list) and it}
        return {key: it for key, it in firsts.items() if it != ""}
    return [plain(it) for it in value] if isinstance(value, list) else value


def wrong_answers(first: Answer) -> Iterator[Answer]:
    """Answers that go wrong in one place of this right one."""
    for at, call in enumerate(first):
        for name, given in call.items():
            broken = [{**given, key: altered(value)} for key, value in given.items()]
            broken += [{k: v for k, v in given.items() if k != key} for key in given]
            broken += [{**given, "no_such_argument": 1}]
            for arguments in broken:
                yield [*first[:at], {name: arguments}, *first[at + 1 :]]
            yield [*first[:at], {f"{name}_two": given}, *first[at + 1 :]]
    yield first[1:]


def altered(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 7919
    return f"{value} otherwise" if isinstance(value, str) else [value, "otherwise"]


def pay(answer: Answer, gold: Answer, tools: list[dict[str, Any]]) -> float:
    """What `tool_calls_match` pays."""
    calls = tuple(ToolCall(name, given) for call in answer for name, given in call.items())
    turns = (Message("user", "?"), Message("assistant", "", calls))
    return tool_calls_match(Sample("bfcl", turns, gold, tools=tuple(tools))).value


def main() -> None:
    """Print how many accepted answers are paid in full, and how many wrong ones."""
    folder = Path(sys.argv[1])
    check, python = load_checker(folder)
    data = folder / "bfcl_eval" / "data"
    counts = Counter[str]()
    for category in CATEGORIES:
        file = f"BFCL_v4_{category}.json"
        golds = map(json.loads, (data / "possible_answer" / file).read_text().splitlines())
        rows = map(json.loads, (data / file).read_text().splitlines())
        for row, answer in zip(rows, golds, strict=True):
            gold = answer["ground_truth"]
            counts["golds"] += 1
            made = [*answers(gold)]
            for one in [*made, *wrong_answers(made[0])]:
                verdict = check(row["function"], one, gold, python, category, "any")["valid"]
                paid = pay(one, gold, row["function"]) == 1
                counts[f"{'accepted' if verdict else 'wrong'}, {'' if paid else 'not '}paid"] += 1
                if verdict != paid and "-v" in sys.argv:
                    print(category, row["id"], verdict, one, gold)
    for name, count in sorted(counts.items()):
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()
