"""Coefficients of the literature that the known-answer cases ask for, and that no metric uses."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from validation.statistics.advantage import prompt_variances, zero_variance
from validation.statistics.association import Association, _centred_r, _complete_mask, jonckheere
from validation.statistics.chance import (
    _beyond_chance,
    _category_shares,
    _chance_corrected,
    _weights_of_distance,
    counts_of,
    percent_agreement,
)
from validation.statistics.icc import Icc, Ties, centre_by_prompt, icc_of_sums, icc_sums, prompt_ws
from validation.statistics.intervals import UNDEFINED, ConfidenceInterval
from validation.statistics.pairs import PairCounts, auc, placements
from validation.statistics.values import (
    Bools,
    Floats,
    Ints,
    count_by_prompt,
    divide,
    encode_values,
    midranks,
    prompt_count,
    sum_by_prompt,
)


def expected_variance(pass_rate: Floats) -> Floats:
    """p(1-p): the expected variance (ddof 1) of binary rewards, whatever their number."""
    return np.asarray(pass_rate * (1 - pass_rate))


def zero_variance_share(score: Floats, prompt: Ints) -> float:
    """Share of those prompts whose scores all agree; nan if no prompt has two scores."""
    alike = zero_variance(score, prompt)
    return float(alike.mean()) if alike.size else float("nan")


def within_variance(score: Floats, prompt: Ints, *, ddof: int = 1) -> float:
    """Mean over prompts of their scores' variance (Razin et al. 2025). nan if none has two."""
    variances = prompt_variances(score, prompt, ddof=ddof)
    held = ~np.isnan(variances)
    return float(variances[held].mean()) if held.any() else float("nan")


def mean_absolute(advantage: Floats) -> float:
    """Mean |A| over all generations (n,), the unscored ones at 0 as in training; nan for none."""
    return float(np.abs(advantage).mean()) if advantage.size else float("nan")


def largest_absolute(advantage: Floats) -> float:
    """Largest |A| of the generations (n,); nan for none."""
    return float(np.abs(advantage).max()) if advantage.size else float("nan")


def variance_shares(parts: Floats, prompt: Ints) -> Floats:
    """Each weighted part's share of the variance of their sum inside prompts: (n, P) to (P,).

    cov(part, sum) / var(sum): the shares add to 1, and one below zero works against the rest.
    Units that lack a part drop out. nan when the sum never varies inside a prompt.
    """
    complete = ~np.isnan(parts).any(axis=1)
    centred = centre_by_prompt(parts[complete], prompt[complete])
    whole = centred.sum(axis=1)
    spread = np.full(parts.shape[1], whole @ whole)
    return divide(whole @ centred, spread, spread > 1e-18)


def pearson_within(x: Floats, y: Floats, prompt: Ints) -> float:
    """Pearson's r of values (n,) less their prompts' means. nan as `spearman_within`."""
    both = _complete_mask(x, y)
    return _centred_r(*centre_by_prompt(np.stack([x[both], y[both]], axis=1), prompt[both]).T)


def partial_correlation(x: Floats, y: Floats, given: Floats) -> float:
    """Pearson's r of what `given`, (n,) or (n, k), leaves of x and y (n,) by least squares.

    nan when it leaves nothing of either.
    """
    given = given.reshape(x.size, -1)
    both = _complete_mask(x, y) & ~np.isnan(given).any(axis=1)
    known = np.column_stack([np.ones(int(both.sum())), given[both]])
    values = np.stack([x[both], y[both]], axis=1)
    left = values - known @ np.linalg.lstsq(known, values, rcond=None)[0]
    left[:, np.linalg.norm(left, axis=0) <= 1e-9 * np.linalg.norm(values, axis=0)] = 0.0
    return _centred_r(*left.T)


@dataclass(frozen=True)
class PageTrend:
    """Page's (1963) L and its one-sided p, for scores that rise with the tier."""

    statistic: float
    p: float


def page_trend(scores: Floats, method: Literal["exact", "asymptotic"] = "asymptotic") -> PageTrend:
    """Trend over the columns of scores (prompts x tiers), in the predicted order.

    Prompts that lack a tier drop out. nan below two prompts or three tiers, and when no prompt's
    scores vary, for which scipy would give a p. The exact p takes long beyond a dozen tiers.
    """
    from scipy.stats import page_trend_test

    scores = scores[~np.isnan(scores).any(axis=1)]
    if min(scores.shape[0] - 1, scores.shape[1] - 2) < 1 or not np.ptp(scores, axis=1).any():
        return PageTrend(math.nan, math.nan)
    found = page_trend_test(scores, method=method)
    return PageTrend(float(found.statistic), float(found.pvalue))


def severity(ratings: Floats, tier: Ints) -> Floats:
    """Each judge's mean rating of each tier 0..T-1 (n,): (J, T); nan where it rated none."""
    total = prompt_count(tier)
    known = ~np.isnan(ratings)
    sums = sum_by_prompt(np.where(known, ratings, 0.0), tier, total)
    held = sum_by_prompt(known.astype(np.float64), tier, total)
    return divide(sums, held, held > 0).T


def ratings_of(table: Floats) -> Floats:
    """The ratings (n, 2) that a table of whole counts (r, c) was made of, as row and column."""
    row, column = np.indices(table.shape).reshape(2, -1).astype(np.float64)
    return np.stack([row, column], axis=1).repeat(table.reshape(-1).astype(np.int64), axis=0)


def ratings_of_counts(counts: Floats) -> Floats:
    """Ratings (N, J) of which `counts` (N, q) are the counts: places of categories, nan-padded."""
    whole = counts.astype(np.int64)
    raters = whole.sum(axis=1)
    unit, category = np.indices(whole.shape).reshape(2, -1).repeat(whole.reshape(-1), axis=1)
    ratings = np.full((counts.shape[0], int(raters.max(initial=0))), np.nan)
    ratings[unit, np.arange(unit.size) - (np.cumsum(raters) - raters)[unit]] = category
    return ratings


def fleiss_kappa(counts: Floats, weights: Floats) -> float:
    """Fleiss' (1971) kappa, also with missing ratings: chance is pi' w pi. nan if that is all."""
    shares = _category_shares(counts)
    return _chance_corrected(percent_agreement(counts, weights), float(shares @ weights @ shares))


def brennan_prediger(counts: Floats, weights: Floats) -> float:
    """Brennan & Prediger's (1981) kappa: chance is the mean weight, all categories being as likely.

    Unweighted it is Randolph's free-marginal kappa, and PABAK for two raters of two categories.
    """
    return _chance_corrected(
        percent_agreement(counts, weights), float(weights.mean()) if weights.size else 1
    )


def conger_kappa(ratings: Floats, categories: Floats, weights: Floats) -> float:
    """Conger's (1980) kappa of ratings (N, J): chance is each rater's own shares.

    Cohen's kappa for two raters. nan below two raters with ratings, and as for Fleiss'.
    """
    ratings = ratings[:, ~np.isnan(ratings).all(axis=0)]
    raters = ratings.shape[1]
    if raters < 2:
        return float("nan")
    own = np.stack([counts_of(column[:, None], categories).sum(axis=0) for column in ratings.T])
    own = own / own.sum(axis=1, keepdims=True)
    mean = own.mean(axis=0)
    chance = np.outer(mean, mean) - np.cov(own, rowvar=False).reshape(weights.shape) / raters
    observed = percent_agreement(counts_of(ratings, categories), weights)
    return _chance_corrected(observed, float((weights * chance).sum()))


def scott_pi(table: Floats, weights: Floats) -> float:
    """Scott's (1955) pi, whose chance is the margin of both raters together. Else as above."""
    shares = table / max(float(table.sum()), np.finfo(float).tiny)
    pooled = (shares.sum(axis=1) + shares.sum(axis=0)) / 2
    return _beyond_chance(shares, np.outer(pooled, pooled), weights)


def weights_of(disagreement: Floats) -> Floats:
    """Agreement weights from a matrix (q, q) of how bad each disagreement is, 0 for none."""
    return _weights_of_distance(disagreement)


def icc(ratings: Floats) -> Icc:
    """Of the complete units of ratings (n, J), by Shrout & Fleiss (1979).

    All nan below two complete units or two judges; one is nan when its denominator is nothing,
    as for ratings that never vary.
    """
    one = np.zeros(ratings.shape[0], dtype=np.int64)
    return icc_of_sums(icc_sums(ratings, one).sum(axis=0))


def within_sd(calls: Floats) -> float:
    """Within-unit standard deviation of repeated calls (n, T) (Bland & Altman 1996).

    Pooled over units called twice or more; nan if there is none.
    """
    calls = calls[(~np.isnan(calls)).sum(axis=1) > 1]
    if not calls.size:
        return math.nan
    strayed = calls - np.nanmean(calls, axis=1, keepdims=True)
    return math.sqrt(np.nansum(strayed**2) / ((~np.isnan(calls)).sum() - calls.shape[0]))


def repeatability(calls: Floats, *, z: float = 1.96) -> float:
    """z·√2·s_w: what two calls on one unit differ by at most, 95 times in a hundred."""
    return z * math.sqrt(2) * within_sd(calls)


def kendall_w(ratings: Floats, ties: Ties = "corrected") -> float:
    """Kendall & Smith's (1939) W of the complete units of ratings (n, J).

    Friedman's chi² over J(n-1), when corrected for ties. nan below two units, and when every
    judge is constant; one constant judge makes the number meaningless without making it nan.
    """
    return float(prompt_ws(ratings, np.zeros(ratings.shape[0], dtype=np.int64), ties).sum())


def kendall_w_within(ratings: Floats, prompt: Ints) -> float:
    """Mean W over the prompts (n,) in which it is defined; nan if there is none."""
    values = prompt_ws(ratings, prompt)
    held = ~np.isnan(values)
    return float(values[held].mean()) if held.any() else float("nan")


_CHUNK = 128


def cluster_bootstrap(
    sums: Floats,
    statistic: Callable[[Floats], Floats],
    *,
    resamples: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> ConfidenceInterval:
    """Percentile interval of a statistic of sums over prompts, of which G are drawn from G.

    `sums` (G, p) add up over prompts; `statistic` takes (B, p) sums of B resamples and gives
    (B,). Resamples on which it is nan are left out. Undefined below two prompts, and when more
    than one resample in twenty is nan.
    """
    values = bootstrap_values(sums, statistic, resamples=resamples, seed=seed)
    known = values[~np.isnan(values)]
    if sums.shape[0] < 2 or known.size < 0.95 * resamples:
        return UNDEFINED
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return ConfidenceInterval(float(low), float(high))


def bootstrap_values(
    sums: Floats, statistic: Callable[[Floats], Floats], *, resamples: int, seed: int
) -> Floats:
    """The statistic of each resample: (resamples,)."""
    prompts, chance = sums.shape[0], np.random.default_rng(seed)
    found = []
    for at in range(0, resamples, _CHUNK):
        drawn = chance.integers(0, max(prompts, 1), (min(_CHUNK, resamples - at), prompts))
        counts = np.array([np.bincount(row, minlength=prompts) for row in drawn], dtype=np.float64)
        found.append(statistic(counts @ sums))
    return np.concatenate(found)


def bonferroni(p: Floats, alpha: float = 0.05) -> Bools:
    """Rejected at p <= alpha/m, for p (m,)."""
    return np.asarray(p <= alpha / max(p.size, 1))


def prompt_weighted_accuracy(counts: PairCounts) -> float:
    """Mean over prompts of each one's share of pairs won, ties half. nan without pairs."""
    used = counts.pairs > 0
    return float((counts.wins[used] / counts.pairs[used]).mean()) if used.any() else float("nan")


def mann_whitney_u(high: Floats, low: Floats) -> float:
    """Pairs that `high` (m,) wins over `low` (n,), ties half: the U of `high`. nan as for `auc`."""
    return auc(high, low) * int((~np.isnan(high)).sum()) * int((~np.isnan(low)).sum())


def cliffs_delta(high: Floats, low: Floats) -> float:
    """Chance that high (m,) outscores low (n,), less the reverse (Cliff 1993). nan as for `auc`."""
    return 2 * auc(high, low) - 1


def hanley_mcneil_se(high: Floats, low: Floats) -> float:
    """Error of the AUC of scores (m,) against (n,) under exponential scores (Hanley & McNeil 1982).

    nan when a tier is empty.
    """
    high, low = high[~np.isnan(high)], low[~np.isnan(low)]
    area = auc(high, low)
    of_high, of_low = area / (2 - area), 2 * area**2 / (1 + area)
    variance = (
        area * (1 - area)
        + (high.size - 1) * (of_high - area**2)
        + (low.size - 1) * (of_low - area**2)
    )
    return math.sqrt(variance / (high.size * low.size)) if high.size and low.size else math.nan


def delong_se(high: Floats, low: Floats) -> float:
    """Error of the AUC of independent scores (m,) against (n,) (DeLong et al. 1988).

    0 for perfect separation, of which it says nothing: see `intervals.boundary_interval`.
    nan below two scores in a tier.
    """
    high, low = high[~np.isnan(high)], low[~np.isnan(low)]
    if min(high.size, low.size) < 2:
        return math.nan
    of_high, of_low = placements(high, low).var(ddof=1), placements(low, high).var(ddof=1)
    return math.sqrt(of_high / high.size + of_low / low.size)


def clustered_auc_se(high: Floats, high_prompt: Ints, low: Floats, low_prompt: Ints) -> float:
    """`delong_se` for scores whose prompts, codes (m,) and (n,), are drawn whole (Obuchowski 1997).

    nan unless each tier has scores in two prompts.
    """
    high_prompt, high = high_prompt[~np.isnan(high)], high[~np.isnan(high)]
    low_prompt, low = low_prompt[~np.isnan(low)], low[~np.isnan(low)]
    if min(np.unique(high_prompt).size, np.unique(low_prompt).size) < 2:
        return math.nan
    total = prompt_count(np.concatenate((high_prompt, low_prompt)))
    wins, losses = placements(high, low), 1 - placements(low, high)
    of_high = sum_by_prompt(wins - wins.mean(), high_prompt, total) / high.size
    of_low = sum_by_prompt(losses - wins.mean(), low_prompt, total) / low.size
    in_high, in_low = (
        count_by_prompt(high_prompt, total) > 0,
        count_by_prompt(low_prompt, total) > 0,
    )
    variance = (
        _inflate(of_high**2, in_high)
        + _inflate(of_low**2, in_low)
        + 2 * _inflate(of_high * of_low, in_high | in_low)
    )
    return math.sqrt(max(variance, 0.0))


def _inflate(products: Floats, prompts: Bools) -> float:
    held = np.count_nonzero(prompts)
    return float(products.sum()) * held / (held - 1)


def gamma(pairs: Association) -> float:
    """Goodman & Kruskal's (1954) gamma: pairs tied in either do not count."""
    decided = pairs.concordant + pairs.discordant
    return (pairs.concordant - pairs.discordant) / decided if decided else float("nan")


def somers_d_y_given_x(pairs: Association) -> float:
    """Somers' (1962) D of y: pairs tied in x do not count, pairs tied in y alone count 0."""
    untied = pairs.concordant + pairs.discordant + pairs.tied_y
    return (pairs.concordant - pairs.discordant) / untied if untied else float("nan")


def jonckheere_z_without_ties(score: Floats, tier: Floats) -> float:
    """Jonckheere's (1954) z of one group, its variance without any correction for ties."""
    found = jonckheere(score, tier, np.zeros(score.size, dtype=np.int64))
    sizes = encode_values(tier)[1]
    plain = score.size**2 * (2 * score.size + 3) - (sizes**2 * (2 * sizes + 3)).sum()
    return float((found.j - found.mean) / (plain / 72) ** 0.5) if plain else float("nan")


def naive_error(values: Floats) -> float:
    """The standard error of a mean of independent values."""
    return float(values.std(ddof=1) / values.size**0.5)


@dataclass(frozen=True)
class TierVariance:
    """One-way analysis of variance over k tiers, by values and (H, epsilon²) by ranks.

    omega² is the unbiased companion of eta² (Hays 1963); the ICC is of single scores in tiers,
    with the mean size of unequal tiers (Donner 1986); H is Kruskal & Wallis's (1952), corrected
    for ties, and epsilon² is H/(N-1).
    """

    f: float
    eta2: float
    omega2: float
    icc1_tiers: float
    kruskal_h: float
    epsilon2_h: float


def tier_variance(score: Floats, tier: Floats) -> TierVariance:
    """Of scores (n,) in tiers (n,), pooled over prompts: centre by prompt first to set them aside.

    All nan below two tiers, with no more scores than tiers, or when the scores are all equal;
    F is infinite when no tier's scores vary.
    """
    known = ~(np.isnan(score) | np.isnan(tier))
    score = score[known]
    codes, sizes = encode_values(tier[known])
    n, k = score.size, sizes.size
    if k < 2 or n <= k or np.ptp(score) <= 1e-9:
        return TierVariance(*[float("nan")] * 6)
    between, total = _sums_of_squares(score, codes, sizes)
    by_rank = np.divide(*_sums_of_squares(midranks(score), codes, sizes))
    msb, msw = between / (k - 1), (total - between) / (n - k)
    size = (n - (sizes**2).sum() / n) / (k - 1)
    return TierVariance(
        f=float(np.divide(msb, msw)) if msw else float("inf"),
        eta2=between / total,
        omega2=(between - (k - 1) * msw) / (total + msw),
        icc1_tiers=float((msb - msw) / (msb + (size - 1) * msw)),
        kruskal_h=float((n - 1) * by_rank),
        epsilon2_h=float(by_rank),
    )


def _sums_of_squares(values: Floats, codes: Ints, sizes: Ints) -> tuple[float, float]:
    """Between groups, and in all."""
    centred = values - values.mean()
    means = sum_by_prompt(centred, codes, sizes.size) / sizes
    return float((sizes * means**2).sum()), float((centred**2).sum())
