"""What becomes of a sample that cannot be scored, and of the others beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rewards.types import Sample
from validation.conformance.answer import Answer, shown
from validation.conformance.check import Check, failed, passed, unchecked
from validation.conformance.ground import Ground, fresh
from validation.conformance.rows import Row
from validation.conformance.trial import Trial

_NAME = "a missing reference is no score"
_RAISE = (
    "Raise where a sample cannot be scored, or say it in a metric: a number alone looks like a "
    "grade, and poisons the run unseen."
)


def check_missing_reference(ground: Ground) -> Iterator[Check]:
    """Without a reference that counts, the target raises, or marks the sample in a metric."""
    cases = [case for case in ground.telling if case.samples[0].reference_answer is not None]
    if not cases:
        yield unchecked(_NAME, "no case with a reference whose right answer earns more")
        return
    bare = [
        replace(fresh(sample, f"bare-{n}"), reference_answer=None)
        for n, sample in enumerate(cases[0].samples)
    ]
    answers = [ground.trial.ask("no reference", [sample]) for sample in bare]
    plain = [ground.trial.ask("one sample", [sample]) for sample in cases[0].samples]
    yield _judged(ground, answers, plain)


def _judged(ground: Ground, answers: list[Answer], plain: list[Answer]) -> Check:
    errors = [answer.error for answer in answers if answer.error]
    if errors:
        return passed(_NAME, f"raised: {errors[0]:.150}")
    scores = tuple(answer.scores[0] for answer in answers)
    known = tuple(answer.scores[0] for answer in plain)
    if ground.trial.agree(scores, known):
        return passed(_NAME, "the reference does not count: the scores are the same without it")
    told = f"answered {shown(scores[:1])}"
    mark = _mark(plain[0], *answers)
    if mark:
        return passed(_NAME, f"{told}, and the metric {mark!r} says so")
    if scores[0] != scores[1]:
        return passed(_NAME, f"a right and a wrong answer earned {shown(scores)} without it")
    if (scores[0] or 0.0) > (known[1] or 0.0) + ground.trial.tolerance:
        return failed(_NAME, f"{told}, which is more than a wrong answer earns", _RAISE)
    return passed(_NAME, f"{told}, as to a wrong answer: nothing tells that it is missing")


def _mark(plain: Answer, *answers: Answer) -> str:
    """A metric that each of the answers has, and none of the plain ones; "" without any."""
    known = {metric for entry in plain.entries for metric in _metrics(entry)}
    new = [_metrics(answer.entries[0]) - known for answer in answers]
    return min(set.intersection(*new), default="")


def _metrics(entry: object) -> set[str]:
    metrics = entry.get("metrics_list") if isinstance(entry, dict) else None
    if not isinstance(metrics, list):
        return set()
    return {str(metric.get("name")) for metric in metrics if isinstance(metric, dict)}


def check_broken_row(ground: Ground) -> Iterator[Check]:
    """A row that nothing can be read from is an error, and not a score like any other."""
    name = "a broken row is no score"
    sample = fresh(ground.samples[0], "broken")
    answer = ground.trial.tried([sample], lambda part: _broken(ground.trial, part))
    if answer.error or answer.faults:
        yield passed(name, f"refused: {answer.error or answer.faults[0]:.150}")
        return
    mark = _mark(ground.base, answer)
    if mark:
        yield passed(name, f"answered {shown(answer.scores)}, and the metric {mark!r} says so")
        return
    yield failed(name, f"a row without a conversation earned {shown(answer.scores)}", _RAISE)


def _broken(trial: Trial, samples: Sequence[Sample]) -> list[Row]:
    """The rows, with a number where the conversation, or the reply, is expected."""
    rows = trial.plain(samples)
    for row in rows:
        for key in _SAID & set(row):
            row[key] = 7
    return rows


_SAID = {"messages", "prompt", "completion", "model_response"}


def check_empty_reply(ground: Ground) -> Iterator[Check]:
    """An empty reply, and a content of null, are wrong answers, if not errors."""
    name = "an empty reply is no right answer"
    sample = fresh(ground.samples[0], "empty")
    reply = replace(sample.messages[-1], content="", tool_calls=())
    empty = replace(sample, messages=(*sample.messages[:-1], reply))
    answer = ground.trial.ask("an empty reply", [empty])
    null = ground.trial.ask(
        "a content of null", [fresh(empty, "null")], lambda part: _null(ground.trial, part)
    )
    if answer.error:
        fix = "Give an empty reply the lowest score: that the model said nothing is no fault."
        yield failed(name, f"raised: {answer.error}", fix)
        return
    told = f"null raised: {null.error}" if null.error else f"null {null.scores[0]}"
    says = f"an empty reply earned {answer.scores[0]}; {told}"
    right = ground.telling[0].scores[0] if ground.telling else None
    paid = [score for score in (*answer.scores, *null.scores) if score is not None]
    if right is not None and any(score >= right for score in paid):
        yield failed(name, says, "Give an empty reply the lowest score.")
        return
    yield passed(name, says)


def _null(trial: Trial, samples: Sequence[Sample]) -> list[Row]:
    """The rows, with null for the text of the last turn, or of the reply where there are none."""
    rows = trial.plain(samples)
    for row in rows:
        turns = row.get("messages", row.get("prompt"))
        if isinstance(turns, list):
            turns[-1]["content"] = None
        for key in {"completion", "model_response"} & set(row):
            row[key] = None
    return rows
