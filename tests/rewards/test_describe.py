from dataclasses import dataclass

from rewards import product, weighted_sum
from rewards.length import MaxWords
from rewards.scoring import describe
from rewards.types import Reward, Sample


def short(sample: Sample) -> bool:
    return len(sample.response) < 80


@dataclass(frozen=True)
class Twice:
    reward: Reward
    names: tuple[str, ...] = ("a",)


class Stateless:
    def __call__(self, sample: Sample) -> float:
        return 1.0


def test_a_function_prints_as_module_and_name():
    assert describe(short) == f"{__name__}.short"


def test_a_dataclass_prints_as_the_code_that_makes_it():
    assert describe(MaxWords(80)) == "MaxWords(limit=80)"


def test_rewards_made_of_rewards_print_as_written():
    reward = weighted_sum(a=(0.9, MaxWords(80)), b=(0.1, product(c=short)))
    assert describe(reward) == (
        f"weighted_sum(a=(0.9, MaxWords(limit=80)), b=(0.1, product(c={__name__}.short)))"
    )


def test_description_holds_no_address():
    assert describe(Twice(short)) == f"Twice(reward={__name__}.short, names=('a',))"
    assert "0x" not in describe(Stateless()) + describe([object()]) + describe({"a": Stateless()})
