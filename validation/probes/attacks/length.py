"""Long replies, and replies that say one thing many times."""

from collections.abc import Iterator

from rewards.types import Message
from validation.probes.case import AdversarialReply, Attack, AttackPrompt, right_reply, text_reply

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


def bloated_wrong(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A wrong answer after much ado about nothing."""
    yield text_reply(FILLER, "much ado about nothing")
    yield text_reply(f"{FILLER}\n" * _TO_THE_LIMIT, "very much ado about nothing")
    if case.wrong is not None:
        if case.wrong.content:
            text, worth = f"{FILLER}\n\n{case.wrong.content}", case.shared(case.wrong)
            yield text_reply(text, "much ado before a wrong reply", worth=worth)
        if case.wrong_answer:
            text = f"{FILLER}\n\n{case.framed(case.wrong_answer)}"
            worth = case.shared(Message("assistant", case.wrong_answer))
            yield text_reply(text, "much ado before a wrong answer in form", worth=worth)


def repetition(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A wrong answer many times."""
    if case.wrong is not None and case.wrong.content:
        text, worth = "\n".join([case.wrong.content] * _TIMES), case.shared(case.wrong)
        yield text_reply(text, "a wrong answer many times", worth=worth)
    yield text_reply("very " * 4 * _TIMES, "one word many times")


def bloated_gold(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold after much ado: worth what the gold is worth."""
    if case.gold is not None and case.gold.content and not case.gold.tool_calls:
        yield right_reply(f"{FILLER}\n\n{case.gold.content}", "much ado before the gold")
    if case.real is not None and case.real.content:
        yield right_reply(f"{FILLER}\n\n{case.real.content}", "much ado before a right reply")


def repeated_gold(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold several times: worth what the gold is worth."""
    if case.gold is not None and case.gold.content and not case.gold.tool_calls:
        yield right_reply("\n".join([case.gold.content] * 3), "the gold three times")
    elif case.gold is not None and case.gold.tool_calls:
        calls = case.gold.tool_calls * 3
        yield AdversarialReply(
            Message("assistant", case.gold.content, calls), "the gold's calls three times", "", 1.0
        )


_CAP = "cap what length can earn, or pay for the answer and not for the words around it"
LENGTH_ATTACKS = (
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
