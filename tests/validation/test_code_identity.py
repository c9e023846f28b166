import random
from dataclasses import dataclass
from functools import partial

import pytest

from rewards.numeric_match import numeric_match
from validation.code_identity import version_of
from validation.targets.target import RatingsTarget, RewardTarget

BONUS = 0.5


def version(reward):
    return version_of(RewardTarget("mine", reward))


def written(source: str):
    """The reward of a module of a user's, as this text says it."""
    module = {"__name__": "mine"}
    exec(source, module)
    return module["reward"]


def noisy(sample):
    return random.random()


def helped(sample):
    return BONUS * noisy(sample)


@dataclass(frozen=True)
class Longer:
    least: int

    def __call__(self, sample):
        return len(sample.response) >= self.least


def test_version_of_a_noisy_reward_is_one_and_comments_make_no_new_one():
    assert version(noisy) == version(noisy)
    first = written("def reward(s):\n    return len(s.response) / 9")
    again = written("def reward(s):\n    # as before\n    return len(s.response) / 9")
    assert version(first) == version(again)


@pytest.mark.parametrize(
    "changed",
    [
        "def reward(s):\n    return len(s.response) / 8",
        "BONUS = 2\ndef reward(s):\n    return BONUS * len(s.response) / 9",
        "def part(s):\n    return len(s.response)\ndef reward(s):\n    return part(s) / 9",
    ],
)
def test_version_changes_with_the_code(changed):
    assert version(written("def reward(s):\n    return len(s.response) / 9")) != version(
        written(changed)
    )


def test_version_changes_with_what_the_code_reaches(monkeypatch):
    before = version(helped)
    monkeypatch.setitem(helped.__globals__, "BONUS", 0.6)
    assert version(helped) != before


def test_version_changes_with_the_settings_of_a_reward():
    assert version(Longer(3)) == version(Longer(3)) != version(Longer(4))
    assert version(partial(helped)) != version(partial(noisy))
    assert version(numeric_match) != version(noisy)


def test_version_of_stored_ratings_is_their_raters_name():
    assert version_of(RatingsTarget("ann")) != version_of(RatingsTarget("bob"))
