"""The report in words: numbers, texts, costs, attacks, bounds, agreement and the verdict."""

import json
import math
import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from rewards.types import Message, Sample
from validation.bill import Cost
from validation.checks import CheckResults
from validation.gate import WORST_FIRST, Bound, Finding, interval_ends, overall_verdict
from validation.measurement import Measurement
from validation.metrics import Theme, find_metric
from validation.probes import PAID, AttackResult, Example
from validation.scoring import UnscoredReply
from validation.statistics.association import judges_needed, spearman_brown

# Characters of a reply that a line shows.
LONGEST_REPLY = 160

# Characters of the gold beside it.
LONGEST_GOLD = 40

MOST_DECIDING = 3

# Characters of one text that the page holds; the later ones are for pages grown too large.
TEXT_LIMITS = (8_000, 3_000, 1_000, 320)

OPENING = 72

_CODE = re.compile("`([^`]+)`")

TITLES: Mapping[Theme, str] = {
    "data": "The data",
    "order": "Does the reward tell good from bad?",
    "signal": "Is there signal inside a group?",
    "spread": "How are the scores spread?",
    "bias": "Does it pay for what it should not?",
    "parts": "What the reward is made of",
    "attacks": "What known-bad answers are paid",
    "judges": "The judges",
}

# The sections of the page below its summary, by their places.
SECTIONS = {
    "findings": "Findings",
    "changes": "What changed",
    "samples": "Samples",
    "ladder": "Quality ladder",
    "unscored": "Unscored replies",
    "attacks": "Attacks",
    "contract": "Contract",
    "signal": "Group signal",
    "judges": "Judges",
    "bias": "Bias",
    "parts": "Parts",
    "worst": "Worst prompts",
    "disagreements": "Disagreements",
    "faults": "Errors",
    "cost": "Cost",
    "measurements": "All measurements",
}

# Where the page shows what is behind a measurement: by its own name, or by its theme.
_EVIDENCE = {
    "conformance": "contract",
    "scored_share": "faults",
    "unscored_replies": "unscored",
    "data": "measurements",
    "order": "worst",
    "signal": "signal",
    "spread": "ladder",
    "bias": "bias",
    "parts": "parts",
    "attacks": "attacks",
    "judges": "judges",
}

_FAULTY_PARTS = {
    "reward": "the reward",
    "judges": "the judges",
    "data": "what left samples without a score",
}

# Krippendorff's (2004) alpha from which ratings can be relied on.
ENOUGH_AGREEMENT = 0.8


def cost_in_words(cost: Cost) -> str:
    """What all answers cost, what this run paid, and what has no known cost."""
    least = "at least " if cost.unanswered and cost.dollars is not None else ""
    said = f"{least}{dollars_text(cost.dollars)} for all answers, "
    if cost.questions:
        paid = dollars_text(cost.paid)
        questions = "1 question" if cost.questions == 1 else f"{cost.questions:,} questions"
        said += f"of which this run paid {paid} for {questions}"
    else:
        said += "all of them remembered: this run paid nothing"
    if cost.unanswered:
        said += f"; {cost.unanswered:,} had no answer, and what they cost is unknown"
    unknown = [model.usage.model for model in cost.models if model.dollars is None]
    if unknown:
        said += f"; no price is known for {', '.join(unknown)}"
    return said


def dollars_text(amount: float | None) -> str:
    """Dollars to the cent, small amounts to a hundredth of a cent; an unknown amount is never 0."""
    if amount is None:
        return "an unknown amount"
    if 0 < amount < 0.0001:
        return "< $0.0001"
    return f"${amount:,.2f}" if amount >= 1 else f"${amount:.4f}"


def number(value: float | None) -> str:
    """A score, grade or count: whole numbers without decimals, others with three."""
    if value is not None and math.isfinite(value) and value == int(value) and abs(value) < 1e9:
        return f"{value:,.0f}"
    return decimals(value)


def short_number(value: float) -> str:
    """A number for a label: three digits are enough of a fraction."""
    return f"{value:g}" if abs(value) >= 100 else f"{value:.3g}"


def decimals(value: float | None) -> str:
    """An estimate, with three decimals; a share that only nearly is 0 or 1 does not look it."""
    if value is None or not math.isfinite(value):
        return "undefined"
    value = round(value, 9)
    if 0 < value < 0.0005:
        return "< 0.001"
    if 0.9995 <= value < 1:
        return "> 0.999"
    if value != 0 and not 0.0005 <= abs(value) < 1e6:
        return f"{value:.3g}"
    return f"{value:,.3f}"


def headline(trials: CheckResults) -> str | None:
    """The attack that is paid most, and the reply that shows it; None where none is paid."""
    worst = None if trials.probing is None else trials.probing.worst_attack
    if worst is None or worst.ratio is None or worst.ratio <= PAID:
        return None
    named = f"{worst.name.replace('_', ' ')}, {worst.imitates}"
    shown = worst.shown_example
    return f"{named}: {quote_reply(shown)} ({shown.made}) {pay_text(shown)}" if shown else named


def pay_in_words(result: AttackResult) -> str:
    """`0.98 of gold's pay, on 96.0 % of prompts`."""
    if result.ratio is None:
        return "undefined"
    works = result.works.value
    share = "" if works is None else f", on {100 * works:.0f} % of prompts"
    return f"{decimals(result.ratio)} of gold's pay{share}"


def pay_text(example: Example) -> str:
    """`earns 1, where the least paid wrong answer earns 0 and the gold (“8”) 1`."""
    pay = "nothing, since the reward failed" if example.pay is None else number(example.pay)
    if example.wrong is None or example.gold is None:
        return f"earns {pay}"
    answer = f"(“{_shorten(example.answer, LONGEST_GOLD)}”) " if example.answer.strip() else ""
    return (
        f"earns {pay}, where the least paid wrong answer earns {number(example.wrong)} "
        f"and the gold {answer}{number(example.gold)}"
    )


def quote_reply(example: Example) -> str:
    """The reply on one line, cut to what a line can show."""
    text = _shorten(example.text, LONGEST_REPLY)
    return f"“{text}”" if text else "an empty reply"


def _shorten(text: str, most: int) -> str:
    """The text on one line, of so many characters at most."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def unprobed_lines(trials: CheckResults) -> tuple[str, ...]:
    """What was not tried, and why, a line each."""
    if trials.probing is None:
        return ("no attack was tried",)
    return trials.probing.not_probed


# Faults that a person is shown, each on the first of its replies.
MOST_UNSCORED = 3


def unscored_lines(replies: Sequence[UnscoredReply]) -> list[str]:
    """Each fault of the kit's own replies that have no score, on one reply, and on how many.

    Faults at one place and of one type are one. Where the others are listed, the caller says, who
    knows what is written.
    """
    groups: dict[tuple[str, str], list[UnscoredReply]] = {}
    for reply in replies:
        groups.setdefault((reply.fault.partition(":")[0], reply.origin), []).append(reply)
    lines = []
    for held in [*groups.values()][:MOST_UNSCORED]:
        more = f" (and {len(held) - 1:,} more)" if len(held) > 1 else ""
        lines.append(" ".join(held[0].says.split()) + more)
    rest = len(groups) - MOST_UNSCORED
    return [*lines, f"{rest} other faults"] if rest > 0 else lines


def deciding_findings(findings: Sequence[Finding]) -> list[Finding]:
    """Up to three findings behind the verdict: the worst ones, or of a PASS the tightest."""
    verdict = overall_verdict(findings)
    decide = [f for f in findings if f.override is None and f.verdict == verdict]
    return sort_findings(decide)[:MOST_DECIDING]


def sort_findings(findings: Sequence[Finding]) -> list[Finding]:
    """FAIL before INCONCLUSIVE before PASS; the farthest beyond its bound or nearest to it first.

    What is left open stays in the gate's order.
    """

    def place(finding: Finding) -> tuple[int, float]:
        room = 0.0 if finding.verdict == "INCONCLUSIVE" else _margin(finding)
        return WORST_FIRST.index(finding.verdict), room

    return sorted(findings, key=place)


def _margin(finding: Finding) -> float:
    """The distance from the deciding end of the interval to the bound, in widths of the interval.

    Negative beyond the bound; infinite where there is no sampling error, or no interval at all.
    """
    measured, bound = finding.measured, finding.bound
    interval = None if measured is None else interval_ends(measured)
    beyond = -math.inf if finding.verdict == "FAIL" else math.inf
    if measured is None or interval is None:
        return beyond
    pessimistic, optimistic = interval
    end, aim = optimistic, bound.fails_at
    if finding.verdict == "PASS" and bound.pass_at is not None:
        end, aim = pessimistic, bound.pass_at
    width = abs(optimistic - pessimistic)
    if aim is None or width == 0:
        return beyond
    room = end - aim if find_metric(measured.name).direction == "at_least" else aim - end
    return room / width


def turn_text(turn: Message) -> str:
    """What a turn says, and the tools it calls."""
    calls = [f"calls {call.name}({as_text(call.arguments)})" for call in turn.tool_calls]
    return "\n".join(filter(None, [turn.content, *calls]))


def prompt_turns(sample: Sample) -> tuple[Message, ...]:
    """The turns before the reply."""
    return sample.messages[:-1] if sample.answered else sample.messages


def opening_words(turns: Sequence[Message]) -> str:
    """The first words of what was asked last, for a line."""
    words = turns[-1].content if turns else ""
    return textwrap.shorten(words[:1000], OPENING, placeholder=" …")


def reference_text(reference: Any) -> str:
    """A reference answer as it is, or a line for each of its fields."""
    if not isinstance(reference, Mapping):
        return as_text(reference)
    return "\n".join(f"{field}: {as_text(value)}" for field, value in reference.items())


def as_text(value: Any) -> str:
    """A text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def code_markup(text: str) -> Markup:
    """Escaped, with what stands between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))


def theme_of(name: str, raters: Collection[str] = ()) -> Theme:
    """The theme of a measurement; `NAME:rater` belongs to the judges, whatever NAME is."""
    which = name.partition(":")[2]
    return "judges" if which and which in raters else find_metric(name).theme


def evidence_place(name: str, contents: Collection[str] = tuple(SECTIONS)) -> str:
    """The section, of those that the page has, that shows what is behind a measurement."""
    place = _EVIDENCE.get(name) or _EVIDENCE[find_metric(name).theme]
    return place if place in contents else "measurements"


def date_text(date: str) -> str:
    """`2026-03-01 12:30 UTC` of a date in ISO 8601."""
    when = datetime.fromisoformat(date)
    return f"{when:%Y-%m-%d %H:%M} {when.tzname() or ''}".rstrip()


def verdict_meaning(findings: Sequence[Finding], raters: Collection[str] = ()) -> str:
    """What the verdict means for the run, in a sentence or two."""
    verdict = overall_verdict(findings)
    if verdict == "PASS":
        return _pass_meaning(findings)
    found = [f.name for f in findings if f.verdict == verdict and f.override is None]
    share = f"{len(found)} of {len(findings)} findings"
    if verdict == "INCONCLUSIVE":
        return f"The data do not decide it yet, so training should wait: {share} are open."
    themes = {theme_of(name, raters) for name in found}
    faulty = {theme if theme in _FAULTY_PARTS else "reward" for theme in themes}
    *others, last = (says for part, says in _FAULTY_PARTS.items() if part in faulty)
    mend = f"{', '.join(others)} and {last}" if others else last
    return f"Training should not start. First mend {mend}: {share} failed."


def _pass_meaning(findings: Sequence[Finding]) -> str:
    overridden = sum(finding.override is not None for finding in findings)
    if not overridden:
        return f"Training may start: every bound of the gate is met, {len(findings)} in all."
    left = len(findings) - overridden
    return (
        f"Training may start, but only because {overridden} of {len(findings)} bounds "
        f"{'was' if overridden == 1 else 'were'} overridden in writing; {left} met."
    )


def measurement_text(name: str) -> str:
    """What a measurement says, and of whom or what where it is one of several."""
    of = name.partition(":")[2]
    return f"{of}: {find_metric(name).says}" if of else find_metric(name).says


def bound_in_words(name: str, bound: Bound) -> str:
    """`passes from 0.65, fails below 0.55`, by the direction of the measure."""
    upwards = find_metric(name).direction == "at_least"
    passes, beyond = ("from {:g}", "below") if upwards else ("up to {:g}", "above")
    says = [] if bound.pass_at is None else [f"passes {passes.format(bound.pass_at)}"]
    says += [f"where the model is right in {start:g}: {at:g}" for start, at in bound.steps]
    if bound.fails_at is not None and not find_metric(name).is_supply:  # few data never fail
        fails = "it" if bound.fails_at == bound.pass_at else format(bound.fails_at, "g")
        says.append(f"fails {beyond} {fails}")
    if bound.warn_at is not None:
        says.append(f"remark {beyond} {bound.warn_at:g}")
    return ", ".join(says)


def ends_in_words(measured: Measurement) -> str:
    """`0.276 to 0.406`; `exact` for a number without sampling error."""
    if measured.low is None or measured.high is None:
        return "no interval"
    if measured.low == measured.high:
        return "exact"
    return f"{decimals(measured.low)} to {decimals(measured.high)}"


def plot_description(measured: Measurement, bound: Bound) -> str:
    """A plotted measurement for whoever cannot see the plot."""
    says = f"{measured.name} {decimals(measured.value)}, 95 % interval: {ends_in_words(measured)}"
    return f"{says}; {bound_in_words(measured.name, bound)}" if bound.decides else says


@dataclass(frozen=True)
class JudgesToAgree:
    """How many judges like these would agree well enough, by Spearman and Brown (1910).

    Attributes:
        one: Krippendorff's alpha of these judges: how reliable the ratings of one are.
        mean: how reliable the mean of all of them is; None where one is not reliable at all.
        count: how many judges there are.
        needed: the fewest whose mean is as reliable as `ENOUGH_AGREEMENT`; None where no number is.
    """

    one: float
    mean: float | None
    count: int
    needed: int | None

    @property
    def words(self) -> str:
        enough = f"an alpha of {ENOUGH_AGREEMENT:g}"
        if self.mean is None or self.needed is None:
            return (
                f"These {self.count} judges do not agree beyond chance, so the mean of no number "
                f"of judges like these would reach {enough}."
            )
        those = "one judge" if self.needed == 1 else f"the mean of {self.needed:,} judges"
        return (
            f"One of these judges has an alpha of {decimals(self.one)}, and the mean of all "
            f"{self.count} has {decimals(self.mean)}; {those} like these would reach {enough} "
            "(Spearman and Brown)."
        )


def judges_to_agree(measurements: Sequence[Measurement]) -> JudgesToAgree | None:
    """The number of judges by their measured agreement; None where that has no value."""
    measured = {measurement.name: measurement.value for measurement in measurements}
    one, count = measured.get("krippendorff_alpha"), int(measured.get("judges") or 0)
    if one is None:
        return None
    if one <= 0:
        return JudgesToAgree(one, None, count, None)
    needed = 1 if one >= ENOUGH_AGREEMENT else int(judges_needed(one, ENOUGH_AGREEMENT))
    return JudgesToAgree(one, spearman_brown(one, count), count, needed)


def percent(share: float) -> str:
    """`46.5 %`; `not known` for nan, and never 0 or 100 for what only nearly is."""
    if share != share:
        return "not known"
    if 0 < share < 0.0005:
        return "< 0.1 %"
    return "> 99.9 %" if 0.9995 <= share < 1 else f"{100 * share:.1f} %"
