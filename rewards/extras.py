"""Libraries that only some rewards need: imported when first called, and named when absent."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def import_extra(module: str, name: str) -> Any:
    """The module, which the extra `name` of this distribution installs.

    Raises ImportError with the command that installs it.
    """
    with require_extra(module, name):
        return importlib.import_module(module)


@contextmanager
def require_extra(module: str, name: str) -> Iterator[None]:
    """Around an import statement of `module`, to keep its types: raises as `extra` does."""
    try:
        yield
    except ModuleNotFoundError as error:
        root = module.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != root:
            raise  # installed, and broken itself
        raise ImportError(
            f'{root} is needed here: pip install "rft-assay[{name}]"', name=error.name
        ) from error
