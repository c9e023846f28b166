import gzip
import itertools
import os
import random
import shutil
import sys
from signal import SIGKILL, SIGTERM

import pytest
import zstandard

from tests.scripted_server import Answer, run_server
from tests.validation.data import row, write_rows
from tests.validation.s3 import BUCKET, objects, put, s3_server
from validation import storage
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.storage import check_place, read_content, replace_texts

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
    put("runs/7/report.json", b"an older one")
    replace_texts(f"s3://{BUCKET}/{prefix}", {"report.html": "<p>ü", "report.json": "{}"})
    assert objects("runs/7/") == {
        "report.html": "text/html; charset=utf-8",
        "report.json": "application/json",
    }
    assert read_content(f"s3://{BUCKET}/runs/7/report.html") == "<p>ü".encode()
    assert read_content(f"s3://{BUCKET}/runs/7/report.json") == b"{}"


@pytest.mark.usefixtures("server")
def test_a_place_on_s3_is_tried_by_writing_and_nothing_stays():
    check_place(f"s3://{BUCKET}/tried/7", OLD)
    assert objects("tried/7/") == {}
    with pytest.raises(InputError, match=r"^s3://no-such-bucket/runs: NoSuchBucket: "):
        check_place("s3://no-such-bucket/runs", OLD)


def test_a_place_on_s3_that_may_be_asked_for_and_not_written_is_refused(monkeypatch):
    denied = b"<Error><Code>AccessDenied</Code><Message>no s3:PutObject</Message></Error>"
    with run_server(
        lambda asked: Answer(denied, status=403) if asked.method == "PUT" else Answer(b"")
    ) as server:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        with pytest.raises(InputError, match=r"^s3://assays/7: AccessDenied: no s3:PutObject"):
            check_place("s3://assays/7", OLD)


OLD = {"report.html": "old page", "report.json": "old data", "junit.xml": "old suite"}
NEW = {name: text.replace("old", "new") for name, text in OLD.items()}


def replace_and_be_killed(folder, step, kind=""):
    """Whether a process that writes NEW got to its n-th step (of this kind), and was killed there.

    The steps are those that Python tells its audit hooks of: every call that touches a file.
    """
    child = os.fork()
    if not child:
        steps = itertools.count(1)

        def end_at_step(event, _):
            if kind in event and next(steps) == step:
                os.kill(os.getpid(), SIGKILL)

        sys.addaudithook(end_at_step)
        replace_texts(str(folder), NEW)
        os.kill(os.getpid(), SIGTERM)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -SIGKILL


def found_after_each_kill(folder):
    """The texts that are found where a writer was killed at its n-th step, for every n."""
    found, step, killed = [], 0, True
    while killed:
        step += 1
        shutil.rmtree(folder / "r", ignore_errors=True)
        replace_texts(str(folder / "r"), OLD)
        killed = replace_and_be_killed(folder / "r", step)
        names = [name for name in OLD if (folder / "r" / name).exists()]
        found.append({name: (folder / "r" / name).read_text() for name in names})
    assert step > 20
    return found


def test_a_folder_is_the_whole_old_or_the_whole_new_one_wherever_its_writer_is_killed(tmp_path):
    found = found_after_each_kill(tmp_path)
    assert [texts for texts in found if texts not in (OLD, NEW)] == []
    assert (found[0], found[-1]) == (OLD, NEW)


def test_a_folder_that_cannot_be_exchanged_is_never_a_mixture(tmp_path, monkeypatch):
    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: object())  # as on other systems
    found = found_after_each_kill(tmp_path)
    assert [texts for texts in found if texts not in (OLD, NEW, {})] == []
    assert (found[0], found[-1]) == (OLD, NEW)


def test_texts_beside_files_of_others_are_never_a_mixture_and_leave_them_alone(tmp_path):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "mine.txt").write_text("mine")
    replace_texts(str(tmp_path / "r"), OLD)
    assert replace_and_be_killed(tmp_path / "r", 2, "os.rename")
    files = {path.name: path.read_text() for path in (tmp_path / "r").glob("*.*") if path.is_file()}
    assert files == {"mine.txt": "mine", "report.html": "new page"}


def test_a_folder_behind_a_link_and_the_current_one_are_written_where_they_are(
    tmp_path, monkeypatch
):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path / "real")
    for place in (str(tmp_path / "link"), "."):
        check_place(place, OLD)
        replace_texts(place, OLD)
        assert sorted(os.listdir(".")) == sorted(OLD)  # this process still stands in it
    assert (tmp_path / "link").is_symlink()


def test_texts_and_their_folder_are_for_their_owner_alone_where_others_were_not(tmp_path):
    (tmp_path / "r").mkdir(mode=0o755)
    (tmp_path / "r" / "report.html").touch(mode=0o644)
    replace_texts(str(tmp_path / "r"), OLD)
    assert (tmp_path / "r").stat().st_mode & 0o777 == 0o700
    assert {(tmp_path / "r" / name).stat().st_mode & 0o777 for name in OLD} == {0o600}


def test_leftovers_of_a_killed_writer_are_removed_by_a_later_one(tmp_path):
    left = tmp_path / ".r.assay-left"
    left.mkdir()
    os.utime(left, (0, 0))
    replace_texts(str(tmp_path / "r"), OLD)
    assert os.listdir(tmp_path) == ["r"]
