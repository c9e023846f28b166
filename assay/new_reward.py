"""What `assay new` writes: from a name to the files of a reward, checked before any is written.

name ──▶ check ──▶ in a clone of the kit: files in its folders, lines in its template
              └──▶ elsewhere: files in that folder, with a template and a Makefile of its own
"""

import importlib.util
import keyword
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from validation.errors import InputError

# What a name on Lambda (64) leaves beside "SageMaker-", a stack's 38 characters and a dash.
MOST_CHARACTERS = 15
# Names of our own packages, of a file that pytest reads, and of the example in docs/deploy.md.
TAKEN = ("assay", "conftest", "judges", "lambda_handlers", "polite_reply", "rewards", "validation")

_PLACE = '  # "assay new" adds functions above this line.\n'
# Where lines go in the template of a clone.
_ROLES = "  # ---- A role for each function"
_POLICIES = "  SupportReplyFunctionAskPolicy:\n"
_LISTS = {False: "\n    Timeout:\n      Names:\n", True: "\n    JudgeTimeout:\n      Names:\n"}
_LOGS = '"query": "SOURCE \'${'
# Where the Makefile of a clone makes the locks of functions that ask Bedrock.
_LOCK = "-o lambda_handlers/support_reply.requirements.txt\n"


@dataclass(frozen=True)
class NewFiles:
    """What to write for a new reward.

    Attributes:
        files: the whole text of each file, new or extended, by its path.
        next_steps: what to do afterwards, for a person.
    """

    files: dict[Path, str]
    next_steps: str


def plan_files(name: str, folder: Path, *, is_judge: bool = False) -> NewFiles:
    """The files of a reward called `name` in this folder; nothing is written.

    Raises InputError for a name that cannot be used, for a file that exists, and for a template or
    a Makefile that lacks the lines between which the new ones go.
    """
    _check_name(name)
    is_clone = (folder / "lambda_handlers" / "adapter.py").is_file()
    words: dict[str, str | bool] = {
        "name": name,
        "function": f"{name.title().replace('_', '')}Function",
        "dashed": name.replace("_", "-"),
        "judge": is_judge,
        "own": not is_clone,
        "module": f"lambda_handlers.{name}" if is_clone else name,
        "data": f"examples/{name}.jsonl" if is_clone else f"{name}.jsonl",
    }
    kind = "judge" if is_judge else "reward"
    code, test = f"{words['module']}".replace(".", "/"), f"test_{name}.py"
    own = {
        folder / f"{code}.py": f"{kind}.py",
        folder / ("tests/lambda_handlers" if is_clone else "") / test: f"test_{kind}.py",
        folder / f"{words['data']}": f"{kind}.jsonl",
    }
    for path in own:
        if path.exists():
            raise InputError(
                f"{path.relative_to(folder)} exists, and nothing is written over it: choose "
                "another name, or move that file away"
            )
    files = {path: _render(template, words) for path, template in own.items()}
    files |= _extend_clone(folder, words) if is_clone else _own_folder(folder, words)
    target = f"{code}.py:reward {words['data']} --gate {'judged' if is_judge else 'verifiable'}"
    first = ".venv/bin/assay" if is_clone else "assay"
    return NewFiles(files, f"next: make check test build, then {first} validate {target}")


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*", name):
        example = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_0123456789") or "brief_answer"
        raise InputError(
            f"{name!r}: expected small letters and digits, with underscores between words that "
            f"begin with a letter, such as {example}"
        )
    if len(name) > MOST_CHARACTERS:
        raise InputError(
            f"{name!r} has {len(name)} characters: expected at most {MOST_CHARACTERS}, since "
            "SageMaker-STACK-NAME may have 64 on Lambda; choose a shorter name"
        )
    if keyword.iskeyword(name) or name in TAKEN or name in sys.stdlib_module_names:
        raise InputError(f"{name!r} is a name of Python's or of the kit's: choose another name")


def _render(template: str, words: dict[str, str | bool]) -> str:
    environment = Environment(
        loader=PackageLoader("assay", "scaffold"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
    )
    return environment.get_template(f"{template}.j2").render(words)


def _own_folder(folder: Path, words: dict[str, str | bool]) -> dict[Path, str]:
    """The template with the function in it, and what of the rest is not there yet."""
    _check_free(str(words["name"]), folder)
    template = folder / "template.yaml"
    entry = _render("own_function.yaml", words)
    if template.exists():
        made = {template: _insert(template, template.read_text("utf-8"), _PLACE, entry)}
    else:
        made = {template: _render("own_template.yaml", {**words, "function_entry": entry})}
    for name, text in (
        ("Makefile", "own_makefile"),
        ("pyproject.toml", "own_pyproject.toml"),
        ("samconfig.toml", "own_samconfig.toml"),
    ):
        if not (folder / name).exists():
            made[folder / name] = _render(text, words)
    return made


def _check_free(name: str, folder: Path) -> None:
    """Raises InputError where `import NAME` finds something else already."""
    found = importlib.util.find_spec(name)
    if found is not None or (folder / name).exists():
        place = (found and found.origin) or name
        raise InputError(
            f"{name!r} is taken: `import {name}` finds {place}; choose another name, since your "
            "file would hide it"
        )


def _extend_clone(folder: Path, words: dict[str, str | bool]) -> dict[Path, str]:
    """The clone's template with the function, its role's policy and its log; a judge's lock."""
    template, function = folder / "template.yaml", str(words["function"])
    text = template.read_text("utf-8")
    text = _insert(template, text, _ROLES, _render("clone_function.yaml", words))
    text = _insert(template, text, _LOGS, "", after=f"{function}Logs}}' | SOURCE '${{")
    listed = _LISTS[bool(words["judge"])]
    text = _insert(template, text, listed, "", after=f"        - {function}\n")
    if not words["judge"]:
        return {template: text}
    text = _insert(template, text, _POLICIES, _render("clone_policy.yaml", words))
    makefile, handlers = folder / "Makefile", folder / "lambda_handlers"
    lock = handlers / f"{words['name']}.requirements.txt"
    whole = makefile.read_text("utf-8")
    line = next((line for line in whole.splitlines() if line.endswith(_LOCK.strip())), "")
    added = line.replace("support_reply", str(words["name"])) + "\n"
    return {
        template: text,
        makefile: _insert(makefile, whole, _LOCK, "", after=added),
        lock: (handlers / "support_reply.requirements.txt").read_text("utf-8"),
    }


def _insert(path: Path, text: str, place: str, before: str, after: str = "") -> str:
    """The text with lines before and after the one place that says where they go."""
    if text.count(place) != 1:
        raise InputError(
            f"{path.name}: expected the line {place.strip()!r} once, which says where a function's "
            f"lines go, got it {text.count(place)} times: add it back, or work in another folder"
        )
    return text.replace(place, f"{before}{place}{after}")
