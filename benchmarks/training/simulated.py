"""Simulated GRPO: a softmax over answer sets with shared features, steered by functions of text."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.training.answers import AnswerSet, as_sample
from benchmarks.training.text_zoo import Entry
from rewards.types import Sample
from validation.statistics.values import Floats, Ints

SEEDS, GROUP, BATCH, RATE = 3, 8, 32, 0.1
MARKS = (300, 1200)
# The first policy gives each kind that is no solution this share, but for the one that is paid; the
# rest is right or wrong.
HACK = 0.01
_SOLVED = ("gold", "wrong", "short gold", "short wrong", *(f"real {n}" for n in range(4)))
# How often a reward is asked about each answer, where it may vary.
REPEATS = 8


@dataclass(frozen=True)
class Policy:
    """The features of each answer, (prompts, answers, features), and the first log-odds of them."""

    features: Floats
    first: Floats
    quality: Floats

    def chances(self, theta: Floats, prompts: slice | Ints = np.s_[:]) -> Floats:
        """Of each answer, (seeds, prompts, answers), for weights (seeds, features)."""
        odds = self.first[prompts] + np.einsum("paf,sf->spa", self.features[prompts], theta)
        odds = np.exp(odds - odds.max(axis=2, keepdims=True))
        return np.asarray(odds / odds.sum(axis=2, keepdims=True))


def first_policy(
    sets: list[AnswerSet], rate: float, skill: float, often: Mapping[str, float]
) -> Policy:
    """The policy before training: right in `rate` of its replies, and how fast it learns to be.

    `often` are shares of kinds that it writes more often, or less, than others.

    Solutions are worked or short, and right alike in both, so that no manner tells which is right.
    """
    kinds = [answer.kind for answer in sets[0].answers]
    quality = np.array([[answer.quality for answer in one.answers] for one in sets])
    short = np.array([kind.startswith("short") for kind in kinds])
    worked = np.array([kind in ("gold", "wrong") or kind.startswith("real") for kind in kinds])
    beside = np.array([often.get(kind, HACK) for kind in kinds])
    share = np.where(short | worked, 0.0, beside) + np.zeros_like(quality)
    left = 1 - beside[~(short | worked)].sum()
    for manner, weight in ((short, 0.2), (worked, 0.8)):
        for grade, mass in ((manner * quality, rate), (manner * (1 - quality), left - rate)):
            share += weight * mass * grade / grade.sum(1, keepdims=True)
    own = [short, *(np.array(kinds) == kind for kind in kinds if kind not in _SOLVED)]
    traits = np.array(own, float).T[None].repeat(len(sets), 0)
    features = np.concatenate([traits, skill * quality[:, :, None]], 2)
    return Policy(features, np.log(share), quality)


def pay_table(entry: Entry, sets: list[AnswerSet]) -> Floats:
    """What the reward pays each answer each time it is asked, (repeats, prompts, answers)."""
    reward = entry.make()
    samples = [[as_sample(one, answer.text) for answer in one.answers] for one in sets]
    pays = [[[_pay(reward, s) for s in row] for row in samples] for _ in range(REPEATS)]
    return np.array(pays)


def _pay(reward: object, sample: Sample) -> float:
    """A reply on which the reward raises earns nothing, as trainers have it."""
    assert callable(reward)
    try:
        return float(reward(sample))
    except (ValueError, IndexError, KeyError, ArithmeticError, AttributeError, TypeError):
        return 0.0


def train(policy: Policy, pays: Floats, seed: int) -> dict[int, Floats]:
    """How often the policy is right after each mark, (seeds,), by GRPO as TRL normalises it."""
    chance = np.random.default_rng(seed)
    theta = np.zeros((SEEDS, policy.features.shape[2]))
    moment, square = np.zeros_like(theta), np.zeros_like(theta)
    seeds = np.arange(SEEDS)[:, None, None]
    found = {}
    for step in range(1, max(MARKS) + 1):
        prompts = chance.choice(len(policy.first), BATCH, replace=False)
        chances = policy.chances(theta, prompts)
        drawn = _draw(chances, chance)
        which = chance.integers(0, len(pays), drawn.shape)
        paid = pays[which, prompts[None, :, None], drawn]
        gains = paid - paid.mean(axis=2, keepdims=True)
        gains /= paid.std(axis=2, ddof=1, keepdims=True) + 1e-4
        weight = np.zeros_like(chances)
        np.add.at(weight, (seeds, np.arange(BATCH)[None, :, None], drawn), gains)
        slope = np.einsum(
            "spa,paf->sf", weight - chances * weight.sum(2, keepdims=True), policy.features[prompts]
        )
        slope /= BATCH * GROUP
        moment, square = 0.9 * moment + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        theta += RATE * (moment / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        if step in MARKS:
            found[step] = (policy.chances(theta) * policy.quality).sum(2).mean(1)
    return found


def _draw(chances: Floats, chance: np.random.Generator) -> Ints:
    steps = chances.cumsum(axis=2)
    at = chance.random((*chances.shape[:2], GROUP))
    passed: Ints = (at[..., None] > steps[:, :, None, :]).sum(3)
    return passed.clip(max=chances.shape[2] - 1)


def rollouts(policy: Policy, sets: list[AnswerSet], seed: int) -> list[dict[str, object]]:
    """Rows of eight replies of the first policy to each prompt, as `assay.validate` reads them."""
    drawn = _draw(
        policy.chances(np.zeros((1, policy.features.shape[2]))), np.random.default_rng(seed)
    )[0]
    return [
        {
            "id": f"{n}/{k}",
            "prompt_id": str(n),
            "messages": [
                {"role": "user", "content": one.question},
                {"role": "assistant", "content": one.answers[which].text},
            ],
            "reference_answer": one.gold,
            "quality": one.answers[which].quality,
        }
        for n, one in enumerate(sets)
        for k, which in enumerate(drawn[n])
    ]
