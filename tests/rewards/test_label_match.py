import pytest

from rewards.label_match import LabelMatch, label_match
from tests.samples import reply

MAIL = LabelMatch(("spam", "not spam", "ham"), {"junk": "spam"})


@pytest.mark.parametrize(
    "text",
    [
        *("spam", "SPAM!", "**spam**", "It is spam.", "This is junk mail", "Label: spam"),
        *("spam, not ham", "It isn't ham, it's spam", "neither not spam nor ham: spam"),
        *("<answer>spam</answer> rather than ham", r"Ham? No. \boxed{\text{spam}}"),
        *("I weighed ham.\nLabel: spam", "The answer is spam. Ham is rarer."),
        *("<think>ham</think>spam", '{"label": "spam"}', "spam, spam, spam"),
    ],
)
def test_a_reply_that_stands_by_the_right_label_pays(text):
    assert MAIL(reply(text, "spam")) is True


@pytest.mark.parametrize(
    "text",
    [
        *("", "ham", "spam or ham", "spam and ham", "not spam", "It isn't spam", "neither spam"),
        *("spammy", "non-spam", "anti-spam", "spam is wrong", "<think>spam", "no idea"),
        *("<answer>unsure</answer> spam", "Label: spam\nLabel: ham"),
    ],
)
def test_label_match_refuses_two_labels_a_denied_one_or_none(text):
    assert MAIL(reply(text, "spam")) is False


def test_a_label_that_denies_is_a_label():
    assert MAIL(reply("It is not spam.", "not spam")) is True


def test_labels_of_scripts_without_spaces_are_found_inside_words():
    assert LabelMatch(("正面", "负面"))(reply("情感是正面的", "正面")) is True


def test_the_labels_may_come_with_the_sample():
    assert label_match(reply("It is ham", "ham", labels=["spam", "ham"])) is True


def test_label_match_cannot_score_without_labels():
    with pytest.raises(ValueError, match="labels: expected a list of texts"):
        label_match(reply("spam", "spam"))


def test_a_reference_outside_the_set_is_a_fault_of_the_data():
    with pytest.raises(ValueError, match="reference_answer: expected one of"):
        MAIL(reply("spam", "eggs"))


def test_settings_are_checked_when_it_is_made():
    with pytest.raises(ValueError, match="synonyms: expected one of"):
        LabelMatch(("spam",), {"good": "ham"})
