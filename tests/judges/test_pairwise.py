import itertools

import pytest

from judges.ask import Question, Reply
from judges.pairwise import Pairwise
from rewards.scoring import ScoringError, describe, score
from rewards.types import Message, Sample, Score, ToolCall
from tests.judges.scripted import answers, bill, form, said
from tests.samples import reply

RUBRIC = "The better reply is the truer one."
SAMPLE = reply("OURS", "THEIRS")


def gone(question: Question) -> Reply:
    raise ConnectionError("gone")


def better(place: str) -> str:
    return form(reason=f"The {place}.", better=place)


def compared(in_order: str, swapped: str) -> Score:
    return Pairwise(answers(better(in_order), better(swapped)), RUBRIC)(SAMPLE)


def fault(*texts: str) -> ScoringError:
    with pytest.raises(ScoringError) as caught:
        score(Pairwise(answers(*texts), RUBRIC), SAMPLE)
    return caught.value


# The reply stands first in order, and second when swapped. What it is worth: a win 1, a tie 1/2.
# The score is the mean of the two, and first_place their difference.
OUTCOMES = {
    ("first", "second"): (1.0, 0.0),  # (1 + 1) / 2, 1 - 1: it wins wherever it stands
    ("first", "tie"): (0.75, 0.5),  # (1 + 1/2) / 2, 1 - 1/2
    ("first", "first"): (0.5, 1.0),  # (1 + 0) / 2, 1 - 0: the first place wins
    ("tie", "second"): (0.75, -0.5),  # (1/2 + 1) / 2, 1/2 - 1
    ("tie", "tie"): (0.5, 0.0),  # (1/2 + 1/2) / 2, 1/2 - 1/2
    ("tie", "first"): (0.25, 0.5),  # (1/2 + 0) / 2, 1/2 - 0
    ("second", "second"): (0.5, -1.0),  # (0 + 1) / 2, 0 - 1: the second place wins
    ("second", "tie"): (0.25, -0.5),  # (0 + 1/2) / 2, 0 - 1/2
    ("second", "first"): (0.0, 0.0),  # (0 + 0) / 2, 0 - 0: it loses wherever it stands
}
FLIPS = [("first", "first"), ("second", "second")]


def test_the_table_has_every_combination_of_verdicts():
    assert {*OUTCOMES} == {*itertools.product(("first", "second", "tie"), repeat=2)}


@pytest.mark.parametrize(("verdicts", "expected"), OUTCOMES.items())
def test_the_score_and_how_far_the_first_place_was_favoured(verdicts, expected):
    said = compared(*verdicts)
    assert (said.value, said.metrics["first_place"]) == expected


@pytest.mark.parametrize("verdicts", OUTCOMES)
def test_a_verdict_that_flips_with_the_order_is_a_tie_and_is_counted(verdicts):
    said = compared(*verdicts)
    assert said.metrics["flipped"] == (verdicts in FLIPS)
    if verdicts in FLIPS:
        assert said.value == 0.5


def test_pairwise_asks_in_both_orders_with_the_replies_in_each_others_place():
    asked: list[Question] = []
    Pairwise(answers(better("tie"), better("tie"), asked=asked), RUBRIC)(SAMPLE)
    first, second = (question.text for question in asked)
    assert first.index("OURS") < first.index("THEIRS")
    assert second.index("THEIRS") < second.index("OURS")
    for text in (first, second):
        assert text.index("The question?") < text.index("<first_reply-") < text.index("<second_rep")
    assert asked[0].system == asked[1].system
    assert RUBRIC in asked[0].system


def test_the_reason_comes_before_the_choice():
    asked: list[Question] = []
    Pairwise(answers(better("tie"), better("tie"), asked=asked), RUBRIC)(SAMPLE)
    for question in asked:
        assert question.form is not None
        assert [(entry.name, entry.choices) for entry in question.form.entries] == [
            ("reason", ()),
            ("better", ("first", "second", "tie")),
        ]


def test_the_parts_are_what_the_reply_was_worth_in_each_order_with_the_reasons():
    whole = compared("first", "tie")
    assert {name: (part.value, part.reason) for name, part in whole.parts.items()} == {
        "in_order": (1.0, "first: The first."),
        "swapped": (0.5, "tie: The tie."),
    }
    assert whole.reason == "in order, first: The first.; swapped, tie: The tie."
    assert whole.usage == bill(2)


def test_a_fault_in_the_first_order_ends_the_asking():
    error = fault(form(reason="", better="both"))
    assert (error.part, error.cause_type) == ("in_order", "OffScaleError")
    assert error.usage == bill()


def test_a_fault_in_the_second_order_keeps_the_firsts_bill():
    error = fault(better("first"), "The second.")
    assert (error.part, error.cause_type) == ("swapped", "NoVerdictError")
    assert error.usage == bill(2)


def test_a_model_gone_in_the_second_order_keeps_the_firsts_bill():
    asked: list[Question] = []

    def ask(question: Question) -> Reply:
        asked.append(question)
        if len(asked) == 2:
            raise ConnectionError("gone")
        return said(better("first"))

    with pytest.raises(ScoringError) as caught:
        score(Pairwise(ask, RUBRIC), SAMPLE)
    assert (caught.value.part, caught.value.usage) == ("swapped", bill())


def test_a_missing_rival_is_an_error_before_anything_is_paid():
    asked: list[Question] = []
    with pytest.raises(ValueError, match="reference_answer"):
        Pairwise(answers(asked=asked), RUBRIC)(reply("OURS"))
    assert asked == []


def test_compare_takes_any_two_replies_to_one_conversation():
    asked: list[Question] = []
    pairwise = Pairwise(answers(better("first"), better("second"), asked=asked), RUBRIC)
    rival = Message("model", "THEIRS", (ToolCall("look", {}),))  # whatever its role is called
    assert pairwise.compare(SAMPLE, rival).value == 1.0
    assert "_reply_tool_calls-" in asked[0].text
    assert "turn_of_model" not in asked[0].text


def test_missing_reply_is_compared_as_an_empty_one():
    asked: list[Question] = []
    pairwise = Pairwise(answers(better("second"), better("first"), asked=asked), RUBRIC)
    assert pairwise(Sample("s", (Message("user", "Why?"),), "THEIRS")).value == 0.0
    first, second = (question.text for question in asked)
    assert ">\n\n</first_reply-" in first
    assert ">\n\n</second_reply-" in second
    assert first.count("<turn_of_user-") == second.count("<turn_of_user-") == 1


def test_material_is_the_same_in_both_orders_and_outside_the_system_text():
    asked: list[Question] = []
    pairwise = Pairwise(
        answers(better("tie"), better("tie"), asked=asked), RUBRIC, shown=("source",)
    )
    pairwise(reply("OURS", "THEIRS", source="GIVEN"))
    assert all("GIVEN" in question.text and "GIVEN" not in question.system for question in asked)


@pytest.mark.parametrize(
    ("rubric", "shown", "says"), [("  ", (), "rubric"), (RUBRIC, "source", "shown")]
)
def test_settings_that_cannot_be_used_are_errors(rubric, shown, says):
    with pytest.raises(ValueError, match=says):
        Pairwise(answers(), rubric, shown=shown)


def test_pairwise_prints_as_the_code_that_makes_it():
    assert describe(Pairwise(gone, RUBRIC)).startswith(
        f"Pairwise(ask={__name__}.gone, rubric='{RUBRIC}', shown=(), sampling=Sampling("
    )
