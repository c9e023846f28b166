"""Which of a set of labels a reply names as its answer, by their wordings."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rewards.answers.claims import affirmed_values, claimed_values, settle_tokens, token
from rewards.answers.declared_answer import declared_spans
from rewards.answers.marked_answer import box_spans, tag_spans
from rewards.answers.marks import spoken_text
from rewards.answers.phrases import plain_english
from rewards.answers.plain_text import plain_marks, prose

_LONGEST = 100_000
_EDGES = " \t\n*_`$\"'()[]{}<>#:;,.!?"
_JOINT = re.compile(r"(?<=[^\W\d_])[-_]+(?=[^\W\d_])")
# Letters of scripts that put no space between words, and the letters and digits of all others.
_SCRIPTS = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_UNSPACED = re.compile(f"[{_SCRIPTS}]")
_SPACED = rf"[^\W{_SCRIPTS}]"
_LABELLED = prose(r"""
    (?:\b(?:the|my)[ ])? (?:(?:final|predicted|overall|correct|best|assigned|given)[ ])*
    \b(?:label|class|category|sentiment|classification|verdict|prediction|topic|intent|tag
      |emotion|rating
      |score|stance|polarity|tone|department|relation)s?["*_`]* (?: [ ]?[:=] | [ ](?:is|are
        |of[ ]this[^.\n]{0,30}[ ]is)\b )
    (?:[ ](?:clearly|most[ ]likely|therefore|thus|probably|definitely|an?))*""")
_OUT_OF = r"(?:\s*/\s*|\s+out\s+of\s+|\s+of\s+|\s*\(?out of\s+)"
EMPHASIS = re.compile(r"(?<![\w\\])_([^_\n]{1,60})_(?!\w)")
# "isn't a", "is not the": how prose denies, where "not spam" is a label of its own.
_DENIED_KIND = re.compile(r"(?:n't| not)(?: an?| the| really| at all)?[\s_-]+", re.IGNORECASE)
_STARS = re.compile(r"(?<![★☆])(★+)☆*(?![★☆])")
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SPELLED = prose(rf"""
    \b(?:{"|".join(_COUNTS)})\b(?=[*_]*(?:[ ](?:stars?|points?|out[ ]of)\b|[.!]?[*_]*\s*\Z))""")
# Words that a label "no" or "other" is not: "no idea", "no reason", "on the other hand".
_NOT_A_LABEL = prose(r"""
    no(?=[ ](?!(?:because|since|it|they|he|she|the|this|that|there|i|we|but|as|and|or|not|is
      |matter)\b)[a-z])
    | (?<=on[ ]the[ ])other(?=[ ]hand) | (?<=each[ ])other | other(?=[ ](?:than|words|people
      |things|side))
    | (?<=no[ ])other | (?<=the[ ])other(?=[ ][a-z]) | (?<=in[ ])other | (?<=holds[ ])true
      | true(?=[ ]that)
    | (?<=come[ ])true""")


def chosen_wordings(text: str, names: Mapping[str, str], *, several: bool = False) -> set[str]:
    """The names of the wordings that the reply answers with; `names` maps bare forms to names.

    What stands in a box or an answer tag is all the answer there is. Else what is declared
    ("Label: spam", "the answer is spam"), then the wording that opens the reply, then what it
    says that something is, then all that it names. A wording that is denied, asked for or taken
    back does not count, nor one that is part of a longer one. With `several`, two wordings side
    by side are two answers and no doubt.
    """
    masked, known = _mask(spoken_text(text), names)
    closed = [span for span in (*tag_spans(masked), *box_spans(masked)) if span[1] >= 0]
    marked = [masked[slice(*span)] for span in closed]
    if closed and not any(re.search(r"7\d{4}", content) for content in marked):
        return set()
    masked = _LABELLED.sub("the answer is", masked)
    if not several:
        return {known[at] for at in claimed_values(masked, said=True) if 0 <= at < len(known)}
    settled = settle_tokens(masked)
    parts = marked or [settled[start:end] for start, end in declared_spans(settled)]
    said = set[int]().union(*(affirmed_values(settle_tokens(part)) for part in parts))
    return {known[at] for at in said or affirmed_values(settled) if at < len(known)}


def _mask(text: str, names: Mapping[str, str]) -> tuple[str, list[str]]:
    """The text with a token for each wording, and the names in the order of their tokens."""
    known = list(dict.fromkeys(names.values()))
    at = {wording: known.index(name) for wording, name in names.items()}
    plain = plain_marks(unicodedata.normalize("NFKC", text[-_LONGEST:]))
    if plain.strip().isalpha() and bare_form(plain) not in names:
        plain = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", plain)  # camelCase
    plain = EMPHASIS.sub(r"\1", plain.replace("\\_", "_").replace("\\text", ""))
    if any(wording.startswith("not ") for wording in names):
        plain = _DENIED_KIND.sub(" not ", plain)
    highest = max((wording for wording in names if wording.isdecimal()), key=int, default="")
    if highest:
        plain = _STARS.sub(lambda stars: str(len(stars[1])), plain)
        plain = _SPELLED.sub(lambda word: str(_COUNTS.index(word[0].lower()) + 1), plain)
        plain = re.sub(rf"(?<![\d.])(\d+)[*_]*{_OUT_OF}{highest}(?![\d.])", r"\1", plain)

    def stand_in(found: re.Match[str]) -> str:
        wording = bare_form(found[0])
        if wording in ("no", "other", "true") and _NOT_A_LABEL.match(found.string, found.start()):
            return found[0]
        return token(at[wording])

    return plain_english(wordings_pattern(tuple(names)).sub(stand_in, plain)), known


@lru_cache(maxsize=256)
def wordings_pattern(wordings: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the wordings as words of their own, the longest that fits, in any case.

    A space, a hyphen and an underscore join the words of a wording alike.
    """
    longest_first = sorted(wordings, key=len, reverse=True)
    words = [wording for wording in longest_first if _is_spaced(wording[0])]
    others = [wording for wording in longest_first if not _is_spaced(wording[0])]
    before = rf"(?<!{_SPACED})(?<!-)(?<![^\w\s]\+)(?<!^\+)(?<!\s\+)(?:(?<!\d[.,/])|(?=[^\W\d]))"
    return re.compile(f"{before}(?:{_any_wording(words)})|{_any_wording(others)}", re.IGNORECASE)


def _is_spaced(edge: str) -> bool:
    """Whether a space or a mark must part this end of a wording from other words."""
    return edge.isalnum() and not _UNSPACED.match(edge)


def _any_wording(wordings: list[str]) -> str:
    """The wordings, up to where they end; a pattern that never fits where there are none."""
    patterns = []
    for wording in wordings:
        end = (
            rf"(?!{_SPACED}|-{_SPACED}{'|[.,/][0-9]' * wording[0].isdecimal()})"
            if _is_spaced(wording[-1])
            else ""
        )
        parts = [re.escape(part) for part in re.split(r"[\s_-]+", wording) if part]
        joined = r"[\s_-]+".join(parts)
        sign = "-" if wording.startswith("-") else ""
        patterns.append(sign + joined + end)
    return "|".join(patterns) or "(?!)"


def plain_form(text: str) -> str:
    """`text` in one case and Unicode form (NFKC), its marks plain."""
    return plain_marks(unicodedata.normalize("NFKC", text).casefold())


def bare_form(text: str) -> str:
    """The same with no marks around it and one space between words, as wordings are compared.

    A hyphen or an underscore between two letters is a space as well.
    """
    return " ".join(_JOINT.sub(" ", plain_form(text)).split()).strip(_EDGES)


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
