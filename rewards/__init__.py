"""What a reward is, and the verifiable ones: each name is loaded when it is first used."""

from rewards.front_door import open_front_door

__all__ = open_front_door(
    __name__,
    {
        "types": "AssayError Message Reward Sample Score ToolCall Usage",
        "scoring": "InvalidScoreError Outcome ScoringError score score_all",
        "compose": "clipped first_applicable gated minimum on_field penalised per_task product "
        "weighted_sum without_reasoning",
        "formula": "FormulaError formula",
        "extract": "answer_tag boxed choice_letter code_block final_answer json_block last_number",
        "cites_source": "CitesSource cites_source",
        "code_tests": "CodeTests code_tests",
        "exact_match": "ExactMatch exact_match",
        "follows_instructions": "FollowsInstructions follows_instructions",
        "in_language": "InLanguage in_language",
        "json_match": "JsonMatch json_match",
        "label_f1": "LabelF1 label_f1",
        "label_match": "LabelMatch label_match",
        "length": "MaxWords WithinWords",
        "math_match": "MathMatch math_match",
        "multiple_choice": "MultipleChoice multiple_choice",
        "no_repetition": "NoRepetition no_repetition",
        "numeric_match": "NumericMatch numeric_match",
        "one_of": "OneOf one_of",
        "pattern": "Pattern",
        "quotes_exist": "QuotesExist quotes_exist",
        "soft_overlong": "SoftOverlong soft_overlong",
        "sql_match": "SqlMatch sql_match",
        "text_similarity": "TextSimilarity text_similarity",
        "token_f1": "TokenF1 token_f1",
        "tool_calls_match": "ToolCallsMatch tool_calls_match",
        "trajectory_match": "TrajectoryMatch trajectory_match",
        "valid_json": "ValidJson valid_json",
        "well_formed": "WellFormed well_formed",
    },
)
