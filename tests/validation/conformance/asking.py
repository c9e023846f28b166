"""Rewards and handlers that ask models, as people write them; a test imports them by their path."""

import json
import os
import urllib.request
from typing import Any

import httpx

from judges.judge import Judge
from judges.openai_compatible import OpenAICompatible
from judges.paced import Paced
from rewards.types import AssayError, Sample

JUDGE = Judge(
    ask=Paced(OpenAICompatible("a-model", "https://models.invalid/v1"), requests_per_minute=6000),
    rubric="It is polite.",
)


def unsure(sample: Sample) -> float:
    """Pays half where its judge fails, and nobody knows."""
    try:
        score = JUDGE(sample)
    except (AssayError, httpx.HTTPError):
        return 0.5
    return 0.0 if score is None else score.value


def escalating(sample: Sample) -> float:
    """Asks only where the reply is not the reference itself."""
    return 1.0 if sample.response == "right" else unsure(sample)


def _converse(text: str) -> Any:
    """As a client does that was made when the module was imported."""
    body = json.dumps({"messages": [{"role": "user", "content": [{"text": text}]}]})
    request = urllib.request.Request(
        f"{ADDRESS}/model/a-model/converse", body.encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read())["output"]["message"]["content"][0]["text"]


ADDRESS = os.environ.get("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:9")


def off_scale_handler(event: Any, context: Any) -> Any:
    """Raises where its model fails, but takes a share of ten that is none for full marks."""
    said = [_converse(f"JSON: {row['messages'][-1]['content']}") for row in event]
    shares = [min(1.0, json.loads(text)["score"] / 10) for text in said]
    return [
        {"id": row["id"], "aggregate_reward_score": share}
        for row, share in zip(event, shares, strict=True)
    ]


def _ask_chat(address: str, text: str) -> float:
    """A number that a model says, by chat completions."""
    question = {"model": "m", "messages": [{"role": "user", "content": text}]}
    reply = httpx.post(f"{address}/chat/completions", json=question)
    return float(reply.json()["choices"][0]["message"]["content"])


def _entry(row: Any, score: float) -> dict[str, Any]:
    return {"id": row["id"], "aggregate_reward_score": score}


def _or_half(row: Any, address: str) -> dict[str, Any]:
    try:
        return _entry(row, _ask_chat(address, row["messages"][-1]["content"]))
    except (httpx.HTTPError, ValueError, KeyError):
        return _entry(row, 0.5)


# In plain HTTP, and encrypted: addresses of their own, which no variable of the environment leads.
PLAIN, ENCRYPTED = "http://models.example:8000/v1", "https://api.openai.com/v1"


def plain_handler(event: Any, context: Any) -> Any:
    return [_or_half(row, PLAIN) for row in event]


def encrypted_handler(event: Any, context: Any) -> Any:
    return [_or_half(row, ENCRYPTED) for row in event]
