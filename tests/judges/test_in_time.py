"""How impatient a deadline makes an Ask."""

import time

import pytest

from judges.bedrock import Bedrock
from judges.openai_compatible import OpenAICompatible
from judges.paced import fit_to_deadline
from rewards.scoring import Call, current_call

NOVA = Bedrock("nova", attempts=3, connect_timeout=2, read_timeout=30)


@pytest.fixture
def left():
    """Says how much time is left, until the test is over."""
    token = current_call.set(Call())

    def say(seconds: float) -> None:
        current_call.set(Call(deadline=time.monotonic() + seconds))

    yield say
    current_call.reset(token)


def test_ask_without_a_deadline_does_not_change():
    assert fit_to_deadline(NOVA, "nova") == (NOVA, None)


@pytest.mark.parametrize(
    ("seconds", "attempts", "read_timeout"),
    [
        (120, 3, 30),  # 3 attempts of 2 + 30 s, and pauses of 1 + 5 and 2 + 5: 109
        (100, 2, 30),  # 2 of 32, and a pause of 6: 70
        (60, 1, 30),  # 32
        (30, 1, 15),  # 2 + 15
        (12, 1, 7.5),
        (8, 1, 3.75),  # and half of that is less than 2 s
    ],
)
def test_attempts_are_given_up_first_and_then_half_the_wait(left, seconds, attempts, read_timeout):
    left(seconds)
    impatient, _ = fit_to_deadline(NOVA, "nova")
    assert (impatient.attempts, impatient.read_timeout) == (attempts, read_timeout)


@pytest.mark.parametrize("seconds", [5, 0, -10])
def test_too_little_for_the_shortest_wait_is_an_error_that_says_how_much_it_takes(left, seconds):
    left(seconds)  # and 2 + 3.75 s are needed
    with pytest.raises(
        TimeoutError, match=r"asking nova may take 5\.8 s at the least, and .* left"
    ):
        fit_to_deadline(NOVA, "nova")


def test_a_wait_that_is_set_shorter_than_any_is_left_as_it_is(left):
    left(2)  # of which connecting may take 1
    quick = Bedrock("nova", attempts=1, connect_timeout=1, read_timeout=0.5)
    assert fit_to_deadline(quick, "nova")[0] == quick


@pytest.mark.parametrize("ask", [NOVA, OpenAICompatible("llama")])
def test_clients_are_made_for_few_settings(left, ask):
    made = set()
    for seconds in range(8, 200):
        left(seconds)
        made.add(fit_to_deadline(ask, "a model")[0])
    assert len(made) == 6  # 3, 2 and 1 attempts of 30 s, and one of 15, of 7.5 and of 3.75
