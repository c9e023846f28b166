"""How like the reference the reply's text is."""

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from operator import add
from typing import Literal, get_args

from rewards.answers.marked_answer import answer_text
from rewards.extras import import_extra
from rewards.reference import reference_texts, references_value
from rewards.types import Sample

_CHRF_ORDER, _BETA_SQUARED = 6, 4
_BLEU_ORDER = 4
_APART = str.maketrans({mark: f" {mark} " for mark in '!"#$%&()*+/:;<=>?@[\\]^_`{|}~'})
_AFTER_NO_DIGIT = re.compile(r"([^0-9])([.,])")
_BEFORE_NO_DIGIT = re.compile(r"([.,])([^0-9])")
_DASH_AFTER_DIGIT = re.compile(r"([0-9])(-)")
_ENTITIES = {"&quot;": '"', "&amp;": "&", "&lt;": "<", "&gt;": ">"}
Measure = Literal["ratio", "rouge_l", "chrf", "bleu"]
_WORD = re.compile("[a-z0-9]+")


@dataclass(frozen=True)
class TextSimilarity:
    """The similarity, on 0..1, of the reply to the reference; of several, to the likest.

    `measure` is one of:
    - "ratio": 2 x longest common subsequence / both lengths, in characters, as they are;
    - "rouge_l": ROUGE-L, the F1 of the longest common subsequence of words (Lin 2004), which are
      runs of a-z and 0-9 in lower case without stemming, as in rouge-score: of a text in another
      alphabet it sees nothing;
    - "chrf": chrF2, as in sacrebleu (Popović 2015);
    - "bleu": sentence BLEU, as in sacrebleu with its defaults (Papineni et al. 2002).

    The first two need the extra "text". The reply is what follows the reasoning, or its answer
    tag's content. An empty one pays 0, and 1 where the reference is "" too. Raises ValueError for a
    reference in which the measure sees nothing.

    Attributes:
        measure (str): How texts are compared, as above. Default "rouge_l".
        field (str or None): The part of the reference that holds the text; None finds it.
    """

    measure: Measure = "rouge_l"
    field: str | None = None

    def __post_init__(self) -> None:
        if self.measure not in get_args(Measure):
            raise ValueError(f"measure: expected one of {get_args(Measure)}, got {self.measure!r}")

    @property
    def extras(self) -> dict[str, str]:
        return {"rapidfuzz": "text"} if self.measure in ("ratio", "rouge_l") else {}

    def __call__(self, sample: Sample) -> float:
        said = answer_text(sample.response).strip()
        if references_value(sample.reference_answer, self.field) == "":
            return float(not said)
        golds = reference_texts(sample, self.field)
        if self.measure == "rouge_l" and not all(map(rouge_words, golds)):
            raise ValueError(
                f"reference_answer: expected words of a-z and 0-9, got {golds!r}: ROUGE-L sees no "
                "others; take measure='chrf'"
            )
        similarity = _MEASURES[self.measure]
        return max(similarity(said, gold.strip()) for gold in golds)


def chrf(text: str, gold: str) -> float:
    """chrF2 on 0..1: character n-grams up to 6, white space aside (Popović 2015, 2016).

    Precision and recall are averaged over the orders that both texts are long enough for, as in
    sacrebleu; 0 where there are none.
    """
    said, gold = "".join(text.split()), "".join(gold.split())
    shared = _shared_counts(said, gold, min(_CHRF_ORDER, len(said), len(gold)))
    precision = sum(matches / (len(said) - at) for at, matches in enumerate(shared))
    recall = sum(matches / (len(gold) - at) for at, matches in enumerate(shared))
    if not precision:
        return 0.0
    mean = (1 + _BETA_SQUARED) * precision * recall / (_BETA_SQUARED * precision + recall)
    return mean / len(shared)


def bleu(text: str, gold: str) -> float:
    """Sentence BLEU on 0..1 (Papineni et al. 2002): n-grams up to 4 of the tokens of mteval-v13a.

    An order without a match counts as half, a quarter, … of one (Chen and Cherry 2014, method 3),
    and orders longer than the text not at all, as in sacrebleu; 0 where nothing matches.
    """
    gold_tokens, said_tokens = mteval_tokens(gold), mteval_tokens(text)
    letters = {token: chr(at) for at, token in enumerate(dict.fromkeys(gold_tokens), start=1)}
    said = "".join(letters.get(token, "\0") for token in said_tokens)
    shared = _shared_counts(said, "".join(map(letters.__getitem__, gold_tokens)), _BLEU_ORDER)
    shared = shared[: len(said)]
    if not any(shared):
        return 0.0
    logs, smoothed = 0.0, 1.0
    for at, matches in enumerate(shared):
        smoothed = smoothed if matches else smoothed / 2
        logs += math.log((matches or smoothed) / (len(said) - at))
    brevity = min(0.0, 1 - len(gold_tokens) / len(said))
    return math.exp(brevity + logs / len(shared))


def _shared_counts(said: str, gold: str, orders: int) -> list[int]:
    """For n = 1 to `orders`, the n-grams of both, each as often as both texts have it."""
    shared = [0] * orders
    said_ngrams, gold_ngrams = list(said), list(gold)
    for at in range(orders):
        if at:
            said_ngrams = list(map(add, said_ngrams, said[at:]))
            gold_ngrams = list(map(add, gold_ngrams, gold[at:]))
        wanted = Counter(gold_ngrams)
        found = Counter(filter(wanted.__contains__, said_ngrams))
        shared[at] = sum(min(times, wanted[ngram]) for ngram, times in found.items())
        if not shared[at]:
            break  # a longer one would hold a shorter one
    return shared


def mteval_tokens(text: str) -> list[str]:
    """The tokens of NIST's mteval-v13a: marks apart, stops and commas kept inside numbers."""
    text = text.rstrip().replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
    for entity, mark in _ENTITIES.items():
        text = text.replace(entity, mark)
    text = _space_out(_AFTER_NO_DIGIT, 2, f" {text} ".translate(_APART))
    text = _space_out(_BEFORE_NO_DIGIT, 1, text)
    return _space_out(_DASH_AFTER_DIGIT, 2, text).split()


def _space_out(pattern: re.Pattern[str], group: int, text: str) -> str:
    """`text` with spaces around that one of the two groups, wherever the pattern is found."""
    pieces = pattern.split(text)
    pieces[group::3] = [f" {mark} " for mark in pieces[group::3]]
    return "".join(pieces)


def rouge_l(text: str, gold: str) -> float:
    """ROUGE-L on 0..1 (Lin 2004); 0 where either text has no words."""
    return _common_share(rouge_words(text), rouge_words(gold))


def rouge_words(text: str) -> list[str]:
    """The words of rouge-score, without stemming."""
    return _WORD.findall(text.lower())


def _common_share(said: str | list[str], gold: str | list[str]) -> float:
    common: int = import_extra("rapidfuzz.distance", "text").LCSseq.similarity(said, gold)
    return 2 * common / (len(said) + len(gold)) if common else 0.0


_MEASURES: dict[Measure, Callable[[str, str], float]] = {
    "ratio": _common_share,
    "rouge_l": rouge_l,
    "chrf": chrf,
    "bleu": bleu,
}

# ROUGE-L, best of the references.
text_similarity = TextSimilarity()
