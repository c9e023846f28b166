import gzip
import random

import pytest
import zstandard

from tests.validation.data import row, write_rows
from tests.validation.s3 import BUCKET, objects, put, s3_server
from validation import storage
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.storage import check_bucket, read_content, write_objects

ROWS = b'{"messages": [{"role": "assistant", "content": "A"}]}\n' * 3
LONG = bytes(range(256)) * 1000
CHUNK = 16 * 1024
PACKED = {
    "gzip": gzip.compress(LONG),
    "zstd": zstandard.compress(LONG),
    "gzip in two members": gzip.compress(LONG[:9]) + gzip.compress(LONG[9:]),
    "zstd in two frames": zstandard.compress(LONG[:9]) + zstandard.compress(LONG[9:]),
    "gzip with padding": gzip.compress(LONG) + b"\0" * 512,
    "as it is": LONG,
}


@pytest.fixture
def server(monkeypatch):
    with s3_server(monkeypatch) as address:
        yield address


@pytest.mark.parametrize("form", PACKED)
def test_a_file_is_read_by_its_content_whatever_it_is_called(tmp_path, form):
    (tmp_path / "data.jsonl").write_bytes(PACKED[form])
    assert read_content(str(tmp_path / "data.jsonl")) == LONG


def frame(size: int) -> bytes:
    """A frame of zstd of exactly this size: what cannot be packed is kept as it is."""
    around = len(zstandard.compress(random.Random(0).randbytes(size))) - size
    packed = zstandard.compress(random.Random(0).randbytes(size - around))
    assert len(packed) == size
    return packed


@pytest.mark.parametrize("size", range(CHUNK - 3, CHUNK + 4))
@pytest.mark.parametrize("between", [b"", b"\0" * 3, b"\0" * CHUNK])
def test_a_frame_may_end_anywhere_about_the_end_of_a_chunk(tmp_path, size, between):
    first, second = frame(size), zstandard.compress(LONG)
    (tmp_path / "data").write_bytes(first + between + second)
    assert read_content(str(tmp_path / "data")) == zstandard.decompress(first) + LONG


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_frames_of_every_size_may_follow_one_another(tmp_path, pack):
    parts = [random.Random(n).randbytes(n) for n in range(CHUNK - 40, CHUNK + 10)]
    (tmp_path / "data").write_bytes(b"".join(map(pack, parts)))
    assert read_content(str(tmp_path / "data")) == b"".join(parts)


@pytest.mark.parametrize("magic", range(0x50, 0x60))
@pytest.mark.parametrize("size", [0, 5, CHUNK - 8, CHUNK])
def test_a_frame_to_be_skipped_may_stand_first(tmp_path, magic, size):
    skipped = bytes([magic]) + b"\x2a\x4d\x18" + size.to_bytes(4, "little") + b"x" * size
    (tmp_path / "data").write_bytes(skipped + zstandard.compress(LONG))
    assert read_content(str(tmp_path / "data")) == LONG


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_rows_are_the_same_data_however_they_are_packed(tmp_path, pack):
    plain = write_rows(tmp_path / "a.jsonl", [row(), row("B")])
    packed = tmp_path / "b.jsonl.packed"
    packed.write_bytes(pack((tmp_path / "a.jsonl").read_bytes()))
    one, two = read_dataset(plain), read_dataset(str(packed))
    assert (one.digest, one.rows) == (two.digest, two.rows)


@pytest.mark.parametrize(("form", "magic"), [("gzip", 10), ("zstd", 6)])
def test_a_file_that_was_cut_off_is_refused(tmp_path, form, magic):
    path = tmp_path / "data"
    for kept in (magic, len(PACKED[form]) // 2, len(PACKED[form]) - 1):
        path.write_bytes(PACKED[form][:kept])
        with pytest.raises(InputError, match=rf"^{path}: the {form} ends too early"):
            read_content(str(path))


@pytest.mark.parametrize("content", [b"\x1f\x8b" + b"no" * 20, b"\x28\xb5\x2f\xfd" + b"\xff" * 40])
def test_a_file_that_only_begins_as_a_packed_one_is_refused(tmp_path, content):
    path = tmp_path / "data"
    path.write_bytes(content)
    with pytest.raises(InputError, match=rf"^{path}: broken (gzip|zstd): ") as caught:
        read_content(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_compressed_file_that_swells_past_all_bounds_is_refused(tmp_path, monkeypatch, pack):
    monkeypatch.setattr(storage, "LARGEST", 1_000_000)
    (tmp_path / "bomb").write_bytes(pack(bytes(100_000_000)))
    with pytest.raises(InputError, match=r"more than 1000000 bytes when it is unpacked"):
        read_content(str(tmp_path / "bomb"))


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_a_dataset_is_read_from_s3(pack):
    address = put("sets/d.jsonl", pack(ROWS))
    dataset = read_dataset(address)
    assert (dataset.path, len(dataset.rows)) == (address, 3)


@pytest.mark.usefixtures("server")
def test_a_malformed_row_on_s3_has_its_place():
    address = put("d.jsonl", ROWS + b"{}\n")
    with pytest.raises(InputError, match=rf"^{address}:4: messages: "):
        read_dataset(address)


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("address", "message"),
    [
        (f"s3://{BUCKET}/absent", "NoSuchKey: "),
        ("s3://no-such-bucket/key", "NoSuchBucket: "),
        ("s3://", "expected s3://bucket/key"),
        (f"s3://{BUCKET}", "expected s3://bucket/key of one object"),
        (f"s3://{BUCKET}/folder/", "expected s3://bucket/key of one object"),
    ],
)
def test_object_that_cannot_be_read_from_s3_is_one_line_with_its_address(address, message):
    with pytest.raises(InputError) as caught:
        read_content(address)
    assert str(caught.value).startswith(f"{address}: {message}")


def test_missing_credentials_are_one_line_with_the_address(server, monkeypatch, tmp_path):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(InputError, match=r"^s3://assays/key: NoCredentialsError: "):
        read_content("s3://assays/key")


def test_a_server_that_cannot_be_reached_is_one_line(server, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(InputError, match=r"^s3://assays/key: EndpointConnectionError: "):
        read_content("s3://assays/key")


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("prefix", ["runs/7", "runs/7/"])
def test_texts_are_written_under_a_prefix_with_their_types(prefix):
    write_objects(f"s3://{BUCKET}/{prefix}", {"report.html": "<p>ü", "report.json": "{}"})
    assert objects("runs/7/") == {
        "report.html": "text/html; charset=utf-8",
        "report.json": "application/json",
    }
    assert read_content(f"s3://{BUCKET}/runs/7/report.html") == "<p>ü".encode()


@pytest.mark.usefixtures("server")
def test_a_bucket_is_looked_for_before_anything_is_paid():
    check_bucket(f"s3://{BUCKET}/runs/7")
    with pytest.raises(InputError, match=r"^s3://no-such-bucket/runs: 404: Not Found"):
        check_bucket("s3://no-such-bucket/runs")
