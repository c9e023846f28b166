import numpy as np
import pytest

from tests.validation.data import graded
from tests.validation.metrics.taken import measured, rated
from validation.assumptions import RunAssumptions, Scale


def same(grade: float) -> float:
    return grade


def test_constant_judges_and_copies_add_nothing():
    rows = rated(30, (0, 0.5, 1), same, lambda g: 0.5, same, lambda g: 1 - g)
    found = measured(rows)["degenerate_judges"]
    assert (found.value, found.low, found.high, found.n) == (2, 2, 2, 4)
    assert found.method == "b gives one rating everywhere, c is a copy of a"


def test_judges_who_share_few_replies_are_not_called_copies():
    rows = rated(30, (0, 0.5, 1), same, same)
    for line in rows[9:]:
        line["ratings"].pop("ab"[line["quality"] > 0.2])
    assert measured(rows)["degenerate_judges"].value == 0


def test_degenerate_judges_are_0_without_judges():
    found = measured(graded(30, (0, 1)))
    assert (found["degenerate_judges"].value, found["judges"].value) == (0, 0)


def test_effective_judges_are_one_where_they_err_alike():
    # b is a copy of a on another scale, and neither is a function of quality and prompt: r = 1
    chance = np.random.default_rng(3)
    errors = {line["id"]: chance.random() for line in graded(30, (0, 0.5, 1))}
    rows = [
        {**line, "ratings": {"a": line["quality"] + e, "b": 5 * (line["quality"] + e) ** 3}}
        for line in graded(30, (0, 0.5, 1))
        for e in [errors[line["id"]]]
    ]
    found = measured(rows)["effective_judges"]
    assert found.value == pytest.approx(1.0)
    assert found.method.startswith("r 1:")
    assert (found.low, found.high) == (pytest.approx(1.0), pytest.approx(1.0))


def test_effective_judges_need_quality_errors_and_company():
    flawless = measured(rated(30, (0, 1), same, same))
    assert flawless["effective_judges"].reason == "no_errors"
    rows = rated(30, (0, 1), same, lambda g: g / 2)
    ungraded = measured([{**line, "quality": None} for line in rows])
    assert ungraded["effective_judges"].reason == "no_quality"
    assert measured(rated(30, (0, 1), same))["effective_judges"].reason == "few_judges"


PEOPLE = RunAssumptions(
    rating_scales={name: Scale(0, 1, "declared") for name in "abcd"}, humans=frozenset("ab")
)


def test_a_judge_that_says_what_people_say_stands_in_for_them():
    found = measured(rated(30, (0, 0.5, 1), same, same, same), declared=PEOPLE)["alt_test:c"]
    assert (found.value, found.n, found.unit) == (1.0, 2, "humans")
    assert "alt_test:a" not in measured(rated(30, (0, 1), same, same, same), declared=PEOPLE)


def test_a_judge_of_noise_stands_in_for_nobody():
    chance = np.random.default_rng(0)
    rows = rated(60, (0, 0.5, 1), same, same, lambda g: chance.random())
    assert measured(rows, declared=PEOPLE)["alt_test:c"].value == 0.0


def test_judges_are_not_compared_with_one_person():
    alone = RunAssumptions(humans=frozenset("a"))
    found = measured(rated(30, (0, 1), same, same), declared=alone)
    assert not any(name.startswith("alt_test") for name in found)
