import threading
import time
from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judges.ask import Question, Reply, Sampling
from judges.bedrock import Bedrock
from judges.errors import NoVerdictError
from judges.openai_compatible import OpenAICompatible
from judges.paced import Paced, RateLimiter, Reservation, estimated_tokens, fit_to_deadline
from rewards.scoring import Call, ScoringError, current_call, score_all
from rewards.types import Message, Sample, Usage
from tests.samples import reply

QUESTION = Question("How good is it?")


@dataclass
class Time:
    """A clock that only sleeping moves on, or that stands still while `asleep` is written down."""

    now: float = 0.0
    stands: bool = False
    starts: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        if self.stands:
            self.starts.append(self.now + seconds)
        else:
            self.now += seconds


def paced_by(fake: Time, requests: float | None = None, tokens: float | None = None) -> RateLimiter:
    return RateLimiter(requests, tokens, fake.clock, fake.sleep)


def most_in_a_minute(starts: list[float]) -> int:
    """The most starts in any minute, its end not included."""
    ordered = sorted(starts)
    return max(bisect_left(ordered, at + 60) - index for index, at in enumerate(ordered))


class TestRequests:
    def test_requests_go_evenly_and_the_first_goes_at_once(self):
        fake = Time()
        pace, starts = paced_by(fake, requests=30), []
        for _ in range(4):
            pace.wait(0)
            starts.append(fake.now)
        assert starts == [0, 2, 4, 6]  # 60 s / 30

    def test_idle_time_is_not_saved_up_for_a_burst(self):
        fake = Time()
        pace, starts = paced_by(fake, requests=30), []
        pace.wait(0)
        fake.now = 100
        for _ in range(3):
            pace.wait(0)
            starts.append(fake.now)
        assert starts == [100, 102, 104]

    def test_threads_have_each_a_turn_of_their_own(self):
        fake = Time(stands=True)
        pace = paced_by(fake, requests=120)
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(pace.wait, [0.0] * 400))
        # the first goes without sleeping; then one every 60 s / 120
        assert sorted(fake.starts) == [number * 0.5 for number in range(1, 400)]
        assert most_in_a_minute([0.0, *fake.starts]) == 120

    @given(st.lists(st.floats(0, 30), min_size=1, max_size=60), st.integers(1, 20))
    def test_requests_of_a_minute_keep_to_the_limit_whenever_they_come(self, gaps, limit):
        fake = Time()
        pace, starts = paced_by(fake, requests=limit), []
        for gap in gaps:
            fake.now += gap
            pace.wait(0)
            starts.append(fake.now)
        assert all(later - earlier >= 60 / limit - 1e-9 for earlier, later in pairwise(starts))


class TestTokens:
    def test_a_request_waits_until_those_before_it_are_worked_off(self):
        fake = Time()
        pace, starts = paced_by(fake, tokens=6000), []
        for tokens in (500, 100, 1000):
            pace.wait(tokens)
            starts.append(fake.now)
        assert starts == [0, 5, 6]  # 100 tokens a second: 500 take 5 s, 100 take 1 s

    def test_tokens_used_take_the_place_of_tokens_guessed(self):
        fake = Time()
        pace = paced_by(fake, tokens=6000)
        pace.settle(pace.wait(500), 300)
        pace.wait(500)
        assert fake.now == 3  # 300 tokens at 100 a second, and not 500

    def test_tokens_beyond_the_guess_are_waited_for_as_well(self):
        fake = Time()
        pace = paced_by(fake, tokens=6000)
        pace.settle(pace.wait(500), 900)
        pace.wait(500)
        assert fake.now == 9

    def test_later_guesses_are_worth_what_earlier_ones_were(self):
        pace = paced_by(Time(), tokens=6000)
        assert pace.wait(500) == Reservation(500, 500)
        pace.settle(Reservation(500, 500), 100)
        assert pace.wait(1000) == Reservation(
            1000, 200
        )  # 100 of 500 were used, so a fifth of 1,000
        pace.settle(Reservation(1000, 200), 500)
        assert pace.wait(1000) == Reservation(1000, 400)  # 600 of 1,500

    def test_a_guess_that_is_never_settled_stands(self):
        fake = Time()
        pace = paced_by(fake, tokens=6000)
        pace.wait(500)
        pace.wait(500)
        assert fake.now == 5

    def test_limits_of_requests_and_tokens_both_hold_and_the_slower_decides(self):
        fake = Time()
        pace, starts = paced_by(fake, requests=30, tokens=6000), []
        for tokens in (500, 100, 100, 100):
            pace.wait(tokens)
            starts.append(fake.now)
        # 500 tokens take 5 s; each 100 take 1 s, and a request takes 2 s
        assert starts == [0, 5, 7, 9]


class TestTheDeadline:
    def test_a_turn_that_comes_after_it_is_an_error_without_sleeping(self):
        fake = Time()
        pace = paced_by(fake, requests=6)
        pace.wait(0)
        with pytest.raises(TimeoutError, match=r"comes in 10\.0 s, and 9\.0 s are left"):
            pace.wait(0, deadline=9)
        assert fake.now == 0

    def test_such_a_turn_is_left_to_the_next(self):
        fake = Time()
        pace = paced_by(fake, requests=6)
        pace.wait(0)
        with pytest.raises(TimeoutError):
            pace.wait(0, deadline=9)
        pace.wait(0, deadline=10)
        assert fake.now == 10

    def test_deadline_is_that_of_the_call(self):
        asked: list[Question] = []
        ask = Paced(noting(asked), requests_per_minute=0.001)  # the second would wait for 60,000 s
        ask(QUESTION)
        token = current_call.set(Call(deadline=time.monotonic() + 3600))
        try:
            with pytest.raises(TimeoutError, match=r"comes in (60000\.0|59999\.\d) s"):
                ask(QUESTION)
        finally:
            current_call.reset(token)
        assert asked == [QUESTION]


@dataclass(frozen=True)
class Noting:
    """Notes what it is asked; equal to no other."""

    asked: list[Question] = field(compare=False)
    number: int
    error: NoVerdictError | None = field(default=None, compare=False)

    def __call__(self, question: Question) -> Reply:
        self.asked.append(question)
        if self.error is not None:
            raise self.error
        return Reply("4", 50, 10, 0.1, "llama")


_numbers = iter(range(1000))


def noting(asked: list[Question], error: NoVerdictError | None = None) -> Noting:
    return Noting(asked, next(_numbers), error)


def next_wait(ask: Paced) -> float:
    """Seconds, rounded, until the next turn, as an error says that would not wait for it."""
    token = current_call.set(Call(deadline=0.0))
    try:
        with pytest.raises(TimeoutError) as caught:
            ask(QUESTION)
    finally:
        current_call.reset(token)
    return round(float(str(caught.value).split("comes in ")[1].split(" s")[0]))


class TestPaced:
    def test_equal_ones_share_a_pace_and_others_do_not(self):
        asked: list[Question] = []
        first = noting(asked)
        Paced(first, requests_per_minute=0.1)(QUESTION)
        assert next_wait(Paced(first, requests_per_minute=0.1)) == 600
        assert next_wait(Paced(first, requests_per_minute=0.2)) == 0
        assert next_wait(Paced(noting(asked), requests_per_minute=0.1)) == 0

    def test_the_reply_s_tokens_are_what_counts(self):
        ask = Paced(noting([]), tokens_per_minute=6)
        ask(QUESTION)
        assert next_wait(ask) == 600  # 50 + 10 tokens at 6 a minute

    def test_tokens_of_an_answer_that_was_no_verdict_count(self):
        error = NoVerdictError("none", usage=(Usage("llama", 20, 1), Usage("llama", 9, 0)))
        ask = Paced(noting([], error), tokens_per_minute=6)
        with pytest.raises(NoVerdictError):
            ask(QUESTION)
        assert next_wait(ask) == 300  # 20 + 1 + 9

    def test_guess_stands_where_no_bill_is_known(self):
        ask = Paced(noting([], NoVerdictError("none")), tokens_per_minute=60)
        with pytest.raises(NoVerdictError):
            ask(QUESTION)
        assert next_wait(ask) == round(estimated_tokens(QUESTION))  # at one a second

    def test_the_guess_is_a_fourth_of_the_characters_and_the_most_that_may_come_back(self):
        question = Question(
            "x" * 40,
            system="y" * 80,
            history=(Message("user", "z" * 20),),
            sampling=Sampling(max_tokens=100),
        )
        assert estimated_tokens(question) == (40 + 80 + 20) / 4 + 100

    def test_eight_threads_never_ask_nearer_to_one_another_than_the_pace(self):
        starts: list[float] = []
        noted = threading.Lock()

        def ask(question: Question) -> Reply:
            with noted:
                starts.append(time.monotonic())
            return Reply("4", 1, 1, 0.0, "llama")

        paced = Paced(ask, requests_per_minute=12_000)
        began = time.monotonic()

        def reward(sample: Sample) -> float:
            return float(paced(QUESTION).text)

        with ThreadPoolExecutor(8) as threads:
            outcomes = list(score_all(reward, [reply("42")] * 80, threads))
        assert not any(isinstance(outcome, ScoringError | None) for outcome in outcomes)
        # 60 s / 12,000 = 5 ms: however late it goes, the nth goes n times that after the first
        assert len(starts) == 80
        assert all(at - began >= number * 0.005 for number, at in enumerate(sorted(starts)))

    def test_paced_prints_as_what_it_asks(self):
        ask = OpenAICompatible("llama")
        assert repr(Paced(ask, 10, 20)) == f"Paced(ask={ask!r})"

    @pytest.mark.parametrize(
        ("limits", "said"),
        [
            ({}, "expected a limit: requests_per_minute or tokens_per_minute"),
            ({"requests_per_minute": 0}, "requests_per_minute: expected a finite number above 0"),
            ({"requests_per_minute": -1, "tokens_per_minute": 5}, "requests_per_minute: expected"),
            ({"tokens_per_minute": float("inf")}, "tokens_per_minute: expected"),
            ({"tokens_per_minute": float("nan")}, "tokens_per_minute: expected"),
        ],
    )
    def test_limits_that_are_none_are_refused_by_their_name(self, limits, said):
        with pytest.raises(ValueError, match=said):
            Paced(noting([]), **limits)


NOVA = Bedrock("nova", attempts=3, connect_timeout=2, read_timeout=30)


@pytest.fixture
def left():
    """Says how much time is left, until the test is over."""
    token = current_call.set(Call())

    def say(seconds: float) -> None:
        current_call.set(Call(deadline=time.monotonic() + seconds))

    yield say
    current_call.reset(token)


def test_ask_without_a_deadline_does_not_change():
    assert fit_to_deadline(NOVA, "nova") == (NOVA, None)


@pytest.mark.parametrize(
    ("seconds", "attempts", "read_timeout"),
    [
        (120, 3, 30),  # 3 attempts of 2 + 30 s, and pauses of 1 + 5 and 2 + 5: 109
        (100, 2, 30),  # 2 of 32, and a pause of 6: 70
        (60, 1, 30),  # 32
        (30, 1, 15),  # 2 + 15
        (12, 1, 7.5),
        (8, 1, 3.75),  # and half of that is less than 2 s
    ],
)
def test_attempts_are_given_up_first_and_then_half_the_wait(left, seconds, attempts, read_timeout):
    left(seconds)
    impatient, _ = fit_to_deadline(NOVA, "nova")
    assert (impatient.attempts, impatient.read_timeout) == (attempts, read_timeout)


@pytest.mark.parametrize("seconds", [5, 0, -10])
def test_too_little_for_the_shortest_wait_is_an_error_that_says_how_much_it_takes(left, seconds):
    left(seconds)  # and 2 + 3.75 s are needed
    with pytest.raises(
        TimeoutError, match=r"asking nova may take 5\.8 s at the least, and .* left"
    ):
        fit_to_deadline(NOVA, "nova")


def test_a_wait_that_is_set_shorter_than_any_is_left_as_it_is(left):
    left(2)  # of which connecting may take 1
    quick = Bedrock("nova", attempts=1, connect_timeout=1, read_timeout=0.5)
    assert fit_to_deadline(quick, "nova")[0] == quick


@pytest.mark.parametrize("ask", [NOVA, OpenAICompatible("llama")])
def test_clients_are_made_for_few_settings(left, ask):
    made = set()
    for seconds in range(8, 200):
        left(seconds)
        made.add(fit_to_deadline(ask, "a model")[0])
    assert len(made) == 6  # 3, 2 and 1 attempts of 30 s, and one of 15, of 7.5 and of 3.75
