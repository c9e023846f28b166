"""What a trainer meets: an event goes in as bytes, and a reply comes out as bytes."""

from typing import Protocol


class InvocationError(Exception):
    """The function answered with an error: its type, and the function's own message."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(error_type, message)
        self.error_type = error_type
        self.message = message

    def __str__(self) -> str:
        return f"{self.error_type}: {self.message}"


class StartError(InvocationError):
    """The function cannot be started, so that no event can ever be answered."""


class UnavailableError(InvocationError):
    """Nobody was there to take the event: what is asked again smaller fares no better."""


class Endpoint(Protocol):
    """A handler in this process, a built artifact, or a deployed function."""

    @property
    def name(self) -> str:
        """As the user wrote it."""

    @property
    def timeout(self) -> float | None:
        """Seconds that the function has for one event; None where nobody says."""

    def invoke(self, event: bytes) -> bytes:
        """The reply as it stands on the wire; raises InvocationError where there is none."""


REQUEST_LIMIT = 6 * 1024 * 1024
RESPONSE_LIMIT = REQUEST_LIMIT + 100
"""Bytes that Lambda takes and hands back when it is invoked synchronously."""


def check_request_size(event: bytes) -> None:
    """Raises InvocationError for an event that Lambda would not take."""
    if len(event) > REQUEST_LIMIT:
        raise InvocationError(
            "RequestTooLargeException",
            f"Request must be smaller than {REQUEST_LIMIT} bytes for the InvokeFunction operation",
        )


def check_response_size(reply: bytes) -> None:
    """Raises InvocationError for a reply that Lambda would not hand back."""
    if len(reply) > RESPONSE_LIMIT:
        raise InvocationError(
            "Function.ResponseSizeTooLarge",
            f"Response payload size exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes)",
        )
