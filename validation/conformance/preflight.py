"""What comes before a run: rows without a reply, an empty batch, a context that is none."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from rewards.types import Message, Sample
from rewards.wire import PLATFORMS, PlatformName
from rewards.wire.rows import holds_turns
from validation.conformance.cases import UNSTEADY, Baseline, ScoredCase, drop_reply, least_right_pay
from validation.conformance.dialects import Dialect, dialects
from validation.conformance.trial import IDS, Check
from validation.targets.deployed import DeployedFunction
from validation.targets.endpoint import Endpoint
from validation.targets.target import HandlerEndpoint

_NAME, _ARN, _SET = "the function's name", "the function's ARN", "the function's settings"
_FUNCTION = re.compile(r"(?:.*:function:)?(?P<name>[\w-]+)(?::(?P<qualifier>[\w$-]+))?")

# What AWS advises for the timeout and the memory, and the oldest runtime with years before it.
SECONDS, MEGABYTES, PYTHON = 60.0, 512, (3, 12)
# Rows that the preflight of SageMaker's SDK sends.
ROWS = 3
_NO_CASE = "no case of text whose right answer earns more than its wrong one"


def check_function(endpoint: Endpoint, platform: PlatformName) -> Iterator[Check]:
    """The rules of a deployed function's name, and advice, which fails nobody, where it is set."""
    if not isinstance(endpoint, DeployedFunction):
        yield Check(_NAME, "not checked", "it has one when it is deployed")
        if endpoint.timeout is not None:
            yield Check(_SET, "passed", _advice({"Timeout": endpoint.timeout}))
        return
    found = _FUNCTION.fullmatch(endpoint.function)
    if found is not None:
        yield check_name(found["name"], platform)
        yield check_qualifier(found["qualifier"], platform)
    if endpoint.configuration:
        yield Check(_SET, "passed", _advice(endpoint.configuration))


def check_name(name: str, platform: PlatformName) -> Check:
    """HyperPod, which trains Nova, takes no function whose name does not hold SageMaker."""
    if "SageMaker" in name:
        return Check(_NAME, "passed", f"{name} holds SageMaker, which every platform takes")
    if PLATFORMS[platform].needs_name:
        fix = "Put SageMaker, so written, into the function's name: HyperPod takes no other."
        return Check(_NAME, "failed", f"{name} does not hold SageMaker", fix)
    says = f"{name} does not hold SageMaker, which AWS's managed policies go by"
    return Check(_NAME, "not checked", says)


def check_qualifier(qualifier: str | None, platform: PlatformName) -> Check:
    """SageMaker's SDK takes an ARN with a version or an alias for that of an evaluator."""
    if qualifier is None:
        return Check(_ARN, "passed", "without a version or an alias, which every platform takes")
    if PLATFORMS[platform].takes_qualifier:
        return Check(_ARN, "passed", f"Bedrock takes the qualifier {qualifier}")
    fix = "Give it without its last part: SageMaker's SDK takes no version and no alias."
    return Check(_ARN, "failed", f"it ends in the qualifier {qualifier}", fix)


def _advice(told: Mapping[str, Any]) -> str:
    """What is set, and what is advised instead where that is more."""
    found = []
    if "Timeout" in told:
        found.append(_minimum_advice("a timeout of", float(told["Timeout"]), SECONDS, "s"))
    if "MemorySize" in told:
        found.append(_minimum_advice("memory of", int(told["MemorySize"]), MEGABYTES, "MB"))
    version = re.fullmatch(r"python(\d+)\.(\d+)", str(told.get("Runtime", "")))
    if version is not None:
        old = (int(version[1]), int(version[2])) < PYTHON
        found.append(version[0] + (", python3.12 or later is advised" if old else ""))
    return "; ".join(found)


def _minimum_advice(what: str, value: float, advised: float, unit: str) -> str:
    said = f"{what} {value:g} {unit}"
    return said if value >= advised else f"{said}, {advised:g} {unit} or more are advised"


def check_dialects(baseline: Baseline, name: str) -> Iterator[Check]:
    """One check for each dialect that the platform sends, and one for all of the others."""
    if not baseline.steady:
        yield Check(name, "not checked", UNSTEADY)
        return
    trial = baseline.trial
    record = PLATFORMS[trial.platform]
    pages = {form.name: form.page for form in (*record.rows, *record.variants)}
    read: list[str] = []
    unread: list[str] = []
    for dialect in dialects(trial.platform, trial.form):
        title, duty = f"event: {dialect.name}", dialect.duty
        samples = baseline.samples if duty else baseline.cases[0].samples
        difference = _compare_dialect(baseline, dialect, samples)
        if difference is None:
            continue
        if duty is None:
            (unread if difference else read).append(dialect.name)
        elif duty == "may differ" and difference:
            yield Check(title, "advice", difference, dialect.fix, source=pages[dialect.name])
        elif duty == "may raise" and difference.startswith("raised"):
            yield Check(title, "not checked", f"not read: {difference}")
        else:
            check = Check.of(title, difference, dialect.fix, "the same scores")
            yield replace(check, source=pages[dialect.name])
    alike, others = (", ".join(names) or "none" for names in (read, unread))
    says = f"not known to be sent here; read alike: {alike}; not: {others}"
    yield Check("event: other forms", "not checked", says)


def _compare_dialect(baseline: Baseline, dialect: Dialect, samples: Sequence[Sample]) -> str | None:
    """How the scores differ from those of the plain form; None where this one looks no different.

    A batch is compared with the same batch, and one sample with itself alone. Faults of a reply
    count only where the platform's handlers owe the dialect anything.
    """
    trial = baseline.trial

    def write(part: Sequence[Sample]) -> Any:
        return dialect.write(part, trial.form)

    groups = [[sample] for sample in samples[:2]] if dialect.alone else [list(samples)]
    differences = []
    for group in groups:
        if write(group[: trial.max_batch]) is None:
            return None
        may_raise = dialect.duty == "may raise"
        owed = may_raise or dialect.duty == "must"
        asked = partial(trial.ask, dialect.name, may_raise=may_raise)
        answer = asked(group, write) if owed else trial.send(group, write)
        is_all = tuple(group) == baseline.samples
        plain = baseline.result if is_all else trial.ask("the plain form", group)
        differences.append(baseline.difference(answer, plain.scores))
    return next(filter(None, differences), "")


def check_gold_turn(baseline: Baseline, name: str) -> Check:
    """The model's turn is the last one, whatever assistant's turn the dataset left before it."""
    cases = _text_cases(baseline)
    rows = baseline.trial.plain_rows([case.samples[0] for case in cases])
    if not (cases and baseline.steady and all(map(holds_turns, rows))):
        return Check(name, "not checked", _NO_CASE)
    samples = []
    for case in cases:  # each sample with the other answer of its case as a turn before its own
        for sample, other in zip(case.samples, case.samples[::-1], strict=True):
            turns = (*sample.messages[:-1], other.messages[-1], sample.messages[-1])
            samples.append(replace(sample, messages=turns))
    expected = tuple(score for case in cases for score in case.scores)
    answer = baseline.trial.ask("another assistant turn before the reply", samples)
    alone = baseline.trial.ask("the plain form", [s for case in cases for s in case.samples])
    expected = expected if alone.error else alone.scores
    wrong = baseline.difference(answer, expected, "with an assistant turn before the reply: ")
    fix = "Grade the last assistant turn alone: the one before it may be the dataset's gold."
    return Check.of(name, wrong, fix, "an assistant turn before the reply changes no score")


def _text_cases(baseline: Baseline) -> list[ScoredCase]:
    """The discriminating cases whose answers call no tool."""
    cases = baseline.discriminating_cases
    return [case for case in cases if not any(s.messages[-1].tool_calls for s in case.samples)]


def check_prompt(baseline: Baseline, name: str) -> Check:
    """A wrong answer is not paid for the right one that its prompt happens to hold."""
    cases = _text_cases(baseline)
    if not cases:
        return Check(name, "not checked", _NO_CASE)
    leaked = [leak_answer(case.samples[1], case.samples[0]) for case in cases]
    answer = baseline.trial.ask("the right answer in the prompt", leaked)
    if answer.error:
        return Check(name, "not checked", f"raised: {answer.error}")
    pairs = zip(cases, answer.scores, strict=True)
    paid = [case for case, score in pairs if score is not None and score >= (case.scores[0] or 0.0)]
    says = f"{len(paid)} of {len(cases)} wrong answers are paid as right ones, which the user gave"
    fix = "Read the answer from the last assistant turn, and from no other."
    right = "a right answer in the user's turn is not paid for"
    return Check.of(name, says if paid else "", fix, right)


def leak_answer(wrong: Sample, right: Sample) -> Sample:
    """The wrong sample, the right answer in the last turn before its reply."""
    question = drop_reply(wrong)
    last = question.messages[-1]
    told = Message(last.role, f"{last.content}\n\n{right.response}")
    reply = wrong.messages[len(question.messages) :]
    return replace(wrong, messages=(*question.messages[:-1], told, *reply))


def check_preflight(baseline: Baseline, name: str) -> Check:
    """Raw rows without a reply: questions of the data as they stand, with ids where all have one.

    Those of our own examples have no ids, and hold the right answer in the user's turn.
    """
    trial = baseline.trial
    have_ids = all("id" in case.samples[0].row for case in baseline.cases)

    def raw_rows(samples: Sequence[Sample]) -> list[Any]:
        rows = trial.plain_rows(samples)
        return [{k: value for k, value in row.items() if k != "id" or have_ids} for row in rows]

    answered = [case.samples[0] for case in baseline.cases]
    raw = [
        drop_reply(sample if sample.row else leak_answer(sample, sample))
        for sample in answered
        if not sample.messages[-1].tool_calls
    ] or [drop_reply(baseline.samples[0])]
    rows = [replace(sample, id=f"row-{n}") for n, sample in enumerate((raw * ROWS)[:ROWS])]
    answer = trial.send(rows, raw_rows)
    wrong = f"raised: {answer.error}" if answer.error else baseline.fault(answer)
    if not wrong and trial.max_batch > 1 and not baseline.breaks(IDS):
        wrong = _describe_repeated_id(answer.entries)
    wrong = wrong or _describe_overpay(baseline, answer.scores)
    fix = (
        "Answer a row whose last turn is not the assistant's with the lowest score, and one "
        "without an id with an id of its own: the SDK's preflight sends raw rows of the dataset."
    )
    preflight = PLATFORMS[trial.platform].raw_preflight
    if wrong and preflight == "never":
        return Check(name, "advice", f"{wrong}; not known to be sent here", fix)
    if answer.error and preflight == "sometimes":
        return Check(name, "advice", f"{wrong}; only serverless jobs send such rows", fix)
    return Check.of(name, wrong, fix, "answered, each with an id, and no user's turn is paid for")


def _describe_repeated_id(entries: Sequence[Any]) -> str:
    ids = [repr(entry.get("id")) for entry in entries if isinstance(entry, dict)]
    twice = next((one for one in ids if ids.count(one) > 1), None)
    return "" if twice is None or len(entries) < ROWS else f"the id {twice} is given twice"


def _describe_overpay(baseline: Baseline, scores: Sequence[float | None]) -> str:
    """The lowest pay of a right answer is what no question may earn."""
    right = least_right_pay(baseline.discriminating_cases)
    if right is None:
        return ""
    paid = [score for score in scores if score is not None and score >= right]
    return f"a row without a reply earned {paid[0]:.4g}, like a right answer" if paid else ""


def check_empty_batch(baseline: Baseline, name: str) -> Check:
    """A batch of none is answered with none."""
    answer = baseline.trial.send((), lambda part: [])
    wrong = f"raised: {answer.error}" if answer.error else baseline.fault(answer)
    fix = "Answer an event without samples with a reply without entries."
    return Check.of(name, wrong, fix, "answered with a reply without entries")


def check_context(baseline: Baseline, name: str) -> Check:
    """The context that the SDK hands over when it calls a handler itself: `{}`; and None."""
    endpoint = baseline.trial.endpoint
    if not isinstance(endpoint, HandlerEndpoint):
        return Check(name, "not checked", "a deployed function always has a real one")
    if not baseline.steady:
        return Check(name, "not checked", UNSTEADY)
    contexts: Mapping[str, Callable[[], object]] = {"{}": dict, "None": lambda: None}
    for shown, context in contexts.items():
        elsewhere = replace(baseline.trial, endpoint=replace(endpoint, context=context))
        elsewhere.form = baseline.trial.form
        difference = baseline.difference(elsewhere.send(baseline.samples), baseline.result.scores)
        if difference:
            fix = "Ask the context for its clock only where it has one: the SDK hands over {}."
            return Check(name, "failed", f"with {shown}: {difference}", fix)
    return Check(name, "passed", "{} and None change no score")
