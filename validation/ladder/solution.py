"""Taking a worked solution apart: its reasoning, and the final answer that it ends in."""

import re
from dataclasses import dataclass

from rewards.reading.marked_answer import box_spans

_FINAL = re.compile(
    r"""(?P<lead>[ \t]*(?: \#{2,4}[ \t]* | (?:\*\*)?(?:(?:The[ ]|My[ ])?(?:Final|Correct)?[ ]?
          (?:answer|option|choice)|A)(?:[ ]is)?[ ]?:(?:\*\*)?[ \t]*
        | (?:(?:So|Thus|Hence|Therefore),?[ ])?The[ ](?:(?:final|correct)[ ])?answer[ ]is:?[ ] )\**)
    (?P<answer>[^\s*].*?)(?P<tail>\**\.?\**[ \t]*)""",
    re.VERBOSE | re.IGNORECASE,
)
_STYLES = {"####": "hashes", "box": "boxed", "answer is": "sentence", ":": "final_line"}


@dataclass(frozen=True)
class Solution:
    """Reasoning, and what stands around the final answer after it.

    The reasoning may be "". Where `lead` is None it has no final answer of its own.
    """

    reasoning: str
    lead: str | None = None
    tail: str = ""

    @property
    def style(self) -> str | None:
        """The name of the form that the final answer stands in."""
        lead = (self.lead or "").lower()
        for sign, form in _STYLES.items():
            if sign in lead:
                return form
        return None

    def ending_in(self, answer: str) -> str:
        """The solution with this final answer."""
        return f"{self.reasoning}{self.lead or ''}{answer}{self.tail}"


def worked(text: str) -> tuple[Solution, str] | None:
    """The solution and its final answer, where a text ends in one; the reasoning may be "".

    The answer stands in the last box, or behind "####", "A:", "Answer:" or "The answer is" on the
    last line.
    """
    text = text.strip()
    boxes = [span for span in box_spans(text) if span[1] >= 0]
    if boxes:
        start, end = boxes[-1]
        cut = max(text.rfind("\n", 0, start), text.rfind(". ", 0, start)) + 1
        return Solution(text[:cut], text[cut:start], text[end:]), text[start:end].strip()
    cut = text.rfind("\n") + 1
    final = _FINAL.fullmatch(text, cut)
    if final is None:
        return None
    return Solution(text[:cut], final["lead"], final["tail"]), final["answer"].strip()
