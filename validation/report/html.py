"""report.html: the verdict and what stands behind it, on one page that needs nothing else."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from rewards.scoring import metrics_by_path, parts_by_path
from rewards.types import Message, Score
from validation.gate import explain
from validation.measurement import Measurement
from validation.report.figures import (
    EXPECTED,
    MEAN,
    group_signal,
    interval_plot,
    scores_by_length,
    scores_by_policy,
    scores_by_quality,
)
from validation.report.judge_cards import disagreements, judge_agreement, judge_cards
from validation.report.present import (
    TEXT_LIMITS,
    bound_in_words,
    code_markup,
    cost_in_words,
    deciding_findings,
    decimals,
    dollars_text,
    ends_in_words,
    headline,
    judges_to_agree,
    measurement_text,
    number,
    opening_words,
    pay_in_words,
    pay_text,
    percent,
    plot_description,
    prompt_turns,
    quote_reply,
    reference_text,
    sort_findings,
    turn_text,
    unprobed_lines,
    verdict_meaning,
)
from validation.report.sections import (
    faults,
    group_by_title,
    measurement_rows,
    worst_prompts,
)
from validation.run import Validation

LARGEST = 480_000
"""Bytes up to which the page may grow; beyond, long texts are cut shorter."""

_TEMPLATES = Path(__file__).parent / "templates"

_FILTERS: Mapping[str, Callable[..., str | tuple[Message, ...] | tuple[str, ...]]] = {
    "number": number,
    "decimals": decimals,
    "percent": percent,
    "cost_in_words": cost_in_words,
    "dollars_text": dollars_text,
    "ends_in_words": ends_in_words,
    "plot_description": plot_description,
    "measurement_text": measurement_text,
    "bound_in_words": bound_in_words,
    "explain": explain,
    "code_markup": code_markup,
    "prompt_turns": prompt_turns,
    "opening_words": opening_words,
    "turn_text": turn_text,
    "reference_text": reference_text,
    "pay_text": pay_text,
    "pay_in_words": pay_in_words,
    "quote_reply": quote_reply,
    "unprobed_lines": unprobed_lines,
}
"""What the templates name after a bar, as in `value|decimals`."""


def render_html(validation: Validation) -> str:
    """The page. It can be written as UTF-8 whatever the texts hold, and escapes all of them."""
    shown = _template_context(validation)
    for longest in TEXT_LIMITS:
        page = _template(longest).render(shown).encode("utf-8", "replace")
        if len(page) <= LARGEST:
            break
    return page.decode("utf-8")


def _template_context(validation: Validation) -> dict[str, Any]:
    """All that the templates name: what each section shows is worked out once."""
    table, declared = validation.table, validation.gate.declared
    rows = measurement_rows(validation)
    script = (_TEMPLATES / "report.js").read_text(encoding="utf-8")
    return {
        "validation": validation,
        "meaning": verdict_meaning(validation.findings, [judge.name for judge in table.judges]),
        "headline": headline(validation.trials),
        "deciding": deciding_findings(validation.findings),
        "overridden": [f for f in validation.findings if f.override is not None],
        "findings": sort_findings(validation.findings),
        "rows": [row for row in rows if not _is_drawn(row.measured)],
        "measurements": group_by_title(rows),
        "by_quality": scores_by_quality(table),
        "by_policy": scores_by_policy(table),
        "signal": group_signal(validation),
        "cards": judge_cards(table, declared.rating_scales, rows),
        "agreement": judge_agreement(table, declared.rating_scales),
        "judges_to_agree": judges_to_agree(validation.measurements),
        "lengths": scores_by_length(validation),
        "worst": worst_prompts(table),
        "disagreements": disagreements(table, declared.rating_scales),
        "faults": faults(table),
        "version": _version(),
        "script": script,
        "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    }


def _is_drawn(measured: Measurement) -> bool:
    """Whether it is one of many that a section draws, or lists by itself."""
    is_one_attack = measured.base == "excess_pay_ratio" and bool(measured.which)
    return is_one_attack or measured.base in (EXPECTED, MEAN)


def _template(longest: int) -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_FILTERS)
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
