import pytest

from rewards.reference import field_at

INVOICE = {"id": None, "lines": [{"price": 3}, {"price": 4}]}


@pytest.mark.parametrize(
    ("path", "value"),
    [("lines.1.price", 4), ("lines.0", {"price": 3}), ("id", None)],
)
def test_a_path_goes_through_objects_and_lists(path, value):
    assert field_at(INVOICE, path) == value


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("total", r"total: expected 'total' in an object with \['id', 'lines'\]"),
        ("lines.2", r"lines\.2: expected '2' in a list of 2"),
        ("lines.-1", "expected '-1' in a list"),
        ("lines.price", "expected 'price' in a list"),
        ("id.x", "expected 'x' in NoneType"),
    ],
)
def test_field_that_is_missing_is_an_error_that_says_what_is_there(path, message):
    with pytest.raises(LookupError, match=message):
        field_at(INVOICE, path)
