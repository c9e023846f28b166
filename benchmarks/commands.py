"""The command line, as whole processes."""

import resource
import sys
import tempfile
from pathlib import Path

from benchmarks.data import DATA
from benchmarks.timing import Figure, command, in_turn

ASSAY = str(Path(sys.executable).with_name("assay"))
REWARD = "rewards.numeric_match:numeric_match"
VERDICT = (0, 1, 3)


def figures() -> list[Figure]:
    """Start-up, scoring many rows, a whole validation, and tests in pytest."""
    return [_help(), _validate(), _assertions()]


def _help() -> Figure:
    click = command(sys.executable, "-c", "import click")
    taken = in_turn(command(ASSAY, "--help"), click, rounds=20)
    return Figure("assay --help, against importing click", *taken, at_most=1.3)


def _validate() -> Figure:
    ours = command(ASSAY, "validate", REWARD, str(DATA), statuses=VERDICT)
    seconds, _ = in_turn(ours, lambda: None, rounds=3)
    return Figure(f"assay validate on {DATA.name}, against 1 s", seconds, 1.0, at_most=4)


BARE = """
from rewards import numeric_match
from rewards.scoring import score
from rewards.types import Message, Sample
"""
BARE_TEST = """
def test_{n}():
    turns = (Message("user", "?"), Message("assistant", "A: {n}"))
    assert score(numeric_match, Sample("s", turns, "{n}")).value == 1
"""
PLUGIN = """
from assay.testing import assert_pays
from rewards import numeric_match
"""
PLUGIN_TEST = """
def test_{n}():
    assert_pays(numeric_match, "A: {n}", 1, gold="{n}")
"""


def _assertions() -> Figure:
    """Twenty tests by the plugin's assertions, against the same without them and the plugin."""
    with tempfile.TemporaryDirectory() as folder:
        own, bare = Path(folder) / "test_own.py", Path(folder) / "test_bare.py"
        own.write_text(PLUGIN + "".join(PLUGIN_TEST.format(n=n) for n in range(20)))
        bare.write_text(BARE + "".join(BARE_TEST.format(n=n) for n in range(20)))
        pytest = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null")
        ours = command(*pytest, str(own))
        theirs = command(*pytest, "-p", "no:assay", str(bare))
        taken = in_turn(ours, theirs, rounds=7, clock=child_seconds)
    return Figure("20 assertions in pytest, against bare ones", *taken, at_most=1.3)


def child_seconds() -> float:
    """Processor time of the processes that have ended: other load on the machine takes no part."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
