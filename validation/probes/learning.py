"""What a run can be expected to learn: how well the reward orders replies, less what is gamed."""

from itertools import product

from validation.measurement import Measurement, undefined

NAME = "expected_learning"
_METHOD = "advantage efficiency x (1 - excess pay ratio cut to 0..1), ends combined"


def expected_learning(efficiency: Measurement, ratio: Measurement) -> Measurement:
    """The product of both, which ranked rewards best in a simulation.

    Its ends are the least and the largest product of theirs: an interval that is never too short.
    """
    for part in (efficiency, ratio):
        if part.value is None or part.low is None or part.high is None:
            reason = part.reason or "few_probed"
            return undefined(NAME, reason, min(efficiency.n, ratio.n), "prompts", _METHOD)
    ends = [
        found
        for found in (
            _left(one, other)
            for one, other in product(
                (efficiency.value, efficiency.low, efficiency.high),
                (ratio.value, ratio.low, ratio.high),
            )
        )
        if found is not None
    ]
    return Measurement(
        NAME,
        ends[0],
        min(ends),
        max(ends),
        min(efficiency.n, ratio.n),
        "prompts",
        _METHOD,
        trusted_from=max(efficiency.trusted_from, ratio.trusted_from),
    )


def _left(efficiency: float | None, ratio: float | None) -> float | None:
    if efficiency is None or ratio is None:
        return None
    return efficiency * (1 - min(max(ratio, 0.0), 1.0))
