"""Long replies, and replies that say one thing many times."""

from collections.abc import Iterator

from rewards.types import Message
from validation.probes.case import Case
from validation.probes.trick import Attack, Trick, right, said

TOPICS = (
    "weather", "market", "garden", "harbour", "library", "kitchen", "railway", "theatre",
    "mountain", "village", "winter", "summer", "engine", "letter", "painting", "window",
)  # fmt: skip
FILLER = " ".join(
    f"It is worth pausing here to think about the {topic}, which many people find more involved "
    f"than it seems at the outset."
    for topic in TOPICS
)
_TIMES = 40
_TO_THE_LIMIT = 12
"""Times the filler, about 20,000 characters: what is cut off at a limit may be spared."""


def bloated_wrong(case: Case) -> Iterator[Trick]:
    """A wrong answer after much ado about nothing."""
    yield said(FILLER, "much ado about nothing")
    yield said(f"{FILLER}\n" * _TO_THE_LIMIT, "very much ado about nothing")
    if case.wrong is not None:
        if case.wrong.content:
            text, worth = f"{FILLER}\n\n{case.wrong.content}", case.shared(case.wrong)
            yield said(text, "much ado before a wrong reply", worth=worth)
        if case.wrong_answer:
            text = f"{FILLER}\n\n{case.framed(case.wrong_answer)}"
            worth = case.shared(Message("assistant", case.wrong_answer))
            yield said(text, "much ado before a wrong answer in form", worth=worth)


def repetition(case: Case) -> Iterator[Trick]:
    """A wrong answer many times."""
    if case.wrong is not None and case.wrong.content:
        text, worth = "\n".join([case.wrong.content] * _TIMES), case.shared(case.wrong)
        yield said(text, "a wrong answer many times", worth=worth)
    yield said("very " * 4 * _TIMES, "one word many times")


def bloated_gold(case: Case) -> Iterator[Trick]:
    """The gold after much ado: worth what the gold is worth."""
    if case.gold is not None and case.gold.content and not case.gold.tool_calls:
        yield right(f"{FILLER}\n\n{case.gold.content}", "much ado before the gold")
    if case.real is not None and case.real.content:
        yield right(f"{FILLER}\n\n{case.real.content}", "much ado before a right reply")


def repeated_gold(case: Case) -> Iterator[Trick]:
    """The gold several times: worth what the gold is worth."""
    if case.gold is not None and case.gold.content and not case.gold.tool_calls:
        yield right("\n".join([case.gold.content] * 3), "the gold three times")
    elif case.gold is not None and case.gold.tool_calls:
        calls = case.gold.tool_calls * 3
        yield Trick(
            Message("assistant", case.gold.content, calls), "the gold's calls three times", "", 1.0
        )


_CAP = "cap what length can earn, or pay for the answer and not for the words around it"
ATTACKS = (
    Attack("bloated_wrong", bloated_wrong, "a model that writes more and more", _CAP),
    Attack("repetition", repetition, "a model that is caught in a loop", _CAP),
    Attack("bloated_gold", bloated_gold, "a model that pads its right answers", _CAP),
    Attack(
        "repeated_gold",
        repeated_gold,
        "a model that says the right answer again and again",
        "count an answer once, however often it is given",
    ),
)
