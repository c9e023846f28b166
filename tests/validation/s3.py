"""S3 on the loopback, for the real boto3 client: moto's, behind werkzeug's server."""

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from moto.core.request import Request
from moto.s3.models import s3_backends
from moto.s3.responses import S3Response
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from rewards.extras import import_extra

BUCKET = "assays"


@contextmanager
def s3_server(environment: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server that holds an empty bucket; clients made meanwhile go to it."""
    server = make_server("127.0.0.1", 0, _answered, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_ENDPOINT_URL_S3"):
        environment.delenv(name, raising=False)
    environment.setenv("AWS_ACCESS_KEY_ID", "testing")
    environment.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
    environment.setenv("AWS_ENDPOINT_URL", address)
    try:
        _client().create_bucket(Bucket=BUCKET)
        yield address
    finally:
        server.shutdown()
        server.server_close()
        s3_backends.reset()  # moto's memory is this process's


def put(key: str, content: bytes) -> str:
    """Put an object; its address, as a user would give it."""
    _client().put_object(Bucket=BUCKET, Key=key, Body=content)
    return f"s3://{BUCKET}/{key}"


def objects(prefix: str) -> dict[str, str]:
    """The content types of the objects under a prefix, by their names there."""
    client = _client()
    held = client.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
    return {
        one["Key"].removeprefix(prefix): client.head_object(Bucket=BUCKET, Key=one["Key"])[
            "ContentType"
        ]
        for one in held
    }


def _client() -> Any:
    return _client_of(os.environ["AWS_ENDPOINT_URL"])


@cache
def _client_of(address: str) -> Any:
    keys = dict.fromkeys(("aws_access_key_id", "aws_secret_access_key"), "testing")
    return _session().client("s3", region_name="us-east-1", endpoint_url=address, **keys)


@cache  # a session reads botocore's descriptions of services for its first client alone
def _session() -> Any:
    return import_extra("boto3", "validation").session.Session()


class _Request(Request):
    from_wsgi_server = True  # as moto's own server says, which needs flask beside moto


def _answered(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    request = _Request(environ)
    inside = request.path.strip("/").count("/")
    dispatch = S3Response.key_dispatch if inside else S3Response.ambiguous_dispatch
    status, headers, body = dispatch(request, request.url, request.headers)
    return Response(body, status, headers)(environ, start)
