"""Lambda's Invoke API on the loopback, in front of one function, for the real boto3 client."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote

from tests.scripted_server import Answer, Asked, run_server
from validation.targets.local_runtime import RuntimeAnswer

CONFIGURATION = {
    "FunctionName": "mine",
    "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:mine",
    "Version": "$LATEST",
    "CodeSha256": "abc=",
    "Timeout": 7,
    "Environment": {"Variables": {"REWARD_PLATFORM": "bedrock"}},
}


@dataclass
class Service:
    """What stands behind the API, the refusals that come before it, and who was asked for.

    A refusal is an HTTP status, a type and a message; each is given once.
    """

    invoke: Callable[[bytes], RuntimeAnswer]
    refusals: list[tuple[int, str, str]] = field(default_factory=list)
    hidden: bool = False
    asked: list[str] = field(default_factory=list)
    configuration: dict[str, object] = field(default_factory=lambda: {**CONFIGURATION})
    address: str = ""

    def answer(self, request: Asked) -> Answer:
        if request.method == "GET":
            if self.hidden:
                return refusal(403, "AccessDeniedException", "not authorized to perform this")
            if "/absent/" in request.path:
                return refusal(404, "ResourceNotFoundException", "Function not found: absent")
            return Answer(self.configuration)
        self.asked.append(unquote(request.path.split("/")[3]))
        if self.refusals:
            return refusal(*self.refusals.pop(0))
        answer = self.invoke(request.content)
        failed = {} if answer.status == "response" else {"X-Amz-Function-Error": "Unhandled"}
        return Answer(answer.body, headers=failed)


def refusal(status: int, kind: str, message: str) -> Answer:
    return Answer({"Message": message}, status, {"X-Amzn-ErrorType": kind})


@contextmanager
def invoke_api(invoke: Callable[[bytes], RuntimeAnswer]) -> Iterator[Service]:
    """The API, as long as it is served."""
    service = Service(invoke)
    with run_server(service.answer) as server:
        service.address = server.url
        yield service
