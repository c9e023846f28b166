"""The names of the package as type checkers and editors read them: as in `__init__.py`."""

from assay.api import conform, ladder, probe, score, validate
from assay.reports import AttackReport, ContractReport, Report
from validation.errors import InputError
from validation.options import RunOptions

__all__ = [
    "AttackReport",
    "ContractReport",
    "InputError",
    "Report",
    "RunOptions",
    "conform",
    "ladder",
    "probe",
    "score",
    "validate",
]

def check_names() -> None: ...
