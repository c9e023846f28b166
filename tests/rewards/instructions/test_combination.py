import pytest

from rewards.instructions.layout import repeat_prompt, two_responses


@pytest.mark.parametrize(
    "reply", ["A\n******\nB", "A******B", "******\nA\n******\nB\n******", "*A*\n******\n**B**"]
)
def test_two_responses_follows_two_different_responses(reply):
    assert two_responses(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "A",
        "A\n******",
        "******",
        "A\n***\nB",
        "A\n*******\nB",
        "A b\n******\n A  b",
        "A\n******\nB\n******\nC",
        "A\n******\n\n******\nB",
    ],
)
def test_two_responses_refuses_one_three_or_the_same_twice(reply):
    assert not two_responses(reply)


def test_repeat_prompt_follows_a_reply_that_begins_with_the_prompt():
    prompt = "Write a poem.  In\nEnglish. "
    assert repeat_prompt("write a poem. In English.\n\nRoses", prompt_to_repeat=prompt)
    assert not repeat_prompt("Sure! Write a poem. In English.", prompt_to_repeat=prompt)
    assert not repeat_prompt("Write a poem. Roses", prompt_to_repeat=prompt)
