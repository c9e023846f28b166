"""Whether text of any kind gets through: letters, halves of them, very long, and very deep."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rewards.types import Message, Sample
from validation.conformance.check import Check, failed, passed, unchecked
from validation.conformance.ground import Ground, fresh

_LETTERS = "naïve café, 数学と论证, עברית, 👩\u200d🔬, e\u0301"
_ODD = {
    "half a surrogate pair": "half a pair: \ud83d, and nothing after it",
    "a NUL": "before \u0000 and after",
}
LENGTHS = (2_000, 8_000, 32_000)
"""Characters of ever longer replies; the last is about what 8,192 tokens come to."""
PATIENCE = 10.0
"""Seconds that the longest reply may take."""
DEEP = 100


def check_letters(ground: Ground) -> Iterator[Check]:
    """Letters beyond ASCII, in reply, question and metadata."""
    name = "letters beyond ASCII"
    answer = ground.trial.ask(name, [_saying(fresh(ground.samples[0], "letters"), _LETTERS)])
    if answer.error:
        fix = "Take any text that JSON can hold, and write the reply with json.dumps."
        yield failed(name, f"raised: {answer.error}", fix)
        return
    raised = []
    for what, text in _ODD.items():
        odd = ground.trial.ask(what, [_saying(fresh(ground.samples[0], what), text)])
        raised += [f"; it raised for {what}: {odd.error}"] if odd.error else []
    yield passed(name, "answered" + "".join(raised))


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
    for at, length in enumerate(LENGTHS):
        samples = [_long(ground.samples[0], unit, length, n) for n, unit in enumerate(_UNITS)]
        for sample in samples:
            answer = ground.trial.ask(f"a reply of {length:,} characters", [sample])
            said = f"a reply of {length:,} characters: {sample.response[:12]!r}…"
            if answer.error:
                fix = "Score a reply however long it is: that a model rambles is no fault."
                yield failed(name, f"{said} raised: {answer.error}", fix)
                return
            if _to_come(answer.seconds, at) > PATIENCE:
                fix = "Read the reply in time that grows with its length: mind nested quantifiers."
                yield unchecked(name, f"{said} took {answer.seconds:.1f} s", fix)
                return
    yield passed(name, f"{LENGTHS[-1]:,} characters are answered in time")


def _to_come(seconds: float, at: int) -> float:
    """What the longest reply would take if time grew with the square of the length."""
    return seconds * (LENGTHS[-1] / LENGTHS[at]) ** 2 if seconds > _QUICK else seconds


_QUICK = 0.7
"""Seconds that say nothing of how time grows."""
_UNITS = ("so the answer is 12. ", "7", "{[(", " \n.")


def _long(sample: Sample, unit: str, length: int, n: int) -> Sample:
    text = unit * (length // len(unit))
    turns = (*sample.messages[:-1], Message("assistant", text))
    return replace(fresh(sample, f"long-{n}-{length}"), messages=turns)
