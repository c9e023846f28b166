"""What keeps validation from a verdict: bad input, said on one line, and a provider's outage.

    exception, as its type and text ──▶ outage_cause ──▶ "401 from https://…"
                                                    └──▶ None: the reward's own fault, or its data's
    faults, one after the other ──▶ OutageBreaker ──▶ why to stop, after twenty in a row

An exception that was wrapped still says its cause, so the text is read: a handler's error crosses
processes as text, and a panel's error quotes those of its judges.
"""

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from rewards.types import AssayError


class InputError(AssayError, ValueError):
    """Validation could not run: where the input is wrong, and what was expected there."""


class CallLimitError(InputError):
    """The replies that may still be sent to the target are fewer than are needed."""


# Escapes, other controls, and marks that turn the direction of what follows.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable_text(text: str) -> str:
    """The text with every control character but tab and line feed as an escape, such as "\\x1b".

    What a reply holds may stand in a message, and on a terminal it must not move the cursor,
    colour a line or hide one.
    """
    return _CONTROLS.sub(lambda found: ascii(found[0])[1:-1], text)


def printable_json(text: str) -> str:
    """The JSON with the one control character as an escape that `json.dumps` lets stand."""
    return text.replace("\x7f", "\\u007f")


@contextmanager
def name_unusable_file(path: str | Path) -> Iterator[None]:
    """While it lasts, an OSError becomes an InputError that names the path and says what is wrong.

    The path may stand behind an option's name, where that is what the user gave.
    """
    try:
        yield
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


# Arguments in Python that have other names than their flags.
_ARGUMENTS = {"judge": "judges", "range": "reward_range"}


def name_options(text: str) -> str:
    """The text, which names options by their flags, with their names in Python after it.

    `--max-cost, --calls; in Python max_cost, calls`: who reads a message may have given either.
    """
    flags = re.findall(r"--([a-z]+(?:-[a-z]+)*)", text)
    names = [_ARGUMENTS.get(flag, flag.replace("-", "_")) for flag in flags]
    return f"{text}; in Python {', '.join(names)}"


# Names that an error lists: more are a wall, in which nobody finds the right one.
MOST_NAMES = 40


def unknown_name(name: str, known: Iterable[str]) -> str:
    """`'wirkers' is unknown; did you mean 'workers'?`, or the known names where none is near."""
    names = sorted(known)
    plain = {option.casefold().replace("-", "_"): option for option in names}
    near = get_close_matches(name.casefold().replace("-", "_"), plain, n=1, cutoff=0.7)
    if near:
        return f"{name!r} is unknown; did you mean {plain[near[0]]!r}?"
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{name!r} is unknown; expected one of {', '.join(names[:MOST_NAMES])}{more}"


# So many in a row without one success end a run.
MOST_IN_A_ROW = 20

_STATUS = r"(?:401|403|404|429|5\d\d)"
# As our client, openai's and anthropic's, httpx, requests, urllib say the status of a response.
_STATUSES = re.compile(
    rf"(?P<ours>\b{_STATUS} from [^\s:]+(?::[^\s:]+)*)"
    rf"|Error code: (?P<coded>{_STATUS})\b"
    rf"|(?:Client|Server) error '(?P<httpx>{_STATUS})[^']*' for url '(?P<url>[^']*)'"
    rf"|\b(?P<requests>{_STATUS}) (?:Client|Server) Error\b"
    rf"|HTTP Error (?P<urllib>{_STATUS})\b"
)
_BOTOCORE = re.compile(
    r"An error occurred \((?P<code>\w+)\) when calling the (?P<operation>\w+) operation"
)
_CODES = re.compile(
    r"AccessDenied\w*|\w*Throttl\w*|\w*TooManyRequests\w*|\w*Quota\w*|\w*ServiceUnavailable\w*"
    r"|Internal(?:Server|Service)?(?:Error|Exception|Failure)|Unrecognized(?:Client)?\w*|Expired\w*"
    r"|RequestExpired|InvalidClientTokenId|(?:Invalid)?Signature\w*|MissingAuthenticationToken\w*"
    rf"|Model(?:NotReady|Timeout)Exception|ResourceNotFound\w*|Service\w*Exception|{_STATUS}"
)
# Connections and credentials, as botocore, httpx, requests, urllib3, openai and Python name them.
_NAMES = re.compile(
    r"\b(?:(?:Endpoint|Proxy)?Connect(?:ion|Timeout)?Error|ConnectTimeout|Connection\w+Error"
    r"|APIConnectionError|APITimeoutError|AuthenticationError|PermissionDeniedError|RateLimitError"
    r"|NoCredentialsError|PartialCredentialsError|CredentialRetrievalError|NoRegionError"
    r"|TokenRetrievalError|\w*SSOToken\w*Error|ProfileNotFound|RemoteProtocolError|ReadError"
    r"|WriteError|ReadTimeout(?:Error)?|WriteTimeout|PoolTimeout|NewConnectionError|MaxRetryError"
    r"|URLError|gaierror|SSLError|(?:EC2Throttled|TooManyRequests|Service)Exception)\b(?!\()"
)

# What a provider does not charge for: it has not begun.
_REFUSALS = re.compile(
    r"4\d\d from|AccessDenied|\w*Throttl|\w*TooManyRequests|Unrecognized|Expired|ResourceNotFound"
    r"|NoCredentials|EndpointConnectionError|ConnectError|ConnectTimeout"
)


def outage_cause(kind: str, text: str) -> str | None:
    """What failed, in few words, where the fault is a provider's or of access; else None.

    `kind` is the exception's type. Statuses that count are 401, 403, 404, 429 and those from 500.
    """
    said = _STATUSES.search(text)
    if said is not None:
        if said["ours"]:
            return said["ours"]
        status = next(filter(None, said.group("coded", "httpx", "requests", "urllib")))
        return f"{status} from {said['url'] or 'the provider'}"
    called = _BOTOCORE.search(text)
    if called is not None:
        is_access = _CODES.fullmatch(called["code"])
        return f"{called['code']} from {called['operation']}" if is_access else None
    named = _NAMES.search(f"{kind}: {text}")
    if named is None:
        return None
    line = " ".join(f"{kind}: {text}"[named.start() :].split())
    return line if len(line) <= 160 else f"{line[:159]}…"


@dataclass
class OutageBreaker:
    """Counts faults of a provider or of access in a row. Safe with many threads.

    Attributes:
        cause: The last of them, "" after a success.
        faults: How many in a row.
        successes: How many answers there were in all.
    """

    cause: str = ""
    faults: int = 0
    successes: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def record_success(self) -> None:
        with self._lock:
            self.cause, self.faults, self.successes = "", 0, self.successes + 1

    def record_failure(self, kind: str, text: str) -> str | None:
        """What ended the run, once twenty in a row were faults of a provider; None until then.

        Any other fault is an answer of a kind, and ends the row.
        """
        cause = outage_cause(kind, text)
        if cause is None:
            self.record_success()
            return None
        with self._lock:
            self.cause, self.faults = cause, self.faults + 1
            return self.message if self.faults >= MOST_IN_A_ROW else None

    @property
    def was_refused(self) -> bool:
        """Whether the last question was refused, so that it has cost nothing."""
        return _REFUSALS.match(self.cause) is not None

    @property
    def message(self) -> str:
        """`401 from https://…: 20 of 20`."""
        return f"{self.cause}: {self.faults} of {self.faults}"

    @property
    def never_answered(self) -> str | None:
        """What failed where every question failed so, however few they were; else None."""
        return self.message if self.faults and not self.successes else None
