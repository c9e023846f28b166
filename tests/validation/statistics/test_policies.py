"""Mean score a policy."""

import math

import numpy as np
import pytest

from validation.statistics.advantage import policy_means, policy_means_leave_one_out

SCORE = np.array([0.2, 0.4, 0.9, math.nan])
POLICY = np.array([0, 0, 1, 2])


def test_a_policy_without_scores_has_no_mean():
    np.testing.assert_allclose(policy_means(SCORE, POLICY), [0.3, 0.9, math.nan])


def test_each_policy_is_left_without_each_of_its_own_prompts():
    found = policy_means_leave_one_out(SCORE, POLICY, np.array([0, 1, 1, 1]))
    assert found[0] == pytest.approx([0.4, 0.2])
    assert np.isnan(found[1]).all()
    assert found[2].size == 0
