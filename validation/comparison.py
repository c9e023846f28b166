"""Two rewards or judges on the same rows: do they train alike, and which one tells better from bad?

scores of A, scores of B (n,) ──advantages──▶ how alike two runs would be pushed
         │
         └── quality (n,) ──pairs of a prompt──▶ accuracy of B less that of A
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from validation.measurement import Measurement
from validation.metrics import metric
from validation.metrics.metric import Estimate, Found, Metric, Undefined
from validation.scoring import Column, ScoreTable
from validation.statistics import association, pairs
from validation.statistics.advantage import advantages
from validation.statistics.intervals import (
    ConfidenceInterval,
    prompts_to_settle,
    prompts_to_settle_log,
)
from validation.statistics.values import Floats, Ints, divide, prompt_count, sum_by_prompt

# Of the normal distribution, two-sided at 95 %.
_Z95 = 1.96

# Below this a sum of squared advantages is rounding.
_NOTHING = 1e-12

# An interval that lies within this of zero is equal enough, where the user names nothing else.
MARGIN = 0.05

Answer = Literal["YES", "NO", "UNKNOWN"]


@dataclass(frozen=True)
class TwoColumns:
    """What A and B said of the same rows, with their prompts and what is known of their quality.

    A row that either of them did not score drops out of every measurement.
    """

    a: Floats
    b: Floats
    quality: Floats
    prompts: Ints

    @property
    def advantages(self) -> Floats:
        """The advantages that GRPO makes of each, in groups of a prompt: (n, 2)."""
        return np.stack([advantages(self.a, self.prompts), advantages(self.b, self.prompts)], 1)


@dataclass(frozen=True)
class MovedRow:
    """A row whose place among the replies to its prompt differs most.

    Attributes:
        id: of the row.
        prompt_id: of its prompt.
        a: the score by A.
        b: the score by B.
        quality: the known quality, None where nobody knows it.
        moved: the advantage by B less that by A, in standard deviations of the prompt's scores.
        reply: the reply.
    """

    id: str | int | float
    prompt_id: str
    a: float
    b: float
    quality: float | None
    moved: float
    reply: str


@dataclass(frozen=True)
class ColumnComparison:
    """Whether B may stand where A stood.

    Attributes:
        names: of A and of B.
        samples: rows that both scored.
        equal: those of them that both gave the same score.
        prompts: prompts of those rows.
        faults: rows on which A failed, and on which B did.
        spans: the least and the largest score of A, and of B.
        measurements: what was measured of the two, each with its interval.
        better: which of the two tells good replies from bad better, in a sentence.
        drop_in: YES where B trains as A does and discriminates no worse, within the margin.
        why: the reasons for it, the deciding one first.
        margin: the difference that counts as none.
        moved: the rows whose place moved most.
    """

    names: tuple[str, str]
    samples: int
    equal: int
    prompts: int
    faults: tuple[int, int]
    spans: tuple[tuple[float, float], tuple[float, float]]
    measurements: tuple[Measurement, ...]
    better: str
    drop_in: Answer
    why: tuple[str, ...]
    margin: float
    moved: tuple[MovedRow, ...]


def compare_columns(
    table: ScoreTable, b: Column, *, margin: float = MARGIN, rows: int = 10
) -> ColumnComparison:
    """The comparison of the table's target, A, with another column of the same rows, B.

    Args:
        table: the rows and what A said of them.
        b: what B said of them.
        margin: a difference in accuracy, and a loss of alignment, that counts as none.
        rows: of those that moved most, how many are returned.
    """
    held = np.isfinite(table.target.values) & np.isfinite(b.values)
    two = TwoColumns(
        np.where(held, table.target.values, np.nan),
        np.where(held, b.values, np.nan),
        table.quality,
        np.asarray(table.prompts, dtype=np.int64),
    )
    aligned, difference = ALIGNMENT.take(two), ACCURACY_DIFFERENCE.take(two)
    faults = (int(table.target.is_failure.sum()), int(b.is_failure.sum()))
    reasons = [
        _fault_reason(faults),
        _alignment_reason(aligned, margin),
        _accuracy_reason(difference, margin),
    ]
    answers = [answer for answer, _ in reasons]
    drop_in: Answer = "NO" if "NO" in answers else "UNKNOWN" if "UNKNOWN" in answers else "YES"
    ranked = sorted(reasons, key=lambda reason: ("NO", "UNKNOWN", "YES").index(reason[0]))
    return ColumnComparison(
        names=(table.target.name, b.name),
        samples=int(held.sum()),
        equal=int((two.a[held] == two.b[held]).sum()),
        prompts=int(np.unique(two.prompts[held]).size),
        faults=faults,
        spans=(_span(two.a), _span(two.b)),
        measurements=(aligned, SAME_ORDER.take(two), RANK_CORRELATION.take(two), difference),
        better=_better(difference, margin),
        drop_in=drop_in,
        why=tuple(says for _, says in ranked if says),
        margin=margin,
        moved=_moved_rows(table, two, rows),
    )


def _fault_reason(faults: tuple[int, int]) -> tuple[Answer, str]:
    of_a, of_b = faults
    if of_b > of_a:
        return "NO", f"B fails on {of_b} rows, and A on {of_a}: assay score shows each error"
    return "YES", ""


def _alignment_reason(aligned: Measurement, margin: float) -> tuple[Answer, str]:
    least = 1 - margin
    if aligned.value is None or aligned.low is None or aligned.high is None:
        return "UNKNOWN", f"how alike they train is not known: {_why_unknown(aligned)}"
    ends = f"{aligned.value:.3f} ({aligned.low:.3f} to {aligned.high:.3f})"
    if aligned.low >= least:
        return "YES", f"they push a run the same way: alignment {ends}, at least {least:g}"
    if aligned.high < least:
        return "NO", f"they push a run in different ways: alignment {ends}, below {least:g}"
    interval = ConfidenceInterval(aligned.low, aligned.high)
    needed = prompts_to_settle_log(aligned.value, interval, aligned.n, least)
    if aligned.value >= 1:  # where no prompt differs: boundary_interval
        needed = math.ceil(_Z95**2 * least / margin)
    return "UNKNOWN", f"alignment is {ends}, on both sides of {least:g}{_settled_by(needed)}"


def _settled_by(prompts: float) -> str:
    return f"; about {prompts:.0f} prompts would settle it" if math.isfinite(prompts) else ""


def _accuracy_reason(difference: Measurement, margin: float) -> tuple[Answer, str]:
    if difference.value is None or difference.low is None or difference.high is None:
        # Without a known quality the alignment alone decides: B then rewards what A rewards.
        return "YES", f"which is more accurate is not known: {_why_unknown(difference)}"
    ends = _signed_ends(difference)
    if difference.low >= -margin:
        return "YES", f"B is no less accurate than A, within {margin:g}: {ends}"
    if difference.high < -margin:
        return "NO", f"B is less accurate than A by more than {margin:g}: {ends}"
    interval = ConfidenceInterval(difference.low, difference.high)
    needed = prompts_to_settle(difference.value, interval, difference.n, -margin)
    settled = _settled_by(needed)
    return "UNKNOWN", f"B may be less accurate than A by more than {margin:g}: {ends}{settled}"


def _better(difference: Measurement, margin: float) -> str:
    if difference.value is None or difference.low is None or difference.high is None:
        return "Which one tells good replies from bad better is not known: " + (
            _why_unknown(difference)
        )
    ends = _signed_ends(difference)
    is_equal = -margin <= difference.low and difference.high <= margin
    if is_equal:
        equal = f"They are equally accurate within {margin:g}: {ends}, all of it inside the margin"
        return equal + ("." if difference.low <= 0 <= difference.high else ", though not zero.")
    if difference.low > 0:
        return f"B tells good replies from bad better than A: {ends}."
    if difference.high < 0:
        return f"A tells good replies from bad better than B: {ends}."
    return f"Neither is shown to be better, nor that they are equal within {margin:g}: {ends}."


def _signed_ends(difference: Measurement) -> str:
    return (
        f"accuracy of B less that of A {difference.value:+.3f} "
        f"({difference.low:+.3f} to {difference.high:+.3f}), {difference.n} prompts"
    )


def _why_unknown(measured: Measurement) -> str:
    if measured.why_undefined:
        return f"{measured.why_undefined} ({measured.remedy})"
    return f"{measured.n} prompts leave no interval; two at least are needed"


def _span(values: Floats) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if known.size else (math.nan, math.nan)


def _moved_rows(table: ScoreTable, two: TwoColumns, most: int) -> tuple[MovedRow, ...]:
    pushed = two.advantages
    moved = np.where(np.isfinite(two.a), pushed[:, 1] - pushed[:, 0], 0.0)
    # A row with equal scores moves where others of its prompt do: those others are shown first.
    order: Sequence[int] = np.lexsort((-np.abs(moved), two.a == two.b))[:most].tolist()
    return tuple(
        MovedRow(
            table.rows[at].sample.id,
            table.rows[at].prompt_id,
            float(two.a[at]),
            float(two.b[at]),
            table.rows[at].quality,
            float(moved[at]),
            table.rows[at].sample.response,
        )
        for at in order
        if abs(moved[at]) > 1e-3  # what an epsilon beside the deviation moves is none
    )


def _alignment(two: TwoColumns) -> Found:
    pushed = two.advantages
    products = np.stack([pushed[:, 0] * pushed[:, 1], pushed[:, 0] ** 2, pushed[:, 1] ** 2], axis=1)
    sums = sum_by_prompt(products, two.prompts, prompt_count(two.prompts))
    sums = sums[(sums[:, 1:] > _NOTHING).any(axis=1)]
    whole = sums.sum(axis=0)
    if not (whole[1:] > _NOTHING).all():
        return Undefined("all_dead")
    return Estimate(float(_cosine(whole)), left_out=_cosine(whole - sums))


def _cosine(sums: Floats) -> Floats:
    size = np.sqrt(np.maximum(sums[..., 1] * sums[..., 2], 0))
    return divide(sums[..., 0], size, size > _NOTHING)


def _same_order(two: TwoColumns) -> Found:
    counts = pairs.preference_counts(two.a, two.b, two.prompts)
    if not (counts.same + counts.opposite).sum():
        return Undefined("no_variation_within")
    left_out = pairs.preference_agreement_leave_one_out(counts)
    return Estimate(pairs.preference_agreement(counts), left_out=left_out)


def _rank_correlation(two: TwoColumns) -> Found:
    value = association.spearman_within(two.a, two.b, two.prompts)
    if math.isnan(value):
        return Undefined("no_variation_within")
    left_out = association.spearman_within_leave_one_out(two.a, two.b, two.prompts)
    return Estimate(value, left_out=left_out)


def _accuracy_difference(two: TwoColumns) -> Found:
    known = two.quality[np.isfinite(two.quality)]
    if np.unique(known).size < 2:
        return Undefined("no_quality")
    accuracies = []
    for scores in (two.a, two.b):
        counts = pairs.pair_counts(scores, two.quality, two.prompts)
        accuracies.append(divide(counts.wins, counts.pairs, counts.pairs > 0))
    change = accuracies[1] - accuracies[0]
    change = change[np.isfinite(change)]
    if not change.size:
        return Undefined("no_pairs")
    return metric.prompt_means(change, "mean of the prompts' differences")


_compared = partial(Metric[TwoColumns], theme="order", fix="")

ALIGNMENT = _compared(
    "alignment",
    "how alike the two would push a run: the cosine of the advantages that GRPO makes of their "
    "scores, 1 for the same push and 0 for unrelated ones",
    method="cosine of group-normalised scores over all groups",
    interval=metric.AGREEMENT,
    of=_alignment,
)
SAME_ORDER = _compared(
    "same_order",
    "of two replies to one prompt that both tell apart, how often they agree which is better",
    method=f"share of pairs; {metric.LOGIT}",
    interval=metric.SHARE,
    of=_same_order,
)
RANK_CORRELATION = _compared(
    "rank_correlation",
    "Spearman's correlation of the two scores inside prompts",
    method="Pearson's r of pooled mid-ranks less their prompts' means",
    interval=metric.AGREEMENT,
    of=_rank_correlation,
)
ACCURACY_DIFFERENCE = _compared(
    "accuracy_difference",
    "within_prompt_accuracy of B less that of A, prompt by prompt",
    method="mean of the prompts' differences",
    interval=metric.SIGNED,
    of=_accuracy_difference,
)
