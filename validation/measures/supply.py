"""How much data there is, and how much of it was scored."""

from validation.measurement import Measurement, exact_measurement
from validation.scoring import ScoreTable


def measure_supply(table: ScoreTable) -> list[Measurement]:
    """Counts of prompts and samples, and the share of samples that came out with a score."""
    prompts, samples = table.prompt_count, len(table.rows)
    return [
        exact_measurement("prompts", prompts, prompts, "prompts", "distinct prompt_id"),
        exact_measurement("samples", samples, samples, "samples", "rows of the data"),
        exact_measurement(
            "scored_share", table.scored_share, samples, "samples", _shortfall(table)
        ),
    ]


def _shortfall(table: ScoreTable) -> str:
    target = table.target
    errors = f"{len(target.errors)} errors and {target.abstentions} abstentions of the target"
    failing = [f"{len(j.errors)} errors of {j.name}" for j in table.judges if j.errors]
    return ", ".join([errors, *failing])
