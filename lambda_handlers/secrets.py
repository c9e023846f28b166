"""Keys of judges outside AWS: kept in Secrets Manager, fetched when a judge first asks."""

import os
import threading
from dataclasses import dataclass
from typing import Any, ClassVar

from rewards.extras import require_extra

# Seconds for which a key is not fetched again: so long does a rotated one take to arrive.
CACHE_SECONDS = 300

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class SecretKey:
    """The secret whose name or ARN the environment has under `variable`; called, it is the key.

    For `OpenAICompatible(…, key=SecretKey("JUDGE_KEY_SECRET"))`. Raises ValueError where the
    environment names no secret, or the secret has no such field, and Powertools' GetParameterError
    where Secrets Manager does not hand it out. Any number of threads may call at once, and one
    fetches.

    Attributes:
        variable (str): The environment's variable that holds the secret's name or ARN.
        field (str or None): The name of the key in a secret that is a JSON object; None for a
            secret that is the key itself.
    """

    variable: str
    field: str | None = None
    extras: ClassVar[dict[str, str]] = {"boto3": "bedrock"}

    def __call__(self) -> str:
        name = os.environ.get(self.variable, "").strip()
        if not name:
            raise ValueError(f"{self.variable}: expected a secret's name or ARN, got nothing")
        with require_extra("boto3", "bedrock"):
            from aws_lambda_powertools.utilities.parameters import get_secret
        with _one_at_a_time:
            if self.field is None:
                secret: Any = get_secret(name, max_age=CACHE_SECONDS)
            else:
                secret = get_secret(name, max_age=CACHE_SECONDS, transform="json")
        if self.field is None:
            key, expected = secret, f"text, got {type(secret).__name__}"
        else:
            key = secret.get(self.field) if isinstance(secret, dict) else None
            expected = f"a JSON object with a text under {self.field!r}"
        if not isinstance(key, str):
            raise ValueError(f"secret {name!r}: expected {expected}")
        return key
