"""Holding a verifiable handler to its platform's contract, as a whole process."""

from benchmarks.commands import ASSAY
from benchmarks.timing import Figure, command, in_turn

HANDLER = "lambda_handlers.arithmetic:handler"


def figures() -> list[Figure]:
    """Seconds of the whole command, against 1 s."""
    seconds, _ = in_turn(command(ASSAY, "conform", HANDLER), lambda: None, rounds=5)
    return [Figure("assay conform on a verifiable handler, against 1 s", seconds, 1.0, at_most=2)]
