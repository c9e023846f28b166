"""An artifact that takes several events at once, each in a process of its own, as on Lambda."""

import ast
import hashlib
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from rewards.wire import PlatformName
from validation.errors import InputError
from validation.targets import endpoint
from validation.targets.local_runtime import Function, LocalLambda, RuntimeAnswer, local_lambda

# Of the function's log, said with the error of a process that ended by itself.
LOG_LINES = 6


@dataclass
class ArtifactEndpoint:
    """A built artifact as an endpoint: a process is started when no other is free."""

    name: str
    timeout: float | None
    function: Function
    _idle: list[LocalLambda] = field(default_factory=list, init=False)
    _all: list[LocalLambda] = field(default_factory=list, init=False)
    _started: ExitStack = field(default_factory=ExitStack, init=False)
    _changing: threading.Lock = field(default_factory=threading.Lock, init=False)
    _closed: bool = field(default=False, init=False)

    @property
    def logs(self) -> list[str]:
        """What each process has written so far."""
        return [local.log for local in self._all]

    def invoke(self, event: bytes) -> bytes:
        """The reply as on the wire; raises InvocationError, StartError for one that cannot run."""
        endpoint.check_request_size(event)
        local = self._take_process()
        try:
            answer = local.invoke(event)
            return _reply_body(answer, local)
        finally:
            self._idle.append(local)

    def close(self) -> None:
        """End every process, and the events that they have."""
        with self._changing:
            self._closed = True
            self._started.close()

    def _take_process(self) -> LocalLambda:
        with self._changing:
            if self._closed:
                raise endpoint.UnavailableError("Closed", f"{self.name} was closed")
            if self._idle:
                return self._idle.pop()
            local = self._started.enter_context(local_lambda(self.function))
            self._all.append(local)
            return local


def _reply_body(answer: RuntimeAnswer, local: LocalLambda) -> bytes:
    if answer.status == "response":
        return answer.body
    said = json.loads(answer.body)
    kind, text = str(said.get("errorType")), str(said.get("errorMessage"))
    if kind == "Runtime.ExitError":
        text += "; its log ends: " + " | ".join(local.log.splitlines()[-LOG_LINES:])
    if answer.status == "init error":
        raise endpoint.StartError(kind, text)
    raise endpoint.InvocationError(kind, text, endpoint.traced_origin(said))


FUNCTION = "AWS::Serverless::Function"

# What Lambda gives to a function that asks for nothing.
TIMEOUT, MEMORY = 3.0, 128


@dataclass(frozen=True)
class FunctionConfig:
    """A function as its template declares it.

    The environment holds what is plain there, or a parameter with a default; what only a
    deployment knows is left out.
    """

    handler: str
    timeout: float = TIMEOUT
    memory: int = MEMORY
    environment: Mapping[str, str] = field(default_factory=dict)


def read_functions(template: Path, folder: Path) -> list[FunctionConfig]:
    """The functions that the template says are built in this folder.

    Raises InputError for a template that cannot be read.
    """
    try:
        content = yaml.load(template.read_bytes(), _Loader)
    except (OSError, yaml.YAMLError) as error:
        raise InputError(f"{template}: {' '.join(str(error).split())}") from error
    whole = _as_mapping(content)
    parameters = _as_mapping(whole.get("Parameters"))
    defaults = {name: _as_mapping(said).get("Default") for name, said in parameters.items()}
    shared = _resolve(_as_mapping(_as_mapping(whole.get("Globals")).get("Function")), defaults)
    found = []
    for name, resource in _as_mapping(whole.get("Resources")).items():
        inside = _as_mapping(resource)
        own = _resolve(_as_mapping(inside.get("Properties")), defaults)
        built = template.parent / str(own.get("CodeUri") or name)
        if inside.get("Type") == FUNCTION and built.resolve() == folder.resolve():
            found.append(_function_config(shared, own))
    return found


def _function_config(shared: Mapping[str, Any], own: Mapping[str, Any]) -> FunctionConfig:
    said = {**shared, **own}
    variables = {
        **_as_mapping(_as_mapping(shared.get("Environment")).get("Variables")),
        **_as_mapping(_as_mapping(own.get("Environment")).get("Variables")),
    }
    return FunctionConfig(
        str(said.get("Handler") or ""),
        _as_number(said.get("Timeout"), TIMEOUT),
        int(_as_number(said.get("MemorySize"), MEMORY)),
        {key: _as_text(value) for key, value in variables.items() if value is not None},
    )


def _resolve(value: Any, defaults: Mapping[str, Any]) -> Any:
    """References to parameters as their defaults; None for whatever else CloudFormation fills."""
    if isinstance(value, list):
        return [_resolve(entry, defaults) for entry in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["Ref"]:
        return defaults.get(str(value["Ref"]))
    if len(value) == 1 and str(next(iter(value))).startswith("Fn::"):
        return None
    return {key: _resolve(entry, defaults) for key, entry in value.items()}


def _as_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _as_number(value: object, default: float) -> float:
    try:
        return float(str(value))
    except ValueError:
        return default


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms, which are read as their long ones."""


def _long_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: None}


_Loader.add_multi_constructor("!", _long_form)


# The variable that names the Python to run artifacts in.
PYTHON = "ASSAY_LAMBDA_PYTHON"

LOCAL_PYTHON = Path(".tools/lambda/bin/python")

# Megabytes to speak of where no template says it.
DEFAULT_MEMORY = 512


@dataclass(frozen=True)
class Artifact:
    """A folder as it was built, the handler in it, and what its template says, if there is one."""

    folder: Path
    handler: str
    declared: FunctionConfig | None

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
    declared = read_functions(template, folder) if template.is_file() else []
    if handler:
        mine = next((one for one in declared if one.handler == handler), None)
        return Artifact(folder, handler, mine)
    handlers = [one.handler for one in declared if one.handler] or _find_handlers(folder)
    if len(handlers) != 1:
        found = ", ".join(handlers) or "none"
        raise InputError(f"{given}: expected FOLDER:module.handler; it has: {found}")
    return Artifact(folder, handlers[0], declared[0] if declared else None)


@contextmanager
def run_artifact(
    given: str, artifact: Artifact, platform: PlatformName | None
) -> Iterator[ArtifactEndpoint]:
    """The artifact as an endpoint, whose processes end with it.

    It answers for `platform` where one is given, whatever the template's default is.
    Raises InputError where there is no Python to run it in.
    """
    declared = artifact.declared
    told = {"REWARD_PLATFORM": platform} if platform else {}
    function = Function(
        _find_python(given, artifact.folder),
        artifact.folder.resolve(),
        artifact.handler,
        declared.timeout if declared else endpoint.LONGEST_INVOCATION,
        {**_user_environment(), **artifact.environment, **told},
        declared.memory if declared else DEFAULT_MEMORY,
    )
    known = declared.timeout if declared else None
    with closing(ArtifactEndpoint(given, known, function)) as running:
        yield running


def _find_python(given: str, folder: Path) -> Path:
    named = os.environ.get(PYTHON)
    places = [Path.cwd(), *folder.resolve().parents]
    candidates = [Path(named)] if named else [place / LOCAL_PYTHON for place in places]
    for candidate in candidates:
        if candidate.is_file():
            return candidate.absolute()
    missing = f"{PYTHON}={named} is no file" if named else f"there is no {LOCAL_PYTHON} here"
    raise InputError(
        f"{given}: an artifact runs in the Python that it was built for, with awslambdaric: "
        f"{missing}; `make build` makes one, or set {PYTHON}"
    )


def _user_environment() -> dict[str, str]:
    """What stands for the function's role and network here: the user's credentials and proxies."""
    own = ("AWS_LAMBDA_", "AWS_EXECUTION_ENV")
    network = ("HOME", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE")
    return {
        name: value
        for name, value in os.environ.items()
        if (name.startswith("AWS_") and not name.startswith(own)) or name.upper() in network
    }


def _find_handlers(folder: Path) -> list[str]:
    """Every handler where ours stand, and where a function of one file has its own."""
    found = []
    for path in sorted([*folder.glob("*.py"), *folder.glob("lambda_handlers/*.py")]):
        module = ".".join(path.relative_to(folder).with_suffix("").parts)
        names = sorted(top_level_names(path) & {"handler", "lambda_handler"})
        found += [f"{module}.{name}" for name in names]
    return found


def top_level_names(path: Path) -> set[str]:
    """The functions and variables that a file defines at its top; none where it is no Python."""
    try:
        body = ast.parse(path.read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return set()
    functions = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    targets = (target for node in body if isinstance(node, ast.Assign) for target in node.targets)
    return functions | {target.id for target in targets if isinstance(target, ast.Name)}
