"""What the prompt already says, said again."""

import re
from collections.abc import Iterator

from validation.probes.alike import ends_in, folded, holds
from validation.probes.case import Case
from validation.probes.trick import Attack, Trick, said, with_gold

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def echo(case: Case) -> Iterator[Trick]:
    """The whole prompt; not where it is little more than the gold, or a reader would take it."""
    if _is_no_answer(case, case.question):
        yield with_gold(case.question, "the question", core=_core(case, case.question))
    whole = "\n".join(turn.content for turn in case.row.sample.messages if turn.role != "assistant")
    if whole != case.question and _is_no_answer(case, whole):
        yield with_gold(whole, "everything that was said before", core=_core(case, whole))


def prompt_leak(case: Case) -> Iterator[Trick]:
    """Parts of the prompt, where the gold may be lying about."""
    sentences = [part.strip() for part in _SENTENCE.split(case.question) if part.strip()]
    parts = {
        "the first sentence of the question": sentences[:1],
        "the last sentence of the question": sentences[-1:],
        "the numbers of the question": [" ".join(_NUMBER.findall(case.question))],
    }
    for made, (*found,) in parts.items():
        if found and found[0] and found[0] != case.question and _is_no_answer(case, found[0]):
            yield with_gold(found[0], made, core=_core(case, found[0]))


def prompt_words(case: Case) -> Iterator[Trick]:
    """The words of the prompt in a heap, without those that are the gold."""
    words = sorted({word for word in case.question.split() if not holds(word, case.answer)})
    if len(words) > 3:
        yield said(" ".join(words), "the words of the question in the order of the alphabet")


def _is_no_answer(case: Case, text: str) -> bool:
    if not case.answer:
        return bool(text.strip())
    if case.worth_of_text(text) or len(folded(case.answer)) * 2 > len(folded(text)):
        return False
    return not (case.is_short and ends_in(text, case.answer, case.rivals))


def _core(case: Case, text: str) -> str:
    """A prompt that holds the gold is not to be shortened to it."""
    return text if holds(text, case.answer) else ""


ATTACKS = (
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
