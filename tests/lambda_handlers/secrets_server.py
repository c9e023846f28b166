"""Secrets Manager on the loopback, as far as telling a secret goes, for the real client."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.scripted_server import Answer, Asked, run_server


@dataclass
class SecretsServer:
    """A running server: what it keeps by name, and the names that were asked for."""

    secrets: Mapping[str, str | bytes]
    url: str = ""
    asked: list[str] = field(default_factory=list)

    def answer(self, request: Asked) -> Answer:
        assert request.headers["x-amz-target"] == "secretsmanager.GetSecretValue"
        name = request.body["SecretId"]
        self.asked.append(name)
        secret = self.secrets.get(name)
        if secret is None:
            problem = {"__type": "ResourceNotFoundException", "message": f"no {name}"}
            return Answer(problem, 400)
        if isinstance(secret, bytes):
            return Answer({"Name": name, "SecretBinary": secret.decode("ascii")})  # as base64
        return Answer({"Name": name, "SecretString": secret})


@contextmanager
def secrets_server(**secrets: str | bytes) -> Iterator[SecretsServer]:
    """A server that keeps these, until the end of the block."""
    kept = SecretsServer(secrets)
    with run_server(kept.answer) as server:
        kept.url = server.url
        yield kept
