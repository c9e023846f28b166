import pytest

from rewards.answers.labels import label_names, named_label


def test_wordings_are_compared_without_case_marks_and_unicode_form():
    names = label_names(["Not spam", "Café"], {"JUNK": "Not spam"})
    assert named_label(" not  SPAM. ", names) == "Not spam"
    assert named_label("cafe\u0301", names) == "Café"
    assert named_label("**junk**", names) == "Not spam"


@pytest.mark.parametrize("labels", [None, "spam", [], (), 3, {"spam"}, ["spam", 3], ["spam", "!"]])
def test_labels_are_a_list_of_texts(labels):
    with pytest.raises(ValueError, match="labels: expected"):
        label_names(labels, {})


def test_a_synonym_is_of_a_label():
    with pytest.raises(ValueError, match=r"synonyms: expected one of \['spam'\], got 'ham'"):
        label_names(["spam"], {"good": "ham"})


def test_a_wording_names_one_label():
    with pytest.raises(ValueError, match="'SPAM' names both 'spam' and 'ham'"):
        label_names(["spam", "ham"], {"SPAM": "ham"})


def test_a_reference_outside_the_set_is_a_fault_of_the_data():
    with pytest.raises(ValueError, match=r"reference_answer: expected one of \['spam'\], got 'x'"):
        named_label("x", {"spam": "spam"})
