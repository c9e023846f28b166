"""A batch that is sent again after it raised."""

import threading
from collections import Counter

import pytest

from lambda_handlers.adapter import reward_handler
from lambda_handlers.retry_cache import RetryScoreCache
from rewards.scoring import ScoringError
from rewards.types import Sample, Score, Usage
from tests.lambda_handlers.events import event, rewards, row
from tests.samples import reply

FAULT = ScoringError("s1", "OSError", "down")


class Failing:
    """Scores a reply as its length, but fails at "down" for as long as it is to."""

    def __init__(self) -> None:
        self.calls = Counter[str]()
        self.down = True

    def __call__(self, sample: Sample) -> float:
        self.calls[sample.response] += 1
        if self.down and sample.response == "down":
            raise OSError("down")
        return float(len(sample.response))


def test_samples_scored_before_the_raise_are_not_scored_again():
    reward = Failing()
    handler = reward_handler(reward)
    with pytest.raises(RuntimeError):
        handler(event("a", "down", "ccc"), {})
    reward.down = False
    assert rewards(handler(event("a", "down", "ccc"), {})) == [1.0, 4.0, 3.0]
    assert reward.calls == {"a": 1, "down": 2, "ccc": 1}


def test_score_is_remembered_for_as_long_as_the_batch_raises():
    reward = Failing()
    handler = reward_handler(reward)
    for _ in range(4):
        with pytest.raises(RuntimeError):
            handler(event("a", "down"), {})
    assert reward.calls == {"a": 1, "down": 4}


def test_sample_is_known_by_its_content_in_any_later_batch_under_any_id():
    reward = Failing()
    handler = reward_handler(reward)
    with pytest.raises(RuntimeError):
        handler(event("a", "down"), {})
    [entry] = handler([row("a", "another id")], {})
    assert (entry["id"], entry["aggregate_reward_score"]) == ("another id", 1.0)
    assert reward.calls["a"] == 1


@pytest.mark.parametrize(
    "other",
    [
        row("a", asked="another prompt"),
        row("a", reference_answer="7"),
        row("a", metadata={"topic": "rivers"}),
        row("a", tools=[{"type": "function", "function": {"name": "look_up"}}]),
    ],
)
def test_sample_with_another_content_is_another_sample(other):
    reward = Failing()
    handler = reward_handler(reward)
    with pytest.raises(RuntimeError):
        handler(event("a", "down"), {})
    handler([other], {})
    assert reward.calls["a"] == 2


def test_a_batch_that_was_answered_is_scored_anew():
    reward = Failing()
    handler = reward_handler(reward, on_error=0.0)
    for _ in range(2):
        handler(event("a", "down"), {})
    assert reward.calls == {"a": 2, "down": 2}


def test_score_is_forgotten_once_it_was_told():
    reward = Failing()
    handler = reward_handler(reward)
    with pytest.raises(RuntimeError):
        handler(event("a", "down"), {})
    for _ in range(2):
        handler(event("a"), {})
    assert reward.calls["a"] == 2


def test_identical_samples_are_drawn_apart_and_each_keeps_its_own_draw():
    draws = iter([1.0, 2.0, None, 3.0])

    def drawn(sample: Sample) -> float | None:
        return next(draws)

    handler = reward_handler(drawn)
    with pytest.raises(RuntimeError):
        handler(event("same", "same", "same"), {})
    assert rewards(handler(event("same", "same", "same"), {})) == [1.0, 2.0, 3.0]


def test_a_remembered_score_costs_nothing_a_second_time():
    memory = RetryScoreCache()
    with pytest.raises(OSError, match="down"), memory.keep_on_error([reply("a")], [SCORED]):
        raise OSError("down")
    assert memory.take([reply("a")]) == [Score(1.0, "so")]


SCORED = Score(1.0, "so", usage=(Usage("nova", 10, 20),))


def test_faults_and_abstentions_are_not_remembered():
    memory, samples = RetryScoreCache(), [reply("a"), reply("b")]
    with pytest.raises(OSError, match="down"), memory.keep_on_error(samples, [FAULT, None]):
        raise OSError("down")
    assert memory.take(samples) == [None, None]


def test_the_oldest_are_forgotten_first():
    memory, samples = RetryScoreCache(most=2), [reply(text) for text in "abc"]
    scores = [Score(float(n)) for n in range(3)]
    with pytest.raises(OSError, match="down"), memory.keep_on_error(samples, scores):
        raise OSError("down")
    assert memory.take(samples) == [None, Score(1.0), Score(2.0)]


def test_sample_that_cannot_be_printed_is_not_remembered():
    memory, sample = RetryScoreCache(), reply("a", 10**5000)
    with pytest.raises(OSError, match="down"), memory.keep_on_error([sample], [SCORED]):
        raise OSError("down")
    assert memory.take([sample]) == [None]


def test_remembered_score_is_told_to_one_of_many_threads():
    memory, sample = RetryScoreCache(), reply("a")
    with pytest.raises(OSError, match="down"), memory.keep_on_error([sample], [SCORED]):
        raise OSError("down")
    told, at_once = list[Score | None](), threading.Barrier(8, timeout=60)

    def take() -> None:
        at_once.wait()
        told.extend(memory.take([sample]))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(score is not None for score in told) == 1
