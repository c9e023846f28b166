"""Reading the gold answer out of a reference: an object, a list, a text or a number."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

from rewards.answers.choice_letters import options_of
from rewards.answers.fences import fenced_blocks
from rewards.answers.labels import bare_form
from rewards.structured.json_reply import NotJsonError, reference_json, strict_json
from rewards.structured.tool_calls import reference_calls
from rewards.types import Sample
from validation.ladder.gold import GoldAnswer, Kind, Solution, seed_of, sentences, split_solution
from validation.ladder.numbers import numbers_agree, parse_numeral
from validation.ladder.programs import parse_code

_LETTER = re.compile(r"[*_]*\(?([A-J])(?:[).:\]]+(?:\s.*)?)?[*_]*", re.DOTALL)
_QUERY = re.compile(r"\s*(?:--[^\n]*\n\s*)*(?:SELECT\b.+|WITH\b.+\bAS\s*\(.+)", re.DOTALL | re.I)
_SELECTS = re.compile(r"\bFROM\b|^\s*SELECT\s+[\d'*(]", re.IGNORECASE)
_DEFINES = re.compile(r"^(?:async def|def|class|import|from) ", re.MULTILINE)
_READ_FIRST = ("answer", "final_answer", "text")
_CODE = ("code", "canonical_solution", "reference_solution")
_ANSWERS = (*_READ_FIRST, "label", "target", "ground_truth", "sql", "query", *_CODE, "solution")
_SOLUTIONS = ("solution", "reasoning", "rationale", "explanation", "cot", "working", "steps")
_TESTS = ("tests", "test", "test_list", "test_cases", "input_output")


def read_gold(sample: Sample) -> GoldAnswer | None:
    """The gold of a sample; None where its reference cannot be given as a reply."""
    blank = GoldAnswer(sample, "text", "", seed_of(sample))
    reference = _unwrap_reference(sample.reference_answer)
    calls = _tool_calls(reference, declared=bool(sample.tools))
    if calls is not None:
        return replace(blank, kind="tool_calls", text=json.dumps(calls), value=calls)
    if isinstance(reference, Mapping) and any(name in reference for name in _TESTS):
        names = (*_CODE, "solution", "answer")  # the tests alone are no answer
        code = next((reference[name] for name in names if isinstance(reference.get(name), str)), "")
        return _gold_of_code(code, blank) if code.strip() else None
    answers = _alternative_texts(reference)
    if answers:
        return replace(_gold_of_text(answers[0], blank), also=tuple(answers[1:]))
    if isinstance(reference, Mapping):
        return _gold_of_object(reference, blank)
    if isinstance(reference, list):
        return _gold_of_json(reference, blank)
    return _gold_of_scalar(reference, blank)


def _unwrap_reference(reference: Any) -> Any:
    """The reference without `{"text": …}` around it, and out of a text that holds JSON."""
    while isinstance(reference, Mapping) and list(reference) == ["text"]:
        reference = reference["text"]
    if isinstance(reference, str) and reference.lstrip()[:1] in ("{", "["):
        try:
            return strict_json(reference)
        except NotJsonError:
            return reference
    return reference


def _alternative_texts(reference: Any) -> list[str]:
    """The texts, each of which is right, where the reference lists several."""
    if isinstance(reference, Mapping):
        reference = reference.get("answers", reference.get("text"))
    if not isinstance(reference, Sequence) or isinstance(reference, str):
        return []
    texts = [entry for entry in reference if isinstance(entry, str) and entry.strip()]
    return texts if len(texts) == len(reference) else []


def _gold_of_object(reference: Mapping[str, Any], blank: GoldAnswer) -> GoldAnswer | None:
    """The answer of an object, with the solution beside it; else the object itself."""
    name = _answer_name(reference)
    if name is None:
        return _gold_of_json(reference, blank)
    value = _unwrap_reference(reference[name])
    if isinstance(value, Mapping | list):
        return read_gold(replace(blank.sample, reference_answer=value))
    gold = _gold_of_scalar(value, blank)
    if gold is not None and len(reference) == 1 and name not in ("answer", "text"):
        gold = replace(gold, held=reference)
    if gold is None or gold.solution is not None:
        return gold
    return replace(gold, solution=_solution_beside(reference, name, gold))


def _answer_name(reference: Mapping[str, Any]) -> str | None:
    """The key of the answer, as rewards read it, or where every other key is about the answer."""
    if len(reference) == 1:
        return next(iter(reference))
    name = next((name for name in _ANSWERS if name in reference), None)
    if name in _READ_FIRST or not set(reference) - {*_ANSWERS, *_SOLUTIONS}:
        return name
    return None


def _solution_beside(
    reference: Mapping[str, Any], answer: str, gold: GoldAnswer
) -> Solution | None:
    """The worked solution beside the answer; none where it ends in another answer."""
    names = (name for name in _SOLUTIONS if name in reference and name != answer)
    text = next((reference[name] for name in names), None)
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        text = "\n".join(text)
    if not isinstance(text, str) or len(text.split()) < 3:
        return None
    found = split_solution(text)
    if found is None:
        return Solution(text.strip() + "\n")
    solution, final = found
    is_same = bare_form(final) == bare_form(gold.text)
    if gold.kind == "number":
        is_same = numbers_agree(final, gold.text)
    return solution if is_same else None


def _gold_of_json(value: Any, blank: GoldAnswer) -> GoldAnswer | None:
    if not value:
        return None
    try:
        plain = reference_json(replace(blank.sample, reference_answer=value))
    except ValueError:
        return None
    return replace(blank, kind="json", text=json.dumps(plain, ensure_ascii=False), value=plain)


def _gold_of_scalar(value: Any, blank: GoldAnswer) -> GoldAnswer | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and not isfinite(value):
        return None
    text = value.strip() if isinstance(value, str) else repr(value)
    return _gold_of_text(text, blank) if text else None


def _tool_calls(reference: Any, *, declared: bool) -> list[dict[str, Any]] | None:
    """The tool calls that a reference is, as plain JSON; None where it is something else.

    A list of objects with names is one of calls only where each has arguments, or where tools
    are `declared`.
    """
    held = isinstance(reference, Mapping) and "tool_calls" in reference
    listed = isinstance(reference, Sequence) and not isinstance(reference, str) and reference
    if not held and not (listed and (declared or all(map(_is_call, reference)))):
        return None
    try:
        places = reference_calls(reference)[0]
    except ValueError:
        return None
    calls = [place[0].plain() for place in places]
    return [{"name": call.name, "arguments": dict(call.arguments)} for call in calls] or None


def _is_call(entry: Any) -> bool:
    if not isinstance(entry, Mapping):
        return False
    return isinstance(entry.get("function"), Mapping) or {"name", "arguments"} <= set(entry)


def _gold_of_text(text: str, blank: GoldAnswer) -> GoldAnswer:
    """The gold that a text is; a worked solution is read for its final answer."""
    text = text.strip()
    fences = list(fenced_blocks(text))
    if len(fences) == 1 and text[:3] in ("```", "~~~") and fences[0].content.strip():
        text, language = fences[0].content.strip(), fences[0].language
        if language not in ("", "json", "sql", "sqlite"):
            return replace(_gold_of_code(text, blank), language=language)
    if _QUERY.fullmatch(text) and _SELECTS.search(text) and text[-1] not in ".?!":
        return replace(blank, kind="sql", text=text.rstrip("; \n"), language="sql")
    program = parse_code(text) if _DEFINES.search(text) else None
    if program is not None and program.body:
        return _gold_of_code(text, blank)
    found = split_solution(text)
    if found is not None:
        return replace(_gold_of_plain_text(found[1], blank), solution=found[0])
    return _gold_of_plain_text(text, blank)


def _gold_of_code(code: str, blank: GoldAnswer) -> GoldAnswer:
    """Python, unless it is said to be something else."""
    return replace(blank, kind="code", text=code.strip("\n"), language="python")


def _gold_of_plain_text(text: str, blank: GoldAnswer) -> GoldAnswer:
    """A letter, a number, a label, or prose."""
    try:
        options = options_of(blank.sample)
    except ValueError:  # what the metadata calls choices are none
        options = {}
    letter = _LETTER.fullmatch(text)
    if letter and (letter[1] in options or (not options and len(text) <= 4)):
        up_to_it = "".join(map(chr, range(ord("A"), ord(letter[1]) + 1)))
        letters = max("".join(options) or "ABCD", up_to_it, key=len)
        others = tuple(other for other in letters if other != letter[1])
        return replace(blank, kind="choice", text=letter[1], options=options, others=others)
    if parse_numeral(text) is not None:
        return replace(blank, kind="number", text=text)
    words = text.split()
    if len(words) <= 3 and len(text) <= 60 and "\n" not in text and text[-1] not in "!?":
        return replace(blank, kind="label", text=text, others=_other_labels(text, options, blank))
    kind: Kind = "long_text" if len(sentences(text)) > 1 else "text"
    return replace(blank, kind=kind, text=text)


def _other_labels(gold: str, options: Mapping[str, str], blank: GoldAnswer) -> tuple[str, ...]:
    """The texts of the other options, where the gold is one's; else the other declared labels."""
    wrong = tuple(text for text in options.values() if bare_form(text) != bare_form(gold))
    if 0 < len(wrong) < len(options):
        return wrong
    labels = blank.sample.metadata.get("labels")
    if not isinstance(labels, Sequence) or isinstance(labels, str):
        return ()
    texts = [label for label in labels if isinstance(label, str)]
    return tuple(label for label in texts if bare_form(label) != bare_form(gold))
