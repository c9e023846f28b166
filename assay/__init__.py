"""Prove a reward function before the run that it steers: the Python API and the `assay` command.

    from assay import validate

    report = validate(reward, "answers.jsonl", judges={"strict": strict, "mild": mild})
    report.verdict      # "PASS", "FAIL" or "INCONCLUSIVE"
    report.save("report")

Nothing is imported before it is used, so that `import assay` is quick.
"""

import importlib
import sys

HOMES = {
    **dict.fromkeys(("validate", "probe", "conform", "ladder", "score", "compare"), "assay.api"),
    **dict.fromkeys(
        ("Report", "AttackReport", "ComparisonReport", "ContractReport"), "assay.reports"
    ),
    "prepare": "validation.preparing",
    **dict.fromkeys(
        ("recipe", "price", "seal", "verify", "commit", "watch", "load"), "assay.paid_runs"
    ),
    **dict.fromkeys(("lint", "label", "read_labels"), "assay.rows"),
    "LintReport": "validation.linting",
    "InputError": "validation.errors",
    "RunOptions": "validation.options",
}

__all__ = sorted(HOMES)


def __getattr__(name: str) -> object:
    if name not in HOMES:
        raise AttributeError(f"module 'assay' has no attribute {name!r}")
    check_names()
    return getattr(importlib.import_module(HOMES[name]), name)


def check_names() -> None:
    """Raises ImportError, with the file to rename, where one hides a package of ours.

    Python looks in the current folder first when it runs a script there, a notebook or a prompt.
    """
    import importlib.util
    from pathlib import Path

    ours = Path(__file__).resolve().parents[1]
    for package in ("rewards", "judges", "lambda_handlers", "validation"):
        found = sys.modules.get(package) or importlib.util.find_spec(package)
        place = getattr(found, "origin", None) or getattr(found, "__file__", None)
        if place is None or ours not in Path(place).resolve().parents:
            hidden = place or next(iter(getattr(found, "submodule_search_locations", [])), "")
            raise ImportError(
                f"Assay's own package {package!r} is hidden by {hidden}, which has the same name. "
                f"Rename that file or folder, or run the command `assay` in a terminal, which "
                "looks for its own packages first."
            )
