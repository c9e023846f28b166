"""The names of metrics that packages tell each other stand in one place."""

import ast
from pathlib import Path

from rewards import metric_names

ROOT = Path(__file__).parents[2]
PACKAGES = ("rewards", "judges", "lambda_handlers", "validation", "assay")
NAMES = {value for name, value in vars(metric_names).items() if name.isupper()}
MEASUREMENTS = {"missing_judges"}
"""Names that a measurement has too, which validation may write as a text."""


def test_metric_names_are_written_as_texts_in_no_other_file():
    written = [
        (str(path.relative_to(ROOT)), node.value)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if path.name != "metric_names.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in NAMES
    ]
    assert [
        (path, name)
        for path, name in written
        if not (path.startswith("validation/") and name in MEASUREMENTS)
    ] == []


def test_metric_names_are_different():
    constants = [name for name in vars(metric_names) if name.isupper()]
    assert len(NAMES) == len(constants) == 8
