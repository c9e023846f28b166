"""Instructions about the format of the reply."""

import re

from rewards.instructions import words
from rewards.structured.json_reply import NotJsonError, reply_value

_SEPARATOR = re.compile(r"(?<!\*)\*{6}(?!\*)")
_PLACEHOLDER = re.compile(r"(?<![\w\])])\[([^\[\]\n]+)\](?!\()")
# What `constrained_response` offers.
OPTIONS = ("My answer is yes.", "My answer is no.", "My answer is maybe.")
EMOJI = re.compile(
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693"
    "\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd"
    "\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c"
    "\u2b50\u2b55\ufe0f\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f1e6-\U0001f1ff"
    "\U0001f201\U0001f21a\U0001f22f\U0001f232-\U0001f236\U0001f238-\U0001f23a\U0001f250\U0001f251"
    "\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7f0\U0001f900-\U0001faff]"
)
_OPENING = "\"'“”‘’«»`*_> "  # noqa: RUF001
_MOST_MARKS = 6
_CLOSING = " \t\n\r\"'”’*_"  # noqa: RUF001
_QUOTE = re.compile('["“”]')
_COMMA = re.compile("[,،、，﹐﹑､]")  # noqa: RUF001


def two_responses(reply: str) -> bool:
    """Exactly two responses, with six asterisks between them, that differ in more than space.

    The separator may also be first or last.
    """
    said = words.split_pieces(reply, _SEPARATOR)
    return len(said) == 2 and all(said) and said[0].split() != said[1].split()


def repeat_prompt(reply: str, *, prompt_to_repeat: str) -> bool:
    """The reply begins with the prompt, in any case and with any white space between the words.

    Quotes and emphasis may stand around the prompt, or around each paragraph of it.
    """
    said, prompt = (" ".join(text.casefold().split()) for text in (reply, prompt_to_repeat))
    if said.startswith(prompt):
        return True
    bare = said.lstrip(_OPENING)
    return bare.startswith(prompt.strip(_OPENING)) and len(said) - len(bare) <= _MOST_MARKS


def number_placeholders(reply: str, *, num_placeholders: int) -> bool:
    """At least so many placeholders, such as [address].

    There is a letter in each, and none is an index (rows[i]) or a link. They count in code too,
    since templates are often written in a fence.
    """
    count = sum(any(map(str.isalpha, found[1])) for found in _PLACEHOLDER.finditer(reply))
    return count >= num_placeholders


def postscript(reply: str, *, postscript_marker: str) -> bool:
    """Something is said after the marker, which begins a line or follows a sentence's end.

    Case does not matter, nor a space after the marker's dots ("P. S."); the dots do. Quotes,
    brackets and emphasis may close on the sentence before it, and an emoji may end it.
    """
    words = postscript_marker.strip()
    marker = re.escape(words).replace(r"\.", r"\.\s?") + (r"(?!\w)" if words[-1].isalnum() else "")
    ended = rf"(?<=[.!?…。\"'”’)\]*_\ufe0f])|(?<={EMOJI.pattern})"  # noqa: RUF001
    start = rf"(?:^[ \t>*_#(\"'“]*|(?:{ended})[ \t]++[*_(]*)"
    found = re.search(start + marker, reply, re.IGNORECASE | re.MULTILINE)
    return found is not None and any(map(str.isalnum, reply[found.end() :]))


def number_bullet_lists(reply: str, *, num_bullets: int) -> bool:
    """Exactly so many bullets, as `count_bullets` tells them."""
    return words.count_bullets(reply) == num_bullets


def number_highlighted_sections(reply: str, *, num_highlights: int) -> bool:
    """At least so many passages between asterisks, as `count_highlights` tells them."""
    return words.count_highlights(reply) >= num_highlights


def multiple_sections(reply: str, *, section_spliter: str, num_sections: int) -> bool:
    """At least so many sections that say something, each begun by a line "Section 1 …".

    Such a heading begins its line, but for marks such as # and *, and its case matters. Sections
    of the same number are one.
    """
    splitter = re.escape(section_spliter.strip())
    heading = re.compile(rf"^[ \t#*_>(\[\"'“«]*{splitter}[ \t]*+(\d+)", re.MULTILINE)
    _, *parts = heading.split(words.without_code(reply))
    numbers = zip(parts[::2], parts[1::2], strict=True)
    return len({n for n, said in numbers if re.search(r"\w", said)}) >= num_sections


def json_format(reply: str) -> bool:
    """The reply is JSON and nothing else, bare or in one fence."""
    try:
        reply_value(reply, unique_keys=False)
    except NotJsonError:
        return False
    return True


def title(reply: str) -> bool:
    """There is a title in double angular brackets, <<such as this>>, on one line outside code."""
    for line in words.without_code(reply).split("\n"):
        start, end = line.find("<<"), line.rfind(">>")
        if 0 <= start < end and any(map(str.isalnum, line[start + 2 : end])):
            return True
    return False


def constrained_response(reply: str) -> bool:
    """The reply holds one of `OPTIONS` to the letter, and no other of them."""
    return sum(option in reply for option in OPTIONS) == 1


def no_emoji(reply: str) -> bool:
    """No character is shown as an emoji by default, or asked to be (Unicode's UTS 51)."""
    return EMOJI.search(reply) is None


def no_markdown(reply: str) -> bool:
    """The reply is plain text, as `has_markdown` tells it."""
    return not words.has_markdown(reply)


def end_checker(reply: str, *, end_phrase: str) -> bool:
    """The reply ends with the phrase, in any case; only quotes, emphasis and space may follow."""
    wanted = " ".join(end_phrase.casefold().split())
    said = " ".join(reply.casefold().split())
    for text in (said, said.rstrip(_CLOSING)):
        before = text[: -len(wanted)][-1:]
        if text.endswith(wanted) and not (before.isalnum() and wanted[0].isalnum()):
            return True
    return False


def starts_with(reply: str, *, start_phrase: str) -> bool:
    """The reply starts with the phrase as whole words, in any case."""
    return words.phrase(start_phrase).match(reply.lstrip()) is not None


def quotation(reply: str) -> bool:
    """One pair of double quotation marks, straight or curly, is around the whole reply.

    The first must not close before the end, as in '"Yes" or "no"', though others may be inside.
    """
    text = reply.strip()
    if text[:1] + text[-1:] not in ('""', "“”") or not text[1:-1].strip():
        return False
    depth = 1
    for mark in _QUOTE.finditer(text, 1, len(text) - 1):
        depth += 1 if _is_opening_quote(text, mark.start()) else -1
        if depth == 0:
            return False
    return True


def _is_opening_quote(text: str, at: int) -> bool:
    if text[at] != '"':
        return text[at] == "“"
    before, after = text[at - 1], text[at + 1]
    return not before.isalnum() and (after.isalnum() or before.isspace())


def no_comma(reply: str) -> bool:
    """There is no comma, be it of another script."""
    return _COMMA.search(reply) is None
