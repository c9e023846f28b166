"""What each judge is worth by itself, beside every other judge, and beside people."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Never

import numpy as np

from rewards import metric_names
from validation.assumptions import RunAssumptions
from validation.measurement import Measurement, Reason
from validation.metrics import metric
from validation.metrics.agreement import (
    AGREEMENT_WITH_RATERS,
    EFFECTIVE_JUDGES,
    FINER,
    FIX,
    SCALE,
    Ratings,
    mean_rating,
    order_share,
)
from validation.metrics.bias import LENGTH_ACCURACY
from validation.metrics.metric import Estimate, Found, Metric, Undefined, mean_of_samples
from validation.metrics.order import WITHIN_PROMPT_ACCURACY
from validation.metrics.spread import mode_share
from validation.metrics.target_scores import TargetScores, metric_places, metric_values
from validation.scoring import Column, ScoreTable
from validation.statistics import calibration, icc
from validation.statistics.association import disattenuate, pearson
from validation.statistics.chance import agreement_weights, cohen_kappa, table_of
from validation.statistics.values import Floats, Ints

_STEADY = "ask it at a lower temperature, average several calls, or sharpen its rubric"

_metric = partial(Metric[Ratings], theme="judges")
_bias_metric = partial(_metric, fix=SCALE, direction="at_most", interval=metric.SIGNED)

COHEN_KAPPA = _metric(
    "cohen_kappa_quadratic",
    "agreement of two judges beyond chance, distant ratings counting for more",
    fix=FIX,
    method="Cohen's kappa (1968), quadratic weights by the ratings' distance",
    unit="samples",
)
LIN_CCC = _metric(
    "lin_ccc",
    "how far two judges give the same number to the same reply",
    fix=SCALE,
    method="Lin's concordance (1989), moments over n",
    unit="samples",
)
BLAND_ALTMAN_BIAS = _bias_metric(
    "bland_altman_bias",
    "how much higher the first judge rates than the second, on a scale of 0 to 1; 0 is none",
)
DISATTENUATED_CORRELATION = _metric(
    "disattenuated_correlation",
    "correlation of two judges were neither of them noisy: low, they truly disagree",
    span=metric.FROM_MINUS_ONE,
    fix=FIX,
    unit="samples",
)
JUDGE_BIAS = _bias_metric(
    "judge_bias",
    "how much higher the judge rates than the others, on a scale of 0 to 1; 0 is none",
    method=f"mean distance from the mean of the others; {metric.JACKKNIFE}",
)
JUDGE_MODE_RATE = _metric(
    "judge_mode_rate",
    "share of the judge's ratings at its commonest",
    fix=FINER,
    direction="at_most",
    interval=metric.PLAIN_SHARE,
)
SELF_CONSISTENCY = _metric(
    "self_consistency",
    "how far the judge gives one reply one rating again",
    fix=_STEADY,
    interval=metric.AGREEMENT,
)
CHANGED_RATINGS = _metric(
    "changed_ratings",
    "share of replies that the judge rates otherwise when it is asked again",
    fix=_STEADY,
    direction="at_most",
    interval=metric.SHARE,
)
MISSING_JUDGES = Metric[ScoreTable](
    "missing_judges",
    "share of samples that a panel scored without all of its judges, since its quorum let it",
    theme="judges",
    fix="see which judge is silent in the errors and abstentions: replace it, or mend its rubric",
    direction="at_most",
    interval=metric.EXACT,
    unit="samples",
    of=lambda table: _missing_judges(table),
)
ORDER_OF_PEOPLE = _metric(
    "order_of_people",
    "of two replies to one prompt that people tell apart, how often the judge orders them alike",
    fix=FIX,
    method="mean of the prompts' shares, a tie counts half",
    interval=metric.SHARE,
)
BIAS_TO_PEOPLE = _bias_metric(
    "bias_to_people",
    "how much higher the judge rates than people do, on a scale of 0 to 1; 0 is none",
    method="mean distance from the mean of the people who rated the same reply",
)
ALT_TEST = _metric(
    "alt_test",
    "share of the people that the judge stands in for at least as well as they do",
    fix=FIX,
    method="share of humans it is not worse than by more than 0.15, at false discovery rate .05",
    unit="humans",
)

EACH_JUDGE: tuple[Metric[Never], ...] = (
    *(COHEN_KAPPA, LIN_CCC, BLAND_ALTMAN_BIAS, DISATTENUATED_CORRELATION),
    *(JUDGE_BIAS, JUDGE_MODE_RATE, SELF_CONSISTENCY, CHANGED_RATINGS, BIAS_TO_PEOPLE, ALT_TEST),
    *(EFFECTIVE_JUDGES, AGREEMENT_WITH_RATERS, ORDER_OF_PEOPLE, MISSING_JUDGES),
)


def measure_judge_pairs(ratings: Ratings) -> Iterator[Measurement]:
    """The metrics of each two judges that rated the same replies.

    What their noise hides is measured only where both were asked twice.

    In names, the two stand in the order of the table: `lin_ccc:A|B`.
    """
    repeats = ratings.table.judge_repeats
    for one, other in ratings.pairs:
        x, y = ratings.values[:, one], ratings.values[:, other]
        judges, both = (ratings.raters[one], ratings.raters[other]), ~np.isnan(x + y)
        if not both.any():
            continue
        pair, x, y = "|".join(judge.name for judge in judges), x[both], y[both]
        yield COHEN_KAPPA.report(_cohen_kappa(x, y, ratings.categories), pair)
        yield LIN_CCC.report(_defined_or_alike(calibration.lin_ccc(x, y), x.size), pair)
        limits = calibration.bland_altman(x, y, ratings.prompts[both])
        method = f"95 % of differences lie in {limits.loa_low:.3g} to {limits.loa_high:.3g}"
        found: Found = mean_of_samples(x - y, ratings.prompts[both], f"mean difference; {method}")
        yield BLAND_ALTMAN_BIAS.report(found, pair)
        if all(repeats.get(judge.name) for judge in judges):
            asked = ((judge, *repeats[judge.name]) for judge in judges)
            a, b = (_self_consistency(calls, ratings.prompts)[0] for calls in asked)
            r = pearson(x, y)
            method = f"r {r:.3g} over the root of {a:.3g} times {b:.3g}, their ICC(1,1)"
            found = _defined_or_alike(disattenuate(r, a, b), x.size, method)
            yield DISATTENUATED_CORRELATION.report(found, pair)


def _defined_or_alike(value: float, n: int, method: str = "") -> Found:
    """The value; undefined where one of the two judges never varies on the n replies they share."""
    if np.isnan(value):
        return Undefined("no_variation" if n > 1 else "no_shared_samples", n, method)
    return Estimate(value, n, method=method)


def _cohen_kappa(x: Floats, y: Floats, categories: Floats | None) -> Found:
    if categories is None:
        return Undefined("many_values")
    weights = agreement_weights(categories, "quadratic")
    return _defined_or_alike(cohen_kappa(table_of(x, y, categories), weights), x.size)


def measure_each_judge(ratings: Ratings, declared: RunAssumptions) -> Iterator[Measurement]:
    """The metrics of each judge: how well it orders, its bias, repetition, consistency, length."""
    table, prompts = ratings.table, ratings.prompts
    held = [TargetScores(table, declared, rater) for rater in ratings.raters]
    yield from (WITHIN_PROMPT_ACCURACY.take(scores, scores.column.name) for scores in held)
    if len(held) > 1:
        left_out = calibration.judge_bias_leave_one_out(ratings.values, prompts)
        biases = calibration.judge_bias(ratings.values).tolist()
        for name, value, left in zip(ratings.names, biases, left_out, strict=True):
            unshared = np.isnan(value)
            found = Undefined("no_shared_samples") if unshared else Estimate(value, left_out=left)
            yield JUDGE_BIAS.report(found, name)
    for name, values in zip(ratings.names, ratings.values.T, strict=True):
        given = ~np.isnan(values)
        yield JUDGE_MODE_RATE.report(mode_share(values[given], prompts[given]), name)
    for rater in ratings.raters:
        if again := table.judge_repeats.get(rater.name):
            yield from _measure_repeats((rater, *again), prompts)
    if not np.isnan(table.quality).all():
        yield from (LENGTH_ACCURACY.take(scores, scores.column.name) for scores in held)


def _measure_repeats(asked: Sequence[Column], prompts: Ints) -> Iterator[Measurement]:
    name, count = asked[0].name, len(asked)
    method = f"ICC(1,1) of {count} calls; {metric.AGREEMENT.says}"
    value, left_out = _self_consistency(asked, prompts)
    found: Found = Estimate(value, left_out=left_out, method=method)
    if np.isnan(value):
        reason: Reason = "no_variation" if left_out.size else "no_repeats"
        found = Undefined(reason, left_out.size, method)
    yield SELF_CONSISTENCY.report(found, name)
    calls = np.column_stack([column.values for column in asked])
    held = ~np.isnan(calls).any(axis=1)
    if held.any():
        changed = (np.ptp(calls[held], axis=1) > 0).astype(np.float64)
        method = f"share of replies rated otherwise in one of {count} calls"
        found = mean_of_samples(changed, prompts[held], method)
        yield CHANGED_RATINGS.report(found, name)


def _self_consistency(asked: Sequence[Column], prompts: Ints) -> tuple[float, Floats]:
    """ICC(1,1) of a judge's calls on the same replies, and that without each prompt in turn."""
    calls = np.column_stack([column.values for column in asked])
    sums = icc.icc_sums(calls, prompts)
    total = sums.sum(axis=0)
    return float(icc.icc_of_sums(total).icc1), np.atleast_1d(icc.icc_of_sums(total - sums).icc1)


def _missing_judges(table: ScoreTable) -> Found:
    """The share of samples that a panel scored without one of its judges."""
    outcomes = table.target.outcomes
    places = metric_places(metric_names.MISSING_JUDGES, outcomes)
    missing = np.zeros(len(outcomes), dtype=np.bool_)
    for place in places:
        missing |= metric_values(metric_names.MISSING_JUDGES, place, outcomes) > 0
    said = "of scores that a panel gave without all of its judges" if places else "no such panel"
    return Estimate(float(missing.mean()), len(outcomes), method=said)


def measure_against_people(ratings: Ratings, humans: frozenset[str]) -> Iterator[Measurement]:
    """How far every judge that is no human rates above people, and the alt-test.

    `bias_to_people:NAME` where any rater is a human, `alt_test:NAME` where at least two are.
    """
    human = np.array([name in humans for name in ratings.names], dtype=np.bool_)
    people = ratings.values[:, human]
    if not human.any():
        return
    mean = mean_rating(people)
    for name, values in zip(ratings.names, ratings.values.T, strict=True):
        if name in humans:
            continue
        yield ORDER_OF_PEOPLE.report(order_share(values, mean, ratings.prompts), name)
        unshared = np.isnan(values - mean).all()
        gaps = mean_of_samples(values - mean, ratings.prompts)
        yield BIAS_TO_PEOPLE.report(Undefined("no_shared_samples") if unshared else gaps, name)
        if human.sum() >= 2:
            yield ALT_TEST.report(_alt_test(values, people, ratings.prompts), name)


def _alt_test(judge: Floats, people: Floats, prompts: Ints) -> Found:
    found = calibration.alt_test(judge, people, prompts)
    n, rate = len(found.advantage), found.winning_rate
    if np.isnan(rate):
        return Undefined("no_shared_samples", n)
    said = ", ".join(f"{advantage:.3g}" for advantage in found.advantage.tolist())
    return Estimate(rate, n, method=f"advantages {said}; {ALT_TEST.method}")
