from hypothesis import given
from hypothesis import strategies as st

from rewards.answers.plain_text import normalize_text


def test_normalize_text_folds_case():
    assert normalize_text("STRASSE", ignore_case=True) == normalize_text("Straße", ignore_case=True)


def test_normalize_text_keeps_marks_inside():
    assert normalize_text("3.5, or 4.", ignore_last_marks=True) == "3.5, or 4"


@given(st.text())
def test_normalize_text_leaves_a_text_in_its_form(text):
    once = normalize_text(text, unicode="NFKC", ignore_inner_space=True, ignore_last_marks=True)
    again = normalize_text(once, unicode="NFKC", ignore_inner_space=True, ignore_last_marks=True)
    assert once == again
