"""Pairs of generations of one prompt."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference_statistics import prompt_weighted_accuracy
from validation.statistics.pairs import pair_counts, pairwise_accuracy, pairwise_accuracy_jackknife

ROWS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.1 + 0.2, 0.3, 0.7, 1.0, math.nan]),
        st.sampled_from([0.0, 0.5, 1.0, math.nan]),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=40,
)


def arrays(rows):
    score, quality, prompt = zip(*rows, strict=True)
    return np.array(score), np.array(quality), np.array(prompt)


def compared_one_by_one(rows):
    found = np.zeros((3, max(prompt for _, _, prompt in rows) + 1))
    for score, quality, prompt in rows:
        for other, worse, same in rows:
            if prompt == same and quality > worse and not math.isnan(score + other):
                lead = round(score - other, 9)
                found[0 if lead > 0 else 1 if lead == 0 else 2, prompt] += 1
    return found


@given(ROWS)
def test_counts_are_those_of_comparing_every_pair(rows):
    counts = pair_counts(*arrays(rows))
    assert np.array_equal([counts.right, counts.tied, counts.wrong], compared_one_by_one(rows))


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, chance):
    shuffled = chance.sample(rows, len(rows))
    before, after = pair_counts(*arrays(rows)), pair_counts(*arrays(shuffled))
    assert np.array_equal(before.right, after.right)
    assert np.array_equal(before.wrong, after.wrong)


@given(ROWS)
def test_leaving_out_is_counting_without_that_prompt(rows):
    score, quality, prompt = arrays(rows)
    counts = pair_counts(score, quality, prompt)
    without = [
        pairwise_accuracy(
            pair_counts(score[prompt != g], quality[prompt != g], prompt[prompt != g])
        )
        for g in np.flatnonzero(counts.pairs)
    ]
    np.testing.assert_allclose(pairwise_accuracy_jackknife(counts), without)


def test_a_tie_is_half_a_win_and_prompts_can_weigh_alike():
    # prompt 0: three pairs, of which 2 right and 1 tied; prompt 1: one pair, wrong
    score = np.array([0.1, 0.5, 0.5, 0.9, 0.2])
    quality = np.array([0.0, 1.0, 2.0, 0.0, 1.0])
    counts = pair_counts(score, quality, np.array([0, 0, 0, 1, 1]))
    assert pairwise_accuracy(counts) == 2.5 / 4
    assert prompt_weighted_accuracy(counts) == (2.5 / 3 + 0) / 2


def test_float_noise_is_a_tie():
    counts = pair_counts(np.array([0.1 + 0.2, 0.3]), np.array([1.0, 0.0]), np.array([0, 0]))
    assert counts.tied.tolist() == [1.0]


def test_accuracy_is_undefined_without_pairs():
    counts = pair_counts(np.array([0.1, 0.2]), np.array([1.0, 0.0]), np.array([0, 1]))
    assert math.isnan(pairwise_accuracy(counts))
    assert math.isnan(prompt_weighted_accuracy(counts))
    assert pairwise_accuracy_jackknife(counts).size == 0


def test_pair_counts_of_nothing_are_none():
    empty = np.zeros(0)
    assert pair_counts(empty, empty, np.zeros(0, dtype=np.int64)).pairs.size == 0


def test_a_prompt_with_thousands_of_generations_is_counted_in_order_n_log_n():
    # the score is the quality, so all 5000 * 4999 / 2 pairs are right
    ladder = np.random.default_rng(1).permutation(5000).astype(float)
    counts = pair_counts(ladder, ladder, np.zeros(5000, dtype=np.int64))
    assert counts.right.tolist() == [5000 * 4999 / 2]


def test_the_jackknife_of_one_prompt_is_undefined():
    counts = pair_counts(np.array([0.1, 0.2]), np.array([0.0, 1.0]), np.array([0, 0]))
    assert pairwise_accuracy_jackknife(counts) == pytest.approx([math.nan], nan_ok=True)
