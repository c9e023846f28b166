import pytest

from rewards.instructions.words import count_sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("...", 0),
        ("# A heading", 0),
        ("Hello there. How are you? Fine!", 3),
        ("Without an end", 1),
        ("Really?! Yes.", 2),
        ("Wait... what? Yes.", 2),
        ("Dr. Smith met J. R. Smith at 3.5 km. He left.", 2),
        ("The U.S. Army, e.g. Patton. Done.", 2),
        ("See No. 5. She said no. Then she went.", 3),
        ("It was I. Then he came.", 2),
        ('"Why?" he asked. "Because."', 2),
        ("(He left.) She stayed.", 2),
        ("*Done.* Next.", 2),
        ("hello there. how are you? i am fine.", 3),
        ("One line\nbroken in two. And more", 2),
        ("A paragraph\n\nand another", 2),
        ("# Title\n\nA text.\n- one\n- two.\n1. three", 4),
        ("See this:\n```\na. B. C.\n```", 1),
        ("这是。那是！好", 3),  # noqa: RUF001
        ("यह है। वह है।", 2),
        ("See example.com. Then go.", 2),
    ],
)
def test_sentences_are_told_by_their_ends(text, count):
    assert count_sentences(text) == count
