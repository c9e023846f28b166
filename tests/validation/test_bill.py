"""The bill: what is paid is counted, and its limit is not passed."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from judges.answer_file import AnswerFile
from judges.ask import Ask, Question, Reply, Sampling
from judges.bedrock import Bedrock
from judges.errors import NoVerdictError
from rewards.types import Usage
from validation.bill import FRAME, Bill, BudgetError, model_of
from validation.prices import Price, Prices

A_DOLLAR_A_TOKEN = Prices(
    as_of="2026", source="a test", models={"m": Price(input=1_000_000, output=1_000_000)}
)
QUESTION = Question("12345", "678", sampling=Sampling(max_tokens=10))
MOST = 8 + FRAME + 10
"""Tokens that the question can cost: its bytes, the frame, and the longest reply."""


MakeBill = Callable[..., Bill]


@pytest.fixture
def bill_of(tmp_path: Path) -> MakeBill:
    """Makes a bill with a limit, as another run on the same file of answers would."""
    return lambda limit=None: Bill(A_DOLLAR_A_TOKEN, AnswerFile(tmp_path / "answers"), limit)


@dataclass(frozen=True)
class Model:
    """Answers with so many tokens."""

    model: str = "m"
    tokens: int = 100

    def __call__(self, question: Question) -> Reply:
        return Reply("said", self.tokens, 0, 0.0, self.model)


def test_every_reply_is_on_the_bill(bill_of):
    bill = bill_of()
    for _ in range(3):
        bill.ask(Model(), QUESTION)
    assert (bill.questions, bill.usage, bill.dollars) == (3, (Usage("m", 300, 0),), 300.0)


def test_a_reply_that_is_no_verdict_was_paid_for_too(bill_of):
    def rambling(question: Question) -> Reply:
        raise NoVerdictError("nothing", usage=(Usage("m", 7, 3),))

    bill = bill_of()
    with pytest.raises(NoVerdictError):
        bill.ask(rambling, QUESTION)
    assert (bill.dollars, bill.unanswered) == (10.0, 0)


def test_a_question_without_an_answer_is_counted_since_nobody_knows_what_it_cost(bill_of):
    def silent(question: Question) -> Reply:
        raise ConnectionError

    bill = bill_of()
    with pytest.raises(ConnectionError):
        bill.ask(silent, QUESTION)
    assert (bill.questions, bill.unanswered, bill.usage) == (1, 1, ())


def test_the_asking_stops_before_the_limit_might_be_passed(bill_of):
    # after one question 100 dollars are paid; the next may cost as much as the question can
    bill = bill_of(100 + MOST - 1)
    bill.ask(Model(), QUESTION)
    with pytest.raises(
        BudgetError,
        match=r"limit of \$1141 \(--max-cost; in Python max_cost\) might be passed: \$100\.0000",
    ):
        bill.ask(Model(), QUESTION)
    assert bill.stopped is not None
    assert bill.questions == 1


def test_a_question_that_just_fits_is_asked(bill_of):
    bill = bill_of(100 + MOST)
    bill.ask(Model(), QUESTION)
    bill.ask(Model(), QUESTION)
    assert bill.stopped is None


def test_questions_in_flight_count_at_the_most_that_they_can_cost_until_they_are_settled(bill_of):
    """Two threads in their ask hold twice the most, so a third waits until one has its answer."""
    inside, go = threading.Barrier(3, timeout=20), threading.Event()

    @dataclass(frozen=True)
    class Slow(Model):
        def __call__(self, question: Question) -> Reply:
            inside.wait()
            go.wait(20)
            return super().__call__(question)

    bill = bill_of(100 + 3 * MOST - 1)
    bill.ask(Model(), QUESTION)  # the first is asked alone
    with ThreadPoolExecutor(3) as executor:
        first = [executor.submit(bill.ask, Slow(), QUESTION) for _ in range(2)]
        inside.wait()
        third = executor.submit(bill.ask, Model(), QUESTION)
        assert bill.questions == 1  # the third has not been asked: it would not have to wait
        go.set()
        assert [future.result().text for future in [*first, third]] == ["said"] * 3
    assert (bill.dollars, bill.stopped) == (400.0, None)


def test_a_question_without_an_answer_counts_at_the_most_it_can_have_cost_in_all_its_attempts(
    bill_of,
):
    @dataclass(frozen=True)
    class Silent(Model):
        attempts: int = 2

        def __call__(self, question: Question) -> Reply:
            raise ConnectionError

    bill = bill_of(3 * MOST - 1)
    with pytest.raises(ConnectionError):
        bill.ask(Silent(), QUESTION)
    with pytest.raises(BudgetError, match="might be passed"):
        bill.ask(Model(), QUESTION)  # 2 x MOST may be spent, and MOST more would pass 3 x MOST - 1
    assert bill.dollars is None  # nobody knows, which is not 0


def test_limit_holds_over_the_runs_that_share_a_file_of_answers(bill_of):
    bill_of().ask(Model(), QUESTION)  # 100 dollars, by a run without a limit
    bill_of(100 + MOST).ask(Model(), QUESTION)  # 100 more
    third = bill_of(100 + MOST)
    with pytest.raises(BudgetError, match=r"might be passed: \$200\.0000 are spent or may be"):
        third.ask(Model(), QUESTION)
    assert third.questions == 0


def test_reservation_that_an_earlier_run_never_settled_counts_as_spent(bill_of):
    bill_of().ledger.reserve(50.0, lambda paid, held: True)  # as a process that was killed
    with pytest.raises(BudgetError, match=r"\$50\.0000 are spent or may be"):
        bill_of(49 + MOST).ask(Model(), QUESTION)


@pytest.mark.parametrize("workers", [1, 8, 64])
def test_usage_of_thirty_times_the_bound_costs_one_question_and_stops_the_asking(bill_of, workers):
    bill = bill_of(200 * MOST)
    with ThreadPoolExecutor(workers) as executor:
        asked = [executor.submit(bill.ask, Model(tokens=30 * MOST), QUESTION) for _ in range(100)]
    kept = [each for each in asked if each.exception() is None]
    assert (len(kept), bill.dollars) == (1, 30.0 * MOST)
    assert bill.stopped is not None
    assert "its answer says 31,260 + 0 tokens" in bill.stopped


def test_reply_of_a_model_without_a_price_stops_a_bill_with_a_limit(bill_of):
    bill = bill_of(1e9)

    @dataclass(frozen=True)
    class Renamed(Model):
        def __call__(self, question: Question) -> Reply:
            return Reply("said", 1, 1, 0.0, "m-2026-11")

    assert bill.ask(Renamed(), QUESTION).text == "said"
    with pytest.raises(BudgetError, match="needs the price of m-2026-11"):
        bill.ask(Model(), QUESTION)


def test_a_bill_that_was_stopped_asks_nothing_more(bill_of):
    bill = bill_of()
    bill.stop("the disk is full")
    with pytest.raises(BudgetError, match="the disk is full"):
        bill.ask(Model(), QUESTION)
    assert bill.questions == 0


@pytest.mark.parametrize("ask", [Model(model="unheard of"), lambda question: Model()(question)])
def test_bill_with_a_limit_does_not_ask_a_model_of_unknown_price(bill_of, ask):
    bill = bill_of(1e9)
    with pytest.raises(BudgetError, match="is not in the prices"):
        bill.ask(ask, QUESTION)
    assert bill.questions == 0


def test_bill_without_a_limit_is_unknown_with_an_unknown_price(bill_of):
    bill = bill_of()
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
