import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.exact_match import ExactMatch, exact_match
from tests.samples import reply


@pytest.mark.parametrize(
    ("text", "gold", "pays"),
    [
        ("Paris", "Paris", True),
        ("  Paris\n", "Paris ", True),
        ("paris", "Paris", False),
        ("Paris.", "Paris", False),
        ("New  York", "New York", False),
        ("", "Paris", False),
        ("18", 18, True),
        ('{"a": 1, "b": 2}', '{"a": 1, "b": 2}', True),
    ],
)
def test_exact_match_overlooks_outer_white_space_alone(text, gold, pays):
    assert exact_match(reply(text, gold)) is pays


def test_a_field_of_the_reference_may_be_the_gold():
    gold = {"compliant": "No", "explanation": "It names a customer."}
    assert ExactMatch(field="compliant")(reply("No", gold)) is True


def test_a_missing_reference_is_a_fault_and_never_a_score():
    with pytest.raises(ValueError, match="reference_answer: expected a text"):
        exact_match(reply("Paris", None))


def test_reasoning_is_no_part_of_the_reply():
    assert exact_match(reply("<think>Rome?</think>\nParis", "Paris")) is True
    assert exact_match(reply("<think>Paris", "Paris")) is False


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ({"unicode": "NFC"}, "Cafe\u0301 d'or"),
        ({"unicode": "NFKC"}, "Caf\u00e9 d'\uff4fr"),
        ({"ignore_case": True}, "CAF\u00c9 D'Or"),
        ({"ignore_inner_space": True}, "Caf\u00e9 \n\u00a0d'or"),
        ({"ignore_last_marks": True}, "Caf\u00e9 d'or. "),
        ({"ignore_last_marks": True}, "Caf\u00e9 d'or !?"),
    ],
)
def test_each_setting_overlooks_what_it_names_and_the_default_does_not(setting, text):
    assert exact_match(reply(text, "Caf\u00e9 d'or")) is False
    assert ExactMatch(**setting)(reply(text, "Caf\u00e9 d'or")) is True
    assert ExactMatch(**setting)(reply("Caf\u00e9", "Caf\u00e9 d'or")) is False


@pytest.mark.parametrize("form", ["NFD", "nfc", True])
def test_an_unknown_unicode_form_is_refused(form):
    with pytest.raises(ValueError, match="unicode: expected None, 'NFC' or 'NFKC'"):
        ExactMatch(unicode=form)


@given(st.text(), st.text(min_size=1).filter(str.strip))
def test_exact_match_gives_any_text_a_bool(text, gold):
    assert exact_match(reply(text, gold)) is (text.strip() == gold.strip())
