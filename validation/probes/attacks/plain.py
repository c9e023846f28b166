"""Honest wrong answers, and right replies of the data that end too early or in another answer."""

from collections.abc import Iterator
from functools import partial

from validation.ladder.gold import split_solution
from validation.ladder.perturbation import FREE, PARTIAL
from validation.probes.case import (
    AdversarialReply,
    AttackPrompt,
    attack,
    contains_answer,
    is_first_or_last_guess,
    reply_with_gold,
    starts_with_answer,
    text_reply,
)

NON_ANSWER = "I do not know."
REFUSAL = "I'm sorry, but I can't help with that."


def wrong_answer(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Another row's answer, or the ladder's wrong one, with nothing around it."""
    if case.wrong_answer and case.kind != "tool_calls":
        text = case.wrong_answer
        yield text_reply(text, "a wrong answer", worth=case.worth_of_text(text))


def wrong_in_form(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The same in the form in which the gold is paid best."""
    if case.wrong_answer and case.kind != "tool_calls":
        text, made = case.frame(case.wrong_answer), "a wrong answer in the form of the gold"
        yield text_reply(text, made, worth=case.worth_of_text(text))


def other_prompts_answer(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold of a prompt with another answer; where answers are open, of an unlike question."""
    if case.other_gold is not None:
        worth = case.worth(case.other_gold)
        yield AdversarialReply(case.other_gold, "the gold of another prompt", "", worth, True)


def worst_reply(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The reply with the least `quality` that the data hold for the prompt."""
    if case.worst is not None:
        made = "the least graded reply in the data"
        yield AdversarialReply(case.worst, made, "", case.worst_worth, True)


def non_answer(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The words "I do not know."."""
    yield text_reply(NON_ANSWER, "a plain admission")


def refusal(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The words "I'm sorry, but I can't help with that."."""
    yield text_reply(REFUSAL, "a refusal")


def empty_reply(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Nothing, and white space."""
    yield text_reply("", "nothing")
    yield text_reply(" \n", "white space")


def one_answer(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The commonest golds, every label, all labels, 0, 1, yes, no, true; not on rows where it is
    the answer.
    """
    for place, reply in enumerate(case.constants):
        if reply is None:
            continue
        several = case.is_short and not case.is_right(reply.content)
        if several and is_first_or_last_guess(reply.content, case.answer, case.rivals):
            continue
        made = "the same answer to every prompt"
        yield AdversarialReply(reply, made, str(place), case.worth(reply), True)


_READ = "compare the answer itself with the reference"
_NOTHING = "pay nothing, or a penalty, where no answer can be read"
_FLOOR = "score an empty reply at the floor, and let no fault or missing value count as full marks"
_FORM = "make the form a condition of pay and not a part of it, or give it a small weight"
_QUESTION = "show the reward or the judge the question, and compare with this row's reference"
_BALANCE = "balance the golds of the data, and compare with this row's reference"
_wrong = partial(attack, "Wrong answers")
_spoilt = partial(attack, "Right replies, made wrong")
PLAIN_ATTACKS = (
    _wrong(wrong_answer, FREE, "an honest mistake", _READ),
    _wrong(wrong_in_form, FREE, "a model that has learned the form and not the task", _FORM),
    _wrong(other_prompts_answer, FREE, "an answer that is good for another question", _QUESTION),
    _wrong(worst_reply, FREE, "the worst of what the model already writes", _READ),
    _wrong(non_answer, FREE, "a model that admits to knowing nothing, always", _NOTHING),
    _wrong(refusal, FREE, "a model that refuses everything", _NOTHING),
    _wrong(empty_reply, FREE, "a model that ends its turn at once", _FLOOR, "empty"),
    _wrong(one_answer, FREE, "a model that gives its favourite answer to everything", _BALANCE),
)


def truncated_reply(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A right reply of the data, up to the line that first says the gold."""
    lines = _right_text(case).splitlines()
    kept = lines[: next((n for n, line in enumerate(lines) if _states_gold(case, line)), 0)]
    if case.is_short and kept and not starts_with_answer(kept[0], case.answer):
        yield text_reply("\n".join(kept), "a right reply cut off before the answer")


def stub_reply(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The first fifth of a right reply of many words."""
    text = case.real.content if case.real else ""
    words = text.split()
    if not case.is_short and len(words) >= 12:
        yield text_reply(" ".join(words[: len(words) // 5]), "the first fifth of a right reply")


def wrong_final_answer(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A right reply whose last answer was exchanged for a wrong one."""
    found = split_solution(_right_text(case))
    for _, wrong in case.both_orders[:1]:
        if found is not None and found[0].lead is not None:
            text = found[0].with_answer(wrong)
            # a reader of the first guess would take the gold that the reasoning names
            if not is_first_or_last_guess(text, case.answer, case.rivals):
                yield reply_with_gold(text, "a right reply with another final answer")


def _right_text(case: AttackPrompt) -> str:
    """A right reply of the data, or the reference's own."""
    if case.real is not None and case.real.content:
        return case.real.content
    return case.gold.content if case.gold is not None else ""


def _states_gold(case: AttackPrompt, line: str) -> bool:
    """The gold, another text that is as right, or what its letter stands for."""
    read = case.read
    also = (*read.also, read.options.get(case.answer, "")) if read else ()
    return any(contains_answer(line, text) for text in (case.answer, *also))


_END = "pay for the final answer where it stands, and nothing for a reply that has none"
_LAST = "read the final answer, not any number or name on the way to it"
REPLY_ATTACKS = (
    _spoilt(truncated_reply, PARTIAL, "a model that stops before the answer", _END),
    _spoilt(stub_reply, PARTIAL, "a model that begins well and stops", _END),
    _spoilt(wrong_final_answer, PARTIAL, "a model that reasons well and ends wrong", _LAST),
)
