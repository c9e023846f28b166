import json
import random
from math import isfinite, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.json_match import JsonMatch, json_match
from tests.samples import reply

ITEMS = [{"sku": "a", "price": 1.5}, {"sku": "b", "price": 2}]
GOLD = {"name": "Ann Lee", "age": 18, "items": ITEMS}
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["", "a", "18"]))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
    ),
    max_leaves=12,
)


def paid(said, gold=GOLD, **settings):
    return JsonMatch(**settings)(reply(json.dumps(said), gold)).value


@pytest.mark.parametrize(
    ("said", "pays"),
    [
        (GOLD, 1),
        ({**GOLD, "age": 18.0}, 1),
        # six leaves: name, age, and a sku and a price of each item
        ({**GOLD, "age": 19}, 5 / 6),
        ({**GOLD, "age": "18"}, 5 / 6),
        ({**GOLD, "age": True}, 5 / 6),
        ({**GOLD, "name": "ann lee"}, 5 / 6),
        ({"name": "Ann Lee", "age": 18}, 2 / 6),
        ({**GOLD, "items": ITEMS[:1]}, 4 / 6),
        ({**GOLD, "items": {}}, 2 / 6),
        ({**GOLD, "items": ITEMS[::-1]}, 2 / 6),
        # an extra field is one more leaf to divide by, an extra item two
        ({**GOLD, "note": "hi"}, 6 / 7),
        ({**GOLD, "items": [*ITEMS, {"sku": "c", "price": 3}]}, 6 / 8),
        ({}, 0),
        ([], 0),
        (None, 0),
    ],
)
def test_each_leaf_of_the_reference_pays_its_share(said, pays):
    assert paid(said) == pytest.approx(pays)


@pytest.mark.parametrize(
    ("settings", "said", "pays"),
    [
        ({"number_text": True}, {**GOLD, "age": "18"}, 1),
        ({"number_text": True}, {**GOLD, "age": "18.0"}, 1),
        ({"number_text": True}, {**GOLD, "age": "eighteen"}, 5 / 6),
        ({"abs_tol": 0.1}, {**GOLD, "age": 18.1}, 1),
        ({"abs_tol": 0.1}, {**GOLD, "age": 18.2}, 5 / 6),
        ({"rel_tol": 0.1}, {**GOLD, "age": 19.8}, 1),
        ({"rel_tol": 0.1}, {**GOLD, "age": 19.9}, 5 / 6),
        ({"ignore_case": True}, {**GOLD, "name": "ANN LEE"}, 1),
        ({"ignore_space": True}, {**GOLD, "name": " Ann\n Lee"}, 1),
        ({"extra_costs": False}, {**GOLD, "note": "hi"}, 1),
        ({"ordered": False}, {**GOLD, "items": ITEMS[::-1]}, 1),
        # the items pair by their sku, and one price of six leaves is wrong
        (
            {"ordered": False},
            {**GOLD, "items": [{"sku": "b", "price": 2}, {"sku": "a", "price": 2}]},
            5 / 6,
        ),
        # weights 1 + 1 + (1 + 2) * 2 = 8, of which the prices are 4
        ({"weights": {"items.*.price": 2}}, {**GOLD, "items": [{"sku": "a"}, {"sku": "b"}]}, 4 / 8),
        # a weight holds for all inside; a longer path and a name go before "*"
        ({"weights": {"items": 0}}, {**GOLD, "items": []}, 1),
        ({"weights": {"items": 0, "items.1.price": 2}}, {**GOLD, "items": []}, 2 / 4),
        ({"weights": {"*": 3, "age": 1}}, {**GOLD, "age": 0}, 15 / 16),
        ({"weights": {"note": 0}}, {**GOLD, "note": "hi"}, 1),
    ],
)
def test_the_settings_say_what_counts(settings, said, pays):
    assert paid(said, **settings) == pytest.approx(pays)


def test_the_reason_names_the_first_paths_that_differ():
    said = {"age": 19, "items": [{"sku": "a", "price": 1.5}, {"sku": "b"}], "note": 1}
    assert json_match(reply(json.dumps(said), GOLD)).reason == (
        "name: missing; age: expected 18, got 19; items.1.price: missing; note: not wanted"
    )


@pytest.mark.parametrize("text", ["", "no JSON", '{"name": ', '{"age": 18, "age": 18}', "[" * 99])
def test_a_reply_that_is_no_json_pays_nothing(text):
    assert json_match(reply(text, GOLD)).value == 0


def test_json_in_prose_counts_unless_the_reply_must_be_all_json():
    text = f"Sure: {json.dumps(GOLD)} Bye!"
    assert json_match(reply(text, GOLD)).value == 1
    assert JsonMatch(in_prose=False)(reply(text, GOLD)).value == 0


@pytest.mark.parametrize(
    ("gold", "field"),
    [
        (json.dumps(GOLD), None),
        ({"text": json.dumps(GOLD)}, None),
        ({"text": GOLD}, None),
        ({"answer": GOLD, "why": "…"}, "answer"),
    ],
)
def test_the_gold_is_read_in_any_of_its_shapes(gold, field):
    assert paid(GOLD, gold, field=field) == 1


def test_an_object_whose_only_field_is_a_text_is_the_gold_itself():
    assert paid({"text": "hello"}, {"text": "hello"}) == 1


@pytest.mark.parametrize("gold", [None, "no JSON", {"a": nan}, {"a": {1, 2}}, "[" * 99])
def test_a_gold_that_is_no_json_is_a_fault(gold):
    with pytest.raises(ValueError, match="reference_answer"):
        json_match(reply("{}", gold))


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"weights": {"a..b": 1}}, "expected a path"),
        ({"weights": {"a": -1}}, "weights: a: expected"),
        ({"weights": {"a": nan}}, "weights: a: expected"),
        ({"abs_tol": -1}, "abs_tol: expected"),
        ({"rel_tol": nan}, "rel_tol: expected"),
    ],
)
def test_a_setting_that_is_none_is_a_fault_when_the_reward_is_made(settings, why):
    with pytest.raises(ValueError, match=why):
        JsonMatch(**settings)


def test_a_reference_that_weighs_nothing_is_a_fault():
    with pytest.raises(ValueError, match="expected some weight"):
        paid({"a": 1}, {"a": 1}, weights={"a": 0})


def test_long_lists_out_of_order_still_find_their_partners():
    # past 64 items the pairing is greedy: each item shares its id with one alone, and half of
    # the leaves, the values, are wrong
    gold = [{"id": at, "value": 0} for at in range(500)]
    said = [{"id": at, "value": 1} for at in range(500)]
    random.Random(0).shuffle(said)
    assert paid(said, gold, ordered=False) == pytest.approx(1 / 2)


@given(VALUES, st.randoms())
def test_a_copy_pays_1_and_so_does_any_order_where_none_is_asked_for(gold, chance):
    gold = [gold]  # a text alone would be read as JSON
    assert paid(gold, gold) == 1
    assert paid(_shuffled(gold, chance), gold, ordered=False) == 1


@given(VALUES, VALUES, st.booleans(), st.booleans())
def test_json_match_pays_1_for_a_match_alone(said, gold, ordered, extra):
    gold = [gold]
    share = paid([said], gold, ordered=ordered, extra_costs=extra)
    assert isfinite(share)
    assert 0 <= share <= 1
    if ordered and extra:
        assert (share == 1) == (_typed([said]) == _typed(gold))


@given(st.text())
def test_json_match_gives_any_text_the_same_bounded_score_twice(text):
    score = json_match(reply(text, GOLD))
    assert 0 <= score.value < 1
    assert json_match(reply(text, GOLD)) == score


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 40_000, "[1]" * 60_000, "[1," * 60_000])
@pytest.mark.parametrize("ordered", [True, False])
def test_a_long_reply_of_brackets_is_wrong_and_no_fault(text, ordered):
    assert JsonMatch(ordered=ordered)(reply(text, GOLD)).value == 0


def _shuffled(value, chance):
    if isinstance(value, list):
        value = [_shuffled(inner, chance) for inner in value]
        chance.shuffle(value)
        return value
    return {k: _shuffled(v, chance) for k, v in value.items()} if isinstance(value, dict) else value


def _typed(value):
    """Where true is not 1, as it is to Python."""
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    if isinstance(value, dict):
        return {name: _typed(inner) for name, inner in value.items()}
    return (isinstance(value, bool), value)


@pytest.mark.parametrize(
    ("value", "gold", "pays"),
    [
        ({"a": "x"}, {"a": {"any_of": ["x", "y"]}}, 1),
        ({"a": "z"}, {"a": {"any_of": ["x", "y"]}}, 0),
        ({"a": {"b": 2}}, {"a": {"any_of": [{"b": 1}, {"b": 2}]}}, 1),
        ([{"a": 2}, {"a": 1}], {"any_of": [[{"a": 1}], [{"a": 2}, {"a": 1}]]}, 1),
        ({"b": 1}, {"a": None, "b": 1}, 1),
        ({}, {"a": None}, 1),
        ({"a": 3}, {"a": None}, 0),
        ({"a": "1,000"}, {"a": 1000}, 1),
        ({"a": "1000"}, {"a": 1000}, 0),
        ([{"a": 1}], {"a": 1}, 1),
        ([{"a": 1}, {"a": 1}], {"a": 1}, 0),
        ({"a": "Zu\u0308rich"}, {"a": "Z\u00fcrich"}, 1),
    ],
)
def test_json_match_takes_what_the_reference_leaves_open(value, gold, pays):
    assert paid(value, gold) == pays


def test_json_match_refuses_a_path_of_weights_that_stands_nowhere_in_the_reference():
    with pytest.raises(ValueError, match=r"'items\.\*\.cost' stands nowhere"):
        paid(GOLD, GOLD, weights={"items.*.cost": 2})
    assert paid({"a": []}, {"a": []}, weights={"a.*.b": 2}) == 1
