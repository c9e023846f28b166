"""Opening what a user names, an endpoint or a target, for as long as it is needed."""

import inspect
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rewards.wire import PLATFORMS, Platform
from validation.artifact import read_artifact, running
from validation.dataset import Dataset
from validation.deployed import EXPLICIT, DeployedFunction, deployed_function
from validation.endpoint import Endpoint
from validation.endpoint_target import BATCH_SIZE, EndpointTarget
from validation.errors import InputError
from validation.given import KINDS, Built, Deployed, Imported, kind_of
from validation.target import HandlerEndpoint, Target, read_named, read_target

PLATFORM = "REWARD_PLATFORM"
"""The variable by which a function is told for whom it answers."""


@dataclass(frozen=True)
class Serving:
    """How an endpoint is to be asked; `workers` events are under way at once.

    Without a platform it is the one that the function's environment names, else "nova".
    """

    platform: Platform | None = None
    batch_size: int | None = None
    workers: int = 1


@dataclass(frozen=True)
class Opened:
    """An endpoint, for whom it answers, how many samples an event holds, and its code."""

    endpoint: Endpoint
    platform: Platform
    batch_size: int
    code: str


@contextmanager
def opened_target(given: str, dataset: Dataset, serving: Serving) -> Iterator[Target]:
    """Any target: a reward, ratings of this dataset, or what answers events.

    Raises InputError where there is none, or it cannot be opened.
    """
    kind = kind_of(given)
    if isinstance(kind, Built | Deployed) or (isinstance(kind, Imported) and _is_handler(given)):
        with opened_endpoint(given, serving) as opened:
            yield EndpointTarget(
                given, opened.endpoint, opened.platform, opened.batch_size, opened.code
            )
    else:
        yield read_target(given, dataset)


@contextmanager
def opened_endpoint(given: str, serving: Serving) -> Iterator[Opened]:
    """What answers events: a handler, a built artifact or a deployed function.

    Raises InputError for anything else, and where it cannot be opened.
    """
    kind = kind_of(given)
    if isinstance(kind, Built):
        artifact = read_artifact(given, kind.folder, kind.handler)
        code = f"{kind.folder}:{artifact.handler} sha256 {artifact.digest}"
        with running(given, artifact, serving.platform) as endpoint:
            yield _opened(endpoint, code, serving, artifact.environment)
    elif isinstance(kind, Deployed):
        function = _deployed(given, serving)
        yield _opened(function, function.code, serving, function.environment)
    elif isinstance(kind, Imported):
        with _told(serving.platform):
            called = HandlerEndpoint(given, _handler(given))
            yield _opened(called, given, serving, os.environ)
    else:
        raise InputError(f"{given}: ratings take no events; expected a handler")


def _opened(
    endpoint: Endpoint, code: str, serving: Serving, environment: Mapping[str, str]
) -> Opened:
    said = serving.platform or environment.get(PLATFORM) or "nova"
    platform = next((known for known in PLATFORMS if known == said), None)
    if platform is None:
        known = ", ".join(PLATFORMS)
        raise InputError(f"{endpoint.name}: {PLATFORM}: expected one of {known}, got {said!r}")
    size = serving.batch_size or (1 if platform == "scorer" else BATCH_SIZE)
    return Opened(endpoint, platform, size, code)


def _deployed(given: str, serving: Serving) -> DeployedFunction:
    try:
        return deployed_function(given, serving.workers)
    except InputError as error:
        if given.startswith((EXPLICIT, "arn:")):
            raise
        raise InputError(f"{error}; if no function was meant: {KINDS}") from error


@contextmanager
def _told(platform: Platform | None) -> Iterator[None]:
    """A handler in this process reads for whom it answers when it is imported."""
    if platform is None or PLATFORM in os.environ:
        yield
        return
    os.environ[PLATFORM] = platform
    try:
        yield
    finally:
        os.environ.pop(PLATFORM, None)


def _handler(given: str) -> Callable[[Any, Any], object]:
    found = read_named(given)
    if not callable(found) or not _takes(found, 2):
        raise InputError(f"{given}: expected a handler, a callable of an event and a context")
    return found


def _is_handler(given: str) -> bool:
    """Whether it takes an event and a context, and is no reward with a second setting."""
    found = read_named(given)
    if not callable(found) or inspect.isclass(found) or not _takes(found, 2):
        return False
    return given.endswith("handler") or not _takes(found, 1)


def _takes(callee: Callable[..., object], count: int) -> bool:
    try:
        inspect.signature(callee).bind(*[None] * count)
    except TypeError:
        return False
    except ValueError:  # some callables written in C tell no signature
        return count == 1
    return True
