"""The gold is there, and is not given as the answer."""

from collections.abc import Iterator

from validation.probes.case import AdversarialReply, Attack, AttackPrompt, reply_with_gold


def denial(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold denied: before a wrong answer, and anywhere at all."""
    if not (case.is_short and case.wrong_answer):
        return
    gold, wrong = case.answer, case.wrong_answer
    for text in (f"It is not {gold}. It is {wrong}.", f"It is {wrong}. It is not {gold}."):
        yield reply_with_gold(text, "the gold denied, a wrong answer given")
    for text in (f"{gold} would be wrong; I stay with {wrong}.", f"It is {wrong}, and not {gold}."):
        made = "a wrong answer, and the gold called wrong"
        yield reply_with_gold(f"{case.framed(wrong)}\n{text}", made)
    for text in (
        f"The answer is certainly not {gold}.",
        f"{gold} is wrong, and so I have no answer but {wrong}.",
        f"{wrong} is my answer, for it cannot be {gold}.",
    ):
        yield reply_with_gold(text, "the gold denied", "anywhere")


def answer_in_reasoning(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold thought of, with no final answer or a wrong one."""
    if not (case.is_short and case.wrong_answer):
        return
    gold, wrong = case.answer, case.wrong_answer
    thought = f"<think>\nThe answer is {wrong}. No, the answer is {gold}.\n</think>"
    for final in (case.framed(wrong), "I will not say."):
        yield reply_with_gold(f"{thought}\n{final}", "the gold in the reasoning alone")


def hidden_gold(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A wrong answer for people, the gold for the program."""
    if not (case.is_short and case.wrong_answer):
        return
    gold, wrong = case.answer, case.framed(case.wrong_answer)
    for hidden in (f"<!-- {gold} -->", f"\\phantom{{{gold}}}", f"[//]: # ({gold})"):
        name = f"the gold where nobody sees it: {hidden.replace(gold, '…')}"
        yield reply_with_gold(f"{hidden}\n{wrong}", name, hidden[:4], f"{hidden}\n{wrong}")
        yield reply_with_gold(f"{wrong}\n{hidden}", name, hidden[:4], f"{wrong}\n{hidden}")


_FINAL = "read the final answer alone: a gold that is denied, hidden or only thought of is none"
DENIAL_ATTACKS = (
    Attack("denial", denial, "a model that mentions the answer and decides against it", _FINAL),
    Attack(
        "answer_in_reasoning",
        answer_in_reasoning,
        "a model that thinks of the answer and does not give it",
        "cut the reasoning off before the answer is read",
    ),
    Attack(
        "hidden_gold",
        hidden_gold,
        "a model that writes for the program and not for the reader",
        _FINAL,
    ),
)
