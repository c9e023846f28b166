"""Ordinal association of two variables: every coefficient there is of one count of pairs."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from validation.statistics import values as arrays
from validation.statistics.icc import centre_by_prompt
from validation.statistics.pairs import PairCounts, pair_counts
from validation.statistics.values import Bools, Floats, Ints

_NOTHING = 1e-12


@dataclass(frozen=True)
class Association:
    """Pairs of units by how x and y order them, and the coefficients made of them.

    A coefficient is nan when its denominator is empty, as when x or y is constant.
    """

    concordant: float
    discordant: float
    tied_x: float  # in x and not in y
    tied_y: float  # in y and not in x
    n: int
    levels: int  # of the variable with fewer

    @property
    def tau_b(self) -> float:
        """Kendall's (1945) tau-b."""
        return _quotient_or_nan(self._excess, math.sqrt(self._untied_x * self._untied_y))

    @property
    def tau_c(self) -> float:
        """Stuart's (1953) tau-c, for tables that are not square."""
        levels = self.levels
        return _quotient_or_nan(2 * levels * self._excess, self.n**2 * (levels - 1))

    @property
    def somers_d_x_given_y(self) -> float:
        """Somers' (1962) D of x: pairs tied in y do not count, pairs tied in x alone count 0."""
        return _quotient_or_nan(self._excess, self._untied_y)

    @property
    def _excess(self) -> float:
        return self.concordant - self.discordant

    @property
    def _untied_x(self) -> float:
        return self.concordant + self.discordant + self.tied_y

    @property
    def _untied_y(self) -> float:
        return self.concordant + self.discordant + self.tied_x


def rank_association(x: Floats, y: Floats) -> Association:
    """Count pairs of the units (n,) that have x and y, in O(n log n); ties at nine decimals."""
    both = _complete_mask(x, y)
    x, y = x[both], y[both]
    pairs = pair_counts(x, y, np.zeros(x.size, dtype=np.int64))
    right, tied, wrong = (float(part.sum()) for part in (pairs.right, pairs.tied, pairs.wrong))
    of_x, of_y = arrays.encode_values(x)[1], arrays.encode_values(y)[1]
    return Association(
        concordant=right,
        discordant=wrong,
        tied_x=tied,
        tied_y=_pair_count(np.array([x.size])) - _pair_count(of_x) - right - wrong,
        n=x.size,
        levels=min(of_x.size, of_y.size),
    )


def _pair_count(counts: Ints) -> float:
    return float((counts * (counts - 1)).sum()) / 2


def _quotient_or_nan(above: float, below: float) -> float:
    return above / below if below else float("nan")


def pearson(x: Floats, y: Floats) -> float:
    """Pearson's r of the units (n,) that have both. nan when either is constant there."""
    both = _complete_mask(x, y)
    return _centred_r(arrays.centre(x[both]), arrays.centre(y[both]))


def spearman(x: Floats, y: Floats) -> float:
    """Spearman's rho: Pearson's r of mid-ranks (n,). nan when either is constant."""
    both = _complete_mask(x, y)
    return pearson(arrays.midranks(x[both]), arrays.midranks(y[both]))


def spearman_within(x: Floats, y: Floats, prompt: Ints) -> float:
    """Pearson's r of pooled mid-ranks (n,) less their prompts' means: what is left inside prompts.

    nan when either never varies inside a prompt.
    """
    both = _complete_mask(x, y)
    return _centred_r(*_ranks_within(x[both], y[both], prompt[both]).T)


def spearman_within_leave_one_out(x: Floats, y: Floats, prompt: Ints) -> Floats:
    """`spearman_within` without each prompt that varies, the pooled ranks being held: (G',)."""
    both = _complete_mask(x, y)
    left, right = _ranks_within(x[both], y[both], prompt[both]).T
    products = np.stack([left * right, left**2, right**2], axis=1)
    sums = arrays.sum_by_prompt(products, prompt[both], arrays.prompt_count(prompt))
    sums = sums[(sums[:, 1:] > _NOTHING).any(axis=1)]
    rest = sums.sum(axis=0) - sums
    size = np.sqrt(np.maximum(rest[:, 1] * rest[:, 2], 0))
    return np.clip(arrays.divide(rest[:, 0], size, size > _NOTHING), -1, 1)


def _ranks_within(x: Floats, y: Floats, prompt: Ints) -> Floats:
    ranks = np.stack([arrays.midranks(x), arrays.midranks(y)], axis=1)
    return centre_by_prompt(ranks, prompt)


def _complete_mask(x: Floats, y: Floats) -> Bools:
    return np.logical_not(np.isnan(x) | np.isnan(y))


def _centred_r(x: Floats, y: Floats) -> float:
    """Of values that have mean zero already."""
    size = float(np.sqrt((x @ x) * (y @ y)))
    return float(np.clip(x @ y / size, -1, 1)) if size > _NOTHING else float("nan")


def spearman_brown(reliability: float, judges: float) -> float:
    """Reliability of the mean of `judges` alike, each of `reliability` (Spearman 1910).

    nan where the judges would have to be less than independent: 1 + (k-1) rel not above 0.
    """
    below = 1 + (judges - 1) * reliability
    return judges * reliability / below if below > 0 else math.nan


def judges_needed(reliability: float, target: float) -> float:
    """Fewest judges alike whose mean reaches `target`; nan unless both are between 0 and 1."""
    if not (0 < reliability < 1 and 0 < target < 1):
        return math.nan
    exact = target * (1 - reliability) / (reliability * (1 - target))
    return float(max(1, math.ceil(round(exact, 9))))


def disattenuate(correlation: float, reliability_x: float, reliability_y: float) -> float:
    """r / √(rel_x rel_y): the correlation were there no noise (Spearman 1904), at most 1 in truth.

    Judges may disagree or only be noisy: this tells which. nan unless both are above 0.
    """
    if not (reliability_x > 0 and reliability_y > 0):
        return math.nan
    return correlation / math.sqrt(reliability_x * reliability_y)


def effective_judges(judges: float, correlation: float) -> float:
    """k / (1 + (k-1) r): how many independent judges k correlated ones are worth (Kish 1965).

    nan where 1 + (k-1) r is not above 0.
    """
    below = 1 + (judges - 1) * correlation
    return judges / below if below > 0 else math.nan


# Below this a correlation of errors is that of a judge with its own scale upside down.
_MIRRORED = -0.95
# Grades up to which each has a mean of its own; more are taken by tenths of the ranks.
_MOST_GRADES = 10


def error_correlation(ratings: Floats, quality: Floats, prompt: Ints) -> tuple[float, Floats]:
    """Mean correlation, over pairs of judges, of what is left of their ratings given the rest.

    From the mid-ranks of each judge's ratings (n, J), the mean of each prompt (n,) and that of
    each grade of quality (n,) are taken, so that neither a scale nor its compression counts and a
    copy through any monotone map has r = 1, upside down as well. Also r without each prompt in
    turn that has any residuals: (G',). nan where two judges share no error at all.
    """
    total, judges = arrays.prompt_count(prompt), ratings.shape[1]
    sums = np.stack(
        [
            _residual_products(ratings[:, [i, j]], quality, prompt, total)
            for i in range(judges)
            for j in range(i)
        ]
    )
    whole = sums.sum(axis=1)
    held = (sums[:, :, 1:].sum(axis=2) > 1e-9).any(axis=0)
    left = whole[:, None] - sums[:, held]
    return float(_mean_r(whole[:, None])[0]), _mean_r(left)


def _residual_products(ratings: Floats, quality: Floats, prompt: Ints, total: int) -> Floats:
    """Σxy, Σx² and Σy² of two judges' residuals in each prompt: (G, 3)."""
    known = ~(np.isnan(ratings).any(axis=1) | np.isnan(quality))
    ranks = np.stack([arrays.midranks(column) for column in ratings[known].T], axis=1)
    owner, steps = prompt[known], arrays.midranks(quality[known])
    values = np.unique(steps)
    if values.size > _MOST_GRADES:
        ends = np.quantile(steps, np.linspace(0, 1, _MOST_GRADES + 1)[1:-1])
        codes = np.searchsorted(ends, steps)
        design = np.column_stack([codes[:, None] == np.unique(codes)[1:], steps / steps.size])
    else:
        design = (steps[:, None] == values[1:]).astype(np.float64)
    ranks = centre_by_prompt(ranks, owner)
    if design.shape[1]:
        design = centre_by_prompt(design, owner)
        ranks = ranks - design @ (np.linalg.pinv(design.T @ design) @ (design.T @ ranks))
    x, y = ranks.T
    scale = max(known.sum(), 1)
    return arrays.sum_by_prompt(np.stack([x * y, x * x, y * y], axis=1) / scale, owner, total)


def _mean_r(sums: Floats) -> Floats:
    """The mean over pairs of r, from sums (P, m, 3): (m,)."""
    xy, xx, yy = sums[..., 0], sums[..., 1], sums[..., 2]
    found = arrays.divide(xy, np.sqrt(np.maximum(xx * yy, 0)), (xx > 1e-6) & (yy > 1e-6))
    return np.asarray(np.where(found < _MIRRORED, -found, found).mean(axis=0))


@dataclass(frozen=True)
class Jonckheere:
    """J counts rising pairs of unlike tiers, ties half; S is rising less falling.

    `z` carries the full correction for ties; `p` is one-sided, for a rise. Both are nan where
    nothing could vary.
    """

    j: float
    mean: float
    s: float
    z: float
    p: float
    pairwise_auc: float


def jonckheere(score: Floats, tier: Floats, prompt: Ints) -> Jonckheere:
    """The trend of scores (n,) over tiers (n,), summed over prompts (n,), codes 0..G-1.

    Given the ties, z has the exact mean and variance of permuting tiers within prompts, which
    each prompt adds to (Kendall 1970, ch. 4); p reads it as normal. With one code for all, the
    pooled test of independent units (Jonckheere 1954).
    """
    known = ~(np.isnan(score) | np.isnan(tier))
    score, tier, prompt = (
        arrays.round_values(score[known]),
        arrays.round_values(tier[known]),
        prompt[known],
    )
    counts = pair_counts(score, tier, prompt)
    pairs, wins = float(counts.pairs.sum()), float(counts.wins.sum())
    s = float(counts.right.sum() - counts.wrong.sum())
    z = _quotient_or_nan(s, float(_variance(score, tier, prompt).sum()) ** 0.5)
    return Jonckheere(
        j=wins,
        mean=pairs / 2,
        s=s,
        z=z,
        p=NormalDist().cdf(-z),
        pairwise_auc=_quotient_or_nan(wins, pairs),
    )


def _variance(score: Floats, tier: Floats, prompt: Ints) -> Floats:
    """Var S of each prompt under permutation, with ties in both (Kendall 1970, eq. 4.3): (G,)."""
    n = arrays.count_by_prompt(prompt, arrays.prompt_count(prompt)).astype(np.float64)
    (t1, t2, t3), (u1, u2, u3) = _tie_sums(score, prompt, n.size), _tie_sums(tier, prompt, n.size)
    found = (
        (n * (n - 1) * (2 * n + 5) - t1 - u1) / 18
        + t2 * u2 / np.maximum(9 * n * (n - 1) * (n - 2), 1)
        + t3 * u3 / np.maximum(2 * n * (n - 1), 1)
    )
    return np.where(found > 1e-12 * n**3, found, 0.0)


def _tie_sums(values: Floats, prompt: Ints, total: int) -> tuple[Floats, Floats, Floats]:
    order = arrays.order_by(prompt, values)
    start, lengths = arrays.runs(arrays.run_starts(prompt[order], values[order]))
    t, owner = lengths.astype(np.float64), prompt[order][start]
    terms = (t * (t - 1) * (2 * t + 5), t * (t - 1) * (t - 2), t * (t - 1))
    first, second, third = (arrays.sum_by_prompt(term, owner, total) for term in terms)
    return first, second, third


def length_correlation(score: Floats, length: Floats, quality: Floats, prompt: Ints) -> float:
    """Partial Spearman of score and length given quality, all (n,), inside prompts.

    Mid-ranks less their prompt's mean, then the partial correlation of those: ranks, because
    length pays without being linear, and of length, so that its logarithm would say the same.
    Units that lack one drop out; where no quality is known at all, nothing is held fixed. nan
    when score or length has no variation left.
    """
    return float(_partial_r(_products(score, length, quality, prompt).sum(axis=0)))


def length_correlation_leave_one_out(
    score: Floats, length: Floats, quality: Floats, prompt: Ints
) -> Floats:
    """`length_correlation` without each prompt in turn, the pooled ranks being held as they are."""
    products = _products(score, length, quality, prompt)
    return _partial_r(products.sum(axis=0) - products)


def length_pair_counts(score: Floats, length: Floats, quality: Floats, prompt: Ints) -> PairCounts:
    """Pairs of one prompt and equal quality (n,), by whether the longer one scores higher.

    Their `pairwise_accuracy` is the AUC of the reward for length where quality cannot explain it;
    .5 is none. Entries are of prompts 0..G-1, and so may be left out in turn.
    """
    known = ~np.isnan(quality)
    score, length, prompt = score[known], length[known], prompt[known]
    quality = arrays.round_values(quality[known])
    order = arrays.order_by(prompt, quality)
    starts = arrays.run_starts(prompt[order], quality[order])
    group, owner = np.empty(prompt.size, dtype=np.int64), prompt[order][starts]
    group[order] = np.cumsum(starts) - 1
    counts, total = pair_counts(score, length, group), arrays.prompt_count(prompt)
    sums = [
        arrays.sum_by_prompt(part, owner, total)
        for part in (counts.right, counts.tied, counts.wrong)
    ]
    return PairCounts(*sums)


def _products(score: Floats, length: Floats, quality: Floats, prompt: Ints) -> Floats:
    """Cross products of centred ranks, for each prompt with units: (G', 3, 3)."""
    if np.isnan(quality).all():
        quality = np.zeros(score.size)
    values = np.stack([score, length, quality], axis=1)
    known = ~np.isnan(values).any(axis=1)
    ranks = np.stack([arrays.midranks(column) for column in values[known].T], axis=1)
    centred = centre_by_prompt(ranks, prompt[known])
    cells = (centred[:, :, None] * centred[:, None, :]).reshape(-1, 9)
    sums = arrays.sum_by_prompt(cells, prompt[known], arrays.prompt_count(prompt)).reshape(-1, 3, 3)
    return np.asarray(sums[np.bincount(prompt[known], minlength=sums.shape[0]) > 0])


def _partial_r(products: Floats) -> Floats:
    """r of the first two given the third, from cross products (…, 3, 3)."""
    xz, yz, zz = products[..., 0, 2], products[..., 1, 2], products[..., 2, 2]
    xx, yy, xy = products[..., 0, 0], products[..., 1, 1], products[..., 0, 1]
    held = np.where(zz > 0, zz, 1.0)
    left_x, left_y = xx - xz**2 / held, yy - yz**2 / held
    some = (left_x > 1e-12 * xx) & (left_y > 1e-12 * yy)
    return arrays.divide(xy - xz * yz / held, np.sqrt(np.maximum(left_x * left_y, 0)), some)


def omega_squared(score: Floats, tier: Floats) -> float:
    """Share of the variance of scores (n,) that is between tiers (n,), without bias (Hays 1963).

    Pooled over prompts: centre by prompt first to set them aside. nan below two tiers, with no
    more scores than tiers, or when the scores are all equal.
    """
    known = ~(np.isnan(score) | np.isnan(tier))
    score = score[known]
    codes, sizes = arrays.encode_values(tier[known])
    n, k = score.size, sizes.size
    if k < 2 or n <= k or np.ptp(score) <= 1e-9:
        return math.nan
    centred = score - score.mean()
    means = arrays.sum_by_prompt(centred, codes, k) / sizes
    between, total = float((sizes * means**2).sum()), float((centred**2).sum())
    within = (total - between) / (n - k)
    return (between - (k - 1) * within) / (total + within)


def grades(quality: Floats) -> Floats:
    """The distinct grades of quality (n,), rising, told apart at nine decimals; nan left out."""
    return np.unique(arrays.round_values(quality[~np.isnan(quality)]))


def adjacent_pair_counts(score: Floats, quality: Floats, prompt: Ints) -> list[PairCounts]:
    """For each grade but the last, the pairs (n,) between it and the next, inside prompts.

    Their `pairwise_accuracy` is the within-prompt AUC of two neighbours; the weakest is the one
    to show. Each holds an entry for every prompt 0..G-1.
    """
    steps = grades(quality)
    place = np.searchsorted(steps, arrays.round_values(quality))
    return [
        pair_counts(np.where((place == low) | (place == low + 1), score, np.nan), quality, prompt)
        for low in range(steps.size - 1)
    ]
