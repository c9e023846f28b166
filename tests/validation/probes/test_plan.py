"""Which replies a probe tries on which prompts, and which it keeps for confirming a reward."""

from dataclasses import replace
from itertools import groupby

import pytest

from tests.validation.probes.data import dataset
from validation.dataset import question_digest
from validation.probes import probe
from validation.probes.attacks import ATTACKS
from validation.probes.cases import attack_prompts, prompts_in_form
from validation.probes.golds import with_wrong
from validation.probes.trials import by_variant, rotate_prompts, trials
from validation.targets.target import RewardTarget


def is_the_gold(sample):
    gold = sample.reference_answer
    return sample.response.strip() == (gold if isinstance(gold, str) else gold["answer"])


def cases_of(data, most):
    cases = attack_prompts(dataset(data), most)
    form = "tool_calls" if data == "calls" else "bare"
    return [with_wrong(case, "wrong_in_form") for case in prompts_in_form(cases, form)]


def variants_of(case, confirming=False):
    return {*by_variant(trials(case, confirming=confirming))}


@pytest.fixture(scope="module")
def numbers():
    return cases_of("numbers", 8)


@pytest.mark.parametrize("data", ["numbers", "choices", "labels", "records", "calls", "programs"])
def test_about_a_third_of_the_variants_is_kept_for_confirming(data):
    for case in cases_of(data, 8)[::4]:
        shown, every = variants_of(case), variants_of(case, confirming=True)
        assert shown < every
        assert 0.31 < 1 - len(shown) / len(every) < 0.42


def test_the_first_variant_of_an_attack_is_never_kept(numbers):
    first = dict(reversed(by_variant(trials(numbers[0]))))
    every = by_variant(trials(numbers[0], confirming=True))
    assert {*first.items()} >= {*dict(reversed(every)).items()}


def test_the_same_variants_are_kept_on_every_prompt(numbers):
    kept = [variants_of(case, confirming=True) - variants_of(case) for case in numbers]
    shown = [variants_of(case) for case in numbers]
    assert all(not hidden & seen for hidden in kept for seen in shown)


def test_a_reward_that_pays_a_kept_variant_alone_is_caught_when_it_is_confirmed():
    def pays_stars(sample):  # "* First of all." is kept
        return sample.response.startswith("* ") or is_the_gold(sample)

    shown, confirmed = (
        probe(
            RewardTarget("r", pays_stars),
            dataset("lengths"),
            attacks=["style"],
            prompts=10,
            confirming=confirming,
        )
        for confirming in (False, True)
    )
    ratios = [found.results[0].ratio for found in (shown, confirmed)]
    assert ratios == [pytest.approx(0), pytest.approx(1)]


@pytest.mark.parametrize("data", ["numbers", "choices", "labels", "records", "calls", "programs"])
def test_the_replies_of_one_variant_are_made_one_after_another(data):
    for case in cases_of(data, 2):
        for attack in ATTACKS.values():
            runs = [variant for variant, _ in groupby(one.variant for one in attack.make(case))]
            assert len(runs) == len({*runs}), attack.name


def test_one_variant_of_each_attack_is_what_all_of_them_hold_of_it(numbers):
    wanted = dict(reversed(by_variant(trials(numbers[0]))))
    all_made = [t for t in trials(numbers[0]) if wanted.get(t.attack) == t.attempt.variant]
    fresh = cases_of("numbers", 9)[0]  # another set of constants: nothing of it is known
    for case, expected in ((numbers[0], all_made), (fresh, None)):
        alone = [*trials(case, variants=wanted)]
        both = [t for t in trials(case) if wanted.get(t.attack) == t.attempt.variant]
        assert [t.attempt for t in alone] == [t.attempt for t in expected or both]


def test_each_variant_is_looked_at_on_four_prompts_and_together_they_cover_all():
    cases = cases_of("numbers", 16)
    made = [trial for case in cases for trial in trials(case, ["style"])]
    tried = rotate_prompts(by_variant(made).values(), 4)
    assert {len({t.case.prompt_id for t in held}) for held in tried} == {4}
    assert {t.case.prompt_id for held in tried for t in held} == {c.prompt_id for c in cases}


def test_a_free_attack_is_tried_on_more_prompts_until_it_was_tried_on_ten():
    # 12 numbers among 24 texts, which nobody hedges: of 20 prompts spread evenly over them four
    # are numbers, and six more are needed for ten
    news, numbers = ([*dataset(name).rows] for name in ("news", "numbers"))
    rows = []
    for place in range(12):
        rows += [*news[4 * place : 4 * place + 4], *numbers[2 * place : 2 * place + 2]]
    prompts = [question_digest(row.sample) for row in rows]  # both sets count theirs from p0
    named = [replace(row, prompt_id=name) for row, name in zip(rows, prompts, strict=True)]
    mixed = replace(dataset("news"), rows=tuple(named))
    found = probe(RewardTarget("r", is_the_gold), mixed, attacks=["hedging"], prompts=20)
    [hedging] = found.results
    assert hedging.excess.n == 10
    assert found.prompts == 26
