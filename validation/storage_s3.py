"""Reading and writing objects on S3; what S3 refuses is bad input, said on one line."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rewards.extras import extra
from validation.errors import InputError

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
    bucket, key = _split(address)
    if not key or key.endswith("/"):
        raise InputError(f"{address}: expected s3://bucket/key of one object")
    with _one_line(address):
        content: bytes = _client().get_object(Bucket=bucket, Key=key)["Body"].read()
    return content


def check_bucket(address: str) -> None:
    """Raises InputError where nothing could be written: no bucket, or no credentials.

    Whoever may only write objects may not ask for the bucket, and is not held up.
    """
    bucket, _ = _split(address)
    with _one_line(address, passes=("403",)):
        _client().head_bucket(Bucket=bucket)


def write_objects(address: str, texts: Mapping[str, str]) -> None:
    """Write texts by name under `s3://bucket/prefix`; raises InputError where they cannot be."""
    bucket, prefix = _split(address)
    folder = f"{prefix.rstrip('/')}/" if prefix else ""
    with _one_line(address):
        client = _client()
        for name, text in texts.items():
            client.put_object(
                Bucket=bucket,
                Key=folder + name,
                Body=text.encode("utf-8", "replace"),
                ContentType=_TYPES.get(name[name.rfind(".") :], "text/plain; charset=utf-8"),
            )


def _split(address: str) -> tuple[str, str]:
    bucket, _, key = address.removeprefix(SCHEME).partition("/")
    if not bucket:
        raise InputError(f"{address}: expected s3://bucket/key")
    return bucket, key


def _client() -> Any:
    return extra("boto3", "validation").session.Session().client("s3")


@contextmanager
def _one_line(address: str, passes: tuple[str, ...] = ()) -> Iterator[None]:
    """Errors of S3, of the credentials and of the network, as InputError with the address."""
    exceptions = extra("botocore.exceptions", "validation")
    try:
        yield
    except exceptions.ClientError as error:
        said = error.response["Error"]
        if said.get("Code") not in passes:
            raise InputError(f"{address}: {said.get('Code')}: {said.get('Message')}") from error
    except (exceptions.BotoCoreError, extra("boto3.exceptions", "validation").Boto3Error) as error:
        text = " ".join(str(error).split())
        raise InputError(f"{address}: {type(error).__name__}: {text}") from error
