import pytest

from rewards.one_of import OneOf, one_of
from tests.samples import reply

TOWNS = ["New York", "NYC"]


@pytest.mark.parametrize("gold", [TOWNS, {"answers": TOWNS}, "NYC", {"answer": "NYC"}])
def test_one_of_pays_any_of_the_references(gold):
    assert one_of(reply(" NYC\n", gold)) is True
    assert one_of(reply("<think>York</think>NYC", gold)) is True


@pytest.mark.parametrize("text", ["", "nyc", "New York, NYC", "New  York", "NYC.", "<think>NYC"])
def test_one_of_refuses_what_is_none_of_them(text):
    assert one_of(reply(text, TOWNS)) is False


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ({"unicode": "NFKC"}, "\uff2eYC"),
        ({"ignore_case": True}, "new york"),
        ({"ignore_inner_space": True}, "New\n York"),
        ({"ignore_last_marks": True}, "NYC."),
    ],
)
def test_each_setting_overlooks_what_it_names(setting, text):
    assert one_of(reply(text, TOWNS)) is False
    assert OneOf(**setting)(reply(text, TOWNS)) is True


def test_a_field_of_the_reference_may_hold_them():
    assert OneOf("towns")(reply("NYC", {"towns": TOWNS})) is True


@pytest.mark.parametrize("gold", [None, [], [None]])
def test_a_missing_reference_is_a_fault_and_never_a_score(gold):
    with pytest.raises(ValueError, match="reference_answer: expected"):
        one_of(reply("NYC", gold))


@pytest.mark.parametrize("form", ["NFD", 1])
def test_an_unknown_unicode_form_is_refused(form):
    with pytest.raises(ValueError, match="unicode: expected"):
        OneOf(unicode=form)
