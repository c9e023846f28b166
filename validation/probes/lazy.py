"""What a policy earns that gives one and the same answer to every prompt."""

from collections.abc import Sequence

import numpy as np

from rewards.types import Message
from validation.measurement import Measurement, undefined
from validation.probes.asking import Asked
from validation.probes.attacks.forms import THINKING
from validation.probes.attacks.length import FILLER
from validation.probes.attacks.plain import NON_ANSWER, REFUSAL
from validation.probes.case import Case
from validation.probes.scale import METHOD, Scale
from validation.statistics.pay import excess_pay_ratio

_TEXTS = ("", NON_ANSWER, REFUSAL, THINKING, FILLER)
_KEPT = 3
"""So many of the constants that earn most on the screened prompts are tried on all."""


def lazy_policy(
    screened: Sequence[Case], cases: Sequence[Case], ask: Asked, scale: Scale
) -> tuple[Measurement, str]:
    """What the best of them earns between a wrong answer and the gold, and that answer."""
    name = "lazy_policy"
    if scale.reason is not None:
        return undefined(name, scale.reason, 0, "prompts", METHOD), ""
    first = _earned(screened, range(len(_of(cases[0]))), ask, scale)
    best = sorted(first, key=lambda place: -first[place])[:_KEPT]
    earned = _earned(cases, best, ask, scale)
    if not earned:
        return undefined(name, "few_probed", 0, "prompts", METHOD), ""
    place = max(earned, key=lambda at: earned[at])
    pays = _pays(cases, place, ask)
    shown = next(reply for case in cases if (reply := _of(case)[place]) is not None)
    return scale.excess(name, pays, {}), shown.content or repr(shown.tool_calls or "")


def _of(case: Case) -> list[Message | None]:
    return [*case.constants, *(Message("assistant", text) for text in _TEXTS)]


def _earned(
    cases: Sequence[Case], places: Sequence[int] | range, ask: Asked, scale: Scale
) -> dict[int, float]:
    """What each constant earns on average, where at least half of the prompts can be told it."""
    found: dict[int, float] = {}
    ask([(case.row, reply) for place in places for case in cases if (reply := _of(case)[place])])
    for place in places:
        pays = _pays(cases, place, ask)
        value = excess_pay_ratio(scale.column(pays), *scale.ends)
        if len(pays) * 2 >= len(cases) and not np.isnan(value):
            found[place] = value
    return found


def _pays(cases: Sequence[Case], place: int, ask: Asked) -> dict[str, float]:
    held = [(case, reply) for case in cases if (reply := _of(case)[place]) is not None]
    pays = ask.pays([(case.row, reply) for case, reply in held])
    return {
        case.row.prompt_id: pay
        for (case, _), pay in zip(held, pays, strict=True)
        if pay is not None
    }
