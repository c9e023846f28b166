"""A judge's key out of Secrets Manager, through the real client."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from aws_lambda_powertools.utilities.parameters import GetParameterError, clear_caches

from judges.ask import Question
from judges.openai_compatible import OpenAICompatible
from lambda_handlers.secrets import SecretKey
from tests.judges.chat_server import chat, says
from tests.lambda_handlers.secrets_server import SecretsServer, secrets_server
from tests.scripted_server import ScriptedServer

__all__ = ["chat"]
KEY = "sk-4711"
VARIABLE = "JUDGE_KEY_SECRET"


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretsServer]:
    """A server with a plain secret, a JSON one and a binary one, and the client sent there."""
    with secrets_server(plain=KEY, object=json.dumps({"key": KEY, "n": 1}), binary=b"AAAA") as kept:
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"):
            monkeypatch.delenv(name, raising=False)
        variables = {
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": kept.url,
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
            VARIABLE: "plain",
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        clear_caches()
        yield kept
        clear_caches()


def test_key_is_the_secret_that_the_environment_names(secrets: SecretsServer) -> None:
    assert SecretKey(VARIABLE)() == KEY
    assert secrets.asked == ["plain"]


def test_key_is_fetched_at_first_use_and_then_kept(secrets: SecretsServer) -> None:
    key = SecretKey(VARIABLE)
    assert secrets.asked == []
    assert [key(), key(), SecretKey(VARIABLE)()] == [KEY, KEY, KEY]
    assert secrets.asked == ["plain"]


def test_key_is_fetched_by_one_of_many_threads(secrets: SecretsServer) -> None:
    key, at_once = SecretKey(VARIABLE), threading.Barrier(8, timeout=60)

    def ask(_: int) -> str:
        at_once.wait()
        return key()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == [KEY] * 8
    assert secrets.asked == ["plain"]


def test_key_may_be_a_field_of_a_json_object(
    secrets: SecretsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "object")
    assert SecretKey(VARIABLE, "key")() == KEY


@pytest.mark.parametrize("name", ["other", "n"])
def test_a_field_that_is_absent_or_no_text_is_named_and_no_secret_is_told(
    secrets: SecretsServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(VARIABLE, "object")
    with pytest.raises(ValueError, match=f"'object': .* under '{name}'") as caught:
        SecretKey(VARIABLE, name)()
    assert KEY not in str(caught.value)


def test_a_binary_secret_is_no_key(secrets: SecretsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "binary")
    with pytest.raises(ValueError, match="'binary': expected text, got bytes"):
        SecretKey(VARIABLE)()


def test_key_without_a_name_in_the_environment_asks_nobody(
    secrets: SecretsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(ValueError, match=f"{VARIABLE}: expected a secret's name"):
        SecretKey(VARIABLE)()
    assert secrets.asked == []


def test_a_secret_that_is_not_handed_out_is_an_error_that_says_why(
    secrets: SecretsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "absent")
    with pytest.raises(GetParameterError, match="ResourceNotFoundException"):
        SecretKey(VARIABLE)()


def test_a_judge_sends_it(secrets: SecretsServer, chat: ScriptedServer) -> None:
    chat.script = lambda asked: says("Yes.")
    ask = OpenAICompatible("a-model", chat.url, key=SecretKey(VARIABLE))
    assert secrets.asked == []
    ask(Question("Is it?"))
    assert chat.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_judge_prints_without_it() -> None:
    assert "key=" not in repr(OpenAICompatible("a-model", key=SecretKey(VARIABLE)))


def test_importing_it_loads_no_client() -> None:
    code = (
        "import sys, lambda_handlers.secrets as s; s.SecretKey('A'); print('boto3' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"
