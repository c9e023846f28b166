"""How far the judges agree: over all replies, and inside prompts, where training looks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations

import numpy as np

from validation.assumptions import RunAssumptions, Scale, rating_scales
from validation.measurement import REASONS, Reason
from validation.metrics import metric
from validation.metrics.metric import Estimate, Found, Metric, Ratio, Undefined, varies
from validation.metrics.spread import mode_share
from validation.scoring import Column, ScoreTable
from validation.statistics import alpha, icc
from validation.statistics.advantage import zero_variance
from validation.statistics.alpha import Level
from validation.statistics.association import effective_judges, error_correlation
from validation.statistics.chance import agreement_weights, categories_of, counts_of, gwet_ac
from validation.statistics.icc import Icc
from validation.statistics.pairs import pair_counts
from validation.statistics.values import Floats, Ints, round_values

# Up to so many different ratings count as categories.
MOST_VALUES = 20

# Prompts from which ratings that are all the same are the judges' fault, and no accident.
FEWEST_ALIKE = 10

# Shared samples from which two judges that never differ are taken for one.
FEWEST_COPIES = 10


FIX = "sharpen the rubric, or drop the judge whose own within_prompt_accuracy is lowest"
SCALE = "say in the rubric what each point of the scale stands for, with an example of each"
FINER = "ask for finer grades, or have the judges rate replies from the whole range of quality"

_LOG = "delete-one-prompt jackknife-t on log(1-a)"

_AC2 = "quadratic weights, the declared steps as categories (Gwet 2014)"

_W = "tie-corrected, mean over prompts"

_KISH = "k / (1 + (k-1) r), r of errors against quality (Kish 1965)"


@dataclass(frozen=True)
class Ratings:
    """Ratings of the judges that gave any, on 0 to 1.

    Attributes:
        table: what everybody said.
        raters: the judges (J).
        scales: the scale of each, which its ratings were brought to 0..1 from.
        values: their ratings (N, J), nan where one is missing.
        prompts: the prompt of each sample (N,), codes from 0.
    """

    table: ScoreTable
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

    @cached_property
    def complete(self) -> tuple[Floats, Ints]:
        """Units in which no rating is missing, and their prompts."""
        held = ~np.isnan(self.values).any(axis=1)
        return self.values[held], self.prompts[held]

    @cached_property
    def comparable_ratings(self) -> tuple[Floats, Ints]:
        """Units that two judges rated, and their prompts."""
        held = alpha.pairable_mask(self.values)
        return self.values[held], self.prompts[held]

    @cached_property
    def reliability(self) -> tuple[Icc, Icc] | None:
        """The six coefficients, and those without each prompt; None without complete units."""
        sums = icc.icc_sums(self.values, self.prompts)
        total = sums.sum(axis=0)
        return (icc.icc_of_sums(total), icc.icc_of_sums(total - sums)) if sums.size else None

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


def ratings_of(table: ScoreTable, declared: RunAssumptions) -> Ratings:
    """The ratings of every rater that gave a usable one."""
    raters = table.raters
    scales = tuple(rating_scales(raters, declared.rating_scales))
    columns = [s.to_unit(rater.values) for rater, s in zip(raters, scales, strict=True)]
    values = np.column_stack(columns) if columns else np.full((len(table.rows), 0), np.nan)
    return Ratings(table, raters, scales, round_values(values), table.prompts)


def _needs_two(ratings: Ratings) -> Reason | None:
    return "few_judges" if len(ratings.raters) < 2 else None


def _judges(ratings: Ratings) -> Found:
    named = ", ".join(
        f"{name} on {scale.low:g} to {scale.high:g} ({scale.source})"
        for name, scale in zip(ratings.names, ratings.scales, strict=True)
    )
    return Estimate(len(ratings.raters), len(ratings.raters), method=named or "none")


def _degenerate_judges(ratings: Ratings) -> Found:
    """Judges that give one rating everywhere, and those that only repeat an earlier one."""
    faults = {}
    for place, name in enumerate(ratings.names):
        given = ratings.values[:, place]
        if np.nanmin(given) == np.nanmax(given):
            faults[name] = f"{name} gives one rating everywhere"
    for one, other in ratings.pairs:
        first, second = ratings.names[one], ratings.names[other]
        x, y = ratings.values[:, one], ratings.values[:, other]
        shared = ~np.isnan(x + y)
        is_copy = shared.sum() >= FEWEST_COPIES and bool((x[shared] == y[shared]).all())
        if is_copy and not {first, second} & set(faults):
            faults[second] = f"{second} is a copy of {first}"
    said = ", ".join(faults.values()) or "no constant judge and no copy"
    return Estimate(len(faults), len(ratings.raters), method=said)


def _alpha(level: Level, ratings: Ratings) -> Found:
    values, prompts = ratings.comparable_ratings
    if not values.size:
        return Undefined("no_shared_ratings")
    if level == "nominal" and ratings.categories is None:
        return Undefined("many_values")
    value = alpha.krippendorff_alpha(values, level)
    if np.isnan(value):
        n = np.unique(prompts).size
        return Undefined("ratings_alike" if n >= FEWEST_ALIKE else "few_shared_ratings", n)
    left_out = alpha.krippendorff_alpha_leave_one_out(values, prompts, level)
    return Estimate(value, left_out=left_out)


def _within_prompt_agreement(ratings: Ratings) -> Found:
    values, prompts = ratings.complete
    left_out = icc.within_prompt_icc_leave_one_out(values, prompts)
    if left_out.size == 0:
        return Undefined("no_shared_samples")
    value = icc.within_prompt_icc(values, prompts)
    if np.isnan(value):
        alike = all(zero_variance(column, prompts).all() for column in values.T)
        return Undefined("ratings_alike" if alike else "judges_oppose", left_out.size)
    return Estimate(value, left_out=left_out)


def _gwet_ac2(ratings: Ratings) -> Found:
    steps = ratings.declared_steps
    if steps is None:
        return Undefined("no_categories")
    counts = counts_of(ratings.values, steps)
    n = int((counts.sum(axis=1) > 1).sum())
    if n == 0:
        return Undefined("no_shared_samples")
    value = gwet_ac(counts, agreement_weights(steps, "quadratic"))
    return Estimate(value, n, method=f"{steps.size} steps; {_AC2}")


def _rating_mode_rate(ratings: Ratings) -> Found:
    given = ~np.isnan(ratings.values)
    if not given.any():
        return Undefined("few_judges")
    owner = np.broadcast_to(ratings.prompts[:, None], given.shape)[given]
    return mode_share(ratings.values[given], owner)


def _kendall_w(ratings: Ratings) -> Found:
    """Kendall's W of the judges that vary; a judge that never varies makes it meaningless."""
    values, prompts = ratings.complete
    if not values.size:
        return Undefined("no_shared_samples")
    varied = np.ptp(values, axis=0) > 0
    found = icc.prompt_ws(values[:, varied], prompts) if varied.sum() > 1 else np.full(1, np.nan)
    if np.isnan(found).all():
        return Undefined("no_variation")
    return metric.prompt_means(found, f"{varied.sum()} judges that vary, {_W}")


def _preference_agreement(ratings: Ratings) -> Found:
    """The pairs of replies that every two judges order; ties are left out."""
    found = [
        pair_counts(ratings.values[:, one], ratings.values[:, other], ratings.prompts)
        for one, other in ratings.pairs
    ]
    same = np.sum([pairs.right for pairs in found], axis=0)
    ordered = same + np.sum([pairs.wrong for pairs in found], axis=0)
    if not ordered.any():
        shared = (~np.isnan(ratings.values)).sum(axis=1).max(initial=0) > 1
        return Undefined("no_variation" if shared else "no_shared_samples")
    return Ratio(same, ordered)


# The six coefficients of McGraw and Wong (1996).
_ICC_FORMS: Mapping[str, Callable[[Icc], Floats]] = {
    "ICC(1)": lambda found: found.icc1,
    "ICC(1,k)": lambda found: found.icc1k,
    "ICC(A,1)": lambda found: found.icc2,
    "ICC(A,k)": lambda found: found.icc2k,
    "ICC(C,1)": lambda found: found.icc3,
    "ICC(C,k)": lambda found: found.icc3k,
}


def _icc(form: str, ratings: Ratings) -> Found:
    """One of the six, over replies that every judge rated."""
    if ratings.reliability is None:
        return Undefined("no_shared_samples")
    value, left_out = (np.asarray(_ICC_FORMS[form](found)) for found in ratings.reliability)
    method = f"{form} over all replies; {metric.AGREEMENT.says}"
    if np.isnan(value):
        return Undefined("no_variation", left_out.size, method)
    return Estimate(float(value), left_out=left_out, method=method)


def _effective_judges(ratings: Ratings) -> Found:
    """Kish's number, by the judges' errors against the known quality, on its observed ends."""
    n, quality = len(ratings.raters), ratings.table.quality
    if n < 2 or not varies(quality):
        return Undefined("few_judges" if n < 2 else "no_quality", n)
    low, high = np.nanmin(quality), np.nanmax(quality)
    together = error_correlation(ratings.values, (quality - low) / (high - low))
    value = effective_judges(n, together)
    if np.isnan(value):
        return Undefined("no_shared_errors", n)
    return Estimate(value, n, method=f"r {together:.3g}: {_KISH}")


_metric = partial(Metric[Ratings], theme="judges")
_count_metric = partial(_metric, interval=metric.EXACT, unit="judges")
_agreement_metric = partial(_metric, fix=FIX, needs=_needs_two)
_coefficient_metric = partial(_agreement_metric, interval=metric.AGREEMENT)


def _alpha_metric(name: str, level: Level, says: str) -> Metric[Ratings]:
    method = f"{level} level; {_LOG}"
    return _coefficient_metric(name, says, method=method, of=partial(_alpha, level))


def _icc_metric(name: str, form: str, says: str, fix: str = FIX) -> Metric[Ratings]:
    return _coefficient_metric(name, says, fix=fix, method=form, of=partial(_icc, form))


SUPPLY_OF_JUDGES: tuple[Metric[Ratings], ...] = (
    _count_metric(
        "judges",
        "raters with at least one usable rating",
        fix=REASONS["few_judges"].remedy,
        is_supply=True,
        of=_judges,
    ),
    _count_metric(
        "degenerate_judges",
        "judges that add nothing: those who give one rating everywhere, and exact copies of others",
        fix="replace them: a judge that never differs, from itself or from another, is no witness",
        direction="at_most",
        of=_degenerate_judges,
    ),
)

AGREEMENT_OF_ALL: tuple[Metric[Ratings], ...] = (
    _alpha_metric(
        "krippendorff_alpha", "interval", "agreement of the judges beyond chance, over all replies"
    ),
    _alpha_metric(
        "krippendorff_alpha_ordinal",
        "ordinal",
        "agreement of the judges beyond chance on the order of all replies",
    ),
    _alpha_metric(
        "krippendorff_alpha_nominal",
        "nominal",
        "agreement of the judges beyond chance, where only equal ratings count",
    ),
    _coefficient_metric(
        "within_prompt_agreement",
        "reliability of the judges' mean among replies to one prompt, which is all that trains",
        method=f"ICC(C,k) of prompt-centred ratings; {metric.AGREEMENT.says}",
        of=_within_prompt_agreement,
    ),
    _agreement_metric(
        "gwet_ac2",
        "agreement of the judges beyond chance, for ratings of which most are the same",
        method=_AC2,
        unit="samples",
        of=_gwet_ac2,
    ),
    _metric(
        "rating_mode_rate",
        "share of all judges' ratings at the commonest one",
        fix=FINER,
        direction="at_most",
        method="share of all ratings",
        interval=metric.PLAIN_SHARE,
        of=_rating_mode_rate,
    ),
    _agreement_metric(
        "kendall_w",
        "how alike the judges rank the replies to one prompt, 0 to 1",
        method=_W,
        interval=metric.SHARE,
        of=_kendall_w,
    ),
    _agreement_metric(
        "preference_agreement",
        "of two replies to one prompt, how often two judges prefer the same one",
        method="of pairs of one prompt that two judges order",
        interval=metric.SHARE,
        of=_preference_agreement,
    ),
    _icc_metric("icc_1", "ICC(1)", "reliability of one rating, whichever judge gives it"),
    _icc_metric(
        "icc_1k",
        "ICC(1,k)",
        "reliability of the judges' mean, were they drawn anew for every reply",
    ),
    _icc_metric(
        "icc_a1", "ICC(A,1)", "how far one judge's rating is the number another would give", SCALE
    ),
    _icc_metric(
        "icc_ak", "ICC(A,k)", "how far the judges' mean is the number that others' would be", SCALE
    ),
    _icc_metric("icc_c1", "ICC(C,1)", "how far one judge's ratings rise and fall with another's"),
    _icc_metric(
        "icc_ck",
        "ICC(C,k)",
        "how far the judges' mean rises and falls with that of others like them",
    ),
)

EFFECTIVE_JUDGES = _metric(
    "effective_judges",
    "how many independent judges these are worth, by how far they err together",
    fix="take judges of different model families, with rubrics of their own",
    method=_KISH,
    unit="judges",
    of=_effective_judges,
)
