"""A reward that is broken on one task of several is not saved by the others."""

from dataclasses import replace

import pytest

from rewards.numeric_match import numeric_match
from tests.validation.probes.data import PROMPTS, dataset, worst_ratio
from tests.validation.probes.victims import anywhere
from validation.dataset import Dataset
from validation.probes import probe
from validation.probes.cases import attack_prompts
from validation.probes.measured import groups_of
from validation.targets.target import RewardTarget


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
    assert worst.method.startswith("hedging, the worst of 1 attacks; on the 12 prompts of task")
    assert "task essay" in worst.method


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
