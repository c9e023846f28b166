import asyncio
import math
from types import SimpleNamespace

import pytest

from rewards import ScoringError, score
from rewards.adapters import RubricFunction, RubricReward, TraceFunction, TraceReward
from rewards.exact_match import exact_match
from rewards.types import Sample, Score, ToolCall
from tests.rewards.adapters.samples import REWARD, SAMPLES, value
from tests.rewards.parts import broken, recording, silent
from tests.samples import reply


def correct(completion, answer):
    return float(completion[-1]["content"] == answer)


async def correct_later(completion, answer, **kwargs):
    return correct(completion, answer)


@pytest.mark.parametrize("function", [correct, correct_later])
@pytest.mark.parametrize(("text", "paid"), [("4", 1.0), ("5", 0.0)])
def test_a_rubric_function_is_a_reward(function, text, paid):
    assert score(RubricReward(function), reply(text, "4")) == Score(paid)


def test_a_function_of_texts_gets_them():
    reward = RubricReward(lambda completion: float(len(completion)), conversational=False)
    assert score(reward, reply("four")) == Score(4.0)


def test_function_of_verifiers_gets_the_metadata_as_info_as_columns_and_as_its_task():
    def read(info, split, task, state):
        return [info["split"], split, task, state["example_id"]] == ["x", "x", "math", "s1"]

    assert score(RubricReward(read), reply("4", split="x", task="math")) == Score(1.0)


def test_an_absent_reference_is_an_empty_answer():
    assert score(RubricReward(lambda answer: answer == ""), reply("4")) == Score(1.0)


def test_function_of_verifiers_gets_the_objects_of_its_rubric():
    reward = RubricReward(lambda parser, completion: parser(completion), objects={"parser": len})
    assert score(reward, reply("4")) == Score(1.0)


def test_a_function_of_a_group_is_no_reward():
    with pytest.raises(ScoringError, match="got list"):
        score(RubricReward(lambda completion: [1.0]), reply("4"))


def test_a_reward_is_a_rubric_function():
    f = RubricFunction(exact_match)
    completion = [{"role": "assistant", "content": "4"}]
    assert f(prompt=[{"role": "user", "content": "Q"}], completion=completion, answer="4") == 1.0
    assert f(prompt="Q", completion="5", answer="4") == 0.0


@pytest.mark.parametrize("info", [{"split": "x"}, '{"split": "x"}'], ids=["object", "text"])
def test_rubric_passes_the_sample(info):
    seen: list[Sample] = []
    RubricFunction(recording(seen))(
        prompt="Q", completion="A", answer="", info=info, task="math", state={"example_id": 3}
    )
    assert seen[0].id == 3
    assert seen[0].reference_answer is None
    assert seen[0].metadata == {"split": "x", "task": "math"}


def test_an_abstention_is_an_error_since_a_rubric_has_no_place_for_it():
    with pytest.raises(ValueError, match="abstained, for which a rubric has no number"):
        RubricFunction(silent)(prompt="Q", completion="A")


def test_a_fault_is_raised():
    with pytest.raises(ScoringError):
        RubricFunction(broken)(prompt="Q", completion="A")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample.id))
def test_a_reward_there_and_back_gives_the_same_scores(sample):
    assert RubricReward(RubricFunction(REWARD))(sample) == value(REWARD(sample))


class Trace:
    """What a trace of verifiers 0.4 takes and tells."""

    def __init__(self, *messages):
        self.messages = [SimpleNamespace(model_dump=lambda it=it, **_: it) for it in messages]
        self.rewards, self.metrics = {}, {}

    def record_reward(self, name, value):
        self.rewards[name] = value

    def record_metric(self, name, value):
        self.metrics[name] = value


TURNS = ({"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"})


def scored(function, trace, **columns):
    task = SimpleNamespace(id="r1", answer="4", **columns)
    return asyncio.run(function(task=task, trace=trace))


def test_trace_function_scores_a_trace_and_records_the_parts():
    trace = Trace(*TURNS)
    assert scored(TraceFunction(REWARD, name="right"), trace) == 1.0
    assert trace.metrics["right/right"] == 1.0


def test_trace_function_reads_calls_as_verifiers_writes_them():
    call = {"id": "a", "type": "function", "name": "add", "arguments": '{"a": 2}'}
    trace = Trace(TURNS[0], {"role": "assistant", "content": None, "tool_calls": [call]})
    seen: list[Sample] = []

    def look(sample: Sample) -> float:
        seen.append(sample)
        return 1.0

    scored(TraceFunction(look), trace)
    assert seen[0].messages[-1].tool_calls == (ToolCall("add", {"a": 2}),)


@pytest.mark.parametrize("reward", [broken, silent])
def test_trace_function_records_nan_before_it_raises(reward):
    trace = Trace(*TURNS)
    with pytest.raises((ScoringError, ValueError)):
        scored(TraceFunction(reward, name="right"), trace)
    assert math.isnan(trace.rewards["right"])


async def last_is_right(task, trace):
    trace.record_metric("turns", trace.num_turns)
    return float(trace.last_reply == task.answer)


class Task:
    data = SimpleNamespace()

    async def right(self, trace):
        return {"right": float(trace.messages[-1].content == self.data.answer), "asked": 0.5}


def test_trace_reward_gives_a_function_its_task_and_trace():
    assert score(TraceReward(last_is_right), reply("4", "4")) == Score(1.0, metrics={"turns": 1.0})
    assert value(score(TraceReward(last_is_right), reply("5", "4"))) == 0.0


def test_trace_reward_sums_keyed_rewards_of_a_method():
    assert value(score(TraceReward(Task.right), reply("4", "4"))) == 1.5


def test_trace_reward_raises_what_its_function_raises():
    async def fails(task, trace):
        raise RuntimeError("no model")

    with pytest.raises(ScoringError, match="no model"):
        score(TraceReward(fails), reply("4", "4"))
