"""assay seal: one digest of a report, signed where wanted, in a file beside it."""

from pathlib import Path

import click

from assay.output import open_results
from validation.errors import InputError, name_unusable_file
from validation.seal import SEAL_NAME, check_signature, make_seal, read_report, sign_seal

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
        seal = make_seal(read_report(report))
        if key is not None:
            seal = sign_seal(seal, key)
            wrong = check_signature(seal, key)
            if wrong is not None:
                raise InputError(f"{key}: the signature that it made does not hold: {wrong}")
        place = report.with_name(SEAL_NAME)
        with name_unusable_file(place):
            place.write_text(seal.to_json(), "utf-8")
        signed = f", signed by {seal.signature.key}" if seal.signature else ", not signed"
        print(f"{seal.digest} {seal.verdict}{signed}: {place}", file=out)
