"""Keys of judges outside AWS: kept in Secrets Manager, fetched when a judge first asks."""

import os
import threading
from dataclasses import dataclass

from rewards.extras import require_extra

CACHE_SECONDS = 300
"""Seconds for which a key is not fetched again: so long does a rotated one take to arrive."""

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class SecretKey:
    """The secret whose name or ARN the environment has under `variable`; called, it is the key.

    For `OpenAICompatible(…, key=SecretKey("JUDGE_KEY_SECRET"))`. `field` is for a secret that is
    a JSON object: the key under that name. Raises ValueError where the environment names no
    secret, or the secret has no such field, and Powertools' GetParameterError where Secrets
    Manager does not hand it out. Any number of threads may call at once, and one fetches.
    """

    variable: str
    field: str | None = None

    def __call__(self) -> str:
        name = os.environ.get(self.variable, "").strip()
        if not name:
            raise ValueError(f"{self.variable}: expected a secret's name or ARN, got nothing")
        with _one_at_a_time:
            return _fetch_text(name) if self.field is None else _fetch_entry(name, self.field)


def _fetch_text(name: str) -> str:
    with require_extra("boto3", "bedrock"):
        from aws_lambda_powertools.utilities.parameters import get_secret
    secret = get_secret(name, max_age=CACHE_SECONDS)
    if not isinstance(secret, str):
        raise ValueError(f"secret {name!r}: expected text, got {type(secret).__name__}")
    return secret


def _fetch_entry(name: str, field: str) -> str:
    with require_extra("boto3", "bedrock"):
        from aws_lambda_powertools.utilities.parameters import get_secret
    secret = get_secret(name, max_age=CACHE_SECONDS, transform="json")
    entry = secret.get(field) if isinstance(secret, dict) else None
    if not isinstance(entry, str):
        raise ValueError(f"secret {name!r}: expected a JSON object with a text under {field!r}")
    return entry
