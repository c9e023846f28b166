"""Warm starts by imitation, and GRPO by a reward, each from seeds alone."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from benchmarks.training import policy
from benchmarks.training.policy import Weights
from benchmarks.training.sorting import WarmStart, as_sample, corpus, draw_prompts, quality
from rewards.types import Sample

PROMPTS, GROUP, KL, RATE, CLIP = 32, 8, 0.02, 5e-4, 1.0
HELD_OUT, EACH = 256, 4
# The series has the accuracy on prompts held out every so many steps, of so many replies a prompt.
SERIES_EVERY, SERIES_EACH = 10, 2
BATCH, IMITATE, CHUNK = 128, 700, 64


@dataclass(frozen=True)
class Outcome:
    """What a run came to.

    Attributes:
        steps: Steps of GRPO.
        right: Share of right replies to prompts that were held out.
        pay: What the reward pays these replies in the mean.
        examples: Replies to the first of these prompts.
    """

    steps: int
    right: float
    pay: float
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """What one step of GRPO shows to whoever watches the run.

    Attributes:
        step: its number, from 1.
        reward: the mean pay of its replies.
        reward_std: the deviation of the pay within a group, in the mean over groups.
        frac_reward_zero_std: the share of groups whose replies all earn the same.
        kl: KL divergence from the warm start, nats a character (Schulman's k3), before the step.
        completion_length: characters of a reply, in the mean.
        held_out: the share of right replies to prompts held out, after the step; None between.
    """

    step: int
    reward: float
    reward_std: float
    frac_reward_zero_std: float
    kl: float
    completion_length: float
    held_out: float | None


def warm_start(start: WarmStart) -> Weights:
    """Imitate the corpus: so many steps for "know", until it is right often enough for "weak"."""
    weights = policy.make_weights(policy.seed_of(start.name))
    fit = torch.optim.Adam([*weights.values()], 3e-3, betas=(0.9, 0.98))
    chance = random.Random(f"{start.name} corpus")
    for step in range(IMITATE):
        if start.kind == "know":
            fit.param_groups[0]["lr"] = 3e-3 * min(1.0, 2 * (1 - step / IMITATE))
        prompts, replies = zip(*corpus(start, chance, BATCH), strict=True)
        fit.zero_grad()
        for codes, written, share in _chunks(prompts, replies):
            each = policy.log_chances(weights, codes) * written
            (-share * each.sum() / written.sum()).backward()
        fit.step()
        if start.kind == "weak" and step % 10 == 9 and _is_reached(weights, start, fit):
            break
    return policy.copy_weights(weights)


def stored_warm_start(start: WarmStart, folder: Path) -> Weights:
    """The warm start out of the folder, made where it is not there."""
    file = folder / f"{start.name}.pt"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        torch.save(warm_start(start), file)
    return policy.copy_weights(torch.load(file))


def _is_reached(weights: Weights, start: WarmStart, fit: torch.optim.Optimizer) -> bool:
    """Whether it is as often right as it is to be; steps are smaller when that is near."""
    right = rate_of(weights, start, 128, 2)
    if right > 0.3 * start.rate:
        fit.param_groups[0]["lr"] = 1e-3
    return right >= start.rate and rate_of(weights, start, HELD_OUT, EACH) >= 0.95 * start.rate


def rate_of(weights: Weights, start: WarmStart, prompts: int, each: int) -> float:
    """How often the policy is right on prompts that no run trains on."""
    asked = draw_prompts(start, prompts, "held out") * each
    replies = policy.write(weights, asked, "held out")
    return sum(map(quality, replies, asked)) / len(asked)


def train(
    weights: Weights,
    start: WarmStart,
    reward: Callable[[Sample], object],
    seed: int,
    marks: tuple[int, ...] = (100,),
) -> tuple[list[Outcome], list[Step]]:
    """GRPO from the warm start: what it has come to after each number of steps, and each step."""
    first, now = weights, policy.copy_weights(weights)
    fit = torch.optim.Adam([*now.values()], RATE)
    asked = draw_prompts(start, PROMPTS * max(marks), f"train {seed}")
    outcomes, series = [], []
    for step in range(max(marks)):
        prompts = [d for d in asked[step * PROMPTS : (step + 1) * PROMPTS] for _ in range(GROUP)]
        replies = policy.write(now, prompts, f"{start.name} {seed} {step}")
        paid = torch.tensor([pay(reward, d, r) for d, r in zip(prompts, replies, strict=True)])
        fit.zero_grad()
        kl = _add_gradients(now, first, prompts, replies, _advantages(paid))
        torch.nn.utils.clip_grad_norm_([*now.values()], CLIP)
        fit.step()
        if step + 1 in marks:
            outcomes.append(_outcome(now, start, reward, step + 1))
        is_measured = (step + 1) % SERIES_EVERY == 0
        right = rate_of(now, start, HELD_OUT, SERIES_EACH) if is_measured else None
        series.append(_step(step + 1, paid, kl, replies, right))
    return outcomes, series


def _step(
    number: int, paid: torch.Tensor, kl: float, replies: list[str], held_out: float | None
) -> Step:
    spread = paid.view(-1, GROUP).std(dim=1)
    return Step(
        number,
        reward=round(float(paid.mean()), 5),
        reward_std=round(float(spread.mean()), 5),
        frac_reward_zero_std=round(float((spread == 0).float().mean()), 5),
        kl=round(kl, 5),
        completion_length=sum(map(len, replies)) / len(replies),
        held_out=held_out,
    )


def pay(reward: Callable[[Sample], object], digits: str, reply: str) -> float:
    """What the reward gives; a reply on which it raises earns nothing, as trainers have it."""
    try:
        paid = reward(as_sample(digits, reply))
    except (ValueError, IndexError, KeyError, ArithmeticError, AttributeError, TypeError):
        return 0.0
    return float(paid) if isinstance(paid, int | float) else float(getattr(paid, "value", 0.0))


def ideal(sample: Sample) -> float:
    """The known quality itself."""
    return quality(sample.response, str(sample.id))


def _advantages(paid: torch.Tensor) -> torch.Tensor:
    """As TRL has them: less the group's mean, by its deviation and 1e-4."""
    groups = paid.view(-1, GROUP)
    spread = groups.std(dim=1, keepdim=True)
    return ((groups - groups.mean(dim=1, keepdim=True)) / (spread + 1e-4)).reshape(-1)


def _add_gradients(
    now: Weights, first: Weights, prompts: list[str], replies: list[str], gains: torch.Tensor
) -> float:
    """Of the mean over replies of the mean over their characters, as GRPO was published; the KL."""
    order = sorted(range(len(replies)), key=lambda n: len(replies[n]))
    gains = gains[order]
    at, drift = 0, 0.0
    for codes, written, share in _chunks(prompts, replies):
        chances = policy.log_chances(now, codes)
        with torch.no_grad():
            apart = policy.log_chances(first, codes)
        apart = apart - chances
        far = apart.exp() - apart - 1
        ratio = (chances - chances.detach()).exp()
        each = (ratio * gains[at : at + len(codes), None] - KL * far) * written
        (-share * (each.sum(1) / written.sum(1)).mean()).backward()
        drift += share * float(((far.detach() * written).sum(1) / written.sum(1)).mean())
        at += len(codes)
    return drift


def _chunks(
    prompts: Sequence[str], replies: Sequence[str]
) -> Iterator[tuple[torch.Tensor, torch.Tensor, float]]:
    """Codes, marks and share of a few replies at a time, from the shortest on: less is padded."""
    order = sorted(range(len(replies)), key=lambda n: len(replies[n]))
    for at in range(0, len(order), CHUNK):
        some = order[at : at + CHUNK]
        codes, written = policy.encode([prompts[n] for n in some], [replies[n] for n in some])
        yield codes, written[:, 1:], len(some) / len(order)


def _outcome(
    now: Weights, start: WarmStart, reward: Callable[[Sample], object], steps: int
) -> Outcome:
    asked = draw_prompts(start, HELD_OUT, "held out") * EACH
    replies = policy.write(now, asked, "held out")
    right = sum(map(quality, replies, asked)) / len(asked)
    paid = sum(pay(reward, d, r) for d, r in zip(asked, replies, strict=True)) / len(asked)
    return Outcome(steps, right, paid, tuple(replies[:6]))
