"""Which runs, in which order, and what each came to: one line of `results/runs.jsonl` for each."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.timing import ROOT
from benchmarks.training.sorting import WarmStart, draw_prompts
from benchmarks.training.zoo import zoo

if TYPE_CHECKING:
    from benchmarks.training.grpo import Step

RESULTS = Path(__file__).parent / "results"
RUNS, ROLLOUTS = RESULTS / "runs.jsonl", RESULTS / "rollouts"
SERIES = RESULTS / "series.jsonl"
WEIGHTS = ROOT / "build" / "training"
FROZEN = RESULTS / "frozen.json"

RATES = (0.05, 0.15, 0.25, 0.4)
# Warm starts of the seeds before the first served an earlier freeze, and are used up.
FIRST_SEED, SEEDS = 3, 3
# Blocks of one run from each warm start with one seed, and then with the next.
BLOCKS_A_SEED, LONG_BLOCK = 6, 5
IDEAL = "ideal"
PROMPTS, EACH = 100, 8


@dataclass(frozen=True)
class Cell:
    """A run: from where, by which reward, for how long."""

    start: WarmStart
    reward: str
    seed: int = 0
    steps: tuple[int, ...] = (100,)

    @property
    def key(self) -> tuple[str, str, int]:
        return self.start.name, self.reward, self.seed


def frozen_hash() -> str:
    """The commit that froze zoo and thresholds; it seeds the composed half and the order."""
    return str(json.loads(FROZEN.read_text("utf-8"))["commit"])


def cells(seed: str) -> Iterator[Cell]:
    """All runs, in blocks of one from each warm start, so that each prefix is a fair sample.

    Every reward meets every warm start once; with which it begins is drawn by the seed. Before the
    first run of a warm start stands one by the known quality: the ideal.
    """
    chance = random.Random(f"{seed} order")
    names = [*zoo(seed)]
    kinds = [(kind, rate) for kind in ("know", "weak") for rate in RATES]
    orders = {kind: chance.sample(names, len(names)) for kind in kinds}
    met: set[WarmStart] = set()
    for block in range(len(names)):
        for kind in chance.sample(kinds, len(kinds)):
            number = FIRST_SEED + block // BLOCKS_A_SEED % SEEDS
            start = WarmStart(*kind, number, seed)
            if start not in met:
                met.add(start)
                yield Cell(start, IDEAL)
            is_long = block % BLOCKS_A_SEED == LONG_BLOCK
            if is_long:
                yield Cell(start, IDEAL, 2, (100, 200, 300))
            yield Cell(start, orders[kind][block], 0, (100, 200, 300) if is_long else (100,))


def read_runs() -> list[dict[str, Any]]:
    """The lines of `results/runs.jsonl`."""
    if not RUNS.exists():
        return []
    return [json.loads(line) for line in RUNS.read_text("utf-8").splitlines()]


def run(hours: float) -> None:
    """Do what is not done, one run after the other, until so many hours are over."""
    from benchmarks.training import grpo, policy

    until, seed = time.monotonic() + hours * 3600, frozen_hash()
    rewards = zoo(seed)
    done = {(line["start"], line["reward"], line["seed"]) for line in read_runs()}
    for cell in cells(seed):
        if time.monotonic() > until:
            return
        if cell.key in done:
            continue
        begun = time.process_time()
        weights = grpo.stored_warm_start(cell.start, WEIGHTS)
        rate = _keep_rollouts(cell.start, weights)
        reward = grpo.ideal if cell.reward == IDEAL else rewards[cell.reward]()
        outcomes, series = grpo.train(weights, cell.start, reward, cell.seed, cell.steps)
        line = {
            "start": cell.start.name,
            "reward": cell.reward,
            "seed": cell.seed,
            "before": rate,
            "outcomes": [asdict(outcome) for outcome in outcomes],
            "frozen": seed,
            "torch": policy.VERSION,
            "seconds": round(time.process_time() - begun, 1),
        }
        with RUNS.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        _keep_series(SERIES, cell, seed, series)


def run_watched(hours: float, seed: str) -> None:
    """Runs that only the watch is held to: warm starts, rewards and order are drawn by the seed."""
    from benchmarks.training import grpo

    until, rewards = time.monotonic() + hours * 3600, zoo(seed)
    done = {(s["start"], s["reward"], s["seed"]) for s in read_series() if s["frozen"] == seed}
    for cell in cells(seed):
        if time.monotonic() > until:
            return
        if cell.key in done or cell.steps != (100,):
            continue
        weights = grpo.stored_warm_start(cell.start, WEIGHTS / seed)
        reward = grpo.ideal if cell.reward == IDEAL else rewards[cell.reward]()
        _, series = grpo.train(weights, cell.start, reward, cell.seed)
        _keep_series(SERIES, cell, seed, series)


def read_series() -> list[dict[str, Any]]:
    """The lines of `results/series.jsonl`: the columns of each run by their names."""
    if not SERIES.exists():
        return []
    return [json.loads(line) for line in SERIES.read_text("utf-8").splitlines()]


def _keep_series(file: Path, cell: Cell, seed: str, series: Sequence["Step"]) -> None:
    """A line a run: the values of each column in the order of steps."""
    of = {"start": cell.start.name, "reward": cell.reward, "seed": cell.seed, "frozen": seed}
    rows = [asdict(step) for step in series]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({**of, "columns": columns}) + "\n")


def _keep_rollouts(start: WarmStart, weights: dict[str, Any]) -> float:
    """Write what a validation reads, once; the rate of right replies to prompts held out."""
    from benchmarks.training import grpo, policy

    file = ROLLOUTS / f"{start.name}.json"
    if not file.exists():
        prompts = draw_prompts(start, PROMPTS, "validate")
        asked = [digits for digits in prompts for _ in range(EACH)]
        replies = policy.write(weights, asked, f"{start.name} rollouts")
        groups = [replies[n : n + EACH] for n in range(0, len(replies), EACH)]
        rate = grpo.rate_of(weights, start, grpo.HELD_OUT, grpo.EACH)
        file.parent.mkdir(parents=True, exist_ok=True)
        held = {"rate": rate, "prompts": prompts, "replies": groups}
        file.write_text(json.dumps(held, indent=0), "utf-8")
    return float(json.loads(file.read_text("utf-8"))["rate"])
