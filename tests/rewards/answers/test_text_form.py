from hypothesis import given
from hypothesis import strategies as st

from rewards.answers.plain_text import normalize_text


def test_case_is_folded_and_not_only_lowered():
    assert normalize_text("STRASSE", ignore_case=True) == normalize_text("Straße", ignore_case=True)


def test_marks_inside_are_kept():
    assert normalize_text("3.5, or 4.", ignore_last_marks=True) == "3.5, or 4"


@given(st.text())
def test_a_text_in_its_form_stays_as_it_is(text):
    once = normalize_text(text, unicode="NFKC", ignore_inner_space=True, ignore_last_marks=True)
    again = normalize_text(once, unicode="NFKC", ignore_inner_space=True, ignore_last_marks=True)
    assert once == again
