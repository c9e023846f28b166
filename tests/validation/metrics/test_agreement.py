import numpy as np
import pytest

from tests.validation.data import graded
from tests.validation.metrics.taken import measured, rated
from validation.assumptions import RunAssumptions, Scale

GRADES = (0.0, 0.25, 0.5, 0.75, 1.0)
ALPHAS = ("krippendorff_alpha", "krippendorff_alpha_ordinal", "krippendorff_alpha_nominal")
ICCS = ("icc_1", "icc_1k", "icc_a1", "icc_ak", "icc_c1", "icc_ck")
OTHERS = ("kendall_w", "preference_agreement", "within_prompt_agreement")

UNIT = RunAssumptions(rating_scales={name: Scale(0, 1, "declared") for name in "ab"})


def same(grade: float) -> float:
    return grade


def test_judges_who_say_the_same_agree_by_every_coefficient():
    found = measured(rated(30, GRADES, same, same))
    names = (*ALPHAS, *ICCS, *OTHERS)
    assert [found[name].value for name in names] == pytest.approx([1.0] * len(names))


def test_ordinal_alpha_counts_the_order_alone():
    found = measured(rated(30, GRADES, same, lambda g: g**4))
    assert found["krippendorff_alpha"].value < found["krippendorff_alpha_ordinal"].value
    assert found["kendall_w"].value == pytest.approx(1.0)


def test_a_constant_offset_spares_consistency_and_not_absolute_agreement():
    # ICC(A,1) = s2 / (s2 + 0.5^2 / 2), where s2 = 0.125 x 150 / 149 is the grades' variance
    found = measured(rated(30, GRADES, same, lambda g: g + 0.5), declared=UNIT)
    assert found["icc_c1"].value == pytest.approx(1.0)
    assert found["icc_a1"].value == pytest.approx(0.501672, abs=1e-6)


def test_fine_ratings_are_no_categories():
    chance = np.random.default_rng(0)
    found = measured(rated(30, GRADES, lambda g: g * chance.random(), same))
    assert found["krippendorff_alpha_nominal"].reason == "many_values"
    assert found["krippendorff_alpha_ordinal"].value is not None


FIVE = RunAssumptions(rating_scales={name: Scale(1, 5, "declared") for name in "ab"})


def steps(grade: float) -> float:
    return 1 + 4 * grade


def test_ac2_is_of_the_steps_that_are_declared():
    found = measured(rated(30, GRADES, steps, steps), declared=FIVE)["gwet_ac2"]
    assert found.value == pytest.approx(1.0)
    assert found.method.startswith("5 steps")


def test_ac2_stays_high_where_nearly_all_ratings_are_the_same():
    # of 150 replies both say 5, but once each for another: alpha sees nothing but those two
    rows = rated(30, GRADES, lambda g: 5, lambda g: 5)
    rows[0]["ratings"]["a"], rows[1]["ratings"]["b"] = 4, 4
    found = measured(rows, declared=FIVE)
    assert found["gwet_ac2"].value > 0.99
    assert found["krippendorff_alpha"].value < 0.01
    assert found["rating_mode_rate"].value == pytest.approx(298 / 300)


@pytest.mark.parametrize(
    ("declared", "judge"),
    [
        (RunAssumptions(), steps),
        (RunAssumptions(rating_scales={"a": Scale(1, 5, "declared")}), steps),
        (FIVE, lambda grade: steps(grade) + 0.5),
        (RunAssumptions(rating_scales={name: Scale(0, 0.5, "declared") for name in "ab"}), same),
    ],
)
def test_ac2_needs_one_scale_of_whole_steps_that_all_declare_and_keep_to(declared, judge):
    found = measured(rated(30, GRADES, judge, judge), declared=declared)
    assert found["gwet_ac2"].reason == "no_categories"


def test_a_constant_judge_is_left_out_of_the_ranks():
    found = measured(rated(30, GRADES, same, lambda g: 0.5, same))["kendall_w"]
    assert found.value == pytest.approx(1.0)
    assert found.method.startswith("2 judges that vary")


def test_preferences_are_counted_over_every_two_judges():
    # a and b prefer alike, c the reverse of both: of three comparisons one agrees
    found = measured(rated(30, (0, 1), same, same, lambda g: 1 - g))["preference_agreement"]
    assert found.value == pytest.approx(1 / 3)


def test_agreement_of_one_judge_is_undefined():
    found = measured(rated(30, GRADES, same))
    assert {found[name].reason for name in (*ALPHAS, *ICCS, *OTHERS)} == {"few_judges"}
    assert found["gwet_ac2"].reason == "few_judges"
    assert found["rating_mode_rate"].value == pytest.approx(0.2)


def test_agreement_of_no_judge_is_undefined():
    assert measured(graded(30, (0, 1)))["rating_mode_rate"].reason == "few_judges"


def test_constant_judges_leave_everything_undefined():
    found = measured(rated(30, GRADES, lambda g: 1, lambda g: 1))
    reasons = {found[name].reason for name in (*ALPHAS, *ICCS, *OTHERS)}
    assert reasons <= {"no_variation", "ratings_alike"}


def test_judges_of_different_replies_share_nothing():
    rows = rated(30, (0, 1), lambda g: g or None, lambda g: None if g else 0.5)
    found = measured(rows)
    assert found["icc_c1"].reason == "no_shared_samples"
    assert found["kendall_w"].reason == "no_shared_samples"
    assert found["preference_agreement"].reason == "no_shared_samples"
