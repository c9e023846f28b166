import pytest

from rewards.answers.choice_letters import options_of
from rewards.types import Message, Sample
from tests.samples import reply


def asked(prompt: str) -> dict[str, str]:
    return options_of(Sample("s1", (Message("user", prompt), Message("assistant", "B"))))


@pytest.mark.parametrize(
    "prompt",
    [
        "Which?\nA) Paris\nB) New York\n\nThink first.",
        "Which?\n(A) Paris\n(B) New York",
        "Which?\nA. Paris\nB. New York",
        "Which?\n**A:** Paris\n**B:** New York",
        "Which? (A) Paris (B) New York",
        "Example:\nA) x\nB) y\nC) z\n\nWhich?\nA) Paris\nB) New York",
    ],
)
def test_options_of_reads_options_from_the_prompt(prompt):
    assert asked(prompt) == {"A": "Paris", "B": "New York"}


@pytest.mark.parametrize("prompt", ["", "Which?", "A) Paris", "B) Paris\nC) London", "A. Smith"])
def test_options_of_is_empty_without_a_run_of_options(prompt):
    assert asked(prompt) == {}


@pytest.mark.parametrize(
    "choices",
    [
        ["Paris", "New York"],
        {"A": "Paris", "B": "New York"},
        {"text": ["Paris", "New York"], "label": ["A", "B"]},
    ],
)
def test_options_of_prefers_the_choices_in_the_metadata(choices):
    assert options_of(reply("B", choices=choices)) == {"A": "Paris", "B": "New York"}


@pytest.mark.parametrize(
    "choices",
    [
        [],
        {},
        "Paris",
        3,
        ["Paris", None],
        {"1": "Paris"},
        ["x"] * 27,
        {"text": ["Paris"], "label": ["A", "B"]},
        {"text": ["Paris"], "label": ["1"]},
    ],
)
def test_options_of_refuses_choices_of_another_kind(choices):
    with pytest.raises(ValueError, match=r"metadata\.choices: expected 1 to 26 options"):
        options_of(reply("B", choices=choices))
