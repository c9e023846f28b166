import pytest

from rewards.instructions.layout import end_checker, no_comma, quotation, starts_with

PHRASE = "Is there anything else I can help with?"


@pytest.mark.parametrize(
    "end", [PHRASE, PHRASE.upper(), f"{PHRASE}\n ", f'"{PHRASE}"', f"**{PHRASE}**", f"“{PHRASE}”"]
)
def test_end_checker_allows_quotes_emphasis_or_space_after_the_phrase(end):
    assert end_checker(f"That is all. {end}", end_phrase=f"{PHRASE} ")


@pytest.mark.parametrize("reply", [f"{PHRASE} Bye.", f"{PHRASE}!", "That is all.", PHRASE[:-1]])
def test_end_checker_refuses_anything_else_after_the_phrase(reply):
    assert not end_checker(reply, end_phrase=PHRASE)


def test_end_checker_compares_whole_words_over_any_white_space():
    assert end_checker("It is the\nend", end_phrase="the end")
    assert not end_checker("a weekend", end_phrase="end")
    assert end_checker('so he said "', end_phrase='"')


def test_starts_with_follows_a_reply_that_starts_with_the_phrase():
    assert starts_with("dear Sir, I", start_phrase="Dear sir")
    assert not starts_with("Dear sirs", start_phrase="Dear sir")
    assert not starts_with("My dear sir", start_phrase="Dear sir")


@pytest.mark.parametrize(
    "reply",
    [
        '"Yes."',
        ' "Yes."\n',
        "“Yes.”",
        '"He said "hi" to me."',
        '"Dear "Bob",\n\n"this" is it."',
        '""Hi" is it"',
        "“He said “hi” to me”",
    ],
)
def test_quotation_follows_quotes_around_the_whole_reply(reply):
    assert quotation(reply)


@pytest.mark.parametrize(
    "reply",
    ["Yes.", '"', '""', '" "', '"Yes', 'Yes"', '"Yes" or "no"', "'Yes'", "“Yes” or “no”", '"a”'],
)
def test_quotation_refuses_quotes_that_are_not_around_the_whole(reply):
    assert not quotation(reply)


@pytest.mark.parametrize(
    "reply",
    ["a, b", "1,000", "你好，世界", "نعم، لا", "`f(a, b)`"],  # noqa: RUF001
)
def test_no_comma_refuses_any_comma(reply):
    assert not no_comma(reply)


@pytest.mark.parametrize("reply", ["a; b", "it's 1.000", "„Ja“"])
def test_no_comma_takes_no_other_mark_for_one(reply):
    assert no_comma(reply)
