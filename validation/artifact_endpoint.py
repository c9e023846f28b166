"""An artifact that takes several events at once, each in a process of its own, as on Lambda."""

import json
import threading
from contextlib import ExitStack

from validation.endpoint import InvocationError, StartError, UnavailableError, check_request_size
from validation.lambda_process import Function
from validation.lambda_runtime import LocalLambda, local_lambda
from validation.runtime_api import Answer

LINES = 6
"""Of the function's log, said with the error of a process that ended by itself."""


class ArtifactEndpoint:
    """A built artifact as an endpoint: a process is started when no other is free."""

    def __init__(self, name: str, timeout: float | None, function: Function) -> None:
        self._name = name
        self._timeout = timeout
        self._function = function
        self._idle: list[LocalLambda] = []
        self._started = ExitStack()
        self._all: list[LocalLambda] = []
        self._changing = threading.Lock()
        self._closed = False

    @property
    def name(self) -> str:
        return self._name

    @property
    def timeout(self) -> float | None:
        return self._timeout

    @property
    def logs(self) -> list[str]:
        """What each process has written so far."""
        return [local.log for local in self._all]

    def invoke(self, event: bytes) -> bytes:
        """The reply as on the wire; raises InvocationError, StartError for one that cannot run."""
        check_request_size(event)
        local = self._taken()
        try:
            answer = local.invoke(event)
            return _reply(answer, local)
        finally:
            self._idle.append(local)

    def close(self) -> None:
        """End every process, and the events that they have."""
        with self._changing:
            self._closed = True
            self._started.close()

    def _taken(self) -> LocalLambda:
        with self._changing:
            if self._closed:
                raise UnavailableError("Closed", f"{self.name} was closed")
            if self._idle:
                return self._idle.pop()
            function = self._function
            local = self._started.enter_context(
                local_lambda(
                    function.python,
                    function.artifact,
                    function.handler,
                    seconds=function.seconds,
                    environment=function.environment,
                    memory=function.memory,
                )
            )
            self._all.append(local)
            return local


def _reply(answer: Answer, local: LocalLambda) -> bytes:
    if answer.status == "response":
        return answer.body
    said = json.loads(answer.body)
    kind, text = str(said.get("errorType")), str(said.get("errorMessage"))
    if kind == "Runtime.ExitError":
        text += "; its log ends: " + " | ".join(local.log.splitlines()[-LINES:])
    error = StartError if answer.status == "init error" else InvocationError
    raise error(kind, text)
