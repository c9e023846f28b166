"""The candidate's objects, as the tests see them: a handle to each, in another process.

What an object does with other objects of the candidate's is asked of it, since they are its own. Of
a value of the tests it hears only where the tests have made the object by calling a class that they
name, as in `Vector(1, 2) * 3`. What a function gives back in place of a number equals no number,
whatever it says of itself.
"""

from __future__ import annotations

import builtins
import os

from rewards.code.sandbox import plain

TYPE_CHECKING = False  # importing typing would double the time to start
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from typing import Any

# What reading an answer raises when it was not written as answers are.
NONSENSE = (
    *(ValueError, TypeError, LookupError, ArithmeticError, AttributeError),
    *(RecursionError, MemoryError),
)
_UNARY = "neg pos abs invert int float complex index round trunc floor ceil reversed enter"
_BINARY = "add sub mul truediv floordiv mod divmod pow matmul lshift rshift and or xor"
_ORDER = "lt le gt ge"


class CandidateError(Exception):
    """The candidate raised an exception of its own; what else that holds is asked of it."""

    def __getattr__(self, name: str) -> Any:
        if name[:1] == "_" or "held" not in self.__dict__:
            raise AttributeError(name)
        return getattr(self.__dict__["held"], name)


class UnsendableValue(BaseException):
    """A test hands the candidate something that cannot cross; no test may catch it."""


class Channel:
    """The untrusted process, as the tests see it. `asked` counts the questions put to it.

    `attempt` calls a function of the tests that the candidate was given, and says what came of it.
    """

    def __init__(self, questions: int, answers: int, attempt: Callable[..., Any]) -> None:
        self.attempt = attempt
        self.questions, self.answers = questions, answers
        self.asked = 0
        self.gone = ""
        self.sources: dict[str, str] = {}  # of the classes that the tests define
        self.known: dict[int, Any] = {}
        self.functions: list[Any] = []
        self.walked: dict[int, tuple[Any, Any]] = {}
        self.errors: dict[int, type[CandidateError]] = {}

    def ask(self, *question: Any) -> Any:
        """Its value. What it raised is raised here, and CandidateGone when there is no answer."""
        return self.ask_changing(*question)[0]

    def ask_changing(self, *question: Any) -> tuple[Any, dict[int, Any]]:
        """The same, and the arguments that the call has changed, by their place."""
        value, changed, error = self.outcome(*question)
        if error is not None:
            raise error
        return value, changed

    def outcome(self, *question: Any) -> tuple[Any, dict[int, Any], BaseException | None]:
        """The value, the changed arguments, and what was raised instead of a value, if anything.

        Raises CandidateGone when there is no answer.
        """
        message = plain.encode(question, self.place)
        self.asked += 1
        try:
            plain.send(self.questions, message)
            while True:
                kind, *rest = self.read()
                if kind != "callback":
                    break
                at, args, named = rest
                said = self.attempt(self.functions[at], args, named)
                plain.send(self.questions, plain.encode(said, self.place))
            if kind == "value":
                changed = dict(rest[1])
                if printed := changed.pop(-2, ""):
                    print(printed, end="")
                return rest[0], changed, None
            return None, {}, self.error(*rest)
        except (plain.CandidateGone, *NONSENSE) as fault:
            self.gone = str(fault) or "it answered nonsense"
            raise plain.CandidateGone(self.gone) from None

    def read(self) -> Any:
        """The next answer, which may hold objects that stay where they are."""
        return plain.decode(plain.receive(self.answers), self.find)

    def place(self, value: Any) -> int:
        """The number by which the candidate knows the value; a function of the tests is below 0."""
        if isinstance(value, CandidateError):
            return self.place(value.__dict__.get("held"))
        if isinstance(value, Remote) or "_place" in getattr(value, "__dict__", ()):
            return int(object.__getattribute__(value, "_place"))
        kind = value if isinstance(value, type) else type(value)
        if kind.__name__ in self.sources and kind.__module__ == "tests":
            made = self.ask("class", kind.__name__, self.sources[kind.__name__])
            return self.place(made if kind is value else _move(self, value, made))
        if hasattr(kind, "__next__"):
            self.walked.setdefault(id(value), (value, self.ask("iterate", list(value))))
            return self.place(self.walked[id(value)][1])
        if not callable(value):
            raise UnsendableValue(
                f"only plain data can be handed to the candidate, not {kind.__name__}"
            )
        if value not in self.functions:
            self.functions.append(value)
        return -1 - self.functions.index(value)

    def find(self, place: int) -> Any:
        if place < 0:
            return self.functions[-1 - place]
        if place not in self.known:
            self.known[place] = Remote(self, place)
        return self.known[place]

    def name(self, name: str) -> Any:
        """What the candidate calls by this name: a value, a handle, or a class of exceptions."""
        value, kinds = self.ask("name", name)
        if kinds:
            return self.error_class(kinds)
        if isinstance(value, Remote) and name[:1].isupper():
            object.__setattr__(value, "_maker", True)
        return value

    def error(self, name: str, text: str, held: Any, kinds: list[Any]) -> BaseException:
        """The exception that was raised, which the tests can catch by its class."""
        builtin = _builtin_error(name)
        if builtin is not None and not kinds:
            return builtin(text)
        made = self.error_class(kinds)(text)
        made.__dict__["held"] = held
        return made

    def error_class(self, kinds: list[Any]) -> type[CandidateError]:
        """A class like the candidate's: (place, name, nearest builtin) of it and its bases."""
        if not kinds:
            return CandidateError
        (at, called, builtin), *rest = kinds
        if at not in self.errors:
            above, known = self.error_class(rest), _builtin_error(builtin)
            also = () if known is None or issubclass(above, known) else (known,)
            self.errors[at] = type(str(called), (above, *also), {})
        return self.errors[at]


def _builtin_error(name: str) -> type[Exception] | None:
    known = getattr(builtins, name, None)
    if not (isinstance(known, type) and issubclass(known, Exception)):
        return None
    # these are made of more than a text
    return None if issubclass(known, UnicodeError | ExceptionGroup) else known


def _move(channel: Channel, value: Any, made: Any) -> Any:
    """The object of a tests' class, whose attributes from now on live with the candidate.

    So both see the same object, whoever changes it; its methods stay the tests' own.
    """
    kind, fields = type(value), dict(vars(value))
    remote = channel.ask("blank", made)

    def read(self: Any, name: str) -> Any:
        own = getattr(kind, name, None)
        if name[:2] == "__" or callable(own) or isinstance(own, property):
            return object.__getattribute__(self, name)
        return channel.ask("get", remote, name)

    def write(_: Any, name: str, given: Any) -> None:
        channel.ask("set", remote, name, given)

    methods = {"__getattribute__": read, "__setattr__": write, "__module__": "moved"}
    value.__dict__.clear()
    value.__dict__["_place"] = place = channel.place(remote)
    channel.known[place] = value
    try:
        value.__class__ = type(kind.__name__, (kind,), methods)
    except TypeError as error:
        raise UnsendableValue(f"an object of {kind.__name__}: {error}") from error
    for name, given in fields.items():
        channel.ask("set", remote, name, given)
    return remote


class Remote:
    """An object in the candidate's process, by its place there."""

    def __init__(self, channel: Channel, place: int) -> None:
        for name, value in (("_channel", channel), ("_place", place)):
            object.__setattr__(self, name, value)
        for name in ("_maker", "_made"):  # a class that the tests name; what it has made
            object.__setattr__(self, name, False)

    def __call__(self, *args: Any, **named: Any) -> Any:
        value, changed = self._channel.ask_changing("call", self, list(args), named)
        if changed.pop(-1, False):
            return RemoteCoroutine(self._channel, value._place)
        for place, now in changed.items():
            change_in_place(args[place], now)
        if self._maker and isinstance(value, Remote):
            object.__setattr__(value, "_made", True)
        return value

    def __getattr__(self, name: str) -> Any:
        return self._channel.ask("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._channel.ask("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        self._channel.ask("unset", self, name)

    def __getitem__(self, key: Any) -> Any:
        return self._channel.ask("item", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._channel.ask("put", self, key, value)

    def __delitem__(self, key: Any) -> None:
        self._channel.ask("drop", self, key)

    def __len__(self) -> int:
        return int(self._channel.ask("length", self))

    def __iter__(self) -> Iterator[Any]:
        walked = self._channel.ask("iterate", self)
        while True:
            try:
                value = self._channel.ask("next", walked)
            except StopIteration:
                return
            yield value

    def __next__(self) -> Any:
        return self._channel.ask("next", self)

    def __contains__(self, item: Any) -> bool:
        if not self._made:
            return any(it is item or it == item for it in self)
        return self._says("contains", item)

    def __bool__(self) -> bool:
        return bool(self._channel.ask("truth", self))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not (isinstance(other, Remote) or self._made):
            return False
        return self._says("equal", other)

    def _says(self, verb: str, value: Any) -> bool:
        """Whether it says yes to the value and to no other; it cannot tell which is meant."""
        noise = os.urandom(8)
        others: list[Any] = [noise.hex()]
        if isinstance(value, int | float) and not isinstance(value, bool):
            others += [value + 1 + noise[0], value - 1 - noise[1]]
        for asked in sorted([value, *others], key=lambda _: os.urandom(4)):
            said, _, error = self._channel.outcome(verb, self, asked)
            if error is not None and asked is value:
                raise error
            if bool(said) is not (asked is value):
                return False
        return True

    def __hash__(self) -> int:
        return hash(self._channel.ask("hash", self))

    def __repr__(self) -> str:
        return str(self._channel.ask("repr", self))

    def __str__(self) -> str:
        return str(self._channel.ask("text", self))

    def __format__(self, spec: str) -> str:
        return str(self._channel.ask("format", self, spec))

    def __instancecheck__(self, value: Any) -> bool:
        return bool(self._channel.ask("instance", value, self))

    def __copy__(self) -> Any:
        return self._channel.ask("copy", self)

    def __deepcopy__(self, _: Any) -> Any:
        return self._channel.ask("deepcopy", self)

    def __exit__(self, kind: Any, error: Any, _: Any) -> Any:
        told = [kind.__name__, str(error)] if kind else []
        return self._channel.ask("exit", self, told)


class RemoteCoroutine(Remote):
    """A coroutine of the candidate's, which runs to its end when it is awaited."""

    def send(self, _: Any) -> Any:
        raise StopIteration(self._channel.ask("await", self))

    def __next__(self) -> Any:
        return self.send(None)

    def throw(self, error: BaseException, *_: Any) -> Any:
        raise error

    def close(self) -> None:
        """It has nothing to close: it has run to its end, or never begun."""

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._channel.ask("await", self)
        yield  # which makes it a generator that never yields


def _unary(verb: str) -> Callable[..., Any]:
    return lambda self, *rest: self._channel.ask("unary", self, verb, *rest)


def _binary(verb: str) -> Callable[..., Any]:
    def operate(self: Remote, other: Any) -> Any:
        if not (isinstance(other, Remote) or self._made):
            return NotImplemented
        value = self._channel.ask("binary", self, verb, other)
        if self._made and isinstance(value, Remote):
            object.__setattr__(value, "_made", True)
        return value

    return operate


for _verb in _UNARY.split():
    setattr(Remote, f"__{_verb}__", _unary(_verb))
for _verb in _BINARY.split():
    setattr(Remote, f"__{_verb}__", _binary(_verb))
    setattr(Remote, f"__r{_verb}__", _binary(f"r{_verb}"))
for _verb in _ORDER.split():
    setattr(Remote, f"__{_verb}__", _binary(_verb))


def change_in_place(ours: Any, now: Any) -> None:
    """Change an argument of the tests as the candidate has changed its copy, and what is in it."""
    if type(ours) is not type(now):
        return
    if isinstance(ours, list):
        if len(ours) == len(now):
            now = [_update(old, new) for old, new in zip(ours, now, strict=True)]
        ours[:] = now
    elif isinstance(ours, dict):
        now = {key: _update(ours.get(key), value) for key, value in now.items()}
        ours.clear()
        ours.update(now)
    elif isinstance(ours, set | bytearray):
        ours.clear()
        (ours.update if isinstance(ours, set) else ours.extend)(now)
    elif hasattr(ours, "maxlen"):
        ours.clear()
        ours.extend(now)


def _update(old: Any, new: Any) -> Any:
    """The old object, changed to be the new one, where it is one that can be."""
    if type(old) is type(new) and isinstance(old, list | dict | set):
        change_in_place(old, new)
        return old
    return new
