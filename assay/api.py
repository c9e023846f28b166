"""The Python API: each function does all that the command of its name does, in this process.

    a reward, a handler, or a TARGET ──┐
    rows, a path or s3:// ─────────────┼──▶ validate ──▶ Report
    judges by name, a gate ────────────┘    probe    ──▶ AttackReport
                                            conform  ──▶ ContractReport
                                            score    ──▶ a dict a row
    rows with references ──────────────────▶ ladder  ──▶ Ladder, whose rows `validate` takes

The commands in `assay.commands` read options, call these, and print.
"""

import json
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from assay.reports import AttackReport, ComparisonReport, ContractReport, Report
from rewards.scoring import Outcome
from rewards.types import Reward
from rewards.wire.rows import AS_IT_STANDS
from validation import checks
from validation.assumptions import RunAssumptions, Scale
from validation.attempts import check_held_out
from validation.bill import Bill, Progress, open_bill, show_nothing
from validation.comparison import MARGIN, compare_columns
from validation.dataset import Dataset, LabelledSample, make_dataset, read_dataset, row_as_dict
from validation.errors import InputError, unknown_name
from validation.event_form import FORM, choose_form, form_calls
from validation.forecast import Announce, announce_nothing, find_judges, forecast, served_reward
from validation.gate import Bound, Gate, check_bounds
from validation.gate_file import find_gate
from validation.ladder.forms import FORMS
from validation.ladder.rows import ladder_rows, plain_name, read_prompts, skip_reason
from validation.options import DEFAULT_OPTIONS, RunOptions, forget_answers
from validation.probes import known_attacks, most_calls
from validation.probes import probe as attack_target
from validation.row_stream import RowStream, open_stream, sample_dataset, stream_dataset
from validation.run import Plan, run_validation
from validation.score_file import ScoreFile
from validation.score_stream import ScoredRow, score_in_processes, score_rows, wait_reason
from validation.scoring import Column, ScoreTable, score_table
from validation.targets.open import TargetLike, open_target
from validation.targets.target import RewardTarget, read_reward
from validation.targets.user_code import check_reward

# A path or s3:// address of JSON Lines; or rows, as dicts like its lines or as LabelledSample.
Rows = str | Path | Dataset | Iterable[Mapping[str, Any] | LabelledSample]

# Judges by name; or one or a list, each called by its own name, or as `NAME=module:name` says.
Judges = Mapping[str, str | Reward] | Sequence[str | Reward] | Reward

# How a run asks, also as a dict of the fields of RunOptions.
OptionsLike = RunOptions | Mapping[str, Any]

# A preset's name, a file, or a gate; None is gate.toml in this folder, else the preset judged.
GateLike = str | Path | Gate | None


def validate(
    reward: TargetLike,
    rows: Rows,
    judges: Judges = (),
    gate: GateLike = None,
    *,
    confirm: Rows | None = None,
    repeats: int = 1,
    skip: Collection[str] = (),
    attacked: int = checks.ATTACKED_PROMPTS,
    redact: bool = False,
    options: OptionsLike = DEFAULT_OPTIONS,
    progress: Progress = show_nothing,
    announce: Announce = announce_nothing,
) -> Report:
    """Score, measure and gate a reward, as `assay validate` does: may it steer a run?

    As the command does, it logs the attempt in `.assay/` of the current folder.

    Args:
        reward: a reward or a handler, or any TARGET of the command line as a text.
        rows: dicts, LabelledSample, or the path or s3:// address of JSON Lines.
        judges: rewards that rate the same replies: a dict by name, or a list; two at least.
        gate: a preset's name, a path, or a Gate; gate.toml here, else the preset judged.
        confirm: rows on whose prompts a PASS is validated once more; no run has used them yet.
        repeats: how often the reward and the judges are asked; 2 shows how far they vary.
        skip: of "probe", "conform" and "failing-model" those that are left out.
        attacked: prompts to attack the reward on, at most.
        redact: whether the report holds no text of the rows, and no file keeps models' replies.
        options: how the run asks: RunOptions, or a dict of its fields.
        progress: is given what is scored, as it comes, to show it.
        announce: is told what will be asked, before anything is; what it raises ends the run.

    Raises InputError for what is wrong with the reward, the rows, the judges or the gate.
    """
    skip = _as_names(skip)
    if unknown := sorted({*skip} - {*checks.STAGES}):
        raise InputError(f"skip: expected of {', '.join(checks.STAGES)}, got {unknown[0]!r}")
    if repeats < 1:
        raise InputError(f"repeats: expected 1 or more, got {repeats}")
    bounds, options = find_gate(gate), read_options(options)
    dataset = _verdict_rows(rows, options)
    held_out = None if confirm is None else _verdict_rows(confirm, options)
    if held_out is not None:
        check_held_out(held_out, dataset)
    with forget_answers(options) if redact else nullcontext(options) as kept:
        asked = (reward, bounds, read_judges(judges), kept, repeats, skip, attacked)
        plan = Plan(*asked, progress=progress, announce=announce)
        done = Report(run_validation(plan, dataset, held_out))
    return done.redact() if redact else done


def probe(
    reward: TargetLike,
    rows: Rows,
    gate: GateLike = None,
    *,
    attacks: Collection[str] = (),
    prompts: int = 200,
    calls: int | None = None,
    options: OptionsLike = DEFAULT_OPTIONS,
    progress: Progress = show_nothing,
    announce: Announce = announce_nothing,
) -> AttackReport:
    """Attack a reward before a model does, as `assay probe` does.

    The verdict is that of the gate's bounds on attacks.

    Args:
        reward: a reward or a handler, or any TARGET of the command line as a text.
        rows: dicts, LabelledSample, or the path or s3:// address of JSON Lines.
        gate: a preset's name, a path, or a Gate; gate.toml here, else the preset judged.
        attacks: the names of those to try; all of them where none is named.
        prompts: how many are attacked, at most.
        calls: replies that are sent to the reward, at most; else what the options say.
        options: how the run asks: RunOptions, or a dict of its fields.
        progress: is given what is scored, as it comes, to show it.
        announce: is told what will be asked, before anything is; what it raises ends the run.

    Raises InputError for what is wrong with the reward, the rows, the gate or an attack's name.
    """
    attacks = _as_names(attacks)
    if unknown := sorted({*attacks} - known_attacks()):
        raise InputError(f"attack: {unknown_name(unknown[0], known_attacks())}")
    bounds = find_gate(gate).narrowed_to(checks.OF_ATTACKS)
    options = read_options(options, calls=calls)
    dataset = _verdict_rows(rows, options)
    with (
        open_bill(options) as bill,
        options.thread_pool() as executor,
        open_target(reward, dataset, options) as opened,
    ):
        bill.check_opaque(opened)
        judged = next(find_judges(served_reward(opened)), None) is not None
        most = most_calls(dataset, prompts, bill.most_calls, judged)
        announce(
            forecast(
                opened,
                0,
                {"in attacks": most, FORM: form_calls(opened, dataset)},
                dataset,
                bill,
            )
        )
        allowed = bill.most_calls
        spare = None if allowed is None else max(allowed - checks.LEAST_ATTACK_CALLS, 0)
        choice = choose_form(opened, dataset, executor, spare)
        target = choice.target
        found = attack_target(
            *(target, dataset, executor, partial(bill.watch, progress)),
            calls=None if bill.most_calls is None else bill.most_calls - bill.sent,
            prompts=prompts,
            attacks=attacks,
        )
        bill.check_limit()
    unscored = checks.unscored_measurements(found.unscored)
    findings = tuple(check_bounds([*found.measurements, *unscored], bounds))
    return AttackReport(target.name, dataset.path, found, findings, bill, choice.remarks)


def conform(
    reward: TargetLike,
    rows: Rows | None = None,
    gate: GateLike = None,
    *,
    timeout: float | None = None,
    reward_range: tuple[float, float] | None = None,
    max_tokens: int | None = None,
    tolerance: float = 0.0,
    calls: int | None = None,
    skip: Collection[str] = (),
    options: OptionsLike = DEFAULT_OPTIONS,
    announce: Announce = announce_nothing,
) -> ContractReport:
    """Hold a handler, or a reward in one of ours, to its platform's contract, as `assay conform`.

    Args:
        reward: a reward or a handler, or any TARGET of the command line as a text.
        rows: dicts, LabelledSample, or a path of JSON Lines; without them, examples of our own.
        gate: says how many checks may fail: none, where it says nothing.
        timeout: seconds that the function will have; an artifact's and a function's are known.
        reward_range: the least and the most that the reward may pay; else what the gate says.
        max_tokens: the recipe's longest reply, from which the largest event is estimated.
        tolerance: by how much a score may differ when it is asked again.
        calls: replies that are sent, at most; what would take more is not checked.
        skip: "failing-model" leaves out the process in which the handler's models fail.
        options: how the run asks: RunOptions, or a dict of its fields.
        announce: is told what will be asked, before anything is; what it raises ends the run.

    Raises InputError for what is wrong with the reward, the rows or the gate.
    """
    held_to, options = find_gate(gate), read_options(options, calls=calls)
    dataset = Dataset("", "", ()) if rows is None else _verdict_rows(rows, options)
    declared = held_to.declared
    if reward_range is not None:
        low, high = reward_range
        if not low < high:
            raise InputError(f"range: expected the lower end first, got {low:g} {high:g}")
        declared = RunAssumptions(reward_range=Scale(low, high, "declared"))
    with open_bill(options) as bill, open_target(reward, dataset, options) as target:
        bill.check_opaque(target)
        handler = checks.handler_under_test(target, options, tolerance, bill.most_calls)
        if handler is None:
            raise InputError(f"{target.name}: ratings take no events; expected a handler")
        most = checks.contract_calls(handler.max_batch)
        stages = {"in the checks of the contract": most}
        announce(forecast(target, 0, stages, dataset, bill))
        done = checks.check_contract(
            handler, dataset.rows, declared, timeout, max_tokens, _as_names(skip)
        )
        bill.check_limit()
    bound = held_to.bounds.get("conformance", Bound(pass_at=0))
    results = checks.CheckResults(checks=done.checks, raised=done.raised)
    measured = checks.contract_measurements(results)
    findings = tuple(check_bounds(measured, replace(held_to, bounds={"conformance": bound})))
    return ContractReport(target.name, handler.platform, done, findings, bill)


def score(
    reward: TargetLike,
    rows: Rows,
    *,
    options: OptionsLike = DEFAULT_OPTIONS,
    progress: Progress = show_nothing,
    announce: Announce = announce_nothing,
) -> list[dict[str, Any]]:
    """What a reward says of each row, as `assay score` prints it.

    Each has id, value (None for an abstention), reason, parts, ratings, metrics and usage; or id,
    error and usage, where the reward failed.

    Args:
        reward: a reward or a handler, or any TARGET of the command line as a text.
        rows: dicts, LabelledSample, or the path or s3:// address of JSON Lines.
        options: how the run asks: RunOptions, or a dict of its fields.
        progress: is given what is scored, as it comes, to show it.
        announce: is told what will be asked, before anything is; what it raises ends the run.

    Raises InputError for what is wrong with the reward or the rows.
    """
    with open_scores(reward, rows, read_options(options), progress, announce) as (scored, _, _):
        return [json.loads(row.text) for row in scored]


def compare(
    a: TargetLike,
    b: TargetLike,
    rows: Rows,
    *,
    margin: float = MARGIN,
    shown: int = 10,
    options: OptionsLike = DEFAULT_OPTIONS,
    progress: Progress = show_nothing,
    announce: Announce = announce_nothing,
) -> ComparisonReport:
    """Say whether B may stand where A stood, as `assay compare A B DATA` does.

    Args:
        a: a reward, a judge or a handler, or any TARGET of the command line as a text.
        b: the one that is to take its place.
        rows: dicts, LabelledSample, or the path or s3:// address of JSON Lines.
        margin: a difference in accuracy, and a loss of alignment, that counts as none.
        shown: how many of the rows that moved most are returned.
        options: how both are asked: RunOptions, or a dict of its fields.
        progress: is given what is scored, as it comes, to show it.
        announce: is told what will be asked of each, before that is asked.

    Raises InputError for what is wrong with a target, the rows or the margin.
    """
    if not 0 < margin < 1:
        raise InputError(f"margin: expected a number between 0 and 1, got {margin:g}")
    options = read_options(options)
    dataset = as_dataset(rows, options)
    columns: list[Column] = []
    remarks: list[str] = []
    with open_bill(options) as bill, options.thread_pool() as executor:
        for given in (a, b):
            with open_target(given, dataset, options) as opened:
                bill.check_opaque(opened)
                stages = {FORM: form_calls(opened, dataset)}
                announce(forecast(opened, len(dataset.rows), stages, dataset, bill))
                bill.check_calls(len(dataset.rows))
                choice = choose_form(opened, dataset, executor)
                watch = partial(bill.watch, progress)
                columns.append(score_table(dataset, choice.target, {}, executor, watch).target)
                if choice.form is not None and choice.form.name != AS_IT_STANDS:
                    remarks += choice.remarks
                bill.check_limit()
    table = ScoreTable(dataset.rows, columns[0], ())
    compared = compare_columns(table, columns[1], margin=margin, rows=shown)
    return ComparisonReport(compared, dataset.path, bill, tuple(remarks))


@contextmanager
def open_scores(
    reward: TargetLike,
    rows: Rows,
    options: RunOptions,
    progress: Progress,
    announce: Announce,
    file: ScoreFile | None = None,
) -> Iterator[tuple[Iterator[ScoredRow], Bill, tuple[str, ...]]]:
    """The rows of `score` as they come, the bill, and what is to be said before the first.

    They are read as they are scored. Those that stand in the `file` already are left out.
    """
    stream = _as_stream(rows, options)
    head = stream.head
    with (
        open_bill(options) as bill,
        options.thread_pool() as executor,
        open_target(reward, head, options) as opened,
    ):
        bill.check_opaque(opened)
        done = 0 if file is None else file.skip_rows(stream, opened, options)
        count = None if stream.count is None else max(stream.count - done, 0)
        told = len(head.rows) if count is None else count
        stages = {FORM: form_calls(opened, head)}
        announce(forecast(opened, told, stages, head, bill, fresh=options.fresh))
        bill.check_calls(told)
        if file is not None:
            file.open()
        spare = None if bill.most_calls is None else bill.most_calls - told
        choice = choose_form(opened, head, executor, spare)
        usual = choice.form is None or choice.form.name == AS_IT_STANDS
        remarks = () if usual else choice.remarks
        waits = wait_reason(opened, stream)
        if options.workers > 1:
            kind = "processes" if waits is None else f"threads, since {waits}"
            remarks = (*remarks, f"workers: rows are scored in {options.workers} {kind}")
        if options.workers > 1 and waits is None and isinstance(opened, RewardTarget):
            scored = score_in_processes(opened.spec, stream, options, bill)
        else:
            scored = score_rows(choice.target, stream.rows(), executor)
        with closing(scored):
            yield _watch_rows(scored, bill, progress, opened.name, count), bill, remarks
        bill.check_limit()


def _watch_rows(
    scored: Iterator[ScoredRow], bill: Bill, progress: Progress, name: str, count: int | None
) -> Iterator[ScoredRow]:
    passed: deque[ScoredRow] = deque()

    def outcomes() -> Iterator[Outcome]:
        for row in scored:
            passed.append(row)
            yield row.outcome

    for _ in bill.watch(progress, outcomes(), name, count):
        yield passed.popleft()


def _as_stream(rows: Rows, options: RunOptions) -> RowStream:
    if isinstance(rows, str | Path):
        return open_stream(str(rows), options.row_rules)
    return stream_dataset(as_dataset(rows, options))


@dataclass(frozen=True)
class Ladder:
    """Graded answers that were made of references.

    Attributes:
        rows: A dict a rung, as a line of a dataset: `validate` takes them as they are.
        prompts: How many prompts they are of.
        skipped: Why a row has no rungs, by its id.
    """

    rows: tuple[dict[str, Any], ...]
    prompts: int
    skipped: Mapping[str | int | float, str]


def ladder(
    rows: Rows,
    rungs: Collection[str] = (),
    form: str | None = None,
    *,
    options: OptionsLike = DEFAULT_OPTIONS,
) -> Ladder:
    """Make a graded dataset out of rows that have only gold answers, as `assay ladder` does.

    Args:
        rows: dicts, LabelledSample, or the path or s3:// address of JSON Lines.
        rungs: the names of those to make beside the gold; all of them where none is named.
        form: how the answers stand, where a row's can; by default as its prompt asks.
        options: how the rows are read: RunOptions, or a dict of its fields.

    Raises InputError where no row has a usable reference, or none has such a rung.
    """
    if form is not None and form not in FORMS:
        raise InputError(f"form: expected one of {', '.join(FORMS)}, got {form!r}")
    rungs, dataset = _as_names(rungs), as_dataset(rows, read_options(options))
    prompts = read_prompts(dataset)
    skipped = {row.sample.id: skip_reason(row.sample) for row in prompts.skipped}
    if not prompts.usable:
        first = next(f"{identity}: {reason}" for identity, reason in skipped.items())
        raise InputError(
            f"{dataset.path}: expected rows with a usable reference, got none; the first is {first}"
        )
    made = list(ladder_rows(prompts.usable, form=form, only=rungs))
    names = {str(rung.sample.id).rpartition("/")[2] for rung in made}
    for name in rungs:
        if name not in names | {plain_name(known) for known in names}:
            known = ladder_rows(prompts.usable, form=form)
            plain = {plain_name(str(rung.sample.id).rpartition("/")[2]) for rung in known}
            said = unknown_name(name, plain).replace(" is unknown", "")
            raise InputError(f"rungs: no row has a rung {said}")
    return Ladder(tuple(map(row_as_dict, made)), len(prompts.usable), skipped)


def _verdict_rows(rows: Rows, options: RunOptions) -> Dataset:
    """The rows, or a sample of a file of more than the options allow."""
    if isinstance(rows, str | Path):
        return sample_dataset(str(rows), options.row_rules, options.sample)
    return as_dataset(rows, options)


def as_dataset(rows: Rows, options: RunOptions = DEFAULT_OPTIONS) -> Dataset:
    """The rows as a dataset; raises InputError for a file or a row that is malformed."""
    if isinstance(rows, str | Path):
        return read_dataset(str(rows), options.row_rules)
    if isinstance(rows, Dataset):
        return rows
    if isinstance(rows, Mapping) or not isinstance(rows, Iterable):
        what = "one row" if isinstance(rows, Mapping) else f"{type(rows).__name__} {rows!r}"
        raise InputError(f"rows: expected a list of dicts or a path, got {what}")
    return make_dataset(rows, options.row_rules)


def read_options(given: OptionsLike, calls: int | None = None) -> RunOptions:
    """The options, with `calls` where they are given; raises InputError for what are no options."""
    if isinstance(given, Mapping):
        known = [option.name for option in fields(RunOptions)]
        for name in given:
            if name not in known:
                raise InputError(f"options: {unknown_name(name, known)}")
        given = RunOptions(**given)
    if not isinstance(given, RunOptions):
        raise InputError(f"options: expected RunOptions or a dict of its fields, got {given!r}")
    return given if calls is None else replace(given, calls=calls)


def _as_names(given: Collection[str]) -> Collection[str]:
    """Names as they are given; one name alone is not a collection of its letters."""
    return [given] if isinstance(given, str) else given


def read_judges(given: Judges) -> Mapping[str, Reward]:
    """Judges by name; `module:name` is called `name`, unless it is `NAME=module:name`.

    Raises InputError for a judge that cannot be read, or a name given twice.
    """
    if isinstance(given, Mapping):
        return {name: _read_judge(name, judge) for name, judge in given.items()}
    judges: dict[str, Reward] = {}
    for judge in [given] if isinstance(given, str) or callable(given) else given:
        source, name = judge, getattr(judge, "__name__", type(judge).__name__)
        if isinstance(judge, str):
            left, _, source = judge.rpartition("=")
            name = left or source.rpartition(":")[2]
        if name in judges:
            raise InputError(f"judge {judge}: {name!r} is taken; name it OTHER={source}")
        judges[name] = _read_judge(name, source)
    return judges


def _read_judge(name: str, judge: str | Reward) -> Reward:
    return read_reward(judge) if isinstance(judge, str) else check_reward(name, judge)
