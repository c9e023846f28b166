"""What each clause of a reply says of the values in it, and the one claim that they come to.

A text in English with numbers, formulas or tokens goes in. Its values are written as one sign each,
so that a clause is judged by its shape: the value of a clause that says "answer", and neither
negates, doubts, asks nor reports, is declared. What follows may restate or explain it; a clause
that holds little but another value corrects it, or at least leaves it open.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rewards.answers.plain_text import Expression, prose

Standing = Literal[
    "declared", "denied", "bare", "offered", "retracted", "wavering", "declined", "mentioned"
]
_SIGNS = "\ue000-\uf8ff"
_V = f"[{_SIGNS}]"
_MOST, _NEAR = 6000, 3000
# One of these stands in each text that declares or declines an answer: a search for plain texts is
# much faster than one for expressions.
# "700" begins the tokens of letters and labels.
_DECLARED = (
    "answer", "box", "####", "ans:", "ans.", "final:", "result:", "solution:", "result>",
    "solution>", "700",
)  # fmt: skip
_DECLINED = (
    "unab", "uncl", "impossible", "stuck", "gave up", "give up", "refus", "i can", "we can",
    "i don't", "no idea", "not enough", "n't enough", "not sure",
)  # fmt: skip
_VALUE = Expression(
    r"""\\f?box(?:ed)?\s*\{(?:[^{}\n]|\{(?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]*\})*\})*\}){0,300}\}
      | \$\$.{1,400}?\$\$ | (?<![\\A-Za-z0-9_$])\$(?![\s$])[^$\n]{1,400}?(?<![\s\\])\$(?!\d)
      | \\\(.{1,400}?\\\) | \\\[.{1,400}?\\\]
      | (?<![\w.,/])[-+]?(?:[$€£¥]\ ?)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:/\d+)?
        (?:\ ?\\?%)?(?![\w])""",
    re.VERBOSE | re.DOTALL,
)
_KEY_MARKS = Expression(r"\\f?box(?:ed)?|\\[()\[\]]|[\s$,*]")
# Marks that end a proof or tick an answer are no formula.
_NO_VALUE = Expression(r"[\\()$]*(?:blacksquare|square|qed|checkmark|Box)[\\()$]*")
_TAGS = Expression(r"</?[a-z_]{1,20}>")
_EMPTY_TAG = Expression(r"<answer>\W*</answer>", re.IGNORECASE)
_STRUCK = Expression(r"~~[^~\n]{1,80}~~")
# Where a clause ends: a sentence, a line, a dash or an arrow behind a value, a conjunction.
_BEHIND = rf"""(?<=[\0{_SIGNS}])[\s"'*_)]*"""
_CLAUSE_END = prose(rf"""
    (?<=[.!?…])["')\]*_]*\s+ | (?<!answer>)\n+(?!\s*</) | ;\s+
    | {_BEHIND}(?:→|=>|->)\s* | {_BEHIND}\s(?:—+|--+|-(?!\s+\W{{0,3}}{_V}))\s+
    | ,?\s+(?=(?:but|yet|whereas|although|though|while|however|since|because)\b) | ,\s+(?=so\b)
    | {_BEHIND},\s+(?=(?:sorry|no|wait|oops|actually|pardon|rather)\b)
    | {_BEHIND}\((?=[\w\s]{{1,20}}:)""")
_SUBORDINATE = prose(r"""
    \W*(?:while|although|though|even[ ]though|even[ ]if|since|because|given|whereas|despite|contrary
    |rather|instead|unlike)\b""")
_MARKS = Expression(r"[*_`\"#>|\[\](){}]+|\\[()\[\]!,;]|\$")
_SPACES = Expression(r"\s+")
_MATTERS = Expression(rf"\w|{_V}")
_SIGN = Expression(_V)
_WORD = Expression(r"[^\W\d_]+(?:'[a-z]+)?")
_UNIT = Expression(r"\W{0,3}\s?([^\W\d_]+)")
# Words that stand in front of an answer and leave it as it is.
_FILLER = (
    r"(?:(?:the|an?|about|exactly|simply|just|only|approximately|roughly|option|number|letter"
    r"|label|value|indeed|clearly|obviously|certainly|definitely|therefore|thus|then|hence|so"
    r"|now|still|equal|to|following|quite|of|course),?\s)*"
)
_ANSWER = r"\b(?<!reference\s)(?:answers?|ans)\b(?!\s(?:key|sheet|choices?|options?|format|tags?))"
_LINKS = (
    r"(?:\b(?:is|be|as|to|with|on|becomes|equals?|stays|remains|am|are|yields?|was|at)\b"
    r"|[:=→,.?-]|=>|->)"
)
_DECLARES = Expression(
    rf"{_ANSWER}(?:[^?{_SIGNS}]{{0,80}}?{_LINKS})?\s*[:=]?\s*{_FILLER}\W{{0,3}}{_V}"
    rf"|{_ANSWER}(?:\s[^\W\d_]+){{0,2}}\s{_V}(?:\s[^\W\d_]+){{0,2}}\W*$"
    rf"|{_V}[^.?{_SIGNS}]{{0,40}}\b(?:as|is|be|the|my|our|would|should|i'd|i)\b"
    rf"[^.?{_SIGNS}]{{0,40}}{_ANSWER}\W*$"
    r"|^\W*(?:(?:the|my|so|thus|our|final|correct|short|in)\s)*"
    r"(?:result|solution|conclusion|final|verdict)(?:\s(?:result|verdict|choice|value|response))?"
    rf"\s*(?:[:=→]|=>|->|is)\s*{_FILLER}\W{{0,3}}{_V}"
)
_ANSWERS = Expression(r"\banswer")
_TAGGED = Expression(
    rf"####+\s*\W{{0,3}}{_V}(?!\W*[.):]\W*$)|<(?:final_?)?(?:answer|result|solution)>\W*{_V}"
)
_HEADING = Expression(
    rf"(?:^|\s){_ANSWER}(?:\sto\s[^.:]{{1,40}})?\W*$|^\W*(?:final|solution|result)\W*$"
)
# "no doubt" and "nothing else" deny nothing.
_AFFIRMS = prose(r"""
    \b(?:(?:no|without|beyond|not[ ]a)[ ](?:any[ ])?(?:doubt|question|error)
    |no(?:thing|ne)?[ ](?:other|else|but)(?:[ ]\w+)?(?:[ ]than)? | not[ ]only | no[ ]tricks?
    |(?:not|isn't)[ ](?:hard|difficult|surprising|complicated|tricky)
    |i[ ](?:now[ ])?(?:think|believe|say|claim|guess|see|conclude|am[ ]sure) | i'd[ ]say)\b""")
# A value that is set aside beside another one: "18, not 5", "not 5 but 18", "from 5 to 18".
_NOT_THAT = prose(rf"""
    {_V}\W{{0,3}}\s(?:is|was)\s(?:not(?:\sthe\sanswer)?|wrong|excluded|false|incorrect|out|impossible
      |ruled\sout)\b
    | \bchang\w+[ ](?:my[ ]answer[ ])?from[ ]\W{{0,3}}{_V}
    | (?:,|\band|\bbut)?\s*(?:(?:definitely|certainly|clearly|surely)[ ])?
      (?:n't|\bnot|\bnever|\brather[ ]than|\binstead[ ]of|\bopposed[ ]to|\bunlike|\bcontrary[ ]to)
      (?:[ ](?:as|the|to|for|by|minus))*(?:[ ](?!only\b)[^\W\d_]+)?[ ]?\W{{0,3}}{_V}""")
_NEGATES = prose(r"""
    \b(?:not|never|neither|nor|no(?!,)|none|nobody|nothing|hardly|scarcely|barely|cannot|without
      |wrong(?:ly)?|incorrect(?:ly)?|false|untrue|mistaken?|invalid|impossible|reject\w*|refus\w*
      |doubt\w*|unclear|unknown|unsure|unlikely|differs?|far[ ]from|anything[ ]but|other[ ]than
      |rather[ ]than|instead[ ]of|opposed[ ]to|except|avoid\w*|blunder|misprint|excluded
      |ruled[ ]out)\b
    | n't\b | ≠""")
# What others say, what is only supposed, and what was said before.
_REPORTS = prose(r"""
    \b(?:if\b[^.]*\b(?:would|were|had) | (?:asks?|wonder\w*|see|know|sure|clear|decide)[ ]if
      |whether|suppos\w+|assum\w+|imagine|pretend|unless|might|may|could|maybe|perhaps|possibly
      |says?|said|saying|claim(?:s|ed|ing)?|thinks?|thought|believed?s?|argues?|insists?|suggests?
      |expects?|you[ ](?:may|might|wrote)|last[ ]time|previous(?:ly)?|earlier|initial(?:ly)?
      |at[ ]first|would[ ]have|were|tempting|obvious(?!ly)|naive|example|wonder\w*|let's
      |(?:must|to)[ ](?:check|verify)|tried|about[ ]to|remains[ ]to|was|used[ ]to[ ]be)\b
    (?![ ](?:fitting|likely|plausible))""")
# Who answers, where nothing yet says "answer:": "Answer: she has 18" is the reply's own.
_OTHERS = prose(r"""
    \b(?:everyone|everybody|people|many|some|most|anyone|friends?|students?|teachers?|they|he|she)\b
    (?![ ](?:fitting|likely|plausible))""")
_NEGATION = r"""(?:not|wrong|incorrect|false|untrue|mistaken|impossible|excluded|rejected|absurd
      |unclear|unlikely|can(?:no|')t|isn't|wasn't|doesn't|won't|fails|✗|❌|✘)(?!\w)
      (?![ ](?:as|only|more|less|fewer)\b)"""
_DENIED_AFTER = prose(rf"""
    [\s:]*(?:(?!(?:the|others?|rest)\b)[a-z']+[ ]){{0,4}}?{_NEGATION}
    | [\s,—-]+(?:(?:but|which|though|yet)[ ])?(?:(?:that|this|it|which)[ ])?(?:(?:is|was|'s)[ ])?
      {_NEGATION}
    | [^.]{{0,20}}\bif\b[^.]*\b(?:were|had|was|did|would)(?:n't)?\b
    | [\s,]*(?:they|people|some|he|she|many|students?)[ ](?:say|claim|think|believe)""")
_OFFERS = prose(rf"""
    \b(?:also|too(?![ ][a-z])|equally|either|alternatively|maybe|perhaps|might|may|could|possibly
      |unless|both|as[ ]well)\b
    | \bor[ ]\W{{0,3}}{_V} | {_V}\W{{0,3}}[ ]or\b""")
_ASIDE = prose(r"\bwould[ ](?:also[ ])?have\b|\bnote\b")
# Words of a clause that holds nothing but a value.
_BARE = (
    "it its is was be the a an so no nope wait sorry oops hmm actually rather should must make i"
    " mean meant say said go with would d ll s ve now to in fact really edit update updated"
    " correction corrected fixed fix revised new value option oh ah okay ok but and then my answer"
    " instead pardon apologies that it's i'd i'll i'm we get got typo thought second on"
    " reflection changed change of or number better read have been apology misread slip strike"
    " scratch true correct right however yet final reads this time here"
)
_BARE_WORDS = frozenset(_BARE.split())
_CORRECTS = prose(r"""
    \b(?:no|nope|wait|sorry|oops|pardon|actually|rather|meant?|edit|updated?|correct(?:ion|ed)
      |fix(?:ed)?|revised|should|make|instead|scratch|typo|chang(?:ed?|ing)|reflection|thought
      |strike|apolog\w+|misread|really|true|actual|real|right|correct|final|read)\b | -> | →""")
_OWNS_UP = prose(r"\W*(?:correction|edit|sorry|wait|oops|no)\W")
_RETRACTS = prose(r"""
    ^\W*(?:(?:but|no|hmm|oh|well|and|although|though|at[ ]least)\W+)*
    (?: (?:that|this|it|which|that's|it's)\b[^.!?]{0,40}?
        (?: \b(?:wrong(?:ly)?|false|incorrect|off|mistaken?|impossible|typo|slip|error|rejected
            |absurd|misprint)\b
          | (?:n't|\bnot|\bcannot|\bcan[ ]not)(?:[ ](?:be|quite|really|so))?
            (?:[ ](?:right|true|correct|it|possible))?\W*$ )
      | (?:false|wrong|incorrect|not|nope|no|just[ ]kidding|kidding)\W*$
      | (?:please[ ])?(?:scratch|strike|disregard|ignore|forget)[ ](?:that|this|it|the|my|what)\b
      | i[ ](?:slipped|take[ ]that[ ]back|was[ ]wrong|made[ ]an?[ ](?:mistake|error|slip)
          |have[ ]to[ ]correct|stand[ ]corrected)\b
      | (?:that|they|it)[ ]is[ ](?:what|how)\b )""")
_WAVERS = prose(r"""
    ^\W*(?:wait|hold[ ]on|hmm|oops|no|nope|actually|sorry|apologies|pardon
      |let[ ]me[ ](?:redo|correct|re-?check|fix|think)|on[ ](?:second|reflection)
      |my[ ](?:bad|mistake)|i[ ](?:misread|miscounted|misspoke|mistyped)|then[ ]again)\b""")
# A reply that declines and then concludes, "so 42", or computes after all.
_GOES_ON = prose(r"[,.;]\s+(?:so|thus|therefore|hence)\b[^\n]*\d | \d[ ]?=[ ]?\$?\d")
# A sign, a bound or an operation before a value, so that the value alone is not the answer.
_WORKED_ON = prose(r"""
    (?:(?<=[\w:][ ])(?:[<>-]|!(?!\s)) | [≥≤±]
      | \b(?:over|above|below|under|beyond|more[ ]than|less[ ]than|at[ ]least|at[ ]most|up[ ]to
        |minus|negative|twice|thrice|half|double|triple)(?:[ ]of)?)[\s*_$(]*\Z""")
_ABLE = r"""(?:answer\w*|solve|solution|determined?|decided?|say|tell|find|found|figured?|respond
      |concluded?|clue|idea|know|sure|certain|help|continue|finish|proceed|information|data|clear
      |compute|worked|quoting|see[ ]how|go[ ]on)"""
_UNABLE = prose(rf"""
    ^\W*(?:(?:sorry|unfortunately|sadly|alas|i'm[ ]afraid|well|but|hmm|as[ ]an[ ]ai|honestly
      |apologies|answer)\W+)*
    (?: (?:i|we|i'm|i'd|it|it's|there|this|one)\b[^.?]{{0,25}}?
        (?:n't|\bnot|\bcannot|\bunable|\bimpossible|\bno\b(?![ ](?:doubt|need|trouble|problem))
          |\bnothing|\binsufficient|\brefuse|\bdecline|\btoo[ ]little|\bhard|\bdifficult
          |\bunclear|\bunsure|\bundecided|\brather[ ]not)\b[^.?]{{0,30}}?\b{_ABLE}\b
      | (?:nothing|no[ ]\w+|without)\b[^.?]{{0,40}}\b(?:answer|solution|solve|tell|determine|say)\b
      | (?:the[ ])?(?:answer|solution|result)\b[^.?]{{0,20}}?
        (?: \b(?:unclear|unknown|open|eludes|undetermined|ambiguous|hard|difficult|impossible)\b
          | (?:cannot|can't|can[ ]not|could[ ]not|couldn't)[ ]be\b )
      | (?:can(?:no|')t|can[ ]not|could[ ]not)[ ]be[ ]
        (?:determined|known|found|answered|solved|decided)\b
      | i(?:'m|[ ]am|[ ]was|[ ]got)?[ ](?:stuck|lost)\b | i[ ](?:give|gave)[ ]up\b
      | no[ ](?:answer|idea|clue)\b )""")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a clause says of a value.

    Attributes:
        standing: whether the clause declares the value, denies it, holds it and nothing else,
            offers it beside another, retracts or declines an answer, wavers, or only mentions it.
        value: the value as it is compared; "" where the clause has none, or several.
        start: where the value begins in the text.
        end: where the clause ends.
        others: all values of the clause.
        firm: whether a box, a tag or hashes, and no sentence, declare it.
        corrects: whether the clause says that it replaces what stood before.
        unit: the word behind the value.
    """

    standing: Standing
    value: str
    start: int
    end: int
    others: frozenset[str] = frozenset()
    firm: bool = False
    corrects: bool = False
    unit: str = ""


def settle_claims(text: str) -> str:
    """`text` with nothing but the answer that its clauses come to, or as it is.

    It is empty where the reply denies, withdraws or declines an answer, and unchanged where shapes
    alone do not settle it. The last 3,000 signs are looked at.
    """
    near = text[-_NEAR:]
    small = near.lower()
    found = any(map(small.__contains__, _DECLARED)) or any(map(small.__contains__, _DECLINED))
    if not found or _EMPTY_TAG.search(near):
        return text
    reading = _Reading()
    for claim in read_claims(near):
        if claim.standing == "declared" and not claim.value:
            return text
        reading = _TAKE.get(claim.standing, _pass)(reading, claim)
        if reading.unsettled:
            return text
    stands = reading.stands
    if stands is None:
        declined = reading.declined and not _GOES_ON.search(near)
        nothing = declined or (reading.denied and reading.named == reading.denied)
        return "" if nothing else text
    if stands.standing != "declared":
        return ""
    if _WORKED_ON.search(near, max(0, stands.start - 30), stands.start):
        return text
    said = near[stands.start : stands.end].partition("</")[0].rstrip(" \n|`_*")
    return said if "box" in said else f"Answer: {said}"


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the clauses so far come to.

    Attributes:
        stands: the claim that stands, or was the last to stand.
        pending: whether the reply has begun to correct itself.
        after_denial: whether the last clause with a value denied it.
        declined: whether the reply says that it gives no answer.
        denied: the values that it denies.
        named: all values of the clauses.
        unsettled: whether two declarations differ, and neither corrects the other.
    """

    stands: Claim | None = None
    pending: bool = False
    after_denial: bool = False
    declined: bool = False
    denied: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    unsettled: bool = False


def _pass(reading: _Reading, claim: Claim) -> _Reading:
    after = reading.after_denial and not claim.others
    return replace(reading, named=reading.named | claim.others, after_denial=after)


def _declare(reading: _Reading, claim: Claim) -> _Reading:
    old = reading.stands
    agrees = old is None or old.value == claim.value or old.standing != "declared"
    replaces = reading.pending or (claim.corrects and not (old and old.corrects))
    if not (agrees or replaces):
        return replace(reading, unsettled=True)
    return _pass(replace(reading, stands=claim, pending=False), claim)


def _deny(reading: _Reading, claim: Claim) -> _Reading:
    stands = reading.stands
    if stands and stands.value in claim.others:
        stands = replace(stands, standing="denied")
    denied, named = reading.denied | claim.others, reading.named | claim.others
    return replace(reading, stands=stands, denied=denied, named=named, after_denial=True)


def _correct(reading: _Reading, claim: Claim) -> _Reading:
    """A clause of another value alone: it corrects where something says so, else leaves it open."""
    stands, after = reading.stands, _pass(reading, claim)
    if stands is None:
        goes_on = reading.after_denial and claim.value not in reading.denied
        return replace(after, stands=replace(claim, standing="declared")) if goes_on else after
    if claim.value == stands.value or claim.unit not in ("", stands.unit, *_BARE_WORDS):
        return after
    known = reading.pending or claim.corrects or stands.standing != "declared"
    now = replace(claim, standing="declared" if known else "denied")
    return replace(after, stands=now, pending=False)


def _offer(reading: _Reading, claim: Claim) -> _Reading:
    stands = reading.stands
    if stands and claim.others - {stands.value}:
        stands = replace(stands, standing="denied")
    return _pass(replace(reading, stands=stands), claim)


def _retract(reading: _Reading, claim: Claim) -> _Reading:
    if reading.stands is None:
        return reading
    return replace(reading, stands=replace(reading.stands, standing="retracted"), pending=True)


def _waver(reading: _Reading, claim: Claim) -> _Reading:
    return replace(reading, pending=True)


def _decline(reading: _Reading, claim: Claim) -> _Reading:
    return _pass(replace(reading, declined=True), claim)


_TAKE: dict[Standing, Callable[[_Reading, Claim], _Reading]] = {
    "declared": _declare, "denied": _deny, "bare": _correct, "offered": _offer,
    "retracted": _retract, "wavering": _waver, "declined": _decline,
}  # fmt: skip


def read_claims(text: str) -> Iterator[Claim]:
    """The claims of the clauses of `text`, in order."""
    masked, values = _mask(text)
    heading = ""
    for start, end in _clauses(masked):
        raw = masked[start:end].replace("\0", "")
        shape = _SPACES.sub(" ", _MARKS.sub(" ", _TAGS.sub(" ", heading + raw.lower()))).strip()
        is_heading = len(shape) < 60 and not _SIGN.search(shape) and _HEADING.search(shape)
        if is_heading and not _is_doubted(shape):
            heading = "answer: "
            continue
        if not _MATTERS.search(shape.removeprefix(heading)):
            continue
        heading = ""
        claim = _read_clause(shape, raw, masked, values, start, end)
        yield _declare_box(text, masked, claim)


def _read_clause(
    shape: str, raw: str, masked: str, values: dict[str, str], start: int, end: int
) -> Claim:
    named = list(dict.fromkeys(_SIGN.findall(shape)))
    shape = _AFFIRMS.sub(lambda it: " the answer is " if "answer" in it[0] else " ", shape)
    if len(_SIGN.findall(shape)) > 1 and (kept := _NOT_THAT.sub(" ", shape)) != shape:
        named, shape = list(dict.fromkeys(_SIGN.findall(kept))) or named, kept
    corrects = _CORRECTS.search(shape) is not None
    if not named:
        return Claim(_standing_of_words(shape), "", start, end, corrects=corrects)
    at = masked.index(named[0], start)
    unit = _UNIT.match(masked[at:end].lstrip(named[0] + "\0"))
    claim = Claim(
        "declared", values[named[0]] if len(named) == 1 else "", at, end,
        frozenset(values[sign] for sign in named), _TAGGED.search(raw) is not None, corrects,
        unit[1].lower() if unit else "",
    )  # fmt: skip
    return claim if claim.firm else replace(claim, standing=_standing_of_value(shape, claim))


def _declare_box(text: str, masked: str, claim: Claim) -> Claim:
    """The claim, declared where its one value stands in a box."""
    end = claim.start + 1
    while masked[end : end + 1] == "\0":
        end += 1
    if not claim.value or "box" not in text[claim.start : end]:
        return claim
    standing: Standing = "denied" if claim.standing == "denied" else "declared"
    return replace(claim, standing=standing, firm=True)


def _standing_of_words(shape: str) -> Standing:
    if _UNABLE.search(shape):
        return "declined"
    if _RETRACTS.search(shape):
        return "retracted"
    return "wavering" if _WAVERS.search(shape) else "mentioned"


def _standing_of_value(shape: str, claim: Claim) -> Standing:
    at = first.start() if (first := _SIGN.search(shape)) else 0
    led, rest = shape[:at], shape[at + 1 :]
    asks = shape.endswith("?")
    doubted = asks or _DENIED_AFTER.match(rest) or _is_doubted(led)
    if _DECLARES.search(shape):
        return "denied" if doubted and claim.value else "declared"
    if claim.value and not asks and _holds_nothing_else(led, rest, claim):
        return "bare"
    if _UNABLE.search(shape):
        return "declined"
    if _ANSWERS.search(shape) and doubted:
        return "denied"
    offers = _OFFERS.search(shape) and not _NEGATES.search(shape) and not _ASIDE.search(shape)
    return "offered" if offers else "mentioned"


def _is_doubted(led: str) -> bool:
    """Whether the words before a value deny it, or leave it to others or to a supposition."""
    others = _OTHERS.search(led.partition("answer:")[0])
    return (_NEGATES.search(led) or _REPORTS.search(led) or others) is not None


def _holds_nothing_else(led: str, rest: str, claim: Claim) -> bool:
    words = _WORD.findall(led)
    strange = sum(word not in _BARE_WORDS for word in words)
    known = len(words) < 9 and strange <= (_OWNS_UP.match(led) is not None)
    return known and set(_WORD.findall(rest)) <= {claim.unit}


def _mask(text: str) -> tuple[str, dict[str, str]]:
    """`text` with a sign for each value, the same for the same, and the values by their signs.

    The signs are filled up, so that places stay the same.
    """
    signs: dict[str, str] = {}

    def hide(found: re.Match[str]) -> str:
        if _NO_VALUE.fullmatch(found[0]):
            return " " * len(found[0])
        key = _KEY_MARKS.sub("", found[0]).strip("{}")
        sign = signs.setdefault(key, chr(0xE000 + len(signs) % _MOST))
        return sign + "\0" * (len(found[0]) - 1)

    masked = _STRUCK.sub(lambda it: " " * len(it[0]), _VALUE.sub(hide, text))
    return masked, {sign: key for key, sign in signs.items()}


def _clauses(masked: str) -> Iterator[tuple[int, int]]:
    stops = [(stop.start(), stop.end()) for stop in _CLAUSE_END.finditer(masked)]
    start = 0
    for end, after in [*stops, (len(masked), len(masked))]:
        # the main clause of "While 5 is close, the answer is 18"
        comma = masked.find(", ", start, end) if _SUBORDINATE.match(masked, start) else -1
        if comma > 0:
            yield start, comma
            start = comma + 2
        if end > start:
            yield start, end
        start = after
