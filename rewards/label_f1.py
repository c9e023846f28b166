"""How well the set of labels that the reply names fits the reference's."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rewards.answers.labels import bare_form, chosen_wordings, label_names, named_label
from rewards.reference import reference_text, reference_texts, references_value
from rewards.types import Sample, Score


@dataclass(frozen=True)
class LabelF1:
    """F1 of the labels that the reply stands by, against the reference's set of them.

    `average="micro"` counts all labels together: 2 TP / (2 TP + FP + FN). "macro" is the mean,
    over the labels that either side names, of each one's own F1, which for one sample is 1 or 0;
    so it equals their Jaccard index. Two empty sets agree, which pays 1. The metrics hold TP, FP
    and FN: over many samples the micro F1 is the same fraction of their sums, which is not the
    mean of the samples' scores. The reference is a list, `{"labels": […]}`, or a text with commas,
    of which "none" and an empty list are the empty set; `labels`, `synonyms` and what counts as
    named are as in `LabelMatch`.

    Attributes:
        labels (sequence of str): The closed set; where empty, metadata["labels"].
        synonyms (mapping of str to str): Other wordings, each with its label. Default none.
        average ("micro" or "macro"): How labels are put together. Default "micro".
        field (str or None): The part of the reference that holds the labels; None finds it.
    """

    labels: Sequence[str] = ()
    synonyms: Mapping[str, str] = dataclasses.field(default_factory=dict)
    average: Literal["micro", "macro"] = "micro"
    field: str | None = None

    def __post_init__(self) -> None:
        if self.average not in ("micro", "macro"):
            raise ValueError(f"average: expected 'micro' or 'macro', got {self.average!r}")
        if self.labels:
            label_names(self.labels, self.synonyms)

    def __call__(self, sample: Sample) -> Score:
        names = label_names(self.labels or sample.metadata.get("labels"), self.synonyms)
        gold = {named_label(text, names) for text in _gold_texts(sample, self.field, names)}
        said = chosen_wordings(sample.response, names, several=True)
        right, extra, missed = len(gold & said), len(said - gold), len(gold - said)
        weight = 2 if self.average == "micro" else 1
        whole = weight * right + extra + missed
        return Score(
            weight * right / whole if whole else 1.0,
            metrics={
                "true_positives": float(right),
                "false_positives": float(extra),
                "false_negatives": float(missed),
            },
        )


def _gold_texts(sample: Sample, field: str | None, names: Mapping[str, str]) -> Sequence[str]:
    gold = sample.reference_answer
    if isinstance(gold, Mapping) and field is None and "labels" in gold:
        field = "labels"
    gold = references_value(gold, field)
    if isinstance(gold, list | tuple):
        return reference_texts(sample, field) if gold else ()
    text = reference_text(sample, field)
    if bare_form(text) == "none" and "none" not in names:
        return ()
    return (
        [text] if bare_form(text) in names else [part for part in text.split(",") if part.strip()]
    )


# Micro F1 of the labels that the reply names, of metadata["labels"].
label_f1 = LabelF1()
