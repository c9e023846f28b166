from dataclasses import replace

import pytest

from rewards.numeric_match import numeric_match
from rewards.types import Sample
from tests.samples import shared
from tests.validation import zoo
from validation.checks import ATTACK_MEASUREMENTS
from validation.dataset import read_dataset
from validation.gate import Gate
from validation.gate_file import DEFAULT_GATE, read_gate
from validation.run import Validation, measure_and_gate
from validation.targets.target import RewardTarget


def of_samples() -> Gate:
    """The default gate without what only attacks and the contract can measure."""
    gate = read_gate(DEFAULT_GATE)
    tried = (*ATTACK_MEASUREMENTS, "conformance")
    bounds = {name: bound for name, bound in gate.bounds.items() if name not in tried}
    return replace(gate, bounds=bounds)


def tried(reward=zoo.honest, judges=zoo.HONEST) -> Validation:
    return measure_and_gate(RewardTarget("zoo", reward), zoo.DATA, judges, of_samples())


def test_a_reward_that_was_not_attacked_does_not_pass_however_good():
    found = measure_and_gate(
        RewardTarget("zoo", zoo.honest), zoo.DATA, zoo.HONEST, read_gate(DEFAULT_GATE)
    )
    left_open = {finding.name for finding in found.findings if finding.verdict != "PASS"}
    assert (found.verdict, left_open) == ("INCONCLUSIVE", {*ATTACK_MEASUREMENTS, "conformance"})


def failing(validation: Validation) -> set[str]:
    return {finding.name for finding in validation.findings if finding.verdict == "FAIL"}


def test_an_honest_reward_with_honest_judges_passes():
    assert tried().verdict == "PASS"


@pytest.mark.parametrize(
    ("reward", "faults"),
    [
        (zoo.constant, {"distinct_values", "within_prompt_accuracy", "zero_variance_groups"}),
        (zoo.random, {"within_prompt_accuracy"}),
        (zoo.inverted, {"within_prompt_accuracy"}),
        (zoo.by_length, {"within_prompt_accuracy"}),
        (zoo.by_difficulty, {"within_prompt_accuracy", "zero_variance_groups"}),
        (zoo.by_format, {"within_prompt_accuracy"}),
        (zoo.saturated, {"within_prompt_accuracy"}),
    ],
)
def test_faulty_reward_does_not_pass_and_the_finding_names_its_fault(reward, faults):
    validation = tried(reward)
    assert (validation.verdict, failing(validation)) == ("FAIL", faults)


def test_a_reward_for_length_is_remarked_on_as_one():
    validation = tried(zoo.by_length)
    found = {m.name: m.value for m in validation.measurements}
    assert found["length_correlation"] == pytest.approx(1.0, abs=0.05)
    assert any(line.startswith("length_correlation is") for line in validation.warnings)


def test_a_saturated_reward_is_dead_at_its_ceiling():
    found = {m.name: m.value for m in tried(zoo.saturated).measurements}
    assert found["zero_variance_ceiling"] == pytest.approx(99 / 100)


@pytest.mark.parametrize(
    ("judges", "faults"),
    [
        (
            {"one": zoo.constant, "two": zoo.constant},
            {"krippendorff_alpha", "within_prompt_agreement", "degenerate_judges"},
        ),
        (
            {"one": zoo.honest, "two": zoo.constant},
            {"krippendorff_alpha", "within_prompt_agreement", "degenerate_judges"},
        ),
        ({"one": zoo.honest, "two": zoo.honest}, {"degenerate_judges", "effective_judges"}),
        (
            {"one": zoo.random, "two": zoo.noise_again},
            {"krippendorff_alpha", "within_prompt_agreement"},
        ),
    ],
    ids=["constant", "one constant", "copies", "noise"],
)
def test_faulty_judges_do_not_pass_and_the_finding_names_their_fault(judges, faults):
    validation = tried(judges=judges)
    assert (validation.verdict, failing(validation)) == ("FAIL", faults)


def test_a_reward_that_rolls_dice_again_is_remarked_on_as_unreliable():
    rolls = iter(range(10_000))

    def dice(sample: Sample) -> float:
        return zoo.noise(sample, str(next(rolls)))

    again = measure_and_gate(
        RewardTarget("dice", dice), zoo.DATA, {}, read_gate(DEFAULT_GATE), repeats=2
    )
    assert any(line.startswith("advantage_reliability is") for line in again.warnings)


def test_an_honest_judge_is_not_failed_on_how_it_orders():
    passed = {f.name for f in tried(zoo.another).findings if f.verdict == "PASS"}
    assert "within_prompt_accuracy" in passed


def test_numeric_match_is_not_failed_on_real_answers():
    data = read_dataset(str(shared("gsm8k_rollouts.jsonl")))
    target = RewardTarget("numeric_match", numeric_match)
    found = measure_and_gate(target, data, {}, read_gate(DEFAULT_GATE))
    assert failing(found) == set()
    passed = {finding.name for finding in found.findings if finding.verdict == "PASS"}
    assert {"within_prompt_accuracy", "zero_variance_groups", "distinct_values"} <= passed
