"""What each clause of a reply says of the values in it, and the one claim that they come to.

A text in English with numbers, formulas or tokens goes in. Its values are written as one sign each,
so that a clause is judged by its shape: the value of a clause that says "answer", and neither
negates, doubts, asks nor reports, is declared. What follows may restate or explain it; a clause that
holds little but another value corrects it, or at least leaves it open.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rewards.answers.plain_text import Expression, prose

Standing = Literal["declared", "denied", "bare", "offered", "retracted", "wavering", "declined",
                   "mentioned"]

_V = "[\ue000-\uf8ff]"
_MOST, _NEAR = 6000, 3000
_HINTS = ("answer", "box", "####", "ans:", "ans.", "final", "n't", "not ", "no ", "unable", "stuck",
          "lost", "unclear", "refuse", "cannot", "impossible")  # fmt: skip
_VALUE = Expression(
    r"""\\f?box(?:ed)?\s*\{(?:[^{}\n]|\{(?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]*\})*\})*\}){0,300}\}
      | \$\$.{1,400}?\$\$ | (?<![\\A-Za-z0-9_$])\$(?![\s$])[^$\n]{1,400}?(?<![\s\\])\$(?!\d)
      | \\\(.{1,400}?\\\) | \\\[.{1,400}?\\\]
      | (?<![\w.,/])[-+]?(?:[$€£¥]\ ?)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:/\d+)?(?:\ ?\\?%)?(?![\w])""",
    re.VERBOSE | re.DOTALL,
)
_KEY_MARKS = Expression(r"\\f?box(?:ed)?|\\[()\[\]]|[\s$,*]")
_TAGS = Expression(r"</?[a-z_]{1,20}>")
_EMPTY_TAG = Expression(r"<answer>\W*</answer>", re.IGNORECASE)
_STRUCK = Expression(r"~~[^~\n]{1,80}~~")
# Where a clause ends: a sentence, a line, a dash behind a value, a conjunction.
_CLAUSE_END = Expression(
    rf"""(?<=[.!?…])["')\]*_]*\s+ | (?<!answer>)\n+(?!\s*</) | ;\s+ | (?<=[\0{_V[1:-1]}])["')*_]*\s+[-—]+\s+
      | ,?\s+(?=(?:but|yet|whereas|although|though|while|however|since|because)\b) | ,\s+(?=so\b)
      | (?<=[\0{_V[1:-1]}])["'*_)]*\s*,\s+(?=(?:sorry|no|wait|oops|actually|pardon|rather)\b)
      | (?<=[\0{_V[1:-1]}])[\s"'*_)]*(?:→|=>|->)\s* | (?<=[\0{_V[1:-1]}])["'*_)]*\s*\((?=[\w\s]{{1,20}}:)""",
    re.VERBOSE | re.IGNORECASE,
)
_MARKS = Expression(r"[*_`\"“”#>|\[\](){}]+|\\[()\[\]!,;]|\$")
_SPACES = Expression(r"\s+")
# Words that stand in front of an answer and leave it as it is.
_FILLER = (
    r"(?:(?:the|an?|about|exactly|simply|just|only|approximately|roughly|option|number|letter"
    r"|label|value|indeed|clearly|obviously|certainly|definitely|therefore|thus|then|hence|so"
    r"|now|still|equal|to|following|quite|of|course),?\s)*"
)
_ANSWER = r"\b(?:answers?|ans)\b(?!\s(?:key|sheet|choices?|options?|format|tags?))"
_DECLARES = Expression(
    rf"{_ANSWER}(?:[^?{_V[1:-1]}]{{0,80}}?(?:\b(?:is|be|as|to|with|on|becomes|equals?|stays|remains"
    rf"|am|are|yields?|was|at)\b|[:=→,.?-]|=>|->))?\s*[:=]?\s*{_FILLER}\W{{0,3}}{_V}"
    rf"|{_ANSWER}(?:\s[^\W\d_]+){{0,2}}\s{_V}(?:\s[^\W\d_]+){{0,2}}\W*$"
)
_NAMED_AFTER = Expression(
    rf"{_V}[^.?{_V[1:-1]}]{{0,40}}\b(?:as|is|be|the|my|our|would|should|i'd|i)\b[^.?{_V[1:-1]}]{{0,40}}{_ANSWER}\W*$"
)
_LABELLED = Expression(
    rf"^\W*(?:(?:the|my|so|thus|our|final|correct|short|in)\s)*(?:result|solution|conclusion|final|verdict)"
    rf"(?:\s(?:result|verdict|choice|value|response))?\s*(?:[:=→]|=>|->|is)\s*{_FILLER}\W{{0,3}}{_V}"
)
_TAGGED = Expression(rf"####+\s*\W{{0,3}}{_V}|<(?:final_?)?(?:answer|result|solution)>\W*{_V}")
_HEADING = Expression(rf"(?:^|\s){_ANSWER}(?:\sto\s[^.:]{{1,40}})?\W*$|^\W*(?:final|solution|result)\W*$")
# "no doubt" and "nothing else" deny nothing.
_AFFIRMS = prose(
    r"\b(?:(?:no|without|beyond|not[ ]a)[ ](?:any[ ])?(?:doubt|question|error)|no(?:thing|ne)?[ ](?:other|else|but)(?:[ ]\w+)?([ ]than)?"
    r"|not[ ]only|no[ ]longer[ ]any[ ]doubt|i[ ](?:think|believe|say|claim|guess|see|conclude|am[ ]sure)|i'd[ ]say|no[ ]tricks?|wonder\w*ful)\b"
)
_NEGATES = prose(r"""
    \b(?:not|never|neither|nor|no|none|nobody|nothing|hardly|scarcely|barely|cannot|without|wrong(?:ly)?
      |incorrect(?:ly)?|false|untrue|mistaken?|invalid|impossible|reject\w*|refus\w*|doubt\w*|unclear
      |unknown|unsure|unlikely|differs?|far[ ]from|anything[ ]but|other[ ]than|rather[ ]than
      |instead[ ]of|opposed[ ]to|except|avoid\w*|blunder|misprint|excluded|ruled[ ]out)\b | n't\b | ≠""")
_REPORTS = prose(r"""
    \b(?:if\b[^.]*\b(?:would|were|had)|(?:asks?|wonder\w*|see|know|sure|clear|decide)[ ]if|whether|suppos\w+|assum\w+|imagine|pretend|unless|might|may|could|maybe|perhaps|possibly
      |says?|said|claim(?:s|ed|ing)?|thinks?|thought|believed?s?|argues?|insists?|suggests?|expects?|expected
      |everyone|everybody|people|many|some|most|anyone|friends?|students?|teachers?|they|he|she|you[ ](?:may|might|wrote)
      |last[ ]time|previous(?:ly)?|earlier|initial(?:ly)?|at[ ]first|would[ ]have
      |were|tempting|obvious(?!ly)|naive|example|wonder\w*|let's|(?:must|to)[ ](?:check|verify)|tried|about[ ]to
      |remains[ ]to|key[ ]says|changing|change)\b""")
_DENIED_AFTER = prose(r"""
    [\s,:–—-]*(?:[a-z']+[ ]){0,4}?(?:not|wrong|incorrect|false|untrue|mistaken|impossible|excluded|rejected|absurd
      |unclear|unlikely|can(?:no|')t|isn't|wasn't|doesn't|won't|fails|✗|❌|✘)(?!\w)(?![ ](?:as|only)\b)
    | [^.]{0,20}\bif\b[^.]*\b(?:were|had|was|did|would)(?:n't)?\b
    | [\s,]*(?:they|people|some|he|she|many|students?)[ ](?:say|claim|think|believe)""")
_WAS = Expression(r"\b(?:was|used to be)\b")
_OFFERS = prose(
    r"\b(?:also|too|equally|either|alternatively|maybe|perhaps|might|may|could|possibly|unless|both|as[ ]well)\b"
    rf"|\bor[ ]\W{{0,3}}{_V}|{_V}\W{{0,3}}[ ]or\b"
)
_ASIDE = prose(r"\bwould[ ](?:also[ ])?have\b|\bnote\b")
# Words of a clause that holds nothing but a value.
_BARE_WORDS = frozenset(
    "it its is was be the a an so no nope wait sorry oops hmm actually rather should must make i mean"
    " meant say said go with would d ll s ve now to in fact really edit update updated correction corrected"
    " fixed fix revised new value option oh ah okay ok but and then my answer instead pardon apologies"
    " that that's it's i'd i'll i'm we get got typo thought second on reflection changed"
    " change of or number better read have been apology misread slip strike scratch true correct right"
    " however yet final reads this time here".split()
)
_CORRECTS = prose(
    r"\b(?:no|nope|wait|sorry|oops|pardon|actually|rather|meant?|edit|updated?|correct(?:ion|ed)|fix(?:ed)?"
    r"|revised|should|make|instead|scratch|typo|chang(?:ed?|ing)|reflection|thought|strike|apolog\w+|misread"
    r"|now[ ]think|really|true|actual|real|right|correct|final|read)\b|->|→"
)
_RETRACTS = prose(r"""
    ^\W*(?:(?:but|no|hmm|oh|well|and|although|though|at[ ]least)\W+)*
    (?: (?:that|this|it|which|that's|it's)\b[^.!?]{0,40}?(?:\b(?:wrong(?:ly)?|false|incorrect|off|mistaken?|impossible|typo|slip
          |error|rejected|absurd|misprint)\b|(?:n't|\bnot|\bcannot|\bcan[ ]not)(?:[ ](?:be|quite|really|so))?(?:[ ](?:right|true|correct|it|possible))?\W*$)
      | (?:false|wrong|incorrect|not|nope|no|just[ ]kidding|kidding)\W*$
      | (?:please[ ])?(?:scratch|strike|disregard|ignore|forget)[ ](?:that|this|it|the|my|what)\b
      | i[ ](?:slipped|take[ ]that[ ]back|was[ ]wrong|made[ ]an?[ ](?:mistake|error|slip)|have[ ]to[ ]correct|stand[ ]corrected)\b
      | (?:that|they|it)[ ]is[ ](?:what|how)\b )""")
_OWNS_UP = prose(r"\W*(?:correction|edit|sorry|wait|oops|no)\W")
_WAVERS = prose(
    r"^\W*(?:wait|hold[ ]on|hmm|oops|no|nope|actually|sorry|apologies|pardon|let[ ]me[ ](?:redo|correct|re-?check|fix|think)"
    r"|on[ ](?:second|reflection)|my[ ](?:bad|mistake)|i[ ](?:misread|miscounted|misspoke|mistyped)|then[ ]again)\b"
)
_ABLE = (
    r"(?:answer\w*|solve|solution|determined?|decided?|say|tell|find|found|figured?|respond|concluded?"
    r"|clue|idea|know|sure|certain|help|continue|finish|proceed|information|data|clear|compute|worked|quoting)"
)
_UNABLE = prose(rf"""
    ^\W*(?:(?:sorry|unfortunately|sadly|alas|i'm[ ]afraid|well|but|hmm|as[ ]an[ ]ai|honestly|apologies|answer)\W+)*
    (?: (?:i|we|i'm|i'd|it|it's|there|this|one)\b[^.?]{{0,25}}?
        (?:n't|\bnot|\bcannot|\bunable|\bimpossible|\bno\b(?![ ](?:doubt|need|trouble|problem))|\bnothing|\binsufficient|\brefuse|\bdecline|\btoo[ ]little
          |\bhard|\bdifficult|\bunclear|\bunsure|\bundecided|\brather[ ]not)\b[^.?]{{0,30}}?\b{_ABLE}\b
      | (?:nothing|no[ ]\w+|without)\b[^.?]{{0,40}}\b(?:answer|solution|solve|tell|determine|say)\b
      | (?:the[ ])?(?:answer|solution|result)\b[^.?]{{0,20}}?(?:\b(?:unclear|unknown|open|eludes|undetermined|ambiguous|hard|difficult|impossible)\b
          |(?:cannot|can't|can[ ]not|could[ ]not|couldn't)[ ]be\b)
      | (?:can(?:no|')t|can[ ]not|could[ ]not)[ ]be[ ](?:determined|known|found|answered|solved|decided)\b
      | i(?:'m|[ ]am|[ ]was|[ ]got)?[ ](?:stuck|lost)\b | i[ ](?:give|gave)[ ]up\b | no[ ](?:answer|idea|clue)\b )""")
_GOES_ON = prose(r"\b(?:so|thus|therefore|hence|then|still|however|nevertheless)\b|=|\bstep\b")
_UNIT = Expression(r"\W{0,3}\s?([^\W\d_]+)")
_MATTERS = Expression(rf"\w|{_V}")
_SUBORDINATE = prose(
    r"\W*(?:while|although|though|even[ ]though|even[ ]if|since|because|given|whereas|despite|contrary|rather|instead|unlike)\b"
)
_SIGN = Expression(_V)
_WORD = Expression(r"[^\W\d_]+(?:'[a-z]+)?")
_ANSWERS = Expression(r"\banswer")
# A value that is set aside beside another one: "18, not 5", "not 5 but 18", "18 instead of 5".
_NOT_THAT = prose(
    rf"{_V}\W{{0,3}}\s(?:is|was)\s(?:not(?:\sthe\sanswer)?|wrong|excluded|false|incorrect|out|impossible|ruled\sout)\b"
    rf"|(?:,|\band|\bbut)?\s*(?:(?:definitely|certainly|clearly|surely)[ ])?"
    rf"(?:n't|\bnot|\bnever|\brather[ ]than|\binstead[ ]of|\bopposed[ ]to|\bunlike|\bcontrary[ ]to(?:[ ]\w+)*?)"
    rf"(?:[ ](?:as|the|to|for|by))*[ ]?\W{{0,3}}{_V}"
)
_UNKNOWN = "Answer: unknown"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a clause says of a value.

    Attributes:
        standing: whether the clause declares the value, denies it, holds it and nothing else,
            offers it beside another, retracts or declines an answer, or only mentions the value.
        value: the value as it is compared; "" where the clause has none, or several.
        start: where the value begins in the text.
        end: where the clause ends.
        firm: whether a mark of an answer, and no sentence, declares it.
        corrects: whether the clause says that it replaces what stood before.
        corrected: whether it has replaced an earlier one.
    """

    standing: Standing
    value: str
    start: int
    end: int
    others: frozenset[str] = frozenset()
    firm: bool = False
    corrects: bool = False
    corrected: bool = False
    unit: str = ""


def settle_claims(text: str) -> str:
    """`text` with nothing but the answer that its clauses come to, or as it is.

    It is "Answer: unknown" where the reply withdraws or declines an answer, and unchanged where
    shapes alone do not settle it. The last 3,000 signs are looked at.
    """
    near = max(0, len(text) - _NEAR)
    small = text[near:].lower()
    if not any(map(small.__contains__, _HINTS)) or _EMPTY_TAG.search(text, near):
        return text
    claims = list(read_claims(text, near))
    claim = _final_claim(claims)
    if claim is None:
        return text
    if claim.standing != "declared":
        return _UNKNOWN
    said = text[claim.start : claim.end].rstrip(" \n|`_*")
    return said if claim.firm else f"Answer: {said}"


def read_claims(text: str, near: int = 0) -> Iterator[Claim]:
    """The claims of the clauses of `text` after `near`, in order."""
    masked, values = _mask(text, near)
    heading = ""
    for start, end in _clauses(masked):
        raw = masked[start:end].replace("\0", "")
        shape = _SPACES.sub(" ", _MARKS.sub(" ", _TAGS.sub(" ", heading + raw.lower()))).strip()
        is_heading = len(shape) < 60 and not _SIGN.search(shape) and _HEADING.search(shape)
        if is_heading and not _NEGATES.search(shape) and not _REPORTS.search(shape):
            heading = "answer: "
            continue
        if not _MATTERS.search(shape.removeprefix(heading)):
            continue
        heading = ""
        claim = _read_clause(shape, raw, masked, values, start, end)
        yield _firm_in_box(text, masked, claim)


def _read_clause(
    shape: str, raw: str, masked: str, values: dict[str, str], start: int, end: int
) -> Claim:
    named = list(dict.fromkeys(_SIGN.findall(shape)))
    shape = _AFFIRMS.sub(" ", shape)
    if len(named) > 1 and (kept := _NOT_THAT.sub(" ", shape)) != shape:
        named, shape = list(dict.fromkeys(_SIGN.findall(kept))), kept
    keys = frozenset(values[sign] for sign in named)
    corrects = _CORRECTS.search(shape) is not None
    if not named:
        standing = _standing_of_words(shape)
        return Claim(standing, "", start, end, corrects=corrects)
    at = masked.index(named[0], start)
    value = values[named[0]] if len(named) == 1 else ""
    unit = _UNIT.match(masked[at:end].lstrip(named[0] + "\0"))
    claim = Claim(
        "mentioned", value, at, end, keys, _TAGGED.search(raw) is not None, corrects,
        unit=unit[1].lower() if unit else "",
    )  # fmt: skip
    if claim.firm:
        return replace(claim, standing="declared", start=start)
    return replace(claim, standing=_standing_of_value(shape, claim))


def _firm_in_box(text: str, masked: str, claim: Claim) -> Claim:
    """The claim, declared where its one value stands in a box."""
    length = len(masked[claim.start :]) - len(masked[claim.start + 1 :].lstrip("\0"))
    if not claim.value or "box" not in text[claim.start : claim.start + length]:
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
    says = (
        _DECLARES.search(shape) or _NAMED_AFTER.search(shape) or _LABELLED.search(shape)
    )  # fmt: skip
    asks = shape.endswith("?")
    first = _SIGN.search(shape)
    at = first.start() if first else 0
    led, rest = shape[:at], shape[at + 1 :]
    doubted = asks or any(it.search(led) for it in (_NEGATES, _REPORTS, _WAS))
    doubted = doubted or _DENIED_AFTER.match(rest) is not None
    if says:
        return "denied" if doubted and claim.value else "declared"
    words = _WORD.findall(led)
    strange = sum(word not in _BARE_WORDS for word in words)
    alone = claim.value and len(words) < 9 and not asks and set(_WORD.findall(rest)) <= {claim.unit}
    if alone and strange <= (_OWNS_UP.match(shape) is not None):
        return "bare"
    if _UNABLE.search(shape):
        return "declined"
    if _ANSWERS.search(shape) and doubted:
        return "denied"
    if _OFFERS.search(shape) and not _NEGATES.search(shape) and not _ASIDE.search(shape):
        return "offered"
    return "mentioned"


def _final_claim(claims: Sequence[Claim]) -> Claim | None:
    """The claim that stands at the end; None where shapes do not settle it.

    One that is not "declared" says that the reply gives no answer.
    """
    stands: Claim | None = None
    before, pending, gone_on = Claim("mentioned", "", 0, 0), False, False
    declined: Claim | None = None
    denied = set[str]()
    for claim in claims:
        if claim.standing == "declared":
            if not claim.value:
                return None
            if stands and stands.value != claim.value:
                if not (pending or claim.corrects or stands.standing != "declared"):
                    return None
                claim = replace(claim, corrected=True)
            stands, pending = claim, False
        elif claim.standing == "denied":
            denied |= claim.others
            if stands and stands.value in claim.others:
                stands = replace(stands, standing="denied")
        elif claim.standing == "bare" and (
            claim.unit in _BARE_WORDS or claim.unit in ("", stands.unit if stands else claim.unit)
        ):
            if stands and claim.value != stands.value:
                known = pending or claim.corrects or stands.standing != "declared"
                stands = replace(claim, standing="declared" if known else "denied", corrected=True)
            elif not stands and before.standing == "denied" and claim.value not in denied:
                stands = replace(claim, standing="declared", corrected=True)
            pending = False
        elif claim.standing == "offered" and stands and claim.others - {stands.value}:
            stands = replace(stands, standing="denied")
        elif claim.standing == "retracted" and stands:
            stands, pending = replace(stands, standing="retracted"), True
        elif claim.standing == "wavering":
            pending = True
        elif claim.standing == "declined":
            declined, gone_on = claim, False
        before = claim if claim.others else before
    if stands is None:
        named = frozenset[str]().union(*(claim.others for claim in claims))
        return declined or (Claim("denied", "", 0, 0) if denied and named == denied else None)
    return stands


def _mask(text: str, near: int) -> tuple[str, dict[str, str]]:
    """`text` with a sign for each value, the same for the same, and the values by their signs.

    The signs are filled up, so that places stay the same.
    """
    signs: dict[str, str] = {}

    def hide(found: re.Match[str]) -> str:
        key = _KEY_MARKS.sub("", found[0]).strip("{}")
        sign = signs.setdefault(key, chr(0xE000 + len(signs) % _MOST))
        return sign + "\0" * (len(found[0]) - 1)

    masked = text[:near] + _VALUE.sub(hide, text[near:])
    return _STRUCK.sub(lambda it: " " * len(it[0]), masked), {v: k for k, v in signs.items()}


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
