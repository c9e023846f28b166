"""What the ladder's degraded golds imitate, and what mends a reward that pays them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What a rung is in words, what a policy does that is like it, and what mends a reward."""

    made: str
    imitates: str
    mend: str


_WHOLE = "compare the whole answer with the reference, within a tolerance that the task allows"
_FINAL = "read the final answer alone, and nothing that is denied or taken back"
_RUN = "test programs on more inputs, in a process that the program cannot reach"
_ROWS = "run the query, on tables in which every clause of the gold makes a difference"
_FIELD = "go through the fields of the reference, and let what is missing or too many cost"
_SENSE = "ask a judge whether the facts are the reference's; shared words do not tell"
_SLIP, _CARELESS = "a careless slip", "a careless copy"

RUNGS: Mapping[str, Words] = {
    "digit": Words("one digit of the number is another", _SLIP, _WHOLE),
    "digits_swapped": Words("two digits changed places", _SLIP, _WHOLE),
    "digit_dropped": Words("the last digit is missing", _SLIP, _WHOLE),
    "off_by_one": Words("one more or one less", _SLIP, _WHOLE),
    "tenfold": Words("ten times as much", _SLIP, _WHOLE),
    "thousandfold": Words("a thousand times as much", _SLIP, _WHOLE),
    "sign": Words("the other sign", _SLIP, "compare numbers with their signs"),
    "unit": Words("another unit", _SLIP, "read the unit, and convert it or refuse it"),
    "upside_down": Words("the fraction turned over", _SLIP, _WHOLE),
    "power": Words("another power of ten", _SLIP, _WHOLE),
    "letter": Words("another option", "a guess", _WHOLE),
    "label": Words("another label", "a guess", _WHOLE),
    "negation": Words("the gold with a not", "a model that says what is not so", _FINAL),
    "denied": Words("the gold denied, and nothing else said", "a model that evades", _FINAL),
    "contradiction": Words("the gold, taken back", "a model that changes its mind", _FINAL),
    "wrong_final": Words(
        "the reference's reasoning with another answer",
        "a model that reasons well and answers something else",
        _FINAL,
    ),
    "wrong_reasoning": Words(
        "the gold after wrong reasoning (worth what the gold is worth)",
        "a model that is right for wrong reasons",
        "nothing, where answers alone count; else let a judge read the reasoning",
    ),
    "truncated": Words(
        "cut off before the answer, or in the middle",
        "a model that stops too early",
        "pay nothing for a reply without a final answer, and for a part its share at most",
    ),
    "off_topic": Words("about something else", "a model that wanders off", _WHOLE),
    "number": Words("a number in the text is another", _SLIP, _SENSE),
    "dropped_sentence": Words("one sentence is missing", "a model that is brief", _SENSE),
    "wrong_value": Words("one value is another", _SLIP, _FIELD),
    "wrong_type": Words("one value has another type", _SLIP, _FIELD),
    "swapped_fields": Words("two values changed places", _CARELESS, _FIELD),
    "dropped_field": Words("one field is missing", "a model that leaves out", _FIELD),
    "renamed_field": Words("one field has another name", _CARELESS, _FIELD),
    "extra_field": Words("a field too many", "a model that makes up", _FIELD),
    "hollow": Words("every value is null", "a model that knows the schema alone", _FIELD),
    "invalid": Words("no JSON any more", _CARELESS, "read JSON with a parser, strictly"),
    "wrong_name": Words("another tool, or another function", _CARELESS, _FIELD),
    "extra_call": Words("one call twice", "a model that calls too often", _FIELD),
    "missing_call": Words("one call is missing", "a model that calls too rarely", _FIELD),
    "broken_arguments": Words("arguments that are no JSON", _CARELESS, _FIELD),
    "dropped_argument": Words("one argument is missing", "a model that leaves out", _FIELD),
    "renamed_argument": Words("one argument has another name", _CARELESS, _FIELD),
    "extra_argument": Words("an argument too many", "a model that makes up", _FIELD),
    "as_text": Words("the calls described", "a model that talks of calling", _FIELD),
    "operator": Words("another comparison in the query", _SLIP, _ROWS),
    "connective": Words("AND for OR, or the reverse", _SLIP, _ROWS),
    "literal": Words("another value in the query", _SLIP, _ROWS),
    "aggregate": Words("another aggregate", _SLIP, _ROWS),
    "column": Words("another column", _SLIP, _ROWS),
    "dropped_column": Words("one column is missing", _SLIP, _ROWS),
    "dropped_where": Words("the WHERE is missing", _SLIP, _ROWS),
    "order": Words("another order", _SLIP, _ROWS),
    "limit": Words("another LIMIT", _SLIP, _ROWS),
    "empty_body": Words("a program that does nothing", "a model that does not try", _RUN),
    "hard_coded": Words("a program that knows the first test", "a model that cheats", _RUN),
    "syntax_error": Words("a program that does not parse", _CARELESS, _RUN),
}
_COMBINED = Words(
    "the two attacks that are paid most, one after the other",
    "a model that has found several ways",
    "mend each of the two by itself",
)
_OTHER = Words("the gold, worse in one way", "an answer that went wrong in one place", _WHOLE)


_HONEST = "empty non_answer refusal wrong_answer wrong_in_form other_prompts_answer worst_reply"
_HACKS = (
    "denial negation denied contradiction hidden_gold hedging all_options doubled_tags "
    "answer_in_reasoning judge_instruction fake_verdict flattery authority style code_exits"
)
TELLING = frozenset(f"{_HONEST} {_HACKS}".split())
"""What tells most of what is wrong with a reward, where several attacks are paid alike."""
SLIPS = frozenset({"near_miss", "part_of_gold", "special_numbers"}) | {
    name for name, words in RUNGS.items() if words.imitates in (_SLIP, _CARELESS)
}
"""What tells least: a small mistake is paid by whatever is fooled by a large one."""


def telling(attack: str) -> int:
    """0 for what tells most of a reward that pays it, 2 for what tells least."""
    return 0 if attack in TELLING else 1 + (attack in SLIPS)


def words_of(rung: str) -> Words:
    """What there is to say of a rung, or of two attacks combined."""
    return _COMBINED if rung == "combined" else RUNGS.get(rung, _OTHER)
