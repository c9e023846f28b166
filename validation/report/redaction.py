"""A report without its texts: no prompt, no reply, no reference, and nothing that may quote one.

validation ──▶ redact_validation ──▶ validation ──▶ every file of a report, the terminal, --json
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from rewards.scoring import Outcome, ScoringError
from rewards.types import Message, Score
from validation.checks import CheckResults
from validation.conformance import Check
from validation.dataset import LabelledSample
from validation.probes import AttackResult, Example, ProbeResult
from validation.report.present import as_text
from validation.run import Validation
from validation.scoring import Column, ScoreTable, UnscoredReply

LEFT_OUT = "(redacted)"

# Takes what may quote the data out of a message of the kit.
Clean = Callable[[str], str]

# An id that can be no text of its own: one word of at most 64 characters.
_ID = re.compile(r"[^\s]{1,64}")
_QUOTED = re.compile(r"(?<!\w)(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|“[^”]*”)(?!\w)", re.DOTALL)
_RAISED = re.compile(r"(\b\w*(?:Error|Exception|Exit|Interrupt)\b)[:(].*", re.DOTALL)
# A text that is shorter occurs in words of ours by chance.
_SHORTEST = 3


def redact_validation(validation: Validation) -> Validation:
    """The validation with the same numbers, verdict and findings, and none of its texts.

    Ids, names, paths and types of exceptions stay, but for an id that is more than one word. A
    message of the kit loses what it quotes, and one of a failed check all that was seen.
    """
    table = validation.table
    numbers = {
        row.prompt_id: int(number) for row, number in zip(table.rows, table.prompts, strict=True)
    }
    texts = {text for text in _texts_of(validation) if len(text.strip()) >= _SHORTEST}
    clean = partial(_clean_message, sorted(texts, key=len, reverse=True))
    return replace(
        validation,
        dataset=replace(validation.dataset, rows=_redact_rows(validation.dataset.rows, numbers)),
        table=_redact_table(table, _redact_rows(table.rows, numbers)),
        findings=tuple(replace(f, note=clean(f.note)) for f in validation.findings),
        warnings=tuple(map(clean, validation.warnings)),
        trials=_redact_trials(validation.trials, clean),
        is_redacted=True,
    )


def _texts_of(validation: Validation) -> Iterable[str]:
    for row in validation.table.rows:
        yield from (turn.content for turn in row.sample.messages)
        reference = row.sample.reference_answer
        yield from map(as_text, reference.values() if isinstance(reference, Mapping) else [])
        yield as_text(reference)


def _clean_message(texts: Sequence[str], message: str) -> str:
    """The message without what an exception says, what stands in quotation marks, and the texts."""
    message = _QUOTED.sub(LEFT_OUT, _RAISED.sub(rf"\1: {LEFT_OUT}", message))
    for text in texts:
        if len(text) <= len(message):
            message = message.replace(text, LEFT_OUT)
    return message


def _plain_id(name: str) -> str:
    return (
        name
        if _ID.fullmatch(name)
        else f"id-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:12]}"
    )


def _redact_rows(
    rows: Iterable[LabelledSample], numbers: Mapping[str, int]
) -> tuple[LabelledSample, ...]:
    """The rows, of which those to one prompt still are: its number stands in its place."""
    return tuple(_redact_row(row, numbers.get(row.prompt_id, len(numbers))) for row in rows)


def _redact_row(row: LabelledSample, number: int) -> LabelledSample:
    sample = row.sample
    identity = _plain_id(sample.id) if isinstance(sample.id, str) else sample.id
    asked = f"the text of prompt {number} {LEFT_OUT}"
    turns = tuple(Message(turn.role, asked) for turn in sample.messages)
    if sample.answered:
        turns = (*turns[:-1], Message(turns[-1].role, LEFT_OUT))
    reference = None if sample.reference_answer is None else LEFT_OUT
    hidden = replace(
        sample,
        id=identity,
        messages=turns,
        reference_answer=reference,
        metadata={},
        tools=(),
        row={},
    )
    made = None if row.made is None else LEFT_OUT
    return replace(row, sample=hidden, prompt_id=_plain_id(row.prompt_id), made=made)


def _redact_table(table: ScoreTable, rows: tuple[LabelledSample, ...]) -> ScoreTable:
    return ScoreTable(
        rows,
        _redact_column(table.target),
        tuple(map(_redact_column, table.judges)),
        tuple(map(_redact_column, table.repeats)),
        {name: tuple(map(_redact_column, again)) for name, again in table.judge_repeats.items()},
    )


def _redact_column(column: Column) -> Column:
    return replace(column, outcomes=tuple(map(_redact_outcome, column.outcomes)))


def _redact_outcome(outcome: Outcome) -> Outcome:
    if isinstance(outcome, ScoringError):
        name = outcome.sample_id
        return ScoringError(
            _plain_id(name) if isinstance(name, str) else name,
            *(outcome.cause_type, LEFT_OUT, outcome.part, outcome.usage, outcome.origin),
        )
    return None if outcome is None else _redact_score(outcome)


def _redact_score(score: Score) -> Score:
    parts = {name: _redact_score(part) for name, part in score.parts.items()}
    return replace(score, reason="", parts=parts)


def _redact_trials(trials: CheckResults, clean: Clean) -> CheckResults:
    probing, checks = trials.probing, trials.checks
    return replace(
        trials,
        probing=None if probing is None else _redact_probing(probing, clean),
        checks=None if checks is None else tuple(_redact_check(check, clean) for check in checks),
        raised=tuple(map(_redact_unscored, trials.raised)),
    )


def _redact_check(check: Check, clean: Clean) -> Check:
    says, title = clean(check.says), clean(check.title)
    if check.outcome != "passed":  # what was seen may be a message of the user's code
        says, title = (_before_colon(text) for text in (says, title))
    return replace(check, says=says, title=title, fix=clean(check.fix))


def _before_colon(text: str) -> str:
    start, colon, _ = text.partition(": ")
    return f"{start}: {LEFT_OUT}" if colon else start


def _redact_probing(probing: ProbeResult, clean: Clean) -> ProbeResult:
    return replace(
        probing,
        results=tuple(map(_redact_result, probing.results)),
        refused_golds=tuple(map(_redact_example, probing.refused_golds)),
        refused_rewordings=tuple(map(_redact_example, probing.refused_rewordings)),
        not_probed=tuple(map(clean, probing.not_probed)),
        wrong=clean(probing.wrong),
        lazy=LEFT_OUT if probing.lazy else "",
        unscored=tuple(map(_redact_unscored, probing.unscored)),
    )


def _redact_result(result: AttackResult) -> AttackResult:
    example, shortest = result.example, result.shortest
    return replace(
        result,
        example=None if example is None else _redact_example(example),
        shortest=None if shortest is None else _redact_example(shortest),
        fault=_fault_type(result.fault),
    )


def _redact_example(example: Example) -> Example:
    return replace(
        example,
        prompt_id=_plain_id(example.prompt_id),
        question=LEFT_OUT,
        reply=Message(example.reply.role, LEFT_OUT),
        made="",
        fault=_fault_type(example.fault),
        answer="",
    )


def _redact_unscored(reply: UnscoredReply) -> UnscoredReply:
    return replace(
        reply,
        prompt_id=_plain_id(reply.prompt_id),
        reply=LEFT_OUT if reply.reply else "",
        made="a reply of the kit's own",
        fault=_fault_type(reply.fault),
    )


def _fault_type(fault: str) -> str:
    return f"{fault.partition(':')[0]}: {LEFT_OUT}" if fault else ""
