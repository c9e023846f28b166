"""A script for each bad reply that a reward pays: it shows that, and tells when it is mended."""

import re
from collections.abc import Iterator
from pathlib import Path
from pprint import pformat
from typing import Any

from rewards.wire.rows import as_it_stands, with_reply
from validation.errors import name_unusable_file
from validation.probes import PAID
from validation.probes.findings import AttackResult, Example
from validation.run import Validation

_SCRIPT = '''"""{title}

Run it with Python where the kit is installed and {target} can be imported. It ends with 1 while the
reply is over-paid, and with 0 when that is mended.
"""

from assay import score

TARGET = {target!r}
ROW = {row}

[line] = score(TARGET, [ROW])
pay = line.get("value")
# Half way from what a wrong answer earns there, {wrong:g}, to what the gold earns, {gold:g}.
MOST = {most:g}
if pay is None or pay < MOST:
    print(f"mended: the reply earns {{pay}}, below {{MOST}}")
else:
    print(f"still paid: the bad reply earns {{pay}}, not below {{MOST}}")
    raise SystemExit(1)
'''


def write_scripts(validation: Validation, target: str, folder: Path) -> list[Path]:
    """Write `paid_ATTACK.py` for each attack that is over-paid; the paths that were written.

    Older scripts of this name in the folder are replaced, and those of other attacks stay. Raises
    InputError where they cannot be written.
    """
    written = []
    for name, text in _scripts(validation, target):
        path = folder / f"paid_{name}.py"
        with name_unusable_file(path):
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        written.append(path)
    return written


def _scripts(validation: Validation, target: str) -> Iterator[tuple[str, str]]:
    probing = validation.trials.probing
    for result in () if probing is None else probing.results:
        shown = result.shortest or result.example
        if (result.excess.value or 0) < PAID or shown is None:
            continue
        row = _row_with(validation, shown)
        if row is not None and shown.wrong is not None and shown.gold is not None:
            yield re.sub("[^a-z0-9]+", "_", result.name), _script(result, shown, row, target)


def _script(result: AttackResult, shown: Example, row: dict[str, Any], target: str) -> str:
    wrong, gold = shown.wrong or 0.0, shown.gold or 0.0
    return _SCRIPT.format(
        title=f"{target} pays a bad reply: {result.name}, made as {shown.made}.",
        target=target,
        row=pformat(row, sort_dicts=False, width=98),
        wrong=wrong,
        gold=gold,
        most=(wrong + gold) / 2,
    )


def _row_with(validation: Validation, shown: Example) -> dict[str, Any] | None:
    """The row of that prompt with the reply that was shown, as a line of a dataset."""
    rows = (row for row in validation.dataset.rows if row.prompt_id == shown.prompt_id)
    row = next(rows, None)
    if row is None:
        return None
    sample = with_reply(row.sample, shown.reply, f"{shown.prompt_id}/paid")
    return {**as_it_stands(sample), "prompt_id": shown.prompt_id}
