"""What the attacks came to, in words."""

from validation.probes import AttackResult, Example
from validation.report.numbers import decimals, number
from validation.trials import Trials

LONGEST = 160
"""Characters of a reply that a line shows."""
LONGEST_GOLD = 40
"""Characters of the gold beside it."""

PAID = 0.5
"""Share of gold's pay from which an attack is worth a headline: what the default gate passes."""


def headline(trials: Trials) -> str | None:
    """The attack that is paid most, and the reply that shows it; None where none is paid."""
    worst = None if trials.probing is None else trials.probing.worst
    if worst is None or worst.ratio is None or worst.ratio <= PAID:
        return None
    named = f"{worst.name.replace('_', ' ')}, {worst.imitates}"
    if worst.shown is None:
        return named
    return f"{named}: {quoted(worst.shown)} ({worst.shown.made}) {paid(worst.shown)}"


def pay_in_words(result: AttackResult) -> str:
    """`0.98 of gold's pay, on 96.0 % of prompts`."""
    if result.ratio is None:
        return "undefined"
    works = result.works.value
    share = "" if works is None else f", on {100 * works:.0f} % of prompts"
    return f"{decimals(result.ratio)} of gold's pay{share}"


def paid(example: Example) -> str:
    """`earns 1, where the least paid wrong answer earns 0 and the gold (“8”) 1`."""
    pay = "nothing, since the reward failed" if example.pay is None else number(example.pay)
    if example.wrong is None or example.gold is None:
        return f"earns {pay}"
    answer = f"(“{_cut(example.answer, LONGEST_GOLD)}”) " if example.answer.strip() else ""
    return (
        f"earns {pay}, where the least paid wrong answer earns {number(example.wrong)} "
        f"and the gold {answer}{number(example.gold)}"
    )


def quoted(example: Example) -> str:
    """The reply on one line, cut to what a line can show."""
    text = _cut(example.text, LONGEST)
    return f"“{text}”" if text else "an empty reply"


def _cut(text: str, most: int) -> str:
    """The text on one line, of so many characters at most."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def unprobed(trials: Trials) -> tuple[str, ...]:
    """What was not tried, and why, a line each."""
    if trials.probing is None:
        return ("no attack was tried",)
    return trials.probing.not_probed
