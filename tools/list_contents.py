"""List what is in each function that SAM built (CycloneDX), and hold the list against its lock."""

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.build_function import ROOT, lock_of

BUILT = ROOT / ".aws-sam/build"
LISTS = ROOT / "build/sbom"


def write_list(folder: Path) -> Path:
    """The list of a built folder, with licences, and with what needs what."""
    listed = LISTS / f"{folder.name}.cdx.json"
    print(f"Listing what is in {folder.name} in {listed}", flush=True)
    command = [str(ROOT / ".tools/sbom/bin/cyclonedx-py"), "environment"]
    command += ["--output-reproducible", "--of", "JSON", "--pyproject", "pyproject.toml"]
    # With -S the Python that is asked sees no package but those on its path.
    command += ["-S", "-o", str(listed), sys.executable]
    path = {"PYTHONPATH": str(folder)}
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **path})
    return listed


def find_problems(text: str, lock: str) -> list[str]:
    """Each package that only the list or only the lock has, and what the list must not say."""
    listed = {
        (_normalise(component["name"]), component["version"])
        for component in json.loads(text)["components"]
    }
    pins = re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE)
    locked = {(_normalise(name), version) for name, version in pins}
    problems = [f"only the list has {name} {version}" for name, version in listed - locked]
    problems += [f"only the lock has {name} {version}" for name, version in locked - listed]
    told = (str(ROOT), '"timestamp"', '"serialNumber"')
    problems += [
        f"the list says where or when it was made: {word}" for word in told if word in text
    ]
    return sorted(problems)


def _normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    folders = sorted(path for path in BUILT.glob("*Function") if path.is_dir())
    if not folders:
        sys.exit(f"no function is in {BUILT}")
    shutil.rmtree(LISTS, ignore_errors=True)
    LISTS.mkdir(parents=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        lists = list(pool.map(write_list, folders))
    problems = [
        f"{folder.name}: {problem}"
        for folder, listed in zip(folders, lists, strict=True)
        for problem in find_problems(listed.read_text(), lock_of(folder.name).read_text())
    ]
    sys.exit("\n".join(problems) or None)


if __name__ == "__main__":
    main()
