"""Whether the reply consists of the tags it was asked for."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rewards.types import Sample


@dataclass(frozen=True)
class WellFormed:
    """1 when each tag of `tags` opens and closes once, in that order and apart, around some text.

    With `nothing_outside` only white space may stand outside of them. `first_is_open` is for a
    prompt that ends in the first tag, as chat templates of reasoning models do: the reply then
    only closes it. Tags are written exactly so, in this case and without attributes.

    Attributes:
        tags (tuple of str): The names of the tags, in order. Default "think", "answer".
        nothing_outside (bool): Whether only white space may stand outside. Default True.
        first_is_open (bool): Whether the prompt ends in the first tag. Default False.
    """

    tags: tuple[str, ...] = ("think", "answer")
    nothing_outside: bool = True
    first_is_open: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.tags, str) or not self.tags or len(set(self.tags)) < len(self.tags):
            raise ValueError(f"tags: expected different names, got {self.tags!r}")
        for tag in self.tags:
            if not re.fullmatch(r"[A-Za-z][\w.-]*", tag):
                raise ValueError(f"tags: expected names such as 'think', got {tag!r}")

    def __call__(self, sample: Sample) -> bool:
        text = f"<{self.tags[0]}>{sample.response}" if self.first_is_open else sample.response
        mark, wanted = _marks(self.tags)
        pieces = mark.split(text, maxsplit=len(wanted) + 1)
        if pieces[1::2] != wanted:
            return False
        inside, outside = pieces[2::4], pieces[0::4]
        clean = not self.nothing_outside or not any(map(str.strip, outside))
        return clean and all(map(str.strip, inside))


@lru_cache(maxsize=256)
def _marks(tags: tuple[str, ...]) -> tuple[re.Pattern[str], list[str]]:
    """What finds any of the tags' marks, and the marks in the order that is wanted."""
    names = "|".join(map(re.escape, tags))
    return re.compile(rf"(</?(?:{names})>)"), [f"<{end}{tag}>" for tag in tags for end in ("", "/")]


# 1 for "<think>…</think> <answer>…</answer>" and nothing else.
well_formed = WellFormed()
