"""`python -m benchmarks.training run --hours 2`: add runs, measure verdicts, print the tables."""

import argparse

from benchmarks.training import runs

parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__)
commands = parser.add_subparsers(dest="command", required=True)
adds = commands.add_parser("run", help="real GRPO runs that are not done yet (needs torch)")
adds.add_argument("--hours", type=float, default=1.0, help="stop after the run that is then on")
given = parser.parse_args()
if given.command == "run":
    runs.run(given.hours)
