"""Records out of the files that people have: CSV, JSON, Parquet, data set folders, logs of evals.

path, folder, s3:// or - ──open_source──▶ Source(kind, records) ──▶ validation.preparing
"""

import csv
import io
import json
import struct
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

import zstandard

from rewards.extras import import_extra
from validation.errors import InputError, name_unusable_file
from validation.storage import is_s3, read_content

Record = Mapping[str, Any]

STDIN = "-"
_DATA_FILES = (".parquet", ".arrow", ".jsonl", ".ndjson", ".json", ".csv", ".tsv")
_DELIMITERS = ",;\t|"
# The method of a zip member (APPNOTE 6.3.7, 4.4.5).
_ZSTANDARD = 93
# What a cell may hold: replies of a whole context window are longer than csv's own limit.
_LONGEST_CELL = 1 << 27


@dataclass(frozen=True)
class Source:
    """What was found at a path.

    Attributes:
        path: as the user wrote it.
        kind: the format in words: "CSV", "Parquet", "a log of inspect".
        records: each with its place in the source, as `row 3`; read as they are asked for.
    """

    path: str
    kind: str
    records: Iterator[tuple[str, Record]]


def open_source(path: str) -> Source:
    """The records of a file, of a data set's folder, of an object on S3 or of standard input.

    Raises InputError for what cannot be read or holds no records.
    """
    if path != STDIN and not is_s3(path) and Path(path).is_dir():
        return _open_folder(path)
    if path.endswith(".parquet"):
        return Source(path, "Parquet", _number(_read_parquet(path)))
    content = sys.stdin.buffer.read() if path == STDIN else read_content(path)
    if content.startswith(b"PAR1"):
        return Source(path, "Parquet", _number(_parquet_rows(path, io.BytesIO(content))))
    if content.startswith(b"PK\x03\x04"):
        return Source(path, "a log of inspect", _number(_zipped_samples(path, content)))
    return _open_text(path, content)


def _number(records: Iterable[Record], what: str = "row") -> Iterator[tuple[str, Record]]:
    return ((f"{what} {at}", record) for at, record in enumerate(records, start=1))


def _open_folder(path: str) -> Source:
    """A folder of a data set: every data file in it, the names of hidden ones aside."""
    files = sorted(
        file
        for file in Path(path).rglob("*")
        if file.suffix in _DATA_FILES and not file.name.startswith((".", "dataset_", "state."))
    )
    if not files:
        raise InputError(f"{path}: expected files of {', '.join(_DATA_FILES)} in it, got none")
    if len({file.suffix for file in files}) > 1:
        names = ", ".join(file.name for file in files[:4])
        raise InputError(f"{path}: files of several formats ({names}): name one of them")
    opened = [
        _open_arrow(str(file)) if file.suffix == ".arrow" else open_source(str(file))
        for file in files
    ]
    records = (
        (f"{file.name}, {place}", record)
        for file, source in zip(files, opened, strict=True)
        for place, record in source.records
    )
    return Source(path, f"a folder of {opened[0].kind}", records)


def _open_arrow(path: str) -> Source:
    """A file of `datasets.save_to_disk`: Arrow's stream format, memory-mapped."""
    arrow = import_extra("pyarrow", "parquet")
    ipc = import_extra("pyarrow.ipc", "parquet")

    def rows() -> Iterator[Record]:
        with name_unusable_file(path), arrow.memory_map(path) as mapped:
            for batch in ipc.open_stream(mapped):
                yield from map(plain_record, batch.to_pylist())

    return Source(path, "Arrow", _number(rows()))


def _read_parquet(path: str) -> Iterator[Record]:
    if is_s3(path):
        yield from _parquet_rows(path, io.BytesIO(read_content(path)))
        return
    with name_unusable_file(path), open(path, "rb") as file:
        yield from _parquet_rows(path, file)


def _parquet_rows(path: str, file: Any) -> Iterator[Record]:
    parquet = import_extra("pyarrow.parquet", "parquet")
    try:
        for batch in parquet.ParquetFile(file).iter_batches(batch_size=1000):
            yield from map(plain_record, batch.to_pylist())
    except (ValueError, OSError) as error:  # what pyarrow raises is both, by kind
        raise InputError(f"{path}: no legal Parquet: {error}") from error


def plain_record(record: Record) -> Record:
    """A row of a table as plain JSON: keys that a table pads with null are left out of objects."""
    return {key: _plain_value(value) for key, value in record.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain_value(held) for key, held in value.items() if held is not None}
    if isinstance(value, list):
        return [_plain_value(held) for held in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    return value


def _open_text(path: str, content: bytes) -> Source:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: expected text in UTF-8: {error}") from error
    start = text.lstrip()[:1]
    if not start:
        raise InputError(f"{path}: expected rows, got an empty file")
    if start == "[":
        return Source(path, "a JSON array", _number(_objects(path, _parse_json(path, text))))
    if start == "{":
        return _open_objects(path, text)
    return Source(path, "CSV", _read_csv(path, text))


def _open_objects(path: str, text: str) -> Source:
    """JSON Lines, or one object that holds the rows under a key."""
    first, _, rest = text.strip().partition("\n")
    try:
        whole = json.loads(first)
        if rest.strip():
            return Source(path, "JSON Lines", _read_lines(path, text))
    except json.JSONDecodeError:
        whole = _parse_json(path, text)
    for kind, key in (("a log of inspect", "samples"), ("rows of a data set", "rows")):
        if isinstance(whole.get(key), list):
            return Source(path, kind, _number(map(_unwrap, _objects(path, whole[key]))))
    if isinstance(whole.get("data"), list):
        return Source(path, "a list of an API", _number(_objects(path, whole["data"])))
    return Source(path, "JSON Lines", _read_lines(path, json.dumps(whole)))


def _unwrap(record: Record) -> Record:
    """A row as the viewer of data sets wraps it: `{"row_idx": 0, "row": {…}}`."""
    inner = record.get("row")
    return plain_record(inner) if isinstance(inner, dict) and "row_idx" in record else record


def _parse_json(path: str, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}: expected JSON: {error.msg}") from error


def _objects(path: str, records: Any) -> Iterator[Record]:
    for at, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            raise InputError(
                f"{path}: row {at}: expected an object, got {type(record).__name__} {record!r:.60}"
            )
        yield record


def _read_lines(path: str, text: str) -> Iterator[tuple[str, Record]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}:{number}: expected a JSON object: {error.msg}") from error
        if not isinstance(record, dict):
            raise InputError(f"{path}:{number}: expected a JSON object, got {line[:60]}")
        yield f"line {number}", record


def _read_csv(path: str, text: str) -> Iterator[tuple[str, Record]]:
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    if len(rows.fieldnames or ()) < 2:
        raise InputError(
            f"{path}: expected JSON, CSV with at least two columns, or Parquet; the first line is "
            f"{header[:60]!r}"
        )
    try:
        for row in rows:
            place = f"line {rows.line_num}"
            if None in row:
                raise InputError(
                    f"{path}: {place}: more cells than the {len(rows.fieldnames or ())} columns of "
                    "the header: put quotes around cells that hold the delimiter"
                )
            yield place, {key: value for key, value in row.items() if value is not None}
    except csv.Error as error:
        raise InputError(f"{path}: line {rows.line_num}: no legal CSV: {error}") from error


def _zipped_samples(path: str, content: bytes) -> Iterator[Record]:
    """The samples of a log of inspect in its zipped format, in the order of their names."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [m for m in archive.infolist() if m.filename.startswith("samples/")]
            for member in sorted(members, key=lambda member: member.filename):
                yield from _objects(path, [json.loads(_unpack(archive, member, content))])
    except (zipfile.BadZipFile, ValueError, zstandard.ZstdError) as error:
        raise InputError(f"{path}: expected a log of inspect: {error}") from error
    if not members:
        raise InputError(f"{path}: a zip file without samples/: expected a log of inspect")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, content: bytes) -> bytes:
    """A member's bytes; inspect packs with Zstandard, which zipfile reads from Python 3.14 on."""
    if member.compress_type != _ZSTANDARD:
        return archive.read(member)
    lengths = content[member.header_offset + 26 : member.header_offset + 30]
    start = member.header_offset + 30 + sum(struct.unpack("<HH", lengths))
    packed = content[start : start + member.compress_size]
    return zstandard.ZstdDecompressor().decompressobj().decompress(packed)


def peek(
    records: Iterator[tuple[str, Record]], count: int
) -> tuple[list[tuple[str, Record]], Iterator[tuple[str, Record]]]:
    """The first records, and all of them again."""
    first = [*islice(records, count)]
    return first, chain(first, records)
