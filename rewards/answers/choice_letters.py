"""Which letter of a choice a reply gives as its answer."""

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase
from typing import Any

from rewards.answers.declared_answer import declared_spans
from rewards.answers.marked_answer import Span, box_spans, tag_spans
from rewards.answers.marks import spoken_text
from rewards.answers.negation import Mention, mentions_in, not_negated
from rewards.answers.plain_text import plain_marks, prose
from rewards.types import Sample

_MOST_MENTIONS = 256
NOUN = r"(?:the[ ])?(?:(?:options?|choices?|letters?|answers?|statements?)[ ]*:?[ ]*)?"
OPEN = r"(?:[\s*_`$\"'(\[{:#>~-]|\\(?:text|math)?(?:bf|rm|tt|it|sf)?\b|\\[a-z]+(?=\{)|\\[(\[])*+"
_SHUT = r"(?:[\s*_`$\"')\]}.,:;!#<-]|\\[)\]])*+"
_HEADS = (
    r"(?:[*_`]*+[)\]:][*_`]*+|[.:][*_`]*+|[*_`]++[.:)]?|,(?= (?:because|since|as)\b)| -)(?=\s|$)"
)
_AND = re.compile(r"[\s*_`\"'()\[\].]*+(?:,?\s*(?:and|or|nor|&)|,|/)[\s*_`\"'()\[\]]*+", re.I)
_BECAUSE = re.compile(
    r"[ ]+(?:because|since|as|is|are|was|and|or|but|with|by|which|for|due|here|fits|seems|looks"
    r"|must|rather|instead|not|nor|then|so|would|can|should|also|over|does|doesn't)\b"
)
_WORD_NEXT = re.compile(r"[ ]+[a-z]|'[a-z]")
_NOUN_BEFORE = re.compile(
    r"\b(?:options?|choices?|letters?|answers?|statements?)[ ]*:?[ ]*[*_`\"'(\[]*$", re.IGNORECASE
)
_LINE_BEFORE = re.compile(r"(?:^|\n)[ \t>#*_-]*$")
_MOST = 64
_SURE = (
    r"(?:(?:clearly|probably|most|likely|thus|therefore|then|definitely|obviously|simply|just"
    r"|indeed|hence|actually|really|certainly|instead|to be|be|is) )*"
)
_LEAD = re.compile(rf"{OPEN}{_SURE}{NOUN}{OPEN}", re.IGNORECASE)
_REASON = re.compile(r"\b(?:because|since|as|whereas|while)\b", re.IGNORECASE)
_LONGEST_LINE = 60
# How far from the end "I pick" and the like are looked for: an answer stands near it.
_FAR = 50_000
_DECLARES = prose(r"""
    \b(?: (?:i|we)(?:[ ](?:will|would|must|should|have[ ]to)|'d|'ll|'m|[ ]am)?[ ]
          (?:pick|choose|select|chose|picked|selected|go(?:ing)?[ ]with|went[ ]with|opt(?:ed)?[ ]for
            |vote[ ]for|settle[ ]on|say|think|believe|guess|conclude|answer)(?:[ ]that)?
          (?:[ ](?:it|the[ ]answer)(?:'s|[ ]is|[ ]must[ ]be))?
      | (?:it|that|this|which)(?:'s|[ ]is|[ ]must[ ]be|[ ]should[ ]be|[ ]has[ ]to[ ]be|[ ]leaves)
          (?:[ ]us[ ]with)?
      | (?:correct|right|best|true|final|only|my|our)[ ]
          (?:option|choice|statement|letter|one|selection|pick|guess|vote)(?:[ ]here)?
          (?:[ ](?:is|was|would[ ]be|must[ ]be|should[ ]be)|:)
      | (?:so|no|thus|therefore|hence|choose|pick|select|go[ ]with|leaving|=>|->),?:? )""")
_IS_RIGHT = prose(r"""
    [*_`)\]"']*+ [ ](?:is|seems|looks|appears|must[ ]be|would[ ]be|fits)[ ] (?:to[ ]be[ ])?
    (?:(?:clearly|most|likely|probably|indeed|definitely|also|therefore|thus)[ ])* (?:the[ ]|my[ ])?
    (?:only[ ]|most[ ]|final[ ])? (?:correct|right|best|true|answer|accurate|appropriate)\b""")
_TURN_BEFORE = re.compile(
    r"(?:\b(?:not|n't|neither|nor|but|or|and|rather|instead|is|be)|[,:=]|^)[\s*_`$\"'({\[]*$",
    re.IGNORECASE,
)
_OPTION = re.compile(r"(?:^|(?<=\s))[*_]*[(\[]?([A-Z])[)\].:][*_]*[ \t]+(?=\S)")
_END = re.compile(r"\n\s*\n|\s*$")


def choice_letter(text: str, letters: str = "ABCD") -> str | None:
    """The one letter of `letters` that the reply, after its reasoning, answers with.

    A declared letter ("The answer is B", a box, "I pick B because A is wrong") is taken before
    one that is only named ("(B)", "option B"). None when no letter stands, or two do. A negated
    letter does not stand, the article "A" and the pronoun "I" are no letters, and a small letter
    counts only where it is all that is declared. Raises ValueError unless `letters` are different
    capitals of the Latin alphabet.
    """
    chosen = chosen_letters(text, letters)
    return next(iter(chosen)) if len(chosen) == 1 else None


def chosen_letters(text: str, letters: str) -> set[str]:
    """The letters that the reply stands by at its firmest: none, one, or several."""
    patterns = letter_patterns(letters)
    text = plain_marks(spoken_text(text)).strip()
    for tier in (_marked_letters, _leading_letters, _declared_letters, _named_letters):
        chosen = tier(text, patterns)
        if chosen:
            return chosen
    return set()


@dataclass(frozen=True, slots=True)
class LetterPatterns:
    """What the letters look like: by themselves, before their option, and in a sentence."""

    alone: re.Pattern[str]
    heads: re.Pattern[str]
    mention: re.Pattern[str]


def _marked_letters(text: str, patterns: LetterPatterns) -> set[str]:
    """The letters in boxes, in answer tags, and after "Answer:" or "the answer is"."""
    closed = [span for span in (*tag_spans(text), *box_spans(text)) if span[1] >= 0]
    regions = [*closed[-_MOST:], *declared_spans(text)]
    return set().union(*(_letters_in(text, region, patterns) for region in regions))


def _letters_in(text: str, region: Span, patterns: LetterPatterns) -> set[str]:
    start, end = region
    alone = patterns.alone.fullmatch(text, start, end)
    if alone:
        return {alone["letter"].upper()}
    head = patterns.heads.match(text, start, end)
    if head:
        return _heading_letters(text, head, end, patterns)
    reason = _REASON.search(text, start, end)
    named = letter_mentions(text, patterns, start, reason.start() if reason else end)
    return not_negated(text, [mention for mention in named if _is_turned_to(text, start, mention)])


def _heading_letters(
    text: str, head: re.Match[str], end: int, patterns: LetterPatterns
) -> set[str]:
    """The letter of "B) London", with those that a comma or "or" joins to it, up to `end`."""
    at = head.start("letter")
    others = letter_mentions(text, patterns, at + 1, end)
    first = Mention(head["letter"].upper(), at, at + 1, others[0].start if others else end)
    return not_negated(text, joined_mentions(text, [first, *others]))


def _is_turned_to(text: str, start: int, mention: Mention) -> bool:
    """Whether it is marked, or what leads up to it is "is", "not", "but" or the like."""
    if is_marked(text, mention) or _TURN_BEFORE.search(text[start : mention.start][-40:]):
        return True
    return _LEAD.fullmatch(text, start, mention.start) is not None


def _leading_letters(text: str, patterns: LetterPatterns) -> set[str]:
    """The letters that have a line to themselves, else the one that the reply begins with."""
    lines = text.split("\n")
    alone = [
        found
        for line in (*lines[:1], *lines[1:][-_MOST:])
        if len(line) <= _LONGEST_LINE and (found := patterns.alone.fullmatch(line))
    ]
    if alone:
        return {found["letter"].upper() for found in alone}
    heads = [found for line in lines[: 2 * _MOST] if (found := patterns.heads.match(line))]
    if not heads or not lines or heads[0].string is not lines[0]:
        return set()
    if len({found["letter"].upper() for found in heads}) > 1:
        return set()  # the options, said again
    return _heading_letters(text, heads[0], len(lines[0]), patterns)


def _declared_letters(text: str, patterns: LetterPatterns) -> set[str]:
    """The letters after "I pick", "so" or the like, and those that are said to be right."""
    named = letter_mentions(text, patterns, 0, len(text))
    by_start = {mention.start: at for at, mention in enumerate(named)}
    said: dict[int, Mention] = {}
    for cue in deque(_DECLARES.finditer(text, max(0, len(text) - _FAR)), _MOST):
        lead = _LEAD.match(text, cue.end())
        at = by_start.get(lead.end() if lead else cue.end())
        if at is not None:
            said.update((mention.start, mention) for mention in joined_mentions(text, named[at:]))
    said.update((named.start, named) for named in named if _IS_RIGHT.match(text, named.end))
    return not_negated(text, [said[start] for start in sorted(said)])


def _named_letters(text: str, patterns: LetterPatterns) -> set[str]:
    """The letters that are marked as such: "(B)", "option B", "**B**"."""
    named = letter_mentions(text, patterns, 0, len(text))
    return not_negated(text, [mention for mention in named if is_marked(text, mention)])


@lru_cache(maxsize=64)
def letter_patterns(letters: str) -> LetterPatterns:
    """The patterns of these letters; raises ValueError unless they are different capitals."""
    if not (re.fullmatch("[A-Z]+", letters) and len(set(letters)) == len(letters)):
        raise ValueError(f"letters: expected different capitals such as 'ABCD', got {letters!r}")
    letter = f"(?P<letter>[{letters}{letters.lower()}])"
    return LetterPatterns(
        re.compile(rf"{OPEN}(?i:{NOUN}){OPEN}{letter}{_SHUT}"),
        re.compile(rf"{OPEN}(?i:{NOUN}){OPEN}{letter}{_HEADS}"),
        re.compile(rf"(?<!\w')(?<![\w\\.+#&-])[{letters}](?![\w+#&]|[-.']\w)"),
    )


def letter_mentions(text: str, patterns: LetterPatterns, start: int, end: int) -> list[Mention]:
    """The letters between `start` and `end` that are no article and no pronoun; the last 256."""
    spans = deque(patterns.mention.finditer(text, start, end), _MOST_MENTIONS)
    letters = [(span[0], *span.span()) for span in spans if not _is_word(text, span)]
    return mentions_in(letters, end)


def _is_word(text: str, span: re.Match[str]) -> bool:
    """Whether it is the article in "A cat" or the pronoun in "I think"."""
    if span[0] not in "AI" or not _WORD_NEXT.match(text, span.end()):
        return False
    return span[0] == "I" or not _BECAUSE.match(text, span.end())


def is_marked(text: str, mention: Mention) -> bool:
    """Whether it is written as a choice: "(B)", "**B**", "option B", or "B." to begin a line."""
    before = text[max(0, mention.start - 30) : mention.start]
    after = text[mention.end : mention.end + 1]
    if before[-1:] in ("(", "[", "*", "`", '"', "{") and after in (")", "]", "*", "`", '"', "}"):
        return True
    heads_a_line = after in (")", ".", ":") and _LINE_BEFORE.search(before)
    return bool(heads_a_line or _NOUN_BEFORE.search(before))


def joined_mentions(text: str, named: Sequence[Mention]) -> list[Mention]:
    """The first of them with those that "and", "or" or a comma joins to it."""
    group = [*named[:1]]
    for mention in named[1:]:
        if not _AND.fullmatch(text, group[-1].end, mention.start):
            break
        group.append(mention)
    return group


def options_of(sample: Sample) -> dict[str, str]:
    """metadata["choices"], else the options "A) …", "B) …" in the last user turn, else none.

    The choices are a list of texts or numbers, which are A, B, … in their order; a mapping from
    capital letters; or `{"label": [letters], "text": [texts]}`. Raises ValueError for others.
    """
    choices = sample.metadata.get("choices")
    if choices is None:
        return _options_in_prompt(sample)
    if isinstance(choices, Mapping) and set(choices) == {"label", "text"}:
        labels, texts = choices["label"], choices["text"]
        listed = isinstance(labels, Sequence) and isinstance(texts, Sequence)
        paired = listed and len(labels) == len(texts)
        choices = dict(zip(labels, texts, strict=True)) if paired else None
    if isinstance(choices, Sequence) and not isinstance(choices, str):
        choices = dict(zip(ascii_uppercase, choices, strict=False)) if len(choices) <= 26 else None
    if not (isinstance(choices, Mapping) and choices and all(map(_is_option, choices.items()))):
        given = sample.metadata["choices"]
        raise ValueError(f"metadata.choices: expected 1 to 26 options by letter, got {given!r}")
    return {letter: str(text) for letter, text in choices.items()}


def _options_in_prompt(sample: Sample) -> dict[str, str]:
    """The last run of options that begins with A and goes on in order, if it has at least two."""
    text = next((turn.content for turn in reversed(sample.messages) if turn.role == "user"), "")
    runs: list[list[re.Match[str]]] = [[]]
    for head in _OPTION.finditer(text):
        if head[1] == "A":
            runs.append([head])
        elif runs[-1] and head[1] == ascii_uppercase[len(runs[-1]) : len(runs[-1]) + 1]:
            runs[-1].append(head)
    run = next((run for run in reversed(runs) if len(run) > 1), [])
    last = _END.search(text, run[-1].end()) if run else None
    ends = [*(head.start() for head in run[1:]), last.start() if last else len(text)]
    return {head[1]: text[head.end() : end].strip() for head, end in zip(run, ends, strict=False)}


def _is_option(option: tuple[Any, Any]) -> bool:
    letter, text = option
    known = isinstance(letter, str) and len(letter) == 1 and letter in ascii_uppercase
    return known and isinstance(text, str | int | float) and bool(str(text).strip())
