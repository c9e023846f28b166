import pytest

from rewards import TrajectoryMatch, trajectory_match
from rewards.types import Message, Sample, ToolCall

FIND = ToolCall("find", {"city": "Rome"})
BOOK = ToolCall("book", {"table": 4})
CALLS = [
    {"name": "find", "arguments": {"city": "Rome"}},
    {"name": "book", "arguments": {"table": 4}},
]
TOOLS = [
    {"type": "function", "function": {"name": name, "parameters": {
        "type": "object", "properties": {key: {}}, "required": [key]}}}
    for name, key in (("find", "city"), ("book", "table"))
]  # fmt: skip


def walk(*calls, reference=CALLS, **metadata):
    turns = [Message("user", "Book a table")]
    for call in calls:
        turns += [Message("assistant", "", (call,)), Message("tool", "done")]
    turns.append(Message("assistant", "It is booked."))
    return Sample("s", tuple(turns), reference, metadata, tuple(TOOLS))


def test_calls_of_all_turns_count_in_their_order():
    assert trajectory_match(walk(FIND, BOOK)).value == 1
    swapped = trajectory_match(walk(BOOK, FIND))
    assert swapped.value == 0.5  # one pair in order: 2 * 1 / (2 + 2)
    assert TrajectoryMatch(ordered=False)(walk(BOOK, FIND)).value == 1
    assert trajectory_match(walk(FIND)).value == pytest.approx(2 / 3)
    assert trajectory_match(walk()).value == 0


def test_unfit_calls_cost_their_share():
    # Two expected calls and a third that lacks its argument: 2 * 2 / (2 + 3), less half of 1/3.
    score = trajectory_match(walk(FIND, ToolCall("book", {}), BOOK))
    assert score.value == pytest.approx(0.8 * (1 - 0.5 / 3))
    assert score.metrics["unfit_arguments"] == 1


def test_final_state_is_compared_and_its_absence_is_a_fault():
    reference = {"calls": CALLS, "state": {"booked": [4]}}
    both = trajectory_match(walk(FIND, BOOK, reference=reference, final_state={"booked": [4]}))
    assert both.value == 1
    wrong = trajectory_match(walk(FIND, BOOK, reference=reference, final_state={"booked": [5]}))
    assert wrong.parts["state"].value == 0
    assert wrong.value == 0.5
    alone = {"state": {"booked": [4]}}
    assert trajectory_match(walk(BOOK, reference=alone, final_state={"booked": [4]})).value == 1
    with pytest.raises(LookupError, match="final_state"):
        trajectory_match(walk(reference=alone))


@pytest.mark.parametrize("reference", [None, {}])
def test_trajectory_match_refuses_a_missing_reference(reference):
    with pytest.raises(ValueError, match="expected calls, a state or both"):
        trajectory_match(walk(reference=reference))
