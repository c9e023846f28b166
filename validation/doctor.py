"""What of this machine works for which task, and the command that mends what does not."""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from rewards.extras import import_extra
from validation.targets.artifact import LOCAL_PYTHON, PYTHON

State = Literal["works", "missing", "not tried"]

# What a person may want to do, and in which order it is shown.
PURPOSES = ("local", "deploy", "judges")

# The Python of the functions, as template.yaml says.
RUNTIME = "3.13"
OLDEST = (3, 11)

# What each extra brings, by the module that shows that it is there.
_EXTRAS = {
    "openai": ("httpx", "judges behind an OpenAI-compatible interface"),
    "math": ("math_verify", "math_match"),
    "units": ("pint", "units that convert into one another"),
    "json": ("jsonschema", "valid_json with a schema"),
    "text": ("rapidfuzz", "text_similarity and edit distances"),
    "sql": ("sqlglot", "sql_match in tree mode"),
    "language": ("langdetect", "in_language"),
    "parquet": ("pyarrow", "assay prepare on Parquet and data set folders"),
    "cluster": ("distributed", "scoring on a cluster of machines"),
    "lint": ("datasketch", "near-duplicate prompts in assay lint"),
}
# Seconds that another program may take to say its version.
_PATIENCE = 30.0


@dataclass(frozen=True)
class HealthCheck:
    """One thing that was looked at.

    Attributes:
        name: what it is.
        state: whether it works.
        says: what was found, in words.
        mend: the command that mends it; "" where it works.
        purposes: what it is needed for; empty for what only single rewards need.
    """

    name: str
    state: State
    says: str
    mend: str = ""
    purposes: tuple[str, ...] = ()


def examine(*, is_online: bool = False, models: Collection[str] = ()) -> Iterator[HealthCheck]:
    """Look at Python, the tools, the credentials and the extras, one after the other.

    No call leaves the machine, unless `is_online`: then AWS is asked who the credentials belong to,
    and whether each of the `models` of Bedrock may be used in the region. Nothing of that costs.
    """
    yield _check_python()
    yield _check_sam()
    yield _check_runtime()
    session = import_extra("botocore.session", "bedrock").Session()
    region = session.get_config_variable("region")
    yield _check_region(region)
    with _without_instance_metadata(is_online):
        credentials = _check_credentials(session)
    yield credentials
    can_ask = is_online and region and credentials.state == "works"
    yield _check_identity(session) if can_ask else _NO_IDENTITY
    for model in models:
        yield _check_model(session, model) if can_ask else _not_tried_model(model)
    for extra, (module, use) in _EXTRAS.items():
        yield _check_extra(extra, module, use)


def _check_python() -> HealthCheck:
    own = platform.python_version()
    says = f"{own} at {sys.executable}, rft-assay {version('rft-assay')}"
    if sys.version_info >= OLDEST:
        return HealthCheck("Python", "works", says, purposes=("local",))
    mend = f"python{'.'.join(map(str, OLDEST))} -m venv .venv"
    return HealthCheck("Python", "missing", says, mend, ("local",))


def _check_sam() -> HealthCheck:
    found = shutil.which("sam") or (sam if Path(sam := ".tools/sam/bin/sam").exists() else None)
    said = None if found is None else _output(found, "--version")
    if found is None or said is None:
        return HealthCheck(
            "AWS SAM", "missing", "no command sam", "pipx install aws-sam-cli", ("deploy",)
        )
    return HealthCheck("AWS SAM", "works", f"{said} at {found}", purposes=("deploy",))


def _check_runtime() -> HealthCheck:
    """The Python of Lambda with its runtime client: what runs a built folder here."""
    name, purposes = f"Python {RUNTIME} with awslambdaric", ("deploy",)
    named = os.environ.get(PYTHON)
    tried = named or str(LOCAL_PYTHON)
    if _output(tried, "-c", "import awslambdaric; print(awslambdaric.__name__)"):
        return HealthCheck(name, "works", f"at {tried}", purposes=purposes)
    says = f"no folder of sam build can be run here: {tried} is none"
    mend = f"make build; or export {PYTHON}=/path/to/python{RUNTIME}, with awslambdaric in it"
    return HealthCheck(name, "missing", says, mend, purposes)


def _check_region(region: str | None) -> HealthCheck:
    purposes = ("deploy", "judges")
    if region:
        return HealthCheck("AWS region", "works", region, purposes=purposes)
    mend = "export AWS_DEFAULT_REGION=us-east-1"
    return HealthCheck("AWS region", "missing", "no region is set", mend, purposes)


def _check_credentials(session: Any) -> HealthCheck:
    exceptions = import_extra("botocore.exceptions", "bedrock")
    purposes, name = ("deploy", "judges"), "AWS credentials"
    try:
        found = session.get_credentials()
    except exceptions.BotoCoreError as error:  # a profile that is not there, a broken file
        return HealthCheck(name, "missing", str(error), "aws configure", purposes)
    if found is None:
        says = "none in the environment or in the files of AWS"
        return HealthCheck(name, "missing", says, "aws configure sso", purposes)
    return HealthCheck(name, "works", f"found by {found.method}", purposes=purposes)


_NO_IDENTITY = HealthCheck(
    "AWS account", "not tried", "AWS was not asked", "assay doctor --online", ()
)


def _check_identity(session: Any) -> HealthCheck:
    def ask() -> str:
        return str(session.create_client("sts").get_caller_identity()["Arn"])

    return _ask_aws("AWS account", ask, "aws sso login", ("deploy", "judges"))


def _check_model(session: Any, model: str) -> HealthCheck:
    """Whether the account may use a model, or the model behind an inference profile."""
    foundation = model.partition(".")[2] if model.count(".") > 1 else model

    def ask() -> str:
        told = session.create_client("bedrock").get_foundation_model_availability(
            modelId=foundation
        )
        states = {
            "agreement": (told["agreementAvailability"]["status"], "AVAILABLE"),
            "authorization": (told["authorizationStatus"], "AUTHORIZED"),
            "entitlement": (told["entitlementAvailability"], "AVAILABLE"),
            "region": (told["regionAvailability"], "AVAILABLE"),
        }
        wrong = [f"{name} {state}" for name, (state, wanted) in states.items() if state != wanted]
        if wrong:
            raise PermissionError(", ".join(wrong))
        return "may be used in this region"

    mend = f"request access to {foundation} in the console of Bedrock, under model access"
    return _ask_aws(f"model {model}", ask, mend, ("judges",))


def _not_tried_model(model: str) -> HealthCheck:
    mend = f"assay doctor --online --model {model}"
    return HealthCheck(f"model {model}", "not tried", "AWS was not asked", mend, ("judges",))


def _ask_aws(
    name: str, ask: Callable[[], str], mend: str, purposes: tuple[str, ...]
) -> HealthCheck:
    exceptions = import_extra("botocore.exceptions", "bedrock")
    try:
        return HealthCheck(name, "works", ask(), purposes=purposes)
    except (exceptions.BotoCoreError, exceptions.ClientError, PermissionError) as error:
        return HealthCheck(name, "missing", str(error), mend, purposes)


def _check_extra(extra: str, module: str, use: str) -> HealthCheck:
    if importlib.util.find_spec(module) is not None:
        return HealthCheck(f"extra {extra}", "works", f"for {use}")
    mend = f'pip install "rft-assay[{extra}]"'
    return HealthCheck(f"extra {extra}", "missing", f"needed for {use}", mend)


def _output(*words: str) -> str | None:
    """What a program prints; None where it does not start or ends with an error."""
    try:
        ran = subprocess.run(words, capture_output=True, timeout=_PATIENCE, check=True, text=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return ran.stdout.strip()


@contextmanager
def _without_instance_metadata(is_online: bool) -> Iterator[None]:
    """Looking for credentials asks the metadata of the instance over the network, unless told."""
    name = "AWS_EC2_METADATA_DISABLED"
    before = os.environ.get(name)
    if not is_online:
        os.environ[name] = "true"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before
