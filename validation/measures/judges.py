"""What is measured of the judges: whether they agree, and each one's own discrimination."""

from collections.abc import Iterator, Mapping, Sequence, Set

import numpy as np

from rewards.metric_names import FIRST_PLACE, FLIPPED, MISSING_JUDGES
from rewards.scoring import Outcome
from validation.assumptions import RunAssumptions
from validation.catalogue import Reason
from validation.measurement import Measurement, exact_measurement, undefined_measurement
from validation.measures.agreement import (
    Ratings,
    measure_agreement,
    measure_chance,
    measure_icc,
    ratings_of,
)
from validation.measures.discrimination import measure_judges_length, within_prompt_accuracy
from validation.measures.estimates import (
    JACKKNIFE,
    SIGNED,
    jackknife_estimate,
    metric_places,
    metric_values,
    point_estimate,
    ratio_estimate,
    varies,
)
from validation.measures.signal import mode_share
from validation.scoring import Column, ScoreTable
from validation.statistics.association import (
    disattenuate,
    effective_judges,
    error_correlation,
    pearson,
)
from validation.statistics.calibration import (
    alt_test,
    bland_altman,
    judge_bias,
    judge_bias_leave_one_out,
    lin_ccc,
)
from validation.statistics.chance import agreement_weights, cohen_kappa, table_of
from validation.statistics.icc import icc_of_sums, icc_sums
from validation.statistics.intervals import jackknife_t, jackknife_t_log
from validation.statistics.values import (
    Floats,
    Ints,
    count_by_prompt,
    divide,
    prompt_count,
    sum_by_prompt,
)


def measure_each_judge(
    ratings: Ratings, repeats: Mapping[str, tuple[Column, ...]]
) -> Iterator[Measurement]:
    """`NAME:judge` for every judge; self-consistency for those that were asked again."""
    yield from _judge_biases(ratings)
    for rater, values in zip(ratings.raters, ratings.values.T, strict=True):
        given = ~np.isnan(values)
        yield mode_share(f"judge_mode_rate:{rater.name}", values[given], ratings.prompts[given])
    for rater in ratings.raters:
        if again := repeats.get(rater.name):
            yield _self_consistency(rater, again, ratings.prompts)
            yield from _changed_ratings(rater, again, ratings.prompts)


def self_consistency(
    rater: Column, again: tuple[Column, ...], prompts: Ints
) -> tuple[float, Floats]:
    """ICC(1,1) of a judge's calls on the same replies, and that without each prompt in turn."""
    calls = np.column_stack([column.values for column in (rater, *again)])
    sums = icc_sums(calls, prompts)
    total = sums.sum(axis=0)
    return float(icc_of_sums(total).icc1), np.atleast_1d(icc_of_sums(total - sums).icc1)


def _changed_ratings(
    rater: Column, again: tuple[Column, ...], prompts: Ints
) -> Iterator[Measurement]:
    calls = np.column_stack([column.values for column in (rater, *again)])
    held = ~np.isnan(calls).any(axis=1)
    if held.any():
        changed = np.ptp(calls[held], axis=1) > 0
        total = prompt_count(prompts)
        yield ratio_estimate(
            f"changed_ratings:{rater.name}",
            sum_by_prompt(changed.astype(np.float64), prompts[held], total),
            count_by_prompt(prompts[held], total),
            f"share of replies rated otherwise in one of {calls.shape[1]} calls",
        )


def _judge_biases(ratings: Ratings) -> Iterator[Measurement]:
    if len(ratings.raters) < 2:
        return
    method = f"mean distance from the mean of the others; {JACKKNIFE}"
    left_out = judge_bias_leave_one_out(ratings.values, ratings.prompts)
    biases = judge_bias(ratings.values).tolist()
    for judge, value, left in zip(ratings.names, biases, left_out, strict=True):
        name = f"judge_bias:{judge}"
        if np.isnan(value):
            yield undefined_measurement(name, "no_shared_samples", 0, "prompts", method)
        else:
            interval = jackknife_t(value, left, span=SIGNED)
            yield jackknife_estimate(name, value, interval, left.size, method)


def _self_consistency(rater: Column, again: tuple[Column, ...], prompts: Ints) -> Measurement:
    name = f"self_consistency:{rater.name}"
    method = f"ICC(1,1) of {1 + len(again)} calls; {JACKKNIFE} on log(1-r)"
    value, left_out = self_consistency(rater, again, prompts)
    if np.isnan(value):
        reason: Reason = "no_variation" if left_out.size else "no_repeats"
        return undefined_measurement(name, reason, left_out.size, "prompts", method)
    return jackknife_estimate(name, value, jackknife_t_log(value, left_out), left_out.size, method)


def measure_independence(ratings: Ratings, quality: Floats) -> list[Measurement]:
    """Kish's number, by the judges' errors against the known quality, on its observed ends."""
    name, n = "effective_judges", len(ratings.raters)
    method = "k / (1 + (k-1) r), r of errors against quality (Kish 1965)"
    reason: Reason | None = "few_judges" if n < 2 else None if varies(quality) else "no_quality"
    if reason:
        return [undefined_measurement(name, reason, n, "judges", method)]
    low, high = np.nanmin(quality), np.nanmax(quality)
    together = error_correlation(ratings.values, (quality - low) / (high - low))
    value = effective_judges(n, together)
    if np.isnan(value):
        return [undefined_measurement(name, "no_shared_errors", n, "judges", method)]
    return [point_estimate(name, value, n, "judges", f"r {together:.3g}: {method}")]


def measure_judge_pairs(
    ratings: Ratings, repeats: Mapping[str, tuple[Column, ...]]
) -> Iterator[Measurement]:
    """For each two that rated the same replies; what noise hides only where both were asked twice.

    In names, the two stand in the order of the table: `lin_ccc:A|B`.
    """
    for one, other in ratings.pairs:
        x, y = ratings.values[:, one], ratings.values[:, other]
        first, second = ratings.raters[one], ratings.raters[other]
        pair, both = f"{first.name}|{second.name}", ~np.isnan(x + y)
        if not both.any():
            continue
        x, y = x[both], y[both]
        yield _kappa(f"cohen_kappa_quadratic:{pair}", x, y, ratings.categories)
        yield _ccc(f"lin_ccc:{pair}", x, y)
        yield _pair_bias(f"bland_altman_bias:{pair}", x, y, ratings.prompts[both])
        calls = [(r, repeats.get(r.name, ())) for r in (first, second)]
        if all(again for _, again in calls):
            reliable = [self_consistency(r, again, ratings.prompts)[0] for r, again in calls]
            yield _disattenuated_correlation(f"disattenuated_correlation:{pair}", x, y, reliable)


def _kappa(name: str, x: Floats, y: Floats, categories: Floats | None) -> Measurement:
    method = "Cohen's kappa (1968), quadratic weights by the ratings' distance"
    if categories is None:
        return undefined_measurement(name, "many_values", 0, "samples", method)
    weights = agreement_weights(categories, "quadratic")
    return _point_or_undefined(
        name, cohen_kappa(table_of(x, y, categories), weights), x.size, method
    )


def _ccc(name: str, x: Floats, y: Floats) -> Measurement:
    return _point_or_undefined(
        name, lin_ccc(x, y), x.size, "Lin's concordance (1989), moments over n"
    )


def _pair_bias(name: str, x: Floats, y: Floats, prompts: Ints) -> Measurement:
    found, total = bland_altman(x, y, prompts), prompt_count(prompts)
    limits = f"95 % of differences lie in {found.loa_low:.3g} to {found.loa_high:.3g}"
    sums, sizes = sum_by_prompt(x - y, prompts, total), count_by_prompt(prompts, total)
    return ratio_estimate(name, sums, sizes, f"mean difference; {limits}", SIGNED)


def _disattenuated_correlation(
    name: str, x: Floats, y: Floats, reliable: list[float]
) -> Measurement:
    r = pearson(x, y)
    method = f"r {r:.3g} over the root of {reliable[0]:.3g} times {reliable[1]:.3g}, their ICC(1,1)"
    return _point_or_undefined(name, disattenuate(r, *reliable), x.size, method)


def _point_or_undefined(name: str, value: float, n: int, method: str) -> Measurement:
    if np.isnan(value):
        reason: Reason = "no_variation" if n > 1 else "no_shared_samples"
        return undefined_measurement(name, reason, n, "samples", method)
    return point_estimate(name, value, n, "samples", method)


def measure_against_people(ratings: Ratings, humans: Set[str]) -> Iterator[Measurement]:
    """For every judge that is no human, how far it rates above people, and the alt-test.

    `bias_to_people:NAME` where any rater is a human, `alt_test:NAME` where at least two are.
    """
    human = np.array([name in humans for name in ratings.names], dtype=np.bool_)
    people = ratings.values[:, human]
    for name, values in zip(ratings.names, ratings.values.T, strict=True):
        if name in humans or not human.any():
            continue
        yield _bias_to_people(f"bias_to_people:{name}", values, people, ratings.prompts)
        if human.sum() >= 2:
            found = alt_test(values, people, ratings.prompts)
            yield _alt_test_measurement(
                f"alt_test:{name}", found.winning_rate, found.advantage.tolist()
            )


def _bias_to_people(name: str, judge: Floats, people: Floats, prompts: Ints) -> Measurement:
    method = "mean distance from the mean of the people who rated the same reply"
    spoke = (~np.isnan(people)).sum(axis=1)
    mean = divide(np.nansum(people, axis=1), spoke, spoke > 0)
    gaps = judge - mean
    held, total = ~np.isnan(gaps), prompt_count(prompts)
    if not held.any():
        return undefined_measurement(name, "no_shared_samples", 0, "prompts", method)
    sums = sum_by_prompt(gaps[held], prompts[held], total)
    return ratio_estimate(name, sums, count_by_prompt(prompts[held], total), method, SIGNED)


def _alt_test_measurement(name: str, rate: float, advantages: list[float]) -> Measurement:
    method = "share of humans it is not worse than by more than 0.15, at false discovery rate .05"
    if np.isnan(rate):
        return undefined_measurement(name, "no_shared_samples", len(advantages), "humans", method)
    said = ", ".join(f"{advantage:.3g}" for advantage in advantages)
    return point_estimate(name, rate, len(advantages), "humans", f"advantages {said}; {method}")


def measure_position(table: ScoreTable) -> Iterator[Measurement]:
    """`position_bias:WHERE` and `flip_rate:WHERE` of every pairwise judge in target and judges."""
    asked = (judge for judge in table.judges if judge.source == "judge")
    for prefix, column in (("", table.target), *((judge.name, judge) for judge in asked)):
        for path in metric_places(FIRST_PLACE, column.outcomes):
            where = ".".join(filter(None, (prefix, path)))
            yield from _measure_comparisons(where, path, column.outcomes, table.prompts)


def _measure_comparisons(
    where: str, path: str, outcomes: Sequence[Outcome], prompts: Ints
) -> Iterator[Measurement]:
    suffix = f":{where}" if where else ""
    places = metric_values(FIRST_PLACE, path, outcomes)
    method = "how much oftener what stood first won than what stood second, both orders asked"
    yield _mean_of_known(f"position_bias{suffix}", places, prompts, method, SIGNED)
    flips = metric_values(FLIPPED, path, outcomes)
    method = "share of comparisons whose verdict goes with the place"
    yield _mean_of_known(f"flip_rate{suffix}", flips, prompts, method)


def _mean_of_known(
    name: str, values: Floats, prompts: Ints, method: str, span: tuple[float, float] = (0.0, 1.0)
) -> Measurement:
    held, total = ~np.isnan(values), prompt_count(prompts)
    sums = sum_by_prompt(values[held], prompts[held], total)
    return ratio_estimate(name, sums, count_by_prompt(prompts[held], total), method, span)


FEWEST_COPIES = 10
"""Shared samples from which two judges that never differ are taken for one."""


def measure_judges(table: ScoreTable, declared: RunAssumptions) -> list[Measurement]:
    """How many judges there are, how far they agree, and what each is worth by itself."""
    ratings = ratings_of(table, declared.rating_scales)
    named = ", ".join(
        f"{name} on {scale.low:g} to {scale.high:g} ({scale.source})"
        for name, scale in zip(ratings.names, ratings.scales, strict=True)
    )
    n = len(ratings.raters)
    return [
        exact_measurement("judges", n, n, "judges", named or "none"),
        _degenerate_judges(ratings),
        *measure_agreement(ratings),
        *measure_chance(ratings),
        *measure_icc(ratings),
        *measure_judge_pairs(ratings, table.judge_repeats),
        *measure_independence(ratings, table.quality),
        *(
            within_prompt_accuracy(f"within_prompt_accuracy:{rater.name}", rater.values, table)
            for rater in ratings.raters
        ),
        *measure_each_judge(ratings, table.judge_repeats),
        *measure_judges_length(table),
        *measure_position(table),
        _missing_judges(table),
        *measure_against_people(ratings, declared.humans),
    ]


def _degenerate_judges(ratings: Ratings) -> Measurement:
    """Judges that give one rating everywhere, and those that only repeat an earlier one."""
    faults = {}
    for place, name in enumerate(ratings.names):
        given = ratings.values[:, place]
        if np.nanmin(given) == np.nanmax(given):
            faults[name] = f"{name} gives one rating everywhere"
    for one, other in ratings.pairs:
        first, second = ratings.names[one], ratings.names[other]
        if not {first, second} & set(faults) and _is_copy(*ratings.values[:, [one, other]].T):
            faults[second] = f"{second} is a copy of {first}"
    n = len(ratings.raters)
    said = ", ".join(faults.values()) or "no constant judge and no copy"
    return exact_measurement("degenerate_judges", len(faults), n, "judges", said)


def _missing_judges(table: ScoreTable) -> Measurement:
    """Of panels that go on without a judge: how often one of them had to."""
    outcomes = table.target.outcomes
    places = metric_places(MISSING_JUDGES, outcomes)
    missing = np.zeros(len(outcomes), dtype=np.bool_)
    for place in places:
        missing |= metric_values(MISSING_JUDGES, place, outcomes) > 0
    said = "of scores that a panel gave without all of its judges" if places else "no such panel"
    return exact_measurement(
        "missing_judges", float(missing.mean()), len(outcomes), "samples", said
    )


def _is_copy(first: Floats, second: Floats) -> bool:
    shared = ~np.isnan(first + second)
    return bool(shared.sum() >= FEWEST_COPIES and (first[shared] == second[shared]).all())
