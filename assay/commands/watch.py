"""assay watch: what the series of a run say while it is on."""

import json
from pathlib import Path

import click

from assay.output import EXIT_STATUS, open_results, say
from assay.paid_runs import WatchReport, watch
from validation.errors import printable_json, printable_text

HELP = """Say what the series of a run show: gaming, a stuck floor, spikes, drift.

SOURCE is a CSV or JSON Lines with a row a step, the folder of a run in MLflow's file store,
mlflow+https://SERVER#RUN, or cloudwatch:NAMESPACE?Dimension=Value. Each alarm says its step, its
figures, what it may mean and what to do. With --probes, --target scores rows again whose scores
were recorded as the rating `recorded`. With --report and --function, the deployed function is held
to the one that was validated.

Exit status, for a cron job: 0 nothing, 1 an alarm, 2 could not read, 3 too few steps to say.
"""


@click.command("watch", help=HELP)
@click.argument("source")
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="IDEA=NAME",
    help="What reward, kl, length, reward_std, dead_groups or held_out is called in SOURCE.",
)
@click.option("--probes", metavar="FILE", help="Rows with the rating `recorded`, to score again.")
@click.option("--target", help="What scores the probes: a TARGET of `assay validate`.")
@click.option("--report", metavar="FILE", help="The report.json of what was validated.")
@click.option("--function", metavar="NAME", help="The deployed function that the run calls.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A folder to write watch.html into."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
def command(
    source: str,
    pairs: tuple[str, ...],
    probes: str | None,
    target: str | None,
    report: str | None,
    function: str | None,
    output: Path | None,
    as_json: bool,
) -> int:
    names = {}
    for pair in pairs:
        idea, equals, name = pair.partition("=")
        if not (idea and equals and name):
            raise click.BadParameter(f"expected IDEA=NAME, got {pair!r}", param_hint="--map")
        names[idea] = name
    with open_results() as out:
        found = watch(
            source,
            names=names,
            probes=probes,
            target=target,
            report=report,
            function=function,
        )
        lines = (
            [printable_json(json.dumps(found.to_dict(), indent=2))] if as_json else render(found)
        )
        print(*lines, sep="\n", file=out)
        if output is not None:
            say(f"written: {found.save(output)}")
    return EXIT_STATUS[found.verdict]


def render(found: WatchReport) -> list[str]:
    """The outcome, then each alarm in the order of steps, then what could not be looked at."""
    series = found.series
    named = ", ".join(f"{idea} ({name})" for idea, name in series.names.items())
    first = {
        "PASS": "nothing to report",
        "FAIL": f"{len(found.alarms)} alarms",
        "INCONCLUSIVE": "too few steps to say anything",
    }[found.verdict]
    lines = [f"{first}: {len(series)} steps of {series.source}", f"  read: {named}"]
    for alarm in found.alarms:
        at = "" if alarm.step is None else f" at step {alarm.step:g}"
        lines += [
            f"ALARM {alarm.rule}{at}: {alarm.says}",
            f"  {alarm.means}",
            f"  what to do: {alarm.fix}",
            f"  source: {alarm.source}",
        ]
    lines += [f"not looked at: {what}" for what in found.unseen]
    return [printable_text(line) for line in lines]
