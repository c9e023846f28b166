"""What was judged, by what: the header of a report, the only part that equal runs do not share.

    target, data, gate, judges, options ──▶ record_provenance ──▶ Provenance ──▶ report.json: header
    a deployed function, after the run ──▶ check_same_function      InputError where it is another

The digest of a reward covers its own source, that of every module of the user's and of this kit
that it reaches by imports, and the code of its functions: two bodies of one name, as a notebook
makes them, are two digests. What comes out of a package index is told by its version alone.
"""

import getpass
import hashlib
import os
import platform
import re
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Any

from rewards.parts import inner_values
from rewards.scoring import describe
from rewards.types import Reward
from validation.code_identity import code_pieces
from validation.dataset import Dataset
from validation.errors import InputError
from validation.forecast import find_judges, questions_of, served_reward
from validation.gate import Gate
from validation.gate_file import WeakenedGate, compare_to_preset
from validation.options import RunOptions
from validation.prices import Prices
from validation.storage import hash_file
from validation.targets.deployed import DeployedFunction
from validation.targets.target import EndpointTarget, Target
from validation.targets.user_code import PACKAGES

_KIT = Path(__file__).parents[1]
_STDLIB = Path(sysconfig.get_paths()["stdlib"])
_PACKAGES_OF_OTHERS = {"site-packages", "dist-packages"}
# Packages whose version can change a number or an answer.
_VERSIONS = ("numpy", "scipy", "pydantic", "botocore", "httpx")
_IMPORTS = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<source>[.\w]+)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n]+)"
    r"|import[ \t]+(?P<modules>[^\n]+))",
    re.MULTILINE,
)
# Seconds that git may take to say whether a folder is clean.
_GIT_SECONDS = 10.0


@dataclass(frozen=True)
class Provenance:
    """The header of a report.

    Attributes:
        date: when the run began, UTC, as ISO 8601.
        command: the command line; what was called where it was Python.
        options: every option of the run by its name.
        versions: of this kit, of Python, and of the packages that numbers depend on.
        git: the commit of the current folder and whether it is clean; None outside a repository.
        gate: its path or preset, its digest, and what is weaker than in the preset nearest to it.
        target: the digest of its source, and of each file that it reaches; where those files are
            that are not this kit's.
        function: version and CodeSha256 of a deployed function; None for any other target.
        data: path, digest and what was read.
        judges: by name, the digests of a judge's source, of the files that it reaches, and of
            what it asks of the first row.
        prices: when they held, who says so, and their digest.
        weakened: what of the gate is weaker than in its preset, as `gate` says it.
        user: the name under which the run was started; "" where the system has none for it.
    """

    date: str
    command: str
    options: Mapping[str, Any]
    versions: Mapping[str, str]
    git: Mapping[str, Any] | None
    gate: Mapping[str, Any]
    target: Mapping[str, Any]
    function: Mapping[str, str] | None
    data: Mapping[str, str]
    judges: Mapping[str, Mapping[str, Any]]
    prices: Mapping[str, str]
    weakened: WeakenedGate = field(default_factory=WeakenedGate)
    user: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As report.json has it."""
        return {name: value for name, value in vars(self).items() if name != "weakened"}


def record_provenance(
    target: Target,
    data: Dataset,
    gate: Gate,
    judges: Mapping[str, Reward],
    options: RunOptions,
    prices: Prices,
) -> Provenance:
    """All of it, before anything is asked."""
    weakened = compare_to_preset(gate)
    served = served_reward(target)
    inside = {f"{target.name}/{n}": judge for n, judge in enumerate(find_judges(served))}
    return Provenance(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        command=_command_line(),
        options={name: _plain(value) for name, value in asdict(options).items()},
        versions=read_versions(("rft-assay", *_VERSIONS)),
        git=_git_state(),
        gate={
            "source": gate.source,
            "digest": gate.digest or _sha256(repr(gate)),
            "preset": weakened.preset,
            "weaker": list(weakened.weaker),
        },
        target=_target_digest(target, served),
        function=_function_state(target),
        data={"path": data.path, "digest": data.digest, "read": data.summary},
        judges={
            name: _judge_digest(judge, data) for name, judge in (*judges.items(), *inside.items())
        },
        prices={
            "as_of": prices.as_of,
            "source": prices.source,
            "digest": prices.digest,
        },
        weakened=weakened,
        user=_user_name(),
    )


def check_same_function(target: Target, before: Provenance) -> None:
    """Raises InputError where a deployed function is another than when the run began."""
    after = _function_state(target, again=True)
    if before.function is not None and after is not None and after != before.function:
        was, now = (
            f"version {it['version']} ({it['code_sha256']})" for it in (before.function, after)
        )
        raise InputError(
            f"{target.name}: the function changed while it was judged, from {was} to {now}, so the "
            "scores are of two rewards: run again, best on a published version (NAME:7)"
        )


@dataclass(frozen=True)
class SourceDigest:
    """What an object's code is.

    Attributes:
        digest: of the object, its settings and functions, and the files that it reaches.
        files: the SHA-256 of each of those files, by module.
        paths: where a file is that is not this kit's, by module, as seen from the current folder.
    """

    digest: str
    files: Mapping[str, str]
    paths: Mapping[str, str]


def source_digest(judged: object) -> SourceDigest:
    """The digest of an object's code, and of each file that it reaches."""
    reached = dict(sorted(_reached_files(list(_reach(judged, set()))).items()))
    files = {name: hash_file(path) for name, path in reached.items()}
    pieces = [describe(judged), *code_pieces(judged, set()), *map(repr, files.items())]
    paths = {
        name: os.path.relpath(path)
        for name, path in reached.items()
        if not path.resolve().is_relative_to(_KIT) or name.partition(".")[0] not in PACKAGES
    }
    return SourceDigest(_sha256("\n".join(pieces)), files, paths)


def _judge_digest(judge: Reward, data: Dataset) -> dict[str, Any]:
    source = source_digest(judge)
    return {**vars(source), "prompts": _prompt_digest(judge, data)}


def _target_digest(target: Target, served: object) -> dict[str, Any]:
    if served is None:  # its code is not in this process, and names its own digest
        return {"code": target.code, "digest": _sha256(target.code), "files": {}, "paths": {}}
    return {"code": target.code, **vars(source_digest(served))}


def _reach(value: object, seen: set[int]) -> Iterator[object]:
    """The value, and what stands in its settings or is named by its functions."""
    if id(value) in seen:
        return
    seen.add(id(value))
    yield value
    for inner in inner_values(value):
        yield from _reach(inner, seen)


def _reached_files(reached: Iterable[object]) -> dict[str, Path]:
    """The files of the user's and of this kit, from the modules of these values on, by imports."""
    waiting = [getattr(it, "__module__", None) or type(it).__module__ for it in reached]
    waiting += [type(it).__module__ for it in reached]
    found: dict[str, Path] = {}
    while waiting:
        name = waiting.pop()
        module = sys.modules.get(str(name))
        path = getattr(module, "__file__", None)
        if module is None or name in found or path is None or not _is_ours(Path(path)):
            continue
        found[str(name)] = Path(path)
        waiting += _imported_modules(module, Path(path))
    return found


def _is_ours(path: Path) -> bool:
    whole = path.resolve()
    if any(whole.is_relative_to(_KIT / package) for package in PACKAGES):
        return True
    return not (whole.is_relative_to(_STDLIB) or _PACKAGES_OF_OTHERS & {*whole.parts})


def _imported_modules(module: ModuleType, path: Path) -> list[str]:
    package = module.__package__ or ""
    names: list[str] = []
    for found in _IMPORTS.finditer(path.read_text(encoding="utf-8", errors="replace")):
        if found["modules"]:
            names += [part.split()[0] for part in found["modules"].split(",") if part.split()]
            continue
        dots = len(found["source"]) - len(found["source"].lstrip("."))
        base = package.rsplit(".", dots - 1)[0] if dots else ""
        source = ".".join(filter(None, [base, found["source"].lstrip(".")]))
        inner = re.findall(r"\w+", re.sub(r"\bas\s+\w+|#[^\n]*", "", found["names"]))
        names += [source, *(f"{source}.{name}" for name in inner)]
        names += [
            home
            for name in inner  # a name that a package loads from one of its modules
            if isinstance(home := getattr(vars(module).get(name), "__module__", None), str)
        ]
    return names


def _prompt_digest(judge: Reward, data: Dataset) -> str:
    """Of the questions that the judges in it ask of the first row: rubric, form and sampling."""
    asked = [questions_of(node, data.rows[:1]) for node in find_judges(judge)]
    return _sha256(repr(asked)) if any(asked) else ""


def _function_state(target: Target, again: bool = False) -> dict[str, str] | None:
    endpoint = target.endpoint if isinstance(target, EndpointTarget) else None
    if not isinstance(endpoint, DeployedFunction) or not endpoint.configuration:
        return None
    return code_state(endpoint.read_configuration() if again else endpoint.configuration)


def code_state(configuration: Mapping[str, Any]) -> dict[str, str]:
    """Which code a function of Lambda has, by its configuration."""
    return {
        "version": str(configuration["Version"]),
        "code_sha256": str(configuration["CodeSha256"]),
    }


def _command_line() -> str:
    called, *words = sys.argv or [""]
    return shlex.join(["assay", *words]) if Path(called).name == "assay" else "called in Python"


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name; KeyError before Python 3.13
        return ""


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Path) else value


def read_versions(packages: Iterable[str]) -> dict[str, str]:
    """Of Python, and of those packages that are installed."""
    found = {"python": platform.python_version()}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _git_state() -> dict[str, Any] | None:
    commit = _run_git("rev-parse", "HEAD")
    if commit is None:
        return None
    changed = _run_git("status", "--porcelain", "--", ".", ":!.assay")
    return {"commit": commit, "clean": None if changed is None else not changed}


def _run_git(*words: str) -> str | None:
    """What git says; None where there is no git, no repository, or no answer in time."""
    quiet = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(
            ["git", *words],
            capture_output=True,
            text=True,
            timeout=_GIT_SECONDS,
            env=quiet,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
