"""A file of scores that holds whole lines whenever its run is killed, and that a later run ends.

ScoredRow ──▶ ScoreFile.write ──▶ FILE, and once a second FILE.progress: how much of it is sure
FILE, FILE.progress ──▶ ScoreFile.resume ──▶ refused where the reward, the options, the rows or
                                             the file are others; else the run goes on there
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rewards.scoring import ScoringError
from validation.code_identity import version_of
from validation.errors import InputError, name_unusable_file
from validation.options import RunOptions
from validation.row_stream import RowStream
from validation.score_stream import ScoredRow
from validation.targets.target import Target

# Lines that are written together, and the seconds after which they are made sure of.
_TOGETHER = 256
_SURE_EVERY = 1.0
# Options that change scores, or which rows are read.
_OF_SCORES = ("platform", "batch_size", "map", "allow_unread", "grades")


@dataclass(frozen=True)
class ScoreProgress:
    """How far a run has come that may go on.

    Attributes:
        reward: Digest of the reward's code and settings, and the version of this kit.
        options: Those that change scores.
        lines: Lines of the data that are scored, blank ones aside.
        rows: Rows that are scored: two for a line that holds a pair.
        faults: Rows that are errors.
        size: Bytes of the file that hold their scores.
        source: SHA-256 of those lines of the data.
        written: SHA-256 of those bytes of the file.
    """

    reward: str
    options: str
    lines: int = 0
    rows: int = 0
    faults: int = 0
    size: int = 0
    source: str = hashlib.sha256().hexdigest()
    written: str = hashlib.sha256().hexdigest()


_PROGRESS = TypeAdapter(ScoreProgress)


class ScoreFile:
    """Scores that are written to a file: `skip_rows`, `open`, `write` each, and `end`."""

    def __init__(self, path: Path, resume: bool) -> None:
        self.path = path
        self.beside = path.with_name(f"{path.name}.progress")
        self._resume = resume
        self._source, self._written = hashlib.sha256(), hashlib.sha256()
        self._lines: list[bytes] = []
        self._texts: list[str] = []
        self._done = ScoreProgress("", "")
        self._faults = 0
        self._sure_at = time.monotonic()

    @property
    def has_faults(self) -> bool:
        """Whether a row is an error, in this run or the one that it goes on with."""
        return self._done.faults > 0

    def skip_rows(self, stream: RowStream, target: Target, options: RunOptions) -> int:
        """Let the stream leave out the rows that stand in the file already; how many they are.

        Raises InputError where an earlier run cannot go on, since the reward, the options, the
        data or the file are others. Nothing is changed yet.
        """
        reward = f"{version_of(target)} {version('rft-assay')}"
        values = {name: _plain(getattr(options, name)) for name in _OF_SCORES}
        made_by = ScoreProgress(reward, json.dumps(values))
        self._done = (self._read_progress(made_by) if self._resume else None) or made_by
        if self._done.lines:
            self._check_file()
            for line, _ in stream.rows(self._done.lines):
                self._source.update(line.text + b"\n")
            if self._source.hexdigest() != self._done.source:
                raise self._refuse(f"the first {self._done.lines:,} lines of {stream.path} changed")
        return self._done.rows

    def open(self) -> None:
        """Begin to write, after the rows that were skipped; raises InputError where it cannot."""
        with name_unusable_file(self.path):
            self._file = self.path.open("r+b" if self._done.lines else "wb")
            self._file.truncate(self._done.size)
            self._file.seek(self._done.size)
        self._make_sure()

    def write(self, row: ScoredRow) -> None:
        """Keep a row; it is on the disk a second later, or when `end` is called."""
        self._texts.append(row.text)
        self._faults += isinstance(row.outcome, ScoringError)
        if row.line is None:
            return
        self._lines.append(row.line.text)
        late = time.monotonic() - self._sure_at > _SURE_EVERY
        if late or len(self._lines) >= _TOGETHER:
            self._write_out()
            if late:
                self._make_sure()

    def end(self, whole: bool) -> str:
        """Close the file, and say what it holds; a run that is not whole may go on with it."""
        with name_unusable_file(self.path):
            self._write_out()
            self._make_sure()
            self._file.close()
            if whole:
                self.beside.unlink(missing_ok=True)
                return f"{self._done.rows:,} rows in {self.path}"
        return (
            f"{self._done.rows:,} rows are in {self.path}: the same command with "
            "--resume goes on from there"
        )

    def _write_out(self) -> None:
        if self._lines:
            self._source.update(b"\n".join((*self._lines, b"")))
        text = "".join(f"{text}\n" for text in self._texts).encode("ascii")
        self._written.update(text)
        with name_unusable_file(self.path):
            self._file.write(text)
        done = self._done
        self._done = replace(
            done,
            lines=done.lines + len(self._lines),
            rows=done.rows + len(self._texts),
            faults=done.faults + self._faults,
            size=done.size + len(text),
        )
        self._lines, self._texts, self._faults = [], [], 0

    def _make_sure(self) -> None:
        """Whatever is killed now, the file holds what its progress says, and perhaps more."""
        source, written = self._source.hexdigest(), self._written.hexdigest()
        progress = replace(self._done, source=source, written=written)
        new = self.beside.with_name(f"{self.beside.name}.new")
        with name_unusable_file(self.path):
            self._file.flush()
            os.fsync(self._file.fileno())
            new.write_text(json.dumps(asdict(progress)), "utf-8")
            os.replace(new, self.beside)
        self._sure_at = time.monotonic()

    def _read_progress(self, made_by: ScoreProgress) -> ScoreProgress | None:
        """Where an earlier run stopped; None where there was none."""
        if not self.beside.exists():
            if self.path.exists():
                raise self._refuse(f"there is no {self.beside}, so that this is no part of a run")
            return None
        try:
            with name_unusable_file(self.beside):
                known = _PROGRESS.validate_json(self.beside.read_bytes(), strict=True)
        except ValidationError as error:
            raise self._refuse(f"{self.beside} is broken") from error
        for name in ("reward", "options"):
            if getattr(known, name) != getattr(made_by, name):
                raise self._refuse(f"the {name} changed")
        return known

    def _check_file(self) -> None:
        left = self._done.size
        with name_unusable_file(self.path), self.path.open("rb") as file:
            while left and (piece := file.read(min(left, 1 << 20))):
                self._written.update(piece)
                left -= len(piece)
        if self._written.hexdigest() != self._done.written:
            raise self._refuse("its own lines changed")

    def _refuse(self, why: str) -> InputError:
        again = "leave --resume out to score all rows anew"
        return InputError(f"{self.path}: cannot go on: {why}; {again}")


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value
