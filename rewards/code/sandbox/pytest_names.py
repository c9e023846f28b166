"""What tests take from pytest, for a process that has no installed packages."""

from __future__ import annotations

import re
import sys

TYPE_CHECKING = False  # importing typing would double the time to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class raises:  # noqa: N801 since it is pytest's name
    """Passes where the block, or the call, raises one of the exceptions."""

    def __init__(self, expected: Any, *call: Any, match: str | None = None, **named: Any) -> None:
        self.expected, self.match = expected, match
        self.value: Any = None
        self.type: Any = None
        if call:
            with self:
                call[0](*call[1:], **named)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, kind: Any, error: Any, _: Any) -> bool:
        if kind is None:
            raise AssertionError(f"DID NOT RAISE {self.expected}")
        if not issubclass(kind, self.expected):
            return False
        self.value, self.type = error, kind
        if self.match is not None and not re.search(self.match, str(error)):
            raise AssertionError(f"{self.match!r} does not match {str(error)!r}")
        return True


class approx:  # noqa: N801 since it is pytest's name
    """Equals numbers within the larger of two tolerances, alone, in lists and in dicts."""

    def __init__(self, expected: Any, rel: Any = None, abs: Any = None) -> None:
        self.expected = expected
        self.rel = 1e-6 if rel is None and abs is None else rel or 0.0
        self.abs = 1e-12 if abs is None else abs

    def __eq__(self, value: Any) -> bool:
        if isinstance(self.expected, dict):
            return value.keys() == self.expected.keys() and all(
                self._like(self.expected[key]) == value[key] for key in value
            )
        if isinstance(self.expected, list | tuple):
            pairs = zip(self.expected, value, strict=False)
            return len(value) == len(self.expected) and all(self._like(a) == b for a, b in pairs)
        if not isinstance(self.expected, int | float) or not isinstance(value, int | float):
            return bool(value == self.expected)
        allowed = max(self.rel * abs(self.expected), self.abs)
        return value == self.expected or abs(value - self.expected) <= allowed

    def __hash__(self) -> int:
        return id(self)

    def _like(self, expected: Any) -> approx:
        return approx(expected, self.rel, self.abs)


class _Mark:
    """`pytest.mark`: `parametrize` runs a test for each set; other marks change nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **named: args[0] if args and callable(args[0]) else lambda it: it

    def parametrize(self, names: Any, values: Any, **_: Any) -> Callable[[Any], Any]:
        keys = [it.strip() for it in names.split(",")] if isinstance(names, str) else list(names)

        def decorate(test: Any) -> Any:
            def run_all(*args: Any, **given: Any) -> None:
                for value in values:
                    one = value if len(keys) > 1 else [value]
                    row = value.values if isinstance(value, param) else one
                    test(*args, **given, **dict(zip(keys, row, strict=True)))

            return run_all

        return decorate


class param:  # noqa: N801 since it is pytest's name
    """One set of values of `parametrize`."""

    def __init__(self, *values: Any, **_: Any) -> None:
        self.values = values


def fixture(made: Any = None, **_: Any) -> Any:
    """Marks a function whose value tests take by its name."""
    return made if made is not None else lambda it: it


def run_test(test: Any, names: dict[str, Any]) -> None:
    """Run the test with the values of the fixtures that its parameters name."""
    after: list[Any] = []
    test(**{name: _fixture_value(name, names, after) for name in _parameters(test)})
    for waiting in reversed(after):
        next(waiting, None)


def _parameters(function: Any) -> tuple[str, ...]:
    return tuple(function.__code__.co_varnames[: function.__code__.co_argcount])


def _fixture_value(name: str, names: dict[str, Any], after: list[Any]) -> Any:
    if name == "capsys" and name not in names:
        return _Capture()
    made = names[name]
    value = made(**{it: _fixture_value(it, names, after) for it in _parameters(made)})
    if hasattr(value, "__next__"):
        after.append(value)
        return next(value)
    return value


class _Capture:
    """What `capsys` gives: the text that was printed since it was asked last."""

    def __init__(self) -> None:
        import io

        sys.stdout = self.text = io.StringIO()

    def readouterr(self) -> Any:
        from collections import namedtuple

        said = self.text.getvalue()
        self.text.seek(self.text.truncate(0))
        make: Any = namedtuple
        return make("CaptureResult", "out err")(said, "")


def fail(reason: str = "", **_: Any) -> None:
    """Raises AssertionError."""
    raise AssertionError(reason)


mark = _Mark()


def install() -> None:
    """Be what `import pytest` gives."""
    sys.modules["pytest"] = sys.modules[__name__]
