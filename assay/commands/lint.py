"""assay lint: what is wrong with rows, each finding with its line and remedy."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from assay.options import dry_run_option, run_options
from assay.output import open_results, show_progress
from assay.rows import lint
from validation.errors import printable_json, printable_text
from validation.linting import LINT_RULES, LintReport
from validation.options import RunOptions
from validation.row_rules import ROW_PLATFORMS, RowFinding

HELP = """Check rows before a run learns from them.

ROWS is JSON Lines as the training job reads them. An error stops the run or spoils it; advice is
worth a thought. Each says its line, what to do, and whose rule it is; docs/lint.md has all. With a
recipe, prompts and golds are held to its lengths; with a reward, each gold is sent to it as a
reply.

Exit status: 0 no error, 1 an error, 2 could not run.
"""


@click.command("lint", help=HELP)
@click.argument("rows")
@click.option(
    "--platform",
    type=click.Choice(ROW_PLATFORMS),
    help="Whose data set it is; by default the recipe's, else no platform's rules are asked.",
)
@click.option(
    "--recipe",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The recipe that will train on them.",
)
@click.option("--reward", metavar="TARGET", help="The reward that is to pay the golds.")
@click.option(
    "--skip",
    multiple=True,
    type=click.Choice(LINT_RULES),
    help="Leave this rule out; may be repeated.",
)
@click.option(
    "--lines",
    "shown",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="Lines to show of each rule; --json has all of them.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@run_options("workers", "batch_size", "answers", "fresh", "max_cost", "prices", "price",
             "price_per_call", "calls", "call_limit", "map", "allow_unread", "grades")  # fmt: skip
@dry_run_option
@click.pass_context
def command(
    context: click.Context,
    /,
    rows: str,
    shown: int,
    as_json: bool,
    options: RunOptions,
    **given: Any,
) -> None:
    with open_results() as out:
        report = lint(rows, options=options, progress=show_progress, **given)
        if as_json:
            print(printable_json(json.dumps(_as_object(report))), file=out)
        else:
            print(printable_text("\n".join(render(report, shown))), file=out)
    context.exit(int(report.errors > 0))


def _as_object(report: LintReport) -> dict[str, Any]:
    return {
        "file": report.path,
        "rows": report.rows,
        "platform": report.platform,
        "errors": report.errors,
        "findings": [asdict(finding) for finding in report.findings],
        "remarks": list(report.remarks),
    }


def render(report: LintReport, shown: int) -> Iterator[str]:
    """The lines of the terminal: how much there is, then each rule with its first lines."""
    advice = len(report.findings) - report.errors
    whose = f", held to the rules of {report.platform}" if report.platform else ""
    yield (
        f"{report.path}: {report.errors:,} error{'' if report.errors == 1 else 's'}, {advice:,} "
        f"piece{'' if advice == 1 else 's'} of advice in {report.rows:,} rows{whose}"
    )
    for (harm, rule, fix, source), group in groupby(_by_remedy(report.findings), _remedy):
        found = list(group)
        yield f"\n{harm}: {rule}"
        for finding in found[:shown]:
            place = "all rows" if finding.line is None else f"line {finding.line:,}"
            yield f"  {place}: {finding.says}"
        if len(found) > shown:
            yield f"  and on {len(found) - shown:,} more lines (--lines, --json)"
        yield f"  to do: {fix}"
        yield f"  source: {source}"
    if report.remarks:
        yield ""
        yield from report.remarks


def _remedy(finding: RowFinding) -> tuple[str, str, str, str]:
    return finding.harm, finding.rule, finding.fix, finding.source


def _by_remedy(findings: tuple[RowFinding, ...]) -> list[RowFinding]:
    """The findings with those of one remedy together, in the order of their first."""
    order: dict[tuple[str, str, str, str], int] = {}
    for finding in findings:
        order.setdefault(_remedy(finding), len(order))
    return sorted(findings, key=lambda finding: order[_remedy(finding)])
