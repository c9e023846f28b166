from dataclasses import replace

import pytest

from judges.answer_file import AnswerFile
from rewards.types import Score, Usage
from tests.validation.report.made import graded, table, validation
from validation.bill import Bill, Cost, cost_of
from validation.prices import Price, Prices
from validation.report.exports import render_markdown
from validation.report.html import render_html
from validation.report.present import cost_in_words, dollars_text

NO_LEDGER = AnswerFile("never made: a bill reads its ledger when it asks")
PRICES = Prices(as_of="2026-01", source="a test", models={"known": Price(input=2, output=10)})


def cost(*usages: Usage, questions: int = 0, unanswered: int = 0) -> Cost:
    """Of one sample whose score cost that; this run paid for the first `questions` of it."""
    of = table([graded("p", 0, 1.0)], [Score(1.0, usage=usages)])
    bill = Bill(
        PRICES, NO_LEDGER, questions=questions, unanswered=unanswered, usage=usages[:questions]
    )
    found = cost_of(of, bill)
    assert found is not None
    return found


# 100,000 x 2 / 1e6 + 30,000 x 10 / 1e6 = 0.2 + 0.3
KNOWN = Usage("known", 100_000, 30_000)


def test_cost_of_all_answers_is_told_apart_from_what_this_run_paid():
    said = cost_in_words(cost(KNOWN, KNOWN, questions=1))
    assert said == "$1.00 for all answers, of which this run paid $0.5000 for 1 question"


def test_a_run_that_only_remembered_paid_nothing():
    assert cost_in_words(cost(KNOWN)) == (
        "$0.5000 for all answers, all of them remembered: this run paid nothing"
    )


def test_an_unknown_price_is_named_and_never_nothing():
    said = cost_in_words(cost(KNOWN, Usage("strange", 1, 1), questions=2))
    assert said.startswith("an unknown amount for all answers, of which this run paid an unknown")
    assert said.endswith("no price is known for strange")


def test_questions_without_an_answer_are_named():
    assert "; 3 had no answer, and what they cost is unknown" in cost_in_words(
        cost(KNOWN, questions=4, unanswered=3)
    )


def test_cost_is_absent_where_no_model_was_asked():
    assert cost_of(table([graded("p", 0, 1.0)], [1.0]), Bill(PRICES, NO_LEDGER)) is None


@pytest.mark.parametrize(
    ("amount", "said"),
    [(0.0, "$0.0000"), (0.00001, "< $0.0001"), (0.25, "$0.2500"), (1234.5, "$1,234.50")],
)
def test_small_amounts_never_look_like_nothing(amount, said):
    assert dollars_text(amount) == said


def test_the_page_and_the_summary_show_the_cost_of_each_model():
    of = table([graded("p", 0, 1.0)], [1.0])
    made = replace(validation(of), cost=cost(KNOWN, Usage("strange", 1, 1), questions=2))
    page = render_html(made)
    assert "What the models cost" in page
    assert "100,000" in page
    assert "unknown</td>" in page
    assert "Prices of 2026-01" in page
    assert "Cost: an unknown amount" in render_markdown(made)


def test_page_without_a_cost_has_no_such_section():
    assert "What the models cost" not in render_html(
        validation(table([graded("p", 0, 1.0)], [1.0]))
    )
