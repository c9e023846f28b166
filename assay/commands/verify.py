"""assay verify: is what stands here, and what is deployed, what was validated?"""

import json
from pathlib import Path

import click

from assay.output import EXIT_STATUS, open_results
from assay.paid_runs import verify
from validation.seal import read_report
from validation.verification import Comparison

HELP = """Say whether what stands here, and what is deployed, is what was validated.

REPORT is the report.json of `assay validate`. The files of the reward and of all that it reaches,
the data, the gate, the judges, the prices and the packages' versions are held to its header, and
what differs is named. No code of yours runs. With --function the deployed function is held to it
too: its CodeSha256, or each of its files where a reward or a folder was validated. Where seal.json
stands beside the report, the report is held to it, and with --key the signature.

Exit status: 0 all is the same, 1 something differs, 2 could not run, 3 something could not be
checked.
"""


@click.command("verify", help=HELP)
@click.argument("report", type=click.Path(path_type=Path))
@click.option("--function", metavar="NAME", help="A deployed function's name or ARN.")
@click.option("--key", metavar="FILE|kms:KEY", help="What the seal was signed with.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
def command(report: Path, function: str | None, key: str | None, as_json: bool) -> int:
    with open_results() as out:
        compared, content = verify(report, function=function, key=key), read_report(report)
        differing = [one for one in compared if one.outcome == "differs"]
        outcome = "FAIL" if differing else "INCONCLUSIVE"
        if not differing and all(one.outcome == "same" for one in compared):
            outcome = "PASS"
        if as_json:
            parts = [vars(one) for one in compared]
            print(json.dumps({"verdict": content["verdict"], "parts": parts}, indent=2), file=out)
        else:
            print(*render(content["verdict"], compared), sep="\n", file=out)
    return EXIT_STATUS[outcome]


def render(verdict: str, compared: list[Comparison]) -> list[str]:
    """What differs first, then what was not checked, then what is the same."""
    order = ("differs", "not checked", "same")
    counts = {outcome: sum(one.outcome == outcome for one in compared) for outcome in order}
    if counts["differs"]:
        first = f"{counts['differs']} of {len(compared)} parts differ from what was validated"
    else:
        rest = counts["not checked"]
        unchecked = f"; {rest} could not be checked" if rest else ""
        first = f"{counts['same']} parts are what was validated{unchecked}"
    lines = [f"{first} (verdict of the report: {verdict})"]
    ranked = sorted(compared, key=lambda one: order.index(one.outcome))
    return lines + [
        f"  {one.outcome}: {one.part}" + (f": {one.says}" if one.says else "") for one in ranked
    ]
