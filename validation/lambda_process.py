"""The process that a function runs in: started as Lambda starts it, and never left behind."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True)
class Function:
    """What is run: an artifact's handler in a Python that has awslambdaric, and its settings.

    `memory` is what the function is told that it has, and not enforced.
    """

    python: Path
    artifact: Path
    handler: str
    seconds: float
    environment: Mapping[str, str] = field(default_factory=dict)
    memory: int = 512


@contextlib.contextmanager
def started(function: Function, address: str, log: BinaryIO) -> Iterator[subprocess.Popen[bytes]]:
    """A process that asks the Runtime API at this address for events, and whatever it starts."""
    with (
        subprocess.Popen(
            [str(function.python), "-m", "awslambdaric", function.handler],
            cwd=function.artifact,
            env={**_environment(function, address), **function.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # an interrupt is for whoever asked, who ends the process then
        ) as process,
        ExitStack() as ending,
    ):
        ending.callback(_end, process)
        ending.enter_context(_watched(process))
        yield process


def _end(process: subprocess.Popen[bytes]) -> None:
    """With all that it has started itself."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def _watched(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """A shell that waits for this process to be gone, be it killed, and ends the function then."""
    with subprocess.Popen(
        ["/bin/sh", "-c", 'read _; kill -9 "-$0"', str(process.pid)],
        stdin=subprocess.PIPE,  # ends with this process
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as watcher:
        try:
            yield
        finally:
            watcher.kill()


def _environment(function: Function, address: str) -> dict[str, str]:
    return {
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.python.resolve().name}",
        "AWS_LAMBDA_RUNTIME_API": address,
        "AWS_LAMBDA_FUNCTION_NAME": "SageMaker-local",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/SageMaker-local",
        "AWS_LAMBDA_LOG_STREAM_NAME": "local",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "LAMBDA_TASK_ROOT": str(function.artifact),
        "LANG": "en_US.UTF-8",
        "PATH": os.defpath,
        "PYTHONPATH": str(function.artifact),
        "PYTHONDONTWRITEBYTECODE": "1",  # on Lambda the folder cannot be written to
        "TZ": ":UTC",
        "_HANDLER": function.handler,
    }
