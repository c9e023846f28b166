"""Two judges on one scale: whether they give the same number, not only the same order."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from validation.statistics import values as arrays
from validation.statistics.intervals import benjamini_yekutieli, cluster_mean
from validation.statistics.values import Floats, Ints

Likeness = Literal["nominal", "interval"]


@dataclass(frozen=True)
class AltTest:
    """Of A humans: the share the judge wins against, and per human (A,) what that rests on.

    `advantage` is how often the judge is as near the other humans as this human is, `p` that of
    the human being nearer by more than epsilon allows. A winning rate of .5 lets the judge
    replace them.
    """

    winning_rate: float
    advantage: Floats
    p: Floats


def alt_test(
    judge: Floats,
    humans: Floats,
    prompt: Ints,
    *,
    epsilon: float = 0.15,
    likeness: Likeness = "interval",
) -> AltTest:
    """Judge (n,) against humans (n, A) on units of prompts (n,), each human left out in turn.

    On a unit, nearer to the remaining humans is: a lower root mean square distance, or for
    categories more of them equal. Each human is tried one-sided by a t test with units clustered
    by prompt (the paper's t test where prompts have one unit each), at false discovery rate .05
    (Benjamini & Yekutieli). Epsilon is the judge's head start: the paper takes .2 against
    experts, .15 against trained raters, .1 against a crowd. A human who shares no unit has nan;
    the winning rate is of the rest, nan without any.
    """
    columns = [
        _advantage_over_human(judge, humans, prompt, j, epsilon, likeness)
        for j in range(humans.shape[1])
    ]
    advantage, p = np.array(columns).reshape(-1, 2).T
    tried = ~np.isnan(p)
    rate = float(benjamini_yekutieli(p[tried]).mean()) if tried.any() else float("nan")
    return AltTest(winning_rate=rate, advantage=advantage, p=p)


def _advantage_over_human(
    judge: Floats, humans: Floats, prompt: Ints, left_out: int, epsilon: float, likeness: Likeness
) -> tuple[float, float]:
    """The judge's advantage over one human, and the p of not being within epsilon of them."""
    human, others = humans[:, left_out], np.delete(humans, left_out, axis=1)
    shared = ~(np.isnan(judge) | np.isnan(human) | np.isnan(others).all(axis=1))
    of_judge = _nearness(judge[shared], others[shared], likeness)
    of_human = _nearness(human[shared], others[shared], likeness)
    wins, losses = (of_judge >= of_human).astype(float), (of_human >= of_judge).astype(float)
    if not wins.size:
        return float("nan"), float("nan")
    return float(wins.mean()), _p_below(losses - wins, prompt[shared], epsilon)


def _nearness(rating: Floats, others: Floats, likeness: Likeness) -> Floats:
    gap = arrays.round_values(rating[:, None] - others)
    if likeness == "nominal":
        return arrays.round_values(np.nanmean(np.where(np.isnan(gap), np.nan, gap == 0), axis=1))
    return arrays.round_values(-np.sqrt(np.nanmean(gap**2, axis=1)))


def _p_below(lead: Floats, prompt: Ints, epsilon: float) -> float:
    """One-sided p of a human's mean lead being epsilon or more.

    Leads that are all equal, c, have no error; the likeliest way to a mean of epsilon is then a
    share (1-epsilon)/(1-c) of such prompts and leads of 1 in the others, none of which was drawn.
    """
    from scipy.special import stdtr

    found, prompts = cluster_mean(lead, prompt), np.unique(prompt).size
    if prompts < 2:
        return float("nan")
    error = found.se * (prompts / (prompts - 1)) ** 0.5
    if error == 0:
        return float(min(1.0, (1 - epsilon) / max(1 - found.mean, 1e-9)) ** prompts)
    return float(stdtr(prompts - 1, (found.mean - epsilon) / error))


@dataclass(frozen=True)
class BlandAltman:
    """Mean difference, its standard deviation and limits of agreement (Bland & Altman 1986)."""

    bias: float
    sd: float
    loa_low: float
    loa_high: float
    bias_se: float


def lin_ccc(x: Floats, y: Floats, *, ddof: int = 0) -> float:
    """Lin's (1989) concordance correlation of x and y (n,): 2 s_xy / (s²x + s²y + (mx - my)²).

    With moments over n, or n - ddof. nan below two pairs, and for two equal constants.
    """
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    if x.size < 2:
        return math.nan
    left, right = x - x.mean(), y - y.mean()
    n = x.size - ddof
    whole = (left @ left + right @ right) / n + (x.mean() - y.mean()) ** 2
    return float(2 * (left @ right) / n / whole) if whole > 1e-18 else math.nan


def bland_altman(x: Floats, y: Floats, prompt: Ints, *, z: float = 1.96) -> BlandAltman:
    """Of the differences x - y (n,): bias, SD (ddof 1) and bias ± z·SD.

    The limits take units as independent; `bias_se` does not, and is clustered by prompt (n,).
    All nan below two pairs.
    """
    difference = x - y
    known = difference[~np.isnan(difference)]
    if known.size < 2:
        return BlandAltman(*[math.nan] * 5)
    bias, sd = float(known.mean()), float(known.std(ddof=1))
    return BlandAltman(bias, sd, bias - z * sd, bias + z * sd, cluster_mean(difference, prompt).se)


def judge_bias(ratings: Floats) -> Floats:
    """Each judge's mean distance from the mean of the others, ratings (n, J) to (J,).

    Over units that the judge and another rated; nan for a judge without any. Advantages inside a
    prompt ignore it, but a missing rating then turns it into noise of the judges' mean.
    """
    gaps = _gaps(ratings)
    held = (~np.isnan(gaps)).sum(axis=0)
    return arrays.divide(np.nansum(gaps, axis=0), held, held > 0)


def judge_bias_leave_one_out(ratings: Floats, prompt: Ints) -> list[Floats]:
    """For each judge, its bias without each prompt (n,) that it shares with another, in turn."""
    gaps, total = _gaps(ratings), arrays.prompt_count(prompt)
    found = []
    for gap in gaps.T:
        known = ~np.isnan(gap)
        sums = arrays.sum_by_prompt(gap[known], prompt[known], total)
        held = arrays.count_by_prompt(prompt[known], total)
        left = held.sum() - held[held > 0]
        found.append(arrays.divide(sums.sum() - sums[held > 0], left, left > 0))
    return found


def _gaps(ratings: Floats) -> Floats:
    """Each rating less the mean of the unit's others; nan where either is missing."""
    known = ~np.isnan(ratings)
    others = known.sum(axis=1, keepdims=True) - known
    rest = np.nansum(ratings, axis=1, keepdims=True) - np.nan_to_num(ratings)
    return np.asarray(ratings - arrays.divide(rest, others, known & (others > 0)))
