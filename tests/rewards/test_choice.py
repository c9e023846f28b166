import pytest

from rewards import first_applicable, minimum, score
from rewards.types import Score
from tests.rewards.parts import full, half, less, never, silent
from tests.samples import reply

SAMPLE = reply("hello")


def test_the_minimum_is_the_smallest_part_and_shows_them_all():
    assert score(minimum(a=full, b=half), SAMPLE) == Score(
        0.5, parts={"a": Score(1.0), "b": Score(0.5)}
    )


def test_a_part_below_zero_may_be_the_minimum():
    whole = score(minimum(a=full, b=less), SAMPLE)
    assert whole is not None
    assert whole.value == -0.25


def test_the_minimum_leaves_out_who_abstains():
    assert score(minimum(a=silent, b=half), SAMPLE) == Score(0.5, parts={"b": Score(0.5)})


def test_the_first_that_applies_is_the_score_and_no_later_one_is_asked():
    whole = score(first_applicable(a=silent, b=half, c=never), SAMPLE)
    assert whole == Score(0.5, parts={"b": Score(0.5)})


def test_a_zero_applies():
    def zero(sample):
        return 0

    assert score(first_applicable(a=zero, b=full), SAMPLE) == Score(0.0, parts={"a": Score(0.0)})


@pytest.mark.parametrize("composed", [minimum, first_applicable])
def test_composition_abstains_when_every_part_does(composed):
    assert score(composed(a=silent, b=silent), SAMPLE) is None
