"""How far the judges agree: over all replies, and inside prompts, where training looks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from validation.assumptions import Scale, rating_scales
from validation.catalogue import Reason
from validation.measurement import Measurement, undefined_measurement
from validation.measures.estimates import (
    jackknife_estimate,
    mean_estimate,
    point_estimate,
    ratio_estimate,
)
from validation.measures.signal import mode_share
from validation.scoring import Column, ScoreTable
from validation.statistics.advantage import zero_variance
from validation.statistics.alpha import (
    Level,
    krippendorff_alpha,
    krippendorff_alpha_leave_one_out,
    pairable_mask,
)
from validation.statistics.chance import agreement_weights, categories_of, counts_of, gwet_ac
from validation.statistics.icc import (
    Icc,
    icc_of_sums,
    icc_sums,
    prompt_ws,
    within_prompt_icc,
    within_prompt_icc_leave_one_out,
)
from validation.statistics.intervals import jackknife_t_log
from validation.statistics.pairs import pair_counts
from validation.statistics.values import Floats, Ints, round_values

MOST_VALUES = 20
"""Up to so many different ratings count as categories."""


@dataclass(frozen=True)
class Ratings:
    """Ratings (N, J) of the judges that gave any, by prompt (N,)."""

    raters: tuple[Column, ...]
    scales: tuple[Scale, ...]
    values: Floats
    prompts: Ints

    @property
    def names(self) -> list[str]:
        return [rater.name for rater in self.raters]

    @property
    def pairs(self) -> Iterator[tuple[int, int]]:
        """Places of every two judges."""
        return combinations(range(len(self.raters)), 2)

    @property
    def complete(self) -> tuple[Floats, Ints]:
        """Units in which no rating is missing, and their prompts."""
        held = ~np.isnan(self.values).any(axis=1)
        return self.values[held], self.prompts[held]

    @cached_property
    def categories(self) -> Floats | None:
        """The distinct ratings, rising; None where there are more than twenty."""
        found = categories_of(self.values[: 1 << 12])
        if found.size <= MOST_VALUES:  # few of the first, so it is worth sorting all
            found = categories_of(self.values)
        return found if found.size <= MOST_VALUES else None

    @property
    def declared_steps(self) -> Floats | None:
        """Every step of the whole-numbered scale that all judges declare; None without one."""
        widths = {scale.high - scale.low for scale in self.scales}
        width = widths.pop() if len(widths) == 1 else 0.0
        declared = all(scale.source == "declared" for scale in self.scales)
        if not declared or not 1 <= width < MOST_VALUES or width % 1:
            return None
        steps = np.arange(width + 1) / width
        found = self.categories
        fits = found is not None and bool(np.isin(found, round_values(steps)).all())
        return steps if fits else None


def ratings_of(table: ScoreTable, declared: Mapping[str, Scale]) -> Ratings:
    """Of every rater with a usable rating."""
    raters = table.raters
    scales = tuple(rating_scales(raters, declared))
    columns = [s.to_unit(rater.values) for rater, s in zip(raters, scales, strict=True)]
    values = np.column_stack(columns) if columns else np.full((len(table.rows), 0), np.nan)
    return Ratings(raters, scales, round_values(values), table.prompts)


FEWEST_ALIKE = 10
"""Prompts from which ratings that are all the same are the judges' fault, and no accident."""

LEVELS: tuple[tuple[str, Level], ...] = (
    ("krippendorff_alpha", "interval"),
    ("krippendorff_alpha_ordinal", "ordinal"),
    ("krippendorff_alpha_nominal", "nominal"),
)


def measure_agreement(ratings: Ratings) -> list[Measurement]:
    """Krippendorff's alpha at three levels, and the judges' reliability inside prompts."""
    used = pairable_mask(ratings.values)
    values, prompts = ratings.values[used], ratings.prompts[used]
    return [
        *(_alpha(name, level, ratings, values, prompts) for name, level in LEVELS),
        _within_prompt_reliability(ratings),
    ]


def _alpha(name: str, level: Level, ratings: Ratings, values: Floats, prompts: Ints) -> Measurement:
    """Of the pairable values alone."""
    method = f"{level} level; delete-one-prompt jackknife-t on log(1-a)"
    if len(ratings.raters) < 2:
        return undefined_measurement(name, "few_judges", 0, "prompts", method)
    if not values.size:
        return undefined_measurement(name, "no_shared_ratings", 0, "prompts", method)
    if level == "nominal" and ratings.categories is None:
        return undefined_measurement(name, "many_values", 0, "prompts", method)
    value = krippendorff_alpha(values, level)
    if np.isnan(value):
        n = np.unique(prompts).size
        reason: Reason = "ratings_alike" if n >= FEWEST_ALIKE else "few_shared_ratings"
        return undefined_measurement(name, reason, n, "prompts", method)
    left_out = krippendorff_alpha_leave_one_out(values, prompts, level)
    return jackknife_estimate(name, value, jackknife_t_log(value, left_out), left_out.size, method)


def _within_prompt_reliability(ratings: Ratings) -> Measurement:
    name = "within_prompt_agreement"
    method = "ICC(C,k) of prompt-centred ratings; delete-one-prompt jackknife-t on log(1-r)"
    if len(ratings.raters) < 2:
        return undefined_measurement(name, "few_judges", 0, "prompts", method)
    values, prompts = ratings.complete
    left_out = within_prompt_icc_leave_one_out(values, prompts)
    if left_out.size == 0:
        return undefined_measurement(name, "no_shared_samples", 0, "prompts", method)
    value = within_prompt_icc(values, prompts)
    if np.isnan(value):
        reason: Reason = (
            "judges_oppose" if _varies_within_prompt(values, prompts) else "ratings_alike"
        )
        return undefined_measurement(name, reason, left_out.size, "prompts", method)
    return jackknife_estimate(name, value, jackknife_t_log(value, left_out), left_out.size, method)


def _varies_within_prompt(values: Floats, prompts: Ints) -> bool:
    """Whether any judge's ratings differ inside a prompt."""
    return not all(zero_variance(column, prompts).all() for column in values.T)


def measure_chance(ratings: Ratings) -> list[Measurement]:
    """Gwet's AC2 with the crowding that asks for it, Kendall's W, and preferences."""
    return [
        _gwet_ac2(ratings),
        _mode_rate(ratings),
        _kendall_w(ratings),
        _preference_agreement(ratings),
    ]


def _gwet_ac2(ratings: Ratings) -> Measurement:
    name, method = "gwet_ac2", "quadratic weights, the declared steps as categories (Gwet 2014)"
    steps = ratings.declared_steps
    reason: Reason | None = "few_judges" if len(ratings.raters) < 2 else None
    if reason or steps is None:
        return undefined_measurement(name, reason or "no_categories", 0, "samples", method)
    counts = counts_of(ratings.values, steps)
    n = int((counts.sum(axis=1) > 1).sum())
    value = gwet_ac(counts, agreement_weights(steps, "quadratic"))
    if n == 0:
        return undefined_measurement(name, "no_shared_samples", 0, "samples", method)
    return point_estimate(name, value, n, "samples", f"{steps.size} steps; {method}")


def _mode_rate(ratings: Ratings) -> Measurement:
    name, given = "rating_mode_rate", ~np.isnan(ratings.values)
    if not given.any():
        return undefined_measurement(name, "few_judges", 0, "prompts", "share of all ratings")
    owner = np.broadcast_to(ratings.prompts[:, None], given.shape)[given]
    return mode_share(name, ratings.values[given], owner)


def _kendall_w(ratings: Ratings) -> Measurement:
    """Of judges that vary at all: with a constant one, W is a number that means nothing."""
    name, method = "kendall_w", "tie-corrected, mean over prompts"
    if len(ratings.raters) < 2:
        return undefined_measurement(name, "few_judges", 0, "prompts", method)
    values, prompts = ratings.complete
    if not values.size:
        return undefined_measurement(name, "no_shared_samples", 0, "prompts", method)
    varied = np.ptp(values, axis=0) > 0
    found = prompt_ws(values[:, varied], prompts) if varied.sum() > 1 else np.full(1, np.nan)
    if np.isnan(found).all():
        return undefined_measurement(name, "no_variation", 0, "prompts", method)
    return mean_estimate(name, found, f"{varied.sum()} judges that vary, {method}")


def _preference_agreement(ratings: Ratings) -> Measurement:
    """Over every two judges; ties are left out."""
    name, method = "preference_agreement", "of pairs of one prompt that two judges order"
    if len(ratings.raters) < 2:
        return undefined_measurement(name, "few_judges", 0, "prompts", method)
    found = [
        pair_counts(ratings.values[:, one], ratings.values[:, other], ratings.prompts)
        for one, other in ratings.pairs
    ]
    same = np.sum([pairs.right for pairs in found], axis=0)
    ordered = same + np.sum([pairs.wrong for pairs in found], axis=0)
    if not ordered.any():
        shared = (~np.isnan(ratings.values)).sum(axis=1).max(initial=0) > 1
        reason: Reason = "no_variation" if shared else "no_shared_samples"
        return undefined_measurement(name, reason, 0, "prompts", method)
    return ratio_estimate(name, same, ordered, method)


FORMS = {
    "icc_1": "ICC(1)",
    "icc_1k": "ICC(1,k)",
    "icc_a1": "ICC(A,1)",
    "icc_ak": "ICC(A,k)",
    "icc_c1": "ICC(C,1)",
    "icc_ck": "ICC(C,k)",
}


def measure_icc(ratings: Ratings) -> list[Measurement]:
    """The six of McGraw and Wong (1996), over replies that every judge rated."""
    sums = icc_sums(ratings.values, ratings.prompts)
    if len(ratings.raters) < 2 or not sums.size:
        reason: Reason = "few_judges" if len(ratings.raters) < 2 else "no_shared_samples"
        return [
            undefined_measurement(name, reason, 0, "prompts", form) for name, form in FORMS.items()
        ]
    total = sums.sum(axis=0)
    values, left_out = _icc_forms(icc_of_sums(total)), _icc_forms(icc_of_sums(total - sums))
    return [
        _icc_measurement(name, float(value), left)
        for name, value, left in zip(FORMS, values, left_out, strict=True)
    ]


def _icc_forms(found: Icc) -> list[Floats]:
    return [found.icc1, found.icc1k, found.icc2, found.icc2k, found.icc3, found.icc3k]


def _icc_measurement(name: str, value: float, left_out: Floats) -> Measurement:
    method = f"{FORMS[name]} over all replies; delete-one-prompt jackknife-t on log(1-r)"
    if np.isnan(value):
        return undefined_measurement(name, "no_variation", left_out.size, "prompts", method)
    return jackknife_estimate(name, value, jackknife_t_log(value, left_out), left_out.size, method)
