import pytest

from rewards.instructions.layout import number_placeholders, postscript


@pytest.mark.parametrize(
    ("reply", "count"),
    [
        ("[name], [address]", 2),
        ("[name] [name]", 2),
        ("```\nDear [name]\n```", 1),
        ("[[name]]", 1),
        ("[Your Name / Title]", 1),
        ("rows[i] and f()[j]", 0),
        ("[text](https://a.b)", 0),
        ("[1] [ ] [...] []", 0),
        ("[over\ntwo lines]", 0),
        ("[open", 0),
    ],
)
def test_placeholders_are_words_in_square_brackets(reply, count):
    assert number_placeholders(reply, num_placeholders=count)
    assert not number_placeholders(reply, num_placeholders=count + 1)


@pytest.mark.parametrize(
    "reply",
    [
        "Bye.\nP.S. I love you",
        "Bye.\n\nP. S. I love you",
        "Bye.\np.s. I love you",
        "Bye.\n**P.S.** I love you",
        "Bye. P.S. I love you",
        "Bye.\nP.S.\nI love you",
        "Bye.\nP.S.: I love you",
    ],
)
def test_a_postscript_begins_with_its_marker(reply):
    assert postscript(reply, postscript_marker="P.S.")


@pytest.mark.parametrize(
    "reply",
    [
        "Bye.",
        "Bye.\nP.S.",
        "Bye.\nPS I love you",
        "Bye.\nP.P.S. I love you",
        "I never write a P.S. at the end",
        "Tips. Wear caps.",
    ],
)
def test_postscript_refuses_what_is_none(reply):
    assert not postscript(reply, postscript_marker="P.S.")


def test_postscript_finds_other_markers_as_they_are_written():
    assert postscript("Bye.\nP.P.S. And this", postscript_marker="P.P.S")
    assert not postscript("Bye.\nP.S. And this", postscript_marker="P.P.S")
    assert postscript("Bye.\n*Note* this", postscript_marker="*Note*")
    assert not postscript("Bye.\nNotes on this", postscript_marker="Note")
