"""The form of a reply: a bare list, or an envelope with the list as text."""

from typing import Any

from rewards.wire.errors import literal, shown
from rewards.wire.platform import ENVELOPED, Platform
from rewards.wire.strict import strict_json


def opened(reply: Any, platform: Platform) -> list[Any]:
    """The entries of a reply in the form that its platform takes.

    A custom scorer may answer in either form. Raises ValueError for the other form, for what is
    neither, and for the error that Lambda sends in place of a reply.
    """
    if isinstance(reply, dict) and "errorMessage" in reply:
        kind, said = reply.get("errorType", "an error"), reply["errorMessage"]
        raise ValueError(f"the function failed: {literal(kind)}: {literal(said, 500)}")
    if isinstance(reply, list):
        if platform in ENVELOPED:
            raise ValueError(f"{platform} expects {_ENVELOPE}, got a bare list")
        return reply
    if not (isinstance(reply, dict) and "statusCode" in reply):
        expected = _ENVELOPE if platform in ENVELOPED else "a list of entries"
        raise ValueError(f"expected {expected}, got {shown(reply)}")
    if platform not in (*ENVELOPED, "scorer"):
        raise ValueError(f"{platform} expects a bare list, got an envelope with a statusCode")
    return _inside(reply)


_ENVELOPE = "an envelope {statusCode, body} with the list as JSON text"


def _inside(envelope: dict[str, Any]) -> list[Any]:
    status, body = envelope["statusCode"], envelope.get("body")
    if isinstance(status, bool) or status != 200:
        raise ValueError(f"statusCode: expected 200, got {shown(status)} with {shown(body)}")
    if not isinstance(body, str):
        raise ValueError(f"body: expected the list as JSON text, got {shown(body)}")
    try:
        entries = strict_json(body)
    except ValueError as error:
        raise ValueError(f"body: {error}") from error
    if not isinstance(entries, list):
        raise ValueError(f"body: expected a list of entries, got {shown(entries)}")
    return entries
