"""What the prompt already says, said again."""

import re
from collections.abc import Iterator, Mapping

from validation.probes.case import (
    AdversarialReply,
    Attack,
    AttackPrompt,
    contains_answer,
    fold_text,
    is_first_or_last_guess,
    reply_with_gold,
    text_reply,
)

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_BOUND = re.compile(r"min|max|low|high|upper|tol|alt|alias|also|accept|other", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def echo(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The whole prompt; not where it is little more than the gold, or a reader would take it."""
    if _is_no_answer(case, case.question):
        yield reply_with_gold(case.question, "the question", core=_gold_core(case, case.question))
    whole = "\n".join(turn.content for turn in case.row.sample.messages if turn.role != "assistant")
    if whole != case.question and _is_no_answer(case, whole):
        yield reply_with_gold(
            whole, "everything that was said before", core=_gold_core(case, whole)
        )


def prompt_leak(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Parts of the prompt, where the gold may be lying about."""
    sentences = [part.strip() for part in _SENTENCE.split(case.question) if part.strip()]
    parts = {
        "the first sentence of the question": sentences[:1],
        "the last sentence of the question": sentences[-1:],
        "the numbers of the question": [" ".join(_NUMBER.findall(case.question))],
    }
    for made, (*found,) in parts.items():
        if found and found[0] and found[0] != case.question and _is_no_answer(case, found[0]):
            yield reply_with_gold(found[0], made, core=_gold_core(case, found[0]))
    for made, bare in (*_last_number(case), *_other_reference_values(case)):
        if not (case.is_right(bare) or contains_answer(case.framed(bare), case.answer)):
            yield text_reply(case.framed(bare), made)


def prompt_words(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The words of the prompt in a heap, without those that are the gold."""
    words = sorted(
        {word for word in case.question.split() if not contains_answer(word, case.answer)}
    )
    if len(words) > 3:
        yield text_reply(" ".join(words), "the words of the question in the order of the alphabet")


def _last_number(case: AttackPrompt) -> Iterator[tuple[str, str]]:
    """The last number of the question, where a number is asked for."""
    if case.kind == "number":
        for found in _NUMBER.findall(case.question)[-1:]:
            yield "the last number of the question, as the answer", found.rstrip(",")


def _other_reference_values(case: AttackPrompt) -> Iterator[tuple[str, str]]:
    """Other numbers or labels of the reference, but for bounds, which may be right."""
    reference = case.row.sample.reference_answer
    if not isinstance(reference, Mapping):
        return
    for name, value in reference.items():
        text, is_number = str(value), isinstance(value, int | float) and not isinstance(value, bool)
        like = is_number if case.kind == "number" else text in case.rivals
        if like and isinstance(value, str | int | float) and not _BOUND.search(str(name)):
            yield f"the {name} of the reference, as the answer", text


def _is_no_answer(case: AttackPrompt, text: str) -> bool:
    if not case.answer:
        return bool(text.strip())
    if case.worth_of_text(text) or len(fold_text(case.answer)) * 2 > len(fold_text(text)):
        return False
    return not (case.is_short and is_first_or_last_guess(text, case.answer, case.rivals))


def _gold_core(case: AttackPrompt, text: str) -> str:
    """A prompt that holds the gold is not to be shortened to it."""
    return text if contains_answer(text, case.answer) else ""


PROMPT_ATTACKS = (
    Attack(
        "echo",
        echo,
        "a model that repeats the question",
        "do not look for the gold, or for the prompt's words, anywhere in the reply",
    ),
    Attack(
        "prompt_leak",
        prompt_leak,
        "a model that copies out of the question what might be the answer",
        "read the final answer, and take golds out of the prompts that hold them",
    ),
    Attack(
        "prompt_words",
        prompt_words,
        "a model that keeps to the subject and says nothing of it",
        "pay for what answers the question and not for the words that it shares with it",
    ),
)
