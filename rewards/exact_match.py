"""Whether the reply is the reference, to the letter."""

from dataclasses import dataclass

from rewards.answers.plain_text import (
    UnicodeForm,
    check_unicode_form,
    normalize_text,
    without_reasoning,
)
from rewards.reference import reference_text
from rewards.types import Sample


@dataclass(frozen=True)
class ExactMatch:
    """1 when the reply, after its reasoning, equals the reference but for white space around it.

    `unicode` compares in that Unicode form: "NFC" makes one of the two ways to write é, "NFKC"
    also of full-width and ligature letters. `ignore_case`, `ignore_inner_space` (how much of it
    and of which kind) and `ignore_last_marks` (". , ; : ! ?" at the end) overlook what they name.
    `field` names the part of the reference that holds the text.
    """

    field: str | None = None
    unicode: UnicodeForm | None = None
    ignore_case: bool = False
    ignore_inner_space: bool = False
    ignore_last_marks: bool = False

    def __post_init__(self) -> None:
        check_unicode_form(self.unicode)

    def __call__(self, sample: Sample) -> bool:
        gold = reference_text(sample, self.field)
        return self._form(without_reasoning(sample.response)) == self._form(gold)

    def _form(self, text: str) -> str:
        return normalize_text(
            text,
            unicode=self.unicode,
            ignore_case=self.ignore_case,
            ignore_inner_space=self.ignore_inner_space,
            ignore_last_marks=self.ignore_last_marks,
        )


exact_match = ExactMatch()
"""1 when the reply equals the reference, but for white space around either."""
