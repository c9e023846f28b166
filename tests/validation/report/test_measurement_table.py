from dataclasses import replace

from tests.validation.measurements import exact_measurement, undefined_measurement
from tests.validation.report.made import accuracy, graded, table, validation
from validation.gate import Bound, Finding, Gate
from validation.report.sections import group_by_title, measurement_rows

TABLE = table([graded("p", 0, None)], [1.0], {"alice": (None,)})


def test_rows_stand_under_what_they_are_about_and_a_judges_own_under_the_judges():
    prompts = exact_measurement("prompts", 1, 1, "prompts", "")
    own = accuracy(0.7, 0.6, 0.8, name="within_prompt_accuracy:alice")
    found = group_by_title(
        measurement_rows(validation(TABLE, [own, accuracy(0.7, 0.6, 0.8), prompts]))
    )
    assert {title: [row.measured.name for row in rows] for title, rows in found.items()} == {
        "The data": ["prompts"],
        "Does the reward tell good from bad?": ["within_prompt_accuracy"],
        "The judges": ["within_prompt_accuracy:alice"],
    }


def test_a_bound_that_only_remarks_is_in_the_table_without_a_finding():
    held = accuracy(0.7, 0.6, 0.8)
    finding = Finding("within_prompt_accuracy", "PASS", Bound(0.5), held)
    crowded = accuracy(0.4, 0.3, 0.5, name="ceiling_rate")
    made = validation(TABLE, [held, crowded], [finding])
    gate = Gate({**made.gate.bounds, "ceiling_rate": Bound(warn_at=0.3)})
    first, second = measurement_rows(replace(made, gate=gate))
    assert (first.finding, first.bound) == (finding, Bound(0.5))
    assert (second.finding, second.bound) == (None, Bound(warn_at=0.3))
    assert second.is_bounded


def test_a_row_knows_whether_it_is_a_number_of_things():
    rows = measurement_rows(
        validation(
            TABLE,
            [
                exact_measurement("samples", 1, 1, "samples", ""),
                exact_measurement("ceiling_rate", 1.0, 9, "prompts", ""),
                accuracy(3.0, 3.0, 3.0, name="floor_rate"),
                undefined_measurement("krippendorff_alpha", "few_judges", 0, "prompts", ""),
            ],
        )
    )
    assert [row.is_whole for row in rows] == [True, False, True, False]
