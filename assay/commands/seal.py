"""assay seal: one digest of a report, signed where wanted, in a file beside it."""

from pathlib import Path

import click

from assay.output import open_results
from assay.paid_runs import seal
from validation.seal import SEAL_NAME

HELP = """Seal a report: one digest of all that it says, in seal.json beside it.

REPORT is the report.json of `assay validate`. The seal names the verdict, the reward, the data and
the gate by their digests, and `assay verify` holds a tree and a deployed function to it. With --key
it is signed: by a secret file (HMAC-SHA256), or by a key of AWS KMS that signs.

Exit status: 0 sealed, 2 could not run.
"""


@click.command("seal", help=HELP)
@click.argument("report", type=click.Path(path_type=Path))
@click.option(
    "--key",
    metavar="FILE|kms:KEY",
    help="A file with a secret of 32 bytes or more, or a KMS key's id, ARN or alias.",
)
def command(report: Path, key: str | None) -> None:
    with open_results() as out:
        made = seal(report, key)
        place = report.with_name(SEAL_NAME)
        signed = f", signed by {made.signature.key}" if made.signature else ", not signed"
        print(f"{made.digest} {made.verdict}{signed}: {place}", file=out)
