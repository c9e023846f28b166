"""Sound rewards for JSON, tool calls, programs and queries."""

import json

from rewards import weighted_sum
from rewards.code_tests import CodeTests
from rewards.json_match import JsonMatch, json_match
from rewards.sql_match import sql_match
from rewards.tool_calls_match import ToolCallsMatch, tool_calls_match
from rewards.types import Sample
from rewards.valid_json import valid_json

fields = json_match
fields_or_nothing = JsonMatch(in_prose=True, weights={"price": 2})
fields_and_form = weighted_sum(right=(0.9, json_match), form=(0.1, valid_json))
calls = tool_calls_match
calls_or_nothing = ToolCallsMatch(partial=False)
tests = CodeTests(timeout=2, total=4)
rows = sql_match


def every_field(sample: Sample) -> bool:
    """All or nothing, by hand."""
    start, end = sample.response.find("{"), sample.response.rfind("}")
    try:
        return bool(json.loads(sample.response[start : end + 1]) == sample.reference_answer)
    except ValueError:
        return False
