"""When to stop asking a function that has answered nothing but errors."""

from validation.endpoint import InvocationError

FAILURES = 3
"""Samples alone that fail with one type of error, where none was scored, before that is all."""


class Patience:
    """What one round of asking has met so far; `lost` is the error that ended it."""

    def __init__(self) -> None:
        self.lost: InvocationError | None = None
        self._answered = False
        self._failures: list[str] = []

    def answered(self) -> None:
        """Some event had an answer: from now on a failure is its own event's."""
        self._answered = True

    def failed(self, error: InvocationError) -> None:
        """An event that cannot be made smaller, or would not fare better, had none."""
        self._failures.append(error.error_type)
        if not self._answered and self._failures.count(error.error_type) >= FAILURES:
            self.lost = error
