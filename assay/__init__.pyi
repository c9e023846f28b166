"""The names of the package as type checkers and editors read them: as in `__init__.py`."""

from assay.api import compare, conform, ladder, probe, score, validate
from assay.paid_runs import commit, load, price, recipe, seal, verify, watch
from assay.reports import AttackReport, ComparisonReport, ContractReport, Report
from validation.errors import InputError
from validation.options import RunOptions
from validation.preparing import prepare

__all__ = [
    "AttackReport",
    "ComparisonReport",
    "ContractReport",
    "InputError",
    "Report",
    "RunOptions",
    "commit",
    "compare",
    "conform",
    "ladder",
    "load",
    "prepare",
    "price",
    "probe",
    "recipe",
    "score",
    "seal",
    "validate",
    "verify",
    "watch",
]

def check_names() -> None: ...
