import pytest

from rewards.answers.choice_letters import choice_letter


@pytest.mark.parametrize(
    "text",
    [
        *(
            "B",
            "(B)",
            "B.",
            "**B**",
            "`B`",
            '"B"',
            "b",
            "(b)",
            "Option B",
            "B) London",
            "B: London",
        ),
        *("B. London is the capital.", "**B. London**", "**B)** London", "B, because A is wrong"),
        *(
            "The answer is B",
            "The answer is b.",
            "The answer is clearly option B.",
            "Answer: (b) x",
        ),
        *("The correct answer is: **B**", "Answer\nB", "#### B", "The answer is London (B)."),
        *("<answer>B</answer>", r"\boxed{B}", r"$\boxed{\textbf{(B)}}$", r"\boxed{\text{B}}"),
        *("I pick B because A is wrong", "I'd go with B, as A is wrong", "So B.", "It must be B"),
        *(
            "B is correct",
            "Option B is the best answer because A is not.",
            "I think B",
            "I'd say B",
        ),
        *("The answer is not A but B", "The answer is not A. It is B.", "The answer is B, not A."),
        *("A is wrong. B is right.", "A and C are wrong, so B", "not A or C, so B."),
        *("Option A can be eliminated. Option B fits.", "(A) is wrong, (C) is wrong, (B) fits."),
        *("A) Paris\nB) London\n\nThe answer is B", "A) Paris\nB) London\n\nB"),
        *(
            "<think>A</think>B",
            "A cat is no answer. (B)",
            "I see. (B)",
            "A? No, B.",
            "The best choice here would be B.",
        ),
    ],
)
def test_choice_letter_reads_the_letter_that_the_reply_answers_with(text):
    assert choice_letter(text) == "B"


@pytest.mark.parametrize(
    "text",
    [
        *("A or B", "The answer is A or B", "The answer is A and B.", "A, B, C, D", "A) and B)"),
        "The answer is (A) or (B), I am not sure",
        *("Answer: A\nAnswer: B", r"\boxed{A} \boxed{B}", "A\nB", "A) Paris\nB) London"),
    ],
)
def test_choice_letter_is_none_where_two_letters_are_given(text):
    assert choice_letter(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("B is wrong", "not B", "It is not B.", "I don't think B.", "The answer isn't B"),
        *("neither A nor B", "A and B are wrong", "not A or B", "Option B can be ruled out."),
    ],
)
def test_choice_letter_is_none_for_a_negated_letter(text):
    assert choice_letter(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "E", "A cat sat.", "The answer is A cat.", "So A man came", "I know a cat"),
        *("vitamin C helps", "Plan B", "C++", "B.C. is before Christ", "a cat", "A-level"),
        *("<think>The answer is B", "<think>B</think>", "The answer is London."),
    ],
)
def test_choice_letter_is_none_for_what_only_looks_like_one(text):
    assert choice_letter(text) is None


def test_choice_letter_reads_the_pronoun_i_as_no_option():
    letters = "ABCDEFGHI"
    assert choice_letter("I would say so", letters) is None
    assert choice_letter("I think B", letters) == "B"
    assert choice_letter("The answer is I.", letters) == "I"


@pytest.mark.parametrize("letters", ["", "abc", "AA", "A B", "Ä"])
def test_choice_letter_refuses_letters_that_are_not_different_capitals(letters):
    with pytest.raises(ValueError, match="letters: expected different capitals"):
        choice_letter("B", letters)
