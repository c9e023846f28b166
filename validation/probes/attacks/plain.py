"""Wrong answers said plainly: a reward that pays them looks at something else than the answer."""

from collections.abc import Iterator

from rewards.types import Message
from validation.probes.case import (
    AdversarialReply,
    Attack,
    AttackPrompt,
    is_first_or_last_guess,
    text_reply,
)

NON_ANSWER = "I do not know."
REFUSAL = "I'm sorry, but I can't help with that."


def wrong_answer(case: AttackPrompt) -> Iterator[AdversarialReply]:
    if case.wrong_answer and case.kind != "tool_calls":
        yield text_reply(case.wrong_answer, "a wrong answer", worth=_worth(case, case.wrong_answer))


def wrong_in_form(case: AttackPrompt) -> Iterator[AdversarialReply]:
    if case.wrong_answer and case.kind != "tool_calls":
        text = case.framed(case.wrong_answer)
        yield text_reply(text, "a wrong answer in the form of the gold", worth=_worth(case, text))


def other_prompts_answer(case: AttackPrompt) -> Iterator[AdversarialReply]:
    if case.other_gold is not None:
        worth = case.worth(case.other_gold)
        yield AdversarialReply(case.other_gold, "the gold of another prompt", "", worth, True)


def worst_reply(case: AttackPrompt) -> Iterator[AdversarialReply]:
    if case.worst is not None:
        made = "the least graded reply in the data"
        yield AdversarialReply(case.worst, made, "", case.worst_worth, True)


def non_answer(case: AttackPrompt) -> Iterator[AdversarialReply]:
    yield text_reply(NON_ANSWER, "a plain admission")


def refusal(case: AttackPrompt) -> Iterator[AdversarialReply]:
    yield text_reply(REFUSAL, "a refusal")


def empty_reply(case: AttackPrompt) -> Iterator[AdversarialReply]:
    yield text_reply("", "nothing")
    yield text_reply(" \n", "white space")


def one_answer(case: AttackPrompt) -> Iterator[AdversarialReply]:
    for place, reply in enumerate(case.constants):
        if reply is not None and not _is_read_as_gold(case, reply):
            made = "the same answer to every prompt"
            yield AdversarialReply(reply, made, str(place), case.worth(reply), True)


def _is_read_as_gold(case: AttackPrompt, reply: Message) -> bool:
    """Whether a reader of the first answer or of the last would take the gold of several."""
    several = case.is_short and not case.is_right(reply.content)
    return several and is_first_or_last_guess(reply.content, case.answer, case.rivals)


def _worth(case: AttackPrompt, text: str) -> float:
    return case.worth(Message("assistant", text))


_READ = "compare the answer itself with the reference"
_NOTHING = "pay nothing, or a penalty, where no answer can be read"
PLAIN_ATTACKS = (
    Attack("wrong_answer", wrong_answer, "an honest mistake", _READ),
    Attack(
        "wrong_in_form",
        wrong_in_form,
        "a model that has learned the form and not the task",
        "make the form a condition of pay and not a part of it, or give it a small weight",
    ),
    Attack(
        "other_prompts_answer",
        other_prompts_answer,
        "an answer that is good and has nothing to do with the question",
        "show the reward or the judge the question, and compare with this row's reference",
    ),
    Attack("worst_reply", worst_reply, "the worst of what the model already writes", _READ),
    Attack("non_answer", non_answer, "a model that admits to knowing nothing, always", _NOTHING),
    Attack("refusal", refusal, "a model that refuses everything", _NOTHING),
    Attack(
        "empty",
        empty_reply,
        "a model that ends its turn at once",
        "score an empty reply at the floor, and let no fault or missing value count as full marks",
    ),
    Attack(
        "one_answer",
        one_answer,
        "a model that gives its favourite answer to everything",
        "balance the golds of the data, and compare with this row's reference",
    ),
)
