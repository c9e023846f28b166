"""How a label is written otherwise, and how it is got wrong."""

from collections.abc import Iterator

from rewards.answers.labels import bare_form
from validation.ladder.gold import AnswerVariant, GoldAnswer, seeded_choice

_OPPOSITES = {
    "yes": "no", "true": "false", "positive": "negative", "correct": "incorrect",
    "valid": "invalid", "spam": "ham", "pass": "fail", "entailment": "contradiction",
    "supported": "refuted", "safe": "unsafe", "relevant": "irrelevant", "toxic": "harmless",
    "male": "female", "left": "right", "up": "down", "increase": "decrease", "high": "low",
    "before": "after", "agree": "disagree", "benign": "malicious",
}  # fmt: skip
_TURNED = {**{bad: good for good, bad in _OPPOSITES.items()}, **_OPPOSITES}


def label_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The label in another case, and with a mark."""
    label = gold.text
    words = all(len(word) > 1 and word.isalpha() for word in label.split())
    if form in ("bare", "tag", "json", "final_line") and label.isascii() and words:
        yield AnswerVariant("lower_case", "in small letters", label.lower(), 1)
        yield AnswerVariant("title_case", "with a capital", label.capitalize(), 1)
    if form == "bare" and label[-1].isalnum():
        yield AnswerVariant("period", "with a full stop", f"{label}.", 1)


def is_same_label(text: str, gold: GoldAnswer) -> bool:
    return bare_form(text) == bare_form(gold.text)


def label_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """Other labels of its set, and the opposite where a label has one."""
    for number, label in enumerate(gold.others[:4], start=1):
        yield AnswerVariant(f"label_{number}", f"{gold.text} became {label}", label)
    opposite = _opposite(gold.text)
    if opposite and not gold.others:
        yield AnswerVariant("opposite", f"{gold.text} became {opposite}", opposite)


def wrong_label(gold: GoldAnswer) -> str:
    """Another label; where none is known, one that says that nothing is."""
    if gold.others:
        return seeded_choice(gold.seed, "wrong", gold.others)
    fallback = "none" if is_same_label("unknown", gold) else "unknown"
    return _opposite(gold.text) or fallback


def _opposite(label: str) -> str | None:
    turned = _TURNED.get(label.lower())
    if turned is None:
        return None
    if label.isupper() and len(label) > 1:
        return turned.upper()
    return turned.capitalize() if label[0].isupper() else turned
