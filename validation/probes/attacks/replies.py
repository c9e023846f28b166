"""Right replies of the data, spoilt: as policies spoil them that drift from what pays."""

from collections.abc import Iterator

from validation.ladder.gold import split_solution
from validation.probes.attacks.forms import starts_with_gold
from validation.probes.case import (
    AdversarialReply,
    Attack,
    AttackPrompt,
    contains_answer,
    is_first_or_last_guess,
    reply_with_gold,
    text_reply,
)


def truncated_reply(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A right reply that ends before it has said the gold."""
    text = _right_text(case)
    lines = text.splitlines()
    kept = lines[: next((n for n, line in enumerate(lines) if _states_gold(case, line)), 0)]
    if case.is_short and kept and not starts_with_gold(kept[0], case):
        yield text_reply("\n".join(kept), "a right reply cut off before the answer")


def stub_reply(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The first words of a right reply that has many."""
    text = case.real.content if case.real else ""
    words = text.split()
    if not case.is_short and len(words) >= 12:
        yield text_reply(" ".join(words[: len(words) // 5]), "the first fifth of a right reply")


def wrong_final_answer(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A right reply whose final answer was exchanged."""
    found = split_solution(_right_text(case))
    if case.is_short and case.wrong_answer and found is not None:
        solution, _ = found
        if solution.lead is not None:
            text = solution.ending_in(case.wrong_answer)
            if is_first_or_last_guess(
                text, case.answer, case.rivals
            ):  # a reader of the first would take it
                return
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
REPLY_ATTACKS = (
    Attack("truncated_reply", truncated_reply, "a model that stops before the answer", _END),
    Attack("stub_reply", stub_reply, "a model that begins well and stops", _END),
    Attack(
        "wrong_final_answer",
        wrong_final_answer,
        "a model that reasons well and answers something else",
        "read the final answer, not any number or name on the way to it",
    ),
)
