"""Replies that are wrong as a whole: the right answer denied, taken back, cut off or drowned."""

import re
from collections.abc import Iterator
from dataclasses import replace

from validation.ladder.calls import told
from validation.ladder.chance import chosen
from validation.ladder.forms import REASONED, put, reasoning
from validation.ladder.gold import Gold
from validation.ladder.numeral import names_size
from validation.ladder.rung import Rung, said
from validation.ladder.solution import Solution

SHORT = ("number", "choice", "label")
_MARK = "\ue000"
_PADDING = (
    "Let me think about this with all the care that it deserves. The question is an interesting "
    "one, and there is a great deal to say about it. It helps to read it slowly, to keep calm, "
    "and to put everything that matters in good order before going on."
)
_OFF_TOPIC = (
    "The garden looks lovely in spring, when the first flowers open.",
    "My neighbour plays the violin in the evening.",
    "Rain is forecast along the coast.",
)
_BREAK = re.compile(r"(?<=[.!?])\s+|\n+")
_DIGITS = re.compile(r"\d+")


def spoiled(gold: Gold, form: str, wrong: str) -> Iterator[Rung]:
    """Every such reply to this gold in this form; `wrong` is a wrong answer of its kind."""
    if gold.kind in SHORT:
        yield from _denials(gold, form, wrong)
        yield from _with_reasoning(gold, form, wrong)
        yield from _cut_off(gold, form)
    if gold.kind == "tool_calls":
        yield told(gold)
    else:
        yield from _drowned(gold, form, wrong)
    yield Rung("empty", "nothing is said", 0.0, said(""))
    said_in = (line for line in _OFF_TOPIC if not _names(line, gold.text))
    about = next(said_in, _OFF_TOPIC[0])
    yield Rung("off_topic", "about something else", 0.0, said(about))


def _names(line: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", line, re.IGNORECASE) is not None


def _text(gold: Gold, form: str, answer: str) -> str:
    return put(form, answer, gold).content


def _denials(gold: Gold, form: str, wrong: str) -> Iterator[Rung]:
    text = gold.text.rpartition("=")[2].strip() if gold.kind == "number" else gold.text
    if not text.lower().startswith(("not ", "no ", "non")):
        reply = put(form, f"not {text}", gold)
        yield Rung("negation", "the gold with a not before it", 0.0, reply)
    denial = f"I know what the answer is not: it is not {text}."
    yield Rung("denied", "denies the gold and gives no other answer", 0.0, said(denial))
    if form == "bare":
        taken_back = f"It is {gold.text}. No, it is {wrong}."
    else:
        first, again = _text(gold, form, gold.text), _last_of(gold, form)
        taken_back = f"{first}\nNo, that is wrong.\n{_text(gold, again, wrong)}"
    made = f"the gold, taken back for {wrong}"
    yield Rung("contradiction", made, 0.0, said(taken_back))


def _last_of(gold: Gold, form: str) -> str:
    """The form that a form with reasoning ends in: what is read as its answer."""
    if form == "reference":
        return (gold.solution and gold.solution.style) or "sentence"
    return "tag" if form == "think_tag" else form


def _with_reasoning(gold: Gold, form: str, wrong: str) -> Iterator[Rung]:
    if gold.is_reasoned and form not in REASONED:
        final = f"{reasoning(gold)}\n{_text(gold, _closing(form), wrong)}"
        made = f"the reasoning of the reference, with {wrong} as its answer"
        yield Rung("wrong_final", made, 0.0, said(final))
    twisted = _miscounted(gold.solution.reasoning if gold.solution else "", gold.seed)
    if form in REASONED:
        solution = replace(gold.solution or Solution(""), reasoning=twisted)
        reply = _text(replace(gold, solution=solution), form, gold.text)
    else:
        reply = f"{twisted.strip()}\n{_text(gold, _closing(form), gold.text)}"
    yield Rung("wrong_reasoning", "the right answer for wrong reasons", 0.5, said(reply))


def _closing(form: str) -> str:
    """The form of an answer that comes after reasoning: nobody ends it in a number alone."""
    return "sentence" if form == "bare" else form


def _miscounted(text: str, seed: str) -> str:
    """The reasoning with other numbers, or without sense where it has none."""
    if not _DIGITS.search(text):
        return "As everybody knows, the moon is made of cheese, and so it follows.\n"
    step = chosen(seed, "miscounted", range(2, 8))
    return _DIGITS.sub(lambda found: str(int(found[0][:300]) + step), text)


def _cut_off(gold: Gold, form: str) -> Iterator[Rung]:
    """What stands before the answer, up to where it is first worked out."""
    if gold.is_reasoned and form in ("bare", "reference"):
        text = _before_the_answer(gold)
    else:
        text = _text(gold, form, _MARK).split(_MARK)[0]
        text = text.removesuffix("\\ue000").rstrip('"')
    if text.strip():
        yield Rung("truncated", "cut off before the answer", 0.0, said(text.rstrip()))


def _before_the_answer(gold: Gold) -> str:
    text = gold.solution.reasoning if gold.solution else ""
    start = 0
    for end in [*(found.start() for found in _BREAK.finditer(text)), len(text)]:
        if _gives(text[start:end], gold):
            return text[:start]
        start = end
    return text


def _gives(sentence: str, gold: Gold) -> bool:
    if gold.kind != "number":
        return gold.text.lower() in sentence.lower()
    return names_size(sentence, gold.text)


def _drowned(gold: Gold, form: str, wrong: str) -> Iterator[Rung]:
    padded = f"{_PADDING}\n\n{_text(gold, form, wrong)}"
    yield Rung("bloated_wrong", "a wrong answer behind much padding", 0.0, said(padded))
    if gold.kind not in SHORT:
        first, second = _text(gold, form, gold.text), _text(gold, form, wrong)
        both = f"{first}\n\nNo, that is wrong. It should be:\n\n{second}"
        yield Rung("contradiction", "the gold, taken back for another", 0.0, said(both))
