"""What Lambda says in the place of a reply: whose fault it is, and whether to ask again."""

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from rewards.extras import import_extra
from validation.errors import InputError
from validation.targets import endpoint

# Times that a function which is throttled, or not ready, is asked in all.
ATTEMPTS = 8

_START_ERRORS = {
    "Runtime.ImportModuleError",
    "Runtime.HandlerNotFound",
    "Runtime.MalformedHandlerName",
    "Runtime.UserCodeSyntaxError",
    "Runtime.InvalidEntrypoint",
}
THROTTLED = {"TooManyRequestsException", "EC2ThrottledException"}
_NOT_READY = {
    "ResourceConflictException",
    "ResourceNotReadyException",
    "SnapStartNotReadyException",
}
_THE_EVENT = {"RequestTooLargeException", "InvalidRequestContentException"}
_LAMBDA = ("Service", "Internal", "SnapStart", "EC2", "ENI", "EFS", "KMS", "5")

CallResult = TypeVar("CallResult")


class DeniedError(InputError):
    """The caller may not do this."""


def call_with_retry(name: str, call: Callable[[], CallResult]) -> CallResult:
    """What the call says, asked again while the function is not ready.

    botocore asks again where it was throttled. Raises UnavailableError after the last time,
    InvocationError for an event that Lambda does not take, and InputError for the rest.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return _translate_errors(name, call)
        except _NotReadyError:
            time.sleep(min(0.25 * 2**attempt, 10.0))  # a snapshot takes a while to be restored
    return _translate_errors(name, call)


class _NotReadyError(endpoint.UnavailableError):
    """The function will be there in a moment."""


def _translate_errors(name: str, call: Callable[[], CallResult]) -> CallResult:
    exceptions = import_extra("botocore.exceptions", "validation")
    try:
        return call()
    except exceptions.ClientError as error:
        said = error.response["Error"]
        raise _invocation_error(name, said.get("Code", ""), said.get("Message", "")) from error
    except (exceptions.ReadTimeoutError, exceptions.ConnectionClosedError) as error:
        raise endpoint.UnavailableError(type(error).__name__, str(error)) from error
    except exceptions.BotoCoreError as error:
        raise unreachable_error(name, error) from error


def _invocation_error(name: str, code: str, text: str) -> Exception:
    if code in THROTTLED:
        hint = "fewer workers, or a higher limit of the function's, would help"
        return endpoint.UnavailableError(code, f"{text} (throttled {ATTEMPTS} times; {hint})")
    if code in _NOT_READY:
        return _NotReadyError(code, f"{text} (not ready {ATTEMPTS} times)")
    if code in _THE_EVENT:
        return endpoint.InvocationError(code, text)
    if code.startswith("AccessDenied"):
        return DeniedError(f"{name}: {code}: {text}")
    if code.startswith(_LAMBDA):
        return endpoint.UnavailableError(code, text)
    return InputError(f"{name}: {code}: {text}")


def unreachable_error(name: str, error: Exception) -> InputError:
    """No region, no credentials, no network: said of what was given."""
    text = " ".join(str(error).split())
    return InputError(f"{name}: the function cannot be asked: {type(error).__name__}: {text}")


def function_error(payload: bytes, kind: str) -> endpoint.InvocationError:
    """The function's own error; one that was killed by its timeout may have no type."""
    try:
        said = json.loads(payload)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return endpoint.InvocationError(kind, payload.decode(errors="replace")[:500])
    error_type = str(said.get("errorType") or kind)
    error = endpoint.StartError if error_type in _START_ERRORS else endpoint.InvocationError
    text = str(said.get("errorMessage", ""))
    return error(error_type, text, endpoint.traced_origin(said))


# Stands before a name that could be something else as well.
EXPLICIT = "lambda:"

_NAME = r"[A-Za-z0-9_-]{1,64}"
_QUALIFIER = r"(:(\$LATEST|[A-Za-z0-9_-]{1,128}))?"
_ACCOUNT = r"((arn:aws[a-z-]*:lambda:(?P<region>[a-z0-9-]+):)?\d{12}:function:)?"
# A function's name, partial ARN or whole ARN, qualified or not.
FUNCTION = re.compile(f"({EXPLICIT})?(?P<function>{_ACCOUNT}{_NAME}{_QUALIFIER})")

# Seconds to wait for a reply where nobody says the function's timeout: the longest is 900.
LONGEST_READ = 930.0


@dataclass(frozen=True)
class DeployedFunction:
    """A function of somebody's account; `configuration` is empty where it may not be read."""

    name: str
    function: str
    configuration: Mapping[str, Any]
    client: Any

    @property
    def timeout(self) -> float | None:
        return float(self.configuration["Timeout"]) if self.configuration else None

    @property
    def code(self) -> str:
        """Which code it is, as far as one may know."""
        told = self.configuration
        if not told:
            return f"{self.function} (its configuration may not be read)"
        return f"{told['FunctionArn']} version {told['Version']} sha256 {told['CodeSha256']}"

    @property
    def environment(self) -> Mapping[str, str]:
        """Its variables, as far as one may know them."""
        variables: Mapping[str, str] = self.configuration.get("Environment", {}).get("Variables")
        return variables or {}

    def read_configuration(self) -> Mapping[str, Any]:
        """What it is now; empty where it may not be read. Raises InputError where it is gone."""
        return _read_configuration(self.name, self.function, self.client)

    def read_concurrency(self) -> tuple[int | None, int | None]:
        """Its reserved concurrency, and the account's limit; None for what there is not, or what
        may not be read."""
        try:
            told = call_with_retry(
                self.name,
                lambda: self.client.get_function_concurrency(FunctionName=self.function),
            )
            reserved = told.get("ReservedConcurrentExecutions")
        except DeniedError:
            reserved = None
        try:
            settings = call_with_retry(self.name, self.client.get_account_settings)
            account = settings["AccountLimit"]["ConcurrentExecutions"]
        except DeniedError:
            account = None
        return reserved, account

    def invoke(self, event: bytes) -> bytes:
        """The reply as on the wire.

        Raises InvocationError with the function's own message; UnavailableError where it was
        throttled or not ready every time; InputError where it may not or cannot be invoked.
        """
        endpoint.check_request_size(event)
        payload, error = call_with_retry(self.name, lambda: self._invoke_once(event))
        if error is not None:
            raise function_error(payload, error)
        return payload

    def _invoke_once(self, event: bytes) -> tuple[bytes, str | None]:
        answer = self.client.invoke(FunctionName=self.function, Payload=event)
        return answer["Payload"].read(), answer.get("FunctionError")


def deployed_function(name: str, concurrency: int, attempts: int | None = None) -> DeployedFunction:
    """The function of this name or ARN; `concurrency` is how many events are under way at most.

    Where it is throttled, it is asked `attempts` times in all, ATTEMPTS
    unless given.

    Raises InputError without a region or credentials, and for a function that is not there.
    """
    matched = FUNCTION.fullmatch(name)
    function = matched["function"] if matched else name
    region = (matched and matched["region"]) or os.environ.get("AWS_REGION")
    asked = _client(name, region, concurrency, LONGEST_READ)
    told = _read_configuration(name, function, asked)
    if not told:
        client = _client(name, region, concurrency, LONGEST_READ, attempts)
        return DeployedFunction(name, function, {}, client)
    client = _client(name, region, concurrency, float(told["Timeout"]) + 30, attempts)
    return DeployedFunction(name, function, told, client)


def _read_configuration(name: str, function: str, client: Any) -> Mapping[str, Any]:
    try:
        told: Mapping[str, Any] = call_with_retry(
            name, lambda: client.get_function_configuration(FunctionName=function)
        )
    except DeniedError:  # whoever may invoke a function need not see it
        return {}
    return told


def _client(
    name: str, region: str | None, concurrency: int, seconds: float, attempts: int | None = None
) -> Any:
    settings = import_extra("botocore.config", "validation").Config(
        retries={"mode": "standard", "total_max_attempts": attempts or ATTEMPTS},
        read_timeout=seconds,
        connect_timeout=10,
        max_pool_connections=concurrency,
        tcp_keepalive=True,
    )
    exceptions = import_extra("botocore.exceptions", "validation")
    try:
        boto3 = import_extra("boto3", "validation")
        return boto3.session.Session().client("lambda", region_name=region, config=settings)
    except exceptions.BotoCoreError as error:
        raise unreachable_error(name, error) from error
