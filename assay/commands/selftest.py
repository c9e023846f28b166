"""assay selftest: good and broken rewards that are planted in the kit, and what it says of each."""

from pathlib import Path

import click

from assay.api import probe
from assay.output import open_results
from validation.targets.user_code import import_source

_PACKAGE = Path(__file__).parents[1]
# Where the planted rewards are: in an installed kit, and in a clone.
PLACES = [folder / "examples" / "planted.py" for folder in (_PACKAGE, _PACKAGE.parent)]


@click.command("selftest")
@click.pass_context
def command(context: click.Context) -> None:
    """Show what this kit catches: good and broken rewards that are planted in it.

    For each kind of reference a good reward and broken ones are attacked, as `assay probe` does,
    on data that are made here: no account, no model and no file are needed. A line each says what
    the reward does, the verdict, and the attack that is paid most. It takes about a minute.

    Exit status: 0 where each verdict is as it has to be, 1 where one is not.
    """
    zoo = import_source(str(next(place for place in PLACES if place.is_file())))
    missed = 0
    with open_results() as out:
        for planted in zoo.PLANTED:
            done = probe(planted.reward, list(zoo.ROWS[planted.kind]()), "verifiable")
            is_met = done.verdict != ("FAIL" if planted.is_good else "PASS")
            missed += not is_met
            worst = done.probing.worst_attack
            paid = "" if worst is None or not worst.ratio else f", paid by {worst.name}"
            says = f"{planted.kind:<10}  {planted.what:<6}  {planted.does:<29}  {done.verdict:<12}"
            print(f"{says}  {'expected' if is_met else 'NOT EXPECTED'}{paid}", file=out, flush=True)
        count = len(zoo.PLANTED)
        print(f"{count - missed} of {count} verdicts are as they have to be", file=out)
    context.exit(1 if missed else 0)
