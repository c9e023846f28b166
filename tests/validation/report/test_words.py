import math

import pytest

from tests.validation.report.made import accuracy
from validation.gate import Bound, Finding, Verdict
from validation.report.present import (
    bound_in_words,
    ends_in_words,
    measurement_text,
    percent,
    plot_description,
    verdict_meaning,
)


def finding(name: str, verdict: Verdict) -> Finding:
    return Finding(name, verdict, Bound(pass_at=0.5), None)


def test_a_pass_lets_training_start():
    assert verdict_meaning([finding("judges", "PASS")]).startswith("Training may start")


def test_a_fail_names_what_to_mend():
    faults = [finding("krippendorff_alpha", "FAIL"), finding("ceiling_rate", "FAIL")]
    says = verdict_meaning([*faults, finding("judges", "INCONCLUSIVE")])
    assert says == (
        "Training should not start. First mend the reward and the judges: 2 of 3 findings failed."
    )


def test_a_judges_own_figure_has_the_judges_mended():
    own = finding("within_prompt_accuracy:alice", "FAIL")
    assert "First mend the judges" in verdict_meaning([own], ["alice"])


def test_a_pass_by_an_override_says_so():
    overridden = Finding("judges", "FAIL", Bound(2), None, "nobody else was free that week")
    says = verdict_meaning([overridden, finding("ceiling_rate", "PASS")])
    assert "only because 1 of 2 bounds was overridden in writing" in says


def test_overridden_finding_is_not_what_failed():
    overridden = Finding("judges", "FAIL", Bound(2), None, "nobody else was free that week")
    says = verdict_meaning([overridden, finding("ceiling_rate", "FAIL")])
    assert "First mend the reward: 1 of 2 findings failed." in says


def test_the_inconclusive_is_not_settled():
    assert "do not decide it" in verdict_meaning([finding("judges", "INCONCLUSIVE")])


@pytest.mark.parametrize(
    ("name", "bound", "words"),
    [
        ("within_prompt_accuracy", Bound(0.65, 0.55), "passes from 0.65, fails below 0.55"),
        ("krippendorff_alpha", Bound(0.667), "passes from 0.667, fails below it"),
        ("zero_variance_groups", Bound(None, 0.9, 0.5), "fails above 0.9, remark above 0.5"),
        ("zero_variance_groups", Bound(0.5, 0.9), "passes up to 0.5, fails above 0.9"),
        ("judges", Bound(2), "passes from 2"),
    ],
)
def test_a_bound_is_said_in_its_measures_direction(name, bound, words):
    assert bound_in_words(name, bound) == words


def test_ends_are_given_unless_there_are_none_or_no_sampling_error():
    assert ends_in_words(accuracy(0.7, 0.6, 0.8)) == "0.600 to 0.800"
    assert ends_in_words(accuracy(0.7, 0.7, 0.7)) == "exact"


def test_a_judges_own_figure_names_the_judge():
    assert measurement_text("within_prompt_accuracy:alice").startswith("alice: of two replies")


def test_a_plot_is_described_with_its_bound():
    assert plot_description(accuracy(0.7, 0.6, 0.8), Bound(0.65)) == (
        "within_prompt_accuracy 0.700, 95 % interval: 0.600 to 0.800; "
        "passes from 0.65, fails below it"
    )


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.465, "46.5 %"),
        (1.0, "100.0 %"),
        (0.0, "0.0 %"),
        (0.0001, "< 0.1 %"),
        (0.9999, "> 99.9 %"),
        (math.nan, "not known"),
    ],
)
def test_a_share_that_only_nearly_is_nothing_or_all_does_not_look_it(share, shown):
    assert percent(share) == shown
