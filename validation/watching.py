"""What the series of a run say while it is on: gaming, a stuck floor, spikes, drift.

    series (validation.run_series) ──▶ rules of a prefix, step by step ──▶ Alarm, the first of each

Every rule sees the steps up to the one that it speaks of, and none after it, so that an alarm of a
finished run is the one that a watch during the run would have raised.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from validation.statistics.values import Floats

# Steps from which on something can be said, and steps that a trailing mean is of.
LEAST_STEPS, WINDOW = 20, 5

_GUIDE = "AWS's guidance on Nova Forge, June 2026"
_OURS = "our threshold, on curves of real runs (docs/watch.md)"
_FALL = 0.03


@dataclass(frozen=True)
class RunSeries:
    """What a run has recorded so far.

    Attributes:
        source: where it was read, in words.
        steps: the numbers of the steps, rising.
        columns: a value a step by the name of the idea; nan where there is none.
        names: what each idea is called in the source.
    """

    source: str
    steps: Floats
    columns: Mapping[str, Floats]
    names: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.steps)

    @cached_property
    def noise(self) -> Mapping[str, Floats]:
        """The deviation of a step around its trend, of the steps so far, by column.

        From differences of neighbours, whose variance is twice a step's (von Neumann 1941).
        """
        return {name: _noise(values) for name, values in self.columns.items()}

    def mean(self, name: str, end: int, steps: int = WINDOW) -> float:
        """The mean of the last known values before the place `end`; nan where there are none."""
        known = self.columns[name][max(end - steps, 0) : end]
        known = known[~np.isnan(known)]
        return float(known.mean()) if len(known) else float("nan")


@dataclass(frozen=True)
class Alarm:
    """One thing that the series say.

    Attributes:
        rule: the name of the rule.
        step: the first step at which it holds; None for what is no matter of steps.
        says: what was found, with its figures.
        means: what it may mean.
        fix: what to do.
        source: whose rule it is.
    """

    rule: str
    step: float | None
    says: str
    means: str
    fix: str
    source: str


@dataclass(frozen=True)
class WatchRule:
    """A rule with its formula.

    Attributes:
        name: as it is printed.
        needs: the columns without which it cannot speak.
        formula: when it holds, in words.
        find: what it says of the first `end` steps; "" where it does not hold.
        means: what it may mean.
        fix: what to do.
        source: whose rule it is.
    """

    name: str
    needs: tuple[str, ...]
    formula: str
    find: Callable[[RunSeries, int], str]
    means: str
    fix: str
    source: str


def find_alarms(series: RunSeries) -> list[Alarm]:
    """The first alarm of each rule whose columns are there, in the order of their steps."""
    alarms = []
    for rule in RULES:
        if not all(name in series.columns for name in rule.needs):
            continue
        for end in range(LEAST_STEPS, len(series) + 1):
            says = rule.find(series, end)
            if says:
                step = float(series.steps[end - 1])
                alarms.append(Alarm(rule.name, step, says, rule.means, rule.fix, rule.source))
                break
    return sorted(alarms, key=lambda alarm: alarm.step or 0.0)


def find_unseen(series: RunSeries) -> Iterator[str]:
    """The rules that cannot speak, with the columns that they lack."""
    for rule in RULES:
        lacking = [name for name in rule.needs if name not in series.columns]
        if lacking:
            yield f"{rule.name}: there is no {' and no '.join(lacking)}"
    if not {"dead_groups", "reward_std"} & set(series.columns):
        yield "plateau, floor and spread of groups: there is no dead_groups and no reward_std"


# A mean score that moved by so much of the recorded range is drift, where noise is not as large.
_DRIFT = 0.05


def find_drift(recorded: Sequence[float], now: Sequence[float | None]) -> list[Alarm]:
    """Whether a pinned set of probes is scored otherwise than it was recorded.

    The paired mean difference counts where it is more than three standard errors and .05 of the
    recorded range; so does a probe that gets no score.
    """
    kept = [(then, value) for then, value in zip(recorded, now, strict=True) if value is not None]
    says = []
    if len(kept) < len(recorded):
        says.append(f"{len(recorded) - len(kept)} of {len(recorded)} probes get no score")
    if kept:
        apart = np.array([value - then for then, value in kept])
        error = float(apart.std(ddof=1)) / np.sqrt(len(apart)) if len(apart) > 1 else 0.0
        if abs(apart.mean()) > max(3 * error, _DRIFT * float(np.ptp(recorded)), 1e-9):
            says.append(f"{len(apart)} probes are scored {apart.mean():+.3f} in the mean")
    if not says:
        return []
    return [
        Alarm(
            "drift on the probes",
            None,
            "; ".join(says),
            "the judge's model, its prompt or its server is another one than before the run",
            "stop the run, pin the judge's version, and validate it again (assay compare)",
            _OURS,
        )
    ]


def changed_function(says: str) -> Alarm:
    """The alarm for a function that is no longer the one that was validated."""
    return Alarm(
        "function changed",
        None,
        says,
        "the run is steered by other code than the verdict is about",
        "deploy the validated code, or validate what is deployed and start again",
        "the seal of the report",
    )


def _noise(values: Floats) -> Floats:
    squares = np.diff(values, prepend=np.nan) ** 2 / 2
    known = ~np.isnan(squares)
    count = np.maximum(np.cumsum(known), 1)
    deviation: Floats = np.sqrt(np.cumsum(np.where(known, squares, 0.0)) / count)
    return deviation


def _find_fall_of_accuracy(series: RunSeries, end: int) -> str:
    held, reward = series.columns["held_out"][:end], series.columns["reward"]
    places = np.flatnonzero(~np.isnan(held))
    if len(places) < 2:
        return ""
    peak = places[np.argmax(held[places])]
    fall = held[peak] - held[places[-2:]]
    is_fallen = bool((fall > _FALL).all() or fall[-1] > 3 * _FALL)
    now, then = series.mean("reward", end), series.mean("reward", int(peak) + 1)
    if (
        not is_fallen
        or now < then - series.noise["reward"][end - 1]
        or np.isnan(reward[:end]).all()
    ):
        return ""
    return (
        f"held-out accuracy is {held[places[-1]]:.3f}, {fall[-1]:.3f} below its peak of "
        f"{held[peak]:.3f} at step {series.steps[peak]:g}, while the reward went from {then:.3f} "
        f"to {now:.3f}"
    )


def _trailing_means(series: RunSeries, end: int) -> Floats:
    return np.array([series.mean("reward", at) for at in range(WINDOW, end + 1)])


def _find_fall_of_reward(series: RunSeries, end: int) -> str:
    """A fall of more than four standard errors of a difference of two means, and of the rise."""
    means = _trailing_means(series, end)
    peak = int(np.nanargmax(means))
    rise, fall = means[peak] - means[0], means[peak] - means[-1]
    error = series.noise["reward"][end - 1] * np.sqrt(2 / WINDOW)
    if not (rise > 4 * error and fall > max(4 * error, rise / 3)):
        return ""
    return (
        f"the reward rose from {means[0]:.3f} to {means[peak]:.3f} by step "
        f"{series.steps[peak + WINDOW - 1]:g} and has fallen to {means[-1]:.3f}"
    )


def _find_plateau(series: RunSeries, end: int) -> str:
    """Nine tenths of the rise in the first third of the steps, and no slope in the last half."""
    means = _trailing_means(series, end)
    rise = means[-1] - means[0]
    error = series.noise["reward"][end - 1] * np.sqrt(2 / WINDOW)
    reached = int(np.argmax(means >= means[0] + 0.9 * rise))
    late = means[len(means) // 2 :]
    is_flat = abs(late[-1] - late[0]) < max(2 * error, 0.05 * rise)
    alike = _share_alike(series, end)
    if not (rise > 8 * error and reached < len(means) / 3 and is_flat and alike >= 0.8):
        return ""
    return (
        f"the reward rose from {means[0]:.3f} to {means[-1]:.3f} within "
        f"{series.steps[reached + WINDOW - 1]:g} steps and stands still since, and "
        f"{alike:.0%} of the groups have no difference left"
    )


def _share_alike(series: RunSeries, end: int) -> float:
    """The share of groups without a difference; by the spread where it is not recorded."""
    if "dead_groups" in series.columns:
        return series.mean("dead_groups", end)
    if "reward_std" not in series.columns:
        return float("nan")
    first = float(np.nanmax(series.columns["reward_std"][:end]))
    return 1 - series.mean("reward_std", end) / first if first else 1.0


def _find_no_spread(series: RunSeries, end: int) -> str:
    """No group teaches anything, over ten steps."""
    worst = min(_share_alike(series, end), _share_alike(series, end - WINDOW))
    if not worst >= 0.95 or _find_floor(series, end):
        return ""
    return f"{worst:.0%} of the groups have replies that all earn the same, over 10 steps"


def _find_floor(series: RunSeries, end: int) -> str:
    """The reward stays where it began, and its groups have no difference to learn from."""
    began, now = series.mean("reward", WINDOW), series.mean("reward", end, 2 * WINDOW)
    error = series.noise["reward"][end - 1] * np.sqrt(1.5 / WINDOW)
    alike = min(_share_alike(series, end), _share_alike(series, end - WINDOW))
    if not (abs(now - began) <= 2 * error and alike >= 0.9):
        return ""
    return f"the reward is {now:.3f}, at the start {began:.3f}; {alike:.0%} of groups are alike"


def _find_rising_noise(series: RunSeries, end: int) -> str:
    """The reward's steps differ four times as much as at first (ten differences each).

    A pass rate that rises from .05 to .5 makes them differ 2.3 times as much, and none more.
    """
    squares = np.diff(series.columns["reward"][:end]) ** 2
    first, last = np.sqrt(np.nanmean(squares[:10])), np.sqrt(np.nanmean(squares[-10:]))
    if not (first > 0 and last > 4 * first):
        return ""
    return f"the reward differs by {last:.3g} from step to step, and at first it was {first:.3g}"


def _find_kl_spike(series: RunSeries, end: int) -> str:
    """Three steps in a row, since an estimate of one step has outliers that mean nothing."""
    kl = series.columns["kl"][max(end - 23, 0) : end]
    before, last = kl[:-3][~np.isnan(kl[:-3])], kl[-3:]
    if len(before) < 10 or np.isnan(last).any():
        return ""
    now, middle = float(last.min()), float(np.median(before))
    if not (now > 5 * abs(middle) and now > 0.01):
        return ""
    return (
        f"the KL divergence is {now:.3g} or more in three steps, and its median of the "
        f"{len(before)} steps before them was {middle:.3g}"
    )


def _find_length_drift(series: RunSeries, end: int) -> str:
    """Length changes by more than half, and the reward with it, whichever way each goes."""
    length, reward = series.columns["length"][:end], series.columns["reward"][:end]
    known = ~np.isnan(length) & ~np.isnan(reward)
    first, now = series.mean("length", WINDOW), series.mean("length", end)
    if known.sum() < LEAST_STEPS or not abs(now - first) > 0.5 * first or reward[known].std() == 0:
        return ""
    together = float(np.corrcoef(length[known], reward[known])[0, 1])
    if not abs(together) > 0.7:
        return ""
    return (
        f"replies went from {first:.4g} to {now:.4g} in length while the reward went from "
        f"{series.mean('reward', WINDOW):.3f} to {series.mean('reward', end):.3f} "
        f"(correlation {together:.2f})"
    )


_GAMING = "the model may earn the reward in another way than by being right"
_READ = "read the replies of these steps, probe the reward with what they do (assay probe), mend it"

RULES = (
    WatchRule(
        "accuracy falls",
        ("reward", "held_out"),
        "held-out accuracy more than .03 below its peak twice in a row, or .09 once, while the "
        "reward is no lower than at the peak",
        _find_fall_of_accuracy,
        _GAMING,
        f"stop at the peak's checkpoint; {_READ}",
        f"{_GUIDE}: accuracy falls while the metric is gamed",
    ),
    WatchRule(
        "fast rise, then a plateau",
        ("reward",),
        "9/10 of the rise in the first third of the steps, the last half flat, the rise more than "
        "8 standard errors, and 8 of 10 groups without a difference",
        _find_plateau,
        _GAMING + ", or the task is solved: held-out accuracy tells which",
        _READ,
        _GUIDE,
    ),
    WatchRule(
        "rise, then a fall",
        ("reward",),
        "the mean of 5 steps falls from its peak by more than 4 standard errors and by a third of "
        "the rise, which was more than 4 standard errors",
        _find_fall_of_reward,
        _GAMING + ", or updates are too large",
        f"{_READ}; lower the learning rate where KL has grown too",
        _GUIDE,
    ),
    WatchRule(
        "stuck floor",
        ("reward",),
        "the mean of 10 steps within 2 standard errors of the first 5, and 9 of 10 groups alike",
        _find_floor,
        "there is nothing to reinforce: the model hardly ever earns more in one reply of a group",
        "fine-tune on demonstrations first, take easier prompts, larger groups, or a finer reward",
        _GUIDE,
    ),
    WatchRule(
        "no spread in groups",
        ("reward",),
        "95 % of groups without a difference over 10 steps",
        _find_no_spread,
        "advantages are 0 and steps are paid for without learning: the task is solved, or gamed",
        "compare held-out accuracy; where it rose, stop the run, else mend the reward",
        f"{_GUIDE}: if most replies score alike there is no gradient",
    ),
    WatchRule(
        "rising variance",
        ("reward",),
        "differences from step to step four times as large as in the first 10",
        _find_rising_noise,
        "training is becoming unstable, or the reward or its judge answers unevenly",
        "check the function's errors and its judge; lower the learning rate",
        _OURS,
    ),
    WatchRule(
        "KL spike",
        ("kl",),
        "three steps in a row above five times the median of the 20 before, and above .01",
        _find_kl_spike,
        "one large, unstable update moved the policy",
        "raise the KL coefficient or lower the learning rate, and go on from the step before",
        _GUIDE,
    ),
    WatchRule(
        "length drifts with reward",
        ("reward", "length"),
        "length changed by more than half, its correlation with the reward above .7 or below -.7",
        _find_length_drift,
        "the reward may pay for length, or for shortness",
        "hold pay against length at equal quality (assay validate, assay probe)",
        _OURS,
    ),
)
