"""Every attack finds a reward that falls for it, and none an honest one."""

from functools import cache

import pytest

from tests.validation.probes.data import dataset
from tests.validation.probes.victims import HONEST, PARTLY, VICTIMS, victim
from validation.probes import known_attacks, probe
from validation.targets.target import RewardTarget


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
def test_what_is_partly_right_is_over_paid_by_what_it_lacks(attack):
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
