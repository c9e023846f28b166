"""Where a reply declares its answer: "A: 18", "#### 18", a box, "the answer is 18"."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from rewards.answers.plain_text import Expression, prose

CueKind = Literal["box", "direct", "alone", "line", "sentence", "none"]
Value = TypeVar("Value")

_MOST = 64
_LONGEST = 300
# Each begins with a character that is rare in prose, since a search skips fast to those.
_HINT = Expression(
    r"w(?<=[aA]nsw)er|W(?<=ANSW)ER|A(?:ns\b|NS\b|[:*])|####|\\f?box|F(?:inal|INAL)(?! ans| ANS)|答"
)
# One of these stands in each hint: plain texts are searched for much faster than expressions.
_IN_HINTS = ("nswer", "NSWER", "Ans", "ANS", "A:", "A*", "####", "box", "Final", "FINAL", "答")
_BOX = Expression(r"\\f?box(?:ed)?\s*(\{)?")
# Of several tags "final_answer" the last one counts.
_LATER_TAG = Expression(r"<final_answer>\s*[^\s<?]", re.IGNORECASE)
_BRACE = Expression(r"[{}]")
_HASHES = Expression(r"####+[\s*_`]*")
_LINE_HEAD = prose(r"""
    [\s*_`~>#|\-•]* (?:(?:so|thus|therefore|hence),?[ ])? (?:(?:the|my|our|your)[ ])?
    (?:(?:final|correct|numerical|numeric|short)[ ]+)?[*_]*""")
_LINE = prose(r"""
    (?: answer\b (?:[ ]*\([^()\n]{1,30}\))? | ans\b\.? | a | 答案?
          | final[ ](?:result|value|solution|total|number|count|cost|amount)\b )
    [ ]?[*_`]*[ ]* (?: [:=] | [-—](?=[ ]) | (?=\s*(?:\n|$)) ) [*_`]*""")
_INLINE = prose(r"""
    answer\b (?: [ ](?:to|for)[ ](?!part|step|sub)[^.:=\n]{1,60}? | [ ]\([^()\n]{1,30}\)
               | [ ](?:that[ ])?(?:we|i|you)[ ](?:(?:are|were)[ ](?:looking|searching|asked)[ ]for
                   |(?:would|will|'d|'ll)[ ](?:give|choose|pick|propose|suggest)
                   |get|got|found|find|obtain|want|need|give|arrived?[ ]at|reach(?:ed)?)
               | ,[ ][^.,:;\n]{1,40}, | [ ]in[ ](?:this|our)[ ]case )?
        (?: ,?[ ](?:then|therefore|thus|hence|here|so|indeed|also|simply|again),? )? [*_`"]* \s?
        (?: (?<![a-z])(?:is|was|=|equals|becomes|must[ ]be|can[ ]only[ ]be|should[ ]be|would[ ]be
             |will[ ]be|has[ ]to[ ]be
             |comes[ ](?:out[ ])?to|turns[ ]out[ ]to[ ]be|of(?=[ ]\W{0,3}\d)
             |isn't|can(?:no|')?t[ ]be)(?!\w)
          | (?=:) ) (?: (?:\s(?:therefore|thus|then|hence))? \s?[*_`]*: )?
      | 答案(?:是|为|為):?""")
_NOT_DECLARED = prose(r"""
    (?: \b(?:initial|draft|tentative|provisional|preliminary|previous
             |first|second|third|earlier|old|(?<!only[ ])possible|potential
             |partial|another
             |intermediate|tempting|common|naive|obvious|typical|student|his|her|their|original
             |wrong|incorrect|false|if|suppose|supposing|whether|assume|assuming|thought|sample
             |example|expected|reference|gold|given|provided|stated|official|target|truth|find|get
             |check|verify|compute|calculate|express|reach|write|give|box|state|checking|finding
             |verifying|format|no|any
             |says|claims|thinks|believes|suggests|insists|argues|(?<!i[ ])said|(?<!i[ ])claimed
             |(?:says|claims|thinks|believes|suggests|insists|argues|said|claimed)[ ]that
             |(?:no[ ]?one|nobody|one|you|some|people|many|they|students?|it)
              [ ](?:(?:might|may|would|could[ ](?:have|be))[ ])?
              (?:thinks?|thought|says?|said|claims?|claimed|expect|believes?|assume|guess|seem|argue)
              (?:[ ]that)?)
          | 's )
    (?:[ ](?:the|my|our|your|this|that|final|correct|numerical))*[ *_]*$""")
# Marks that no such words go across, so that they are looked for in what follows the last.
_ENDS_CLAUSE = ".,:;!?\n"
# "If I had misread it, the answer would be 20": what the answer is not.
_COUNTERFACTUAL = Expression(r"\bif\b[^.;!?\n]*\b(?:had|were|hadn't|weren't)\b[^.;!?\n]*$", re.I)
_WOULD = Expression(r"answer would(?:n't| not)? ?(?:have been|be)\b", re.I)
_QUESTION = Expression(r"(?:^|[.!?]\s|\n)(?:is|was|could|might|would|can) (?:the|my) $", re.I)
_SAID_BEFORE = prose(r"""
    (?:^|[.!?]\s|\n|(?:^|\W)(?:so|thus|therefore|hence),?[ ]) [ *_$]* (-?[$]?[\d,./]*\d)
    [*_$%]* (?:[ ][a-z]+)? [ ]is[ ](?:the|my|our)[ ](?:(?:final|correct|right)[ ])?[*_]*$""")
_SAID = Expression(r"answer\b[*_]*(?:[.;,!]|\s*$|\s*\n)")
_NO_ANSWER_BEFORE = prose(r"""
    \b(?:(?:can(?:no|')t|could[ ]?n[o']t|couldn't|can[ ]not|am[ ]unable[ ]to|unable[ ]to
        |impossible[ ]to|not[ ]possible[ ]to|no[ ]way[ ]to|(?:don't|do[ ]not)[ ]know[ ]how[ ]to)
        [ ](?:determine|find|compute|calculate|give|provide|say|tell|work[ ]out|know|derive|deduce)
      |(?:don't|do[ ]not)[ ]know)
    [ ](?:the|an|any|a)[ ](?:(?:final|correct|exact|right)[ ])?[*_]*$""")
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

    kind: CueKind
    at: int
    start: int
    end: int


def answer_cues(text: str) -> Iterator[Cue]:
    """The declarations in `text`, in order; the last 64 where there are more."""
    if not any(map(text.__contains__, _IN_HINTS)):
        return
    for hint in deque(_HINT.finditer(text), _MOST):
        cue = _cue(text, hint.start() - 3 * hint[0].startswith(("w", "W")), hint[0])
        if cue:
            yield cue


def declares_before(text: str, end: int) -> bool:
    """Whether something before `end` may be a declaration; what is no hint of one is none."""
    before = text[:end]
    return any(map(before.__contains__, _IN_HINTS)) and _HINT.search(before) is not None


def _cue(text: str, at: int, hint: str) -> Cue | None:
    if hint == "####":
        hashes = _HASHES.match(text, at)
        return Cue("direct", at, hashes.end() if hashes else at, _line_end(text, at))
    if hint.startswith("\\"):
        return _box_cue(text, at)
    if text[at - 1 : at] in ("<", "/") or text[max(0, at - 7) : at].lower() == "<final_":
        start = at + len("answer>")
        end = text.find("</", start, start + _LONGEST)
        is_tag = text[start - 1 : start] == ">" and end > 0 and not _LATER_TAG.search(text, end)
        return Cue("line", at, start, end) if is_tag else None
    if hint[0] in "Ww":
        before = text[max(0, at - 50) : at]
        if _NO_ANSWER.match(text, at) and _NO_ANSWER_BEFORE.search(before):
            return Cue("none", at, at, at + len("answer"))
        clause = max(map(before.rfind, _ENDS_CLAUSE)) + 1
        unreal = _WOULD.match(text, at) and _COUNTERFACTUAL.search(text, max(0, at - 150), at)
        if unreal or _NOT_DECLARED.search(before, clause) or _QUESTION.search(before):
            return None
        said = _SAID.match(text, at) and _SAID_BEFORE.search(before)
        if said:
            return Cue("direct", at, at - len(before) + said.start(1), at)
    return _line_cue(text, at) or _inline_cue(text, at)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


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


def _sentence_end(text: str, start: int) -> int:
    stop = _SENTENCE_END.search(text, start)
    return stop.end() if stop else start


def _line_cue(text: str, at: int) -> Cue | None:
    begin = text.rfind("\n", 0, at) + 1
    if at - begin > 40 or not _LINE_HEAD.fullmatch(text, begin, at):
        return None
    label = _LINE.match(text, at)
    if label is None or (text[at] == "A" and label[0][1:2] == ":" and _OPTIONS.match(text, at)):
        return None
    return _label_cue("line", text, at, label.end(), _line_end(text, label.end()))


def _label_cue(kind: CueKind, text: str, at: int, start: int, end: int) -> Cue:
    """The cue, or the one that looks at the next line with words where its own has none."""
    blank = _BLANK.match(text, start)
    if blank is None:
        return Cue(kind, at, start, end)
    return Cue("alone", at, blank.end(), _line_end(text, blank.end()))


def _inline_cue(text: str, at: int) -> Cue | None:
    label = _INLINE.match(text, at)
    if label is None:
        return None
    kind: CueKind = "direct" if label[0].endswith(":") else "sentence"
    return _label_cue(kind, text, at, label.end(), _sentence_end(text, label.end()))


@dataclass(frozen=True, slots=True)
class DeclaredAnswer(Generic[Value]):
    """What a cue declares.

    Attributes:
        value: the answer; None where the cue declares nothing single, or nothing to compare.
        end: where the declaration ends in the text.
        firm: whether it outranks an answer to which words only lead.
        negated: whether it says what the answer is not, so that nothing before `end` can be it.
        boxed: whether it stands in a box.
    """

    value: Value | None
    end: int
    firm: bool = True
    negated: bool = False
    boxed: bool = False


def firmest_answers(declared: Sequence[DeclaredAnswer[Value]]) -> list[DeclaredAnswer[Value]]:
    """The declared answers that are firm, else all of them; a negated one is none."""
    answers = [said for said in declared if not said.negated]
    return [said for said in answers if said.firm] or answers
