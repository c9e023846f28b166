"""Every error of ours is an AssayError, and the architecture page draws all that have a name."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from assay import api
from assay.cli import COMMANDS
from rewards.types import AssayError
from validation.errors import name_options
from validation.options import RunOptions

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


ROOT = Path(__file__).parents[1]
FLAG = re.compile(r"--([a-z]+(?:-[a-z]+)*)")
# Of git, and of a remark that writes the value in Python as well.
# Of other programs, and of commands that have no function in Python for them.
OTHER_FLAGS = {"porcelain", "version", "map", "grades", "gold", "resume", "online", "model"}


def named_flags() -> Iterator[tuple[str, bool]]:
    """Each flag in a text of validation or the judges, and whether its argument stands beside."""
    for file in [*(ROOT / "validation").rglob("*.py"), *(ROOT / "judges").rglob("*.py")]:
        tree = ast.parse(file.read_text("utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        calls = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "name_options"
        ]
        inside = {id(below) for call in calls for below in ast.walk(call)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in docs
            ):
                yield from ((flag, id(node) in inside) for flag in FLAG.findall(node.value))


def test_a_message_that_names_a_flag_names_its_argument_in_python_too():
    found = [*named_flags()]
    assert len(found) > 15
    assert [flag for flag, both in found if not both and flag not in OTHER_FLAGS] == []


@pytest.mark.parametrize("flag", sorted({flag for flag, both in named_flags() if both}))
def test_options_that_messages_name_are_those_of_a_command_and_of_its_function(flag):
    commands = [importlib.import_module(f"assay.commands.{name}").command for name in COMMANDS]
    assert any(f"--{flag}" in option.opts for command in commands for option in command.params)
    functions = (api.validate, api.probe, api.conform, api.score)
    taken = {name for function in functions for name in inspect.signature(function).parameters}
    taken |= {option.name for option in fields(RunOptions)}
    assert name_options(f"--{flag}").rpartition(" ")[2] in taken
