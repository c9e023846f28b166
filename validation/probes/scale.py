"""What an honest wrong answer and the gold earn on each prompt: the scale to read attacks on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from validation.catalogue import Reason
from validation.measurement import JACKKNIFE_FROM, Measurement, estimated, undefined
from validation.probes.findings import ENOUGH_PROMPTS
from validation.statistics.intervals import jackknife_t
from validation.statistics.pay import excess_pay_ratio, excess_pay_ratio_leave_one_out
from validation.statistics.types import Floats

_OPEN = (-np.inf, np.inf)
METHOD = "ratio of means over prompts; delete-one-prompt jackknife-t"


@dataclass(frozen=True)
class Scale:
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
        self, name: str, pays: Mapping[str, float], worths: Mapping[str, float]
    ) -> Measurement:
        """The excess pay ratio of replies that earn and are worth so much, by prompt."""
        bad, worth = self.column(pays), np.nan_to_num(self.column(worths))
        n = int(np.isfinite(bad).sum())
        if self.reason is not None or n == 0:
            return undefined(name, self.reason or "few_probed", n, "prompts", METHOD)
        value = excess_pay_ratio(bad, *self.ends, worth)
        if np.isnan(value):
            return undefined(name, "gold_not_paid", n, "prompts", METHOD)
        left_out = excess_pay_ratio_leave_one_out(bad, *self.ends, worth)
        interval = jackknife_t(value, left_out, span=_OPEN)
        return estimated(name, value, interval, n, "prompts", METHOD, JACKKNIFE_FROM)
