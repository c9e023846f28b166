"""Taking away what follows an answer only to check it, or to say why it holds."""

import re

from rewards.reading.expression import Expression

_NEAR = 1500
_BEGINS = Expression(
    r"""(?:(?<=[.!?:$)*])[ ] | \n)[\s*_(#>-]*+
    (?: (?:(?:let[ ]me|let's|let[ ]us|we[ ]can|to)[ ])?(?:quick(?:ly)?[ ]|double[- ])?
        (?:check|checking|verify|verifying|verification)\b
      | (?:that|this|it)(?:'s|[ ]is)[ ]because\b | because\b )
    | (?<=[\w$)*]),?[ ](?:because|(?<=,[ ])since)[ ]
    | (?<=[.!?])[ ](?=[^.!?\n]{1,120}\bwhich[ ](?:matches|checks|works|is[ ]correct))""",
    re.VERBOSE | re.IGNORECASE,
)
_ASIDE = Expression(
    r""",[ ](?:which[ ])?(?:is[ ])?(?:attained|achieved|reached|obtained|occurs|occurring|happens)
    [ ](?:only[ ])?(?:at|when|for|if|by)\b[^.\n]{0,40}$
    | \d[ ](?:at|when|where)[ ][a-z][ ]?=[ ]?$""",
    re.VERBOSE | re.IGNORECASE,
)
_BESIDE = Expression(
    r"(?:\d|\d ?[$%]|\d[.,]?(?: [a-z]+){1,5})[*_]* (?:"
    r"(?P<time>after|in|within)|(?:from|with|among|after)(?: [a-z]+){0,3}) [$*]*$",
    re.IGNORECASE,
)
_LAST_STOP = Expression(r"[.!?]\s|\n")
_ENDS = Expression(r"(?: [a-z]+){0,2}[*_]*[.!]?\s*$", re.IGNORECASE)
_TIME = Expression(r" (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b")
_GOES_ON = Expression(
    r"""\b(?: so|thus|hence|therefore|answer|answers|final|finally|total|conclude|conclusion|but
      |actually|wait|mistake|wrong|incorrect|not|no|instead|however|again|oops|correction|now|next
      |step|then)\b | n't\b | [≠✗❌] | \\boxed""",
    re.VERBOSE | re.IGNORECASE,
)
"""Words with which a text goes on from there to an answer, or takes one back."""
_SAYS_SOMETHING = Expression(r"\d|\$")


def without_afterword(text: str) -> str:
    """`text` up to where its end only checks or explains the answer, where there is such an end."""
    near = max(0, len(text) - _NEAR)
    last = max((going.end() for going in _GOES_ON.finditer(text, near)), default=near)
    begins = _BEGINS.search(text, last)
    if begins is None or not _SAYS_SOMETHING.search(text[: begins.start()][-200:]):
        return text
    return text[: begins.start() + 1]


def is_aside(text: str, start: int) -> bool:
    """Whether ", attained at x =" or the like leads to what stands at `start`."""
    return _ASIDE.search(text, max(0, start - 80), start) is not None


def is_beside(text: str, start: int, end: int) -> bool:
    """Whether the text ends "150 miles in 3 hours" or "8 left from his 23", and means the first.

    What stands behind the preposition was given, and the number before it is what is said.
    """
    sentence = _LAST_STOP.split(text[max(0, start - 120) : start])[-1]
    beside = _BESIDE.search(sentence)
    if beside is None or "=" in sentence or not _ENDS.match(text, end):
        return False
    return beside["time"] is None or _TIME.match(text, end) is not None
