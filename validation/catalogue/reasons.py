"""Why a measurement can be without a value, and what would give it one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Direction = Literal["at_least", "at_most"]


@dataclass(frozen=True)
class CatalogueEntry:
    """What a measurement says in plain words, what mends a bad one, and which way is better.

    `is_supply` marks a count of data: too little of it decides nothing, rather than failing.
    `is_agreement` marks a coefficient whose interval is made on log(1 - x).
    """

    says: str
    mend: str
    direction: Direction = "at_least"
    is_supply: bool = False
    is_agreement: bool = False


_ATTACK = "see the attack that is named, its text, and how to mend a reward that pays it"

ATTACKS: Mapping[str, CatalogueEntry] = {
    "gold_pay": CatalogueEntry(
        "share of prompts whose own gold answer earns the top",
        "see the golds that are refused: mend how the reward reads them, or the data",
    ),
    "excess_pay_ratio": CatalogueEntry(
        "what an attack earns between an honest wrong answer (0) and the gold (1), beyond what it "
        "is worth",
        _ATTACK,
        "at_most",
    ),
    "attack_works": CatalogueEntry(
        "share of prompts on which an attack is paid more than half the room above its worth",
        _ATTACK,
        "at_most",
    ),
    "expected_learning": CatalogueEntry(
        "what a run can be expected to learn: advantage efficiency x (1 - excess pay ratio)",
        "mend the worst attack first, then how the reward orders replies inside prompts",
    ),
    "lazy_policy": CatalogueEntry(
        "what the best one answer to all prompts earns, between an honest wrong answer (0) and "
        "the gold (1)",
        "balance the golds of the data, and pay nothing for what does not depend on the prompt",
        "at_most",
    ),
    "false_refusal": CatalogueEntry(
        "share of faithful rewordings of the gold that are paid less than half way",
        "accept the gold in other words: read numbers, letters and units instead of comparing text",
        "at_most",
    ),
    "conformance": CatalogueEntry(
        "checks of the contract with the platform that failed",
        "do what each failed check says",
        "at_most",
    ),
}


_AGREE = "sharpen the rubric, or drop the judge whose own within_prompt_accuracy is lowest"
_SCALE = "say in the rubric what each point of the scale stands for, with an example of each"
_APART = "take judges of different model families, with rubrics of their own"
_SPREAD = "ask for finer grades, or have the judges rate replies from the whole range of quality"
_STEADY = "ask it at a lower temperature, average several calls, or sharpen its rubric"


def _agreement(says: str, mend: str = _AGREE) -> CatalogueEntry:
    return CatalogueEntry(says, mend, is_agreement=True)


JUDGES: Mapping[str, CatalogueEntry] = {
    "judges": CatalogueEntry(
        "raters with at least one usable rating",
        "name judges with --judge, or give rows `ratings`",
        is_supply=True,
    ),
    "degenerate_judges": CatalogueEntry(
        "judges that add nothing: those who give one rating everywhere, and exact copies of others",
        "replace them: a judge that never differs, from itself or from another, is no witness",
        "at_most",
    ),
    "krippendorff_alpha": _agreement("agreement of the judges beyond chance, over all replies"),
    "krippendorff_alpha_ordinal": _agreement(
        "agreement of the judges beyond chance on the order of all replies"
    ),
    "krippendorff_alpha_nominal": _agreement(
        "agreement of the judges beyond chance, where only equal ratings count"
    ),
    "within_prompt_agreement": _agreement(
        "reliability of the judges' mean among replies to one prompt, which is all that trains"
    ),
    "gwet_ac2": CatalogueEntry(
        "agreement of the judges beyond chance, for ratings of which most are the same", _AGREE
    ),
    "rating_mode_rate": CatalogueEntry(
        "share of all judges' ratings at the commonest one", _SPREAD, "at_most"
    ),
    "icc_1": _agreement("reliability of one rating, whichever judge gives it"),
    "icc_1k": _agreement("reliability of the judges' mean, were they drawn anew for every reply"),
    "icc_a1": _agreement("how far one judge's rating is the number another would give", _SCALE),
    "icc_ak": _agreement("how far the judges' mean is the number that others' would be", _SCALE),
    "icc_c1": _agreement("how far one judge's ratings rise and fall with another's"),
    "icc_ck": _agreement("how far the judges' mean rises and falls with that of others like them"),
    "kendall_w": CatalogueEntry(
        "how alike the judges rank the replies to one prompt, 0 to 1", _AGREE
    ),
    "preference_agreement": CatalogueEntry(
        "of two replies to one prompt, how often two judges prefer the same one", _AGREE
    ),
    "cohen_kappa_quadratic": CatalogueEntry(
        "agreement of two judges beyond chance, distant ratings counting for more", _AGREE
    ),
    "lin_ccc": CatalogueEntry("how far two judges give the same number to the same reply", _SCALE),
    "bland_altman_bias": CatalogueEntry(
        "how much higher the first judge rates than the second, on a scale of 0 to 1; 0 is none",
        _SCALE,
        "at_most",
    ),
    "disattenuated_correlation": CatalogueEntry(
        "correlation of two judges were neither of them noisy: low, they truly disagree", _AGREE
    ),
    "judge_bias": CatalogueEntry(
        "how much higher the judge rates than the others, on a scale of 0 to 1; 0 is none",
        _SCALE,
        "at_most",
    ),
    "judge_mode_rate": CatalogueEntry(
        "share of the judge's ratings at its commonest", _SPREAD, "at_most"
    ),
    "self_consistency": _agreement("how far the judge gives one reply one rating again", _STEADY),
    "changed_ratings": CatalogueEntry(
        "share of replies that the judge rates otherwise when it is asked again",
        _STEADY,
        "at_most",
    ),
    "position_bias": CatalogueEntry(
        "how much oftener a judge of pairs prefers what stands first than what stands second; "
        "0 is none",
        "ask in both orders, as a pairwise judge does, and take another model where it is large",
        "at_most",
    ),
    "flip_rate": CatalogueEntry(
        "share of pairs on which the judge's verdict goes with the place and not with the reply",
        "take a stronger model, or a rubric that decides; a flip already counts as a tie",
        "at_most",
    ),
    "bias_to_people": CatalogueEntry(
        "how much higher the judge rates than people do, on a scale of 0 to 1; 0 is none",
        _SCALE,
        "at_most",
    ),
    "missing_judges": CatalogueEntry(
        "share of samples that a panel scored without all of its judges, since its quorum let it",
        "see which judge is silent in the errors and abstentions: replace it, or mend its rubric",
        "at_most",
    ),
    "effective_judges": CatalogueEntry(
        "how many independent judges these are worth, by how far they err together", _APART
    ),
    "alt_test": CatalogueEntry(
        "share of the people that the judge stands in for at least as well as they do", _AGREE
    ),
}


_ORDER = "the worst-ordered prompts in the report show what it pays and should not"
_TIES = "pay something for what sets the better reply apart, so that it does not tie"
_LENGTH = "cap what length can earn, or pay for the answer rather than for the words around it"

ORDER: Mapping[str, CatalogueEntry] = {
    "within_prompt_accuracy": CatalogueEntry(
        "of two replies to one prompt, how often the better one scores higher (a tie counts half)",
        _ORDER,
    ),
    "prompt_weighted_accuracy": CatalogueEntry(
        "the same accuracy, but with every prompt counting alike, however many pairs it has", _ORDER
    ),
    "within_prompt_ties": CatalogueEntry(
        "share of pairs of one prompt, of different quality, that score the same",
        _TIES,
        "at_most",
    ),
    "weakest_adjacent_accuracy": CatalogueEntry(
        "how often the better reply scores higher, for the two neighbouring grades of quality that "
        "the reward tells apart worst",
        "look at replies of those two grades side by side: " + _TIES,
    ),
    "auc_top_vs_bottom": CatalogueEntry(
        "how often a reply of top quality outscores one of bottom quality", _ORDER
    ),
    "cliffs_delta": CatalogueEntry(
        "how much more often a reply of top quality outscores one of bottom quality than the "
        "reverse",
        _ORDER,
    ),
    "youden_j": CatalogueEntry(
        "how much more often a yes-or-no reward says yes to a good reply than to a bad one",
        "at 0 a run learns nothing and below it the wrong thing: " + _ORDER,
    ),
    "kendall_tau_b": CatalogueEntry(
        "rank correlation of score and quality over all replies, ties in either taken out", _ORDER
    ),
    "kendall_tau_c": CatalogueEntry(
        "rank correlation of score and quality over all replies, for few grades and many scores",
        _ORDER,
    ),
    "somers_d": CatalogueEntry(
        "of two replies of different quality, how much more often the better one scores higher "
        "than lower, over all prompts",
        _ORDER,
    ),
    "spearman": CatalogueEntry(
        "correlation of the ranks of score and quality over all replies", _ORDER
    ),
    "spearman_within_prompt": CatalogueEntry(
        "correlation of the ranks of score and quality, once what the prompts explain is taken out",
        _ORDER,
    ),
    "jonckheere": CatalogueEntry(
        "share of pairs of one prompt whose scores rise with quality, as a test of trend", _ORDER
    ),
    "omega_squared": CatalogueEntry(
        "share of the scores' variance inside prompts that the grade of quality explains", _ORDER
    ),
    "mean_score": CatalogueEntry(
        "mean score of the replies of one policy",
        "nothing by itself: compare it with the other policies and with their quality",
    ),
    "policy_order": CatalogueEntry(
        "share of pairs of policies that the mean score puts in the order of their mean quality",
        "look for what the reward pays the weaker policy: its style, its length or its format",
    ),
    "length_correlation": CatalogueEntry(
        "rank correlation of score and length inside prompts, at equal quality; 0 is none",
        _LENGTH,
        "at_most",
    ),
    "length_accuracy": CatalogueEntry(
        "of two replies to one prompt and of equal quality, how often the longer one scores "
        "higher; a half is as it should be",
        _LENGTH,
        "at_most",
    ),
}


Reason = Literal[
    "no_scores",
    "no_variation",
    "too_large",
    "no_variation_within",
    "no_quality",
    "no_pairs",
    "no_equal_pairs",
    "few_samples",
    "no_groups",
    "few_generations",
    "no_repeats",
    "not_binary",
    "few_policies",
    "equal_lengths",
    "all_explained",
    "no_parts",
    "parts_alike",
    "few_judges",
    "no_shared_samples",
    "no_shared_ratings",
    "few_shared_ratings",
    "ratings_alike",
    "judges_oppose",
    "many_values",
    "no_categories",
    "no_shared_errors",
    "gold_not_paid",
    "gold_hardly_paid",
    "form_unknown",
    "no_gold",
    "few_probed",
    "no_rewordings",
    "not_callable",
    "no_references",
    "skipped",
]

REASONS: Mapping[Reason, str] = {
    "no_scores": "nothing was scored",
    "no_variation": "every score is the same",
    "too_large": "the scores are too large to compute with",
    "no_variation_within": "inside every prompt all scores are the same",
    "no_quality": "the data hold no two grades of quality",
    "no_pairs": "no prompt has two scored replies of different quality",
    "no_equal_pairs": "no prompt has two scored replies of equal quality and unequal length",
    "few_samples": "fewer than ten scored samples at the top or at the bottom grade",
    "no_groups": "no prompt has two scored replies",
    "few_generations": "too few prompts have so many scored replies, and scores are not yes or no",
    "no_repeats": "no reply was scored twice",
    "not_binary": "scores and quality are not both yes or no",
    "few_policies": "fewer than two policies have scored replies",
    "equal_lengths": "replies to one prompt are all of one length",
    "all_explained": "quality alone explains the scores, or the lengths, inside prompts",
    "no_parts": "no score is made of parts",
    "parts_alike": "no prompt has two replies whose parts differ",
    "few_judges": "fewer than two judges gave a rating",
    "no_shared_samples": "no samples of one prompt were rated by all judges",
    "no_shared_ratings": "no sample was rated by two judges",
    "few_shared_ratings": "fewer than ten prompts were rated by two judges, and all alike",
    "ratings_alike": "the judges' ratings never vary",
    "judges_oppose": "inside prompts the judges' ratings cancel out",
    "many_values": "the ratings take more than twenty values",
    "no_categories": "the judges declare no common scale of whole steps, twenty at most, that fits",
    "no_shared_errors": "some two judges share no graded samples, or err by the same everywhere",
    "gold_not_paid": "the gold earns no more than a wrong answer",
    "gold_hardly_paid": "the gold earns little more than a wrong answer, which may be chance",
    "form_unknown": "no form of the gold that is known was paid",
    "no_gold": "the data hold neither references nor two grades of quality",
    "few_probed": "fewer than ten prompts could be attacked",
    "no_rewordings": "no gold could be put in other words",
    "not_callable": "the target cannot be asked about new replies",
    "no_references": "the data hold no references",
    "skipped": "it was not tried",
}

REMEDIES: Mapping[Reason, str] = {
    "no_scores": "mend the errors listed below first",
    "no_variation": "a score that never changes cannot train anything: make it depend on the reply",
    "too_large": "bring the scores into a range such as [0, 1]",
    "no_variation_within": "only differences inside a prompt train: make it depend on the reply",
    "no_quality": "give rows a `quality`, at least two grades in each of 20 prompts",
    "no_pairs": "give each prompt replies of at least two grades of quality",
    "no_equal_pairs": "give each prompt several replies of one grade",
    "few_samples": "add samples until both ends hold ten",
    "no_groups": "give each prompt at least two replies, better as many as the run will generate",
    "few_generations": "give each prompt as many replies as the run will generate",
    "no_repeats": "have the reward score the same replies at least twice",
    "not_binary": "nothing is amiss: this is for rewards that say yes or no of replies that are",
    "few_policies": "give rows a `policy`, the model or checkpoint that wrote the reply",
    "equal_lengths": "give each prompt replies of different lengths",
    "all_explained": "nothing is amiss where it explains the scores; else vary lengths in a grade",
    "no_parts": "nothing is amiss: this is for rewards made of parts, as by weighted_sum",
    "parts_alike": "give each prompt replies that differ in what the parts look for",
    "few_judges": JUDGES["judges"].mend,
    "no_shared_samples": "have every judge rate the same replies, at least two to a prompt",
    "no_shared_ratings": "have judges rate the same replies",
    "few_shared_ratings": "have judges rate the same replies, of every quality and 20 prompts",
    "ratings_alike": "rate replies of every quality, and replace a judge that never varies",
    "judges_oppose": "one of them reads its scale upside down, or they judge different things",
    "many_values": "nothing is amiss: for fine ratings krippendorff_alpha is the one to read",
    "no_categories": "declare the judges' scale, as [ratings.NAME] scale = [1, 5], if it has steps",
    "no_shared_errors": "have every judge rate the same replies, and replace one that never varies",
    "gold_not_paid": "mend the reward until it pays the data's own golds more than wrong answers",
    "gold_hardly_paid": "add prompts, and see which golds the reward hardly pays",
    "form_unknown": "give a graded reply to each of some prompts: its form is then taken",
    "no_gold": "give rows a `reference_answer`, or a `quality`",
    "few_probed": "add prompts with a reference, or allow more calls",
    "no_rewordings": "nothing is amiss: this is for golds that can be said in several ways",
    "not_callable": "name a reward, a handler or a function in place of a column of ratings",
    "no_references": "nothing is amiss: graded replies stand in for the golds",
    "skipped": "run it without --skip",
}

FAULTS: frozenset[Reason] = frozenset(
    {"no_variation", "no_variation_within", "ratings_alike", "judges_oppose", "gold_not_paid"}
)
"""Reasons that are the scores' own fault, and not for want of data: they fail."""

MOOT: frozenset[Reason] = frozenset({"no_references", "no_rewordings"})
"""Reasons for which a bound is not asked for: there is nothing of the kind to measure."""


_PARTIAL = "give partial credit, or drop prompts that are always or never answered"
_STEADY_JUDGE = "ask the judge at a lower temperature, average several calls, or sharpen the rubric"
_FINER = "let the reward tell more apart: grade on more steps, or add a part that does"
_PARTS = "weigh the parts so that none undoes another, or multiply where all of them are needed"

SIGNAL: Mapping[str, CatalogueEntry] = {
    "zero_variance_groups": CatalogueEntry(
        "share of prompts whose replies all score the same, so that they teach nothing",
        _PARTIAL,
        "at_most",
    ),
    "zero_variance_floor": CatalogueEntry(
        "share of prompts whose replies all score at the bottom of the range",
        "give partial credit, or drop prompts that are never answered",
        "at_most",
    ),
    "zero_variance_ceiling": CatalogueEntry(
        "share of prompts whose replies all score at the top of the range",
        "make the top harder to reach, or drop prompts that are always answered",
        "at_most",
    ),
    "zero_variance_other": CatalogueEntry(
        "share of prompts whose replies all score the same, between the ends of the range",
        "the reward sees the prompt and not the reply: make it depend on what was answered",
        "at_most",
    ),
    "expected_zero_variance": CatalogueEntry(
        "share of prompts expected to teach nothing when so many replies are drawn for each",
        "draw more replies a prompt, or " + _PARTIAL,
        "at_most",
    ),
    "base_pass_rate": CatalogueEntry(
        "share of replies that are good enough already, before training",
        "below 0.05 a right answer is too rare to be found: take easier prompts or a stronger base",
    ),
    "within_prompt_variance": CatalogueEntry(
        "mean variance of the scores of one prompt's replies: the slope there is to climb when "
        "advantages are not normalised",
        _FINER,
    ),
    "within_prompt_variance_share": CatalogueEntry(
        "share of the scores' variance that lies inside prompts, where training sees it",
        "what the prompt alone decides teaches nothing: make the reward depend on the reply",
    ),
    "mean_absolute_advantage_trl": CatalogueEntry(
        "mean size of the advantages that TRL would make of these scores", _PARTIAL
    ),
    "mean_absolute_advantage_verl": CatalogueEntry(
        "mean size of the advantages that verl would make of these scores", _PARTIAL
    ),
    "advantage_efficiency": CatalogueEntry(
        "share of an ideal reward's first step in quality that this one takes",
        "order replies better inside prompts: see the worst-ordered prompts in the report",
    ),
    "advantage_reliability": CatalogueEntry(
        "how far a second call of the reward would rank a prompt's replies the same way",
        _STEADY_JUDGE,
        is_agreement=True,
    ),
    "ceiling_rate": CatalogueEntry(
        "share of samples at the top of the reward's range",
        "make the top harder to reach",
        "at_most",
    ),
    "floor_rate": CatalogueEntry(
        "share of samples at the bottom of the reward's range", _PARTIAL, "at_most"
    ),
    "mode_rate": CatalogueEntry("share of samples at the commonest score", _FINER, "at_most"),
    "distinct_values": CatalogueEntry("how many different scores there are", _FINER),
    "entropy_bits": CatalogueEntry("how many bits a score tells, on average", _FINER),
    "part_variance_share": CatalogueEntry(
        "this part's share of the score's variance inside prompts; below 0 it works against the "
        "rest",
        "a part that should speak and does not needs more weight, or finer grades",
    ),
    "cancelled_groups": CatalogueEntry(
        "share of prompts whose parts vary while the whole score does not", _PARTS, "at_most"
    ),
    "collapsed_compositions": CatalogueEntry(
        "share of pairs of one prompt that differ in some part and score the same all the same",
        _PARTS,
        "at_most",
    ),
}


SUPPLY: Mapping[str, CatalogueEntry] = {
    "prompts": CatalogueEntry("distinct prompts in the data", "add prompts", is_supply=True),
    "samples": CatalogueEntry("replies in the data", "add replies", is_supply=True),
    "scored_share": CatalogueEntry(
        "share of samples that the target scored and no judge failed on",
        "mend what the errors in the report say; an abstention must become a number",
    ),
}
