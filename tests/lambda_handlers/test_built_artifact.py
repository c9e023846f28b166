"""The bytes that ship: what is in them, and that they are compiled and complete."""

import re
import zipfile
from pathlib import Path

import pytest

from tests.lambda_handlers.artifacts import BUILT, ROOT, built, lambda_python

OURS = {"rewards", "judges", "lambda_handlers"}
LOCKS = {"arithmetic": "requirements.txt", "worked_solution": "worked_solution.requirements.txt"}


@pytest.fixture(params=LOCKS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def artifact(name: str) -> Path:
    return built(name)


def test_artifact_holds_our_three_packages_and_the_lock_and_nothing_else(artifact: Path) -> None:
    records = [path.read_text().splitlines() for path in artifact.glob("*.dist-info/RECORD")]
    installed = {re.split("[/,]", line)[0] for record in records for line in record}
    assert {path.name for path in artifact.iterdir()} - {"__pycache__"} == OURS | installed


def test_artifact_installs_what_its_lock_names(artifact: Path, name: str) -> None:
    lock = (ROOT / "lambda_handlers" / LOCKS[name]).read_text().splitlines()
    locked = {line.split(" ")[0].replace("-", "_") for line in lock if line[:1].isalpha()}
    installed = {path.stem.replace("-", "==") for path in artifact.glob("*.dist-info")}
    assert installed == locked


def test_the_verifiable_reward_s_zip_is_under_seven_megabytes(tmp_path: Path) -> None:
    artifact = built("arithmetic")
    with zipfile.ZipFile(tmp_path / "artifact.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in artifact.rglob("*"):
            archive.write(path, path.relative_to(artifact))
    assert (tmp_path / "artifact.zip").stat().st_size < 7_000_000


@pytest.mark.parametrize("machine", BUILT)
def test_compiled_libraries_are_of_the_function_s_processor(name: str, machine: str) -> None:
    libraries = list(built(name, machine).rglob("*.so"))
    assert libraries
    assert all(f"{machine}-linux-gnu.so" in path.name for path in libraries)
    assert any(".cpython-313-" in path.name for path in libraries)


def test_every_module_is_compiled_and_none_is_checked_against_its_source(artifact: Path) -> None:
    lambda_python()  # without which nothing is compiled
    modules = [path for path in artifact.rglob("*.py") if path.stat().st_size]
    for module in modules:
        compiled = module.parent / "__pycache__" / f"{module.stem}.cpython-313.pyc"
        # PEP 552: bit 0 of the flags says "by hash", bit 1 would say "check it"
        assert int.from_bytes(compiled.read_bytes()[4:8], "little") == 1, module


def test_artifact_holds_no_path_of_the_machine_that_built_it(artifact: Path) -> None:
    here = str(ROOT).encode()
    files = [path for path in artifact.rglob("*") if path.is_file()]
    assert [path for path in files if here in path.read_bytes()] == []
