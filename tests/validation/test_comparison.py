"""Two columns of scores on the same rows: numbers that are worked out beside each test."""

import math

import numpy as np
import pytest

from rewards.scoring import ScoringError
from rewards.types import Message, Sample, Score
from validation.comparison import compare_columns
from validation.dataset import LabelledSample
from validation.scoring import Column, ScoreTable
from validation.statistics.association import spearman_within, spearman_within_leave_one_out


def columns(a, b, quality=None, each=4):
    """A table of A's scores and a column of B's, `each` replies to a prompt."""
    rows = tuple(
        LabelledSample(
            Sample(
                str(at),
                (
                    Message("user", f"question number {at // each}"),
                    Message("assistant", f"reply {at}"),
                ),
            ),
            str(at // each),
            None if quality is None else quality[at],
        )
        for at in range(len(a))
    )
    made = [
        Column(name, tuple(s if s is None else Score(s) for s in scores), "target")
        for name, scores in (("a", a), ("b", b))
    ]
    return ScoreTable(rows, made[0], ()), made[1]


def compared(a, b, quality=None, **options):
    return compare_columns(*columns(a, b, quality), **options)


def value_of(found, name):
    return next(m for m in found.measurements if m.name == name)


RIGHT = [1.0, 1.0, 0.0, 0.0] * 200


def test_equal_scores_on_a_wider_scale_are_a_drop_in():
    found = compared(RIGHT, [5 - 4 * (1 - score) for score in RIGHT], RIGHT)
    assert found.drop_in == "YES"
    assert value_of(found, "alignment").value == pytest.approx(1, abs=1e-3)
    assert found.spans == ((0, 1), (1, 5))
    assert found.better.startswith("They are equally accurate within 0.05")


def test_the_opposite_scores_are_no_drop_in():
    found = compared(RIGHT, [1 - score for score in RIGHT], RIGHT)
    assert (found.drop_in, value_of(found, "alignment").value) == ("NO", pytest.approx(-1))
    assert value_of(found, "accuracy_difference").value == -1
    assert found.better.startswith("A tells good replies from bad better")


def test_alignment_is_the_cosine_of_the_advantages_in_groups():
    # Centred, 1 1 0 0 is + + - - and 1 0 0 0 is 3 -1 -1 -1 (quarters): 4 / √(4 · 12) = 0.577.
    found = compared(RIGHT, [1.0, 0.0, 0.0, 0.0] * 200)
    assert value_of(found, "alignment").value == pytest.approx(1 / math.sqrt(3), abs=1e-3)


def test_accuracy_difference_is_the_mean_of_the_differences_of_prompts():
    # B ties one of two prompts wholly: its four pairs count half, so (1 + .5) / 2 against 1.
    found = compared(RIGHT, ([1.0, 1.0, 0.0, 0.0] + [1.0] * 4) * 100, RIGHT)
    measured = value_of(found, "accuracy_difference")
    assert measured.value == pytest.approx(-0.25)
    # Differences of 0 and -.5, a hundred each: sd .2506, error .2506 / √200, t(199) 1.972.
    assert measured.low == pytest.approx(-0.25 - 1.972 * 0.2506 / math.sqrt(200), abs=1e-3)


def test_a_better_reward_that_trains_otherwise_is_better_and_no_drop_in():
    noisy = np.random.default_rng(0).random(800).tolist()
    found = compared(noisy, RIGHT, RIGHT)
    assert found.drop_in == "NO"
    assert found.better.startswith("B tells good replies from bad better")


def test_few_prompts_leave_it_unknown_and_say_how_many_would_settle_it():
    found = compared(RIGHT[:40], RIGHT[:40], RIGHT[:40])
    assert found.drop_in == "UNKNOWN"
    # No prompt of G differs: Wilson leaves z²/(G + z²) open, which is .05 at G = 19 z² = 73.
    assert "about 73 prompts would settle it" in found.why[0]


def test_a_fault_that_only_b_has_makes_it_no_drop_in():
    table, b = columns(RIGHT, RIGHT, RIGHT)
    fault = ScoringError("0", "ValueError", "five")
    broken = Column("b", (fault, *b.outcomes[1:]), "target")
    found = compare_columns(table, broken)
    assert (found.drop_in, found.faults, found.samples) == ("NO", (0, 1), 799)
    assert found.why[0].startswith("B fails on 1 rows, and A on 0")


def test_rows_that_moved_most_are_those_with_other_scores_first():
    b = [*RIGHT]
    b[1] = 0.0
    found = compared(RIGHT, b, RIGHT, rows=2)
    assert (found.moved[0].id, found.moved[0].a, found.moved[0].b) == ("1", 1.0, 0.0)
    assert len(found.moved) == 2


def test_without_quality_alignment_alone_decides():
    found = compared(RIGHT, RIGHT)
    assert found.drop_in == "YES"
    assert "not known: the data hold no two grades of quality" in found.better


def test_constant_scores_beside_right_ones_are_no_drop_in():
    found = compared(RIGHT, [1.0] * 800, RIGHT)
    assert found.drop_in == "NO"
    assert value_of(found, "alignment").value is None


def test_rank_correlation_without_a_prompt_is_that_of_the_others_with_the_ranks_held():
    chance = np.random.default_rng(1)
    x, y = chance.random(40), chance.random(40)
    prompt = np.repeat(np.arange(10), 4)
    left = spearman_within_leave_one_out(x, y, prompt)
    # Of two prompts, leaving one out is the other: with ranks held they weigh as they did.
    assert left.shape == (10,)
    assert left.mean() == pytest.approx(spearman_within(x, y, prompt), abs=0.02)
