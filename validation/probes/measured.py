"""What one attack comes to: its ratio, on how many prompts it works, and a reply to show."""

from collections.abc import Iterable, Sequence

import numpy as np

from rewards.types import Message
from validation.measurement import Measurement, estimated, undefined
from validation.probes.asking import Asked, fault_of, paid
from validation.probes.attacks import ATTACKS
from validation.probes.case import Case
from validation.probes.findings import AttackResult, Example
from validation.probes.groups import worst_group
from validation.probes.rung_words import words_of
from validation.probes.scale import Scale
from validation.probes.trials import Trial, lowest_pays
from validation.statistics.intervals import wilson
from validation.statistics.pay import excess_of_each
from validation.statistics.types import Floats

WORKS = 0.5
"""An attack works on a prompt where its excess is more than this."""


def result_of(name: str, tried: Sequence[Trial], ask: Asked, scale: Scale) -> AttackResult:
    """The result of an attack by its tricks, one bundle a prompt."""
    pays, worths = lowest_pays(tried, ask, scale.wrong)
    each = excess_of_each(scale.column(pays), *scale.ends, np.nan_to_num(scale.column(worths)))
    outcomes = ask([trial.shown for trial in tried])
    faults = [fault for outcome in outcomes if (fault := fault_of(outcome))]
    words = ATTACKS.get(name) or words_of(name)
    return AttackResult(
        name=name,
        imitates=words.imitates,
        mend=words.mend,
        excess=scale.excess(f"excess_pay_ratio:{name}", pays, worths),
        works=_works(name, each, scale),
        pay=_mean(pays.values()),
        example=_example(tried, ask, scale, dict(zip(scale.prompts, each, strict=True))),
        faults=len(faults),
        fault=next(iter(faults), ""),
        abstentions=sum(outcome is None for outcome in outcomes),
        grouped=worst_group(
            f"excess_pay_ratio:{name}", [trial.case for trial in tried], pays, worths, scale
        ),
    )


def _mean(pays: Iterable[float]) -> float | None:
    """None where nothing was paid or refused, since every reply was a fault."""
    known = [pay for pay in pays if not np.isnan(pay)]
    return float(np.mean(known)) if known else None


def _works(name: str, each: Floats, scale: Scale) -> Measurement:
    held = each[~np.isnan(each)]
    method = "paid more than half the room beyond its worth; Wilson"
    if scale.reason is not None or held.size == 0:
        reason = scale.reason or "few_probed"
        return undefined(f"attack_works:{name}", reason, held.size, "prompts", method)
    hits = int((held > WORKS).sum())
    interval = wilson(hits, held.size)
    return estimated(
        f"attack_works:{name}", hits / held.size, interval, held.size, "prompts", method, 0
    )


def _example(
    tried: Sequence[Trial], ask: Asked, scale: Scale, each: dict[str, float]
) -> Example | None:
    """The shortest reply that was over-paid, or else the one that was over-paid most."""

    def rank(trial: Trial) -> tuple[bool, float]:
        excess = each.get(trial.case.row.prompt_id, np.nan)
        works = bool(excess > WORKS)
        size = len(trial.trick.reply.content) + len(repr(trial.trick.reply.tool_calls))
        return (not works, size if works else -np.nan_to_num(excess, nan=-1e9))

    shown = min(tried, key=rank, default=None)
    if shown is None:
        return None
    return example_of(shown.case, shown.trick.reply, shown.trick.made, ask, scale)


def example_of(case: Case, reply: Message, made: str, ask: Asked, scale: Scale) -> Example:
    """A reply as a person is shown it, with what it earned."""
    outcome = ask([(case.row, reply)])[0]
    prompt = case.row.prompt_id
    wrong, gold = scale.wrong.get(prompt), scale.gold.get(prompt)
    fault = fault_of(outcome)
    answer = case.answer or (case.gold.content if case.gold is not None else "")
    return Example(prompt, case.question, reply, made, paid(outcome), wrong, gold, fault, answer)
