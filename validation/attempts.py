"""The log of attempts: how many versions of a reward were tried on the same data."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from validation.dataset import Dataset, question_digest
from validation.errors import InputError, name_options, name_unusable_file

LOG = Path(".assay") / "attempts.jsonl"

# How often a reward no better than its bound clears it by luck: one end of a 95 % interval.
CHANCE = 0.025


# Digests of prompts that an attempt keeps: the least ones, so that two data sets that share prompts
# share some of these too.
KEPT_PROMPTS = 64


@dataclass(frozen=True)
class Attempt:
    """One look at data: at which rows and prompts, with which version, and what for.

    Attributes:
        digest: Of the rows, whatever their order, their ids and the blank lines between them.
        version: Of the target's code (`version_of`).
        use: Whether the look was to choose a version or to confirm one.
        prompts: The least digests of its prompts; none in logs of earlier kits.
    """

    digest: str
    version: str
    use: Literal["choose", "confirm"]
    prompts: tuple[str, ...] = ()

    def shares_data_with(self, other: "Attempt") -> bool:
        """Whether both looked at some of the same prompts."""
        return self.digest == other.digest or not set(self.prompts).isdisjoint(other.prompts)


def record_choice(data: Dataset, version: str) -> str | None:
    """Log that this version was tried on these data, to choose among versions.

    Every version on every state of the data is a look: data that grow until a bound is cleared
    clear it by luck as often as several versions do. Returns what the looks do to the odds; None
    for a first one. Raises InputError where the log cannot be read or written.
    """
    attempt = _attempt(data, version, "choose")
    known = _add_attempt(attempt, read_attempts())
    related = [other for other in known if other.shares_data_with(attempt)]
    looks = len({(other.version, other.digest) for other in related})
    versions = len({other.version for other in related})
    if looks < 2:
        return None
    lucky = 1 - (1 - CHANCE) ** looks
    if versions == looks:
        said = f"{versions} versions were tried on these data: the best of {versions} bad ones"
    else:
        said = (
            f"{looks} looks were taken at these data, with {versions} version(s) while the data "
            f"grew or changed: the best of {looks} looks at bad ones"
        )
    return (
        f"{said} would clear a bound by luck in up to {lucky:.1%} of cases, not {CHANCE:.1%}; "
        f"confirm the winner once on prompts never used ({name_options('--confirm')})"
    )


def record_confirmation(held_out: Dataset, version: str) -> None:
    """Log that this version was confirmed on held-out data.

    Raises InputError when another version has been tried on any of their prompts before.
    """
    attempts, attempt = read_attempts(), _attempt(held_out, version, "confirm")
    others = {a.version for a in attempts if a.shares_data_with(attempt)} - {version}
    if others:
        raise InputError(
            f"confirm: {held_out.path}: {len(others)} other version(s) were already tried on "
            "these prompts, so they no longer confirm anything; take fresh ones"
        )
    _add_attempt(attempt, attempts)


def _attempt(data: Dataset, version: str, use: Literal["choose", "confirm"]) -> Attempt:
    rows = sorted(
        json.dumps([question_digest(r.sample), r.sample.response, r.quality]) for r in data.rows
    )
    prompts = sorted({question_digest(row.sample) for row in data.rows})[:KEPT_PROMPTS]
    digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return Attempt(digest, version, use, tuple(prompts))


def read_attempts(log: Path = LOG) -> list[Attempt]:
    """Every attempt so far; raises InputError where the log cannot be read."""
    with name_unusable_file(log):
        try:
            text = log.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
    reader, attempts = TypeAdapter(Attempt), []
    for number, line in enumerate(_whole_lines(text).splitlines(), start=1):
        try:
            attempts.append(reader.validate_json(line))
        except ValidationError as error:
            raise InputError(f"{log}:{number}: expected an attempt, got {line[:60]!r}") from error
    return attempts


def _whole_lines(text: str) -> str:
    """The text without a last line that a run left unfinished when it was killed."""
    return text[: text.rfind("\n") + 1]


def open_log(log: Path = LOG) -> None:
    """Make sure that the log can be read and added to; raises InputError where it cannot."""
    read_attempts(log)
    with name_unusable_file(log):
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a+", encoding="utf-8") as file:
            file.seek(0)
            file.truncate(len(_whole_lines(file.read()).encode()))


def _add_attempt(attempt: Attempt, attempts: list[Attempt], log: Path = LOG) -> list[Attempt]:
    """All attempts, with this one, which is added to the log where it is new."""
    if attempt in attempts:
        return attempts
    with name_unusable_file(log):
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(attempt)) + "\n")
    return [*attempts, attempt]


def check_held_out(held_out: Dataset, used: Dataset) -> None:
    """Raises InputError when the used rows ask any of the held-out questions too."""
    asked = {question_digest(row.sample) for row in used.rows}
    shared = [row.sample for row in held_out.rows if question_digest(row.sample) in asked]
    if shared:
        raise InputError(
            f"confirm: {held_out.path}: expected prompts never used, but {len(shared)} rows ask "
            f"what {used.path} asks too, the first of them {shared[0].id!r}"
        )
