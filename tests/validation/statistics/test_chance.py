"""Many raters beyond chance; printed values are in the truth cases."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference_statistics import brennan_prediger, conger_kappa, fleiss_kappa, scott_pi
from validation.statistics.chance import (
    agreement_weights,
    cohen_kappa,
    counts_of,
    gwet_ac,
    percent_agreement,
    table_of,
)

SCALE = np.array([0.0, 1.0, 2.0])
PAIRS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=20)
WEIGHTINGS = st.sampled_from(["identity", "linear", "quadratic", "ordinal"])


@given(PAIRS, WEIGHTINGS)
def test_conger_is_cohen_and_fleiss_is_scott_for_two_raters(rows, weighting):
    ratings = np.array(rows, dtype=float)
    weights = agreement_weights(SCALE, weighting)
    table = table_of(ratings[:, 0], ratings[:, 1], SCALE)
    conger, fleiss = (
        conger_kappa(ratings, SCALE, weights),
        fleiss_kappa(counts_of(ratings, SCALE), weights),
    )
    assert conger == pytest.approx(cohen_kappa(table, weights), nan_ok=True)
    assert fleiss == pytest.approx(scott_pi(table, weights), nan_ok=True)


def test_units_rated_once_tell_of_prevalence_but_not_of_agreement():
    counts = np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    # two units agree by 1 and 0; shares (1 + .5 + 0)/3 and (0 + .5 + 1)/3 are half each
    assert percent_agreement(counts, np.eye(2)) == 0.5
    assert fleiss_kappa(counts, np.eye(2)) == 0
    assert brennan_prediger(counts, np.eye(2)) == 0


def test_gwet_is_defined_for_one_label_on_a_declared_scale_and_kappa_is_not():
    counts = np.array([[2.0, 0.0]] * 4)
    assert gwet_ac(counts, np.eye(2)) == 1
    assert math.isnan(fleiss_kappa(counts, np.eye(2)))
    assert math.isnan(gwet_ac(counts[:, :1], np.eye(1)))


def test_coefficients_are_undefined_without_a_unit_rated_twice():
    counts = np.array([[1.0, 0.0], [0.0, 1.0]])
    found = [f(counts, np.eye(2)) for f in (percent_agreement, gwet_ac, fleiss_kappa)]
    assert np.isnan(found).all()
    assert math.isnan(conger_kappa(np.array([[1.0, math.nan]]), SCALE, np.eye(3)))
