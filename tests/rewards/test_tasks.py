import pytest

from rewards import ScoringError, per_task, score
from rewards.types import Score
from tests.rewards.parts import full, half, silent
from tests.samples import reply

BOTH = per_task("task", {"math": full, "chat": half})


@pytest.mark.parametrize(("task", "value"), [("math", 1.0), ("chat", 0.5)])
def test_the_task_of_the_sample_chooses_the_reward_and_names_the_part(task, value):
    assert score(BOTH, reply("hello", task=task)) == Score(value, parts={task: Score(value)})


def test_the_task_may_stand_deep_in_the_metadata():
    nested = per_task("source.task", {"math": full})
    assert score(nested, reply("hello", source={"task": "math"})) is not None


def test_per_task_abstains_where_the_tasks_reward_does():
    assert score(per_task("task", {"math": silent}), reply("hello", task="math")) is None


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"task": "poem"}, "metadata.task: expected one of 'math', 'chat', got 'poem'"),
        ({"task": ["math"]}, r"metadata.task: expected one of 'math', 'chat', got \['math'\]"),
        ({}, "metadata.task: expected 'task' in an object with .*the tasks are 'math', 'chat'"),
    ],
)
def test_a_sample_of_no_known_task_is_a_fault_that_names_those_known(metadata, message):
    with pytest.raises(ScoringError, match=f"ValueError: {message}"):
        score(BOTH, reply("hello", **metadata))
