"""What the page lists: every measurement, the worst-ordered prompts, and who failed."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rewards.scoring import Outcome, ScoringError
from rewards.types import Message, Score
from validation.dataset import LabelledSample
from validation.errors import name_options
from validation.gate import Bound, Finding, explain
from validation.measurement import Measurement
from validation.metrics import Theme, find_metric
from validation.report.figures import IntervalPlot, interval_plot
from validation.report.present import (
    TITLES,
    deciding_findings,
    evidence_place,
    headline,
    measurement_text,
    number,
    pay_text,
    prompt_turns,
    quote_reply,
    reference_text,
    sort_findings,
    theme_of,
    turn_text,
    unscored_lines,
)
from validation.run import Validation
from validation.scoring import Column, Floats, ScoreTable
from validation.statistics.pairs import PairCounts, pair_counts
from validation.statistics.values import Ints

LISTED = 20


MOST_PROMPTS = 10
MOST_REPLIES = 12


@dataclass(frozen=True)
class ReplyView:
    """A reply, and what the target and each rater said of it."""

    row: LabelledSample
    outcome: Outcome
    opinions: dict[str, Outcome]


def reply_view(table: ScoreTable, at: int) -> ReplyView:
    """The reply at a place of the data."""
    opinions = {judge.name: judge.outcomes[at] for judge in table.judges}
    return ReplyView(table.rows[at], table.target.outcomes[at], opinions)


@dataclass(frozen=True)
class FailureCounts:
    """How often the target or a judge failed or abstained; `kinds` counts errors by their type."""

    name: str
    errors: int
    abstentions: int
    kinds: dict[str, int]


@dataclass(frozen=True)
class Fault:
    """An error, who raised it, and the reply that it is about."""

    name: str
    error: ScoringError
    reply: ReplyView


@dataclass(frozen=True)
class Faults:
    """Who left samples without a score, and the first errors."""

    silences: tuple[FailureCounts, ...]
    first: tuple[Fault, ...]
    errors: int


def faults(table: ScoreTable) -> Faults:
    """The errors of the target first, then those of each judge, in the order of the data."""
    silences, first = [], []
    for column in (table.target, *table.judges):
        raised = [(at, o) for at, o in enumerate(column.outcomes) if isinstance(o, ScoringError)]
        first += [Fault(column.name, e, reply_view(table, at)) for at, e in raised[:LISTED]]
        kinds = Counter(error.cause_type for _, error in raised)
        by_type = dict(kinds.most_common())
        counts = FailureCounts(column.name, len(raised), column.abstentions, by_type)
        if counts.errors or counts.abstentions:
            silences.append(counts)
    return Faults(tuple(silences), tuple(first[:LISTED]), sum(counts.errors for counts in silences))


@dataclass(frozen=True)
class MeasurementRow:
    """A measurement, the bound that the gate has for it, and what came of that, if anything."""

    measured: Measurement
    bound: Bound
    finding: Finding | None
    theme: Theme

    @property
    def plot(self) -> IntervalPlot | None:
        return interval_plot(self.measured, self.bound)

    @property
    def is_count(self) -> bool:
        return find_metric(self.measured.name).is_supply

    @property
    def is_whole(self) -> bool:
        """Whether its value is a number of things, rather than a share or an estimate."""
        value, exact = self.measured.value, self.measured.low == self.measured.high
        return self.is_count or (value is not None and exact and value > 1 and value % 1 == 0)

    @property
    def is_trusted(self) -> bool:
        return self.measured.n >= self.measured.trusted_from

    @property
    def is_bounded(self) -> bool:
        return self.bound != Bound()


def measurement_rows(validation: Validation) -> list[MeasurementRow]:
    """Every measurement, in the order they were measured."""
    findings = {finding.name: finding for finding in validation.findings}
    raters = {judge.name for judge in validation.table.judges}
    bounds = validation.gate.bounds
    return [
        MeasurementRow(
            m, bounds.get(m.name, Bound()), findings.get(m.name), theme_of(m.name, raters)
        )
        for m in validation.measurements
    ]


def group_by_title(rows: Sequence[MeasurementRow]) -> dict[str, list[MeasurementRow]]:
    """The rows under the title of what they are about."""
    grouped = {title: [r for r in rows if r.theme == theme] for theme, title in TITLES.items()}
    return {title: found for title, found in grouped.items() if found}


@dataclass(frozen=True)
class WorstReply:
    """A reply, and how many better ones it outscores."""

    reply: ReplyView
    better_below: int


@dataclass(frozen=True)
class WorstPrompt:
    """A prompt, its pairs of unequal quality, and its replies from the highest-scored down.

    `left_out` counts the replies between those highest and those lowest that are shown.
    """

    prompt_id: str
    turns: tuple[Message, ...]
    reference: Any
    right: int
    tied: int
    wrong: int
    replies: tuple[WorstReply, ...]
    left_out: int


@dataclass(frozen=True)
class WorstPrompts:
    """How many of the `compared` prompts that have pairs are disordered or tied, and the worst.

    `prompts` are the most disordered ones; where none is, those with the most ties.
    """

    compared: int
    disordered: int
    tied: int
    prompts: tuple[WorstPrompt, ...]


def worst_prompts(table: ScoreTable) -> WorstPrompts:
    """Up to ten prompts, most wrongly ordered pairs first, then most tied ones."""
    counts = pair_counts(table.target.values, table.quality, table.prompts.astype(np.int64))
    disordered, tied = counts.wrong > 0, counts.tied > 0
    eligible = disordered if disordered.any() else tied
    order = np.lexsort((-counts.tied, -counts.wrong))
    chosen = order[eligible[order]][:MOST_PROMPTS]
    compared = int((counts.pairs > 0).sum())
    worst = tuple(_worst_prompt(table, counts, int(prompt)) for prompt in chosen)
    return WorstPrompts(compared, int(disordered.sum()), int(tied.sum()), worst)


def _worst_prompt(table: ScoreTable, counts: PairCounts, prompt: int) -> WorstPrompt:
    found = np.flatnonzero(table.prompts == prompt)
    shown = _replies_to_show(found, table.target.values[found])
    name, sample = table.rows[found[0]].prompt_id, table.rows[found[0]].sample
    right, tied, wrong = (int(part[prompt]) for part in (counts.right, counts.tied, counts.wrong))
    turns, reference = prompt_turns(sample), sample.reference_answer
    replies = tuple(_worst_reply(table, int(at), found) for at in shown)
    left_out = found.size - shown.size
    return WorstPrompt(name, turns, reference, right, tied, wrong, replies, left_out)


def _replies_to_show(found: Ints, scores: Floats) -> Ints:
    """The replies from the highest score down, unscored ones last; of many, both ends."""
    order = found[np.argsort(-scores, kind="stable")]
    if order.size <= MOST_REPLIES:
        return order
    scored, half = order[: np.isfinite(scores).sum()], MOST_REPLIES // 2
    return scored if scored.size <= MOST_REPLIES else np.r_[scored[:half], scored[-half:]]


def _worst_reply(table: ScoreTable, at: int, prompt: Ints) -> WorstReply:
    scores, quality = table.target.values, table.quality
    overtaken = (scores[prompt] < scores[at]) & (quality[prompt] > quality[at])
    return WorstReply(reply_view(table, at), int(overtaken.sum()))


# Samples that the page holds, and the bytes of their texts.
MOST_SAMPLES = 5_000
SAMPLE_BYTES = 1_500_000
# Characters of each text in the table of samples; the later ones are for tables grown too large.
SAMPLE_LIMITS = (4_000, 1_200, 400, 160, 60)
# Judges with a column of their own.
LISTED_JUDGES = 3


@dataclass(frozen=True)
class SampleTable:
    """The samples that the page shows, for its script.

    Attributes:
        content: JSON that can stand in an element of HTML: `{columns, prompts, rows}`.
        says: how many samples these are, and of how many.
    """

    content: str
    says: str


def sample_table(table: ScoreTable) -> SampleTable:
    """All samples, or those of prompts drawn at random where they are too many; long texts cut."""
    total, places = len(table.rows), np.arange(len(table.rows))
    says = f"All {total:,} samples."
    if total > MOST_SAMPLES:
        drawn = np.random.default_rng(0).permutation(int(table.prompts.max()) + 1)
        places = np.sort(np.argsort(drawn[table.prompts], kind="stable")[:MOST_SAMPLES])
        says = f"{MOST_SAMPLES:,} of {total:,} samples: those of prompts that were drawn at random."
    counts = pair_counts(table.target.values, table.quality, table.prompts.astype(np.int64))
    wrong = (counts.wrong > 0)[table.prompts]
    for longest in SAMPLE_LIMITS:
        prompts: dict[str, int] = {}
        rows = [_sample_row(table, int(at), bool(wrong[at]), prompts, longest) for at in places]
        held = {"columns": _sample_columns(table), "prompts": [*prompts], "rows": rows}
        content = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
        if len(content.encode("utf-8", "replace")) <= SAMPLE_BYTES:
            break
    is_cut = any(len(text) > longest for text in prompts)
    is_cut |= any(isinstance(cell, str) and len(cell) > longest for row in rows for cell in row)
    says += f" Texts are cut at {longest:,} characters." if is_cut else ""
    for sign in "<>&":  # no text of a user ends the element
        content = content.replace(sign, f"\\u{ord(sign):04x}")
    return SampleTable(content, says)


def _sample_columns(table: ScoreTable) -> list[dict[str, str | bool]]:
    """What the columns of the rows are, in order: `flags` holds words to filter by."""
    texts = ("sample", "prompt", "flags", "reply", "reference", "reason or error", "policy")
    numbers = [("score", "score"), ("quality", "quality")]
    numbers += [(judge.name, "rater") for judge in table.judges]
    listed = {"sample", "reply"}
    columns: list[dict[str, str | bool]] = [
        {"name": name, "kind": "text", "listed": name in listed, "style": "wide"} for name in texts
    ]
    columns += [
        {"name": name, "kind": "number", "listed": at < 2 + LISTED_JUDGES, "style": style}
        for at, (name, style) in enumerate(numbers)
    ]
    return columns


def _sample_row(
    table: ScoreTable, at: int, is_wrong: bool, prompts: dict[str, int], longest: int
) -> list[Any]:
    row, outcome = table.rows[at], table.target.outcomes[at]
    sample = row.sample
    asked = "\n".join(turn_text(turn) for turn in prompt_turns(sample))
    reply = turn_text(sample.messages[-1]) if sample.answered else ""
    reference = "" if sample.reference_answer is None else reference_text(sample.reference_answer)
    note = outcome.reason if isinstance(outcome, Score) else ""
    if isinstance(outcome, ScoringError):
        note = f"{outcome.cause_type}: {outcome.cause_text}"
    flags = "wrong " * is_wrong + "unscored" * (not isinstance(outcome, Score))
    numbers = (table.target.values[at], row.quality, *(j.values[at] for j in table.judges))
    return [
        str(sample.id),
        prompts.setdefault(_cut_text(asked, longest), len(prompts)),
        flags,
        *(_cut_text(text, longest) for text in (reply, reference, note)),
        row.policy or "",
        *(round(float(n), 6) if n is not None and np.isfinite(n) else None for n in numbers),
    ]


def _cut_text(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


# Causes that stand before everything else.
MOST_CAUSES = 4
# Steps that one screen holds.
MOST_STEPS = 5
# Weakened bounds that one line names.
MOST_WEAKER = 4


@dataclass(frozen=True)
class Step:
    """What to do next, and the section of the page that shows why.

    Attributes:
        says: the fault and its remedy, in a line.
        place: the section, by its place on the page; "" where none shows it.
        about: what the step is about, in a few words; "" where `says` begins with it.
    """

    says: str
    place: str = ""
    about: str = ""


def causes(validation: Validation) -> tuple[str, ...]:
    """What happened and what to do, most telling first: why a verdict is no PASS, in few lines.

    The exception with its place in the user's code; each failed check of the contract with its
    fix; a reply that is overpaid; a gold that is refused; the worst-ordered prompt. Where there is
    none of these, the findings that are open.
    """
    found = tuple(step.says for step in _cause_steps(validation))
    if not found and validation.verdict != "PASS":
        deciding = deciding_findings(validation.findings)
        found = tuple(f"{finding.name}: {explain(finding)}" for finding in deciding)
    return found


def next_steps(validation: Validation) -> tuple[Step, ...]:
    """What to do, in order: mend what is seen to be wrong, then what fails, then what is open.

    After a PASS: what is left to do before a run is paid for.
    """
    if validation.verdict == "PASS":
        return _steps_after_pass(validation)
    steps = _cause_steps(validation)
    covered = {step.place for step in steps} - {"attacks"}  # of which several may be paid
    undecided = [f for f in validation.findings if f.verdict != "PASS" and f.override is None]
    left = 0
    for finding in sort_findings(undecided):
        place, says = evidence_place(finding.name), f"{explain(finding)}."
        if finding.verdict == "FAIL" and place in covered:
            continue  # a cause says it in other words
        if len(steps) >= MOST_STEPS or says in {step.says for step in steps}:
            left += 1  # what mends one of these mends the other too
            continue
        about = re.sub(r" \([^)]*\)", "", measurement_text(finding.name)).partition(";")[0]
        steps.append(Step(says, place, about[:1].upper() + about[1:]))
    if left:
        more = "one more finding" if left == 1 else f"{left} more findings"
        steps.append(Step(f"Then look at {more}.", "findings"))
    return (*steps, Step("Run the same command again: this page will say what changed."))


def _steps_after_pass(validation: Validation) -> tuple[Step, ...]:
    steps = []
    if validation.on_made_answers:
        fix = find_metric("model_replies").fix
        steps.append(Step(f"These replies were made, not written by a model: {fix}.", "samples"))
    if not any(remark.startswith("confirmed on") for remark in validation.warnings):
        how = name_options("`--confirm HELD_OUT`")
        steps.append(Step(f"Confirm the verdict once on prompts that nobody has used yet: {how}."))
    tightest = deciding_findings(validation.findings)[:1]
    steps += [
        Step(f"{explain(f)}.", evidence_place(f.name), f"Know the tightest margin, {f.name}")
        for f in tightest
    ]
    return (*steps, Step("Check the recipe and start the run: `assay commit RECIPE REPORT`."))


def _cause_steps(validation: Validation) -> list[Step]:
    failed = {f.name for f in validation.findings if f.verdict == "FAIL" and f.override is None}
    unscored = unscored_lines(validation.trials.unscored_replies)
    said = [Step(_exception_cause(validation.table.target), "faults")]
    said += [Step(f"Not scored: {one}", "unscored") for one in unscored]
    if "conformance" in failed:
        checks = (check for check in validation.trials.checks or () if check.outcome == "failed")
        said += [
            Step(f"contract, {c.name}: {c.says}. To mend it: {c.fix} ({c.source})", "contract")
            for c in checks
        ]
    if (paid := headline(validation.trials)) is not None:
        said.append(Step(f"A bad reply is paid: {paid}", "attacks"))
    probing = validation.trials.probing
    if "gold_pay" in failed and probing is not None and probing.refused_golds:
        gold = probing.refused_golds[0]
        refused = f"prompt {gold.prompt_id}: {quote_reply(gold)} {pay_text(gold)}"
        said.append(Step(f"a gold is refused: {refused}", "attacks"))
    if failed & {"within_prompt_accuracy", "prompt_weighted_accuracy", "auc_top_vs_bottom"}:
        said.append(Step(_order_cause(validation.table), "worst"))
    return [step for step in said if step.says][:MOST_CAUSES]


def weakened_lines(validation: Validation) -> tuple[str, ...]:
    """A line on what of the gate is weaker than in the preset nearest to it, where anything is."""
    weakened = None if validation.header is None else validation.header.weakened
    if weakened is None or not weakened.weaker:
        return ()
    shown, more = weakened.weaker[:MOST_WEAKER], len(weakened.weaker) - MOST_WEAKER
    rest = f"; and {more} more" if more > 0 else ""
    return (f"weaker than the preset {weakened.preset}: {'; '.join(shown)}{rest}",)


def _exception_cause(target: Column) -> str:
    """`no score for 3 of 40 samples: LookupError: no such row (mine.py:12; sample '3/0')`."""
    if not target.errors:
        return ""
    first = target.errors[0]
    where = "; ".join(filter(None, [first.origin, first.place]))
    count = f"{len(target.errors)} of {len(target.outcomes)} samples"
    return f"no score for {count}: {first.cause_type}: {first.cause_text} ({where})"


def _order_cause(table: ScoreTable) -> str:
    """The pair of the worst-ordered prompt that shows it: a worse reply that earns more."""
    prompts = worst_prompts(table).prompts
    if not prompts:
        return ""
    worst = prompts[0]
    shown = max(worst.replies, key=lambda reply: reply.better_below)
    scored = [r for r in worst.replies if isinstance(r.reply.outcome, Score)]
    better = max(scored, key=lambda r: r.reply.row.quality or 0.0, default=shown)
    if not shown.better_below:
        return f"replies are paid alike: prompt {worst.prompt_id} has {worst.tied} pairs that tie"
    return (
        f"replies are in the wrong order: prompt {worst.prompt_id}: {_reply_text(shown)}, and "
        f"{_reply_text(better)}"
    )


def _reply_text(shown: WorstReply) -> str:
    row, outcome = shown.reply.row, shown.reply.outcome
    earned = f"earns {number(outcome.value)}" if isinstance(outcome, Score) else "has no score"
    said = " ".join(turn_text(row.sample.messages[-1]).split())
    return f"“{said:.100}” of quality {number(row.quality)} {earned}"
