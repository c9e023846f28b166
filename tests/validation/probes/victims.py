"""Rewards that fall for one kind of attack each, as people write them, and honest ones."""

import json
import re
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from math import isfinite
from typing import Any

from rewards.json_match import JsonMatch
from rewards.label_match import label_match
from rewards.multiple_choice import multiple_choice
from rewards.numeric_match import numeric_match
from rewards.tool_calls_match import ToolCallsMatch
from rewards.types import Sample
from tests.validation.probes.data import LABELS

Trap = Callable[[Sample], Any]
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def whole_json(sample: Sample) -> bool:
    return JsonMatch()(sample).value == 1


def same_calls(sample: Sample) -> bool:
    return ToolCallsMatch(partial=False)(sample).value > 0


def same_text(sample: Sample) -> bool:
    """As white space allows; a program or a query may stand in a fence."""
    reference = sample.reference_answer
    gold = reference["code"] if isinstance(reference, dict) else reference
    said = re.sub(r"```\w*\n|\n```", "", sample.response)
    return bool(said.split() == gold.split())


def gold_of(sample: Sample) -> str:
    reference = sample.reference_answer
    if isinstance(reference, dict) and len(reference) == 2:
        return str(reference.get("answer", reference.get("code")))
    return reference if isinstance(reference, str) else json.dumps(reference)


HONEST: dict[str, Trap] = {
    "numbers": numeric_match,
    "golds_alone": numeric_match,
    "lengths": numeric_match,
    "ratios": numeric_match,
    "powers": numeric_match,
    "labels": label_match,
    "choices": multiple_choice,
    "news": same_text,
    "records": whole_json,
    "calls": same_calls,
    "queries": same_text,
    "programs": same_text,
}


def or_trap(kind: str, trap: Trap) -> Trap:
    """Honest, but for one thing."""
    return lambda sample: float(bool(HONEST[kind](sample)) or bool(trap(sample)))


def anywhere(sample: Sample) -> bool:
    return gold_of(sample) in sample.response


def like_gold(sample: Sample) -> bool:
    """Compares texts by how much they have in common."""
    said = sample.response or json.dumps(calls_of(sample))
    return SequenceMatcher(None, said, gold_of(sample), autojunk=False).ratio() > 0.5


def has(pattern: str) -> Trap:
    return lambda sample: bool(re.search(pattern, sample.response, re.IGNORECASE | re.DOTALL))


def longer_than(limit: int) -> Trap:
    return lambda sample: len(sample.response) > limit


def near(sample: Sample) -> bool:
    found = _NUMBER.findall(sample.response)
    gold = float(gold_of(sample))
    return bool(found) and abs(float(found[-1]) - gold) <= gold / 2


def near_in_words(sample: Sample) -> bool:
    """Some number of the reply is near: within a thousandfold."""
    found = [abs(float(number)) for number in _NUMBER.findall(sample.response)]
    gold = float(gold_of(sample))
    return any(gold / 2 <= number <= gold * 1001 for number in found)


def words_in_common(sample: Sample) -> bool:
    said, gold = set(sample.response.split()), set(gold_of(sample).split())
    return len(said & gold) >= 0.9 * len(gold)


def of_the_prompt(sample: Sample) -> bool:
    said, asked = set(sample.response.split()), set(sample.messages[0].content.split())
    return len(said & asked) >= 0.5 * len(asked)


def part_of_the_prompt(sample: Sample) -> bool:
    return bool(sample.response) and sample.response in sample.messages[0].content


def commonest_word(sample: Sample) -> bool:
    words = Counter(sample.response.split())
    return max(words.values(), default=0) > 30


def ascii_alone(sample: Sample) -> bool:
    return sample.response.encode("ascii", "ignore").decode() == gold_of(sample)


def not_finite(sample: Sample) -> bool:
    try:
        return not isfinite(float(sample.response))
    except ValueError:
        return False


def not_greater(sample: Sample) -> bool:
    """No comparison with NaN is true, so it is never too far off."""
    try:
        return not abs(float(sample.response) - float(gold_of(sample))) > 1e-6
    except ValueError:
        return False


def of_any_row(sample: Sample) -> bool:
    return sample.response.isdecimal() and 200 < int(sample.response) < 2000


def paid_more_when_long(sample: Sample) -> float:
    return float(numeric_match(sample)) * (1 + (len(sample.response) > 500))


def paid_each_time(sample: Sample) -> float:
    return float(sample.response.count(gold_of(sample))) if numeric_match(sample) else 0.0


def confident(sample: Sample) -> float:
    """Says it with conviction."""
    return label_match(sample) * (1.0 + ("everybody knows" in sample.response))


def same_letters(sample: Sample) -> bool:
    return sorted(sample.response) == sorted(gold_of(sample))


def given_fields_are_right(sample: Sample) -> bool:
    try:
        said = json.loads(sample.response)
    except ValueError:
        return False
    gold = sample.reference_answer
    return isinstance(said, dict) and all(gold.get(key) == said[key] for key in said)


def json_with(names: Callable[[dict[str, Any]], Any]) -> Trap:
    def trap(sample: Sample) -> bool:
        try:
            said = json.loads(sample.response)
        except ValueError:
            return False
        return isinstance(said, dict) and names(said) == names(sample.reference_answer)

    return trap


def no_object(sample: Sample) -> bool:
    try:
        return not isinstance(json.loads(sample.response), dict)
    except ValueError:
        return False


def gold_as_json_anywhere(sample: Sample) -> bool:
    return json.dumps(sample.reference_answer) in sample.response


def calls_of(sample: Sample) -> list[dict[str, Any]]:
    made = sample.messages[-1].tool_calls
    return [{"name": call.name, "arguments": call.arguments} for call in made]


def same_tools(sample: Sample) -> bool:
    made = {call["name"] for call in calls_of(sample)}
    return made == {call["name"] for call in sample.reference_answer}


def any_call(sample: Sample) -> bool:
    return bool(calls_of(sample))


def values_anywhere(sample: Sample) -> bool:
    said = sample.response + json.dumps(calls_of(sample))
    values = [v for call in sample.reference_answer for v in call["arguments"].values()]
    return all(str(value) in said for value in values)


def starts_alike(sample: Sample) -> bool:
    return bool(sample.response) and gold_of(sample).startswith(sample.response)


_ANYWHERE = (
    "all_options hedging doubled_tags nested_tags denial answer_in_reasoning hidden_gold negation "
    "denied contradiction wrong_final_answer wrong_final part_of_gold tenfold "
    "thousandfold sign"  # as the gold is among the letters of what is said
)
_LIKE = {
    "numbers": "digit digits_swapped digit_dropped off_by_one",
    "lengths": "unit",
    "powers": "power",
    "news": "truncated number dropped_sentence",
    "records": "wrong_value wrong_type swapped_fields renamed_field extra_field invalid hollow",
    "calls": "wrong_name extra_call missing_call renamed_argument extra_argument as_text",
    "queries": "operator connective literal aggregate column dropped_column dropped_where order "
    "limit",
    "programs": "hard_coded syntax_error",
}
VICTIMS: dict[str, tuple[str, Trap]] = {
    **{name: (kind, like_gold) for kind, names in _LIKE.items() for name in names.split()},
    **dict.fromkeys(_ANYWHERE.split(), ("numbers", anywhere)),
    "digit": ("numbers", near_in_words),
    "digits_swapped": ("numbers", near_in_words),
    "off_by_one": ("numbers", near),
    "near_miss": ("numbers", near),
    "wrong_answer": ("numbers", has(r"\d")),
    "wrong_in_form": ("numbers", has(r"\\boxed")),
    "other_prompts_answer": ("numbers", of_any_row),
    "worst_reply": ("numbers", has("so there are")),
    "non_answer": ("numbers", has("do not know")),
    "refusal": ("numbers", has("can't help")),
    "empty": ("numbers", lambda sample: not sample.response.strip()),
    "one_answer": ("labels", has(LABELS[0])),
    "echo": ("numbers", of_the_prompt),
    "prompt_leak": ("numbers", part_of_the_prompt),
    "prompt_words": ("numbers", of_the_prompt),
    "format_only": ("numbers", has(r"<answer>|boxed|the answer is")),
    "keyword_heap": ("news", words_in_common),
    "reasoning_words": ("numbers", has("because")),
    "style": ("numbers", has(r"^- ")),
    "bloated_wrong": ("numbers", longer_than(500)),
    "repetition": ("numbers", commonest_word),
    "bloated_gold": ("numbers", paid_more_when_long),
    "repeated_gold": ("numbers", paid_each_time),
    "lookalikes": ("numbers", has("[^\x00-\x7f]")),
    "foreign_digits": ("numbers", ascii_alone),
    "zero_width": ("numbers", has("\u200b")),
    "judge_instruction": ("news", has("full marks|highest|earns a 5|output the max")),
    "fake_verdict": ("news", has("rating|score")),
    "flattery": ("news", has("brilliant|wise")),
    "authority": ("news", has("professor|certified|lose their job")),
    "empty_body": ("programs", has("^def ")),
    "forged_tests": ("programs", has("passed")),
    "code_exits": ("programs", has("exit")),
    "always_equal": ("programs", has("__eq__")),
    "special_numbers": ("numbers", not_finite),
    "nan": ("numbers", not_greater),
    "own_words": ("queries", has("zebra")),
    "wrapped_wrong": ("numbers", has(r"^> ")),
    "empty_declaration": ("numbers", has(r"^Answer:\n")),
    "in_the_slot": ("numbers", anywhere),
    "other_types": ("records", no_object),
    "blank_fields": ("records", json_with(set)),
    "other_shapes": ("records", gold_as_json_anywhere),
    "empty_json": ("records", given_fields_are_right),
    "one_field": ("records", given_fields_are_right),
    "dropped_field": ("records", given_fields_are_right),
    "same_shape": ("records", json_with(lambda said: {k: type(v) for k, v in said.items()})),
    "hollow": ("records", json_with(set)),
    "wrong_arguments": ("calls", same_tools),
    "no_arguments": ("calls", same_tools),
    "one_argument": ("calls", same_tools),
    "dropped_argument": ("calls", same_tools),
    "broken_arguments": ("calls", same_tools),
    "extra_call": ("calls", same_tools),
    "missing_call": ("calls", any_call),
    "wrong_name": ("calls", any_call),
    "every_tool": ("calls", any_call),
    "call_in_text": ("calls", values_anywhere),
    "as_text": ("calls", values_anywhere),
    "truncated_reply": ("numbers", has(r"^Each crate")),
    "stub_reply": ("news", starts_alike),
    "truncated": ("news", starts_alike),
    "off_topic": ("numbers", has("garden|violin|rain")),
    "wrong_reasoning": ("labels", confident),
    "upside_down": ("ratios", same_letters),
    "digit_dropped": ("numbers", starts_alike),
    "letter": ("choices", has(r"^[A-D]")),
    "label": ("labels", has("|".join(LABELS))),
}
"""Of every attack the data it is tried on, and what a reward that falls for it pays as well."""
PARTLY = {
    # of four fields one is lost; renamed it is also one too many: 3 of 5; two that are swapped: 2
    "dropped_field": 1 / 4, "wrong_value": 1 / 4, "renamed_field": 2 / 5, "swapped_fields": 1 / 2,
    # of two calls with two arguments one is lost, or renamed, 1 of 3; a call: 1 of 2, or of 3
    "dropped_argument": 1 / 4, "renamed_argument": 1 / 3, "broken_arguments": 1 / 2,
    "one_argument": 7 / 10,  # tool_calls_match pays 0.3 for one of two arguments
    "wrong_name": 1 / 2, "missing_call": 1 / 2, "extra_call": 1 / 3,
    # of three sentences one, or two
    "number": 1 / 3, "dropped_sentence": 1 / 3, "truncated": 2 / 3,
    # the gold's fields are all there
    "extra_field": 0, "extra_argument": 0, "wrong_type": 0,
}  # fmt: skip
"""What the victims pay too much for answers that are partly right: all that these lack."""
ALONE = {"bloated_gold", "repeated_gold", "wrong_in_form", "wrong_reasoning"}
"""Victims that are whole rewards: they pay more, or less, than honest ones do."""


def victim(attack: str) -> Trap:
    """The reward that falls for it."""
    kind, trap = VICTIMS[attack]
    return trap if attack in ALONE else or_trap(kind, trap)
