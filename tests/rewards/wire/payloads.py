"""The real payloads of the shared data."""

import json
from typing import Any

from tests.samples import shared


def payload(name: str) -> Any:
    """What a file of the shared events holds."""
    return json.loads(payload_bytes(name))


def payload_bytes(name: str) -> bytes:
    """A file of the shared events as it stands."""
    found = [shared("events") / f"{name}{end}" for end in (".json", ".invalid.json")]
    return next(path for path in found if path.exists()).read_bytes()
