"""Bad input: the user's file, argument or target, said on one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rewards.types import AssayError


class InputError(AssayError, ValueError):
    """Validation could not run: where the input is wrong, and what was expected there."""


@contextmanager
def name_unusable_file(path: str | Path) -> Iterator[None]:
    """While it lasts, an OSError becomes an InputError that names the path and says what is wrong.

    The path may stand behind an option's name, where that is what the user gave.
    """
    try:
        yield
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
