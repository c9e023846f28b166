"""The names of the package as type checkers and editors read them: as in `__init__.py`."""

from assay.api import compare, conform, ladder, probe, score, validate
from assay.paid_runs import commit, load, price, recipe, seal, verify, watch
from assay.reports import AttackReport, ComparisonReport, ContractReport, Report
from assay.rows import label, lint, read_labels
from validation.errors import InputError
from validation.linting import LintReport
from validation.options import RunOptions
from validation.preparing import prepare

__all__ = [
    "AttackReport",
    "ComparisonReport",
    "ContractReport",
    "InputError",
    "LintReport",
    "Report",
    "RunOptions",
    "commit",
    "compare",
    "conform",
    "label",
    "ladder",
    "lint",
    "load",
    "prepare",
    "price",
    "probe",
    "read_labels",
    "recipe",
    "score",
    "seal",
    "validate",
    "verify",
    "watch",
]

def check_names() -> None: ...
