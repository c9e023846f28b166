"""Answers that were paid for once, and are not paid for again."""

import hashlib
import json
import os
import sys
import threading
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from functools import cache
from itertools import chain
from operator import attrgetter
from types import FunctionType
from typing import Any

from judges import errors
from judges.answer_file import AnswerFile
from judges.ask import Ask, Question, Reply, Sampling, VerdictSchema
from judges.asking import Asking, at_once
from judges.errors import AnswerStoreError, VerdictError
from rewards.scoring import current_call, describe
from rewards.types import Usage

Answer = Reply | VerdictError
# A module, its file where it is not one of the kit's, and a server that the environment names.
Origin = tuple[str, str, str]

_PLAIN = frozenset((str, int, float, bool, type(None)))
_KINDS: dict[str, type[VerdictError]] = {
    kind.__name__: kind
    for kind in (
        VerdictError,
        errors.MalformedReplyError,
        errors.TruncatedError,
        errors.BlockedError,
        errors.RefusedError,
        errors.StopReasonError,
        errors.NoVerdictError,
        errors.SeveralVerdictsError,
        errors.OffScaleError,
    )
}


class AnswerStore:
    """Keeps every answer in the sqlite file at `path`; its `ask_once` is an `Asking`.

    A stored answer is found by the repr of its Ask (see `repr_origins`), the question, its settings
    and its repeat. A function prints as its name alone: where its code has changed since, use
    `fresh=True`, which asks every question once more and replaces the kept answer. `asking` puts
    the questions that have no answer yet. Threads and processes that ask the same at once ask it
    once: the first claims the question in the file, and the others wait for its answer.

    A VerdictError that has cost something is kept and raised again. One without its usage is not
    known to be paid, and is not kept; nor is any other exception.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | AnswerFile,
        *,
        fresh: bool = False,
        asking: Asking = at_once,
    ) -> None:
        self.fresh = fresh
        self.questions_asked = 0
        self.questions_remembered = 0
        self._asking = asking
        self.file = path if isinstance(path, AnswerFile) else AnswerFile(path)
        self._renewed: set[str] = set()
        self._lock = threading.Lock()

    def ask_once(self, ask: Ask, question: Question) -> Reply:
        """The reply, from the file or anew; it is in the file before it is returned.

        Raises ValueError, before anything is asked, for an Ask that `repr_origins` cannot tell from
        others; AnswerStoreError for a file that cannot be used and where the disk has no room for
        an answer; TimeoutError where the call's deadline passes while somebody else asks the same;
        and whatever the Ask raises.
        """
        key = answer_key(ask, question)
        answer = self._stored_answer(key)
        if answer is None:
            with self.file.claim(key, current_call.get().deadline):
                answer = self._stored_answer(key)  # it may have come while this one waited
                if answer is None:
                    return self._ask_and_keep(key, ask, question)
        if isinstance(answer, VerdictError):
            raise answer
        return answer

    def open(self) -> None:
        """Opens the file, as asking does; raises ValueError for a file that holds no answers."""
        self.file.read("")

    def close(self) -> None:
        """Closes the file; asking opens it again."""
        self.file.close()

    def _stored_answer(self, key: str) -> Answer | None:
        text = self.file.read(key)
        if text is None or (self.fresh and key not in self._renewed):
            return None
        with self._lock:
            self.questions_remembered += 1
        try:
            return load_answer(text)
        except ValueError as error:
            raise AnswerStoreError(f"{self.file.path}: {error}") from error

    def _ask_and_keep(self, key: str, ask: Ask, question: Question) -> Reply:
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
        self.file.write(key, dump_answer(answer))
        if self.fresh:
            self._renewed.add(key)


@dataclass(frozen=True)
class Remembered:
    """Asks what the file at `path` has no answer to, and keeps the answers there.

    One process has one `AnswerStore` a file. Raises ValueError for an Ask that `repr_origins`
    cannot tell from others; when called, what `AnswerStore.ask_once` raises.

    Attributes:
        ask: who answers a question that is asked for the first time.
        path: the sqlite file, made at the first question; it is not printed.
    """

    ask: Ask
    path: str | os.PathLike[str] = field(repr=False)

    def __post_init__(self) -> None:
        _origins_of_ask(self.ask)

    def __call__(self, question: Question) -> Reply:
        with _making:
            # the key has the process, since what another process locked stays locked here
            store = _store(os.getpid(), os.path.realpath(self.path))
        return store.ask_once(self.ask, question)


_making = threading.Lock()


@cache
def _store(process: int, path: str) -> AnswerStore:
    return AnswerStore(path)


def answer_key(ask: Ask, question: Question) -> str:
    """A digest of all that decides the answer; 0 and 0.0 are one temperature.

    It is that of one JSON text. What an Ask, a form and a sampling come to in it is computed once.
    """
    history = "[]"  # as most are, and setting an encoder up takes a while
    if question.history:
        history = json.dumps(question.history, sort_keys=True, default=vars)
    whole = (
        f'[{_ask_text(ask)}, {{"form": {_text_of(question.form)}, "history": {history}, '
        f'"repeat": {question.repeat}, "sampling": {_text_of(question.sampling)}, '
        f'"system": {json.dumps(question.system)}, "text": {json.dumps(question.text)}}}]'
    )
    return hashlib.sha256(whole.encode()).hexdigest()


# What objects come to in the key, by identity: an entry holds its object, so that no other object
# has its id. An Ask has beside it the parts whose server the environment names, and the servers.
_texts: dict[int, tuple[object, str]] = {}
_ask_texts: dict[int, tuple[Ask, list[Any], list[str], str]] = {}
_MOST_TEXTS = 256


def _ask_text(ask: Ask) -> str:
    known = _ask_texts.get(id(ask))
    if known is not None and known[0] is ask and _endpoints(known[1]) == known[2]:
        return known[3]
    text = f"{json.dumps(_origins_of_ask(ask))}, {json.dumps(describe(ask))}"
    parts = _frozen_parts(ask)
    if parts is not None:
        if len(_ask_texts) >= _MOST_TEXTS:
            _ask_texts.clear()
        served = [part for part in parts if hasattr(part, "endpoint")]
        _ask_texts[id(ask)] = (ask, served, _endpoints(served), text)
    return text


def _endpoints(parts: list[Any]) -> list[str]:
    return [str(part.endpoint) for part in parts]


def _frozen_parts(value: object) -> list[object] | None:
    """The value and all that it prints; None where any of it could change."""
    if type(value) in _PLAIN or isinstance(value, FunctionType | type):
        return [value]
    inner: list[object]
    kind: Any = type(value)
    if isinstance(value, tuple):
        inner = [*value]
    elif is_dataclass(value) and kind.__dataclass_params__.frozen:
        inner = [getattr(value, setting.name) for setting in fields(value) if setting.repr]
    else:
        return None
    parts: list[object] = [value]
    for each in map(_frozen_parts, inner):
        if each is None:
            return None
        parts += each
    return parts


def _text_of(part: VerdictSchema | Sampling | None) -> str:
    known = _texts.get(id(part))
    if known is not None and known[0] is part:
        return known[1]
    plain: Any = part
    if isinstance(part, Sampling):
        plain = dict(vars(part))
        for name in ("temperature", "top_p"):
            if plain[name] is not None:
                plain[name] = float(plain[name])
    text = json.dumps(plain, sort_keys=True, default=vars)
    if len(_texts) >= _MOST_TEXTS:
        _texts.clear()
    _texts[id(part)] = (part, text)
    return text


def _origins_of_ask(ask: Ask) -> list[Origin]:
    origins = repr_origins(ask)
    if origins is None:
        raise ValueError(
            f"ask: expected a function or a dataclass at the top level of a module, with settings "
            f"that are such too or plain values, got {describe(ask)}: give it a name"
        )
    return origins


def has_stable_repr(value: object) -> bool:
    """Whether the repr of `value` tells it from all that behaves differently."""
    return repr_origins(value) is not None


def repr_origins(value: object) -> list[Origin] | None:
    """Where the value, and all that it prints, is defined; None where others could print alike.

    What can be told from others is a plain value; a function or a class at the top level of a
    module; a dataclass whose class is there and whose repr is the generated one; and a tuple, list
    or dict: each as far as all that it prints can be told from others too. A lambda, a function
    within a function, a bound method, a partial and an object with a `__repr__` of its own cannot.
    """
    if type(value) in _PLAIN:  # as most settings are, and this is asked for every question
        return []
    defined: Any = type(value)
    inner: list[object] = []
    if isinstance(value, FunctionType | type):
        defined = value
    elif is_dataclass(value) and defined.__dataclass_params__.repr:
        inner = [getattr(value, setting.name) for setting in fields(value) if setting.repr]
    elif isinstance(value, dict):
        inner = [*chain(*value.items())]
    elif isinstance(value, tuple | list):
        inner = [*value]
    else:
        return None
    origins = list(map(repr_origins, inner))
    if None in origins or not _is_importable(defined):
        return None
    ours = defined.__module__.partition(".")[0] == __name__.partition(".")[0]
    # two folders may hold a `mine.py`
    file = "" if ours else str(getattr(sys.modules[defined.__module__], "__file__", ""))
    own = (defined.__module__, file, str(getattr(value, "endpoint", "")))
    return [own, *chain(*filter(None, origins))]


def _is_importable(defined: Any) -> bool:
    """Whether its module and name lead back to it, as pickle would look it up."""
    try:
        return attrgetter(defined.__qualname__)(sys.modules[defined.__module__]) is defined
    except (AttributeError, KeyError):
        return False


def dump_answer(answer: Answer) -> str:
    """As ASCII, since a model may write half a character, which no file takes."""
    if isinstance(answer, Reply):
        return json.dumps({"reply": asdict(answer)})
    # a kind of somebody else's may be gone tomorrow: the nearest one of ours is kept
    kinds = (kind.__name__ for kind in type(answer).__mro__ if kind in _KINDS.values())
    error = {
        "kind": next(kinds),
        "message": answer.message,
        "text": answer.text,
        "usage": [asdict(usage) for usage in answer.usage],
    }
    return json.dumps({"error": error})


def load_answer(text: str) -> Answer:
    """The answer that was kept; raises ValueError for a text that is no answer."""
    try:
        kept = json.loads(text)
        if "reply" in kept:
            return Reply(**kept["reply"])
        error = kept["error"]
        usage = tuple(Usage(**entry) for entry in error["usage"])
        return _KINDS[error["kind"]](error["message"], text=error["text"], usage=usage)
    except (ValueError, KeyError, TypeError) as wrong:
        raise ValueError(f"expected an answer, got {text[:80]!r}: {wrong}") from wrong
