"""What becomes of a sample that cannot be scored, and of the others beside it."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from rewards.scoring import ScoringError, score
from rewards.types import Message, Reward, Sample
from validation.conformance.cases import FoundCases
from validation.conformance.dialects import Row
from validation.conformance.ground import Baseline, with_id
from validation.conformance.trial import (
    BatchResult,
    Check,
    HandlerUnderTest,
    failed_check,
    format_scores,
    passed_check,
    skipped_check,
)

_MISSING_REFERENCE = "a missing reference is no score"
_RAISE = (
    "Raise where a sample cannot be scored, or say it in a metric: a number alone looks like a "
    "grade, and poisons the run unseen."
)


def check_missing_reference(ground: Baseline) -> Iterator[Check]:
    """Without a reference that counts, the target raises, or marks the sample in a metric."""
    cases = [case for case in ground.telling if case.samples[0].reference_answer is not None]
    if not cases:
        yield skipped_check(
            _MISSING_REFERENCE, "no case with a reference whose right answer earns more"
        )
        return
    bare = [
        replace(with_id(sample, f"bare-{n}"), reference_answer=None)
        for n, sample in enumerate(cases[0].samples)
    ]
    answers = [ground.trial.ask("no reference", [sample]) for sample in bare]
    plain = [ground.trial.ask("one sample", [sample]) for sample in cases[0].samples]
    yield _missing_reference_check(ground, answers, plain)


def _missing_reference_check(
    ground: Baseline, answers: list[BatchResult], plain: list[BatchResult]
) -> Check:
    errors = [answer.error for answer in answers if answer.error]
    if errors:
        return passed_check(_MISSING_REFERENCE, f"raised: {errors[0]:.150}")
    scores = tuple(answer.scores[0] for answer in answers)
    known = tuple(answer.scores[0] for answer in plain)
    if ground.trial.agree(scores, known):
        return passed_check(
            _MISSING_REFERENCE, "the reference does not count: the scores are the same without it"
        )
    told = f"answered {format_scores(scores[:1])}"
    mark = _new_metric(plain[0], *answers)
    if mark:
        return passed_check(_MISSING_REFERENCE, f"{told}, and the metric {mark!r} says so")
    if scores[0] != scores[1]:
        return passed_check(
            _MISSING_REFERENCE,
            f"a right and a wrong answer earned {format_scores(scores)} without it",
        )
    if (scores[0] or 0.0) > (known[1] or 0.0) + ground.trial.tolerance:
        return failed_check(
            _MISSING_REFERENCE, f"{told}, which is more than a wrong answer earns", _RAISE
        )
    return passed_check(
        _MISSING_REFERENCE, f"{told}, as to a wrong answer: nothing tells that it is missing"
    )


def _new_metric(plain: BatchResult, *answers: BatchResult) -> str:
    """A metric that each of the answers has, and none of the plain ones; "" without any."""
    known = {metric for entry in plain.entries for metric in _metric_names(entry)}
    new = [_metric_names(answer.entries[0]) - known for answer in answers]
    return min(set.intersection(*new), default="")


def _metric_names(entry: object) -> set[str]:
    metrics = entry.get("metrics_list") if isinstance(entry, dict) else None
    if not isinstance(metrics, list):
        return set()
    return {str(metric.get("name")) for metric in metrics if isinstance(metric, dict)}


def check_broken_row(ground: Baseline) -> Iterator[Check]:
    """A row that nothing can be read from is an error, and not a score like any other."""
    name = "a broken row is no score"
    sample = with_id(ground.samples[0], "broken")
    answer = ground.trial.tried([sample], lambda part: _break_rows(ground.trial, part))
    if answer.error or answer.faults:
        yield passed_check(name, f"refused: {answer.error or answer.faults[0]:.150}")
        return
    mark = _new_metric(ground.base, answer)
    if mark:
        yield passed_check(
            name, f"answered {format_scores(answer.scores)}, and the metric {mark!r} says so"
        )
        return
    yield failed_check(
        name, f"a row without a conversation earned {format_scores(answer.scores)}", _RAISE
    )


def _break_rows(trial: HandlerUnderTest, samples: Sequence[Sample]) -> list[Row]:
    """The rows, with a number where the conversation, or the reply, is expected."""
    rows = trial.plain(samples)
    for row in rows:
        for key in _SAID & set(row):
            row[key] = 7
    return rows


_SAID = {"messages", "prompt", "completion", "model_response"}


def check_empty_reply(ground: Baseline) -> Iterator[Check]:
    """An empty reply, and a content of null, are wrong answers, if not errors."""
    name = "an empty reply is no right answer"
    sample = with_id(ground.samples[0], "empty")
    reply = replace(sample.messages[-1], content="", tool_calls=())
    empty = replace(sample, messages=(*sample.messages[:-1], reply))
    answer = ground.trial.ask("an empty reply", [empty])
    null = ground.trial.ask(
        "a content of null",
        [with_id(empty, "null")],
        lambda part: _rows_with_null(ground.trial, part),
    )
    if answer.error:
        fix = "Give an empty reply the lowest score: that the model said nothing is no fault."
        yield failed_check(name, f"raised: {answer.error}", fix)
        return
    told = f"null raised: {null.error}" if null.error else f"null {null.scores[0]}"
    says = f"an empty reply earned {answer.scores[0]}; {told}"
    right = ground.telling[0].scores[0] if ground.telling else None
    paid = [score for score in (*answer.scores, *null.scores) if score is not None]
    if right is not None and any(score >= right for score in paid):
        yield failed_check(name, says, "Give an empty reply the lowest score.")
        return
    yield passed_check(name, says)


def _rows_with_null(trial: HandlerUnderTest, samples: Sequence[Sample]) -> list[Row]:
    """The rows, with null for the text of the last turn, or of the reply where there are none."""
    rows = trial.plain(samples)
    for row in rows:
        turns = row.get("messages", row.get("prompt"))
        if isinstance(turns, list):
            turns[-1]["content"] = None
        for key in {"completion", "model_response"} & set(row):
            row[key] = None
    return rows


DISCRIMINATION = "right above wrong"
GIVE_DATA = "Give data that it can score: assay conform TARGET DATA"
_MEND = (
    "Make the score depend on the answer. Where the reward reads other data than these examples, "
    "give them: assay conform TARGET DATA"
)


def check_discrimination(trial: HandlerUnderTest, found: FoundCases) -> Check:
    """Right against wrong, over all cases; and whether anything at all has earned anything else."""
    gaps = [case.gap for case in found.cases if case.gap is not None]
    above, below = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
    if above and above >= below:
        return passed_check(
            DISCRIMINATION, f"in {above} of {len(gaps)} cases, and below it in {below}"
        )
    if below:
        says = f"the wrong answer earns more in {below} of {len(gaps)} cases, less in {above}"
        return failed_check(
            DISCRIMINATION, says, "Turn the score around: a right answer has to earn more."
        )
    if gaps and len(set(trial.earned)) == 1:
        count, pay = len(trial.earned), trial.earned[0]
        says = f"every one of {count} replies, right or wrong, earned {pay:.4g}"
        return failed_check(DISCRIMINATION, says, _MEND)
    if gaps:
        says = f"right and wrong answers earn the same in every case, of {len(gaps)}"
    else:
        says = "no right answer and wrong one to the same question could both be scored"
    return skipped_check(DISCRIMINATION, says, GIVE_DATA)


_LETTERS = "naïve café, 数学と论证, עברית, 👩\u200d🔬, e\u0301"
_ODD = {
    "half a surrogate pair": "half a pair: \ud83d, and nothing after it",
    "a NUL": "before \u0000 and after",
}
LENGTHS = (2_000, 8_000, 32_000)
"""Characters of ever longer replies; the last is about what 8,192 tokens come to."""
PATIENCE = 10.0
"""Seconds that the longest reply may take."""
DEEP = 100


def check_letters(ground: Baseline) -> Iterator[Check]:
    """Letters beyond ASCII, in reply, question and metadata."""
    name = "letters beyond ASCII"
    answer = ground.trial.ask(name, [_add_text(with_id(ground.samples[0], "letters"), _LETTERS)])
    if answer.error:
        fix = "Take any text that JSON can hold, and write the reply with json.dumps."
        yield failed_check(name, f"raised: {answer.error}", fix)
        return
    raised = []
    for what, text in _ODD.items():
        odd = ground.trial.ask(what, [_add_text(with_id(ground.samples[0], what), text)])
        raised += [f"; it raised for {what}: {odd.error}"] if odd.error else []
    yield passed_check(name, "answered" + "".join(raised))


def _add_text(sample: Sample, text: str) -> Sample:
    asked, reply = sample.messages[-2:] if len(sample.messages) > 1 else sample.messages * 2
    turns = (
        *sample.messages[:-2],
        replace(asked, content=f"{asked.content} {text}"),
        Message(reply.role, f"{reply.content} {text}"),
    )
    return replace(sample, messages=turns, metadata={**sample.metadata, "conformance": text})


def check_depth(ground: Baseline) -> Iterator[Check]:
    """Metadata of many levels, which a dataset may hold and no reward has to read."""
    name = "deep metadata"
    deep: Any = "here"
    for _ in range(DEEP):
        deep = {"in": [deep]}
    plain = with_id(ground.samples[0], "deep")
    sample = replace(plain, metadata={**plain.metadata, "conformance": deep})
    answer = ground.trial.ask(name, [sample])
    if answer.error:
        yield failed_check(
            name, f"raised: {answer.error}", "Leave alone the fields that you do not use."
        )
        return
    yield passed_check(name, f"{2 * DEEP} levels of it")


def check_length(ground: Baseline) -> Iterator[Check]:
    """Ever longer replies, up to what a model's longest reply comes to."""
    name = "a very long reply"
    if ground.asks_models:
        yield skipped_check(name, "it would be put to models, which costs")
        return
    for at, length in enumerate(LENGTHS):
        samples = [
            _long_sample(ground.samples[0], unit, length, n) for n, unit in enumerate(_UNITS)
        ]
        for sample in samples:
            answer = ground.trial.ask(f"a reply of {length:,} characters", [sample])
            said = f"a reply of {length:,} characters: {sample.response[:12]!r}…"
            if answer.error:
                fix = "Score a reply however long it is: that a model rambles is no fault."
                yield failed_check(name, f"{said} raised: {answer.error}", fix)
                return
            if _projected_time(answer.seconds, at) > PATIENCE:
                fix = "Read the reply in time that grows with its length: mind nested quantifiers."
                slow = skipped_check(name, f"{said} took too long", fix)
                yield replace(slow, times={f"{length:,} characters": answer.seconds})
                return
    yield passed_check(name, f"{LENGTHS[-1]:,} characters are answered in time")


def _projected_time(seconds: float, at: int) -> float:
    """What the longest reply would take if time grew with the square of the length."""
    return seconds * (LENGTHS[-1] / LENGTHS[at]) ** 2 if seconds > _QUICK else seconds


_QUICK = 0.7
"""Seconds that say nothing of how time grows."""
_UNITS = ("so the answer is 12. ", "7", "{[(", " \n.")


def _long_sample(sample: Sample, unit: str, length: int, n: int) -> Sample:
    text = unit * (length // len(unit))
    turns = (*sample.messages[:-1], Message("assistant", text))
    return replace(with_id(sample, f"long-{n}-{length}"), messages=turns)


_SAMPLE_UNCHANGED = "the sample is left as it was"


def check_sample_unchanged(reward: Reward, samples: Sequence[Sample]) -> Check:
    """Each sample is scored, and compared with what it was before."""
    for sample in samples:
        before = deepcopy(sample)
        try:
            score(reward, sample)
        except ScoringError:
            continue  # which is told elsewhere
        if sample != before:
            fix = "Copy what you change: a second call, or another part, reads the same sample."
            return failed_check(
                _SAMPLE_UNCHANGED, f"sample {sample.id!r} was changed by scoring it", fix
            )
    return passed_check(_SAMPLE_UNCHANGED, f"{len(samples)} samples were")
