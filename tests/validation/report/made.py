"""Score tables and validations made by hand, for tests of what is said about them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from rewards.scoring import Outcome, ScoringError
from rewards.types import Message, Sample, Score
from tests.validation.measurements import exact_measurement
from validation.assumptions import RunAssumptions
from validation.dataset import Dataset, LabelledSample
from validation.gate import Bound, Finding, Gate, check_bounds
from validation.measurement import Measurement
from validation.metrics import measure
from validation.run import Validation
from validation.scoring import Column, ScoreTable
from validation.targets.target import RewardTarget

NOTHING_DECLARED = RunAssumptions()


def reward(sample: Sample) -> float:
    return float(sample.answered)


def graded(prompt: str, n: int, quality: float | None, text: str = "A") -> LabelledSample:
    """The n-th reply to a prompt, with its known quality."""
    turns = (Message("user", f"What of {prompt}?"), Message("assistant", text))
    return LabelledSample(Sample(f"{prompt}/{n}", turns), prompt, quality)


def table(
    rows: Sequence[LabelledSample],
    said: Sequence[Outcome | float],
    judges: Mapping[str, Sequence[Outcome]] = {},
) -> ScoreTable:
    """What the target said of each row, and what each judge did."""
    outcomes = tuple(Score(o) if isinstance(o, float) else o for o in said)
    columns = tuple(Column(name, tuple(of), "judge") for name, of in judges.items())
    return ScoreTable(tuple(rows), Column("r:reward", outcomes, "target"), columns)


def accuracy(value: float, low: float, high: float, **fields: Any) -> Measurement:
    """A within-prompt accuracy with its interval."""
    name = fields.pop("name", "within_prompt_accuracy")
    return Measurement(name, value, low, high, 50, "prompts", "jackknife", **fields)


def validation(
    of: ScoreTable,
    measurements: Sequence[Measurement] = (),
    findings: Sequence[Finding] = (),
    warnings: Sequence[str] = (),
    declared: RunAssumptions = NOTHING_DECLARED,
) -> Validation:
    """A validation of that table; with nothing else given, one that passes."""
    prompts = exact_measurement("prompts", 2, 2, "prompts", "distinct prompt_id")
    passing = Finding("prompts", "PASS", Bound(pass_at=1), prompts)
    return Validation(
        RewardTarget("r:reward", reward),
        Dataset("data.jsonl", "0123456789abcdef" * 4, of.rows),
        Gate({finding.name: finding.bound for finding in findings}, declared),
        of,
        tuple(measurements) or (prompts,),
        tuple(findings) or (passing,),
        tuple(warnings),
    )


def everything(prompts: int = 12) -> Validation:
    """Four replies a prompt, judged by three, with parts, policies, an error and an override."""
    of, declared = _full_table(prompts), RunAssumptions(generations=8)
    bounds = {
        "scored_share": Bound(1.0, provenance="definition"),
        "within_prompt_accuracy": Bound(0.65, 0.55, provenance="simulation"),
        "krippendorff_alpha": Bound(0.667, provenance="a book"),
        "floor_rate": Bound(warn_at=0.01, provenance="only a remark"),
    }
    reasons = {"krippendorff_alpha": "the judges were asked about different things"}
    gate, measured = Gate(bounds, declared, reasons), measure(of, declared)
    made = validation(of, measured, check_bounds(measured, gate), ["floor_rate is high"])
    return replace(made, gate=gate)


def _full_table(prompts: int) -> ScoreTable:
    places = list(product(range(prompts), range(4)))
    rows = [_full_row(p, n) for p, n in places]
    said: list[Outcome | float] = [_full_score(p, n) for p, n in places]
    mild: list[Outcome] = [Score((3 * p + n) % 4 / 3, "so mild") for p, n in places]
    said[5], mild[6] = ScoringError(rows[5].sample.id, "ValueError", "no number in it"), None
    strict = [Score(round(n / 3, 1) / 2, "so strict") for _, n in places]
    return table(rows, said, {"strict": strict, "mild": mild, "flat": [Score(0.5)] * len(rows)})


def _full_row(p: int, n: int) -> LabelledSample:
    reply = Message("assistant", "word " * (n + p % 5 + 1))
    sample = Sample(f"p{p}/{n}", (Message("user", f"What of {p}?"), reply), {"answer": str(p)})
    return LabelledSample(sample, f"p{p}", n / 3, ("base", "tuned")[n % 2])


def _full_score(p: int, n: int) -> Score:
    right, brief = n / 3, (p + 2 * n) % 4 / 3
    parts = {"right": Score(right), "brief": Score(brief)}
    return Score(0.3 * right + 0.7 * brief, f"reason {n}", parts)
