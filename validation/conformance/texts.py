"""Whether text of any kind gets through: letters, halves of them, very long, and very deep."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rewards.types import Message, Sample
from validation.conformance.check import Check, failed, passed, unchecked
from validation.conformance.ground import Ground, fresh

_LETTERS = "naïve café, 数学と论证, עברית, 👩\u200d🔬, \u0000, e\u0301"
_HALF = "half a pair: \ud83d, and nothing after it"
LONGEST = 200_000
PATIENCE = 10.0
"""Seconds that a reply of so many characters may take."""
DEEP = 100


def check_letters(ground: Ground) -> Iterator[Check]:
    """Letters beyond ASCII, in reply, question and metadata."""
    name = "letters beyond ASCII"
    answer = ground.trial.ask(name, [_saying(fresh(ground.samples[0], "letters"), _LETTERS)])
    if answer.error:
        fix = "Take any text that JSON can hold, and write the reply with json.dumps."
        yield failed(name, f"raised: {answer.error}", fix)
        return
    half = ground.trial.ask(
        "half a surrogate pair", [_saying(fresh(ground.samples[0], "half"), _HALF)]
    )
    told = f"it raised for half a surrogate pair: {half.error}" if half.error else "halves too"
    yield passed(name, f"answered; {told}")


def _saying(sample: Sample, text: str) -> Sample:
    asked, reply = sample.messages[-2:] if len(sample.messages) > 1 else sample.messages * 2
    turns = (
        *sample.messages[:-2],
        replace(asked, content=f"{asked.content} {text}"),
        Message(reply.role, f"{reply.content} {text}"),
    )
    return replace(sample, messages=turns, metadata={**sample.metadata, "conformance": text})


def check_depth(ground: Ground) -> Iterator[Check]:
    """Metadata of many levels, which a dataset may hold and no reward has to read."""
    name = "deep metadata"
    deep: Any = "here"
    for _ in range(DEEP):
        deep = {"in": [deep]}
    plain = fresh(ground.samples[0], "deep")
    sample = replace(plain, metadata={**plain.metadata, "conformance": deep})
    answer = ground.trial.ask(name, [sample])
    if answer.error:
        yield failed(name, f"raised: {answer.error}", "Leave alone the fields that you do not use.")
        return
    yield passed(name, f"{2 * DEEP} levels of it")


def check_length(ground: Ground) -> Iterator[Check]:
    """Ever longer replies, up to what a model's longest reply comes to."""
    name = "a very long reply"
    if ground.asks_models:
        yield unchecked(name, "it would be put to models, which costs")
        return
    for length in (LONGEST // 100, LONGEST // 10, LONGEST):
        samples = [_long(ground.samples[0], unit, length, n) for n, unit in enumerate(_UNITS)]
        for sample in samples:
            answer = ground.trial.ask(f"a reply of {length:,} characters", [sample])
            said = f"a reply of {length:,} characters: {sample.response[:12]!r}…"
            if answer.error:
                fix = "Score a reply however long it is: that a model rambles is no fault."
                yield failed(name, f"{said} raised: {answer.error}", fix)
                return
            if answer.seconds > PATIENCE:
                fix = "Read the reply in time that grows with its length: mind nested quantifiers."
                yield failed(name, f"{said} took {answer.seconds:.1f} s", fix)
                return
    yield passed(name, f"{LONGEST:,} characters are answered in time")


_UNITS = ("so the answer is 12. ", "7", "{[(", " \n.")


def _long(sample: Sample, unit: str, length: int, n: int) -> Sample:
    text = unit * (length // len(unit))
    turns = (*sample.messages[:-1], Message("assistant", text))
    return replace(fresh(sample, f"long-{n}-{length}"), messages=turns)
