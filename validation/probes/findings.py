"""What came of attacking a reward: what it pays that it should not, and what it fails to pay."""

import json
from dataclasses import dataclass

from rewards.types import Message
from validation.measurement import Measurement

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
class Probing:
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
