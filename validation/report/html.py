"""report.html: the verdict and what stands behind it, on one page that needs nothing else."""

import base64
import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from inspect import getmembers, isfunction
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from rewards.scoring import metrics_by_path, parts_by_path
from rewards.types import Score
from validation.gate import explain
from validation.measurement import Measurement
from validation.report import figures, judges, present, sections
from validation.run import Validation

# Bytes up to which the page may grow; beyond, long texts are cut shorter.
LARGEST = 480_000

_TEMPLATES = Path(__file__).parent / "templates"

# What the templates name after a bar, as in `value|decimals`: every function of `present`.
_FILTERS = {
    name: f for name, f in getmembers(present, isfunction) if f.__module__ == present.__name__
}


def render_html(validation: Validation) -> str:
    """The page. It can be written as UTF-8 whatever the texts hold, and escapes all of them."""
    shown = _template_context(validation)
    for longest in present.TEXT_LIMITS:
        page = page_template(longest).render(shown).encode("utf-8", "replace")
        if len(page) <= LARGEST:
            break
    return page.decode("utf-8")


def _template_context(validation: Validation) -> dict[str, Any]:
    """All that the templates name: what each section shows is worked out once."""
    table, declared = validation.table, validation.gate.declared
    rows = sections.measurement_rows(validation)
    script = (_TEMPLATES / "report.js").read_text(encoding="utf-8")
    return {
        "validation": validation,
        "meaning": present.verdict_meaning(
            validation.findings, [judge.name for judge in table.judges]
        ),
        "causes": sections.causes(validation),
        "weakened": sections.weakened_lines(validation),
        "deciding": present.deciding_findings(validation.findings),
        "overridden": [f for f in validation.findings if f.override is not None],
        "findings": present.sort_findings(validation.findings),
        "rows": [row for row in rows if not _is_drawn(row.measured)],
        "measurements": sections.group_by_title(rows),
        "by_quality": figures.scores_by_quality(table),
        "by_policy": figures.scores_by_policy(table),
        "signal": figures.group_signal(validation),
        "cards": judges.judge_cards(table, declared.rating_scales, rows),
        "agreement": judges.judge_agreement(table, declared.rating_scales),
        "judges_to_agree": present.judges_to_agree(validation.measurements),
        "lengths": figures.scores_by_length(validation),
        "worst": sections.worst_prompts(table),
        "disagreements": judges.disagreements(table, declared.rating_scales),
        "faults": sections.faults(table),
        "version": _version(),
        "script": script,
        "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    }


def _is_drawn(measured: Measurement) -> bool:
    """Whether it is one of many that a section draws, or lists by itself."""
    is_one_attack = measured.base == "excess_pay_ratio" and bool(measured.which)
    return is_one_attack or measured.base in (figures.EXPECTED, figures.MEAN)


@cache  # compiling the templates takes longer than all the rest of a report
def page_template(longest: int) -> Template:
    """The compiled page, whose long texts are cut at `longest` characters."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_FILTERS, explain=explain)
    environment.globals.update(
        interval_plot=figures.interval_plot,
        parts_by_path=parts_by_path,
        metrics_by_path=metrics_by_path,
        LONGEST=longest,
    )
    environment.tests["score"] = lambda outcome: isinstance(outcome, Score)
    return environment.get_template("report.html.j2")


def _version() -> str:
    try:
        return version("rft-assay")
    except PackageNotFoundError:
        return "of a working copy"
