"""What came of attacking a reward: what it pays that it should not, and what it fails to pay."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Never

import numpy as np

from rewards.types import Message
from validation.ladder.perturbation import Needs
from validation.measurement import Measurement, Reason
from validation.metrics.metric import Estimate, Metric, Undefined
from validation.scoring import UnscoredReply
from validation.statistics.intervals import jackknife_t
from validation.statistics.pay import excess_pay_ratio, excess_pay_ratio_leave_one_out
from validation.statistics.values import Floats

# Prompts from which an attack competes for being the worst.
ENOUGH_PROMPTS = 10
# The share of the way from a wrong answer to the gold, above which an attack counts as paid.
#
# The gate's `pass` for `excess_pay_ratio` is the same number; whoever has a gate reads it there.
PAID = 0.5
# Below this an attack earns next to nothing, and no reply is shown for it.
NEXT_TO_NOTHING = 0.05
METHOD = "ratio of means over prompts; delete-one-prompt jackknife-t"
_OPEN = (-np.inf, np.inf)


@dataclass(frozen=True)
class Example:
    """One reply that the reward was shown, beside what else it pays on that prompt.

    Attributes:
        prompt_id: the prompt.
        question: the user's last turn.
        reply: what the reward was shown.
        made: how the reply was made, in words.
        pay: what it earned; None where the reward failed or abstained.
        wrong: what an honest wrong answer earns there; None where there is none.
        gold: what the gold earns there; None where there is none.
        fault: what went wrong where the reward failed, else "".
        answer: the gold as a text, "" where unknown.
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

    A reply on which the reward failed or abstained counts as paid like a wrong answer.

    Attributes:
        name: the attack.
        imitates: what a policy does that is like it.
        mend: what mends a reward that pays it.
        needs: what a policy must know to write it: nothing ("free"), a part, or the gold.
        excess: `excess_pay_ratio:NAME`.
        works: the share of prompts on which it is paid more than half way from wrong to gold
            beyond what it is worth.
        pay: its mean pay; None where every reply was a fault.
        example: the shortest reply that was so over-paid, else the one over-paid most.
        shortest: what a search could shorten the example to, where one was made.
        faults: replies on which the reward failed, the first of which was `fault`.
        fault: what went wrong, else "".
        abstentions: replies on which the reward abstained.
        grouped: the ratio on the task, or the kind of reference, that pays it most, where the
            data have several.
        groups: the prompts of each task and kind.
        pays: what it earns on each prompt; of lists of candidates what listing gains.
        worths: what it is worth on each prompt.
        guesses: how many candidates its lists have, where answers are no closed set; else 0.
    """

    name: str
    imitates: str
    mend: str
    needs: Needs
    excess: Measurement
    works: Measurement
    pay: float | None = None
    example: Example | None = None
    shortest: Example | None = None
    faults: int = 0
    fault: str = ""
    abstentions: int = 0
    grouped: Measurement | None = None
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pays: Mapping[str, float] = field(default_factory=dict)
    worths: Mapping[str, float] = field(default_factory=dict)
    guesses: int = 0

    @property
    def is_false_pay(self) -> bool:
        """Whether its replies hold the gold and are wrong all the same."""
        return self.needs == "gold" and max(self.worths.values(), default=0.0) < 1

    @property
    def counted_excess(self) -> Measurement:
        """The excess pay ratio that counts: on the worst group of prompts, or on all."""
        on_all = self.excess.value
        if self.grouped is None or self.grouped.value is None or on_all is None:
            return self.excess
        return self.grouped if self.grouped.value > on_all else self.excess

    @property
    def ratio(self) -> float | None:
        """Its value, None where it is undefined."""
        return self.counted_excess.value

    @property
    def shown_example(self) -> Example | None:
        """The example for a person: the shortest that is known."""
        return self.shortest or self.example

    @property
    def competes(self) -> bool:
        """Whether it was tried on enough prompts to be called the worst."""
        return self.ratio is not None and self.counted_excess.n >= ENOUGH_PROMPTS


@dataclass(frozen=True)
class ProbeResult:
    """Everything that the attacks on a reward found.

    Attributes:
        results: of each attack, the worst first.
        measurements: `gold_pay`, `excess_pay_ratio` of the worst free attack, `lazy_policy`,
            `false_refusal`, `partial_pay_ratio`, `false_pay`, `known_pass_rate`, and
            `excess_pay_ratio:NAME` of each attack.
        refused_golds: golds of the data that are not paid.
        refused_rewordings: paraphrases of golds that are not paid.
        not_probed: what could not be attacked, and why.
        calls: how many replies the target was asked about.
        prompts: how many prompts were attacked.
        form: the form in which golds were given.
        wrong: the honest wrong answer that pays are measured from.
        lazy: the constant answer that earns most.
        unscored: the replies that the target did not score, and with a usable reference.
        ends: what a wrong answer and the gold earn in the mean; None where it is not known.
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
    unscored: tuple[UnscoredReply, ...] = ()
    ends: tuple[float, float] | None = None

    @property
    def worst_attack(self) -> AttackResult | None:
        """The worst of the free attacks that were tried on enough prompts."""
        return self.worst_that_needs("free")

    def worst_that_needs(self, needs: Needs) -> AttackResult | None:
        """The worst of those that need so much; of those that hold the gold, a wrong one."""
        held = (r for r in self.results if r.competes and r.needs == needs)
        return next((r for r in held if needs != "gold" or r.is_false_pay), None)

    @property
    def shortest_example(self) -> Example | None:
        """The shortest over-paid reply of the worst attack."""
        return None if self.worst_attack is None else self.worst_attack.shown_example


@dataclass(frozen=True)
class PayScale:
    """What a wrong answer and the gold earn on each prompt: the two ends of the pay for an attack.

    Attributes:
        wrong: what the honest wrong answer earns, by prompt.
        gold: what the gold earns, by prompt.
        is_form_given: whether replies of the data show the form of a right answer. Where none
            does and no gold earns anything else than the wrong answers, only the form may be wrong.
    """

    wrong: Mapping[str, float]
    gold: Mapping[str, float]
    is_form_given: bool = True

    @cached_property
    def prompts(self) -> list[str]:
        return [prompt for prompt in self.gold if prompt in self.wrong]

    def restrict_to(self, prompts: Collection[str]) -> "PayScale":
        """The scale of these prompts alone."""
        wrong, gold = ({p: of[p] for p in of if p in prompts} for of in (self.wrong, self.gold))
        return replace(self, wrong=wrong, gold=gold)

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
