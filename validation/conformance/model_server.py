"""A server that stands in for every model, fails as it is told to, and counts its questions.

POST /model/ID/converse, /model/ID/invoke       Amazon Bedrock
POST …/chat/completions, …/responses            OpenAI and whatever speaks like it
POST …/messages                                 Anthropic

Whatever else a handler's process connects to is led here too (`targets/connections.py`). A question
in plain HTTP to an address of the handler's own is answered like any other; a connection that is no
HTTP, as one that is encrypted, ends at once, and its address is among those `elsewhere`.
"""

import json
import re
import select
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from validation.targets.connections import ELSEWHERE, FOLDER, SERVER, SILENCE

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
        silent: whether no answer comes at all, until the client gives up.
    """

    name: str
    status: int = 200
    kind: str = ""
    text: str = ""
    stop: str = "end_turn"
    silent: bool = False


FAILURES = (
    ModelFailure("throttled", 429, "ThrottlingException"),
    ModelFailure("refusing access", 403, "AccessDeniedException"),
    ModelFailure("timing out", silent=True),
    ModelFailure("cutting its JSON off", text='{"score": 0.', stop="max_tokens"),
    ModelFailure("saying nothing"),
    ModelFailure("naming a number off the scale", text=str(OFF_SCALE)),
)
# A stream has a form of its own, which is not written here: there the model is not available.
_NO_STREAM = ModelFailure("not available", 503, "ServiceUnavailableException")
# What the path of a question to a model holds; telemetry is sent to others.
_QUESTION = re.compile(
    r"converse|invo|completion|responses|messages|generate|chat|predict|score|embed", re.IGNORECASE
)
# How a request in plain HTTP begins; with nothing else is it waited for the end of a line.
_METHODS = (b"POST", b"GET ", b"HEAD", b"PUT ", b"CONN", b"OPTI", b"PATC", b"DELE")


class FailingModel:
    """The server, for as long as the context lasts.

    Attributes:
        failure: how it fails from now on.
        calls: questions so far.
        address: where it listens, on this machine alone.
        folder: what it shares with a process whose connections are led to it.
        ended: readable once the server ends; whoever is silent waits for that too.
    """

    def __init__(self) -> None:
        self.calls = 0
        self._counting = threading.Lock()
        self._closing = ExitStack()
        self.folder = Path(self._closing.enter_context(TemporaryDirectory(prefix="assay-")))
        (self.folder / ELSEWHERE).touch()
        self.failure = FAILURES[0]
        self.ended, self._end = map(self._closing.enter_context, socket.socketpair())
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_ModelApi, self))
        self.place = f"127.0.0.1:{self._server.server_port}"
        self.address = f"http://{self.place}"

    @property
    def failure(self) -> ModelFailure:
        return self._failure

    @failure.setter
    def failure(self, failure: ModelFailure) -> None:
        self._failure = failure
        if failure.silent:
            (self.folder / SILENCE).touch()
        else:
            (self.folder / SILENCE).unlink(missing_ok=True)

    @property
    def elsewhere(self) -> list[str]:
        """HOST:PORT of each connection so far that was led here and meant for another server."""
        return (self.folder / ELSEWHERE).read_text("utf-8").splitlines()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that `targets/connections.py` reads."""
        return {SERVER: self.place, FOLDER: str(self.folder)}

    def __enter__(self) -> "FailingModel":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end.send(b"x")
        self._server.shutdown()
        self._server.server_close()
        self._closing.close()

    def fail(self, path: str, request: Mapping[str, Any]) -> tuple[ModelFailure, dict[str, Any]]:
        """How the question at this path fails, and the body of the answer."""
        with self._counting:
            self.calls += 1
        failure = self.failure
        answers = not failure.kind and not failure.silent
        if answers and ("stream" in path or request.get("stream")):
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

    def handle_one_request(self) -> None:
        try:
            opening = self.connection.recv(4, socket.MSG_PEEK | socket.MSG_WAITALL)
        except ConnectionError:  # the process was ended
            opening = b""
        if opening in _METHODS:
            super().handle_one_request()
        else:
            self.close_connection = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            request = json.loads(body or b"{}")
        except ValueError:
            request = {}
        if self.headers.get("Host") != self._model.place and not _QUESTION.search(self.path):
            self._send(_NO_STREAM, {})
            return
        asked = request if isinstance(request, dict) else {}
        failure, answer = self._model.fail(self.path, asked)
        if failure.silent:
            select.select([self.connection, self._model.ended], [], [])
            self.close_connection = True
        else:
            self._send(failure, answer)

    def do_GET(self) -> None:
        """A client that looks which models there are asks nothing yet."""
        self._send(ModelFailure(""), {"object": "list", "data": []})

    def do_CONNECT(self) -> None:
        """A client that takes the server for a proxy wants an encrypted way to somewhere else."""
        with (self._model.folder / ELSEWHERE).open("a", encoding="utf-8") as file:
            file.write(f"{self.path}\n")
        self._send(_NO_STREAM, {})

    def _send(self, failure: ModelFailure, answer: Mapping[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(failure.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-ErrorType", failure.kind)
        self.send_header("Retry-After", "0")
        self.send_header("x-should-retry", "false")  # as clients of OpenAI and Anthropic read it
        self.send_header("Connection", "close")  # a silence is met by a connection of its own
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
