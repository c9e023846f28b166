"""How prose is written otherwise, and how it is got wrong."""

import re
from collections.abc import Iterator

from rewards.answers.plain_text import normalize_text
from validation.ladder.gold import AnswerVariant, GoldAnswer, seeded_choice, sentences

_VERB = re.compile(
    r"\b(?:is|are|was|were|am|can|could|will|would|should|must|may|might|has|have|had|does|do|did)"
    r"\b(?! not\b)"
)
_DENIED = re.compile(r"\b(?:is|are|was|were|can|could|will|would|should|must|has|have|had|does"
                     r"|do|did)( not)\b")  # fmt: skip
_DIGITS = re.compile(r"\d+")
_QUOTES = "\"'"


def text_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The same words with another last mark, or in quotes."""
    text = gold.text
    if text[-1] == ".":
        yield AnswerVariant("no_period", "without the last full stop", text[:-1], 1)
    elif text[-1].isalnum() and gold.kind == "text":
        yield AnswerVariant("period", "with a full stop", f"{text}.", 1)
    if gold.kind == "text" and form == "bare" and not set(_QUOTES) & {text[0], text[-1]}:
        yield AnswerVariant("quoted", "in quotes", f'"{text}"', 1)


def is_same_text(text: str, gold: GoldAnswer) -> bool:
    return _normalize(text) == _normalize(gold.text)


def text_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """Cut short, turned into its opposite, or with another number in it."""
    yield from _truncations(gold.text)
    parts = sentences(gold.text)
    at = seeded_choice(gold.seed, "sentence", range(len(parts)))
    left = (len(parts) - 1) / len(parts)
    yield AnswerVariant(
        "negation",
        "turned into its opposite",
        _replace_part(gold.text, parts[at], negate(parts[at])),
        left,
    )
    numbered = [part for part in parts if _DIGITS.search(part)]
    if numbered:
        part = seeded_choice(gold.seed, "numbered", numbered)
        yield AnswerVariant(
            "number",
            "a number in it became another",
            _replace_part(gold.text, part, _change_number(part, gold.seed)),
            left,
        )
    if len(parts) > 1:
        dropped = _replace_part(gold.text, parts[at], "").strip()
        yield AnswerVariant("dropped_sentence", "one sentence was left out", dropped, left)


def wrong_text(gold: GoldAnswer) -> str:
    """The opposite of every sentence."""
    text = gold.text
    for part in sentences(text):
        text = _replace_part(text, part, negate(part))
    return text


def negate(sentence: str) -> str:
    """The opposite of a sentence: its first verb that can be is denied, or all of it is."""
    denied = _DENIED.search(sentence)
    if denied:
        return sentence[: denied.start(1)] + sentence[denied.end(1) :]
    verb = _VERB.search(sentence)
    if verb:
        return f"{sentence[: verb.end()]} not{sentence[verb.end() :]}"
    lowered = sentence[0].lower() + sentence[1:] if sentence[1:2].islower() else sentence
    return f"It is not true that {lowered}"


def _normalize(text: str) -> str:
    return normalize_text(
        text, unicode="NFKC", ignore_inner_space=True, ignore_last_marks=True
    ).strip(_QUOTES)


def _truncations(text: str) -> Iterator[AnswerVariant]:
    """The first half: of the sentences where there are several, else of the words."""
    parts = sentences(text)
    if len(parts) > 1:
        kept = len(parts) // 2
        end = 0
        for part in parts[:kept]:
            end = text.index(part, end) + len(part)
        made = f"the first {kept} of {len(parts)} sentences"
        yield AnswerVariant("truncated", made, text[:end], kept / len(parts))
        return
    words = text.split()
    kept = len(words) // 2
    if kept:
        made = f"the first {kept} of {len(words)} words"
        yield AnswerVariant("truncated", made, " ".join(words[:kept]), kept / len(words))


def _replace_part(text: str, part: str, new: str) -> str:
    return text.replace(part, new, 1)


def _change_number(sentence: str, seed: str) -> str:
    found = _DIGITS.search(sentence)
    if found is None:
        return sentence
    number = int(found[0]) + seeded_choice(seed, "renumbered", range(2, 10))
    return sentence[: found.start()] + str(number) + sentence[found.end() :]
