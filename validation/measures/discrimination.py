"""What is measured of the target's scores: whether they tell good replies from bad."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from validation.assumptions import Scale, reward_scale
from validation.catalogue import Reason
from validation.measurement import Measurement, undefined_measurement
from validation.measures.estimates import (
    JACKKNIFE,
    LOGIT,
    OPEN,
    SIGNED,
    jackknife_estimate,
    known_mask,
    mean_estimate,
    missing_pairs_reason,
    missing_quality_reason,
    point_estimate,
    ratio_estimate,
    varies,
)
from validation.scoring import Column, ScoreTable
from validation.statistics.advantage import policy_means, policy_means_leave_one_out, zero_variance
from validation.statistics.association import (
    adjacent_pair_counts,
    grades,
    jonckheere,
    length_correlation,
    length_correlation_leave_one_out,
    length_pair_counts,
    pearson,
    pearson_within,
    rank_association,
    tier_variance,
)
from validation.statistics.chance import confusion, youden, youden_j_leave_one_out
from validation.statistics.icc import centre_by_prompt
from validation.statistics.intervals import holm, jackknife_p, jackknife_t, jackknife_t_logit
from validation.statistics.pairs import (
    PairCounts,
    auc,
    auc_leave_one_out,
    pair_counts,
    pairwise_accuracy,
    pairwise_accuracy_jackknife,
)
from validation.statistics.values import Floats, Ints, divide, midranks

_POOLED = {
    "kendall_tau_b": "Kendall's tau-b (1945), pooled over prompts",
    "kendall_tau_c": "Stuart's tau-c (1953), pooled over prompts",
    "somers_d": "Somers' D (1962) of score given quality, pooled over prompts",
    "spearman": "Pearson's r of mid-ranks, pooled over prompts",
    "spearman_within_prompt": "Pearson's r of pooled mid-ranks less their prompts' means",
}

LEAST_P = 1e-9
"""Below this, how small a p is says more of the normal approximation than of the scores."""


def measure_association(table: ScoreTable, counts: PairCounts) -> list[Measurement]:
    """Pooled coefficients, and the trend inside prompts; `counts` are of the target's scores."""
    return [*_pooled_coefficients(table), _trend(table, counts)]


def _pooled_coefficients(table: ScoreTable) -> list[Measurement]:
    scores, quality = table.target.values, table.quality
    reason = missing_quality_reason(scores, quality)
    if reason:
        return [
            undefined_measurement(name, reason, 0, "samples", says)
            for name, says in _POOLED.items()
        ]
    known = known_mask(scores, quality)
    values = _coefficients(scores[known], quality[known], table.prompts[known])
    n = int(known.sum())
    return [
        undefined_measurement(name, "no_variation_within", n, "samples", says)
        if np.isnan(value)
        else point_estimate(name, value, n, "samples", says)
        for (name, says), value in zip(_POOLED.items(), values, strict=True)
    ]


def _coefficients(scores: Floats, quality: Floats, prompts: Ints) -> list[float]:
    """In the order of their names."""
    pairs = rank_association(scores, quality)
    ranks = midranks(scores), midranks(quality)
    within = pearson_within(*ranks, prompts)
    return [pairs.tau_b, pairs.tau_c, pairs.somers_d_x_given_y, pearson(*ranks), within]


def _trend(table: ScoreTable, counts: PairCounts) -> Measurement:
    name, method = "jonckheere", f"J over pairs, inside prompts; {LOGIT}"
    reason = missing_pairs_reason(table.target.values, table.quality, counts)
    if reason:
        return undefined_measurement(name, reason, 0, "prompts", method)
    found = jonckheere(table.target.values, table.quality, table.prompts)
    left_out = pairwise_accuracy_jackknife(counts)
    interval = jackknife_t_logit(found.pairwise_auc, left_out)
    p = f"p {found.p:.2g}" if found.p >= LEAST_P else f"p < {LEAST_P:g}"
    method = f"z {found.z:.3g}, {p} of grades permuted in prompts; {method}"
    return jackknife_estimate(name, found.pairwise_auc, interval, left_out.size, method)


def measure_length(table: ScoreTable) -> list[Measurement]:
    """By the characters of the reply, whose logarithm has the same ranks."""
    lengths = reply_lengths(table)
    return [
        _length_correlation(table, lengths),
        _length_accuracy("length_accuracy", table.target, table),
    ]


def measure_judges_length(table: ScoreTable) -> Iterator[Measurement]:
    """`length_accuracy:NAME` of every judge, where quality is known."""
    if not np.isnan(table.quality).all():
        for rater in table.raters:
            yield _length_accuracy(f"length_accuracy:{rater.name}", rater, table)


def reply_lengths(table: ScoreTable) -> Floats:
    """The characters of each reply."""
    return np.array([len(row.sample.response) for row in table.rows], dtype=np.float64)


def _length_correlation(table: ScoreTable, lengths: Floats) -> Measurement:
    name, known = "length_correlation", not np.isnan(table.quality).all()
    given = "given quality" if known else "quality unknown"
    method = f"partial Spearman, prompt-centred, {given}; {JACKKNIFE}"
    scores = table.target.values
    if not varies(scores):
        reason: Reason = "no_scores" if np.isnan(scores).all() else "no_variation"
        return undefined_measurement(name, reason, 0, "prompts", method)
    data = scores, lengths, table.quality, table.prompts
    value = length_correlation(*data)
    if np.isnan(value):
        return undefined_measurement(
            name, _no_correlation_reason(table, lengths), 0, "prompts", method
        )
    left_out = length_correlation_leave_one_out(*data)
    return jackknife_estimate(
        name, value, jackknife_t(value, left_out, span=SIGNED), left_out.size, method
    )


def _no_correlation_reason(table: ScoreTable, lengths: Floats) -> Reason:
    """Why score or length has no variation left inside prompts and given quality."""
    scores = table.target.values
    if zero_variance(scores, table.prompts).all():
        return "no_variation_within"
    scored_lengths = np.where(np.isnan(scores), np.nan, lengths)
    alike = zero_variance(scored_lengths, table.prompts).all()
    return "equal_lengths" if alike else "all_explained"


def _length_accuracy(name: str, scored: Column, table: ScoreTable) -> Measurement:
    method = f"AUC for length in pairs of equal quality and one prompt, a tie counts half; {LOGIT}"
    scores, quality = scored.values, table.quality
    if np.isnan(scores).all():
        return undefined_measurement(name, "no_scores", 0, "prompts", method)
    if np.isnan(quality).all():
        return undefined_measurement(name, "no_quality", 0, "prompts", method)
    counts = length_pair_counts(scores, reply_lengths(table), quality, table.prompts)
    left_out = pairwise_accuracy_jackknife(counts)
    if left_out.size == 0:
        return undefined_measurement(name, "no_equal_pairs", 0, "prompts", method)
    if not varies(scores):
        return undefined_measurement(name, "no_variation", left_out.size, "prompts", method)
    value = pairwise_accuracy(counts)
    interval = jackknife_t_logit(value, left_out)
    method = f"{int(counts.pairs.sum())} pairs, {method}"
    return jackknife_estimate(name, value, interval, left_out.size, method)


def measure_policies(table: ScoreTable, declared: Scale | None) -> list[Measurement]:
    """The mean score of every policy that has scores, and their order."""
    names, codes = _policy_codes(table)
    named = codes >= 0
    scores, quality = table.target.values[named], table.quality[named]
    means = policy_means(scores, codes[named])
    left_out = policy_means_leave_one_out(scores, codes[named], table.prompts[named])
    scale = reward_scale(table.target, declared)
    span = OPEN if scale.source == "observed" else (scale.low, scale.high)
    return [
        *(
            jackknife_estimate(
                f"mean_score:{name}",
                value,
                jackknife_t(value, left, span=span),
                left.size,
                "delete-one-prompt jackknife-t",
            )
            for name, value, left in zip(names, means.tolist(), left_out, strict=True)
            if not np.isnan(value)
        ),
        _policy_order(means, _graded_means(scores, quality, codes[named])),
    ]


def _policy_codes(table: ScoreTable) -> tuple[list[str], Ints]:
    """Their names, and for each row the place of its own; -1 where nobody is named."""
    found: dict[str, int] = {}
    codes = [-1 if r.policy is None else found.setdefault(r.policy, len(found)) for r in table.rows]
    return list(found), np.array(codes, dtype=np.int64)


def _graded_means(scores: Floats, quality: Floats, codes: Ints) -> Floats:
    """Mean quality of each policy's scored replies."""
    return policy_means(np.where(np.isnan(scores), np.nan, quality), codes)


def _policy_order(scores: Floats, quality: Floats) -> Measurement:
    """Of pairs of policies that differ in quality; equal scores count half."""
    name, method = "policy_order", "share of pairs of policies ordered alike by their means"
    usable = int((~np.isnan(scores)).sum())
    if usable < 2:
        return undefined_measurement(name, "few_policies", usable, "policies", method)
    pairs = [
        (np.sign(scores[a] - scores[b]) * np.sign(quality[a] - quality[b]) + 1) / 2
        for a, b in combinations(range(scores.size), 2)
        if abs(quality[a] - quality[b]) > 1e-9
    ]
    known = [pair for pair in pairs if not np.isnan(pair)]
    if not known:
        return undefined_measurement(name, "no_quality", usable, "policies", method)
    return point_estimate(
        name, float(np.mean(known)), usable, "policies", f"{len(known)} pairs; {method}"
    )


MOST_GRADES = 10
"""Up to so many grades each is a tier of its own; above, there are three, of a third each."""


def outer_tiers(quality: Floats) -> tuple[float, float]:
    """The grade that the bottom reaches up to, and the one that the top begins at.

    Of qualities (n,), some of them known.
    """
    known = quality[~np.isnan(quality)]
    found = grades(known)
    if found.size <= MOST_GRADES:
        return float(found[0]), float(found[-1])
    low, high = np.quantile(known, [1 / 3, 2 / 3])
    return float(low), float(high)


def tiers(quality: Floats) -> Floats:
    """The grades themselves, or 0, 1 and 2 for the thirds where there are more than ten."""
    if grades(quality).size <= MOST_GRADES:
        return quality
    low, high = outer_tiers(quality)
    third = 1.0 + (quality >= high) - (quality <= low)
    return np.where(np.isnan(quality), np.nan, third)


TIER_MINIMUM = 10
"""Samples that each end of the quality range must hold."""


def measure_discrimination(table: ScoreTable, counts: PairCounts) -> list[Measurement]:
    """How well the scores order replies, inside a prompt and over all.

    `counts` are of the pairs of one prompt that the target's scores order.
    """
    scores = table.target.values
    return [
        accuracy("within_prompt_accuracy", scores, table, counts),
        _prompt_weighted_accuracy(scores, table, counts),
        _within_prompt_ties(scores, table, counts),
        *_top_against_bottom(table),
    ]


def within_prompt_accuracy(name: str, scores: Floats, table: ScoreTable) -> Measurement:
    """Share of pairs of one prompt, of different quality, that the scores order right."""
    counts = pair_counts(scores, table.quality, table.prompts)
    return accuracy(name, scores, table, counts)


def accuracy(name: str, scores: Floats, table: ScoreTable, counts: PairCounts) -> Measurement:
    """`within_prompt_accuracy` of pairs that are counted already."""
    method = f"pair-weighted, a tie counts half; {LOGIT}"
    reason = missing_pairs_reason(scores, table.quality, counts)
    left_out = pairwise_accuracy_jackknife(counts)
    if reason is not None:
        return undefined_measurement(name, reason, left_out.size, "prompts", method)
    value = pairwise_accuracy(counts)
    interval = jackknife_t_logit(value, left_out)
    return jackknife_estimate(
        name, value, interval, left_out.size, f"{method}; {_tally_text(counts)}"
    )


def _tally_text(counts: PairCounts) -> str:
    right, tied, wrong = (int(part.sum()) for part in (counts.right, counts.tied, counts.wrong))
    return f"{right} right, {tied} tied, {wrong} wrong"


def _prompt_weighted_accuracy(scores: Floats, table: ScoreTable, counts: PairCounts) -> Measurement:
    name, method = "prompt_weighted_accuracy", "mean of the prompts' shares, a tie counts half"
    reason = missing_pairs_reason(scores, table.quality, counts)
    if reason is not None:
        return undefined_measurement(name, reason, 0, "prompts", method)
    return mean_estimate(name, divide(counts.wins, counts.pairs, counts.pairs > 0), method)


def _within_prompt_ties(scores: Floats, table: ScoreTable, counts: PairCounts) -> Measurement:
    name, method = "within_prompt_ties", "share of pairs of unequal quality, ties at nine decimals"
    reason = missing_pairs_reason(scores, table.quality, counts)
    if reason is not None and reason != "no_variation":  # a constant reward ties everywhere
        return undefined_measurement(name, reason, 0, "prompts", method)
    return ratio_estimate(name, counts.tied, counts.pairs, method)


def _top_against_bottom(table: ScoreTable) -> list[Measurement]:
    """The AUC, and Cliff's delta, which is 2 AUC - 1."""
    names, method = ("auc_top_vs_bottom", "cliffs_delta"), f"pooled over prompts; {LOGIT}"
    scores, quality, prompts = table.target.values, table.quality, table.prompts
    known = np.isfinite(quality)
    if np.unique(quality[known]).size < 2:
        return [undefined_measurement(name, "no_quality", 0, "prompts", method) for name in names]
    bottom_end, top_end = outer_tiers(quality)
    scored = np.isfinite(scores)
    top, bottom = scored & (quality >= top_end), scored & (quality <= bottom_end)
    n = np.unique(prompts[top | bottom]).size
    if min(top.sum(), bottom.sum()) < TIER_MINIMUM:
        return [undefined_measurement(name, "few_samples", n, "prompts", method) for name in names]
    if np.ptp(scores[top | bottom]) == 0:
        return [undefined_measurement(name, "no_variation", n, "prompts", method) for name in names]
    value = auc(scores[top], scores[bottom])
    left_out = auc_leave_one_out(scores[top], prompts[top], scores[bottom], prompts[bottom])
    method = f"quality >= {top_end:g} against <= {bottom_end:g}, {method}"
    delta = jackknife_t_logit(2 * value - 1, 2 * left_out - 1, span=SIGNED)
    return [
        jackknife_estimate(names[0], value, jackknife_t_logit(value, left_out), n, method),
        jackknife_estimate(names[1], 2 * value - 1, delta, n, f"2 AUC - 1, {method}"),
    ]


@dataclass(frozen=True)
class _GradeStep:
    """How well one grade is told from the next: by all pairs, and without each prompt's."""

    grades: str
    accuracy: float
    left_out: Floats


def measure_grades(table: ScoreTable, counts: PairCounts) -> list[Measurement]:
    """The weakest step between neighbouring grades, their share of variance, and Youden's J."""
    tier = tiers(table.quality)
    return [
        _weakest_step(table, tier, counts),
        _omega_squared(table, tier),
        _youden_j(table),
    ]


def _weakest_step(table: ScoreTable, tier: Floats, counts: PairCounts) -> Measurement:
    name, method = "weakest_adjacent_accuracy", f"a tie counts half; {LOGIT}"
    reason = missing_pairs_reason(table.target.values, table.quality, counts)
    steps = [] if reason else _grade_steps(table, tier, counts)
    if reason or not steps:
        return undefined_measurement(name, reason or "no_pairs", 0, "prompts", method)
    weakest = min(steps, key=lambda step: step.accuracy)
    apart = holm(np.array([jackknife_p(step.accuracy, step.left_out, 0.5) for step in steps]))
    says = (
        f"{weakest.grades}, the weakest of {len(steps)} steps in quality, of which {apart.sum()} "
        f"are told apart (p < .05, Holm); {method}"
    )
    interval = jackknife_t_logit(weakest.accuracy, weakest.left_out)
    return jackknife_estimate(name, weakest.accuracy, interval, weakest.left_out.size, says)


def _grade_steps(table: ScoreTable, tier: Floats, counts: PairCounts) -> list[_GradeStep]:
    """Every step of which some prompt holds a pair."""
    found, of = grades(tier), "grade" if tier is table.quality else "third"
    pairs = (
        [counts]  # two grades have one step, whose pairs are all there are
        if found.size == 2 and tier is table.quality
        else adjacent_pair_counts(table.target.values, tier, table.prompts)
    )
    return [
        _GradeStep(
            f"{of} {low:g} against {high:g}", pairwise_accuracy(c), pairwise_accuracy_jackknife(c)
        )
        for low, high, c in zip(found[:-1], found[1:], pairs, strict=True)
        if c.pairs.any()
    ]


def _omega_squared(table: ScoreTable, tier: Floats) -> Measurement:
    name, method = "omega_squared", "one-way, of prompt-centred scores (Hays 1963)"
    scores = table.target.values
    reason = missing_quality_reason(scores, table.quality)
    if reason:
        return undefined_measurement(name, reason, 0, "samples", method)
    known = known_mask(scores, tier)
    centred = centre_by_prompt(scores[known, None], table.prompts[known])[:, 0]
    value = tier_variance(centred, tier[known]).omega2
    n = int(known.sum())
    if np.isnan(value):
        reason = "few_samples" if varies(centred) else "no_variation_within"
        return undefined_measurement(name, reason, n, "samples", method)
    return point_estimate(name, value, n, "samples", method)


def _youden_j(table: ScoreTable) -> Measurement:
    name, method = "youden_j", "TPR - FPR, pooled; delete-one-prompt jackknife-t"
    scores, quality = table.target.values, table.quality
    reason = missing_quality_reason(scores, quality)
    if reason:
        return undefined_measurement(name, reason, 0, "prompts", method)
    known = known_mask(scores, quality)
    paid, good = scores[known], quality[known]
    if not (_is_binary(paid) and _is_binary(good)):
        return undefined_measurement(name, "not_binary", 0, "prompts", method)
    cells = confusion(paid == paid.max(), good == good.max(), table.prompts[known])
    cells = cells[cells.any(axis=1)]
    tp, fn, fp, tn = (float(count) for count in cells.sum(axis=0))
    value = youden(tp, fn, fp, tn).youden_j
    interval = jackknife_t(value, youden_j_leave_one_out(cells), span=SIGNED)
    said = f"TPR {tp / (tp + fn):.3g}, FPR {fp / (fp + tn):.3g}; {method}"
    return jackknife_estimate(name, value, interval, cells.shape[0], said)


def _is_binary(values: Floats) -> bool:
    """Whether these, which vary, take two values."""
    return bool(((values == values.min()) | (values == values.max())).all())
