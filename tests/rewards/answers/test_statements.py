"""What the clauses of a reply say of its values, and the answer that they come to."""

import pytest

from rewards.answers.statements import read_claims, settle_claims


@pytest.mark.parametrize(
    ("text", "standings"),
    [
        ("The answer that survives is 18.", ["declared"]),
        ("18 turns out to be the answer.", ["declared"]),
        ("Nobody should answer 18.", ["denied"]),
        ("My friend claims the answer is 18, but I get 20.", ["denied", "bare"]),
        ("The answer is 18. 20 breaks the rule.", ["declared", "mentioned"]),
        ("The answer is 18. 20 works too.", ["declared", "offered"]),
        ("The answer is 18. That can't be right.", ["declared", "retracted"]),
        ("The answer is 18. Hold on.", ["declared", "wavering"]),
        ("I'd rather not give an answer.", ["declined"]),
        (r"So \boxed{18} it is.", ["declared"]),
    ],
)
def test_read_claims_gives_what_each_clause_says(text, standings):
    assert [claim.standing for claim in read_claims(text)] == standings


@pytest.mark.parametrize(
    "text",
    [
        "The answer is 20... wait, that's off. It's 18.",
        "Answer: 20.\n\nHold on, I slipped up. Answer: 18.",
        "It looks like the answer is 20, but it's really 18.",
        "**Answer:** 20 → corrected to 18",
        "The answer is 20 (edit: 18)",
        "While 20 may look like the answer, the actual answer is 18.",
        "You should answer 18. Don't be misled by 20.",
        "So what's the answer? 18. With 20, the rule would be broken.",
    ],
)
def test_settle_claims_leaves_the_answer_that_stands(text):
    assert settle_claims(text).strip("* .)") in ("Answer: 18", "Answer:  18")


@pytest.mark.parametrize(
    "text",
    [
        "The answer is 18. 20 works too.",
        "The answer is 18. It's 20.",
        "The answer is 18. Just kidding.",
        "I won't answer. 18 appears in the text.",
        "If the input were different, the answer would be 18.",
        "It would be wrong to answer 18.",
        "Is 18 the answer?",
    ],
)
def test_settle_claims_leaves_nothing_of_a_reply_that_gives_no_answer(text):
    assert settle_claims(text) == ""


@pytest.mark.parametrize(
    "text", ["18", "They bake 20 and sell 2, so 18 remain.", "Answer: 18\nAnswer: 20"]
)
def test_settle_claims_keeps_a_text_that_shapes_do_not_settle(text):
    assert settle_claims(text) == text
