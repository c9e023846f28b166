"""Which version of its code a target is: one digest of what it runs, not of what it scored.

    reward ──▶ its functions and fields ──▶ what they name in the user's modules ──▶ SHA-256

A noisy reward is one version however often it runs, and a comment makes no new one. Code that is
installed, the kit's own and the standard library's, counts by its name.
"""

import hashlib
import sys
import sysconfig
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType

from rewards.scoring import describe
from validation.targets.target import EndpointTarget, HandlerEndpoint, Target

_INSTALLED = tuple(
    str(Path(sysconfig.get_path(name)).resolve()) for name in ("stdlib", "purelib", "platlib")
)
_OURS = ("assay", "validation", "lambda_handlers", "judges", "rewards")


def version_of(target: Target) -> str:
    """A digest of the code that the target runs, and of its settings."""
    under_test: object = target.reward
    if isinstance(target, EndpointTarget) and isinstance(target.endpoint, HandlerEndpoint):
        under_test = target.endpoint.handler
    parts = [target.code, *code_pieces(under_test, set()), *_folder_pieces(target.name)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _folder_pieces(name: str) -> Iterator[str]:
    """The Python files of a built folder, where the target's name is one's."""
    folder = Path(name.partition(":")[0])
    if folder.is_dir():
        for file in sorted(folder.rglob("*.py")):
            yield f"{file.relative_to(folder)} {hashlib.sha256(file.read_bytes()).hexdigest()}"


def code_pieces(value: object, seen: set[int]) -> Iterator[str]:
    """The code of a value and of what it reaches, each once, in words."""
    if value is None or isinstance(value, str | bytes | int | float | complex):
        yield repr(value)
    elif isinstance(value, Mapping | list | tuple | set | frozenset):
        yield from _collection_pieces(value, seen)
    elif id(value) not in seen:
        seen.add(id(value))
        yield from _object_pieces(value, seen)


def _collection_pieces(value: Collection[object], seen: set[int]) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key in sorted(value, key=repr):
            yield repr(key)
            yield from code_pieces(value[key], seen)
    elif isinstance(value, set | frozenset):
        yield repr(sorted(map(repr, value)))
    else:
        for part in value:
            yield from code_pieces(part, seen)


def _object_pieces(value: object, seen: set[int]) -> Iterator[str]:
    if isinstance(value, MethodType):
        yield from code_pieces([value.__func__, value.__self__], seen)
    elif isinstance(value, partial):
        yield from code_pieces([value.func, value.args, value.keywords], seen)
    elif isinstance(value, FunctionType):
        yield from _function_pieces(value, seen)
    elif isinstance(value, type):
        yield from _class_pieces(value, seen)
    else:
        yield describe(value)
        yield from _instance_pieces(value, seen)


def _function_pieces(function: FunctionType, seen: set[int]) -> Iterator[str]:
    yield f"{function.__module__}.{function.__qualname__}"
    if not _is_users(function.__module__):
        return
    yield from _bytecode_pieces(function.__code__)
    yield from code_pieces((function.__defaults__, function.__kwdefaults__), seen)
    for cell in function.__closure__ or ():
        try:
            yield from code_pieces(cell.cell_contents, seen)
        except ValueError:  # a name that is not bound yet
            continue
    for name in sorted(_names(function.__code__)):
        reached = function.__globals__.get(name)
        if isinstance(reached, ModuleType):
            yield from _module_pieces(reached, function.__code__, seen)
        elif reached is not None:
            yield from code_pieces(reached, seen)


def _module_pieces(module: ModuleType, code: CodeType, seen: set[int]) -> Iterator[str]:
    """What the code may name of a module of the user's; of others their names stand in the code."""
    if _is_users(module.__name__):
        for name in sorted(_names(code)):
            yield from code_pieces(vars(module).get(name), seen)


def _class_pieces(kind: type, seen: set[int]) -> Iterator[str]:
    yield f"{kind.__module__}.{kind.__qualname__}"
    if not _is_users(kind.__module__):
        return
    for base in kind.__mro__[1:-1]:
        yield from code_pieces(base, seen)
    for name, part in sorted(vars(kind).items()):
        inner = getattr(part, "__func__", getattr(part, "fget", part))
        is_own = not name.startswith("__") or name in ("__init__", "__call__", "__post_init__")
        if is_own and isinstance(inner, FunctionType | str | bytes | int | float | list | dict):
            yield from code_pieces(inner, seen)


def _instance_pieces(value: object, seen: set[int]) -> Iterator[str]:
    yield from code_pieces(type(value), seen)
    if is_dataclass(value):
        for field in fields(value):
            yield from code_pieces(getattr(value, field.name), seen)
    elif _is_users(type(value).__module__):
        yield from code_pieces(getattr(value, "__dict__", None), seen)


def _bytecode_pieces(code: CodeType) -> Iterator[str]:
    yield f"{code.co_code.hex()} {' '.join(code.co_names)}"
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _bytecode_pieces(constant)
        elif isinstance(constant, frozenset):
            yield repr(sorted(map(repr, constant)))
        else:
            yield repr(constant)


def _names(code: CodeType) -> set[str]:
    inner = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return set(code.co_names).union(*map(_names, inner))


def _is_users(module: str | None) -> bool:
    """Whether a module is neither the kit's nor installed, and so may change between two runs."""
    if module is None:  # made by `exec`, as a notebook does
        return True
    if module.partition(".")[0] in _OURS:
        return False
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None:
        return module not in sys.builtin_module_names
    return not str(Path(file).resolve()).startswith(_INSTALLED)
