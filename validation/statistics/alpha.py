"""Krippendorff's alpha: how far judges agree beyond what their pooled ratings would by chance."""

from typing import Literal

import numpy as np

from validation.statistics import values as arrays
from validation.statistics.values import Bools, Floats, Ints

_COST = 3e7
_BINS = 64
_CELLS = 1 << 22
_TOLERANCE = 1e-12
# Distinct values that are compared each with each, and nodes of a cell where there are more.
_FEW, _NODES = 1_000, 12

Level = Literal["nominal", "ordinal", "interval", "ratio"]


def krippendorff_alpha(ratings: Floats, level: Level = "interval") -> float:
    """1 - Do/De over pairable ratings, units x raters (N, J), nan where a rater said nothing.

    Krippendorff (2011), at the declared level of measurement. Ordinal is interval on mid-ranks,
    exactly. Units with fewer than two ratings drop out. nan when no unit has two, when all
    ratings are equal, and at the ratio level when one is negative. Above 1,000 distinct values that
    level is exact to some 1e-12.
    """
    ratings = ratings[pairable_mask(ratings)]
    ratings = arrays.midranks(ratings) if level == "ordinal" else arrays.round_values(ratings)
    values = ratings[~np.isnan(ratings)]
    observed = disagreement_between_raters(ratings, level).sum()
    expected = distance_to_all(values, level).sum()
    return float(_alpha(np.array(values.size), observed, expected, expected))


def krippendorff_alpha_leave_one_out(
    ratings: Floats, prompt: Ints, level: Level = "interval"
) -> Floats:
    """`krippendorff_alpha` without each prompt (N,) that has pairable ratings, in turn.

    Exact, from additive sums: the expected disagreement loses twice what the prompt's values
    have with all, and regains what they have among themselves, which was taken twice. At the
    ordinal level see `ordinal_leave_one_out`. nan as above.
    """
    used = pairable_mask(ratings)
    ratings, prompt = arrays.round_values(ratings[used]), prompt[used]
    total = arrays.prompt_count(prompt)
    present = ~np.isnan(ratings)
    owner = np.broadcast_to(prompt[:, None], ratings.shape)[present]
    count = arrays.count_by_prompt(owner, total)
    if level == "ordinal":
        value = krippendorff_alpha(ratings, level)
        return ordinal_leave_one_out(ratings, prompt, value)[count > 0]
    values = ratings[present]
    observed = arrays.sum_by_prompt(disagreement_between_raters(ratings, level), prompt, total)
    with_all = arrays.sum_by_prompt(distance_to_all(values, level), owner, total)
    own = distance_within_prompt(values, owner, level)
    expected = with_all.sum() - 2 * with_all + own
    left = _alpha(count.sum() - count, observed.sum() - observed, expected, with_all.sum())
    return left[count > 0]


def pairable_mask(ratings: Floats) -> Bools:
    """Units (N, J) with at least two ratings: (N,)."""
    several: Bools = (~np.isnan(ratings)).sum(axis=1) > 1
    return several


def _alpha(count: Ints, observed: Floats, expected: Floats, scale: Floats) -> Floats:
    """nan where `expected` is nothing but what rounding leaves of `scale`."""
    varied = np.asarray(expected > _TOLERANCE * scale)
    return 1 - (count - 1) * arrays.divide(observed, expected, varied)


def disagreement_between_raters(ratings: Floats, metric: Level) -> Floats:
    """Observed disagreement of each unit (N, J): Σ over ordered pairs of raters δ²/(m - 1)."""
    found = np.zeros(ratings.shape[0])
    for i in range(ratings.shape[1]):
        for j in range(i):
            found += np.nan_to_num(2 * squared_distance(ratings[:, i], ratings[:, j], metric))
    raters = (~np.isnan(ratings)).sum(axis=1)
    return arrays.divide(found, raters - 1, raters > 1)


def squared_distance(a: Floats, b: Floats, metric: Level) -> Floats:
    """δ²(a, b), elementwise: 0 or 1, (a-b)², or ((a-b)/(a+b))². Ordinal takes mid-ranks."""
    if metric == "nominal":
        return np.where(np.isnan(a + b), np.nan, a != b)
    if metric == "ratio":
        sums = a + b
        return np.nan_to_num(arrays.divide(a - b, sums, sums != 0)) ** 2
    return np.asarray((a - b) ** 2)


def distance_to_all(values: Floats, metric: Level) -> Floats:
    """For each of the values (n,), none missing: Σ of δ² to all n of them."""
    if metric == "nominal":
        codes, counts = arrays.encode_values(values)
        return (values.size - counts[codes]).astype(np.float64)
    if metric == "ratio":
        return _ratio_distance_to_all(values)
    apart = arrays.centre(values)
    return np.asarray(values.size * apart**2 + (apart**2).sum())


def _ratio_distance_to_all(values: Floats) -> Floats:
    if (values < 0).any():
        return np.full(values.shape, np.nan)
    distinct, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    if distinct.size > _FEW:
        return _expanded_distance(distinct, counts)[codes]
    return _ratio_sums(distinct, distinct, counts)[codes]


def _ratio_sums(targets: Floats, sources: Floats, weight: Floats | Ints) -> Floats:
    """For each target: the weighted sum of its ratio distances to the sources."""
    step = max(1, _CELLS // max(sources.size, 1))
    parts = [
        squared_distance(targets[at : at + step, None], sources, "ratio") @ weight
        for at in range(0, targets.size, step)
    ]
    return np.concatenate([np.zeros(0), *parts])


def _expanded_distance(distinct: Floats, counts: Ints) -> Floats:
    """`_ratio_sums` of rising values >= 0 among themselves, in time linear in them.

    ((a-b)/(a+b))² is tanh²((u-v)/2) of the logarithms u and v, which is analytic up to ±iπ. So
    values in a cell of width 1 act like charges at its 12 Chebyshev nodes, to 1e-13 (Fong and
    Darve 2009, the black-box fast multipole method, of one level).
    """
    zeros = counts[distinct == 0].sum()
    positive, weight = distinct[distinct > 0], counts[distinct > 0]
    logs = np.log(positive)
    places, cell = np.unique(np.floor(logs), return_inverse=True)
    angles = (np.arange(_NODES) + 0.5) * np.pi / _NODES
    orders = np.arange(_NODES)
    inside = np.clip(2 * (logs - places[cell]) - 1, -1, 1)
    basis = np.cos(np.arccos(inside)[:, None] * orders)
    at_nodes = np.cos(angles[:, None] * orders) * np.where(orders, 2, 1) / _NODES
    width = places.size * _NODES
    moments = np.bincount(
        (cell[:, None] * _NODES + orders).ravel(), (basis * weight[:, None]).ravel(), width
    )
    charges = moments.reshape(-1, _NODES) @ at_nodes.T
    nodes = (places[:, None] + (np.cos(angles) + 1) / 2).ravel()
    step = max(1, _CELLS // nodes.size)
    felt = [
        np.tanh((nodes[at : at + step, None] - nodes) / 2) ** 2 @ charges.ravel()
        for at in range(0, nodes.size, step)
    ]
    sums = ((np.concatenate(felt).reshape(-1, _NODES) @ at_nodes)[cell] * basis).sum(axis=1)
    return np.concatenate([np.full(distinct.size - positive.size, weight.sum()), sums + zeros])


def distance_within_prompt(values: Floats, prompt: Ints, metric: Level) -> Floats:
    """For each prompt (n,): Σ of δ² over ordered pairs of its own values: (G,)."""
    total = arrays.prompt_count(prompt)
    count = arrays.count_by_prompt(prompt, total)
    if metric == "nominal":
        codes, counts = arrays.encode_values(values)
        cells, sizes = np.unique(prompt * counts.size + codes, return_counts=True)
        return count**2 - arrays.sum_by_prompt(sizes**2, cells // counts.size, total)
    if metric == "ratio":
        own = np.split(values[np.argsort(prompt, kind="stable")], np.cumsum(count)[:-1])
        return np.array([squared_distance(x[:, None], x, metric).sum() for x in own])
    apart = arrays.centre(values)
    squares, sums = arrays.sum_by_prompt(np.stack([apart**2, apart], axis=1), prompt, total).T
    return np.asarray(2 * (count * squares - sums**2))


def ordinal_leave_one_out(ratings: Floats, prompt: Ints, value: float) -> Floats:
    """Ordinal alpha, `value` in full, without each prompt 0..G-1 in turn: (G,).

    Ratings are (N, J) with two or more in each unit, `prompt` is (N,). The mid-ranks are worked
    out anew for every prompt left out: exact, in O(G·V²) for V distinct ratings. Where that is
    above 3e7, ratings are first gathered into 64 bins of like numbers, and what each prompt moves
    is taken from there. nan where all ratings that are left are equal.
    """
    present = ~np.isnan(ratings)
    codes = np.full(ratings.shape, -1)
    codes[present], counts = arrays.encode_values(ratings[present])
    if arrays.prompt_count(prompt) * counts.size**2 <= _COST:
        return _alpha_without_each(codes, prompt, counts.size)[:-1]
    below = np.cumsum(counts) - counts / 2
    bins = (below * _BINS / counts.sum()).astype(np.int64)
    coarse = _alpha_without_each(np.where(present, bins[codes], -1), prompt, _BINS)
    return np.asarray(value + coarse[:-1] - coarse[-1])


def _alpha_without_each(codes: Ints, prompt: Ints, distinct: int) -> Floats:
    """Alpha without each prompt, and last without none: (G + 1,). A code of -1 is missing."""
    total = arrays.prompt_count(prompt) + 1
    present = codes >= 0
    owner = np.broadcast_to(prompt[:, None], codes.shape)[present]
    cells = np.bincount(owner * distinct + codes[present], minlength=total * distinct)
    own = cells.reshape(total, distinct)
    left = own.sum(axis=0) - own
    count = left.sum(axis=1)
    ranks = np.cumsum(left, axis=1) - (left + count[:, None]) / 2
    squares = ranks**2
    spread = 2 * (count * (left * squares).sum(axis=1) - (left * ranks).sum(axis=1) ** 2)
    together = _coincidences(codes, distinct)
    everywhere = 2 * (squares @ together.sum(axis=1) - ((ranks @ together) * ranks).sum(axis=1))
    rated = np.where(present, ranks[prompt[:, None], codes], 0.0)
    raters = present.sum(axis=1)
    inside = 2 * (raters * (rated**2).sum(axis=1) - rated.sum(axis=1) ** 2) / (raters - 1)
    observed = everywhere - arrays.sum_by_prompt(inside, prompt, total)
    varied = spread > _TOLERANCE * spread.max(initial=0)
    return np.asarray(1 - (count - 1) * arrays.divide(observed, spread, varied))


def _coincidences(codes: Ints, distinct: int) -> Floats:
    """Krippendorff's coincidence matrix (V, V): ordered pairs in a unit, weighing 1/(m - 1)."""
    weight = 1 / ((codes >= 0).sum(axis=1) - 1)
    found = np.zeros(distinct * distinct)
    for i in range(codes.shape[1]):
        for j in range(codes.shape[1]):
            both = (codes[:, i] >= 0) & (codes[:, j] >= 0) & (i != j)
            cells = codes[both, i] * distinct + codes[both, j]
            found += arrays.sum_by_prompt(weight[both], cells, found.size)
    return found.reshape(distinct, distinct)
