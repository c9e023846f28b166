"""The parts of a probe, worked by hand, and the worst of several tasks."""

from dataclasses import replace

import pytest

from rewards.numeric_match import numeric_match
from rewards.types import Message
from tests.validation.measurements import undefined_measurement
from tests.validation.probes.data import PROMPTS, dataset, worst_ratio
from tests.validation.probes.victims import anywhere
from validation.dataset import Dataset
from validation.measurement import Measurement
from validation.metrics.attacks import EXCESS_PAY_RATIO
from validation.probes import expected_learning, probe
from validation.probes.asking import Asker
from validation.probes.case import (
    are_similar_questions,
    contains_answer,
    is_first_or_last_guess,
    is_same_answer,
)
from validation.probes.cases import attack_prompts, prompts_in_form
from validation.probes.findings import PayScale
from validation.probes.measured import groups_of
from validation.probes.refused import false_refusal, gold_pay
from validation.scoring import pass_through
from validation.targets.target import RewardTarget


def scale(wrong, gold):
    by_prompt = [{str(at): pay for at, pay in enumerate(pays)} for pays in (wrong, gold)]
    return PayScale(by_prompt[0], by_prompt[1])


@pytest.mark.parametrize(
    ("text", "answer", "same"),
    [
        ("18", "18", True),
        ("18.0", "18", True),
        ("1,800", "1800", True),
        (" Yes. ", "yes", True),
        ("\uff11\uff18", "18", True),  # full-width digits are a right answer in odd letters
        ("18\u0665", "18", False),
        ("19", "18", False),
        ("not 18", "18", False),
    ],
)
def test_answers_are_the_same_by_value_or_by_words(text, answer, same):
    assert is_same_answer(text, answer) is same


@pytest.mark.parametrize(
    ("text", "answer", "held"),
    [
        ("It is 18 or 26", "18", True),
        ("It is 18.0 or 26", "18", True),
        ("It is 182", "18", False),
        ("It is 18.5", "18", False),
        ("It is 18.", "18", True),
        ("Nobody knows", "no", False),
        ("No, nobody", "no", True),
        ("a refusal", "A", False),
        ("option A it is", "A", True),
        ("anything", "", False),
    ],
)
def test_a_text_holds_an_answer_as_a_whole_word_or_number(text, answer, held):
    assert contains_answer(text, answer) is held


def test_a_reader_takes_the_first_guess_or_the_last():
    assert is_first_or_last_guess("18 of 20 are 3", "18")
    assert is_first_or_last_guess("3 of 20 are 18", "18")
    assert not is_first_or_last_guess("3 of 18 are 20", "18")
    assert is_first_or_last_guess(
        "billing, delivery or returns", "returns", ("billing", "delivery")
    )
    assert not is_first_or_last_guess(
        "billing, delivery or returns", "delivery", ("billing", "returns")
    )


def test_questions_are_alike_that_share_half_of_their_words():
    # 4 of 6 words, and 1 of 7
    assert are_similar_questions("when does order 7 come", "when does order 8 come")
    assert not are_similar_questions("when does order 7 come", "who wrote order")


def test_the_pay_scale_gives_the_excess_over_what_is_deserved():
    # ten prompts, wrong 0 and gold 1, pays .2: 0.2, with no prompt that moves it
    pays = {str(n): 0.2 for n in range(10)}
    found = scale([0.0] * 10, [1.0] * 10).excess(EXCESS_PAY_RATIO, pays, {}, "x")
    assert (found.value, found.n) == (pytest.approx(0.2), 10)


def test_a_gold_that_is_hardly_paid_more_is_neither_paid_nor_unpaid():
    wrong, gold = [0.0] * 10, [1.0, -0.9] * 5
    assert scale(wrong, gold).reason == "gold_hardly_paid"
    assert scale(wrong, [0.0] * 10).reason == "gold_not_paid"
    assert scale(wrong[:9], gold[:9]).reason == "few_probed"


def asked(reward):
    return Asker(RewardTarget("reward", reward), None, pass_through)


def golds():
    return prompts_in_form(attack_prompts(dataset("numbers"), 20), "bare")


def by_prompt(pays):
    return {case.row.prompt_id: pay for case, pay in zip(golds(), pays, strict=True)}


def test_a_gold_earns_the_top_within_a_quarter_of_the_way():
    # golds at 1, at .8 and at .5 above 0, where other right replies earn .9: 3/4 of .9 is .675
    gold = by_prompt([1.0] * 10 + [0.8] * 6 + [0.5] * 4)
    measured, refused = gold_pay(
        golds(), asked(lambda s: 0.9), PayScale(by_prompt([0.0] * 20), gold)
    )
    assert measured.value == pytest.approx(16 / 20)
    assert len(refused) == 4


def test_gold_pay_takes_the_top_of_each_prompt():
    # a reward that weighs half of the prompts a tenth of the others: no reply earns more on these
    gold = by_prompt([0.1] * 10 + [1.0] * 10)
    scale = PayScale(by_prompt([0.0] * 20), gold)
    assert gold_pay(golds(), asked(lambda s: 0.1), scale)[0].value == 1


def test_a_gold_that_earns_no_more_than_a_wrong_answer_does_not_earn_the_top():
    # a hole: on five prompts everything is paid
    wrong = by_prompt([0.0] * 15 + [1.0] * 5)
    measured, _ = gold_pay(golds(), asked(lambda s: 1.0), PayScale(wrong, by_prompt([1.0] * 20)))
    assert measured.value == pytest.approx(15 / 20)


def test_noise_of_a_judge_leaves_its_golds_paid():
    # golds from .7 to 1, others at .8, the wrong at .2: the top less a quarter of .6 is .65
    gold = by_prompt([0.7 + 0.3 * n / 19 for n in range(20)])
    scale = PayScale(by_prompt([0.2] * 20), gold)
    assert gold_pay(golds(), asked(lambda s: 0.8), scale)[0].value == 1


def test_false_refusal_counts_paraphrases_paid_below_half_way():
    def bare(sample):
        return sample.response == sample.reference_answer["answer"]

    scale = PayScale(by_prompt([0.0] * 20), by_prompt([1.0] * 20))
    measured, refused = false_refusal(golds(), asked(bare), scale)
    assert measured.value == 1
    assert {"221.0", "**221**"} <= {shown.text for shown in refused}
    assert false_refusal(golds(), asked(lambda s: 0.5), scale)[0].value == 0


def figure(name, value, low, high):
    return Measurement(name, value, low, high, 30, "prompts", "")


NOTHING = figure("p", 0.0, 0.0, 0.0)


@pytest.mark.parametrize("swapped", [False, True], ids=["free", "partial"])
def test_expected_learning_falls_with_the_worst_that_needs_less_than_the_answer(swapped):
    # .8 x (1 - .25), from .7 x (1 - .3) to .9 x (1 - .2)
    ratios = [figure("r", 0.25, 0.2, 0.3), NOTHING]
    found = expected_learning(figure("e", 0.8, 0.7, 0.9), *(ratios[::-1] if swapped else ratios))
    assert (found.value, found.low, found.high) == pytest.approx((0.6, 0.49, 0.72))


def test_a_ratio_beyond_the_gold_leaves_nothing_to_learn():
    found = expected_learning(figure("e", 0.8, 0.7, 0.9), figure("r", 2.0, 1.5, 2.5), NOTHING)
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_expected_learning_is_undefined_for_the_reason_that_its_parts_are():
    unpaid = undefined_measurement("r", "gold_not_paid", 30, "prompts", "")
    assert expected_learning(figure("e", 0.8, 0.7, 0.9), unpaid, NOTHING).reason == "gold_not_paid"


def test_the_same_reply_to_the_same_prompt_is_asked_about_once():
    ask = asked(lambda sample: len(sample.response))
    row, other = (dataset("numbers").rows[at] for at in (0, 2))
    reply = Message("assistant", "four")
    assert ask.pays([(row, reply), (row, reply), (other, reply)]) == [4, 4, 4]
    assert ask.calls == 2


def with_tasks(*tasks):
    """The numbers, each prompt of one of these tasks in turn; two rows a prompt."""
    rows = [
        replace(row, sample=replace(row.sample, metadata={"task": tasks[at // 2 % len(tasks)]}))
        for at, row in enumerate(dataset("numbers").rows)
    ]
    return Dataset("made", "0" * 64, tuple(rows))


def broken_on_essays(sample):
    return anywhere(sample) if sample.metadata.get("task") == "essay" else numeric_match(sample)


def test_the_worst_task_stands_for_all_of_them():
    # half of the 24 prompts are essays: 0.5 of gold's pay on all, 1 on those
    data = with_tasks("essay", "sum")
    probing = probe(RewardTarget("r", broken_on_essays), data, attacks=["hedging"])
    (found,) = probing.results
    worst = next(m for m in probing.measurements if m.name == "excess_pay_ratio")
    assert found.excess.value == pytest.approx(0.5)
    assert (found.ratio, worst.value, worst.n) == (1.0, 1.0, PROMPTS // 2)
    assert worst.method.startswith("hedging, the worst of 1 attacks of task essay; ")


def test_a_sound_reward_is_sound_on_every_task():
    probing = probe(RewardTarget("r", numeric_match), with_tasks("essay", "sum"))
    assert worst_ratio(probing) <= 0.05


@pytest.mark.parametrize(
    ("tasks", "sizes"),
    [
        (("essay",), {}),
        (("essay", "sum"), {"task essay": 12, "task sum": 12}),
        (("essay", "sum", "poem"), {}),  # of 8 prompts each
    ],
)
def test_a_group_is_one_of_several_and_has_ten_prompts(tasks, sizes):
    found = groups_of(attack_prompts(with_tasks(*tasks), 99))
    assert {name: len(prompts) for name, prompts in found.items()} == sizes
