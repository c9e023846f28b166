"""Making replies of known quality out of a row's reference.

    Sample.reference_answer ─▶ read_gold ─▶ GoldAnswer(kind, text, solution, …)
                                                │
             PERTURBERS[kind]:  paraphrases, perturbations, wrong_answer   (AnswerVariant: a text)
                                                │
             reply_in_form("bare", "boxed", "tag", …)  ─▶  Rung(name, made, quality, reply)

    quality 1    the gold in every form, and paraphrases of it
    below 1      one thing wrong at a time: a digit, a field, a clause, a missing end
    0            a wrong answer, the gold denied or taken back, nothing at all

What is chosen among several is chosen by a digest of the prompt, never by chance.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rewards.types import Message, Sample
from validation.ladder import numbers, objects, programs, queries, words
from validation.ladder.forms import REASONED, forms, reasoning_text, reply_in_form
from validation.ladder.gold import (
    AnswerVariant,
    GoldAnswer,
    Kind,
    MakeAnswers,
    MakeRungs,
    Rung,
    Solution,
    deduplicate,
    seeded_choice,
)
from validation.ladder.numbers import names_size
from validation.ladder.objects import CALL_REPLIES
from validation.ladder.perturbation import (
    FINAL,
    FREE,
    GOLD,
    PARTIAL,
    REASONS,
    SHARE,
    WHOLE,
    Perturbation,
    make_all,
)
from validation.ladder.reference import read_gold

PERTURBERS = {
    "number": numbers.NUMBER,
    "choice": words.CHOICE,
    "label": words.LABEL,
    "text": words.PROSE,
    "long_text": words.PROSE,
    "json": objects.JSON,
    "sql": queries.QUERY,
    "code": programs.CODE,
    "tool_calls": objects.TOOL_CALLS,
}
SHORT = ("number", "choice", "label")
_MARK = "\ue000"
_PADDING = (
    "Let me think about this with all the care that it deserves. The question is an interesting "
    "one, and there is a great deal to say about it. It helps to read it slowly, to keep calm, "
    "and to put everything that matters in good order before going on."
)
_OFF_TOPIC = (
    "The garden looks lovely in spring, when the first flowers open.",
    "My neighbour plays the violin in the evening.",
    "Rain is forecast along the coast.",
)
_BREAK = re.compile(r"(?<=[.!?])\s+|\n+")
_DIGITS = re.compile(r"\d+")
_SENTENCES = {
    "so": "So the answer is {}.",
    "final": "The final answer is {}.",
    "colon": "The answer is: {}",
}
_LINES = {"a_line": "A: {}", "final_line_said": "Final answer: {}", "bold_line": "**Answer:** {}"}


def kind_of(sample: Sample) -> Kind | None:
    """The kind of the sample's reference; None where it cannot be given as a reply."""
    gold = read_gold(sample)
    return gold.kind if gold else None


def gold_replies(sample: Sample) -> tuple[Rung, ...]:
    """The reference as a reply, in each of the usual forms of its kind; their names are the forms.

    The first is "bare". Empty where the reference is not usable.
    """
    gold = read_gold(sample)
    return gold_rungs(gold) if gold else ()


def paraphrase_rungs(sample: Sample, form: str = "bare") -> tuple[Rung, ...]:
    """The gold in other words within one form, each worth as much.

    Raises ValueError, as the functions below do, for a form that its kind does not have.
    """
    gold = read_gold(sample)
    return equal_rungs(gold, form) if gold else ()


def perturbation_rungs(sample: Sample, form: str = "bare") -> tuple[Rung, ...]:
    """The gold made worse within one form, each rung in one way; none is as good as the gold."""
    gold = read_gold(sample)
    return lower_rungs(gold, form) if gold else ()


def wrong_rung(sample: Sample, form: str = "bare", other: Sample | None = None) -> Rung | None:
    """An honest, plainly wrong answer in the same form: the `other` sample's where it differs.

    None where the reference is not usable.
    """
    gold = read_gold(sample)
    if gold is None:
        return None
    text = _wrong_answer_text(gold, read_gold(other) if other else None)
    return _wrong_rung(gold, form, text)


def gold_rungs(gold: GoldAnswer) -> tuple[Rung, ...]:
    """The gold in each of its forms."""
    return deduplicate(
        Rung(form, f"the gold, {form.replace('_', ' ')}", 1.0, reply_in_form(form, gold.text, gold))
        for form in forms(gold)
    )


def equal_rungs(gold: GoldAnswer, form: str) -> tuple[Rung, ...]:
    """The gold in other words within one form."""
    also = [
        AnswerVariant(f"also_{number}", "another of the references", text, 1)
        for number, text in enumerate(gold.also, start=1)
    ]
    made = _rungs_in_form([*PERTURBERS[gold.kind].paraphrases(gold, form), *also], form, gold)
    rungs = [*made, *_template_paraphrases(gold, form)]
    return deduplicate(rungs, [reply_in_form(form, gold.text, gold)])


def lower_rungs(gold: GoldAnswer, form: str, other: GoldAnswer | None = None) -> tuple[Rung, ...]:
    """The gold made worse within one form; `other` is the gold of another prompt."""
    text = _wrong_answer_text(gold, other)
    wrong = _wrong_rung(gold, form, text)
    if gold.has_reasoning and form in REASONED:
        made = f"the reasoning of the reference, with {text} as its answer"
        wrong = replace(wrong, name="wrong_final", made=made)
    perturbations = PERTURBERS[gold.kind].perturbations(gold)
    kept = [answer for answer in perturbations if not _is_right(answer.text, gold)]
    kinds = {"every kind", gold.kind, "short" if gold.kind in SHORT else "not short"}
    kinds |= set() if gold.kind == "tool_calls" else {"all but tool_calls"}
    replies = [record for record in REPLY_PERTURBATIONS if record.kind in kinds]
    rungs = [wrong, *_rungs_in_form(kept, form, gold), *make_all(replies, gold, form, text)]
    return deduplicate(rungs, [reply_in_form(form, gold.text, gold)])


def _rungs_in_form(answers: Iterable[AnswerVariant], form: str, gold: GoldAnswer) -> Iterator[Rung]:
    for answer in answers:
        reply = reply_in_form(form, answer.text, gold)
        yield Rung(answer.name, answer.made, float(answer.quality), reply)


def _text_rung(name: str, made: str, text: str, quality: float = 0.0) -> Rung:
    return Rung(name, made, quality, Message("assistant", text))


def _wrong_rung(gold: GoldAnswer, form: str, text: str) -> Rung:
    made = f"the right form with another answer: {text:.60}"
    return Rung("wrong", made, 0.0, reply_in_form(form, text, gold))


def _wrong_answer_text(gold: GoldAnswer, other: GoldAnswer | None) -> str:
    """The other prompt's answer where it is of the same kind and wrong here, else one of ours."""
    fits = other is not None and other.kind == gold.kind and not _is_right(other.text, gold)
    if other is not None and fits and (gold.kind != "choice" or other.text in gold.others):
        return other.text
    return PERTURBERS[gold.kind].wrong_answer(gold)


def _is_right(text: str, gold: GoldAnswer) -> bool:
    is_same = PERTURBERS[gold.kind].is_same
    return is_same(text, gold) or any(text.strip() == also.strip() for also in gold.also)


def _template_paraphrases(gold: GoldAnswer, form: str) -> Iterator[Rung]:
    """The gold with space around it, in bold, and in other sentences of its form."""
    reply = reply_in_form(form, gold.text, gold)
    if reply.content and form != "json_calls":
        edge = "\n" if gold.kind == "code" else "\n  "
        yield _text_rung("space", "with white space around it", f"{edge}{reply.content}\n", 1.0)
    if gold.kind not in SHORT:
        return
    if form in ("bare", "sentence", "final_line"):
        yield Rung("bold", "in bold", 1.0, reply_in_form(form, f"**{gold.text}**", gold))
    templates = {"sentence": _SENTENCES, "final_line": _LINES}.get(form, {})
    for name, template in templates.items():
        made = f"said as {template.format('X')!r}"
        yield _text_rung(name, made, template.format(gold.text), 1.0)


def _empty_replies(gold: GoldAnswer, form: str, wrong: str) -> Iterator[Rung]:
    yield _text_rung("empty", "nothing is said", "")
    mention = re.compile(rf"(?<!\w){re.escape(gold.text)}(?!\w)", re.IGNORECASE)
    about = next((line for line in _OFF_TOPIC if not mention.search(line)), _OFF_TOPIC[0])
    yield _text_rung("off_topic", "about something else", about)


def _reply_text(gold: GoldAnswer, form: str, answer: str) -> str:
    return reply_in_form(form, answer, gold).content


def _negations(gold: GoldAnswer, form: str, wrong: str) -> Iterator[Rung]:
    text = gold.text.rpartition("=")[2].strip() if gold.kind == "number" else gold.text
    if not text.lower().startswith(("not ", "no ", "non")):
        reply = reply_in_form(form, f"not {text}", gold)
        yield Rung("negation", "the gold with a not before it", 0.0, reply)
    denial = f"I know what the answer is not: it is not {text}."
    yield _text_rung("denied", "denies the gold and gives no other answer", denial)
    if form == "bare":
        taken_back = f"It is {gold.text}. No, it is {wrong}."
    else:
        first = _reply_text(gold, form, gold.text)
        # a form with reasoning ends in another, which is read as its answer
        ends = {"reference": gold.solution and gold.solution.style, "think_tag": "tag"}
        again = _reply_text(gold, ends.get(form, form) or "sentence", wrong)
        taken_back = f"{first}\nNo, that is wrong.\n{again}"
    yield _text_rung("contradiction", f"the gold, taken back for {wrong}", taken_back)


def _reasoning_rungs(gold: GoldAnswer, form: str, wrong: str) -> Iterator[Rung]:
    closing = "sentence" if form == "bare" else form  # a bare answer is not read after reasoning
    if gold.has_reasoning and form not in REASONED:
        final = f"{reasoning_text(gold)}\n{_reply_text(gold, closing, wrong)}"
        made = f"the reasoning of the reference, with {wrong} as its answer"
        yield _text_rung("wrong_final", made, final)
    twisted = _change_numbers(gold.solution.reasoning if gold.solution else "", gold.seed)
    if form in REASONED:
        solution = replace(gold.solution or Solution(""), reasoning=twisted)
        reply = _reply_text(replace(gold, solution=solution), form, gold.text)
    else:
        reply = f"{twisted.strip()}\n{_reply_text(gold, closing, gold.text)}"
    yield _text_rung("wrong_reasoning", "the right answer for wrong reasons", reply, 0.5)


def _change_numbers(text: str, seed: str) -> str:
    """The reasoning with other numbers, or without sense where it has none."""
    if not _DIGITS.search(text):
        return "As everybody knows, the moon is made of cheese, and so it follows.\n"
    step = seeded_choice(seed, "miscounted", range(2, 8))
    return _DIGITS.sub(lambda found: str(int(found[0][:300]) + step), text)


def _truncated_rungs(gold: GoldAnswer, form: str, wrong: str) -> Iterator[Rung]:
    """What stands before the answer, up to where it is first worked out."""
    if gold.has_reasoning and form in ("bare", "reference"):
        text = _text_before_answer(gold)
    else:
        text = _reply_text(gold, form, _MARK).split(_MARK)[0]
        text = text.removesuffix("\\ue000").rstrip('"')
    if text.strip():
        yield _text_rung("truncated", "cut off before the answer", text.rstrip())


def _text_before_answer(gold: GoldAnswer) -> str:
    text = gold.solution.reasoning if gold.solution else ""
    start = 0
    for end in [*(found.start() for found in _BREAK.finditer(text)), len(text)]:
        sentence = text[start:end]
        is_number, said = gold.kind == "number", gold.text.lower() in sentence.lower()
        if names_size(sentence, gold.text) if is_number else said:
            return text[:start]
        start = end
    return text


def _padded_rungs(gold: GoldAnswer, form: str, wrong: str) -> Iterator[Rung]:
    padded = f"{_PADDING}\n\n{_reply_text(gold, form, wrong)}"
    yield _text_rung("bloated_wrong", "a wrong answer behind much padding", padded)


def _taken_back(gold: GoldAnswer, form: str, wrong: str) -> Iterator[Rung]:
    if gold.kind != "tool_calls":
        first, second = _reply_text(gold, form, gold.text), _reply_text(gold, form, wrong)
        both = f"{first}\n\nNo, that is wrong. It should be:\n\n{second}"
        yield _text_rung("contradiction", "the gold, taken back for another", both)


_CHANGES, _PADS = "a model that changes its mind", "a model that writes more and more"
_TAKEN = "the gold, then a wrong answer that takes it back"
_BEFORE = "cut off before the answer, and before it is first worked out"
_FOR_WRONG = "the right answer after reasoning with other numbers, or none that makes sense"
REPLY_PERTURBATIONS: tuple[Perturbation[MakeRungs], ...] = (
    *(
        Perturbation(name, kind, make, needs, says, imitates, fix)
        for name, kind, make, needs, says, imitates, fix in (
            ("negation", "short", _negations, GOLD, "the gold with a not before it, in the form",
             "a model that says what is not so", FINAL),
            ("denied", "short", _negations, GOLD, "the gold denied, and no other answer",
             "a model that evades", FINAL),
            ("contradiction", "short", _negations, GOLD, _TAKEN, _CHANGES, FINAL),
            ("wrong_final", "short", _reasoning_rungs, PARTIAL,
             "the reference's reasoning with a wrong answer at its end",
             "a model that reasons well and answers something else", FINAL),
            ("truncated", "short", _truncated_rungs, PARTIAL, _BEFORE,
             "a model that stops too early", SHARE),
            ("bloated_wrong", "all but tool_calls", _padded_rungs, FREE,
             "a wrong answer behind a paragraph of padding", _PADS, WHOLE),
            ("contradiction", "not short", _taken_back, GOLD, _TAKEN, _CHANGES, FINAL),
            ("empty", "every kind", _empty_replies, FREE, "nothing",
             "a model that ends its turn at once", WHOLE),
            ("off_topic", "every kind", _empty_replies, FREE, "a sentence about something else",
             "a model that wanders off", WHOLE),
        )
    ),
    Perturbation("wrong_reasoning", "short", _reasoning_rungs, GOLD, _FOR_WRONG,
                 "a model that is right for wrong reasons", REASONS, "0.5"),
    *CALL_REPLIES,
)  # fmt: skip
# Every rung below the gold, but for the wrong answer itself.
RUNG_PERTURBATIONS: tuple[Perturbation[MakeAnswers | MakeRungs], ...] = (
    *REPLY_PERTURBATIONS,
    *numbers.NUMBER_PERTURBATIONS,
    *words.CHOICE_PERTURBATIONS,
    *words.LABEL_PERTURBATIONS,
    *words.TEXT_PERTURBATIONS,
    *objects.JSON_PERTURBATIONS,
    *objects.CALL_PERTURBATIONS,
    *queries.SQL_PERTURBATIONS,
    *programs.CODE_PERTURBATIONS,
)
