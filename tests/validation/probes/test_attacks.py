"""What attacks try on a prompt, what docs/attacks.md says of them, and who falls for them."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from rewards.types import Message
from tests.perturbation_tables import DOCS, attack_tables, rung_tables, with_tables
from tests.validation.ladder.asking import REFERENCES, asked
from tests.validation.probes.data import MAKERS, PROMPTS, dataset
from tests.validation.probes.victims import HONEST, PARTLY, VICTIMS, victim
from validation.ladder import perturbation_rungs
from validation.ladder.ladder import RUNG_PERTURBATIONS
from validation.probes import known_attacks, probe
from validation.probes.attacks import ATTACKS
from validation.probes.case import text_reply
from validation.probes.cases import attack_prompts, prompts_in_form
from validation.probes.golds import with_wrong
from validation.probes.rungs import RUNGS, attack_name
from validation.probes.trials import trials
from validation.targets.target import RewardTarget


@cache
def cases(kind, form="bare"):
    return [
        with_wrong(case, "wrong_answer")
        for case in prompts_in_form(attack_prompts(dataset(kind), 99), form)
    ]


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_variant_is_tried_on_more_prompts_than_one(kind):
    times = Counter(
        (trial.attack, trial.attempt.variant) for case in cases(kind) for trial in trials(case)
    )
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


def test_probe_tries_the_named_attacks_alone():
    case = cases("numbers")[0]
    assert {trial.attack for trial in trials(case, {"denial", "digit"})} == {"denial", "digit"}


def test_a_reply_without_a_variant_is_a_variant_by_how_it_was_made():
    assert text_reply("x", "a way").variant == "a way"


@pytest.mark.parametrize(
    ("page", "tables"), [("attacks.md", attack_tables()), ("ladder.md", rung_tables())]
)
def test_pages_hold_the_tables_that_the_records_make(page, tables):
    text = (DOCS / page).read_text(encoding="utf-8")
    assert with_tables(text, tables) == text, "run: python -m tests.perturbation_tables"
    assert all(table in text for table in tables.values())


def test_perturbation_names_are_unique_within_a_kind():
    both = [*ATTACKS.values(), *RUNG_PERTURBATIONS]
    assert len({(record.name, record.kind) for record in both}) == len(both)
    assert not ATTACKS.keys() & RUNGS.keys()


def test_perturbations_of_one_name_need_as_much_whatever_their_kind():
    needs = {(record.name, record.needs) for record in RUNG_PERTURBATIONS}
    assert len(needs) == len({name for name, _ in needs})


def test_every_rung_has_a_record_of_its_kind():
    samples = [asked(reference) for reference in REFERENCES]
    samples += [row.sample for kind in MAKERS for row in dataset(kind).rows]
    names = {attack_name(rung.name) for sample in samples for rung in perturbation_rungs(sample)}
    known = {record.name for record in RUNG_PERTURBATIONS}
    assert names - {"wrong"} <= known
    assert known - names <= {"opposite", "constant"}  # the wrong answers of their kinds


@cache
def honest(kind):
    return probed(HONEST[kind], kind)


def probed(reward, kind, **options):
    return probe(RewardTarget("reward", reward), dataset(kind), **options)


def result(probing, attack):
    return next(result for result in probing.results if result.name == attack)


@pytest.mark.parametrize("attack", sorted(known_attacks() - set(PARTLY)))
def test_an_attack_finds_a_reward_that_falls_for_it(attack):
    kind, _ = VICTIMS[attack]
    found = result(probed(victim(attack), kind, attacks=[attack]), attack)
    assert found.ratio > 0.7
    assert found.competes
    assert found.works.value > 0.7
    assert found.shown_example.pay > found.shown_example.wrong


@pytest.mark.parametrize("attack", sorted(PARTLY))
def test_an_attack_that_is_partly_right_is_over_paid_by_what_it_lacks(attack):
    kind, _ = VICTIMS[attack]
    found = result(probed(victim(attack), kind, attacks=[attack]), attack)
    assert found.ratio == pytest.approx(PARTLY[attack], abs=0.01)
    assert found.shown_example.pay > found.shown_example.wrong


@pytest.mark.parametrize("attack", sorted(known_attacks()))
def test_an_attack_does_not_find_an_honest_reward(attack):
    kind, _ = VICTIMS[attack]
    assert result(honest(kind), attack).ratio <= 0.05


@pytest.mark.parametrize("kind", sorted(HONEST))
def test_an_honest_reward_has_no_attack_that_is_paid(kind):
    probing = honest(kind)
    assert probing.worst_attack.ratio <= 0.05, probing.worst_attack.shown_example
    assert {m.name: m.value for m in probing.measurements}["gold_pay"] == 1
    assert {result.name for result in probing.results} <= known_attacks()
