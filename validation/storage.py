"""The bytes of a file, here or on S3, whether it was compressed or not."""

import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from rewards.extras import extra
from validation.errors import InputError
from validation.storage_s3 import is_s3, read_object

LARGEST = 4 * 1024**3
"""Bytes of content at most: a few kilobytes can be made to swell to any size."""

_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")  # RFC 8878, section 3.1.2
_CHUNK = 16 * 1024  # a chunk of zstd can be 32,768 times as long when it is unpacked


def read_content(path: str) -> bytes:
    """What a file or `s3://bucket/key` holds, out of gzip or zstd where it begins as they do.

    Raises InputError, with the path, for what cannot be read or unpacked.
    """
    content = read_object(path) if is_s3(path) else _read_file(path)
    if content.startswith(b"\x1f\x8b"):
        return _unpacked(path, "gzip", content, lambda: zlib.decompressobj(wbits=31))
    if content.startswith(b"\x28\xb5\x2f\xfd") or _SKIPPABLE.match(content):
        zstandard = extra("zstandard", "validation")
        return _unpacked(path, "zstd", content, zstandard.ZstdDecompressor().decompressobj)
    return content


def _read_file(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


class _Unpacking(Protocol):
    """One stream of several that may stand one after the other in a file."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def _unpacked(path: str, form: str, content: bytes, start: Callable[[], _Unpacking]) -> bytes:
    broken = (zlib.error, extra("zstandard", "validation").ZstdError)
    whole = bytearray()
    stream = start()
    try:
        for place in range(0, len(content), _CHUNK):
            rest = content[place : place + _CHUNK]
            while rest := rest.lstrip(b"\0") if stream.eof else rest:
                stream = start() if stream.eof else stream
                whole += stream.decompress(rest)
                rest = stream.unused_data if stream.eof else b""
            if len(whole) > LARGEST:
                raise InputError(f"{path}: more than {LARGEST} bytes when it is unpacked")
    except broken as error:
        raise InputError(f"{path}: broken {form}: {error}") from error
    if not stream.eof:
        raise InputError(f"{path}: the {form} ends too early: it was cut off")
    return bytes(whole)
