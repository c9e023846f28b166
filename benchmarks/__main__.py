"""Print every figure, then the coverage of the intervals: `python -m benchmarks`, `make bench`.

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

over = False
for module in MODULES:
    for figure in module.figures():
        print(figure, flush=True)
        over |= isinstance(figure, Figure) and figure.ratio > figure.at_most
sys.exit(coverage.main() or int(over))
