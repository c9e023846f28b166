import pytest

from rewards.answers.labels import label_names, named_label


def test_label_names_compares_wordings_without_case_marks_and_unicode_form():
    names = label_names(["Not spam", "Café"], {"JUNK": "Not spam"})
    assert named_label(" not  SPAM. ", names) == "Not spam"
    assert named_label("cafe\u0301", names) == "Café"
    assert named_label("**junk**", names) == "Not spam"


@pytest.mark.parametrize("labels", [None, "spam", [], (), 3, {"spam"}, ["spam", 3], ["spam", "!"]])
def test_label_names_refuses_labels_that_are_no_list_of_texts(labels):
    with pytest.raises(ValueError, match="labels: expected"):
        label_names(labels, {})


def test_label_names_refuses_a_synonym_of_no_label():
    with pytest.raises(ValueError, match=r"synonyms: expected one of \['spam'\], got 'ham'"):
        label_names(["spam"], {"good": "ham"})


def test_label_names_refuses_a_wording_of_two_labels():
    with pytest.raises(ValueError, match="'SPAM' names both 'spam' and 'ham'"):
        label_names(["spam", "ham"], {"SPAM": "ham"})


def test_named_label_refuses_a_reference_outside_the_set():
    with pytest.raises(ValueError, match=r"reference_answer: expected one of \['spam'\], got 'x'"):
        named_label("x", {"spam": "spam"})
