"""What came of attacking a reward: what it pays that it should not, and what it fails to pay."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Never

import numpy as np

from rewards.types import Message
from validation.measurement import Measurement, Reason
from validation.metrics.metric import Estimate, Metric, Undefined
from validation.statistics.intervals import jackknife_t
from validation.statistics.pay import excess_pay_ratio, excess_pay_ratio_leave_one_out
from validation.statistics.values import Floats

ENOUGH_PROMPTS = 10
"""Prompts from which an attack competes for being the worst."""


@dataclass(frozen=True)
class Example:
    """One reply that the reward was shown, beside what else it pays on that prompt.

    `made` says in words how the reply was made. `pay` is None where the reward failed, which
    `fault` then tells, or abstained. `wrong` and `gold` are what an honest wrong answer and the
    gold earn there, None where there is none, and `answer` is the gold as a text, "" where unknown.
    """

    prompt_id: str
    question: str
    reply: Message
    made: str
    pay: float | None
    wrong: float | None = None
    gold: float | None = None
    fault: str = ""
    answer: str = ""

    @property
    def text(self) -> str:
        """The reply as one text, its tool calls as JSON below it."""
        calls = [
            json.dumps({"name": call.name, "arguments": call.arguments}, ensure_ascii=False)
            for call in self.reply.tool_calls
        ]
        return "\n".join([self.reply.content, *calls] if self.reply.content else calls)


@dataclass(frozen=True)
class AttackResult:
    """What one kind of attack earns.

    `excess` is `excess_pay_ratio:NAME`; `works` the share of prompts on which it is paid more than
    half way from wrong to gold beyond what it is worth. `grouped` is the ratio on the task or the
    kind of reference that pays it most, where the data have several. `example` is the shortest
    reply that was so over-paid, `shortest` what a search could shorten it to, where one was made.
    A reply on which the reward failed or abstained counts as unpaid, and here.
    """

    name: str
    imitates: str
    mend: str
    excess: Measurement
    works: Measurement
    pay: float | None = None
    example: Example | None = None
    shortest: Example | None = None
    faults: int = 0
    fault: str = ""
    abstentions: int = 0
    grouped: Measurement | None = None

    @property
    def counted(self) -> Measurement:
        """The excess pay ratio that counts: on the worst group of prompts, or on all."""
        on_all = self.excess.value
        if self.grouped is None or self.grouped.value is None or on_all is None:
            return self.excess
        return self.grouped if self.grouped.value > on_all else self.excess

    @property
    def ratio(self) -> float | None:
        """Its value, None where it is undefined."""
        return self.counted.value

    @property
    def shown(self) -> Example | None:
        """The reply to show a person: the shortest that is known."""
        return self.shortest or self.example

    @property
    def competes(self) -> bool:
        """Whether it was tried on enough prompts to be called the worst."""
        return self.ratio is not None and self.counted.n >= ENOUGH_PROMPTS


@dataclass(frozen=True)
class ProbeResult:
    """All that came of it.

    `results` are worst first. `measurements` are `gold_pay`, `excess_pay_ratio` of the worst
    attack, `excess_pay_ratio:NAME` of each, `lazy_policy` and `false_refusal`. `form` names the
    form in which golds were given, and `wrong` the honest wrong answer that pays are measured
    from. `lazy` is the constant answer that earns most. `not_probed` says plainly what could not
    be attacked, and why.
    """

    results: tuple[AttackResult, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    refused_golds: tuple[Example, ...] = ()
    refused_rewordings: tuple[Example, ...] = ()
    not_probed: tuple[str, ...] = ()
    calls: int = 0
    prompts: int = 0
    form: str = ""
    wrong: str = ""
    lazy: str = ""

    @property
    def worst(self) -> AttackResult | None:
        """The worst of the attacks that were tried on enough prompts."""
        return next((result for result in self.results if result.competes), None)

    @property
    def shortest(self) -> Example | None:
        """The shortest over-paid reply of the worst attack."""
        return None if self.worst is None else self.worst.shown


_OPEN = (-np.inf, np.inf)
METHOD = "ratio of means over prompts; delete-one-prompt jackknife-t"


@dataclass(frozen=True)
class PayScale:
    """The prompts on which both are known, and what they earn there.

    `is_form_given` is whether replies of the data show the form of a right answer: where none do
    and no gold earns anything else than the wrong answers, its form may be the one thing amiss.
    """

    wrong: Mapping[str, float]
    gold: Mapping[str, float]
    is_form_given: bool = True

    @cached_property
    def prompts(self) -> list[str]:
        return [prompt for prompt in self.gold if prompt in self.wrong]

    @cached_property
    def ends(self) -> tuple[Floats, Floats]:
        """Pay of the wrong answer and of the gold (G,)."""
        return self.column(self.wrong), self.column(self.gold)

    def column(self, of: Mapping[str, float]) -> Floats:
        """A value for each of the prompts (G,), nan where there is none."""
        return np.array([of.get(prompt, np.nan) for prompt in self.prompts], dtype=np.float64)

    @cached_property
    def is_form_unknown(self) -> bool:
        """Whether every gold is paid exactly like the wrong answer, and no reply shows its form."""
        wrong, gold = self.ends
        return not self.is_form_given and gold.size > 0 and bool(np.all(gold == wrong))

    @cached_property
    def reason(self) -> Reason | None:
        """Why nothing can be read on it; None where it can."""
        if len(self.prompts) < ENOUGH_PROMPTS:
            return "few_probed" if self.gold else "no_scores"
        if self.is_form_unknown:
            return "form_unknown"
        wrong, gold = self.ends
        room = gold - wrong
        if room.mean() <= 1e-9:
            return "gold_not_paid"
        left_out = (room.sum() - room) / (room.size - 1)
        low = jackknife_t(float(room.mean()), left_out, span=_OPEN).low
        return "gold_hardly_paid" if low <= 0 and np.ptp(room) > 0 else None

    def excess(
        self,
        metric: Metric[Never],
        pays: Mapping[str, float],
        worths: Mapping[str, float],
        which: str = "",
    ) -> Measurement:
        """The excess pay ratio of replies that earn and are worth so much, by prompt."""
        bad, worth = self.column(pays), np.nan_to_num(self.column(worths))
        n = int(np.isfinite(bad).sum())
        if self.reason is not None or n == 0:
            return metric.report(Undefined(self.reason or "few_probed", n, METHOD), which)
        value = excess_pay_ratio(bad, *self.ends, worth)
        if np.isnan(value):
            return metric.report(Undefined("gold_not_paid", n, METHOD), which)
        left_out = excess_pay_ratio_leave_one_out(bad, *self.ends, worth)
        return metric.report(Estimate(value, n, left_out, method=METHOD), which)
