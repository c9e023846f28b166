"""The bill: what is paid is counted, and its limit is not passed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from judges.ask import Ask, Question, Reply, Sampling
from judges.bedrock import Bedrock
from judges.errors import NoVerdictError
from rewards.types import Usage
from validation.bill import FRAME, Bill, BudgetError, Price, Prices, model_of

A_DOLLAR_A_TOKEN = Prices(
    as_of="2026", source="a test", models={"m": Price(input=1_000_000, output=1_000_000)}
)
QUESTION = Question("12345", "678", sampling=Sampling(max_tokens=10))
MOST = 8 + FRAME + 10
"""Tokens that the question can cost: its bytes, the frame, and the longest reply."""


@dataclass(frozen=True)
class Model:
    """Answers with so many tokens."""

    model: str = "m"
    tokens: int = 100

    def __call__(self, question: Question) -> Reply:
        return Reply("said", self.tokens, 0, 0.0, self.model)


def test_every_reply_is_on_the_bill():
    bill = Bill(A_DOLLAR_A_TOKEN)
    for _ in range(3):
        bill.ask(Model(), QUESTION)
    assert (bill.questions, bill.usage, bill.dollars) == (3, (Usage("m", 300, 0),), 300.0)


def test_a_reply_that_is_no_verdict_was_paid_for_too():
    def rambling(question: Question) -> Reply:
        raise NoVerdictError("nothing", usage=(Usage("m", 7, 3),))

    bill = Bill(A_DOLLAR_A_TOKEN)
    with pytest.raises(NoVerdictError):
        bill.ask(rambling, QUESTION)
    assert (bill.dollars, bill.unanswered) == (10.0, 0)


def test_a_question_without_an_answer_is_counted_since_nobody_knows_what_it_cost():
    def silent(question: Question) -> Reply:
        raise ConnectionError

    bill = Bill(A_DOLLAR_A_TOKEN)
    with pytest.raises(ConnectionError):
        bill.ask(silent, QUESTION)
    assert (bill.questions, bill.unanswered, bill.usage) == (1, 1, ())


def test_the_asking_stops_before_the_limit_might_be_passed():
    # after one question 100 dollars are paid; the next may cost as much as the question can
    bill = Bill(A_DOLLAR_A_TOKEN, limit=100 + MOST - 1)
    bill.ask(Model(), QUESTION)
    with pytest.raises(BudgetError, match=r"--max-cost 1141 might be passed: \$100\.0000"):
        bill.ask(Model(), QUESTION)
    assert bill.stopped is not None
    assert bill.questions == 1


def test_a_question_that_just_fits_is_asked():
    bill = Bill(A_DOLLAR_A_TOKEN, limit=100 + MOST)
    bill.ask(Model(), QUESTION)
    bill.ask(Model(), QUESTION)
    assert bill.stopped is None


def test_questions_in_flight_count_at_the_most_that_they_can_cost_until_they_are_settled():
    """Two threads in their ask hold twice the most, so a third waits until one has its answer."""
    inside, go = threading.Barrier(3, timeout=20), threading.Event()

    @dataclass(frozen=True)
    class Slow(Model):
        def __call__(self, question: Question) -> Reply:
            inside.wait()
            go.wait(20)
            return super().__call__(question)

    bill = Bill(A_DOLLAR_A_TOKEN, limit=3 * MOST - 1)
    with ThreadPoolExecutor(3) as executor:
        first = [executor.submit(bill.ask, Slow(), QUESTION) for _ in range(2)]
        inside.wait()
        third = executor.submit(bill.ask, Model(), QUESTION)
        assert bill.questions == 0  # the third has not been asked: it would not have to wait
        go.set()
        assert [future.result().text for future in [*first, third]] == ["said"] * 3
    assert (bill.dollars, bill.stopped) == (300.0, None)


def test_a_question_without_an_answer_counts_at_the_most_it_can_have_cost_in_all_its_attempts():
    @dataclass(frozen=True)
    class Silent(Model):
        attempts: int = 2

        def __call__(self, question: Question) -> Reply:
            raise ConnectionError

    bill = Bill(A_DOLLAR_A_TOKEN, limit=3 * MOST - 1)
    with pytest.raises(ConnectionError):
        bill.ask(Silent(), QUESTION)
    with pytest.raises(BudgetError, match="might be passed"):
        bill.ask(Model(), QUESTION)  # 2 x MOST may be spent, and MOST more would pass 3 x MOST - 1
    assert bill.dollars is None  # nobody knows, which is not 0


def test_a_bill_that_was_stopped_asks_nothing_more():
    bill = Bill(A_DOLLAR_A_TOKEN)
    bill.stop("the disk is full")
    with pytest.raises(BudgetError, match="the disk is full"):
        bill.ask(Model(), QUESTION)
    assert bill.questions == 0


@pytest.mark.parametrize("ask", [Model(model="unheard of"), lambda question: Model()(question)])
def test_bill_with_a_limit_does_not_ask_a_model_of_unknown_price(ask):
    bill = Bill(A_DOLLAR_A_TOKEN, limit=1e9)
    with pytest.raises(BudgetError, match="is not in the prices"):
        bill.ask(ask, QUESTION)
    assert bill.questions == 0


def test_bill_without_a_limit_is_unknown_with_an_unknown_price():
    bill = Bill(A_DOLLAR_A_TOKEN)
    bill.ask(Model(), QUESTION)
    bill.ask(Model(model="unheard of"), QUESTION)
    assert bill.dollars is None


@dataclass(frozen=True)
class Wrapped:
    ask: Ask

    def __call__(self, question: Question) -> Reply:
        return self.ask(question)


@pytest.mark.parametrize("ask", [Bedrock("a.b"), Wrapped(Bedrock("a.b")), Model(model="a.b")])
def test_the_model_is_the_one_that_the_ask_or_the_ask_inside_it_names(ask):
    assert model_of(ask) == "a.b"
