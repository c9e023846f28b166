"""Asking any server that speaks chat completions: Ollama, vLLM, Bedrock's own endpoint."""

import json
import math
import os
import threading
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit

from judges.ask import Question, Reply
from judges.chat_completions import LimitName, chat_request, read_chat
from judges.in_time import in_time
from judges.posting import Posting
from rewards.extras import needed

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
        key = _key(self.key_variable) if self.key is None else _sendable(self.key(), "key")
        settings, left = in_time(self, self.model)
        timeout = settings._timeout(left)
        url = f"{self.base_url.rstrip('/')}/chat/completions"
        posting = Posting(_client(self), url, body, timeout, key)
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
        with needed("httpx", "openai"):
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


def _key(variable: str) -> str:
    return _sendable(os.environ.get(variable, ""), variable)


def _sendable(key: str, place: str) -> str:
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
