"""A built artifact, run in its own Python by AWS's own runtime: the very bytes that ship."""

import ast
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rewards.wire import Platform
from validation.artifact_endpoint import ArtifactEndpoint
from validation.errors import InputError
from validation.lambda_context import LONGEST
from validation.lambda_process import Function
from validation.sam_template import Declared, declared_in

PYTHON = "ASSAY_LAMBDA_PYTHON"
"""The variable that names the Python to run artifacts in."""

OURS = Path(".tools/lambda/bin/python")

MEMORY = 512
"""Megabytes to speak of where no template says it."""


@dataclass(frozen=True)
class Artifact:
    """A folder as it was built, the handler in it, and what its template says, if there is one."""

    folder: Path
    handler: str
    declared: Declared | None

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that its template gives it."""
        return self.declared.environment if self.declared else {}

    @property
    def digest(self) -> str:
        """That of every file by its name, compiled ones too: they are what runs."""
        whole = hashlib.sha256()
        for path in sorted(path for path in self.folder.rglob("*") if path.is_file()):
            name = path.relative_to(self.folder).as_posix()
            whole.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        return whole.hexdigest()


def read_artifact(given: str, folder: Path, handler: str) -> Artifact:
    """The artifact in a folder; its handler is that of its template, or the only one, if not given.

    Raises InputError where there is none, or more than one.
    """
    template = folder.absolute().parent / "template.yaml"
    declared = declared_in(template, folder) if template.is_file() else []
    if handler:
        mine = next((one for one in declared if one.handler == handler), None)
        return Artifact(folder, handler, mine)
    handlers = [one.handler for one in declared if one.handler] or _handlers(folder)
    if len(handlers) != 1:
        found = ", ".join(handlers) or "none"
        raise InputError(f"{given}: expected FOLDER:module.handler; it has: {found}")
    return Artifact(folder, handlers[0], declared[0] if declared else None)


@contextmanager
def running(
    given: str, artifact: Artifact, platform: Platform | None
) -> Iterator[ArtifactEndpoint]:
    """The artifact as an endpoint, whose processes end with it.

    It answers for `platform` where one is given, whatever the template's default is.
    Raises InputError where there is no Python to run it in.
    """
    declared = artifact.declared
    told = {"REWARD_PLATFORM": platform} if platform else {}
    function = Function(
        _python(given, artifact.folder),
        artifact.folder.resolve(),
        artifact.handler,
        declared.timeout if declared else LONGEST,
        {**_of_the_user(), **artifact.environment, **told},
        declared.memory if declared else MEMORY,
    )
    endpoint = ArtifactEndpoint(given, declared.timeout if declared else None, function)
    try:
        yield endpoint
    finally:
        endpoint.close()


def _python(given: str, folder: Path) -> Path:
    named = os.environ.get(PYTHON)
    places = [Path.cwd(), *folder.resolve().parents]
    candidates = [Path(named)] if named else [place / OURS for place in places]
    for candidate in candidates:
        if candidate.is_file():
            return candidate.absolute()
    missing = f"{PYTHON}={named} is no file" if named else f"there is no {OURS} here"
    raise InputError(
        f"{given}: an artifact runs in the Python that it was built for, with awslambdaric: "
        f"{missing}; `make test` makes one, or set {PYTHON}"
    )


def _of_the_user() -> dict[str, str]:
    """What stands for the function's role and network here: the user's credentials and proxies."""
    own = ("AWS_LAMBDA_", "AWS_EXECUTION_ENV")
    network = ("HOME", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE")
    return {
        name: value
        for name, value in os.environ.items()
        if (name.startswith("AWS_") and not name.startswith(own)) or name.upper() in network
    }


def _handlers(folder: Path) -> list[str]:
    """Every handler where ours stand, and where a function of one file has its own."""
    found = []
    for path in sorted([*folder.glob("*.py"), *folder.glob("lambda_handlers/*.py")]):
        module = ".".join(path.relative_to(folder).with_suffix("").parts)
        names = _top_level(path) & {"handler", "lambda_handler"}
        found += [f"{module}.{name}" for name in sorted(names)]
    return found


def _top_level(path: Path) -> set[str]:
    try:
        body = ast.parse(path.read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return set()
    functions = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    targets = (target for node in body if isinstance(node, ast.Assign) for target in node.targets)
    return functions | {target.id for target in targets if isinstance(target, ast.Name)}
