"""The code that a reply gives: in fences, in tags, on lines of lists and of quotations.

One reader for every reward that takes code, so that all of them see the same blocks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from textwrap import dedent

from rewards.answers.marks import without_reasoning
from rewards.answers.plain_text import Expression

_TAGS = "answer|solution|code|final_answer|final_code|output|result|response|query"
_LANGUAGE_TAGS = "python|python3|py|sql|json|javascript|js|java|cpp|go|rust|bash"
# A tag that touches a fence stands on a line of its own, as if it were written so.
_TAG_BEFORE = Expression(r"(</?[A-Za-z_]\w*+\s*+>)[ \t]*+(?=(?:`{3}|~{3}))")
_TAG_AFTER = Expression(r"(?<![`~])(`{3,}+|~{3,}+)[ \t]*+(?=</?[A-Za-z_]\w*\s*>)")
_FENCE = Expression(r"`{3,}|~{3,}")
_LINE = Expression(r".*?(?:\r\n|\n|\r|\Z)", re.DOTALL)
# What may stand before a fence at the margin: marks of quotations and of lists.
_MARGIN = Expression(r"[ \t]*+(?:>[ \t]?)*+[ \t]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_QUOTED = Expression(r"[ \t]*>[ \t]?")
_ONE_WORD = Expression(r"[ \t]*+\{?\.?[\w+#.:-]*+\}?[ \t]*+")
_AFTER_END = Expression(r"(?:</?\w+\s*+>|[.,;:)*]|[ \t])*+")
_NAME = Expression(r"[\w+#-]+")
_TAGGED = Expression(
    rf"<(?=[a-z])(?P<tag>{_TAGS}|{_LANGUAGE_TAGS})(?:\s+class=[\"'](?:language-)?(?P<class>\w+)[\"'])?\s*>(?P<inside>.*?)(?:</(?P=tag)\s*>|\Z)"
    r"|\[(?P<mark>PYTHON|SQL|CODE|ANSWER|JSON)\](?P<held>.*?)(?:\[/(?P=mark)\]|\Z)",
    re.DOTALL | re.IGNORECASE,
)
# What a model writes when its turn is over, where a server has left it in the text.
_END_OF_TURN = Expression(
    r"(?:<\|(?:im_end|eot_id|eom_id|endoftext|end_of_text|end_of_turn|end|eos|return)\|>"
    r"|</s>|<eos>|<end_of_turn>|<\uff5cend\u2581of\u2581sentence\uff5c>)\Z"
)
_LONGEST_MARK = 40
# Tags in one another.
_DEEPEST = 2
_MOST = 200


@dataclass(frozen=True, slots=True)
class FencedBlock:
    """A block of code, without the marks of lists and quotations around it.

    Attributes:
        language (str): The first word after its opening fence, or of its tag, in lower case.
        content (str): What it holds.
        fenced (bool): Whether a fence is around it, and not a tag. Default True.
    """

    language: str
    content: str
    fenced: bool = True


def reply_body(text: str) -> str:
    """What follows the reasoning, without the marks that end a turn."""
    return without_end_marks(without_reasoning(text))


def without_end_marks(text: str) -> str:
    """The text without the marks of a turn's end that a server has left at its end."""
    cut = text.rstrip()
    while mark := _END_OF_TURN.search(cut, max(0, len(cut) - _LONGEST_MARK)):
        text = cut = cut[: mark.start()].rstrip()
    return text


def code_blocks(reply: str) -> list[FencedBlock]:
    """The blocks of the reply after its reasoning, in order: fenced ones, and tags without any.

    A tag is `<answer>`, `<code>`, `[PYTHON]` and the like; one inside another counts, not both.
    """
    return blocks_in(reply_body(reply))


def blocks_in(text: str, *, most: int | None = None) -> list[FencedBlock]:
    """The blocks of a text from which reasoning was taken already, the first `most` fences."""
    blocks = list(islice(fenced_blocks(text), most))
    if blocks or not (("<" in text and ">" in text) or ("[" in text and "]" in text)):
        return blocks
    return [block for tag in _TAGGED.finditer(text) for block in _tagged_blocks(tag, 0)]


def _tagged_blocks(tag: re.Match[str], depth: int) -> Iterator[FencedBlock]:
    inside = tag["inside"] if tag["tag"] else tag["held"]
    nested = _TAGGED.finditer(inside) if depth < _DEEPEST else ()
    inner = [block for one in nested for block in _tagged_blocks(one, depth + 1)]
    name = (tag["class"] or tag["tag"] or tag["mark"]).lower()
    language = name if re.fullmatch(_LANGUAGE_TAGS, name) else ""
    yield from inner or [FencedBlock(language, inside.strip("\r\n"), fenced=False)]


def fenced_blocks(text: str) -> Iterator[FencedBlock]:
    """The fenced blocks of `text`, in order; a fence inside a longer one is content.

    A fence may follow text on its line, and be closed there too. A block that is never closed
    runs to the end of the text, as in CommonMark 0.31 (section 4.5); a block of Markdown that holds
    fences is those.
    """
    if "```" not in text and "~~~" not in text:
        return
    text = _TAG_AFTER.sub(r"\1\n", _TAG_BEFORE.sub(r"\1\n", text))
    opened: _Opening | None = None
    lines: list[str] = []
    for line in _lines(text):
        if opened is None:
            if not _FENCE.search(line):
                continue
            yield from _one_line_blocks(line)
            opened, lines = _find_opening(line), []
        elif (last := _before_end(line, opened)) is None:
            lines.append(line)
        else:
            yield from _blocks(opened, [*lines, last] if last else lines)
            opened = None
    if opened is not None:
        yield from _blocks(opened, lines)


@dataclass(frozen=True, slots=True)
class _Opening:
    fence: str
    info: str
    indent: int
    quotes: int
    after_text: bool = False


def _lines(text: str) -> list[str]:
    return [line for line in _LINE.findall(text) if line]


def _find_opening(line: str) -> _Opening | None:
    """The fence that the line opens: at its margin, or after text where a word or none follows."""
    found = [*_FENCE.finditer(line)]
    if not found or (line.startswith("`" * 3) and "`" in line[found[0].end() :].strip()):
        return None
    mark = found[-1]
    before, info = line[: mark.start()], line[mark.end() :].rstrip("\r\n")
    at_margin = _MARGIN.fullmatch(before)
    if at_margin is None and (
        mark[0][0] == "~" or len(found) > 1 or not _ONE_WORD.fullmatch(info) or "`" in info
    ):
        return None
    if "`" in info and mark[0][0] == "`":
        return None
    quotes = before.count(">") if at_margin else 0
    indent = len(before.expandtabs(4)) if at_margin else 0
    return _Opening(mark[0], info.strip(), indent, quotes, after_text=at_margin is None)


def _one_line_blocks(line: str) -> Iterator[FencedBlock]:
    """The blocks that open and close on this line: "```json {} ```"."""
    found = list(_FENCE.finditer(line))
    for first, last in zip(found[::2], found[1::2], strict=False):
        inside = line[first.end() : last.start()]
        if first[0] == last[0] and inside.strip():
            word, _, rest = inside.partition(" ")
            if rest.strip() and word.isalnum() and word.isascii():
                yield FencedBlock(word.lower(), rest)
            elif _MARGIN.fullmatch(line[: first.start()]) and not line[last.end() :].strip():
                yield FencedBlock("", inside.strip())


def _before_end(line: str, opened: _Opening) -> str | None:
    """What of the line belongs to the block that it closes; None where it closes none."""
    marks = [mark for mark in _FENCE.finditer(line) if mark[0].startswith(opened.fence)]
    if not marks:
        return None
    after = line[marks[-1].end() :].rstrip("\r\n")
    said = opened.after_text and len(marks) == 1 and after[:1] == " " and "`" not in after
    if not said and not _AFTER_END.fullmatch(after):
        return None
    before = _unquote(line[: marks[-1].start()], opened.quotes)
    if not before.strip():
        deep = len(before.expandtabs(4)) - len(before.lstrip()) >= opened.indent + 4
        return None if deep else ""
    # "return x```" at the end of a line: only where a fence cannot open there
    is_text = opened.fence[0] == "`" and not before.rstrip().endswith(("'", '"', "`", "("))
    return before if is_text and len(marks) == 1 else None


def _unquote(line: str, quotes: int) -> str:
    for _ in range(quotes):
        line = _QUOTED.sub("", line, count=1)
    return line


def _blocks(opened: _Opening, lines: Sequence[str]) -> Iterator[FencedBlock]:
    content = "".join(_unquote(line, opened.quotes) for line in lines)
    word = _NAME.search(opened.info)
    language = word[0].lower() if word else ""
    if language in ("markdown", "md") and _FENCE.search(content):
        yield from list(fenced_blocks(content))[:_MOST]
    else:
        yield FencedBlock(language, dedent(content) if opened.indent else content)
