"""What a handler in this process is told of its invocation, as Lambda would tell it."""

import time
import uuid
from dataclasses import dataclass, field

LONGEST = 900.0
"""Seconds that Lambda gives a function at most."""


@dataclass(frozen=True)
class LocalContext:
    """The second argument of a handler, made anew for each event: its clock runs from then."""

    function_name: str = "SageMaker-local"
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:SageMaker-local"
    log_group_name: str = "/aws/lambda/SageMaker-local"
    log_stream_name: str = "local"
    identity: None = None
    client_context: None = None
    seconds: float = LONGEST
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    began: float = field(default_factory=time.monotonic)

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.began + self.seconds - time.monotonic()) * 1000))
