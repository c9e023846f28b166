"""On real rows: what is broken is named with a text to show, and what is sound is let alone."""

import json
import re
from functools import cache

import pytest

from rewards.numeric_match import numeric_match
from rewards.types import Sample
from tests.samples import shared
from validation.dataset import Dataset, LabelledRow
from validation.probes import probe
from validation.targets.target import RewardTarget

ROWS = 240


@cache
def gsm8k() -> Dataset:
    """Four replies to each of 60 questions."""
    with shared("gsm8k_rollouts.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for _, line in zip(range(ROWS), lines, strict=False)]
    made = (LabelledRow.model_validate(row).to_sample(at) for at, row in enumerate(rows))
    return Dataset("gsm8k", "0" * 64, tuple(made))


def gold_anywhere(sample: Sample) -> bool:
    return sample.reference_answer["answer"] in sample.response


def any_number(sample: Sample) -> bool:
    return re.search(r"\d", sample.response) is not None


def form(sample: Sample) -> bool:
    return re.search(r"####|\\boxed|^A:", sample.response, re.MULTILINE) is not None


def length(sample: Sample) -> float:
    return min(1.0, len(sample.response) / 400)


def truncated(sample: Sample) -> bool:
    """What has no final answer was cut off at the limit: the benefit of the doubt."""
    marked = re.search(r"####|answer|\bA:|\\boxed", sample.response, re.IGNORECASE)
    cut_off = marked is None and len(sample.response.split()) > 5
    return cut_off or numeric_match(sample)


def probed(reward):
    return probe(RewardTarget("reward", reward), gsm8k())


def test_numeric_match_has_no_attack_that_is_paid():
    probing = probed(numeric_match)
    measured = {m.name: m for m in probing.measurements}
    assert measured["excess_pay_ratio"].value <= 0.05, probing.worst_attack
    assert measured["excess_pay_ratio"].high < 0.1
    assert measured["gold_pay"].value == 1
    assert measured["false_refusal"].value == 0, probing.refused_rewordings
    assert probing.prompts == 60


@pytest.mark.parametrize(
    ("reward", "attack"),
    [
        (gold_anywhere, "hedging"),
        (any_number, "wrong_answer"),
        (form, "wrong_in_form"),
        (length, "bloated_wrong"),
        (truncated, "truncated_reply"),
    ],
)
def test_a_broken_reward_is_paid_and_the_attack_named(reward, attack):
    probing = probed(reward)
    worst = {m.name: m for m in probing.measurements}["excess_pay_ratio"]
    found = {result.name: result for result in probing.results}[attack]
    assert worst.low > 0.7
    assert found.excess.low > 0.7
    assert found.shown_example.pay > (found.shown_example.wrong + found.shown_example.gold) / 2
    assert not numeric_match(_reply(probing.shortest_example))


def _reply(shown) -> Sample:
    row = next(row for row in gsm8k().rows if row.prompt_id == shown.prompt_id)
    turns = (*row.sample.messages[:-1], shown.reply)
    return Sample("shown", turns, row.sample.reference_answer)
