"""Whether the expression that the reply gives as its answer is equivalent to the reference."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite

from rewards.answers.choice_letters import choice_letter
from rewards.answers.declared_answer import final_number
from rewards.answers.final_expression import declares_answer, final_expressions, last_words
from rewards.answers.marks import spoken_text
from rewards.answers.math_shape import MathFormula, WordAnswer, exact_value, read_shape
from rewards.metric_names import TIMED_OUT
from rewards.numeric_match import numeric_match
from rewards.reference import reference_text
from rewards.types import Sample, Score
from rewards.worker import Worker, WorkerError

_LONGEST = 1000
_MEMORY_MB = 1024
_worker = Worker("rewards.answers.math_worker:ask", _MEMORY_MB)

_WORKED_OUT = re.compile(
    r"""\\(?:sqrt|pi|log|ln|sin|cos|tan|binom|sum|prod|int|lfloor|lceil|infty|pm|cup|in|le|ge|lt|gt
       |pmatrix|begin|mathbb|overline|emptyset|ne|cdot|times|theta|alpha)(?![a-z])
      | sqrt|\N{SQUARE ROOT}|\N{GREEK SMALL LETTER PI}|\*\*|(?<!10)\^ | _\{?\d{1,2}\}?(?![\d_])
      | \d\s*\N{PLUS-MINUS SIGN}
      | (?<![A-Za-z\\])[b-zA-Z](?![A-Za-z])\s*[-+/(] | [-+]\s*(?<![A-Za-z\\])[b-zA-Z](?![A-Za-z])
      | \d[c-jln-z](?![A-Za-z]) | [\[({]\s*-?[\d.]+\s*,""",
    re.VERBOSE,
)
_CHOICE = re.compile(r"\W*(?:\\(?:text|math)[a-z]*\{)?\W*([A-J])\W*")
_EQUAL_SIGN = re.compile(r"=|\\approx(?![a-z])|\N{ALMOST EQUAL TO}")
_ROUNDED = re.compile(r"(?:\\approx(?![a-z])|\N{ALMOST EQUAL TO}).*", re.DOTALL)
_JOINED = re.compile(r"\\text\{ (?:and|or) \}|,")
_UNSOLVED = re.compile(
    r"""\d\s?[b-z](?![A-Za-z\d]) | (?<![A-Za-z\\])[A-Za-z]\s*[-+*/]\s*\d
      | \d\s*[-+*/]\s*[A-Za-z](?![A-Za-z])""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class MathMatch:
    """1 when the reply's final expression is equivalent to the reference, as math-verify has it.

    The answer is what the reply declares (a box, `<answer>`, "the answer is"), else its last
    formula. A list of guesses, a denial and two different answers are none. Units count where both
    sides have one, the order of a tuple does, that of a set does not. `field` names the part of
    the reference that holds the expression. A reply that takes over `timeout` seconds to compare
    is wrong, and the metric `timed_out` is 1. A reference that cannot be read by itself in that
    time is a ValueError. The comparison runs in a process of its own: `rewards.worker`.
    """

    timeout: float = 5.0
    field: str | None = None

    def __post_init__(self) -> None:
        if not (isfinite(self.timeout) and self.timeout > 0):
            raise ValueError(f"timeout: expected a finite number above 0, got {self.timeout!r}")

    def __call__(self, sample: Sample) -> Score:
        gold = _gold(reference_text(sample, self.field), self.timeout)
        words = (
            isinstance(read_shape(gold), WordAnswer)
            and not declares_answer(sample.response)
            and last_words(spoken_text(sample.response))
        )
        answers = (words,) if words else final_expressions(sample.response)
        right = _says_number(sample, gold, answers) if _is_number(gold) else None
        if right is None and _says_choice(sample.response, gold):
            right = True
        if right is not None:
            return _comparison_score(right, answers or ("the reply",), gold)
        if not answers:
            return _score(False, "the reply gives no one answer")
        if max(map(len, answers)) > _LONGEST:
            return _score(False, f"the reply's answer is over {_LONGEST} characters long")
        try:
            right = _ask("equivalent", gold, answers, timeout=self.timeout) is True
        except TimeoutError:
            return _score(False, "the reply's answer takes too long to compare", timed_out=1.0)
        return _comparison_score(right, answers, gold)


def _is_number(gold: str) -> bool:
    """Whether `gold` is one plain number, be it with a unit or the name of what it is."""
    shape = read_shape(gold)
    return isinstance(shape, MathFormula) and exact_value(shape.text) is not None


def _says_number(sample: Sample, gold: str, answers: tuple[str, ...]) -> bool | None:
    """Whether the reply says it; None where what it says has to be worked out."""
    shape = read_shape(gold)
    if not isinstance(shape, MathFormula) or any(map(_WORKED_OUT.search, map(_result, answers))):
        return None
    if any("\\text{ or }" in answer for answer in answers):
        return False
    said = [formula for formula in map(read_shape, answers) if isinstance(formula, MathFormula)]
    same_unit = not _conflicts(shape.unit, {each.unit for each in said})
    if not same_unit or _conflicts(shape.name, {each.name for each in said}):
        return False
    plain = f"{exact_value(shape.text)}{'%' * shape.percent}"
    if numeric_match(replace(sample, reference_answer=plain)):
        return True
    if final_number(sample.response) is None and not any("!" in answer for answer in answers):
        return False
    said_plainly = all(
        exact_value(_result(_ROUNDED.sub("", answer)).strip("$ ")) is not None for answer in answers
    )
    return None if said_plainly or any("!" in answer for answer in answers) else False


def _says_choice(response: str, gold: str) -> bool:
    """Whether `gold` is a choice's letter, and the reply chooses it."""
    letter = _CHOICE.fullmatch(gold)
    return letter is not None and choice_letter(response, "ABCDEFGHIJ") == letter[1]


def _result(answer: str) -> str:
    """What a chain of equations comes to; an equation that is not solved stays as it is."""
    *sides, last = _EQUAL_SIGN.split(answer)
    unsolved = sides and _UNSOLVED.search(_JOINED.split(sides[-1])[-1])
    return answer if unsolved else last


def _conflicts(gold: str, said: set[str]) -> bool:
    return gold != "" and bool(said - {"", gold})


def _comparison_score(right: bool, answers: tuple[str, ...], gold: str) -> Score:
    said = " and ".join(answers)[:_LONGEST]
    return _score(right, f"{said} is {'' if right else 'not '}equivalent to {gold}")


def _score(right: bool, reason: str, *, timed_out: float = 0.0) -> Score:
    return Score(float(right), reason, metrics={TIMED_OUT: timed_out})


@lru_cache(maxsize=4096)
def _gold(reference: str, timeout: float) -> str:
    """The expression that the reference holds, of which there must be one that can be read."""
    place = f"reference_answer: expected one expression, got {reference!r}"
    found = final_expressions(reference) if declares_answer(reference) else (reference.strip(),)
    if not found or len(found[0]) > _LONGEST:
        raise ValueError(place)
    try:
        fault = _ask("fault", found[0], timeout=timeout)
        if not fault and not _ask("equivalent", found[0], found[1:], timeout=timeout):
            fault = "it declares different ones"
    except TimeoutError as error:
        raise ValueError(f"{place}, which takes over {timeout:g} s to read") from error
    if fault:
        raise ValueError(f"{place}: {fault}")
    return found[0]


def _ask(*question: object, timeout: float) -> bool | str | None:
    try:
        answer: bool | str | None = _worker.call(*question, timeout=timeout)
    except WorkerError as error:
        if error.kind == "ImportError":
            raise ImportError(error.text) from error
        raise
    return answer


# 1 when the reply's final expression is equivalent to the reference.
math_match = MathMatch()
