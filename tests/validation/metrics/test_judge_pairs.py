import numpy as np
import pytest

from tests.validation.data import graded
from tests.validation.metrics.taken import grade, measured, rated

GRADES = (0.0, 0.25, 0.5, 0.75, 1.0)


def same(grade: float) -> float:
    return grade


def test_quadratic_kappa_and_concordance_are_one_number_on_few_values():
    # with weights by distance, Cohen's chance is Lin's: 1 - E(x-y)^2 / E(x-y')^2
    found = measured(rated(30, GRADES, same, lambda g: min(g + 0.25, 1)))
    kappa, ccc = found["cohen_kappa_quadratic:a|b"], found["lin_ccc:a|b"]
    assert kappa.value == pytest.approx(ccc.value)
    assert 0 < ccc.value < 1


def test_the_first_judges_lead_is_its_bias_with_the_limits_of_the_differences():
    # differences 0.25 four times of five and 0 once: mean 0.2, SD 0.1 x sqrt(150 / 149)
    found = measured(rated(30, GRADES, lambda g: min(g + 0.25, 1), same))["bland_altman_bias:a|b"]
    assert found.value == pytest.approx(0.2)
    assert found.method.startswith("mean difference; 95 % of differences lie in 0.00334 to 0.397")


def test_fine_ratings_have_concordance_and_no_kappa():
    chance = np.random.default_rng(0)
    found = measured(rated(30, GRADES, lambda g: g * chance.random(), same))
    assert found["cohen_kappa_quadratic:a|b"].reason == "many_values"
    assert found["lin_ccc:a|b"].value is not None


def test_concordance_of_two_constants_is_undefined():
    found = measured(rated(30, GRADES, lambda g: 1, lambda g: 1))
    assert found["cohen_kappa_quadratic:a|b"].reason == "no_variation"
    assert found["lin_ccc:a|b"].reason == "no_variation"


def test_judges_who_share_no_reply_make_no_pair():
    rows = rated(30, (0, 1), lambda g: g or None, lambda g: None if g else 0.5, same)
    pairs = {name.partition(":")[2] for name in measured(rows) if name.startswith("lin_ccc")}
    assert pairs == {"c|a", "b|c"}  # as the rows name them: b and c, then a


def test_correlation_without_noise_is_shown_where_both_judges_were_asked_again():
    # each is the grade and noise as wide: a correlation of half, and reliabilities of half
    chance, spread = np.random.default_rng(0), float(np.std((0, 1, 2, 3)))
    judges = {name: lambda s: grade(s) + spread * chance.normal() for name in ("x", "y")}
    found = measured(graded(300, (0, 1, 2, 3)), judges=judges, repeats=2)
    assert found["disattenuated_correlation:x|y"].value == pytest.approx(1.0, abs=0.1)
    assert "disattenuated_correlation:x|y" not in measured(graded(30, (0, 1)), judges=judges)
