"""What Lambda says in the place of a reply: whose fault it is, and whether to ask again."""

import json
import time
from collections.abc import Callable
from typing import TypeVar

from rewards.extras import extra
from validation.endpoint import InvocationError, StartError, UnavailableError
from validation.errors import InputError

ATTEMPTS = 8
"""Times that a function which is throttled, or not ready, is asked in all."""

_START_ERRORS = {
    "Runtime.ImportModuleError",
    "Runtime.HandlerNotFound",
    "Runtime.MalformedHandlerName",
    "Runtime.UserCodeSyntaxError",
    "Runtime.InvalidEntrypoint",
}
_THROTTLED = {"TooManyRequestsException", "EC2ThrottledException"}
_NOT_READY = {
    "ResourceConflictException",
    "ResourceNotReadyException",
    "SnapStartNotReadyException",
}
_THE_EVENT = {"RequestTooLargeException", "InvalidRequestContentException"}
_LAMBDA = ("Service", "Internal", "SnapStart", "EC2", "ENI", "EFS", "KMS", "5")

Answered = TypeVar("Answered")


class DeniedError(InputError):
    """The caller may not do this."""


def called(name: str, call: Callable[[], Answered]) -> Answered:
    """What the call says, asked again while the function is not ready.

    botocore asks again where it was throttled. Raises UnavailableError after the last time,
    InvocationError for an event that Lambda does not take, and InputError for the rest.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return _told_apart(name, call)
        except _NotReadyError:
            time.sleep(min(0.25 * 2**attempt, 10.0))  # a snapshot takes a while to be restored
    return _told_apart(name, call)


class _NotReadyError(UnavailableError):
    """The function will be there in a moment."""


def _told_apart(name: str, call: Callable[[], Answered]) -> Answered:
    exceptions = extra("botocore.exceptions", "validation")
    try:
        return call()
    except exceptions.ClientError as error:
        said = error.response["Error"]
        raise _error(name, said.get("Code", ""), said.get("Message", "")) from error
    except (exceptions.ReadTimeoutError, exceptions.ConnectionClosedError) as error:
        raise UnavailableError(type(error).__name__, str(error)) from error
    except exceptions.BotoCoreError as error:
        raise unreachable(name, error) from error


def _error(name: str, code: str, text: str) -> Exception:
    if code in _THROTTLED:
        hint = "fewer --workers, or a higher limit of the function's, would help"
        return UnavailableError(code, f"{text} (throttled {ATTEMPTS} times; {hint})")
    if code in _NOT_READY:
        return _NotReadyError(code, f"{text} (not ready {ATTEMPTS} times)")
    if code in _THE_EVENT:
        return InvocationError(code, text)
    if code.startswith("AccessDenied"):
        return DeniedError(f"{name}: {code}: {text}")
    if code.startswith(_LAMBDA):
        return UnavailableError(code, text)
    return InputError(f"{name}: {code}: {text}")


def unreachable(name: str, error: Exception) -> InputError:
    """No region, no credentials, no network: said of what was given."""
    text = " ".join(str(error).split())
    return InputError(f"{name}: the function cannot be asked: {type(error).__name__}: {text}")


def function_error(payload: bytes, kind: str) -> InvocationError:
    """The function's own error; one that was killed by its timeout may have no type."""
    try:
        said = json.loads(payload)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return InvocationError(kind, payload.decode(errors="replace")[:500])
    error_type = str(said.get("errorType") or kind)
    error = StartError if error_type in _START_ERRORS else InvocationError
    return error(error_type, str(said.get("errorMessage", "")))
