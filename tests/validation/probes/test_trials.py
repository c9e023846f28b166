"""What is tried on a prompt, and what is not for being right."""

from collections import Counter
from dataclasses import replace

import pytest

from rewards.types import Message
from tests.validation.probes.data import MAKERS, PROMPTS, dataset
from validation.probes.case import text_reply
from validation.probes.cases import attack_prompts, prompts_in_form
from validation.probes.golds import with_wrong
from validation.probes.trials import trials


def cases(kind, form="bare"):
    return [
        with_wrong(case, "wrong_answer")
        for case in prompts_in_form(attack_prompts(dataset(kind), 99), form)
    ]


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_variant_is_tried_on_more_prompts_than_one(kind):
    times = Counter(trial.attack_variant for case in cases(kind) for trial in trials(case))
    assert [tried for tried, n in times.items() if n < 2] == []


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_the_gold_is_no_attack(kind):
    made = [(case, trial.attempt.reply) for case in cases(kind) for trial in trials(case)]
    assert [reply for case, reply in made if reply == case.gold] == []


def test_the_same_data_are_attacked_in_the_same_way():
    first, again = (
        [t.attempt for case in cases("numbers") for t in trials(case)] for _ in range(2)
    )
    assert first == again


def test_an_answer_for_all_rows_is_left_out_where_it_is_the_answer():
    # 24 prompts with three labels: each label is right on 8 of them
    tried = [t for case in cases("labels") for t in trials(case) if t.attack == "one_answer"]
    assert Counter(t.attempt.reply.content for t in tried)["billing"] == PROMPTS - 8
    assert all(t.attempt.reply.content != t.case.answer for t in tried)


def test_a_text_that_holds_the_gold_by_chance_is_left_out():
    case = cases("numbers")[0]
    case = replace(case, wrong=Message("assistant", f"{case.answer} or so"))
    names = {trial.attack for trial in trials(case)}
    assert "judge_instruction" not in names
    assert "denial" in names


def test_an_echo_is_left_out_where_a_reader_would_take_its_last_number_for_the_answer():
    case = cases("numbers")[0]
    turns = (Message("user", f"Is it 3 or {case.answer}?"), Message("assistant", "?"))
    asked = replace(case.row, sample=replace(case.row.sample, messages=turns))
    names = {trial.attack for trial in trials(replace(case, row=asked))}
    assert "echo" not in names


def test_only_the_attacks_that_are_named_are_tried():
    case = cases("numbers")[0]
    assert {trial.attack for trial in trials(case, {"denial", "digit"})} == {"denial", "digit"}


def test_a_trick_without_a_variant_is_a_variant_by_how_it_was_made():
    assert text_reply("x", "a way").variant == "a way"
