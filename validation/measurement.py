"""A measured number with its interval, and the reasons for which there can be none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

_OfScores = Literal["no_scores", "no_variation", "no_variation_within", "too_large", "not_binary"]
_OfData = Literal[
    "no_quality", "no_pairs", "no_equal_pairs", "few_samples", "few_policies", "no_contrast"
]
_OfLengths = Literal["equal_lengths", "all_explained"]
_OfGroups = Literal[
    "no_groups", "few_generations", "not_drawn", "no_repeats", "no_parts", "parts_alike", "all_dead"
]
_OfJudges = Literal["few_judges", "ratings_alike", "judges_oppose", "many_values", "no_categories"]
_OfShared = Literal[
    "no_shared_samples", "no_shared_ratings", "few_shared_ratings", "no_shared_errors", "no_errors"
]
_OfGolds = Literal["gold_not_paid", "gold_hardly_paid", "form_unknown", "no_gold", "no_references"]
_OfProbes = Literal["few_probed", "no_rewordings", "not_callable", "skipped"]
# The short name of a reason; `REASONS` says it in words.
Reason = Literal[
    _OfScores, _OfData, _OfLengths, _OfGroups, _OfJudges, _OfShared, _OfGolds, _OfProbes
]


@dataclass(frozen=True)
class Measurement:
    """A named number with its 95 % interval.

    Attributes:
        name: of the metric, or `metric:which` where there is one for each judge, policy or part.
        value: None where it is undefined; `reason` then says why.
        low, high: the ends of the interval, None where it has none; an exact count is its own ends.
        n: what the interval rests on, in `unit`s.
        unit: what `n` counts: prompts, samples, judges, policies, humans or checks.
        method: how the value and its interval were computed.
        reason: why there is no value; None where there is one.
        trusted_from: the least n at which the interval is known to cover what it says.
        unsettled: why the value alone is no PASS, and what would settle it; "" where it may be one.
        unproven: why the value alone is no FAIL, and what to do; "" where it may be one.
        fail_low, fail_high: the ends at the level at which a bound fails a reward: wider than
            `low` and `high`, since many bounds may fail it. None: those of the interval.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    method: str
    reason: Reason | None = None
    trusted_from: int = 0
    unsettled: str = ""
    unproven: str = ""
    fail_low: float | None = None
    fail_high: float | None = None

    @property
    def base(self) -> str:
        """The name of the metric."""
        return self.name.partition(":")[0]

    @property
    def which(self) -> str:
        """The judge, policy, part or attack that it is about; "" where there is only one."""
        return self.name.partition(":")[2]

    def ends_at(self, level: float) -> tuple[float, float] | None:
        """The interval at 95 %, or at any higher level the wider one; None without an interval."""
        if self.low is None or self.high is None:
            return None
        if level <= 0.95 or self.fail_low is None or self.fail_high is None:
            return self.low, self.high
        return self.fail_low, self.fail_high

    @property
    def is_fault(self) -> bool:
        """Whether it has no value by the fault of the scores themselves: then it fails."""
        return self.reason is not None and REASONS[self.reason].is_fault

    @property
    def is_moot(self) -> bool:
        """Whether there is nothing of the kind to measure, so that no bound is asked for."""
        return self.reason is not None and REASONS[self.reason].is_moot

    @property
    def why_undefined(self) -> str:
        return REASONS[self.reason].says if self.reason else ""

    @property
    def remedy(self) -> str:
        """What would give it a value; "" where it has one."""
        return REASONS[self.reason].remedy if self.reason else ""


@dataclass(frozen=True)
class UndefinedReason:
    """Why a measurement has no value.

    Attributes:
        says: the reason in words.
        remedy: what would give the measurement a value.
        is_fault: whether the scores themselves are to blame, and not a lack of data: it fails.
        is_moot: whether there is nothing of the kind to measure, so that no bound is asked for.
    """

    says: str
    remedy: str
    is_fault: bool = False
    is_moot: bool = False


REASONS: Mapping[Reason, UndefinedReason] = {
    "no_scores": UndefinedReason("nothing was scored", "mend what raises first"),
    "no_variation": UndefinedReason(
        "every score is the same",
        "a score that never changes cannot train anything: make it depend on the reply",
        is_fault=True,
    ),
    "too_large": UndefinedReason(
        "the scores are too large to compute with", "bring the scores into a range such as [0, 1]"
    ),
    "no_variation_within": UndefinedReason(
        "inside every prompt all scores are the same",
        "only differences inside a prompt train: make it depend on the reply",
        is_fault=True,
    ),
    "no_quality": UndefinedReason(
        "the data hold no two grades of quality",
        "give rows a `quality`, at least two grades in each of 20 prompts",
    ),
    "no_contrast": UndefinedReason(
        "the data hold no replies that have to score differently: one row, one grade, or one reply "
        "a prompt without a grade",
        "give each prompt a right reply and a wrong one, each with its `quality`",
    ),
    "no_pairs": UndefinedReason(
        "no prompt has two scored replies of different quality",
        "give each prompt replies of at least two grades of quality",
    ),
    "no_equal_pairs": UndefinedReason(
        "no prompt has two scored replies of equal quality and unequal length",
        "give each prompt several replies of one grade",
    ),
    "few_samples": UndefinedReason(
        "fewer than ten scored samples at the top or at the bottom grade",
        "add samples until both ends hold ten",
    ),
    "no_groups": UndefinedReason(
        "no prompt has two scored replies",
        "give each prompt at least two replies, better as many as the run will generate",
    ),
    "all_dead": UndefinedReason(
        "no prompt has two replies that score differently",
        "only differences inside a prompt train: make the reward depend on the reply, or take "
        "prompts that the model sometimes answers right",
    ),
    "few_generations": UndefinedReason(
        "too few prompts have so many scored replies, and scores are not yes or no",
        "give each prompt as many replies as the run will generate",
    ),
    "not_drawn": UndefinedReason(
        "the replies are no groups of one model, eight or more to a prompt, of known quality",
        "draw eight replies a prompt from the model that is to be trained, as `assay sample` does",
    ),
    "no_repeats": UndefinedReason(
        "no reply was scored twice", "have the reward score the same replies at least twice"
    ),
    "not_binary": UndefinedReason(
        "scores and quality are not both yes or no",
        "nothing is amiss: this is for rewards that say yes or no of replies that are",
    ),
    "few_policies": UndefinedReason(
        "fewer than two policies have scored replies",
        "give rows a `policy`, the model or checkpoint that wrote the reply",
    ),
    "equal_lengths": UndefinedReason(
        "replies to one prompt are all of one length",
        "give each prompt replies of different lengths",
    ),
    "all_explained": UndefinedReason(
        "quality alone explains the scores, or the lengths, inside prompts",
        "nothing is amiss where it explains the scores; else vary lengths in a grade",
    ),
    "no_parts": UndefinedReason(
        "no score is made of parts",
        "nothing is amiss: this is for rewards made of parts, as by weighted_sum",
    ),
    "parts_alike": UndefinedReason(
        "no prompt has two replies whose parts differ",
        "give each prompt replies that differ in what the parts look for",
    ),
    "few_judges": UndefinedReason(
        "fewer than two judges gave a rating", "name two judges, or give rows `ratings`"
    ),
    "no_shared_samples": UndefinedReason(
        "no samples of one prompt were rated by all judges",
        "have every judge rate the same replies, at least two to a prompt",
    ),
    "no_shared_ratings": UndefinedReason(
        "no sample was rated by two judges", "have judges rate the same replies"
    ),
    "few_shared_ratings": UndefinedReason(
        "fewer than ten prompts were rated by two judges, and all alike",
        "have judges rate the same replies, of every quality and 20 prompts",
    ),
    "ratings_alike": UndefinedReason(
        "the judges' ratings never vary",
        "rate replies of every quality, and replace a judge that never varies",
        is_fault=True,
    ),
    "judges_oppose": UndefinedReason(
        "inside prompts the judges' ratings cancel out",
        "one of them reads its scale upside down, or they judge different things",
        is_fault=True,
    ),
    "many_values": UndefinedReason(
        "the ratings take more than twenty values",
        "nothing is amiss: for fine ratings krippendorff_alpha is the one to read",
    ),
    "no_categories": UndefinedReason(
        "the judges declare no common scale of whole steps, twenty at most, that fits",
        "declare the judges' scale, as [ratings.NAME] scale = [1, 5], if it has steps",
    ),
    "no_errors": UndefinedReason(
        "some judge never errs, given the quality and the prompt, so no errors can be shared",
        "nothing is amiss: judges that are always right need not be independent",
        is_moot=True,
    ),
    "no_shared_errors": UndefinedReason(
        "some two judges rated no graded sample both",
        "have every judge rate the same replies, and grade some of them",
    ),
    "gold_not_paid": UndefinedReason(
        "the gold earns no more than a wrong answer",
        "mend the reward until it pays the data's own golds more than wrong answers",
        is_fault=True,
    ),
    "gold_hardly_paid": UndefinedReason(
        "the gold earns little more than a wrong answer, which may be chance",
        "add prompts, and see which golds the reward hardly pays",
    ),
    "form_unknown": UndefinedReason(
        "no form of the gold that is known was paid",
        "give a graded reply to each of some prompts: its form is then taken",
    ),
    "no_gold": UndefinedReason(
        "the data hold neither references nor two grades of quality",
        "give rows a `reference_answer`, or a `quality`",
    ),
    "few_probed": UndefinedReason(
        "fewer than ten prompts could be attacked",
        "add prompts with a reference, or allow more calls",
    ),
    "no_rewordings": UndefinedReason(
        "no gold could be put in other words",
        "nothing is amiss: this is for golds that can be said in several ways",
        is_moot=True,
    ),
    "not_callable": UndefinedReason(
        "the target cannot be asked about new replies",
        "name a reward, a handler or a function in place of a column of ratings",
    ),
    "no_references": UndefinedReason(
        "the data hold no references",
        "nothing is amiss: graded replies stand in for the golds",
        is_moot=True,
    ),
    "skipped": UndefinedReason("it was not tried", "run it without skipping that"),
}
