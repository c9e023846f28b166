"""Importing the object that `module:name` or `path.py:name` names, from the user's folder.

A user's file may have the name of one of our packages (`rewards.py`, `judges/`). As a path it is
imported all the same; as a module it cannot be, and the error names the file or folder.
"""

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

from rewards.types import Reward
from validation.errors import InputError

# The names that Assay's own packages take.
PACKAGES = ("rewards", "judges", "lambda_handlers", "validation", "assay")


def read_reward(given: str) -> Reward:
    """The reward named `module:name` or `path.py:name`.

    Raises InputError when it cannot be imported, or cannot be called with one sample.
    """
    return check_reward(given, read_object(given))


def read_object(given: str) -> object:
    """What is called `module:name` or `path.py:name`; raises InputError where nothing is."""
    source, _, name = given.rpartition(":")
    if not source or not name:
        raise InputError(f"{given}: expected module:name or path.py:name")
    try:
        found: object = import_source(source)
    except (Exception, SystemExit) as error:
        text = f"{given}: cannot import: {type(error).__name__}: {error}"
        raise InputError(text + _clash_hint(source, error)) from error
    for step in name.split("."):
        if not hasattr(found, step):
            raise InputError(f"{given}: {source} has no {name!r}{_clash_hint(source)}")
        found = getattr(found, step)
    return found


def check_reward(given: str, reward: object) -> Reward:
    """The object as a reward; raises InputError where it cannot be called with one sample."""
    if inspect.isclass(reward):
        raise InputError(
            f"{given}: expected a reward, got the class; make one: {reward.__name__}(…)"
        )
    if not callable(reward):
        raise InputError(f"{given}: expected a callable, got {type(reward).__name__} {reward!r}")
    try:
        inspect.signature(reward).bind(None)
    except TypeError as error:
        hint = "; a handler is tested by its reward" if given.endswith(":handler") else ""
        raise InputError(f"{given}: expected a callable of one sample: {error}{hint}") from error
    except ValueError:  # some callables written in C tell no signature
        pass
    return reward


def is_handler(given: str, found: object) -> bool:
    """Whether it takes an event and a context, and is no reward with a second setting."""
    if not callable(found) or inspect.isclass(found) or not _accepts(found, 2):
        return False
    return given.endswith("handler") or not _accepts(found, 1)


def _accepts(callee: Callable[..., object], count: int) -> bool:
    try:
        inspect.signature(callee).bind(*[None] * count)
    except TypeError:
        return False
    except ValueError:  # some callables written in C tell no signature
        return count == 1
    return True


def import_source(source: str) -> ModuleType:
    """The module `package.module` or `path.py`; raises whatever its import raises."""
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))  # as `python -m` does, and a console script does not
    return _import_file(Path(source)) if source.endswith(".py") else importlib.import_module(source)


def _import_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise FileNotFoundError(f"no file {path}")
    whole = str(path.resolve())
    # A library may have put something else than a module among the loaded modules.
    modules = [module for module in sys.modules.values() if isinstance(module, ModuleType)]
    loaded = next((m for m in modules if vars(m).get("__file__") == whole), None)
    if loaded is not None:  # judges of one file are asked by one name, and remembered by it
        return loaded
    name = path.stem
    while name in sys.modules or name in PACKAGES:
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


def _clash_hint(source: str, error: BaseException | None = None) -> str:
    """What to do where a name of ours was found in place of the user's; nothing elsewhere."""
    wanted = getattr(error, "name", None) if isinstance(error, ImportError) else None
    package = str(wanted or source).partition(".")[0]
    loaded = getattr(sys.modules.get(package), "__file__", None)
    own = next((p for p in (Path(f"{package}.py"), Path(package)) if p.exists()), None)
    if package not in PACKAGES or loaded is None or own is None:
        return ""
    if Path.cwd() in Path(loaded).parents:
        return ""
    return (
        f"; {own} in this folder has the name of Assay's own package {package!r}, which was "
        f"imported instead: rename {own}, or name a file by its path, as in path.py:name"
    )
