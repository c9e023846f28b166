"""Whether length or place is paid, rather than the answer."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from rewards.metric_names import FIRST_PLACE, FLIPPED
from validation.measurement import Measurement, Reason
from validation.metrics import metric
from validation.metrics.metric import LOGIT, Estimate, Found, Metric, Undefined, varies
from validation.metrics.target_scores import TargetScores, metric_places, metric_values
from validation.scoring import ScoreTable
from validation.statistics import association
from validation.statistics.advantage import zero_variance
from validation.statistics.pairs import pairwise_accuracy, pairwise_accuracy_jackknife

_FIX = "cap what length can earn, or pay for the answer rather than for the words around it"


def _length_correlation(scores: TargetScores) -> Found:
    values, quality, prompts = scores.values, scores.quality, scores.prompts
    given = "quality unknown" if np.isnan(quality).all() else "given quality"
    method = f"partial Spearman, prompt-centred, {given}; {metric.JACKKNIFE}"
    if not varies(values):
        return Undefined("no_scores" if np.isnan(values).all() else "no_variation", method=method)
    data = values, scores.lengths, quality, prompts
    value = association.length_correlation(*data)
    if np.isnan(value):
        return Undefined(_no_correlation_reason(scores), method=method)
    left_out = association.length_correlation_leave_one_out(*data)
    return Estimate(value, left_out=left_out, method=method)


def _no_correlation_reason(scores: TargetScores) -> Reason:
    """The reason why score or length does not vary inside prompts at equal quality."""
    if zero_variance(scores.values, scores.prompts).all():
        return "no_variation_within"
    scored_lengths = np.where(np.isnan(scores.values), np.nan, scores.lengths)
    alike = zero_variance(scored_lengths, scores.prompts).all()
    return "equal_lengths" if alike else "all_explained"


def _length_accuracy(scores: TargetScores) -> Found:
    if np.isnan(scores.values).all():
        return Undefined("no_scores")
    if np.isnan(scores.quality).all():
        return Undefined("no_quality")
    data = scores.values, scores.lengths, scores.quality, scores.prompts
    counts = association.length_pair_counts(*data)
    left_out = pairwise_accuracy_jackknife(counts)
    if left_out.size == 0:
        return Undefined("no_equal_pairs")
    if not varies(scores.values):
        return Undefined("no_variation", left_out.size)
    method = f"{int(counts.pairs.sum())} pairs, {LENGTH_ACCURACY.method}"
    return Estimate(pairwise_accuracy(counts), left_out=left_out, method=method)


_length_metric = partial(Metric[TargetScores], theme="bias", fix=_FIX, direction="at_most")

LENGTH_ACCURACY = _length_metric(
    "length_accuracy",
    "of two replies to one prompt and of equal quality, how often the longer one scores "
    "higher; a half is as it should be",
    method=f"AUC for length in pairs of equal quality and one prompt, a tie counts half; {LOGIT}",
    interval=metric.SHARE,
    of=_length_accuracy,
)
LENGTH: tuple[Metric[TargetScores], ...] = (
    _length_metric(
        "length_correlation",
        "rank correlation of score and length inside prompts, at equal quality; 0 is none",
        below_zero="shorter replies are paid more, so a run may stop reasoning to the end",
        interval=metric.SIGNED,
        of=_length_correlation,
    ),
    LENGTH_ACCURACY,
)

POSITION_BIAS = Metric[ScoreTable](
    "position_bias",
    "how much oftener a judge of pairs prefers what stands first than what stands second; "
    "0 is none",
    theme="bias",
    fix="ask in both orders, as a pairwise judge does, and take another model where it is large",
    direction="at_most",
    method="how much oftener what stood first won than what stood second, both orders asked",
    interval=metric.SIGNED,
)
FLIP_RATE = Metric[ScoreTable](
    "flip_rate",
    "share of pairs on which the judge's verdict goes with the place and not with the reply",
    theme="judges",
    fix="take a stronger model, or a rubric that decides; a flip already counts as a tie",
    direction="at_most",
    method="share of comparisons whose verdict goes with the place",
    interval=metric.SHARE,
)
POSITION = (POSITION_BIAS, FLIP_RATE)


def measure_position(table: ScoreTable) -> Iterator[Measurement]:
    """Both metrics of each pairwise judge, wherever it sits in the target or among the judges."""
    asked = (judge for judge in table.judges if judge.source == "judge")
    for prefix, column in (("", table.target), *((judge.name, judge) for judge in asked)):
        for path in metric_places(FIRST_PLACE, column.outcomes):
            where = ".".join(filter(None, (prefix, path)))
            for record, name in ((POSITION_BIAS, FIRST_PLACE), (FLIP_RATE, FLIPPED)):
                values = metric_values(name, path, column.outcomes)
                yield record.report(metric.mean_of_samples(values, table.prompts), where)
