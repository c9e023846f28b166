"""Intervals for a statistic of prompts: what would it have been, had other prompts been drawn?"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from validation.statistics.values import Bools, Floats, Ints, prompt_count, sum_by_prompt

_SAME = 1e-12

Span = tuple[float, float]


@dataclass(frozen=True)
class ClusterMean:
    """A mean, and its error with prompts drawn whole (CR0, Liang & Zeger 1986)."""

    mean: float
    se: float


def cluster_mean(values: Floats, prompt: Ints) -> ClusterMean:
    """Mean of values (n,), nan dropped, by prompt (n,). All nan without values."""
    known = ~np.isnan(values)
    values, prompt = values[known], prompt[known]
    n = values.size
    if n == 0:
        return ClusterMean(math.nan, math.nan)
    centred = values - values.mean()
    sums = sum_by_prompt(centred, prompt, prompt_count(prompt))
    return ClusterMean(float(values.mean()), math.sqrt(sums @ sums) / n)


@dataclass(frozen=True)
class ConfidenceInterval:
    """Two ends of one confidence interval; both nan when it is undefined."""

    low: float
    high: float


UNDEFINED = ConfidenceInterval(math.nan, math.nan)


def wilson(successes: float, n: int, level: float = 0.95) -> ConfidenceInterval:
    """Wilson's score interval for a share of `n` independent prompts (Wilson 1927).

    `successes` may be a fraction, so that a mean of shares can be read as a share.
    Undefined without trials.
    """
    if n == 0 or math.isnan(successes):
        return UNDEFINED
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = successes / n
    centre = share + z * z / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    scale = 1 + z * z / n
    low, high = (centre - reach) / scale, (centre + reach) / scale
    return ConfidenceInterval(max(0.0, low), min(1.0, high))


def jackknife_t(
    value: float, leave_one_out: Floats, level: float = 0.95, *, span: Span = (0.0, 1.0)
) -> ConfidenceInterval:
    """value ± t·SE, with the delete-one-prompt jackknife's error (Efron & Stein 1981).

    `leave_one_out` (G,) holds the statistic without each prompt in turn; t has G-1 degrees of
    freedom. The ends are cut to `span`, the statistic's own range, though never inside `value`;
    pass (-inf, inf) for one that has none. Where no prompt moves the statistic the interval is
    `boundary_interval`'s. Undefined below two prompts, and when a value is nan: a statistic that
    hangs on one prompt's presence has no error that these data could show.
    """
    if not _is_usable(value, leave_one_out):
        return UNDEFINED
    if np.ptp(leave_one_out) <= _SAME:
        return boundary_interval(value, leave_one_out.size, level, span)
    reach = _reach(leave_one_out, level)
    floor, ceiling = min(span[0], value), max(span[1], value)
    return ConfidenceInterval(max(floor, value - reach), min(ceiling, value + reach))


def jackknife_t_or_exact(
    value: float, leave_one_out: Floats, level: float = 0.95
) -> ConfidenceInterval:
    """`jackknife_t` without a span; the value itself where no prompt moves it.

    For what does not depend on which prompts were drawn, as a constant reply that a program pays
    alike everywhere: what prompts unlike all of these would show, no interval tells.
    """
    if _is_usable(value, leave_one_out) and np.ptp(leave_one_out) <= _SAME:
        return ConfidenceInterval(value, value)
    return jackknife_t(value, leave_one_out, level, span=(-math.inf, math.inf))


def jackknife_t_square(
    value: float, leave_one_out: Floats, level: float = 0.95
) -> ConfidenceInterval:
    """`jackknife_t` on the signed square, for a ratio from -1 to 1 whose low end must not flatter.

    A plain interval for a small ratio of signal to noise lies above the truth too often: a lucky
    sample has a small error too. Shapes and undefined cases as there.
    """
    made = jackknife_t(
        math.copysign(value * value, value),
        np.copysign(leave_one_out**2, leave_one_out),
        level,
        span=(-1.0, 1.0),
    )
    low, high = (math.copysign(math.sqrt(abs(end)), end) for end in (made.low, made.high))
    return ConfidenceInterval(low, high)


def effective_number(weights: Floats | Ints) -> float:
    """(Σw)² / Σw² of weights (n,): as many equal ones have as large an error (Kish 1965).

    0 without weights.
    """
    squares = float((weights.astype(np.float64) ** 2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def jackknife_t_log(value: float, leave_one_out: Floats, level: float = 0.95) -> ConfidenceInterval:
    """`jackknife_t` on log(1 - x), for coefficients of agreement: they crowd below 1.

    Shapes and undefined cases as there. Near 1, where a value has no logarithm, as
    `jackknife_t_logit`.
    """
    if not _is_usable(value, leave_one_out):
        return UNDEFINED
    if np.ptp(leave_one_out) <= _SAME:
        return boundary_interval(value, leave_one_out.size, level)
    if max(leave_one_out.max(), value) >= 1 - _SAME:
        return _interval_near_end(value, leave_one_out, level, (0.0, 1.0))
    factor = math.exp(_reach(np.log(1 - leave_one_out), level))
    return ConfidenceInterval(1 - (1 - value) * factor, 1 - (1 - value) / factor)


def jackknife_t_logit(
    value: float, leave_one_out: Floats, level: float = 0.95, *, span: Span = (0.0, 1.0)
) -> ConfidenceInterval:
    """`jackknife_t` on the log odds of the value's place in `span`, for shares and accuracies.

    A plain interval for a share above a half lies above the truth too often: a lucky sample has
    a small error too. Shapes and undefined cases as there. Where the value, or that without some
    prompt, is at an end of the span, the interval is the plain one, widened to what a value at
    that end would have left open, so that one more bad prompt never narrows it.
    """
    if not _is_usable(value, leave_one_out):
        return UNDEFINED
    if np.ptp(leave_one_out) <= _SAME:
        return boundary_interval(value, leave_one_out.size, level, span)
    floor, ceiling = span
    places = (np.append(leave_one_out, value) - floor) / (ceiling - floor)
    if places.min() <= _SAME or places.max() >= 1 - _SAME:
        return _interval_near_end(value, leave_one_out, level, span)
    *odds, centre = np.log(places / (1 - places))
    reach = _reach(np.array(odds), level)
    low, high = (1 / (1 + math.exp(-end)) for end in (centre - reach, centre + reach))
    return ConfidenceInterval(floor + low * (ceiling - floor), floor + high * (ceiling - floor))


def jackknife_error(leave_one_out: Floats) -> float:
    """√((G-1)/G Σ(x - mean)²) of values without each of G prompts (Tukey 1958); nan for none."""
    prompts = leave_one_out.size
    return math.sqrt((prompts - 1) * float(np.var(leave_one_out))) if prompts else math.nan


def boundary_interval(
    value: float, prompts: int, level: float = 0.95, span: Span = (0.0, 1.0)
) -> ConfidenceInterval:
    """What a statistic that no prompt moves leaves open, though its estimated error is zero.

    Of G prompts that all look alike, up to 1 - G/(G + z²) of the population could differ and not
    have been seen: Wilson's bound for G of G, the reasoning behind the rule of three. Each of
    those could be at either end of `span` (of 0..1, if the span is open), so the interval reaches
    that share of the way to either end. Undefined for nan.
    """
    floor, ceiling = span if all(map(math.isfinite, span)) else (0.0, 1.0)
    unseen = 1 - wilson(prompts, prompts, level).low
    low = value - unseen * max(0.0, value - floor)
    return ConfidenceInterval(low, value + unseen * max(0.0, ceiling - value))


def _is_usable(value: float, leave_one_out: Floats) -> bool:
    finite = math.isfinite(value) and bool(np.isfinite(leave_one_out).all())
    return finite and leave_one_out.size >= 2


def _interval_near_end(
    value: float, leave_one_out: Floats, level: float, span: Span
) -> ConfidenceInterval:
    plain = jackknife_t(value, leave_one_out, level, span=span)
    if value - span[0] < span[1] - value:
        floor = boundary_interval(span[0], leave_one_out.size, level, span)
        return ConfidenceInterval(plain.low, max(plain.high, floor.high))
    ceiling = boundary_interval(span[1], leave_one_out.size, level, span)
    return ConfidenceInterval(min(plain.low, ceiling.low), plain.high)


def _reach(leave_one_out: Floats, level: float) -> float:
    from scipy.special import stdtrit  # half a second that a run without intervals need not pay

    t = float(stdtrit(leave_one_out.size - 1, (1 + level) / 2))
    return t * jackknife_error(leave_one_out)


def holm(p: Floats, alpha: float = 0.05) -> Bools:
    """Rejected by Holm's (1979) steps down: family-wise error at most alpha. nan is not rejected.

    From the smallest p up, each against alpha over the number not yet rejected, until one fails.
    """
    order = np.argsort(p)
    passed = p[order] <= alpha / np.arange(p.size, 0, -1)
    rejected = np.zeros(p.size, dtype=np.bool_)
    rejected[order] = np.logical_and.accumulate(passed)
    return rejected


def benjamini_hochberg(p: Floats, alpha: float = 0.05) -> Bools:
    """Rejected by Benjamini & Hochberg's (1995) steps up: false discovery rate at most alpha."""
    order = np.argsort(p)
    passed = np.flatnonzero(p[order] <= alpha * np.arange(1, p.size + 1) / max(p.size, 1))
    rejected = np.zeros(p.size, dtype=np.bool_)
    rejected[order[: passed.max(initial=-1) + 1]] = True
    return rejected


def benjamini_yekutieli(p: Floats, alpha: float = 0.05) -> Bools:
    """As Benjamini-Hochberg, for p that depend on each other in any way (2001)."""
    return benjamini_hochberg(p, alpha / max(float((1 / np.arange(1, p.size + 1)).sum()), 1.0))


def prompts_to_settle(
    value: float, interval: ConfidenceInterval, prompts: int, bound: float
) -> float:
    """Prompts in all at which an interval as centred on `value` would no longer hold `bound`.

    Width falls with the root of their number: G · (reach / distance)², with the reach towards the
    bound, rounded up and no fewer than now. Infinite for a value on the bound; nan if undefined.
    """
    reach = interval.high - value if bound > value else value - interval.low
    return _scale_prompts(prompts, reach, abs(bound - value))


def prompts_to_settle_log(
    value: float, interval: ConfidenceInterval, prompts: int, bound: float
) -> float:
    """`prompts_to_settle` for intervals made on log(1 - x); nan unless all lie below 1."""
    if not max(value, bound, interval.low) < 1:
        return math.nan
    end = interval.high if bound > value else interval.low
    if end >= 1:
        return prompts_to_settle(value, interval, prompts, bound)
    gap = math.log(1 - value)
    return _scale_prompts(prompts, abs(math.log(1 - end) - gap), abs(math.log(1 - bound) - gap))


def _scale_prompts(prompts: int, reach: float, distance: float) -> float:
    if math.isnan(reach + distance):
        return math.nan
    if distance == 0:
        return math.inf
    return float(max(prompts, math.ceil(prompts * (reach / distance) ** 2)))


def jackknife_p(value: float, leave_one_out: Floats, null: float) -> float:
    """One-sided p of the truth being `null` or less, by t on the delete-one-prompt jackknife.

    `leave_one_out` (G,) as for `jackknife_t`. Where no prompt moves the value, it is read as a
    share of G prompts, and p is the binomial chance of as many at a rate of `null`. Undefined
    below two prompts, and when a value is nan.
    """
    from scipy.special import betainc, stdtr

    prompts = leave_one_out.size
    if not _is_usable(value, leave_one_out):
        return math.nan
    error = jackknife_error(leave_one_out)
    if error > 1e-12:
        return float(stdtr(prompts - 1, (null - value) / error))
    hits = min(1.0, max(0.0, value)) * prompts
    return float(betainc(hits, prompts - hits + 1, null)) if hits > 0 else 1.0
