import pytest

from rewards.in_language import SCRIPTS, TOLD_BY_SCRIPT, script_shares


@pytest.mark.parametrize(
    ("text", "letters", "shares"),
    [
        ("abc", 3, {"LATIN": 1.0}),
        ("ab яя", 4, {"LATIN": 0.5, "CYRILLIC": 0.5}),
        ("日本 1, 2!", 2, {"CJK": 1.0}),
        ("ひらカナ", 4, {"HIRAGANA": 0.5, "KATAKANA": 0.5}),
        ("\uff21\uff76", 2, {"LATIN": 0.5, "KATAKANA": 0.5}),
        ("12 + 3 = 15", 0, {}),
        ("", 0, {}),
    ],
)
def test_the_letters_of_a_text_are_counted_by_script(text, letters, shares):
    assert script_shares(text) == (letters, shares)


def test_language_told_by_its_script_shares_it_with_no_other():
    for language in TOLD_BY_SCRIPT - {"ja", "zh"}:
        others = [other for other in SCRIPTS if set(SCRIPTS[other]) & set(SCRIPTS[language])]
        assert others == [language]
