from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards import extract
from tests.rewards.text_replies import replies, thoughts


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("18", 18),
        ("First 16, then 18.", 18),
        ("1,000 eggs", 1000),
        ("−2", -2),  # noqa: RUF001
        ("3/4", Fraction(3, 4)),
        ("75 %", 75),
        ("It is 18, not 20", 20),
        ("<think>20</think>18 eggs", 18),
    ],
)
def test_last_number_is_read_exactly(text, number):
    assert extract.last_number(text) == number


@pytest.mark.parametrize("text", ["", "none", "R2", "<think>18", "18</think>"])
def test_last_number_is_none_without_a_number(text):
    assert extract.last_number(text) is None


READERS = [
    extract.answer_tag,
    extract.boxed,
    extract.choice_letter,
    extract.code_block,
    extract.final_answer,
    extract.json_block,
    extract.last_number,
]


@pytest.mark.parametrize("read", READERS)
@given(thought=thoughts(), said=replies())
def test_extract_never_reads_closed_reasoning(read, thought, said):
    assert read(f"<think>{thought}</think>{said}") == read(f"</think>{said}")


@pytest.mark.parametrize("read", READERS)
@given(thought=st.sampled_from(["18", "B", "The answer is B", "{}", r"\boxed{B}", "```\nB\n```"]))
def test_extract_finds_no_answer_in_reasoning_without_an_end(read, thought):
    assert read(f"<think>{thought}") is None
