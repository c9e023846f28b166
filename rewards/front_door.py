"""Names at the top of a package that load the module they come from when they are first used.

```
from rewards import numeric_match
        │
        ▼  rewards has a front door: its table says that `numeric_match` is in rewards.numeric_match
import rewards.numeric_match  ──▶  its object `numeric_match`, kept in `rewards` from then on
```

Many modules are named like the object in them. When Python has imported such a module it sets it as
an attribute of its package, in the object's place, and `from rewards import numeric_match` would
mean the object or the module by what was imported before. Behind a front door the place belongs to
the object. The module itself is `importlib.import_module("rewards.numeric_match")`, and
`from rewards.numeric_match import …` works as it always does.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType


class FrontDoor(ModuleType):
    """A package whose names are in its modules, and are loaded from there when they are used.

    `_module_of` has the full name of the module that each name comes from.
    """

    _module_of: dict[str, str]

    def __getattr__(self, name: str) -> object:
        if name not in self._module_of:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = getattr(import_module(self._module_of[name]), name)
        setattr(self, name, value)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in self._module_of):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._module_of})


def open_front_door(package: str, names: Mapping[str, str]) -> list[str]:
    """Give the package the `names`, a text of names for each of its modules; the list of them.

    A package calls this from its `__init__.py`, and says the same in its `__init__.pyi`, which is
    what type checkers and editors read.
    """
    module = sys.modules[package]
    module_of = {name: f"{package}.{home}" for home, held in names.items() for name in held.split()}
    vars(module)["_module_of"] = module_of
    module.__class__ = FrontDoor
    return sorted(module_of)
