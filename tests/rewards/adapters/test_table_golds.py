from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest

from rewards.adapters import VerlFunction, VerlReward
from rewards.adapters.chat import plain_value, read_rollout
from rewards.exact_match import exact_match
from rewards.json_match import json_match
from rewards.reference import reference_text
from rewards.tool_calls_match import tool_calls_match
from tests.samples import reply


@pytest.mark.parametrize(
    ("loaded", "meant"),
    [
        (np.int64(18), 18),
        (np.float64(18.5), 18.5),
        (np.bool_(True), True),
        (np.array([1, 2]), [1, 2]),
        (np.array([{"a": 1, "b": None}], dtype=object), [{"a": 1, "b": None}]),
        ({"a": np.array(["x"])}, {"a": ["x"]}),
        (float("nan"), None),
        (Decimal("1.50"), 1.5),
        (Decimal(18), 18),
        (b"Oslo", "Oslo"),
        (date(2024, 2, 29), "2024-02-29"),
        ((1, 2), [1, 2]),
    ],
)
def test_plain_value_undoes_what_a_loader_of_tables_makes_of_a_gold(loaded, meant):
    assert plain_value(loaded) == meant
    assert type(plain_value(loaded)) is type(meant)


@pytest.mark.parametrize(
    "lost", [datetime(2024, 2, 29), np.datetime64("2024-02-29T00:00"), object()]
)
def test_plain_value_refuses_a_gold_whose_meaning_is_lost(lost):
    with pytest.raises(ValueError, match=r"reference\.day: expected JSON, got .*as text"):
        plain_value({"day": lost})


@pytest.mark.parametrize("gold", [18.0, {"answer": 18.0, "text": None}, {"text": "18", "x": None}])
def test_reference_text_reads_a_gold_with_padded_keys_and_whole_floats(gold):
    assert reference_text(reply("18", gold)) == "18"
    assert exact_match(reply("18", gold)) == exact_match(reply("18", "18"))


def test_keys_that_a_loader_padded_with_null_cost_nothing():
    padded = {"city": "Oslo", "unit": None}
    assert json_match(reply('{"city": "Oslo"}', padded)).value == 1
    call = '<tool_call>{"name": "get", "arguments": {"city": "Oslo"}}</tool_call>'
    assert tool_calls_match(reply(call, [{"name": "get", "arguments": padded}])).value == 1


def test_read_rollout_reads_the_rows_of_verl_with_arrays():
    prompt = np.array([{"role": "user", "content": "How many?"}], dtype=object)
    sample = read_rollout(prompt, "18", reference=np.int64(18), columns={"index": np.int64(3)})
    assert (sample.reference_answer, sample.metadata) == (18, {"index": 3})
    paid = VerlFunction(exact_match)("gsm8k", "18", np.array("18"), {"prompt": prompt})
    assert paid == exact_match(reply("18", "18"))


@pytest.mark.parametrize("gold", [18, 18.0, "18", {"text": "18"}])
def test_verl_reward_hands_text_to_a_function_that_compares_text(gold):
    def compare(solution_str: str, ground_truth: str) -> float:
        return float(solution_str == ground_truth)

    assert VerlReward(compare)(reply("18", gold)) == 1.0
