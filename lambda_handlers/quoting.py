"""Whether what the model said may stand in the log: not unless LOG_REPLIES asks for it."""

import os


def quotes_replies() -> bool:
    """Whether the environment's LOG_REPLIES is 1, true, yes or on."""
    return os.environ.get("LOG_REPLIES", "").strip().lower() in ("1", "true", "yes", "on")
