"""report.html: the verdict and what stands behind it, on one page that needs nothing else."""

import base64
import hashlib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from rewards.paths import metrics_by_path, parts_by_path
from rewards.types import Message, Score
from validation.report.agreement import agreement
from validation.report.attack_words import headline, paid, pay_in_words, quoted, unprobed
from validation.report.by_length import by_length
from validation.report.cost_words import dollars, in_words
from validation.report.disagreements import disagreements
from validation.report.distribution import MEAN, scores_by_policy, scores_by_quality
from validation.report.faults import faults
from validation.report.group_signal import EXPECTED, group_signal
from validation.report.judge_cards import judge_cards
from validation.report.measurement_table import Row, by_title, measurement_rows
from validation.report.numbers import decimals, number
from validation.report.plots import interval_plot
from validation.report.reasons import deciding, in_order
from validation.report.texts import LONGEST, asked, opening, reference_text, turn_text, with_code
from validation.report.words import (
    bound_in_words,
    described,
    ends_in_words,
    meaning,
    percent,
    plainly,
)
from validation.report.worst import worst_prompts
from validation.validate import Validation
from validation.why import why

LARGEST = 480_000
"""Bytes up to which the page may grow; beyond, long texts are cut shorter."""

_HERE = Path(__file__).parent

_DRAWN = (EXPECTED, MEAN)
"""Measurements of which there are many, and which a section draws instead of listing them."""

_FILTERS: tuple[Callable[..., str | tuple[Message, ...] | tuple[str, ...]], ...] = (
    *(number, decimals, percent, in_words, dollars),
    *(ends_in_words, described, plainly, bound_in_words, why),
    *(with_code, asked, opening, turn_text, reference_text),
    *(paid, pay_in_words, quoted, unprobed),
)


def render_html(validation: Validation) -> str:
    """The page. It can be written as UTF-8 whatever the texts hold, and escapes all of them."""
    shown = _shown(validation)
    for longest in LONGEST:
        page = _template(longest).render(shown).encode("utf-8", "replace")
        if len(page) <= LARGEST:
            break
    return page.decode("utf-8")


def _shown(validation: Validation) -> dict[str, Any]:
    """All that the templates name: what each section shows is worked out once."""
    table, declared = validation.table, validation.gate.declared
    rows = measurement_rows(validation)
    script = (_HERE / "report.js").read_text(encoding="utf-8")
    return {
        "validation": validation,
        "meaning": meaning(validation.findings, [judge.name for judge in table.judges]),
        "headline": headline(validation.trials),
        "deciding": deciding(validation.findings),
        "overridden": [f for f in validation.findings if f.override is not None],
        "findings": in_order(validation.findings),
        "rows": [row for row in rows if row.base not in _DRAWN and not _is_one_attack(row)],
        "measurements": by_title(rows),
        "by_quality": scores_by_quality(table),
        "by_policy": scores_by_policy(table),
        "signal": group_signal(validation),
        "cards": judge_cards(table, declared.rating_scales, rows),
        "agreement": agreement(table, declared.rating_scales),
        "lengths": by_length(validation),
        "worst": worst_prompts(table),
        "disagreements": disagreements(table, declared.rating_scales),
        "faults": faults(table),
        "version": _version(),
        "script": script,
        "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    }


def _is_one_attack(row: Row) -> bool:
    """The section on attacks lists them all."""
    return row.base == "excess_pay_ratio" and bool(row.of)


def _template(longest: int) -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({written.__name__: written for written in _FILTERS})
    environment.globals.update(
        interval_plot=interval_plot,
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
