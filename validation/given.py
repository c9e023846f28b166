"""Which kind of target a word on the command line names."""

from dataclasses import dataclass
from pathlib import Path

from validation.deployed import EXPLICIT, FUNCTION
from validation.errors import InputError

RATINGS = "ratings:"

KINDS = (
    "module:name or path.py:name, ratings:NAME, a built artifact's FOLDER or "
    "FOLDER:module.handler, or a deployed function's NAME[:QUALIFIER], lambda:NAME or ARN"
)


@dataclass(frozen=True)
class Ratings:
    """A column of ratings that the data hold."""

    rater: str


@dataclass(frozen=True)
class Imported:
    """A reward or a handler, by module or file."""

    name: str


@dataclass(frozen=True)
class Built:
    """A folder, and the handler in it where one was named."""

    folder: Path
    handler: str = ""


@dataclass(frozen=True)
class Deployed:
    """A function, by name or ARN."""

    name: str


Given = Ratings | Imported | Built | Deployed


def kind_of(given: str) -> Given:
    """What is meant: by its prefix, else a folder that exists, else what Python could import.

    `mine:live` is therefore a module's; `lambda:mine:live` is a function's. Raises InputError
    for what can be none of them.
    """
    if not given.strip():  # an empty path is the current folder
        raise InputError(f"{given!r}: expected {KINDS}")
    if given.startswith(RATINGS):
        return Ratings(given.removeprefix(RATINGS))
    if given.startswith((EXPLICIT, "arn:")):
        return _function(given)
    source, _, name = given.rpartition(":")
    if Path(given).is_dir():
        return Built(Path(given))
    if source and _is_artifact(Path(source), name):
        return Built(Path(source), name)
    if source.endswith(".py") or all(step.isidentifier() for step in source.split(".")):
        return Imported(given)
    return _function(given)


def _is_artifact(folder: Path, handler: str) -> bool:
    """Not a package, of which `package:name.field` is an import."""
    looks_so = len(folder.parts) > 1 or "." in handler
    return looks_so and folder.is_dir() and not (folder / "__init__.py").exists()


def _function(given: str) -> Deployed:
    if FUNCTION.fullmatch(given):
        return Deployed(given)
    raise InputError(f"{given}: expected {KINDS}")
