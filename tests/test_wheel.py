"""The wheel, installed outside the repository, does all that the README and `assay demo` say."""

import json
import shutil
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.journey import read_blocks, run_blocks
from tests.lambda_handlers.artifacts import built, lambda_python

ROOT = Path(__file__).parents[1]
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this working tree, built without a network: its build tools are installed."""
    made = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (found,) = made.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of commands of an environment that has the wheel, and no way to the repository.

    What the wheel depends on is lent by this environment, so that nothing is fetched.
    """
    place = tmp_path_factory.mktemp("environment") / "env"
    uv = [str(UV), "--offline", "--quiet", "--no-config"]
    subprocess.run([*uv, "venv", "--python", sys.executable, str(place)], check=True)
    python = place / "bin" / "python"
    install = [*uv, "pip", "install", "--no-deps", "--python", str(python), str(wheel)]
    subprocess.run(install, check=True)
    (packages,) = place.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    found = subprocess.run(
        [str(python), "-c", "import assay; print(assay.__file__)"],
        cwd=place,
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(found.stdout.strip()).is_relative_to(place)
    return place / "bin"


def run(installed, *words, cwd):
    return subprocess.run(
        [str(installed / "assay"), *words], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_the_wheel_holds_the_packages_and_their_data_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        *("assay", "validation", "lambda_handlers", "judges", "rewards")
    }
    assert {
        "assay/examples/arithmetic.jsonl",
        "assay/scaffold/reward.py.j2",
        "validation/gates/judged.toml",
        "validation/gates/verifiable.toml",
        "validation/gates/strict.toml",
        "validation/prices.toml",
        "validation/report/templates/report.html.j2",
    } <= names


def test_the_demo_passes_in_an_empty_folder(installed, tmp_path):
    ran = run(installed, "demo", cwd=tmp_path)
    assert (ran.returncode, ran.stdout[:5]) == (0, "PASS "), ran.stderr
    assert "gate: the preset demo" in ran.stdout
    report = json.loads((tmp_path / "report" / "report.json").read_text())
    assert report["verdict"] == "PASS"
    assert (tmp_path / "report" / "report.html").stat().st_size > 10_000


def test_the_blocks_of_the_readme_do_what_it_says_in_an_empty_folder(installed, tmp_path):
    blocks = read_blocks(ROOT / "README.md")
    assert {"python", "sh", "text"} <= {block.kind for block in blocks}
    assert list(run_blocks(blocks, tmp_path, installed)) == []
    assert (tmp_path / "report" / "report.html").exists()


# SAM itself is tried in tests/template. No test fetches, so the libraries of the lock are lent.
SAM = """#!/bin/sh
set -e
folder=.aws-sam/build/PensFunction
mkdir -p $folder
sed 's/CodeUri: ./CodeUri: PensFunction/' template.yaml > .aws-sam/build/template.yaml
make build-PensFunction ARTIFACTS_DIR=$folder PIP=true
for part in {artifact}/*; do
  test -e $folder/${{part##*/}} || ln -s $part $folder/
done
"""


def test_the_blocks_of_the_tutorial_end_in_a_pass_of_a_built_function(installed, tmp_path):
    (tmp_path / ".tools").mkdir()
    (tmp_path / ".tools" / "lambda").symlink_to(lambda_python().parents[1])
    sam = installed / "sam"
    sam.write_text(SAM.format(artifact=built("arithmetic")))
    sam.chmod(0o755)
    blocks = read_blocks(ROOT / "docs" / "tutorial.md")
    assert list(run_blocks(blocks, tmp_path, installed)) == []
    report = json.loads((tmp_path / "report" / "report.json").read_text())
    assert (report["verdict"], report["on_made_answers"]) == ("PASS", False)
    assert report["target"] == ".aws-sam/build/PensFunction"


def test_a_folder_with_the_names_of_our_packages_can_be_worked_in(installed, tmp_path):
    shutil.copy(ROOT / "examples" / "arithmetic.jsonl", tmp_path / "data.jsonl")
    (tmp_path / "rewards.py").write_text("def half(sample):\n    return 0.5\n")
    for name in ("judges", "validation", "lambda_handlers"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
        (tmp_path / name / "mine.py").write_text("def half(sample):\n    return 0.5\n")
    for target in ("rewards.py:half", "judges/mine.py:half"):
        ran = run(installed, "score", target, "data.jsonl", cwd=tmp_path)
        assert ran.returncode == 0, ran.stderr
        assert json.loads(ran.stdout.splitlines()[0])["value"] == 0.5
    for target, clash in (("rewards:half", "rewards.py"), ("judges.mine:half", "judges")):
        ran = run(installed, "score", target, "data.jsonl", cwd=tmp_path)
        assert ran.returncode == 2
        assert f"{clash} in this folder has the name of Assay's own package" in ran.stderr
