import pytest

from tests.validation.measurements import undefined_measurement
from validation.gate import Bound, Gate, check_bounds, explain, warning_lines
from validation.measurement import Measurement


def said(measured, bound):
    (finding,) = check_bounds([measured], Gate({measured.name: bound}))
    return explain(finding)


def accuracy(value, low, high, n=100):
    name = "within_prompt_accuracy"
    return Measurement(name, value, low, high, n, "prompts", "", trusted_from=20)


BOUND = Bound(pass_at=0.65, fail_at=0.55)


def test_explanation_shows_the_number_its_interval_and_the_bound():
    assert said(accuracy(0.7, 0.66, 0.74), BOUND) == ("0.700 (95 %: 0.660 to 0.740) clears 0.65")


def test_a_failure_says_what_to_mend():
    assert said(accuracy(0.5, 0.46, 0.54), BOUND).startswith(
        "0.500 (95 %: 0.460 to 0.540) is below 0.55: the worst-ordered prompt "
    )


def test_explanation_advises_more_prompts_by_the_root_law():
    # half width 0.25 must shrink to 0.125: four times the 100 prompts, so 300 more
    assert "about 300 more prompts" in said(accuracy(0.75, 0.5, 1.0), Bound(pass_at=0.625))


def test_a_value_between_the_bounds_is_not_settled_by_data():
    assert "mend the reward, not the data" in said(accuracy(0.6, 0.5, 0.7), BOUND)


def test_too_few_prompts_ask_for_as_many_as_an_interval_needs():
    assert "about 8 more prompts" in said(accuracy(0.95, 0.9, 1.0, n=12), BOUND)


def test_an_undefined_measure_says_why_and_what_would_define_it():
    name = "within_prompt_accuracy"
    assert said(undefined_measurement(name, "no_quality", 0, "prompts", ""), BOUND) == (
        "undefined, since the data hold no two grades of quality: "
        "give rows a `quality`, at least two grades in each of 20 prompts"
    )


def test_missing_judges_are_asked_for():
    none = Measurement("judges", 0.0, 0.0, 0.0, 0, "judges", "")
    assert said(none, Bound(pass_at=2)) == "0 of 2: name two judges, or give rows `ratings`"


def test_a_value_past_its_warning_is_remarked_on():
    gate = Gate({"within_prompt_accuracy": Bound(warn_at=0.75)})
    assert warning_lines([accuracy(0.7, 0.6, 0.8)], gate) == [
        "within_prompt_accuracy is 0.7, below 0.75"
    ]
    assert warning_lines([accuracy(0.8, 0.7, 0.9)], gate) == []


@pytest.mark.parametrize("prompts", [2, 10, 15])
def test_perfect_agreement_of_few_prompts_asks_for_more(prompts):
    perfect = Measurement(
        "krippendorff_alpha", 1.0, 0.4, 1.0, prompts, "prompts", "", trusted_from=20
    )
    assert "more prompts like these would" in said(perfect, Bound(pass_at=0.667))
    assert "more prompts like these would" in said(perfect, Bound(fail_at=0.1))


def test_a_value_on_its_bound_is_never_settled():
    assert "which no number of prompts clears" in said(accuracy(1.0, 0.9, 1.0), Bound(pass_at=1.0))


def test_a_value_close_to_its_bound_asks_for_no_impossible_number():
    assert "too near 0.65" in said(accuracy(0.6501, 0.5, 0.8), BOUND)


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.4, "is 0.4, above 0.3"), (-0.4, "is -0.4, below -0.3: shorter replies"), (-0.2, None)],
)
def test_length_is_remarked_on_in_both_directions(value, said):
    found = Measurement("length_correlation", value, value, value, 50, "prompts", "")
    lines = warning_lines([found], Gate({"length_correlation": Bound(warn_at=0.3)}))
    assert (said is None and lines == []) or said in lines[0]
