"""A deployed function, invoked as a trainer does it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rewards.extras import extra
from validation.deployed_errors import ATTEMPTS, DeniedError, called, function_error, unreachable
from validation.endpoint import check_request_size

EXPLICIT = "lambda:"
"""Stands before a name that could be something else as well."""

_NAME = r"[A-Za-z0-9_-]{1,64}"
_QUALIFIER = r"(:(\$LATEST|[A-Za-z0-9_-]{1,128}))?"
_ACCOUNT = r"((arn:aws[a-z-]*:lambda:(?P<region>[a-z0-9-]+):)?\d{12}:function:)?"
FUNCTION = re.compile(f"({EXPLICIT})?(?P<function>{_ACCOUNT}{_NAME}{_QUALIFIER})")
"""A function's name, partial ARN or whole ARN, qualified or not."""

LONGEST_READ = 930.0
"""Seconds to wait for a reply where nobody says the function's timeout: the longest is 900."""


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

    def invoke(self, event: bytes) -> bytes:
        """The reply as on the wire.

        Raises InvocationError with the function's own message; UnavailableError where it was
        throttled or not ready every time; InputError where it may not or cannot be invoked.
        """
        check_request_size(event)
        payload, error = called(self.name, lambda: self._invoked(event))
        if error is not None:
            raise function_error(payload, error)
        return payload

    def _invoked(self, event: bytes) -> tuple[bytes, str | None]:
        answer = self.client.invoke(FunctionName=self.function, Payload=event)
        return answer["Payload"].read(), answer.get("FunctionError")


def deployed_function(name: str, concurrency: int) -> DeployedFunction:
    """The function of this name or ARN; `concurrency` is how many events are under way at most.

    Raises InputError without a region or credentials, and for a function that is not there.
    """
    matched = FUNCTION.fullmatch(name)
    function = matched["function"] if matched else name
    region = (matched and matched["region"]) or os.environ.get("AWS_REGION")
    asked = _client(name, region, concurrency, LONGEST_READ)
    try:
        told = called(name, lambda: asked.get_function_configuration(FunctionName=function))
    except DeniedError:  # whoever may invoke a function need not see it
        return DeployedFunction(name, function, {}, asked)
    client = _client(name, region, concurrency, float(told["Timeout"]) + 30)
    return DeployedFunction(name, function, told, client)


def _client(name: str, region: str | None, concurrency: int, seconds: float) -> Any:
    settings = extra("botocore.config", "validation").Config(
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        read_timeout=seconds,
        connect_timeout=10,
        max_pool_connections=concurrency,
        tcp_keepalive=True,
    )
    exceptions = extra("botocore.exceptions", "validation")
    try:
        boto3 = extra("boto3", "validation")
        return boto3.session.Session().client("lambda", region_name=region, config=settings)
    except exceptions.BotoCoreError as error:
        raise unreachable(name, error) from error
