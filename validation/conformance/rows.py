"""A sample as the row of an event, in each of the forms in which the platforms send one."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rewards.types import Message, Sample
from rewards.wire import Platform

Row = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """One way to write a sample as a row; `turns` says whether the row holds the conversation."""

    name: str
    row: Callable[[Sample], Row]
    turns: bool = True


def forms(platform: Platform) -> tuple[Form, ...]:
    """The forms that a platform's rows come in, the usual one first."""
    return _FORMS[platform]


def top_level(sample: Sample) -> Row:
    reference = {} if sample.reference_answer is None else {"reference_answer": _gold(sample)}
    return {**_conversation(sample), **reference, **_rest(sample)}


def under_metadata(sample: Sample) -> Row:
    metadata = dict(sample.metadata)
    if sample.reference_answer is not None:
        metadata["reference_answer"] = _gold(sample)
    return {**_conversation(sample), "metadata": metadata}


def verl(sample: Sample) -> Row:
    """A row as verl's datasets have it, the reply appended to its prompt."""
    return {
        "id": sample.id,
        "data_source": "conformance",
        "prompt": _turns(sample),
        "ability": "any",
        "reward_model": {"ground_truth": _gold(sample), "style": "rule"},
        "extra_info": {"split": "train", **sample.metadata},
    }


def _conversation(sample: Sample) -> Row:
    tools = {"tools": list(sample.tools)} if sample.tools else {}
    return {"id": sample.id, "messages": _turns(sample), **tools}


def _turns(sample: Sample) -> list[Row]:
    return [turn(message) for message in sample.messages]


def turn(message: Message) -> Row:
    """A message in the form of chat completions; a call's arguments are JSON text there."""
    row: Row = {"role": message.role, "content": message.content}
    if message.tool_calls:
        row["tool_calls"] = [
            {
                "id": f"call_{n}",
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(call.arguments)},
            }
            for n, call in enumerate(message.tool_calls)
        ]
    if message.tool_call_id is not None:
        row["tool_call_id"] = message.tool_call_id
    return row


def _gold(sample: Sample) -> Any:
    gold = sample.reference_answer
    return dict(gold) if isinstance(gold, Mapping) else gold


def _rest(sample: Sample) -> Row:
    """The other fields of the dataset; under `metadata` where one is called as the wire's own."""
    if _OWN.intersection(sample.metadata):
        return {"metadata": dict(sample.metadata)}
    return dict(sample.metadata)


_OWN = {
    *("id", "messages", "tools", "reference_answer", "metadata", "reward_model", "extra_info"),
    *("prompt", "completion", "response", "model_response", "query", "system", "chosen"),
    *("rejected", "input", "batch", "body", "trajectories"),
}


def _scored_turns(sample: Sample) -> Row:
    return {"id": sample.id, "messages": _turns(sample), **_text(sample), **_rest(sample)}


def _scored_verl(sample: Sample) -> Row:
    gold = gold_text(sample)
    return {
        "id": sample.id,
        "data_source": "customized",
        "prompt": _turns(sample),
        "response": sample.response,
        "reward_model": {"ground_truth": gold, "style": "rule"},
        "extra_info": {"reference_answer": {"text": gold}, **sample.metadata},
    }


def _completion(sample: Sample) -> Row:
    asked = {"id": sample.id, "prompt": _prompt(sample), "completion": sample.response}
    return {**asked, **_text(sample)}


def _preference(sample: Sample) -> Row:
    return {**_completion(sample), "chosen": gold_text(sample), "rejected": "I do not know."}


def _evaluation(sample: Sample) -> Row:
    """Here `response` is the gold, and the model's reply has a name of its own."""
    return {
        "id": sample.id,
        "query": _prompt(sample),
        "response": gold_text(sample),
        "system": "",
        "model_response": sample.response,
        **_text(sample),
        "category": "any",
        "metadata": "",
    }


def _text(sample: Sample) -> Row:
    return {"reference_answer": {"text": gold_text(sample)}}


def gold_text(sample: Sample) -> str:
    """The reference as the custom scorer is sent it: text, and "" where there is none."""
    gold = sample.reference_answer
    while isinstance(gold, Mapping) and list(gold) == ["text"]:
        gold = gold["text"]
    if gold is None:
        return ""
    return gold if isinstance(gold, str) else json.dumps(gold, ensure_ascii=False)


def _prompt(sample: Sample) -> str:
    asked = [message.content for message in sample.messages if message.role == "user"]
    return "\n".join(asked)


_FORMS: Mapping[Platform, tuple[Form, ...]] = {
    "nova": (Form("messages", top_level),),
    "bedrock": (
        Form("reference under metadata", under_metadata),
        Form("reference at the top level", top_level),
    ),
    "serverless-oss": (Form("messages", top_level), Form("verl row", verl)),
    "scorer": (
        Form("OpenAI messages", _scored_turns),
        Form("verl", _scored_verl),
        Form("prompt and completion", _completion, turns=False),
        Form("preference", _preference, turns=False),
        Form("SageMaker evaluation", _evaluation, turns=False),
    ),
}
