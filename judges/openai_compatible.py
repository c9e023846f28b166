"""Asking any server that speaks chat completions: Ollama, vLLM, Bedrock's own endpoint."""

import json
import math
import os
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal, NoReturn, get_args
from urllib.parse import urlsplit

from judges.ask import Question, Reply, VerdictSchema
from judges.errors import (
    BlockedError,
    MalformedReplyError,
    NoVerdictError,
    RefusedError,
    SeveralVerdictsError,
    StopReasonError,
    TruncatedError,
    VerdictError,
)
from judges.paced import fit_to_deadline
from rewards.extras import require_extra
from rewards.types import ASSISTANTS, Message, Usage

LimitName = Literal["max_tokens", "max_completion_tokens"]
_ROLES = ("system", "developer", "user")


def chat_request(model: str, question: Question, limit_name: LimitName) -> dict[str, Any]:
    """The request's body; what is None is left out.

    Raises ValueError for a history with tool calls or results: a `ToolCall` has no id to send.
    """
    sampling = question.sampling
    body: dict[str, Any] = {
        "model": model,
        "messages": _messages(question),
        limit_name: sampling.max_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "top_k": sampling.top_k,  # no part of OpenAI's own interface: vLLM and others take it
        "reasoning_effort": sampling.reasoning,
        "response_format": _response_format(question.form),
    }
    return {name: value for name, value in body.items() if value is not None}


def read_chat(content: bytes, question: Question, model: str, latency: float) -> Reply:
    """The reply: the message's content as it stands, be there reasoning in it or not.

    Reasoning in a field of its own is passed over. Raises VerdictError, with what was said and
    what it cost, for anything but one finished message. Prose may be empty, or cut off and then
    `truncated`; whether a verdict has its form is not checked. A response without its usage is
    malformed, since a bill that nobody knows must not be counted as nothing.
    """
    answer = _answer(content, model)
    truncated = answer.stop == "length"
    if truncated and question.form is not None:
        answer.fail(TruncatedError, "the text stopped at the token limit")
    if not truncated and answer.stop != "stop":
        answer.fail(StopReasonError, "the model gave no finished answer")
    if question.form is not None and not answer.text.strip():
        answer.fail(NoVerdictError, "expected a verdict as text, got none")
    tokens = (answer.usage.input_tokens, answer.usage.output_tokens)
    return Reply(answer.text, *tokens, latency, model, truncated)


def _messages(question: Question) -> list[dict[str, str]]:
    system = [{"role": "system", "content": question.system}] if question.system else []
    turns = [_turn(message) for message in question.history]
    return [*system, *turns, {"role": "user", "content": question.text}]


def _turn(message: Message) -> dict[str, str]:
    if message.role in ASSISTANTS and not message.tool_calls:
        return {"role": "assistant", "content": message.content}
    if message.role in _ROLES:
        return {"role": message.role, "content": message.content}
    raise ValueError(
        f"history: expected turns of text by {', '.join(_ROLES)} or assistant, "
        f"got a {message.role!r} turn with {len(message.tool_calls)} tool calls"
    )


def _response_format(form: VerdictSchema | None) -> dict[str, Any] | None:
    if form is None:
        return None
    schema = {"name": form.name, "strict": True, "schema": form.schema}
    return {"type": "json_schema", "json_schema": schema}


@dataclass(frozen=True)
class _ChatAnswer:
    text: str
    stop: str
    usage: Usage

    def fail(self, kind: type[VerdictError], message: str) -> NoReturn:
        whole = f"{message}; finish_reason {self.stop}"
        raise kind(whole, text=self.text, usage=(self.usage,))


def _answer(content: bytes, model: str) -> _ChatAnswer:
    """The one message there is; raises VerdictError where it is none, or is not the model's."""
    response = _json_object(content)
    usage = _usage(response.get("usage"), model)
    choices = response.get("choices")
    if usage is None or not isinstance(choices, list) or not choices:
        lacking = "usage" if usage is None else "choices"
        _raise_malformed(f"expected a chat completion with {lacking}", content, usage)
    if len(choices) > 1:
        text = json.dumps(choices, ensure_ascii=False)
        several = f"expected one choice, got {len(choices)}"
        raise SeveralVerdictsError(several, text=text, usage=(usage,))
    message, stop = _message_and_stop(choices)
    said = message.get("content")
    if not message or not isinstance(said, str | None):
        _raise_malformed("expected a choice with a message of text", content, usage)
    answer = _ChatAnswer(said or "", stop, usage)
    _check_message(message, answer)
    return answer


def _json_object(content: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or nested without end
        _raise_malformed("expected a chat completion as JSON", content, None)
    if not isinstance(found, dict):
        _raise_malformed("expected a chat completion as a JSON object", content, None)
    return found


def _usage(counts: Any, model: str) -> Usage | None:
    if not isinstance(counts, dict):
        return None
    read, written = counts.get("prompt_tokens"), counts.get("completion_tokens")
    if type(read) is not int or type(written) is not int or min(read, written) < 0:
        return None
    return Usage(model, read, written)


def _raise_malformed(message: str, content: bytes, usage: Usage | None) -> NoReturn:
    text = content.decode("utf-8", "replace")
    raise MalformedReplyError(message, text=text, usage=() if usage is None else (usage,))


def _message_and_stop(choices: list[Any]) -> tuple[Mapping[str, Any], str]:
    """The first choice's message, or nothing where there is none, and why it ended."""
    choice = choices[0] if isinstance(choices[0], dict) else {}
    message = choice.get("message")
    return message if isinstance(message, dict) else {}, str(choice.get("finish_reason"))


def _check_message(message: Mapping[str, Any], answer: _ChatAnswer) -> None:
    if answer.stop == "content_filter":
        answer.fail(BlockedError, "a content filter stopped the answer")
    refusal = message.get("refusal")
    if refusal:
        raise RefusedError("the model refused", text=str(refusal), usage=(answer.usage,))
    if message.get("tool_calls"):
        called = json.dumps(message["tool_calls"], ensure_ascii=False)
        raise NoVerdictError(
            "expected text, got a tool call that was not asked for",
            text=called,
            usage=(answer.usage,),
        )


if TYPE_CHECKING:
    import httpx

FIRST_PAUSE = 0.5
_RETRIABLE = frozenset({408, 409, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class HttpPost:
    """One body, and how it is posted with the client; `secret` is kept out of all that is said."""

    client: "httpx.Client"
    url: str
    body: bytes
    timeout: "httpx.Timeout"
    secret: str = field(default="", repr=False)

    def answered(self, attempts: int, longest_pause: float) -> tuple[bytes, float]:
        """The body of the first good response, and the seconds that this attempt took.

        What may pass (the statuses above, a connection that is cut, a server that is silent) is
        tried again after a pause. Raises httpx's exception for the last attempt, or for the first
        that failed for good; for a status it is an HTTPStatusError with the body's beginning.
        """
        import httpx

        for failures in range(1, attempts):
            try:
                return self._once()
            except httpx.HTTPStatusError as error:
                if error.response.status_code not in _RETRIABLE:
                    raise
                headers: Mapping[str, str] = error.response.headers
            except (
                httpx.ReadError,
                httpx.WriteError,
                httpx.RemoteProtocolError,
                httpx.ReadTimeout,
            ):
                headers = {}
            time.sleep(retry_pause(failures, headers, longest_pause))
        return self._once()

    def _once(self) -> tuple[bytes, float]:
        headers = {"content-type": "application/json"}
        if self.secret:
            headers["authorization"] = f"Bearer {self.secret}"
        began = time.perf_counter()
        response = self.client.post(
            self.url, content=self.body, headers=headers, timeout=self.timeout
        )
        if not response.is_success:
            raise self._status_error(response)
        return response.content, time.perf_counter() - began

    def _status_error(self, response: "httpx.Response") -> "httpx.HTTPStatusError":
        import httpx

        text = response.text.replace(self.secret, "…") if self.secret else response.text
        message = f"{response.status_code} from {self.url}: {text[:300]}"
        return httpx.HTTPStatusError(message, request=response.request, response=response)


def retry_pause(failures: int, headers: Mapping[str, str], longest: float) -> float:
    """Seconds before the next attempt, at most `longest`.

    What the server's Retry-After asks for (RFC 9110, section 10.2.3: seconds, or a date), else a
    random share of 0.5, 1, 2, … seconds, which grow with the failures so far ("full jitter",
    M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015).
    """
    asked = _retry_after(headers.get("retry-after", "").strip())
    if asked is None:
        grown = math.ldexp(FIRST_PAUSE, min(failures - 1, 64))
        return random.uniform(0, min(grown, longest))
    return min(max(asked, 0.0), longest)


def _retry_after(said: str) -> float | None:
    """The seconds it asks for; None where it asks for nothing that can be read."""
    if said.isascii() and said.isdecimal():
        return float(said)
    try:
        return parsedate_to_datetime(said).timestamp() - time.time()
    except ValueError:
        return None


if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True)
class OpenAICompatible:
    """Asks `model` at `{base_url}/chat/completions`; a verdict is forced by its JSON schema.

    The key is what the environment has under `key_variable`, or what `key` says when it is called
    before each question; where that is nothing, none is sent.
    `limit_name` is what the server calls the limit of tokens: Ollama heeds `max_tokens` alone, and
    OpenAI's reasoning models take `max_completion_tokens` alone.

    The other settings change no answer, so they are not printed. A request is sent up to
    `attempts` times while the server says 408, 409, 425, 429, 500, 502, 503 or 504, cuts the
    connection, or is silent for `read_timeout` seconds, with pauses of at most `longest_pause`.
    `connect_timeout` is for connecting, and for sending. `connections` is best no less than the
    workers; one more waits for a connection to be free. A process has one client for all that
    ask with the same settings. Where the call's deadline is nearer than `worst_case`, there are
    fewer attempts, and the last waits less long.

    When called, raises VerdictError for an answer that is none; httpx's exception where there was
    no answer; TimeoutError, and asks nothing, where not even a short wait would end before the
    deadline (see `in_time`); ValueError for a question or a key that cannot be sent. A server that
    does not say what an answer cost cannot be used: that is a MalformedReplyError, and never 0
    tokens. The reply's model is the one that was asked for, and its latency that of the last
    attempt.
    """

    model: str
    base_url: str = "http://localhost:11434/v1"
    _: KW_ONLY
    key_variable: str = "OPENAI_API_KEY"
    limit_name: LimitName = "max_tokens"
    key: Callable[[], str] | None = field(default=None, repr=False)
    attempts: int = field(default=3, repr=False)
    connect_timeout: float = field(default=2.0, repr=False)
    read_timeout: float = field(default=30.0, repr=False)
    longest_pause: float = field(default=10.0, repr=False)
    connections: int = field(default=64, repr=False)

    def __post_init__(self) -> None:
        if not self.model:
            raise ValueError(f"model: expected the name of a model, got {self.model!r}")
        _check_url(self.base_url)
        if self.limit_name not in get_args(LimitName):
            known = " or ".join(map(repr, get_args(LimitName)))
            raise ValueError(f"limit_name: expected {known}, got {self.limit_name!r}")
        for name in ("attempts", "connections"):
            number = getattr(self, name)
            if type(number) is not int or number < 1:
                raise ValueError(f"{name}: expected a whole number of 1 or more, got {number!r}")
        for name in ("connect_timeout", "read_timeout", "longest_pause"):
            seconds = getattr(self, name)
            if not 0 < seconds < math.inf:
                raise ValueError(f"{name}: expected seconds above 0, got {seconds!r}")

    def __call__(self, question: Question) -> Reply:
        body = json.dumps(chat_request(self.model, question, self.limit_name)).encode()
        key = (
            _key_from_environment(self.key_variable)
            if self.key is None
            else _clean_key(self.key(), "key")
        )
        settings, left = fit_to_deadline(self, self.model)
        timeout = settings._timeout(left)
        url = f"{self.base_url.rstrip('/')}/chat/completions"
        posting = HttpPost(_client(self), url, body, timeout, key)
        content, latency = posting.answered(settings.attempts, self.longest_pause)
        return read_chat(content, question, self.model, latency)

    @property
    def worst_case(self) -> float:
        """The seconds after which there is an answer or an exception, once a connection is free.

        Every attempt takes its whole time to connect, to send and to be heard, and every pause is
        the longest. A server that sends its answer drop by drop can take longer, since
        `read_timeout` is for each piece of it.
        """
        each = 2 * self.connect_timeout + self.read_timeout
        return self.attempts * each + (self.attempts - 1) * self.longest_pause

    def _timeout(self, left: float | None) -> "httpx.Timeout":
        """Waits for a free connection no longer than what is left beyond the worst case."""
        with require_extra("httpx", "openai"):
            import httpx
        return httpx.Timeout(
            self.read_timeout,
            connect=self.connect_timeout,
            write=self.connect_timeout,
            pool=None if left is None else left - self.worst_case,
        )


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise ValueError("base_url: expected no user or password in it: it is printed")
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"base_url: expected http(s)://host/path, got {url!r}")


def _key_from_environment(variable: str) -> str:
    return _clean_key(os.environ.get(variable, ""), variable)


def _clean_key(key: str, place: str) -> str:
    stripped = key.strip()
    if not (stripped.isascii() and stripped.isprintable()):  # httpx would print it in its complaint
        raise ValueError(f"{place}: expected a key of printable ASCII characters")
    return stripped


_clients: dict[tuple[int, OpenAICompatible], "httpx.Client"] = {}
_making = threading.Lock()


def _client(settings: OpenAICompatible) -> "httpx.Client":
    """The process's client with these settings, made by the first thread that asks for it."""
    import httpx

    key = (os.getpid(), settings)  # connections do not survive a fork
    with _making:
        if key not in _clients:
            size = settings.connections
            limits = httpx.Limits(max_connections=size, max_keepalive_connections=size)
            _clients[key] = httpx.Client(limits=limits)
        return _clients[key]
