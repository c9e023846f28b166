"""Reading the gold out of a reference, in whatever object, list or text it stands."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

from rewards.reading.wordings import bare_form
from rewards.structured.json_reply import NotJsonError, strict_json
from rewards.structured.reference_json import reference_json
from rewards.types import Sample
from validation.ladder.answer import of_code, of_text
from validation.ladder.chance import seed_of
from validation.ladder.gold import Gold
from validation.ladder.kinds import listed_calls
from validation.ladder.numeral import same_number
from validation.ladder.solution import Solution, worked

_READ_FIRST = ("answer", "final_answer", "text")
_CODE = ("code", "canonical_solution", "reference_solution")
_ANSWERS = (*_READ_FIRST, "label", "target", "ground_truth", "sql", "query", *_CODE, "solution")
_SOLUTIONS = ("solution", "reasoning", "rationale", "explanation", "cot", "working", "steps")
_TESTS = ("tests", "test", "test_list", "test_cases", "input_output")


def read_gold(sample: Sample) -> Gold | None:
    """The gold of a sample; None where it has no reference that could be said as a reply."""
    blank = Gold(sample, "text", "", seed_of(sample))
    reference = _unwrapped(sample.reference_answer)
    calls = listed_calls(reference, declared=bool(sample.tools))
    if calls is not None:
        return replace(blank, kind="tool_calls", text=json.dumps(calls), value=calls)
    if isinstance(reference, Mapping) and any(name in reference for name in _TESTS):
        return _with_tests(reference, blank)
    answers = _alternatives(reference)
    if answers:
        return replace(of_text(answers[0], blank), also=tuple(answers[1:]))
    if isinstance(reference, Mapping):
        return _of_object(reference, blank)
    if isinstance(reference, list):
        return _of_json(reference, blank)
    return _of_scalar(reference, blank)


def _unwrapped(reference: Any) -> Any:
    """The reference without `{"text": …}` around it, and out of a text that holds JSON."""
    while isinstance(reference, Mapping) and list(reference) == ["text"]:
        reference = reference["text"]
    if isinstance(reference, str) and reference.lstrip()[:1] in ("{", "["):
        try:
            return strict_json(reference)
        except NotJsonError:
            return reference
    return reference


def _alternatives(reference: Any) -> list[str]:
    """The texts, any of which will do, where the reference lists them."""
    if isinstance(reference, Mapping):
        reference = reference.get("answers", reference.get("text"))
    if not isinstance(reference, Sequence) or isinstance(reference, str):
        return []
    texts = [entry for entry in reference if isinstance(entry, str) and entry.strip()]
    return texts if len(texts) == len(reference) else []


def _with_tests(reference: Mapping[str, Any], blank: Gold) -> Gold | None:
    """Code that tests are for: the tests alone are no answer."""
    names = (*_CODE, "solution", "answer")
    code = next((reference[name] for name in names if isinstance(reference.get(name), str)), "")
    return of_code(code, blank) if code.strip() else None


def _of_object(reference: Mapping[str, Any], blank: Gold) -> Gold | None:
    """The answer of an object, with the solution beside it; else the object itself."""
    name = _answer_name(reference)
    if name is None:
        return _of_json(reference, blank)
    value = _unwrapped(reference[name])
    if isinstance(value, Mapping | list):
        return read_gold(replace(blank.sample, reference_answer=value))
    gold = _of_scalar(value, blank)
    if gold is not None and len(reference) == 1 and name not in ("answer", "text"):
        gold = replace(gold, held=reference)
    if gold is None or gold.solution is not None:
        return gold
    return replace(gold, solution=_beside(reference, name, gold))


def _answer_name(reference: Mapping[str, Any]) -> str | None:
    """What the answer is called, as rewards read it, or where all else is said about it."""
    if len(reference) == 1:
        return next(iter(reference))
    name = next((name for name in _ANSWERS if name in reference), None)
    if name in _READ_FIRST or not set(reference) - {*_ANSWERS, *_SOLUTIONS}:
        return name
    return None


def _beside(reference: Mapping[str, Any], answer: str, gold: Gold) -> Solution | None:
    """The worked solution beside the answer; none where it ends in another answer."""
    names = (name for name in _SOLUTIONS if name in reference and name != answer)
    text = next((reference[name] for name in names), None)
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        text = "\n".join(text)
    if not isinstance(text, str) or len(text.split()) < 3:
        return None
    found = worked(text)
    if found is None:
        return Solution(text.strip() + "\n")
    solution, final = found
    return solution if _says(final, gold) else None


def _says(answer: str, gold: Gold) -> bool:
    if gold.kind == "number":
        return same_number(answer, gold.text)
    return bare_form(answer) == bare_form(gold.text)


def _of_json(value: Any, blank: Gold) -> Gold | None:
    if not value:
        return None
    try:
        plain = reference_json(replace(blank.sample, reference_answer=value))
    except ValueError:
        return None
    return replace(blank, kind="json", text=json.dumps(plain, ensure_ascii=False), value=plain)


def _of_scalar(value: Any, blank: Gold) -> Gold | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and not isfinite(value):
        return None
    text = value.strip() if isinstance(value, str) else repr(value)
    return of_text(text, blank) if text else None
