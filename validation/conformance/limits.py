"""Whether every score lies in the range that was declared."""

from math import isfinite

from validation.conformance.check import Check, failed, passed, unchecked
from validation.conformance.trial import Trial

_NAME = "the declared range"


def check_range(trial: Trial, declared: tuple[float, float] | None) -> Check:
    """All scores seen, against the range; without one, their ends are reported."""
    scores = [score for score in trial.seen if isfinite(score)]
    if not scores:
        return unchecked(_NAME, "no finite score was seen")
    low, high = min(scores), max(scores)
    seen = f"scores from {low:.4g} to {high:.4g} were seen"
    if declared is None:
        return unchecked(_NAME, f"none is declared (--range LOW HIGH would); {seen}")
    least, most = declared
    if least <= low and high <= most:
        return passed(_NAME, f"{seen}, within [{least:g}, {most:g}]")
    fix = "Bring the scores into the range, or declare the range that the reward really has."
    return failed(_NAME, f"{seen}, beyond [{least:g}, {most:g}]", fix)
