"""What becomes of a sample that cannot be scored, and of the others beside it."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from rewards.scoring import ScoringError, score
from rewards.types import Message, Reward, Sample
from rewards.wire.rows import Row
from validation.conformance.cases import Baseline, FoundCases, least_right_pay
from validation.conformance.trial import BatchResult, Check, HandlerUnderTest, format_scores

_RAISE = (
    "Raise where a sample cannot be scored, or say it in a metric: a number alone looks like a "
    "grade, and spoils the run unnoticed."
)
DISCRIMINATION = "right above wrong"
GIVE_DATA = "Give data that it can score: assay conform TARGET DATA"
_MEND = (
    "Make the score depend on the answer. Where the reward reads other data than these examples, "
    "give them: assay conform TARGET DATA"
)
_LETTERS = "naïve café, 数学と论证, עברית, 👩\u200d🔬, e\u0301"
_ODD = {
    "half a surrogate pair": "half a pair: \ud83d, and nothing after it",
    "a NUL": "before \u0000 and after",
}
# Characters of ever longer replies; the last is about what 8,192 tokens come to.
LENGTHS = (2_000, 8_000, 32_000)
# What long replies are made of.
_UNITS = ("so the answer is 12. ", "7", "{[(", " \n.")
# Seconds that the longest reply may take, and seconds that do not show how time grows.
PATIENCE, _QUICK = 10.0, 0.7
DEEP = 100


def check_missing_reference(baseline: Baseline, name: str) -> Check:
    """Without a reference that counts, the target raises, or marks the sample in a metric."""
    held = baseline.discriminating_cases
    case = next((case for case in held if case.samples[0].reference_answer is not None), None)
    if case is None:
        return Check(name, "not checked", "no case with a reference whose right answer earns more")
    bare = [
        replace(sample, id=f"bare-{n}", reference_answer=None)
        for n, sample in enumerate(case.samples)
    ]
    answers = [baseline.trial.ask("no reference", [sample], may_raise=True) for sample in bare]
    plain = [baseline.trial.ask("one sample", [sample]) for sample in case.samples]
    errors = [answer.error for answer in answers if answer.error]
    if errors:
        return Check(name, "passed", f"raised: {errors[0]:.150}")
    scores, known = (tuple(answer.scores[0] for answer in of) for of in (answers, plain))
    if baseline.trial.agree(scores, known):
        says = "the reference does not count: the scores are the same without it"
        return Check(name, "passed", says)
    told = f"answered {format_scores(scores[:1])}"
    mark = _new_metric(plain[0], *answers)
    if mark:
        return Check(name, "passed", f"{told}, and the metric {mark!r} says so")
    if scores[0] != scores[1]:
        says = f"a right and a wrong answer earned {format_scores(scores)} without it"
        return Check(name, "passed", says)
    paid = (scores[0] or 0.0) > (known[1] or 0.0) + baseline.trial.tolerance
    wrong = f"{told}, which is more than a wrong answer earns" if paid else ""
    right = f"{told}, as to a wrong answer: nothing tells that it is missing"
    return Check.of(name, wrong, _RAISE, right)


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


def check_broken_row(baseline: Baseline, name: str) -> Check:
    """A row that nothing can be read from is an error, and not a score like any other."""

    def broken_rows(samples: Sequence[Sample]) -> list[Row]:
        """The rows, with a number in place of the conversation, or of the reply."""
        rows = baseline.trial.plain_rows(samples)
        said = {"messages", "prompt", "completion", "model_response"}
        return [{key: 7 if key in said else value for key, value in row.items()} for row in rows]

    answer = baseline.trial.send([replace(baseline.samples[0], id="broken")], broken_rows)
    refused = answer.error or baseline.fault(answer)
    if refused:
        return Check(name, "passed", f"refused: {refused:.150}")
    mark = _new_metric(baseline.result, answer)
    if mark:
        says = f"answered {format_scores(answer.scores)}, and the metric {mark!r} says so"
        return Check(name, "passed", says)
    says = f"a row without a conversation earned {format_scores(answer.scores)}"
    return Check(name, "failed", says, _RAISE)


def check_empty_reply(baseline: Baseline, name: str) -> Check:
    """An empty reply, and a content of null, are wrong answers, if not errors."""
    sample = baseline.samples[0]
    reply = replace(sample.messages[-1], content="", tool_calls=())
    empty = replace(sample, id="empty", messages=(*sample.messages[:-1], reply))

    def rows_with_null(samples: Sequence[Sample]) -> list[Row]:
        """The rows, with null for the text of the last turn, or of the reply without turns."""
        rows = baseline.trial.plain_rows(samples)
        for row in rows:
            key = "messages" if "messages" in row else "prompt"
            if isinstance(turns := row.get(key), list):
                row[key] = [*turns[:-1], {**turns[-1], "content": None}]
            row.update(dict.fromkeys({"completion", "model_response"} & set(row)))
        return rows

    answer = baseline.trial.ask("an empty reply", [empty])
    nothing = [replace(empty, id="null")]
    null = baseline.trial.ask("a content of null", nothing, rows_with_null, may_raise=True)
    if answer.error:
        fix = "Give an empty reply the lowest score: that the model said nothing is no fault."
        return Check(name, "failed", f"raised: {answer.error}", fix)
    told = f"null raised: {null.error}" if null.error else f"null {null.scores[0]}"
    says = f"an empty reply earned {answer.scores[0]}; {told}"
    right = least_right_pay(baseline.discriminating_cases)
    paid = [score for score in (*answer.scores, *null.scores) if score is not None]
    wrong = right is not None and any(score >= right for score in paid)
    return Check.of(name, says if wrong else "", "Give an empty reply the lowest score.", says)


def check_discrimination(trial: HandlerUnderTest, found: FoundCases) -> Check:
    """Right against wrong, over all cases; and whether anything at all has earned anything else."""
    gaps = [case.gap for case in found.cases if case.gap is not None]
    above, below = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
    if above and above >= below:
        says = f"in {above} of {len(gaps)} cases, and below it in {below}"
        return Check(DISCRIMINATION, "passed", says)
    if below:
        says = f"the wrong answer earns more in {below} of {len(gaps)} cases, less in {above}"
        fix = "Turn the score around: a right answer has to earn more."
        return Check(DISCRIMINATION, "failed", says, fix)
    if gaps and len(set(trial.earned)) == 1:
        count, pay = len(trial.earned), trial.earned[0]
        says = f"every one of {count} replies, right or wrong, earned {pay:.4g}"
        return Check(DISCRIMINATION, "failed", says, _MEND)
    if gaps:
        says = f"right and wrong answers earn the same in every case, of {len(gaps)}"
    else:
        says = "no right answer and wrong one to the same question could both be scored"
    return Check(DISCRIMINATION, "not checked", says, GIVE_DATA)


def check_letters(baseline: Baseline, name: str) -> Check:
    """Letters beyond ASCII, in reply, question and metadata."""
    answer = baseline.trial.ask(name, [_add_text(baseline.samples[0], "letters", _LETTERS)])
    if answer.error:
        fix = "Take any text that JSON can hold, and write the reply with json.dumps."
        return Check(name, "failed", f"raised: {answer.error}", fix)
    raised = []
    for what, text in _ODD.items():
        sample = _add_text(baseline.samples[0], what, text)
        odd = baseline.trial.ask(what, [sample], may_raise=True)
        raised += [f"; it raised for {what}: {odd.error}"] if odd.error else []
    return Check(name, "passed", "answered" + "".join(raised))


def _add_text(sample: Sample, name: str, text: str) -> Sample:
    asked, reply = sample.messages[-2:] if len(sample.messages) > 1 else sample.messages * 2
    turns = (
        *sample.messages[:-2],
        replace(asked, content=f"{asked.content} {text}"),
        Message(reply.role, f"{reply.content} {text}"),
    )
    metadata = {**sample.metadata, "conformance": text}
    return replace(sample, id=name, messages=turns, metadata=metadata)


def check_depth(baseline: Baseline, name: str) -> Check:
    """Metadata of many levels, which a dataset may hold and no reward has to read."""
    deep: Any = "here"
    for _ in range(DEEP):
        deep = {"in": [deep]}
    plain = baseline.samples[0]
    sample = replace(plain, id="deep", metadata={**plain.metadata, "conformance": deep})
    answer = baseline.trial.ask(name, [sample], may_raise=True)
    wrong = f"raised: {answer.error}" if answer.error else ""
    fix = "Leave alone the fields that you do not use."
    return Check.of(name, wrong, fix, f"{2 * DEEP} levels of it")


def check_length(baseline: Baseline, name: str) -> Check:
    """Ever longer replies, up to what a model's longest reply comes to."""
    if baseline.asks_models:
        return Check(name, "not checked", "it would be put to models, which costs")
    plain = baseline.samples[0]
    for length in LENGTHS:
        for n, unit in enumerate(_UNITS):
            text = unit * (length // len(unit))
            turns = (*plain.messages[:-1], Message("assistant", text))
            sample = replace(plain, id=f"long-{n}-{length}", messages=turns)
            answer = baseline.trial.ask(f"a reply of {length:,} characters", [sample])
            said = f"a reply of {length:,} characters: {text[:12]!r}…"
            if answer.error:
                fix = "Score a reply however long it is: that a model rambles is no fault."
                return Check(name, "failed", f"{said} raised: {answer.error}", fix)
            # what the longest reply would take if time grew with the square of the length
            growth = (LENGTHS[-1] / length) ** 2 if answer.seconds > _QUICK else 1
            if answer.seconds * growth > PATIENCE:
                fix = "Read the reply in time that grows with its length: mind nested quantifiers."
                slow = Check(name, "not checked", f"{said} took too long", fix)
                return replace(slow, times={f"{length:,} characters": answer.seconds})
    return Check(name, "passed", f"{LENGTHS[-1]:,} characters are answered in time")


def check_sample_unchanged(reward: Reward, samples: Sequence[Sample]) -> Check:
    """Each sample is scored, and compared with what it was before."""
    name = "the sample is left as it was"
    for sample in samples:
        before = deepcopy(sample)
        try:
            score(reward, sample)
        except ScoringError:
            continue  # other checks report it
        if sample != before:
            fix = "Copy what you change: a second call, or another part, reads the same sample."
            return Check(name, "failed", f"sample {sample.id!r} was changed by scoring it", fix)
    return Check(name, "passed", f"{len(samples)} samples were")
