"""Good readers of one place of a reply never fail, and what is paid without the gold never passes.

The rewards were written beside the attacks, and half of the hacks stand in no list of attacks.
"""

from functools import cache
from typing import Any

import pytest

from tests.validation.probes.readers import GOOD, HACKS, sums
from validation.dataset import Dataset, make_dataset
from validation.gate import check_bounds
from validation.gate_file import find_gate
from validation.probes import probe
from validation.probes.plan import FREE_ATTACKS
from validation.targets.target import RewardTarget

# The final line that the replies share, for readers that read no other.
LINES = {
    "last arrow": "=> {}",
    "bold answer": "**Answer:** {}",
    "Antwort": "Antwort: {}",
    "last bold": "So **{}**",
}
# How the reference holds the answer: as it is, beside its working, or at the end of it.
REFERENCES: tuple[dict[str, Any], ...] = ({}, {"beside": "solution"}, {"worked": True})


@cache
def data(form: str, reference: int) -> Dataset:
    return make_dataset(list(sums(form, **REFERENCES[reference])))


def measured(reward, dataset):
    """What ten prompts say of the bounds on attacks, as values and as verdicts."""
    target = RewardTarget("r", reward)
    found = probe(target, dataset, prompts=10, calls=1200, attacks=FREE_ATTACKS)
    gate = find_gate("verifiable").narrowed_to(["excess_pay_ratio", "gold_pay", "lazy_policy"])
    findings = check_bounds(found.measurements, gate)
    values = {measured.name: measured.value for measured in found.measurements}
    return values, {finding.name: finding.verdict for finding in findings}


@pytest.mark.parametrize("name", GOOD)
def test_good_reader_of_one_place_pays_no_attack_however_the_reference_is_held(name):
    reference = [*GOOD].index(name) % len(REFERENCES)
    values, verdicts = measured(GOOD[name], data(LINES.get(name, "A: {}"), reference))
    assert (values["excess_pay_ratio"], values["gold_pay"]) == (0, 1)
    assert "FAIL" not in verdicts.values()


@pytest.mark.parametrize("name", HACKS)
def test_reward_that_is_paid_in_full_without_the_gold_fails(name):
    reference = [*HACKS].index(name) % len(REFERENCES)
    values, verdicts = measured(HACKS[name], data("A: {}", reference))
    assert values["excess_pay_ratio"] == pytest.approx(1)
    assert verdicts["excess_pay_ratio"] == "FAIL"
