"""The bytes of a file, here or on S3, whether it was compressed or not; and a folder of texts.

check_place ──▶ … the run … ──▶ replace_texts ──▶ the whole new folder, or the whole old one
                                     └─ where that fails: remove_texts, so that none is stale
"""

import ctypes
import errno
import hashlib
import math
import os
import re
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, Protocol, TextIO

from rewards.extras import import_extra
from validation.errors import InputError, name_unusable_file

SCHEME = "s3://"

# What the files of a report are, by their endings.
TYPES = {
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
    return b"".join(_object_pieces(address))


def _object_pieces(address: str) -> Iterator[bytes]:
    bucket, key = _split_address(address)
    if not key or key.endswith("/"):
        raise InputError(f"{address}: expected s3://bucket/key of one object")
    with _raise_input_errors(address):
        yield from _client().get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(PIECE)


def check_place(place: str, names: Collection[str]) -> None:
    """Raises InputError where texts of these names could not be written to a folder or `s3://…`.

    It is tried with bytes that are removed again, since asking for permissions tells neither of a
    full disk nor of a policy. On S3 an empty `.assay-trial` stays where nothing may be deleted.
    """
    if is_s3(place):
        bucket, folder = _split_folder(place)
        with _raise_input_errors(place):
            client, key = _client(), f"{folder}.assay-trial"
            client.put_object(Bucket=bucket, Key=key, Body=b"")
            _delete_object(client, bucket, key)
        return
    with name_unusable_file(place), _open_staging(_find_folder(place), names) as staged:
        _write_for_owner(staged / "trial", bytes(_ROOM))


def replace_texts(place: str, texts: Mapping[str, str]) -> None:
    """Put texts by name into a folder or under `s3://bucket/prefix`, in the place of older ones.

    A process that is killed meanwhile leaves the whole old folder or the whole new one. Where the
    folder holds anything else, is the current one or cannot be exchanged, the old texts are gone
    before the first new one comes; so it is on S3. All files are for their owner alone.

    Raises InputError where they cannot be written.
    """
    content = {name: text.encode("utf-8", "replace") for name, text in texts.items()}
    if is_s3(place):
        _replace_objects(place, content)
        return
    with name_unusable_file(place):
        folder = _find_folder(place)
        with _open_staging(folder, content) as staged:
            for name, whole in content.items():
                _write_for_owner(staged / name, whole)
            if staged.parent == folder:
                for name in content:
                    (folder / name).unlink(missing_ok=True)
                for name in content:
                    os.rename(staged / name, folder / name)
            elif folder.exists():
                _exchange(staged, folder)
            else:
                folder.parent.mkdir(parents=True, exist_ok=True)
                os.rename(staged, folder)


def remove_texts(place: str, names: Collection[str]) -> str:
    """Remove what an earlier run has left under these names, and say so in some words.

    Raises InputError where an older text stays, which is out of date.
    """
    if is_s3(place):
        bucket, folder = _split_folder(place)
        with _raise_input_errors(place):
            client = _client()
            for name in names:
                client.delete_object(Bucket=bucket, Key=folder + name)
        return "what stood there is removed"
    old = [path for name in names if (path := Path(place) / name).is_file()]
    with name_unusable_file(place):
        for path in old:
            path.unlink(missing_ok=True)
    return "the older report there is removed" if old else "no older report is there"


@contextmanager
def open_whole(path: Path | None, out: TextIO) -> Iterator[TextIO]:
    """A text file that appears when it is whole, for its owner alone; `out` where there is no path.

    Raises InputError where it cannot be written; then whatever stood there stands there still.
    """
    if path is None:
        yield out
        return
    with name_unusable_file(path):
        handle, staged = tempfile.mkstemp(prefix=f".{path.name}.assay-", dir=path.resolve().parent)
        try:
            with open(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
                yield file
            os.replace(staged, path.resolve())
        finally:
            Path(staged).unlink(missing_ok=True)


# Bytes that are written to see whether there is room for a report.
_ROOM = 1 << 20
# Seconds after which a staging folder is one that a killed process has left behind.
_ABANDONED = 60.0
_RENAME_EXCHANGE = 2  # linux/fs.h
_AT_FDCWD = -100  # linux/fcntl.h


def _find_folder(place: str) -> Path:
    folder = Path(place).resolve()  # a link stays, and leads to what is new
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{place}: expected a folder, got a file")
    return folder


@contextmanager
def _open_staging(folder: Path, names: Collection[str]) -> Iterator[Path]:
    """An empty folder for the new texts, beside `folder` or in it; it is removed at the end."""
    inside = folder.exists() and not _is_exchangeable(folder, names)
    near = folder if inside else next(parent for parent in folder.parents if parent.exists())
    prefix = f".{folder.name}.assay-"
    for left in near.glob(f"{prefix}*"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)
    staged = Path(tempfile.mkdtemp(prefix=prefix, dir=near))
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _is_exchangeable(folder: Path, names: Collection[str]) -> bool:
    """Whether the folder holds the texts alone, and may be moved."""
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return (
        {path.name for path in folder.iterdir()} <= {*names}
        and os.access(folder.parent, os.W_OK | os.X_OK)
        and not folder.is_mount()
        and not Path.cwd().is_relative_to(folder)
    )


def _exchange(new: Path, old: Path) -> None:
    """Each gets the other's name at once; where no system call does so, `old` is gone for a moment.

    See renameat2(2). Killed in that moment, a process leaves no folder of the old name.
    """
    library = ctypes.CDLL(None, use_errno=True)
    swap = getattr(library, "renameat2", None)
    paths = os.fsencode(new), os.fsencode(old)
    if swap and not swap(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE):
        return
    aside = Path(tempfile.mkdtemp(prefix=new.name, dir=new.parent))
    os.rename(old, aside / old.name)
    os.rename(new, old)
    shutil.rmtree(aside, ignore_errors=True)


def _write_for_owner(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _replace_objects(address: str, content: Mapping[str, bytes]) -> None:
    bucket, folder = _split_folder(address)
    with _raise_input_errors(address):
        client = _client()
        for name in content:
            if not _delete_object(client, bucket, folder + name):
                client.put_object(Bucket=bucket, Key=folder + name, Body=b"")
        for name, whole in content.items():
            client.put_object(
                Bucket=bucket,
                Key=folder + name,
                Body=whole,
                ContentType=TYPES.get(name[name.rfind(".") :], "text/plain; charset=utf-8"),
            )


def _delete_object(client: Any, bucket: str, key: str) -> bool:
    """Whether it is gone; whoever may write objects may not always delete them."""
    try:
        client.delete_object(Bucket=bucket, Key=key)
    except import_extra("botocore.exceptions", "validation").ClientError:
        return False
    return True


def _split_folder(address: str) -> tuple[str, str]:
    bucket, prefix = _split_address(address)
    return bucket, f"{prefix.rstrip('/')}/" if prefix else ""


def _split_address(address: str) -> tuple[str, str]:
    bucket, _, key = address.removeprefix(SCHEME).partition("/")
    if not bucket:
        raise InputError(f"{address}: expected s3://bucket/key")
    return bucket, key


def _client() -> Any:
    return import_extra("boto3", "validation").session.Session().client("s3")


@contextmanager
def _raise_input_errors(address: str) -> Iterator[None]:
    """Errors of S3, of the credentials and of the network, as InputError with the address."""
    exceptions = import_extra("botocore.exceptions", "validation")
    try:
        yield
    except exceptions.ClientError as error:
        said = error.response["Error"]
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
PIECE = 256 * 1024  # bytes that are read at a time
STDIN, STDIN_NUMBER = "-", 0
_MAGIC = 4
_CHUNK = 16 * 1024  # a chunk of zstd can be 32,768 times as long when it is unpacked


def hash_file(path: Path) -> str:
    """SHA-256 of a file, read piece by piece; raises InputError where it cannot be read."""
    with name_unusable_file(path), path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def is_packed(path: str) -> bool:
    """Whether a file begins as gzip or zstd does."""
    with name_unusable_file(path), Path(path).open("rb") as content:
        start = content.read(4)
    return start.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd")) or bool(_SKIPPABLE.match(start))


def read_content(path: str) -> bytes:
    """What a file or `s3://bucket/key` holds, out of gzip or zstd where it begins as they do.

    Raises InputError, with the path, for what cannot be read or unpacked.
    """
    return b"".join(stream_content(path, LARGEST))


def stream_content(path: str, most: float = math.inf) -> Iterator[bytes]:
    """The content piece by piece, as `read_content` reads it; `-` is standard input.

    Raises InputError as it does, and for more than `most` bytes out of a packed file.
    """
    with name_unusable_file(path):
        pieces = _object_pieces(path) if is_s3(path) else _file_pieces(path)
        start = b""
        for piece in pieces:
            start += piece
            if len(start) >= _MAGIC:
                break
        pieces = chain((start,), pieces)
        if start.startswith(b"\x1f\x8b"):
            yield from _unpack(path, "gzip", pieces, lambda: zlib.decompressobj(wbits=31), most)
        elif start.startswith(b"\x28\xb5\x2f\xfd") or _SKIPPABLE.match(start):
            zstandard = import_extra("zstandard", "validation")
            begin = zstandard.ZstdDecompressor().decompressobj
            yield from _unpack(path, "zstd", pieces, begin, most)
        else:
            yield from pieces


def _file_pieces(path: str) -> Iterator[bytes]:
    source = STDIN_NUMBER if path == STDIN else path
    with open(source, "rb", buffering=0, closefd=path != STDIN) as content:
        while piece := content.read(PIECE):
            yield piece


class _Decompressor(Protocol):
    """One stream of several that may stand one after the other in a file."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def _unpack(
    path: str,
    form: str,
    pieces: Iterable[bytes],
    begin: Callable[[], _Decompressor],
    most: float,
) -> Iterator[bytes]:
    broken = (zlib.error, import_extra("zstandard", "validation").ZstdError)
    stream, size = begin(), 0
    try:
        for piece in pieces:
            for place in range(0, len(piece), _CHUNK):
                rest = piece[place : place + _CHUNK]
                while rest := rest.lstrip(b"\0") if stream.eof else rest:
                    stream = begin() if stream.eof else stream
                    unpacked = stream.decompress(rest)
                    size += len(unpacked)
                    yield unpacked
                    rest = stream.unused_data if stream.eof else b""
                if size > most:
                    raise InputError(f"{path}: more than {most} bytes when it is unpacked")
    except broken as error:
        raise InputError(f"{path}: broken {form}: {error}") from error
    if not stream.eof:
        raise InputError(f"{path}: the {form} ends too early: it was cut off")
