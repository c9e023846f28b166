"""From known-answer cases of agreement between raters to the functions under test."""

from typing import Any

import numpy as np

from tests import reference_statistics
from tests.reference_statistics import (
    icc,
    kendall_w,
    ratings_of,
    ratings_of_counts,
    repeatability,
    scott_pi,
    within_sd,
)
from tests.truth_input import Given, agreement, codes, floats, rated, table
from validation.statistics import association, chance
from validation.statistics.alpha import krippendorff_alpha
from validation.statistics.calibration import bland_altman, lin_ccc
from validation.statistics.chance import cohen_kappa, counts_of
from validation.statistics.icc import Ties
from validation.statistics.values import Floats

Answers = dict[str, Any]


def alpha(given: Given) -> Answers:
    return {"alpha": krippendorff_alpha(rated(given)[0], given.get("level", "interval"))}


def ratings_battery(given: Given) -> Answers:
    ratings, categories = rated(given)
    return _battery(ratings, counts_of(ratings, categories), categories, given)


def counts_battery(given: Given) -> Answers:
    counts = floats(given["counts"])
    categories = np.arange(counts.shape[1], dtype=np.float64)
    return _battery(ratings_of_counts(counts), counts, categories, given)


def table_battery(given: Given) -> Answers:
    cells = table(given)
    categories = np.arange(cells.shape[0], dtype=np.float64)
    ratings = ratings_of(cells)
    found = _battery(ratings, counts_of(ratings, categories), categories, given)
    return {**found, **two_raters(given)}


def two_raters(given: Given) -> Answers:
    cells = table(given)
    weights = agreement(given, np.arange(cells.shape[0], dtype=np.float64))
    cohen, scott = cohen_kappa(cells, weights), scott_pi(cells, weights)
    return {"cohen": cohen, "kappa": cohen, "scott": scott, "pi": scott}


def _battery(ratings: Floats, counts: Floats, categories: Floats, given: Given) -> Answers:
    weights = agreement(given, categories)
    fleiss = reference_statistics.fleiss_kappa(counts, weights)
    free, gwet = (
        reference_statistics.brennan_prediger(counts, weights),
        chance.gwet_ac(counts, weights),
    )
    return {
        "percent_agreement": chance.percent_agreement(counts, weights),
        "ac1": gwet,
        "ac2": gwet,
        "fleiss": fleiss,
        "kappa": fleiss,
        "brennan_prediger": free,
        "free_marginal": free,
        "pabak": free,
        "conger": reference_statistics.conger_kappa(ratings, categories, weights),
        "kripp_nominal": krippendorff_alpha(ratings, "nominal"),
    }


def intraclass(given: Given) -> Answers:
    found = icc(floats(given["ratings"]))
    return {
        "ICC1": found.icc1,
        "ICC2": found.icc2,
        "ICC3": found.icc3,
        "ICC1k": found.icc1k,
        "ICC2k": found.icc2k,
        "ICC3k": found.icc3k,
    }


def concordance(given: Given) -> Answers:
    ties: Ties = "corrected" if given.get("ties", "corrected") == "corrected" else "ignored"
    return {"W": kendall_w(floats(given["ratings"]), ties)}


def lin(given: Given) -> Answers:
    x, y = floats(given["x"]), floats(given["y"])
    return {"ccc": lin_ccc(x, y), "ccc_unbiased": lin_ccc(x, y, ddof=1)}


def limits_of_agreement(given: Given) -> Answers:
    x, y = floats(given["x"]), floats(given["y"])
    found = bland_altman(x, y, codes(range(x.size)), z=given.get("z", 1.96))
    return {
        "bias": found.bias,
        "sd": found.sd,
        "loa_low": found.loa_low,
        "loa_high": found.loa_high,
    }


def self_consistency(given: Given) -> Answers:
    calls = floats(given["ratings"])
    return {
        "s_w": within_sd(calls),
        "repeatability_1_96": repeatability(calls, z=1.96),
        "repeatability_coefficient_2sd": repeatability(calls, z=2),
    }


def disattenuation(given: Given) -> Answers:
    return {"r_true": association.disattenuate(given["r_xy"], given["rel_x"], given["rel_y"])}


def effective_judges(given: Given) -> Answers:
    return {"n_eff": association.effective_judges(given["k"], given["rho"])}


def spearman_brown(given: Given) -> Answers:
    single = given["rel_single"]
    prefix = "rel_"
    averages = [key for key in given["keys"] if key.startswith(prefix)]
    return {
        "k_needed": association.judges_needed(single, given["target"])
        if "target" in given
        else None,
        **{
            key: association.spearman_brown(single, float(key.removeprefix(prefix)))
            for key in averages
        },
    }
