"""The names of the package as type checkers and editors read them: as in `__init__.py`."""

from rewards.cites_source import CitesSource, cites_source
from rewards.code_tests import CodeTests, code_tests
from rewards.compose import (
    clipped,
    first_applicable,
    gated,
    minimum,
    on_field,
    penalised,
    per_task,
    product,
    weighted_sum,
    without_reasoning,
)
from rewards.exact_match import ExactMatch, exact_match
from rewards.extract import (
    answer_tag,
    boxed,
    choice_letter,
    code_block,
    final_answer,
    json_block,
    last_number,
)
from rewards.follows_instructions import FollowsInstructions, follows_instructions
from rewards.formula import FormulaError, formula
from rewards.in_language import InLanguage, in_language
from rewards.json_match import JsonMatch, json_match
from rewards.label_f1 import LabelF1, label_f1
from rewards.label_match import LabelMatch, label_match
from rewards.length import MaxWords, WithinWords
from rewards.math_match import MathMatch, math_match
from rewards.multiple_choice import MultipleChoice, multiple_choice
from rewards.no_repetition import NoRepetition, no_repetition
from rewards.numeric_match import NumericMatch, numeric_match
from rewards.one_of import OneOf, one_of
from rewards.pattern import Pattern
from rewards.quotes_exist import QuotesExist, quotes_exist
from rewards.scoring import InvalidScoreError, Outcome, ScoringError, score, score_all
from rewards.soft_overlong import SoftOverlong, soft_overlong
from rewards.sql_match import SqlMatch, sql_match
from rewards.text_similarity import TextSimilarity, text_similarity
from rewards.token_f1 import TokenF1, token_f1
from rewards.tool_calls_match import ToolCallsMatch, tool_calls_match
from rewards.trajectory_match import TrajectoryMatch, trajectory_match
from rewards.types import AssayError, Message, Reward, Sample, Score, ToolCall, Usage
from rewards.valid_json import ValidJson, valid_json
from rewards.well_formed import WellFormed, well_formed

__all__ = [
    "AssayError",
    "CitesSource",
    "CodeTests",
    "ExactMatch",
    "FollowsInstructions",
    "FormulaError",
    "InLanguage",
    "InvalidScoreError",
    "JsonMatch",
    "LabelF1",
    "LabelMatch",
    "MathMatch",
    "MaxWords",
    "Message",
    "MultipleChoice",
    "NoRepetition",
    "NumericMatch",
    "OneOf",
    "Outcome",
    "Pattern",
    "QuotesExist",
    "Reward",
    "Sample",
    "Score",
    "ScoringError",
    "SoftOverlong",
    "SqlMatch",
    "TextSimilarity",
    "TokenF1",
    "ToolCall",
    "ToolCallsMatch",
    "TrajectoryMatch",
    "Usage",
    "ValidJson",
    "WellFormed",
    "WithinWords",
    "answer_tag",
    "boxed",
    "choice_letter",
    "cites_source",
    "clipped",
    "code_block",
    "code_tests",
    "exact_match",
    "final_answer",
    "first_applicable",
    "follows_instructions",
    "formula",
    "gated",
    "in_language",
    "json_block",
    "json_match",
    "label_f1",
    "label_match",
    "last_number",
    "math_match",
    "minimum",
    "multiple_choice",
    "no_repetition",
    "numeric_match",
    "on_field",
    "one_of",
    "penalised",
    "per_task",
    "product",
    "quotes_exist",
    "score",
    "score_all",
    "soft_overlong",
    "sql_match",
    "text_similarity",
    "token_f1",
    "tool_calls_match",
    "trajectory_match",
    "valid_json",
    "weighted_sum",
    "well_formed",
    "without_reasoning",
]
