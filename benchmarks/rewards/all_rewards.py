"""Every reward that there is, with a gold and metadata that it can use."""

from typing import Any

from rewards import on_field, without_reasoning
from rewards.cites_source import cites_source
from rewards.code_tests import code_tests
from rewards.exact_match import ExactMatch, exact_match
from rewards.follows_instructions import follows_instructions
from rewards.in_language import InLanguage
from rewards.json_match import json_match
from rewards.label_f1 import label_f1
from rewards.label_match import label_match
from rewards.length import MaxWords, WithinWords
from rewards.math_match import math_match
from rewards.multiple_choice import multiple_choice
from rewards.no_repetition import no_repetition
from rewards.numeric_match import NumericMatch, numeric_match
from rewards.one_of import one_of
from rewards.pattern import Pattern
from rewards.quotes_exist import quotes_exist
from rewards.soft_overlong import soft_overlong
from rewards.sql_match import SqlMatch, sql_match
from rewards.text_similarity import TextSimilarity
from rewards.token_f1 import token_f1
from rewards.tool_calls_match import tool_calls_match
from rewards.trajectory_match import trajectory_match
from rewards.types import Reward
from rewards.valid_json import ValidJson, valid_json
from rewards.well_formed import well_formed

Case = tuple[Reward, Any, dict[str, Any]]
_LOOSE = ExactMatch(
    unicode="NFKC", ignore_case=True, ignore_inner_space=True, ignore_last_marks=True
)
_SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
_PROSE = "The quick brown fox jumps over the lazy dog, and the cat sat on the mat. " * 4
_LABELS = {"labels": ["spam", "ham", "unsure"]}
_FOUR = {"choices": ["London", "Paris", "Rome", "Berlin"]}
_TEN = {"choices": [f"City {letter}" for letter in "QWERTYUIOP"]}

_IDS = (
    *("change_case:english_lowercase", "detectable_format:json_format", "detectable_format:title"),
    *("detectable_format:number_highlighted_sections", "punctuation:no_comma"),
    *("detectable_content:number_placeholders", "detectable_format:constrained_response"),
)
_INSTRUCTIONS = {
    "instruction_id_list": list(_IDS),
    "kwargs": [
        {"num_highlights": 2}
        if "highlighted" in name
        else {"num_placeholders": 2}
        if "placeholders" in name
        else {}
        for name in _IDS
    ],
}


def cases() -> dict[str, Case]:
    """By name: the reward, a gold and metadata."""
    return {**_answers(), **_choices(), **_texts(), **_structures(), **_forms()}


def _answers() -> dict[str, Case]:
    return {
        "exact_match": (exact_match, "42", {}),
        "exact_match, loose": (_LOOSE, "42", {}),
        "one_of": (one_of, ["42", "43"], {}),
        "numeric_match": (numeric_match, "42", {}),
        "numeric_match, in metres": (NumericMatch(unit="m"), "42 m", {}),
        "math_match, a number": (math_match, "42", {}),
        "math_match, a formula": (math_match, "\\frac{x}{2}", {}),
        "math_match, a set": (math_match, "\\{1, 2\\}", {}),
    }


def _choices() -> dict[str, Case]:
    return {
        "multiple_choice, of four": (multiple_choice, "B", _FOUR),
        "multiple_choice, of ten": (multiple_choice, "B", _TEN),
        "multiple_choice, letters alone": (multiple_choice, "B", {}),
        "label_match": (label_match, "spam", _LABELS),
        "label_f1": (label_f1, ["spam"], _LABELS),
    }


def _texts() -> dict[str, Case]:
    source = {"source": _PROSE, "sources": [_PROSE, "Another one."]}
    return {
        "token_f1": (token_f1, _PROSE, {}),
        "ratio": (TextSimilarity("ratio"), _PROSE, {}),
        "ROUGE-L": (TextSimilarity("rouge_l"), _PROSE, {}),
        "chrF": (TextSimilarity("chrf"), _PROSE, {}),
        "BLEU": (TextSimilarity("bleu"), _PROSE, {}),
        "quotes_exist": (quotes_exist, None, source),
        "cites_source": (cites_source, None, source),
        "follows_instructions": (follows_instructions, None, _INSTRUCTIONS),
    }


def _structures() -> dict[str, Case]:
    schema, gold = SqlMatch(schema="create table t(a)"), {"a": "42"}
    return {
        "valid_json": (valid_json, None, {}),
        "valid_json, in prose": (ValidJson(in_prose=True), None, {}),
        "valid_json, of a schema": (ValidJson(schema=_SCHEMA), None, {}),
        "json_match": (json_match, {"a": 1, "b": [1, 2]}, {}),
        "on_field of exact_match": (without_reasoning(on_field("a", exact_match)), gold, {}),
        "on_field of numeric_match": (without_reasoning(on_field("a", numeric_match)), gold, {}),
        "code_tests": (code_tests, ["assert f(1) == 2"], {}),
        "sql_match, by result": (schema, "select a from t", {}),
        "sql_match, by tree": (sql_match, "select a from t", {}),
        "tool_calls_match": (tool_calls_match, [{"name": "f", "arguments": {"a": 1}}], {}),
        "trajectory_match": (trajectory_match, [{"name": "f", "arguments": {"a": 1}}], {}),
    }


def _forms() -> dict[str, Case]:
    return {
        "pattern": (Pattern(r"\b42\b"), None, {}),
        "well_formed": (well_formed, None, {}),
        "MaxWords": (MaxWords(80), None, {}),
        "WithinWords": (WithinWords(1, 80), None, {}),
        "soft_overlong": (soft_overlong, None, {}),
        "no_repetition": (no_repetition, None, {}),
        "in_language, English": (InLanguage("en"), None, {}),
        "in_language, Japanese": (InLanguage("ja"), None, {}),
    }
