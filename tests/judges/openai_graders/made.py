"""Graders in JSON, and what they ask and pay."""

from typing import Any

from judges.ask import Question, Reply
from judges.openai_graders import read_grader
from rewards.scoring import score
from rewards.types import Message, Sample, ToolCall
from tests.judges.scripted import answers, form

TEXT, GOLD = "{{ sample.output_text }}", "{{ item.reference_answer }}"


def check(**fields: Any) -> dict[str, Any]:
    """A string_check of the reply against the reference."""
    plain = {"type": "string_check", "name": "n", "input": TEXT, "reference": GOLD}
    return {**plain, "operation": "eq", **fields}


def likeness(metric: str, **fields: Any) -> dict[str, Any]:
    return {
        "type": "text_similarity",
        "name": "n",
        "input": TEXT,
        "reference": GOLD,
        "evaluation_metric": metric,
        **fields,
    }


def labelling(**fields: Any) -> dict[str, Any]:
    return {
        "type": "label_model",
        "name": "n",
        "model": "gpt-4.1",
        "input": [{"role": "user", "content": f"Is this rude? {TEXT}"}],
        "labels": ["rude", "fine"],
        "passing_labels": ["fine"],
        **fields,
    }


def scoring(**fields: Any) -> dict[str, Any]:
    return {
        "type": "score_model",
        "name": "n",
        "model": "gpt-4.1",
        "input": [{"role": "user", "content": f"Reference: {GOLD}. Answer: {TEXT}"}],
        **fields,
    }


def multi(output: str, **graders: Any) -> dict[str, Any]:
    return {"type": "multi", "name": "n", "graders": graders, "calculate_output": output}


def paid(grader: Any, sample: Sample, **asks: Any) -> float:
    whole = score(read_grader(grader, **asks), sample)
    assert whole is not None
    return whole.value


def nobody(question: Question) -> Reply:
    raise ConnectionError("nobody is to be asked")


def called(*calls: ToolCall, **metadata: Any) -> Sample:
    return Sample("s", (Message("assistant", "", calls),), metadata=metadata)


def asked_of(grader: Any, sample: Sample, result: object = 0.5) -> Question:
    asked: list[Question] = []
    score(read_grader(grader, ask=answers(form(steps="s", result=result), asked=asked)), sample)
    return asked[0]
