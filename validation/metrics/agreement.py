"""How far the judges agree: over all replies, and inside prompts, where training looks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import combinations

import numpy as np

from validation.assumptions import (
    LEVELS,
    RunAssumptions,
    Scale,
    are_unlike,
    rating_scales,
    unit_ratings,
)
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
from validation.statistics.intervals import UNDEFINED, ConfidenceInterval, jackknife_t_or_exact
from validation.statistics.pairs import pair_counts
from validation.statistics.values import Floats, Ints, divide, round_values
from validation.targets.target import RATINGS

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

_KISH = "k / (1 + (k-1) r), r of ranks less their prompt's and their grade's mean (Kish 1965)"


@dataclass(frozen=True)
class Ratings:
    """Ratings of the judges that gave any, on 0 to 1.

    Attributes:
        table: what everybody said.
        raters: the judges (J).
        scales: the scale of each, which its ratings were brought to 0..1 from.
        values: their ratings (N, J), nan where one is missing.
        prompts: the prompt of each sample (N,), codes from 0.
        compared: what agreement is measured on: the values, or each judge's order of the replies
            to one prompt where nobody declared the judges' scales and they are unlike.
        level: what all ratings allow, and whether that was declared or is assumed.
        humans: the raters who are people.
    """

    table: ScoreTable
    raters: tuple[Column, ...]
    scales: tuple[Scale, ...]
    values: Floats
    prompts: Ints
    compared: Floats
    level: Level = "interval"
    level_is_declared: bool = False
    humans: frozenset[str] = frozenset()

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
        held = ~np.isnan(self.compared).any(axis=1)
        return self.compared[held], self.prompts[held]

    @cached_property
    def comparable_ratings(self) -> tuple[Floats, Ints]:
        """Units that two judges rated, and their prompts."""
        held = alpha.pairable_mask(self.compared)
        return self.compared[held], self.prompts[held]

    @cached_property
    def reliability(self) -> tuple[Icc, Icc] | None:
        """The six coefficients, and those without each prompt; None without complete units."""
        sums = icc.icc_sums(self.compared, self.prompts)
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
    none = np.full((len(table.rows), 0), np.nan)
    values = compared = round_values(np.column_stack(columns)) if columns else none
    if are_unlike(raters, scales):
        compared = unit_ratings(raters, scales, table.prompts.astype(np.int64))
    said = {declared.levels[rater.name] for rater in raters if rater.name in declared.levels}
    return Ratings(
        table,
        raters,
        scales,
        values,
        table.prompts,
        compared,
        level=next((level for level in LEVELS if level in said), "interval"),
        level_is_declared=bool(said),
        humans=declared.humans,
    )


def _needs_two(ratings: Ratings) -> Reason | None:
    return "few_judges" if len(ratings.raters) < 2 else None


def _judges(ratings: Ratings) -> Found:
    named = ", ".join(
        f"{name} on {scale.low:g} to {scale.high:g} ({scale.source})"
        for name, scale in zip(ratings.names, ratings.scales, strict=True)
    )
    if ratings.compared is not ratings.values:
        named += (
            "; nobody declared these scales and they are unlike, so the judges are compared by "
            "their order of the replies to one prompt"
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


def _alpha_at_level(ratings: Ratings) -> Found:
    """Alpha at the level that the gate declares of the ratings; else at the interval level."""
    found = _alpha(ratings.level, ratings)
    said = "declared" if ratings.level_is_declared else "assumed: no `level` is declared"
    if isinstance(found, Ratio):
        return found
    return replace(found, method=f"{ratings.level} level ({said}); {_LOG}")


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
    """Kish's number, by what the judges' ratings have in common beside quality and prompt."""
    n, quality = len(ratings.raters), ratings.table.quality
    if n < 2 or not varies(quality):
        return Undefined("few_judges" if n < 2 else "no_quality", n)
    r, left_out = error_correlation(ratings.values, quality, ratings.prompts)
    if np.isnan(r):
        known = ~(np.isnan(ratings.values).any(axis=1) | np.isnan(quality))
        return Undefined("no_errors" if known.any() else "no_shared_errors", left_out.size)
    return Estimate(
        _judges_worth(n, r),
        left_out=left_out,
        interval=partial(_worth_interval, n, r, left_out),
        method=f"r {r:.3g}: {_KISH}",
    )


def _judges_worth(judges: int, r: float) -> float:
    """Kish's number for r cut to 0..1: errors that go apart make no more judges than there are."""
    return effective_judges(judges, min(max(r, 0.0), 1.0))


def _worth_interval(judges: int, r: float, left_out: Floats, level: float) -> ConfidenceInterval:
    made = jackknife_t_or_exact(r, left_out, level)
    if np.isnan(made.low):
        return UNDEFINED
    return ConfidenceInterval(_judges_worth(judges, made.high), _judges_worth(judges, made.low))


def _agreement_with_raters(ratings: Ratings) -> Found:
    """The target's order inside prompts beside the raters', of people alone where there are any."""
    target = ratings.table.target.name
    heard = [r.source != "panel" and RATINGS + r.name != target for r in ratings.raters]
    people = [rater.name in ratings.humans for rater in ratings.raters]
    held = np.array(heard, dtype=np.bool_)
    if any(people):
        held &= people
    kept = ratings.values[:, held]
    if not kept.shape[1]:
        return Undefined("few_judges")
    return order_share(ratings.table.target.values, mean_rating(kept), ratings.prompts)


def mean_rating(values: Floats) -> Floats:
    """The mean of the ratings (n, J) that there are of each reply; nan where there is none."""
    spoke = (~np.isnan(values)).sum(axis=1)
    return divide(np.nansum(values, axis=1), spoke, spoke > 0)


def order_share(values: Floats, by: Floats, prompts: Ints) -> Found:
    """Of pairs of one prompt that `by` (n,) orders, the share that the values order alike."""
    counts = pair_counts(values, by, prompts)
    if not counts.pairs.any():
        return Undefined("no_shared_samples")
    return metric.prompt_means(divide(counts.wins, counts.pairs, counts.pairs > 0))


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

KRIPPENDORFF_ALPHA = _coefficient_metric(
    "krippendorff_alpha",
    "agreement of the judges beyond chance, over all replies",
    method=_LOG,
    of=_alpha_at_level,
)

AGREEMENT_OF_ALL: tuple[Metric[Ratings], ...] = (
    KRIPPENDORFF_ALPHA,
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
    of=_effective_judges,
)
AGREEMENT_WITH_RATERS = _metric(
    "agreement_with_raters",
    "of two replies to one prompt that the raters tell apart, people where there are any, how "
    "often the target orders them as they do",
    fix="see the disagreements in the report: mend the rubric, or the raters' instructions",
    method="mean of the prompts' shares, a tie counts half",
    interval=metric.SHARE,
    of=_agreement_with_raters,
)
