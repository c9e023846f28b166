"""The file that keeps what was paid for: the answers, who is asking what, and what all of it cost.

```
AnswerStore ──▶ claim(key) ──▶ asks the model ──▶ write(key, answer)
                                    │ ▲
Bill ─────────▶ reserve(dollars) ───┘ └─────────▶ settle(reservation, usage)
```

One sqlite file serves any number of threads and processes. Beside it stand `…-claims`, an empty
file on which processes lock what they ask, and sqlite's own `…-wal` and `…-shm`.
"""

import fcntl
import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO
from weakref import WeakValueDictionary

from judges.errors import AnswerStoreError
from rewards.types import Usage

# Whether a question may be asked, given what is paid by model, and the dollars that are reserved.
Fits = Callable[[Sequence[Usage], float], bool]

_APPLICATION = 0x41535359  # "ASSY": tells our files from other databases
_VERSION = 1
_BUSY_SECONDS = 60.0
_UNREADABLE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN)
# Bytes of the disk that are kept free for the answers that are on their way when it fills up.
_SPARE = 4 << 20
# Seconds between two looks at a question that another process is asking: at first, and at most.
_FIRST_LOOK, _LAST_LOOK = 0.01, 0.25
_TABLES = (
    "answers (key TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
    "paid (model TEXT PRIMARY KEY, input INTEGER NOT NULL, output INTEGER NOT NULL)",
    "reserved (id INTEGER PRIMARY KEY, dollars REAL NOT NULL)",
)

_turns: WeakValueDictionary[tuple[int, str, str], threading.Lock] = WeakValueDictionary()
_making = threading.Lock()


class AnswerFile:
    """Texts under keys, claims on keys, and a ledger. What `write` has returned from outlives the
    process, however it ends.

    It may not outlive a power cut: that would take a wait for the disk at every answer
    (`PRAGMA synchronous`). The file is made, with its folder and for its owner alone, when it is
    first read or written, and is written to then, so that a file that cannot be used is found
    before anything is paid. Raises ValueError with the path for a file that is broken, or is not
    ours.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path).absolute()
        self._lock = threading.Lock()
        self._opened: dict[int, sqlite3.Connection] = {}  # by process: none outlives a fork
        self._spare: IO[bytes] | None = None

    def read(self, key: str) -> str | None:
        """The text under the key, or None."""
        with self._connection() as connection:
            rows = connection.execute("SELECT text FROM answers WHERE key = ?", (key,))
            row: tuple[str] | None = rows.fetchone()
        return None if row is None else row[0]

    def write(self, key: str, text: str) -> None:
        """Puts the text under the key, whatever was there before.

        Where the disk is full, the room that `claim` has set aside is used. Raises
        AnswerStoreError, with the text, where even that does not suffice.
        """
        try:
            self._write("INSERT OR REPLACE INTO answers VALUES (?, ?)", [(key, text)])
        except AnswerStoreError as error:
            raise AnswerStoreError(f"{error}; this is the answer: {text}") from error

    @contextmanager
    def claim(self, key: str, deadline: float | None = None) -> Iterator[None]:
        """Lets one thread of one process at a time ask what belongs to the key.

        The claim of a process that is killed ends with it. `deadline` is one of
        `time.monotonic()`. Raises TimeoutError where it passes before the key is free, and
        AnswerStoreError where the disk has no room for an answer.
        """
        process, path = os.getpid(), os.path.realpath(self.path)
        with _making:
            turn = _turns.setdefault((process, path, key), threading.Lock())  # gone with its users
        wait = -1 if deadline is None else max(0.0, deadline - time.monotonic())
        if not turn.acquire(timeout=wait):
            raise TimeoutError("the deadline passed while another thread asked the same")
        with ExitStack() as held:
            held.callback(turn.release)
            self._set_room_aside()
            with _making, _name_unusable(self.path):
                claims = _claims_file(process, path)
            # the system's locks are by byte, and a byte need not exist; 60 bits tell keys apart
            byte = int(key[:15], 16)
            _lock_byte(claims, byte, deadline)
            held.callback(fcntl.lockf, claims, fcntl.LOCK_UN, 1, byte)
            yield

    def reserve(self, dollars: float, fits: Fits) -> int | None:
        """Sets dollars aside for a question, where `fits` allows it; the reservation, or None.

        A reservation that is never settled, since its process was killed or its question was not
        answered, stays: the server may have worked on, and what it cost is not known.
        """
        with self._transaction() as connection:
            [held] = connection.execute("SELECT total(dollars) FROM reserved").fetchone()
            if not fits(_read_paid(connection), held):
                return None
            row = connection.execute("INSERT INTO reserved (dollars) VALUES (?)", (dollars,))
            return row.lastrowid

    def settle(self, reservation: int | None, usage: Sequence[Usage]) -> None:
        """Enters what was paid, and gives the reservation back. Raises as `write` does."""
        self._write(
            "INSERT INTO paid VALUES (?, ?, ?) ON CONFLICT (model) DO UPDATE SET"
            " input = input + excluded.input, output = output + excluded.output",
            [(each.model, each.input_tokens, each.output_tokens) for each in usage],
            reservation,
        )

    def close(self) -> None:
        """Closes this process's connection; another reading or writing opens one anew."""
        with self._lock:
            connection = self._opened.pop(os.getpid(), None)
            if connection is not None:
                connection.close()
        self._release_room()

    def _write(
        self, statement: str, rows: Sequence[tuple[object, ...]], reservation: int | None = None
    ) -> None:
        """Runs the statement for the rows, if need be in the room that was set aside."""
        for room_is_left in (True, False):
            try:
                with self._transaction() as connection:
                    connection.executemany(statement, rows)
                    connection.execute("DELETE FROM reserved WHERE id = ?", (reservation,))
            except sqlite3.OperationalError as error:  # full, or another error of the disk
                if not room_is_left:
                    raise AnswerStoreError(
                        f"{self.path}: what was paid for cannot be kept ({error}): make room"
                    ) from error
                self._release_room()
            else:
                return

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Writes all that is done in it, or nothing."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            with ExitStack() as unfinished:
                unfinished.callback(_roll_back, connection)
                yield connection
                connection.execute("COMMIT")
                unfinished.pop_all()

    def _set_room_aside(self) -> None:
        """Takes room for answers on the disk, before any is paid for.

        The room is a file without a name, so that it is given back however the process ends.
        """
        with self._lock:
            if self._spare is not None:
                return
            with _name_unusable(self.path):
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                spare = tempfile.TemporaryFile(dir=self.path.parent)  # noqa: SIM115
            try:
                spare.write(os.urandom(_SPARE))  # zeros may take no room
                spare.flush()
            except OSError as error:
                with suppress(OSError):  # it tries again to write what is left
                    spare.close()
                raise AnswerStoreError(
                    f"{self.path}: expected {_SPARE >> 20} MiB of room for answers, got "
                    f"{error.strerror}; nothing more is asked: make room and run again, "
                    "what was paid is kept"
                ) from error
            self._spare = spare

    def _release_room(self) -> None:
        with self._lock:
            if self._spare is not None:
                self._spare.close()
                self._spare = None

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                if os.getpid() not in self._opened:
                    with _name_unusable(self.path):
                        self._opened[os.getpid()] = _open_database(self.path)
                yield self._opened[os.getpid()]
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in _UNREADABLE:  # the other bits are details
                raise
            problem = f"expected a file of answers, and cannot read it: {error}"
            raise AnswerStoreError(f"{self.path}: {problem}") from error


@contextmanager
def _name_unusable(path: Path) -> Iterator[None]:
    """Where a file or a folder cannot be made, nothing is asked, and it is no fault of a judge."""
    try:
        yield
    except OSError as error:
        problem = f"expected a file that can be written to, got {error.strerror or error}"
        raise AnswerStoreError(f"{path}: {problem}") from error


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # an error of the disk may have rolled back already
        connection.execute("ROLLBACK")


def _read_paid(connection: sqlite3.Connection) -> tuple[Usage, ...]:
    return tuple(Usage(*row) for row in connection.execute("SELECT * FROM paid ORDER BY model"))


@cache
def _claims_file(process: int, path: str) -> IO[bytes]:
    """The file of claims, opened once: closing it anywhere would end every claim of the process."""
    return open(os.open(f"{path}-claims", os.O_RDWR | os.O_CREAT, 0o600), "r+b")


def _lock_byte(claims: IO[bytes], byte: int, deadline: float | None) -> None:
    look = _FIRST_LOOK
    while True:
        try:
            fcntl.lockf(claims, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
        except (BlockingIOError, PermissionError):  # POSIX allows either for a lock that is held
            if deadline is not None and time.monotonic() + look > deadline:
                raise TimeoutError(
                    "the deadline passed while another process asked the same"
                ) from None
            time.sleep(look)
            look = min(2 * look, _LAST_LOOK)
        else:
            return


def _open_database(path: Path) -> sqlite3.Connection:
    _make_for_owner(path)
    connection = sqlite3.connect(
        path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    with ExitStack() as unusable:
        unusable.callback(connection.close)
        connection.execute("BEGIN")  # so that all it is asked for is of one moment
        _check_ours(path, connection)
        connection.execute("COMMIT")
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("BEGIN IMMEDIATE")  # one process makes the table, the others wait
        for table in _TABLES:
            connection.execute(f"CREATE TABLE IF NOT EXISTS {table}")
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.execute("COMMIT")
        unusable.pop_all()  # it is usable, and stays open
    return connection


def _make_for_owner(path: Path) -> None:
    """Makes the file and its folder, where they are not there, and lets nobody else read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():  # closing one that sqlite has open would end its locks
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    for end in ("", "-wal", "-shm"):
        with suppress(PermissionError, FileNotFoundError):  # it is another user's, who decides
            os.chmod(f"{path}{end}", 0o600)


def _check_ours(path: Path, connection: sqlite3.Connection) -> None:
    queries = "PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master"
    application, version, tables = (connection.execute(it).fetchone()[0] for it in queries)
    if application == 0 and tables == 0:
        return
    if application != _APPLICATION:
        raise AnswerStoreError(f"{path}: expected a file of answers, got another database")
    if version != _VERSION:
        raise AnswerStoreError(f"{path}: expected answers of version {_VERSION}, got {version}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Readers and the writer do not wait for one another (sqlite.org/wal.html).

    Changing to it asks for the file without waiting, so the waiting is done here.
    """
    give_up = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return
