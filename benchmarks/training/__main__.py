"""`python -m benchmarks.training run --hours 2`: add runs, measure verdicts, print the tables."""

import argparse
import subprocess

from benchmarks.timing import ROOT
from benchmarks.training import runs

parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__)
commands = parser.add_subparsers(dest="command", required=True)
adds = commands.add_parser("run", help="real GRPO runs that are not done yet (needs torch)")
adds.add_argument("--hours", type=float, default=1.0, help="stop after the run that is then on")
watched = commands.add_parser("watched", help="runs whose series the watch is held to")
watched.add_argument("--seed", required=True, help="draws rewards, warm starts and the order")
watched.add_argument("--hours", type=float, default=1.0, help="stop after the run that is then on")
commands.add_parser("judge", help="a verdict for each run, by the code as it stands")
draws = commands.add_parser("simulate", help="simulated runs of a zoo that a seed draws")
draws.add_argument("--zoo", default="", help="the seed; the commit that froze the thresholds")
commands.add_parser("tables", help="print the rates and the table of rewards")
given = parser.parse_args()

if given.command == "run":
    runs.run(given.hours)
elif given.command == "watched":
    runs.run_watched(given.hours, given.seed)
elif given.command == "tables":
    from benchmarks.training.figures import tables

    print(tables())
else:
    from benchmarks.training.verdicts import judge_runs, simulate

    words = ["git", "log", "-1", "--format=%h", "--", "rewards", "validation", "assay"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=True)
    code = done.stdout.decode().strip()
    if given.command == "judge":
        judge_runs(code)
    else:
        simulate(given.zoo or runs.frozen_hash(), code)
