"""Reading the input of a known-answer case: lists with gaps, words and tables into arrays."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.reference_statistics import weights_of
from validation.statistics.chance import Weighting, agreement_weights, table_of
from validation.statistics.values import Floats, Ints

Given = Mapping[str, Any]

_WEIGHTINGS: Mapping[str, Weighting] = {
    "identity": "identity",
    "unweighted": "identity",
    "nominal": "identity",
    "linear": "linear",
    "quadratic": "quadratic",
    "ordinal": "ordinal",
}


def floats(values: Any) -> Floats:
    return np.array(values, dtype=np.float64)


def flat(rows: Sequence[Sequence[Any]]) -> tuple[Floats, Ints]:
    """The values of rows of any lengths, and the row of each."""
    row = np.repeat(np.arange(len(rows)), [len(values) for values in rows])
    return floats([value for values in rows for value in values]), row


def codes(values: Sequence[Any]) -> Ints:
    """Prompts by any name as codes from 0."""
    return np.unique(np.array(values), return_inverse=True)[1]


def rated(given: Given) -> tuple[Floats, Floats]:
    """Ratings (units, raters) and their categories; words are numbered in the labels' order."""
    rows = (
        given["ratings"] if "ratings" in given else list(zip(given["x"], given["y"], strict=True))
    )
    labels = _labels(given, {value for row in rows for value in row if value is not None})
    if any(isinstance(label, str) for label in labels):
        number = {label: place for place, label in enumerate(labels)}
        rows = [[None if value is None else number[value] for value in row] for row in rows]
        labels = list(number.values())
    return floats(rows) if rows else np.empty((0, 2)), floats(labels)


def table(given: Given) -> Floats:
    """The two-way table given, or that of two raters' ratings."""
    if "table" in given:
        return floats(given["table"])
    ratings, categories = rated(given)
    return table_of(ratings[:, 0], ratings[:, 1], categories)


def agreement(given: Given, categories: Floats) -> Floats:
    """The agreement weights that are named, or given as a matrix."""
    named = given.get("weights") or "identity"
    if isinstance(named, list):
        return weights_of(floats(named))
    if "disagreement_matrix" in given:
        return weights_of(floats(given["disagreement_matrix"]))
    if "weight_matrix" in given:
        return floats(given["weight_matrix"])
    return agreement_weights(categories, _WEIGHTINGS[named])


def _labels(given: Given, found: set[Any]) -> list[Any]:
    """The declared categories, else those that occur."""
    return list(
        given.get("categories") or given.get("labels") or given.get("scale") or sorted(found)
    )
