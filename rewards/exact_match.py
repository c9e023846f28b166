"""Whether the reply is the reference, to the letter."""

from dataclasses import dataclass

from rewards.answers import marks, plain_text
from rewards.reference import reference_text
from rewards.types import Sample


@dataclass(frozen=True)
class ExactMatch:
    """1 when the reply, after its reasoning, equals the reference but for white space around it.

    Attributes:
        field (str or None): The part of the reference that holds the text; None finds it.
        unicode ("NFC", "NFKC", … or None): The Unicode form in which both are compared. "NFC" makes
            one of the two ways to write é, "NFKC" also of full-width and ligature letters.
        ignore_case (bool): Whether capitals do not matter. Default False.
        ignore_inner_space (bool): Whether the amount and the kind of white space between words do
            not matter. Default False.
        ignore_last_marks (bool): Whether ". , ; : ! ?" at the end do not matter. Default False.
    """

    field: str | None = None
    unicode: plain_text.UnicodeForm | None = None
    ignore_case: bool = False
    ignore_inner_space: bool = False
    ignore_last_marks: bool = False

    def __post_init__(self) -> None:
        plain_text.check_unicode_form(self.unicode)

    def __call__(self, sample: Sample) -> bool:
        gold = reference_text(sample, self.field)
        said = (sample.response, marks.spoken_text(sample.response))
        return self.form(gold) in map(self.form, said)

    def form(self, text: str) -> str:
        """The text as it is compared."""
        return plain_text.normalize_text(
            text,
            unicode=self.unicode,
            ignore_case=self.ignore_case,
            ignore_inner_space=self.ignore_inner_space,
            ignore_last_marks=self.ignore_last_marks,
        )


# 1 when the reply equals the reference, but for white space around either.
exact_match = ExactMatch()
