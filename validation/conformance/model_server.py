"""A server that stands in for every model, fails as it is told to, and counts its questions.

POST /model/ID/converse, /model/ID/invoke       Amazon Bedrock
POST …/chat/completions, …/responses            OpenAI and whatever speaks like it
POST …/messages                                 Anthropic
"""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# A number that no rubric's scale holds.
OFF_SCALE = 9999


@dataclass(frozen=True)
class ModelFailure:
    """One way in which a model fails.

    Attributes:
        name: what the model does, after "with its model".
        status: the HTTP status of its answer.
        kind: the error's type, as Bedrock names it; "" where the model answers.
        text: what it says where it answers.
        stop: why it stopped, as Converse says it.
    """

    name: str
    status: int = 200
    kind: str = ""
    text: str = ""
    stop: str = "end_turn"


FAILURES = (
    ModelFailure("throttled", 429, "ThrottlingException"),
    ModelFailure("refusing access", 403, "AccessDeniedException"),
    ModelFailure("timing out", 408, "ModelTimeoutException"),
    ModelFailure("cutting its JSON off", text='{"score": 0.', stop="max_tokens"),
    ModelFailure("saying nothing"),
    ModelFailure("naming a number off the scale", text=str(OFF_SCALE)),
)
# A stream has a form of its own, which is not written here: there the model is not available.
_NO_STREAM = ModelFailure("not available", 503, "ServiceUnavailableException")


class FailingModel:
    """The server, for as long as the context lasts.

    Attributes:
        failure: how it fails from now on.
        calls: questions so far.
        address: where it listens, on this machine alone.
    """

    def __init__(self) -> None:
        self.failure = FAILURES[0]
        self.calls = 0
        self._counting = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_ModelApi, self))
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "FailingModel":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fail(self, path: str, request: Mapping[str, Any]) -> tuple[ModelFailure, dict[str, Any]]:
        """How the question at this path fails, and the body of the answer."""
        with self._counting:
            self.calls += 1
        failure = self.failure
        if not failure.kind and ("stream" in path or request.get("stream")):
            failure = _NO_STREAM
        if failure.kind:
            said = f"the model is {failure.name}"
            error = {"message": said, "type": failure.kind, "code": failure.kind}
            return failure, {"message": said, "error": error}
        return failure, answer_body(path, request, failure)


class _ModelApi(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def __init__(self, model: FailingModel, *connection: Any) -> None:
        self._model = model
        super().__init__(*connection)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            request = json.loads(body or b"{}")
        except ValueError:
            request = {}
        asked = request if isinstance(request, dict) else {}
        failure, answer = self._model.fail(self.path, asked)
        self._send(failure, answer)

    def do_GET(self) -> None:
        """A client that looks which models there are asks nothing yet."""
        self._send(ModelFailure(""), {"object": "list", "data": []})

    def _send(self, failure: ModelFailure, answer: Mapping[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(failure.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-ErrorType", failure.kind)
        self.send_header("Retry-After", "0")
        self.send_header("x-should-retry", "false")  # as clients of OpenAI and Anthropic read it
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what matters is what becomes of the answer."""


def answer_body(path: str, request: Mapping[str, Any], failure: ModelFailure) -> dict[str, Any]:
    """What the model says, in the form of Converse, of OpenAI's responses, or of all the others.

    A number off the scale fills each field of the schema that the request gives, in a call of the
    tool where there is one.
    """
    fields = dict.fromkeys(next(_schemas(request), ("score", "rating")), OFF_SCALE)
    tool = ""
    if failure.text == str(OFF_SCALE):
        tool = next(_tool_names(request), "")
        if tool or "json" in json.dumps(request).lower():
            failure = replace(failure, text=json.dumps(fields))
    if path.endswith("/converse"):
        return _converse_body(failure, tool, fields)
    if path.endswith("/responses"):
        part = {"type": "output_text", "text": failure.text, "annotations": []}
        message = {"type": "message", "role": "assistant", "id": "one", "content": [part]}
        return {"id": "one", "object": "response", "status": "completed", "output": [message]}
    return _chat_body(failure, tool, fields)


def _converse_body(failure: ModelFailure, tool: str, fields: dict[str, int]) -> dict[str, Any]:
    used = {"toolUse": {"toolUseId": "one", "name": tool, "input": fields}}
    content = [used] if tool else [{"text": failure.text}]
    return {
        "output": {"message": {"role": "assistant", "content": content}},
        "stopReason": "tool_use" if tool else failure.stop,
        "usage": {"inputTokens": 9, "outputTokens": 3, "totalTokens": 12},
        "metrics": {"latencyMs": 1},
    }


def _chat_body(failure: ModelFailure, tool: str, fields: dict[str, int]) -> dict[str, Any]:
    """For OpenAI, for Anthropic, and for the models of InvokeModel, each of which reads its own."""
    text, finish = failure.text, "length" if failure.stop == "max_tokens" else "stop"
    message: dict[str, Any] = {"role": "assistant", "content": text}
    block: dict[str, Any] = {"type": "text", "text": text}
    if tool:
        called = {"name": tool, "arguments": json.dumps(fields)}
        message["tool_calls"] = [{"id": "one", "type": "function", "function": called}]
        block = {"type": "tool_use", "id": "one", "name": tool, "input": fields}
    return {
        "id": "one",
        "object": "chat.completion",
        "created": 0,
        "model": "a-model",
        "choices": [{"index": 0, "message": message, "text": text, "finish_reason": finish}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}
        | {"input_tokens": 9, "output_tokens": 3},
        **{"type": "message", "role": "assistant", "content": [block]},
        "stop_reason": "tool_use" if tool else failure.stop,
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}},
        **{"generation": text, "outputText": text, "results": [{"outputText": text}]},
    }


def _schemas(request: Any) -> Iterator[tuple[str, ...]]:
    """The names of the fields of every JSON Schema in the request; Converse writes one as text."""
    if isinstance(request, dict):
        if isinstance(request.get("properties"), dict):
            yield tuple(request["properties"])
        text = request.get("schema")
        if isinstance(text, str) and text.startswith("{"):
            request = {**request, "schema": json.loads(text)}
        for value in request.values():
            yield from _schemas(value)
    elif isinstance(request, list):
        for value in request:
            yield from _schemas(value)


def _tool_names(request: Mapping[str, Any]) -> Iterator[str]:
    """The tools of the request, as Converse, OpenAI and Anthropic write them."""
    held = request.get("toolConfig")
    tools = held.get("tools") if isinstance(held, dict) else request.get("tools")
    for tool in tools if isinstance(tools, list) else ():
        if isinstance(tool, dict):
            spec = tool.get("toolSpec") or tool.get("function") or tool
            yield str(spec.get("name") or "")
