"""Whether the reply chooses the right option, by its letter or by its wording."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rewards.answers.choice_letters import chosen_letters, options_of
from rewards.answers.labels import bare_form
from rewards.reference import reference_text
from rewards.types import Sample

_LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True)
class MultipleChoice:
    """1 when the one option that the reply chooses is the reference's.

    The options are metadata["choices"], a list or a mapping from letters, else the lines "A) …"
    of the last user turn; where there are neither, only letters are read. The reply chooses by
    the full wording of an option or by its letter, as `choice_letter` reads it. Two of them give no
    answer, nor does a letter with another option's wording after it.

    The reference is a letter ("B", "(B)", "B) London") or an option's wording; a letter is a letter
    even where an option reads "A". A number is a wording too, unless `index_from` says that it
    counts the options from 0 or from 1.

    Attributes:
        index_from (0, 1 or None): From where a number in the reference counts the options; None
            takes a number for a wording.
        field (str or None): The part of the reference that holds the choice; None finds it.
    """

    index_from: Literal[0, 1] | None = None
    field: str | None = None

    def __post_init__(self) -> None:
        if self.index_from not in (None, 0, 1) or isinstance(self.index_from, bool):
            raise ValueError(f"index_from: expected None, 0 or 1, got {self.index_from!r}")

    def __call__(self, sample: Sample) -> bool:
        options = options_of(sample)
        gold = self._gold(reference_text(sample, self.field), options)
        return chosen_letters(sample.response, "".join(options) or _LETTERS, options) == {gold}

    def _gold(self, reference: str, options: Mapping[str, str]) -> str:
        """The letter of the option that the reference means."""
        if self.index_from is not None and reference.strip().isdecimal():
            at = int(reference) - self.index_from
            if not 0 <= at < len(options):
                raise ValueError(f"reference_answer: expected an index, got {reference!r}")
            return list(options)[at]
        bare = bare_form(reference)
        if len(bare) == 1 and bare.upper() in (options or _LETTERS):
            return bare.upper()
        wordings = [letter for letter, text in options.items() if bare_form(text) == bare]
        if not wordings:
            wordings = sorted(chosen_letters(reference, "".join(options) or _LETTERS, options))
        if len(wordings) != 1:
            raise ValueError(
                f"reference_answer: expected one of the options {dict(options)}, got {reference!r}"
            )
        return wordings[0]


# 1 when the reply chooses the reference's option, by letter or by wording.
multiple_choice = MultipleChoice()
