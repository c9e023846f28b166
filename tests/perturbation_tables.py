"""The tables of attacks and of rungs in the docs, written out of the records that make them.

`python -m tests.perturbation_tables` writes them between the marks `<!-- table: KIND -->` and
`<!-- end -->` of docs/attacks.md and docs/ladder.md; a test says when they are out of date.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from validation.ladder.ladder import RUNG_PERTURBATIONS
from validation.ladder.perturbation import Perturbation
from validation.probes.attacks import ATTACKS
from validation.probes.rungs import RUNGS

DOCS = Path(__file__).parents[1] / "docs"
_TABLE = re.compile(r"(<!-- table: (.+?) -->\n).*?(?=<!-- end -->)", re.DOTALL)
_ATTACK_HEAD = (
    "| attack | needs | imitates | how it is built | how to mend a reward that pays it |\n"
    "|---|---|---|---|---|\n"
)
_RUNG_HEAD = "| kind | rung | how it is made | quality |\n|---|---|---|---|\n"


def attack_tables() -> Mapping[str, str]:
    """The table of each class of attacks, and that of the rungs of the ladder, by its title."""
    kinds = dict.fromkeys(record.kind for record in ATTACKS.values())
    tables = {kind: [r for r in ATTACKS.values() if r.kind == kind] for kind in kinds}
    rungs = _ATTACK_HEAD + _rows(RUNGS[name] for name in reversed(list(RUNGS)))
    attacks = {title: _ATTACK_HEAD + _rows(records) for title, records in tables.items()}
    return {**attacks, "Rungs of the ladder": rungs}


def rung_tables() -> Mapping[str, str]:
    """The table of all rungs below the gold, by its title."""
    rows = (
        f"| {r.kind} | `{r.name}` | {_cell(r.says)} | {_cell(r.quality)} |\n"
        for r in sorted(RUNG_PERTURBATIONS, key=lambda record: _KINDS.index(record.kind))
    )
    return {"Rungs": _RUNG_HEAD + "".join(rows)}


_KINDS = [*dict.fromkeys(record.kind for record in RUNG_PERTURBATIONS)]


def _rows(records: Iterable[Perturbation[object]]) -> str:
    return "".join(
        f"| `{r.name}` | {r.needs} | {r.imitates} | {_cell(r.says)} | {_cell(r.fix)} |\n"
        for r in records
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("**", "\\*\\*")


def with_tables(page: str, tables: Mapping[str, str]) -> str:
    """The page with its tables as they have to be; raises KeyError for a mark of no table."""
    return _TABLE.sub(lambda found: found[1] + tables[found[2]], page)


def main() -> None:
    """Write both pages."""
    for name, tables in (("attacks.md", attack_tables()), ("ladder.md", rung_tables())):
        path = DOCS / name
        path.write_text(with_tables(path.read_text("utf-8"), tables), "utf-8")


if __name__ == "__main__":
    main()
