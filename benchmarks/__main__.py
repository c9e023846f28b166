"""Print every figure, then the coverage of the intervals: `python -m benchmarks`, `make bench`.

`make bench PART=lint`, or several parts by the names of the modules here, prints those alone.
`python -m benchmarks answers` prints the rates of the readers of answers alone, beside peers.

The exit status is 1 where a figure is over its limit, or an interval does not cover as promised.
"""

import sys

from benchmarks import (
    answers,
    commands,
    conform,
    coverage,
    handlers,
    judges,
    ladder,
    lint,
    measurements,
    page,
    probe,
    runs,
    scale,
)
from benchmarks.rewards import adapters, code, imports, large, reading, text
from benchmarks.timing import Figure

MODULES = (
    *(commands, runs, scale, handlers, judges, measurements, page, conform, ladder, lint, probe),
    *(text, adapters, code, imports, large, reading),
)

if sys.argv[1:2] == ["answers"]:
    answers.main()
    sys.exit(0)

PARTS = {module.__name__.rpartition(".")[2]: module for module in MODULES}
COVERAGE = "coverage"
asked = sys.argv[1:] or [*PARTS, COVERAGE]
if unknown := sorted({*asked} - {*PARTS, COVERAGE}):
    sys.exit(f"no part {unknown[0]!r}: expected of {', '.join([*PARTS, COVERAGE])}, or answers")

over = False
for name in asked:
    for figure in PARTS[name].figures() if name in PARTS else ():
        print(figure, flush=True)
        over |= isinstance(figure, Figure) and figure.ratio > figure.at_most
sys.exit((coverage.main() if COVERAGE in asked else 0) or int(over))
