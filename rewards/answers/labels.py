"""Which of a set of labels a reply names as its answer, by their wordings."""

import re
import unicodedata
from collections import deque
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rewards.answers.declared_answer import declared_spans
from rewards.answers.marked_answer import box_spans, tag_spans
from rewards.answers.marks import spoken_text
from rewards.answers.negation import mentions_in, not_negated
from rewards.answers.plain_text import plain_marks

_MOST_WORDINGS = 64
_EDGES = " \t\n*_`$\"'()[]{}<>#:;,.!?"
# Letters of scripts that put no space between words.
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LABELLED = re.compile(
    r"""^[ \t*_#>`-]*+ (?:the[ ])? (?:(?:final|predicted|overall|correct)[ ])?
    (?:label|class|category|sentiment|classification|verdict|prediction|topic|intent|tag|emotion)s?
    [*_`]*+ (?:[ ]is\b|[ ]are\b|[ ]?[:=])[*_`]* ([^\n]+)$""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)


def chosen_wordings(text: str, names: Mapping[str, str]) -> set[str]:
    """The names of the wordings that the reply answers with; `names` maps bare forms to names.

    What stands in a box or an answer tag is all the answer there is. Else a reply that is a
    wording and nothing else is the answer; else the wordings that its declarations name, and
    where they name none, those that all of the reply names. A negated wording ("not spam") does
    not count, nor one that is part of a longer one.
    """
    text = spoken_text(text)
    marked = [text[start:end] for start, end in (*tag_spans(text), *box_spans(text)) if end >= 0]
    if marked:
        return set().union(*(named_wordings(it, names) for it in marked[-_MOST_WORDINGS:]))
    bare = bare_form(text) if len(text.strip(_EDGES)) <= 4 * max(map(len, names), default=0) else ""
    if bare in names:
        return {names[bare]}
    spans = [*declared_spans(text), *(line.span(1) for line in _LABELLED.finditer(text))]
    declared = [text[start:end] for start, end in spans[-2 * _MOST_WORDINGS :]]
    said = set[str]().union(*(named_wordings(it, names) for it in declared))
    return said or named_wordings(text, names)


def named_wordings(text: str, names: Mapping[str, str]) -> set[str]:
    """The names of the wordings that `text` says and does not negate, of the last 64."""
    plain = plain_form(text)
    spans = deque(_wordings_pattern(tuple(names)).finditer(plain), _MOST_WORDINGS)
    said = [(names[" ".join(span[0].split())], *span.span()) for span in spans]
    return not_negated(plain, mentions_in(said, len(plain)))


@lru_cache(maxsize=256)
def _wordings_pattern(wordings: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the wordings as words of their own, the longest that fits."""
    longest_first = sorted(wordings, key=len, reverse=True)
    words = [wording for wording in longest_first if _is_spaced(wording[0])]
    others = [wording for wording in longest_first if not _is_spaced(wording[0])]
    before = r"(?<![\w+-])(?<!\d[.,/])"
    return re.compile(f"{before}(?:{_any_wording(words)})|{_any_wording(others)}")


def _is_spaced(edge: str) -> bool:
    """Whether a space or a mark must part this end of a wording from other words."""
    return edge.isalnum() and not _UNSPACED.match(edge)


def _any_wording(wordings: list[str]) -> str:
    """The wordings, up to where they end; a pattern that never fits where there are none."""
    patterns = []
    for wording in wordings:
        end = r"(?!\w|-\w|[.,/]\d)" if _is_spaced(wording[-1]) else ""
        patterns.append(r"\s+".join(map(re.escape, wording.split())) + end)
    return "|".join(patterns) or "(?!)"


def plain_form(text: str) -> str:
    """`text` in one case and Unicode form (NFKC), its marks plain."""
    return plain_marks(unicodedata.normalize("NFKC", text).casefold())


def bare_form(text: str) -> str:
    """The same with no marks around it and one space between words, as wordings are compared."""
    return " ".join(plain_form(text).split()).strip(_EDGES)


def label_names(labels: object, synonyms: Mapping[str, str]) -> dict[str, str]:
    """The label that each wording names, by the wording's bare form.

    Raises ValueError unless `labels` are at least one text, each with a letter or a digit; when a
    synonym is of no label; or when two labels have one wording.
    """
    if isinstance(labels, str) or not isinstance(labels, Sequence) or not labels:
        raise ValueError(f"labels: expected a list of texts, here or in metadata, got {labels!r}")
    names: dict[str, str] = {}
    for wording, label in [*((label, label) for label in labels), *synonyms.items()]:
        bare = bare_form(wording) if isinstance(wording, str) else ""
        if not bare:
            raise ValueError(f"labels: expected texts, got {wording!r}")
        if label not in labels:
            raise ValueError(f"synonyms: expected one of {list(labels)}, got {label!r}")
        if names.setdefault(bare, label) != label:
            raise ValueError(f"labels: {wording!r} names both {names[bare]!r} and {label!r}")
    return names


def named_label(gold: str, names: Mapping[str, str]) -> str:
    """The label that a reference names; raises ValueError for one outside the set."""
    if gold in names.values():
        return gold
    label = names.get(bare_form(gold))
    if label is None:
        known = sorted(set(names.values()))
        raise ValueError(f"reference_answer: expected one of {known}, got {gold!r}")
    return label
