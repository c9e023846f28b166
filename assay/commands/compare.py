"""assay compare: may B stand where A stood?"""

import json
from dataclasses import asdict

import click

from assay.api import compare
from assay.options import dry_run_option, run_options
from assay.output import open_results, print_cost, say, show_progress
from validation.comparison import MARGIN
from validation.errors import printable_json, printable_text
from validation.forecast import Announce
from validation.options import RunOptions
from validation.report.changes import ReportChanges, read_any_report, report_changes

HELP = """Say whether B may stand where A stood, on the rows of DATA.

A and B are each a TARGET of `assay validate`: two rewards, two judges, an old and a new version, or
a reward and the handler that was built of it. The advantages that GRPO would make of their scores
say how alike two runs would be pushed; where the rows have a `quality`, their accuracies are
compared prompt by prompt. Without DATA, A and B are two reports, and what changed is printed.

Exit status: 0 B is a drop-in for A, 1 it is not, 2 could not run, 3 the data cannot tell. For two
reports: 0, or 1 where the newer one holds anything against the reward that the older one did not:
a PASS that is lost, a bound that fails, or a bad reply that is paid.
"""

EXIT_STATUS = {"YES": 0, "NO": 1, "UNKNOWN": 3}


@click.command("compare", help=HELP)
@click.argument("a")
@click.argument("b")
@click.argument("data", required=False)
@click.option(
    "--margin",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=MARGIN,
    show_default=True,
    help="A difference in accuracy, and a loss of alignment, that counts as none.",
)
@click.option(
    "--rows",
    "shown",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="Rows to show, of those whose place in their prompt moved most.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@run_options()
@dry_run_option
@click.pass_context
def command(
    context: click.Context,
    a: str,
    b: str,
    data: str | None,
    margin: float,
    shown: int,
    as_json: bool,
    options: RunOptions,
    announce: Announce,
) -> None:
    with open_results() as out:
        if data is None:
            changes = report_changes(read_any_report(a), read_any_report(b))
            result, text = {**asdict(changes), "worse": changes.worse}, render(changes)
            status = int(bool(changes.worse))
        else:
            compared = compare(
                *(a, b, data),
                margin=margin,
                shown=shown,
                options=options,
                progress=show_progress,
                announce=announce,
            )
            for remark in compared.remarks:
                say(remark)
            print_cost(compared.bill)
            result, text = compared.to_dict(), str(compared)
            status = EXIT_STATUS[compared.drop_in]
        print(printable_json(json.dumps(result)) if as_json else printable_text(text), file=out)
    context.exit(status)


def render(changes: ReportChanges) -> str:
    """The headline, then the findings that changed, then the numbers whose intervals are apart."""
    lines = [changes.headline]
    for finding in changes.findings:
        step = f"{finding.before or 'not asked'} → {finding.after or 'not asked'}"
        lines.append(f"  {step}: {finding.name}: {finding.why}")
    lines += [f"  a bad reply is paid that was not: {name}" for name in changes.paid]
    apart = [change for change in changes.measurements if change.is_apart]
    lines += [f"  {change.says}" for change in apart]
    rest = len(changes.measurements) - len(apart)
    if rest:
        lines.append(f"  {rest} other numbers moved no further than their intervals allow")
    return "\n".join(lines)
