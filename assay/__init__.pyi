"""The names of the package as type checkers and editors read them: as in `__init__.py`."""

from assay.api import compare, conform, ladder, probe, score, validate
from assay.paid_runs import commit as commit
from assay.paid_runs import price as price
from assay.paid_runs import recipe as recipe
from assay.paid_runs import seal as seal
from assay.paid_runs import verify as verify
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
    "compare",
    "conform",
    "ladder",
    "prepare",
    "probe",
    "score",
    "validate",
]

def check_names() -> None: ...
