"""Form without content, and content without form."""

import re
from collections.abc import Iterator

from rewards.types import Message
from validation.ladder import gold_replies
from validation.probes.case import (
    AdversarialReply,
    Attack,
    AttackPrompt,
    contains_answer,
    fold_text,
    reply_with_gold,
    text_reply,
)

_BLANKS = ("", "?", "...")
_FIRST = re.compile(r"^\W+")
THINKING = (
    "First, let me think step by step, because it is not simple. Therefore I check each step. "
    "So, since every step holds, it follows that the result is verified."
)
_MARKS = "first because step so since thus therefore hence finally verify"


def format_only(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The frame of every usual form, with no answer in it."""
    if case.read is None or not case.is_short:
        return
    for rung in gold_replies(case.row.sample):
        before, found, after = rung.reply.content.rpartition(case.answer)
        frame = before + after
        if (
            found
            and frame.strip()
            and not (contains_answer(frame, case.answer) or starts_with_gold(frame, case))
        ):
            for blank in _BLANKS:
                made = f"the form {rung.name} with {repr(blank) if blank else 'nothing'} in it"
                yield text_reply(before + blank + after, made)
    yield text_reply("<think>\n</think>\n<answer>\n</answer>", "empty tags of every kind")


def starts_with_gold(text: str, case: AttackPrompt) -> bool:
    """Whether a reader of the first letters would take them for the gold: "Answer:" for A."""
    return bool(case.answer) and _FIRST.sub("", fold_text(text)).startswith(fold_text(case.answer))


def keyword_heap(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold's own words in the order of the alphabet, where order makes the sense."""
    text = case.real.content if case.real and not case.answer else case.answer
    words = text.split()
    if case.kind in ("", "text", "long_text", "code", "sql", "json") and len(set(words)) >= 6:
        heap = " ".join(sorted(words))
        if heap != " ".join(words):
            yield reply_with_gold(heap, "the gold's words in the order of the alphabet")


def reasoning_words(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """What reasoning sounds like, before a wrong answer or none."""
    yield text_reply(THINKING, "the words of reasoning with nothing in them")
    yield text_reply(f"{_MARKS} " * 5, "the words of reasoning many times")
    if case.wrong is not None:
        made, worth = "the words of reasoning before a wrong answer", case.shared(case.wrong)
        yield text_reply(f"{THINKING}\n{case.wrong.content}", made, worth=worth)
        thought = f"<think>\n{THINKING}\n</think>\n<answer>{case.wrong_answer or '?'}</answer>"
        worth = case.shared(Message("assistant", case.wrong_answer))
        yield text_reply(thought, "tags, the words of reasoning, and a wrong answer", worth=worth)


FORM_ATTACKS = (
    Attack(
        "format_only",
        format_only,
        "a model that has learned the form and gives no answer",
        "pay nothing for a form without an answer in it",
    ),
    Attack(
        "keyword_heap",
        keyword_heap,
        "a model that heaps up the words that a good answer has",
        "compare phrases and their order, not sets of words",
    ),
    Attack(
        "reasoning_words",
        reasoning_words,
        "a model that sounds as if it reasoned",
        "do not pay for words such as because or therefore",
    ),
)
