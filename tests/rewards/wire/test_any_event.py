"""Whatever an event is, reading it ends in samples or in one plain error."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings

from rewards.wire import WireError, read_event
from tests.rewards.wire.near_misses import ANY_JSON, EVENTS, near_misses, places


def came_of(event: Any) -> str:
    """ "samples" or "refused"; whatever else comes of it is a failure of its own."""
    try:
        samples = read_event(event)
    except WireError as error:
        placed = str(error).startswith("event")
        return "refused" if placed else f"no place comes first: {error}"
    for sample in samples:
        sample.response.encode("utf-8")
        assert type(sample.id) in (str, int, float)
        assert sample.messages
        assert sample.reference_answer != ""
    return "samples"


@settings(max_examples=1000, derandomize=True)
@given(near_misses())
def test_a_near_miss_of_a_real_event_is_samples_or_a_plain_error(event):
    assert came_of(event) in ("samples", "refused")


@settings(max_examples=300, derandomize=True)
@given(ANY_JSON)
def test_event_of_any_json_is_samples_or_a_plain_error(event):
    assert came_of(event) in ("samples", "refused")


def nested(depth):
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


EXTREMES = {
    "a number of 5,001 digits": 10**5000,
    "lists in lists": nested(50_000),
    "half a surrogate pair": "\ud800",
    "all of them": {"\ud800": nested(5000), "a": -(10**5000)},
}


@pytest.mark.parametrize("extreme", EXTREMES)
def test_event_that_cannot_be_printed_or_written_is_read_or_is_a_plain_error(extreme):
    for event in EVENTS:
        whole = {"event": deepcopy(event)}
        for held, key in list(places(whole)):
            before, held[key] = held[key], EXTREMES[extreme]
            assert came_of(whole["event"]) in ("samples", "refused")
            held[key] = before
