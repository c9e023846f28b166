"""Whether the number that the reply gives as its answer is the reference's."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import isfinite

from rewards.answers.declared_answer import (
    claimed_number,
    final_number,
    last_line_number,
    prepare,
    read_claim,
    says_none,
)
from rewards.answers.numbers import Number
from rewards.answers.plain_text import Expression
from rewards.answers.units import (
    convert_quantities,
    currency_and_unit,
    in_unit,
    mismatched_unit,
    restated_values,
)
from rewards.reference import decoded_reference_text
from rewards.types import Sample

# An interval, a pair or a set, which is no number: "[0,3]", "(0,3)", "{1,2}".
_SEVERAL = Expression(r"\W*[\[({][^\])}]*,[^\])}]*[\])}]\W*")
# A comma without a sign that it marks decimals, such as a unit or a zero before it.
_BARE_COMMA = Expression(r"\s*[-+]?[1-9]\d*,\d{1,2}\s*")


@dataclass(frozen=True)
class NumericMatch:
    """1 when the reply's final number is the reference's, exactly or within a tolerance.

    A number is near enough at `max(abs_tol, rel_tol * |reference|)`. Percentages are read both
    ways: 75 % is right where the reference says 75, 75 % or 0.75, though never where it says 7500
    or 0.0075. With a `unit`, or one that the reference gives, a number with another one is
    converted, and is wrong where that measures something else; one without any is taken to be in
    it. Converting needs pint: `pip install "rft-assay[units]"`.

    Attributes:
        rel_tol (float): Tolerance as a share of the reference; 0 or more. Default 0.
        abs_tol (float): Tolerance as a number; 0 or more. Default 0.
        field (str or None): The part of the reference that holds the number; None finds it.
        unit (str or None): The unit in which both are compared; None takes the reference's own.
    """

    rel_tol: float = 0.0
    abs_tol: float = 0.0
    field: str | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        for name in ("rel_tol", "abs_tol"):
            given = getattr(self, name)
            if not (isfinite(given) and given >= 0):
                raise ValueError(f"{name}: expected a finite number of 0 or more, got {given!r}")

    @property
    def extras(self) -> dict[str, str]:
        return {} if self.unit is None else {"pint": "units"}

    def __call__(self, sample: Sample) -> bool:
        reference = decoded_reference_text(sample, self.field)
        gold, money, unit = _gold(reference)
        response = sample.response
        if self.unit is not None:
            answer, _ = read_claim(response)
            return self._is_right_in(self.unit, answer, gold, response, reference)
        if not (unit or money):
            plain = last_line_number(response)
            if plain is not None:
                return self._is_right(plain, gold)
        if unit or money == "$":
            text = convert_quantities(prepare(response), unit or "dollars")
            answer = claimed_number(text)
        else:
            answer, text = read_claim(response)
        if answer is not None and answer.percent and (unit or money) and not gold.percent:
            return False
        if answer is not None and self._is_right(answer, gold):
            return not (unit or money) or mismatched_unit(gold, reference, answer, text) is None
        if answer is None and gold.value == 0:
            return says_none(text)
        return not unit and gold.value in restated_values(text)

    def _is_right_in(
        self, unit: str, answer: Number | None, gold: Number, response: str, reference: str
    ) -> bool:
        wanted = in_unit(gold, unit, reference)
        if wanted is None:
            raise ValueError(f"reference_answer: expected a number in {unit}, got {reference!r}")
        value = in_unit(answer, unit, response) if answer else None
        return value is not None and self._near(value, wanted)

    def _is_right(self, answer: Number, gold: Number) -> bool:
        if answer.percent == gold.percent:
            return self._near(answer.value, gold.value)
        if gold.percent:
            return self._near(answer.value, gold.value) or self._near(
                answer.value * 100, gold.value
            )
        # below 1 the reference is a share: 0.75 is 75 %, and a reply of 0.75 % is wrong
        said_in_percent = abs(gold.value) >= 1 and self._near(answer.value, gold.value)
        return said_in_percent or self._near(answer.value / 100, gold.value)

    def _near(self, value: Fraction, gold: Fraction) -> bool:
        if value == gold:
            return True
        if not (self.rel_tol or self.abs_tol):
            return False
        allowed = max(Fraction(self.abs_tol), Fraction(self.rel_tol) * abs(gold))
        return abs(value - gold) <= allowed


@lru_cache(maxsize=4096)
def _gold(reference: str) -> tuple[Number, str, str]:
    """The number of a reference with its money and its unit, which many replies are held to."""
    gold = None if _SEVERAL.fullmatch(reference) else final_number(reference)
    if gold is None:
        raise ValueError(f"reference_answer: expected one number, got {reference!r}")
    if _BARE_COMMA.fullmatch(reference):
        raise ValueError(
            f"reference_answer: expected one number, got {reference!r}, which may be two; write it"
            " with a decimal point"
        )
    return gold, *currency_and_unit(gold, reference)


# 1 when the reply's final number is exactly the reference's.
numeric_match = NumericMatch()
