"""A batch that is sent again after it raised."""

import threading
import time
from collections import Counter

import pytest

from judges.ask import Question, Reply
from judges.judge import Judge
from judges.panel import panel
from lambda_handlers.adapter import reward_handler
from lambda_handlers.retry_cache import RetryReplyCache, RetryScoreCache
from rewards.scoring import Call, ScoringError, current_call
from rewards.types import Reward, Sample, Score, Usage
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


class Model:
    """Answers every question with a rating of 5, or does what its next fault says; counts both."""

    def __init__(self, *faults: Exception | str) -> None:
        self.faults = list(faults)
        self.asked = 0

    def __call__(self, question: Question) -> Reply:
        self.asked += 1
        fault = self.faults.pop(0) if self.faults else '{"reason": "Polite.", "rating": 5}'
        if isinstance(fault, Exception):
            raise fault
        return Reply(fault, 100, 10, 0.1, "m")


def panel_of(*models: Model) -> Reward:
    first, second = (Judge(model, "It is polite.") for model in models)
    return panel(first=first, second=second)


def test_panel_whose_one_judge_failed_does_not_pay_the_other_again():
    well, ill = Model(), Model(ConnectionError("down"), ConnectionError("down"))
    handler = reward_handler(panel_of(well, ill))
    for _ in range(2):
        with pytest.raises(RuntimeError):
            handler(event("a"), {})
    assert rewards(handler(event("a"), {})) == [1.0]
    assert (well.asked, ill.asked) == (1, 3)


def test_reply_in_which_no_verdict_can_be_read_is_asked_for_again():
    model = Model("Well, it depends.")
    handler = reward_handler(Judge(model, "It is polite."))
    with pytest.raises(RuntimeError):
        handler(event("a"), {})
    assert rewards(handler(event("a"), {})) == [1.0]
    assert model.asked == 2


def test_two_identical_samples_are_two_questions_and_a_later_batch_is_asked_anew():
    well, ill = Model(), Model(ConnectionError("down"))
    handler = reward_handler(panel_of(well, ill))
    with pytest.raises(RuntimeError):
        handler(event("a", "a"), {})
    # the first "a" failed, so the reply about it served the second one
    assert well.asked == 1
    handler(event("a", "a"), {})
    assert well.asked == 2
    handler(event("a", "a"), {})
    assert well.asked == 4


def test_reply_that_came_after_the_deadline_is_not_paid_again():
    model, cache = Model(), RetryReplyCache()
    judge = Judge(model, "It is polite.")
    past = current_call.set(Call(deadline=time.monotonic()))
    try:
        assert cache.score(judge, reply("a")) == Score(
            1.0, "Polite.", metrics={"rating": 5.0}, usage=(Usage("m", 100, 10),)
        )
    finally:
        current_call.reset(past)
    again = cache.score(judge, reply("a"))
    assert isinstance(again, Score)
    assert (again.value, again.usage, model.asked) == (1.0, (Usage("m", 0, 0),), 1)


def test_most_replies_are_kept_and_the_oldest_go_first():
    model = Model()
    cache = RetryReplyCache(most=1)
    past = current_call.set(Call(deadline=time.monotonic()))
    try:
        for text in "ab":
            cache.score(Judge(model, "It is polite."), reply(text))
    finally:
        current_call.reset(past)
    judge = Judge(model, "It is polite.")
    cache.score(judge, reply("b"))
    assert model.asked == 2
    cache.score(judge, reply("a"))
    assert model.asked == 3
