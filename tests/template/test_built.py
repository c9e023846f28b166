"""A function with a lock of its own is built from it, for the processor that was asked for."""

import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.template.stack import ROOT

BUILT = {"x86_64": ROOT / "build/worked_solution", "aarch64": ROOT / "build/worked_solution-arm64"}
LOCK = ROOT / "lambda_handlers/worked_solution.requirements.txt"


def built(machine: str = "x86_64") -> Path:
    if not BUILT[machine].exists():
        pytest.skip("absent: the built artifact (make artifact)")
    return BUILT[machine]


def test_built_function_installs_what_its_own_lock_names():
    lines = LOCK.read_text().splitlines()
    locked = {line.split(" ")[0].replace("-", "_") for line in lines if line[:1].isalpha()}
    found = {re.sub("-(?=[^-]*$)", "==", path.stem) for path in built().glob("*.dist-info")}
    assert {name.replace("-", "_") for name in found} == locked


@pytest.mark.parametrize("machine", BUILT)
def test_compiled_libraries_are_of_the_function_s_processor(machine):
    libraries = list(built(machine).rglob("*.so"))
    assert libraries
    assert all(path.name.endswith(f".cpython-313-{machine}-linux-gnu.so") for path in libraries)


def test_built_function_can_be_uploaded_as_it_is(tmp_path):
    # Lambda takes 50 MB packed, and 250 MB unpacked
    packed = tmp_path / "artifact.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
        for path in built().rglob("*"):
            archive.write(path, path.relative_to(built()))
        unpacked = sum(entry.file_size for entry in archive.infolist())
    assert packed.stat().st_size < 50_000_000
    assert unpacked < 250_000_000


def test_built_function_does_mathematics_in_its_own_python():
    python = ROOT / ".tools/lambda/bin/python"
    if not python.exists():
        pytest.skip("absent: an installed CPython 3.13 (make test)")
    code = (
        "from rewards import Message, Sample, score; from rewards.math_match import math_match; "
        r"turns = (Message('user', 'Q'), Message('assistant', r'\\boxed{\\frac{1}{2}}')); "
        "print(score(math_match, Sample('s', turns, '0.5')).value)"
    )
    program = [str(python), "-c", code.replace("\\\\", "\\")]
    said = subprocess.run(program, cwd=built(), capture_output=True, text=True)
    assert said.stdout == "1.0\n", said.stderr
