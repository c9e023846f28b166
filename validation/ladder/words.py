"""Letters of choices, labels and prose: paraphrases and perturbations of each."""

import re
from collections.abc import Iterator

from rewards.answers.choice_letters import choice_letter
from rewards.answers.labels import bare_form
from rewards.answers.plain_text import normalize_text
from validation.ladder.gold import (
    AnswerVariant,
    GoldAnswer,
    MakeAnswers,
    Perturber,
    seeded_choice,
    sentences,
)
from validation.ladder.perturbation import (
    FINAL,
    FREE,
    GOLD,
    GUESS,
    LEAVES_OUT,
    PARTIAL,
    SENSE,
    SHARE,
    SLIP,
    WHOLE,
    Perturbation,
    make_all,
)

_OPPOSITES = {
    "yes": "no", "true": "false", "positive": "negative", "correct": "incorrect",
    "valid": "invalid", "spam": "ham", "pass": "fail", "entailment": "contradiction",
    "supported": "refuted", "safe": "unsafe", "relevant": "irrelevant", "toxic": "harmless",
    "male": "female", "left": "right", "up": "down", "increase": "decrease", "high": "low",
    "before": "after", "agree": "disagree", "benign": "malicious",
}  # fmt: skip
_TURNED = {**{bad: good for good, bad in _OPPOSITES.items()}, **_OPPOSITES}
_VERB = re.compile(
    r"\b(?:is|are|was|were|am|can|could|will|would|should|must|may|might|has|have|had|does|do|did)"
    r"\b(?! not\b)"
)
_NEGATED = re.compile(
    r"\b(?:is|are|was|were|can|could|will|would|should|must|has|have|had|does|do|did)( not)\b"
)
_DIGITS = re.compile(r"\d+")
_QUOTES = "\"'"


def choice_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The letter with the marks that people add to it, and with the text of its option."""
    letter = gold.text
    if form == "boxed":
        yield AnswerVariant("boxed_text", "as text in the box", f"\\text{{{letter}}}", 1)
    if form not in ("bare", "sentence", "final_line", "tag"):
        return
    yield AnswerVariant("parentheses", "in parentheses", f"({letter})", 1)
    if form == "bare":
        yield AnswerVariant("period", "with a full stop", f"{letter}.", 1)
        yield AnswerVariant("parenthesis", "with a parenthesis", f"{letter})", 1)
        yield AnswerVariant("named_option", "called an option", f"Option {letter}", 1)
    if letter in gold.options and form != "sentence":
        words = gold.options[letter]
        yield AnswerVariant("with_words", "with the option's words", f"{letter}) {words}", 1)


def choice_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """Each of the other letters."""
    for letter in gold.others[:5]:
        yield AnswerVariant(f"letter_{letter.lower()}", f"{gold.text} became {letter}", letter)


def wrong_choice(gold: GoldAnswer) -> str:
    """Another letter."""
    return seeded_choice(gold.seed, "wrong", gold.others)


def is_same_choice(text: str, gold: GoldAnswer) -> bool:
    letters = "".join(sorted({gold.text, *gold.others}))
    return choice_letter(text, letters) == gold.text


CHOICE = Perturber(choice_paraphrases, choice_perturbations, wrong_choice, is_same_choice)


def label_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The label in another case, and with a mark."""
    label = gold.text
    words = all(len(word) > 1 and word.isalpha() for word in label.split())
    if form in ("bare", "tag", "json", "final_line") and label.isascii() and words:
        yield AnswerVariant("lower_case", "in small letters", label.lower(), 1)
        yield AnswerVariant("title_case", "with a capital", label.capitalize(), 1)
    if form == "bare" and label[-1].isalnum():
        yield AnswerVariant("period", "with a full stop", f"{label}.", 1)


def label_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """Other labels of its set, and the opposite where a label has one."""
    for number, label in enumerate(gold.others[:4], start=1):
        yield AnswerVariant(f"label_{number}", f"{gold.text} became {label}", label)
    opposite = _opposite(gold.text)
    if opposite and not gold.others:
        yield AnswerVariant("opposite", f"{gold.text} became {opposite}", opposite)


def wrong_label(gold: GoldAnswer) -> str:
    """Another label, or the opposite; `unknown` or `none` where there is neither."""
    if gold.others:
        return seeded_choice(gold.seed, "wrong", gold.others)
    fallback = "none" if is_same_label("unknown", gold) else "unknown"
    return _opposite(gold.text) or fallback


def is_same_label(text: str, gold: GoldAnswer) -> bool:
    return bare_form(text) == bare_form(gold.text)


def _opposite(label: str) -> str | None:
    turned = _TURNED.get(label.lower())
    if turned is None:
        return None
    if label.isupper() and len(label) > 1:
        return turned.upper()
    return turned.capitalize() if label[0].isupper() else turned


LABEL = Perturber(label_paraphrases, label_perturbations, wrong_label, is_same_label)


def text_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The same words with another last mark, or in quotes."""
    text = gold.text
    if text[-1] == ".":
        yield AnswerVariant("no_period", "without the last full stop", text[:-1], 1)
    elif text[-1].isalnum() and gold.kind == "text":
        yield AnswerVariant("period", "with a full stop", f"{text}.", 1)
    if gold.kind == "text" and form == "bare" and not set(_QUOTES) & {text[0], text[-1]}:
        yield AnswerVariant("quoted", "in quotes", f'"{text}"', 1)


def text_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """The text cut short, negated, or with another number in it."""
    yield from make_all(TEXT_PERTURBATIONS, gold)


def _sentence_changes(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """One sentence denied, with another number in it, or left out."""
    text, parts = gold.text, sentences(gold.text)
    at = seeded_choice(gold.seed, "sentence", range(len(parts)))
    left = (len(parts) - 1) / len(parts)
    negated = text.replace(parts[at], _negate(parts[at]), 1)
    yield AnswerVariant("negation", "turned into its opposite", negated, left)
    numbered = [part for part in parts if _DIGITS.search(part)]
    if numbered:
        part = seeded_choice(gold.seed, "numbered", numbered)
        step = seeded_choice(gold.seed, "renumbered", range(2, 10))
        other = _DIGITS.sub(lambda found: str(int(found[0]) + step), part, count=1)
        changed = text.replace(part, other, 1)
        yield AnswerVariant("number", "a number in it became another", changed, left)
    if len(parts) > 1:
        dropped = text.replace(parts[at], "", 1).strip()
        yield AnswerVariant("dropped_sentence", "one sentence was left out", dropped, left)


def wrong_text(gold: GoldAnswer) -> str:
    """The opposite of every sentence."""
    text = gold.text
    for part in sentences(text):
        text = text.replace(part, _negate(part), 1)
    return text


def is_same_text(text: str, gold: GoldAnswer) -> bool:
    return _normalize(text) == _normalize(gold.text)


def _truncations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """The first half: of the sentences where there are several, else of the words."""
    text, parts = gold.text, sentences(gold.text)
    if len(parts) > 1:
        kept = len(parts) // 2
        end = 0
        for part in parts[:kept]:
            end = text.index(part, end) + len(part)
        made = f"the first {kept} of {len(parts)} sentences"
        yield AnswerVariant("truncated", made, text[:end], kept / len(parts))
        return
    words = text.split()
    kept = len(words) // 2
    if kept:
        made = f"the first {kept} of {len(words)} words"
        yield AnswerVariant("truncated", made, " ".join(words[:kept]), kept / len(words))


def _negate(sentence: str) -> str:
    """The opposite of a sentence: without its "not", or with one after its first verb."""
    negated = _NEGATED.search(sentence)
    if negated:
        return sentence[: negated.start(1)] + sentence[negated.end(1) :]
    verb = _VERB.search(sentence)
    if verb:
        return f"{sentence[: verb.end()]} not{sentence[verb.end() :]}"
    lowered = sentence[0].lower() + sentence[1:] if sentence[1:2].islower() else sentence
    return f"It is not true that {lowered}"


def _normalize(text: str) -> str:
    return normalize_text(
        text, unicode="NFKC", ignore_inner_space=True, ignore_last_marks=True
    ).strip(_QUOTES)


_DENIES, _STOPS = "a model that says what is not so", "a model that stops too early"
_HALF, _REST = "share of the text that is left", "share of the other sentences"
CHOICE_PERTURBATIONS: tuple[Perturbation[MakeAnswers], ...] = (
    Perturbation("letter", "choice", choice_perturbations, FREE, "each other letter", GUESS, WHOLE),
)
LABEL_PERTURBATIONS: tuple[Perturbation[MakeAnswers], ...] = tuple(
    Perturbation(name, "label", label_perturbations, FREE, says, GUESS, WHOLE)
    for name, says in (
        ("label", "other labels of the set"),
        ("opposite", "the opposite of yes, true, positive and the like"),
    )
)
TEXT_PERTURBATIONS: tuple[Perturbation[MakeAnswers], ...] = tuple(
    Perturbation(name, "text, long_text", make, needs, says, imitates, fix, quality)
    for name, make, needs, says, imitates, fix, quality in (
        ("truncated", _truncations, PARTIAL, "the first half of the sentences, or words", _STOPS,
         SHARE, _HALF),
        ("negation", _sentence_changes, GOLD, "one sentence denied", _DENIES, FINAL, _REST),
        ("number", _sentence_changes, PARTIAL, "another number in it", SLIP, SENSE, _REST),
        ("dropped_sentence", _sentence_changes, PARTIAL, "one sentence left out", LEAVES_OUT, SENSE,
         _REST),
    )
)  # fmt: skip
PROSE = Perturber(text_paraphrases, text_perturbations, wrong_text, is_same_text)
