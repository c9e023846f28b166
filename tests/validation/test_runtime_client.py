"""What a handler in this process answers is written as AWS's own runtime client writes it."""

import json
import subprocess
from typing import Any

import pytest

from tests.lambda_handlers.artifacts import lambda_python
from validation.targets.endpoint import InvocationError, marshal_reply

# Each a Python expression of a reply; what the comment says is the client's own answer.
REPLIES = """
from collections import OrderedDict, namedtuple
from decimal import Decimal
from enum import IntEnum

Entry = namedtuple("Entry", "id aggregate_reward_score")
Level = IntEnum("Level", "LOW HIGH")


class Told:
    def _asdict(self):
        return {"id": "t"}


class Untold:
    def _asdict(self):
        return ["t"]


class Number(float):
    def __repr__(self):
        return "many"


RING = []
RING.append(RING)
REPLIES = {
    "named tuple": [Entry("a", 1.0)],
    "named tuple in a tuple": (Entry("a", (1, 2)), Entry("b", {"c": Entry("d", 2)})),
    "object with _asdict": [Told()],
    "object with another _asdict": [Untold()],
    "bytes inside": [{"id": b"caf\\xc3\\xa9", b"key": 1}],
    "bytes that are no text": [{"id": b"\\xff"}],
    "bytes": b'[{"id": "a"}]',
    "bytearray": [bytearray(b"a")],
    "decimals": [Decimal("1.10"), Decimal("7"), Decimal("1E+2"), Decimal("-0.5")],
    "decimals that are no number": [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")],
    "decimal as a key": {Decimal("1"): 1},
    "keys": {1: "a", 2.5: "b", True: "c", None: "d"},
    "tuple as a key": {("a", 1): 1},
    "letters": ["ä", "\\u2028", "\\U0001f600"],
    "half a pair": ["\\ud83d"],
    "numbers": [float("nan"), float("inf"), 10**40, Number(0.5), Level.HIGH, True],
    "ordered": OrderedDict(b=1, a=2),
    "set": {1, 2},
    "generator": (n for n in range(2)),
    "object": object(),
    "ring": RING,
    "nothing": None,
}
"""
CLIENT = """
import json, sys
from awslambdaric.lambda_runtime_marshaller import LambdaMarshaller

exec(sys.stdin.read())
said = {}
for name, reply in REPLIES.items():
    try:
        body, _ = LambdaMarshaller().marshal_response(reply)
        said[name] = (body if isinstance(body, bytes) else body.encode()).decode()
    except Exception as error:
        said[name] = None
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def written_by_client():
    """What the client writes of each reply; None where it raises."""
    done = subprocess.run(
        [str(lambda_python()), "-c", CLIENT],
        input=REPLIES,
        env={"AWS_EXECUTION_ENV": "AWS_Lambda_python3.13"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_reply_is_written_as_the_runtime_client_of_lambda_writes_it(written_by_client):
    space: dict[str, Any] = {}
    exec(REPLIES, space)
    written = {name: written_here(reply) for name, reply in space["REPLIES"].items()}
    assert repr(written) == repr({name: read(said) for name, said in written_by_client.items()})


def test_a_reply_that_cannot_be_written_is_the_error_that_lambda_makes_of_it():
    with pytest.raises(InvocationError, match=r"Runtime.MarshalError: Unable to marshal response"):
        marshal_reply([{1, 2}])


def written_here(reply):
    try:
        return read(marshal_reply(reply).decode())
    except InvocationError:
        return read(None)


def read(text):
    """The value of what was written, so that NaN and the type of a number count."""
    return "refused" if text is None else json.loads(text)
