"""Whether the recipe's largest batch fits: event and reply in 6 MB, its time in the limit."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rewards.types import Sample
from validation.conformance.answer import Answer
from validation.conformance.check import Check, failed, passed, unchecked
from validation.conformance.ground import Ground
from validation.endpoint import REQUEST_LIMIT

TOKEN = 4
"""Bytes of a token of English text, about; other scripts take more."""
QUICK = 2.0
"""Seconds below which a batch is timed three times, since machines are noisy."""

_EVENT, _REPLY, _TIME = "the largest event", "the largest reply", "the time of a batch"


def check_event_size(
    ground: Ground, samples: Sequence[Sample], max_tokens: int | None
) -> Iterator[Check]:
    """A batch of the largest rows, with replies as long as they are or as the recipe lets them."""
    count = ground.trial.at_once
    if not samples:
        yield unchecked(_EVENT, "no rows say how long questions and replies are")
        return
    if max_tokens is None and not any(sample.answered for sample in samples):
        yield unchecked(_EVENT, "no row has a reply, and no --max-tokens says how long they get")
        return
    sizes = sorted((_size(ground, sample, max_tokens) for sample in samples), reverse=True)[:count]
    whole = sum(sizes) * count // len(sizes)
    says = f"{count} of the largest rows make {whole / 1e6:.1f} MB"
    if whole <= REQUEST_LIMIT:
        yield passed(_EVENT, f"{says}, of {REQUEST_LIMIT / 1e6:.1f} MB that Lambda takes")
        return
    fits = max(1, REQUEST_LIMIT // sizes[0])
    fix = f"Set lambda_batch_size to {fits} or less: Lambda refuses more than 6 MB."
    yield failed(_EVENT, says, fix)


def _size(ground: Ground, sample: Sample, max_tokens: int | None) -> int:
    """Bytes of the row; with `max_tokens`, with a reply as long as that instead of its own."""
    if max_tokens is None:
        return len(json.dumps(ground.trial.form.row(sample)))
    last = replace(sample.messages[-1], content="") if sample.answered else sample.messages[-1]
    bare = replace(sample, messages=(*sample.messages[:-1], last))
    return len(json.dumps(ground.trial.form.row(bare))) + TOKEN * max_tokens


def check_batch(ground: Ground, timeout: float | None) -> Iterator[Check]:
    """A batch as large as the recipe sends, answered whole and timed."""
    if ground.asks_models:
        yield unchecked(_TIME, "it asks models, whose kept replies take no time: try it deployed")
        return
    samples = _filled(ground.samples, ground.trial.at_once)
    answers = [ground.trial.tried(samples)]
    while len(answers) < 3 and answers[0].seconds < QUICK and not answers[-1].error:
        answers.append(ground.trial.tried(samples))
    first = answers[0]
    if first.error:
        name = next((name for sign, name in _TOO_LARGE.items() if sign in first.error), _TIME)
        yield failed(name, f"{len(samples)} samples raised: {first.error}", _LESS)
        return
    yield _reply_size(first, ground.fault(first))
    yield _time(ground, timeout, len(samples), min(answer.seconds for answer in answers))


_TOO_LARGE = {"RequestTooLarge": _EVENT, "ResponseSizeTooLarge": _REPLY}
"""By what Lambda says in its error."""
_LESS = "Answer a whole batch, with fewer metrics if need be, or set lambda_batch_size lower."


def _filled(samples: Sequence[Sample], count: int) -> list[Sample]:
    return [replace(samples[n % len(samples)], id=f"batch-{n}") for n in range(count)]


def _reply_size(answer: Answer, fault: str) -> Check:
    says = f"{len(answer.samples)} samples are answered with {answer.size / 1e6:.2f} MB"
    if fault and answer.size <= REQUEST_LIMIT:
        return failed(_REPLY, f"{len(answer.samples)} samples: {fault}", _LESS)
    if answer.size <= REQUEST_LIMIT:
        return passed(_REPLY, f"{says}, of {REQUEST_LIMIT / 1e6:.1f} MB that Lambda hands back")
    return failed(_REPLY, says, _LESS)


def _within(seconds: float) -> str:
    """To the next step of a scale, so that a report made again says the same."""
    step = next((step for step in _STEPS if seconds <= step), None)
    return f"{seconds:.0f} s" if step is None else f"under {step:g} s"


_STEPS = (0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900)


def _time(ground: Ground, timeout: float | None, count: int, seconds: float) -> Check:
    singles = sorted(ground.trial.tried([sample]).seconds for sample in ground.samples)
    slow = singles[math.ceil(0.95 * len(singles)) - 1]
    says = (
        f"{count} samples take {_within(seconds)}; p95 of one x {count} is {_within(slow * count)}"
    )
    if timeout is None:
        return unchecked(_TIME, f"{says}; nobody says how long the function has: --timeout would")
    says += f"; the function has {timeout:g} s"
    if seconds <= timeout:
        return passed(_TIME, says)
    fix = "Give the function more time or more memory, score in more workers, or send less at once."
    return failed(_TIME, says, fix)
