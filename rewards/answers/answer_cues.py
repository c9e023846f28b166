"""Where a reply declares its answer: "A: 18", "#### 18", a box, "the answer is 18"."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rewards.answers.marked_answer import (
    Span,
    answer_tag,
    boxed,
    is_placeholder,
    only_number,
    without_reasoning,
)
from rewards.answers.negation import (
    BOUND,
    cut_verification,
    is_aside,
    is_asked,
    is_bound,
    is_bound_after,
    is_hedged,
    is_negated,
    is_negated_before,
    is_side_quantity,
    last_not_negated,
    only_word_number,
    starts_hedge,
    word_number,
)
from rewards.answers.numbers import (
    Expression,
    FoundNumber,
    Number,
    number_spans,
    plain_marks,
    read_number,
)

_MOST = 64
_LONGEST = 300

_HINT = Expression(
    r"w(?<=[aA]nsw)er|W(?<=ANSW)ER|A(?:ns\b|NS\b|[:*])|####|\\f?box|F(?:inal|INAL)(?! ans| ANS)|答"
)
"""Each begins with a character that is rare in prose, since a search skips fast to those."""
_BOX = Expression(r"\\f?box(?:ed)?\s*(\{)?")
_BRACE = Expression(r"[{}]")
_HASHES = Expression(r"####+[\s*_`]*")
_LINE_HEAD = Expression(
    r"""[\s*_`~>#|\-•]* (?:(?:so|thus|therefore|hence),?[ ])? (?:(?:the|my|our|your)[ ])?
    (?:(?:final|correct|numerical|numeric|short)[ ]+)?[*_]*""",
    re.VERBOSE | re.IGNORECASE,
)
_LINE = Expression(
    r"""(?: answer\b (?:[ ]*\([^()\n]{1,30}\))? | ans\b\.? | a | 答案?
          | final[ ](?:result|value|solution|total|number|count|cost|amount)\b )
    [ ]?[*_`]*[ ]* (?: [:=] | [-—](?=[ ]) | (?=\s*(?:\n|$)) ) [*_`]*""",
    re.VERBOSE | re.IGNORECASE,
)
_INLINE = Expression(
    r"""answer\b (?: [ ](?:to|for)[ ](?!part|step|sub)[^.:=\n]{1,60}? | [ ]\([^()\n]{1,30}\)
               | [ ](?:that[ ])?(?:we|i|you)[ ](?:get|got|found|find|obtain|want|need) )?
        (?: ,?[ ](?:then|therefore|thus|hence|here|so|indeed|also|simply|again),? )? [*_`"]* \s?
        (?: (?:is|was|=|equals|becomes|must[ ]be|should[ ]be|would[ ]be|will[ ]be|has[ ]to[ ]be
             |comes[ ](?:out[ ])?to|turns[ ]out[ ]to[ ]be|of(?=[ ]\W{0,3}\d)
             |isn't|can(?:no|')?t[ ]be)(?!\w)
          | (?=:) ) (?: (?:\s(?:therefore|thus|then|hence))? \s?[*_`]*: )?
      | 答案(?:是|为|為):?""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT_DECLARED = Expression(
    r"""(?: \b(?:initial|previous|first|second|third|earlier|old|possible|potential|partial|another
             |intermediate|tempting|common|naive|obvious|typical|student|his|her|their|original
             |wrong|incorrect|false|if|suppose|supposing|whether|assume|assuming|thought|sample
             |example|expected|reference|gold|given|provided|stated|official|target|truth|find|get
             |check|verify|compute|calculate|express|reach|write|give|box|state|checking|finding
             |verifying|format|no|any)
          | 's )
    (?:[ ](?:the|my|our|your|this|that|final|correct|numerical))*[ *_]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_ENDS_CLAUSE = ".,:;!?\n"
"""Marks that no such words go across, so that they are looked for in what follows the last."""
_QUESTION = Expression(r"(?:^|[.!?]\s|\n)(?:is|was|could|might|would|can) (?:the|my) $", re.I)
_SAID_BEFORE = Expression(
    r"""(?:^|[.!?]\s|\n|(?:^|\W)(?:so|thus|therefore|hence),?[ ]) [ *_$]* (-?[$]?[\d,./]*\d)
    [*_$%]* (?:[ ][a-z]+)? [ ]is[ ](?:the|my|our)[ ](?:(?:final|correct|right)[ ])?[*_]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_SAID = Expression(r"answer\b[*_]*(?:[.;,!]|\s*$|\s*\n)")
_NO_ANSWER_BEFORE = Expression(
    r"""\b(?:(?:can(?:no|')t|could[ ]?n[o']t|couldn't|can[ ]not|am[ ]unable[ ]to|unable[ ]to
        |impossible[ ]to|not[ ]possible[ ]to|no[ ]way[ ]to|(?:don't|do[ ]not)[ ]know[ ]how[ ]to)
        [ ](?:determine|find|compute|calculate|give|provide|say|tell|work[ ]out|know|derive|deduce)
      |(?:don't|do[ ]not)[ ]know)
    [ ](?:the|an|any|a)[ ](?:(?:final|correct|exact|right)[ ])?[*_]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_NO_ANSWER = Expression(
    r"answer\b[*_]*(?:\s*(?:[.;,!:(]|$|\n)| (?:from|with|based|because|since|as|given|here|to)\b)"
)
_OPTIONS = Expression(r"[^\n]{0,80}\n\W{0,6}B:")
_BLANK = Expression(r"(?:[\s*_`~>#|:=-]|\\[\[(]|\$)*\n")
_SENTENCE_END = Expression(r"[.!?](?=\s|$)|\n|$")


@dataclass(frozen=True, slots=True)
class Cue:
    """A declaration at `at`, and where what it declares stands.

    A box declares all that is in it; hashes, and a line of its own, the number they lead to; a
    line may also lead to it in words, up to its end, and a sentence likewise. `none` says that
    there is no answer to give.
    """

    kind: Literal["box", "direct", "alone", "line", "sentence", "none"]
    at: int
    start: int
    end: int


def answer_cues(text: str) -> Iterator[Cue]:
    """The declarations in `text`, in order; the last 64 where there are more."""
    for hint in deque(_HINT.finditer(text), _MOST):
        cue = _cue(text, hint.start() - 3 * hint[0].startswith(("w", "W")), hint[0])
        if cue:
            yield cue


def _cue(text: str, at: int, hint: str) -> Cue | None:
    if hint == "####":
        return Cue("direct", at, _end_or(_HASHES.match(text, at), at), _line_end(text, at))
    if hint.startswith("\\"):
        return _box_cue(text, at)
    if text[at - 1 : at] in ("<", "/"):
        return _tag_cue(text, at)
    if hint[0] in "Ww":
        before = text[max(0, at - 50) : at]
        if _NO_ANSWER.match(text, at) and _NO_ANSWER_BEFORE.search(before):
            return Cue("none", at, at, at + len("answer"))
        clause = max(map(before.rfind, _ENDS_CLAUSE)) + 1
        if _NOT_DECLARED.search(before, clause) or _QUESTION.search(before):
            return None
        said = _SAID.match(text, at) and _SAID_BEFORE.search(before)
        if said:
            return Cue("direct", at, at - len(before) + said.start(1), at)
    return _line_cue(text, at) or _inline_cue(text, at)


def _box_cue(text: str, at: int) -> Cue | None:
    opened = _BOX.match(text, at)
    if opened is None:
        return None
    if opened[1] is None:
        return Cue("direct", at, opened.end(), _sentence_end(text, at))
    depth = 1
    for brace in _BRACE.finditer(text, opened.end(), opened.end() + _LONGEST):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return Cue("box", at, opened.end(), brace.start())
    return None


def _tag_cue(text: str, at: int) -> Cue | None:
    start = at + len("answer>")
    end = text.find("</", start, start + _LONGEST)
    return Cue("line", at, start, end) if text[start - 1 : start] == ">" and end > 0 else None


def _line_cue(text: str, at: int) -> Cue | None:
    begin = text.rfind("\n", 0, at) + 1
    if at - begin > 40 or not _LINE_HEAD.fullmatch(text, begin, at):
        return None
    label = _LINE.match(text, at)
    if label is None or (text[at] == "A" and label[0][1:2] == ":" and _OPTIONS.match(text, at)):
        return None
    return _label_cue("line", text, at, label.end(), _line_end(text, label.end()))


def _inline_cue(text: str, at: int) -> Cue | None:
    label = _INLINE.match(text, at)
    if label is None:
        return None
    kind: Literal["direct", "sentence"] = "direct" if label[0].endswith(":") else "sentence"
    return _label_cue(kind, text, at, label.end(), _sentence_end(text, label.end()))


def _label_cue(
    kind: Literal["direct", "line", "sentence"], text: str, at: int, start: int, end: int
) -> Cue:
    """The cue, or the one that looks at the next line with words where its own has none."""
    blank = _BLANK.match(text, start)
    if blank is None:
        return Cue(kind, at, start, end)
    return Cue("alone", at, blank.end(), _line_end(text, blank.end()))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _sentence_end(text: str, start: int) -> int:
    return _end_or(_SENTENCE_END.search(text, start), start)


def _end_or(found: re.Match[str] | None, otherwise: int) -> int:
    return found.end() if found else otherwise


_LEAD = Expression(
    r"""(?: [\s*_`$~≈"'(\[{:=>|-] | \\[()\[\],;!$ ] | \\(?:approx|quad|displaystyle|left|text)\b
      | \\(?:boxed|text(?:bf)?|math(?:rm|bf)|bf)\{
      | \b(?:about|approximately|roughly|around|exactly|just|only|simply|now|therefore|thus|then
          |equal|to|is|a|the|total|of|clearly|indeed|usd|rs\.?|eur)\b
      | \b[a-z]{1,8}\s?(?==) )*""",
    re.VERBOSE | re.IGNORECASE,
)
_MOST_NUMBERS = 64
_OPERATOR_NEXT = Expression(
    r"""[ \t*_$})>]* (?:(?!(?:x|or|and)\b)[a-z%]+[ ]){0,3}
    (?: [-+*/÷=≈] | (?<![a-z])x(?![a-z]) | \\(?:times|cdot|div|approx) ) [ \t$({\\<~]* \.?\d""",
    re.VERBOSE | re.IGNORECASE,
)
_CONVERTED_NEXT = Expression(r" [a-z]+,? and \d+ [a-z]+ =", re.IGNORECASE)
_COMPARED_NEXT = Expression(r" (?:[a-z]+ )?(?:more|less|fewer) than\b", re.IGNORECASE)
_EQUALITY_NEXT = Expression(r"[ *_$})a-zA-Z]{0,30}[=≈]")
_EQUALS = Expression(
    r"(?:=|≈|\\approx|\b(?:is|equals|gives|giving|makes|making|totals?)\b)[\s*_`$~<({\\]*$"
)
_WORDS_NEXT = Expression(
    r"[ *_]*(?:[a-z]+ ){0,2}(?:(?:more|less|fewer|greater|larger|smaller) than|times|plus|minus"
    r"|multiplied|divided|added|subtracted|percent of|of the)\b| ?\\?% of\b",
    re.IGNORECASE,
)
_BOUND = Expression(rf"[\s*_:]*+(?:it[ ]is[ ])?{BOUND}[\s*_$\\(]*", re.VERBOSE | re.IGNORECASE)
_QUOTED = Expression(r"\s*>[\s*_$]*")
_WORKED_ON = Expression(
    r"""[\s*_:$]*+(?:the[ ]|an?[ ]|one[ -])?(?:half|twice|thrice|double|triple|third|quarter|log|ln
    |square|cube|square[ ]root|cube[ ]root|logarithm|factorial|\\log|\\ln)(?:[ ]of)?[\s*_$(]*""",
    re.VERBOSE | re.IGNORECASE,
)
_UNKNOWN = Expression(
    r"""[\s*_`"'(:]*+ (?:(?:it|this|that|the[ ]answer|answer)[ ](?:is[ ]|(?=can)))?
    (?: unknown | none | n/a | n\.a\.
      | (?:is[ ])?not[ ](?:known|given|applicable|available|possible)
      | (?:is[ ])?(?:un|in)determin(?:ed|able|ate)
      | (?:(?:can(?:no|')t|can[ ]not|could[ ]not|couldn't)[ ]be[ ])?(?<=be[ ])
        (?:determined|found|known|calculated|computed|answered|deduced|derived|given|said)
      | (?:is[ ])?impossible[ ]to[ ](?:say|tell|determine|know|find|calculate|compute|answer)
      | (?:there[ ]is[ ])?(?:not[ ]enough|insufficient)[ ](?:information|data|info)
      | undefined | no[ ](?:answer|solution|idea) | does[ ]not[ ]exist
      | i[ ](?:don't|do[ ]not)[ ]know
      | i[ ](?:can't|cannot)[ ](?:say|tell|determine[ ](?:it|this)) )
    (?= [*_`"'\\})]*+ [ \t]*+
        (?: [.,;:!?(\n—-] | $ | (?:from|with|because|since|given|based|here)\b ) )""",
    re.VERBOSE | re.IGNORECASE,
)
_CLOSED = Expression(
    r"""[ \t*_`$)\]}"'°]* (?:[a-z°€£/²³\\{}^]+[ ]?){0,4} [*_`$)\]}\\"']* (?:[.,;:!(—\n-]|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_ENUMERATES = Expression(r"[.):][ ]+\S|[ ]+[A-Z][a-z]")
_EXPLAINS = Expression(
    r"\s*\W*(?:explanation|because|reason|note|check|here|working|steps?\b|solution|proof|details"
    r"|justification|verification|calculation|this|since)",
    re.IGNORECASE,
)
_DIGIT = Expression(r"\d")


@dataclass(frozen=True, slots=True)
class DeclaredAnswer:
    """What a cue said, and where. `number` is None where it declared no single number.

    A `firm` one outranks one that is only led to in words. A `denied` one says what the answer is
    not, so that no number before `end` can be it.
    """

    number: Number | None
    end: int
    firm: bool = True
    denied: bool = False


def read_declaration(text: str, cue: Cue) -> DeclaredAnswer | None:
    """What `cue` declares in `text`; None where it declares nothing after all."""
    if cue.kind == "box":
        return _read_box(text, cue)
    if cue.kind == "none":
        return DeclaredAnswer(None, cue.end, firm=False)
    if says_unknown(text, cue.start):
        return DeclaredAnswer(None, cue.end)
    spans = number_spans(text, cue.start, cue.end)
    if not spans:
        spelled = word_number(text, cue.start, cue.end)
        return DeclaredAnswer(spelled, cue.end) if spelled else None
    if text.find("box", cue.start, cue.end) > 0:
        return None
    return _read_numbers(text, cue, spans)


def says_unknown(text: str, start: int) -> bool:
    """Whether "unknown", "N/A" or "cannot be determined" stands at `start` instead of a number."""
    return _UNKNOWN.match(text, start) is not None


def _read_numbers(text: str, cue: Cue, spans: Sequence[re.Match[str]]) -> DeclaredAnswer | None:
    """What a cue with numbers after it declares, be it straight away or in words."""
    first = read_number(spans[0])
    if _opens_the_reasoning(text, cue, first):
        return None
    if _is_unsettled(text, cue, spans, first):
        return DeclaredAnswer(None, cue.end)
    straight = _LEAD.fullmatch(text, cue.start, first.start) is not None
    if not straight or _WORDS_NEXT.match(text, first.end) or is_negated(text, first):
        return _read_sentence(cue, spans)
    heading = text[cue.at] == "#" and _ENUMERATES.match(text, first.end)
    if heading or (cue.kind == "alone" and not _CLOSED.match(text, first.end)):
        return None
    return DeclaredAnswer(_direct_number(text, cue, spans, first), cue.end)


def _is_unsettled(text: str, cue: Cue, spans: Sequence[re.Match[str]], first: FoundNumber) -> bool:
    """Whether it declares "at least 18", "18 or more", or a "half of 18" that is not worked out."""
    if cue.kind == "alone" and _QUOTED.fullmatch(text, cue.start, first.start):
        return False
    if _BOUND.fullmatch(text, cue.start, first.start):
        return True
    if len(spans) == 1 and _WORKED_ON.fullmatch(text, cue.start, first.start):
        return True
    straight = _LEAD.fullmatch(text, cue.start, first.start) is not None
    return straight and is_bound_after(text, first.end)


def _opens_the_reasoning(text: str, cue: Cue, first: FoundNumber) -> bool:
    """Whether the reply begins "A: Janet has 13 eggs" and goes on with more numbers."""
    if cue.kind != "line" or text[: cue.at].strip(" *_#>\n") or _CLOSED.match(text, first.end):
        return False
    return not _EXPLAINS.match(text, cue.end) and _DIGIT.search(text, cue.end) is not None


def _read_sentence(cue: Cue, spans: Sequence[re.Match[str]]) -> DeclaredAnswer | None:
    at = last_not_negated(spans)
    if at is None:
        return _negated_answer(cue, spans)
    if cue.kind in ("direct", "alone"):
        return None
    if at and _COMPARED_NEXT.match(spans[at].string, spans[at].end()):
        at -= 1
    guess = is_hedged(spans, at)
    if guess and cue.kind == "sentence":
        return None
    found = read_number(spans[at])
    unclaimed = guess or is_bound(spans[at].string, found)
    return DeclaredAnswer(None if unclaimed else found.number, cue.end, firm=False)


def _negated_answer(cue: Cue, spans: Sequence[re.Match[str]]) -> DeclaredAnswer | None:
    denied = any(read_number(span).number for span in spans[-_MOST_NUMBERS:])
    return DeclaredAnswer(None, cue.end, denied=True) if denied else None


def _direct_number(
    text: str, cue: Cue, spans: Sequence[re.Match[str]], first: FoundNumber
) -> Number | None:
    if first.number is None or not text[first.end : cue.end + 80].strip():
        return first.number
    if _OPERATOR_NEXT.match(text, first.end) or _CONVERTED_NEXT.match(text, first.end):
        return _end_of_chain(text, spans, first)
    around = number_spans(text, cue.start, min(len(text), cue.end + 80))
    return None if starts_hedge(around, 0) else first.number


def _end_of_chain(text: str, spans: Sequence[re.Match[str]], first: FoundNumber) -> Number | None:
    """What "16 - 3 = 13" comes to; None for a sum left undone or a range."""
    for span in reversed(spans[-_MOST_NUMBERS:]):
        found = read_number(span)
        equal = _EQUALS.search(text[max(0, found.start - 20) : found.start])
        if equal and not _OPERATOR_NEXT.match(text, found.end):
            return found.number
    return first.number if _EQUALITY_NEXT.match(text, first.end) else None


def _read_box(text: str, cue: Cue) -> DeclaredAnswer | None:
    content = text[cue.start : cue.end]
    if is_placeholder(content):
        return None
    before = is_negated(text, FoundNumber(cue.at, cue.end + 1, None))
    denied = before or is_negated_before(content, len(content))
    return DeclaredAnswer(None if denied else only_number(content), cue.end, denied=denied)


_DENIES = re.compile(r"(?:not|neither|never)\b", re.IGNORECASE)
_WRAPPING = " \t\n*_`$:"


def final_answer(text: str) -> str | None:
    """The answer tag's content, else the box's, else what the last "Answer: …" line declares.

    A box inside the answer tag is opened. A declaration in prose ("the answer is Paris.") goes on
    to the end of its sentence or line, and is given without its full stop and Markdown. None when
    nothing is declared, or the last declaration only denies ("the answer is not Paris").
    """
    text = without_reasoning(text)
    tagged = answer_tag(text)
    if tagged is not None:
        return boxed(tagged) or tagged
    marked = boxed(text)
    if marked is not None:
        return marked
    said = [text[start:end].strip(_WRAPPING) for start, end in declared_spans(text)]
    if not said or _DENIES.match(said[-1]):
        return None
    return said[-1].removesuffix(".").strip(_WRAPPING)


def declared_spans(text: str) -> Iterator[Span]:
    """Where what each "Answer: …" or "the answer is …" declares stands; the last 64 are read."""
    plain = plain_marks(text)  # mark for mark, so that places are the same
    for cue in answer_cues(plain):
        said = cue.kind not in ("box", "none") and text[cue.start : cue.end].strip(_WRAPPING)
        if said and not is_negated_before(plain, cue.start):
            yield cue.start, cue.end


__all__ = ["final_number", "without_reasoning"]

_NEAR, _FAR, _ENOUGH, _MOST_PASSED = 250, 20_000, 8, 64
_NUMBERING_NEXT = re.compile(r"[.)][ \t*]+\S")
_NUMBER_BEFORE = re.compile(r"\d[A-Za-z ]*$")
_WORKING = re.compile(
    r"[^()\n]*[\d)](?: [a-z]{1,8})? ?[-+*/÷=] ?\$?\d[^()\n]*"
    r"|[\d.,]+ (?:hours?|hrs?|minutes?|mins?|seconds?|days?|weeks?|months?|years?)"
)
_LINE_START = re.compile(r"(?:^|\n)[ \t>*_#(]*$")


def final_number(text: str) -> Number | None:
    """The declared answer of `text` (a box, "A: 18", "the answer is 18"), else its last number.

    None when the declarations differ, when the number is denied ("not 42"), or when it is one of
    several on offer ("5, 6 or 18"). Reasoning is not read.
    """
    text = without_reasoning(plain_marks(text))
    declared = [said for cue in answer_cues(text) if (said := read_declaration(text, cue))]
    answers = [said for said in declared if not said.denied]
    firm = [said for said in answers if said.firm] or answers
    if firm:
        return _common_number(firm)
    return _last_number(text, max((denied.end for denied in declared), default=0))


def _common_number(answers: Sequence[DeclaredAnswer]) -> Number | None:
    numbers = [said.number for said in answers if said.number]
    if len(numbers) < len(answers):
        return None
    answer = next((number for number in numbers if number.percent), numbers[0])
    return answer if all(answer.agrees_with(number) for number in numbers) else None


def _last_number(text: str, start: int) -> Number | None:
    if says_unknown(text, 0):
        return None
    text = cut_verification(text)
    start = max(start, len(text) - _FAR)
    near = max(start, text.rfind("\n", 0, max(0, len(text) - _NEAR)) + 1)
    spans = number_spans(text, near)
    if near > start and len(spans) < _ENOUGH:
        spans = number_spans(text, start)
    if not spans:
        return only_word_number(text, start)
    at = last_not_negated(spans)
    while at is not None and _answers_nothing(text, read_number(spans[at])):
        at = last_not_negated(spans[:at]) if at > len(spans) - _MOST_PASSED else None
    if at is None or is_hedged(spans, at):
        return None
    found = read_number(spans[at])
    return None if is_bound(text, found) else found.number


def _answers_nothing(text: str, found: FoundNumber) -> bool:
    if is_aside(text, found.start) or is_side_quantity(text, found.start, found.end):
        return True
    return is_asked(text, found) or _only_explains(text, found)


def _only_explains(text: str, found: FoundNumber) -> bool:
    """Whether the number counts a line, or is a part of the working in "18 eggs (3 * 6)"."""
    opened, shut = text.rfind(" (", 0, found.start), text.find(")", found.end, found.end + 40)
    if shut < 0 or not 0 < opened > found.start - 60:
        return _counts_a_line(text, found)
    follows = _NUMBER_BEFORE.search(text[max(0, opened - 30) : opened])
    return bool(follows and _WORKING.fullmatch(text, opened + 2, shut))


def _counts_a_line(text: str, found: FoundNumber) -> bool:
    """Whether the number is the 2 of "1. First …", "2. Then …"."""
    if not found.number or not _NUMBERING_NEXT.match(text, found.end):
        return False
    if not _LINE_START.search(text[max(0, found.start - 12) : found.start]):
        return False
    value = found.number.value
    return bool(re.search(rf"(?:^|\n)[ \t>*_#(]*(?:{value - 1}|{value + 1})[.)][ \t*]", text))
