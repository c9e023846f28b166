"""What a reply declares as its answer, and the number that it declares, or else says last."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from rewards.answers import negation
from rewards.answers.answer_cues import (
    Cue,
    DeclaredAnswer,
    answer_cues,
    declares_before,
    firmest_answers,
)
from rewards.answers.circumstances import cut_circumstances
from rewards.answers.corrections import settle_corrections
from rewards.answers.hedging import is_hedged, starts_hedge
from rewards.answers.marked_answer import Span, answer_tag, boxed, is_placeholder, only_number
from rewards.answers.marks import spoken_text
from rewards.answers.number_words import ends_in_word_number, ordinal_value
from rewards.answers.numbers import (
    SPELLED_NUMBER,
    FoundNumber,
    Number,
    NumberSpans,
    number_spans,
    word_number,
)
from rewards.answers.phrases import plain_english
from rewards.answers.plain_text import Expression, plain_marks, prose
from rewards.answers.statements import settle_claims

_LEAD = prose(r"""
    (?: [\s*_`$~≈"'(\[{:=>|-] | \\[()\[\],;!$ ] | \\(?:approx|quad|displaystyle|left|text)\b
      | \\(?:boxed|text(?:bf)?|math(?:rm|bf)|bf)\{
      | \b(?:about|approximately|roughly|around|exactly|just|only|simply|now|therefore|thus|then
          |equal|to|is|a|the|total|of|clearly|indeed|usd|rs\.?|eur)\b
      | \b[a-z]{1,8}\s?(?==) )*""")
_MOST_NUMBERS = 64
_OPERATOR_NEXT = prose(r"""
    [ \t*_$})>]* (?:(?!(?:x|or|and)\b)[a-z%]+[ ]){0,3}
    (?: [-+*/÷=≈] | (?<![a-z])x(?![a-z]) | \\(?:times|cdot|div|approx) ) [ \t$({\\<~]* \.?\d""")
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
_BOUND = prose(rf"[\s*_:]*+(?:it[ ]is[ ])?{negation.BOUND}[\s*_$\\(]*")
_QUOTED = Expression(r"\s*>[\s*_$]*")
_WORKED_ON = prose(r"""
    [\s*_:$]*+(?:the[ ]|an?[ ]|one[ -])?(?:half|twice|thrice|double|triple|third|quarter|log|ln
    |square|cube|square[ ]root|cube[ ]root|logarithm|factorial|\\log|\\ln)(?:[ ]of)?[\s*_$(]*""")
# What stands instead of a number: "unknown", "N/A", "cannot be determined".
_UNKNOWN = prose(r"""
    [\s*_`"'(:]*+ (?:(?:it|this|that|the[ ]answer|answer)[ ](?:is[ ]|(?=can)))?
    (?: unknown | unclear | ambiguous | undecided | none(?![ ]of) | n/a
      | left[ ](?:as[ ]an[ ]exercise|to[ ]the[ ]reader)
      | n/a | n\.a\.
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
        (?: [.,;:!?(\n<—-] | $ | (?:from|with|because|since|given|based|here)\b | 7\d{4}\b ) )""")
# A citation mark behind a number: "18 [1]".
_CITED = Expression(r"(?<=[\d%]) ?\[\^?\d{1,2}\](?![\d(])|(?<=\d)\[\^\w{1,8}\]")
# A question mark right after the value, which no "yes" follows: "is the answer 18?"
_ASKED = Expression(
    r"[\s*_`\"')\]}$]*(?:[a-z]{1,12} ?)?\?(?!\s*(?:yes|yep|correct|right|indeed|true)\b)", re.I
)
_CLOSED = prose(r"""
    [ \t*_`$)\]}"'°]* (?:[a-z°€£/²³\\{}^]+[ ]?){0,4} [*_`$)\]}\\"']* (?:[.,;:!(—\n-]|$)""")
_ENUMERATES = Expression(r"[.):][ ]+\S|[ ]+[A-Z][a-z]")
_EXPLAINS = Expression(
    r"\s*\W*(?:explanation|because|reason|note|check|here|working|steps?\b|solution|proof|details"
    r"|justification|verification|calculation|this|since)",
    re.IGNORECASE,
)
_NEGATES = Expression(r"(?:not|neither|never)\b", re.IGNORECASE)
_WRAPPING = " \t\n*_`$:"
_NEAR, _FAR, _ENOUGH, _MOST_PASSED = 250, 20_000, 8, 64
_NUMBERING_NEXT = Expression(r"[.)][ \t*]+\S")
_NUMBER_BEFORE = Expression(r"\d[A-Za-z ]*$")
_WORKING = Expression(
    r"[^()\n]*[\d)](?: [a-z]{1,8})? ?[-+*/÷=] ?\$?\d[^()\n]*"
    r"|[\d.,]+ (?:hours?|hrs?|minutes?|mins?|seconds?|days?|weeks?|months?|years?)"
)
_LINE_START = Expression(r"(?:^|\n)[ \t>*_#(]*$")
_NEAR_WORD = 2000
_NEAR_END = 400
_NONE = prose(r"""
    (?:^|answer[ ]?(?:is|:)|\b(?:has|have|had|are|is|were|was|be|with))[\s*_:]* (?:none|nothing
      |no[ ][a-z]+)(?:[ ][a-z]+)?
    [ ](?:left|remain\w*)\b | (?:^|answer[*_ ]*(?:is|:))[\s*_:]*(?:none|nothing)[\s*_.!]*$""")
_LAST_LINE = Expression(
    r"(?:####|A:|(?:Final )?Answer:|\*\*(?:Final )?Answer:\*\*) ?\$?"
    r"(-?(?:\d{1,3}(?:,\d{3})+|\d{1,15}))(\.\d{1,20})?\s*\Z"
)
# A reply that is a whole number or a decimal, and nothing else.
_NUMBER_ALONE = Expression(r"\s*(-?(?:[1-9]\d{0,2}(?:,\d{3})++|\d{1,15})(?:\.\d{1,15})?)\s*")
_SHORT = 500
_NEGATIVE_ALONE = Expression(r"\s*- \d[\d,]*(?:\.\d+)?\s*")
_DECLINED = prose(r"""
    \b(?: (?:(?:was|were|am|are|is)[ ])?(?:not[ ]able|unable)[ ]to[ ](?:solve|determine|decide
      |answer|find|figure|tell
          |say|conclude|compute|calculate|work|give|provide|complete|finish|help)
      | (?:can(?:no|')t|can[ ]not|could[ ]not|couldn't)[ ](?:be[ ](?:solved|determined|answered
        |decided|known|found)
          |(?:solve|determine|decide|answer)\b(?![ ](?:whether|if|which|why|who|a\b))
            |tell(?=[.,!;\n]|$)
          |say(?=[.,!;\n]|$)|help\b|(?:find|figure|work|give|provide)[ ](?:out[ ])?(?:the|an
            |any)[ ](?:answer|solution|result|value))
      | (?:do[ ]not|don't|didn't)[ ]know(?=[ ]?(?:[.!;\n]|$)|,[ ]sorry|[ ](?:the[ ]answer
        |how[ ]to[ ](?:solve|go|proceed|continue|do|answer)))
      | (?:not[ ]enough|insufficient|too[ ]little|lack[ ]of)[ ](?:information|data|info|details)
      | (?:have[ ])?no[ ](?:idea|clue)(?=[ ]?[.,!;\n]|$|[ ](?:how|what|where|which)\b) | give[ ]up\b
        | left[ ](?:to[ ]the[ ]reader|as[ ]an[ ]exercise)
      | (?:answer|solution|result)[ ](?:is|remains)[ ](?:unclear|unknown|not[ ](?:clear|known)
        |ambiguous|undecided)
      | (?:can(?:no|')t|can[ ]not)[ ]say[ ](?:more|anything)\b | (?:am|'m|got|get)[ ]stuck\b
      | (?:can(?:no|')t|can[ ]not|not[ ]able[ ]to|unable[ ]to)
        [ ](?:finish|continue|proceed|go[ ]on)\b
      | (?:do[ ]not|don't)[ ]know[ ](?:what|why)\b
      | (?:hard|difficult|tough)[ ]to[ ](?:tell|say|decide|judge)(?=[ ]?[.,!;\n]|$)
      | (?:it|this)[ ](?:is|remains)[ ]unclear(?:[ ]to[ ]me)?[ ](?:how|what|which|whether)\b
      | there[ ]is[ ]no[ ]answer )""",
    "able|stuck|hard to|difficult to|tough to|can|could|know|information|data|info|details|idea"
    "|clue|give up|left|unclear|not clear"
    "|ambiguous|undecided|no answer")  # fmt: skip
# What a text that declined goes on with when it finds an answer after all.
_GOES_ON = prose(r"""
    [^.!?\n]*\d | (?s:.*?)(?:\b(?:so|thus|therefore|hence|but|however|then|still)\b[^\n]*\d|=)""")
# The last sentence announces a step and has no number and no end.
_BROKEN_OFF = prose(r"""
    (?:^|[.!?]\s|\n)[^.!?\n\d]*\b(?:we[ ]need[ ]to|we[ ]have[ ]to|let's|let[ ]us|we[ ]must
      |let[ ]me|next,?[ ]we|now,?[ ]we)
    \b[^.!?\n\d:=]*$""",
    "need to|have to|let|must|next|now")  # fmt: skip
_INSTRUCTS = prose(
    r"(?:\b(?:in|into|inside|within|using|with|as|a|an|the|like|between|your|write)[ ]|[`\"'])"
    r"[$\\(*<]*$"
)
_SIGN = Expression(r"\b(?:minus|negative) $", re.IGNORECASE)


def final_number(text: str) -> Number | None:
    """The declared answer of `text` (a box, "A: 18", "the answer is 18"), else its last number.

    None when the declarations differ, when the number is negated ("not 42"), or when it is one of
    several on offer ("5, 6 or 18"). Reasoning is not read.
    """
    return read_claim(text)[0]


def read_claim(text: str) -> tuple[Number | None, str]:
    """The number that the reply claims, and the prepared text; short replies are remembered."""
    return _remembered_claim(text) if len(text) <= _SHORT else _read_claim(text)


def _read_claim(text: str) -> tuple[Number | None, str]:
    alone = _NUMBER_ALONE.fullmatch(text)
    if alone:
        return Number(Fraction(alone[1].replace(",", ""))), text
    text = prepare(text)
    return claimed_number(text), text


# One prompt is asked for many replies, and many of them are the same.
_remembered_claim = lru_cache(maxsize=2048)(_read_claim)


def claimed_number(text: str) -> Number | None:
    """The same of a text that is prepared."""
    declared = _declarations(text)
    is_declared, number = _agreed_number(declared)
    if is_declared or declines(text):
        return number
    return _last_number(text, max((negated.end for negated in declared), default=0))


def prepare(text: str) -> str:
    """What the reply says to the user, in plain marks and English, from its last correction on."""
    return _CITED.sub("", settle_claims(settle_corrections(plain_english(spoken_text(text)))))


def declared_number(text: str) -> tuple[bool, Number | None]:
    """Whether the prepared text declares an answer, and the number that it declares.

    None where the declarations differ, or declare nothing to compare.
    """
    return _agreed_number(_declarations(text))


def _declarations(text: str) -> list[DeclaredAnswer[Number]]:
    return [said for cue in answer_cues(text) if (said := read_declaration(text, cue))]


def _agreed_number(declared: list[DeclaredAnswer[Number]]) -> tuple[bool, Number | None]:
    values = [said.value for said in firmest_answers(declared)]
    agreed = [number for number in values if number]
    if not agreed or len(agreed) < len(values):
        return bool(values), None
    answer = next((number for number in agreed if number.percent), agreed[0])
    return True, answer if all(answer.agrees_with(number) for number in agreed) else None


def last_line_number(text: str) -> Number | None:
    """The number that the last line alone declares, as in "A: 18" and "#### 18".

    None where the line says more, or anything else of the text may declare or take back an answer:
    then all of it has to be read.
    """
    line = _LAST_LINE.match(text, text.rfind("\n", 0, -2) + 1)
    if line is None or declares_before(text, line.start()):
        return None
    whole = line[1].replace(",", "")
    return Number(Fraction(whole + line[2]) if line[2] else Fraction(int(whole)))


def declines(text: str) -> bool:
    """Whether the end of the text says that it gives no answer, or breaks off before one."""
    end = text[-_NEAR_END:]
    small = end.lower()
    declined = _DECLINED.may_match(small) and _DECLINED.search(end)
    if declined and not _GOES_ON.match(end, declined.end()):
        return True
    return _BROKEN_OFF.may_match(small) and _BROKEN_OFF.search(end) is not None


def says_none(text: str) -> bool:
    """Whether the prepared text, which has no number, answers "none" or "nothing is left"."""
    return _NONE.search(text, max(0, len(text) - _NEAR)) is not None


def _last_number(text: str, start: int) -> Number | None:
    if _UNKNOWN.match(text):
        return None
    whole = text.strip(_WRAPPING + ".!")
    ordinal = ordinal_value(whole)
    if ordinal and ordinal[1] == len(whole):
        return Number(Fraction(ordinal[0]))
    if _NEGATIVE_ALONE.fullmatch(text):
        return Number(-Fraction(whole.lstrip("- ").replace(",", "")))
    text = negation.cut_verification(cut_circumstances(text))
    start = min(len(text), max(start, len(text) - _FAR))
    near = max(start, text.rfind("\n", 0, max(0, len(text) - _NEAR)) + 1)
    spans = number_spans(text, near)
    if near > start and len(spans) < _ENOUGH:
        spans = number_spans(text, start)
    if not spans:
        return only_word_number(text, start) or _foreign_number(text[start:])
    at = negation.last_not_negated(spans)
    while at is not None and _answers_nothing(text, spans[at].found_number):
        at = negation.last_not_negated(spans[:at]) if at > len(spans) - _MOST_PASSED else None
    if at is None or is_hedged(spans, at):
        return None
    found = spans[at].found_number
    return None if negation.is_bound(text, found) else found.number


def _foreign_number(text: str) -> Number | None:
    """The number in words of any language that ends `text`."""
    if SPELLED_NUMBER.search(text):
        return None
    value = ends_in_word_number(text)
    return None if value is None else Number(value, "百分之" in text)


def _answers_nothing(text: str, found: FoundNumber) -> bool:
    if negation.is_aside(text, found.start) or negation.is_side_quantity(
        text, found.start, found.end
    ):
        return True
    if negation.is_compared(text, found.start):
        return True
    return negation.is_asked(text, found) or _only_explains(text, found)


def _only_explains(text: str, found: FoundNumber) -> bool:
    """Whether the number counts a line, or is a part of the working in "18 eggs (3 * 6)"."""
    opened, shut = text.rfind(" (", 0, found.start), text.find(")", found.end, found.end + 40)
    if shut < 0 or not 0 < opened > found.start - 60:
        # the number may be the 2 of "1. First …", "2. Then …"
        if not found.number or not _NUMBERING_NEXT.match(text, found.end):
            return False
        if not _LINE_START.search(text[max(0, found.start - 12) : found.start]):
            return False
        value = found.number.value
        return bool(re.search(rf"(?:^|\n)[ \t>*_#(]*(?:{value - 1}|{value + 1})[.)][ \t*]", text))
    follows = _NUMBER_BEFORE.search(text[max(0, opened - 30) : opened])
    return bool(follows and _WORKING.fullmatch(text, opened + 2, shut))


def final_answer(text: str) -> str | None:
    """The answer tag's content, else the box's, else what the last "Answer: …" line declares.

    A box inside the answer tag is opened. A declaration in prose ("the answer is Paris.") goes on
    to the end of its sentence or line, and is given without its full stop and Markdown. None when
    nothing is declared, or the last declaration only negates ("the answer is not Paris").
    """
    text = spoken_text(text)
    tagged = answer_tag(text)
    if tagged is not None:
        return boxed(tagged) or tagged
    marked = boxed(text)
    if marked is not None:
        return marked
    said = [text[start:end].strip(_WRAPPING) for start, end in declared_spans(text)]
    if not said or _NEGATES.match(said[-1]):
        return None
    return said[-1].removesuffix(".").strip(_WRAPPING)


def declared_spans(text: str) -> Iterator[Span]:
    """The places of what "Answer: …" and "the answer is …" declare; the last 64 are read."""
    plain = plain_marks(text)  # mark for mark, so that places are the same
    for cue in answer_cues(plain):
        said = cue.kind not in ("box", "none") and text[cue.start : cue.end].strip(_WRAPPING)
        if said and not negation.is_negated_before(plain, cue.start):
            yield cue.start, cue.end


def read_declaration(text: str, cue: Cue) -> DeclaredAnswer[Number] | None:
    """What `cue` declares in `text`; None where it declares nothing after all."""
    if cue.kind == "box":
        return _read_box(text, cue)
    if cue.kind == "none":
        return DeclaredAnswer(None, cue.end, firm=False)
    if is_empty_tag(text, cue) or _UNKNOWN.match(text, cue.start):
        return DeclaredAnswer(None, cue.end)
    ordinal = ordinal_value(text[cue.start : cue.end].lstrip(_WRAPPING))
    if ordinal:
        return DeclaredAnswer(Number(Fraction(ordinal[0])), cue.end)
    spans = number_spans(text, cue.start, cue.end)
    if not spans:
        spelled = word_number(text, cue.start, cue.end) or _foreign_number(
            text[cue.start : cue.end]
        )
        return DeclaredAnswer(spelled, cue.end) if spelled else None
    if text.find("box", cue.start, cue.end) > 0:
        return None
    return _read_numbers(text, cue, spans)


def _read_box(text: str, cue: Cue) -> DeclaredAnswer[Number] | None:
    content = text[cue.start : cue.end]
    if is_placeholder(content):
        is_empty = not content.strip(" .?_-")
        return DeclaredAnswer(None, cue.end) if is_empty and not is_told(text, cue) else None
    before = negation.is_negated(text, FoundNumber(cue.at, cue.end + 1, None))
    negated = before or negation.is_negated_before(content, len(content))
    return DeclaredAnswer(None if negated else only_number(content), cue.end, negated=negated)


def is_empty_tag(text: str, cue: Cue) -> bool:
    """Whether the cue is an answer tag that holds nothing, and that is no instruction."""
    tag = text[cue.at - 1 : cue.at] == "<" and text[cue.start - 1 : cue.start] == ">"
    return tag and not text[cue.start : cue.end].strip(" .?_-\n") and not is_told(text, cue)


def is_told(text: str, cue: Cue) -> bool:
    """Whether the empty box only tells how to answer: "put it into a box"."""
    return _INSTRUCTS.search(text[max(0, cue.at - 20) : cue.at]) is not None


def _read_numbers(text: str, cue: Cue, spans: NumberSpans) -> DeclaredAnswer[Number] | None:
    """What a cue with numbers after it declares, directly or in words."""
    first = spans[0].found_number
    if _opens_the_reasoning(text, cue, first):
        return None
    if cue.kind == "sentence" and is_asked_next(text, first.end):
        return DeclaredAnswer(None, cue.end, negated=True)
    if _is_unsettled(text, cue, spans, first):
        return DeclaredAnswer(None, cue.end)
    straight = _LEAD.fullmatch(text, cue.start, first.start) is not None
    if not straight or _WORDS_NEXT.match(text, first.end) or negation.is_negated(text, first):
        return _read_sentence(cue, spans)
    heading = text[cue.at] == "#" and _ENUMERATES.match(text, first.end)
    if heading or (cue.kind == "alone" and not _CLOSED.match(text, first.end)):
        return None
    return DeclaredAnswer(_direct_number(text, cue, spans, first), cue.end)


def is_asked_next(text: str, end: int) -> bool:
    """Whether a question mark follows at `end`, and no "yes" after it."""
    return _ASKED.match(text, end) is not None


def unknown_answer(text: str, cue: Cue) -> str | None:
    """The "unknown" or "cannot be determined" that the cue declares; None where it says more."""
    said = _UNKNOWN.match(text, cue.start)
    return said[0].strip(_WRAPPING) if said else None


def _opens_the_reasoning(text: str, cue: Cue, first: FoundNumber) -> bool:
    """Whether the reply begins "A: Janet has 13 eggs" and goes on with more numbers."""
    if cue.kind != "line" or text[: cue.at].strip(" *_#>\n") or _CLOSED.match(text, first.end):
        return False
    return not _EXPLAINS.match(text, cue.end) and re.search(r"\d", text[cue.end :]) is not None


def _is_unsettled(text: str, cue: Cue, spans: NumberSpans, first: FoundNumber) -> bool:
    """Whether the cue declares "at least 18", "18 or more", or a "half of 18" with no result."""
    if cue.kind == "alone" and _QUOTED.fullmatch(text, cue.start, first.start):
        return False
    if _BOUND.fullmatch(text, cue.start, first.start):
        return True
    if len(spans) == 1 and _WORKED_ON.fullmatch(text, cue.start, first.start):
        return True
    straight = _LEAD.fullmatch(text, cue.start, first.start) is not None
    return straight and negation.is_bound_after(text, first.end)


def _read_sentence(cue: Cue, spans: NumberSpans) -> DeclaredAnswer[Number] | None:
    at = negation.last_not_negated(spans)
    if at is None:
        negated = any(span.found_number.number for span in spans[-_MOST_NUMBERS:])
        return DeclaredAnswer(None, cue.end, negated=True) if negated else None
    if cue.kind in ("direct", "alone"):
        return None
    if at and _COMPARED_NEXT.match(spans[at].match.string, spans[at].match.end()):
        at -= 1
    guess = is_hedged(spans, at)
    if guess and cue.kind == "sentence":
        return None
    found = spans[at].found_number
    unclaimed = guess or negation.is_bound(spans[at].match.string, found)
    return DeclaredAnswer(None if unclaimed else found.number, cue.end, firm=False)


def _direct_number(text: str, cue: Cue, spans: NumberSpans, first: FoundNumber) -> Number | None:
    if first.number is None or not text[first.end : cue.end + 80].strip():
        return first.number
    if _OPERATOR_NEXT.match(text, first.end) or _CONVERTED_NEXT.match(text, first.end):
        # what "16 - 3 = 13" comes to; a sum left undone or a range comes to nothing
        for span in reversed(spans[-_MOST_NUMBERS:]):
            found = span.found_number
            equal = _EQUALS.search(text[max(0, found.start - 20) : found.start])
            if equal and not _OPERATOR_NEXT.match(text, found.end):
                return found.number
        return first.number if _EQUALITY_NEXT.match(text, first.end) else None
    around = number_spans(text, cue.start, min(len(text), cue.end + 80))
    return None if starts_hedge(around, 0) else first.number


def only_word_number(text: str, start: int) -> Number | None:
    """The number that `text` spells out from `start`; None for several, and for a lone "one"."""
    numbers = list[Number]()
    for spelled in SPELLED_NUMBER.finditer(text, max(start, len(text) - _NEAR_WORD)):
        led_to = text[: spelled.start()].strip(" *_\"'")
        value = word_number(text, spelled.start(), len(text))
        if led_to.endswith(("half", "quarter")):
            continue  # the million of "two and a half million"
        if led_to and spelled[0].lower() == "one" and value == Number(Fraction(1)):
            continue  # a pronoun
        number = _claimed_number(text, spelled)
        if number is None or (numbers and number != numbers[0]):
            return None
        numbers.append(number)
    return numbers[0] if numbers else None


def _claimed_number(text: str, spelled: re.Match[str]) -> Number | None:
    """The number, unless it is negated, asked for or a bound."""
    found = FoundNumber(spelled.start(), spelled.end(), None)
    checks = (negation.is_negated, negation.is_bound, negation.is_asked)
    if any(check(text, found) for check in checks):
        return None
    sign = _SIGN.search(text[max(0, spelled.start() - 10) : spelled.start()])
    return word_number(text, spelled.start() - (len(sign[0]) if sign else 0), len(text))
