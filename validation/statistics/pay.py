"""What a known-bad answer is paid, between an honest wrong answer and gold."""

import numpy as np

from validation.statistics.types import Bools, Floats
from validation.statistics.values import divided


def excess_pay_ratio(
    bad: Floats, wrong: Floats, gold: Floats, worth: Floats | float = 0.0
) -> float:
    """(bad - deserved) / (gold - deserved), each a prompt's pay (G,) averaged over the prompts.

    `deserved` is what an answer of this `worth` (G,) earns: wrong + worth x (gold - wrong). So 0 is
    paid like an honest wrong answer, 1 like gold. A bad answer that is worth as much as gold is
    held against gold instead: (bad - gold) / (gold - wrong). Prompts that lack one drop out. nan
    when gold is not paid more than wrong on average: then nothing is between them.
    """
    excess, room = _terms(bad, wrong, gold, worth)
    return float(_ratio(np.asarray(excess.sum()), np.asarray(room.sum())))


def excess_pay_ratio_leave_one_out(
    bad: Floats, wrong: Floats, gold: Floats, worth: Floats | float = 0.0
) -> Floats:
    """`excess_pay_ratio` without each complete prompt in turn."""
    excess, room = _terms(bad, wrong, gold, worth)
    return _ratio(excess.sum() - excess, room.sum() - room)


def excess_of_each(bad: Floats, wrong: Floats, gold: Floats, worth: Floats | float = 0.0) -> Floats:
    """The same of each prompt by itself (G,); nan where gold is not paid more than wrong."""
    deserved = wrong + np.asarray(worth) * (gold - wrong)
    room = np.where(np.asarray(worth) < 1, gold - deserved, gold - wrong)
    return divided(bad - deserved, room, np.nan_to_num(room) > 1e-9)


def _terms(
    bad: Floats, wrong: Floats, gold: Floats, worth: Floats | float
) -> tuple[Floats, Floats]:
    known = _complete(bad, wrong, gold)
    share = np.broadcast_to(np.asarray(worth, dtype=np.float64), bad.shape)[known]
    full = (gold - wrong)[known]
    excess = (bad - wrong)[known] - share * full
    return excess, np.where(share < 1, (1 - share) * full, full)


def _complete(bad: Floats, wrong: Floats, gold: Floats) -> Bools:
    return np.logical_not(np.isnan(bad + wrong + gold))


def _ratio(excess: Floats, room: Floats) -> Floats:
    return divided(excess, room, np.asarray(room > 1e-9))
