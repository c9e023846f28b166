"""What stands beside the answer in prose: restatements, circumstances, closing offers."""

from rewards.answers.plain_text import prose

_N = r"(?<![\d.,])-?[$€£¥]?(?:\d{1,3}(?:,\d{3})++|\d++)(?:\.\d++)?(?:/\d++)?(?:\\?%)?"
_NO_UNIT = (
    "is|are|was|were|isn't|has|have|had|does|did|will|would|can|cannot|seems?|must|should|makes?"
    "|gives?|plus|minus|times|and|or|but"
)
_U = (
    rf"(?:[ ]?(?!(?:{_NO_UNIT})\b)"
    r"(?:[°º]?[^\W\d_]+(?:/[^\W\d_]+)?[²³]?|°)[*_.]?(?=[\s,.;:!?()*]|$))"
)
_OFFERS = prose(r"""
    (?:^|(?<=[.!?\n])\s*|\n\s*) (?:please[ ])? (?:let[ ]me[ ]know|would[ ]you[ ]like|feel[ ]free
      |i[ ]hope[ ](?:this|that)|hope[ ]this
    |if[ ]you(?:'d|[ ]would)?[ ](?:have|need|want|like)|do[ ]you[ ](?:want|need)|want[ ]me[ ]to
      |i[ ]can[ ]also|i'm[ ]happy[ ]to
    |happy[ ]to|don't[ ]hesitate|shall[ ]i|is[ ]there[ ]anything)\b [^\n]*\Z""",
    "let me know|would you|feel free|i hope|hope this|if you|do you|want me to|i can also|happy to"
    "|hesitate|shall i|is there anything")  # fmt: skip
# A number that stands alone at the start, and how its sentence ends or goes on.
_OPENS = prose(rf"""
    [\s*_>("'`$\\]*+ (?P<main>{_N}{_U}{{0,2}}?) [*_`)$"']*+
    (?: [.](?:[ ]+[A-Z(]|[ ]*\n|\s*$) | !(?=[ ]+[A-Z]|\s*$) | ;(?=\s)
      | [ ]*\n+(?=[ *_#(]*[A-Za-z]) | [ ]?,?[ ](?:i\.e\.|that[ ]is|because|since|as)\b
      | ,?[ ](?:out[ ])?of[ ](?:the[ ]|all[ ]|these[ ]|those[ ])?\d
      | [ ]of[ ](?:them|these|those)\b | [ ]?\((?!or\b|possibly
        |maybe|perhaps|not\b|wrong)
      | (?<!/\d)(?<!/\d\d)[ ]?=[ ]?\d[\d.,]*[ ]?[-+*/÷x][ ]?\d[^=\n]*$ | [ ](?:ways?
        |methods?)[ ]to\b )""")
_GOES_ON = prose(r"""
    \b(?:so|therefore|thus|hence|total|in[ ]all|altogether|answer|answers|final|finally|or|maybe
      |perhaps|could|actually
    |leaving|leaves|remain|remains|left)\b | \n[\s#*_>-]*\d+[.)][ ]
      | \n[\s*_>$-]*\d[\d.,]*[\s*_.$]*(?=\n|$)""")
_BRACKET = prose(rf"""
    (?P<main>{_N}{_U}{{0,5}}[*_]*) [ ]\(
    (?: (?:about|around|approximately|approx\.?|roughly|≈|~|that's|that[ ]is|i\.?e\.?,?
      |equivalently|which[ ]is|equal[ ]to
          |out[ ]of|as[ ]a[ ]|is[ ])[^()\n]* | \d+[ ]in[ ]\d+
      | (?:(?:and|,)?[ ]?{_N}[ ]?(?!or\b|and\b)[^\W\d_]+[²³.]?(?:[ ](?:and[ ])?)?){{1,3}} ) \)""",
    " (")  # fmt: skip
# A number that only says how many there were, for whom, since when.
_BESIDE = prose(rf"""
    (?P<main>(?<![\w.,$]){_N}{_U}{{0,5}}?[*_]*) (?:
      ,?[ ]for[ ](?![$€£])(?:the[ ]|all[ ]|each[ ]of[ ]the[ ])?\d+[ ][^\W\d_]+[^.,;:=\n\d]{{0,30}}
      | ,?[ ]at[ ](?:about[ ])?\d+(?::\d\d)?[ ]?[ap]\.?[ ]?m\.?
      | (?<!only),?[ ](?:by|in|since|until|before|after|from)[ ](?:the[ ]year[ ])?(?:1[5-9]|20)\d\d
      | [^.,;:=\n\d]{{0,30}},[ ][^.,;:=\n\d]{{1,30}}[ ](?:before|after)[ ](?:1[5-9]|20)\d\d
      | ,?[ ](?:up|down|increasing|rising|falling|starting|coming|instead)
        [ ](?:from|of)[ ][$€£]?-?\d
        [\d.,/%]*[^.,;:=\n\d]{{0,30}}
      | [ ]from[ ]-?\d+[ ]?(?:°[CF]?|degrees)[^.,;:=\n\d]{{0,20}}
      | [ ]in[ ]\d+[ ](?!ways?\b)[^\W\d_]+
      | [ ](?:over|during|across|throughout|within)[ ]\d+[ ][^\W\d_]+
      | [ ][^.,;:=\n\d]{{0,30}}\b(?:each|every|any|all|one)(?:[ ]of)?(?:[ ](?:the|her|his|their|its
        |our|my|these|those))?[ ]\d+[ ][^\W\d_]+
      | [^.,;:=\n\d]{{0,40}}[ ]between[ ]-?\d[\d,]*[ ]and[ ]-?\d[\d,]*
      | ,[ ]\d+[ ][^.,;:=\n\d]{{0,20}}\b(?:more|less|fewer|[a-z]+er)[ ]than[ ][^.,;:=\n\d]{{1,40}}
      | [ ]every[ ]\d+[ ][^\W\d_]+ | ,?[ ]with[ ]\d+[ ][^.,;:=\n\d]{{2,30}}
      | [ ]on[ ](?:day|page|level|step|floor|week|question|round|line)[ ]\d+
      | ,?[ ](?:(?:since|as)[ ](?:(?:each|every|it|they|there|the|we|one|all)\b|\d+[ ]?[x*/+-])
        |where\b|when\b|so[ ]that[ ]each\b)[^.=\n]*
    ) [.!]?[ ]*\Z""",
    " for| at| by| in| since| until| before| after| from|every| with| on| as|where|when"
    "| over|during|across|through|within|each|any|all|one|between|than| of")  # fmt: skip
_PART_OF = prose(rf"""
    (?P<main>(?<![\w.,$/]){_N}) (?<![%/]) [*_]*[ ](?:out[ ]of|of)[ ](?:the[ ]|all[ ]
      |these[ ]|those[ ]
      |his[ ]|her[ ]|their[ ]|a[ ]total[ ]of[ ])?
    \d+(?![\d.,]*\d|[ ]?[%/]) (?P<rest>[^.,;:=\n\d]{{0,40}}) (?=[.!]?[ ]*\Z)""",
    " of")  # fmt: skip
_LISTED = prose(r"""
    (?P<main>(?<![\w.,$/])\d+[ ][^\W\d_]+(?:[ ][^\W\d_]+)?): [ ]? (?=[^.\n]*\d[^.\n]*(?:,
      |and)[^.\n]*\d) (?![^.\n]*(?:\d[ ]?[-+*/]|total))
    [^.\n]*[.]?[ ]*\Z""",
    ":")  # fmt: skip
_NEAR = 600


def cut_circumstances(text: str) -> str:
    """`text` without what stands beside the number that its last sentence claims.

    Cut are a closing offer, all that follows a number which the reply opens with and then only
    explains, a restatement in brackets, and circumstances: "for 30 guests", "of the 100", "since
    each holds 24", "by 2025". What remains ends with the number that the sentence claims, as far
    as rules can tell.
    """
    start = max(0, len(text) - _NEAR)
    offer = _OFFERS.may_match(text[start:].lower()) and _OFFERS.search(text, start)
    if offer and any(map(str.isdigit, text[: offer.start()])):
        text = text[: offer.start()].rstrip()
    opening = _OPENS.match(text)
    if opening and not _GOES_ON.search(text, opening.end("main"), opening.end() + 4 * _NEAR):
        return opening["main"]
    end = len(text[-_NEAR:].rstrip()) + max(0, len(text) - _NEAR)
    begin = (
        max(text.rfind("\n", 0, end), text.rfind(". ", 0, len(text) - 2), len(text) - _NEAR, -1) + 1
    )
    head, last = text[:begin], text[begin:]
    small = last.lower()
    if _BRACKET.may_match(small):
        last = _BRACKET.sub(lambda found: found["main"], last)
    for pattern in (_PART_OF, _LISTED, _BESIDE):
        found = pattern.may_match(small) and pattern.search(last)
        if found and not (pattern is not _LISTED and "=" in last[found.start("main") :]):
            rest = found["rest"] if pattern is _PART_OF else ""
            last = last[: found.end("main")] + rest
    return head + last
