"""report.html: the verdict and what stands behind it, on one page that needs nothing else."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
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
from validation.report.as_json import find_changes
from validation.report.changes import find_date, interval_text
from validation.run import Validation

# Bytes up to which the page may grow, without its table of samples; beyond, texts are cut shorter.
LARGEST = 480_000

_TEMPLATES = Path(__file__).parent / "templates"

# What the templates name after a bar, as in `value|decimals`: every function of `present`.
_FILTERS = {
    name: f for name, f in getmembers(present, isfunction) if f.__module__ == present.__name__
}


def render_html(validation: Validation) -> str:
    """The page. It can be written as UTF-8 whatever the texts hold, and escapes all of them."""
    shown = _template_context(validation)
    room = LARGEST + len(shown["samples"].content.encode("utf-8", "replace"))
    for longest in present.TEXT_LIMITS:
        page = page_template(longest).render(shown).encode("utf-8", "replace")
        if len(page) <= room:
            break
    return page.decode("utf-8")


def render_view(reports: Mapping[str, Mapping[str, Any]], files: Sequence[str]) -> str:
    """A page with reports side by side, given as report.json by place; `files` are linked of each.

    The page of each is at `/N/report.html`, N from 0, and its files beside that.
    """
    shown = [_report_column(place, report) for place, report in reports.items()]
    names = dict.fromkeys(name for report in shown for name in report["findings"])
    template = page_template(present.TEXT_LIMITS[0], "view.html.j2")
    return template.render(reports=shown, names=names, files=files)


def _report_column(place: str, report: Mapping[str, Any]) -> dict[str, Any]:
    """What a report says, in words, where reports of earlier versions lack some of it."""
    header, cost = report.get("header") or {}, report.get("cost")
    when = present.date_text(find_date(report)) if find_date(report) else "not known"
    return {
        "place": place,
        "verdict": report["verdict"],
        "facts": {
            "under test": report.get("target", ""),
            "data": f"{report.get('dataset', '')}, sha256 {report.get('digest', '')[:12]}",
            "gate": report.get("gate", "not known"),
            "run": f"{when}{' by ' + header['user'] if header.get('user') else ''}",
            "cost": present.dollars_text(cost["dollars"]) if cost else "no model was asked",
            "since the report before": (report.get("changes") or {}).get("says", "none was there"),
        },
        "findings": {finding["name"]: finding for finding in report["findings"]},
        "numbers": {
            measured["name"]: interval_text(
                (measured["value"], measured.get("low"), measured.get("high"))
            )
            for measured in report["measurements"]
        },
    }


def _template_context(validation: Validation) -> dict[str, Any]:
    """All that the templates name: what each section shows is worked out once."""
    table, declared = validation.table, validation.gate.declared
    raters = [judge.name for judge in table.judges]
    met = sum(finding.verdict == "PASS" for finding in validation.findings)
    rows = sections.measurement_rows(validation)
    script = (_TEMPLATES / "report.js").read_text(encoding="utf-8")
    drawn = [row for row in rows if not _is_drawn(row.measured)]
    shown: dict[str, Any] = {
        "validation": validation,
        "meaning": present.verdict_meaning(validation.findings, raters),
        "counts": f"{met} of {len(validation.findings)} bounds are met",
        "steps": sections.next_steps(validation),
        "samples": sections.sample_table(table),
        "changes": find_changes(validation),
        "since": find_date(validation.predecessor),
        "weakened": sections.weakened_lines(validation),
        "overridden": [f for f in validation.findings if f.override is not None],
        "findings": present.sort_findings(validation.findings),
        "rows": drawn,
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
    themes = {row.theme for row in drawn}
    left_out = {
        "unscored": not validation.trials.unscored_replies,
        "changes": shown["changes"] is None,
        "signal": not shown["signal"],
        "judges": not shown["cards"],
        "bias": not shown["lengths"] and "bias" not in themes,
        "parts": "parts" not in themes,
        "disagreements": not shown["disagreements"].compared,
        "cost": validation.cost is None,
    }
    shown["contents"] = {
        place: title for place, title in present.SECTIONS.items() if not left_out.get(place)
    }
    return shown


def _is_drawn(measured: Measurement) -> bool:
    """Whether it is one of many that a section draws, or lists by itself."""
    is_one_attack = measured.base == "excess_pay_ratio" and bool(measured.which)
    return is_one_attack or measured.base in (figures.EXPECTED, figures.MEAN)


@cache  # compiling the templates takes longer than all the rest of a report
def page_template(longest: int, name: str = "report.html.j2") -> Template:
    """The compiled page of this name, whose long texts are cut at `longest` characters."""
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
    return environment.get_template(name)


def _version() -> str:
    try:
        return version("rft-assay")
    except PackageNotFoundError:
        return "of a working copy"
