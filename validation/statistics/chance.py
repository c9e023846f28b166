"""Agreement of any number of raters beyond chance, and what each coefficient calls chance."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from validation.statistics import values as arrays
from validation.statistics.values import Bools, Floats, Ints

Weighting = Literal["identity", "linear", "quadratic", "ordinal"]


@dataclass(frozen=True)
class Youden:
    """Youden's (1950) J = tpr - fpr, and the AUC (1 + J)/2 it comes to; nan if a class is empty."""

    tpr: float
    fpr: float
    youden_j: float
    auc: float


def youden(tp: float, fn: float, fp: float, tn: float) -> Youden:
    """From the four counts of a binary reward against gold."""
    tpr, fpr = (float(rate) for rate in _rates(np.array([tp, fn, fp, tn], dtype=np.float64)))
    return Youden(tpr=tpr, fpr=fpr, youden_j=tpr - fpr, auc=(1 + tpr - fpr) / 2)


def confusion(paid: Bools, good: Bools, prompt: Ints) -> Floats:
    """Counts (tp, fn, fp, tn) of each prompt 0..G-1, for arrays (n,): (G, 4), additive."""
    cells = np.stack([paid & good, ~paid & good, paid & ~good, ~paid & ~good], axis=1)
    return arrays.sum_by_prompt(cells.astype(np.float64), prompt, arrays.prompt_count(prompt))


def youden_j_leave_one_out(counts: Floats) -> Floats:
    """Youden's J without each row of `confusion`'s counts: (G,); nan where that empties a class."""
    tpr, fpr = _rates(counts.sum(axis=0) - counts)
    return np.asarray(tpr - fpr)


def _rates(counts: Floats) -> tuple[Floats, Floats]:
    tp, fn, fp, tn = np.moveaxis(counts, -1, 0)
    return arrays.divide(tp, tp + fn, tp + fn > 0), arrays.divide(fp, fp + tn, fp + tn > 0)


def categories_of(ratings: Floats) -> Floats:
    """The distinct ratings, rising, of an array of any shape; nan left out."""
    return np.unique(arrays.round_values(ratings[~np.isnan(ratings)]))


def counts_of(ratings: Floats, categories: Floats) -> Floats:
    """How many raters (N, J) put each unit in each category (q,), rising: (N, q).

    Raises ValueError for a rating that is no category.
    """
    values = arrays.round_values(ratings)
    places = np.minimum(
        np.searchsorted(arrays.round_values(categories), values), categories.size - 1
    )
    missing = np.isnan(ratings)
    if categories.size:
        strange = ~missing & (arrays.round_values(categories)[places] != values)
        if strange.any():
            raise ValueError(f"rating {ratings[strange][0]:g} is none of {categories.tolist()}")
    units, _ = np.nonzero(~missing)
    shape = ratings.shape[0], categories.size
    cells = np.bincount(units * shape[1] + places[~missing], minlength=shape[0] * shape[1])
    return cells.reshape(shape).astype(np.float64)


def table_of(first: Floats, second: Floats, categories: Floats) -> Floats:
    """Units (n,) by the categories (q,) of the first rater and of the second: (q, q)."""
    both = ~(np.isnan(first) | np.isnan(second))
    one, two = (counts_of(x[both, None], categories) for x in (first, second))
    return np.asarray(one.T @ two)


def percent_agreement(counts: Floats, weights: Floats) -> float:
    """Weighted share of agreeing pairs of raters, mean over units rated twice or more.

    For `counts` (N, q) of raters a category and agreement `weights` (q, q), as for all here
    (Gwet 2014, with missing ratings). nan if no unit has two.
    """
    raters = counts.sum(axis=1)
    paired = raters > 1
    agreeing = (counts * (counts @ weights - 1))[paired].sum(axis=1)
    shares = agreeing / (raters * (raters - 1))[paired]
    return float(shares.mean()) if paired.any() else float("nan")


def gwet_ac(counts: Floats, weights: Floats) -> float:
    """Gwet's (2008) AC1, or AC2 when weighted: chance is Σw/(q(q-1)) Σ pi(1-pi).

    Categories must be declared, for their number is in the chance. nan below two of them.
    """
    shares, q = _category_shares(counts), counts.shape[1]
    if q < 2:
        return float("nan")
    chance = weights.sum() / (q * (q - 1)) * (shares * (1 - shares)).sum()
    return _chance_corrected(percent_agreement(counts, weights), float(chance))


def _category_shares(counts: Floats) -> Floats:
    """Mean over rated units of each category's share of their raters."""
    raters = counts.sum(axis=1)
    rated = raters > 0
    return np.asarray((counts[rated] / raters[rated, None]).sum(axis=0) / max(rated.sum(), 1))


def _chance_corrected(observed: float, chance: float) -> float:
    return (observed - chance) / (1 - chance) if 1 - chance > 1e-12 else float("nan")


def cohen_kappa(table: Floats, weights: Floats) -> float:
    """Cohen's (1968) weighted kappa of a table (q, q) of counts or shares.

    Chance is each rater's own margin; `weights` (q, q) are of agreement, from `weights.py`. nan
    for an empty table, and when chance alone would agree in full.
    """
    shares = table / max(float(table.sum()), np.finfo(float).tiny)
    return _beyond_chance(shares, np.outer(shares.sum(axis=1), shares.sum(axis=0)), weights)


def _beyond_chance(shares: Floats, chance: Floats, weights: Floats) -> float:
    """1 - Do/De, which keeps its precision where agreement is near 1."""
    observed = float(((1 - weights) * shares).sum())
    expected = float(((1 - weights) * chance).sum())
    return 1 - observed / expected if expected > 1e-15 else float("nan")


def agreement_weights(categories: Floats, weighting: Weighting) -> Floats:
    """Weights (q, q) for rising categories (q,); one category has the weight 1 with itself.

    Linear and quadratic fall with the distance between categories' values (Cohen 1968); ordinal
    with the number of pairs of categories that an interval holds, which is Gwet's (2014) and not
    Krippendorff's ordinal metric.
    """
    place = np.arange(categories.size, dtype=np.float64)
    if weighting == "identity":
        return np.eye(categories.size)
    if weighting == "ordinal":
        steps = np.abs(place[:, None] - place)
        return _weights_of_distance(steps * (steps + 1) / 2)
    distance = np.abs(categories[:, None] - categories)
    return _weights_of_distance(distance if weighting == "linear" else distance**2)


def _weights_of_distance(distance: Floats) -> Floats:
    farthest = distance.max(initial=0)
    return np.asarray(1 - distance / farthest) if farthest > 0 else np.ones(distance.shape)
