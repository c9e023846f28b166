import pytest

from rewards.instructions.words import response_language

GERMAN = "Das ist ein ganz gewöhnlicher Satz über das Wetter und die Leute in der Stadt."
HINDI = "यह मौसम और शहर के लोगों के बारे में एक बिल्कुल साधारण वाक्य है।"


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        (GERMAN, "de"),
        (HINDI, "hi"),
        ("ಇದು ಒಂದು ವಾಕ್ಯ.", "kn"),
        ("ਇਹ ਇੱਕ ਵਾਕ ਹੈ।", "pa"),
        (f"{GERMAN} (the weather)", "de"),
        (f"{GERMAN}\n```\nfor every line in the whole file print it\n```", "de"),
    ],
)
def test_response_language_follows_a_reply_in_the_language(reply, language):
    assert response_language(reply, language=language)


@pytest.mark.parametrize(("reply", "language"), [(GERMAN, "en"), (GERMAN, "kn"), (HINDI, "mr")])
def test_response_language_refuses_a_reply_in_another(reply, language):
    assert not response_language(reply, language=language)


@pytest.mark.parametrize("reply", ["42", "Ja.", "```\nx = 1\n```", "?!"])
def test_response_language_refuses_a_reply_of_no_telling_language(reply):
    assert not response_language(reply, language="de")
