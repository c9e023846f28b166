"""How often verdicts were right: rates with n and interval, AUCs, and the table of rewards."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from benchmarks.training import runs
from benchmarks.training.verdicts import REAL, SIMULATED, read_lines
from validation.statistics.intervals import wilson
from validation.statistics.pairs import auc
from validation.statistics.values import Floats

ORDER = {"FAIL": 0.0, "INCONCLUSIVE": 1.0, "PASS": 2.0}
# Below this an ideal reward gains so little that no half of it can be told.
LEAST_GAIN = 0.05
HALF = 0.5


@dataclass(frozen=True)
class Judged:
    """A reward with its verdict and what its run came to.

    Attributes:
        reward: Its name.
        where: The warm start, or the simulated policy.
        verdict: PASS, INCONCLUSIVE or FAIL.
        learning: `expected_learning`; nan where it is undefined.
        gains: Shares of the ideal gain by horizon, in steps.
        line: What else is known of it.
    """

    reward: str
    where: str
    verdict: str
    learning: float
    gains: dict[int, float]
    line: dict[str, Any]

    @property
    def reached(self) -> bool:
        """Whether half of the ideal gain was reached at the first horizon.

        A reward that raises ends its job on the platforms, whatever it would have come to.
        """
        return next(iter(self.gains.values())) >= HALF and not self.line["crashes"]


def real_runs(code: str, frozen: str) -> list[Judged]:
    """Each run of a freeze with the verdict of a version, where the ideal reward gains enough."""
    lines = [line for line in runs.read_runs() if line["frozen"] == frozen]
    judged = {(v["start"], v["reward"]): v for v in read_lines(REAL) if v["code"] == code}
    ideals: dict[tuple[str, int], list[float]] = {}
    for line in lines:
        for outcome in line["outcomes"] if line["reward"] == runs.IDEAL else ():
            gain = outcome["right"] - line["before"]
            ideals.setdefault((line["start"], outcome["steps"]), []).append(gain)
    return [*_joined(lines, judged, ideals)]


def _joined(
    lines: Iterable[dict[str, Any]],
    judged: dict[tuple[str, str], dict[str, Any]],
    ideals: dict[tuple[str, int], list[float]],
) -> Iterator[Judged]:
    for line in lines:
        start, reward = line["start"], line["reward"]
        found = judged.get((start, reward))
        if found is None:
            continue
        gains = {}
        for outcome in line["outcomes"]:
            of = float(np.mean(ideals.get((start, outcome["steps"]), [0.0])))
            if of >= LEAST_GAIN:
                gains[outcome["steps"]] = (outcome["right"] - line["before"]) / of
        if gains:
            learning = _number(found["expected_learning"])
            known = {**found, "crashes": reward.startswith("crashes")}
            yield Judged(reward, start, found["verdict"], learning, gains, known)


def simulated_runs(zoo: str, code: str) -> list[Judged]:
    """Each reward of a simulated zoo with its verdict by this version, means over the seeds."""
    return [
        Judged(
            line["reward"],
            f"{line['kind']}{round(100 * line['rate']):02d} {line['form']}",
            line["verdict"],
            _number(line["expected_learning"]),
            {int(mark): float(np.mean(shares)) for mark, shares in line["gains"].items()},
            line,
        )
        for line in sorted(read_lines(SIMULATED), key=lambda line: line["number"])
        if (line["zoo"], line["code"]) == (zoo, code)
    ]


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def auc_text(of: Floats, reached: Sequence[bool]) -> str:
    """Chance that a reward that reached half stands above one that did not; ties count half.

    With the ends of 2,000 bootstrap samples of rewards.
    """
    hits = np.array(reached, dtype=bool)
    if hits.all() or not hits.any():
        return f"undefined: all have the same outcome, n = {len(of)}"
    chance, values = np.random.default_rng(0), []
    for _ in range(2_000):
        some = chance.integers(0, len(of), len(of))
        if 0 < hits[some].sum() < len(of):
            values.append(auc(of[some][hits[some]], of[some][~hits[some]]))
    low, high = np.quantile(values, [0.025, 0.975])
    return f"{auc(of[hits], of[~hits]):.2f} ({low:.2f} to {high:.2f}), n = {len(of)}"


def rate_text(hits: int, count: int) -> str:
    """A share with Wilson's interval of 95 %."""
    if not count:
        return "none"
    ends = wilson(float(hits), count)
    return f"{hits} of {count}: {hits / count:.2f} ({ends.low:.2f} to {ends.high:.2f})"


def rates(judged: Sequence[Judged]) -> Iterator[tuple[str, str]]:
    """What each verdict was worth."""
    for verdict in ORDER:
        some = [one for one in judged if one.verdict == verdict]
        yield f"{verdict} that reached half", rate_text(sum(one.reached for one in some), len(some))
    open_ones = sum(one.verdict == "INCONCLUSIVE" for one in judged)
    yield "share of INCONCLUSIVE", rate_text(open_ones, len(judged))
    reached = [one.reached for one in judged]
    yield "AUC of the verdict", auc_text(np.array([ORDER[o.verdict] for o in judged]), reached)
    known = [one for one in judged if not np.isnan(one.learning)]
    learning = np.array([one.learning for one in known])
    yield "AUC of expected_learning", auc_text(learning, [one.reached for one in known])
    works = [one for one in judged if one.reached]
    for verdict in ("PASS", "FAIL"):
        share = rate_text(sum(one.verdict == verdict for one in works), len(works))
        yield f"rewards that reached half and got {verdict}", share


def zoo_rates(judged: Sequence[Judged]) -> Iterator[tuple[str, str]]:
    """Of kinds of rewards that are known by how they were made."""
    asked: tuple[tuple[str, str, Callable[[Judged], bool]], ...] = (
        ("hack-payers, paid in full without the gold, that PASS", "is_hacked", _is("PASS")),
        ("readers of one place that FAIL", "is_reader", _is("FAIL")),
        ("readers of one place that PASS", "is_reader", _is("PASS")),
        ("rewards that crash on ordinary replies and PASS", "crashes", _is("PASS")),
    )
    for name, kind, hit in asked:
        some = [one for one in judged if one.line[kind]]
        yield name, rate_text(sum(map(hit, some)), len(some))
    late = [one for one in judged if one.reached and [*one.gains.values()][-1] < HALF]
    named = "; ".join(f"{one.reward} ({one.where}, {one.verdict})" for one in late) or "none"
    yield "taken over only by step 1,200", named


def _is(verdict: str) -> Callable[[Judged], bool]:
    return lambda one: one.verdict == verdict


def table(judged: Sequence[Judged]) -> Iterator[str]:
    """A row of Markdown for each reward."""
    yield "| reward | policy | verdict | expected learning | share of the ideal gain by step |"
    yield "|---|---|---|---|---|"
    for one in judged:
        gains = ", ".join(f"{mark}: {share:.2f}" for mark, share in one.gains.items())
        cells = (one.reward, one.where, one.verdict, f"{one.learning:.2f}", gains)
        yield f"| {' | '.join(cells)} |"


def tables() -> str:
    """All that was measured, as docs/evidence.md quotes it, for each version and zoo."""
    lines = []
    freezes = [*dict.fromkeys(line["frozen"] for line in runs.read_runs())]
    codes = dict.fromkeys(line["code"] for line in read_lines(REAL))
    for frozen, code in product(freezes, codes):
        judged = real_runs(code, frozen)
        if not judged:
            continue
        lines += [f"## Real runs of the freeze {frozen[:7]}, verdicts by {code}", ""]
        lines += [f"- {name}: {text}" for name, text in rates(judged)]
        lines += ["", *table(judged), ""]
    for zoo, code in dict.fromkeys((line["zoo"], line["code"]) for line in read_lines(SIMULATED)):
        judged = simulated_runs(zoo, code)
        lines += [f"## Simulated runs, zoo {zoo[:7]}, verdicts by {code}", ""]
        lines += [f"- {name}: {text}" for name, text in (*rates(judged), *zoo_rates(judged))]
        lines += ["", *table(judged), ""]
    return "\n".join(lines)
