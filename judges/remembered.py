"""Answers that were paid for once, and are not paid for again."""

import hashlib
import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

import judges.errors
from judges.ask import Ask, Question, Reply
from judges.asking import Asking, at_once
from judges.errors import VerdictError
from rewards.scoring import current_call, describe
from rewards.types import Usage

_APPLICATION = 0x41535359  # "ASSY": tells our files from other databases
_VERSION = 1
_BUSY_SECONDS = 60.0
_UNREADABLE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN)


class AnswerFile:
    """Texts under keys. What `write` has returned from outlives the process, however it ends.

    It may not outlive a power cut: that would take a wait for the disk at every answer
    (`PRAGMA synchronous`). The file is made, with its folder, when it is first read or written,
    and is written to then, so that a file that cannot be used is found before anything is paid.
    Raises ValueError with the path for a file that is broken, or is not ours.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path).absolute()
        self._lock = threading.Lock()
        self._opened: dict[int, sqlite3.Connection] = {}  # by process: none outlives a fork

    def read(self, key: str) -> str | None:
        """The text under the key, or None."""
        with self._connection() as connection:
            rows = connection.execute("SELECT text FROM answers WHERE key = ?", (key,))
            row: tuple[str] | None = rows.fetchone()
        return None if row is None else row[0]

    def write(self, key: str, text: str) -> None:
        """Puts the text under the key, whatever was there before."""
        with self._connection() as connection:
            connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", (key, text))

    def close(self) -> None:
        """Closes this process's connection; another reading or writing opens one anew."""
        with self._lock:
            connection = self._opened.pop(os.getpid(), None)
            if connection is not None:
                connection.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _translate_errors(self.path):
            if os.getpid() not in self._opened:
                self._opened[os.getpid()] = _open_database(self.path)
            yield self._opened[os.getpid()]


@contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in _UNREADABLE:  # the rest of the bits are details
            raise
        raise ValueError(f"{path}: expected a file of answers, and cannot read it: {error}") from (
            error
        )


def _open_database(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
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
        connection.execute(
            "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, text TEXT NOT NULL)"
            " WITHOUT ROWID"
        )
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.execute("COMMIT")
        unusable.pop_all()  # it is usable, and stays open
    return connection


def _check_ours(path: Path, connection: sqlite3.Connection) -> None:
    application, version, tables = (
        connection.execute(query).fetchone()[0]
        for query in (
            "PRAGMA application_id",
            "PRAGMA user_version",
            "SELECT count(*) FROM sqlite_master",
        )
    )
    if application == 0 and tables == 0:
        return
    if application != _APPLICATION:
        raise ValueError(f"{path}: expected a file of answers, got another database")
    if version != _VERSION:
        raise ValueError(f"{path}: expected answers of version {_VERSION}, got {version}")


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


Answer = Reply | VerdictError


def dump_answer(answer: Answer) -> str:
    """As ASCII, since a model may write half a character, which no file takes."""
    if isinstance(answer, Reply):
        return json.dumps({"reply": asdict(answer)})
    error = {
        "kind": _kind(answer),
        "message": answer.message,
        "text": answer.text,
        "usage": [asdict(usage) for usage in answer.usage],
    }
    return json.dumps({"error": error})


def load_answer(text: str) -> Answer:
    """The answer that was kept; raises ValueError where the text is none."""
    try:
        kept = json.loads(text)
        if "reply" in kept:
            return Reply(**kept["reply"])
        error = kept["error"]
        kind = _KINDS[error["kind"]]
        usage = tuple(Usage(**entry) for entry in error["usage"])
        return kind(error["message"], text=error["text"], usage=usage)
    except (ValueError, KeyError, TypeError) as wrong:
        raise ValueError(f"expected an answer, got {text[:80]!r}: {wrong}") from wrong


_KINDS: dict[str, type[VerdictError]] = {
    name: kind
    for name, kind in vars(judges.errors).items()
    if isinstance(kind, type) and issubclass(kind, VerdictError)
}


def _kind(error: VerdictError) -> str:
    """Its type's name, or that of the nearest one of ours: another's may be gone tomorrow."""
    ours = (kind.__name__ for kind in type(error).__mro__ if kind in _KINDS.values())
    return next(ours)


_UNSTABLE_MARKS = (" at 0x", "<lambda>", "<locals>")
_UNORDERED = (set, frozenset)
_PLAIN = frozenset((str, int, float, bool, type(None)))


def has_stable_repr(value: object) -> bool:
    """Whether `describe` prints it so that nothing else of other behaviour prints alike.

    A function and a class must be what their printed name finds: a lambda, a function within a
    function and a bound method are not. A dataclass must have named fields, where they are
    printed, and any other object a `__repr__` of its own without an address in it. A partial
    prints no module, and a set has no order, so that neither is named.
    """
    if type(value) in _PLAIN:  # as most settings are, and this is asked for every question
        return _is_free_of_addresses(repr(value))
    if is_dataclass(value) and not isinstance(value, type):
        return _is_importable(type(value)) and _has_stable_fields(value)
    if isinstance(value, Mapping):
        return all(has_stable_repr(part) for pair in value.items() for part in pair)
    if isinstance(value, tuple | list):
        return all(map(has_stable_repr, value))
    if hasattr(value, "__qualname__"):
        return _is_importable(value)
    if isinstance(value, _UNORDERED) or type(value).__module__ == "functools":
        return False
    return _has_own_repr(type(value)) and _is_free_of_addresses(repr(value))


def origins(value: object) -> list[tuple[str, ...]]:
    """Where what is printed without its module comes from, for the value and all within it.

    The module, the file of one that is not the kit's own (two folders may hold a `mine.py`), and
    the address of the server where the surroundings have set one.
    """
    inner: list[object] = []
    if is_dataclass(value) and not isinstance(value, type):
        inner = [getattr(value, field.name) for field in fields(value) if field.repr]
    elif isinstance(value, tuple | list):
        inner = [*value]
    elif isinstance(value, Mapping):
        inner = [*value.values()]
    elif type(value) in _PLAIN:
        return []
    of = value if hasattr(value, "__qualname__") else type(value)
    module = getattr(of, "__module__", "")
    ours = module.partition(".")[0] == __name__.partition(".")[0]
    file = "" if ours else str(getattr(sys.modules.get(module), "__file__", ""))
    own = (module, file, str(getattr(value, "endpoint", "")))
    return [own, *(origin for part in inner for origin in origins(part))]


def _has_stable_fields(instance: Any) -> bool:
    kind = type(instance)
    if kind.__dataclass_params__.repr:
        return all(has_stable_repr(getattr(instance, f.name)) for f in fields(kind) if f.repr)
    return _has_own_repr(kind) and _is_free_of_addresses(describe(instance))


def _has_own_repr(kind: type) -> bool:
    plain: object = object.__repr__
    return kind.__repr__ is not plain


def _is_free_of_addresses(printed: str) -> bool:
    return not any(mark in printed for mark in _UNSTABLE_MARKS)


def _is_importable(named: Any) -> bool:
    """Whether the module and name that it prints as lead back to it, as pickle would look it up."""
    found: object = sys.modules.get(getattr(named, "__module__", None) or "builtins")
    for step in named.__qualname__.split("."):
        found = getattr(found, step, None)
    return found is named


class AnswerStore:
    """Keeps every answer in the sqlite file at `path`; its `asked` is an `Asking`.

    An answer is known by what its Ask prints as, and the question with its settings and repeat. A
    function prints as its name alone: one that asks something else since needs `fresh`, by which
    what an earlier store has kept is asked for once more, and replaced. `asking` puts the
    questions that have no answer yet. Threads that ask the same at once ask it once; of two
    processes that do so, both may.

    A VerdictError that has cost something is kept and raised again. One without its usage is not
    known to be paid, and is not kept; nor is any other exception.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, fresh: bool = False, asking: Asking = at_once
    ) -> None:
        self.fresh = fresh
        self.questions_asked = 0
        self.questions_remembered = 0
        self._asking = asking
        self._file = AnswerFile(path)
        self._renewed: set[str] = set()
        self._turns: dict[str, _KeyLock] = {}
        self._lock = threading.Lock()

    def asked(self, ask: Ask, question: Question) -> Reply:
        """The reply, from the file or anew; it is in the file before it is returned.

        Raises ValueError, before anything is asked, for an Ask whose print does not tell it apart
        and for a file that cannot be used; TimeoutError where the call's deadline passes while
        another thread asks the same; and whatever the Ask raises.
        """
        key = _key(ask, question)
        with self._turn(key):
            answer = self._known(key)
            if answer is None:
                return self._answer(key, ask, question)
        if isinstance(answer, VerdictError):
            raise answer
        return answer

    def open(self) -> None:
        """Opens the file, as asking does; raises ValueError where it is none of answers."""
        self._file.read("")

    def close(self) -> None:
        """Closes the file; asking opens it again."""
        self._file.close()

    def _known(self, key: str) -> Answer | None:
        text = self._file.read(key)
        if text is None or (self.fresh and key not in self._renewed):
            return None
        with self._lock:
            self.questions_remembered += 1
        try:
            return load_answer(text)
        except ValueError as error:
            raise ValueError(f"{self._file.path}: {error}") from error

    def _answer(self, key: str, ask: Ask, question: Question) -> Reply:
        with self._lock:
            self.questions_asked += 1
        try:
            reply = self._asking(ask, question)
        except VerdictError as error:
            if error.usage:
                self._keep(key, error)
            raise
        self._keep(key, reply)
        return reply

    def _keep(self, key: str, answer: Answer) -> None:
        self._file.write(key, dump_answer(answer))
        if self.fresh:
            self._renewed.add(key)

    @contextmanager
    def _turn(self, key: str) -> Iterator[None]:
        """Lets one thread at a time do what it has to with the key."""
        with self._lock:
            turn = self._turns.setdefault(key, _KeyLock())
            turn.takers += 1
        try:
            if not turn.lock.acquire(timeout=_seconds_left()):
                raise TimeoutError("the deadline passed while another thread asked the same")
            try:
                yield
            finally:
                turn.lock.release()
        finally:
            with self._lock:
                turn.takers -= 1
                if not turn.takers:
                    del self._turns[key]


@dataclass(frozen=True)
class Remembered:
    """Asks what the file at `path` has no answer to, and keeps the answers there.

    One process has one `AnswerStore` a file. Raises ValueError for an Ask whose print does not
    tell it apart; when called, what `AnswerStore.asked` raises.
    """

    ask: Ask
    path: str | os.PathLike[str] = field(repr=False)

    def __post_init__(self) -> None:
        check_stable_repr(self.ask)

    def __call__(self, question: Question) -> Reply:
        return _store(self.path).asked(self.ask, question)


def check_stable_repr(ask: Ask) -> None:
    """Raises ValueError where what the Ask prints as does not tell it apart; see `is_named`."""
    if not has_stable_repr(ask):
        raise ValueError(
            f"ask: expected one that its print tells apart, got {describe(ask)}: give it a name, "
            "as a function or a frozen dataclass at the top level of a module"
        )


@dataclass
class _KeyLock:
    lock: threading.Lock = field(default_factory=threading.Lock)
    takers: int = 0


_stores: dict[tuple[int, str], AnswerStore] = {}
_making = threading.Lock()


def _store(path: str | os.PathLike[str]) -> AnswerStore:
    key = (os.getpid(), os.path.realpath(path))  # what another process locked stays locked here
    with _making:
        if key not in _stores:
            _stores[key] = AnswerStore(key[1])
        return _stores[key]


def _key(ask: Ask, question: Question) -> str:
    """A digest of all that decides the answer; 0 and 0.0 are one temperature."""
    check_stable_repr(ask)
    sampling = dict(vars(question.sampling))
    for name in ("temperature", "top_p"):
        if sampling[name] is not None:
            sampling[name] = float(sampling[name])
    whole = [origins(ask), describe(ask), {**vars(question), "sampling": sampling}]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=vars).encode()).hexdigest()


def _seconds_left() -> float:
    """Seconds until the deadline, as a lock counts them: -1 is without end."""
    deadline = current_call.get().deadline
    return -1 if deadline is None else max(0.0, deadline - time.monotonic())
