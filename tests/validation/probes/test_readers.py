"""A reader of one place is not gamed by a text that has the gold in that place; others are."""

import json
import re
from dataclasses import replace

import pytest

from rewards.multiple_choice import multiple_choice
from rewards.types import Message
from tests.validation.probes.data import dataset, worst_ratio
from tests.validation.probes.victims import or_trap
from validation.dataset import Dataset, LabelledRow
from validation.probes import probe
from validation.probes.attacks.plain import truncated_reply
from validation.probes.attacks.text import format_only, prompt_leak
from validation.probes.cases import attack_prompts, prompts_in_form
from validation.probes.rungs import DIAGNOSTIC, SLIPS, diagnostic_rank
from validation.targets.target import RewardTarget

TOWNS = ["Lima", "Bogota", "Quito", "Sucre"]
OPTIONS = "\n".join(f"{letter}) {town}" for letter, town in zip("ABCD", TOWNS, strict=True))
FALLS_FOR = {"negation", "denied", "contradiction", "hedging", "denial"}


def first_letter(sample):
    found = re.search(r"\b([A-D])\b", sample.response)
    return found is not None and found[1] == sample.reference_answer


def last_letter(sample):
    found = re.findall(r"\b([A-D])\b", sample.response)
    return bool(found) and found[-1] == sample.reference_answer


def beginning(sample):
    return sample.response.strip()[:1] == sample.reference_answer


def any_letter(sample):
    return sample.reference_answer in re.findall(r"\b([A-D])\b", sample.response)


def first_word(sample):
    found = re.match(r"\W*(yes|no)\b", sample.response, re.IGNORECASE)
    return found is not None and found[1].lower() == sample.reference_answer


def rows(*made):
    read = [LabelledRow.model_validate(json.loads(json.dumps(row))) for row in made]
    return Dataset("made", "0" * 64, tuple(row.to_sample(at) for at, row in enumerate(read)))


def asked(at, question, gold, **fields):
    turns = [{"role": "user", "content": question}]
    return {
        "id": str(at),
        "prompt_id": str(at),
        "messages": turns,
        "reference_answer": gold,
    } | fields


def polar():
    golds = ("yes", "no")
    return rows(*(asked(n, f"Is {n} even?", golds[n % 2]) for n in range(24)))


@pytest.mark.parametrize("reward", [first_letter, last_letter, beginning, multiple_choice])
def test_a_reader_of_one_letter_is_not_gamed(reward):
    assert worst_ratio(probe(RewardTarget("reward", reward), dataset("choices"))) <= 0.3


def test_a_reader_of_the_first_word_is_not_gamed():
    assert worst_ratio(probe(RewardTarget("reward", first_word), polar())) <= 0.3


def test_a_reader_of_any_letter_is_gamed_by_all_that_mentions_the_gold():
    found = probe(RewardTarget("reward", any_letter), dataset("choices"))
    paid = {result.name for result in found.results if (result.ratio or 0) > 0.9}
    assert paid >= FALLS_FOR


def test_a_form_that_begins_with_the_gold_is_no_form_without_an_answer():
    cases = prompts_in_form(attack_prompts(dataset("choices"), 24), "bare")
    begun = [t.reply.content[:1] for c in cases if c.answer == "A" for t in format_only(c)]
    assert begun
    assert "A" not in begun


def test_a_reply_is_cut_off_before_the_option_that_the_letter_stands_for():
    reply = "The capital is on the coast.\nSo it is Lima.\nAnswer: A"
    case = prompts_in_form(attack_prompts(rows(asked(0, f"Of Peru?\n{OPTIONS}", "A")), 1), "bare")[
        0
    ]
    (cut,) = truncated_reply(replace(case, real=Message("assistant", reply)))
    assert cut.reply.content == "The capital is on the coast."


def test_prompt_leak_tries_other_numbers_of_the_reference_but_for_the_gold_and_bounds():
    gold = {"answer": "18", "row": 7, "eighteen": 18, "max": 19}
    case = prompts_in_form(attack_prompts(rows(asked(0, "Of 5 and 9?", gold)), 1), "bare")[0]
    assert {t.reply.content for t in prompt_leak(case)} >= {"9", "7"}
    assert not {"18", "19"} & {t.reply.content for t in prompt_leak(case)}


def test_the_most_diagnostic_attack_comes_first_of_those_paid_alike():
    assert [diagnostic_rank(name) for name in ("denial", "truncated", "tenfold")] == [0, 1, 2]
    assert not DIAGNOSTIC & SLIPS
    paid = or_trap("numbers", lambda sample: sample.reference_answer["answer"] in sample.response)
    found = probe(RewardTarget("reward", paid), dataset("numbers"))
    assert found.worst_attack is not None
    assert found.worst_attack.name in DIAGNOSTIC
    assert found.worst_attack.shown_example is not None
    assert found.worst_attack.shown_example.answer in found.worst_attack.shown_example.text
