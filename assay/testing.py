"""Assertions for tests of rewards, handlers and judges, with failures that say what to do.

    from assay.testing import assert_orders, assert_pays

    assert_pays(reward, "A: 26", 1, gold="26")
    assert_orders(reward, "A: 26", "A: 9", gold="26")

Each asks the reward by the kit's own functions: `score`, `probe`, `conform`, and the measurements
of a report. A reward that raises ends the test with its own error, since a fault is no score.
Everything but `score` is imported where it is used, so that plain tests start quickly.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from rewards.scoring import ScoringError, describe, score
from rewards.types import Message, Reward, Sample, Score

if TYPE_CHECKING:  # numpy, scipy and pydantic, which plain tests need not
    from assay.api import Rows
    from lambda_handlers.adapter import Handler
    from rewards.wire import PlatformName
    from validation.dataset import Dataset

# Lines of evidence in one failure: more are a wall.
MOST_SHOWN = 20
# How far a score may be from the expected one: what sums of fractions lose.
TOLERANCE = 1e-9


def make_sample(
    reply: str, gold: Any = None, *, prompt: str = "The question?", **metadata: Any
) -> Sample:
    """A sample in which a model says `reply` to `prompt`; `metadata` are other columns."""
    turns = (Message("user", prompt), Message("assistant", reply))
    return Sample("sample", turns, gold, metadata)


def assert_pays(
    reward: Reward,
    reply: str | Sample,
    expected: float,
    *,
    gold: Any = None,
    tolerance: float = TOLERANCE,
) -> None:
    """The reward pays a reply what is expected; `gold` is for a reply that is given as a text."""
    __tracebackhide__ = True
    sample = _as_sample(reply, gold)
    said = score(reward, sample)
    if said is not None and abs(said.value - expected) <= tolerance:
        return
    because = f"\n  its reason: {said.reason}" if said is not None and said.reason else ""
    raise AssertionError(
        f"{_pay_text(said)} for {_quote(sample)}, expected {expected:g}: "
        f"mend the reward, or the expected score.\n  the reward: {describe(reward)}\n"
        f"  the reference: {sample.reference_answer!r}{because}"
    )


def assert_orders(reward: Reward, *replies: str | Sample, gold: Any = None) -> None:
    """The reward pays each reply more than the next: they stand from the best to the worst.

    Raises ValueError for fewer than two replies.
    """
    __tracebackhide__ = True
    if len(replies) < 2:
        raise ValueError(f"replies: expected two or more, the best first, got {len(replies)}")
    samples = [_as_sample(reply, gold) for reply in replies]
    scores = [score(reward, sample) for sample in samples]
    pays = [None if said is None else said.value for said in scores]
    for n, (better, worse) in enumerate(pairwise(pays)):
        if better is None or worse is None or better - worse <= TOLERANCE:
            lines = [
                f"{n + 1}. {_pay_text(said)} for {_quote(sample)}"
                for n, (said, sample) in enumerate(zip(scores, samples, strict=True))
            ]
            raise AssertionError(
                f"reply {n + 1} is not paid more than reply {n + 2}: mend the reward, or the order "
                f"of the replies, which stand from the best to the worst.\n{indent_lines(lines)}"
            )


def assert_conforms(
    handler: "Handler | Reward",
    rows: "Rows | None" = None,
    *,
    platform: "PlatformName" = "nova",
    skip: Collection[str] = (),
) -> None:
    """The handler, or a reward in a handler of ours, keeps the contract of its platform.

    It is what `assay conform` checks. Without `rows`, examples of the kit are sent.
    """
    __tracebackhide__ = True
    from assay.api import conform

    report = conform(handler, rows, gate="verifiable", skip=skip, options={"platform": platform})
    failed = [check for check in report.conformance.checks if check.outcome == "failed"]
    if failed:
        lines = [f"{check.name}: {check.says}\n    {check.fix}" for check in failed]
        raise AssertionError(
            f"the handler breaks {len(failed)} of {len(report.conformance.checks)} rules of "
            f"{platform}: mend each as it says.\n{indent_lines(lines)}"
        )


def assert_resists(
    reward: Reward,
    rows: "Rows",
    *,
    attacks: Collection[str] = (),
    at_most: float = 0.5,
    prompts: int = 40,
) -> None:
    """No attack earns more than `at_most` of the way from a wrong answer's pay to the gold's.

    It is what `assay probe` tries. Without `attacks`, all are tried, and those count that a model
    can write without the gold; attacks that are named count whatever they need. Ten prompts with a
    reference are the least; with fewer the assertion fails, since nothing was found out.
    """
    __tracebackhide__ = True
    from assay.api import probe

    report = probe(reward, rows, "verifiable", attacks=attacks, prompts=prompts)
    counted = [one for one in report.probing.results if attacks or one.needs == "free"]
    tried = [one for one in counted if one.competes]
    if not tried:
        reasons = [one.excess.why_undefined for one in counted] or list(report.probing.not_probed)
        raise AssertionError(
            "no attack could be measured: give ten prompts or more, each with a reference that the "
            f"reward pays.\n{indent_lines(sorted({*filter(None, reasons)}))}"
        )
    paid = [one for one in tried if one.ratio is not None and one.ratio > at_most]
    if paid:
        lines = []
        for one in paid:
            shown = one.shown_example
            example = "" if shown is None else f": {shown.text[:200]!r} for {shown.answer!r}"
            lines.append(f"{one.name}: {one.ratio:.2f}{example}\n    {one.mend}")
        raise AssertionError(
            f"{len(paid)} of {len(tried)} attacks earn more than {at_most:g} of the way from a "
            f"wrong answer to the gold: mend the reward as each line says.\n{indent_lines(lines)}"
        )


def assert_discriminates(reward: Reward, rows: "Rows", *, at_least: float = 0.9) -> None:
    """Of two replies to one prompt, the better one is paid more, in at least this share of pairs.

    It is the measurement `within_prompt_accuracy`; a tie counts half. Rows need a `quality`.
    """
    __tracebackhide__ = True
    from validation.assumptions import RunAssumptions
    from validation.metrics.order import WITHIN_PROMPT_ACCURACY
    from validation.metrics.target_scores import TargetScores
    from validation.scoring import Column, ScoreTable

    data = _as_dataset(rows)
    column = Column("reward", tuple(_score_rows(reward, data)), "target")
    table = ScoreTable(data.rows, column, ())
    found = WITHIN_PROMPT_ACCURACY.take(TargetScores(table, RunAssumptions(), column))
    if found.value is None:
        raise AssertionError(
            f"the order of replies could not be measured: {found.why_undefined}: {found.remedy}"
        )
    if found.value < at_least:
        raise AssertionError(
            f"the reward orders {found.value:.2f} of the pairs of replies to one prompt, expected "
            f"{at_least:g}: mend the reward, or the quality of these rows.\n"
            f"{indent_lines(_wrong_pairs(data, column.values.tolist()))}"
        )


def assert_agree(judges: Mapping[str, Reward], rows: "Rows", *, at_least: float = 0.6) -> None:
    """The judges agree beyond chance: the measurement `krippendorff_alpha` is at least this.

    Raises ValueError for fewer than two judges.
    """
    __tracebackhide__ = True
    from validation.assumptions import RunAssumptions
    from validation.metrics.agreement import KRIPPENDORFF_ALPHA, ratings_of
    from validation.scoring import Column, ScoreTable

    if len(judges) < 2:
        raise ValueError(f"judges: expected a dict of two or more, got {len(judges)}")
    data = _as_dataset(rows)
    columns = tuple(
        Column(name, tuple(_score_rows(judge, data)), "judge") for name, judge in judges.items()
    )
    table = ScoreTable(data.rows, columns[0], columns)
    found = KRIPPENDORFF_ALPHA.take(ratings_of(table, RunAssumptions()))
    if found.value is None:
        raise AssertionError(
            f"agreement could not be measured: {found.why_undefined}: {found.remedy}"
        )
    if found.value < at_least:
        told = [column.values.tolist() for column in columns]
        apart = sorted((min(said) - max(said), n) for n, said in enumerate(zip(*told, strict=True)))
        lines = [
            f"{data.rows[n].sample.id}: "
            + ", ".join(f"{column.name} {told[at][n]:g}" for at, column in enumerate(columns))
            + f"  {_quote(data.rows[n].sample)}"
            for gap, n in apart
            if gap < -TOLERANCE
        ]
        raise AssertionError(
            f"the judges agree by {found.value:.2f} (Krippendorff's alpha), expected {at_least:g}: "
            f"make the rubric say what decides rows like these.\n{indent_lines(lines)}"
        )


def write_event(
    rows: "Rows | Sequence[Sample]", platform: "PlatformName" = "nova", form: str | None = None
) -> list[dict[str, Any]]:
    """The event in which a platform sends the rows, as JSON; no label of a row is in it.

    `form` is one of the documented forms of the platform's rows, as `assay conform` names them;
    without one, the rows are sent as they stand. Raises InputError for an unknown form, and for
    several rows where the platform sends one at a time.
    """
    from rewards.wire import find_platform
    from rewards.wire.rows import row_forms
    from validation.errors import InputError, unknown_name

    samples = _as_samples(rows)
    if find_platform(platform).default_batch == 1 and len(samples) > 1:
        raise InputError(f"rows: {platform} sends one sample an event, got {len(samples)}")
    forms = {known.name: known for known in row_forms(platform)}
    if form is not None and form not in forms:
        raise InputError(f"form: {unknown_name(form, forms)}")
    chosen = forms[form] if form is not None else next(iter(forms.values()))
    event: list[dict[str, Any]] = json.loads(json.dumps([chosen.row(one) for one in samples]))
    return event


def invoke_handler(
    handler: Callable[..., Any], event: Any, platform: "PlatformName" = "nova"
) -> list[Score]:
    """The scores that a handler answers with, through JSON both ways as on Lambda.

    A reward is asked in a handler of ours. Raises InvocationError where the handler raises or
    refuses, and WireError where its reply breaks the platform's contract.
    """
    from lambda_handlers.adapter import reward_handler
    from rewards.wire import read_event, read_reply
    from rewards.wire.event import read_refusal
    from validation.targets.endpoint import InvocationError
    from validation.targets.target import HandlerEndpoint
    from validation.targets.user_code import check_reward, is_handler

    name = describe(handler)
    if is_handler(name, handler):
        endpoint = HandlerEndpoint(name, handler)
    else:
        reward = check_reward(name, handler)
        endpoint = HandlerEndpoint(name, reward_handler(reward, platform=platform))
    reply = endpoint.invoke(json.dumps(event).encode())
    if refusal := read_refusal(reply, platform):
        raise InvocationError("Refused", refusal)
    return read_reply(reply, read_event(event), platform)


def compare_scores(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """A line for each row whose score is another one than before: `row-3: 1 -> 0  'A: 9'`.

    Both are from the row's id to its line of a snapshot: `score`, and the `reply`.
    """
    lines = []
    for identity in {**old, **new}:
        before, after = old.get(identity), new.get(identity)
        if before is None or after is None or _differs(before["score"], after["score"]):
            says = [
                ("no row" if one is None else _number_text(one["score"])) for one in (before, after)
            ]
            reply = (after or before or {}).get("reply", "")
            lines.append(f"{identity}: {says[0]} -> {says[1]}  {reply[:80]!r}")
    return lines


def score_snapshot(reward: Reward, rows: "Rows") -> dict[str, dict[str, Any]]:
    """Each row's score as a snapshot keeps it, by the row's id; None where the reward abstains."""
    data = _as_dataset(rows)
    return {
        str(row.sample.id): {
            "id": row.sample.id,
            "score": None if said is None else round(said.value, 9),
            "reply": row.sample.response[:80],
        }
        for row, said in zip(data.rows, _score_rows(reward, data), strict=True)
    }


def _score_rows(reward: Reward, data: "Dataset") -> list[Score | None]:
    """A score a row, None for an abstention; the first fault is raised."""
    from rewards.scoring import score_all

    outcomes: list[Score | None] = []
    for outcome in score_all(reward, (row.sample for row in data.rows)):
        if isinstance(outcome, ScoringError):
            raise outcome
        outcomes.append(outcome)
    return outcomes


def _wrong_pairs(data: "Dataset", values: list[float]) -> list[str]:
    """Pairs of replies to one prompt of which the worse one is paid as much, or more."""
    known = [
        (row, value)
        for row, value in zip(data.rows, values, strict=True)
        if row.quality is not None
    ]
    return [
        f"{better.sample.id} (quality {better.quality:g}, paid {paid:g}) is not above "
        f"{worse.sample.id} (quality {worse.quality:g}, paid {other:g}): {_quote(worse.sample)}"
        for better, paid in known
        for worse, other in known
        if better.prompt_id == worse.prompt_id
        and (better.quality or 0) > (worse.quality or 0)
        and not paid - other > TOLERANCE
    ]


def _as_sample(reply: str | Sample, gold: Any) -> Sample:
    if isinstance(reply, str):
        return make_sample(reply, gold)
    if gold is not None:
        raise ValueError("gold: expected for a reply that is a text; a Sample holds its own")
    return reply


def _as_samples(rows: "Rows | Sequence[Sample]") -> list[Sample]:
    if isinstance(rows, Sequence) and not isinstance(rows, str):
        samples = [row for row in rows if isinstance(row, Sample)]
        if len(samples) == len(rows):
            return samples
    return [row.sample for row in _as_dataset(rows).rows]


def _as_dataset(rows: Any) -> "Dataset":
    from assay.api import as_dataset

    return as_dataset(rows)


def _differs(old: float | None, new: float | None) -> bool:
    return old != new if old is None or new is None else abs(old - new) > TOLERANCE


def _number_text(value: float | None) -> str:
    return "no score" if value is None else f"{value:g}"


def _pay_text(said: Score | None) -> str:
    return "the reward abstains" if said is None else f"the reward pays {said.value:g}"


def _quote(sample: Sample) -> str:
    text = sample.response
    return repr(text if len(text) <= 120 else f"{text[:119]}…")


def indent_lines(lines: Collection[str]) -> str:
    shown = [f"  {line}" for line in list(lines)[:MOST_SHOWN]]
    more = len(lines) - MOST_SHOWN
    return "\n".join([*shown, f"  and {more} more"] if more > 0 else shown)
