"""Whether the reply cites sources that there are, for what they say."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from rewards.answers.marks import spoken_text
from rewards.answers.plain_text import compose
from rewards.extras import require_extra
from rewards.types import Sample, Score

_MARK = re.compile(
    r"\[([^\[\]\n]{1,80})\](?!\((?!https?:)) | [【［]([^【】［］\n]{1,80})[】］]"  # noqa: RUF001
    r" | <sup>\[?([^<>\[\]\n]{1,40})\]?</sup>"
    r" | (?<=\S)[ ]?\(((?:(?:source|doc(?:ument)?|ref(?:erence)?)[ ]?)?"
    r"\d{1,3}(?:[ ]?[,;–-][ ]?\d{1,3})*)\)(?=\s*(?:[.,;:!?。]|\n|\Z))",  # noqa: RUF001
    re.VERBOSE | re.IGNORECASE,
)
# What opens a list of references, whose marks cite nothing.
_REFERENCES = re.compile(
    r"(?<=\n)[ \t\r#*_-]*+(?:references|sources(?: cited)?|bibliography|works cited|citations"
    r"|footnotes|notes|quellen|références|fuentes|literatur)"
    r"[*_]*:?[*_]*[ \t]*\n(?=\s*[-*•\[(【\d])",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:\^|(?:source|doc(?:ument)?|ref(?:erence)?|passage)s?[ _:.#-]*)(?=\w)", re.I
)
_RANGE = re.compile(r"(\d{1,3})\s*[–-]\s*(\d{1,3})")  # noqa: RUF001
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|without)\b|n['’]t\b",  # noqa: RUF001
    re.IGNORECASE,
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
# A number with what says how much it is, and the month of a date.
_FIGURE = re.compile(
    r"(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?:\s?(?P<of>hundred|thousand|million|billion|trillion"
    r"|percent|%|euro|dollar|pound|yen|kron|pence|cent|km|mile|met(?:er|re)|kg|ton)\w*)?"
    rf"|(?<=\d )(?P<month>{_MONTHS})\b|\b(?P<named>{_MONTHS})(?= \d)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;]\s(?=which|but|and|who|whose|while|although|though)")
_COUNTS = {
    **{"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8"},
    **{"nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "twenty": "20", "thirty": "30"},
    **{"forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80"},
    **{"ninety": "90"},
}  # fmt: skip
_COUNT_WORD = re.compile(rf"\b(?:{'|'.join(_COUNTS)})\b")
_ID = re.compile(r"\^?[A-Za-z]{0,12}[ _:-]?\d{1,6}")
_SENTENCE_END = re.compile(r"[.!?。！？](?:[\"'”’»)]*)(?=\s|$)|\n\s*\n|\n(?=\s*[-*+•>#])|\n\d+\.\s")  # noqa: RUF001
_CLAIM_REACH = 1000
_MOST = 100
_WORD = re.compile(r"\w+")
_PASSAGE = 60

# Pieces of quotations that are looked for in one reply; what is past them counts as absent.
MOST_PIECES = 100
_LONGEST_PIECE = 300
_QUOTED = re.compile(
    r"""“([^“”]{1,20000})” | „([^„“”]{1,20000})[“”] | «([^«»]{1,20000})» | »([^«»]{1,20000})«
      | 「([^「」]{1,20000})」 | 『([^『』]{1,20000})』
      | (?<![\w"])"(?=[^\s"])((?:[^"\n]|\n(?!\s*\n)){1,20000})(?<!\s)"(?!\w)
      | ^((?:[ \t]*>[^\n]*(?:\n|\Z))+)""",
    re.VERBOSE | re.MULTILINE,
)
_LINE_MARK = re.compile(r"^[ \t]*>[ \t>]*", re.MULTILINE)
_FENCE = re.compile(r"^(`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^\1[^\n]*+$|\Z)", re.MULTILINE | re.DOTALL)
_LEFT_OUT = re.compile(
    r"\s*(?:\[\s*(?:…|\.\s?\.\s?\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\)|…|\.\s?\.\s?\.)\s*"
)
_MARKS = re.compile(r"[\"'“”„‟«»‹›‘’‚`´*_\[\]]")  # noqa: RUF001
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))  # noqa: RUF001
_ENDS = " .,;:!?"


@dataclass(frozen=True)
class CitesSource:
    """The share of the reply's citations that name a source which says what they are given for.

    `metadata[field]` maps an id to the text of a source; a list has the ids 1, 2, …. A citation
    is a mark `[id]`, or another of those that `citations` reads. It holds when its id is among the
    sources, and when each quotation of at least three words in its sentence is in that source as
    `likeness` says (the extra "text"). Without a quotation it holds when `overlap` of the
    sentence's words of four letters or more, two at least, are in one passage of 60 words of it,
    all numbers of the sentence are in the source, and neither the sentence nor the source's nearest
    one is negated alone: that the words are there, not that the claim follows from them. Sources
    that `metadata[wanted]` lists and the reply does not cite count as citations that do not hold. A
    reply without a citation pays 0.

    The first 100 citations are looked at, and all are counted. Raises ValueError for sources that
    are missing, empty or no texts, and for a wanted one that is not among them.

    Attributes:
        field (str): The metadata field that holds the sources. Default "sources".
        wanted (str or None): The metadata field that lists ids which must be cited.
        likeness (float): How alike a quotation must be, 0.5 to 1. Default 0.95.
        overlap (float): The share of a sentence's words that must be near, up to 1. Default 0.5.
    """

    field: str = "sources"
    wanted: str | None = None
    likeness: float = 0.95
    overlap: float = 0.5

    def __post_init__(self) -> None:
        if not 0.5 <= self.likeness <= 1:
            raise ValueError(f"likeness: expected a share from 0.5 to 1, got {self.likeness!r}")
        if not 0 < self.overlap <= 1:
            raise ValueError(f"overlap: expected a share above 0, got {self.overlap!r}")

    @property
    def extras(self) -> dict[str, str]:
        return {} if self.likeness == 1 else {"rapidfuzz": "text"}

    def __call__(self, sample: Sample) -> Score:
        sources = _sources(sample, self.field)
        wanted = self._wanted_ids(sample, sources)
        text = _REFERENCES.split(spoken_text(sample.response), maxsplit=1)[0]
        made = list(citations(text, sources))
        looked = [(it.id, cited_claim(text, it)) for it in made[:_MOST]]
        told = {it: self._wrong(*it, sources) for it in set(looked)}
        wrong = [told[it] for it in looked if told[it]]
        missing = sorted(wanted - {it.id for it in made})
        wrong += [f"[{name}] is not cited" for name in missing]
        held = max(0, min(len(made), _MOST) - (len(wrong) - len(missing)))
        if not made:
            return Score(0.0, "nothing is cited")
        value = held / (len(made) + len(missing))
        return Score(value, "; ".join(wrong[:5]), metrics={"citations": len(made)})

    def _wanted_ids(self, sample: Sample, sources: Mapping[str, str]) -> set[str]:
        if self.wanted is None:
            return set()
        place, names = f"metadata.{self.wanted}", sample.metadata.get(self.wanted)
        if not isinstance(names, list | tuple):
            raise ValueError(f"{place}: expected a list of ids, got {names!r:.80}")
        unknown = [name for name in map(str, names) if name not in sources]
        if unknown:
            raise ValueError(f"{place}: expected ids of sources, got {unknown[0]!r}")
        return set(map(str, names))

    def _wrong(self, name: str, said: str, sources: Mapping[str, str]) -> str:
        """Why the source does not bear out what is said; "" where it does."""
        source = sources.get(name)
        if source is None:
            return f"there is no source [{name}]"
        quoted = quotations(said)
        if quoted:
            there = all(match_quotations(quoted, source, self.likeness))
            return "" if there else f"[{name}] does not have the quotation"
        words = {word for word in _WORD.findall(plain_text(said)) if len(word) >= 4}
        best = max((len(words & passage) for passage in _passages(source)), default=0)
        near = bool(words) and best >= max(self.overlap * len(words), min(2, len(words)))
        same = near and _figures_agree(said, source) and not _is_denied(said, words, source)
        return "" if same else f"[{name}] does not say: {said[:80]!r}"


def _figures_agree(said: str, source: str) -> bool:
    """Whether all figures of a text, with their "million", currency and month, are the source's."""
    there = _figures(source)
    numbers = {number for number, _ in there}
    return all(
        (number, of) in there or (number in numbers and (not of or (number, "") in there))
        for number, of in _figures(said)
    )


def _figures(text: str) -> set[tuple[str, str]]:
    plain = plain_text(text).replace("per cent", "percent")
    plain = _COUNT_WORD.sub(lambda word: _COUNTS[word[0]], plain)
    return {
        ((it["number"] or "").replace(",", ""), it["of"] or it["month"] or it["named"] or "")
        for it in _FIGURE.finditer(plain)
    }


def _is_denied(said: str, words: set[str], source: str) -> bool:
    """Whether one of the claim and the source's nearest sentence is negated, and not the other."""
    parts = [it for end in _SENTENCE_END.split(source) for it in _CLAUSE.split(end) if it.strip()]
    shared = {it: len(words & set(_WORD.findall(plain_text(it)))) for it in parts[:_MOST]}
    most = max(shared.values(), default=0)
    nearest = [it for it, count in shared.items() if count == most]
    denied = bool(_NEGATION.search(said))
    differ = all(bool(_NEGATION.search(it)) is not denied for it in nearest)
    return 2 * most >= len(words) and differ


def _sources(sample: Sample, field: str) -> dict[str, str]:
    given: Any = sample.metadata.get(field)
    if isinstance(given, list | tuple):
        given = {str(at): text for at, text in enumerate(given, 1)}
    texts = isinstance(given, Mapping) and all(isinstance(it, str) for it in given.values())
    if not given or not texts:
        raise ValueError(f"metadata.{field}: expected texts of sources by id, got {given!r:.80}")
    return {str(name): text for name, text in given.items()}


@lru_cache(maxsize=256)
def _passages(source: str) -> list[frozenset[str]]:
    """The words of each passage; every one begins in the middle of the one before."""
    words = _WORD.findall(plain_text(source))
    starts = range(0, max(1, len(words) - _PASSAGE // 2), _PASSAGE // 2)
    return [frozenset(words[start : start + _PASSAGE]) for start in starts]


@dataclass(frozen=True, slots=True)
class Citation:
    """The id that is cited, and where the mark stands.

    Attributes:
        id (str): The id that is cited.
        start, end (int): Where the mark stands in the text.
    """

    id: str
    start: int
    end: int


def citations(text: str, known: Collection[str]) -> Iterator[Citation]:
    """Every citation in the text, in order, an id each.

    A mark is a pair of brackets that holds ids, apart by commas or semicolons, or a range of them:
    [1], 【1】, <sup>1</sup>, [^1], [Source 1], [1-3], and (1) at the end of a clause. Ids are those
    that are `known`, and those that look like one ([7], [doc3]), which may be invented. Any other
    brackets, and links, are prose.
    """
    for mark in _MARK.finditer(text):
        held = next(group for group in mark.groups() if group is not None)
        parts = [part.strip().partition("†")[0] for part in re.split("[,;]", held)]
        ids = [one for part in parts for one in _ids_of(part, known)]
        if all(part in known or _ID.fullmatch(part) for part in ids):
            yield from (Citation(part, mark.start(), mark.end()) for part in ids)


def _ids_of(part: str, known: Collection[str]) -> list[str]:
    bare = _NAMED.sub("", part, count=1)
    name = bare if part not in known and bare in known else part
    ends = _RANGE.fullmatch(bare)
    if name not in known and ends and 0 < int(ends[2]) - int(ends[1]) < _MOST:
        return [str(number) for number in range(int(ends[1]), int(ends[2]) + 1)]
    return [name]


def cited_claim(text: str, citation: Citation) -> str:
    """The sentence that the citation is given for, without marks, up to 1,000 letters either side.

    It is the one around the mark, or the one before where nothing stands before the mark in it.
    """
    around = text[max(0, citation.start - _CLAIM_REACH) : citation.end + _CLAIM_REACH]
    at = citation.start - max(0, citation.start - _CLAIM_REACH)
    bounds = [0, *(end.end() for end in _SENTENCE_END.finditer(around)), len(around)]
    begin = max(range(len(bounds)), key=lambda it: (bounds[it] <= at, bounds[it]))
    until = next(bound for bound in bounds if bound > at)
    if begin and not _MARK.sub("", around[bounds[begin] : at]).strip():
        begin, until = begin - 1, at
    return " ".join(_MARK.sub(" ", around[bounds[begin] : until]).split())


def quotations(text: str, *, least_words: int = 3) -> list[str]:
    """What stands in double, curly, German, French or Japanese quotes, or after "> ", in order.

    Code in fences does not count, nor what has fewer than `least_words` words: a name or a word
    is put in quotes without being quoted.
    """
    found = []
    for match in _QUOTED.finditer(_FENCE.sub("\n", text)):
        quoted = next(group for group in match.groups() if group is not None)
        is_block = match[8] is not None
        found.append((_LINE_MARK.sub("", quoted) if is_block else quoted).strip())
    return [quotation for quotation in found if len(quotation.split()) >= least_words]


def plain_text(text: str) -> str:
    """A text for comparison: no case, quote marks or emphasis, and single spaces and dashes."""
    return " ".join(_MARKS.sub("", compose(text).casefold().translate(_DASHES)).split())


def match_quotations(said: list[str], source: str, likeness: float) -> list[bool]:
    """Which quotations stand in the source, exactly or as alike as `likeness` (the extra "text").

    Likeness is 1 less the edits per letter of the nearest passage (rapidfuzz's partial ratio). A
    quotation with an ellipsis is its pieces, all of them and in order. Every 300 letters of a long
    one must be near. Numbers and negations are never only near: they must be the source's.
    """
    source, left, found = plain_text(source), MOST_PIECES, dict[str, bool]()
    for quotation in said:
        if quotation not in found:
            pieces = list(islice(_pieces(quotation), left + 1))
            found[quotation] = len(pieces) <= left and _stand_in_order(pieces, source, likeness)
            left = max(0, left - len(pieces))
    return [found[quotation] for quotation in said]


def _pieces(quotation: str) -> Iterator[str]:
    for part in _LEFT_OUT.split(quotation):
        words = plain_text(part).strip(_ENDS)
        for start in range(0, len(words), _LONGEST_PIECE):
            yield words[start : start + _LONGEST_PIECE].strip()


def _stand_in_order(pieces: list[str], source: str, likeness: float) -> bool:
    at = 0
    for piece in pieces:
        end = _passage_end(piece, source, at, likeness)
        if end is None:
            return False
        at = end
    return bool(pieces)


def _passage_end(piece: str, source: str, start: int, likeness: float) -> int | None:
    """Where the passage that the piece quotes ends, if it is in the source after `start`."""
    exact = source.find(piece, start)
    if exact >= 0:
        return exact + len(piece)
    if likeness == 1 or len(piece) > (len(source) - start) / likeness:
        return None
    with require_extra("rapidfuzz", "text"):
        from rapidfuzz.fuzz import partial_ratio_alignment
    near = partial_ratio_alignment(piece, source[start:], score_cutoff=100 * likeness)
    if near is None:
        return None
    begin, end = start + near.dest_start, start + near.dest_end
    begin = max(source.rfind(" ", 0, begin) + 1, 0)
    end = max(end, source.find(" ", end))
    passage = source[begin:end]
    figures = _figures_agree(piece, passage)
    negations = len(_NEGATION.findall(piece)) == len(_NEGATION.findall(passage))
    return start + near.dest_end if figures and negations else None


# The share of the reply's citations that hold against `metadata["sources"]`.
cites_source = CitesSource()
