"""Remarks beside the verdict: what a careful reader asks of the data and of the judges.

Each function gives the lines that a report prints; none of them decides anything.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from rewards.types import Score
from validation.gate import Gate, reaches
from validation.measurement import Measurement
from validation.probes.refused import OWN_LENGTH
from validation.scoring import Column, ScoreTable

# Rows from which a score that is the quality everywhere is more than an accident.
_ENOUGH_ROWS = 20


def data_remarks(
    table: ScoreTable, measurements: Sequence[Measurement], gate: Gate
) -> tuple[str, ...]:
    """What the data, the labels and the judges leave in doubt, a line each."""
    return (
        *_yardstick_lines(table),
        *_label_error_lines(measurements, gate),
        *_length_lines(measurements),
        *_copy_lines(table),
        *_same_model_lines(table),
    )


def _yardstick_lines(table: ScoreTable) -> Iterator[str]:
    scores, quality = table.target.values, table.quality
    known = ~(np.isnan(scores) | np.isnan(quality))
    if known.sum() < _ENOUGH_ROWS or np.ptp(quality[known]) == 0:
        return
    if np.allclose(scores[known], quality[known], rtol=0, atol=1e-9):
        yield (
            f"this reward is its own yardstick: its score is the quality on all {known.sum()} "
            "graded rows. Where does the quality come from? If this reward, or its code, made it, "
            "what is measured here says nothing; let people, or another method, grade some replies"
        )


def _length_lines(measurements: Sequence[Measurement]) -> Iterator[str]:
    """That the right answers of the data are too long for the reward, where none is paid."""
    held = {measured.name: measured.value for measured in measurements}
    if held.get(f"false_refusal:{OWN_LENGTH}") == 1:
        yield (
            "no right answer of the data survives: the gold is paid by itself, and never after the "
            "working that the data give for it. If long replies are punished, the punishment ends "
            "reasoning before it is learnt: start it beyond the length of the data's right answers"
        )


def _label_error_lines(measurements: Sequence[Measurement], gate: Gate) -> Iterator[str]:
    """How the accuracy would read if some of the labels were wrong, and what that decides."""
    held = {measured.name: measured for measured in measurements}
    accuracy, bound = held.get("within_prompt_accuracy"), gate.bounds.get("within_prompt_accuracy")
    wrong = [m for m in measurements if m.base == "label_error_accuracy" and m.value is not None]
    if accuracy is None or accuracy.value is None or not wrong:
        return
    said = [f"{m.value:.3f} with {m.which} of the labels wrong" for m in wrong]
    line = f"within_prompt_accuracy is {accuracy.value:.3f}; it would read {' and '.join(said)}"
    passes = None if bound is None else bound.pass_at
    if (
        passes is not None
        and accuracy.low is not None
        and reaches(accuracy.name, accuracy.low, passes)
    ):
        lost = [m.which for m in wrong if m.low is None or not reaches(m.name, m.low, passes)]
        stays = (
            f"no longer clear {passes:g} from {lost[0]} on" if lost else f"still clear {passes:g}"
        )
        line += f", and would {stays}"
    yield line


def _copy_lines(table: ScoreTable) -> Iterator[str]:
    if table.copied_prompts:
        yield (
            f"{table.copied_prompts} prompt ids ask what another one asks, with the same "
            f"reference: copies count as one prompt, so there are {table.prompt_count}"
        )


def _same_model_lines(table: ScoreTable) -> Iterator[str]:
    """Judges that put their questions to the same model: two prompts, and not two judges."""
    asked: dict[tuple[str, ...], list[str]] = {}
    for judge in table.judges:
        models = _models(judge)
        if models:
            asked.setdefault(models, []).append(judge.name)
    for models, names in asked.items():
        if len(names) > 1:
            yield (
                f"{' and '.join(names)} are {len(names)} prompts to one model "
                f"({', '.join(models)}), so they share its errors; take judges of different "
                "model families"
            )


def _models(judge: Column) -> tuple[str, ...]:
    """The models that a judge asked, sorted."""
    scores = (outcome for outcome in judge.outcomes if isinstance(outcome, Score))
    return tuple(sorted({usage.model for score in scores for usage in score.usage}))
