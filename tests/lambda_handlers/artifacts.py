"""The built artifacts, their Python, and functions that run in them."""

import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Never

import pytest

from validation.targets.local_runtime import Function, LocalLambda, local_lambda

ROOT = Path(__file__).parents[2]
BESIDE = Path(__file__).parent / "beside"
BUILT = {"x86_64": "", "aarch64": "-arm64"}


def present(path: Path, what: str) -> Path:
    if not path.exists():
        pytest.skip(f"absent: {what}")
    return path


def built(name: str, machine: str = platform.machine()) -> Path:
    """The artifact of a handler, for a processor that Lambda has."""
    if machine not in BUILT:
        pytest.skip(f"Lambda has no {machine}")
    return present(ROOT / f"build/{name}{BUILT[machine]}", "the built artifact (make artifact)")


def lambda_python() -> Path:
    """The artifacts' own Python."""
    return present(ROOT / ".tools/lambda/bin/python", "an installed CPython 3.13 (make test)")


@contextmanager
def deployed(
    handler: str, artifact: str = "arithmetic", *, seconds: float = 60, **variables: str
) -> Iterator[LocalLambda]:
    """A handler of an artifact, or of a module in `beside`, with variables as a template sets."""
    folder = built(artifact)
    environment = {"PYTHONPATH": f"{folder}:{BESIDE}", **variables}
    with local_lambda(
        Function(lambda_python(), folder, handler, seconds=seconds, environment=environment)
    ) as function:
        yield function


def replied(function: LocalLambda, event: bytes) -> Any:
    """The reply to an event, read as a strict parser would."""
    answer = function.invoke(event)
    assert answer.status == "response", answer.body
    return json.loads(answer.body, parse_constant=_no_constant)


def failed(function: LocalLambda, event: bytes) -> dict[str, Any]:
    """The error that comes instead of a reply, as the trainer gets it."""
    answer = function.invoke(event)
    assert answer.status != "response", answer.body[:200]
    error: dict[str, Any] = json.loads(answer.body)
    return error


def _no_constant(name: str) -> Never:
    raise AssertionError(f"{name} is no JSON")
