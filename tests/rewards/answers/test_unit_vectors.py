import pytest

from rewards.answers.math_shape import coordinates


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("2\\text{i} - \\text{j} + 4\\text{k}", ["2", "-1", "4"]),
        ("\\hat{j} - \\frac{1}{2}\\hat{i}", ["-\\frac{1}{2}", "1"]),
        ("3\\vec{k}", ["0", "0", "3"]),
    ],
)
def test_coordinates_are_the_sizes_along_the_axes(text, sizes):
    assert coordinates(text) == sizes


@pytest.mark.parametrize(
    "text", ["", "2i - j", "3 + 4\\text{i}", "\\text{i} + \\text{i}", "\\text{i}", "\\text{inches}"]
)
def test_coordinates_is_none_for_sums_without_unit_vectors(text):
    assert coordinates(text) is None
