"""How much data there is, how much of it was scored, and how the scores are spread."""

from functools import partial

from validation.metrics.metric import (
    EXACT,
    PLAIN_SHARE,
    Estimate,
    Found,
    Metric,
    Undefined,
    sample_share,
)
from validation.metrics.target_scores import TargetScores, needs_scores
from validation.statistics.values import Floats, Ints, encode_values, saturation

_FINER = "let the reward tell more apart: grade on more steps, or add a part that does"
_SHARE = "share of scores"


def _scored_share(scores: TargetScores) -> Found:
    table, target = scores.table, scores.table.target
    errors = f"{len(target.errors)} errors and {target.abstentions} abstentions of the target"
    failing = [f"{len(j.errors)} errors of {j.name}" for j in table.judges if j.errors]
    return Estimate(table.scored_share, len(table.rows), method=", ".join([errors, *failing]))


def _model_replies(scores: TargetScores) -> Found:
    rows = scores.table.rows
    return Estimate(sum(row.made is None and row.sample.answered for row in rows), len(rows))


_supply_metric = partial(Metric[TargetScores], theme="data", interval=EXACT)

SUPPLY: tuple[Metric[TargetScores], ...] = (
    _supply_metric(
        "prompts",
        "distinct prompts in the data",
        fix="add prompts",
        method="distinct prompt_id",
        is_supply=True,
        of=lambda scores: Estimate(scores.table.prompt_count, scores.table.prompt_count),
    ),
    _supply_metric(
        "samples",
        "replies in the data",
        fix="add replies",
        method="rows of the data",
        unit="samples",
        is_supply=True,
        of=lambda scores: Estimate(len(scores.table.rows), len(scores.table.rows)),
    ),
    _supply_metric(
        "model_replies",
        "replies that a model wrote: rows without a mark that they were `made`",
        fix="draw replies with `assay sample` from the model that you will train, and grade them; "
        "or say `made_answers = true` in the gate where no more is wanted",
        method="rows without `made`",
        unit="samples",
        is_supply=True,
        of=_model_replies,
    ),
    _supply_metric(
        "scored_share",
        "share of samples that the target scored and no judge failed on",
        fix="mend what raises, as the first exception shows; an abstention must become a number",
        unit="samples",
        of=_scored_share,
    ),
)


def _end_rate(scores: TargetScores, *, at_top: bool) -> Found:
    (values, prompts), scale = scores.scored_samples, scores.scale
    hit = values >= scale.high if at_top else values <= scale.low
    end = f"above {scale.high:g}" if at_top else f"below {scale.low:g}"
    return sample_share(hit, prompts, f"{_SHARE} at or {end}, {scale.source}")


def mode_share(values: Floats, prompts: Ints) -> Estimate:
    """Share of the commonest of the values (n,), none missing, by prompt (n,)."""
    codes, counts = encode_values(values)
    at_mode = codes == counts.argmax()
    return sample_share(at_mode, prompts, f"share at {values[at_mode][0]:g}, held fixed")


def _distinct_values(scores: TargetScores) -> Found:
    found = saturation(scores.values, scores.scale.low, scores.scale.high)
    if found.distinct == 1 and not scores.has_contrast:
        return Undefined("no_contrast", found.n)
    return Estimate(found.distinct, found.n, method="told apart at nine decimals")


def _entropy_bits(scores: TargetScores) -> Found:
    found = saturation(scores.values, scores.scale.low, scores.scale.high)
    return Estimate(found.entropy_bits, found.n, method="of the scores' own shares")


_metric = partial(Metric[TargetScores], theme="spread", method=_SHARE, needs=needs_scores)
_rate_metric = partial(_metric, direction="at_most", interval=PLAIN_SHARE)

SPREAD: tuple[Metric[TargetScores], ...] = (
    _rate_metric(
        "ceiling_rate",
        "share of samples at the top of the reward's range",
        fix="make the top harder to reach",
        of=lambda scores: _end_rate(scores, at_top=True),
    ),
    _rate_metric(
        "floor_rate",
        "share of samples at the bottom of the reward's range",
        fix="give partial credit, or drop prompts that are always or never answered",
        of=lambda scores: _end_rate(scores, at_top=False),
    ),
    _rate_metric(
        "mode_rate",
        "share of samples at the commonest score",
        fix=_FINER,
        of=lambda scores: mode_share(*scores.scored_samples),
    ),
    _metric(
        "distinct_values",
        "how many different scores there are",
        fix=_FINER,
        interval=EXACT,
        unit="samples",
        of=_distinct_values,
    ),
    _metric(
        "entropy_bits",
        "how many bits a score tells, on average",
        fix=_FINER,
        unit="samples",
        of=_entropy_bits,
    ),
)
