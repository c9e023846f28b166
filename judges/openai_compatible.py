"""Asking any server that speaks chat completions: Ollama, vLLM, Bedrock's own endpoint.

Question ──chat_request──▶ body ──POST, with retries──▶ content ──read_chat──▶ Reply
                                                                   or VerdictError
"""

import json
import math
import os
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NoReturn, get_args
from urllib.parse import urlsplit

from judges import errors
from judges.ask import Question, Reply
from judges.paced import check_patience, fit_to_deadline
from judges.server_gate import THROTTLED, ClientPool, ServerGate
from rewards.answers.fences import without_end_marks
from rewards.extras import require_extra
from rewards.types import ASSISTANTS, Message, Usage

if TYPE_CHECKING:
    import httpx

LimitName = Literal["max_tokens", "max_completion_tokens"]
_ROLES = ("system", "developer", "user")
_FIRST_PAUSE = 0.5
_UNAUTHORIZED = 401
_RETRIABLE = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
# How a server can be made to fill a form, what binds it most first.
VerdictMode = Literal["json_schema", "tool", "json_object", "text"]
# What servers say to a way to force a form that they do not have.
_UNABLE = frozenset({400, 415, 422, 501})


@dataclass(frozen=True)
class OpenAICompatible:
    """Asks `model` at `{base_url}/chat/completions`; a verdict is forced as the server can.

    A verdict is forced by its JSON schema, as the arguments of a tool, as a JSON object whose form
    is told in words, or only told in words. Without a `verdict` the first question tries these in
    turn while the server refuses them (400, 415, 422 or 501), and a process remembers what the
    server can; where it refuses all, the first refusal is raised.

    A request is sent up to `attempts` times while the server says 408, 409, 425, 429, 500, 502,
    503, 504 or 529, refuses or cuts the connection, or is silent for `read_timeout` seconds. A
    process has one pool of clients for all that ask with the same settings. After a 429 or 529 one
    worker pauses and asks again, and the others wait for its answer; after a 401 none asks with
    the same key for some seconds, and each raises that refusal. Where the call's deadline is
    nearer than `worst_case`, there are fewer attempts, and the last waits less long.

    When called, raises VerdictError for an answer that cannot be used; httpx's exception where
    there was no answer; TimeoutError, and asks nothing, where not even a short wait would end
    before the deadline (see `fit_to_deadline`); ValueError for a question or a key that cannot be
    sent. A server that does not say what an answer cost cannot be used: that is a
    MalformedReplyError, and never 0 tokens. The reply's model is the one that was asked for, and
    its latency that of the last attempt.

    Attributes:
        model: the model's name, as the server has it.
        base_url: the server's address, up to and without `/chat/completions`.
        key_variable: the variable of the environment that holds the key; where it is unset or
            empty, no key is sent.
        verdict: how a verdict is forced; None finds out what the server can.
        limit_name: what the server calls the limit of tokens: Ollama heeds `max_tokens` alone, and
            OpenAI's reasoning models take `max_completion_tokens` alone.
        key: called before each question for the key, in the place of `key_variable`. This setting
            and those below change no answer, so they are not printed.
        attempts: how often a request is sent at most.
        connect_timeout: seconds for connecting, and for sending.
        read_timeout: seconds that the server may be silent.
        longest_pause: seconds between two attempts at most.
        connections: how many are open at once; best no less than the workers, since one more
            question waits for a connection to be free.
    """

    model: str
    base_url: str = "http://localhost:11434/v1"
    _: KW_ONLY
    key_variable: str = "OPENAI_API_KEY"
    limit_name: LimitName = "max_tokens"
    verdict: VerdictMode | None = field(default=None, repr=False)
    key: Callable[[], str] | None = field(default=None, repr=False)
    attempts: int = field(default=3, repr=False)
    connect_timeout: float = field(default=2.0, repr=False)
    read_timeout: float = field(default=30.0, repr=False)
    longest_pause: float = field(default=10.0, repr=False)
    connections: int = field(default=512, repr=False)
    extras: ClassVar[dict[str, str]] = {"httpx": "openai"}

    def __post_init__(self) -> None:
        if not self.model:
            raise ValueError(f"model: expected the name of a model, got {self.model!r}")
        parts = urlsplit(self.base_url)
        if "@" in parts.netloc:
            raise ValueError("base_url: expected no user or password in it: it is printed")
        is_http = parts.scheme in ("http", "https") and parts.netloc
        if not is_http or parts.query or parts.fragment:
            raise ValueError(f"base_url: expected http(s)://host/path, got {self.base_url!r}")
        if self.limit_name not in get_args(LimitName):
            known = " or ".join(map(repr, get_args(LimitName)))
            raise ValueError(f"limit_name: expected {known}, got {self.limit_name!r}")
        if self.verdict not in (None, *get_args(VerdictMode)):
            known = ", ".join(map(repr, get_args(VerdictMode)))
            raise ValueError(f"verdict: expected one of {known} or None, got {self.verdict!r}")
        check_patience(self, "connect_timeout", "read_timeout", "longest_pause")

    def __call__(self, question: Question) -> Reply:
        key = self._current_key()
        server = (self.base_url, self.model)
        modes: list[VerdictMode] = [self.verdict or "json_schema"]
        if self.verdict is None and question.form is not None:
            modes = sorted(get_args(VerdictMode), key=lambda mode: mode != _modes.get(server))
        refusal: Exception | None = None
        for mode in modes:
            try:
                content, latency = self._send(question, mode, key)
            except _refused_status() as error:
                if error.response.status_code not in _UNABLE or len(modes) == 1:
                    raise
                refusal = refusal or error
                continue
            if question.form is not None:
                _modes[server] = mode
            return read_chat(content, question, self.model, latency)
        raise refusal or RuntimeError("no way to ask for a verdict was tried")

    def _send(self, question: Question, mode: VerdictMode, key: str) -> tuple[bytes, float]:
        body = json.dumps(chat_request(self.model, question, self.limit_name, mode)).encode()
        headers = {"content-type": "application/json"}
        if key:
            headers["authorization"] = f"Bearer {key}"
        settings, left = fit_to_deadline(self, self.model)
        with require_extra("httpx", "openai"):
            import httpx
        deadline = None if left is None else time.monotonic() + left

        def send(client: httpx.Client) -> httpx.Response:
            timeout = httpx.Timeout(self.connect_timeout, read=settings.read_timeout)
            url = f"{self.base_url.rstrip('/')}/chat/completions"
            return client.post(url, content=body, headers=headers, timeout=timeout)

        process = os.getpid()  # connections and locks do not survive a fork
        with _making:
            pool, gate = _client_pool(process, self), _server_gate(process, self.base_url, key)
        try:
            return _post(send, pool, gate, settings, secret=key, deadline=deadline)
        finally:
            gate.reopen()

    @property
    def worst_case(self) -> float:
        """The seconds after which there is an answer or an exception, once a connection is free.

        Every attempt takes its whole time to connect, to send and to be heard, and every pause is
        the longest. A server that sends its answer drop by drop can take longer, since
        `read_timeout` is for each piece of it.
        """
        each = 2 * self.connect_timeout + self.read_timeout
        return self.attempts * each + (self.attempts - 1) * self.longest_pause

    def _current_key(self) -> str:
        place, key = "key", self.key() if self.key else ""
        if self.key is None:
            place, key = self.key_variable, os.environ.get(self.key_variable, "")
        stripped = key.strip()
        if not (stripped.isascii() and stripped.isprintable()):  # httpx would print it
            raise ValueError(f"{place}: expected a key of printable ASCII characters")
        return stripped


# How each server that was asked can be made to fill a form.
_modes: dict[tuple[str, str], VerdictMode] = {}
_making = threading.Lock()


def _refused_status() -> "type[httpx.HTTPStatusError]":
    with require_extra("httpx", "openai"):
        import httpx
    return httpx.HTTPStatusError


@cache
def _client_pool(process: int, settings: OpenAICompatible) -> ClientPool:
    return ClientPool(settings.connections)


@lru_cache(64)
def _server_gate(process: int, base_url: str, key: str) -> ServerGate:
    return ServerGate()


def _post(
    send: "Callable[[httpx.Client], httpx.Response]",
    pool: ClientPool,
    gate: ServerGate,
    settings: OpenAICompatible,
    *,
    secret: str,
    deadline: float | None,
) -> tuple[bytes, float]:
    """The body of the first good response, and the seconds that its attempt took.

    What may pass (a status of `_RETRIABLE`, a connection that is cut, a server that is silent) is
    tried again after a pause, which a server that is asked too much makes for all workers. Raises
    httpx's exception for the last attempt, or for the first that failed for good; for a status it
    is an HTTPStatusError with the body's beginning, in which `secret` is not shown.
    """
    import httpx

    failures = 0
    while True:
        # what is left beyond the worst case of the attempts that are left may be waited for
        ahead = settings.worst_case * (1 - failures / settings.attempts)
        latest = None if deadline is None else deadline - ahead
        headers: Mapping[str, str] = {}
        status = 0
        last = failures + 1 == settings.attempts
        entered = gate.enter(latest)
        try:
            with pool.lend(None if latest is None else max(0.0, latest - entered)) as client:
                began = time.perf_counter()
                response = send(client)
        except (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ReadTimeout):
            if last:
                raise
        else:
            status, headers = response.status_code, response.headers
            if response.is_success:
                return response.content, time.perf_counter() - began
            if last or status not in _RETRIABLE:
                raise _status_error(response, gate, secret)
        failures += 1
        # where another worker leads, its answer is what this one waits for
        if status not in THROTTLED or gate.close(entered):
            time.sleep(retry_pause(failures, headers, settings.longest_pause))


def _status_error(
    response: "httpx.Response", gate: ServerGate, secret: str
) -> "httpx.HTTPStatusError":
    """A refused key ends the questions of the other workers as well."""
    import httpx

    text = response.text.replace(secret, "…") if secret else response.text
    refusal = partial(
        httpx.HTTPStatusError,
        f"{response.status_code} from {response.request.url}: {text[:300]}",
        request=response.request,
        response=response,
    )
    if response.status_code == _UNAUTHORIZED:
        gate.refuse(refusal)
    return refusal()


def retry_pause(failures: int, headers: Mapping[str, str], longest: float) -> float:
    """Seconds before the next attempt, at most `longest`.

    What the server's Retry-After asks for (RFC 9110, section 10.2.3: seconds, or a date), else a
    random share of 0.5, 1, 2, … seconds, which grow with the failures so far ("full jitter",
    M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015).
    """
    requested = headers.get("retry-after", "").strip()
    if requested.isascii() and requested.isdecimal():
        return min(float(requested), longest)
    try:
        seconds = parsedate_to_datetime(requested).timestamp() - time.time()
    except ValueError:  # it asks for nothing that can be read
        return random.uniform(0, min(math.ldexp(_FIRST_PAUSE, min(failures - 1, 64)), longest))
    return min(max(seconds, 0.0), longest)


def chat_request(
    model: str, question: Question, limit_name: LimitName, mode: VerdictMode = "json_schema"
) -> dict[str, Any]:
    """The request's body; what is None is left out. A form is asked for as the `mode` says.

    Raises ValueError for a history with tool calls or results: a `ToolCall` has no id to send.
    """
    sampling, form = question.sampling, question.form
    messages = [{"role": "system", "content": question.system}] if question.system else []
    messages += map(_turn, question.history)
    body: dict[str, Any] = {
        "model": model,
        "messages": [*messages, {"role": "user", "content": _told_form(question, mode)}],
        limit_name: sampling.max_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "top_k": sampling.top_k,  # no part of OpenAI's own interface: vLLM and others take it
        "reasoning_effort": sampling.reasoning,
    }
    if form is not None and mode == "tool":
        called = {"name": form.name, "strict": True, "parameters": form.schema}
        body["tools"] = [{"type": "function", "function": called}]
        body["tool_choice"] = {"type": "function", "function": {"name": form.name}}
    elif form is not None and mode == "json_schema":
        schema = {"name": form.name, "strict": True, "schema": form.schema}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif form is not None and mode == "json_object":
        body["response_format"] = {"type": "json_object"}
    return {name: value for name, value in body.items() if value is not None}


def _told_form(question: Question, mode: VerdictMode) -> str:
    """The question, with its form in words where nothing else tells it."""
    if question.form is None or mode in ("json_schema", "tool"):
        return question.text
    schema = json.dumps(question.form.schema, ensure_ascii=False)
    return f"{question.text}\n\nAnswer with one JSON object that fits this JSON Schema:\n{schema}"


def _turn(message: Message) -> dict[str, str]:
    if message.role in ASSISTANTS and not message.tool_calls:
        return {"role": "assistant", "content": message.content}
    if message.role in _ROLES:
        return {"role": message.role, "content": message.content}
    raise ValueError(
        f"history: expected turns of text by {', '.join(_ROLES)} or assistant, "
        f"got a {message.role!r} turn with {len(message.tool_calls)} tool calls"
    )


def read_chat(content: bytes, question: Question, model: str, latency: float) -> Reply:
    """The reply: the message's content as it stands, with any reasoning that is in it.

    Reasoning in a field of its own is passed over. Raises VerdictError, with what was said and
    what it cost, for anything but one finished message. Prose may be empty, or cut off and then
    `truncated`; whether a verdict has its form is not checked. A response without its usage is
    malformed, and so is one that counts no tokens for a question or for a text, since an unknown
    cost must not be counted as 0.
    """
    choice, usage = _only_choice(content, model)
    message, stop = choice["message"], str(choice.get("finish_reason"))
    form_call = _call_of_form(message, question)
    text = form_call or message.get("content") or ""
    text = without_end_marks(text) if question.form else text

    def fail(kind: type[errors.VerdictError], problem: str, said: str = text) -> NoReturn:
        raise kind(f"{problem}; finish_reason {stop}", text=said, usage=(usage,))

    if stop == "content_filter":
        fail(errors.BlockedError, "a content filter stopped the answer")
    if message.get("refusal"):
        fail(errors.RefusedError, "the model refused", str(message["refusal"]))
    if message.get("tool_calls") and form_call is None:
        called = json.dumps(message["tool_calls"], ensure_ascii=False)
        fail(errors.NoVerdictError, "expected text, got a tool call that was not asked for", called)
    truncated = stop == "length"
    if truncated and question.form is not None:
        fail(errors.TruncatedError, "the text stopped at the token limit")
    if not truncated and stop not in ("stop", "tool_calls" if form_call else "stop"):
        fail(errors.StopReasonError, "the model gave no finished answer")
    if not text.strip() and question.form:
        fail(errors.NoVerdictError, "expected a verdict as text, got none")
    return Reply(text, usage.input_tokens, usage.output_tokens, latency, model, truncated)


def _call_of_form(message: Mapping[str, Any], question: Question) -> str | None:
    """The arguments of the one call that fills the question's form, as text."""
    match message.get("tool_calls"):
        case [{"function": {"name": name, "arguments": given}}] if (
            question.form is not None and name == question.form.name
        ):
            return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
    return None


def _only_choice(content: bytes, model: str) -> tuple[Mapping[str, Any], Usage]:
    """The one choice there is, with a message of text; raises VerdictError for anything else."""
    said = content.decode("utf-8", "replace")
    response = _decode_response(content, said)
    usage, choices = _usage(response.get("usage"), model), _with_texts(response.get("choices"))
    if usage is None:
        raise errors.MalformedReplyError("expected a chat completion with usage", text=said)
    if isinstance(choices, list) and len(choices) > 1:
        text = json.dumps(choices, ensure_ascii=False)
        several = f"expected one choice, got {len(choices)}"
        raise errors.SeveralVerdictsError(several, text=text, usage=(usage,))
    match choices:
        case [{"message": {"content": str(text)}}] if text and not usage.output_tokens:
            unpaid = "expected a chat completion with usage, got no tokens for its text"
            raise errors.MalformedReplyError(unpaid, text=said)
        case [{"message": {**message}}] if message and isinstance(
            message.get("content"), str | None
        ):
            return choices[0], usage
        case [_]:
            problem = "expected a choice with a message of text"
        case _:
            problem = "expected a chat completion with choices"
    raise errors.MalformedReplyError(problem, text=said, usage=(usage,))


def _decode_response(content: bytes, said: str) -> dict[str, Any]:
    try:
        response = json.loads(content)
    except (ValueError, RecursionError) as error:  # no JSON, no UTF-8, or nested without end
        raise errors.MalformedReplyError("expected a chat completion as JSON", text=said) from error
    if not isinstance(response, dict):
        raise errors.MalformedReplyError("expected a chat completion as a JSON object", text=said)
    if response.get("error"):
        raise errors.MalformedReplyError("the server reports an error in its answer", text=said)
    return response


def _with_texts(choices: Any) -> Any:
    """The choices with a text in place of a content that is a list of parts of text."""
    match choices:
        case [{"message": {"content": [*parts], **message}, **choice}] if all(
            isinstance(it, dict) and isinstance(it.get("text"), str) for it in parts
        ):
            text = "".join(it["text"] for it in parts)
            return [{**choice, "message": {**message, "content": text}}]
    return choices


def _usage(counts: Any, model: str) -> Usage | None:
    if not isinstance(counts, dict):
        return None
    read, written = counts.get("prompt_tokens"), counts.get("completion_tokens")
    if type(read) is not int or type(written) is not int or min(read, written) < 0:
        return None
    # a question has tokens: a proxy that knows no usage may write zeros in its place
    return Usage(model, read, written) if read else None
