from fractions import Fraction

import pytest

from rewards.answers.declared_answer import final_number
from rewards.answers.marks import without_reasoning


def value(text: str) -> Fraction | None:
    number = final_number(text)
    return number.value if number else None


@pytest.mark.parametrize(
    "declared",
    [
        "A: 18",
        "Answer: 18",
        "**Answer:** $18",
        "#### 18",
        r"$\boxed{18}$",
        "The answer is 18.",
        "### Answer\n\n18",
        "**Final Answer**\n18 eggs",
        "Ans: 9 * 2 = 18",
        "<answer>18</answer>",
    ],
)
def test_final_number_prefers_a_declaration_to_numbers_before_and_after(declared):
    assert value(f"First there are 16 eggs.\n{declared}\nOf the 7 others, 3 broke.") == 18


@pytest.mark.parametrize("text", ["A: 18\nA: 20", r"\boxed{18} #### 20", "Answer: 18\n\n#### 20"])
def test_final_number_is_none_of_two_different_declarations(text):
    assert value(text) is None


def test_final_number_declared_twice_is_one_answer():
    assert value("\\boxed{18}\n#### 18.00") == 18


@pytest.mark.parametrize("box", [r"\boxed{3\sqrt{2}}", r"\boxed{A}", r"\boxed{(3, 4)}"])
def test_final_number_is_none_for_a_box_without_a_number(box):
    assert value(f"There are 18 of them. {box}") is None


def test_final_number_reads_a_box_with_a_unit_and_a_name():
    assert value(r"\boxed{x = 18\text{ cm}^2}") == 18


@pytest.mark.parametrize("word", ["unknown", "none", "N/A", "cannot be determined", "not known"])
def test_final_number_is_none_where_the_reply_declares_that_there_is_no_answer(word):
    assert value(f"Answer: {word}\n18") is None
    assert value(f"The answer is {word}. There were 18 eggs.") is None


def test_final_number_passes_over_a_question():
    assert value("It is 18. Would you like 3 more?") == 18
    assert value("Is the answer 18?") is None


def test_final_number_passes_over_an_empty_box():
    assert value(r"Put it into \boxed{}. It is 18.") == 18


@pytest.mark.parametrize("heading", ["#### Step 2: multiply", "#### 1. Count the eggs"])
def test_final_number_passes_over_a_heading(heading):
    assert value(f"{heading}\n9 * 2 = 18") == 18


def test_final_number_may_follow_a_negated_declaration_and_not_precede_it():
    assert value("The answer is not 20. It is 18.") == 18
    assert value("He has 18 eggs. The answer is not 20.") is None


def test_final_number_passes_over_the_numbers_of_lines():
    assert value("1. There are 9 eggs.\n2. Each sells at 2, so 18.\n3. Done.") == 18


def test_final_number_reads_no_reasoning_even_where_it_never_ends():
    assert without_reasoning("<think>\\boxed{20}</think>18") == "18"
    assert without_reasoning("<|begin_of_thought|>20<|end_of_thought|>18") == "18"
    assert value("<think>The answer is 18") is None


def test_final_number_of_an_empty_text_is_none():
    assert value("") is None
