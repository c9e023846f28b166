"""How much of a step the scores allow: groups that teach nothing, variance and advantages."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from validation.measurement import Measurement
from validation.metrics import metric
from validation.metrics.metric import (
    Estimate,
    Found,
    Metric,
    Ratio,
    Undefined,
    mean_of_samples,
    varies,
)
from validation.metrics.target_scores import TargetScores, needs_pairs, needs_scores
from validation.statistics import advantage, icc
from validation.statistics.advantage import TRL_EPSILON, VERL_EPSILON, advantages
from validation.statistics.intervals import wilson
from validation.statistics.values import Floats, Ints, divide, prompt_count, sum_by_prompt

# Replies a prompt for which the share of groups that teach nothing is told.
GENERATIONS = (2, 4, 8, 16, 32, 64)


_PARTIAL = "give partial credit, or drop prompts that are always or never answered"
_STEP = "E[A q] / sqrt(E[A^2]) over all replies, quality on 0 to 1"
_VARIANCE_SHARE = "sum of squares inside prompts over that in all"

_RELIABILITY = f"ICC(1,1) of prompt-centred calls; {metric.AGREEMENT.says}"


def _zero_variance(scores: TargetScores) -> Found:
    dead = advantage.zero_variance(scores.values, scores.prompts)
    if dead.size == 0:
        return Undefined("no_groups")
    if dead.all() and not scores.has_contrast:
        return Undefined("no_contrast", dead.size)
    made = partial(wilson, float(dead.sum()), dead.size)
    return Estimate(float(dead.mean()), dead.size, interval=made)


def _zero_variance_at(end: str, scores: TargetScores) -> Found:
    """Groups that all score alike at the "floor" of the range, its "ceiling" or in between."""
    scale = scores.scale
    found = advantage.group_counts(scores.values, scores.prompts, scale.low, scale.high)
    n = found.floor + found.ceiling + found.other + found.varied
    method = f"on {scale.low:g} to {scale.high:g}, {scale.source}; Wilson over prompts"
    if n == 0:
        return Undefined("no_groups", method=method)
    count = {"floor": found.floor, "ceiling": found.ceiling, "other": found.other}[end]
    return Estimate(count / n, n, interval=partial(wilson, count, n), method=method)


def _base_pass_rate(scores: TargetScores) -> Found:
    """The share of good replies by known quality, or by the scores where no quality is known.

    What passes is at or above the middle of the grades present, or of the reward's range.
    """
    graded = varies(scores.quality)
    values, of = (scores.quality, "known quality") if graded else (scores.values, "scores")
    known = ~np.isnan(values)
    if not known.any():
        return Undefined("no_scores")
    values, prompts, scale = values[known], scores.prompts[known], scores.scale
    ends = (values.min(), values.max()) if graded else (scale.low, scale.high)
    middle = float(sum(ends)) / 2
    passed = (values >= middle).astype(np.float64)
    return mean_of_samples(passed, prompts, f"share of {of} at or above {middle:g}")


def _within_prompt_variance(scores: TargetScores) -> Found:
    variances = advantage.prompt_variances(scores.values, scores.prompts)
    return Undefined("no_groups") if np.isnan(variances).all() else metric.prompt_means(variances)


def _within_prompt_variance_share(scores: TargetScores) -> Found:
    known = ~np.isnan(scores.values)
    values, prompts = scores.values[known], scores.prompts[known]
    if not varies(values):
        return Undefined("no_variation" if values.size else "no_scores")
    left_out = _within_share_leave_one_out(values, prompts)
    value, method = (
        advantage.within_share(values, prompts),
        f"{_VARIANCE_SHARE}; {metric.JACKKNIFE}",
    )
    return Estimate(value, left_out=left_out, method=method)


def _within_share_leave_one_out(scores: Floats, prompts: Ints) -> Floats:
    """`within_share` without each prompt, whose own sums are taken from those of all."""
    total, apart = prompt_count(prompts), scores - scores.mean()
    inside = icc.centre_by_prompt(apart[:, None], prompts)[:, 0]
    terms = np.stack([inside**2, apart**2, apart, np.ones(apart.size)], axis=1)
    sums = sum_by_prompt(terms, prompts, total)
    sums = sums[sums[:, 3] > 0]
    within, squares, whole, n = (sums.sum(axis=0) - sums).T
    around = squares - whole**2 / np.maximum(n, 1)
    return divide(within, around, around > 1e-12)


def _advantage_size(epsilon: float, scores: TargetScores) -> Found:
    sizes = np.abs(advantages(scores.values, scores.prompts, epsilon=epsilon))
    return mean_of_samples(sizes, scores.prompts)


def _advantage_efficiency(scores: TargetScores) -> Found:
    quality, prompts = scores.quality, scores.prompts
    data = advantages(scores.values, prompts), advantages(quality, prompts), quality, prompts
    left_out = advantage.advantage_efficiency_leave_one_out(*data)
    return Estimate(advantage.advantage_efficiency(*data), left_out=left_out)


def _signal_to_noise(scores: TargetScores) -> Found:
    """Over groups as the run will draw them, where their size is declared; else as they are."""
    reason = needs_pairs(scores)
    if reason is not None:  # that scores never vary is for other bounds to fail
        return Undefined("all_dead" if reason == "no_variation" else reason)
    held = scores.has_quality
    values, quality, prompts = scores.values[held], scores.quality[held], scores.prompts[held]
    size, std = scores.declared.generations, scores.declared.std
    if size is None:
        sums, of = advantage.step_sums(values, quality, prompts, std=std), "the data's own groups"
    else:
        sums = advantage.drawn_step_sums(values, quality, prompts, size, std=std)
        of = f"groups of {size} drawn from each prompt's replies"
    value = sums.ratio()
    if np.isnan(value):
        return Undefined("all_dead", sums.gain.size)
    method = f"{_STEP}, {'TRL' if std else 'without std'}, of {of}; {metric.SQUARED.says}"
    return Estimate(value, left_out=sums.ratio_leave_one_out(), method=method)


def _kept_advantage(scores: TargetScores) -> Found:
    kept, whole = advantage.kept_size(scores.values, scores.prompts)
    return Ratio(kept, whole) if whole.size else Undefined("all_dead")


def _advantage_reliability(scores: TargetScores) -> Found:
    calls = np.column_stack([c.values for c in (scores.column, *scores.table.repeats)])
    if calls.shape[1] < 2 or np.isnan(calls).any(axis=1).all():
        return Undefined("no_repeats")
    left_out = icc.advantage_reliability_leave_one_out(calls, scores.prompts)
    if left_out.size == 0:
        return Undefined("no_groups")
    value = icc.advantage_reliability(calls, scores.prompts)
    if np.isnan(value):
        return Undefined("no_variation_within" if varies(calls) else "no_variation", left_out.size)
    method = f"{calls.shape[1]} calls, {_RELIABILITY}"
    return Estimate(value, left_out=left_out, method=method)


_metric = partial(Metric[TargetScores], theme="signal")
_share_of_groups = partial(_metric, direction="at_most", span=(0.0, 1.0))

GROUPS: tuple[Metric[TargetScores], ...] = (
    _share_of_groups(
        "zero_variance_groups",
        "share of prompts whose replies all score the same, so that they teach nothing",
        fix=_PARTIAL,
        method="spread of at most 1e-8; Wilson over prompts",
        of=_zero_variance,
    ),
    _share_of_groups(
        "zero_variance_floor",
        "share of prompts whose replies all score at the bottom of the range",
        fix="give partial credit, or drop prompts that are never answered",
        of=lambda scores: _zero_variance_at("floor", scores),
    ),
    _share_of_groups(
        "zero_variance_ceiling",
        "share of prompts whose replies all score at the top of the range",
        fix="make the top harder to reach, or drop prompts that are always answered",
        of=lambda scores: _zero_variance_at("ceiling", scores),
    ),
    _share_of_groups(
        "zero_variance_other",
        "share of prompts whose replies all score the same, between the ends of the range",
        fix="the reward sees the prompt and not the reply: make it depend on what was answered",
        of=lambda scores: _zero_variance_at("other", scores),
    ),
    _metric(
        "base_pass_rate",
        "share of replies that are good enough already, before training",
        fix="below 0.05 a right answer is too rare to be found: take easier prompts or a stronger "
        "base",
        method="share of scores",
        interval=metric.SHARE,
        of=_base_pass_rate,
    ),
)

EXPECTED_ZERO_VARIANCE = _share_of_groups(
    "expected_zero_variance",
    "share of prompts expected to teach nothing when so many replies are drawn for each",
    fix="draw more replies a prompt, or " + _PARTIAL,
    method="subsets of each prompt's replies",
)
EXPECTED = (EXPECTED_ZERO_VARIANCE,)

ADVANTAGES: tuple[Metric[TargetScores], ...] = (
    _metric(
        "within_prompt_variance",
        "mean variance of the scores of one prompt's replies: the slope there is to climb when "
        "advantages are not normalised",
        fix="let the reward tell more apart: grade on more steps, or add a part that does",
        method="mean over prompts, ddof 1 (Razin et al. 2025)",
        interval=metric.UPWARDS,
        of=_within_prompt_variance,
    ),
    _metric(
        "within_prompt_variance_share",
        "share of the scores' variance that lies inside prompts, where training sees it",
        fix="what the prompt alone decides teaches nothing: make the reward depend on the reply",
        method=_VARIANCE_SHARE,
        interval=metric.PLAIN_SHARE,
        of=_within_prompt_variance_share,
    ),
    *(
        _metric(
            f"mean_absolute_advantage_{trainer.lower()}",
            f"mean size of the advantages that {trainer} would make of these scores",
            fix=_PARTIAL,
            method=f"mean |(r - mean) / (std + {epsilon:g})|, ddof 1, of all replies",
            interval=metric.UPWARDS,
            needs=needs_scores,
            of=partial(_advantage_size, epsilon),
        )
        for trainer, epsilon in (("TRL", TRL_EPSILON), ("verl", VERL_EPSILON))
    ),
    _metric(
        "advantage_efficiency",
        "share of an ideal reward's first step in quality that this one takes",
        fix="order replies better inside prompts, first inside the worst-ordered one",
        method=f"E[A q] / E[A* q], both as TRL's; {metric.JACKKNIFE}",
        interval=metric.SIGNED,
        needs=needs_pairs,
        of=_advantage_efficiency,
    ),
    _metric(
        "signal_to_noise",
        "how much of a step goes towards better replies, beside its whole length: groups without "
        "a right reply add noise and no signal",
        fix="fine-tune first, so that more replies are right; train without std; make the reward "
        "exact; or draw more replies a prompt",
        method=_STEP,
        interval=metric.SQUARED,
        of=_signal_to_noise,
    ),
    _metric(
        "advantage_kept",
        "share of the advantages' size that is left once the trainer has added its epsilon to "
        "the deviation",
        fix="spread the scores of a group wider: 0 and 1 instead of 0.5 and 0.500001",
        method=f"sum of |A| with epsilon {TRL_EPSILON:g} over that without",
        interval=metric.PLAIN_SHARE,
        needs=needs_scores,
        of=_kept_advantage,
    ),
    _metric(
        "advantage_reliability",
        "how far a second call of the reward would rank a prompt's replies the same way",
        fix="ask the judge at a lower temperature, average several calls, or sharpen the rubric",
        method=_RELIABILITY,
        interval=metric.AGREEMENT,
        of=_advantage_reliability,
    ),
)


def measure_expected_groups(scores: TargetScores) -> Iterator[Measurement]:
    """`expected_zero_variance:G` for 2 to 64 replies a prompt, and for as many as are planned."""
    planned = scores.declared.generations
    for generations in sorted({*GENERATIONS, *([planned] if planned else [])}):
        found = _expected_zero_variance(*scores.scored_samples, generations)
        yield EXPECTED_ZERO_VARIANCE.report(found, str(generations))


def _expected_zero_variance(scores: Floats, prompts: Ints, generations: int) -> Found:
    """The share from subsets of the replies, if half of the groups have so many; else by a model.

    Subsets are without bias at any scores. The model is of yes-or-no scores alone.
    """
    sizes = np.bincount(prompts).astype(np.int64)
    grouped, enough = int((sizes > 1).sum()), int((sizes >= generations).sum())
    if grouped == 0:
        return Undefined("no_groups")
    if 2 * enough >= grouped:
        share = advantage.zero_variance_of_subsets(scores, prompts, generations)
        method = f"{EXPECTED_ZERO_VARIANCE.method}; Wilson"
        made = partial(wilson, share * enough, enough)
        return Estimate(share, enough, interval=made, method=method)
    highest, lowest = scores.max(), scores.min()
    if not ((scores == highest) | (scores == lowest)).all():
        return Undefined("few_generations", enough)
    passes = sum_by_prompt((scores == highest).astype(np.float64), prompts, sizes.size)
    value = advantage.beta_binomial_zero_variance(passes.astype(np.int64), sizes, generations)
    return Estimate(value, grouped, method="beta-binomial fitted to the pass rates")
