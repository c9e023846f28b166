"""Opening what a user names, an endpoint or a target, for as long as it is needed."""

import inspect
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rewards.wire import PlatformName, find_platform
from validation.dataset import Dataset
from validation.errors import InputError
from validation.targets.artifact import read_artifact, run_artifact
from validation.targets.deployed import EXPLICIT, DeployedFunction, deployed_function
from validation.targets.endpoint import Endpoint
from validation.targets.spec import (
    TARGET_FORMS,
    ArtifactSpec,
    LambdaSpec,
    ObjectSpec,
    parse_target_spec,
)
from validation.targets.target import (
    EndpointTarget,
    HandlerEndpoint,
    Target,
    read_object,
    read_target,
)

PLATFORM = "REWARD_PLATFORM"
"""The variable by which a function is told for whom it answers."""


@dataclass(frozen=True)
class ServingOptions:
    """How an endpoint is to be asked; `workers` events are under way at once.

    Without a platform it is the one that the function's environment names, else "nova".
    """

    platform: PlatformName | None = None
    batch_size: int | None = None
    workers: int = 1


@dataclass(frozen=True)
class EndpointSetup:
    """An endpoint, for whom it answers, how many samples an event holds, and its code."""

    endpoint: Endpoint
    platform: PlatformName
    batch_size: int
    code: str


@contextmanager
def open_target(given: str, dataset: Dataset, serving: ServingOptions) -> Iterator[Target]:
    """Any target: a reward, ratings of this dataset, or what answers events.

    Raises InputError where there is none, or it cannot be opened.
    """
    kind = parse_target_spec(given)
    if isinstance(kind, ArtifactSpec | LambdaSpec) or (
        isinstance(kind, ObjectSpec) and _is_handler(given)
    ):
        with open_endpoint(given, serving) as opened:
            yield EndpointTarget(
                given, opened.endpoint, opened.platform, opened.batch_size, opened.code
            )
    else:
        yield read_target(given, dataset)


@contextmanager
def open_endpoint(given: str, serving: ServingOptions) -> Iterator[EndpointSetup]:
    """What answers events: a handler, a built artifact or a deployed function.

    Raises InputError for anything else, and where it cannot be opened.
    """
    kind = parse_target_spec(given)
    if isinstance(kind, ArtifactSpec):
        artifact = read_artifact(given, kind.folder, kind.handler)
        code = f"{kind.folder}:{artifact.handler} sha256 {artifact.digest}"
        with run_artifact(given, artifact, serving.platform) as endpoint:
            yield _endpoint_setup(endpoint, code, serving, artifact.environment)
    elif isinstance(kind, LambdaSpec):
        function = _open_function(given, serving)
        yield _endpoint_setup(function, function.code, serving, function.environment)
    elif isinstance(kind, ObjectSpec):
        with _set_platform(serving.platform):
            called = HandlerEndpoint(given, _read_handler(given))
            yield _endpoint_setup(called, given, serving, os.environ)
    else:
        raise InputError(f"{given}: ratings take no events; expected a handler")


def _endpoint_setup(
    endpoint: Endpoint, code: str, serving: ServingOptions, environment: Mapping[str, str]
) -> EndpointSetup:
    said = serving.platform or environment.get(PLATFORM) or "nova"
    try:
        platform = find_platform(said)
    except ValueError as error:
        problem = str(error).removeprefix("platform: ")
        raise InputError(f"{endpoint.name}: {PLATFORM}: {problem}") from error
    return EndpointSetup(
        endpoint, platform.name, serving.batch_size or platform.default_batch, code
    )


def _open_function(given: str, serving: ServingOptions) -> DeployedFunction:
    try:
        return deployed_function(given, serving.workers)
    except InputError as error:
        if given.startswith((EXPLICIT, "arn:")):
            raise
        raise InputError(f"{error}; if no function was meant: {TARGET_FORMS}") from error


@contextmanager
def _set_platform(platform: PlatformName | None) -> Iterator[None]:
    """A handler in this process reads for whom it answers when it is imported."""
    if platform is None or PLATFORM in os.environ:
        yield
        return
    os.environ[PLATFORM] = platform
    try:
        yield
    finally:
        os.environ.pop(PLATFORM, None)


def _read_handler(given: str) -> Callable[[Any, Any], object]:
    found = read_object(given)
    if not callable(found) or not _accepts(found, 2):
        raise InputError(f"{given}: expected a handler, a callable of an event and a context")
    return found


def _is_handler(given: str) -> bool:
    """Whether it takes an event and a context, and is no reward with a second setting."""
    found = read_object(given)
    if not callable(found) or inspect.isclass(found) or not _accepts(found, 2):
        return False
    return given.endswith("handler") or not _accepts(found, 1)


def _accepts(callee: Callable[..., object], count: int) -> bool:
    try:
        inspect.signature(callee).bind(*[None] * count)
    except TypeError:
        return False
    except ValueError:  # some callables written in C tell no signature
        return count == 1
    return True
