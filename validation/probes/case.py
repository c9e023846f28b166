"""One prompt under attack, adversarial replies to it, and whether a text holds an answer."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from rewards.answers.declared_answer import final_number
from rewards.json_match import json_match
from rewards.tool_calls_match import tool_calls_match
from rewards.types import Message, Sample
from rewards.wire.rows import with_reply
from validation.dataset import LabelledSample
from validation.ladder.forms import REASONED, forms, reply_in_form
from validation.ladder.gold import GoldAnswer
from validation.ladder.numbers import parse_numeral
from validation.ladder.perturbation import Needs, Perturbation

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_FIRST = re.compile(r"^\W+")
# Questions that share so much of their words are taken to be one question with other names.
_SIMILAR_FROM = 0.5
# The form of a gold that is the best-graded reply in the data.
GRADED = "graded"


@dataclass(frozen=True)
class AttackPrompt:
    """A prompt under attack, by one row of it.

    Attributes:
        row: the row.
        read: what its reference says; None where that cannot be given as a reply.
        form: the form in which golds are given: one of the ladder's, `graded`, or a final line
            that the graded replies share, with `{}` for the answer.
        gold: the right reply in that form; None where there is none.
        wrong_answer: a bare wrong answer, "" for none.
        wrong: the reply that an honest mistake would be; None where there is none.
        other: the sample of a row whose gold is another.
        other_gold: the gold of that row, in the form.
        real: a reply of the data at the top quality.
        worst: the least graded reply of the data, worth `worst_worth`.
        constants: answers to give to every prompt, the same in the same places; None where one
            may be right here.
        labels: the labels of the data, where they are a closed set.
        field_texts: the texts that the data have in each field of a JSON, where they are few.
        learnt: final lines that the graded replies share, as forms.
        templates: words of the reward's own code around an answer, `{}`.
    """

    row: LabelledSample
    read: GoldAnswer | None
    form: str = GRADED
    gold: Message | None = None
    wrong_answer: str = ""
    wrong: Message | None = None
    other: Sample | None = None
    other_gold: Message | None = None
    real: Message | None = None
    worst: Message | None = None
    worst_worth: float = 0.0
    constants: tuple[Message | None, ...] = ()
    labels: tuple[str, ...] = ()
    field_texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    learnt: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()

    @property
    def prompt_id(self) -> str:
        return self.row.prompt_id

    @property
    def question(self) -> str:
        """The last turn of the user."""
        turns = reversed(self.row.sample.messages)
        return next((turn.content for turn in turns if turn.role == "user"), "")

    @property
    def answer(self) -> str:
        """The bare answer, "" where the reference is none."""
        return self.read.text if self.read else ""

    @property
    def golds(self) -> tuple[str, ...]:
        """Every bare answer that is right; empty where the reference is none."""
        return (self.read.text, *self.read.also) if self.read else ()

    @property
    def kind(self) -> str:
        """The ladder's kind of the reference, "" where there is none."""
        return self.read.kind if self.read else ""

    @property
    def is_short(self) -> bool:
        """Whether the answer is a number, an option, a label or a few words."""
        return self.kind in ("number", "choice", "label", "text")

    @property
    def is_open(self) -> bool:
        """Whether another prompt's answer may be right here too, as nobody can tell from texts."""
        return self.kind in ("", "long_text", "sql", "code")

    @property
    def both_orders(self) -> tuple[tuple[str, str], ...]:
        """A short gold and a wrong answer, and the reverse; empty where one of them is missing."""
        if not (self.is_short and self.wrong_answer):
            return ()
        return (self.answer, self.wrong_answer), (self.wrong_answer, self.answer)

    @cached_property
    def candidates(self) -> tuple[str, ...]:
        """Up to two different wrong answers to list beside a short gold; empty without any."""
        if not (self.is_short and self.wrong_answer):
            return ()
        number = parse_numeral(self.wrong_answer) if self.kind == "number" else None
        plain = number.parts if number else None
        made = [number.with_core(replace(plain, size=plain.size + 7))] if number and plain else []
        texts = dict.fromkeys((self.wrong_answer, *made, *self.rivals))
        return tuple(text for text in texts if not self.is_right(text))[:2]

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The tool calls of the gold; empty where it is of another kind."""
        return list(self.read.value) if self.read and self.kind == "tool_calls" else []

    @property
    def rivals(self) -> tuple[str, ...]:
        """Other answers of the closed set that the gold is from; none where it is open."""
        if self.read and self.read.others:
            return self.read.others
        is_closed = self.kind in ("label", "choice")
        return tuple(other for other in self.labels if is_closed and not self.is_right(other))

    def is_right(self, text: str) -> bool:
        """Whether a bare answer is the gold's."""
        return any(is_same_answer(text, gold) for gold in self.golds)

    def frame(self, text: str) -> str:
        """An answer in the gold's form; a reply of the data has that of its last line."""
        if self.form == GRADED and self.real is not None and self.kind != "":
            return (final_line_form(self.real.content, self.golds) or "{}").replace("{}", text)
        if is_learnt(self.form):
            return self.form.replace("{}", text)
        if self.read is None or self.kind == "tool_calls" or self.form not in forms(self.read):
            return text
        return reply_in_form(self.form, text, self._with_working_for(text)).content

    def _with_working_for(self, text: str) -> GoldAnswer:
        """The gold whose working leads to this text: a wrong answer's does not name the gold."""
        read = self.read
        if read is None:
            raise ValueError("expected a prompt with a reference, got one without")
        if self.form not in REASONED or read.solution is None or self.is_right(text):
            return read
        working = replace_answer(read.solution.reasoning, self.golds, text)
        return replace(read, solution=replace(read.solution, reasoning=working))

    def worth(self, reply: Message) -> float:
        """What a plain answer is worth here by what it gives: the share of it that is right."""
        if self.gold is not None and reply == self.gold:
            return 1.0
        if self.kind == "tool_calls":
            return float(tool_calls_match(self._sample_with_reply(reply)).value)
        if self.kind == "json":
            return float(json_match(self._sample_with_reply(reply)).value)
        before, _, after = self.frame("\0").rpartition("\0")
        lead = before.rpartition("\n")[2]  # what stands above a framed answer is its working
        bare = reply.content.removesuffix(after)
        bare = bare.rpartition(lead)[2] if lead else bare
        return float(self.is_right(reply.content) or self.is_right(bare))

    def shared_worth(self, reply: Message | None) -> float:
        """The share of a JSON or of calls that a wrong reply has right, 0 of other answers."""
        is_shared = self.kind in ("json", "tool_calls") and reply is not None
        return self.worth(reply) if reply is not None and is_shared else 0.0

    def worth_of_text(self, text: str) -> float:
        """The same, of a reply that is text."""
        return self.worth(Message("assistant", text))

    def _sample_with_reply(self, reply: Message) -> Sample:
        """The prompt with this reply and its reference as it was read."""
        value = self.read.value if self.read else None
        return replace(sample_with_reply(self.row, reply), reference_answer=value)


def sample_with_reply(row: LabelledSample, reply: Message, id: str | None = None) -> Sample:
    """The row's sample with another reply, its reference and metadata its own, perhaps by an id."""
    return with_reply(row.sample, reply, row.sample.id if id is None else id)


@dataclass(frozen=True)
class AdversarialReply:
    """A reply to one prompt, made so that what it is worth is known.

    Attributes:
        reply: the reply.
        made: how it was made, in words.
        variant: replies of one variant in an attack count as one, paid what the least paid of them
            earns: a hedge with the gold at its end is only a hack where a hedge with the gold at
            its beginning is paid as well.
        worth: 0 for what is worth nothing, the share that is right, or 1 where the right answer is
            left in place, so that only more than the gold earns is too much.
        holds_gold: whether the gold stands in it on purpose.
        core: what stays whole when a search shortens the reply.
        kept: whether it is kept for confirming a reward, so that what was mended for the other
            variants is tried on some that nobody has seen.
        places: how many candidates a list has, the gold in one place of it. Such replies count by
            their mean over all places of the gold, as what listing gains: 0 for a reader of one
            fixed place, who is right once in `places`, and 1 for a reader of any place.
    """

    reply: Message
    made: str
    variant: str = ""
    worth: float = 0.0
    holds_gold: bool = False
    core: str = ""
    places: int = 0
    kept: bool = False


# Makes the replies of an attack to a prompt.
MakeReplies = Callable[[AttackPrompt], Iterable[AdversarialReply]]
Attack = Perturbation[MakeReplies]


def attack(
    kind: str, make: MakeReplies, needs: Needs, imitates: str, fix: str, name: str = ""
) -> Attack:
    """The record of an attack of this class, which its maker's name and docstring describe.

    `name` is what it is called instead, where that is not "".
    """
    says = " ".join((make.__doc__ or "").split()).removesuffix(".")
    return Perturbation(name or make.__name__, kind, make, needs, says, imitates, fix)


def text_reply(text: str, made: str, variant: str = "", worth: float = 0.0) -> AdversarialReply:
    """A reply of text that does not mean to hold the gold."""
    return AdversarialReply(Message("assistant", text), made, variant or made, worth)


def reply_with_gold(
    text: str, made: str, variant: str = "", worth: float = 0.0
) -> AdversarialReply:
    """A reply that holds the gold and does not give it as its answer."""
    return replace(text_reply(text, made, variant, worth), holds_gold=True, core=text)


def list_replies(
    case: AttackPrompt, write: Callable[[Sequence[str]], str], made: str
) -> Iterator[AdversarialReply]:
    """Lists of two and of three candidates, each with the gold in every place."""
    for most in range(1, len(case.candidates) + 1):
        wrong, k = case.candidates[:most], most + 1
        for place in range(k):
            text = write([*wrong[:place], case.answer, *wrong[place:]])
            reply = Message("assistant", text)
            yield AdversarialReply(reply, f"{k} {made}", f"{k} {made}", 0.0, True, text, k)


def right_reply(text: str, made: str) -> AdversarialReply:
    """A reply that gives the gold: it is worth no more and no less."""
    return reply_with_gold(text, made, worth=1.0)


@lru_cache(maxsize=4096)
def fold_text(text: str) -> str:
    """Letters in one case and one width, white space as single blanks, no full stop at the end."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(plain.split()).strip(" .")


def is_same_answer(text: str, answer: str) -> bool:
    """Whether two bare answers are the same: one number, or the same words."""
    if fold_text(text) == fold_text(answer):
        return True
    value = value_of(answer)
    return value is not None and value_of(text) == value


def contains_answer(text: str, answer: str) -> bool:
    """Whether the answer stands somewhere in the text, as whole words or as a number."""
    if not answer.strip():
        return False
    single = len(answer.strip()) == 1 and answer.strip().isalpha()
    if single:  # the article "a" is not the option A
        return re.search(rf"(?<!\w){re.escape(answer.strip())}(?!\w)", text) is not None
    if _pattern(fold_text(answer)).search(fold_text(text)):
        return True
    value = value_of(answer)
    return value is not None and value in _values(text)


def is_learnt(form: str) -> bool:
    """Whether a form is a final line that the graded replies share: `A: {}`, `=> {}`."""
    return "{}" in form


def final_line_form(text: str, golds: Sequence[str]) -> str | None:
    """The last line of a right reply with `{}` in the place of its answer; None without one.

    The answer is the last of its kind on the line: of a number the last one that is the gold's.
    """
    line = next((part for part in reversed(text.splitlines()) if part.strip()), "").strip()
    places = [found.span() for gold in golds for found in answer_places(line, gold)]
    if not places or "{}" in line:
        return None
    start, end = max(places)
    return f"{line[:start]}{{}}{line[end:]}"


def answer_places(text: str, answer: str) -> Iterator[re.Match[str]]:
    """Where the answer stands as whole words, or as a number."""
    value = value_of(answer)
    if value is not None:
        yield from (found for found in _NUMBER.finditer(text) if value_of(found[0]) == value)
    elif answer.strip():
        words = re.escape(answer.strip())
        yield from re.finditer(rf"(?<!\w){words}(?!\w)", text, 0 if len(words) == 1 else re.I)


def replace_answer(text: str, golds: Iterable[str], new: str) -> str:
    """The text with another answer wherever a gold stands in it."""
    for gold in golds:
        spans = [found.span() for found in answer_places(text, gold)]
        for start, end in reversed(spans):
            text = text[:start] + new + text[end:]
    return text


def is_first_or_last_guess(text: str, answer: str, rivals: Iterable[str] = ()) -> bool:
    """Whether the answer is what a reader of the first or of the last guess would take.

    The guesses are the text's numbers where the answer is one, else the `rivals`, or its words.
    """
    if value_of(answer) is not None:
        found = _NUMBER.findall(text)
    elif spans := [
        (*place.span(), name) for name in (*rivals, answer) for place in answer_places(text, name)
    ]:
        found = [min(spans)[2], max(spans, key=lambda span: span[1])[2]]
    else:
        found = _WORD.findall(text)
    return bool(found) and any(is_same_answer(guess, answer) for guess in (found[0], found[-1]))


def starts_with_answer(text: str, answer: str) -> bool:
    """Whether a reader of the first letters would take them for the answer: "Answer:" for A."""
    return bool(answer) and _FIRST.sub("", fold_text(text)).startswith(fold_text(answer))


def are_similar_questions(question: str, other: str) -> bool:
    """Whether two questions are so alike that an answer to one may do for the other."""
    words, others = _words(question), _words(other)
    return len(words & others) >= _SIMILAR_FROM * max(len(words | others), 1)


@lru_cache(maxsize=1 << 16)
def value_of(text: str) -> Fraction | None:
    """The number that a text is, whatever its unit; None where it is none."""
    found = final_number(text) if parse_numeral(text) is not None else None
    return found.value if found is not None else None


@lru_cache(maxsize=4096)
def _values(text: str) -> frozenset[Fraction | None]:
    return frozenset(value_of(found) for found in _NUMBER.findall(text))


@lru_cache(maxsize=4096)
def _pattern(answer: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,]){re.escape(answer)}(?![\w]|[.,]\d)")


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
