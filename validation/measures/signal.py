"""How much of a step the scores allow: variance and advantages inside prompts."""

from collections.abc import Iterator, Mapping

import numpy as np

from rewards.scoring import parts_by_path
from rewards.types import Score
from validation.assumptions import Scale, reward_scale
from validation.catalogue import Reason
from validation.measurement import (
    JACKKNIFE_FROM,
    Measurement,
    estimated_measurement,
    exact_measurement,
    undefined_measurement,
)
from validation.measures.estimates import (
    JACKKNIFE,
    OPEN,
    SIGNED,
    UPWARDS,
    jackknife_estimate,
    mean_estimate,
    missing_pairs_reason,
    point_estimate,
    ratio_estimate,
    varies,
)
from validation.scoring import ScoreTable
from validation.statistics.advantage import (
    ALIKE,
    TRL_EPSILON,
    VERL_EPSILON,
    advantage_efficiency,
    advantage_efficiency_leave_one_out,
    advantages,
    beta_binomial_zero_variance,
    cancelled_share,
    collapsed_share,
    group_counts,
    prompt_variances,
    within_share,
    zero_variance,
    zero_variance_of_subsets,
)
from validation.statistics.icc import (
    advantage_reliability,
    advantage_reliability_leave_one_out,
    centre_by_prompt,
)
from validation.statistics.intervals import jackknife_t, jackknife_t_log, wilson
from validation.statistics.pairs import PairCounts
from validation.statistics.values import (
    Bools,
    Floats,
    Ints,
    count_by_prompt,
    divide,
    encode_values,
    prompt_count,
    saturation,
    share_leave_one_out,
    sum_by_prompt,
)

GENERATIONS = (2, 4, 8, 16, 32, 64)


def measure_dead_groups(table: ScoreTable, planned: int | None) -> list[Measurement]:
    """`expected_zero_variance:G` for 2 to 64 replies a prompt, and for as many as are planned."""
    scored = np.isfinite(table.target.values)
    scores, prompts = table.target.values[scored], table.prompts[scored]
    drawn = sorted({*GENERATIONS, *([planned] if planned else [])})
    return [_expected_zero_variance(scores, prompts, generations) for generations in drawn]


def _expected_zero_variance(scores: Floats, prompts: Ints, generations: int) -> Measurement:
    """From subsets of the replies there are, if half of the groups have so many; else by a model.

    Subsets are without bias at any scores. The model is of yes-or-no scores alone.
    """
    name, method = f"expected_zero_variance:{generations}", "subsets of each prompt's replies"
    sizes = count_by_prompt(prompts, prompt_count(prompts))
    grouped, enough = int((sizes > 1).sum()), int((sizes >= generations).sum())
    if grouped == 0:
        return undefined_measurement(name, "no_groups", 0, "prompts", method)
    if 2 * enough >= grouped:
        share = zero_variance_of_subsets(scores, prompts, generations)
        interval = wilson(share * enough, enough)
        return estimated_measurement(
            name, share, interval, enough, "prompts", f"{method}; Wilson", 0
        )
    highest, lowest = scores.max(), scores.min()
    if not ((scores == highest) | (scores == lowest)).all():
        return undefined_measurement(name, "few_generations", enough, "prompts", method)
    passes = sum_by_prompt((scores == highest).astype(np.float64), prompts, sizes.size)
    value = beta_binomial_zero_variance(passes.astype(np.int64), sizes, generations)
    return point_estimate(name, value, grouped, "prompts", "beta-binomial fitted to the pass rates")


ENDS = ("zero_variance_floor", "zero_variance_ceiling", "zero_variance_other")


def measure_groups(table: ScoreTable, declared: Scale | None) -> list[Measurement]:
    """The signal that is left inside prompts, and how many replies are good enough already."""
    return [
        _zero_variance(table),
        *_end_rates(table, reward_scale(table.target, declared)),
        _pass_rate(table, declared),
    ]


def _zero_variance(table: ScoreTable) -> Measurement:
    name, method = "zero_variance_groups", "spread of at most 1e-8; Wilson over prompts"
    dead = zero_variance(table.target.values, table.prompts)
    if dead.size == 0:
        return undefined_measurement(name, "no_groups", 0, "prompts", method)
    interval = wilson(dead.sum(), dead.size)
    return estimated_measurement(name, dead.mean(), interval, dead.size, "prompts", method, 0)


def _end_rates(table: ScoreTable, scale: Scale) -> list[Measurement]:
    found = group_counts(table.target.values, table.prompts, scale.low, scale.high)
    n = found.floor + found.ceiling + found.other + found.varied
    method = f"on {scale.low:g} to {scale.high:g}, {scale.source}; Wilson over prompts"
    if n == 0:
        return [undefined_measurement(name, "no_groups", 0, "prompts", method) for name in ENDS]
    counts = (found.floor, found.ceiling, found.other)
    return [
        estimated_measurement(name, count / n, wilson(count, n), n, "prompts", method, 0)
        for name, count in zip(ENDS, counts, strict=True)
    ]


def _pass_rate(table: ScoreTable, declared: Scale | None) -> Measurement:
    """Of the known quality where that has two grades, else of the scores themselves.

    What passes is at or above the middle of the grades present, or of the reward's range.
    """
    name, graded = "base_pass_rate", varies(table.quality)
    values, of = (table.quality, "known quality") if graded else (table.target.values, "scores")
    known = ~np.isnan(values)
    if not known.any():
        return undefined_measurement(name, "no_scores", 0, "prompts", "share of scores")
    values, prompts = values[known], table.prompts[known]
    scale = reward_scale(table.target, declared)
    ends = (values.min(), values.max()) if graded else (scale.low, scale.high)
    middle, total = float(sum(ends)) / 2, prompt_count(prompts)
    passed = sum_by_prompt((values >= middle).astype(np.float64), prompts, total)
    return ratio_estimate(
        name, passed, count_by_prompt(prompts, total), f"share of {of} at or above {middle:g}"
    )


PART_MEASUREMENTS = ("cancelled_groups", "collapsed_compositions")


def measure_parts(table: ScoreTable) -> list[Measurement]:
    """Each part's share of the variance inside prompts, and what of the parts the sum loses."""
    parts = _part_values(table)
    if not parts:
        return [
            undefined_measurement(name, "no_parts", 0, "prompts", "parts of a score")
            for name in PART_MEASUREMENTS
        ]
    scores, prompts = table.target.values, table.prompts
    leaves = np.column_stack([parts[path] for path in parts if not _child_paths(parts, f"{path}.")])
    return [
        *_part_variance_shares(parts, scores, prompts),
        _cancelled_groups(leaves, scores, prompts),
        _collapsed_compositions(leaves, scores, prompts),
    ]


def _part_values(table: ScoreTable) -> dict[str, Floats]:
    """Every part by its path, outer before inner: one value a sample, NaN where it has none."""
    said = [
        parts_by_path(outcome) if isinstance(outcome, Score) and outcome.parts else {}
        for outcome in table.target.outcomes
    ]
    paths = dict.fromkeys(path for parts in said for path in parts)
    return {
        path: np.array([parts.get(path, np.nan) for parts in said], dtype=np.float64).round(9)
        for path in paths
    }


def _child_paths(parts: Mapping[str, Floats], prefix: str) -> list[str]:
    """The paths of the parts that stand right under `outer.`, or under the whole score."""
    under = (path for path in parts if path.startswith(prefix))
    return [path for path in under if "." not in path[len(prefix) :]]


def _part_variance_shares(
    parts: Mapping[str, Floats], scores: Floats, prompts: Ints
) -> Iterator[Measurement]:
    for path, weight in _part_weights(parts, scores, prompts):
        name = f"part_variance_share:{path}"
        method = f"cov(part, score) / var(score) inside prompts, at weight {weight:.3g}"
        known = ~np.isnan(parts[path] + scores)
        values = np.stack([weight * parts[path], scores], axis=1)[known]
        centred, total = centre_by_prompt(values, prompts[known]), prompt_count(prompts)
        products = centred * centred[:, 1:]
        shared, spread = sum_by_prompt(products, prompts[known], total).T
        if spread.any():
            yield ratio_estimate(name, shared, spread, method, OPEN)
        else:
            yield undefined_measurement(name, "no_variation_within", 0, "prompts", method)


def _part_weights(
    parts: Mapping[str, Floats], whole: Floats, prompts: Ints, prefix: str = ""
) -> Iterator[tuple[str, float]]:
    """What a point of each part adds to the score, by least squares inside prompts.

    For a weighted sum these are its weights, exactly; for a product the nearest there is to any.
    Over replies that have every part of one level; a level's own weight passes to what it holds.
    """
    paths = _child_paths(parts, prefix)
    values = np.column_stack([*(parts[path] for path in paths), whole])
    complete = ~np.isnan(values).any(axis=1)
    centred = centre_by_prompt(values[complete], prompts[complete])
    found = np.linalg.lstsq(centred[:, :-1], centred[:, -1])[0] if paths else np.zeros(0)
    for path, weight in zip(paths, found.tolist(), strict=True):
        yield path, weight
        inner = _part_weights(parts, parts[path], prompts, f"{path}.")
        yield from ((below, weight * inner_weight) for below, inner_weight in inner)


def _cancelled_groups(parts: Floats, scores: Floats, prompts: Ints) -> Measurement:
    name, method = "cancelled_groups", "of prompts in which some part varies; Wilson"
    varied = [prompt_variances(part, prompts) > ALIKE**2 for part in parts.T]
    scored = ~np.isnan(prompt_variances(scores, prompts))
    n = int(np.count_nonzero(np.logical_or.reduce(varied) & scored))
    if n == 0:
        return undefined_measurement(name, "parts_alike", 0, "prompts", method)
    value = cancelled_share(parts, scores, prompts)
    return estimated_measurement(name, value, wilson(value * n, n), n, "prompts", method, 0)


def _collapsed_compositions(parts: Floats, scores: Floats, prompts: Ints) -> Measurement:
    name, method = "collapsed_compositions", "of pairs of one prompt that differ in some part"
    value = collapsed_share(parts, scores, prompts)
    if np.isnan(value):
        return undefined_measurement(name, "parts_alike", 0, "samples", method)
    n = int((~np.isnan(parts).any(axis=1) & ~np.isnan(scores)).sum())
    return point_estimate(name, value, n, "samples", method)


SATURATION_MEASUREMENTS = (
    "ceiling_rate",
    "floor_rate",
    "mode_rate",
    "distinct_values",
    "entropy_bits",
)


def measure_saturation(table: ScoreTable, declared: Scale | None) -> list[Measurement]:
    """The shares of scores at the ends of the range and on the commonest, and how many differ."""
    scored = np.isfinite(table.target.values)
    scores, prompts = table.target.values[scored], table.prompts[scored]
    if scores.size == 0:
        return [
            undefined_measurement(name, "no_scores", 0, "prompts", "share of scores")
            for name in SATURATION_MEASUREMENTS
        ]
    scale = reward_scale(table.target, declared)
    return [
        sample_share(
            "ceiling_rate",
            scores >= scale.high,
            prompts,
            f"share of scores at or above {scale.high:g}, {scale.source}",
        ),
        sample_share(
            "floor_rate",
            scores <= scale.low,
            prompts,
            f"share of scores at or below {scale.low:g}, {scale.source}",
        ),
        mode_share("mode_rate", scores, prompts),
        *_variety(scores, scale),
    ]


def mode_share(name: str, values: Floats, prompts: Ints) -> Measurement:
    """Share of the commonest of the values (n,), none missing, by prompt (n,)."""
    codes, counts = encode_values(values)
    at_mode = codes == counts.argmax()
    return sample_share(name, at_mode, prompts, f"share at {values[at_mode][0]:g}, held fixed")


def sample_share(name: str, hit: Bools, prompts: Ints, what: str) -> Measurement:
    """Share of samples (n,) that are hit, by prompt (n,)."""
    left_out = share_leave_one_out(hit, prompts)
    method = f"{what}; delete-one-prompt jackknife-t"
    value = float(hit.mean())
    interval = jackknife_t(value, left_out)
    return estimated_measurement(
        name, value, interval, left_out.size, "prompts", method, JACKKNIFE_FROM
    )


def _variety(scores: Floats, scale: Scale) -> list[Measurement]:
    found = saturation(scores, scale.low, scale.high)
    return [
        exact_measurement(
            "distinct_values", found.distinct, found.n, "samples", "told apart at nine decimals"
        ),
        point_estimate(
            "entropy_bits", found.entropy_bits, found.n, "samples", "of the scores' own shares"
        ),
    ]


def measure_signal(table: ScoreTable, counts: PairCounts) -> list[Measurement]:
    """Variance inside prompts, the size of the advantages, and what they are worth.

    `counts` are of the pairs of one prompt that the target's scores order.
    """
    return [
        _variance(table),
        _within_share(table),
        _advantage_size("mean_absolute_advantage_trl", table, TRL_EPSILON),
        _advantage_size("mean_absolute_advantage_verl", table, VERL_EPSILON),
        _efficiency(table, counts),
        _reliability(table),
    ]


def _variance(table: ScoreTable) -> Measurement:
    name, method = "within_prompt_variance", "mean over prompts, ddof 1 (Razin et al. 2025)"
    variances = prompt_variances(table.target.values, table.prompts)
    if np.isnan(variances).all():
        return undefined_measurement(name, "no_groups", 0, "prompts", method)
    return mean_estimate(name, variances, method, UPWARDS)


def _within_share(table: ScoreTable) -> Measurement:
    name, method = "within_prompt_variance_share", "sum of squares inside prompts over that in all"
    known = ~np.isnan(table.target.values)
    scores, prompts = table.target.values[known], table.prompts[known]
    if not varies(scores):
        return undefined_measurement(
            name, "no_variation" if scores.size else "no_scores", 0, "prompts", method
        )
    left_out = _within_share_leave_one_out(scores, prompts)
    interval = jackknife_t(value := within_share(scores, prompts), left_out)
    return jackknife_estimate(name, value, interval, left_out.size, f"{method}; {JACKKNIFE}")


def _within_share_leave_one_out(scores: Floats, prompts: Ints) -> Floats:
    """`within_share` without each prompt, whose own sums are taken from those of all."""
    total, apart = prompt_count(prompts), scores - scores.mean()
    inside = centre_by_prompt(apart[:, None], prompts)[:, 0]
    terms = np.stack([inside**2, apart**2, apart, np.ones(apart.size)], axis=1)
    sums = sum_by_prompt(terms, prompts, total)
    sums = sums[sums[:, 3] > 0]
    within, squares, whole, n = (sums.sum(axis=0) - sums).T
    around = squares - whole**2 / np.maximum(n, 1)
    return divide(within, around, around > 1e-12)


def _advantage_size(name: str, table: ScoreTable, epsilon: float) -> Measurement:
    method = f"mean |(r - mean) / (std + {epsilon:g})|, ddof 1, of all replies"
    if np.isnan(table.target.values).all():
        return undefined_measurement(name, "no_scores", 0, "prompts", method)
    sizes = np.abs(advantages(table.target.values, table.prompts, epsilon=epsilon))
    total = prompt_count(table.prompts)
    above, replies = (
        sum_by_prompt(sizes, table.prompts, total),
        count_by_prompt(table.prompts, total),
    )
    return ratio_estimate(name, above, replies, method, UPWARDS)


def _efficiency(table: ScoreTable, counts: PairCounts) -> Measurement:
    name, method = "advantage_efficiency", f"E[A q] / E[A* q], both as TRL's; {JACKKNIFE}"
    scores, quality, prompts = table.target.values, table.quality, table.prompts
    reason = missing_pairs_reason(scores, quality, counts)
    if reason:
        return undefined_measurement(name, reason, 0, "prompts", method)
    steps = advantages(scores, prompts), advantages(quality, prompts)
    left_out = advantage_efficiency_leave_one_out(*steps, quality, prompts)
    value = advantage_efficiency(*steps, quality, prompts)
    interval = jackknife_t(value, left_out, span=SIGNED)
    return jackknife_estimate(name, value, interval, left_out.size, method)


def _reliability(table: ScoreTable) -> Measurement:
    name = "advantage_reliability"
    method = f"ICC(1,1) of prompt-centred calls; {JACKKNIFE} on log(1-r)"
    calls = np.column_stack([c.values for c in (table.target, *table.repeats)])
    if calls.shape[1] < 2 or np.isnan(calls).any(axis=1).all():
        return undefined_measurement(name, "no_repeats", 0, "prompts", method)
    left_out = advantage_reliability_leave_one_out(calls, table.prompts)
    if left_out.size == 0:
        return undefined_measurement(name, "no_groups", 0, "prompts", method)
    value = advantage_reliability(calls, table.prompts)
    if np.isnan(value):
        reason: Reason = "no_variation_within" if varies(calls) else "no_variation"
        return undefined_measurement(name, reason, left_out.size, "prompts", method)
    interval = jackknife_t_log(value, left_out)
    return jackknife_estimate(
        name, value, interval, left_out.size, f"{calls.shape[1]} calls, {method}"
    )
