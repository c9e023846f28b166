"""Which of the things that a text names it stands by, and which it denies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rewards.reading.denial import is_denied, is_denied_before
from rewards.reading.expression import Expression
from rewards.reading.numbers import Found

_REACH = 90
_MOST = 64
_ANOTHER = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for the next name, whose own denial is none of this one's."""
_NOUN = Expression(
    r"""\b(?:options?|choices?|letters?|labels?|class(?:es)?|categor(?:y|ies)|sentiments?|tags?
    |statements?|answers?|being|classif(?:y|ied)|labell?ed|tagged|as|in)\b[ ]?""",
    re.VERBOSE | re.IGNORECASE,
)
_RULED_OUT = Expression(
    r"\b(?:eliminat|exclud|dismiss|reject|discard|disregard)\w*[\s*_`\"'(]*$", re.IGNORECASE
)
_TAKEN_OUT = Expression(
    r"""[\s*_`"')\].:,]*+ (?:(?:options?|choices?|labels?)[ ])?
    (?: (?:can|could|should|must|may)[ ]be[ ](?:safely[ ])?
        (?:eliminated|excluded|dismissed|rejected|discarded|ruled[ ]out)
      | (?:is|are|was|were|gets?)[ ](?:also[ ]|both[ ]|all[ ])?
        (?:eliminated|excluded|dismissed|rejected|discarded|ruled[ ]out|out\b)
      | (?:do|does|did)(?:n't|[ ]not)[ ] (?:apply|match|make|seem|look|answer|describe|belong)
      | seems?[ ](?:wrong|incorrect|unlikely)
      | (?:is|looks|seems|sounds)[ ][a-z]+,?[ ]but[ ](?:wrong|incorrect|false|not)\b )""",
    re.VERBOSE | re.IGNORECASE,
)
_ARE = Expression(r"[\s*_`\"')\]]*+(?:are|were|can|could|both|do|did|don't)\b", re.IGNORECASE)
_AND = Expression(r"[\s*_`\"'()\[\]]*+(?:,?\s*(?:and|or|nor|&)|,|/)[\s*_`\"'()\[\]]*+", re.I)
_OR = Expression(r"[\s*_`\"'()\[\]]*+(?:,?\s*(?:or|nor)|,|/)[\s*_`\"'()\[\]]*+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """Something that the text names between `start` and `end`; `until` is where the next begins."""

    name: str
    start: int
    end: int
    until: int


def named_in(spans: Sequence[tuple[str, int, int]], end: int) -> list[Named]:
    """The names with their places, in order, in a text that is read up to `end`."""
    following = [*(start for _, start, _ in spans[1:]), end]
    return [Named(*span, until) for span, until in zip(spans, following, strict=False)]


def standing(text: str, named: Sequence[Named]) -> set[str]:
    """The names that some mention does not deny, of the last 64 mentions, which are in order.

    "not A or B" denies both, and so does "A and B are wrong"; "not A but B" leaves B.
    """
    named = named[-_MOST:]
    denied = [_denied(text, mention) for mention in named]
    for at in range(1, len(named)):
        between = text[named[at - 1].end : named[at].start][:40]
        if denied[at - 1] == "before" and _OR.fullmatch(between):
            denied[at] = "before"
    for at in range(len(named) - 1, 0, -1):
        between = text[named[at - 1].end : named[at].start][:40]
        plural = denied[at] == "all after" and _AND.fullmatch(between)
        denied[at - 1] = "all after" if plural else denied[at - 1]
    return {mention.name for mention, how in zip(named, denied, strict=True) if not how}


def _denied(text: str, mention: Named) -> str:
    """Whether the words "before" it deny it, or those "after" it, or "all after" a list."""
    before = _NOUN.sub("", text[max(0, mention.start - _REACH) : mention.start])
    if is_denied_before(before, len(before)) or _RULED_OUT.search(before):
        return "before"
    after = text[mention.end : min(mention.until, mention.end + _REACH)]
    if mention.until < len(text):
        after += _ANOTHER
    if _TAKEN_OUT.match(after) or is_denied(after, Found(0, 0, None)):
        return "all after" if _ARE.match(after) else "after"
    return ""
