"""How much data there is, how much of it was scored, and how the scores are spread."""

from validation.metrics.metric import (
    EXACT,
    PLAIN_SHARE,
    Estimate,
    Found,
    Metric,
    sample_share,
)
from validation.metrics.target_scores import TargetScores, needs_scores
from validation.statistics.values import Floats, Ints, encode_values, saturation


def _scored_share(scores: TargetScores) -> Found:
    table, target = scores.table, scores.table.target
    errors = f"{len(target.errors)} errors and {target.abstentions} abstentions of the target"
    failing = [f"{len(j.errors)} errors of {j.name}" for j in table.judges if j.errors]
    return Estimate(table.scored_share, len(table.rows), method=", ".join([errors, *failing]))


SUPPLY: tuple[Metric[TargetScores], ...] = (
    Metric(
        "prompts",
        "data",
        "distinct prompts in the data",
        "add prompts",
        method="distinct prompt_id",
        interval=EXACT,
        is_supply=True,
        of=lambda scores: Estimate(scores.table.prompt_count, scores.table.prompt_count),
    ),
    Metric(
        "samples",
        "data",
        "replies in the data",
        "add replies",
        method="rows of the data",
        interval=EXACT,
        unit="samples",
        is_supply=True,
        of=lambda scores: Estimate(len(scores.table.rows), len(scores.table.rows)),
    ),
    Metric(
        "scored_share",
        "data",
        "share of samples that the target scored and no judge failed on",
        "mend what the errors in the report say; an abstention must become a number",
        interval=EXACT,
        unit="samples",
        of=_scored_share,
    ),
)


def _ceiling_rate(scores: TargetScores) -> Found:
    (values, prompts), scale = scores.scored, scores.scale
    method = f"share of scores at or above {scale.high:g}, {scale.source}"
    return sample_share(values >= scale.high, prompts, method)


def _floor_rate(scores: TargetScores) -> Found:
    (values, prompts), scale = scores.scored, scores.scale
    method = f"share of scores at or below {scale.low:g}, {scale.source}"
    return sample_share(values <= scale.low, prompts, method)


def mode_share(values: Floats, prompts: Ints) -> Estimate:
    """Share of the commonest of the values (n,), none missing, by prompt (n,)."""
    codes, counts = encode_values(values)
    at_mode = codes == counts.argmax()
    return sample_share(at_mode, prompts, f"share at {values[at_mode][0]:g}, held fixed")


def _distinct_values(scores: TargetScores) -> Found:
    found = saturation(scores.values, scores.scale.low, scores.scale.high)
    return Estimate(found.distinct, found.n, method="told apart at nine decimals")


def _entropy_bits(scores: TargetScores) -> Found:
    found = saturation(scores.values, scores.scale.low, scores.scale.high)
    return Estimate(found.entropy_bits, found.n, method="of the scores' own shares")


_FINER = "let the reward tell more apart: grade on more steps, or add a part that does"
_SHARE = "share of scores"

SPREAD: tuple[Metric[TargetScores], ...] = (
    Metric(
        "ceiling_rate",
        "spread",
        "share of samples at the top of the reward's range",
        "make the top harder to reach",
        "at_most",
        method=_SHARE,
        interval=PLAIN_SHARE,
        needs=needs_scores,
        of=_ceiling_rate,
    ),
    Metric(
        "floor_rate",
        "spread",
        "share of samples at the bottom of the reward's range",
        "give partial credit, or drop prompts that are always or never answered",
        "at_most",
        method=_SHARE,
        interval=PLAIN_SHARE,
        needs=needs_scores,
        of=_floor_rate,
    ),
    Metric(
        "mode_rate",
        "spread",
        "share of samples at the commonest score",
        _FINER,
        "at_most",
        method=_SHARE,
        interval=PLAIN_SHARE,
        needs=needs_scores,
        of=lambda scores: mode_share(*scores.scored),
    ),
    Metric(
        "distinct_values",
        "spread",
        "how many different scores there are",
        _FINER,
        method=_SHARE,
        interval=EXACT,
        unit="samples",
        needs=needs_scores,
        of=_distinct_values,
    ),
    Metric(
        "entropy_bits",
        "spread",
        "how many bits a score tells, on average",
        _FINER,
        method=_SHARE,
        unit="samples",
        needs=needs_scores,
        of=_entropy_bits,
    ),
)
