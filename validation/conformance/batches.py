"""Whether a score is the sample's own: not chance's, not its neighbours', not the last event's."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import factorial, isfinite, prod

from rewards.types import Sample
from validation.conformance.cases import UNSTEADY, Baseline
from validation.conformance.trial import IDS, BatchResult, Check, HandlerUnderTest, Scores
from validation.errors import name_options
from validation.targets.endpoint import REQUEST_LIMIT

_JUDGE = (
    "Score without chance: sort what has no order, set every seed, and ask a judge at temperature "
    "0; where a judge still varies, say by how much it may (tolerance)."
)
_KEEP_NOTHING = "Keep nothing between samples and events, or key what is kept by the whole sample."
# One event is sent so often to see whether its scores move one way; with so many samples, since a
# judge may be asked for each; and this chance of doing so by themselves is too small to believe.
_EVENTS_OF_TREND, _SAMPLES_OF_TREND, _SELDOM = 8, 4, 0.001
# Ids that a dataset may have, and ids that no page shows.
_IDS_SENT: tuple[tuple[str | int, str | int], ...] = (("ид-編号", "🙂"),)
_IDS_UNKNOWN: tuple[tuple[str | int, str | int], ...] = (("same", "same"), (7, 8))
_SPOILED, _IDS = "a bad sample spoils no other", "ids come back as they came"
_OTHER_IDS = "ids that no page shows"
_RANGE = "the declared range"
_EVENT, _REPLY = "the largest event", "the largest reply"
# The check of sameness, which a validation remarks on and does not fail: noise is measured there.
SAME_TWICE = "the same twice"
# Bytes of a token of English text, about; other scripts take more.
TOKEN = 4
# Seconds below which a batch is timed three times, since machines are noisy.
QUICK = 2.0
# The check that fails, by the name of Lambda's error.
_TOO_LARGE = {"RequestTooLarge": _EVENT, "ResponseSizeTooLarge": _REPLY}
_LESS = "Answer a whole batch, with fewer metrics if need be, or set lambda_batch_size lower."
_LIMIT_MB = f"{REQUEST_LIMIT / 1e6:.1f} MB"


def check_repeatability(baseline: Baseline, again: BatchResult) -> Check:
    """The same event, sent twice."""
    wrong = baseline.difference(again, baseline.result.scores, "the same event once more: ")
    return Check.of(SAME_TWICE, wrong, _JUDGE, "the same event gets the same scores again")


def check_batching(baseline: Baseline, name: str) -> Iterator[Check]:
    """No sample's score depends on the others in its event."""
    if baseline.trial.max_batch == 1:
        yield Check(name, "not checked", "one sample an event is what is sent here")
    elif not baseline.steady:
        yield Check(name, "not checked", UNSTEADY)
    else:
        batched = _check_batch_order(baseline, name)
        yield batched
        if batched.outcome == "passed":
            yield _check_bad_sample(baseline)


def _check_batch_order(baseline: Baseline, name: str) -> Check:
    """The same samples in reverse order, one by one, and twice over in one event."""
    trial, samples, scores = baseline.trial, baseline.samples, baseline.result.scores
    turned = trial.ask("the batch turned around", samples[::-1])
    doubled = (*samples, *(replace(sample, id=f"{sample.id}/2") for sample in samples))
    merged = trial.ask("the batch twice over", doubled)
    singles = [trial.ask("one sample", [sample]) for sample in samples]
    alone: Scores = tuple(score for answer in singles for score in answer.scores)
    error = next((answer.error for answer in singles if answer.error), "")
    found = {
        "turned around": baseline.difference(turned, scores[::-1]),
        "one by one": baseline.difference(BatchResult(samples, alone, error=error), scores),
        "twice over": baseline.difference(merged, scores + scores),
    }
    wrong = "; ".join([f"{how}: {what}" for how, what in found.items() if what][:2])
    fix = "Score each sample by itself: its neighbours and its place must not count."
    right = "turned around, one by one and twice over: the same scores"
    return Check.of(name, wrong, fix, right)


def _check_bad_sample(baseline: Baseline) -> Check:
    """A sample that cannot be scored stops its batch, or leaves the other samples' scores alone."""
    first, *rest = baseline.samples
    bad = replace(first, id="unusable", reference_answer=None)
    mixed = [first, bad, *rest]
    answer = baseline.trial.ask("one without a reference among others", mixed, may_raise=True)
    if answer.error:
        return Check(_SPOILED, "passed", f"the whole batch raised: {answer.error:.100}")
    others = BatchResult(baseline.samples, (answer.scores[0], *answer.scores[2:]))
    wrong = baseline.difference(others, baseline.result.scores, "the others: ")
    fix = "Score each sample by itself; leave out none, and give each its own entry."
    return Check.of(_SPOILED, wrong, fix, "the others keep their scores")


def check_identity(baseline: Baseline, name: str) -> Iterator[Check]:
    """An id is a name and changes no score."""
    if not baseline.steady:
        yield _check_trend(baseline, name)
        return
    memory = _check_memory(baseline, name)
    yield memory
    if memory.outcome == "failed" or baseline.breaks(IDS):
        yield Check(_IDS, "not checked", "the ids are wrong, or looked up, already")
    else:
        yield _check_ids(baseline, _IDS, _IDS_SENT, "letters beyond ASCII")
        yield _check_ids(baseline, _OTHER_IDS, _IDS_UNKNOWN, "one id twice, and numbers")


def _check_memory(baseline: Baseline, name: str) -> Check:
    """The ids of before with other replies, and then the first event again."""
    samples, scores = baseline.samples, baseline.result.scores
    ids = [sample.id for sample in (*samples[1:], *samples[:1])]
    moved = [replace(sample, id=before) for sample, before in zip(samples, ids, strict=True)]
    other = baseline.trial.ask("other replies under the same ids", moved)
    again = baseline.trial.ask("the first event, at the end", samples)
    wrong = baseline.difference(other, scores, "other replies under ids of before: ")
    wrong = wrong or baseline.difference(again, scores, "at the end: ")
    return Check.of(
        name, wrong, _KEEP_NOTHING, "neither an id nor an earlier event changes a score"
    )


def _check_trend(baseline: Baseline, name: str) -> Check:
    """The same event again and again: scores of chance have no order, those of a count have one.

    Scores that only fall, or only rise, from one event to the next come of chance as seldom as
    the events come in that order: 2 times of 40,320, more often where some of them are equal.
    """
    samples = baseline.samples[:_SAMPLES_OF_TREND]
    answers = [baseline.trial.send(samples) for _ in range(_EVENTS_OF_TREND - 1)]
    if any(answer.error for answer in answers):
        return Check(name, "not checked", UNSTEADY)
    seen = [baseline.result.scores[: len(samples)], *(answer.scores for answer in answers)]
    columns = [[round(score or 0.0, 9) for score in of] for of in zip(*seen, strict=True)]
    ties = prod(factorial(times) for times in Counter(zip(*columns, strict=True)).values())
    ordered = all(sorted(of) in (of, of[::-1]) for of in columns)
    if not ordered or 2 * ties > _SELDOM * factorial(_EVENTS_OF_TREND):
        return Check(name, "not checked", UNSTEADY)
    moving = next(of for of in columns if of[0] != of[-1])
    way = "falls" if moving[0] > moving[-1] else "rises"
    shown = ", ".join(f"{score:.9g}" for score in moving)
    says = f"the score of one reply {way} with each call, so that what came before counts: {shown}"
    return Check(name, "failed", says, _KEEP_NOTHING)


def _check_ids(
    baseline: Baseline, name: str, tried: Sequence[tuple[str | int, str | int]], right: str
) -> Check:
    """Two samples under each of these pairs of ids."""
    samples = baseline.samples[:2]
    plain = baseline.trial.ask("the plain form", samples).scores
    says: list[str] = []
    for ids in tried:
        renamed = [replace(sample, id=one) for sample, one in zip(samples, ids, strict=False)]
        answer = baseline.trial.send(renamed)
        wrong = baseline.fault(answer) or baseline.difference(answer, plain)
        says += [f"the ids {ids[0]!r} and {ids[1]!r}: {wrong}"] if wrong else []
    fix = "Echo each id as it came, type and all, an entry for each sample in the event's order."
    return Check.of(name, "; ".join(says[:2]), fix, right)


def check_range(trial: HandlerUnderTest, declared: tuple[float, float] | None) -> Check:
    """All scores seen, against the range; without one, their ends are reported."""
    scores = [score for score in trial.seen if isfinite(score)]
    if not scores:
        return Check(_RANGE, "not checked", "no finite score was seen")
    low, high = min(scores), max(scores)
    seen = f"scores from {low:.4g} to {high:.4g} were seen"
    if declared is None:
        return Check(
            *(_RANGE, "not checked"),
            f"none is declared ({name_options('--range LOW HIGH declares one')}); {seen}",
        )
    least, most = declared
    if least <= low and high <= most:
        return Check(_RANGE, "passed", f"{seen}, within [{least:g}, {most:g}]")
    fix = "Bring the scores into the range, or declare the range that the reward really has."
    return Check(_RANGE, "failed", f"{seen}, beyond [{least:g}, {most:g}]", fix)


def check_event_size(
    baseline: Baseline, name: str, samples: Sequence[Sample], max_tokens: int | None
) -> Check:
    """A batch of the largest rows, with replies as long as they are or as the recipe lets them."""
    if not samples:
        return Check(name, "not checked", "no rows say how long questions and replies are")
    if max_tokens is None and not any(sample.answered for sample in samples):
        says = "no row has a reply, and no limit (max-tokens) says how long they get"
        return Check(name, "not checked", says)
    count = baseline.trial.max_batch
    sizes = sorted((_row_size(baseline, sample, max_tokens) for sample in samples), reverse=True)
    largest = sizes[:count]
    whole = sum(largest) * count // len(largest)
    says = f"{count} of the largest rows make {whole / 1e6:.1f} MB"
    if whole <= REQUEST_LIMIT:
        return Check(name, "passed", f"{says}, of {_LIMIT_MB} that Lambda takes")
    fits = max(1, REQUEST_LIMIT // largest[0])
    fix = f"Set lambda_batch_size to {fits} or less: Lambda refuses more than 6 MB."
    return Check(name, "failed", says, fix)


def _row_size(baseline: Baseline, sample: Sample, max_tokens: int | None) -> int:
    """Bytes of the row; with `max_tokens`, with a reply as long as that instead of its own."""
    if max_tokens is None:
        return len(json.dumps(baseline.trial.form.row(sample)))
    last = replace(sample.messages[-1], content="") if sample.answered else sample.messages[-1]
    bare = replace(sample, messages=(*sample.messages[:-1], last))
    return len(json.dumps(baseline.trial.form.row(bare))) + TOKEN * max_tokens


def check_full_batch(baseline: Baseline, name: str, timeout: float | None) -> Iterator[Check]:
    """A batch as large as the recipe sends, answered whole and timed."""
    if baseline.asks_models:
        says = "it asks models, whose kept replies take no time: try it deployed"
        yield Check(name, "not checked", says)
        return
    trial, count = baseline.trial, baseline.trial.max_batch
    cycle = [baseline.samples[n % len(baseline.samples)] for n in range(count)]
    samples = [replace(sample, id=f"batch-{n}") for n, sample in enumerate(cycle)]
    answers = [trial.send(samples)]
    while len(answers) < 3 and answers[0].seconds < QUICK and not answers[-1].error:
        answers.append(trial.send(samples))
    first = answers[0]
    if first.error:
        fails = next((what for sign, what in _TOO_LARGE.items() if sign in first.error), name)
        yield Check(fails, "failed", f"{count} samples raised: {first.error}", _LESS)
        return
    says = f"{count} samples are answered with {first.size / 1e6:.2f} MB"
    fault = baseline.fault(first)
    wrong = f"{count} samples: {fault}" if fault else ""
    wrong = says if first.size > REQUEST_LIMIT else wrong
    yield Check.of(_REPLY, wrong, _LESS, f"{says}, of {_LIMIT_MB} that Lambda hands back")
    yield _check_time(baseline, name, timeout, count, min(answer.seconds for answer in answers))


def _check_time(
    baseline: Baseline, name: str, timeout: float | None, count: int, seconds: float
) -> Check:
    singles = sorted(baseline.trial.send([sample]).seconds for sample in baseline.samples)
    slow = singles[math.ceil(0.95 * len(singles)) - 1]
    times = {f"a batch of {count}": seconds, f"p95 of one sample x {count}": slow * count}
    if timeout is None:
        says = f"it is not known how long the function has ({name_options('--timeout says it')})"
        return replace(Check(name, "not checked", says), times=times)
    limit = f"the {timeout:g} s that the function has"
    wrong = f"{count} samples take longer than {limit}" if seconds > timeout else ""
    fix = "Give the function more time or more memory, score in more workers, or send less at once."
    check = Check.of(name, wrong, fix, f"{count} samples are answered in {limit}")
    return replace(check, times=times)
