"""How prose is written otherwise, and how it is got wrong."""

import re
from collections.abc import Iterator

from rewards.reading.text_form import in_form
from validation.ladder.chance import chosen
from validation.ladder.gold import Gold
from validation.ladder.kinds import sentences
from validation.ladder.rung import Answer

_VERB = re.compile(
    r"\b(?:is|are|was|were|am|can|could|will|would|should|must|may|might|has|have|had|does|do|did)"
    r"\b(?! not\b)"
)
_DENIED = re.compile(r"\b(?:is|are|was|were|can|could|will|would|should|must|has|have|had|does"
                     r"|do|did)( not)\b")  # fmt: skip
_DIGITS = re.compile(r"\d+")
_QUOTES = "\"'"


def reworded(gold: Gold, form: str) -> Iterator[Answer]:
    """The same words with another last mark, or in quotes."""
    text = gold.text
    if text[-1] == ".":
        yield Answer("no_period", "without the last full stop", text[:-1], 1)
    elif text[-1].isalnum() and gold.kind == "text":
        yield Answer("period", "with a full stop", f"{text}.", 1)
    if gold.kind == "text" and form == "bare" and not set(_QUOTES) & {text[0], text[-1]}:
        yield Answer("quoted", "in quotes", f'"{text}"', 1)


def same(text: str, gold: Gold) -> bool:
    return _plain(text) == _plain(gold.text)


def altered(gold: Gold) -> Iterator[Answer]:
    """Cut short, turned into its opposite, or with another number in it."""
    yield from _cut(gold.text)
    parts = sentences(gold.text)
    at = chosen(gold.seed, "sentence", range(len(parts)))
    left = (len(parts) - 1) / len(parts)
    yield Answer(
        "negation",
        "turned into its opposite",
        _with(gold.text, parts[at], negated(parts[at])),
        left,
    )
    numbered = [part for part in parts if _DIGITS.search(part)]
    if numbered:
        part = chosen(gold.seed, "numbered", numbered)
        yield Answer(
            "number",
            "a number in it became another",
            _with(gold.text, part, _renumbered(part, gold.seed)),
            left,
        )
    if len(parts) > 1:
        dropped = _with(gold.text, parts[at], "").strip()
        yield Answer("dropped_sentence", "one sentence was left out", dropped, left)


def another(gold: Gold) -> str:
    """The opposite of every sentence."""
    text = gold.text
    for part in sentences(text):
        text = _with(text, part, negated(part))
    return text


def negated(sentence: str) -> str:
    """The opposite of a sentence: its first verb that can be is denied, or all of it is."""
    denied = _DENIED.search(sentence)
    if denied:
        return sentence[: denied.start(1)] + sentence[denied.end(1) :]
    verb = _VERB.search(sentence)
    if verb:
        return f"{sentence[: verb.end()]} not{sentence[verb.end() :]}"
    lowered = sentence[0].lower() + sentence[1:] if sentence[1:2].islower() else sentence
    return f"It is not true that {lowered}"


def _plain(text: str) -> str:
    return in_form(text, unicode="NFKC", ignore_inner_space=True, ignore_last_marks=True).strip(
        _QUOTES
    )


def _cut(text: str) -> Iterator[Answer]:
    """The first half: of the sentences where there are several, else of the words."""
    parts = sentences(text)
    if len(parts) > 1:
        kept = len(parts) // 2
        end = 0
        for part in parts[:kept]:
            end = text.index(part, end) + len(part)
        made = f"the first {kept} of {len(parts)} sentences"
        yield Answer("truncated", made, text[:end], kept / len(parts))
        return
    words = text.split()
    kept = len(words) // 2
    if kept:
        made = f"the first {kept} of {len(words)} words"
        yield Answer("truncated", made, " ".join(words[:kept]), kept / len(words))


def _with(text: str, part: str, new: str) -> str:
    return text.replace(part, new, 1)


def _renumbered(sentence: str, seed: str) -> str:
    found = _DIGITS.search(sentence)
    if found is None:
        return sentence
    number = int(found[0]) + chosen(seed, "renumbered", range(2, 10))
    return sentence[: found.start()] + str(number) + sentence[found.end() :]
