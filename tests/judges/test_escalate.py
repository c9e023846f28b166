import pytest

from judges.ask import Question
from judges.criteria import Criteria, Criterion
from judges.escalate import Between, escalate
from judges.judge import Judge
from judges.panel import panel
from rewards.exact_match import exact_match
from rewards.scoring import ScoringError, describe, score
from rewards.types import Reward, Sample, Score
from tests.judges.scripted import answers, bill, form, rated
from tests.samples import reply

RUBRIC = "It is right."
SAMPLE = reply("42")


def rates(rating: object, model: str = "m", asked: list[Question] | None = None) -> Judge:
    return Judge(answers(rated(rating, f"{model} says so."), model=model, asked=asked), RUBRIC)


def told(reward: Reward) -> Score:
    said = score(reward, SAMPLE)
    assert said is not None
    return said


def fault(reward: Reward) -> ScoringError:
    with pytest.raises(ScoringError) as caught:
        score(reward, SAMPLE)
    return caught.value


def stray(sample: Sample) -> Score:
    return Score(3.0, usage=bill(model="stray"))


def surely(said: Score) -> bool:
    return True


@pytest.mark.parametrize("rating", [1, 5])
def test_a_sure_judge_is_believed_and_the_strong_one_not_asked(rating):
    asked: list[Question] = []
    said = told(escalate(cheap=rates(rating, "nova"), strong=rates(3, "claude", asked)))
    value = (rating - 1) / 4
    assert said == Score(
        value,
        "nova says so.",
        ratings={"cheap": value},
        metrics={"cheap.rating": rating, "escalated": 0},
        usage=bill(model="nova"),
    )
    assert asked == []


@pytest.mark.parametrize("rating", [2, 3, 4])
def test_an_unsure_judge_is_overruled_and_both_ratings_and_bills_are_kept(rating):
    said = told(escalate(cheap=rates(rating, "nova"), strong=rates(5, "claude")))
    assert said == Score(
        1.0,
        "claude says so.",
        ratings={"cheap": (rating - 1) / 4, "strong": 1.0},
        metrics={"cheap.rating": rating, "strong.rating": 5, "escalated": 1},
        usage=(*bill(model="nova"), *bill(model="claude")),
    )


def test_bill_has_one_entry_for_a_model_that_was_asked_twice():
    assert told(escalate(cheap=rates(3), strong=rates(4))).usage == bill(2)


def test_escalate_can_be_told_what_unsure_means():
    asked: list[Question] = []
    judge = escalate(cheap=rates(2), strong=rates(5, asked=asked), when=Between(0.25, 0.75))
    assert told(judge).value == 0.25  # the ends are left out
    assert told(escalate(cheap=rates(1), strong=rates(4), when=surely)).value == 0.75


def test_a_fault_of_the_cheap_judge_is_a_fault_of_the_whole():
    asked: list[Question] = []
    error = fault(escalate(cheap=rates(6), strong=rates(5, asked=asked)))
    assert (error.part, error.cause_type, error.usage) == ("cheap", "OffScaleError", bill())
    assert asked == []


def test_a_fault_of_the_strong_judge_keeps_the_cheap_ones_bill():
    error = fault(escalate(cheap=rates(3, "nova"), strong=rates(6, "claude")))
    assert (error.part, error.cause_type) == ("strong", "OffScaleError")
    assert error.usage == (*bill(model="nova"), *bill(model="claude"))


def test_a_fault_of_the_question_whether_it_is_unsure_keeps_the_bill():
    error = fault(escalate(cheap=rates(3), strong=rates(5), when=lambda said: said.value < 1 / 0))
    assert (error.part, error.cause_type, error.usage) == ("when", "ZeroDivisionError", bill())


def test_a_rating_outside_0_to_1_is_a_fault_that_keeps_the_bill():
    error = fault(escalate(cheap=stray, strong=rates(5)))
    assert error.cause_text == "cheap: expected a rating from 0 to 1, got 3.0"
    assert error.usage == bill(model="stray")
    error = fault(escalate(cheap=rates(3), strong=stray))
    assert error.cause_text == "strong: expected a rating from 0 to 1, got 3.0"
    assert error.usage == (*bill(), *bill(model="stray"))


def test_escalate_abstains_where_the_cheap_judge_does():
    asked: list[Question] = []
    assert escalate(cheap=lambda _: None, strong=rates(5, asked=asked))(SAMPLE) is None
    assert asked == []


def test_escalate_keeps_the_cheap_rating_where_the_strong_judge_abstains():
    said = told(escalate(cheap=rates(3), strong=lambda _: None))
    assert (said.value, said.ratings) == (0.5, {"cheap": 0.5})
    assert said.metrics["escalated"] == 0


def test_metrics_of_the_two_judges_stay_apart():
    kind = Criterion("kind", "Is it kind?", ("no", "fairly", "yes"))
    cheap = Criteria(answers(form(kind_reason="Hm.", kind="fairly")), (kind,))
    said = told(escalate(cheap=cheap, strong=panel(a=rates(1), b=rates(5))))
    assert said.ratings == {"cheap": 0.5, "strong": 0.5}
    assert said.metrics == {
        "cheap.kind": 0.5,
        "strong.a": 0.0,
        "strong.b": 1.0,
        "strong.a.rating": 1,
        "strong.b.rating": 5,
        "escalated": 1,
    }


def test_a_band_has_its_low_end_below_its_high_end():
    with pytest.raises(ValueError, match="expected low below high"):
        Between(0.5, 0.5)


def test_escalate_prints_as_the_code_that_makes_it():
    assert describe(escalate(cheap=exact_match, strong=stray, when=Between(0.2, 0.8))) == (
        f"escalate(cheap={describe(exact_match)}, strong={__name__}.stray, "
        "when=Between(low=0.2, high=0.8))"
    )
