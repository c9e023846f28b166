"""Calls of the user's code that hang are ended, and are faults that say where they were."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from rewards.adapters.verifiers import RubricReward
from rewards.scoring import ScoringError
from rewards.types import Message, Sample
from validation.dataset import LabelledSample
from validation.targets.endpoint import CallLimiter, InvocationError
from validation.targets.target import HandlerEndpoint, RewardTarget


def loops(sample):
    while "hang" in sample.response:
        pass
    return 1.0


def swallows(sample):
    """As people write it: whatever goes wrong is a zero."""
    with suppress(Exception):
        return loops(sample)
    return 0.0


def backtracks(sample):
    """Takes longer than the world has lasted to see that the text does not match."""
    if "hang" in sample.response:
        re.match(r"(a+)+$", "a" * 80 + "b")
    return 1.0


async def waits(completion):
    if "hang" in completion[-1]["content"]:
        await asyncio.sleep(60)
    return 1.0


def rows(*replies):
    asked = Message("user", "?")
    samples = (Sample(n, (asked, Message("assistant", reply))) for n, reply in enumerate(replies))
    return [LabelledSample(sample, str(sample.id)) for sample in samples]


def outcomes(reward, *replies, executor=None):
    target = RewardTarget("r", reward, limiter=CallLimiter(0.2))
    return [*target.outcomes(rows(*replies), executor)]


@pytest.mark.parametrize("reward", [loops, swallows, backtracks, RubricReward(waits)])
def test_a_call_that_hangs_is_a_fault_with_its_line_and_the_next_is_scored(reward):
    hung, scored = outcomes(reward, "hang", "fine")
    assert isinstance(hung, ScoringError)
    assert hung.cause_type == "CallTimeoutError"
    assert re.fullmatch(r"no answer after 0\.2 s; it was at \S+\.py:\d+", hung.cause_text)
    assert scored.value == 1.0


def test_a_call_that_hangs_in_a_thread_is_ended_too():
    with ThreadPoolExecutor(2) as executor:
        hung, scored = outcomes(swallows, "hang", "fine", executor=executor)
    assert hung.cause_type == "CallTimeoutError"
    assert f"{__file__}:" in hung.cause_text
    assert scored.value == 1.0


def test_no_more_calls_are_made_after_three_that_hang():
    *hung, last = outcomes(loops, "hang", "hang", "hang", "fine")
    assert all("no answer after" in fault.cause_text for fault in hung)
    assert last.cause_text == "not called: 3 calls before it did not end"


def test_a_handler_that_hangs_answers_with_an_error():
    endpoint = HandlerEndpoint(
        "h", lambda event, context: loops(rows("hang")[0].sample), limiter=CallLimiter(0.2)
    )
    with pytest.raises(InvocationError, match=r"CallTimeoutError: no answer after 0\.2 s; .+\.py:"):
        endpoint.invoke(b"[]")
