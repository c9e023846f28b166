"""What the lock files promise: one meaning everywhere, and nothing heavy in what ships."""

import importlib
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from rewards.parts import check_extras

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "lambda_handlers" / "requirements.txt"
OWN = sorted((ROOT / "lambda_handlers").glob("*.requirements.txt"))
LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), SHIPPED, *OWN]
HANDLERS = [
    path.stem
    for path in sorted((ROOT / "lambda_handlers").glob("*.py"))
    if "\nhandler = " in path.read_text()
]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
each_lock = pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)


def entries(lock: Path) -> list[str]:
    """Each requirement on one line, with its hashes."""
    lines = [line for line in lock.read_text().splitlines() if not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def names(lock: Path) -> set[str]:
    return {canonicalize_name(entry.split("==")[0]) for entry in entries(lock)}


def pins(lock: Path) -> set[str]:
    return {entry.split(" ")[0] for entry in entries(lock)}


@each_lock
def test_lock_pins_and_hashes_every_requirement(lock: Path) -> None:
    pinned = re.compile(r"[\w.\-\[\]]+==\S+ .*--hash=sha256:[0-9a-f]{64}")
    assert [entry for entry in entries(lock) if not pinned.match(entry)] == []


@each_lock
def test_lock_names_no_address_of_a_registry_and_no_path_of_a_machine(lock: Path) -> None:
    text = lock.read_text()
    assert re.findall(r"\S*(?:://|index-url|find-links)\S*|\S+\.(?:org|com|io|net)\b", text) == []
    assert re.findall(r"(?<![\w.])/\w+", text) == []


@pytest.mark.parametrize("lock", [SHIPPED, *OWN], ids=lambda lock: lock.stem)
def test_lock_of_what_ships_holds_nothing_that_only_validation_needs(lock: Path) -> None:
    assert names(lock) & {"numpy", "scipy", "click", "jinja2", "moto", "pytest"} == set()


def asked_by(group: str) -> set[str]:
    """The names in a dependency group, with those of the groups that it includes."""
    found: set[str] = set()
    for item in PYPROJECT["dependency-groups"][group]:
        if isinstance(item, str):
            found.add(canonicalize_name(Requirement(item).name))
        else:
            found |= asked_by(item["include-group"])
    return found


FUNCTION_GROUPS = [name for name in PYPROJECT["dependency-groups"] if name.startswith("function")]


@pytest.mark.parametrize(
    ("group", "lock"),
    {
        "dev": "dev",
        "uv": "uv",
        "sam": "sam",
        "sbom": "sbom",
        "site": "site",
        "runtime": "lambda",
        "peers": "peers",
        "scorers": "scorers",
    }.items(),
)
def test_lock_of_a_group_holds_everything_that_the_group_asks_for(group: str, lock: str) -> None:
    assert asked_by(group) - names(ROOT / "requirements" / f"{lock}.txt") == set()


@pytest.mark.parametrize("lock", [SHIPPED, *OWN], ids=lambda lock: lock.stem)
def test_lock_of_what_ships_is_what_a_group_of_functions_asks_for(lock: Path) -> None:
    assert any(asked_by(group) <= names(lock) for group in FUNCTION_GROUPS)
    asked = set.union(*map(asked_by, FUNCTION_GROUPS))
    project = {
        canonicalize_name(Requirement(name).name) for name in PYPROJECT["project"]["dependencies"]
    }
    assert names(lock) & (project - asked) == set()


def test_lock_of_functions_without_judges_leaves_out_the_client_of_aws() -> None:
    assert names(SHIPPED) & {"boto3", "botocore"} == set()


@pytest.mark.parametrize("handler", HANDLERS)
def test_lock_of_a_function_holds_every_library_that_its_reward_may_need(
    handler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ROOT / "lambda_handlers" / f"{handler}.requirements.txt"
    locked = names(own if own.exists() else SHIPPED)
    for library in ("math_verify", "pint", "rapidfuzz", "langdetect", "httpx", "botocore"):
        if canonicalize_name(library) not in locked:
            monkeypatch.setitem(sys.modules, library, None)  # as absent
    check_extras(importlib.import_module(f"lambda_handlers.{handler}").reward)


@pytest.mark.parametrize("lock", [SHIPPED, *OWN], ids=lambda lock: lock.stem)
def test_lock_of_what_ships_pins_what_the_environment_pins(lock: Path) -> None:
    assert pins(lock) - pins(ROOT / "requirements" / "dev.txt") == set()


@pytest.mark.parametrize("lock", OWN, ids=lambda lock: lock.stem)
def test_a_function_s_own_lock_holds_the_common_one_with_the_same_pins(lock: Path) -> None:
    assert pins(SHIPPED) < pins(lock)


@pytest.mark.parametrize("lock", OWN, ids=lambda lock: lock.stem)
def test_a_function_s_own_lock_is_beside_its_handler(lock: Path) -> None:
    handler = lock.with_name(lock.name.replace(".requirements.txt", ".py"))
    assert "\nhandler = " in handler.read_text()


def test_developers_lock_holds_everything_the_project_asks_for() -> None:
    project = PYPROJECT["project"]
    asked = [*project["dependencies"], *PYPROJECT["build-system"]["requires"]]
    asked += [name for extra in project["optional-dependencies"].values() for name in extra]
    wanted = {canonicalize_name(Requirement(name).name) for name in asked}
    assert wanted - names(ROOT / "requirements" / "dev.txt") == set()
