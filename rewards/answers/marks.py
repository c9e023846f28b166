# ruff: noqa: RUF001
"""The marks that model families put around reasoning, tools and turns: one table for all rewards.

`without_reasoning` leaves what follows the reasoning, and `spoken_text` of that what is said to the
user: no calls of tools, no results of tools, no printed output, no marks of a turn's end.
"""

import os
import re
from functools import lru_cache
from typing import Literal, NamedTuple

from rewards.answers.plain_text import Expression

MarkKind = Literal["reasoning", "solution", "tool", "output", "end"]
# Further pairs of marks around reasoning, each as "open close", apart by commas.
REASONING_MARKS = "REASONING_MARKS"
_TAG = (
    r"<(?:(?:[a-z]+[_:-])?(?:think|thinking|thoughts?|reasoning|scratchpad|reflection"
    r"|analysis))\s*>"
)


class MarkRow(NamedTuple):
    """One pair of marks of a model family.

    Attributes:
        family (str): Whose marks they are; a mark closes only what its own family has opened.
        kind (str): What stands between them. A "solution" holds the reply itself; an "end" mark
            ends the reply, and whatever follows it is another turn.
        opening (str): The expression of the first mark.
        closing (str): That of the second; "" where nothing closes it but the end of the text.
        example (str): A reply with such marks, of which only the 18 is said to the user.
    """

    family: str
    kind: MarkKind
    opening: str
    closing: str
    example: str


_CHANNEL = r"(?:<\|start\|>assistant\s*)?<\|channel\|>\s*"
# The tool may be named before the channel; then the reply goes on at the start of the message.
_CALL_BEGINS = (
    r"(?=<\|start\|>assistant\s+to=[\w.]{1,80}\s*<\|channel\|>\s*commentary\b)"
    rf"|(?:(?<=assistant)|(?<![\w.]))(?={_CHANNEL}commentary\b)"
)
MARKS = (
    MarkRow("tag", "reasoning", _TAG, _TAG.replace("<", "</", 1), "<seed:think>20</seed:think>18"),
    MarkRow("token", "reasoning", r"<\|begin_of_thought\|>", r"<\|end_of_thought\|>",
            "<|begin_of_thought|>20<|end_of_thought|>18"),
    MarkRow("token", "solution", r"<\|begin_of_solution\|>", r"<\|end_of_solution\|>",
            "20<|begin_of_solution|>18<|end_of_solution|>"),
    MarkRow("bracket", "reasoning", r"\[THINK\]", r"\[/THINK\]", "[THINK]20[/THINK]18"),
    MarkRow("Kimi", "reasoning", "◁think▷", "◁/think▷", "◁think▷20◁/think▷18"),
    MarkRow("Cohere", "reasoning", r"<\|START_THINKING\|>", r"<\|END_THINKING\|>",
            "<|START_THINKING|>20<|END_THINKING|><|START_RESPONSE|>18<|END_RESPONSE|>"),
    MarkRow("Cohere", "solution", r"<\|START_(?:RESPONSE|TEXT)\|>", r"<\|END_(?:RESPONSE|TEXT)\|>",
            "<|START_RESPONSE|>18<|END_RESPONSE|>"),
    MarkRow("Gemma", "reasoning", r"<\|channel>\s*(?:thought|analysis)\b|<unused94>(?:thought\b)?",
            r"<channel\|>|<unused95>", "<|channel>thought\n20<channel|>18"),
    MarkRow("Granite", "reasoning", r"\AHere(?: is|'s) my (?:thought|thinking) process:",
            r"\n[ \t]*Here(?: is|'s) my (?:response|answer|final answer):",
            "Here is my thought process: 20\n\nHere is my response: 18"),
    MarkRow("Granite", "solution", r"<response>", r"</response>", "<response>18</response>"),
    MarkRow("harmony", "reasoning", rf"{_CHANNEL}analysis\b.{{0,200}}?<\|message\|>",
            rf"{_CHANNEL}final\b.{{0,200}}?<\|message\|>|{_CALL_BEGINS}",
            "<|channel|>analysis<|message|>20<|end|><|start|>assistant<|channel|>final<|message|>18"),
    MarkRow("harmony", "tool", rf"{_CHANNEL}commentary\b.{{0,200}}?<\|message\|>",
            r"<\|call\|>|<\|end\|>",
            '<|channel|>commentary to=functions.f <|constrain|>json<|message|>{"x": 20}<|call|>18'),
    # the same with the special tokens left out by the tokenizer
    MarkRow("harmony text", "reasoning", r"\A\s*(?-i:(?:assistant)?analysis(?=[A-Z\d\"'(*#$\\]))",
            r"assistantfinal(?!(?-i:[a-z]))|(?=assistant\s*commentary\b)",
            "analysisMaybe 20.assistantfinal18"),
    MarkRow("harmony text", "tool", r"assistant\s*commentary\b", "",
            'assistantcommentary to=functions.f json{"x": 20}assistantfinal18'),
    MarkRow("tag", "tool", r"<(?:tool_calls?|function_calls?|tools?_code|TOOLCALL)>",
            r"</(?:tool_calls?|function_calls?|tools?_code|TOOLCALL)>",
            '<tool_call>{"name": "f", "arguments": {"x": 20}}</tool_call>18'),
    MarkRow("tag", "output", r"<(?:tool_responses?|tool_results?|tool_outputs?|function_results?"
            r"|function_response|execute_result|code_output|interpreter|observation|stdout)>",
            r"</(?:tool_responses?|tool_results?|tool_outputs?|function_results?"
            r"|function_response|execute_result|code_output|interpreter|observation|stdout)>",
            "<tool_response>20</tool_response>18"),
    MarkRow("fence", "output", r"(?m:^)```+ ?(?:output|stdout|console|tool_output|result)[ \t]*\n",
            r"(?m:^)[ \t]*```+", "```output\n20\n```\n18"),
    MarkRow("Mistral", "tool", r"\[TOOL_CALLS\]", r"\n|(?=\[TOOL_RESULTS\])",
            '[TOOL_CALLS][{"name": "f", "arguments": {"x": 20}}]\n18'),
    MarkRow("Mistral", "output", r"\[TOOL_RESULTS\]", r"\[/TOOL_RESULTS\]",
            "[TOOL_RESULTS]20[/TOOL_RESULTS]18"),
    MarkRow("Llama", "tool", r"<\|python_tag\|>", r"<\|eom_id\|>",
            "<|python_tag|>f(20)<|eom_id|>18"),
    MarkRow("Kimi", "tool", r"<\|tool_calls_section_begin\|>", r"<\|tool_calls_section_end\|>",
            "<|tool_calls_section_begin|>20<|tool_calls_section_end|>18"),
    MarkRow("Cohere", "tool", r"<\|START_ACTION\|>", r"<\|END_ACTION\|>",
            "<|START_ACTION|>20<|END_ACTION|>18"),
    MarkRow("Cohere", "output", r"<\|START_TOOL_RESULT\|>", r"<\|END_TOOL_RESULT\|>",
            "<|START_TOOL_RESULT|>20<|END_TOOL_RESULT|>18"),
    MarkRow("DeepSeek", "tool", "<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>",
            "<｜tool▁calls▁begin｜>20<｜tool▁calls▁end｜>18"),
    MarkRow("DeepSeek", "output", "<｜tool▁outputs?▁begin｜>", "<｜tool▁outputs?▁end｜>",
            "<｜tool▁outputs▁begin｜>20<｜tool▁outputs▁end｜>18"),
    MarkRow("Gemma", "tool", r"<\|tool_call>", r"<tool_call\|>", "<|tool_call>20<tool_call|>18"),
    MarkRow("Gemma", "output", r"<\|tool_response>", r"<tool_response\|>",
            "<|tool_response>20<tool_response|>18"),
    MarkRow("turn", "end", r"<\|(?:im_end|im_start|eot_id|eom_id|endoftext|end_of_text|return|call"
            r"|END_OF_TURN_TOKEN|end_of_turn|end|start|user|eos)\|>|</s>|<eos>|<end_of_turn>|<turn\|>"
            "|<｜end▁of▁sentence｜>|<｜User｜>|\\[/?INST\\]|<\\|/?s\\|>", "",
            "18<|im_end|>\n<|im_start|>user\n20"),
)  # fmt: skip
_QUOTES = "`'\""
_STRUCK = Expression(r"~~(?=\S)[^~\n]{1,200}(?<=\S)~~")
# What the marks of the table begin with: those in words stand where a reply of their family begins,
# so that other texts are searched for signs alone.
_WORDS = r"|[aAhH\n]"
_SIGN = Expression(r"<[|/a-z｜]|\[/?[TI]|◁|```", re.IGNORECASE)
_WORD = Expression(r"\s*(?:assistant|analysis|Here(?: is|'s) my)", re.IGNORECASE)


def without_reasoning(text: str) -> str:
    """What follows the last end of reasoning, up to where reasoning begins again.

    So reasoning that is never closed is gone too, and so is what comes before a lone closing mark,
    since a chat template may have opened it in the prompt. A solution's own marks begin and end
    what is left. A mark in quotes or backticks is only spoken of, unless it closes what a mark of
    its own family has opened: `[/THINK]` leaves a `<think>` open. The variable REASONING_MARKS of
    the environment adds pairs of marks, such as `<plan> </plan>, <<a>> <</a>>`.
    """
    further = os.environ.get(REASONING_MARKS, "")
    beginnings = _beginnings(text)
    if not any(beginnings) and not further:
        return text
    pattern, rows = _pattern(("reasoning", "solution"), *beginnings, further)
    start, end = 0, len(text)
    opened: list[str] = []  # families, the outermost first
    for mark in pattern.finditer(text):
        row, is_closing = rows[mark.lastgroup or ""]
        begins = is_closing != (row.kind == "solution")
        before = text[max(0, mark.start() - 1) : mark.start()]
        quoted = before != "" and before in _QUOTES and text[mark.end() : mark.end() + 1] == before
        if quoted and not (begins and row.family in opened):
            continue
        if begins:
            start, end = mark.end(), len(text)
            if row.family in opened:
                del opened[opened.index(row.family) :]
        else:
            end = min(end, mark.start())
            if row.family not in opened:
                opened.append(row.family)
    return text[start:end]


def ends_of_reasoning(text: str) -> list[int]:
    """Where marks that close reasoning end, and where a solution's own marks do that open it."""
    beginnings = _beginnings(text)
    further = os.environ.get(REASONING_MARKS, "")
    if not any(beginnings) and not further:
        return []
    pattern, rows = _pattern(("reasoning", "solution"), *beginnings, further)
    found = ((mark.end(), *rows[mark.lastgroup or ""]) for mark in pattern.finditer(text))
    return [end for end, row, closes in found if closes == (row.kind == "reasoning")]


def spoken_text(text: str) -> str:
    """What the reply says to the user: after its reasoning, without tools and marks of its end.

    What Markdown strikes out, "~~20~~ 18", the reply has taken back.

    A call or a result that is never closed goes on to the end of the text. Marks in quotes or
    backticks are only spoken of.
    """
    text = without_reasoning(text)
    if "~~" in text:
        text = _STRUCK.sub("", text)
    beginnings = _beginnings(text)
    if not any(beginnings):
        return text
    pattern, rows = _pattern(("tool", "output", "end"), *beginnings, "")
    kept: list[str] = []
    at = 0
    while mark := pattern.search(text, at):
        row, _ = rows[mark.lastgroup or ""]
        around = text[max(0, mark.start() - 1) : mark.start()], text[mark.end() : mark.end() + 1]
        if around[0] == around[1] != "" and around[0] in _QUOTES and not mark[0].startswith("```"):
            kept.append(text[at : mark.end()])
            at = mark.end()
            continue
        kept.append(text[at : mark.start()])
        if row.kind == "end" and "".join(kept).strip():
            return "".join(kept)
        at = mark.end()
        if row.kind != "end":
            closing = row.closing and re.compile(row.closing, re.IGNORECASE).search(text, at)
            at = closing.end() if closing else len(text)
    return "".join(kept) + text[at:]


def _beginnings(text: str) -> tuple[bool, bool]:
    """Whether the text may have a mark that begins with a sign, and one that begins in words."""
    in_words = "assistantfinal" in text or "assistantcommentary" in text or _WORD.match(text)
    has_sign = "<" in text or "[" in text or "`" in text or "◁" in text
    return has_sign and _SIGN.search(text) is not None, bool(in_words)


@lru_cache(maxsize=32)
def _pattern(
    kinds: tuple[MarkKind, ...], signs: bool, words: bool, further: str
) -> tuple[re.Pattern[str], dict[str, tuple[MarkRow, bool]]]:
    """The marks of those kinds, and by the name of its group the row and whether it closes.

    What closes a tool's part is looked for only after what opens it.
    """
    rows = [row for row in MARKS if row.kind in kinds] + [
        MarkRow(f"setting {at}", "reasoning", re.escape(opening), re.escape(closing), "")
        for at, pair in enumerate(filter(str.strip, further.split(",")))
        for opening, _, closing in [" ".join(pair.split()).partition(" ")]
    ]
    groups: dict[str, tuple[MarkRow, bool]] = {}
    patterns: list[str] = []
    for at, row in enumerate(rows):
        closing = row.closing if row.kind in ("reasoning", "solution") else ""
        for side, mark in (("o", row.opening), ("c", closing)):
            if mark:
                groups[f"{side}{at}"] = row, side == "c"
                patterns.append(f"(?P<{side}{at}>{mark})")
    begins = _SIGN.pattern if "output" in kinds else _SIGN.pattern.removesuffix("|```")
    first = "" if further else f"(?={begins}{_WORDS * words})"
    return re.compile(f"{first}(?:{'|'.join(patterns) or '(?!)'})", re.IGNORECASE), groups
