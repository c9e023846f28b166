"""Sums a prompt."""

import numpy as np
import pytest

from validation.statistics.values import count_by_prompt, order_by, prompt_count, sum_by_prompt


def test_sums_and_counts_are_in_the_order_of_the_codes():
    prompt = np.array([2, 0, 2])
    assert prompt_count(prompt) == 3
    assert count_by_prompt(prompt, 3).tolist() == [1, 0, 2]
    assert sum_by_prompt(np.array([1.0, 2.0, 3.0]), prompt, 3).tolist() == [2.0, 0.0, 4.0]


def test_columns_are_summed_apart():
    found = sum_by_prompt(np.array([[1.0, 10.0], [2.0, 20.0]]), np.array([0, 0]), 1)
    assert found.tolist() == [[3.0, 30.0]]


def test_prompt_count_of_no_rows_is_0():
    assert prompt_count(np.zeros(0, dtype=np.int64)) == 0


@pytest.mark.parametrize("prompts", [3, 70_000])
def test_rows_are_ordered_by_prompt_and_then_by_value(prompts):
    chance = np.random.default_rng(14)
    prompt, values = chance.integers(0, prompts, 2000), chance.random(2000)
    prompt[0] = prompts - 1
    assert np.array_equal(order_by(prompt, values), np.lexsort((values, prompt)))
