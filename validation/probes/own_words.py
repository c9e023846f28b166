"""The reward's own words used against it: texts and patterns of its code around a wrong answer.

    reward ─▶ functions, fields, globals that they name ─▶ words ─▶ templates ─▶ the best few

A reward that pays for "Step 1", a dash or a tag has to name it somewhere. Only the user's code is
read: not that of the standard library, of installed packages, or of this kit.
"""

import importlib
import re
import sys
import sysconfig
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from rewards.types import Message
from validation.ladder.gold import seeded_choice
from validation.probes.asking import Asker, Budget
from validation.probes.case import AttackPrompt, contains_answer
from validation.probes.findings import PayScale
from validation.targets.target import EndpointTarget, HandlerEndpoint, Target
from validation.targets.user_code import PACKAGES

# The attack that puts the words around a wrong answer.
OWN_WORDS = "own_words"
# What is looked at of a reward at most: objects, entries of a collection, words, characters of one.
_OBJECTS, _ENTRIES, _WORDS, _LONGEST = 400, 60, 60, 200
# Templates that are tried on all prompts; joined halves of the words; times a word is repeated.
_KEPT, _HALVES, _TIMES = 3, 8, 5
# An excess that is worth following.
_SOME = 0.05
_LIBRARIES = [Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "purelib", "platlib")]
_TAG = re.compile(r"<(\w[\w-]*)>")


def words_of(target: Target) -> tuple[str, ...]:
    """Texts out of the code of the target, those nearest to its call first; none of remote code."""
    endpoint = target.endpoint if isinstance(target, EndpointTarget) else None
    root: Any = endpoint.handler if isinstance(endpoint, HandlerEndpoint) else target.reward
    found: dict[str, None] = {}
    waiting, seen = deque([root]), set[int]()
    while waiting and len(seen) < _OBJECTS:
        value = waiting.popleft()
        if value is None or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, str | re.Pattern):
            for text in _texts_of(value):
                found.setdefault(text)
        else:
            waiting.extend(_parts_of(value))
    return tuple(text for text in found if text.strip() and len(text) <= _LONGEST)[:_WORDS]


def _parts_of(value: Any) -> Iterator[Any]:
    """What a value is made of, as far as it is the user's."""
    match value:
        case FunctionType():
            yield from (cell.cell_contents for cell in value.__closure__ or () if _is_filled(cell))
            yield from value.__defaults__ or ()
            if _is_users(value.__module__):
                yield from _named_in(value.__code__, value.__globals__, value.__doc__)
        case MethodType():
            yield from (value.__func__, value.__self__)
        case type():
            functions = [part for part in vars(value).values() if isinstance(part, FunctionType)]
            yield from functions if _is_users(value.__module__) else ()
        case Mapping() | list() | tuple() | set() | frozenset():
            yield from [*value][:_ENTRIES]
            yield from [*value.values()][:_ENTRIES] if isinstance(value, Mapping) else ()
        case ModuleType() | bytes() | int() | float() | complex():
            return
        case _:
            yield type(value)
            yield from _fields_of(value)


def _fields_of(value: Any) -> list[Any]:
    slots = [getattr(value, name, None) for name in getattr(type(value), "__slots__", ())]
    made_of = [getattr(value, name, None) for name in ("func", "args", "keywords", "__wrapped__")]
    return [*getattr(value, "__dict__", {}).values(), *slots, *made_of]


def _is_filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:  # a name that is bound later
        return False


def _is_users(module: str | None) -> bool:
    """Whether a module is neither of this kit nor of a library."""
    name = module or ""
    if name.partition(".")[0] in PACKAGES:
        return False
    file = getattr(sys.modules.get(name), "__file__", None)
    if file is None:
        return name == "__main__"
    path = Path(file).resolve()
    return not any(path.is_relative_to(library) for library in _LIBRARIES)


def _named_in(code: CodeType, names: Mapping[str, Any], doc: str | None) -> Iterator[Any]:
    """The constants of a function but for its docstring, and the globals that it names."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _named_in(constant, names, None)
        elif constant != doc:
            yield constant
    for name in code.co_names:
        value = names.get(name)
        if isinstance(value, ModuleType) and _is_users(value.__name__):
            yield from (vars(value).get(other) for other in code.co_names)
        elif value is not None:
            yield value


def _texts_of(value: "str | re.Pattern[Any]") -> Iterator[str]:
    """A text itself, or texts that a pattern finds; a text may be a pattern too."""
    if isinstance(value, str):
        yield value
        if len(value) > _LONGEST or not re.search(r"[\\[(|*+?^$]", value):
            return
    pattern = value if isinstance(value, str) else value.pattern
    if not isinstance(pattern, str):
        return
    try:
        # The parser of `re` has no public name; the text is checked against the pattern below.
        parsed = importlib.import_module("re._parser").parse(pattern)
        found = re.compile(pattern, 0 if isinstance(value, str) else value.flags)
    except (re.error, RecursionError, OverflowError):
        return
    for pick in range(3):
        text = _example_of(parsed, pick)[:_LONGEST]
        if found.search(text):
            yield text


def _example_of(tokens: Iterable[Any], pick: int) -> str:
    """A short text that the parts of a pattern match; of alternatives the one at `pick`."""
    return "".join(_example_of_token(str(name), given, pick) for name, given in tokens)


def _example_of_token(name: str, given: Any, pick: int) -> str:
    match name:
        case "LITERAL":
            return chr(given)
        case "NOT_LITERAL" | "ANY":
            return "x"
        case "IN":
            return _example_of_set(given, pick)
        case "BRANCH":
            return _example_of(given[1][pick % len(given[1])], pick)
        case "SUBPATTERN" | "ATOMIC_GROUP":
            return _example_of(given[-1] if name == "SUBPATTERN" else given, pick)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, inner = given
            times: int = min(max(least, 1), most, 50)
            return _example_of(inner, pick) * times
    return ""  # an anchor, or what looks around: nothing of its own


def _example_of_set(members: Sequence[Any], pick: int) -> str:
    if str(members[0][0]) == "NEGATE":
        return "x"
    name, given = members[pick % len(members)]
    if str(name) in ("LITERAL", "RANGE"):
        return chr(given if str(name) == "LITERAL" else given[0])
    category = str(given)
    return "7" if category.endswith("DIGIT") else " " if category.endswith("SPACE") else "x"


def templates_of(words: Sequence[str]) -> Iterator[str]:
    """Ways to put words around an answer, `{}`: all of them, halves of them, and each of them."""
    if not words:
        return
    plain = [word.replace("{}", "") for word in words]
    yield from ("\n".join([*plain, "{}"]), "\n".join(["{}", *plain]))
    for half in range(_HALVES if len(plain) > 3 else 0):
        some = [word for word in plain if seeded_choice(word, f"half {half}", (True, False))]
        yield "\n".join([*some, "{}"])
    for word in plain:
        yield from (f"{word}\n{{}}", f"{{}}\n{word}", f"{f'{word} ' * _TIMES}\n{{}}")
        for tag in _TAG.findall(word):
            yield f"<{tag}>Done.</{tag}>\n{{}}"


def search_templates(
    words: Sequence[str],
    cases: Sequence[AttackPrompt],
    ask: Asker,
    scale: PayScale,
    budget: Budget,
) -> tuple[str, ...]:
    """The templates that earn most around a wrong answer on these prompts, as long as calls last.

    Where none earns anything, the first few: then at least these were tried on every prompt.
    """
    templates = [*dict.fromkeys(templates_of(words))]
    room = min(budget.calls_left(ask) // 10, budget.search * 2) // max(len(cases), 1)
    templates = templates[:room]
    shown = [
        (template, case, text)
        for template in templates
        for case in cases
        if (text := fill_template(template, case)) is not None
    ]
    pays = ask.pays([(case.row, Message("assistant", text)) for _, case, text in shown])
    earned = dict.fromkeys(templates, 0.0)
    for (template, case, _), pay in zip(shown, pays, strict=True):
        wrong, gold = scale.wrong.get(case.prompt_id), scale.gold.get(case.prompt_id)
        if pay is not None and wrong is not None and gold is not None and gold > wrong:
            earned[template] += (pay - wrong) / (gold - wrong) / len(cases)
    best = sorted(templates, key=lambda template: -round(earned[template], 9))
    paid = [template for template in best if earned[template] > _SOME]
    return tuple((paid or templates)[:_KEPT])


def fill_template(template: str, case: AttackPrompt) -> str | None:
    """The template around a wrong answer; None where there is none, or where the gold gets in."""
    wrong = case.frame(case.wrong_answer) if case.wrong_answer and case.is_short else ""
    wrong = wrong or (case.wrong.content if case.wrong is not None else "")
    text = template.replace("{}", wrong)
    if not wrong or (case.is_short and contains_answer(text, case.answer)):
        return None
    return text
