"""From what a user names to a target that can be asked, for as long as it is needed.

"ratings:NAME"  ──▶ RatingsSpec  ──▶ RatingsTarget    a column that the data hold
"module:name"   ──▶ ObjectSpec   ──▶ RewardTarget     a reward, called in this process
                                 └─▶ EndpointTarget   a handler, called in this process
"FOLDER"        ──▶ ArtifactSpec ──▶ EndpointTarget   a built folder, in processes of its own
"NAME" or ARN   ──▶ LambdaSpec   ──▶ EndpointTarget   a deployed function, over the network
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from lambda_handlers.adapter import Handler
from rewards.scoring import describe
from rewards.types import Reward
from rewards.wire import PlatformName, find_platform
from validation.dataset import Dataset
from validation.errors import InputError
from validation.options import RunOptions
from validation.targets.artifact import read_artifact, run_artifact, top_level_names
from validation.targets.deployed import EXPLICIT, FUNCTION, deployed_function
from validation.targets.endpoint import (
    MOST_HUNG_EVENTS,
    CallLimiter,
    Endpoint,
    mute_stdout,
)
from validation.targets.target import (
    RATINGS,
    EndpointTarget,
    HandlerEndpoint,
    RatingsTarget,
    RewardTarget,
    Target,
    read_object,
)
from validation.targets.user_code import check_reward, is_handler

# The variable by which a function is told for whom it answers.
PLATFORM = "REWARD_PLATFORM"

TARGET_FORMS = (
    "module:name or path.py:name, ratings:NAME, a built artifact's FOLDER or "
    "FOLDER:module.handler, or a deployed function's NAME[:QUALIFIER], lambda:NAME or ARN"
)


# A TARGET as on the command line; or a reward, or a handler, itself.
TargetLike = str | Reward | Handler


def open_target(
    given: TargetLike, dataset: Dataset, options: RunOptions
) -> AbstractContextManager[Target]:
    """The target that a TARGET names, or that is a reward or a handler itself.

    Raises InputError where there is none, or it cannot be opened.
    """
    if isinstance(given, str):
        return parse_target_spec(given).open(given, dataset, options)
    return open_object(describe(given), given, options)


@contextmanager
def open_object(name: str, found: object, options: RunOptions, spec: str = "") -> Iterator[Target]:
    """A reward or a handler of this process; what a handler prints is thrown away while it is open.

    `spec` is how another process can import it, where it was named. Raises InputError for an object
    that is neither.
    """
    if not is_handler(name, found):
        limiter = CallLimiter(options.call_limit)
        yield RewardTarget(name, check_reward(name, found), spec, limiter)
    elif callable(found):
        with mute_stdout():
            limiter = CallLimiter(options.call_limit, MOST_HUNG_EVENTS)
            endpoint = HandlerEndpoint(name, found, spec=spec, limiter=limiter)
            yield _endpoint_target(endpoint, name, options, os.environ)


@dataclass(frozen=True)
class RatingsSpec:
    """A column of ratings that the data hold."""

    rater: str

    @contextmanager
    def open(self, given: str, dataset: Dataset, options: RunOptions) -> Iterator[Target]:
        """Raises InputError when no row holds such ratings."""
        if self.rater not in dataset.raters:
            known = ", ".join(dataset.raters) or "none"
            raise InputError(f"{given}: {dataset.path} has no such ratings; it has: {known}")
        yield RatingsTarget(self.rater)


@dataclass(frozen=True)
class ObjectSpec:
    """A reward or a handler, by module or file."""

    name: str

    @contextmanager
    def open(self, given: str, dataset: Dataset, options: RunOptions) -> Iterator[Target]:
        """Raises InputError for what cannot be imported, and for what is neither."""
        with (
            _set_platform(options.platform),
            open_object(given, read_object(given), options, spec=given) as target,
        ):
            yield target


@dataclass(frozen=True)
class ArtifactSpec:
    """A folder, and the handler in it where one was named."""

    folder: Path
    handler: str = ""

    @contextmanager
    def open(self, given: str, dataset: Dataset, options: RunOptions) -> Iterator[Target]:
        """Raises InputError where no handler is found, or no Python to run it in."""
        artifact = read_artifact(given, self.folder, self.handler)
        code = f"{self.folder}:{artifact.handler} sha256 {artifact.digest}"
        with run_artifact(given, artifact, options.platform) as endpoint:
            yield _endpoint_target(endpoint, code, options, artifact.environment)


@dataclass(frozen=True)
class LambdaSpec:
    """A function, by name or ARN."""

    name: str

    @contextmanager
    def open(self, given: str, dataset: Dataset, options: RunOptions) -> Iterator[Target]:
        """Raises InputError without a region or credentials, and where there is no function."""
        try:
            function = deployed_function(given, options.workers)
        except InputError as error:
            if given.startswith((EXPLICIT, "arn:")):
                raise
            raise InputError(f"{error}; if no function was meant: {TARGET_FORMS}") from error
        yield _endpoint_target(function, function.code, options, function.environment)


TargetSpec = RatingsSpec | ObjectSpec | ArtifactSpec | LambdaSpec


def parse_target_spec(given: str) -> TargetSpec:
    """What is meant: by its prefix, else a folder that exists, else what Python could import.

    `mine:live` is therefore a module's; `lambda:mine:live` is a function's. Raises InputError
    for what can be none of them.
    """
    if not given.strip():  # an empty path is the current folder
        raise InputError(f"{given!r}: expected {TARGET_FORMS}")
    if given.startswith(RATINGS):
        return RatingsSpec(given.removeprefix(RATINGS))
    if given.startswith((EXPLICIT, "arn:")):
        return _lambda_spec(given)
    source, _, name = given.rpartition(":")
    file = Path(given if given.endswith(".py") else f"{given}.py")
    if not source and file.is_file():  # a module's name could be a function's too
        raise InputError(f"{given}: add :NAME of the reward or handler in it, {_names_in(file)}")
    if Path(given).is_dir():
        return ArtifactSpec(Path(given))
    folder = Path(source)
    looks_so = len(folder.parts) > 1 or "." in name  # and of a package `name.field` is an import
    if source and looks_so and folder.is_dir() and not (folder / "__init__.py").exists():
        return ArtifactSpec(folder, name)
    if source.endswith(".py") or all(step.isidentifier() for step in source.split(".")):
        return ObjectSpec(given)
    return _lambda_spec(given)


def _names_in(file: Path) -> str:
    """What a file defines that could be one, without importing it."""
    names = [name for name in sorted(top_level_names(file)) if not name.startswith("_")]
    return f"as in {file}:{names[0]}; it has {', '.join(names)}" if names else "which defines none"


def _lambda_spec(given: str) -> LambdaSpec:
    if FUNCTION.fullmatch(given):
        return LambdaSpec(given)
    raise InputError(f"{given}: expected {TARGET_FORMS}")


def _endpoint_target(
    endpoint: Endpoint, code: str, options: RunOptions, environment: Mapping[str, str]
) -> EndpointTarget:
    named = options.platform or environment.get(PLATFORM) or "nova"
    try:
        platform = find_platform(named)
    except ValueError as error:
        problem = str(error).removeprefix("platform: ")
        raise InputError(f"{endpoint.name}: {PLATFORM}: {problem}") from error
    size = options.batch_size or platform.default_batch
    return EndpointTarget(endpoint.name, endpoint, platform.name, size, code)


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
