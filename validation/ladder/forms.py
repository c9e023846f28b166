"""The usual forms of a reply, and giving an answer in one of them."""

import json
import re
from collections.abc import Callable, Mapping

from rewards.answers.marks import MARKS
from rewards.types import Message, ToolCall
from validation.ladder.gold import GoldAnswer, Kind

_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,15})(?:\.\d{1,15})?")


def reply_in_form(form: str, text: str, gold: GoldAnswer) -> Message:
    """The reply that gives this answer in this form; raises ValueError for one it cannot have."""
    if form not in forms(gold):
        raise ValueError(f"form: expected one of {', '.join(forms(gold))}, got {form!r}")
    if gold.kind == "tool_calls" and form == "bare":
        calls = json.loads(text)
        made = tuple(ToolCall(call["name"], call["arguments"]) for call in calls)
        return Message("assistant", "", made)
    if form == "reference" and gold.solution is not None:
        return Message("assistant", gold.solution.with_answer(text))
    return Message("assistant", _TEMPLATES[form](text, gold))


def forms(gold: GoldAnswer) -> tuple[str, ...]:
    """The names of the forms that the gold can be given in, the plainest first."""
    names = _OF_KIND.get(gold.kind, _SHORT)
    if gold.kind == "number" and "\\" in gold.text:
        names = tuple(name for name in names if name != "json")  # LaTeX is not said in JSON
    names = (*names, "object") if gold.held and "json" in names else names
    solved = gold.solution is not None and gold.solution.lead is not None
    return (*names, "reference") if solved else names


def requested_form(gold: GoldAnswer) -> str | None:
    """The form that the prompt asks for, where it names one."""
    found = next((form for form, sign in _ASKED.items() if re.search(sign, gold.prompt)), None)
    return found if found in forms(gold) else None


def reasoning_text(gold: GoldAnswer) -> str:
    """The reasoning of the reference's solution, or a sentence in its place."""
    known = gold.solution.reasoning.strip() if gold.solution else ""
    return known or "I work it out step by step."


def _in_box(text: str, gold: GoldAnswer) -> str:
    escaped = re.sub(r"(?<!\\)([$%])", r"\\\1", text) if gold.kind == "number" else text
    return f"\\boxed{{{escaped}}}"


def _as_object(text: str, gold: GoldAnswer) -> str:
    """The reference's own object, with a text in it where the reference has one."""
    name, value = next(iter(gold.held.items()))
    literal = _json_literal(text, not isinstance(value, str))
    return f"{{{json.dumps(name, ensure_ascii=False)}: {literal}}}"


def _json_literal(text: str, as_number: bool) -> str:
    if as_number and _JSON_NUMBER.fullmatch(text.strip()):
        return text.strip()
    return json.dumps(text, ensure_ascii=False)


def _in_fence(text: str, gold: GoldAnswer) -> str:
    return f"```{gold.language or 'json'}\n{text}\n```"


def _tagged_calls(text: str, gold: GoldAnswer) -> str:
    calls = json.loads(text)
    return "\n".join(f"<tool_call>\n{json.dumps(call)}\n</tool_call>" for call in calls)


_TEMPLATES: Mapping[str, Callable[[str, GoldAnswer], str]] = {
    "bare": lambda text, gold: text,
    "sentence": lambda text, gold: f"The answer is {text}.",
    "final_line": lambda text, gold: f"Answer: {text}",
    "hashes": lambda text, gold: f"#### {text}",
    "boxed": _in_box,
    "tag": lambda text, gold: f"<answer>{text}</answer>",
    "think_tag": lambda text, gold: (
        f"<think>\n{reasoning_text(gold)}\n</think>\n<answer>{text}</answer>"
    ),
    "json": lambda text, gold: f'{{"answer": {_json_literal(text, gold.kind == "number")}}}',
    "object": _as_object,
    "fenced": _in_fence,
    "introduced": lambda text, gold: f"Here it is:\n\n{_in_fence(text, gold)}",
    "tagged_calls": _tagged_calls,
    "json_calls": lambda text, gold: text,
}
_SHORT = ("bare", "sentence", "final_line", "hashes", "boxed", "tag", "think_tag", "json")
_PROSE = ("bare", "final_line", "tag", "think_tag", "json")
_BLOCK = ("bare", "fenced", "introduced", "tag", "think_tag")
_OF_KIND: Mapping[Kind, tuple[str, ...]] = {
    "text": _PROSE,
    "long_text": _PROSE,
    "json": _BLOCK,
    "sql": _BLOCK,
    "code": _BLOCK,
    "tool_calls": ("bare", "tagged_calls", "json_calls"),
}
# The names of all forms.
FORMS = tuple(dict.fromkeys((*_SHORT, *(name for names in _OF_KIND.values() for name in names),
                             "object", "reference")))  # fmt: skip
_TRUE = " ".join(f"{n} + 1 = {n + 1}, and {n + 1} - 1 = {n}." for n in range(1, 400))
# What a right reply may wear, by name: `{}` stands for the answer in its form. All that is added is
# true, or says nothing.
WRAPPERS: Mapping[str, str] = {
    "bold": "**{}**",
    "fence": "```\n{}\n```",
    "quote": "> {}",
    "long_reasoning": f"{_TRUE[:11_000].rpartition('.')[0]}.\n\n{{}}",  # some 4,000 tokens
    **{
        f"reasoning_{row.family.lower().replace(' ', '_')}": row.example.replace(
            "20", "I work it out step by step, and check it."
        ).replace("18", "{}")
        for row in MARKS
        if row.kind == "reasoning"
    },
}
# The forms that hold reasoning themselves.
REASONED = ("reference", "think_tag")
_ASKED = {
    "think_tag": r"<think>",
    "tag": r"<answer>",
    "boxed": r"\\boxed|\\\\boxed",
    "hashes": r"####",
    "tagged_calls": r"<tool_call>",
    "final_line": r"[\"'`]Answer:|[\"'`]A:",
    "fenced": r"```",
}
