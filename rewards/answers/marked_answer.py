"""What stands in a box, between answer tags, in a fence, or in the brackets of JSON."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NoReturn

from rewards.answers import negation
from rewards.answers.fences import blocks_in, code_blocks
from rewards.answers.marks import spoken_text, without_reasoning
from rewards.answers.numbers import FoundNumber, Number, number_spans
from rewards.answers.plain_text import Expression

_PLACEHOLDER = Expression(
    r"\W*(?:text)?\W*(?:your|the|final|numerical|correct|my)?\W*(?:answer|result|number|\.\.\.)?"
    r"(?:\W*here)?\W*",
    re.IGNORECASE,
)
# Names of one language, which a fence may be marked with.
_SAME = (
    "python py python3 py3 ipython pycon|javascript js|typescript ts|bash sh shell"
    "|json json5 jsonc|yaml yml|c++ cpp"
)
_NAMES = {name: group.split() for group in _SAME.split("|") for name in group.split()}
_LANGUAGES = ("", "json", "jsonc", "json5")
_OPENING = Expression(r"[{\[]")
_TOKEN = Expression(r'[{}\[\]]|"(?:[^"\\\n]|\\.)*+"?')
_PARTNER = {"}": "{", "]": "["}
# How many brackets deep, and how many back, a value is looked for: what bounds the work.
_DEEPEST, _MOST = 8, 64
_LAYOUT_IN_BOX = Expression(
    r"\\(?:text|mathrm|textbf|mathbf|bf|rm|mathit|operatorname)\b|\\(?:left|right|displaystyle)\b"
    r"|\\[,;:! ]|\^\{?\\circ\}?|[{}$\s*_~°]|\\[()\[\]$]"
)
_COMMAND_IN_BOX = Expression(r"\\(?:text|mathrm|textbf|mathbf)\b|\\[,;:! ]|[{}$]")
_EQUAL_SIGN = Expression(r"(?<![!<>\\])=|≈|\\approx")
_LEAD_IN_BOX = Expression(r"[A-Za-z,\.'\":()$€£¥ -]*")
_UNIT_IN_BOX = Expression(r"[A-Za-z%€£¥²³./'\",)\s-]*(?:\^-?\d[A-Za-z./\s]*)?\)?")
JsonSpan = tuple[int, int]
_BOX = Expression(r"\\(?:boxed|fbox)\s*+\{|\\[{}]|[{}]")
_TAG = Expression(r"<(/?)(?:final[_ -]?)?answer\s*+>", re.IGNORECASE)
Span = tuple[int, int]


def boxed(text: str) -> str | None:
    """What the last `\\boxed{…}` or `\\fbox{…}` after the reasoning holds, braces balanced.

    None where there is no box, or the last one never closes: a later answer has been cut off.
    Boxes that are empty or say "your answer" are instructions.
    """
    text = spoken_text(text)
    spans = box_spans(text)
    return text[slice(*spans[-1])].strip() if spans and spans[-1][1] >= 0 else None


def answer_tag(text: str) -> str | None:
    """What the last `<answer>…</answer>` after the reasoning holds.

    None where there is none, it is empty, or the last one never closes.
    """
    text = spoken_text(text)
    spans = tag_spans(text)
    return text[slice(*spans[-1])].strip() if spans and spans[-1][1] >= 0 else None


def answer_text(text: str) -> str:
    """The last answer tag's content where there is one, else all that follows the reasoning."""
    text = spoken_text(text)
    return answer_tag(text) or text


def box_spans(text: str) -> list[Span]:
    """The places of the contents of boxes, in the order in which they open; -1 ends an open box."""
    if "\\" not in text:
        return []
    spans: list[Span] = []
    opened: list[int] = []  # for each open brace the place of its box in `spans`, or -1
    for token in _BOX.finditer(text):
        if token[0] == "}":
            box = opened.pop() if opened else -1
            if box >= 0:
                spans[box] = (spans[box][0], token.start())
        elif token[0] == "{":
            opened.append(-1)
        elif token[0].endswith("{") and len(token[0]) > 2:
            opened.append(len(spans))
            spans.append((token.end(), -1))
    return [span for span in spans if span[1] < 0 or not is_placeholder(text[slice(*span)])]


def tag_spans(text: str) -> list[Span]:
    """The places of the contents of answer tags; -1 ends a tag that never closes."""
    tags = [*_TAG.finditer(text), None]
    spans = [
        (tag.end(), after.start() if after and after[1] else -1)
        for tag, after in pairwise(tags)
        if tag and not tag[1]
    ]
    return [span for span in spans if span[1] < 0 or text[slice(*span)].strip()]


def code_block(text: str, language: str | None = None) -> str | None:
    """What the last block of code after the reasoning holds; None when there is none.

    With a `language`, the last block that is marked with it (or a usual other name of it), else
    the last that is not marked at all. Blocks are fenced, or stand in tags (`answers.fences`).
    """
    blocks = code_blocks(text)
    if language is None:
        return blocks[-1].content if blocks else None
    for names in (language_names(language), [""]):
        fitting = [block.content for block in blocks if block.language in names]
        if fitting:
            return fitting[-1]
    return None


def language_names(language: str) -> list[str]:
    """The names, in lower case, under which a fence may be marked with the language."""
    return _NAMES.get(language.lower(), [language.lower()])


def json_block(text: str) -> str | None:
    """The text of the JSON value that the reply gives; None when there is none.

    That of the last fence that is JSON, marked so or not; else the whole reply; else, of the
    outermost brackets that hold JSON, the last object, or the last list where there is none: an
    object inside a list is none of its own. What JSON does not know, such as NaN, is no JSON.
    """
    text = without_reasoning(text)
    fenced = [block.content for block in blocks_in(text) if block.language in _LANGUAGES]
    for candidate in (*reversed(fenced[-_MOST:]), text):
        if _is_json(candidate):
            return candidate.strip()
    values = json_values(text)[::-1]
    return next((value for value in values if value[0] == "{"), values[0] if values else None)


def json_values(text: str) -> list[str]:
    """The texts of the last 64 outermost JSON objects and lists that stand in `text`, in order."""
    spans = _bracket_spans(text)
    for _ in range(_DEEPEST):
        outermost = _outermost_spans(spans)
        values = [text[start:end] for start, end in outermost[:_MOST]]
        values = [value for value in values if _is_json(value)]
        if values:
            return values[::-1]
        spans = sorted(set(spans).difference(outermost), key=itemgetter(1))
    return []


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_float=str, parse_int=str, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return False
    return True


def refuse_constant(constant: str) -> NoReturn:
    """Raises ValueError for NaN and Infinity, which Python's reader takes and JSON lacks."""
    raise ValueError(f"{constant} is no JSON")


def _bracket_spans(text: str) -> list[JsonSpan]:
    """Where brackets open and close, in the order of their ends; quotes count only inside one."""
    spans, opened = list[JsonSpan](), list[int]()
    for token in _tokens(text, opened):
        start, end = token.span()
        mark = text[start]
        if mark in "{[":
            opened.append(start)
        elif opened and mark in "}]":
            if text[opened[-1]] == _PARTNER[mark]:
                spans.append((opened.pop(), end))
            else:
                opened.clear()  # it closes nothing, so what is open is prose
    return spans


def _tokens(text: str, opened: Sequence[int]) -> Iterator[re.Match[str]]:
    """The brackets and, while one is `opened`, the strings."""
    if '"' not in text:
        yield from _TOKEN.finditer(text)
        return
    at = 0
    while token := (_TOKEN if opened else _OPENING).search(text, at):
        at = token.end()
        yield token


def _outermost_spans(spans: list[JsonSpan]) -> list[JsonSpan]:
    """The spans that stand in no other span, the last first."""
    outermost: list[JsonSpan] = []
    for span in reversed(spans):
        if not outermost or span[1] <= outermost[-1][0]:
            outermost.append(span)
    return outermost


def is_placeholder(content: str) -> bool:
    """Whether a box is empty or says "your answer here", as instructions do."""
    return _PLACEHOLDER.fullmatch(content) is not None


def only_number(content: str) -> Number | None:
    """The number that fills a box, beside which only a unit and an "x =" may stand."""
    parts = _EQUAL_SIGN.split(content)
    last = "=" + next((part for part in reversed(parts) if re.search(r"\d", part)), "")
    spans = number_spans(last)
    if not spans:
        return None
    found = spans[0].found_number
    before = _LAYOUT_IN_BOX.sub("", last[1 : found.start])
    after = _LAYOUT_IN_BOX.sub("", last[found.end :])
    if not _LEAD_IN_BOX.fullmatch(before) or not _UNIT_IN_BOX.fullmatch(after):
        return None
    refused = negation.is_negated(last, found) or _is_bound_in_box(last, found)
    return None if refused else found.number


def _is_bound_in_box(text: str, found: FoundNumber) -> bool:
    """Whether the box holds "at least 18" or "18 or more", in \\text or outside."""
    before = _COMMAND_IN_BOX.sub(" ", text[1 : found.start])
    after = _COMMAND_IN_BOX.sub(" ", text[found.end :])
    words = re.sub(r"\s+", " ", f"{before}18{after}")
    at = words.rindex("18", 0, len(words) - len(re.sub(r"\s+", " ", after)))
    return negation.is_bound(words, FoundNumber(at, at + 2, found.number))
