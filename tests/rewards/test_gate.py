import math

import pytest

from rewards import gated, score
from rewards.types import Score
from tests.rewards.parts import full, half, never, silent, zero
from tests.samples import reply

SAMPLE = reply("hello")


def test_behind_an_open_gate_only_the_reward_counts():
    assert score(gated(by=full, then=half), SAMPLE) == Score(
        0.5, parts={"by": Score(1.0), "then": Score(0.5)}
    )


@pytest.mark.parametrize("gate", [zero, half])
def test_a_gate_that_is_not_open_pays_nothing_and_the_reward_is_not_asked(gate):
    shut = score(gated(by=gate, then=never), SAMPLE)
    assert shut == Score(0.0, parts={"by": Score(gate(SAMPLE))})


def test_a_gate_opens_at_its_threshold():
    whole = score(gated(by=half, then=full, opens_at=0.5), SAMPLE)
    assert whole is not None
    assert whole.value == 1.0


def test_a_gate_that_abstains_stands_open():
    assert score(gated(by=silent, then=half), SAMPLE) == Score(0.5, parts={"then": Score(0.5)})


@pytest.mark.parametrize("gate", [full, silent])
def test_gated_abstains_when_its_reward_does(gate):
    assert score(gated(by=gate, then=silent), SAMPLE) is None


def test_a_gate_that_could_never_open_or_shut_is_refused():
    with pytest.raises(ValueError, match="opens_at: expected a finite number, got nan"):
        gated(by=full, then=full, opens_at=math.nan)
