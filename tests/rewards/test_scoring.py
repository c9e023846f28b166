"""Applying a reward to samples: order, bounds, faults."""

import asyncio
import itertools
import os
import pickle
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import replace

import pytest

from rewards.compose import weighted_sum
from rewards.scoring import IN_FLIGHT, Call, ScoringError, current_call, score, score_all
from rewards.types import Sample, Score, Usage
from tests.clock import SetClock
from tests.samples import reply

SAMPLE = reply("hello")


def samples(count: int) -> list[Sample]:
    return [replace(SAMPLE, id=n) for n in range(count)]


def length_of_id(sample: Sample) -> float:
    return float(sample.id) / 10


def fails_on_odd_ids(sample: Sample) -> float:
    if int(sample.id) % 2:
        raise ValueError(f"odd {sample.id}")
    return 1.0


def dies_on_three(sample: Sample) -> float:
    if sample.id == 3:
        os._exit(1)
    return 1.0


def test_a_fault_names_the_sample_and_its_cause():
    with pytest.raises(ScoringError) as caught:
        score(fails_on_odd_ids, replace(SAMPLE, id=7))
    error = caught.value
    assert (error.sample_id, error.cause_type, error.cause_text) == (7, "ValueError", "odd 7")
    assert str(error) == "sample 7: ValueError: odd 7"
    assert isinstance(error.__cause__, ValueError)


def test_a_fault_survives_pickling():
    error = ScoringError("p7/3", "ValueError", "no", "quality.short")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.part) == (
        "sample 'p7/3', part 'quality.short': ValueError: no",
        "quality.short",
    )


def test_a_reward_that_exits_is_a_fault_and_not_the_end_of_the_run():
    (outcome,) = score_all(lambda sample: sys.exit(0), [SAMPLE])
    assert isinstance(outcome, ScoringError)
    assert outcome.cause_type == "SystemExit"


class UnprintableError(Exception):
    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize("error", [asyncio.CancelledError(), GeneratorExit(), UnprintableError()])
def test_whatever_else_a_reward_raises_is_a_fault(error):
    def raises(sample: Sample) -> float:
        raise error

    (outcome,) = score_all(raises, [SAMPLE])
    assert isinstance(outcome, ScoringError)
    assert outcome.cause_type == type(error).__name__


def test_an_interrupt_is_not_swallowed():
    def interrupted(sample: Sample) -> float:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(score_all(interrupted, [SAMPLE]))


def test_a_fault_is_a_value_and_stops_nothing():
    outcomes = list(score_all(fails_on_odd_ids, samples(4)))
    assert [type(outcome) for outcome in outcomes] == [Score, ScoringError, Score, ScoringError]


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_executor_gives_the_same_outcomes_in_the_same_order(pool):
    with pool(2) as executor:
        pooled = list(score_all(fails_on_odd_ids, samples(20), executor))
    assert list(map(str, pooled)) == list(map(str, score_all(fails_on_odd_ids, samples(20))))


def test_slow_samples_do_not_change_the_order():
    def slow_first(sample: Sample) -> float:
        time.sleep(0.05 if sample.id == 0 else 0)
        return float(sample.id)

    with ThreadPoolExecutor(4) as executor:
        outcomes = list(score_all(slow_first, samples(8), executor))
    assert outcomes == [Score(float(n)) for n in range(8)]


def test_an_endless_stream_of_samples_is_taken_a_bounded_number_at_a_time():
    taken = itertools.count()

    def endless() -> Iterator[Sample]:
        while True:
            yield replace(SAMPLE, id=next(taken))

    with ThreadPoolExecutor(2) as executor:
        outcomes = score_all(length_of_id, endless(), executor)
        assert next(outcomes) == Score(0.0)
    assert next(taken) <= IN_FLIGHT + 1


def test_a_reward_that_cannot_be_sent_to_a_process_is_one_error_before_the_first_call():
    asked = []
    with ProcessPoolExecutor(1) as executor, pytest.raises(TypeError, match="process executor"):
        score_all(lambda sample: asked.append(sample), samples(2), executor)
    assert asked == []


def test_a_worker_that_dies_leaves_a_fault_for_every_sample_it_took_along():
    with ProcessPoolExecutor(1) as executor:
        outcomes = list(score_all(dies_on_three, samples(6), executor))
    assert len(outcomes) == 6
    assert isinstance(outcomes[3], ScoringError)
    assert outcomes[3].cause_type == "BrokenProcessPool"


def test_a_sample_that_has_not_begun_by_the_deadline_is_a_fault():
    (outcome,) = score_all(length_of_id, [SAMPLE], deadline=time.monotonic() - 1)
    assert isinstance(outcome, ScoringError)
    assert outcome.cause_type == "TimeoutError"


@pytest.fixture
def clock(monkeypatch):
    clock = SetClock()
    monkeypatch.setattr("rewards.scoring.time", clock)
    return clock


def test_a_sample_that_would_be_late_if_it_were_as_slow_as_the_slowest_is_a_fault(clock):
    def slow_first(sample: Sample) -> float:
        clock.sleep(0.6 if sample.id == 0 else 0)
        return 1.0

    deadline = clock.monotonic() + 1.0
    first, *others = score_all(slow_first, samples(3), deadline=deadline)
    assert first == Score(1.0)
    assert [fault.cause_type for fault in others if isinstance(fault, ScoringError)] == [
        "TimeoutError"
    ] * 2
    # 1 s less the 0.6 s are left, though the deadline is not there yet
    assert all("0.40 s are left, and a call took 0.60 s" in str(fault) for fault in others)


def test_a_call_that_outlives_the_deadline_is_a_fault_and_is_not_waited_for():
    released = threading.Event()

    def heedless(sample: Sample) -> float:
        return float(released.wait(60))

    with ThreadPoolExecutor(2) as executor:
        deadline = time.monotonic() + 0.2
        outcomes = list(score_all(heedless, samples(3), executor, deadline=deadline))
        released.set()
    assert [fault.cause_type for fault in outcomes if isinstance(fault, ScoringError)] == [
        "TimeoutError"
    ] * 3


def test_samples_scored_before_the_deadline_keep_their_score(clock):
    released = threading.Event()

    def first_alone(sample: Sample) -> float:
        return 1.0 if sample.id == 0 else float(released.wait(60))

    with ThreadPoolExecutor(2) as executor:
        deadline = clock.monotonic() + 60
        outcomes = score_all(first_alone, samples(2), executor, deadline=deadline)
        first = next(outcomes)
        clock.sleep(60)
        [second] = outcomes
        released.set()
    assert first == Score(1.0)
    assert isinstance(second, ScoringError)


@pytest.mark.parametrize("pool", [None, ThreadPoolExecutor])
def test_deadline_and_repeat_reach_a_judge_beside_the_sample(pool):
    deadline = time.monotonic() + 60
    seen = []

    def judge(sample: Sample) -> float:
        seen.append(current_call.get())
        return 1.0

    executor = pool(1) if pool else None
    list(score_all(judge, [SAMPLE], executor, deadline=deadline, repeat=2))
    assert seen == [Call(deadline, 2)]
    assert current_call.get() == Call()


class PaidError(Exception):
    usage = (Usage("nova", 10, 2),)


def test_a_fault_keeps_what_was_paid_before_it():
    def paid(sample):
        return Score(1.0, usage=(Usage("nova", 5, 1), Usage("claude", 7, 3)))

    def failing(sample):
        raise PaidError

    whole = weighted_sum(first=(1, paid), second=(1, failing))
    with pytest.raises(ScoringError) as raised:
        score(whole, reply("hello"))
    # nova: 5 + 10 in, 1 + 2 out
    assert raised.value.usage == (Usage("nova", 15, 3), Usage("claude", 7, 3))


def test_threads_that_score_see_what_their_caller_has_set():
    setting: ContextVar[float] = ContextVar("setting", default=0.0)
    setting.set(0.75)
    with ThreadPoolExecutor(2) as executor:
        outcomes = list(score_all(lambda sample: setting.get(), [reply("a")] * 3, executor))
    assert outcomes == [Score(0.75)] * 3
