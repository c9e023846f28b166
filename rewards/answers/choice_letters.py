"""What the letters of a choice look like in a reply, and the options that they stand for."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from string import ascii_uppercase
from typing import Any

from rewards.answers.claims import claimed_values, token
from rewards.answers.labels import EMPHASIS, bare_form, wordings_pattern
from rewards.answers.marked_answer import box_spans, tag_spans
from rewards.answers.marks import spoken_text
from rewards.answers.phrases import plain_english
from rewards.answers.plain_text import compose, plain_marks, prose
from rewards.types import Sample

_OPTION = re.compile(r"(?:^|(?<=\s))[*_]*[(\[]?([A-Z])[)\].:][*_]*[ \t]+(?=\S)")
_END = re.compile(r"\n\s*\n|\s*$")
_NOUN = r"(?:(?:option|choice|letter|statement)s?:?[ ]+)?"
_LATEX_TEXT = re.compile(r"\\(?:text|math)(?:bf|rm|tt|it|sf|up|normal)?\s*\{([^{}]*)\}|\\bf\b")
_OPEN, _SHUT = r"[*_`$\"'(\[{]{0,9}+", r"[*_`$\"')\]}]{0,9}+"
# Letters that name something else: "vitamin C", "Plan B".
_NAMES = prose(r"""
    \b(?:vitamin|plan|grade|type|group|hepatitis|team|figure|section|appendix|side|angle|class|company|person
    |student|column|row|block|node|matrix|variable|category|point|line|set)s?[ ]$""")
# "30 C": a unit after its number.
_DEGREES = re.compile(r"\d[ ]$")
_BECAUSE = re.compile(
    r"[ ]+(?:because|since|as|is|are|was|and|or|but|with|by|which|for|due|here|fits|seems|looks"
    r"|works"
    r"|must|rather|instead|not|nor|then|so|would|can|should|also|over|does|doesn't|it is|were|could"
    r"|a|an|the|both|all|alone|together|cannot|can't|isn't|may|might|matches|makes|gets|satisfies|meets|fulfill?s|answers|describes|remains|applies)\b"
)
_WORD_NEXT = re.compile(r"[ ]+[a-z]|'[a-z]")
# A box or a tag with a token and no formula around it.
_HOLDS = prose(r"[\s\W]*7\d{4} | [^<>=+^]*?7\d{4}[^<>=+^{}]*?(?:</|\})")
_ANSWERS = prose(r"answer[*_]*(?:[ ]is|:)[^.\n]{0,20}7\d{4}")
_A_LINE = re.compile(r"(?m:^)A: *(?=[(\[*]*[A-Z][)\]*.]*[ ]*(?m:$))")
# Of a long reply the end is read: at most so many characters, and so many letters that stand alone.
_LONGEST, _MOST = 32_000, 400
_LONE = re.compile(r"(?<![A-Za-z'])[A-Za-z](?![A-Za-z'])")


def choice_letter(text: str, letters: str = "ABCD") -> str | None:
    """The one letter of `letters` that the reply, after its reasoning, answers with.

    A declared letter ("The answer is B", a box, "I pick B because A is wrong") is taken before
    one that is only named ("(B)", "option B"). None when no letter stands, or two do. A negated
    letter does not stand, the article "A" and the pronoun "I" are no letters, and a small letter
    counts only where it is all that is declared. Raises ValueError unless `letters` are different
    capitals of the Latin alphabet.
    """
    chosen = chosen_letters(text, letters, {})
    return next(iter(chosen)) if len(chosen) == 1 else None


def chosen_letters(text: str, letters: str, options: Mapping[str, str]) -> set[str]:
    """The letters that the reply stands by, by letter or by an option's wording.

    Of a long reply the last 32,000 characters are read, or the last 400 letters that stand alone.
    An option's full wording is read before the letters in it. A box or an answer tag that holds
    neither a letter nor a wording is an answer that is none of them.
    """
    capital, small = _letter_patterns(letters)
    text = plain_marks(compose(_last_letters(spoken_text(text)[-_LONGEST:])))
    text = EMPHASIS.sub(r"\1", _LATEX_TEXT.sub(lambda unwrapped: unwrapped[1] or "", text))
    times = Counter(map(bare_form, options.values()))
    names = {bare_form(text): name for name, text in options.items() if times[bare_form(text)] == 1}
    names.pop("", None)
    numbers = {wording for wording in names if not any(map(str.isalpha, wording))}

    def stand_in(letter: str) -> str:
        return token(ord(letter.upper()) - ord("A"))

    def letter_token(found: re.Match[str]) -> str:
        return found[0] if _is_word(text, found) else stand_in(found["letter"])

    if numbers and capital.search(text):
        names = {wording: name for wording, name in names.items() if wording not in numbers}
    if names:
        pattern = wordings_pattern(tuple(names))
        text = pattern.sub(lambda said: stand_in(names[bare_form(said[0])]), text)
    text = plain_english(_A_LINE.sub("Answer: ", text))
    for pattern in small:
        text = pattern.sub(lambda said: stand_in(said["letter"]), text)
    text = capital.sub(letter_token, text)
    closed = [span for span in (*tag_spans(text), *box_spans(text)) if span[1] >= 0]
    holds = [_HOLDS.match(text[span[0] : span[1] + 2]) for span in closed]
    if closed and not any(holds) and (tag_spans(text) or not _ANSWERS.search(text)):
        return set()
    for (start, end), held in sorted(zip(closed, holds, strict=True), key=lambda it: -it[0][0]):
        text = text if held else f"{text[:start]}\0{text[end:]}"
    text = text.replace("boxed{\0}", "that").replace("\0", "")
    return {ascii_uppercase[at] for at in claimed_values(text, said=False) if 0 <= at < 26}


def _last_letters(text: str) -> str:
    """The end of the text with at most 400 letters that stand alone, and some words before them."""
    lone = [found.start() for found in _LONE.finditer(text)]
    return text if len(lone) <= _MOST else text[max(0, lone[-_MOST] - 300) :]


@lru_cache(maxsize=64)
def _letter_patterns(letters: str) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """A capital as a word of its own with the marks around it; a small letter where it answers.

    Raises ValueError unless they are different capitals.
    """
    if not (re.fullmatch("[A-Z]+", letters) and len(set(letters)) == len(letters)):
        raise ValueError(f"letters: expected different capitals such as 'ABCD', got {letters!r}")
    latin = "A-Za-z0-9_\u00c0-\u024f"
    capital = (
        rf"(?<![{latin}]')(?<!N/)(?<![{latin}\\.+#&-]){_OPEN}(?i:{_NOUN}){_OPEN}(?<![{latin}])"
        rf"(?P<letter>[{letters}])(?![{latin}+#&]|[-.'][{latin}]){_SHUT}"
    )
    small = f"(?P<letter>[{letters.lower()}])"
    return re.compile(capital), (
        re.compile(rf"(?:^|(?<=\n))[ \t*_`(\[]*{small}[)\].*_`]*(?=[ \t]*(?:\n|$))"),
        re.compile(rf"(?<![{latin}])\({small}\)"),
        re.compile(
            r"(?:(?<=nswer is )|(?<=nswer: )|(?<=option )|(?<=choice )|(?<=boxed\{)|(?<=answer>))"
            rf"[*_(\"$]*{small}(?=[\s)}}*_\"$]*(?:$|[\n.,;)<}}]))"
        ),
    )


def _is_word(text: str, found: re.Match[str]) -> bool:
    """Whether it is the article in "A cat", the pronoun in "I think", or the name of a thing."""
    if found[0] != found["letter"]:
        return False
    if _DEGREES.search(text[max(0, found.start() - 12) : found.start()]):
        return True
    if _NAMES.search(text[max(0, found.start() - 20) : found.start()]):
        return True
    if found[0] not in "AI" or not _WORD_NEXT.match(text, found.end()):
        return False
    return found[0] == "I" or not _BECAUSE.match(text, found.end())


def options_of(sample: Sample) -> dict[str, str]:
    """metadata["choices"], else the options "A) …", "B) …" in the last user turn, else none.

    The choices are a list of texts or numbers, which are A, B, … in their order; a mapping from
    capital letters; or `{"label": [letters], "text": [texts]}`. Raises ValueError for others.
    """
    choices = sample.metadata.get("choices")
    if choices is None:
        return _options_in_prompt(sample)
    if isinstance(choices, Mapping) and set(choices) == {"label", "text"}:
        labels, texts = choices["label"], choices["text"]
        listed = isinstance(labels, Sequence) and isinstance(texts, Sequence)
        paired = listed and len(labels) == len(texts)
        choices = dict(zip(labels, texts, strict=True)) if paired else None
    if isinstance(choices, Sequence) and not isinstance(choices, str):
        choices = dict(zip(ascii_uppercase, choices, strict=False)) if len(choices) <= 26 else None
    if not (isinstance(choices, Mapping) and choices and all(map(_is_option, choices.items()))):
        given = sample.metadata["choices"]
        raise ValueError(f"metadata.choices: expected 1 to 26 options by letter, got {given!r}")
    return {letter: str(text) for letter, text in choices.items()}


def _options_in_prompt(sample: Sample) -> dict[str, str]:
    """The last run of options that begins with A and goes on in order, if it has at least two."""
    text = next((turn.content for turn in reversed(sample.messages) if turn.role == "user"), "")
    runs: list[list[re.Match[str]]] = [[]]
    for head in _OPTION.finditer(text):
        if head[1] == "A":
            runs.append([head])
        elif runs[-1] and head[1] == ascii_uppercase[len(runs[-1]) : len(runs[-1]) + 1]:
            runs[-1].append(head)
    run = next((run for run in reversed(runs) if len(run) > 1), [])
    last = _END.search(text, run[-1].end()) if run else None
    ends = [*(head.start() for head in run[1:]), last.start() if last else len(text)]
    return {head[1]: text[head.end() : end].strip() for head, end in zip(run, ends, strict=False)}


def _is_option(option: tuple[Any, Any]) -> bool:
    letter, text = option
    known = isinstance(letter, str) and len(letter) == 1 and letter in ascii_uppercase
    return known and isinstance(text, str | int | float) and bool(str(text).strip())
