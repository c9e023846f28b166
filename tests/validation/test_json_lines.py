"""The fast parser of lines and the exact one read the same, or refuse the same."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.wire.event import unique_object
from validation.json_lines import decode_object, split_blocks

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def exact(line: bytes) -> object:
    return json.loads(line, object_pairs_hook=unique_object)


@given(st.dictionaries(st.text(), VALUES), st.booleans(), st.sampled_from([None, (",", ":")]))
def test_decode_object_reads_what_json_reads(value, ascii_only, separators):
    text = json.dumps(value, ensure_ascii=ascii_only, separators=separators)
    line = text.encode("utf-8", "surrogatepass")
    assert repr(decode_object(line)) == repr(exact(line))


@pytest.mark.parametrize(
    "value",
    [
        "18446744073709551616",
        "-9223372036854775809",
        "123456789012345678",
        "0.1000000000000000055511151231257827",
        "1e400",
        "-0",
        "NaN",
        '"\\ud800"',
        '"\\udc00\\ud800"',
        '"\\ud83d\\ude00"',
        '"\\u0022: \\\\"',
        '{"a\\u0022:": "\\": "}',
        '"' + "[" * 300 + '"',
        "[" * 150 + "]" * 150,
    ],
)
def test_decode_object_reads_as_json_what_orjson_reads_otherwise(value):
    line = f'{{"a": {value}}}'.encode()
    assert repr(decode_object(line)) == repr(exact(line))


@pytest.mark.parametrize(
    "line",
    [
        b'{"a": 1, "a": 1}',
        b'{"a": 1, "a" : 2}',
        b'{"a":1,"\\u0061":2}',
        b'{"q": "\\u0022", "a": "x", "a": 2}',
        b'{"b": [{"a": "\\":", "a" : "\\":"}]}',
        b'{"a": 1,}',
        b'{"a": 01}',
        b'{"a": "\xff"}',
        b'{"a": "\x01"}',
        b'{"a": 1} x',
        b'{"a": ' + b"[" * 300 + b"]" * 300 + b"}",
        b"[1]",
        b"1",
    ],
)
def test_decode_object_refuses_what_the_exact_parsers_refuse(line):
    with pytest.raises(ValueError):  # noqa: PT011 (each parser has words of its own)
        decode_object(line)


@given(st.binary(max_size=40), st.integers(1, 7))
def test_split_blocks_keeps_the_lines_however_the_bytes_come(content, size):
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    lines = [line for block in split_blocks(pieces) for line in block.splitlines()]
    assert lines == content.splitlines()
