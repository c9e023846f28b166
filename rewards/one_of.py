"""Whether the reply is one of several references."""

from dataclasses import dataclass

from rewards.answers.marks import spoken_text
from rewards.answers.plain_text import UnicodeForm, check_unicode_form
from rewards.exact_match import ExactMatch
from rewards.reference import reference_texts
from rewards.types import Sample


@dataclass(frozen=True)
class OneOf:
    """1 when the reply, after its reasoning, equals any reference: a list, or `{"answers": […]}`.

    One reference alone will do as well. The settings are those of `ExactMatch`.

    Attributes:
        field (str or None): The part of the reference that holds the texts; None finds it.
        unicode, ignore_case, ignore_inner_space, ignore_last_marks: As in `ExactMatch`.
    """

    field: str | None = None
    unicode: UnicodeForm | None = None
    ignore_case: bool = False
    ignore_inner_space: bool = False
    ignore_last_marks: bool = False

    def __post_init__(self) -> None:
        check_unicode_form(self.unicode)

    def __call__(self, sample: Sample) -> bool:
        golds = reference_texts(sample, self.field)
        exact = ExactMatch(
            unicode=self.unicode,
            ignore_case=self.ignore_case,
            ignore_inner_space=self.ignore_inner_space,
            ignore_last_marks=self.ignore_last_marks,
        )
        answers = {exact.form(sample.response), exact.form(spoken_text(sample.response))}
        return any(exact.form(gold) in answers for gold in golds)


# 1 when the reply equals one of the references, but for white space around either.
one_of = OneOf()
