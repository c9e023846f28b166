import pytest

from rewards import ScoringError, penalised, score
from rewards.types import Score, Usage
from tests.rewards.parts import full, half, less, paid, silent, zero
from tests.samples import reply

SAMPLE = reply("hello")


def test_a_penalty_is_added_since_it_is_below_zero():
    # 1 + -0.25
    assert score(penalised(full, by=less), SAMPLE) == Score(
        0.75, parts={"base": Score(1.0), "by": Score(-0.25)}
    )


def test_a_penalty_of_zero_leaves_the_reward():
    whole = score(penalised(half, by=zero), SAMPLE)
    assert whole is not None
    assert whole.value == 0.5


def test_penalised_pays_the_reward_without_a_penalty():
    assert score(penalised(half, by=silent), SAMPLE) == Score(0.5, parts={"base": Score(0.5)})


@pytest.mark.parametrize("penalty", [less, silent])
def test_penalised_abstains_without_a_reward(penalty):
    assert score(penalised(silent, by=penalty), SAMPLE) is None


def test_a_penalty_that_pays_is_a_fault_that_keeps_its_bill():
    with pytest.raises(ScoringError, match="by: expected a penalty of 0 or less") as fault:
        score(penalised(paid(1), by=paid(0.5)), SAMPLE)
    assert fault.value.usage == (Usage("nova", 20, 4),)
