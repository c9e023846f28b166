import pytest

from rewards.answers.answer_cues import answer_cues


def declared(text: str) -> list[str]:
    return [text[cue.start : cue.end].strip() for cue in answer_cues(text)]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("A: 18", "18"),
        ("**Answer:** 18", "18"),
        ("Answer (in dollars): 18", "18"),
        ("### Final Answer\n\n18 eggs\nBye", "18 eggs"),
        ("So the answer is 18 eggs. Bye", "18 eggs."),
        ("The answer to the question is 18", "18"),
        ("See #### 18\nBye", "18"),
        ("So 18 is the answer; 3 steps", "18 is the"),
        ("I cannot determine the answer. 18 eggs", "answer"),
        (r"So \boxed{\frac{1}{2}} it is", r"\frac{1}{2}"),
        ("<answer>18</answer>", "18"),
    ],
)
def test_answer_cues_finds_a_declaration_with_what_it_declares(text, content):
    assert declared(text) == [content]


@pytest.mark.parametrize(
    "text",
    [
        "To find the answer: add.",
        "A common wrong answer is 18.",
        "Bob's answer is 18",
        "Plan A: 18",
        "A: 5\nB: 18",
        "express the answer as a percentage: 18",
        r"\boxed{18",
        "if the answer is 18",
        "Is the answer: 18?",
        "We cannot find the answer directly",
    ],
)
def test_answer_cues_finds_none_where_the_word_answer_declares_nothing(text):
    assert declared(text) == []


def test_answer_cues_gives_the_last_64_declarations():
    assert len(declared("#### 18\n" * 1000)) == 64
