import pytest

from rewards.answers.labels import bare_form, chosen_wordings

NAMES = {"new york": "NY", "york": "Y", "c++": "cpp", "5": "five", "-5": "minus", "東京": "Tokyo"}


@pytest.mark.parametrize(
    ("text", "bare"),
    [(" **New  York**. ", "new york"), ("“C++”", "c++"), ("\uff21", "a"), ("-5", "-5"), ("!", "")],
)
def test_bare_form_has_no_case_no_marks_around_it_and_one_unicode_form(text, bare):
    assert bare_form(text) == bare


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("New\nYork", {"NY"}),
        ("York, not New York", {"Y"}),
        ("Yorkshire, Old-York, Old York's", {"Y"}),
        ("New-York", {"NY"}),
        ("NEW_YORK", {"NY"}),
        ("C++ it is", {"cpp"}),
        ("-5", {"minus"}),
        ("15, 5.5, 1,5, x5, 5x", set()),
        ("5 and 東京都", {"five", "Tokyo"}),
        ("", set()),
    ],
)
def test_chosen_wordings_finds_words_of_their_own_and_the_longest_that_fits(text, names):
    assert chosen_wordings(text, NAMES, several=True) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("York", {"Y"}),
        ("<answer>York</answer> New York", {"Y"}),
        (r"\boxed{Paris} York", set()),
        ("<answer>York</answer> <answer>C++</answer>", set()),
        ("New York? The answer is York.", {"Y"}),
        ("The answer is below. York", {"Y"}),
        ("**Category**: York\nC++ is near", {"Y"}),
        ("<think>York", set()),
    ],
)
def test_chosen_wordings_prefers_a_marked_wording_to_a_declared_one_and_that_to_the_rest(
    text, names
):
    assert chosen_wordings(text, NAMES) == names


def test_chosen_wordings_are_several_where_a_set_of_labels_is_asked_for():
    text = "<answer>York</answer> <answer>C++</answer>"
    assert chosen_wordings(text, NAMES, several=True) == {"Y", "cpp"}
