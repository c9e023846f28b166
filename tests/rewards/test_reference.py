import pytest

from rewards.reference import decoded_reference_text, reference_text
from tests.samples import reply


@pytest.mark.parametrize(
    ("gold", "text"),
    [
        ("18", "18"),
        (18, "18"),
        (0.1, "0.1"),
        (2**60, "1152921504606846976"),
        ({"text": "18"}, "18"),
        ({"text": {"text": "18"}}, "18"),
        ({"answer": "18", "solution": "9 * 2"}, "18"),
        ({"final_answer": 18, "text": "the solution"}, "18"),
        ({"text": "18", "source": "gsm8k"}, "18"),
        ({"label": "No"}, "No"),
        ({"answer": {"text": "18"}}, "18"),
        ('{"answer": "18"}', '{"answer": "18"}'),
        (" padded ", " padded "),
    ],
)
def test_the_gold_is_read_out_of_each_shape(gold, text):
    assert reference_text(reply("", gold)) == text


@pytest.mark.parametrize(
    ("gold", "text"),
    [
        ({"compliant": "No", "explanation": "…"}, "No"),
        ('{"compliant": "No", "explanation": "…"}', "No"),
        ({"text": '{"compliant": "No", "explanation": "…"}'}, "No"),
        ({"compliant": 3}, "3"),
    ],
)
def test_a_field_is_read_from_an_object_or_from_a_string_that_holds_one(gold, text):
    assert reference_text(reply("", gold), "compliant") == text


@pytest.mark.parametrize(
    ("gold", "text"),
    [
        ('{"answer": "18"}', "18"),
        ('{"answer": 0.10000000000000000001}', "0.10000000000000000001"),
        ({"text": ' {"final_answer": 1e3}'}, "1e3"),
        ("{18}", "{18}"),
        ("18", "18"),
    ],
)
def test_an_object_in_a_string_is_the_same_gold_where_json_is_never_the_answer(gold, text):
    assert decoded_reference_text(reply("", gold)) == text


@pytest.mark.parametrize(
    "gold", [None, "", " \n", True, [], ["18"], {}, float("nan"), float("inf")]
)
def test_reference_that_is_no_text_and_no_number_is_a_fault_that_names_its_place(gold):
    with pytest.raises(ValueError, match="reference_answer: expected"):
        reference_text(reply("18", gold))


def test_the_place_of_a_bad_value_is_its_path():
    with pytest.raises(ValueError, match=r"reference_answer\.answer: .* got \['18'\]"):
        reference_text(reply("18", {"answer": ["18"]}))


def test_an_object_with_no_known_name_is_an_error_that_names_its_keys():
    with pytest.raises(ValueError, match=r"got an object with \['compliant', 'explanation'\]"):
        reference_text(reply("No", {"explanation": "…", "compliant": "No"}))


def test_an_absent_field_is_an_error_that_names_the_keys_there_are():
    with pytest.raises(ValueError, match=r"expected 'label', got an object with \['answer'\]"):
        reference_text(reply("No", {"answer": "No"}), "label")


def test_a_field_of_a_plain_text_is_an_error():
    with pytest.raises(ValueError, match="expected an object with 'label', got 'No'"):
        reference_text(reply("No", "No"), "label")
