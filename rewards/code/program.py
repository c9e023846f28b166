"""Which of a reply's blocks of code is its program, and what that may use without importing it."""

import ast
import builtins
import importlib
import re
import symtable
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from textwrap import dedent

from rewards.answers.fences import FencedBlock, code_blocks, reply_body
from rewards.answers.marked_answer import language_names

# Modules whose names the graders of LeetCode, APPS, TACO and LiveCodeBench import before a program
# runs; of two that have a name, the first is meant.
_ASSUMED = (
    *("collections", "heapq", "bisect", "math", "itertools", "functools", "typing", "copy"),
    *("string", "re", "operator", "datetime", "statistics", "random", "io", "json", "dataclasses"),
    *("enum", "abc", "decimal", "fractions", "sys"),
)
# The classes that LeetCode gives with its problems on lists and trees.
_NODES = {
    "ListNode": "class ListNode:\n    def __init__(self, val=0, next=None):\n"
    "        self.val = val\n        self.next = next",
    "TreeNode": "class TreeNode:\n    def __init__(self, val=0, left=None, right=None):\n"
    "        self.val = val\n        self.left = left\n        self.right = right",
}
_MODULE_NAMES = {"np": "numpy", "pd": "pandas", "dt": "datetime"}
_IMPORT = re.compile(r"^[ \t]*((?:from\s+[\w.]+\s+)?import\s+[^\n#]+)", re.MULTILINE)
_WRITES = {"print", "stdout", "write", "writelines"}
_OTHERS = {"text", "txt", "plaintext", "output", "console", "input", "diff", "log", "bash", "sh"}
_OTHERS |= {"shell", "json", "yaml", "toml", "html", "markdown", "latex", "sql", "java", "cpp", "c"}


@dataclass(frozen=True)
class Program:
    """A program out of a reply.

    Attributes:
        code (str): Its source.
        origin (str): Which of several blocks it is; "" where there is one.
    """

    code: str
    origin: str = ""


def pick_program(reply: str, language: str, names: Collection[str]) -> Program | None:
    """The program of the reply in `language`, whose tests call `names`; none of them for streams.

    Of several blocks of Python it is the last that defines what is called, or that writes something
    where nothing is; with what it needs of the others, the nearest before it first. Of another
    language it is the last. None where there is no code.
    """
    blocks = _fitting_blocks(code_blocks(reply), language)
    if not blocks:
        code = _code_in_prose(reply_body(reply).strip()) if language == "python" else None
        return None if code is None else Program(code)
    if language != "python" or len(blocks) == 1:
        return Program(blocks[-1], f"block {len(blocks)} of {len(blocks)}" if blocks[1:] else "")
    picked = _main_blocks(blocks, names)
    rest = _needs_of(blocks, picked)
    parts = [blocks[at] if at in picked else rest[at] for at in sorted({*picked, *rest})]
    which = ", ".join(str(at + 1) for at in sorted({*picked, *rest}))
    return Program("\n\n".join(parts), f"block {which} of {len(blocks)}")


def _code_in_prose(text: str) -> str | None:
    """The code of a reply without a fence: all of it, or what stands between its paragraphs of
    prose, from the first line that begins a statement."""
    text = _at_margin(text)
    if _defines_something(text):
        return text
    begin = _STATEMENT.search(text)
    if begin is None or len(text) > _LONGEST_PROSE:
        return None
    ends = [found.start() for found in re.finditer(r"\n[ \t]*\n(?=\S)", text)]
    for end in [len(text), *reversed(ends)][:_MOST_PARAGRAPHS]:
        code = text[begin.start() : end]
        if end > begin.start() and _defines_something(code):
            return code
    return None


_STATEMENT = re.compile(
    r"^(?:(?:async )?def \w+\(|class \w+[:(]|import \w+(?:$|,| as )|from [\w.]+ import |@\w+\S*$)",
    re.MULTILINE,
)
_LONGEST_PROSE, _MOST_PARAGRAPHS = 50_000, 30


def _fitting_blocks(blocks: Sequence[FencedBlock], language: str) -> list[str]:
    """The blocks that are marked with the language; else those without a mark; else, of Python,
    those that define something under whatever mark."""
    wanted = language_names(language)
    marked = [it for it in blocks if it.language in wanted or it.language.startswith("python")]
    if language != "python":
        marked = [it for it in blocks if it.language in wanted]
    bare = [it for it in blocks if not it.language]
    other = [it for it in blocks if it.language not in _OTHERS and _defines_something(it.content)]
    found = marked or bare or (other if language == "python" else [])
    return [_at_margin(it.content) for it in found if it.content.strip()]


def _at_margin(code: str) -> str:
    """The code without the indentation that all of it has, and without a shell's prompts."""
    if re.match(r"\s*>>> ", code):
        lines = re.findall(r"^\s*(?:>>>|\.\.\.) ?(.*)$", code, re.MULTILINE)
        code = "\n".join(lines)
    return dedent(code) if code[:1] in " \t\n" else code


def _defines_something(text: str) -> bool:
    if not re.search(
        r"^(?:async def|def|class|import|from|\w+ *=|print|for|if) *", text, re.MULTILINE
    ):
        return False
    return parse(text) is not None


@lru_cache(maxsize=256)
def parse(code: str) -> ast.Module | None:
    """The tree of the code; None where it is no Python."""
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _main_blocks(blocks: Sequence[str], names: Collection[str]) -> set[int]:
    if names:
        for imported in (False, True):
            found = (_last(blocks, partial(defines, name=it, imported=imported)) for it in names)
            if main := {at for at in found if at is not None}:
                return main
    last = _last(blocks, lambda code: bool(_words(code) & _WRITES))
    if last is None or names:
        last = _last(blocks, lambda code: parse(code) is not None)
    return {len(blocks) - 1 if last is None else last}


def _last(blocks: Sequence[str], fits: Callable[[str], bool]) -> int | None:
    return next((at for at in reversed(range(len(blocks))) if fits(blocks[at])), None)


def _words(code: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", code))


def defines(code: str, name: str, *, imported: bool = True) -> bool:
    """Whether the code gives the name a value, or `Solution` a method of it, that is no stub; an
    import counts where `imported` may."""
    tree = parse(code)
    if tree is None:
        pattern = rf"^(?:(?:async )?def|class) +{re.escape(name)}\b|^{re.escape(name)} *="
        return re.search(pattern, code, re.MULTILINE) is not None
    imports = () if imported else (ast.Import, ast.ImportFrom)
    return any(_binds(node, name) for node in tree.body if not isinstance(node, imports))


def _binds(node: ast.stmt, name: str) -> bool:
    match node:
        case ast.FunctionDef(defined) | ast.AsyncFunctionDef(defined):
            return defined == name and not _is_stub(node.body)
        case ast.ClassDef(defined):
            inner = node.body if defined == "Solution" else ()
            return defined == name or any(_binds(it, name) for it in inner)
        case ast.If() | ast.Try() | ast.With():
            return any(_binds(it, name) for it in node.body)
        case ast.Assign() | ast.AnnAssign():
            stored = (it for it in ast.walk(node) if isinstance(it, ast.Name))
            return any(it.id == name and isinstance(it.ctx, ast.Store) for it in stored)
        case ast.Import() | ast.ImportFrom():
            return any((it.asname or it.name.partition(".")[0]) == name for it in node.names)
        case _:
            return False


def _is_stub(body: Sequence[ast.stmt]) -> bool:
    return all(
        isinstance(it, ast.Pass)
        or (isinstance(it, ast.Expr) and isinstance(it.value, ast.Constant))
        for it in body
    )


def _needs_of(blocks: Sequence[str], picked: Collection[int]) -> dict[int, str]:
    """What the picked blocks use of others, by the place of the block it is in."""
    needed: dict[int, list[ast.stmt]] = {}
    have = "\n".join(blocks[at] for at in sorted(picked))
    for _ in blocks:
        added = False
        for name in sorted(free_names(have)):
            at = _provider(blocks, picked, name)
            if at is None:
                continue
            lines = [it for it in _tree_body(blocks[at]) if _binds(it, name)]
            new = [it for it in lines if it not in needed.get(at, [])]
            needed.setdefault(at, []).extend(new)
            have += "\n" + "\n".join(map(ast.unparse, new))
            added = added or bool(new)
        if not added:
            break
    order = {at: _tree_body(blocks[at]).index for at in needed}
    return {
        at: "\n".join(map(ast.unparse, sorted(lines, key=order[at])))
        for at, lines in needed.items()
    }


def _provider(blocks: Sequence[str], picked: Collection[int], name: str) -> int | None:
    first = min(picked)
    order = [*reversed(range(first)), *range(first, len(blocks))]
    others = (at for at in order if at not in picked and parse(blocks[at]) is not None)
    return next((at for at in others if defines(blocks[at], name)), None)


def _tree_body(code: str) -> list[ast.stmt]:
    tree = parse(code)
    return tree.body if tree else []


def free_names(code: str) -> set[str]:
    """The names that the code uses and neither defines nor imports; none where it is no Python."""
    try:
        top = symtable.symtable(code, "reply", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    scopes = list(_scopes(top))
    bound = {it.get_name() for it in top.get_symbols() if it.is_assigned() or it.is_imported()}
    used = set[str]()
    for scope in scopes:
        for symbol in scope.get_symbols():
            if symbol.is_global() and symbol.is_assigned():
                bound.add(symbol.get_name())
            if symbol.is_referenced() and (scope is top or symbol.is_global()):
                used.add(symbol.get_name())
    return used - bound - set(dir(builtins)) - {"__file__"}


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _scopes(child)


def prelude(code: str, sources: Sequence[str], wanted: Sequence[str] = ()) -> str:
    """Statements that define what the code uses without defining it, in the order they need.

    The `sources` are what its author had before their eyes, such as the prompt and the setup of the
    tests: their imports, functions and classes come first, and then what graders import always.
    The `wanted` names, which the tests use, are taken from the sources alone.
    """
    lines = [line for name in wanted if (line := _definition_beside(name, sources)) is not None]
    for _ in range(3):  # a function of the prompt may itself need an import
        missing = sorted(free_names("\n".join([*lines, code])))
        found = [line for name in missing if (line := _definition(name, sources)) is not None]
        new = [line for line in dict.fromkeys(found) if line not in lines]
        if not new:
            break
        lines = [*new, *lines]
    return "\n".join(lines)


def _definition_beside(name: str, sources: Sequence[str]) -> str | None:
    lines = (line for source in sources for line in _definitions(source))
    return next((it for it in lines if any(_binds(node, name) for node in _tree_body(it))), None)


def _definition(name: str, sources: Sequence[str]) -> str | None:
    if (line := _definition_beside(name, sources)) is not None:
        return line
    if name in _NODES:
        return _NODES[name]
    if name in _ASSUMED or name in _MODULE_NAMES.values() or name in sys.stdlib_module_names:
        return f"import {name}"
    module = next((it for it in _ASSUMED if name in _names_of(it)), None)
    if module is None:
        return None
    return f"from {module} import {name}"


@lru_cache(maxsize=64)
def _names_of(module: str) -> frozenset[str]:
    loaded = importlib.import_module(module)
    return frozenset(getattr(loaded, "__all__", None) or dir(loaded))


@lru_cache(maxsize=64)
def _definitions(source: str) -> tuple[str, ...]:
    """The imports, functions and classes of a text that may be Python, or prose with Python."""
    found: list[str] = []
    for text in (source, *(block.content for block in code_blocks(source))):
        kept = ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom
        found += [ast.unparse(it) for it in _tree_body(text) if isinstance(it, kept)]
    found += [line for line in map(str.strip, _IMPORT.findall(source)) if parse(line)]
    return tuple(dict.fromkeys(found))
