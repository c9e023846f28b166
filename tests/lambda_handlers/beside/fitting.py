"""Handlers put beside a built artifact: a reward that fits each of the real events."""

from lambda_handlers.adapter import reward_handler
from rewards.json_match import json_match
from rewards.label_match import LabelMatch
from rewards.numeric_match import NumericMatch, numeric_match
from rewards.token_f1 import TokenF1
from rewards.types import Sample


def ends_in_gold(sample: Sample) -> bool:
    return sample.response.endswith(f"#### {sample.reference_answer}")


def of_biology(sample: Sample) -> bool:
    return bool(sample.metadata["my_custom_field"] == "biology-7")


better = LabelMatch(("1", "2"), {"Response 1": "1", "Response 2": "2"}, field="label")

number = reward_handler(numeric_match)
number_or_nothing = reward_handler(numeric_match, on_error=0.0)
number_x = reward_handler(NumericMatch(field="x"))
json = reward_handler(json_match)
label = reward_handler(better)
explanation = reward_handler(TokenF1(field="explanation"))
gold_at_the_end = reward_handler(ends_in_gold)
biology = reward_handler(of_biology)
