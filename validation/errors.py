"""Bad input: the user's file, argument or target, said on one line."""

from rewards.types import AssayError


class InputError(AssayError, ValueError):
    """Validation could not run: where the input is wrong, and what was expected there."""
