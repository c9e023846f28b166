"""Word problems whose answer is a number, with replies that are right or wrong."""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.zoo.rollouts import PROMPTS, Graded, drawn, rows

REPLIES = 6
Rows = Iterator[dict[str, Any]]


class Problem(NamedTuple):
    """A question, what leads to its answer, and a way to go wrong."""

    question: str
    first: str
    second: str
    gold: int
    slip: int
    lost: str
    astray: int


def problems(seed: int, prompts: int = PROMPTS) -> Iterator[tuple[random.Random, Problem]]:
    """Of two kinds in turn; the answer stands nowhere in the question."""
    draw = random.Random(seed)
    for n in range(prompts):
        yield draw, (_stall(draw) if n % 2 else _library(draw))


def _stall(draw: random.Random) -> Problem:
    crates, pears, sold = draw.randint(12, 39), draw.randint(12, 39), draw.randint(3, 9)
    whole = crates * pears
    return Problem(
        f"A stall has {crates} crates of {pears} pears each and sells {sold} pears before noon. "
        "How many pears are left?",
        f"The stall has {crates} * {pears} = {whole} pears.",
        f"After the sale {whole} - {sold} = {whole - sold} are left.",
        whole - sold,
        whole - sold + draw.choice([-10, -1, 1, 10]),
        f"There are {crates} crates and {pears} pears, so {crates} + {pears} = {crates + pears}.",
        crates + pears,
    )


def _library(draw: random.Random) -> Problem:
    shelves, books, extra = draw.randint(12, 39), draw.randint(12, 39), draw.randint(3, 9)
    whole = shelves * books
    return Problem(
        f"A library fills {shelves} shelves with {books} books each and {extra} books lie on a "
        "table. How many books are there?",
        f"The shelves hold {shelves} * {books} = {whole} books.",
        f"With the table that makes {whole} + {extra} = {whole + extra}.",
        whole + extra,
        whole + extra + draw.choice([-10, -1, 1, 10]),
        f"Every shelf has {books} books and {extra} more, so {books} + {extra} = {books + extra}.",
        books + extra,
    )


def replies(draw: random.Random, made: Problem, share: float = 0.4) -> list[Graded]:
    """Six of the ways to be right or wrong; neither is longer than the other."""
    right = [
        f"{made.first} {made.second}\n#### {made.gold}",
        f"Step 1. {made.first}\nStep 2. {made.second}\nThe answer is {made.gold}.",
        f"The answer is {made.gold}.",
        f"{made.gold}",
        f"{made.second}\nAnswer: {made.gold}",
    ]
    slipped = made.second.replace(f"= {made.gold}", f"= {made.slip}")
    wrong = [
        f"{made.first} {slipped}\n#### {made.slip}",
        f"Step 1. {made.first}\nStep 2. {slipped}\nThe answer is {made.slip}.",
        f"{made.lost}\nThe answer is {made.astray}.",
        f"{made.astray}",
        f"{made.lost} That is because nothing else is said.\n#### {made.astray}",
        "I cannot tell, since the question does not say enough.",
    ]
    return drawn(draw, right, wrong, REPLIES, share)


def sums(share: float = 0.4, seed: int = 7, prompts: int = PROMPTS) -> Rows:
    """The reference is the number as text."""
    for n, (draw, made) in enumerate(problems(seed, prompts)):
        yield from rows(f"sum-{n:02}", made.question, replies(draw, made, share), str(made.gold),
                        metadata={"task": "sum"})  # fmt: skip


def easy_sums() -> Rows:
    """Three replies in four are right."""
    return sums(0.75, 8)


def hard_sums() -> Rows:
    """One reply in six is right."""
    return sums(0.0, 9)


def rare_sums() -> Rows:
    """One prompt in six has a right reply at all: a run would learn slowly, and rightly."""
    for row in hard_sums():
        solvable = int(row["prompt_id"].rpartition("-")[2]) % 6 == 0
        if solvable or row["quality"] == 0:
            yield row


def thousands() -> Rows:
    """A third of the references have a comma in them, as people write them."""
    draw = random.Random(10)
    for n in range(PROMPTS):
        boxes, nails = draw.randint(12, 49), draw.randint(12, 49)
        gold = boxes * nails
        right = [f"{boxes} * {nails} = {gold}\n#### {gold}", f"The answer is {gold}.", f"{gold:,}"]
        wrong = [f"#### {gold + 10}", f"{boxes + nails}", f"The answer is {gold - 1}.",
                 f"{boxes} + {nails} = {boxes + nails}\n#### {boxes + nails}"]  # fmt: skip
        question = f"{boxes} boxes hold {nails} nails each. How many nails is that?"
        yield from rows(f"nails-{n:02}", question, drawn(draw, right, wrong, 5, 0.4), f"{gold:,}")


def changes() -> Rows:
    """Temperatures: half of the answers are below 0, and all have a decimal place."""
    draw = random.Random(11)
    for n in range(PROMPTS):
        noon, night = draw.randint(-150, 250) / 10, draw.randint(-150, 250) / 10
        gold = round(night - noon, 1) or 0.5
        whole = int(gold)
        right = [f"The change is {gold}.", f"{gold}", f"{night} - ({noon}) = {gold}\n#### {gold}"]
        wrong = [f"The change is {-gold}.", f"{-gold}", f"#### {round(gold + 0.4, 1)}",
                 f"The answer is {whole + 7}.5", "It got colder."]  # fmt: skip
        question = f"At noon it was {noon} degrees, at night {night}. What is the change?"
        yield from rows(f"change-{n:02}", question, drawn(draw, right, wrong, 6, 0.4), str(gold))


def distances() -> Rows:
    """The reference has a unit."""
    draw = random.Random(12)
    for n in range(PROMPTS):
        hours, speed = draw.randint(3, 19), draw.randint(12, 70)
        gold = hours * speed
        right = [f"The train covers {gold} km.", f"{gold} km", f"#### {gold} km"]
        wrong = [f"The train covers {gold + 5} km.", f"{hours + speed} km", f"{gold} m",
                 f"#### {gold - 3} km", "It depends."]  # fmt: skip
        question = f"A train goes {speed} km an hour for {hours} hours. How far does it get?"
        yield from rows(f"way-{n:02}", question, drawn(draw, right, wrong, 5, 0.4), f"{gold} km")


def tagged() -> Rows:
    """Replies of a model that thinks in one tag and answers in another, where it keeps to that."""
    for n, (draw, made) in enumerate(problems(13)):
        forms = [
            f"<think>{made.first} {made.second}</think>\n<answer>{{0}}</answer>",
            "<think>Let me see, because it is not hard.</think>\n<answer>{0}</answer>",
            f"<think>{made.first}</think>\nThe answer is {{0}}.",
            "<answer>{0}</answer>",
        ]
        right = [form.format(made.gold) for form in forms]
        wrong = [form.format(made.slip) for form in forms] + [
            f"<think>{made.lost}</think>\n<answer>{made.astray}</answer>"
        ]
        yield from rows(
            f"tag-{n:02}", made.question, drawn(draw, right, wrong, 6, 0.4), str(made.gold)
        )


def talks() -> Rows:
    """The model has answered another question before."""
    for n, (draw, made) in enumerate(problems(14)):
        before = [
            {"role": "user", "content": "How many eggs are 2 dozen?"},
            {"role": "assistant", "content": "The answer is 24."},
        ]
        yield from rows(
            f"talk-{n:02}", made.question, replies(draw, made), str(made.gold), before=before
        )


def leaky() -> Rows:
    """Somebody left the mark that a reply got in the metadata."""
    for row in sums(seed=15):
        yield {**row, "metadata": {"mark": row["quality"]}}
