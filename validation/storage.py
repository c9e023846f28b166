"""The bytes of a file, here or on S3, whether it was compressed or not."""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from rewards.extras import import_extra
from validation.errors import InputError, name_unusable_file

SCHEME = "s3://"

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".md": "text/markdown; charset=utf-8",
}


def is_s3(path: str) -> bool:
    """Whether the path is an address on S3."""
    return path.startswith(SCHEME)


def read_object(address: str) -> bytes:
    """The object at `s3://bucket/key`; raises InputError where it cannot be read."""
    bucket, key = _split_address(address)
    if not key or key.endswith("/"):
        raise InputError(f"{address}: expected s3://bucket/key of one object")
    with _raise_input_errors(address):
        content: bytes = _client().get_object(Bucket=bucket, Key=key)["Body"].read()
    return content


def check_bucket(address: str) -> None:
    """Raises InputError where nothing could be written: no bucket, or no credentials.

    Whoever may only write objects may not ask for the bucket, and is not held up.
    """
    bucket, _ = _split_address(address)
    with _raise_input_errors(address, passes=("403",)):
        _client().head_bucket(Bucket=bucket)


def write_objects(address: str, texts: Mapping[str, str]) -> None:
    """Write texts by name under `s3://bucket/prefix`; raises InputError where they cannot be."""
    bucket, prefix = _split_address(address)
    folder = f"{prefix.rstrip('/')}/" if prefix else ""
    with _raise_input_errors(address):
        client = _client()
        for name, text in texts.items():
            client.put_object(
                Bucket=bucket,
                Key=folder + name,
                Body=text.encode("utf-8", "replace"),
                ContentType=_TYPES.get(name[name.rfind(".") :], "text/plain; charset=utf-8"),
            )


def _split_address(address: str) -> tuple[str, str]:
    bucket, _, key = address.removeprefix(SCHEME).partition("/")
    if not bucket:
        raise InputError(f"{address}: expected s3://bucket/key")
    return bucket, key


def _client() -> Any:
    return import_extra("boto3", "validation").session.Session().client("s3")


@contextmanager
def _raise_input_errors(address: str, passes: tuple[str, ...] = ()) -> Iterator[None]:
    """Errors of S3, of the credentials and of the network, as InputError with the address."""
    exceptions = import_extra("botocore.exceptions", "validation")
    try:
        yield
    except exceptions.ClientError as error:
        said = error.response["Error"]
        if said.get("Code") not in passes:
            raise InputError(f"{address}: {said.get('Code')}: {said.get('Message')}") from error
    except (
        exceptions.BotoCoreError,
        import_extra("boto3.exceptions", "validation").Boto3Error,
    ) as error:
        text = " ".join(str(error).split())
        raise InputError(f"{address}: {type(error).__name__}: {text}") from error


# Bytes of content at most: a few kilobytes can be made to swell to any size.
LARGEST = 4 * 1024**3

_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")  # RFC 8878, section 3.1.2
_CHUNK = 16 * 1024  # a chunk of zstd can be 32,768 times as long when it is unpacked


def read_content(path: str) -> bytes:
    """What a file or `s3://bucket/key` holds, out of gzip or zstd where it begins as they do.

    Raises InputError, with the path, for what cannot be read or unpacked.
    """
    with name_unusable_file(path):
        content = read_object(path) if is_s3(path) else Path(path).read_bytes()
    if content.startswith(b"\x1f\x8b"):
        return _decompress(path, "gzip", content, lambda: zlib.decompressobj(wbits=31))
    if content.startswith(b"\x28\xb5\x2f\xfd") or _SKIPPABLE.match(content):
        zstandard = import_extra("zstandard", "validation")
        return _decompress(path, "zstd", content, zstandard.ZstdDecompressor().decompressobj)
    return content


class _Decompressor(Protocol):
    """One stream of several that may stand one after the other in a file."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def _decompress(path: str, form: str, content: bytes, start: Callable[[], _Decompressor]) -> bytes:
    broken = (zlib.error, import_extra("zstandard", "validation").ZstdError)
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
