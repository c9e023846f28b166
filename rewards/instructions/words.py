"""Words and phrases in a text."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rewards.in_language import InLanguage, script_shares
from rewards.types import Message, Sample

# The two that IFEval has.
RELATIONS = ("at least", "less than")
_SURE = 0.5
_FENCE = re.compile(r"[ \t>]*+(`{3,}+|~{3,}+)([^`]*)")
_PROSE = frozenset({"markdown", "md", "text", "txt", "plaintext"})
_INLINE = re.compile(r"(?<!`)`[^`\n]+`(?!`)")
_BULLET = re.compile(r"^[ \t>]*+[\"“]?[-*+][ \t]++(?=\S)", re.MULTILINE)
_RULE = re.compile(r"[ \t]*+(?:(?:-[ \t]*+){3,}|(?:\*[ \t]*+){3,}|(?:_[ \t]*+){3,})")
_HIGHLIGHT = re.compile(
    r"""(?<![*\\]|\w)(\*{1,3}+)(?=[^\s*])(?:[^*\n]|\n(?!\s*\n))*(?<=\S)\1(?![*\w])
      | (?<![_\\]|\w)(_{1,3}+)(?=[^\s_])(?:[^_\n]|\n(?!\s*\n))*(?<=\S)_{1,3}(?!\w)""",
    re.VERBOSE,
)
_OTHER = re.compile(
    r"""^[ \t]{0,3}(?:\#{1,6}[ \t]+\S | >[ \t]*\S | \|[^\n]*\|[ \t]*$ | ```|~~~)
      | (?<![\w_])__(?=[^\s_])[^_\n]*__(?![\w_])
      | ``?[^`\n]++` | \[[^\[\]\n]++\]\([^()\s]""",
    re.VERBOSE | re.MULTILINE,
)
# What stands between two pieces of text: a heading or a title on a line of its own, the mark of a
# list item, a blank line.
_APART = re.compile(
    r"""^[ \t]*+(?:\#{1,6}[ \t][^\n]* | <<[^\n]*>>[ \t]*$
        | (?:\*\*|__)[^\n.!?]*[!?]?(?:\*\*|__):?[ \t]*$
        | [^\n]+\n[ ]{0,3}(?:={2,}|-{2,})[ \t]*$
        | (?:title|subject)[ \t]*:[^\n]*$ | >?[ \t]*+(?:[-*+]|\d{1,9}[.)])[ \t]++ | \r?\n)""",
    re.VERBOSE | re.MULTILINE,
)
_END = re.compile(
    r"""(?: (?<![.!?…।؟])([.!?…।؟]++[\"'”’»)\]*_]*+)(?:\Z|(?=\s++[\s\"'“‘«(\[*_]*+(.?)))
      | [。！？｡]++[\"'”’」』)]*+ )""",  # noqa: RUF001
    re.VERBOSE | re.DOTALL,
)
_SAID = re.compile(r"[^\W_]")
_LAST_WORD = re.compile(r"[^\W\d_][\w.]*\Z")
_LONGEST = 20
_SHORT = "mr mrs ms dr prof st sr jr rev gen col capt sgt lt gov sen rep hon vs al approx ca"
_SHORT += " cf viz e.g i.e"
_NUMBERED = "no nos vol fig eq ch p pp jan feb mar apr jun jul aug sep sept oct nov dec"
_ABBREVIATIONS = frozenset(_SHORT.split())
_BEFORE_NUMBERS = frozenset(_NUMBERED.split())
_WORD = re.compile(r"\w+")
_SPOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")  # noqa: RUF001
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_DIVIDER = re.compile(r"(?<!\S)\*\*\*(?!\S)")
_BLANK_LINES = re.compile(r"\n\s*\n")
_MARKS = re.compile(r"[\W_]*")
_GOES_ON = re.compile(r"['’]\w")  # noqa: RUF001


def holds(count: int, relation: str, number: int) -> bool:
    """Whether `count` stands to `number` in one of `RELATIONS`."""
    return count < number if relation == "less than" else count >= number


def existence(reply: str, *, keywords: Sequence[str]) -> bool:
    """Every keyword is in the reply."""
    return all(phrase(keyword).search(reply) for keyword in keywords)


def frequency(reply: str, *, keyword: str, frequency: int, relation: str) -> bool:
    """The keyword is there so often; occurrences do not overlap."""
    return holds(sum(1 for _ in phrase(keyword).finditer(reply)), relation, frequency)


def forbidden_words(reply: str, *, forbidden_words: Sequence[str]) -> bool:
    """None of the words is in the reply."""
    return not any(phrase(word).search(reply) for word in forbidden_words)


def ordered_keywords(reply: str, *, keywords: Sequence[str]) -> bool:
    """Every keyword is in the reply, each after the end of the one before it."""
    at = 0
    for keyword in keywords:
        found = phrase(keyword).search(reply, at)
        if found is None:
            return False
        at = found.end()
    return True


def number_words(reply: str, *, num_words: int, relation: str) -> bool:
    r"""So many words; a word is a run of \w, as in IFEval, so that "well-known" is two."""
    return holds(sum(1 for _ in _WORD.finditer(reply)), relation, num_words)


def number_sentences(reply: str, *, num_sentences: int, relation: str) -> bool:
    """So many sentences, as `count_sentences` tells them, where IFEval asks nltk."""
    return holds(count_sentences(reply), relation, num_sentences)


def max_sentences(reply: str, *, num_sentences: int) -> bool:
    """No more sentences than that."""
    return count_sentences(reply) <= num_sentences


def number_paragraphs(reply: str, *, num_paragraphs: int) -> bool:
    """Exactly so many paragraphs, divided by "***" that stands alone and not in code.

    A divider may also be first or last; two with nothing between them divide nothing.
    """
    paragraphs = split_pieces(without_code(reply), _DIVIDER)
    return len(paragraphs) == num_paragraphs and all(paragraphs)


def nth_paragraph_first_word(
    reply: str, *, num_paragraphs: int, nth_paragraph: int, first_word: str
) -> bool:
    """Exactly so many paragraphs, divided by blank lines, and the nth begins with that word.

    Quotes, emphasis or other marks may stand before it; case does not matter.
    """
    paragraphs = [part for part in _BLANK_LINES.split(reply) if part.strip()]
    if len(paragraphs) != num_paragraphs or nth_paragraph > num_paragraphs:
        return False
    text = paragraphs[nth_paragraph - 1].strip()
    word = phrase(first_word)
    found = word.match(text) or word.match(_MARKS.sub("", text, count=1))
    return found is not None and not _GOES_ON.match(found.string, found.end())


def letter_frequency(reply: str, *, letter: str, let_frequency: int, let_relation: str) -> bool:
    """The letter, or other character, is there so often, in any case."""
    return holds(reply.lower().count(letter.lower()), let_relation, let_frequency)


def capital_word_frequency(reply: str, *, capital_frequency: int, capital_relation: str) -> bool:
    """So many words are all in capitals, "I" and "A" and "DON'T" among them.

    Words are counted as they are spoken: "don't" and "well-known" are one each.
    """
    count = sum(map(str.isupper, _SPOKEN.findall(reply)))
    return holds(count, capital_relation, capital_frequency)


def english_capital(reply: str) -> bool:
    """Every letter that has a case is a capital, and the reply is English.

    A few Latin letters, too few to tell a language, are let pass.
    """
    return reply.isupper() and may_be_english(reply.lower())  # profiles of languages are lower case


def english_lowercase(reply: str) -> bool:
    """No letter is a capital, and the reply is English, as in `english_capital`."""
    return reply.islower() and may_be_english(reply)


def response_language(reply: str, *, language: str) -> bool:
    """The reply is more likely than not in the language, as `rewards.in_language` tells it.

    A reply of no telling language ("42", "Ja.") is not in it: IFEval lets pass what it cannot
    tell, which would pay for saying nothing.
    """
    share = _share(reply, language)
    return share is not None and share >= _SURE


def _share(text: str, language: str) -> float | None:
    return InLanguage(language)(Sample("", (Message("assistant", text),)))


def may_be_english(text: str) -> bool:
    """Whether it is English, or too short to tell and most of its letters are Latin."""
    share = _share(text, "en")
    if share is None:
        return script_shares(text)[1].get("LATIN", 0.0) >= _SURE
    return share >= _SURE


def split_pieces(text: str, divider: re.Pattern[str]) -> list[str]:
    """The pieces of `text` without space around them; a blank first and a blank last are left out,
    since a divider may also begin or end the text."""
    pieces = [piece.strip() for piece in divider.split(text)]
    if not pieces[0]:
        pieces = pieces[1:]
    return pieces[:-1] if pieces and not pieces[-1] else pieces


@lru_cache(maxsize=1024)
def phrase(words: str) -> re.Pattern[str]:
    """What finds `words` as whole words, in any case, any white space between them.

    An underscore is no part of a word, since it may emphasise it. Scripts that put no space
    between words, and Hangul, which appends particles, have no whole words to ask for.
    """
    spaced = r"\s+".join(map(re.escape, words.replace("’", "'").split()))  # noqa: RUF001
    before = r"(?<![^\W_])" if _is_bounded(words.strip()[0]) else ""
    after = r"(?![^\W_])" if _is_bounded(words.strip()[-1]) else ""
    return re.compile(before + spaced.replace("'", "['’]") + after, re.IGNORECASE)  # noqa: RUF001


def _is_bounded(letter: str) -> bool:
    return letter.isalnum() and not _UNSPACED.match(letter)


def count_sentences(text: str) -> int:
    """How many sentences `text` has.

    Paragraphs, list items and headings stand apart; a heading is no sentence, and code is one word.
    In each, a sentence ends with a run of . ! ? or … and the quotes or brackets that close on it,
    before white space (not needed after 。！？) and no small letter, unless there are only small
    ones. A dot after initials ("J.", "U.S."), a usual abbreviation ("Dr.", "e.g.") or one before a
    number ("No. 5") ends none, unless it is the last. What follows the last end is a sentence
    too, if there is a letter or digit in it.
    """  # noqa: RUF002
    return len(split_sentences(text))


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`, as `count_sentences` tells them apart."""
    blocks = _APART.split(without_code(text))
    return [sentence for block in blocks for sentence in _sentences_of_block(block)]


def _sentences_of_block(block: str) -> Iterator[str]:
    start = 0
    has_capitals = block != block.lower()
    for end in _END.finditer(block):
        following = end[2] or ""
        if has_capitals and following.islower():
            continue
        if following and end[1] == "." and _is_short_form(block, end.start(), following):
            continue
        if _SAID.search(block, start, end.start()):
            yield block[start : end.end()]
        start = end.end()
    if _SAID.search(block, start):
        yield block[start:]


def _is_short_form(block: str, dot: int, following: str) -> bool:
    """Whether the word before the dot is an abbreviation, or initials; "I" is a word."""
    word = _LAST_WORD.search(block[max(0, dot - _LONGEST) : dot])
    if word is None:
        return False
    small = word[0].lower()
    if small in _ABBREVIATIONS or (following.isdecimal() and small in _BEFORE_NUMBERS):
        return True
    return word[0] != "I" and all(len(i) == 1 and i.isupper() for i in word[0].split("."))


def count_bullets(text: str) -> int:
    """Lines that begin with -, * or + and a space (CommonMark 0.31, section 5.2), at any depth.

    Numbered items, rules ("---", "* * *") and items that say nothing are none.
    """
    lines = without_code(text).split("\n")
    return sum(1 for line in lines if _BULLET.match(line) and not _RULE.fullmatch(line))


def count_highlights(text: str) -> int:
    """*Such*, **such** and _such_ within a paragraph, each once; 2*3*4 and "* item" are none."""
    return sum(1 for _ in _HIGHLIGHT.finditer(without_code(text)))


def has_markdown(text: str) -> bool:
    """Whether there is a heading, bullet, quote, table, rule, emphasis, link or code.

    A numbered list, a lone asterisk and single underscores are plain text as well.
    """
    rules = any(map(_RULE.fullmatch, text.split("\n")))
    return rules or bool(_OTHER.search(text)) or bool(count_bullets(text) + count_highlights(text))


def without_code(text: str) -> str:
    """`text` with the word "code" for each fenced block and each `code` in a line.

    A fence that is marked as Markdown or text holds prose: only its marks are taken away. A block
    that is never closed runs to the end (CommonMark 0.31, section 4.5).
    """
    if "`" not in text and "~~~" not in text:
        return text
    kept = list[str]()
    opened, is_prose = "", False
    for line in text.split("\n"):
        fence = _FENCE.fullmatch(line)
        if fence and not opened:
            opened, is_prose = fence[1], fence[2].strip().lower() in _PROSE
            kept.append("" if is_prose else "code")
        elif fence and fence[1].startswith(opened) and not fence[2].strip():
            opened = ""
        elif not opened or is_prose:
            kept.append(line)
    return _INLINE.sub("code", "\n".join(kept))
