"""What a known-bad answer is paid, between an honest wrong answer and gold."""

import numpy as np

from validation.statistics.values import Floats, divide

Worth = Floats | float


def excess_pay_ratio(bad: Floats, wrong: Floats, gold: Floats, worth: Worth = 0.0) -> float:
    """(bad - wrong) / (gold - wrong) - worth, each a prompt's pay (G,) averaged over the prompts.

    An answer of this `worth` (G,) deserves wrong + worth x (gold - wrong), and what it earns above
    that is read against the whole room from wrong to gold. So 0 is paid as deserved, 1 like gold
    for nothing; of an answer worth as much as gold only what is above gold counts. Prompts that
    lack one drop out. nan when gold is not paid more than wrong on average: then nothing is
    between them.
    """
    excess, room = _terms(bad, wrong, gold, worth)
    return float(_ratio(np.asarray(excess.sum()), np.asarray(room.sum())))


def excess_pay_ratio_leave_one_out(
    bad: Floats, wrong: Floats, gold: Floats, worth: Worth = 0.0
) -> Floats:
    """`excess_pay_ratio` without each complete prompt in turn."""
    excess, room = _terms(bad, wrong, gold, worth)
    return _ratio(excess.sum() - excess, room.sum() - room)


def excess_of_each(bad: Floats, wrong: Floats, gold: Floats, worth: Worth = 0.0) -> Floats:
    """The same of each prompt by itself (G,); nan where gold is not paid more than wrong."""
    room = gold - wrong
    return divide(bad - wrong - np.asarray(worth) * room, room, np.nan_to_num(room) > 1e-9)


def takeover_share(right: float) -> float:
    """The share of replies, wrong and paid like right ones, from which half of the gain is lost.

    What is paid alike keeps its proportion while it takes the place of what is not: with
    advantages A, d log pi / dt = A - E[A] (the replicator equation). A policy that is right in p of
    its replies and wrong and paid in w ends right in p / (p + w), and gains half of the 1 - p that
    an exact reward gains at w = p (1 - p) / (1 + p).
    """
    return right * (1 - right) / (1 + right)


def _terms(bad: Floats, wrong: Floats, gold: Floats, worth: Worth) -> tuple[Floats, Floats]:
    known = np.logical_not(np.isnan(bad + wrong + gold))
    share = np.broadcast_to(np.asarray(worth, dtype=np.float64), bad.shape)[known]
    room = (gold - wrong)[known]
    return (bad - wrong)[known] - share * room, room


def _ratio(excess: Floats, room: Floats) -> Floats:
    return divide(excess, room, np.asarray(room > 1e-9))
