"""The Python API of rows: `lint` says what is wrong with them, `label` has people rate them.

rows, a platform, a recipe ──▶ the rules of validation.linting ──▶ LintReport
rows, a reward ──▶ golds as replies ──▶ what the reward pays them ──┘
rows, rewards ──▶ label ──▶ a sheet ──▶ a person ──▶ read_labels ──▶ rows with `ratings`
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

import numpy as np

from assay.api import OptionsLike, Rows, as_dataset, read_options
from rewards.types import Message
from rewards.wire.rows import with_reply
from validation.bill import Progress, open_bill, show_nothing
from validation.dataset import Dataset, LabelledSample, read_json_lines, row_as_dict
from validation.errors import InputError, unknown_name
from validation.event_form import choose_form
from validation.forecast import Announce, announce_nothing, forecast
from validation.labelling import (
    PAGE,
    SHEET,
    SheetItem,
    SheetRatings,
    choose_items,
    read_sheet,
    sheet_texts,
)
from validation.ladder.gold import Rung
from validation.ladder.ladder import gold_replies
from validation.linting import (
    LINT_RULES,
    LintReport,
    LintRow,
    LintRows,
    check_rows,
    read_lines,
    sort_findings,
)
from validation.options import DEFAULT_OPTIONS, RunOptions
from validation.recipes.document import read_recipe
from validation.recipes.finding import Evidence, plan_run
from validation.row_rules import PLATFORM_OF_ROWS, RowFinding, RowPlatform
from validation.scoring import fault_of, score_table
from validation.storage import check_place, replace_texts
from validation.targets.open import TargetLike, open_target

# Rows on which golds are tried in every usual form, to know which one the reward reads.
_TRIED_IN_ALL_FORMS = 20
_NO_ANSWER = Message("assistant", "I do not know.")


def lint(
    rows: Rows,
    platform: RowPlatform | None = None,
    *,
    recipe: str | Path | None = None,
    reward: TargetLike | None = None,
    skip: Collection[str] = (),
    options: OptionsLike = DEFAULT_OPTIONS,
    progress: Progress = show_nothing,
    announce: Announce = announce_nothing,
) -> LintReport:
    """What is wrong with rows before a run learns from them, as `assay lint` says.

    Args:
        rows: dicts, LabelledSample, or the path or s3:// address of JSON Lines.
        platform: whose data set it is; by default that of the recipe, else no platform's rules.
        recipe: the recipe that will train on them, which prompts and golds have to fit.
        reward: a reward or a handler that is sent each gold as a reply, or any TARGET.
        skip: names of rules that are left out.
        options: how rows are read and the reward is asked: RunOptions, or a dict of its fields.
        progress: is given what is scored, as it comes, to show it.
        announce: is told what will be asked of the reward, before anything is.

    Raises InputError for a file that cannot be read or has no line, a platform or rule that is
    unknown, and what is wrong with the recipe or the reward.
    """
    skip = [skip] if isinstance(skip, str) else skip
    for name in skip:
        if name not in LINT_RULES:
            raise InputError(f"skip: {unknown_name(name, LINT_RULES)}")
    if platform is not None and platform not in get_args(RowPlatform):
        raise InputError(f"platform: {unknown_name(platform, get_args(RowPlatform))}")
    options = read_options(options)
    plan = None if recipe is None else plan_run(read_recipe(recipe), Evidence())
    if plan is not None and platform is None:
        platform = PLATFORM_OF_ROWS.get(plan.recipe.form)
    path, content = _read_content(rows, options)
    read, unreadable = read_lines(path, content, options.row_rules, platform)
    data = LintRows(read, platform, plan)
    findings = [*unreadable, *check_rows(data, skip)]
    remarks: list[str] = []
    if reward is not None and "golds" not in skip:
        findings += _check_golds(reward, path, data, options, progress, announce, remarks)
    left = tuple(finding for finding in findings if finding.rule not in skip)
    return LintReport(path, len(read), platform, sort_findings(left), tuple(remarks))


def label(
    rows: Rows,
    folder: str | Path,
    rewards: Sequence[TargetLike] = (),
    *,
    count: int = 30,
    repeats: int = 5,
    scale: tuple[int, int] = (1, 5),
    threshold: float | None = None,
    question: str = "How good is the reply?",
    seed: int = 0,
    options: OptionsLike = DEFAULT_OPTIONS,
    progress: Progress = show_nothing,
    announce: Announce = announce_nothing,
) -> list[SheetItem]:
    """Write a sheet of the replies worth a person's time, as `assay label` does.

    Args:
        rows: dicts, LabelledSample, or the path or s3:// address of JSON Lines.
        folder: where sheet.csv and sheet.html are written.
        rewards: rewards or judges, whose scores say which rows are chosen, beside the rows' own
            `ratings`; the sheet shows none of them.
        count: replies to rate, at most.
        repeats: how many of them come twice, for self-consistency.
        scale: the worst and the best rating.
        threshold: the score that decides; by default the middle of the scores' range.
        question: what the person is asked of each reply.
        seed: of all that is drawn.
        options: how the rewards are asked: RunOptions, or a dict of its fields.
        progress: is given what is scored, as it comes, to show it.
        announce: is told what will be asked of each, before that is asked.

    Raises InputError for what is wrong with the rows, a reward or the scale, and where no row has a
    reply.
    """
    if not scale[0] < scale[1] <= scale[0] + 100:
        raise InputError(f"scale: expected the worst rating first, got {scale[0]} {scale[1]}")
    options = read_options(options)
    dataset = as_dataset(rows, options)
    answered = tuple(row for row in dataset.rows if row.sample.answered)
    if not answered:
        raise InputError(f"{dataset.path}: no row has a reply to rate: assay sample asks a model")
    shown = Dataset(dataset.path, dataset.digest, answered)
    columns = [[row.ratings.get(rater, np.nan) for row in answered] for rater in shown.raters]
    with open_bill(options) as bill, options.thread_pool() as executor:
        for given in rewards:
            with open_target(given, shown, options) as opened:
                bill.check_opaque(opened)
                announce(forecast(opened, len(answered), {}, shown, bill))
                bill.check_calls(len(answered))
                target = choose_form(opened, shown, executor).target
                watch = partial(bill.watch, progress)
                scored = score_table(shown, target, {}, executor, watch).target
                columns.append(scored.values.tolist())
                bill.check_limit()
    scores = np.array(columns, dtype=np.float64).reshape(len(columns), len(answered)).T
    items = choose_items(
        *(answered, scores), count=count, repeats=repeats, threshold=threshold, seed=seed
    )
    place = str(folder)
    check_place(place, (SHEET, PAGE))
    replace_texts(place, sheet_texts(items, scale, question))
    return items


def read_labels(
    rows: Rows,
    sheet: str | Path,
    rater: str = "person",
    *,
    options: OptionsLike = DEFAULT_OPTIONS,
) -> tuple[list[dict[str, Any]], SheetRatings]:
    """The rows that a person rated, with the ratings, as `assay label DATA --read SHEET` writes.

    Args:
        rows: those that the sheet was made of.
        sheet: the CSV, filled in.
        rater: the person's name in `ratings`, and so in `ratings:NAME`.
        options: how rows are read: RunOptions, or a dict of its fields.

    Raises InputError for what is wrong with the rows or the sheet, and where nothing was rated.
    """
    dataset = as_dataset(rows, read_options(options))
    answered = [row for row in dataset.rows if row.sample.answered]
    found = read_sheet(sheet, answered)
    if not found.ratings:
        raise InputError(f"{sheet}: no line has a rating")
    rated = [
        row_as_dict(replace(row, ratings={**row.ratings, rater: found.ratings[at]}))
        for at, row in enumerate(answered)
        if at in found.ratings
    ]
    return rated, found


def _read_content(rows: Rows, options: RunOptions) -> tuple[str, bytes]:
    """The name of the rows, and a line for each."""
    if isinstance(rows, str | Path):
        return str(rows), read_json_lines(str(rows))
    if isinstance(rows, Dataset):
        path, given = rows.path, [row_as_dict(row) for row in rows.rows]
    elif isinstance(rows, Sequence) and all(isinstance(row, dict) for row in rows):
        path, given = "rows", [row for row in rows if isinstance(row, dict)]
    else:
        return _read_content(as_dataset(rows, options), options)
    try:
        return path, "\n".join(json.dumps(row, allow_nan=False) for row in given).encode()
    except (TypeError, ValueError) as error:
        raise InputError(f"{path}: expected rows of plain JSON: {error}") from error


def _check_golds(
    reward: TargetLike,
    path: str,
    data: LintRows,
    options: RunOptions,
    progress: Progress,
    announce: Announce,
    remarks: list[str],
) -> Iterator[RowFinding]:
    """The golds that a reward pays in no usual form, and those that it does not score.

    Some rows are tried in every form; the others in the best one first, until one is paid.
    """
    golds = [(row, rungs) for row in data.rows if (rungs := gold_replies(row.row.sample))]
    if len(golds) < len(data.rows):
        bare = len(data.rows) - len(golds)
        remarks.append(f"golds: {bare:,} rows have none that can be given as a reply")
    if not golds:
        return
    first, rest = golds[:_TRIED_IN_ALL_FORMS], golds[_TRIED_IN_ALL_FORMS:]
    tried = [(row, form, rungs) for row, rungs in first for form in [_LOW, *_forms(rungs)]]
    dataset = Dataset(path, "", tuple(_as_reply(*one, at) for at, one in enumerate(tried)))
    with (
        open_bill(options) as bill,
        options.thread_pool() as executor,
        open_target(reward, dataset, options) as opened,
    ):
        bill.check_opaque(opened)
        least = len(tried) + len(rest)
        others = sum(len(rungs) - 1 for _, rungs in rest)
        announce(forecast(opened, least, {"for golds in other forms": others}, dataset, bill))
        bill.check_calls(least)
        target = choose_form(opened, dataset, executor).target
        watch = partial(bill.watch, progress)
        pays, by_form, low = GoldPays(), dict[str, list[float]](), float("nan")

        def ask(batch: Sequence[tuple[LintRow, str, Sequence[Rung]]]) -> None:
            nonlocal low
            samples = tuple(_as_reply(*one, at) for at, one in enumerate(batch))
            column = score_table(Dataset(path, "", samples), target, {}, executor, watch).target
            for (row, form, _), value, said in zip(
                batch, column.values.tolist(), column.outcomes, strict=True
            ):
                if form == _LOW:
                    low = float(np.fmin(low, value))
                else:
                    pays.add(row.line, value, fault_of(said))
                    by_form.setdefault(form, []).append(value)

        ask(tried)
        means = {form: np.nan_to_num(values).mean() for form, values in by_form.items()}
        names = sorted(means, key=lambda form: -means[form])
        low = low if np.isfinite(low) else 0.0
        for form in dict.fromkeys([*names, *(f for _, rungs in rest for f in _forms(rungs))]):
            waiting = [(row, form, r) for row, r in rest if not pays.is_paid(row.line, low)]
            ask([one for one in waiting if form in _forms(one[2])])
            bill.check_limit()
    yield from pays.findings(low)


_LOW = "no answer"


def _forms(rungs: Sequence[Rung]) -> list[str]:
    return [rung.name for rung in rungs]


def _as_reply(row: LintRow, form: str, rungs: Sequence[Rung], at: int) -> LabelledSample:
    reply = next((rung.reply for rung in rungs if rung.name == form), _NO_ANSWER)
    sample = with_reply(row.row.sample, reply, f"{row.line}/{form}/{at}")
    return LabelledSample(sample, row.row.prompt_id)


@dataclass
class GoldPays:
    """What golds earn, by the row's line and the form that the gold stands in.

    Attributes:
        best: the most that a gold of each line earned; None where no form was scored.
        faults: why the gold of a line was not scored.
    """

    best: dict[int, float | None] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)

    def add(self, line: int, value: float, fault: str) -> None:
        known = self.best.setdefault(line, None)
        if np.isfinite(value):
            self.best[line] = value if known is None else max(known, value)
        elif fault:
            self.faults.setdefault(line, fault)

    def is_paid(self, line: int, low: float) -> bool:
        """Whether a gold of the line earns half of what the best gold does, counted from `low`."""
        top = max((value for value in self.best.values() if value is not None), default=low)
        value = self.best.get(line)
        return value is not None and value > low + (top - low) / 2

    def findings(self, low: float) -> Iterator[RowFinding]:
        """A finding for each line whose gold no form is paid in."""
        for line, value in self.best.items():
            if self.is_paid(line, low):
                continue
            if value is None:
                says = f"the reward does not score the gold: {self.faults.get(line, 'it abstains')}"
            else:
                says = f"the reward pays the gold {value:g}, as it pays a wrong answer"
            fix = "mend the gold, or the reward: no reply can be right here"
            yield RowFinding("error", "golds", line, says, fix, "the reward")
