"""Simulated rewards and judges: eight generations a prompt, and prompts that are not alike."""

import numpy as np

from validation.statistics.values import Bools, Floats, Ints

GENERATIONS = 8

Drawn = tuple[Floats | Ints | Bools, ...]


def prompts(number: int) -> Ints:
    return np.arange(number).repeat(GENERATIONS)


def each(values: Floats) -> Floats:
    """A value a prompt, given to its generations."""
    return values.repeat(GENERATIONS)


def graded(chance: np.random.Generator, number: int) -> tuple[Floats, Floats, Ints]:
    """Score, quality and prompt: correlated .2 in half of the prompts and .8 in the others."""
    n = number * GENERATIONS
    rho = each(chance.choice([0.2, 0.8], number))
    quality = chance.normal(size=n)
    score = rho * quality + np.sqrt(1 - rho**2) * chance.normal(size=n)
    return score + each(chance.normal(size=number)), quality, prompts(number)


def labelled(chance: np.random.Generator, number: int) -> Drawn:
    """Score, quality and prompt on few labels, of which some prompts see one quality only."""
    score, quality, prompt = graded(chance, number)
    easy = each(chance.normal(size=number))
    return np.rint(score), np.rint(np.clip(quality + easy, -1, 1)), prompt


def noise(chance: np.random.Generator, number: int) -> Drawn:
    """Score, quality and prompt, of which the score knows nothing."""
    n = number * GENERATIONS
    return chance.normal(size=n), chance.normal(size=n), prompts(number)


def prior(chance: np.random.Generator, number: int) -> Drawn:
    """A score that is the prompt's alone; its quality, which follows the prompt; and the prompt."""
    easy = each(chance.normal(size=number))
    return easy, np.rint(easy + chance.normal(size=easy.size)), prompts(number)


def tops_and_bottoms(chance: np.random.Generator, number: int) -> Drawn:
    """High scores, their prompts, low scores and theirs."""
    score, quality, prompt = graded(chance, number)
    high = quality > 0
    return score[high], prompt[high], score[~high], prompt[~high]


def judged(chance: np.random.Generator, number: int) -> tuple[Floats, Ints]:
    """Two judges' ratings (n, 2), correlated .61, half of whose disagreement is the prompt's."""
    n = number * GENERATIONS
    shared = each(chance.normal(0, 0.5, number)) + chance.normal(0, np.sqrt(0.36), n)
    own = chance.normal(0, np.sqrt(0.195), (number, 2)).repeat(GENERATIONS, axis=0)
    ratings = shared[:, None] + own + chance.normal(0, np.sqrt(0.195), (n, 2))
    return ratings, prompts(number)


def judged_at_the_ends(chance: np.random.Generator, number: int) -> Drawn:
    """The same ratings bounded on 0..1, most of them near an end."""
    ratings, prompt = judged(chance, number)
    return 1 / (1 + np.exp(-4 * ratings)), prompt


def judged_on_five(chance: np.random.Generator, number: int) -> Drawn:
    """The same ratings as one of five labels."""
    ratings, prompt = judged(chance, number)
    return np.rint(np.clip(1.5 * ratings, -2, 2)), prompt


def judged_yes_or_no(chance: np.random.Generator, number: int) -> Drawn:
    """The same ratings as one of two labels."""
    ratings, prompt = judged(chance, number)
    return (ratings > 0).astype(np.float64), prompt


def repeated(chance: np.random.Generator, number: int) -> Drawn:
    """Two calls (n, 2) of single reliability .6, in prompts of unlike spread."""
    n = number * GENERATIONS
    spread = each(chance.choice([0.5, 1.5], number))[:, None]
    noise = spread * chance.normal(0, np.sqrt(0.4), (n, 2))
    signal = spread * chance.normal(0, np.sqrt(0.6), (n, 1))
    return signal + noise + each(chance.normal(size=number))[:, None], prompts(number)


def paid_by_length(chance: np.random.Generator, number: int) -> Drawn:
    """Score, length, quality and prompt, where prompts pay for length unequally."""
    score, quality, prompt = graded(chance, number)
    length = np.exp(0.3 * quality + chance.normal(size=quality.size))
    return score + each(chance.uniform(0, 0.6, number)) * np.log(length), length, quality, prompt


def verified(chance: np.random.Generator, number: int) -> Drawn:
    """Paid, good and prompt: four good and four bad, J = .5 on average and unlike."""
    good = np.tile(np.arange(GENERATIONS) < GENERATIONS // 2, number)
    hit = each(chance.beta(6, 2, number))
    false_alarm = each(chance.beta(1, 3, number))
    paid = chance.random(good.size) < np.where(good, hit, false_alarm)
    return paid, good, prompts(number)


def passed(chance: np.random.Generator, number: int) -> Drawn:
    """Hit and prompt: pass rates of .3 on average, and anything from 0 to 1."""
    rate = each(chance.beta(0.6, 1.4, number))
    return chance.random(rate.size) < rate, prompts(number)


def attacked(chance: np.random.Generator, number: int) -> Drawn:
    """Pay of a bad answer, of a wrong one and of gold: a ratio of .3, on prompts unlike."""
    wrong = 0.2 * chance.random(number)
    gold = wrong + 0.6 + 0.2 * chance.random(number)
    bad = wrong + (gold - wrong) * chance.beta(0.6, 1.4, number)
    return bad, wrong, gold


def unequal_groups(chance: np.random.Generator, number: int) -> tuple[Floats, Floats, Ints]:
    """Score, quality and prompt, in groups of 2, 8 and 64 replies, half of each good.

    A half of the prompts is ordered right in .35 of their pairs and the other half in .95, so the
    mean over prompts is .65 however many replies a prompt has.
    """
    sizes = chance.choice([2, 8, 64], number)
    # two normal values that lie d apart are ordered right in Phi(d / sqrt 2) of pairs
    apart = np.sqrt(2) * chance.choice([-0.38532047, 1.64485363], number)
    prompt = np.arange(number).repeat(sizes)
    quality = np.concatenate([np.arange(size) % 2 for size in sizes]).astype(np.float64)
    return quality * apart[prompt] + chance.normal(size=prompt.size), quality, prompt


def fifty_attacks(chance: np.random.Generator, number: int, gap: float) -> Floats:
    """What fifty attacks earn on each prompt (50, n), by a reward with a noise of sd .25.

    All are paid .3 of the room, and the first one more by the gap.
    """
    paid = np.full(50, 0.3)
    paid[0] += gap
    return paid[:, None] + chance.normal(0, 0.25, (50, number))


def rarely_right(chance: np.random.Generator, number: int) -> tuple[Floats, Floats, Ints]:
    """Score, quality and prompt: .15 of the replies are right, and scores have a noise of sd .25.

    One reply is right and one is wrong for sure, so that quality varies.
    """
    quality = (chance.random(number * GENERATIONS) < 0.15).astype(np.float64)
    quality[0], quality[-1] = 1.0, 0.0
    return quality + chance.normal(0, 0.25, quality.size), quality, prompts(number)
