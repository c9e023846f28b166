"""Whether a kit that this one speaks to has a newer release: `python -m benchmarks.peers`.

It asks the package index through uv, and ends with 1 where something is newer than what was tried.
"""

import subprocess
import sys
from shutil import which

from benchmarks.timing import ROOT

# The releases that adapters, graders, clients and cases were tried with (docs/rewards.md and
# docs/judges.md say how).
TRIED = {
    "verifiers": "0.4.0",
    "trl": "1.16.0",
    "verl": "0.9.1",
    "openai": "3.57.0",
    "litellm": "1.106.2",
    "bfcl-eval": "2026.3.23",
    "datasets": "5.2.0",
    "pyarrow": "26.0.1",
    "pandas": "3.1.1",
}


def newest_release(package: str) -> str:
    """The newest release of the package that the index has. Raises OSError where none is told."""
    own = ROOT / ".tools" / "uv" / "bin" / "uv"
    uv = str(own) if own.exists() else which("uv")
    if uv is None:
        raise FileNotFoundError("expected uv; run `make env` first")
    asked = [uv, "pip", "compile", "--quiet", "--no-deps", "--no-header", "--no-annotate", "-"]
    done = subprocess.run(asked, input=package, capture_output=True, text=True, check=False)
    name, _, version = done.stdout.strip().partition("==")
    if name != package or not version:
        raise OSError(f"{package}: the index told no release: {done.stderr[-300:]}")
    return version


def main() -> int:
    """Print a line for each peer, and give 1 where one is newer than what was tried."""
    newer = False
    for package, tried in TRIED.items():
        newest = newest_release(package)
        newer |= newest != tried
        told = "tried" if newest == tried else f"{newest} is newer"
        print(f"{package:12} {tried:12} {told}", flush=True)
    return int(newer)


if __name__ == "__main__":
    sys.exit(main())
