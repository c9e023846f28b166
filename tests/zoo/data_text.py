"""Questions whose answer is an option, a label or a few words, and letters to customers."""

import random
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from tests.zoo.rollouts import PROMPTS, drawn, rows

Rows = Iterator[dict[str, Any]]
TOWNS = ("Arlen", "Besk", "Corvo", "Dunmar", "Elst", "Farrow", "Gildern", "Harth", "Ilmen", "Jura")
LANDS = ("Ostara", "Veld", "Norrland", "Quay", "Sarn", "Tull", "Umber", "Wend", "Yarrow", "Zell")
TICKETS = {
    "billing": ("I was charged twice for {0}.", "The invoice for {0} shows the wrong sum."),
    "delivery": ("My {0} has not come yet.", "The courier left the {0} at another house."),
    "returns": ("I want to send the {0} back.", "How do I swap the {0} for a larger one?"),
    "account": ("I cannot log in to see my {0}.", "Please change the address I use for {0}."),
    "praise": ("I love the {0}, thank you!", "What a fine {0}, well done."),
}
THINGS = ("kettle", "lamp", "scarf", "chair", "clock", "tent", "drill", "mirror")
SORRY = ("I am sorry that order {0} is late.", "Please accept our apology for order {0}.")
CAUSE = ("It was held up at the depot.", "A strike at the depot held it up.")
NEXT = ("We have sent it again by courier.", "A courier is on the way with it now.")
DATE = ("It will be with you on {1} May.", "You will have it on {1} May.")
FILLERS = ("Thank you for writing to us.", "We value you as a customer.", "Have a good day.")


def choices() -> Rows:
    """Four options in the metadata; the reference is a letter."""
    draw = random.Random(20)
    for n in range(PROMPTS):
        options, land = draw.sample(TOWNS, 4), draw.choice(LANDS)
        at = n % 4
        gold, other, third = "ABCD"[at], "ABCD"[(at + 1) % 4], "ABCD"[(at + 2) % 4]
        right = [f"The answer is {gold}.", f"{gold}", f"({gold}) {options[at]}", f"Answer: {gold}"]
        wrong = [f"The answer is {other}.", f"{third}", f"Answer: {third}", "I do not know.",
                 f"({other}) {options[(at + 1) % 4]}"]  # fmt: skip
        listed = "\n".join(
            f"{letter}) {town}" for letter, town in zip("ABCD", options, strict=True)
        )
        question = f"Which town is the seat of {land} in the novel, part {n}?\n{listed}"
        yield from rows(f"choice-{n:02}", question, drawn(draw, right, wrong, 4, 0.45), gold,
                        metadata={"choices": options})  # fmt: skip


def labels() -> Rows:
    """Five classes, each as common as the others."""
    draw = random.Random(21)
    for n in range(PROMPTS):
        gold = list(TICKETS)[n % len(TICKETS)]
        others = [label for label in TICKETS if label != gold]
        a, b, c = draw.sample(others, 3)
        right = [gold, f"Label: {gold}", f"The label is {gold}.", gold.capitalize()]
        wrong = [a, f"Label: {b}", f"The label is {c}.", "It could be anything."]
        ticket = draw.choice(TICKETS[gold]).format(draw.choice(THINGS))
        question = f"Ticket {n}: {ticket}\nWhich of {', '.join(TICKETS)} is it?"
        yield from rows(f"label-{n:02}", question, drawn(draw, right, wrong, 4, 0.45), gold,
                        metadata={"labels": list(TICKETS), "task": "label"})  # fmt: skip


def yes_or_no() -> Rows:
    """Two classes, as common as each other."""
    draw = random.Random(25)
    for n in range(PROMPTS):
        gold, other = ("yes", "no") if n % 2 else ("no", "yes")
        right = [gold, f"{gold.capitalize()}.", f"The answer is {gold}."]
        wrong = [other, f"{other.capitalize()}.", f"The answer is {other}.", "Who can tell?"]
        land, town = draw.choice(LANDS), draw.choice(TOWNS)
        question = f"Page {n}: has the fleet of {land} ever called at {town}?"
        yield from rows(f"fleet-{n:02}", question, drawn(draw, right, wrong, 4, 0.5), gold,
                        metadata={"labels": ["yes", "no"]})  # fmt: skip


def facts() -> Rows:
    """The answer is one name, which the question does not hold."""
    draw = random.Random(22)
    for n in range(PROMPTS):
        gold, other, third = draw.sample(TOWNS, 3)
        right = [gold, f"{gold}.", gold.lower(), f"It is {gold}."]
        wrong = [other, f"{third}.", f"It is {other}.", "Nobody knows."]
        question = f"Which town is the capital of {LANDS[n % 10]} in the year {1400 + n}?"
        yield from rows(f"fact-{n:02}", question, drawn(draw, right, wrong, 4, 0.45), gold)


def summaries() -> Rows:
    """The reference is three sentences; a reply is as good as the share of them that it has."""
    draw = random.Random(23)
    for n in range(PROMPTS):
        town, other, land = *draw.sample(TOWNS, 2), LANDS[n % 10]
        told = [
            f"The council of {town} voted to rebuild the old harbour bridge.",
            f"Work begins in March and the province of {land} pays half of it.",
            f"Until then the ferry to {other} runs twice as often.",
        ]
        untrue = f"The mayor of {other} opened a new school and the sun shone all day."
        replies = [(1.0, " ".join(told)), (1 / 3, told[0]), (2 / 3, f"{told[0]} {told[2]}"),
                   (0.0, untrue)]  # fmt: skip
        draw.shuffle(replies)
        question = f"Sum up the news of day {n} from {town}."
        yield from rows(f"news-{n:02}", question, replies, " ".join(told))


def letters() -> Rows:
    """Of an apology, a cause, what happens next and a date, a letter has some."""
    draw = random.Random(24)
    for n in range(PROMPTS):
        order, day = draw.randint(1000, 9999), draw.randint(2, 29)
        points = [draw.choice(ways).format(order, day) for ways in (SORRY, CAUSE, NEXT, DATE)]
        replies = []
        for size in draw.sample(range(5), 4):
            kept = draw.choice(list(combinations(points, size)))
            filler = draw.sample(FILLERS, draw.randint(1, 2))
            replies.append((size / 4, " ".join([*kept, *filler])))
        question = (
            f"Write to a customer: order {order} is late, since it was held up at the depot. It is "
            f"on its way by courier and will arrive on {day} May."
        )
        yield from rows(f"letter-{n:02}", question, replies, " ".join(points))
