"""Importing what a user names: a module, or a file with its siblings."""

import importlib
import importlib.util
import sys
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType


def imported(source: str) -> ModuleType:
    """The module `package.module` or `path.py`; raises whatever its import raises."""
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))  # as `python -m` does, and a console script does not
    return _from_file(Path(source)) if source.endswith(".py") else importlib.import_module(source)


def _from_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise FileNotFoundError(f"no file {path}")
    whole = str(path.resolve())
    loaded = next((m for m in _modules() if vars(m).get("__file__") == whole), None)
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


def _modules() -> list[ModuleType]:
    """Those that are loaded; a library may have put something else among them."""
    return [module for module in sys.modules.values() if isinstance(module, ModuleType)]
