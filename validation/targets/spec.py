"""Which kind of target a word on the command line names."""

import importlib
import importlib.util
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from validation.errors import InputError
from validation.targets.deployed import EXPLICIT, FUNCTION

RATINGS = "ratings:"

TARGET_FORMS = (
    "module:name or path.py:name, ratings:NAME, a built artifact's FOLDER or "
    "FOLDER:module.handler, or a deployed function's NAME[:QUALIFIER], lambda:NAME or ARN"
)


@dataclass(frozen=True)
class RatingsSpec:
    """A column of ratings that the data hold."""

    rater: str


@dataclass(frozen=True)
class ObjectSpec:
    """A reward or a handler, by module or file."""

    name: str


@dataclass(frozen=True)
class ArtifactSpec:
    """A folder, and the handler in it where one was named."""

    folder: Path
    handler: str = ""


@dataclass(frozen=True)
class LambdaSpec:
    """A function, by name or ARN."""

    name: str


TargetSpec = RatingsSpec | ObjectSpec | ArtifactSpec | LambdaSpec


def parse_target_spec(given: str) -> TargetSpec:
    """What is meant: by its prefix, else a folder that exists, else what Python could import.

    `mine:live` is therefore a module's; `lambda:mine:live` is a function's. Raises InputError
    for what can be none of them.
    """
    if not given.strip():  # an empty path is the current folder
        raise InputError(f"{given!r}: expected {TARGET_FORMS}")
    if given.startswith(RATINGS):
        return RatingsSpec(given.removeprefix(RATINGS))
    if given.startswith((EXPLICIT, "arn:")):
        return _lambda_spec(given)
    source, _, name = given.rpartition(":")
    if Path(given).is_dir():
        return ArtifactSpec(Path(given))
    if source and _is_artifact(Path(source), name):
        return ArtifactSpec(Path(source), name)
    if source.endswith(".py") or all(step.isidentifier() for step in source.split(".")):
        return ObjectSpec(given)
    return _lambda_spec(given)


def _is_artifact(folder: Path, handler: str) -> bool:
    """Not a package, of which `package:name.field` is an import."""
    looks_so = len(folder.parts) > 1 or "." in handler
    return looks_so and folder.is_dir() and not (folder / "__init__.py").exists()


def _lambda_spec(given: str) -> LambdaSpec:
    if FUNCTION.fullmatch(given):
        return LambdaSpec(given)
    raise InputError(f"{given}: expected {TARGET_FORMS}")


def import_source(source: str) -> ModuleType:
    """The module `package.module` or `path.py`; raises whatever its import raises."""
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))  # as `python -m` does, and a console script does not
    return _import_file(Path(source)) if source.endswith(".py") else importlib.import_module(source)


def _import_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise FileNotFoundError(f"no file {path}")
    whole = str(path.resolve())
    loaded = next((m for m in _loaded_modules() if vars(m).get("__file__") == whole), None)
    if loaded is not None:  # judges of one file are asked by one name, and remembered by it
        return loaded
    name = path.stem
    while name in sys.modules:
        name += "_under_test"
    spec = importlib.util.spec_from_file_location(name, whole)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where dataclasses and pickle look a module up
    sys.path.append(str(path.resolve().parent))
    with ExitStack() as half:
        half.callback(sys.modules.pop, name)  # half a module is none
        spec.loader.exec_module(module)
        half.pop_all()
    return module


def _loaded_modules() -> list[ModuleType]:
    """Those that are loaded; a library may have put something else among them."""
    return [module for module in sys.modules.values() if isinstance(module, ModuleType)]
