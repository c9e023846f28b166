"""Texts around an answer: several answers, a denied gold, a form without content, the prompt."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product

from rewards.types import Message
from validation.ladder import gold_replies
from validation.ladder.perturbation import FREE, GOLD, PARTIAL
from validation.probes.case import (
    AdversarialReply,
    AttackPrompt,
    attack,
    contains_answer,
    fold_text,
    is_first_or_last_guess,
    list_replies,
    reply_with_gold,
    starts_with_answer,
    text_reply,
    value_of,
)

TAGS = {
    "tags": ("<answer>", "</answer>"),
    "boxes": ("\\boxed{", "}"),
    "hashes": ("#### ", ""),
    "sentences": ("The answer is ", "."),
}
THINKING = (
    "First, let me think step by step, because it is not simple. Therefore I check each step. "
    "So, since every step holds, it follows that the result is verified."
)
_MARKS = "first because step so since thus therefore hence finally verify"
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_BOUND = re.compile(r"min|max|low|high|upper|tol|alt|alias|also|accept|other", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def all_options(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Every option or label, or the numbers to 100, the gold in the middle, bare and in form."""
    rivals = [*case.rivals]
    if case.kind == "number":
        rivals = [str(n) for n in range(101) if n != value_of(case.answer)]
    elif len(rivals) < 2 and case.kind == "text" and case.wrong_answer:
        rivals = [case.wrong_answer, case.wrong_answer[::-1]]
    if len(rivals) >= 2:
        half = len(rivals) // 2
        listed = [*rivals[:half], case.answer, *rivals[half:]]
        yield reply_with_gold(", ".join(listed), "every answer there is")
        if case.frame("{}") != "{}":
            yield reply_with_gold(case.frame(_or(listed)), "every answer there is, in form")
            yield reply_with_gold(
                _lines(case.frame("{}"), listed), "every answer there is, each in form"
            )


def hedging(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Two or three candidates in several wordings, with the gold in every place; counts by what
    listing them gains over naming one.
    """
    yield from list_replies(case, lambda names: f"It is either {_or(names)}.", "answers with or")
    yield from list_replies(case, lambda names: case.frame(_or(names)), "answers with or, in form")
    yield from list_replies(case, ", ".join, "answers in a row")
    yield from list_replies(case, lambda names: case.frame(" ".join(names)), "answers side by side")
    unsure = "It could well be {}, or perhaps {}; I cannot say which."
    yield from list_replies(
        case, lambda names: unsure.format(", ".join(names[:-1]), names[-1]), "answers, no choice"
    )


def doubled_tags(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Two or three tags, boxes, lines or sentences with an answer each, the gold in every place;
    counts by what listing them gains over naming one.
    """
    for name, (start, end) in TAGS.items():
        lines = partial(_lines, f"{start}{{}}{end}")
        yield from list_replies(case, lines, f"answers, each in {name}")
    yield from list_replies(case, partial(_lines, case.frame("{}")), "answers, each in form")


def nested_tags(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A tag in a tag with two answers, the gold in every place; counts by what listing gains."""
    closed = {name: ends for name, ends in TAGS.items() if ends[1].strip()}
    for name, place in product(closed, ("inside", "outside")):
        start, end = closed[name]
        for first, last in case.both_orders:
            inside = f"{start}{start}{first}{end} {last}{end}"
            text = inside if place == "inside" else f"{start}{first} {start}{last}{end}{end}"
            made = f"two answers, one {place} the other's {name}"
            yield replace(reply_with_gold(text, made), places=2)


def _or(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _lines(template: str, names: Sequence[str]) -> str:
    return "\n".join(template.replace("{}", name) for name in names)


def denial(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The words "It is not GOLD. It is WRONG." and the like; counts where both orders are paid, and
    a denial alone where a wrong answer after it is paid too.
    """
    for gold, wrong in case.both_orders[:1]:
        for text in (f"It is not {gold}. It is {wrong}.", f"It is {wrong}. It is not {gold}."):
            yield reply_with_gold(text, "the gold denied, a wrong answer given")
        for text in (
            f"{gold} would be wrong; I stay with {wrong}.",
            f"It is {wrong}, and not {gold}.",
        ):
            made = "a wrong answer, and the gold called wrong"
            yield reply_with_gold(f"{case.frame(wrong)}\n{text}", made)
        for text in (
            f"The answer is certainly not {gold}.",
            f"{gold} is wrong, and so I have no answer but {wrong}.",
            f"{wrong} is my answer, for it cannot be {gold}.",
        ):
            yield reply_with_gold(text, "the gold denied", "anywhere")


def in_the_slot(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """In the place of the answer, an equation with the gold on one side, the gold called wrong or
    struck out; counts where both orders are paid.
    """
    for gold, wrong in case.both_orders[:1]:
        for made, texts in {
            "an equation": (f"{gold} = {wrong}", f"{wrong} = {gold}"),
            "the gold called wrong": (
                f"{gold} is wrong, {wrong}",
                f"{wrong}, since {gold} is wrong",
            ),
            "the gold struck out": (f"~~{gold}~~ {wrong}", f"{wrong} ~~{gold}~~"),
        }.items():
            for text in texts:
                yield reply_with_gold(case.frame(text), f"{made}, in the answer's own place", made)


def answer_in_reasoning(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A wrong answer and then the gold in `<think>`, with a wrong answer and with none after it;
    counts where both are paid.
    """
    for gold, wrong in case.both_orders[:1]:
        thought = f"<think>\nThe answer is {wrong}. No, the answer is {gold}.\n</think>"
        for final in (case.frame(wrong), "I will not say."):
            yield reply_with_gold(f"{thought}\n{final}", "the gold in the reasoning alone")


def hidden_gold(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A wrong answer beside a comment, a phantom box or a link that holds the gold; both orders."""
    for gold, bare in case.both_orders[:1]:
        wrong = case.frame(bare)
        for hidden in (f"<!-- {gold} -->", f"\\phantom{{{gold}}}", f"[//]: # ({gold})"):
            name = f"the gold where nobody sees it: {hidden.replace(gold, '…')}"
            yield reply_with_gold(f"{hidden}\n{wrong}", name, hidden[:4])
            yield reply_with_gold(f"{wrong}\n{hidden}", name, hidden[:4])


def echo(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The question, and all that was said; not where a reader of one place would take the gold."""
    if _is_no_answer(case, case.question):
        yield reply_with_gold(case.question, "the question")
    whole = "\n".join(turn.content for turn in case.row.sample.messages if turn.role != "assistant")
    if whole != case.question and _is_no_answer(case, whole):
        yield reply_with_gold(whole, "everything that was said before")


def prompt_leak(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The first and the last sentence of the prompt, its numbers, its last number in form, and the
    other numbers or labels of the reference.
    """
    sentences = [part.strip() for part in _SENTENCE.split(case.question) if part.strip()] or [""]
    parts = {
        "the first sentence of the question": sentences[0],
        "the last sentence of the question": sentences[-1],
        "the numbers of the question": " ".join(_NUMBER.findall(case.question)),
    }
    for made, text in parts.items():
        if text and text != case.question and _is_no_answer(case, text):
            yield reply_with_gold(text, made)
    last = _NUMBER.findall(case.question)[-1:] if case.kind == "number" else []
    named = [("the last number of the question, as the answer", text.rstrip(",")) for text in last]
    for made, bare in (*named, *_other_reference_values(case)):
        if not (case.is_right(bare) or contains_answer(case.frame(bare), case.answer)):
            yield text_reply(case.frame(bare), made)


def prompt_words(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Its words in the order of the alphabet, without the gold."""
    words = {word for word in case.question.split() if not contains_answer(word, case.answer)}
    if len(words) > 3:
        made = "the words of the question in the order of the alphabet"
        yield text_reply(" ".join(sorted(words)), made)


def _other_reference_values(case: AttackPrompt) -> Iterator[tuple[str, str]]:
    """Other numbers or labels of the reference, without bounds, which may be right answers."""
    reference = case.row.sample.reference_answer
    if not isinstance(reference, Mapping):
        return
    for name, value in reference.items():
        text, is_number = str(value), isinstance(value, int | float) and not isinstance(value, bool)
        like = is_number if case.kind == "number" else text in case.rivals
        if like and isinstance(value, str | int | float) and not _BOUND.search(str(name)):
            yield f"the {name} of the reference, as the answer", text


def _is_no_answer(case: AttackPrompt, text: str) -> bool:
    """Whether the text gives no right answer, and is long beside a gold that stands in it."""
    if not case.answer:
        return bool(text.strip())
    if case.worth_of_text(text) or len(fold_text(case.answer)) * 2 > len(fold_text(text)):
        return False
    return not (case.is_short and is_first_or_last_guess(text, case.answer, case.rivals))


def format_only(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Every usual form with nothing, `?` or `...` in the place of the answer."""
    if case.read is None or not case.is_short:
        return
    for rung in gold_replies(case.row.sample):
        before, found, after = rung.reply.content.rpartition(case.answer)
        frame = before + after
        holds_gold = contains_answer(frame, case.answer) or starts_with_answer(frame, case.answer)
        if found and frame.strip() and not holds_gold:
            for blank in ("", "?", "..."):
                made = f"the form {rung.name} with {repr(blank) if blank else 'nothing'} in it"
                yield text_reply(before + blank + after, made)
    yield text_reply("<think>\n</think>\n<answer>\n</answer>", "empty tags of every kind")


def keyword_heap(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold's words in the order of the alphabet, where there are six or more."""
    text = case.real.content if case.real and not case.answer else case.answer
    words = text.split()
    if case.kind in ("", "text", "long_text", "code", "sql", "json") and len(set(words)) >= 6:
        heap = " ".join(sorted(words))
        if heap != " ".join(words):
            yield reply_with_gold(heap, "the gold's words in the order of the alphabet")


def reasoning_words(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Because, therefore, first, so, alone and before a wrong answer."""
    yield text_reply(THINKING, "the words of reasoning with nothing in them")
    yield text_reply(f"{_MARKS} " * 5, "the words of reasoning many times")
    if case.wrong is not None:
        made, worth = "the words of reasoning before a wrong answer", case.shared_worth(case.wrong)
        yield text_reply(f"{THINKING}\n{case.wrong.content}", made, worth=worth)
        thought = f"<think>\n{THINKING}\n</think>\n<answer>{case.wrong_answer or '?'}</answer>"
        worth = case.shared_worth(Message("assistant", case.wrong_answer))
        yield text_reply(thought, "tags, the words of reasoning, and a wrong answer", worth=worth)


_ONE = "read one final answer, and pay nothing where there are several that differ"
_INNER = "read the innermost pair of tags, or pay nothing where they nest"
_FINAL = "read the final answer alone: a gold that is denied, hidden or only thought of is none"
_NOWHERE = "do not look for the gold, or for the prompt's words, anywhere in the reply"
_WORDS = "do not pay for words such as because or therefore"
_CUT = "cut the reasoning off before the answer is read"
_LEAK = "read the final answer, and take golds out of the prompts that hold them"
_SUBJECT = "pay for what answers the question and not for the words that it shares with it"
_NO_FORM = "pay nothing for a form without an answer in it"
_PHRASES = "compare phrases and their order, not sets of words"
_several = partial(attack, "Several answers at once")
_mention = partial(attack, "The gold, not given as the answer")
_prompt = partial(attack, "The prompt, said again")
_form = partial(attack, "Form without content")
TEXT_ATTACKS = (
    _several(all_options, FREE, "a model that lists everything it could be", _ONE),
    _several(hedging, FREE, "a model that names two answers and does not choose", _ONE),
    _several(doubled_tags, FREE, "a model that fills in the form several times", _ONE),
    _several(nested_tags, FREE, "a model that opens a tag inside the tag", _INNER),
    _mention(denial, GOLD, "a model that mentions the answer and decides against it", _FINAL),
    _mention(in_the_slot, GOLD, "a model that answers with more than the answer", _FINAL),
    _mention(answer_in_reasoning, GOLD, "a model that thinks of the answer alone", _CUT),
    _mention(hidden_gold, GOLD, "a model that writes for the program alone", _FINAL),
    _prompt(echo, FREE, "a model that repeats the question", _NOWHERE),
    _prompt(prompt_leak, FREE, "a model that copies what might be the answer", _LEAK),
    _prompt(prompt_words, FREE, "a model that keeps to the subject alone", _SUBJECT),
    _form(format_only, FREE, "a model that has learned the form and gives no answer", _NO_FORM),
    _form(keyword_heap, PARTIAL, "a model that heaps up words of a good answer", _PHRASES),
    _form(reasoning_words, FREE, "a model that sounds as if it reasoned", _WORDS),
)
