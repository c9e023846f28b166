"""Leaving the process is the command's alone: a reward that ends it would end it as a PASS."""

import os
import posix
from typing import Never

leave = os._exit
"""Ends the process at once, whatever its threads do."""


def keep_in() -> None:
    """From here on `os._exit` raises SystemExit in this process, which scoring takes for a fault.

    A reply's code that a reward runs may call it, and so may a reward. A child still ends by it.
    """
    own = os.getpid()

    def refused(status: int) -> Never:
        if os.getpid() != own:
            leave(status)
        raise SystemExit(f"os._exit({status}) was called")

    vars(os)["_exit"] = vars(posix)["_exit"] = refused
