from rewards import score, without_reasoning
from rewards.compose import with_response
from rewards.types import Message, Sample, Score
from tests.rewards.parts import half, said_hello, silent
from tests.samples import reply


def test_the_reward_sees_what_follows_the_reasoning():
    assert score(without_reasoning(said_hello), reply("<think>bye</think>hello")) == Score(1.0)


def test_a_reply_that_never_ends_its_reasoning_is_empty():
    def is_empty(sample: Sample) -> bool:
        return sample.answered and sample.response == ""

    assert score(without_reasoning(is_empty), reply("<think>hello")) == Score(1.0)


def test_without_reasoning_gives_the_score_of_its_reward():
    assert score(without_reasoning(half), reply("x")) == Score(0.5)
    assert score(without_reasoning(silent), reply("x")) is None


def test_with_response_leaves_the_rest_of_the_sample():
    sample = reply("one", "gold", task="t")
    seen = with_response(sample, "two")
    assert seen.response == "two"
    assert with_response(seen, "one") == sample


def test_without_reasoning_puts_no_reply_where_there_is_none():
    sample = Sample("s", (Message("user", "Hi"),))
    assert with_response(sample, "two") == sample
