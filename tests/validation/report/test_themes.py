import pytest

from validation.report.present import theme_of


@pytest.mark.parametrize(
    ("name", "theme"),
    [
        ("samples", "data"),
        ("within_prompt_accuracy", "order"),
        ("zero_variance_groups", "signal"),
        ("expected_zero_variance:8", "signal"),
        ("within_prompt_variance", "signal"),
        ("ceiling_rate", "spread"),
        ("collapsed_compositions", "parts"),
        ("length_correlation", "bias"),
        ("part_variance_share:brief", "parts"),
        ("krippendorff_alpha", "judges"),
        ("within_prompt_accuracy:alice", "judges"),
        ("within_prompt_accuracy:bob", "order"),
    ],
)
def test_a_name_tells_what_a_measurement_is_about(name, theme):
    assert theme_of(name, ["alice"]) == theme
