"""Do the intervals hold the truth as often as they say? `python -m benchmarks.coverage`.

Simulated prompts of eight generations, whose difficulty, spread and reward differ, with a truth
that is known. Two-sided 95 % intervals should cover .93 to .97 of the time and lie wholly above
the truth at most .035 of it; rewards of noise and of difficulty should not pass.
"""

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from benchmarks import draws, estimates
from benchmarks.draws import Drawn
from validation.statistics.intervals import (
    ConfidenceInterval,
    jackknife_t,
    jackknife_t_log,
    jackknife_t_logit,
    jackknife_t_square,
    wilson,
)
from validation.statistics.pay import excess_pay_ratio, excess_pay_ratio_leave_one_out
from validation.statistics.values import Floats

PROMPTS = (20, 50, 100)
RUNS = 1600
MANY = 40_000
ACCURACY_TO_PASS = 0.65

_signed = partial(jackknife_t_logit, span=(-1.0, 1.0))
_open = partial(jackknife_t, span=(-math.inf, math.inf))


@dataclass(frozen=True)
class Case:
    """A statistic, how to draw data for it, and its truth: nan is taken from many prompts."""

    name: str
    draw: Callable[[np.random.Generator, int], Drawn]
    estimate: Callable[..., estimates.Estimate]
    interval: Callable[[float, Floats], ConfidenceInterval]
    truth: float = math.nan


@dataclass(frozen=True)
class Line:
    """Shares of runs, and whether they are as promised."""

    name: str
    prompts: int
    shares: tuple[float, ...]
    kept: bool

    def __str__(self) -> str:
        shares = " ".join(f"{share:>7.3f}" for share in self.shares)
        return f"{self.name:<34} {self.prompts:>5} {shares}{'' if self.kept else '   OUT'}"


def main() -> int:
    """Print every line; 1 when one is not as promised."""
    print(f"{'interval':<34} {'G':>5} {'held':>7} {'above':>7}")
    kept = True
    for line in (*measured(), *wilson_over_rates(), *passing(), *worst_of_fifty()):
        print(line, flush=True)
        kept &= line.kept
    return 0 if kept else 1


def measured() -> Iterator[Line]:
    """Each case at each number of prompts: shares of intervals on and above the truth."""
    for case in CASES:
        truth = case.truth
        if math.isnan(truth):
            truth = case.estimate(*case.draw(np.random.default_rng(0), MANY))[0]
        for number in PROMPTS:
            low, high = _ends(case, number)
            held = (low <= truth) & (truth <= high)
            yield _covered(case.name, number, float(held.mean()), float((low > truth).mean()))


def wilson_over_rates() -> Iterator[Line]:
    """Wilson's coverage jumps from rate to rate: its exact mean over all of them."""
    from scipy.stats import binom

    rates = np.linspace(0.0025, 0.9975, 200)
    for number in PROMPTS:
        passes = np.arange(number + 1)
        ends = [wilson(float(k), number) for k in passes]
        low, high = (np.array([[getattr(end, side)] for end in ends]) for side in ("low", "high"))
        weight = binom.pmf(passes[:, None], number, rates)
        held = (weight * ((low <= rates) & (rates <= high))).sum(axis=0).mean()
        above = (weight * (low > rates)).sum(axis=0).mean()
        yield _covered("Wilson, over all rates", number, float(held), float(above))


def passing() -> Iterator[Line]:
    """Shares of runs in which a reward that knows nothing of quality passes on pair accuracy."""
    for name, draw, most in (
        ("noise passes", draws.noise, 0.025),
        ("difficulty", draws.prior, 0.0),
    ):
        case = Case(name, draw, estimates.pair_accuracy, jackknife_t_logit)
        for number in PROMPTS:
            share = float((_ends(case, number)[0] >= ACCURACY_TO_PASS).mean())
            yield Line(name, number, (share,), share <= most)
    unequal = Case(
        "unequal groups pass at the bound",
        draws.unequal_groups,
        estimates.prompt_accuracy,
        jackknife_t_logit,
    )
    for number in PROMPTS:
        share = float((_ends(unequal, number)[0] >= ACCURACY_TO_PASS).mean())
        yield Line(unequal.name, number, (share,), share <= 0.03)


def worst_of_fifty() -> Iterator[Line]:
    """The worst attack, chosen on half of the prompts and reported on the others.

    Held is the pay of the attack that was chosen. Beside it, what the interval of the worst on all
    prompts holds of the largest pay that there is: why it is not reported.
    """
    for gap in (0.0, 0.1, 0.3):
        for number in (40, 100, 200):
            chance, half = np.random.default_rng(number), number // 2
            ends, naive, truths = [], [], []
            for _ in range(RUNS):
                pays = draws.fifty_attacks(chance, number, gap)
                worst = int(pays[:, :half].mean(axis=1).argmax())
                ends.append(_pay_interval(pays[worst, half:]))
                naive.append(_pay_interval(pays[int(pays.mean(axis=1).argmax())]))
                truths.append(0.3 + gap * (worst == 0))
            low, high = np.array([(end.low, end.high) for end in ends]).T
            truth = np.array(truths)
            held, above = (low <= truth) & (truth <= high), low > truth
            line = _covered(f"worst of 50, gap {gap:g}", number, held.mean(), above.mean())
            chosen = np.mean([end.low <= 0.3 + gap <= end.high for end in naive])
            yield replace(line, name=f"{line.name}; on all {chosen:.3f}")


def _pay_interval(pays: Floats) -> ConfidenceInterval:
    gold, wrong = np.ones(pays.size), np.zeros(pays.size)
    return _open(
        excess_pay_ratio(pays, wrong, gold), excess_pay_ratio_leave_one_out(pays, wrong, gold)
    )


def _covered(name: str, number: int, held: float, above: float) -> Line:
    return Line(name, number, (held, above), 0.93 <= held <= 0.97 and above <= 0.035)


def _ends(case: Case, number: int) -> tuple[Floats, Floats]:
    """Low and high ends in every run."""
    chance = np.random.default_rng(number)
    found = [case.interval(*case.estimate(*case.draw(chance, number))) for _ in range(RUNS)]
    return np.array([end.low for end in found]), np.array([end.high for end in found])


def _ordered(correlation: float) -> float:
    """Chance that two normal values so correlated are ordered alike."""
    return 0.5 + math.asin(correlation) / math.pi


_alpha_interval = partial(estimates.pooled_alpha, level="interval")
_alpha_ordinal = partial(estimates.pooled_alpha, level="ordinal")
_alpha_nominal = partial(estimates.pooled_alpha, level="nominal")
_log, _logit = jackknife_t_log, jackknife_t_logit
_spearman = 6 / math.pi * math.asin(0.61 / 2)

CASES = (
    Case(
        "pair accuracy",
        draws.graded,
        estimates.pair_accuracy,
        _logit,
        (_ordered(0.2) + _ordered(0.8)) / 2,
    ),
    Case("pair accuracy, few labels", draws.labelled, estimates.pair_accuracy, _logit),
    Case("AUC, top against bottom", draws.tops_and_bottoms, estimates.pooled_auc, _logit),
    Case("alpha, interval", draws.judged, _alpha_interval, _log, 0.61),
    Case("alpha, interval, at the ends", draws.judged_at_the_ends, _alpha_interval, _log),
    Case("alpha, ordinal", draws.judged, _alpha_ordinal, _log, _spearman),
    Case("alpha, ordinal, five labels", draws.judged_on_five, _alpha_ordinal, _log),
    Case(
        "alpha, nominal, two labels",
        draws.judged_yes_or_no,
        _alpha_nominal,
        _log,
        2 * _ordered(0.61) - 1,
    ),
    Case("within-prompt ICC(C,2)", draws.repeated, estimates.within_agreement, _log, 0.75),
    Case("advantage reliability", draws.repeated, estimates.reliability, _log, 0.6),
    Case("advantage efficiency", draws.graded, estimates.efficiency, _signed),
    Case("signal to noise", draws.rarely_right, estimates.signal_to_noise, jackknife_t_square),
    Case("length correlation", draws.paid_by_length, estimates.length_correlation, _signed),
    Case("Youden's J", draws.verified, estimates.youden_j, _signed, 0.5),
    Case(
        "preference agreement",
        draws.repeated,
        estimates.preference_agreement,
        _logit,
        _ordered(0.6),
    ),
    Case("share of samples", draws.passed, estimates.share_of_samples, jackknife_t, 0.3),
    Case("excess pay ratio", draws.attacked, estimates.excess_pay_ratio, _open, 0.3),
)

if __name__ == "__main__":
    sys.exit(main())
