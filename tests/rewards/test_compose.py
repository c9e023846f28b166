import math

import pytest

from rewards import ScoringError, product, score, weighted_sum
from rewards.types import Sample, Score, Usage
from tests.samples import reply

SAMPLE = reply("hello")


def half(sample: Sample) -> float:
    return 0.5


def full(sample: Sample) -> bool:
    return True


def silent(sample: Sample) -> None:
    return None


def broken(sample: Sample) -> float:
    return math.nan


def test_a_weighted_sum_adds_its_parts_and_shows_them():
    # 0.7 * 0.5 + 0.3 * 1
    whole = score(weighted_sum(concise=(0.7, half), polite=(0.3, full)), SAMPLE)
    assert whole is not None
    assert whole.value == pytest.approx(0.65)
    assert whole.parts == {"concise": Score(0.5), "polite": Score(1.0)}


def test_an_abstention_scales_the_others_up_to_the_full_weight():
    # (2 * 0.5 + 1 * 1) * (2 + 1 + 1) / (2 + 1)
    whole = score(weighted_sum(a=(2, half), b=(1, full), c=(1, silent)), SAMPLE)
    assert whole is not None
    assert whole.value == pytest.approx(8 / 3)
    assert set(whole.parts) == {"a", "b"}


@pytest.mark.parametrize("reward", [weighted_sum(a=(1, silent)), product(a=silent, b=silent)])
def test_whole_abstains_when_every_part_does(reward):
    assert score(reward, SAMPLE) is None


def test_a_product_multiplies_and_skips_who_abstains():
    whole = score(product(a=half, b=silent, c=half), SAMPLE)
    assert whole == Score(0.25, parts={"a": Score(0.5), "c": Score(0.5)})


def test_a_zero_ends_the_asking():
    asked = []
    whole = score(product(valid=lambda sample: False, dear=lambda sample: asked.append(1)), SAMPLE)
    assert whole == Score(0.0, parts={"valid": Score(0.0)})
    assert asked == []


def test_a_fault_is_named_by_its_path():
    nested = weighted_sum(quality=(1, product(concise=broken)))
    with pytest.raises(ScoringError, match=r"part 'quality\.concise': .*got float nan"):
        score(nested, SAMPLE)


def test_cost_of_the_parts_is_summed_by_model():
    def judge(sample: Sample) -> Score:
        return Score(1.0, usage=(Usage("nova", 10, 2),))

    whole = score(weighted_sum(a=(1, judge), b=(1, product(c=judge))), SAMPLE)
    assert whole is not None
    assert whole.usage == (Usage("nova", 20, 4),)


def test_the_reasons_of_the_parts_are_the_reason_of_the_whole():
    whole = score(product(a=lambda s: Score(1, "fits"), b=full), SAMPLE)
    assert whole is not None
    assert whole.reason == "a: fits"


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "at least one part"),
        ({"a": full}, r"part 'a': expected \(weight, reward\)"),
        ({"a": (0, full)}, "part 'a': expected a finite weight above 0, got 0"),
        ({"a": (math.inf, full)}, "part 'a': expected a finite weight"),
        ({"a": (True, full)}, "part 'a': expected a number as weight"),
        ({"a": (1, 0.5)}, "part 'a': expected a reward"),
        ({"a.b": (1, full)}, "part 'a.b': expected a name without a dot"),
    ],
)
def test_a_mixture_that_makes_no_sense_is_refused_when_it_is_made(parts, message):
    with pytest.raises((TypeError, ValueError), match=message):
        weighted_sum(**parts)
