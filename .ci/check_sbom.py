"""Every function that was built has its bill of materials, and that lists its lock, whole."""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HANDLERS = ROOT / "lambda_handlers"


def main() -> str:
    built = sorted(path.name for path in (ROOT / ".aws-sam/build").glob("*Function"))
    bills = [ROOT / "build/sbom" / f"{name}.cdx.json" for name in built]
    problems = [problem for bill in bills for problem in check(bill)]
    return "\n".join(problems or ([] if built else ["no function was built"]))


def check(bill: Path) -> list[str]:
    text = bill.read_text()
    listed = {
        (plain(component["name"]), component["version"])
        for component in json.loads(text)["components"]
    }
    lock = lock_of(bill.name.removesuffix("Function.cdx.json"))
    locked = {
        (plain(name), version)
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(), re.MULTILINE)
    }
    problems = [f"{bill.name}: {entry}" for entry in sorted(listed ^ locked)]
    if str(ROOT) in text or '"timestamp"' in text or '"serialNumber"' in text:
        problems.append(f"{bill.name}: speaks of the machine or the moment that made it")
    return problems


def lock_of(name: str) -> Path:
    handler = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    own = HANDLERS / f"{handler}.requirements.txt"
    return own if own.exists() else HANDLERS / "requirements.txt"


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main() or None)
