"""From known-answer cases of scores, tiers and groups to the functions under test."""

from typing import Any

import numpy as np

from tests import reference_statistics
from tests.reference_statistics import (
    cliffs_delta,
    jonckheere_z_without_ties,
    mann_whitney_u,
    naive_error,
    page_trend,
    prompt_weighted_accuracy,
    ratings_of,
    tier_variance,
    within_variance,
    zero_variance_share,
)
from tests.truth_input import Given, codes, flat, floats, table
from validation.statistics import advantage, association, intervals
from validation.statistics.advantage import prompt_deviations
from validation.statistics.association import (
    Association,
    jonckheere,
    omega_squared,
    rank_association,
)
from validation.statistics.chance import youden
from validation.statistics.icc import advantage_reliability
from validation.statistics.intervals import cluster_mean, wilson
from validation.statistics.pairs import auc, pair_counts, pairwise_accuracy
from validation.statistics.values import saturation

Answers = dict[str, Any]


def top_against_bottom(given: Given) -> Answers:
    high = floats(given["high"] if "high" in given else given["treatment"])
    low = floats(given["low"] if "low" in given else given["control"])
    return {
        "auc": auc(high, low),
        "U": mann_whitney_u(high, low),
        "cliffs_delta": cliffs_delta(high, low),
        "delta": cliffs_delta(high, low),
        "delong_se": reference_statistics.delong_se(high, low),
        "hanley_mcneil_se": reference_statistics.hanley_mcneil_se(high, low),
    }


def binary(given: Given) -> Answers:
    return vars(youden(given["tp"], given["fn"], given["fp"], given["tn"]))


def ordinal(given: Given) -> Answers:
    return _coefficients(rank_association(*ratings_of(table(given)).T))


def rank_correlation(given: Given) -> Answers:
    x, y = floats(given["x"]), floats(given["y"])
    return {
        **_coefficients(rank_association(x, y)),
        "spearman": association.spearman(x, y),
        "pearson": association.pearson(x, y),
    }


def _coefficients(found: Association) -> Answers:
    return {
        "gamma": reference_statistics.gamma(found),
        "tau_b": found.tau_b,
        "tau_c": found.tau_c,
        "somers_d_col_given_row": reference_statistics.somers_d_y_given_x(found),
        "somers_d_row_given_col": found.somers_d_x_given_y,
    }


def partial_correlation(given: Given) -> Answers:
    x, y, z = floats(given["x"]), floats(given["y"]), floats(given["z"])
    return {
        "pearson": association.pearson(x, y),
        "spearman": association.spearman(x, y),
        "partial": reference_statistics.partial_correlation(x, y, z),
    }


def trend(given: Given) -> Answers:
    score, tier = flat(given["groups"])
    found = jonckheere(score, tier.astype(np.float64), np.zeros_like(tier))
    return {
        "J": found.j,
        "S": found.s,
        "p_one_sided": found.p,
        "z_noties": jonckheere_z_without_ties(score, tier.astype(np.float64)),
        **vars(found),
    }


def page(given: Given) -> Answers:
    scores, wanted = floats(given["ratings"]), given["keys"]
    exact = page_trend(scores, "exact" if "p_exact" in wanted else "asymptotic")
    return {
        "L": exact.statistic,
        "p_exact": exact.p,
        "p_asymptotic": page_trend(scores, "asymptotic").p,
    }


def between_tiers(given: Given) -> Answers:
    score, tier = flat(given["groups"])
    found = tier_variance(score, tier.astype(np.float64))
    return {
        **vars(found),
        "omega2": omega_squared(score, tier.astype(np.float64)),
        "F": found.f,
        "kruskal_H": found.kruskal_h,
        "epsilon2_H": found.epsilon2_h,
    }


def inside_prompts(given: Given) -> Answers:
    score, tier, prompt = floats(given["score"]), floats(given["tier"]), codes(given["prompt"])
    counts = pair_counts(score, tier, prompt)
    return {
        "concordant": counts.right.sum(),
        "discordant": counts.wrong.sum(),
        "tied": counts.tied.sum(),
        "pairs": counts.pairs.sum(),
        "accuracy": pairwise_accuracy(counts),
        "accuracy_prompt_weighted": prompt_weighted_accuracy(counts),
        "n_prompts_used": np.count_nonzero(counts.pairs),
        "pooled_kendall_positive": rank_association(score, tier).tau_b > 0,
    }


def group_rewards(given: Given) -> Answers:
    score, prompt = flat(given["rewards"])
    ddof, epsilon = given.get("ddof", 1), given.get("eps", advantage.TRL_EPSILON)
    found = advantage.advantages(score, prompt, epsilon=epsilon, ddof=ddof)
    return {
        "advantages": [found[prompt == row] for row in range(len(given["rewards"]))],
        "std": prompt_deviations(score, prompt, ddof=ddof),
        "frac_zero_std": zero_variance_share(score, prompt),
        "mean_abs_adv": reference_statistics.mean_absolute(found),
        "max_abs_adv": reference_statistics.largest_absolute(found),
        "mean_within_var": within_variance(score, prompt, ddof=ddof),
    }


def expected_groups(given: Given) -> Answers:
    rate = np.array(given["p"], dtype=np.float64)
    return {
        "frac_zero_expected": advantage.expected_zero_variance(rate, given["G"]),
        "expected_var_ddof1": reference_statistics.expected_variance(rate),
    }


def repeated_calls(given: Given) -> Answers:
    first, prompt = flat(given["rep_a"])
    second, _ = flat(given["rep_b"])
    return {
        "within_r": reference_statistics.pearson_within(first, second, prompt),
        "icc1_within": advantage_reliability(np.stack([first, second], axis=1), prompt),
    }


def crowding(given: Given) -> Answers:
    return vars(saturation(floats(given["scores"]), given["lo"], given["hi"]))


def clustered_mean(given: Given) -> Answers:
    values, cluster = flat(given["clusters"])
    found = cluster_mean(values, cluster)
    return {"mean": found.mean, "se_cr0": found.se, "se_naive": naive_error(values)}


def rejections(given: Given) -> Answers:
    p, level = floats(given["p"]), given.get("alpha", 0.05)
    tests = {
        "holm": intervals.holm,
        "bonferroni": reference_statistics.bonferroni,
        "bh": intervals.benjamini_hochberg,
        "by": intervals.benjamini_yekutieli,
    }
    return {f"{name}_rejections": test(p, level).sum() for name, test in tests.items()}


def share(given: Given) -> Answers:
    return vars(wilson(given["k"], given["n"], given.get("level", 0.95)))
