"""Telling what a text is that stands as a reference: a query, code, a solution, or an answer."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rewards.reading.fences import fenced_blocks
from rewards.reading.options import options_of
from rewards.reading.wordings import bare_form
from rewards.types import Sample
from validation.ladder.gold import Gold
from validation.ladder.kinds import is_code, is_long, is_query, is_word
from validation.ladder.numeral import numeral
from validation.ladder.solution import worked

_LETTER = re.compile(r"[*_]*\(?([A-J])(?:[).:\]]+(?:\s.*)?)?[*_]*", re.DOTALL)


def of_text(text: str, blank: Gold) -> Gold:
    """The gold that a text is; a worked solution is read for its final answer."""
    text = text.strip()
    fences = list(fenced_blocks(text))
    if len(fences) == 1 and text[:3] in ("```", "~~~") and fences[0].content.strip():
        text, language = fences[0].content.strip(), fences[0].language
        if language not in ("", "json", "sql", "sqlite"):
            return replace(of_code(text, blank), language=language)
    if is_query(text):
        return replace(blank, kind="sql", text=text.rstrip("; \n"), language="sql")
    if is_code(text):
        return of_code(text, blank)
    found = worked(text)
    if found is not None:
        return replace(_plain(found[1], blank), solution=found[0])
    return _plain(text, blank)


def of_code(code: str, blank: Gold) -> Gold:
    """Python, unless it is said to be something else."""
    return replace(blank, kind="code", text=code.strip("\n"), language="python")


def _plain(text: str, blank: Gold) -> Gold:
    """A letter, a number, a label, or prose."""
    options = _options(blank.sample)
    letter = _LETTER.fullmatch(text)
    if letter and (letter[1] in options or (not options and len(text) <= 4)):
        letters = max("".join(options) or "ABCD", _upto(letter[1]), key=len)
        others = tuple(other for other in letters if other != letter[1])
        return replace(blank, kind="choice", text=letter[1], options=options, others=others)
    if numeral(text) is not None:
        return replace(blank, kind="number", text=text)
    if is_word(text):
        others = _wordings(options, text) or _labels(blank.sample, text)
        return replace(blank, kind="label", text=text, others=others)
    return replace(blank, kind="long_text" if is_long(text) else "text", text=text)


def _upto(letter: str) -> str:
    return "".join(map(chr, range(ord("A"), ord(letter) + 1)))


def _options(sample: Sample) -> dict[str, str]:
    """The options of the question; none where what the metadata calls choices are none."""
    try:
        return options_of(sample)
    except ValueError:
        return {}


def _wordings(options: dict[str, str], gold: str) -> tuple[str, ...]:
    """The wordings of the other options, where the gold is one's."""
    wrong = tuple(text for text in options.values() if bare_form(text) != bare_form(gold))
    return wrong if len(wrong) < len(options) else ()


def _labels(sample: Sample, gold: str) -> tuple[str, ...]:
    labels = sample.metadata.get("labels")
    if not isinstance(labels, Sequence) or isinstance(labels, str):
        return ()
    texts = [label for label in labels if isinstance(label, str)]
    return tuple(label for label in texts if bare_form(label) != bare_form(gold))
