import pytest

from rewards.reference import reference_texts
from tests.samples import reply


@pytest.mark.parametrize(
    ("gold", "texts"),
    [
        (["Paris", "paris"], ("Paris", "paris")),
        (("Paris",), ("Paris",)),
        ([18, 0.5], ("18", "0.5")),
        ({"answers": ["Paris", "Rome"]}, ("Paris", "Rome")),
        ({"answers": {"text": ["Paris"], "answer_start": [3]}}, ("Paris",)),
        ({"text": ["Paris"], "answer_start": [3]}, ("Paris",)),
        ([{"text": "Paris"}], ("Paris",)),
        ("Paris", ("Paris",)),
        ({"answer": "Paris"}, ("Paris",)),
        ({"text": "Paris"}, ("Paris",)),
    ],
)
def test_references_are_read_out_of_each_shape(gold, texts):
    assert reference_texts(reply("", gold)) == texts


def test_a_field_may_hold_several():
    gold = {"capitals": ["Paris", "Rome"], "answers": ["no"]}
    assert reference_texts(reply("", gold), "capitals") == ("Paris", "Rome")


@pytest.mark.parametrize("gold", [None, [], [""], [None], ["Paris", []], {"answers": []}, {}, True])
def test_references_that_are_no_text_are_a_fault_that_names_the_place(gold):
    with pytest.raises(ValueError, match="reference_answer: expected"):
        reference_texts(reply("", gold))


def test_an_absent_field_is_an_error_that_names_the_keys_there_are():
    with pytest.raises(ValueError, match="expected 'capitals', got an object with"):
        reference_texts(reply("", {"answers": ["Paris"]}), "capitals")
