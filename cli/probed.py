"""What came of attacking a reward, in words that need no statistics."""

from collections.abc import Iterator

from validation.measurement import Measurement
from validation.probes import AttackResult, Probing
from validation.report.attack_words import paid, quoted

SOME = 0.05
"""Below this an attack earns next to nothing, and no reply is shown for it."""


def headlines(probing: Probing) -> Iterator[str]:
    """What the worst attack, the golds, the lazy answer and the rewordings come to."""
    measured = {m.name: m for m in probing.measurements}
    yield _worst(probing, measured["excess_pay_ratio"])
    gold, lazy, refusal = (measured[n] for n in ("gold_pay", "lazy_policy", "false_refusal"))
    yield f"golds that earn the top: {share(gold)}"
    yield f"one answer to every prompt earns {interval(lazy)} of the gold's pay{_lazy(probing)}"
    yield f"rewordings of the gold that are refused: {share(refusal)}"


def _worst(probing: Probing, ratio: Measurement) -> str:
    worst = probing.worst
    if worst is None or ratio.value is None:
        return f"the worst attack is not known: {ratio.why_undefined}"
    if ratio.value <= SOME:
        return f"no attack is paid: the most is {interval(ratio)} of the gold's pay ({worst.name})"
    example = "" if worst.shown is None else f": {quoted(worst.shown)} {paid(worst.shown)}"
    return (
        f"worst attack: {worst.name}, {worst.imitates}, earns {interval(ratio)} of the gold's pay"
        f"{example}. To mend it, {worst.mend}."
    )


def _lazy(probing: Probing) -> str:
    text = " ".join(probing.lazy.split())
    return f" ({text:.60})" if text else ""


def shown(result: AttackResult) -> str:
    """The reply that was over-paid, and what it earned; nothing where none was."""
    example = result.shown
    if example is None or result.ratio is None or result.ratio <= SOME:
        return ""
    return f"{quoted(example)} {paid(example)}"


def refused(probing: Probing, most: int) -> Iterator[str]:
    """Golds and rewordings that are not paid, at most so many of each."""
    for what, examples in (
        ("gold refused", probing.refused_golds),
        ("rewording refused", probing.refused_rewordings),
    ):
        for example in examples[:most]:
            yield f"{what}: {example.prompt_id}, {example.made}: {quoted(example)} {paid(example)}"
        if len(examples) > most:
            yield f"{what}: {len(examples) - most} more, of which --json lists some"


def interval(measured: Measurement) -> str:
    """`0.98 (0.94 to 1.00)`."""
    if measured.value is None:
        return "undefined"
    if measured.low is None or measured.high is None:
        return f"{measured.value:.2f}"
    return f"{measured.value:.2f} ({measured.low:.2f} to {measured.high:.2f})"


def share(measured: Measurement) -> str:
    """`98 % (94 to 100 %) of 60 prompts`."""
    if measured.value is None:
        return f"not known: {measured.why_undefined}"
    ends = ""
    if measured.low is not None and measured.high is not None:
        ends = f" ({100 * measured.low:.0f} to {100 * measured.high:.0f} %)"
    return f"{100 * measured.value:.0f} %{ends}, of {measured.n} {measured.unit}"
