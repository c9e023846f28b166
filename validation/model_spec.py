"""A model to ask, as the command line names it."""

import inspect
from pathlib import Path

from judges.ask import Ask
from judges.bedrock import Bedrock
from judges.openai_compatible import OpenAICompatible
from validation.errors import InputError
from validation.targets.target import read_object

_BEDROCK = "bedrock:"
# Names that stand before a model elsewhere, and are no module of the user's.
_PROVIDERS = ("openai", "azure", "anthropic", "ollama", "vllm", "gemini", "mistral", "groq")
# Seconds for a whole reply: a policy writes thousands of tokens, and a local one is slow.
_TIMEOUT = 600.0


def parse_model(given: str) -> Ask:
    """`bedrock:MODEL_ID`, `MODEL@http://HOST/v1`, or `module:name` and `path.py:name` of an Ask.

    Raises InputError for what is none of these, and for an object that cannot be called.
    """
    try:
        if given.startswith(_BEDROCK):
            return Bedrock(given.removeprefix(_BEDROCK), read_timeout=_TIMEOUT)
        model, _, url = given.rpartition("@")
        if url.startswith(("http://", "https://")):
            return OpenAICompatible(model, url, read_timeout=_TIMEOUT)
    except ValueError as error:
        raise InputError(f"{given}: {error}") from error
    provider, _, name = given.partition(":")
    if provider in _PROVIDERS and not Path(f"{provider}.py").exists():
        raise InputError(
            f"{given}: expected bedrock:MODEL_ID, module:name of an Ask, or for a server that "
            f"speaks chat completions its address: {name or 'MODEL'}@https://HOST/v1"
        )
    ask = read_object(given)
    if not callable(ask) or inspect.isclass(ask):
        raise InputError(f"{given}: expected a callable of one question, got {type(ask).__name__}")
    return ask
