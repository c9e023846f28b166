"""Whether the reply names the right label of a closed set."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rewards.answers.labels import chosen_wordings, label_names, named_label
from rewards.reference import reference_text
from rewards.types import Sample


@dataclass(frozen=True)
class LabelMatch:
    """1 when the one label that the reply stands by is the reference's.

    `labels` is the closed set; where it is empty, each sample's metadata["labels"] is. `synonyms`
    maps other wordings to labels. Case, Unicode form (NFKC) and the marks around a label do not
    matter. A reply that names two labels gives no answer, and a denied one ("not spam") does not
    count; a label between answer tags, in a box or declared ("Label: spam", "the answer is spam")
    is taken before one that is only named.

    Attributes:
        labels (sequence of str): The closed set; where empty, metadata["labels"].
        synonyms (mapping of str to str): Other wordings, each with its label. Default none.
        field (str or None): The part of the reference that holds the label; None finds it.
    """

    labels: Sequence[str] = ()
    synonyms: Mapping[str, str] = dataclasses.field(default_factory=dict)
    field: str | None = None

    def __post_init__(self) -> None:
        if self.labels:
            _ = self._names  # raises for labels that are none

    def __call__(self, sample: Sample) -> bool:
        given = sample.metadata.get("labels")
        names = self._names if self.labels else label_names(given, self.synonyms)
        gold = named_label(reference_text(sample, self.field), names)
        return chosen_wordings(sample.response, names) == {gold}

    @cached_property
    def _names(self) -> dict[str, str]:
        return label_names(self.labels, self.synonyms)


# 1 when the reply names the reference's label and no other of metadata["labels"].
label_match = LabelMatch()
