"""On which documented form of its rows the verdict of a handler rests.

    rows of the data ─▶ pairs of a right reply and a wrong one ─▶ each form of the platform's rows
                                                                        │
    FormChoice(target, form, remarks) ◀── the first form under which the handler orders the pairs

Pages of a platform may contradict each other: then a form that the handler does not read is no
fault of it, but something to know.
"""

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from rewards.scoring import Outcome, ScoringError
from rewards.types import Score
from rewards.wire.rows import RowForm, row_forms
from validation.conformance.cases import questions_of
from validation.dataset import Dataset, LabelledSample
from validation.errors import name_options
from validation.generations import pick_evenly, rows_by_prompt
from validation.targets.target import EndpointTarget, Target

# What its replies are sent for, as a forecast says it.
FORM = "to find the form of the events"
# Prompts that are sent in every form, from all over the data.
FORM_PROMPTS = 6
# A form is chosen before a later one unless that one orders more than twice as many prompts.
_ENOUGH = 0.5


@dataclass(frozen=True)
class FormChoice:
    """The target, asked in one form of its platform's rows, and what is to be said of the others.

    Attributes:
        target: The target, which sends its rows in this form.
        form: The form that the verdict rests on; None for a target that takes no events.
        remarks: The form with its page; then each other documented form under which the target
            raises, or scores otherwise, with its page.
    """

    target: Target
    form: RowForm | None = None
    remarks: tuple[str, ...] = ()


def choose_form(
    target: Target, data: Dataset, executor: Executor | None, calls: int | None = None
) -> FormChoice:
    """The form under which an endpoint orders the data, the row as it stands before all others.

    Some prompts are sent in each form, their best-graded reply beside their worst, or else what
    their reference says beside a wrong answer. Nothing is sent where the platform has one form of
    these rows, or where fewer `calls` are allowed than it may take. Raises InputError where the
    target cannot be started.
    """
    if not isinstance(target, EndpointTarget):
        return FormChoice(target)
    pairs = _find_pairs(data.rows)
    samples = [row.sample for pair in pairs for row in pair]
    forms = row_forms(target.platform, samples)
    few = calls is not None and calls < form_calls(target, data)
    if len(forms) == 1 or not samples or few:
        form = row_forms(target.platform)[0]
        room = f"; {name_options('--calls leaves no room to try another')}"
        said = _rests_on(target, form) + (room if few else "")
        return FormChoice(replace(target, form=form), form, (said,))
    tried = [_try_form(replace(target, form=form), form, pairs, executor) for form in forms]
    if not any(one.score_count for one in tried):
        return FormChoice(replace(target, form=forms[0]), forms[0], (_raises_in_all(tried),))
    chosen = _first_that_orders(tried)
    asked = replace(target, form=chosen.form)
    others = [one for one in tried if one is not chosen and one.difference(chosen)]
    again = _try_form(asked, chosen.form, pairs, executor) if others else chosen
    remarks = [_rests_on(target, chosen.form)]
    for other in others:
        said = other.difference(chosen)
        if other.errors or not again.difference(chosen):  # else its scores differ by chance
            remarks.append(
                f"another documented form, {other.form.name!r}: {said}; {other.form.page}"
            )
    return FormChoice(asked, chosen.form, tuple(remarks))


def form_calls(target: Target, data: Dataset) -> int:
    """How many replies `choose_form` sends at most: a batch that raises is halved, down to one."""
    if not isinstance(target, EndpointTarget):
        return 0
    samples = [row.sample for pair in _find_pairs(data.rows) for row in pair]
    forms = row_forms(target.platform, samples)
    halvings = 1 + math.ceil(math.log2(max(len(samples), 1)))
    return len(samples) * (len(forms) + 1) * halvings if len(forms) > 1 else 0


def _first_that_orders(tried: Sequence["_FormTrial"]) -> "_FormTrial":
    """The first form that orders at least half as many prompts as the best one does.

    Where none orders any, it is the row as it stands; of single replies, which nobody can order,
    the first form that scores at least half as many as the best one.
    """
    if any(len(pair) > 1 for pair in tried[0].pairs):
        best = max(one.order_count for one in tried)
        return next(one for one in tried if one.order_count >= _ENOUGH * best)
    best = max(one.score_count for one in tried)
    return next(one for one in tried if one.score_count >= _ENOUGH * best)


def _rests_on(target: EndpointTarget, form: RowForm) -> str:
    return f"events: the verdict rests on {form.name!r}, as {target.platform} sends it: {form.page}"


def _raises_in_all(tried: Sequence["_FormTrial"]) -> str:
    first = tried[0].errors[0]
    forms = ", ".join(f"{one.form.name!r} ({one.form.page})" for one in tried)
    cause = f"{first.cause_type}: {first.cause_text:.200}"
    return f"events: the handler raises in every documented form ({cause}): {forms}"


def _find_pairs(rows: Sequence[LabelledSample]) -> list[tuple[LabelledSample, ...]]:
    """The best-graded reply and the worst of some prompts; where replies to no prompt are graded
    differently, right answers and wrong ones, or the one reply of which nothing is known."""
    graded = []
    for group in rows_by_prompt(row for row in rows if row.sample.answered).values():
        known = sorted((row.quality, n) for n, row in enumerate(group) if row.quality is not None)
        if known and known[0][0] < known[-1][0]:
            graded.append((group[known[-1][1]], group[known[0][1]]))
    if graded:
        return [*pick_evenly(graded, FORM_PROMPTS)]
    return [
        tuple(
            LabelledSample(one.with_answer(answer, f"{role}-{n}"), one.name)
            for answer, role in ((right, "right"), (wrong, "wrong"))
            if answer is not None
        )
        for one in questions_of(rows, FORM_PROMPTS // 2)
        for n, (right, wrong) in enumerate(one.pairs)
    ]


@dataclass(frozen=True)
class _FormTrial:
    """What a target said of all pairs in one form; `prompts` are those of the pairs."""

    form: RowForm
    pairs: Sequence[tuple[LabelledSample, ...]]
    outcomes: Sequence[Outcome]

    @property
    def errors(self) -> list[ScoringError]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, ScoringError)]

    @property
    def score_count(self) -> int:
        """Samples that are scored."""
        return sum(isinstance(outcome, Score) for outcome in self.outcomes)

    @property
    def order_count(self) -> int:
        """Prompts of which some pair is ordered."""
        heard = iter(self.outcomes)
        found = set()
        for pair in self.pairs:
            values = [said.value for _ in pair if isinstance(said := next(heard), Score)]
            if len(values) == 2 and values[0] > values[1]:
                found.add(pair[0].prompt_id)
        return len(found)

    def difference(self, chosen: "_FormTrial") -> str:
        """How it is not what the chosen form came to, "" where it is the same."""
        if self.errors and len(self.errors) > len(chosen.errors):
            first = self.errors[0]
            count = f"{len(self.errors)} of {len(self.outcomes)} samples"
            return f"the handler raises on {count} ({first.cause_type}: {first.cause_text:.120})"
        both = zip(self.outcomes, chosen.outcomes, strict=True)
        other = sum(_value_of(mine) != _value_of(theirs) for mine, theirs in both)
        return (
            f"the handler scores {other} of {len(self.outcomes)} samples otherwise" if other else ""
        )


def _try_form(
    target: EndpointTarget,
    form: RowForm,
    pairs: Sequence[tuple[LabelledSample, ...]],
    executor: Executor | None,
) -> _FormTrial:
    rows = [row for pair in pairs for row in pair]
    return _FormTrial(form, pairs, list(target.outcomes(rows, executor)))


def _value_of(outcome: Outcome) -> float | None:
    return outcome.value if isinstance(outcome, Score) else None
