"""report.json: times apart from all else, and how many judges would agree well enough."""

from dataclasses import replace

import pytest

from tests.validation.measurements import exact_measurement, undefined_measurement
from tests.validation.report.made import everything, graded, table, validation
from validation.checks import CheckResults
from validation.conformance import Check
from validation.report.as_json import validation_as_dict
from validation.report.html import render_html
from validation.report.present import judges_to_agree
from validation.run import Validation


def timed(seconds: float) -> Validation:
    check = Check("the time of a batch", "passed", "in time", times={"a batch of 8": seconds})
    of = table([graded("p", 0, 1.0)], [1.0])
    return replace(validation(of), trials=CheckResults(None, (check,)))


def test_report_json_differs_by_nothing_but_times_where_two_runs_do():
    quick, slow = validation_as_dict(timed(0.2)), validation_as_dict(timed(30.0))
    assert quick["times"] == {"the time of a batch": {"a batch of 8": 0.2}}
    assert {**quick, "times": {}} == {**slow, "times": {}}


def test_the_page_shows_the_times_that_report_json_keeps_apart():
    assert "in time (a batch of 8: 30 s)" in render_html(timed(30.0))


def test_judges_to_agree_are_four_at_an_alpha_of_a_half():
    # the mean of k is as reliable as k r / (1 + (k-1) r): two have 1 / 1.5, four 2 / 2.5 = 0.8
    found = judges_to_agree(
        [
            exact_measurement("judges", 2, 2, "judges", ""),
            exact_measurement("krippendorff_alpha", 0.5, 40, "prompts", ""),
        ]
    )
    assert found is not None
    assert found.mean == pytest.approx(2 / 3)
    assert found.needed == 4
    assert found.words == (
        "One of these judges has an alpha of 0.500, and the mean of all 2 has 0.667; the mean of "
        "4 judges like these would reach an alpha of 0.8 (Spearman and Brown)."
    )


@pytest.mark.parametrize(("alpha", "needed"), [(1.0, 1), (0.85, 1), (0.0, None), (-0.2, None)])
def test_judges_to_agree_are_one_of_good_judges_and_no_number_of_judges_by_chance(alpha, needed):
    judges = exact_measurement("judges", 3, 3, "judges", "")
    found = judges_to_agree([judges, exact_measurement("krippendorff_alpha", alpha, 9, "", "")])
    assert found is not None
    assert found.needed == needed


def test_judges_to_agree_are_not_known_without_an_alpha():
    alpha = undefined_measurement("krippendorff_alpha", "few_judges", 0, "prompts", "")
    assert judges_to_agree([alpha]) is None


def test_the_section_of_the_judges_and_report_json_say_how_many_would_agree():
    made = everything()
    said = validation_as_dict(made)["agreement"]["says"]
    assert said in render_html(made)
