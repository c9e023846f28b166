"""Makes arithmetic.jsonl: word problems of our own, each with graded replies by an invented model.

Run `python -m examples.make_arithmetic > examples/arithmetic.jsonl`; the same file comes out again.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

SEED = 20261120
PROMPTS_A_STORY = 12
REPLIES = 6
MADE = "one of ten ways to reply that examples/make_arithmetic.py knows"


@dataclass(frozen=True)
class Problem:
    """A question, the steps that solve it, its answer, and a method that looks right and is not."""

    question: str
    steps: tuple[str, str]
    answer: int
    unit: str
    wrong_steps: tuple[str, str]
    wrong_answer: int

    @property
    def solution(self) -> str:
        return f"{' '.join(self.steps)}\n#### {self.answer}"


def bakery(draw: random.Random) -> Problem:
    trays, rolls, sold = draw.randint(4, 19), draw.randint(6, 24), draw.randint(5, 20)
    baked = trays * rolls
    return Problem(
        f"A bakery fills {trays} trays with {rolls} rolls each and sells {sold} rolls before noon. "
        "How many rolls are left?",
        (
            f"The bakery bakes {trays} * {rolls} = {baked} rolls.",
            f"After selling {sold} of them, {baked} - {sold} = {baked - sold} rolls are left.",
        ),
        baked - sold,
        "rolls",
        (
            f"There are {trays} trays and {rolls} rolls, so {trays} + {rolls} = {trays + rolls}.",
            f"The {sold} sold are added back: {trays + rolls} + {sold} = {trays + rolls + sold}.",
        ),
        trays + rolls + sold,
    )


def savings(draw: random.Random) -> Problem:
    weekly, weeks, price = draw.randint(8, 19), draw.randint(5, 16), draw.randint(20, 39)
    saved = weekly * weeks
    return Problem(
        f"Noor saves ${weekly} a week for {weeks} weeks and then buys a lamp for ${price}. "
        "How many dollars does she still have?",
        (
            f"Noor saves {weekly} * {weeks} = ${saved} in all.",
            f"The lamp costs ${price}, so she still has {saved} - {price} = ${saved - price}.",
        ),
        saved - price,
        "dollars",
        (
            f"The lamp costs ${price}, less ${weekly}: {price} - {weekly} = {price - weekly}.",
            f"Over {weeks} weeks that makes {price - weekly} + {weeks} = {price - weekly + weeks}.",
        ),
        price - weekly + weeks,
    )


def train(draw: random.Random) -> Problem:
    speed, hours, more = draw.randint(40, 120), draw.randint(2, 7), draw.randint(15, 90)
    first = speed * hours
    return Problem(
        f"A train runs at {speed} km an hour for {hours} hours and then {more} km further to the "
        "coast. How long is the whole journey in km?",
        (
            f"In {hours} hours at that speed the train covers {speed} * {hours} = {first} km.",
            f"With the last {more} km the whole journey is {first} + {more} = {first + more} km.",
        ),
        first + more,
        "km",
        (
            f"The train covers {speed} + {more} = {speed + more} km in the first hour.",
            f"The other hours take away {hours}, so {speed + more} - {hours} = "
            f"{speed + more - hours} km.",
        ),
        speed + more - hours,
    )


def orchard(draw: random.Random) -> Problem:
    boxes, apples, children = draw.randint(3, 9), draw.randint(10, 30), draw.randint(2, 6)
    boxes *= children
    total = boxes * apples
    return Problem(
        f"{children} children share equally the apples of {boxes} boxes, and every box holds "
        f"{apples} apples. How many apples does each child get?",
        (
            f"The boxes hold {boxes} * {apples} = {total} apples together.",
            f"Shared by {children} children, each child gets {total} / {children} = "
            f"{total // children} apples.",
        ),
        total // children,
        "apples",
        (
            f"Each box is split among {children} children, who then lose {children} apples.",
            f"So each child gets {boxes} + {apples} - {children} = {boxes + apples - children}.",
        ),
        boxes + apples - children,
    )


STORIES: tuple[Callable[[random.Random], Problem], ...] = (bakery, savings, train, orchard)
REFUSALS = (
    "Sorry, this question cannot be answered without knowing more. Please tell me the day, "
    "who was there, and whether anything was lost on the way, and I will gladly try again.",
    "Mathematics is fun! Practice every day and it gets easier. Many find that a quiet place "
    "and a sharp pencil help, and that a short walk before the next problem helps even more.",
)


def replies(problem: Problem, draw: random.Random) -> list[tuple[float, str, str]]:
    """Quality, policy and text of six replies, of ten ways to reply.

    Quality is 1 for a right answer, 0.5 for the right method with a slip at its end, else 0.
    """
    first, second = problem.steps
    slip = problem.answer + draw.choice([-10, -2, -1, 1, 2, 10])
    slipped = second.replace(f"= {problem.answer} ", f"= {slip} ")
    slipped = slipped.replace(f"= ${problem.answer}.", f"= ${slip}.")
    ways = [
        (1.0, "sft", f"{first} {second}\n#### {problem.answer}"),
        (1.0, "sft", f"Step 1. {first}\nStep 2. {second}\nAnswer: {problem.answer} {problem.unit}"),
        (1.0, "sft", f"{second} That is because {first}\nA: {problem.answer}"),
        (1.0, "base", f"{second}\n#### {problem.answer}"),
        (0.5, "sft", f"{first} {slipped}\n#### {slip}"),
        (0.5, "base", f"Step 1. {first}\nStep 2. {slipped}\nAnswer: {slip} {problem.unit}"),
        (0.0, "sft", f"{' '.join(problem.wrong_steps)}\n#### {problem.wrong_answer}"),
        (0.0, "base", f"{problem.wrong_steps[0]}\nA: {problem.wrong_answer}"),
        (0.0, "base", f"{problem.question} I would say about {problem.wrong_answer + 1}."),
        (0.0, "base", draw.choice(REFUSALS)),
    ]
    return draw.sample(ways, REPLIES)


def rows() -> Iterator[dict[str, Any]]:
    """Every row, problem by problem."""
    draw = random.Random(SEED)
    for number in range(PROMPTS_A_STORY * len(STORIES)):
        problem = STORIES[number % len(STORIES)](draw)
        for n, (quality, policy, text) in enumerate(replies(problem, draw)):
            yield {
                "id": f"arithmetic-{number:02}/{n}",
                "prompt_id": f"arithmetic-{number:02}",
                "messages": [
                    {"role": "user", "content": problem.question},
                    {"role": "assistant", "content": text},
                ],
                "reference_answer": problem.solution,
                "quality": quality,
                "policy": policy,
                "made": MADE,
            }


if __name__ == "__main__":
    for row in rows():
        print(json.dumps(row, ensure_ascii=False))
