"""Whether the expression that the reply gives as its answer is equivalent to the reference."""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import ClassVar

from rewards.answers.choice_letters import choice_letter
from rewards.answers.declared_answer import final_number
from rewards.answers.final_expression import (
    declares_answer,
    final_expressions,
    last_words,
    math_spans,
)
from rewards.answers.marks import spoken_text
from rewards.answers.math_shape import MathFormula, WordAnswer, exact_value, read_shape
from rewards.answers.plain_text import compose
from rewards.answers.units import convert_quantities, is_same_measure
from rewards.metric_names import TIMED_OUT
from rewards.numeric_match import numeric_match
from rewards.reference import reference_text
from rewards.types import Message, Sample, Score
from rewards.worker import Worker, WorkerError

_LONGEST = 1000
_SHORT = 2000
_MEMORY_MB = 1024
_NO_BRACES = str.maketrans("{}$~", "    ")
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
# A gold that is certainly a number, for which no worker is asked.
_DIGITS = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_BOXED = re.compile(r"\\f?box(?:ed)?\s?\{(.*)\}", re.DOTALL)
_TEXT_COMMAND = re.compile(r"\\(?:text|mathrm|mbox|textbf|mathbf)\s?\{([^{}]*)\}")
_MARKS = re.compile(r"[\s$*`]|\\[()\[\],;! ]|\\left(?![a-z])|\\right(?![a-z])|(?<=\\)[dt](?=frac)")
# A formula that holds words, which are then the answer.
_TEXT_IN_FORMULA = re.compile(r"\$[^$\n]*[A-Za-z]{2}[^$\n]*\$|\\text\s?\{")
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
    extras: ClassVar[dict[str, str]] = {"math_verify": "math"}

    def __post_init__(self) -> None:
        if not (isfinite(self.timeout) and self.timeout > 0):
            raise ValueError(f"timeout: expected a finite number above 0, got {self.timeout!r}")

    def __call__(self, sample: Sample) -> Score:
        gold = _gold(compose(reference_text(sample, self.field)), self.timeout)
        response = compose(sample.response)
        compare = _remembered_comparison if len(response) <= _SHORT else _compare
        try:
            return compare(response, gold, self.timeout)
        except TimeoutError:
            return _score(False, "the reply's answer takes too long to compare", timed_out=1.0)
        except WorkerError as error:  # the gold alone was read, so it is the reply's doing
            return _score(False, f"the reply's answer cannot be worked out: {error.text}"[:300])


def _compare(response: str, gold: str, timeout: float) -> Score:
    """The score of the reply; raises TimeoutError and WorkerError for the worker."""
    if _same_text(response, gold):
        return _comparison_score(True, (gold,), gold)
    words = (
        isinstance(read_shape(gold), WordAnswer)
        and not declares_answer(response)
        and not _TEXT_IN_FORMULA.search(response)
        and last_words(spoken_text(response))
    )
    answers = (words,) if words else final_expressions(response)
    right = _says_number(response, gold, answers) if _is_number(gold) else None
    if right is None and _says_choice(response, gold):
        right = True
    if right is not None:
        return _comparison_score(right, answers or ("the reply",), gold)
    if not answers:
        return _score(False, "the reply gives no one answer")
    if max(map(len, answers)) > _LONGEST:
        return _score(False, f"the reply's answer is over {_LONGEST} characters long")
    return _comparison_score(_is_equivalent(gold, answers, timeout), answers, gold)


# A pair that was compared is not compared again; what the worker failed at is.
_remembered_comparison = lru_cache(maxsize=2048)(_compare)


def _same_text(response: str, gold: str) -> bool:
    """Whether the reply is the gold, marks and spaces aside."""
    said = spoken_text(response)
    if len(said) > 4 * len(gold) + 80:
        return False
    boxed = _BOXED.fullmatch(said.strip(" \n$.*"))
    return _bare_text(boxed[1] if boxed else said) == _bare_text(gold)


def _bare_text(text: str) -> str:
    return _MARKS.sub("", _TEXT_COMMAND.sub(r"\1", text)).rstrip(".")


def _is_number(gold: str) -> bool:
    """Whether `gold` is one plain number, be it with a unit or the name of what it is."""
    shape = read_shape(gold)
    return isinstance(shape, MathFormula) and exact_value(shape.text) is not None


def _says_number(response: str, gold: str, answers: tuple[str, ...]) -> bool | None:
    """Whether the reply says it; None where what it says has to be worked out."""
    shape = read_shape(gold)
    if not isinstance(shape, MathFormula) or any(map(_WORKED_OUT.search, map(_result, answers))):
        return None
    if any("\\text{ or }" in answer for answer in answers):
        return False
    said = [formula for formula in map(read_shape, answers) if isinstance(formula, MathFormula)]
    units = {each.unit for each in said} - {"", shape.unit}
    if shape.unit and units:
        return _says_in_another_unit(shape, answers, units)
    if _conflicts(shape.name, {each.name for each in said}):
        return False
    value = exact_value(shape.text)
    plain = f"{value}{'%' * shape.percent}"
    if numeric_match(_sample_of(response, plain)):
        return True
    values = {exact_value(formula.text) for formula in said if not formula.percent}
    is_plain = len(said) == len(answers) and None not in values
    if is_plain and values == {value} and not shape.percent:
        lone = len(math_spans(response, 0, len(response))) < 2
        return lone if final_number(response) is None else None
    if final_number(response) is None and not any("!" in answer for answer in answers):
        return False
    said_plainly = all(
        exact_value(_result(_ROUNDED.sub("", answer)).strip("$ ")) is not None for answer in answers
    )
    return None if is_plain or said_plainly or any("!" in answer for answer in answers) else False


def _sample_of(text: str, reference: str) -> Sample:
    return Sample("reply", (Message("assistant", text),), reference)


def _says_in_another_unit(gold: MathFormula, answers: tuple[str, ...], units: set[str]) -> bool:
    """Whether the one answer, in the gold's unit, is the gold."""
    if len(answers) > 1 or not all(is_same_measure(unit, gold.unit) for unit in units):
        return False
    said = " ".join(_result(answers[0]).replace("\\text", " ").translate(_NO_BRACES).split())
    reference = f"{exact_value(gold.text)} {gold.unit}"
    return numeric_match(_sample_of(convert_quantities(said, gold.unit), reference))


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
    if len(found) == 1 and _DIGITS.fullmatch(found[0]):
        return found[0]
    try:
        fault = _ask("fault", found[0], timeout=timeout)
        others = found[1:]
        if others and not fault and not _ask("equivalent", found[0], others, timeout=timeout):
            fault = "it declares different ones"
    except TimeoutError as error:
        raise ValueError(f"{place}, which takes over {timeout:g} s to read") from error
    if fault:
        raise ValueError(f"{place}: {fault}")
    return found[0]


@lru_cache(maxsize=4096)
def _is_equivalent(gold: str, answers: tuple[str, ...], timeout: float) -> bool:
    """The worker's verdict, which many replies of one group ask for again."""
    return _ask("equivalent", gold, answers, timeout=timeout) is True


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
