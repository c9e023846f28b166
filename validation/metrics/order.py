"""Whether the scores tell good replies from bad: inside a prompt, over all, and by policy."""

from collections.abc import Iterator
from functools import partial
from itertools import combinations

import numpy as np

from validation.measurement import Measurement
from validation.metrics import metric
from validation.metrics.metric import LOGIT, Estimate, Found, Metric, Ratio, Undefined, varies
from validation.metrics.target_scores import TargetScores, needs_pairs, needs_quality, outer_tiers
from validation.statistics import association, pairs
from validation.statistics.advantage import policy_means, policy_means_leave_one_out
from validation.statistics.chance import confusion, youden, youden_j_leave_one_out
from validation.statistics.icc import centre_by_prompt
from validation.statistics.intervals import (
    ConfidenceInterval,
    Span,
    holm,
    jackknife_p,
    jackknife_t,
)
from validation.statistics.values import Floats, divide, with_label_errors

# Samples that each end of the quality range must hold.
TIER_MINIMUM = 10

# Below this, how small a p is says more of the normal approximation than of the scores.
LEAST_P = 1e-9


# Shares of wrong labels of quality that the accuracy is tried with, and draws of each.
LABEL_ERRORS = (0.05, 0.1)
_DRAWS = 3

_FIX = "the worst-ordered prompt shows what it pays and should not"
_TIES = "pay something for what sets the better reply apart, so that it does not tie"
_POOLED = "pooled over prompts"
_EACH_PROMPT = "mean of the prompts' shares of pairs, a tie counts half"

_YOUDEN = f"TPR - FPR, pooled; {metric.JACKKNIFE}"

_TREND = f"J over pairs, inside prompts; {LOGIT}"


def _within_prompt_accuracy(scores: TargetScores) -> Found:
    counts, reason = scores.counts, needs_pairs(scores)
    if reason is not None:
        return Undefined(reason, int((counts.pairs > 0).sum()))
    right, tied, wrong = (int(part.sum()) for part in (counts.right, counts.tied, counts.wrong))
    tally = f"{_EACH_PROMPT}; {right} right, {tied} tied, {wrong} wrong"
    return metric.prompt_means(divide(counts.wins, counts.pairs, counts.pairs > 0), tally)


def measure_label_errors(scores: TargetScores) -> Iterator[Measurement]:
    """`label_error_accuracy:5%` and `:10%`: the accuracy had so many labels been wrong."""
    for share in LABEL_ERRORS:
        yield LABEL_ERROR_ACCURACY.report(_label_error_accuracy(share, scores), f"{share:.0%}")


def _label_error_accuracy(share: float, scores: TargetScores) -> Found:
    reason = needs_pairs(scores)
    if reason is not None:
        return Undefined(reason)
    drawn = []
    for seed in range(_DRAWS):
        quality = with_label_errors(scores.quality, share, np.random.default_rng(seed))
        counts = pairs.pair_counts(scores.values, quality, scores.prompts)
        drawn.append(divide(counts.wins, counts.pairs, counts.pairs > 0))
    shares = np.array(drawn)
    times = np.isfinite(shares).sum(axis=0)
    return metric.prompt_means(divide(np.nansum(shares, axis=0), times, times > 0))


def _within_prompt_ties(scores: TargetScores) -> Found:
    reason = needs_pairs(scores)
    if reason is not None and reason != "no_variation":  # a constant reward ties everywhere
        return Undefined(reason)
    return Ratio(scores.counts.tied, scores.counts.pairs)


def _auc(scores: TargetScores) -> Found:
    """The AUC of replies of top quality against those of bottom quality."""
    values, quality, prompts = scores.values, scores.quality, scores.prompts
    if np.unique(quality[np.isfinite(quality)]).size < 2:
        return Undefined("no_quality")
    bottom_end, top_end = outer_tiers(quality)
    scored = np.isfinite(values)
    top, bottom = scored & (quality >= top_end), scored & (quality <= bottom_end)
    n = np.unique(prompts[top | bottom]).size
    if min(top.sum(), bottom.sum()) < TIER_MINIMUM:
        return Undefined("few_samples", n)
    if np.ptp(values[top | bottom]) == 0:
        return Undefined("no_variation", n)
    ends = (values[top], prompts[top], values[bottom], prompts[bottom])
    return Estimate(
        pairs.auc(values[top], values[bottom]),
        left_out=pairs.auc_leave_one_out(*ends),
        method=f"quality >= {top_end:g} against <= {bottom_end:g}, {_POOLED}; {LOGIT}",
    )


def _cliffs_delta(scores: TargetScores) -> Found:
    found = _auc(scores)
    if not isinstance(found, Estimate) or found.left_out is None:
        return found
    method = f"2 AUC - 1, {found.method}"
    return Estimate(2 * found.value - 1, left_out=2 * found.left_out - 1, method=method)


def _weakest_adjacent_accuracy(scores: TargetScores) -> Found:
    steps = _grade_steps(scores)
    if not steps:
        return Undefined("no_pairs")
    accuracies = [pairs.pairwise_accuracy(counts) for _, counts in steps]
    left_out = [pairs.pairwise_accuracy_jackknife(counts) for _, counts in steps]
    ps = [jackknife_p(*step, 0.5) for step in zip(accuracies, left_out, strict=True)]
    weakest = int(np.argmin(accuracies))
    return Estimate(
        accuracies[weakest],
        left_out=left_out[weakest],
        method=f"{steps[weakest][0]}, the weakest of {len(steps)} steps in quality, of which "
        f"{holm(np.array(ps)).sum()} are told apart (p < .05, Holm); a tie counts half; {LOGIT}",
    )


def _grade_steps(scores: TargetScores) -> list[tuple[str, pairs.PairCounts]]:
    """Every two neighbouring grades of which some prompt holds a pair of replies, in words."""
    tier, by_grade = scores.tier, scores.tier is scores.quality
    found, of = association.grades(tier), "grade" if by_grade else "third"
    steps = (
        [scores.counts]  # two grades have one step, whose pairs are all there are
        if found.size == 2 and by_grade
        else association.adjacent_pair_counts(scores.values, tier, scores.prompts)
    )
    return [
        (f"{of} {low:g} against {high:g}", counts)
        for low, high, counts in zip(found[:-1], found[1:], steps, strict=True)
        if counts.pairs.any()
    ]


def _omega_squared(scores: TargetScores) -> Found:
    known = ~(np.isnan(scores.values) | np.isnan(scores.tier))
    centred = centre_by_prompt(scores.values[known, None], scores.prompts[known])[:, 0]
    value, n = association.omega_squared(centred, scores.tier[known]), int(known.sum())
    if np.isnan(value):
        return Undefined("few_samples" if varies(centred) else "no_variation_within", n)
    return Estimate(value, n)


def _youden_j(scores: TargetScores) -> Found:
    paid, good = scores.values[scores.has_quality], scores.quality[scores.has_quality]
    if not (_is_binary(paid) and _is_binary(good)):
        return Undefined("not_binary")
    cells = confusion(paid == paid.max(), good == good.max(), scores.prompts[scores.has_quality])
    cells = cells[cells.any(axis=1)]
    tp, fn, fp, tn = (float(count) for count in cells.sum(axis=0))
    return Estimate(
        youden(tp, fn, fp, tn).youden_j,
        left_out=youden_j_leave_one_out(cells),
        method=f"TPR {tp / (tp + fn):.3g}, FPR {fp / (fp + tn):.3g}; {_YOUDEN}",
    )


def _is_binary(values: Floats) -> bool:
    """Whether the values, which are known to vary, are of two kinds only."""
    return bool(((values == values.min()) | (values == values.max())).all())


def _pooled_coefficient(scores: TargetScores, value: float) -> Found:
    n = int(scores.has_quality.sum())
    return Undefined("no_variation_within", n) if np.isnan(value) else Estimate(value, n)


def _jonckheere(scores: TargetScores) -> Found:
    found = association.jonckheere(scores.values, scores.quality, scores.prompts)
    p = f"p {found.p:.2g}" if found.p >= LEAST_P else f"p < {LEAST_P:g}"
    return Estimate(
        found.pairwise_auc,
        left_out=pairs.pairwise_accuracy_jackknife(scores.counts),
        method=f"z {found.z:.3g}, {p} of grades permuted in prompts; {_TREND}",
    )


_metric = partial(Metric[TargetScores], theme="order", fix=_FIX)
_share_metric = partial(_metric, interval=metric.SHARE)
_pooled_metric = partial(_metric, unit="samples", needs=needs_quality)

WITHIN_PROMPT_ACCURACY = _share_metric(
    "within_prompt_accuracy",
    "of two replies to one prompt, how often the better one scores higher (a tie counts half); "
    "every prompt counts alike, however many replies it has",
    method=_EACH_PROMPT,
    of=_within_prompt_accuracy,
)

ORDER: tuple[Metric[TargetScores], ...] = (
    WITHIN_PROMPT_ACCURACY,
    _share_metric(
        "prompt_weighted_accuracy",
        "another name of within_prompt_accuracy, for gates that ask for it",
        method=_EACH_PROMPT,
        of=_within_prompt_accuracy,
    ),
    _share_metric(
        "within_prompt_ties",
        "share of pairs of one prompt, of different quality, that score the same",
        fix=_TIES,
        direction="at_most",
        method="share of pairs of unequal quality, ties at nine decimals",
        of=_within_prompt_ties,
    ),
    _share_metric(
        "auc_top_vs_bottom",
        "how often a reply of top quality outscores one of bottom quality",
        method=f"{_POOLED}; {LOGIT}",
        of=_auc,
    ),
    _metric(
        "cliffs_delta",
        "how much more often a reply of top quality outscores one of bottom quality than the "
        "reverse",
        method=f"{_POOLED}; {LOGIT}",
        interval=metric.SIGNED_SHARE,
        of=_cliffs_delta,
    ),
    _share_metric(
        "weakest_adjacent_accuracy",
        "how often the better reply scores higher, for the two neighbouring grades of quality that "
        "the reward tells apart worst",
        fix="look at replies of those two grades side by side: " + _TIES,
        method=f"a tie counts half; {LOGIT}",
        needs=needs_pairs,
        of=_weakest_adjacent_accuracy,
    ),
    _pooled_metric(
        "omega_squared",
        "share of the scores' variance inside prompts that the grade of quality explains",
        method="one-way, of prompt-centred scores (Hays 1963)",
        of=_omega_squared,
    ),
    _metric(
        "youden_j",
        "how much more often a yes-or-no reward says yes to a good reply than to a bad one",
        fix="at 0 a run learns nothing and below it the wrong thing: " + _FIX,
        method=_YOUDEN,
        interval=metric.SIGNED,
        needs=needs_quality,
        of=_youden_j,
    ),
    _pooled_metric(
        "kendall_tau_b",
        "rank correlation of score and quality over all replies, ties in either taken out",
        method=f"Kendall's tau-b (1945), {_POOLED}",
        of=lambda scores: _pooled_coefficient(scores, scores.association.tau_b),
    ),
    _pooled_metric(
        "kendall_tau_c",
        "rank correlation of score and quality over all replies, for few grades and many scores",
        method=f"Stuart's tau-c (1953), {_POOLED}",
        of=lambda scores: _pooled_coefficient(scores, scores.association.tau_c),
    ),
    _pooled_metric(
        "somers_d",
        "of two replies of different quality, how much more often the better one scores higher "
        "than lower, over all prompts",
        method=f"Somers' D (1962) of score given quality, {_POOLED}",
        of=lambda scores: _pooled_coefficient(scores, scores.association.somers_d_x_given_y),
    ),
    _pooled_metric(
        "spearman",
        "correlation of the ranks of score and quality over all replies",
        method=f"Pearson's r of mid-ranks, {_POOLED}",
        of=lambda scores: _pooled_coefficient(
            scores, association.spearman(scores.values, scores.quality)
        ),
    ),
    _pooled_metric(
        "spearman_within_prompt",
        "correlation of the ranks of score and quality, once what the prompts explain is taken out",
        method="Pearson's r of pooled mid-ranks less their prompts' means",
        of=lambda scores: _pooled_coefficient(
            scores, association.spearman_within(scores.values, scores.quality, scores.prompts)
        ),
    ),
    _share_metric(
        "jonckheere",
        "share of pairs of one prompt whose scores rise with quality, as a test of trend",
        method=_TREND,
        needs=needs_pairs,
        of=_jonckheere,
    ),
)

LABEL_ERROR_ACCURACY = _share_metric(
    "label_error_accuracy",
    "what within_prompt_accuracy would read if so many of the labels of quality were wrong",
    fix="have some labels of quality checked by a second person",
    method=f"labels exchanged for others' at random, mean of {_DRAWS} draws",
)

MEAN_SCORE = _metric(
    "mean_score",
    "mean score of the replies of one policy",
    fix="nothing by itself: compare it with the other policies and with their quality",
    method=metric.JACKKNIFE,
)
POLICY_ORDER = _metric(
    "policy_order",
    "share of pairs of policies that the mean score puts in the order of their mean quality",
    fix="look for what the reward pays the weaker policy: its style, its length or its format",
    method="share of pairs of policies ordered alike by their means",
    unit="policies",
)
POLICIES = (LABEL_ERROR_ACCURACY, MEAN_SCORE, POLICY_ORDER)


def measure_policies(scores: TargetScores) -> Iterator[Measurement]:
    """The mean score of every policy that has scores, and their order."""
    names: dict[str, int] = {}
    rows = scores.table.rows
    said = [-1 if r.policy is None else names.setdefault(r.policy, len(names)) for r in rows]
    codes = np.array(said, dtype=np.int64)
    named = codes >= 0
    codes, values, quality = codes[named], scores.values[named], scores.quality[named]
    means = policy_means(values, codes)
    left_out = policy_means_leave_one_out(values, codes, scores.prompts[named])
    scale = scores.scale
    span = (-np.inf, np.inf) if scale.source == "observed" else (scale.low, scale.high)
    for name, value, left in zip(names, means.tolist(), left_out, strict=True):
        if not np.isnan(value):
            made = partial(_mean_interval, value, left, span)
            yield MEAN_SCORE.report(Estimate(value, left_out=left, interval=made), name)
    worth = policy_means(np.where(np.isnan(values), np.nan, quality), codes)
    yield POLICY_ORDER.report(_policy_order(means, worth))


def _mean_interval(value: float, left_out: Floats, span: Span, level: float) -> ConfidenceInterval:
    return jackknife_t(value, left_out, level, span=span)


def _policy_order(scores: Floats, quality: Floats) -> Found:
    """The share of pairs of policies of unequal quality in the right order; ties count half."""
    usable = int((~np.isnan(scores)).sum())
    if usable < 2:
        return Undefined("few_policies", usable)
    alike = [
        (np.sign(scores[a] - scores[b]) * np.sign(quality[a] - quality[b]) + 1) / 2
        for a, b in combinations(range(scores.size), 2)
        if abs(quality[a] - quality[b]) > 1e-9
    ]
    known = [pair for pair in alike if not np.isnan(pair)]
    if not known:
        return Undefined("no_quality", usable)
    method = f"{len(known)} pairs; {POLICY_ORDER.method}"
    return Estimate(float(np.mean(known)), usable, method=method)
