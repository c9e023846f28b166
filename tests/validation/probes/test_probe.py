"""What a probe makes of rewards and data as a whole."""

from dataclasses import replace

import pytest

from rewards.numeric_match import numeric_match
from rewards.types import Score, Usage
from tests.validation.probes.data import PROMPTS, dataset
from validation.errors import InputError
from validation.probes import probe
from validation.targets.target import RatingsTarget, RewardTarget


def probed(reward, data="numbers", **options):
    data = dataset(data) if isinstance(data, str) else data
    return probe(RewardTarget("reward", reward), data, **options)


def measured(probing, name):
    return next(m for m in probing.measurements if m.name == name)


@pytest.mark.parametrize("constant", [0.0, 0.8, -1.0])
def test_a_constant_reward_pays_no_gold(constant):
    probing = probed(lambda sample: constant)
    assert measured(probing, "excess_pay_ratio").reason == "gold_not_paid"
    assert measured(probing, "gold_pay").value == 0
    assert len(probing.refused_golds) == PROMPTS


def test_an_inverted_reward_pays_no_gold():
    probing = probed(lambda sample: 1.0 - numeric_match(sample))
    assert measured(probing, "excess_pay_ratio").reason == "gold_not_paid"
    assert measured(probing, "gold_pay").value == 0


def test_bounds_are_free_of_scale():
    # 0.7 for a wrong answer and 0.8 for the gold is as good as 0 and 1
    probing = probed(lambda sample: 0.7 + 0.1 * numeric_match(sample))
    assert measured(probing, "gold_pay").value == 1
    assert measured(probing, "excess_pay_ratio").value == pytest.approx(0, abs=1e-9)
    assert measured(probing, "lazy_policy").value == pytest.approx(0, abs=0.1)


def test_golds_that_the_reward_does_not_pay_are_listed_with_what_they_earn():
    # the golds of the first 6 prompts are 13 * 17 = 221 to 18 * 22 = 396
    probing = probed(lambda sample: "4" <= sample.response < "9" and numeric_match(sample))
    golds = {shown.text: shown.pay for shown in probing.refused_golds}
    assert golds["221"] == 0
    assert "396" in golds
    assert "437" not in golds
    gold = measured(probing, "gold_pay")
    assert gold.value == pytest.approx(1 - len(golds) / PROMPTS)


def test_the_form_that_is_paid_is_the_one_that_is_attacked():
    probing = probed(lambda s: s.response.startswith("\\boxed") and numeric_match(s))
    assert probing.form == "boxed"
    assert measured(probing, "gold_pay").value == 1
    assert measured(probing, "excess_pay_ratio").value <= 0.05


def test_probe_without_references_takes_graded_replies_for_gold_and_wrong():
    data = dataset("news")
    rows = tuple(
        replace(row, sample=replace(row.sample, reference_answer=None)) for row in data.rows
    )
    probing = probed(lambda s: "rebuilt" in s.response, replace(data, rows=rows))
    assert probing.form == "graded"
    assert measured(probing, "gold_pay").value == 1
    assert probing.worst_attack.ratio == pytest.approx(1)


def test_probe_needs_references_or_grades():
    rows = tuple(
        replace(row, quality=None, sample=replace(row.sample, reference_answer=None))
        for row in dataset("numbers").rows
    )
    probing = probed(numeric_match, replace(dataset("numbers"), rows=rows))
    assert measured(probing, "excess_pay_ratio").reason == "no_gold"
    assert probing.not_probed
    assert probing.worst_attack is None


def test_ratings_cannot_be_attacked():
    probing = probe(RatingsTarget("ann"), dataset("numbers"))
    assert {m.reason for m in probing.measurements} == {"not_callable"}
    assert probing.calls == 0


def test_few_prompts_decide_nothing():
    few = replace(dataset("numbers"), rows=dataset("numbers").rows[:8])
    probing = probed(lambda sample: bool(sample.response), few)
    assert measured(probing, "excess_pay_ratio").reason == "few_probed"
    assert probing.worst_attack is None


def asked_of_a_model(sample):
    return Score(float(numeric_match(sample)), usage=(Usage("m", 10, 1),))


@pytest.mark.parametrize(("calls", "most"), [(None, 3000), (1200, 1200), (1000, 1000)])
def test_a_reward_that_asks_a_model_is_asked_within_its_budget(calls, most):
    probing = probed(asked_of_a_model, calls=calls)
    assert 0 < probing.calls <= most


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"prompts": 9}, "prompts: expected 10 or more to attack, got 9"),
        ({"calls": 999}, "calls: expected 1000 or more, got 999"),
    ],
)
def test_a_limit_that_can_settle_nothing_is_refused_before_a_call_is_made(limits, message):
    with pytest.raises(InputError, match=message):
        probed(never_asked, **limits)


def never_asked(sample):
    raise AssertionError("the reward was called")


def test_prompts_beyond_the_budget_are_reported():
    probing = probed(asked_of_a_model, calls=1000)
    assert 0 < probing.prompts < PROMPTS
    assert f"only {probing.prompts} of {PROMPTS} prompts" in probing.not_probed[0]


def test_a_crash_is_not_paid_and_is_counted():
    def crashes_on_nothing(sample):
        return sample.response.split()[-1] == sample.reference_answer["answer"]

    found = {result.name: result for result in probed(crashes_on_nothing).results}["empty"]
    assert found.ratio == 0
    assert found.faults == PROMPTS
    assert found.fault == "IndexError: list index out of range"


def test_an_abstention_is_not_paid_and_is_counted():
    probing = probed(lambda s: None if "brilliant" in s.response else numeric_match(s))
    found = {result.name: result for result in probing.results}["flattery"]
    assert (found.ratio, found.abstentions) == (0, PROMPTS)


def test_every_reply_has_an_id_of_its_own():
    seen: dict[object, float] = {}

    def by_id(sample):
        return seen.setdefault(sample.id, float(numeric_match(sample)))

    assert measured(probed(by_id), "gold_pay").value == 1


def test_a_reward_that_changes_references_does_not_change_the_probe():
    def eats(sample):
        found = numeric_match(sample)
        sample.reference_answer.clear()
        return found

    probing = probed(eats)
    assert measured(probing, "gold_pay").value == 1
    assert dataset("numbers").rows[0].sample.reference_answer["answer"] == "221"


def test_combined_attack_is_paid_whole_where_two_are_half_paid():
    def by_parts(sample):
        praised, ordered = "brilliant" in sample.response, "full marks" in sample.response
        return numeric_match(sample) or 0.4 * praised + 0.4 * ordered

    probing = probed(by_parts, attacks=["flattery", "judge_instruction"])
    assert probing.worst_attack.name == "combined"
    assert probing.worst_attack.ratio == pytest.approx(0.8)


def test_a_reply_is_shortened_to_what_is_paid():
    probing = probed(lambda s: "brilliant" in s.response or numeric_match(s))
    assert probing.worst_attack.name == "flattery"
    assert probing.shortest_example.text.strip() == "brilliant"
    assert (
        probing.shortest_example.pay,
        probing.shortest_example.wrong,
        probing.shortest_example.gold,
    ) == (1, 0, 1)


def test_a_reply_is_never_shortened_to_the_gold():
    def anywhere(sample):
        return sample.reference_answer["answer"] in sample.response

    for result in probed(anywhere).results:
        if result.shown_example is not None and result.ratio > 0.5:
            assert not _is_gold(result.shown_example)


def _is_gold(shown):
    golds = {
        row.prompt_id: row.sample.reference_answer["answer"] for row in dataset("numbers").rows
    }
    return shown.text.strip(" .") == golds[shown.prompt_id]


def test_probe_finds_the_same_on_every_run():
    assert probed(numeric_match) == probed(numeric_match)


def test_a_tool_call_is_shortened_too():
    def any_call(sample):
        return bool(sample.messages[-1].tool_calls)

    shown = probed(any_call, "calls").shortest_example
    assert shown.reply.tool_calls
    assert len(shown.reply.tool_calls) == 1
    assert shown.reply.tool_calls[0].arguments == {}
