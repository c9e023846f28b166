import pytest

from tests.validation.data import graded
from tests.validation.metrics.taken import measured, prompt_of, scored

POOLED = ("kendall_tau_b", "kendall_tau_c", "somers_d", "spearman", "spearman_within_prompt")


def test_a_reward_that_is_the_quality_has_every_coefficient_at_one():
    found = measured(graded(20, (0, 1, 2)))
    # tau-c of 3 grades: 2 m S / (n^2 (m-1)) with n = 60 and S = 3 x 20 x 20: 1.0
    assert [found[name].value for name in POOLED] == pytest.approx([1.0] * 5)


def test_an_inverted_reward_has_every_coefficient_at_minus_one():
    found = measured(graded(20, (0, 1, 2)), lambda s: -float(s.response))
    assert [found[name].value for name in POOLED] == pytest.approx([-1.0] * 5)
    assert found["jonckheere"].value == 0.0


def test_pooled_coefficients_say_that_they_have_no_interval():
    found = measured(graded(20, (0, 1)))["kendall_tau_b"]
    assert (found.low, found.high) == (None, None)
    assert found.method.endswith("no interval")


def test_somers_d_takes_ties_of_the_score_as_nothing_won():
    # of pairs of unequal grade, 0-1 ties and 0-2 and 1-2 are won: (2 - 0) / 3
    found = measured(graded(20, (0, 1, 2)), lambda s: float(s.response == "2"))
    assert found["somers_d"].value == pytest.approx(2 / 3)


def test_correlation_within_prompts_ignores_what_only_the_prompt_decides():
    found = measured(graded(30, (0, 1)), lambda s: float(prompt_of(s)))
    assert found["spearman_within_prompt"].reason == "no_variation_within"
    assert found["spearman"].value == pytest.approx(0.0)


def test_the_trend_is_the_share_of_rising_pairs_with_a_p_of_permutations():
    found = measured(graded(30, (0, 1, 2)))["jonckheere"]
    assert (found.value, found.n) == (1.0, 30)
    assert "p < 1e-09 of grades permuted in prompts" in found.method


def test_association_needs_quality_and_variation():
    assert {measured(scored([(0, 1)] * 9))[name].reason for name in POOLED} == {"no_quality"}
    constant = measured(graded(20, (0, 1)), lambda s: 1.0)
    assert {constant[name].reason for name in POOLED} == {"no_variation"}
    broken = measured(graded(20, (0, 1)), lambda s: 1 / 0)
    assert {broken[name].reason for name in POOLED} == {"no_scores"}
