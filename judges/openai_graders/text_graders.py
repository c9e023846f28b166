"""OpenAI's graders that compare two texts: `string_check` and `text_similarity`."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

from judges.openai_graders import templates
from rewards.extras import import_extra
from rewards.text_similarity import bleu, mteval_tokens, rouge_l, rouge_words
from rewards.types import Sample, Score

Operation = Literal["eq", "ne", "like", "ilike"]
Metric = Literal[
    "fuzzy_match", "bleu", "gleu", "rouge_1", "rouge_2", "rouge_3", "rouge_4", "rouge_5", "rouge_l"
]
REFUSED = {
    "cosine": "it asks an embedding model of OpenAI's: use a score_model grader",
    "meteor": "it needs WordNet, which is not part of this kit: use rouge_l or gleu",
}
# Characters of a text up to which fuzzy_match looks for it within a longer one.
LONGEST_WITHIN = 500
_GLEU_ORDER = 4


@dataclass(frozen=True)
class StringCheck:
    """1 where `input` and `reference` stand to each other as `operation` says, else 0.

    A reply without the value that a template reads scores 0, under "ne" as well, and so does an
    empty one where it is what the input should hold.

    Raises ValueError for an unknown operation or an invalid template; when called, where the
    data lack a value, or it is empty and every input would hold it.

    Attributes:
        input: the template of the text that is graded.
        reference: the template of the text that it is compared with.
        operation: "eq" and "ne": they are the same text, or are not. "like": the input holds the
            reference; "ilike": in any case.
    """

    input: str
    reference: str
    operation: Operation

    def __post_init__(self) -> None:
        if self.operation not in get_args(Operation):
            known = ", ".join(get_args(Operation))
            raise ValueError(f"operation: expected one of {known}, got {self.operation!r}")
        templates.check_template("input", self.input)
        templates.check_template("reference", self.reference)

    def __call__(self, sample: Sample) -> Score:
        try:
            text, wanted = (
                templates.fill_template(self.input, sample),
                templates.fill_template(self.reference, sample),
            )
        except templates.NotInReplyError as error:
            return Score(0.0, str(error))
        match self.operation:
            case "eq":
                return Score(float(text == wanted))
            case "ne":
                return Score(float(text != wanted))
            case "ilike":
                text, wanted = text.casefold(), wanted.casefold()
        if wanted.strip():
            return Score(float(wanted in text))
        if templates.takes_in_the_reply(self.reference):
            return Score(0.0, "the reply is empty")
        raise ValueError(f"reference: expected a text to look for, got {wanted!r}")


@dataclass(frozen=True)
class SimilarText:
    """How like `input` is to `reference` on 0..1.

    A reply that is empty, or lacks the value that a template reads, scores 0. Raises ValueError
    for a metric that is unknown or refused or an invalid template; when called, where the
    data lack a value or it is empty.

    Attributes:
        input: the template of the text that is graded.
        reference: the template of the text that it is compared with.
        evaluation_metric: "fuzzy_match" is rapidfuzz's WRatio of the texts in lower case with marks
            as spaces, as in the Python grader of OpenAI's guide. It pays up to 0.9 to an input that
            only holds the reference. Where both have more than `LONGEST_WITHIN` characters it is
            their plain ratio, which is never more: WRatio may take minutes there. "bleu" and
            "rouge_l" are those of `rewards.text_similarity`, "gleu" and "rouge_1" to "rouge_5"
            those of this module. "fuzzy_match" and "rouge_l" need the extra "text".
    """

    input: str
    reference: str
    evaluation_metric: Metric

    def __post_init__(self) -> None:
        metric, known = self.evaluation_metric, ", ".join(get_args(Metric))
        if metric in REFUSED:
            raise ValueError(f"evaluation_metric: {metric} is refused, since {REFUSED[metric]}")
        if metric not in get_args(Metric):
            raise ValueError(f"evaluation_metric: expected one of {known}, got {metric!r}")
        templates.check_template("input", self.input)
        templates.check_template("reference", self.reference)

    @property
    def extras(self) -> dict[str, str]:
        return {"rapidfuzz": "text"} if self.evaluation_metric in ("fuzzy_match", "rouge_l") else {}

    def __call__(self, sample: Sample) -> Score:
        try:
            texts = []
            for field, template in (("input", self.input), ("reference", self.reference)):
                texts.append(templates.fill_template(template, sample))
                if not texts[-1].strip() and not templates.takes_in_the_reply(template):
                    problem = f"expected a text to compare with, got {texts[-1]!r}"
                    raise ValueError(f"{field}: {problem}")
        except templates.NotInReplyError as error:
            return Score(0.0, str(error))
        return Score(_METRICS[self.evaluation_metric](*texts))


def fuzzy_match(text: str, gold: str) -> float:
    """The likeness of two texts on 0..1 by rapidfuzz; see `SimilarText`."""
    fuzz, plain = import_extra("rapidfuzz.fuzz", "text"), import_extra("rapidfuzz.utils", "text")
    ratio = fuzz.ratio if min(len(text), len(gold)) > LONGEST_WITHIN else fuzz.WRatio
    return float(ratio(text, gold, processor=plain.default_process)) / 100


def gleu(text: str, gold: str) -> float:
    """Google BLEU on 0..1: the smaller of precision and recall of all n-grams of 1 to 4 tokens.

    Wu et al. 2016, section 5; the tokens are those of BLEU here (mteval-v13a). 0 where either text
    has none.
    """
    said, wanted = mteval_tokens(text), mteval_tokens(gold)
    shared = longest = 0
    for order in range(1, _GLEU_ORDER + 1):
        ours, theirs = _ngrams(said, order), _ngrams(wanted, order)
        shared += (ours & theirs).total()
        longest += max(0, max(len(said), len(wanted)) - order + 1)
    return shared / longest if shared else 0.0


def rouge_n(text: str, gold: str, order: int) -> float:
    """ROUGE-N on 0..1, as the F1 of n-grams of words (Lin 2004); 0 where none is shared.

    The words are runs of a-z and 0-9 in lower case, without stemming, as in rouge-score.
    """
    ours, theirs = _ngrams(rouge_words(text), order), _ngrams(rouge_words(gold), order)
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def _ngrams(tokens: Sequence[str], order: int) -> "Counter[tuple[str, ...]]":
    return Counter(zip(*(tokens[start:] for start in range(order)), strict=False))


_METRICS: Mapping[str, Callable[[str, str], float]] = {
    "fuzzy_match": fuzzy_match,
    "bleu": bleu,
    "gleu": gleu,
    "rouge_l": rouge_l,
    **{f"rouge_{order}": partial(rouge_n, order=order) for order in range(1, 6)},
}
