"""assay probe: what attacks on a reward came to, in words that need no statistics."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

import click

from assay.api import probe
from assay.options import dry_run_option, gate_option, run_options
from assay.output import EXIT_STATUS, open_results, print_cost, show_progress
from assay.reports import AttackReport
from validation.errors import printable_json
from validation.gate import explain, sort_by_verdict
from validation.measurement import Measurement
from validation.probes import NEXT_TO_NOTHING, PAID, AttackResult, ProbeResult
from validation.report.present import pay_text, quote_reply, unscored_lines

if TYPE_CHECKING:
    from rich.table import Table

HELP = """Attack a reward before a model does.

TARGET and DATA are those of `assay validate`; references, or graded replies, are what attacks are
made of. The golds are scored first, then wrong answers and attacks. Each attack is told with its
share of what the gold earns beyond an honest wrong answer (0 is as a wrong answer, 1 is as the
gold), on how many prompts it works, and the shortest reply that was over-paid. docs/attacks.md
says of each what it imitates and how to mend a reward that pays it.

A reward that asks models is asked 3,000 times at most, one that does not 20,000 times.

The gate's bounds on attacks decide: excess_pay_ratio, gold_pay, lazy_policy and false_refusal.

Exit status: 0 PASS, 1 FAIL, 2 could not run, 3 INCONCLUSIVE.
"""

# Refused golds and rewordings that are shown.
MOST_REFUSED = 5
# Attacks that are listed, beside those that are paid.
MOST_ATTACKS = 12


@click.command("probe", help=HELP)
@click.argument("reward", metavar="TARGET")
@click.argument("rows", metavar="DATA")
@click.option(
    "--attack", "attacks", multiple=True, metavar="NAME", help="Only this attack; may be repeated."
)
@click.option(
    "--prompts",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    metavar="N",
    help="Prompts to attack, at most.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
@gate_option
@run_options()
@dry_run_option
@click.pass_context
def command(context: click.Context, /, as_json: bool, **given: Any) -> None:
    with open_results() as out:
        done = probe(**given, progress=show_progress)
        if as_json:
            out.write(printable_json(json.dumps(done.to_dict(), allow_nan=False)) + "\n")
        else:
            _print(done, out)
        print_cost(done.bill)
    context.exit(EXIT_STATUS[done.verdict])


def _print(done: AttackReport, out: TextIO) -> None:
    from rich.console import Console

    from validation.report.terminal import terminal_text

    probing = done.probing
    title = f"{done.target} on {done.data} ({probing.prompts} prompts, {probing.calls:,} calls)"
    console = Console(file=out, width=None if out.isatty() else 1000, highlight=False)
    console.print(terminal_text(title, "bold"))
    for line in unscored_lines(probing.unscored):
        console.print(terminal_text(f"not scored: {line}"))
    for line in summary_lines(probing):
        console.print(terminal_text(line))
    console.print(_results_table(probing))
    for line in refusal_lines(probing, MOST_REFUSED):
        console.print(terminal_text(line))
    for line in probing.not_probed:
        console.print(terminal_text(f"not probed: {line}"))
    for line in done.remarks:
        console.print(terminal_text(line))
    for finding in sort_by_verdict(done.findings):
        console.print(terminal_text(f"{finding.verdict:<12}  {finding.name}: {explain(finding)}"))


def summary_lines(probing: ProbeResult) -> Iterator[str]:
    """What the worst attack, the golds, the lazy answer and the rewordings come to."""
    measured = {m.name: m for m in probing.measurements}
    yield _worst_attack_line(probing, measured["excess_pay_ratio"])
    gold, lazy, refusal = (measured[n] for n in ("gold_pay", "lazy_policy", "false_refusal"))
    yield f"golds that earn the top: {share_text(gold)}"
    text = " ".join(probing.lazy.split())
    note = f" ({text:.60})" if text else ""
    yield f"one answer to every prompt earns {interval_text(lazy)} of the gold's pay{note}"
    yield f"rewordings of the gold that are refused: {share_text(refusal)}"
    partial, false = measured["partial_pay_ratio"], measured["false_pay"]
    yield f"replies with a part of the answer earn up to {interval_text(partial)} of the gold's pay"
    yield f"replies that hold the gold and claim something else are paid: {share_text(false)}"


def _worst_attack_line(probing: ProbeResult, ratio: Measurement) -> str:
    worst = probing.worst_attack
    if worst is None or ratio.value is None:
        return f"the worst attack is not known: {ratio.why_undefined}"
    if ratio.value <= NEXT_TO_NOTHING:
        most = f"the most is {interval_text(ratio)} of the gold's pay ({worst.name})"
        return f"no attack that needs no answer is paid: {most}"
    shown = worst.shown_example
    example = f": {quote_reply(shown)} {pay_text(shown)}" if shown else ""
    return (
        f"worst attack that needs no answer: {worst.name}, {worst.imitates}, earns "
        f"{interval_text(ratio)} of the gold's pay{example}. To mend it, {worst.mend}."
    )


def example_text(result: AttackResult) -> str:
    """The reply that was over-paid, and what it earned; nothing where none was."""
    example = result.shown_example
    if example is None or result.ratio is None or result.ratio <= NEXT_TO_NOTHING:
        return ""
    return f"{quote_reply(example)} {pay_text(example)}"


def refusal_lines(probing: ProbeResult, most: int) -> Iterator[str]:
    """Golds and rewordings that are not paid, at most so many of each."""
    for what, examples in (
        ("gold refused", probing.refused_golds),
        ("rewording refused", probing.refused_rewordings),
    ):
        for example in examples[:most]:
            paid = f"{quote_reply(example)} {pay_text(example)}"
            yield f"{what}: {example.prompt_id}, {example.made}: {paid}"
        if len(examples) > most:
            yield f"{what}: {len(examples) - most} more, of which --json lists some"


def interval_text(measured: Measurement) -> str:
    """`0.98 (0.94 to 1.00)`."""
    if measured.value is None:
        return "undefined"
    if measured.low is None or measured.high is None:
        return f"{measured.value:.2f}"
    return f"{measured.value:.2f} ({measured.low:.2f} to {measured.high:.2f})"


def share_text(measured: Measurement) -> str:
    """`98 % (94 to 100 %) of 60 prompts`."""
    if measured.value is None:
        return f"not known: {measured.why_undefined}"
    ends = ""
    if measured.low is not None and measured.high is not None:
        ends = f" ({100 * measured.low:.0f} to {100 * measured.high:.0f} %)"
    return f"{100 * measured.value:.0f} %{ends}, of {measured.n} {measured.unit}"


def _results_table(probing: ProbeResult) -> "Table":
    from rich.table import Table

    from validation.report.terminal import terminal_text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("attack", "needs"):
        table.add_column(heading)
    for heading in ("of gold's pay", "works on"):
        table.add_column(heading, justify="right")
    table.add_column("shortest over-paid reply")
    listed = [
        r for at, r in enumerate(probing.results) if at < MOST_ATTACKS or (r.ratio or 0) > PAID
    ]
    for result in listed:
        works = result.works.value
        share = "" if works is None else f"{100 * works:.0f} % of {result.works.n}"
        faults = f"; {result.faults} faults: {result.fault:.60}" if result.faults else ""
        shortest = example_text(result) + faults
        cells = (result.name, result.needs, interval_text(result.counted_excess), share, shortest)
        table.add_row(*map(terminal_text, cells))
    if len(listed) < len(probing.results):
        table.add_row(
            f"{len(probing.results) - len(listed)} more", "", "no more", "", "--json has all"
        )
    return table
