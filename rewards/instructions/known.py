"""Every instruction by its id: what checks it, and the arguments that it takes.

The ids and arguments are those of the datasets of IFEval (Zhou et al. 2023, arXiv:2311.07911) and
of IFBench (Pyatkin et al. 2025, arXiv:2507.02833); those that begin with `ours:` are our own.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from rewards.in_language import SCRIPTS
from rewards.instructions import ifbench, layout, words


@dataclass(frozen=True)
class ArgumentKind:
    """What is expected, in words, and what reads it: None where the value is something else."""

    expected: str
    read: Callable[[object], Any]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    return tuple(value) if value and all(map(_text, value)) else None


def _count(value: object) -> int | None:
    """JSON does not tell 3 from 3.0, and what fills columns with nulls makes floats of them."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _one_of(values: Collection[str]) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and value in values else None


TEXT = ArgumentKind("a text that is not blank", _text)
TEXTS = ArgumentKind("a list of texts that are not blank", _texts)
LETTER = ArgumentKind(
    "one character", lambda value: _text(value) if len(_text(value) or "") == 1 else None
)
COUNT = ArgumentKind("a whole number from 0", _count)
PLACE = ArgumentKind("a whole number from 1", lambda value: _count(value) or None)
RELATION = ArgumentKind(" or ".join(map(repr, words.RELATIONS)), _one_of(words.RELATIONS))
LANGUAGE = ArgumentKind(f"one of {', '.join(SCRIPTS)}", _one_of(SCRIPTS))


@dataclass(frozen=True)
class InstructionSpec:
    """What says whether a reply follows the instruction, and the kinds of its keywords."""

    is_followed: Callable[..., bool]
    kinds: Mapping[str, ArgumentKind]


def _spec(is_followed: Callable[..., bool], **kinds: ArgumentKind) -> InstructionSpec:
    return InstructionSpec(is_followed, kinds)


# IFEval's 25.
_IFEVAL: Mapping[str, InstructionSpec] = {
    "change_case:capital_word_frequency": _spec(
        words.capital_word_frequency, capital_frequency=COUNT, capital_relation=RELATION
    ),
    "change_case:english_capital": _spec(words.english_capital),
    "change_case:english_lowercase": _spec(words.english_lowercase),
    "combination:repeat_prompt": _spec(layout.repeat_prompt, prompt_to_repeat=TEXT),
    "combination:two_responses": _spec(layout.two_responses),
    "detectable_content:number_placeholders": _spec(
        layout.number_placeholders, num_placeholders=COUNT
    ),
    "detectable_content:postscript": _spec(layout.postscript, postscript_marker=TEXT),
    "detectable_format:constrained_response": _spec(layout.constrained_response),
    "detectable_format:json_format": _spec(layout.json_format),
    "detectable_format:multiple_sections": _spec(
        layout.multiple_sections, section_spliter=TEXT, num_sections=COUNT
    ),
    "detectable_format:number_bullet_lists": _spec(layout.number_bullet_lists, num_bullets=COUNT),
    "detectable_format:number_highlighted_sections": _spec(
        layout.number_highlighted_sections, num_highlights=COUNT
    ),
    "detectable_format:title": _spec(layout.title),
    "keywords:existence": _spec(words.existence, keywords=TEXTS),
    "keywords:forbidden_words": _spec(words.forbidden_words, forbidden_words=TEXTS),
    "keywords:frequency": _spec(words.frequency, keyword=TEXT, frequency=COUNT, relation=RELATION),
    "keywords:letter_frequency": _spec(
        words.letter_frequency, letter=LETTER, let_frequency=COUNT, let_relation=RELATION
    ),
    "language:response_language": _spec(words.response_language, language=LANGUAGE),
    "length_constraints:nth_paragraph_first_word": _spec(
        words.nth_paragraph_first_word, num_paragraphs=COUNT, nth_paragraph=PLACE, first_word=TEXT
    ),
    "length_constraints:number_paragraphs": _spec(words.number_paragraphs, num_paragraphs=COUNT),
    "length_constraints:number_sentences": _spec(
        words.number_sentences, num_sentences=COUNT, relation=RELATION
    ),
    "length_constraints:number_words": _spec(
        words.number_words, num_words=COUNT, relation=RELATION
    ),
    "punctuation:no_comma": _spec(layout.no_comma),
    "startend:end_checker": _spec(layout.end_checker, end_phrase=TEXT),
    "startend:quotation": _spec(layout.quotation),
}
# IFBench's 58.
_IFBENCH: Mapping[str, InstructionSpec] = {
    "count:conjunctions": _spec(ifbench.conjunctions, small_n=COUNT),
    "count:keywords_multiple": _spec(
        ifbench.keywords_multiple, **{f"keyword{at}": TEXT for at in range(1, 6)}
    ),
    "count:numbers": _spec(ifbench.numbers, N=COUNT),
    "count:person_names": _spec(ifbench.person_names, N=COUNT),
    "count:pronouns": _spec(ifbench.pronouns, N=COUNT),
    "count:punctuation": _spec(ifbench.punctuation),
    "count:unique_word_count": _spec(ifbench.unique_word_count, N=COUNT),
    "count:word_count_range": _spec(ifbench.word_count_range, min_words=COUNT, max_words=COUNT),
    "count:words_japanese": _spec(ifbench.words_japanese, N=PLACE),
    **{
        f"custom:{check.__name__}": _spec(check)
        for check in (
            *(ifbench.character_reverse, ifbench.csv_city, ifbench.csv_quotes),
            *(ifbench.csv_special_character, ifbench.date_format_list),
            *(ifbench.european_capitals_sort, ifbench.mcq_count_length, ifbench.multiples),
            *(ifbench.reverse_newline, ifbench.sentence_alphabet, ifbench.word_reverse),
        )
    },
    "format:emoji": _spec(ifbench.emoji_ends),
    "format:line_indent": _spec(ifbench.line_indent),
    "format:list": _spec(ifbench.listed_with, sep=TEXT),
    "format:newline": _spec(ifbench.newline),
    "format:no_bullets_bullets": _spec(ifbench.no_bullets_bullets),
    "format:no_whitespace": _spec(ifbench.no_whitespace),
    "format:options": _spec(ifbench.options, options=TEXT),
    "format:output_template": _spec(ifbench.output_template),
    "format:parentheses": _spec(ifbench.parentheses),
    "format:quote_unquote": _spec(ifbench.quote_unquote),
    "format:quotes": _spec(ifbench.nested_quotes),
    "format:sub-bullets": _spec(ifbench.sub_bullets),
    "format:thesis": _spec(ifbench.thesis),
    "format:title_case": _spec(ifbench.title_case),
    "ratio:overlap": _spec(ifbench.overlap, reference_text=TEXT, percentage=COUNT),
    "ratio:sentence_balance": _spec(ifbench.sentence_balance),
    "ratio:sentence_type": _spec(ifbench.sentence_type),
    "ratio:sentence_words": _spec(ifbench.sentence_words),
    "ratio:stop_words": _spec(ifbench.stop_words, percentage=COUNT),
    "repeat:repeat_change": _spec(ifbench.repeat_change, prompt_to_repeat=TEXT),
    "repeat:repeat_simple": _spec(ifbench.repeat_simple),
    "repeat:repeat_span": _spec(
        ifbench.repeat_span, prompt_to_repeat=TEXT, n_start=COUNT, n_end=COUNT
    ),
    "sentence:alliteration_increment": _spec(ifbench.alliteration_increment),
    "sentence:increment": _spec(ifbench.increment, small_n=COUNT),
    "sentence:keyword": _spec(ifbench.keyword_in_sentence, word=TEXT, N=PLACE),
    "words:alphabet": _spec(ifbench.alphabet),
    "words:consonants": _spec(ifbench.consonants),
    "words:keywords_specific_position": _spec(
        ifbench.keywords_specific_position, keyword=TEXT, n=PLACE, m=PLACE
    ),
    "words:last_first": _spec(ifbench.last_first),
    "words:no_consecutive": _spec(ifbench.no_consecutive),
    "words:odd_even_syllables": _spec(ifbench.odd_even_syllables),
    "words:palindrome": _spec(ifbench.palindrome),
    "words:paragraph_last_first": _spec(ifbench.paragraph_last_first),
    "words:prime_lengths": _spec(ifbench.prime_lengths),
    "words:repeats": _spec(ifbench.repeats, small_n=COUNT),
    "words:start_verb": _spec(ifbench.start_verb),
    "words:vowel": _spec(ifbench.vowel),
    "words:words_position": _spec(ifbench.words_position, keyword=TEXT),
}
INSTRUCTIONS: Mapping[str, InstructionSpec] = {
    **_IFEVAL,
    **_IFBENCH,
    "ours:max_sentences": _spec(words.max_sentences, num_sentences=COUNT),
    "ours:no_emoji": _spec(layout.no_emoji),
    "ours:no_markdown": _spec(layout.no_markdown),
    "ours:ordered_keywords": _spec(words.ordered_keywords, keywords=TEXTS),
    "ours:starts_with": _spec(layout.starts_with, start_phrase=TEXT),
}


@dataclass(frozen=True)
class Instruction:
    """An instruction of `rewards.instructions.known` by its id, and its arguments by name.

    An argument that is None is left out, as the dataset means it. Raises ValueError for an id
    that is not known, with those nearest to it, and for an argument that is missing, unknown or
    of the wrong kind, with the id and its name.
    """

    id: str
    kwargs: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or self.id not in INSTRUCTIONS:
            raise ValueError(f"instruction {self.id!r:.80}: expected {_nearest(self.id)}")
        if not isinstance(self.kwargs, Mapping):
            raise ValueError(f"{self.id}: expected arguments by name, got {self.kwargs!r:.80}")
        self._arguments()

    def is_followed(self, reply: str) -> bool:
        """Whether the reply follows it; a blank one follows nothing."""
        text = reply.strip()
        return bool(text) and INSTRUCTIONS[self.id].is_followed(text, **self._arguments())

    def _arguments(self) -> dict[str, Any]:
        kinds = INSTRUCTIONS[self.id].kinds
        given = {name: value for name, value in self.kwargs.items() if value is not None}
        for name in given:
            if name not in kinds:
                wanted = ", ".join(kinds) or "none"
                raise ValueError(f"{self.id}: {name!r}: expected only these arguments: {wanted}")
        read = {name: kind.read(given.get(name)) for name, kind in kinds.items()}
        for name, value in read.items():
            if value is None:
                got = f"got {given[name]!r:.80}" if name in given else "got none"
                raise ValueError(f"{self.id}: {name}: expected {kinds[name].expected}, {got}")
        return read


def _nearest(unknown: object) -> str:
    near = get_close_matches(str(unknown)[:80], INSTRUCTIONS, n=3)
    if not near:  # a name without its group, or a group alone
        near = [known for known in INSTRUCTIONS if str(unknown) in known.split(":")]
    return " or ".join(map(repr, near)) if near else f"one of {', '.join(INSTRUCTIONS)}"
