"""The same answer within the same form, with other words or marks around it."""

from collections.abc import Iterator

from validation.ladder.forms import put
from validation.ladder.gold import Gold
from validation.ladder.rung import Rung, said

_SENTENCES = {
    "so": "So the answer is {}.",
    "final": "The final answer is {}.",
    "colon": "The answer is: {}",
}
_LINES = {"a_line": "A: {}", "final_line_said": "Final answer: {}", "bold_line": "**Answer:** {}"}


def wrapped(gold: Gold, form: str) -> Iterator[Rung]:
    """The gold with space around it, in bold, and in other sentences of its form."""
    reply = put(form, gold.text, gold)
    if reply.content and form != "json_calls":
        edge = "\n" if gold.kind == "code" else "\n  "
        spaced = said(f"{edge}{reply.content}\n")
        yield Rung("space", "with white space around it", 1.0, spaced)
    if gold.kind not in ("number", "choice", "label"):
        return
    if form in ("bare", "sentence", "final_line"):
        bold = put(form, f"**{gold.text}**", gold)
        yield Rung("bold", "in bold", 1.0, bold)
    templates = {"sentence": _SENTENCES, "final_line": _LINES}.get(form, {})
    for name, template in templates.items():
        words = template.format("X")
        yield Rung(name, f"said as {words!r}", 1.0, said(template.format(gold.text)))
