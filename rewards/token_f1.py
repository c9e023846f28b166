"""How many of its words the reply shares with the reference: the F1 of SQuAD."""

import re
from collections import Counter
from dataclasses import dataclass
from string import punctuation

from rewards.answers.marked_answer import answer_text
from rewards.answers.plain_text import compose
from rewards.reference import reference_texts, references_value
from rewards.types import Sample

_NO_PUNCTUATION = str.maketrans(dict.fromkeys(punctuation))
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


@dataclass(frozen=True)
class TokenF1:
    """F1 of the reply's words against the reference's, counted as often as they occur.

    As Rajpurkar et al. (2016, section 6.1) define it, and with the normalisation of their script:
    lower case; no ASCII punctuation; no a, an, the; split at white space. Of several references (a
    list, `{"answers": […]}`, `{"text": […]}`) the best counts. As in SQuAD 2.0 a reference without
    words ("" or an empty list, for a question without answer) pays 1 to a reply without words and 0
    to others. Numbers lose their signs and points, as in that script: 25 is paid for 2.5 and 5 for
    -5, so use `numeric_match` for numbers. The reply is what follows the reasoning, or its answer
    tag's content.

    Attributes:
        field (str or None): The part of the reference that holds the text; None finds it.
    """

    field: str | None = None

    def __call__(self, sample: Sample) -> float:
        said = Counter(_words(answer_text(sample.response)))
        return max(_f1(said, Counter(_words(gold))) for gold in _golds(sample, self.field))


def _golds(sample: Sample, field: str | None) -> tuple[str, ...]:
    """The references, an empty one included, which elsewhere is a fault."""
    gold = references_value(sample.reference_answer, field)
    if gold == "" or (isinstance(gold, list | tuple) and not any(gold)):
        return ("",)
    return reference_texts(sample, field)


def _words(text: str) -> list[str]:
    return _ARTICLES.sub(" ", compose(text).lower().translate(_NO_PUNCTUATION)).split()


def _f1(said: "Counter[str]", gold: "Counter[str]") -> float:
    if not said or not gold:
        return float(said == gold)
    return 2 * (said & gold).total() / (said.total() + gold.total())


# The F1 of SQuAD, best of the references.
token_f1 = TokenF1()
