"""The expressions that a reply gives as its answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rewards.answers import negation
from rewards.answers.answer_cues import Cue, DeclaredAnswer, answer_cues, firmest_answers
from rewards.answers.corrections import settle_corrections
from rewards.answers.declared_answer import (
    declines,
    is_asked_next,
    is_empty_tag,
    is_told,
    unknown_answer,
)
from rewards.answers.marked_answer import is_placeholder
from rewards.answers.marks import spoken_text
from rewards.answers.math_shape import ORDER
from rewards.answers.numbers import FoundNumber
from rewards.answers.phrases import plain_english
from rewards.answers.plain_text import compose, prose
from rewards.answers.statements import settle_claims
from rewards.answers.units import unit_of

_DELIMITED = re.compile(
    r"""\$\$(.{1,800}?)\$\$ | (?<![\\A-Za-z0-9_])\$(?![\s$])([^$\n]{1,600}?)(?<![\s\\])\$(?!\d)
      | (?<!\\)\\\((.{1,800}?)\\\) | (?<!\\)\\\[(.{1,800}?)\\\]""",
    re.VERBOSE | re.DOTALL,
)
_LEAD = prose(r"""
    (?: [\s*_`~"':] | [->|](?=\s) | \\[()\[\]]
      | \b(?:about|approximately|roughly|exactly|just|only|simply|now|therefore|thus|hence|so|then
          |equal|equals|to|is|are|be|the|a(?=[ ][a-z]{2})|an|that|this|we|have|get|obtain|find
          |gives?|yields?|it(?!')|its|clearly|indeed|finally|final|answer|given|by|either|values?|of
          |results?|solutions?|roots?|expression|interval|set|matrix|point|choice|option|conclude
            |which
          |it's|that's|here's|means|follows|with|must|there|our|my|and|simplifies|becomes
            |as)\b(?!\s*[-+=(^_/]) )*+""")
_TOKEN = re.compile(r"\\?[A-Za-z]+")
_TEXT = re.compile(r"\\(?:text|math|operator|mbox|begin|end)[a-z]*\s?\{[^{}]*\}")
_KNOWN = (
    "sin cos tan sec csc cot arcsin arccos arctan sinh cosh tanh ln log exp sqrt cbrt pi theta"
    " alpha beta gamma lambda phi infinity inf oo or and percent per square cubic abs min max"
    " gcd lcm mod squared cubed sq cu in U unit units"
)
_KNOWN_WORDS = frozenset(_KNOWN.split())
_PROSE = "it is to of so at be we an by if as my he on do no us up go re"
_PROSE_WORDS = frozenset(_PROSE.split())
_COUNTED = re.compile(r"[-+$\\]*[\d.,/ ]*\d(?:\\?%|!)?(?: [A-Za-z]+){1,4}|\d+ to \d+")
_MATTER = re.compile(
    r"\d|\\[A-Za-z]|\\\{\s*\\\}|(?<![A-Za-z'])[A-Za-z](?![A-Za-z'])|\b(?:pi|infinity)\b"
    r"|\w\s?[=<>]\s?\w|[^\x00-\x7f\u220e\u2500-\u27bf\ufe0f\U0001f000-\U0001ffff]"
)
_POWER = r"(?:\^\{?\d\}?|[\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}])?"
_UNIT_NEXT = re.compile(
    rf"\s?(\\?%|\N{{DEGREE SIGN}}|(?:[A-Za-z]+\.?{_POWER}(?: ?/ ?| (?=per |[a-z]+\b))?){{1,4}})"
)
_JOINT = re.compile(
    r"[\s*]*(?:(?P<equal>=)|(?P<word>,?\s*\b(?:and|or)\b)"
    r"(?:\s(?:also|possibly|maybe|therefore,?|thus|hence|so"
    r"|the other(?: one| root| solution)?(?: is| equals)))?|[,;]|(?<=\s)/(?=\s)|(?<=\$)/)"
    r"[\s*]*",
    re.IGNORECASE,
)
# An answer in words.
WORDS = re.compile(r"[A-Za-z][A-Za-z' -]{0,40}")
_LONGEST_LINE, _LONGEST_PLAIN, _FAR, _MOST_CANDIDATES = 800, 300, 3000, 8
_EQUALITY = re.compile(
    r"=|\b(?:is|are|equals|gives|get|to|obtain|be|has|have|at|becomes|makes|point|it's|that's)\b"
    r"|:(?=\s)"
)
_ARROW = re.compile(r"\u2192|\u21d2|=>|->|\\(?:to|[rR]ightarrow|implies)(?![a-z])")
_REMARK = re.compile(
    r"\s\((?:\N{ALMOST EQUAL TO}|(?:i\.e\.|or |about|approx|roughly|since|because"
    r"|as |which|not |the ))[^()\n]{1,80}\)[.\s*]*$"
    r"|(?<=\d) (?:at|when|where) [a-z] ?= ?[-\d./]+[.\s*]*$"
)
_CONDITION = re.compile(
    r"[\s,*]*(?:for(?: all| any| every| each)?"
    r"(?: (?:real|positive|natural|whole|numbers?|integers?))*"
    r"|where|when|if|with|provided(?: that)?)\s+",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\s*(?:\\text\w*\{)?\s*(?:not\b|never\b|\\neq?\b|\\not\b|!=|\N{NOT EQUAL TO})", re.IGNORECASE
)
_POSSIBLE = re.compile(r"\b(?:could|might|may|maybe|perhaps|possibly|guess)\b[^.!?\n]*$", re.I)
_LINE_BEGINS = re.compile(r"(?:^|\n)[ \t]*(?:[-*\N{BULLET}]|\d[.)]|\([a-z]\))?[ \t*]*$")
_LINE_ENDS = re.compile(r"[ \t.,;*]*(?:\n|$)")
_VERB = re.compile(r"\s(?:is|are)\s")
_VERDICT = re.compile(r"[\s*_]*(yes|no|true|false)\b[*_]*[.,:!]", re.IGNORECASE)
_LAST_WORDS = re.compile(
    r"\b(?:is|are|be|was|has|have)\s+(?:an?\s+|the\s+)?[*_\"]*"
    r"([A-Za-z][A-Za-z' -]{0,40})[\s*_.!\"]*$|\s[*_\"]*([A-Za-z-]{3,20})[\s*_.!\"]*$"
)
# The name that a reply of one sentence begins with: "Ana won, and Ben came second."
_SUBJECT = re.compile(
    r"(?!The|This|That|It|So|There|Therefore|Thus|Hence|We|I|He|She|They|In|On|At|As|If|For|By|To|From|With|Yes|No"
    r"|Since|Because|When|Not|Both|All|Each|One|Let|Its|Our|My|His|Her|You)"
    r"([A-Z][a-z]{1,20}) (?:is|was|has|had|[a-z]+ed"
    r"|won|came|got|ran|sold|ate|made|did|took|wins|gets|leads)\b(?! not\b)[^.!?\n]*[.!]?\s*$"
)
_LONE_WORD = re.compile(r"\s*([A-Z][a-z]{2,20})[.\s]*")
_SENTENCE = re.compile(r"[.!?]\s+")
_BETWEEN_BOXES = re.compile(
    r"(?:[\s$*\\()]|\\q?quad)*(?:,|;|,?\s*(?:\\text\{\s*)?\b(?:and|or)\b(?:\s*\})?)"
    r"(?:[\s$*\\()]|\\q?quad)*(?:[a-z]\s?=\s?)?"
)
_ALIKE = {"\\mbox": "\\text", "\\degree": "^\\circ", "{:}": ":", "\\colon": ":"}
_SPELLED_ALIKE = re.compile(r"\\mbox(?=\s?\{)|\\degree(?![a-z])|\{:\}|\\colon(?![a-z])")
_ALL_BUT = re.compile(
    r"\ball real (?:numbers|values|x)[^$.\n]{0,20}?(?:except|other than|but|excluding)(?: for)?\s+"
    r"\$?(?:x\s*(?:=|\\neq?)\s*)?([^$.\n]{1,40}?)\$?(?=[.\s]*$)",
    re.IGNORECASE,
)
_FORMULAS = re.compile(
    r"(\$\$.{1,800}?\$\$|\$[^$\n]{1,600}\$|\\\(.{1,800}?\\\)|\\\[.{1,800}?\\\]|\\f?box\w*\s?\{[^\n]{0,600})",
    re.DOTALL,
)
# Stands for a formula while the prose around it is read.
_FIRST_NAME = 863_100_000
_NAME = re.compile(r"8631\d{5}")
_IS_THE_ANSWER = re.compile(
    r"(8631\d{5}) is (?:the|my) (?:(?:final|correct|right|true) )*answer\b(?=\s*[.,;:!(\n]|\s*$)",
    re.IGNORECASE,
)
_NAMES_SOMETHING = re.compile(r"[A-Za-z]|,")
_SAID_LAST = re.compile(
    r"[^.\n$]{0,60}?\b(?:is|are|equals?|becomes)\s+(?:therefore\s|thus\s|equal\sto\s)?[*_]*"
    r"(-?[\d.,/]*\d[^\s.,;]*)[*_]*(?=[.\s]*$|[.\n,;])"
)
_REMARK_BETWEEN = prose(r"""
    [\s*]*\([^()]* | [\s*]*,?[ ](?:which|that)[ ]is[ ](?:approximately|about|roughly|also)[^.]*
    | [\s*]*,?[ ](?:as|since|because|where|valid[ ]for|at|given|with|so[ ]that|or[ ]about
      |approximately)\b[^.]*""")
_CLAUSE = re.compile(
    r""",?\s(?:because|since|which|where|when|as|so|by|due|given|while|but|after|using|from|for|is
        |are|was|(?:and|or)[ ](?:the|it|that|this|my|then|i|we)|with|making|not|rather)\b
      | \s-\s(?=[A-Za-z]{2}) | [.;!?](?=\s|$|\*|["'`]) | \n | \s\((?=[a-z]{2})""",
    re.VERBOSE,
)


def final_expressions(text: str) -> tuple[str, ...]:
    """The different ways in which `text` declares its answer, else its last formula.

    They are an answer only where all of them are the same one. A list ("2 or 3") is one
    expression. Empty where there is none, where it is negated, and where there are too many to be
    an answer. Reasoning is not read.
    """
    text = prepare_formulas(text)
    declared = list(_declarations(text))
    boxes = [said for said in declared if said.boxed]
    firmest = firmest_answers(boxes) or firmest_answers(declared)
    if not firmest and declines(text):
        return ()
    if not firmest:
        last = last_expression(text, max((said.end for said in declared), default=0))
        return (last,) if last else ()
    texts = dict.fromkeys(said.value for said in firmest)
    chosen = tuple(text for text in texts if text is not None)
    return chosen if len(chosen) == len(texts) <= _MOST_CANDIDATES else ()


def prepare_formulas(text: str) -> str:
    """What the reply says to the user, its prose in English, from its last correction on."""
    text = _SPELLED_ALIKE.sub(lambda found: _ALIKE[found[0]], compose(spoken_text(text)))
    text = _ALL_BUT.sub(r"$\\mathbb{R} \\setminus \\{\1\\}$", text)
    formulas = _FORMULAS.findall(text)
    names = iter(range(_FIRST_NAME, _FIRST_NAME + len(formulas)))
    text = plain_english(_FORMULAS.sub(lambda _: str(next(names)), text))
    text = _IS_THE_ANSWER.sub(r"the answer is \1", text)
    text = _NAME.sub(lambda name: formulas[int(name[0]) - _FIRST_NAME], text)
    return settle_claims(settle_corrections(text))


def _declarations(text: str) -> Iterator[DeclaredAnswer[str]]:
    boxes: list[Cue] = []
    for cue in answer_cues(text):
        content = text[cue.start : cue.end]
        if cue.kind != "box":
            said = _cue_declaration(text, cue)
            if said:
                yield said
        elif is_placeholder(content) and "\\empty" not in content:
            if not content.strip(" .?_-") and not is_told(text, cue):
                yield DeclaredAnswer(None, cue.end)
        else:
            if boxes and not _BETWEEN_BOXES.fullmatch(text, boxes[-1].end + 1, cue.at):
                yield _box_declaration(text, boxes)
                boxes = []
            boxes.append(cue)
    if boxes:
        yield _box_declaration(text, boxes)


def _cue_declaration(text: str, cue: Cue) -> DeclaredAnswer[str] | None:
    unknown = unknown_answer(text, cue)
    if unknown or cue.kind == "none" or is_empty_tag(text, cue):
        return DeclaredAnswer(unknown, cue.end, firm=cue.kind != "none")
    end = min(cue.end, cue.start + _LONGEST_LINE)
    if text.find("\\box", cue.start, end) >= 0 or text.find("\\fbox", cue.start, end) >= 0:
        return None
    start = after_lead(text, cue.start, end)
    spans = math_spans(text, cue.start, min(len(text), end + 60))
    spans = [span for span in spans if span.start < end]
    if cue.kind == "sentence" and spans and is_asked_next(text, spans[0].end):
        return DeclaredAnswer(None, cue.end, negated=True)
    said = _SAID_LAST.match(text, spans[-1].end, end) if spans else None
    if said and is_answer(said[1]) and _NAMES_SOMETHING.search(spans[-1].text):
        last = FormulaSpan(said.start(1), said.end(1), said[1])
        return _span_declaration(text, last, cue, firm=True)
    standing = [span for span in spans if not is_retracted(text, span)]
    if standing and is_retracted(text, spans[0]):
        return _span_declaration(text, standing[-1], cue, firm=False)
    if spans and spans[0].start <= start + 2 and not text[spans[0].start : start].strip("\\([$ "):
        return _span_declaration(text, spans[0], cue, firm=True)
    plain = _plain_clause(text, start, end)
    if plain and (not spans or plain.end <= spans[0].start):
        return _span_declaration(text, plain, cue, firm=True)
    return _span_declaration(text, spans[-1], cue, firm=False) if spans else None


@dataclass(frozen=True, slots=True)
class FormulaSpan:
    """A formula, or several that one list joins, and where it stands with its delimiters."""

    start: int
    end: int
    text: str


def _span_declaration(text: str, span: FormulaSpan, cue: Cue, *, firm: bool) -> DeclaredAnswer[str]:
    if is_retracted(text, span):
        return DeclaredAnswer(None, cue.end, negated=True)
    bound = negation.is_bound(text, FoundNumber(span.start, span.end, None))
    return DeclaredAnswer(None if bound else span.text, cue.end, firm=firm)


def _plain_clause(text: str, start: int, end: int) -> FormulaSpan | None:
    """The clause at `start`, where it is a formula without delimiters, or a few words."""
    clause = _CLAUSE.search(text, start, end)
    stop = clause.start() if clause else end
    piece = text[start:stop].strip(" *_`$\"'.,")
    at = text.find(piece, start) if piece else start
    if piece and (is_answer(piece) or WORDS.fullmatch(piece)):
        return FormulaSpan(at, at + len(piece), piece)
    return None


def _box_declaration(text: str, boxes: list[Cue]) -> DeclaredAnswer[str]:
    """One box, or several that "and" or a comma joins to a list."""
    start, end = boxes[0].at, boxes[-1].end + 1
    contents = [text[box.start : box.end].strip() for box in boxes]
    negated = any(is_retracted(text, FormulaSpan(start, end, content)) for content in contents)
    negated = negated or any(negation.is_negated_before(it, len(it)) for it in contents)
    unit = math_spans("$0$" + text[end : end + 30].lstrip("$"), 0, 40)
    tail = unit[0].text[1:] if unit and len(boxes) == 1 else ""
    return DeclaredAnswer(", ".join(contents) + tail, end, negated=negated, boxed=True)


def declares_answer(text: str) -> bool:
    """Whether `text` says somewhere which part of it is the answer."""
    return any(said.value for said in _declarations(text))


def last_expression(text: str, start: int) -> str | None:
    """The last formula after `start` that is not negated, asked for, or only a bound."""
    text = negation.cut_verification(text)
    alone = text.strip(" \n*_`.")
    if WORDS.fullmatch(alone):
        return _VERB.split(alone[after_lead(alone, 0, len(alone)) :])[-1] or alone
    start = max(start, len(text) - _FAR)
    spans = math_spans(text, start, len(text))
    last = _last_plain(text, spans[-1].end if spans else start)
    candidates = [*spans, last] if last else spans
    if _are_hedged(text, candidates[-2:]):
        return None
    negated = set[str]()
    for n, span in reversed([*enumerate(candidates)][-_MOST_CANDIDATES:]):
        found = FoundNumber(span.start, span.end, None)
        if n and (
            _is_condition(text, candidates[n - 1], span)
            or _is_bracketed(text, candidates[:n], span)
        ):
            continue
        if is_retracted(text, span):
            negated.add(span.text)
        elif negation.is_bound(text, found):
            return None
        elif not negation.is_asked(text, found) and span.text not in negated:
            return span.text
    return None


def _last_plain(text: str, start: int) -> FormulaSpan | None:
    """A formula without delimiters at the end of the last line."""
    remark = _REMARK.search(text, max(start, len(text) - _LONGEST_LINE))
    end = len(text[: remark.start() if remark else len(text)].rstrip(" \t\n`*"))
    begin = max(start, text.rfind("\n", 0, end) + 1, end - _LONGEST_LINE)
    begin = max([begin, *(arrow.end() for arrow in _ARROW.finditer(text, begin, end))])
    begin = after_lead(text, begin, end)
    stops = [begin, *(stop.end() for stop in _SENTENCE.finditer(text, begin, end))]
    for at in reversed(stops[-_MOST_CANDIDATES:]):
        cuts = [at, *(equal.end() for equal in _EQUALITY.finditer(text, at, end))]
        for cut in (at, *cuts[1:][-_MOST_CANDIDATES:]):
            cut = after_lead(text, cut, end)
            part = text[cut:end].strip(" *_`$\"'.")
            if 0 < len(part) <= _LONGEST_PLAIN and is_answer(part):
                place = text.index(part, cut)
                return FormulaSpan(place, place + len(part), part)
    return None


def _are_hedged(text: str, last: Sequence[FormulaSpan]) -> bool:
    """Whether the last two stand on lines of their own, or are both only said to be possible."""
    if len({span.text for span in last}) < 2:
        return False
    if all(_POSSIBLE.search(text[max(0, span.start - 40) : span.start]) for span in last):
        return True
    return all(
        "=" not in span.text
        and _LINE_BEGINS.search(text[max(0, span.start - 20) : span.start])
        and _LINE_ENDS.match(text, span.end)
        for span in last
    )


def _is_condition(text: str, before: FormulaSpan, span: FormulaSpan) -> bool:
    """Whether the formula only says for which x the equation before it holds."""
    if _REMARK_BETWEEN.fullmatch(text, before.end, span.start):
        return True
    if not _CONDITION.fullmatch(text, before.end, span.start):
        return negation.is_aside(text, span.start)
    return len(before.text) > 1 and ORDER.search(before.text) is None and "=" not in span.text


def _is_bracketed(text: str, before: Sequence[FormulaSpan], span: FormulaSpan) -> bool:
    """Whether the formula stands in a remark in brackets after another of its line."""
    opened = text.rfind(" (", max(0, span.start - 120), span.start)
    between = text[opened + 2 : span.start]
    if opened < 0 or ")" in between or "\n" in between or ")" not in text[span.end : span.end + 80]:
        return False
    line = text.rfind("\n", 0, opened) + 1
    return len(between) > 1 and any(line <= other.start and other.end <= opened for other in before)


def last_words(text: str) -> str | None:
    """The "Yes." that opens it, or the words in which its last sentence says what something is."""
    text = re.sub(r"\\[\[\]()]|\$", "", text).strip()
    verdict = _VERDICT.match(text)
    if verdict:
        return verdict[1]
    subject = _SUBJECT.match(text)
    if subject:
        return subject[1]
    said = _LAST_WORDS.search(text, max(0, len(text) - _LONGEST_LINE))
    if said is None or negation.is_negated_before(text, said.start(said.lastindex or 0)):
        return None
    return said[said.lastindex or 0]


def math_spans(text: str, start: int, end: int) -> list[FormulaSpan]:
    """The formulas between delimiters in that part of `text`; a list is one, with its units."""
    spans = list[FormulaSpan]()
    while found := _DELIMITED.search(text, start, end):
        content = next(group for group in found.groups() if group is not None)
        word = _LONE_WORD.fullmatch(content)
        if word:
            content = f"\\text{{{word[1]}}}"
        if not is_formula(content):
            start = found.start() + 1
            continue
        start, span = found.end(), _with_unit(text, found, content.strip(" \n.,;"), end)
        joint = _JOINT.fullmatch(text, spans[-1].end, span.start) if spans else None
        if joint and spans:
            before = spans.pop()
            joined = before.text + _joint_text(joint) + span.text
            span = FormulaSpan(before.start, span.end, joined)
        spans.append(span)
        start = max(start, span.end)
    return spans


def _with_unit(text: str, found: re.Match[str], content: str, end: int) -> FormulaSpan:
    unit = _UNIT_NEXT.match(text, found.end(), end)
    if unit is None:
        return FormulaSpan(found.start(), found.end(), content)
    words, first = unit[1].strip(" ."), unit[1].split(" ")[0]
    if unit[1] in ("%", "\\%"):
        return FormulaSpan(found.start(), unit.end(), content + "\\%")
    if unit[1] == "\N{DEGREE SIGN}" or unit_of(unit[1]):
        return FormulaSpan(found.start(), unit.end(), f"{content}\\text{{ {words}}}")
    if unit_of(first) and first.lower() not in ("in", "a", "m", "h"):
        stop = unit.start(1) + len(first)
        return FormulaSpan(found.start(), stop, f"{content}\\text{{ {first}}}")
    return FormulaSpan(found.start(), found.end(), content)


def _joint_text(joint: re.Match[str]) -> str:
    if joint["equal"]:
        return " = "
    word = (joint["word"] or "").strip(" ,\n").lower()
    return f" \\text{{ {word} }} " if word else ", "


def after_lead(text: str, start: int, end: int) -> int:
    """The end of the words that only lead to a formula: "therefore the answer is"."""
    lead = _LEAD.match(text, start, end)
    return lead.end() if lead else start


def is_formula(text: str) -> bool:
    """Whether `text` has no word of prose; letters, names of functions and units are not prose."""
    bare = _TEXT.sub("\\\\text", text)
    if not _MATTER.search(bare):
        return False
    words = [word for word in _TOKEN.findall(bare) if len(word) > 1 and word[0] != "\\"]
    return all(word.isupper() or _may_be_factors(word) for word in words)


def _may_be_factors(word: str) -> bool:
    if word.lower() in _KNOWN_WORDS or unit_of(word):
        return True
    if len(word) == 2:
        return word.lower() not in _PROSE_WORDS
    return len(word) == 3 and not set(word) & set("aeiou")


def is_answer(text: str) -> bool:
    """Whether `text` is a formula or a number of something: "18 eggs"."""
    return is_formula(text) or _COUNTED.fullmatch(text) is not None


def is_retracted(text: str, span: FormulaSpan) -> bool:
    """Whether the words around the formula negate it, or its own first word does."""
    found = FoundNumber(span.start, span.end, None)
    return negation.is_negated(text, found) or _NEGATED.match(span.text) is not None
