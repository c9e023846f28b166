import json

import pytest

from tests.samples import shared
from validation.assumptions import RunAssumptions
from validation.dataset import make_dataset
from validation.errors import InputError
from validation.metrics import measure
from validation.scoring import score_table
from validation.targets.target import RewardTarget


def measured(rows, declared=None):
    target = RewardTarget("long", lambda sample: float(len(sample.response)))
    table = score_table(make_dataset(rows), target, {})
    return {m.name: m for m in measure(table, declared or RunAssumptions())}


def pair(number, **fields):
    turns = [{"role": "user", "content": f"What is the capital of country {number}?"}]
    return {"id": f"p{number}", "messages": turns, "replies": ["This one.", "That one."], **fields}


def compared(told, **fields):
    """A pair for each row of verdicts, one verdict a rater: a, b and so on."""
    return [
        pair(number, preferred=dict(zip("abcd", verdicts, strict=False)), **fields)
        for number, verdicts in enumerate(told)
    ]


def test_kappa_of_pairwise_verdicts_is_cohens_over_first_second_and_tie():
    # Cohen (1960): 10 pairs, 7 agree; margins a 5/3/2, b 4/4/2: chance .2 + .12 + .04 = .36
    told = [(1, 1)] * 4 + [(1, 2)] + [(2, 2)] * 2 + [(2, 0)] + [(0, 0)] + [(0, 2)]
    found = measured(compared(told))["cohen_kappa:a|b"]
    assert found.value == pytest.approx((0.7 - 0.36) / (1 - 0.36))
    assert (found.n, found.unit) == (10, "pairs")


def test_accuracy_of_pairwise_verdicts_is_against_quality_or_most_people():
    rows = compared([(1,), (2,), (0,), (None,)], quality=[1, 0])
    assert measured(rows)["preference_accuracy:a"].value == pytest.approx(1 / 3)
    # a against the majority of b, c and d: right on the first two, wrong on the third; the last
    # has no majority
    told = [(1, 1, 1, 2), (0, 0, 0, 1), (2, 1, 1, 1), (1, 0, 1, 2)]
    people = RunAssumptions(humans=frozenset("bcd"))
    found = measured(compared(told), declared=people)["preference_accuracy:a"]
    assert found.value == pytest.approx(2 / 3)
    assert found.method.startswith("against most of the other people")


def test_verdicts_in_both_orders_show_flips_and_the_first_place():
    # the second judge's verdict flips with the place in 1 of 2 pairs, for what stands first
    rows = compared([([1, 1], [1, 2]), ([2, 2], [2, 2])])
    found = measured(rows)
    assert (found["flip_rate:a"].value, found["flip_rate:b"].value) == (0.0, 0.5)
    assert found["position_bias:b"].value == pytest.approx(0.5)
    # a flipped verdict is a tie: first and tie, second and second
    assert found["cohen_kappa:a|b"].value == pytest.approx((0.5 - 0.25) / (1 - 0.25))


def test_pairwise_verdicts_are_ratings_of_both_replies_and_a_missing_one_is_missing():
    rows = make_dataset([pair(1, preferred={"a": 2, "b": "tie", "c": None, "d": [1, 2]})]).rows
    assert [dict(row.ratings) for row in rows] == [
        {"a": 0.0, "b": 0.5, "d": 0.5},
        {"a": 1.0, "b": 0.5, "d": 0.5},
    ]
    assert [row.sample.response for row in rows] == ["This one.", "That one."]
    assert len({row.prompt_id for row in rows}) == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"preferred": {"a": 3}}, r"preferred.a: expected 1, 2, 0 or 'tie'.* got 3"),
        ({"preferred": {"a": [1, 1, 1]}}, r"preferred.a: expected 1, 2"),
        ({"preferred": {"a": True}}, r"preferred.a: expected 1, 2"),
        ({"preferred": 1}, r"preferred: expected a verdict by rater"),
        ({"preferred": {"a": 1}, "replies": ["one"]}, r"replies: expected the two replies"),
    ],
)
def test_a_malformed_pair_is_named_with_its_key(fields, message):
    with pytest.raises(InputError, match=message):
        make_dataset([pair(1, **fields)])


def test_six_real_judges_of_pairs_have_the_accuracy_and_flips_that_counting_gives():
    # LLMBar: of each judge the verdicts on 2 orders of 419 pairs or fewer, counted here by hand
    lines = [json.loads(line) for line in shared("llmbar_pairwise.jsonl").open()]
    rows = [
        pair(number, preferred=line["verdicts"], quality=[2 - line["label"], line["label"] - 1])
        for number, line in enumerate(lines)
    ]
    found = measured(rows)
    for name in lines[0]["verdicts"]:
        told = [(line["verdicts"].get(name), str(line["label"])) for line in lines]
        right = [
            sum(v == gold for v in given) / len(given)
            for verdicts, gold in told
            if verdicts and (given := [v for v in verdicts.values() if v is not None])
        ]
        assert found[f"preference_accuracy:{name}"].value == pytest.approx(sum(right) / len(right))
    assert found["preference_accuracy:gpt-4"].value > found["preference_accuracy:falcon"].value
