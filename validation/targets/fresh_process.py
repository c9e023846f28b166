"""A handler or a reward in a Python process of its own, whose clients of models are made anew.

    parent   open_fresh(endpoint, environment) ──▶ python -m validation.targets.fresh_process
                 what to import, or a pickle of it ──▶ stdin
                 an event, one line of JSON        ──▶ stdin
    child        a reply or an error, a line       ──▶ a pipe that nothing else is printed to

The child keeps the parent's surroundings, but for `environment`. A judge of ours asks once, at
the server that `environment` names, to which all other connections are led as well; an Ask of the
user's own is not called, since it might be paid for: it fails as if its connection were cut.
"""

import json
import os
import pickle
import select
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from judges.ask import Ask, Question, Reply
from judges.asking import current_asking
from lambda_handlers.adapter import RewardHandler, reward_handler
from rewards.wire import PlatformName
from validation.errors import InputError
from validation.targets import connections
from validation.targets.artifact import ArtifactEndpoint
from validation.targets.endpoint import (
    Endpoint,
    InvocationError,
    LocalLambdaContext,
    StartError,
    mute_stdout,
)
from validation.targets.open import PLATFORM
from validation.targets.target import HandlerEndpoint, read_object
from validation.targets.user_code import check_reward, is_handler

# Seconds that a function is told it has: those that AWS advises.
_SECONDS = 60.0
# The server that OpenAI-compatible clients ask, as OpenAI's own client reads it.
OPENAI_ADDRESS = "OPENAI_BASE_URL"


@contextmanager
def open_fresh(
    endpoint: Endpoint, platform: PlatformName, environment: Mapping[str, str], patience: float
) -> Iterator[Endpoint]:
    """The endpoint's handler in a new process with these variables, which ends with it.

    Its connections are led to the server that the variables name (`connections.py`). An event that
    takes longer than `patience` seconds ends the process. Raises InputError, with the reason, for
    a deployed function, and for an object that no other process can import.
    """
    if isinstance(endpoint, ArtifactEndpoint):
        variables = {**endpoint.function.environment, **environment, PLATFORM: platform}
        function = replace(endpoint.function, environment=variables, seconds=patience)
        function = replace(function, launcher=connections.__file__)
        again = ArtifactEndpoint(endpoint.name, endpoint.timeout, function)
        try:
            yield again
        finally:
            again.close()
    elif isinstance(endpoint, HandlerEndpoint):
        with _start_child(endpoint, platform, environment, patience) as child:
            yield child
    else:
        raise InputError("the environment of a deployed function cannot be changed from here")


@contextmanager
def _start_child(
    endpoint: HandlerEndpoint, platform: PlatformName, environment: Mapping[str, str], wait: float
) -> Iterator["FreshProcess"]:
    order = {"path": sys.path, "platform": platform, **_how_to_import(endpoint)}
    home = str(Path(__file__).parents[2])
    variables = {PLATFORM: platform, **os.environ, **environment}
    variables["PYTHONPATH"] = os.pathsep.join(filter(None, [home, variables.get("PYTHONPATH")]))
    with subprocess.Popen(
        # -P: a file of the user's with the name of a package of ours is not imported in its place
        [sys.executable, "-P", "-m", "validation.targets.fresh_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=variables,
        start_new_session=True,  # an interrupt is for whoever asked, who ends the process then
    ) as process:
        child = FreshProcess(endpoint.name, process, wait)
        try:
            child.send(order)
            yield child
        finally:
            process.kill()
            with suppress(BrokenPipeError):  # of an event that it did not read
                process.communicate()


def _how_to_import(endpoint: HandlerEndpoint) -> dict[str, str]:
    """The name under which it is imported; else the object itself, pickled."""
    if endpoint.spec:
        return {"spec": endpoint.spec}
    handler: Any = endpoint.handler
    if isinstance(handler, RewardHandler):  # its cache holds a lock, which is not pickled
        handler = (handler.reward, handler.on_error, handler.workers)
    try:
        return {"pickle": b64encode(pickle.dumps(handler)).decode()}
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise InputError(
            f"it cannot be sent to a process of its own ({error}): name it, as module:name"
        ) from error


@dataclass
class FreshProcess:
    """The parent's end of the child, as an endpoint.

    Attributes:
        name: of the target, as the user wrote it.
        process: the child.
        patience: seconds that it has for one event.
        asked: questions that it did not put to any server, since no server of ours stands there.
    """

    name: str
    process: subprocess.Popen[bytes]
    patience: float
    asked: int = 0
    _waiting: bytes = field(default=b"", init=False, repr=False)

    @property
    def timeout(self) -> float:
        return self.patience

    def invoke(self, event: bytes) -> bytes:
        """The reply; raises InvocationError, and StartError where the target cannot be imported."""
        self.send({"event": event.decode()})
        answer = json.loads(self._read_line())
        self.asked += answer["asked"]
        if "reply" in answer:
            return b64decode(answer["reply"])
        kind = StartError if answer["start"] else InvocationError
        raise kind(answer["type"], answer["text"])

    def send(self, message: Mapping[str, Any]) -> None:
        """One line to the child; a child that has ended is noticed when it owes an answer."""
        stdin = self.process.stdin
        if stdin is None:
            raise StartError("Runtime.ExitError", "the process has no standard input")
        try:
            stdin.write(json.dumps(message).encode() + b"\n")
            stdin.flush()
        except (BrokenPipeError, ValueError):  # it ended, or was ended
            self._waiting = b""

    def _read_line(self) -> bytes:
        stdout, ends = self.process.stdout, time.monotonic() + self.patience
        if stdout is None:
            raise StartError("Runtime.ExitError", "the process has no standard output")
        while b"\n" not in self._waiting:
            ready, _, _ = select.select([stdout], [], [], max(ends - time.monotonic(), 0.0))
            read = os.read(stdout.fileno(), 65_536) if ready else b""
            if not read:
                self.process.kill()
                text = "it has ended" if ready else f"no answer within {self.patience:g} s"
                raise StartError("Runtime.ExitError" if ready else "Sandbox.Timedout", text)
            self._waiting += read
        line, _, self._waiting = self._waiting.partition(b"\n")
        return line


def serve_events() -> None:
    """The child: import what the first line names, then answer each line with a line."""
    connections.lead_connections()
    out = os.fdopen(os.dup(1), "wb")
    order = json.loads(sys.stdin.readline())
    sys.path[:] = order["path"]
    asked = AskedOnce()
    current_asking.set(asked)
    with mute_stdout():
        endpoint: Endpoint | StartError
        try:
            endpoint = _open_endpoint(order)
        except InputError as error:
            endpoint = StartError("Runtime.ImportModuleError", str(error))
        for line in sys.stdin:
            answer = _answer(endpoint, json.loads(line)["event"])
            out.write(json.dumps({**answer, "asked": asked.take()}).encode() + b"\n")
            out.flush()


def _open_endpoint(order: Mapping[str, Any]) -> Endpoint:
    name, platform = order.get("spec", "reward"), order["platform"]
    named = read_object(name) if "spec" in order else None
    found: Any = pickle.loads(b64decode(order["pickle"])) if named is None else named
    if isinstance(found, tuple):
        reward, on_error, workers = found
        found = reward_handler(reward, platform=platform, on_error=on_error, workers=workers)
    elif not is_handler(name, found):
        found = reward_handler(check_reward(name, found), platform=platform)
    return HandlerEndpoint(name, found, _make_context)


def _make_context() -> LocalLambdaContext:
    return LocalLambdaContext(seconds=_SECONDS)


def _answer(endpoint: Endpoint | StartError, event: str) -> dict[str, Any]:
    try:
        if isinstance(endpoint, StartError):
            raise endpoint
        return {"reply": b64encode(endpoint.invoke(event.encode())).decode()}
    except InvocationError as error:
        start = isinstance(error, StartError)
        return {"type": error.error_type, "text": error.message, "start": start}


class AskedOnce:
    """How judges ask in the child: their server once, and nobody where no server is ours."""

    def __init__(self) -> None:
        self._failed = 0

    def __call__(self, ask: Ask, question: Question) -> Reply:
        redirected = redirect_ask(ask)
        if redirected is not None:
            return redirected(question)
        self._failed += 1
        raise ConnectionError("the connection was cut")

    def take(self) -> int:
        """How many were asked and failed here since the last time."""
        failed, self._failed = self._failed, 0
        return failed


def redirect_ask(ask: Any) -> Ask | None:
    """The Ask with one attempt, at the server of the environment; None for one of the user's own.

    Of an Ask within another (`Paced`, `Remembered`) it is the inner one: neither a pace nor a store
    stands between a judge and its failing model.
    """
    if not is_dataclass(ask) or isinstance(ask, type):
        return None
    names = {field.name for field in fields(ask)}
    if not type(ask).__module__.startswith("judges.") or not {"ask", "attempts"} & names:
        return None
    if "ask" in names:
        return redirect_ask(getattr(ask, "ask", None))
    address = {"base_url": os.environ[OPENAI_ADDRESS]} if "base_url" in names else {}
    made: Any = replace(ask, attempts=1, **address)
    redirected: Ask = made
    return redirected


if __name__ == "__main__":
    serve_events()
