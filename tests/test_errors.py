"""Every error of ours is an AssayError, and the architecture page draws all that have a name."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

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


def error_tree(kind: type[BaseException] = AssayError) -> Iterator[tuple[str, str]]:
    """Each public error with the one that it derives from."""
    for below in kind.__subclasses__():
        if is_ours(below) and not below.__name__.startswith("_"):
            yield below.__name__, kind.__name__
            yield from error_tree(below)


def drawn_tree(page: str) -> Iterator[tuple[str, str]]:
    """The same of a drawing in which each error stands four spaces further in than its parent."""
    [drawing] = re.findall(r"^```text\n(AssayError .*?)^```", page, re.MULTILINE | re.DOTALL)
    above: list[str] = []
    for line in drawing.splitlines():
        depth, name = (len(line) - len(line.lstrip())) // 4, line.split()[0]
        if depth:
            yield name, above[depth - 1]
        above[depth:] = [name]


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
    # put into the user's code to end it, so no `except Exception` there may take it for a fault
    ends_a_call = "validation.targets.endpoint.CallTimeoutError"
    assert ours - derived == {"rewards.types.AssayError", ends_a_call}


def test_the_architecture_page_draws_the_tree_of_errors():
    import_all()
    assert sorted(drawn_tree(PAGE.read_text("utf-8"))) == sorted(error_tree())
