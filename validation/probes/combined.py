"""The two attacks that work best, one after the other in one reply."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rewards.types import Message
from validation.probes.alike import holds
from validation.probes.asking import Asked
from validation.probes.findings import AttackResult
from validation.probes.measured import result_of
from validation.probes.scale import Scale
from validation.probes.trials import Trial
from validation.probes.trick import Trick

NAME = "combined"
_SOME, _ALL = 0.05, 0.95
"""Below one nothing works; above the other nothing is left to gain."""


def combined(
    results: Sequence[AttackResult],
    tried: Mapping[str, Sequence[Trial]],
    ask: Asked,
    scale: Scale,
    calls: int,
) -> list[AttackResult]:
    """The result of the two together; none where one alone does it, or they hold the gold."""
    ranked = sorted(
        (r for r in results if r.competes and (r.ratio or 0.0) > _SOME),
        key=lambda r: -(r.ratio or 0.0),
    )
    plain = [r.name for r in ranked if all(_is_plain(trial) for trial in tried[r.name])]
    if len(plain) < 2 or (ranked[0].ratio or 0.0) > _ALL:
        return []
    first, second = ({t.case.row.prompt_id: t for t in tried[name]} for name in plain[:2])
    made = [_joined(first[prompt], second[prompt]) for prompt in first if prompt in second]
    if not made or ask.cost(trial.shown for trial in made) > calls:
        return []
    return [result_of(NAME, made, ask, scale)]


def _is_plain(trial: Trial) -> bool:
    """Without the gold anywhere: two such texts together are no right answer."""
    trick = trial.trick
    return (
        not trick.reply.tool_calls
        and bool(trick.reply.content.strip())
        and trick.worth == 0
        and not (trial.case.answer and holds(trick.reply.content, trial.case.answer))
        and trial.case.real != trick.reply
    )


def _joined(first: Trial, second: Trial) -> Trial:
    text = f"{first.trick.reply.content}\n\n{second.trick.reply.content}"
    made = f"{first.attack} and {second.attack}"
    trick = Trick(Message("assistant", text), made, "", 0.0)
    return replace(first, attack=NAME, trick=trick)
