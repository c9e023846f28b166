"""Whether the reply's JSON has the fields of the reference, with partial credit."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import nextafter

from rewards.structured.compare import (
    JsonComparison,
    SameLeaf,
    Weights,
    unmatched_path,
    weights_by_path,
)
from rewards.structured.json_reply import (
    NotJsonError,
    reference_json,
    reply_value,
    value_in_prose,
    with_choices,
)
from rewards.types import Sample, Score


@dataclass(frozen=True)
class JsonMatch:
    """The weight of the reference's fields that the reply has right, as a share.

    Each text, number, constant and empty list or object of the reference counts 1, or what
    `weights` says of its path (`{"items.*.price": 2}`; 0 leaves it out). What is missing or
    different pays nothing; a field that is null in the reference may be left out, and a place
    `{"any_of": […]}` is right with any of these. With `extra_costs` what the reference does not
    have is added to what is divided by. `ordered` compares lists item by item; otherwise items are
    paired as `rewards.structured.compare` says, and so are values compared.

    The JSON is the reply's last fenced value, or else the last object in it; unless `in_prose`,
    the reply must be JSON and nothing else. A key given twice, or a reply that is no JSON, pays 0.
    The reference is a JSON value, or a text that holds one; `field` names the part of it to use.
    Raises ValueError for a reference that is none, is too deep or weighs nothing, and for a path in
    `weights` that stands nowhere in it.

    Attributes:
        field (str or None): The part of the reference to use; None uses all of it.
        ordered (bool): Whether lists are compared item by item. Default True.
        extra_costs (bool): Whether what the reference does not have lowers the score. Default True.
        weights (mapping of str to float): What a path counts, in place of 1. Default none.
        number_text (bool): Whether a text may stand for a number. Default False.
        abs_tol, rel_tol (float): Tolerances of numbers; 0 or more. Default 0.
        ignore_case, ignore_space (bool): Whether these do not matter in texts. Default False.
        in_prose (bool): Whether the JSON may stand in other text. Default True.
    """

    field: str | None = None
    ordered: bool = True
    extra_costs: bool = True
    weights: Mapping[str, float] = dataclasses.field(default_factory=dict, hash=False)
    number_text: bool = False
    abs_tol: float = 0.0
    rel_tol: float = 0.0
    ignore_case: bool = False
    ignore_space: bool = False
    in_prose: bool = True

    def __post_init__(self) -> None:
        _ = self._weights, self._compare  # raises for settings that are none

    def __call__(self, sample: Sample) -> Score:
        gold = with_choices(reference_json(sample, self.field))
        if (path := unmatched_path(self.weights, gold)) is not None:
            raise ValueError(f"weights: {path!r} stands nowhere in the reference; correct the path")
        read = value_in_prose if self.in_prose else reply_value
        try:
            value = read(sample.response)
        except NotJsonError as error:
            return Score(0.0, f"not JSON: {error}")
        if isinstance(gold, dict) and isinstance(value, list) and len(value) == 1:
            value = value[0]
        agreement = self._compare(value, gold, self._weights)
        if not agreement.wanted:
            raise ValueError(f"weights: expected some weight in the reference, got {self.weights}")
        surplus = agreement.surplus if self.extra_costs else 0.0
        share = agreement.right / (agreement.wanted + surplus)
        perfect = agreement.right == agreement.wanted and not surplus
        told = agreement.told if not perfect else ()
        return Score(1.0 if perfect else min(share, nextafter(1.0, 0.0)), "; ".join(told))

    @cached_property
    def _weights(self) -> Weights:
        return weights_by_path(self.weights)

    @cached_property
    def _compare(self) -> JsonComparison:
        same = SameLeaf(
            *(self.abs_tol, self.rel_tol, self.number_text, self.ignore_case, self.ignore_space),
            grouped=True,
        )
        return JsonComparison(same, self.ordered)


# The share of the reference's fields that the reply's JSON has right.
json_match = JsonMatch()
