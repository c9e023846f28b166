"""The six intraclass correlations of Shrout & Fleiss, from sums that prompts add to."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from validation.statistics import values as arrays
from validation.statistics.values import Floats, Ints

_NOISE = 1e-9

Ties = Literal["corrected", "ignored"]


@dataclass(frozen=True)
class Icc:
    """Reliability of one rating, and (k) of the mean of k judges.

    icc1 of anonymous raters, icc2 of absolute agreement, icc3 of consistency: (1), (A) and (C) in
    McGraw & Wong (1996). Each has the shape of the sums it was made of, less the last axis.
    """

    icc1: Floats
    icc2: Floats
    icc3: Floats
    icc1k: Floats
    icc2k: Floats
    icc3k: Floats


def icc_sums(ratings: Floats, prompt: Ints) -> Floats:
    """n, Σx², Σ(row sum)²/J and J column sums of each prompt's complete units: (G', J + 3).

    Of ratings less their overall mean, so that little is lost in rounding.
    """
    complete = ~np.isnan(ratings).any(axis=1)
    ratings, prompt = ratings[complete], prompt[complete]
    if not ratings.size:
        return np.zeros((0, ratings.shape[1] + 3))
    centred = ratings - ratings.mean()
    centred[np.abs(centred) < 1e-9] = 0.0
    squares, rows = (centred**2).sum(axis=1), centred.sum(axis=1) ** 2 / ratings.shape[1]
    values = np.column_stack([np.ones(prompt.size), squares, rows, centred])
    total = arrays.prompt_count(prompt)
    return arrays.sum_by_prompt(values, prompt, total)[arrays.count_by_prompt(prompt, total) > 0]


def icc_of_sums(sums: Floats) -> Icc:
    """The six from sums (…, J + 3); for the jackknife from all less each prompt's."""
    n, squares, rows, columns = sums[..., 0], sums[..., 1], sums[..., 2], sums[..., 3:]
    k = columns.shape[-1]
    usable = (n > 1) & (k > 1)
    mean = columns.sum(axis=-1) ** 2 / np.maximum(n * k, 1)
    total, between = squares - mean, rows - mean
    judges = (columns**2).sum(axis=-1) / np.maximum(n, 1) - mean
    msr = arrays.divide(between, n - 1, usable)
    msw = arrays.divide(total - between, n * (k - 1), usable)
    msc = arrays.divide(judges, np.full(np.shape(n), k - 1.0), usable)
    mse = arrays.divide(total - between - judges, (n - 1) * (k - 1), usable)
    offset = (msc - mse) / np.maximum(n, 1)

    def divide_or_nan(above: Floats, below: Floats) -> Floats:
        return arrays.divide(above, below, usable & (np.abs(below) > 1e-12 * (1e-6 + total)))

    return Icc(
        icc1=divide_or_nan(msr - msw, msr + (k - 1) * msw),
        icc2=divide_or_nan(msr - mse, msr + (k - 1) * mse + k * offset),
        icc3=divide_or_nan(msr - mse, msr + (k - 1) * mse),
        icc1k=divide_or_nan(msr - msw, msr),
        icc2k=divide_or_nan(msr - mse, msr + offset),
        icc3k=divide_or_nan(msr - mse, msr),
    )


def within_prompt_icc(ratings: Floats, prompt: Ints) -> float:
    """ICC(C,k) of ratings (n, J) centred in each prompt (n,): how reliable the judges' mean is.

    Over units that every judge rated, in prompts with two or more of them. Of McGraw & Wong's
    (1996) 1 - MSE/MSR the degrees of freedom are R = Σ(K_g - 1) for units and (J-1)R for error,
    and judges' means are zero by centring, so that it is 1 - SSE / ((J-1) SSR). nan below two
    judges, and when the judges' mean never varies inside a prompt.
    """
    sums = within_prompt_sums(ratings, prompt).sum(axis=0)
    return float(_consistency_icc(sums, ratings.shape[1]))


def within_prompt_icc_leave_one_out(ratings: Floats, prompt: Ints) -> Floats:
    """`within_prompt_icc` without each prompt that has two complete units, in turn."""
    sums = within_prompt_sums(ratings, prompt)
    return _consistency_icc(sums.sum(axis=0) - sums, ratings.shape[1])


def within_prompt_sums(ratings: Floats, prompt: Ints) -> Floats:
    """Sums of squares (error, units) of each usable prompt: (G', 2), additive over prompts."""
    complete = np.logical_not(np.isnan(ratings).any(axis=1))
    several = arrays.count_by_prompt(prompt[complete], arrays.prompt_count(prompt)) > 1
    used = complete & several[prompt]
    centred = centre_by_prompt(ratings[used], prompt[used])
    mean = centred.mean(axis=1, keepdims=True)
    units = centred.shape[1] * mean[:, 0] ** 2
    errors = ((centred - mean) ** 2).sum(axis=1)
    total = arrays.prompt_count(prompt)
    sums = arrays.sum_by_prompt(np.stack([errors, units], axis=1), prompt[used], total)
    return sums[arrays.count_by_prompt(prompt[used], total) > 0]


def _consistency_icc(sums: Floats, judges: int) -> Floats:
    errors, units = sums[..., 0], (judges - 1) * sums[..., 1]
    return 1 - arrays.divide(errors, units, units > _NOISE**2)


def centre_by_prompt(values: Floats, prompt: Ints) -> Floats:
    """`values` (n, J), none missing, less each column's mean in the row's prompt.

    What is left of equal values is rounding, and becomes zero.
    """
    total = arrays.prompt_count(prompt)
    counts = np.maximum(arrays.count_by_prompt(prompt, total), 1)
    centred = values - (arrays.sum_by_prompt(values, prompt, total) / counts[:, None])[prompt]
    return np.where(np.abs(centred) < _NOISE, 0.0, centred)


def prompt_ws(ratings: Floats, prompt: Ints, ties: Ties = "corrected") -> Floats:
    """W of each prompt 0..G-1 of ratings (n, J): (G,), nan where undefined."""
    complete = ~np.isnan(ratings).any(axis=1)
    total = max(arrays.prompt_count(prompt), 1)
    ratings, prompt = ratings[complete], prompt[complete]
    ranked = [_ranks(column, prompt, total) for column in ratings.T]
    ranks = np.stack([column for column, _ in ranked], axis=1)
    tied = np.sum([excess for _, excess in ranked], axis=0)
    sums = centre_by_prompt(ranks, prompt).sum(axis=1)
    n, judges = arrays.count_by_prompt(prompt, total).astype(np.float64), ratings.shape[1]
    most = judges**2 * (n**3 - n) - (judges * tied if ties == "corrected" else 0)
    return arrays.divide(12 * arrays.sum_by_prompt(sums**2, prompt, total), most, most > 0)


def _ranks(values: Floats, prompt: Ints, total: int) -> tuple[Floats, Floats]:
    """Mid-ranks inside prompts (n,), but for a constant; and Σ(t³ - t) over each one's ties."""
    values = arrays.round_values(values)
    order = arrays.order_by(prompt, values)
    first, length = arrays.runs(arrays.run_starts(prompt[order], values[order]))
    ranks = np.empty(prompt.size)
    ranks[order] = (first + (length - 1) / 2).repeat(length)
    ties = (length**3 - length).astype(np.float64)
    return ranks, arrays.sum_by_prompt(ties, prompt[order][first], total)


def advantage_reliability(calls: Floats, prompt: Ints) -> float:
    """Within-prompt ICC(1,1) of calls (n, T) of one reward on the same generations.

    The analysis of variance reward ~ prompt + generation in prompt + error gives
    s²c / (s²c + s²e) = (MSC - MSE) / (MSC + (T-1) MSE) (Shrout & Fleiss 1979). Generations that
    lack a call drop out. nan below two calls, without a prompt of two generations, and when
    nothing varies inside prompts. The signal to noise ratio is rho / (1 - rho).
    """
    return float(_reliability_icc(reliability_sums(calls, prompt).sum(axis=0), calls.shape[1]))


def advantage_reliability_leave_one_out(calls: Floats, prompt: Ints) -> Floats:
    """`advantage_reliability` without each prompt of two complete generations, in turn."""
    sums = reliability_sums(calls, prompt)
    return _reliability_icc(sums.sum(axis=0) - sums, calls.shape[1])


def reliability_sums(calls: Floats, prompt: Ints) -> Floats:
    """SSC, its degrees of freedom, SSE and its own, of each usable prompt: (G', 4), additive."""
    complete = ~np.isnan(calls).any(axis=1)
    calls, prompt = calls[complete], prompt[complete]
    repeats, total = calls.shape[1], arrays.prompt_count(prompt)
    mean = calls.mean(axis=1, keepdims=True)
    errors = calls - mean
    errors[np.abs(errors) < 1e-9] = 0.0
    units = repeats * centre_by_prompt(mean, prompt) ** 2
    squares = np.column_stack([units, (errors**2).sum(axis=1)])
    held = arrays.count_by_prompt(prompt, total)
    between, within = arrays.sum_by_prompt(squares, prompt, total).T
    sums = np.stack([between, held - 1, within, held * (repeats - 1)], axis=1)
    return np.asarray(sums[held > 1])


def _reliability_icc(sums: Floats, repeats: int) -> Floats:
    between, between_df, within, within_df = np.moveaxis(sums, -1, 0)
    msc = arrays.divide(between, between_df, between_df > 0)
    mse = arrays.divide(within, within_df, within_df > 0)
    whole = msc + (repeats - 1) * mse
    return arrays.divide(msc - mse, whole, whole > 1e-18)
