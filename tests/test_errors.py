"""Every error of ours is an AssayError, and the architecture page draws all that have a name."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rewards.types import AssayError

PACKAGES = ("rewards", "judges", "lambda_handlers", "validation", "assay")
SANDBOX = "rewards.code.sandbox"
"""Its modules run in a process of their own, which imports nothing else of the package."""
PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"


def import_all() -> None:
    for name in PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.startswith((f"{SANDBOX}.", "assay.__main__")):
                importlib.import_module(module.name)


def subclasses(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    for below in kind.__subclasses__():
        yield below
        yield from subclasses(below)


def error_tree(kind: type[BaseException] = AssayError, depth: int = 0) -> str:
    """The public errors, one a line, each two spaces deeper than its parent, with its package."""
    if kind.__name__.startswith("_"):
        return ""
    line = f"{'  ' * depth}{kind.__name__} ({kind.__module__.partition('.')[0]})\n"
    below = sorted(kind.__subclasses__(), key=lambda it: it.__name__)
    return line + "".join(error_tree(it, depth + 1) for it in below if is_ours(it))


def is_ours(kind: type[BaseException]) -> bool:
    return kind.__module__.partition(".")[0] in PACKAGES


def test_every_error_of_ours_is_an_assay_error():
    import_all()
    ours = {
        f"{kind.__module__}.{kind.__name__}"
        for kind in subclasses(BaseException)
        if is_ours(kind) and not kind.__module__.startswith(SANDBOX)
    }
    derived = {f"{kind.__module__}.{kind.__name__}" for kind in subclasses(AssayError)}
    assert ours - derived == {"rewards.types.AssayError"}


def test_the_architecture_page_draws_the_tree_of_errors():
    if not PAGE.exists():
        pytest.skip("the page is not written yet")
    import_all()
    assert error_tree() in PAGE.read_text("utf-8"), f"expected this tree:\n{error_tree()}"
