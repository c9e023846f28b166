"""Asking a model on Amazon Bedrock, through Converse."""

import math
import os
import threading
import time
from dataclasses import KW_ONLY, dataclass, field
from functools import cache
from typing import Any, get_args

from judges.ask import Question, Reply
from judges.converse import VerdictForm, converse_request
from judges.converse_reply import read_converse
from judges.in_time import in_time
from rewards.extras import extra

_SLOWEST_BACKOFF = 20.0
_MOST_ASKED_OF_US = 5.0


@dataclass(frozen=True)
class Bedrock:
    """Asks `model_id`: a model's id, an inference profile's, or the ARN of either.

    `verdict` is how a verdict is forced: by a tool that the model must call, or by a JSON schema
    for its text, where the model takes that. Claude takes no forced tool while it reasons, and
    its newest models take neither one nor a temperature: `verdict="json_schema"` and
    `Sampling(temperature=None)` are for those. A cached token is counted as a whole one.

    The other settings change no answer, so they are not printed. Each of `attempts` waits at most
    `connect_timeout` and `read_timeout` seconds, and `connections` is best no less than the
    workers. One process has one client for all that ask with the same settings. Where the call's
    deadline is nearer than `worst_case`, there are fewer attempts, and the last waits less long.

    When called, raises VerdictError for an answer that is none; botocore's exception where there
    was no answer; TimeoutError, and asks nothing, where not even a short wait would end before
    the deadline (see `in_time`); ValueError for a question that the model could not be asked.
    """

    model_id: str
    region: str | None = None
    _: KW_ONLY
    verdict: VerdictForm = "tool"
    attempts: int = field(default=3, repr=False)
    connect_timeout: float = field(default=2.0, repr=False)
    read_timeout: float = field(default=30.0, repr=False)
    connections: int = field(default=64, repr=False)

    def __post_init__(self) -> None:
        if not self.model_id:
            raise ValueError(f"model_id: expected the id of a model, got {self.model_id!r}")
        if self.verdict not in get_args(VerdictForm):
            known = " or ".join(map(repr, get_args(VerdictForm)))
            raise ValueError(f"verdict: expected {known}, got {self.verdict!r}")
        for name in ("attempts", "connections"):
            number = getattr(self, name)
            if type(number) is not int or number < 1:
                raise ValueError(f"{name}: expected a whole number of 1 or more, got {number!r}")
        for name in ("connect_timeout", "read_timeout"):
            seconds = getattr(self, name)
            if not 0 < seconds < math.inf:
                raise ValueError(f"{name}: expected seconds above 0, got {seconds!r}")

    def __call__(self, question: Question) -> Reply:
        request = converse_request(self.model_id, question, self.verdict)
        settings, _ = in_time(self, self.model_id)
        client = _client(settings)
        began = time.perf_counter()
        response = client.converse(**request)
        latency = time.perf_counter() - began
        return read_converse(response, question, self.verdict, self.model_id, latency)

    @property
    def endpoint(self) -> str:
        """The server that the surroundings name in the place of Bedrock's own, or ""."""
        return os.environ.get("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "")

    @property
    def worst_case(self) -> float:
        """The seconds after which there is an answer or an exception, at the latest.

        Every attempt waits for both timeouts. Between two, botocore's standard mode pauses for a
        random part of 1, 2, 4, … seconds, at most 20, and for up to 5 seconds more where the
        server asks for it (`ExponentialBackoff` in botocore/retries/standard.py).
        """
        pauses = (
            min(2.0**retry, _SLOWEST_BACKOFF) + _MOST_ASKED_OF_US
            for retry in range(self.attempts - 1)
        )
        return self.attempts * (self.connect_timeout + self.read_timeout) + sum(pauses)


_clients: dict[tuple[object, ...], Any] = {}
_making = threading.Lock()


def _client(settings: Bedrock) -> Any:
    """The process's client with these settings, made by the first thread that asks for it."""
    key = (
        os.getpid(),  # connections do not survive a fork
        settings.endpoint,
        settings.region or os.environ.get("AWS_REGION"),
        settings.attempts,
        settings.connect_timeout,
        settings.read_timeout,
        settings.connections,
    )
    with _making:
        if key not in _clients:
            _clients[key] = _made(settings)
        return _clients[key]


def _made(settings: Bedrock) -> Any:
    config = extra("botocore.config", "bedrock").Config(
        # the default mode is another one before botocore 1.44
        retries={"mode": "standard", "total_max_attempts": settings.attempts},
        connect_timeout=settings.connect_timeout,
        read_timeout=settings.read_timeout,
        max_pool_connections=settings.connections,
        tcp_keepalive=True,
    )
    region = settings.region or os.environ.get("AWS_REGION")  # which botocore does not look at
    return _session().create_client("bedrock-runtime", region_name=region, config=config)


@cache
def _session() -> Any:
    """Read once: it holds the description of the whole service, and is not for threads.

    It is what boto3 makes its clients with; importing boto3 itself takes as long again.
    """
    return extra("botocore.session", "bedrock").get_session()
