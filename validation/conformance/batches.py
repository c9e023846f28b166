"""Whether a score is the sample's own: not chance's, not its neighbours', not the last event's."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite

from rewards.types import Sample
from validation.conformance.ground import UNSTEADY, Baseline
from validation.conformance.trial import (
    IDS,
    BatchResult,
    Check,
    HandlerUnderTest,
    Scores,
    failed_check,
    passed_check,
    skipped_check,
)
from validation.targets.endpoint import REQUEST_LIMIT

_JUDGE = (
    "Score without chance: sort what has no order, set every seed, and ask a judge at temperature "
    "0; where a judge still varies, say by how much it may: --tolerance."
)

_SPECIAL: tuple[tuple[str | int, str | int], ...] = (("same", "same"), (7, 8), ("ид-編号", "🙂"))
_BATCH, _SPOILED = "order and batch do not matter", "a bad sample spoils no other"
_MEMORY, _IDS = "nothing is remembered", "ids come back as they came"


def check_repeatability(ground: Baseline, again: BatchResult) -> Check:
    """The same event, sent twice."""
    name = "the same twice"
    difference = ground.differs(again, ground.base.scores)
    if difference:
        return failed_check(name, f"the same event once more: {difference}", _JUDGE)
    return passed_check(name, "the same event gets the same scores again")


def check_batching(ground: Baseline) -> Iterator[Check]:
    """What the samples of one event have to do with one another: nothing."""
    if ground.trial.at_once == 1 or not ground.steady:
        alone = ground.trial.at_once == 1
        yield skipped_check(
            _BATCH, "one sample an event is what is sent here" if alone else UNSTEADY
        )
        return
    batched = _check_batch_order(ground)
    yield batched
    if batched.outcome == "passed":
        yield _check_bad_sample(ground)


def _check_batch_order(ground: Baseline) -> Check:
    """The same samples turned around, one by one, and twice over in one event."""
    samples, scores = ground.samples, ground.base.scores
    turned = ground.trial.ask("the batch turned around", samples[::-1])
    doubled = (*samples, *(replace(sample, id=f"{sample.id}/2") for sample in samples))
    merged = ground.trial.ask("the batch twice over", doubled)
    found = {
        "turned around": ground.differs(turned, scores[::-1]),
        "one by one": ground.differs(_score_singly(ground, samples), scores),
        "twice over": ground.differs(merged, scores + scores),
    }
    different = [f"{how}: {what}" for how, what in found.items() if what]
    if not different:
        return passed_check(_BATCH, "turned around, one by one and twice over: the same scores")
    fix = "Score each sample by itself: nothing of its neighbours or of its place may count."
    return failed_check(_BATCH, "; ".join(different[:2]), fix)


def _score_singly(ground: Baseline, samples: tuple[Sample, ...]) -> BatchResult:
    answers = [ground.trial.ask("one sample", [sample]) for sample in samples]
    scores: Scores = tuple(score for answer in answers for score in answer.scores)
    error = next((answer.error for answer in answers if answer.error), "")
    return BatchResult(samples, scores, error=error)


def _check_bad_sample(ground: Baseline) -> Check:
    """A sample that cannot be scored stops its batch, or leaves the other samples' scores alone."""
    first, *rest = ground.samples
    bad = replace(first, id="unusable", reference_answer=None)
    answer = ground.trial.ask("a sample without a reference among others", [first, bad, *rest])
    if answer.error:
        return passed_check(_SPOILED, f"the whole batch raised: {answer.error:.100}")
    others = BatchResult(ground.samples, (answer.scores[0], *answer.scores[2:]))
    difference = ground.differs(others, ground.base.scores)
    if not difference:
        return passed_check(_SPOILED, "the others keep their scores")
    fix = "Score each sample by itself; pass over none, and give each its own entry."
    return failed_check(_SPOILED, f"the others: {difference}", fix)


def check_identity(ground: Baseline) -> Iterator[Check]:
    """An id is a name and nothing more."""
    if not ground.steady:
        yield skipped_check(_MEMORY, UNSTEADY)
        return
    remembered = _check_memory(ground)
    yield remembered
    if remembered.outcome == "failed" or ground.breaks(IDS):
        yield skipped_check(_IDS, "the ids are wrong, or looked up, already")
    else:
        yield _check_ids(ground)


def _check_memory(ground: Baseline) -> Check:
    """The ids of before with other replies, and then the first event again."""
    samples, scores = ground.samples, ground.base.scores
    moved = [
        replace(sample, id=before.id)
        for sample, before in zip(samples, rotate(samples), strict=True)
    ]
    other = ground.differs(ground.trial.ask("other replies under the same ids", moved), scores)
    again = ground.differs(ground.trial.ask("the first event, at the end", samples), scores)
    if not (other or again):
        return passed_check(_MEMORY, "neither an id nor an earlier event changes a score")
    says = f"other replies under ids of before: {other}" if other else f"at the end: {again}"
    fix = "Keep nothing between samples and events, or key what is kept by the whole sample."
    return failed_check(_MEMORY, says, fix)


def rotate(samples: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """The samples, each in the place of another."""
    return (*samples[1:], *samples[:1])


def _check_ids(ground: Baseline) -> Check:
    """Two samples of one id, an id that is a number, and ids beyond ASCII."""
    samples = ground.samples[:2]
    plain = ground.trial.ask("the plain form", samples).scores
    says: list[str] = []
    for ids in _SPECIAL:
        renamed = [replace(sample, id=one) for sample, one in zip(samples, ids, strict=False)]
        what = f"the ids {ids[0]!r} and {ids[1]!r}"
        answer = ground.trial.tried(renamed)
        wrong = ground.fault(answer) or ground.differs(answer, plain)
        says += [f"{what}: {wrong}"] if wrong else []
    if not says:
        return passed_check(_IDS, "one id twice, numbers, and letters beyond ASCII")
    fix = "Echo each id as it came, type and all, an entry for each sample in the event's order."
    return failed_check(_IDS, "; ".join(says[:2]), fix)


_NAME = "the declared range"


def check_range(trial: HandlerUnderTest, declared: tuple[float, float] | None) -> Check:
    """All scores seen, against the range; without one, their ends are reported."""
    scores = [score for score in trial.seen if isfinite(score)]
    if not scores:
        return skipped_check(_NAME, "no finite score was seen")
    low, high = min(scores), max(scores)
    seen = f"scores from {low:.4g} to {high:.4g} were seen"
    if declared is None:
        return skipped_check(_NAME, f"none is declared (--range LOW HIGH would); {seen}")
    least, most = declared
    if least <= low and high <= most:
        return passed_check(_NAME, f"{seen}, within [{least:g}, {most:g}]")
    fix = "Bring the scores into the range, or declare the range that the reward really has."
    return failed_check(_NAME, f"{seen}, beyond [{least:g}, {most:g}]", fix)


TOKEN = 4
"""Bytes of a token of English text, about; other scripts take more."""
QUICK = 2.0
"""Seconds below which a batch is timed three times, since machines are noisy."""

_EVENT, _REPLY, _TIME = "the largest event", "the largest reply", "the time of a batch"


def check_event_size(
    ground: Baseline, samples: Sequence[Sample], max_tokens: int | None
) -> Iterator[Check]:
    """A batch of the largest rows, with replies as long as they are or as the recipe lets them."""
    count = ground.trial.at_once
    if not samples:
        yield skipped_check(_EVENT, "no rows say how long questions and replies are")
        return
    if max_tokens is None and not any(sample.answered for sample in samples):
        yield skipped_check(
            _EVENT, "no row has a reply, and no --max-tokens says how long they get"
        )
        return
    sizes = sorted((_row_size(ground, sample, max_tokens) for sample in samples), reverse=True)[
        :count
    ]
    whole = sum(sizes) * count // len(sizes)
    says = f"{count} of the largest rows make {whole / 1e6:.1f} MB"
    if whole <= REQUEST_LIMIT:
        yield passed_check(_EVENT, f"{says}, of {REQUEST_LIMIT / 1e6:.1f} MB that Lambda takes")
        return
    fits = max(1, REQUEST_LIMIT // sizes[0])
    fix = f"Set lambda_batch_size to {fits} or less: Lambda refuses more than 6 MB."
    yield failed_check(_EVENT, says, fix)


def _row_size(ground: Baseline, sample: Sample, max_tokens: int | None) -> int:
    """Bytes of the row; with `max_tokens`, with a reply as long as that instead of its own."""
    if max_tokens is None:
        return len(json.dumps(ground.trial.form.row(sample)))
    last = replace(sample.messages[-1], content="") if sample.answered else sample.messages[-1]
    bare = replace(sample, messages=(*sample.messages[:-1], last))
    return len(json.dumps(ground.trial.form.row(bare))) + TOKEN * max_tokens


def check_full_batch(ground: Baseline, timeout: float | None) -> Iterator[Check]:
    """A batch as large as the recipe sends, answered whole and timed."""
    if ground.asks_models:
        yield skipped_check(
            _TIME, "it asks models, whose kept replies take no time: try it deployed"
        )
        return
    samples = _fill_batch(ground.samples, ground.trial.at_once)
    answers = [ground.trial.tried(samples)]
    while len(answers) < 3 and answers[0].seconds < QUICK and not answers[-1].error:
        answers.append(ground.trial.tried(samples))
    first = answers[0]
    if first.error:
        name = next((name for sign, name in _TOO_LARGE.items() if sign in first.error), _TIME)
        yield failed_check(name, f"{len(samples)} samples raised: {first.error}", _LESS)
        return
    yield _check_reply_size(first, ground.fault(first))
    yield _check_time(ground, timeout, len(samples), min(answer.seconds for answer in answers))


_TOO_LARGE = {"RequestTooLarge": _EVENT, "ResponseSizeTooLarge": _REPLY}
"""By what Lambda says in its error."""
_LESS = "Answer a whole batch, with fewer metrics if need be, or set lambda_batch_size lower."


def _fill_batch(samples: Sequence[Sample], count: int) -> list[Sample]:
    return [replace(samples[n % len(samples)], id=f"batch-{n}") for n in range(count)]


def _check_reply_size(answer: BatchResult, fault: str) -> Check:
    says = f"{len(answer.samples)} samples are answered with {answer.size / 1e6:.2f} MB"
    if fault and answer.size <= REQUEST_LIMIT:
        return failed_check(_REPLY, f"{len(answer.samples)} samples: {fault}", _LESS)
    if answer.size <= REQUEST_LIMIT:
        return passed_check(
            _REPLY, f"{says}, of {REQUEST_LIMIT / 1e6:.1f} MB that Lambda hands back"
        )
    return failed_check(_REPLY, says, _LESS)


def _check_time(ground: Baseline, timeout: float | None, count: int, seconds: float) -> Check:
    singles = sorted(ground.trial.tried([sample]).seconds for sample in ground.samples)
    slow = singles[math.ceil(0.95 * len(singles)) - 1]
    times = {f"a batch of {count}": seconds, f"p95 of one sample x {count}": slow * count}
    if timeout is None:
        says = "nobody says how long the function has: --timeout would"
        return replace(skipped_check(_TIME, says), times=times)
    if seconds <= timeout:
        says = f"{count} samples are answered in the {timeout:g} s that the function has"
        return replace(passed_check(_TIME, says), times=times)
    says = f"{count} samples take longer than the {timeout:g} s that the function has"
    fix = "Give the function more time or more memory, score in more workers, or send less at once."
    return replace(failed_check(_TIME, says, fix), times=times)
