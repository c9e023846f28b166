"""Build the folder of a Lambda function: the packages of its lock, and ours that ship.

    lock, sources, processor  -->  build/NAME[-arm64]  -->  a copy where SAM wants it
                                   (made anew only when one of these has changed)

`make build-NAME` runs this, and SAM runs that once for each function. Equal inputs make equal
bytes: no script, path or date of this machine is left in the folder.
"""

import argparse
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).parents[1]
RUNTIME = "3.13"
SHIPPED = ("rewards", "judges", "lambda_handlers")
# The platform's name of each processor that Lambda has.
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}

# Of every file: 1 January 1980 in UTC, the first that a zip can hold.
DATE = 315_532_800


def handler_of(function: str) -> str:
    """The module in lambda_handlers/: "worked_solution" for "WorkedSolutionFunction"."""
    name = function.removesuffix("Function")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def lock_of(function: str, root: Path = ROOT) -> Path:
    """The function's own lock beside its handler, or the common one where it has none."""
    handlers = root / "lambda_handlers"
    own = handlers / f"{handler_of(function)}.requirements.txt"
    return own if own.exists() else handlers / "requirements.txt"


@dataclass(frozen=True)
class FunctionBuild:
    """One function for one processor.

    Attributes:
        function: its logical id in template.yaml, such as "ArithmeticFunction".
        arch: "x86_64" or "arm64".
        uv: the command that installs packages.
        python: an interpreter of the runtime's version, which compiles the modules; "" if none is
            installed, and then nothing is compiled.
        root: the project's folder.
    """

    function: str
    arch: str
    uv: str
    python: str
    root: Path = ROOT

    @property
    def folder(self) -> Path:
        """The place under build/ where the function is kept from one build to the next."""
        suffix = "" if self.arch == "x86_64" else f"-{self.arch}"
        return self.root / "build" / f"{handler_of(self.function)}{suffix}"

    def keep(self) -> Path:
        """Make the kept folder, unless it is there and was made of the same inputs."""
        wanted = self.digest()
        with _hold_lock(self.folder.with_name(f"{self.folder.name}.digest")) as stamp:
            if self.folder.is_dir() and stamp.read() == wanted:
                return self.folder
            print(f"Building {self.function} for {self.arch} into {self.folder}", flush=True)
            stamp.seek(0)
            stamp.truncate()
            shutil.rmtree(self.folder, ignore_errors=True)
            twin = self._find_twin(wanted)
            if twin:
                shutil.copytree(twin, self.folder, symlinks=True)
            else:
                self.assemble(self.folder)
            stamp.write(wanted)
        return self.folder

    def digest(self) -> str:
        """That of everything that the folder is made of."""
        whole = hashlib.sha256(f"{self.arch}\0{_version(self.python)}\0".encode())
        for path in [Path(__file__), lock_of(self.function, self.root), *self._sources()]:
            name = path.relative_to(self.root) if path.is_relative_to(self.root) else path.name
            content = path.read_bytes()
            whole.update(f"{name}\0{path.stat().st_mode}\0{len(content)}\0".encode() + content)
        return whole.hexdigest()

    def assemble(self, folder: Path) -> None:
        """Put everything that ships into `folder`, and nothing else."""
        self._install(folder)
        for source in self._sources():
            target = folder / source.relative_to(self.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
        remove_traces(folder)
        if self.python:
            _compile(self.python, folder)
        set_dates(folder)

    def _install(self, folder: Path) -> None:
        command = [self.uv, "pip", "install", "-q", "--link-mode", "copy", "--target", str(folder)]
        command += ["--python", sys.executable, "--python-version", RUNTIME]
        command += ["--python-platform", f"{MACHINES[self.arch]}-manylinux_2_28"]
        command += ["--only-binary", ":all:", "--require-hashes"]
        lock = lock_of(self.function, self.root)
        subprocess.run([*command, "-r", str(lock)], check=True, cwd=self.root)

    def _sources(self) -> list[Path]:
        """Every file of ours that ships: code and its data, and no lock."""
        found = (path for package in SHIPPED for path in (self.root / package).rglob("*"))
        return sorted(
            path
            for path in found
            if path.is_file()
            and path.parent.name != "__pycache__"
            and not path.name.endswith("requirements.txt")
        )

    def _find_twin(self, digest: str) -> Path | None:
        """A kept folder of another function that was made of the very same inputs."""
        for stamp in sorted(self.folder.parent.glob("*.digest")):
            if stamp.read_text() == digest and stamp.with_suffix("").is_dir():
                return stamp.with_suffix("")
        return None


# Of web pages, which no function here serves: Powertools carries 1.7 MB for the pages of an API.
_OF_PAGES = (".min.js", ".min.css")


def remove_traces(folder: Path) -> None:
    """Remove what installing left behind and no function reads, and the lines of it in RECORD.

    These are scripts, uv's lock file, and scripts and styles of web pages.
    """
    shutil.rmtree(folder / "bin", ignore_errors=True)
    (folder / ".lock").unlink(missing_ok=True)
    for path in [path for path in folder.rglob("*") if path.name.endswith(_OF_PAGES)]:
        path.unlink()
    for record in folder.glob("*.dist-info/RECORD"):
        lines = record.read_bytes().splitlines(keepends=True)
        record.write_bytes(b"".join(line for line in lines if not _is_removed(line.decode())))


def _is_removed(line: str) -> bool:
    """Whether a line of RECORD is of a file that is taken out."""
    return line.startswith("bin/") or line.partition(",")[0].endswith(_OF_PAGES)


def set_dates(folder: Path) -> None:
    """Give the folder and all that is in it one date."""
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (DATE, DATE), follow_symlinks=False)


def _compile(python: str, folder: Path) -> None:
    """Compile as Lambda will read it: under /var/task, and never checked against the source."""
    command = [python, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([*command, "-s", str(folder), "-p", "/var/task", str(folder)], check=True)


def _version(python: str) -> str:
    if not python:
        return ""
    return subprocess.run([python, "-VV"], check=True, capture_output=True, text=True).stdout


@contextmanager
def _hold_lock(path: Path) -> Iterator[TextIO]:
    """The file, open at its start, while no other process has it: SAM may build in parallel."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        yield file


def main(arguments: list[str] | None = None, root: Path = ROOT) -> None:
    parser = argparse.ArgumentParser(description="Build the folders of Lambda functions.")
    parser.add_argument("functions", nargs="+", metavar="FUNCTION")
    parser.add_argument("--arch", nargs="+", choices=MACHINES, default=["x86_64"])
    parser.add_argument("--uv", default="uv")
    parser.add_argument("--python", default="", help=f"a Python {RUNTIME}, if there is one")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="copy one function there")
    given = parser.parse_args(arguments)
    if not given.python:
        told = f"No Python {RUNTIME} is installed: built without .pyc, so it starts slower"
        print(told, file=sys.stderr)
    builds = [
        FunctionBuild(function, arch, given.uv, given.python, root)
        for function, arch in product(given.functions, given.arch)
    ]
    if given.into and len(builds) > 1:
        parser.error("--into takes one function and one processor")
    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            folders = list(pool.map(FunctionBuild.keep, builds))
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))  # the command has said why
    if given.into and given.into.resolve() != folders[0].resolve():
        shutil.copytree(folders[0], given.into, symlinks=True, dirs_exist_ok=True)


if __name__ == "__main__":
    main()
