"""A clock that a test sets, so that no deadline of a test depends on how busy the machine is."""


class SetClock:
    """What stands in the place of the module `time`: time passes only by `sleep`."""

    def __init__(self) -> None:
        self._now = 1000.0

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds
