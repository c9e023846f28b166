"""Rows that are read as they are needed, so that a file of any size takes the same memory.

pieces of a file ──▶ lines ──▶ the first of them, as a Dataset: to plan by, and to choose a form
                       │
                       └──▶ RowStream.rows ──▶ (line, its rows), each id once
"""

import hashlib
import heapq
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from validation.dataset import (
    Dataset,
    LabelledSample,
    check_format,
    parse_line,
    repeated_id,
)
from validation.errors import InputError
from validation.json_lines import split_blocks
from validation.row_keys import PLAIN_RULES, RowRules
from validation.storage import STDIN, is_packed, is_s3, stream_content

# Rows, and bytes of them, that are read before anything is scored.
HEAD_ROWS = 2_000
HEAD_BYTES = 4 * 1024**2
# Lines that are read together, and the bytes after which no more are.
_TOGETHER = 256
_LONG = 1024**2


class SourceLine(NamedTuple):
    """A line that is not blank, and its number in the file, from 1."""

    number: int
    text: bytes


class ReadLine(NamedTuple):
    """A line, and the rows in it: one, or the two of a pair."""

    line: SourceLine
    rows: Sequence[LabelledSample]


@dataclass
class RowStream:
    """The rows of a source, read once, from the first to the last.

    Attributes:
        path: Where they are read, as the user wrote it.
        rules: What the user says of the keys.
        head: The first rows; all of them where the source holds no more.
        count: How many rows there are, as far as the number of lines tells; None where nobody
            knows before they are read.
        is_whole: Whether the head is all of it.
        lines: Every line that was not read yet, beginning with those of the head.
        head_end: The number of the last line of the head.
        rows_per_line: 2 where the lines of the head are pairs.
        position: How many rows were read.
        ids: Those of the rows that were read.
    """

    path: str
    rules: RowRules
    head: Dataset
    count: int | None
    is_whole: bool
    lines: Iterator[SourceLine]
    head_end: int = 0
    rows_per_line: int = 1
    position: int = 0
    ids: "SeenIds" = field(default_factory=lambda: SeenIds())
    _parsed: dict[int, list[LabelledSample]] = field(default_factory=dict, repr=False)

    def rows(self, most: int = sys.maxsize) -> Iterator[ReadLine]:
        """The lines that are left, or so many of them, with their rows; some are read ahead.

        Raises InputError for a malformed row and for an id that was used before, after the rows
        before it.
        """
        while lines := take_lines(self.lines, min(_TOGETHER, most)):
            most -= len(lines)
            read, failure = self._parse(lines)
            repeated = self.ids.add(
                [
                    (row.sample.id, one.line.number)
                    for one in read
                    if one.line.number > self.head_end
                    for row in one.rows
                ]
            )
            if repeated is not None:
                failure = repeated_id(f"{self.path}:{repeated.number}", *repeated[1:])
                read = [one for one in read if one.line.number < repeated.number]
            yield from read
            if failure is not None:
                raise failure

    def _parse(self, lines: Sequence[SourceLine]) -> tuple[list[ReadLine], InputError | None]:
        read: list[ReadLine] = []
        try:
            for line in lines:
                rows = self._parsed.pop(line.number, None)
                if rows is None:
                    place = f"{self.path}:{line.number}"
                    rows = parse_line(line.text, self.position, place, self.rules)
                read.append(ReadLine(line, rows))
                self.position += len(rows)
        except InputError as error:
            return read, error
        return read, None


def open_stream(path: str, rules: RowRules) -> RowStream:
    """The rows of a file, of `s3://bucket/key`, or of standard input where it is `-`.

    Raises InputError where the source cannot be read, has no rows, or its first rows are malformed.
    """
    waiting = _number_lines(_json_lines(path))
    first: list[SourceLine] = []
    parsed: dict[int, list[LabelledSample]] = {}
    ids, unread, digest = SeenIds(), dict[str, None](), hashlib.sha256()
    position = size = 0
    for line in waiting:
        rows = parse_line(line.text, position, f"{path}:{line.number}", rules, unread)
        repeated = ids.add([(row.sample.id, line.number) for row in rows])
        if repeated is not None:
            raise repeated_id(f"{path}:{line.number}", *repeated[1:])
        first.append(line)
        digest.update(line.text)
        parsed[line.number] = rows
        position += len(rows)
        size += len(line.text)
        if position >= HEAD_ROWS or size >= HEAD_BYTES:
            break
    if not first:
        raise InputError(f"{path}: expected at least one row, got none")
    following = next(waiting, None)
    named = path if following is None else f"{path} (its first {position:,} rows)"
    head = Dataset(
        named, digest.hexdigest(), tuple(r for rows in parsed.values() for r in rows), tuple(unread)
    )
    per_line = round(position / len(first))
    count = position if following is None else _count_rows(path, per_line)

    def lines() -> Iterator[SourceLine]:
        while first:
            yield first.pop(0)
        if following is not None:
            yield following
            yield from waiting

    return RowStream(
        *(path, rules, head, count, following is None, lines()),
        head_end=first[-1].number,
        rows_per_line=per_line,
        ids=ids,
        _parsed=parsed,
    )


def sample_dataset(path: str, rules: RowRules, most: int) -> Dataset:
    """The rows of a file as `read_dataset` reads them; of more than `most`, those of some prompts.

    Whole prompts are taken, in the order of a digest of their ids, so that the same file gives the
    same sample, every prompt is as likely as another, and no more rows are held than asked for.

    Raises InputError as `read_dataset` does.
    """
    digest = hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        for piece in _json_lines(path):
            digest.update(piece)
            yield piece

    sample, ids, unread, position = _PromptSample(most), SeenIds(), dict[str, None](), 0
    for line in _number_lines(pieces()):
        rows = parse_line(line.text, position, f"{path}:{line.number}", rules, unread)
        repeated = ids.add([(row.sample.id, line.number) for row in rows])
        if repeated is not None:
            raise repeated_id(f"{path}:{line.number}", *repeated[1:])
        for at, row in enumerate(rows, start=position):
            sample.add(at, row)
        position += len(rows)
    if not position:
        raise InputError(f"{path}: expected at least one row, got none")
    total = position if sample.count < position else 0
    return Dataset(path, digest.hexdigest(), sample.rows(), tuple(unread), total)


class _PromptSample:
    """The rows of the prompts whose ids have the least digests, so many rows as are allowed."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.count = 0
        self._taken: dict[str, list[tuple[int, LabelledSample]]] = {}
        self._ranks: list[tuple[int, str]] = []  # a heap, with the greatest digest on top
        self._bound = 0

    def add(self, position: int, row: LabelledSample) -> None:
        digest = hashlib.blake2b(row.prompt_id.encode("utf-8", "surrogatepass"), digest_size=8)
        rank = -int.from_bytes(digest.digest())
        if self._bound and rank <= self._bound:
            return
        if row.prompt_id not in self._taken:
            heapq.heappush(self._ranks, (rank, row.prompt_id))
        self._taken.setdefault(row.prompt_id, []).append((position, row))
        self.count += 1
        while self.count > self.most and len(self._taken) > 1:
            self._bound, prompt = heapq.heappop(self._ranks)
            self.count -= len(self._taken.pop(prompt))

    def rows(self) -> tuple[LabelledSample, ...]:
        """In the order of the data."""
        kept = [one for rows in self._taken.values() for one in rows]
        return tuple(row for _, row in sorted(kept, key=itemgetter(0)))


def stream_dataset(dataset: Dataset) -> RowStream:
    """Rows that are in memory, as a stream whose lines are numbers alone."""
    lines = [SourceLine(number, b"") for number in range(1, len(dataset.rows) + 1)]
    return RowStream(
        *(dataset.path, PLAIN_RULES, dataset, len(lines), True, iter(lines)),
        head_end=len(lines),
        _parsed={line.number: [row] for line, row in zip(lines, dataset.rows, strict=True)},
    )


def take_lines(lines: Iterator[SourceLine], most: int) -> list[SourceLine]:
    """The next lines: so many at most, and no more once they are long."""
    taken: list[SourceLine] = []
    size = 0
    for line in islice(lines, most):
        taken.append(line)
        size += len(line.text)
        if size > _LONG:
            break
    return taken


def _json_lines(path: str) -> Iterator[bytes]:
    """The content in pieces; raises InputError where the first shows another format."""
    pieces = stream_content(path)
    first = next(pieces, b"")
    check_format(path, first)
    yield first
    yield from pieces


def _number_lines(pieces: Iterable[bytes]) -> Iterator[SourceLine]:
    number = 0
    for block in split_blocks(pieces):
        for text in block.splitlines():
            number += 1
            if text.strip():
                yield SourceLine(number, text)


def _count_rows(path: str, rows_per_line: int) -> int | None:
    """By the ends of its lines, which takes no time beside reading rows; None for what is packed.

    What comes over a network or out of a pipe is read once.
    """
    if path == STDIN or is_s3(path) or is_packed(path):
        return None
    return sum(piece.count(b"\n") for piece in stream_content(path)) * rows_per_line


class RepeatedId(NamedTuple):
    """An id that stood on an earlier line: the line of this one, the id, the line of the first."""

    number: int
    identity: str | int | float
    first: int


class SeenIds:
    """The ids of all rows so far, by 128 bits of each in a temporary file with a small cache.

    Two ids that share their first 64 bits are told apart by the others, so that none is called
    used that is not: of a thousand million ids, two share all bits once in 10^20 times.
    """

    def __init__(self) -> None:
        self._file = sqlite3.connect("", check_same_thread=False)
        for setting in ("cache_size=-4096", "journal_mode=OFF", "synchronous=OFF"):
            self._file.execute(f"PRAGMA {setting}")
        self._file.execute("CREATE TABLE seen (id INTEGER PRIMARY KEY, rest INTEGER, line INTEGER)")

    def add(self, ids: Sequence[tuple[str | int | float, int]]) -> RepeatedId | None:
        """Keep ids with their lines; the first that stood on another line before, if any did.

        Raises InputError where the temporary file cannot be written.
        """
        keys = [(*_hash_id(identity), number) for identity, number in ids]
        before = self._file.total_changes
        try:
            self._file.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", keys)
        except sqlite3.Error as error:
            raise InputError(
                f"the ids of the rows cannot be kept in the folder for temporary files: {error}"
            ) from error
        if self._file.total_changes - before == len(keys):
            return None
        for (identity, number), (key, rest, _) in zip(ids, keys, strict=True):
            known = self._file.execute("SELECT rest, line FROM seen WHERE id = ?", (key,))
            kept, first = known.fetchone()
            if kept == rest and first != number:
                return RepeatedId(number, identity, first)
        return None


def _hash_id(identity: str | int | float) -> tuple[int, int]:
    """Two numbers of 64 bits; equal numbers are equal ids, whatever their type."""
    if isinstance(identity, float) and identity.is_integer():
        identity = int(identity)
    text = repr(identity)
    return hash(text), hash(text + "/")
