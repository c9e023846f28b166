"""What a user's file or object is: a module, a reward, a handler, or a function of another kit.

A file is imported as Python would import it from its folder. One with relative imports is imported
inside its package, or inside its folder as Lambda does where that is no package. A user's file may
have the name of one of our packages (`rewards.py`, `judges/`). As a path it is imported all the
same; as a module it cannot be, and the error names the file or folder.
"""

import ast
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from rewards.types import Reward
from validation.errors import InputError

# The names that Assay's own packages take.
PACKAGES = ("rewards", "judges", "lambda_handlers", "validation", "assay")


def check_reward(given: str, reward: object) -> Reward:
    """The object as a reward; raises InputError where it cannot be called with one sample.

    A function with the signature of another kit is named as such, with the adapter for it.
    """
    if inspect.isclass(reward):
        raise InputError(
            f"{given}: expected a reward, got the class; make one: {reward.__name__}(…)"
        )
    if not callable(reward):
        raise InputError(f"{given}: expected a callable, got {type(reward).__name__} {reward!r}")
    if problem := _foreign_signature(reward):
        raise InputError(f"{given}: {problem}")
    if [*_parameters(reward)][:1] == ["event"] and not _accepts(reward, 2):
        raise InputError(f"{given}: takes an event alone; Lambda calls handler(event, context)")
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
    if _foreign_signature(found):
        return False
    takes_event = [*_parameters(found)][:1] == ["event"]
    return given.endswith("handler") or takes_event or not _accepts(found, 1)


def _parameters(found: Callable[..., object]) -> Mapping[str, inspect.Parameter]:
    try:
        return inspect.signature(found).parameters
    except (TypeError, ValueError):  # some callables written in C tell no signature
        return {}


def _foreign_signature(found: Callable[..., object]) -> str:
    """What a function of TRL's, verl's or verifiers' takes, and its adapter; "" for another."""
    names = [*_parameters(found)]
    name = getattr(found, "__name__", "your_function")
    for marks, adapter in _FOREIGN:
        if marks <= {*names} and len(names) > 1:
            return (
                f"takes {', '.join(names)}: wrap it with {adapter} "
                f"(from rewards.adapters import {adapter}; reward = {adapter}({name}))"
            )
    return ""


# Parameters that only functions of another kit take, beside others; and the adapter of that kit.
_FOREIGN = (
    ({"completions"}, "TrlReward"),
    ({"solution_str"}, "VerlReward"),
    ({"completion"}, "RubricReward"),
)


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
    whole = path.resolve()
    # A library may have put something else than a module among the loaded modules.
    modules = [module for module in sys.modules.values() if isinstance(module, ModuleType)]
    loaded = next((m for m in modules if vars(m).get("__file__") == str(whole)), None)
    if loaded is not None:  # judges of one file are asked by one name, and remembered by it
        return loaded
    sys.path.append(str(whole.parent))
    folders = _package_folders(whole)
    if not folders:
        return _load(_free_name(path.stem), whole)
    sys.path.append(str(folders[0].parent))
    package = ""
    for folder in folders:
        package = f"{package}.{folder.name}" if package else _package_name(folder)
        if package not in sys.modules:
            _load(package, folder)
    return importlib.import_module(f"{package}.{whole.stem}")


def _package_folders(path: Path) -> list[Path]:
    """The folders that a file with relative imports is imported inside, the outermost first."""
    tree = ast.parse(path.read_bytes())
    above = [node.level for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    if not any(above):
        return []
    inside = list(path.parents)
    depth = next(n for n, folder in enumerate(inside) if not (folder / "__init__.py").is_file())
    return inside[: max(depth, *above, 1)][::-1]


def _package_name(folder: Path) -> str:
    """The folder's own name where no other package has it."""
    known = sys.modules.get(folder.name)
    if known is not None and str(folder) in getattr(known, "__path__", ()):
        return folder.name
    return _free_name(folder.name)


def _free_name(name: str) -> str:
    while name in sys.modules or name in PACKAGES:
        name += "_under_test"
    return name


def _load(name: str, place: Path) -> ModuleType:
    """The file, or the folder as a package, as the module of this name."""
    start = place if place.is_file() else place / "__init__.py"
    folders = None if place.is_file() else [str(place)]
    spec = importlib.util.spec_from_file_location(name, start, submodule_search_locations=folders)
    if folders and not start.is_file():  # a folder without a file of its own is a package as well
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = folders
    if spec is None:
        raise ImportError(f"{place} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where dataclasses and pickle look a module up
    with ExitStack() as half:
        half.callback(sys.modules.pop, name)  # half a module is none
        if spec.loader is not None:
            spec.loader.exec_module(module)
        half.pop_all()
    return module


def clash_hint(source: str, error: BaseException | None = None) -> str:
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
