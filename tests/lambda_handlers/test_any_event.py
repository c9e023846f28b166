"""Whatever an event is, a handler's reply is legal, or the invocation says what is wrong."""

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given, seed, settings

from lambda_handlers.adapter import Handler, reward_handler
from rewards import weighted_sum
from rewards.length import MaxWords
from rewards.numeric_match import numeric_match
from rewards.wire import PLATFORMS, PlatformName, WireError, check_reply, read_event
from tests.rewards.wire.near_misses import ANY_JSON, near_misses

NEAR_MISSES, OTHERS = 2400, 200
"""For each of four platforms and two ways to treat a fault: 20,800 events in all."""

reward = weighted_sum(correct=(0.9, numeric_match), brief=(0.1, MaxWords(120)))


def as_lambda_writes(reply: Any) -> bytes:
    """The bytes of a reply as the runtime of Python 3.12 and later writes them, NaN and all."""
    return json.dumps(reply, ensure_ascii=False).encode("utf-8")


def faults(handler: Handler, event: Any, platform: PlatformName) -> list[str]:
    """What is wrong with the reply; where there is none, with the message that says why."""
    try:
        reply = handler(event, {})
    except (WireError, RuntimeError) as error:
        clear = str(error).startswith("event") or "samples could not be scored" in str(error)
        return [] if clear else [str(error)]
    return check_reply(as_lambda_writes(reply), read_event(event), platform)


@pytest.mark.parametrize(("at", "case"), [*enumerate(product(PLATFORMS, ["raise", -1.0]))])
def test_every_reply_to_any_event_is_legal_or_the_invocation_says_why_not(at, case):
    platform, on_error = case
    handler = reward_handler(reward, platform=platform, on_error=on_error)

    def check(event: Any) -> None:
        assert faults(handler, event, platform) == []

    # the same events in every run, and others for every case
    seed(at)(settings(max_examples=NEAR_MISSES, database=None)(given(near_misses())(check)))()
    seed(at)(settings(max_examples=OTHERS, database=None)(given(ANY_JSON)(check)))()
