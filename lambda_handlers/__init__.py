"""What is deployed: one reward and its Lambda handler a file."""

import os
import sys

# Switches of Powertools, which raises for a word that is neither a yes nor a no: some of them while
# it is imported, and one after the batch was paid for.
_SWITCHES = (
    "POWERTOOLS_DEBUG",
    "POWERTOOLS_DEV",
    "POWERTOOLS_LOG_DEDUPLICATION_DISABLED",
    "POWERTOOLS_METRICS_DISABLED",
)
_WORDS = ("1", "y", "yes", "t", "true", "on", "0", "n", "no", "f", "false", "off")


def _drop_unknown_words() -> None:
    """Takes a switch with an unknown word out of the environment, and says so on stderr."""
    for name in _SWITCHES:
        if os.environ.get(name, "no").lower() not in _WORDS:
            word = os.environ.pop(name)
            print(f"{name}: expected true or false, got {word!r}: ignored", file=sys.stderr)


_drop_unknown_words()  # before anything of this package imports Powertools
