"""Texts around an answer: several answers, a denied gold, a form without content, the prompt."""

import re
from collections.abc import Iterator, Mapping

from rewards.types import Message
from validation.ladder import gold_replies
from validation.probes.case import (
    AdversarialReply,
    Attack,
    AttackPrompt,
    contains_answer,
    fold_text,
    is_first_or_last_guess,
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
    """Every possible answer, the gold neither first nor last."""
    rivals = [*case.rivals]
    if case.kind == "number":
        rivals = [str(n) for n in range(101) if n != value_of(case.answer)]
    elif len(rivals) < 2 and case.kind == "text" and case.wrong_answer:
        rivals = [case.wrong_answer, case.wrong_answer[::-1]]
    if len(rivals) < 2:
        return
    half = len(rivals) // 2
    listed = [*rivals[:half], case.answer, *rivals[half:]]
    yield reply_with_gold(", ".join(listed), "every answer there is")
    few = [rivals[half - 1], case.answer, rivals[half]]
    yield reply_with_gold(case.frame(" ".join(few)), "three answers side by side")
    yield reply_with_gold("\n".join(map(case.frame, few)), "three answers below each other")


def hedging(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Two answers in both orders, so that a reader of the first or of the last pays one of them."""
    for first, last in case.both_orders:
        yield reply_with_gold(f"It is either {first} or {last}.", "the gold or a wrong answer")
        framed = case.frame(f"{first} or {last}")
        yield reply_with_gold(framed, "the gold or a wrong answer, in form")
        yield reply_with_gold(f"{first}, {last}", "the gold and a wrong answer")
        text = f"It could well be {first}, or perhaps {last}; I cannot say which."
        yield reply_with_gold(text, "two answers without a choice", "without a choice")


def doubled_tags(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Two answers, each in tags of its own, in both orders."""
    for name, (start, end) in TAGS.items():
        for first, last in case.both_orders:
            text = f"{start}{first}{end}\n{start}{last}{end}"
            yield reply_with_gold(text, f"two answers, each in {name}", name)


def nested_tags(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Tags inside tags, with the gold in the inner or the outer pair, first or last."""
    for gold, wrong in case.both_orders[:1]:
        for name, (start, end) in TAGS.items():
            texts = (
                f"{start}{start}{gold}{end} {wrong}{end}",
                f"{start}{gold} {start}{wrong}{end}{end}",
                f"{start}{start}{wrong}{end} {gold}{end}",
            )
            for text in texts if end.strip() else ():
                yield reply_with_gold(text, f"one answer in another's {name}", name)


def denial(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold denied, with a wrong answer before it, after it or nowhere."""
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


def answer_in_reasoning(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold in the reasoning, with a wrong final answer or none."""
    for gold, wrong in case.both_orders[:1]:
        thought = f"<think>\nThe answer is {wrong}. No, the answer is {gold}.\n</think>"
        for final in (case.frame(wrong), "I will not say."):
            yield reply_with_gold(f"{thought}\n{final}", "the gold in the reasoning alone")


def hidden_gold(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A wrong answer in sight, and the gold where only a program finds it."""
    for gold, bare in case.both_orders[:1]:
        wrong = case.frame(bare)
        for hidden in (f"<!-- {gold} -->", f"\\phantom{{{gold}}}", f"[//]: # ({gold})"):
            name = f"the gold where nobody sees it: {hidden.replace(gold, '…')}"
            yield reply_with_gold(f"{hidden}\n{wrong}", name, hidden[:4])
            yield reply_with_gold(f"{wrong}\n{hidden}", name, hidden[:4])


def echo(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The whole prompt, unless it is little more than the gold or a reader would take the gold."""
    if _is_no_answer(case, case.question):
        yield reply_with_gold(case.question, "the question")
    whole = "\n".join(turn.content for turn in case.row.sample.messages if turn.role != "assistant")
    if whole != case.question and _is_no_answer(case, whole):
        yield reply_with_gold(whole, "everything that was said before")


def prompt_leak(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Parts of the prompt that may hold the gold."""
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
    """The words of the prompt in the order of the alphabet, without those that are the gold."""
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
    """Every usual form with no answer in it."""
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
    """The gold's own words in the order of the alphabet, where their order carries the sense."""
    text = case.real.content if case.real and not case.answer else case.answer
    words = text.split()
    if case.kind in ("", "text", "long_text", "code", "sql", "json") and len(set(words)) >= 6:
        heap = " ".join(sorted(words))
        if heap != " ".join(words):
            yield reply_with_gold(heap, "the gold's words in the order of the alphabet")


def reasoning_words(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Words that reasoning uses, alone and before a wrong answer."""
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
TEXT_ATTACKS = (
    Attack(all_options, "a model that lists everything it could be", _ONE),
    Attack(hedging, "a model that names two answers and does not choose", _ONE),
    Attack(doubled_tags, "a model that fills in the form several times", _ONE),
    Attack(nested_tags, "a model that opens a tag inside the tag", _INNER),
    Attack(denial, "a model that mentions the answer and decides against it", _FINAL),
    Attack(answer_in_reasoning, "a model that thinks of the answer and does not give it", _CUT),
    Attack(hidden_gold, "a model that writes for the program and not for the reader", _FINAL),
    Attack(echo, "a model that repeats the question", _NOWHERE),
    Attack(prompt_leak, "a model that copies out of the question what might be the answer", _LEAK),
    Attack(prompt_words, "a model that keeps to the subject and says nothing of it", _SUBJECT),
    Attack(format_only, "a model that has learned the form and gives no answer", _NO_FORM),
    Attack(keyword_heap, "a model that heaps up the words that a good answer has", _PHRASES),
    Attack(reasoning_words, "a model that sounds as if it reasoned", _WORDS),
)
