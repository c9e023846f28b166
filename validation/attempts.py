"""The log of attempts: how many versions of a reward were tried on the same data."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from rewards.types import Score
from validation.dataset import Dataset, question_digest
from validation.errors import InputError, name_unusable_file
from validation.scoring import Column

LOG = Path(".assay") / "attempts.jsonl"

# How often a reward no better than its bound clears it by luck: one end of a 95 % interval.
CHANCE = 0.025


@dataclass(frozen=True)
class Attempt:
    """One run: on which data, which version of the target, and to choose it or to confirm it."""

    digest: str
    version: str
    use: Literal["choose", "confirm"]


def record_choice(digest: str, version: str) -> str | None:
    """Log that this version was tried on the data of this digest, to choose among versions.

    Returns what choosing the best of several does to the odds; None for a first version. Raises
    InputError where the log cannot be read or written.
    """
    attempts = _add_attempt(Attempt(digest, version, "choose"), read_attempts())
    versions = len({attempt.version for attempt in attempts if attempt.digest == digest})
    if versions < 2:
        return None
    lucky = 1 - (1 - CHANCE) ** versions
    return (
        f"{versions} versions were tried on these data: the best of {versions} bad ones would "
        f"clear a bound by luck in up to {lucky:.1%} of cases, not {CHANCE:.1%}; "
        "confirm the winner once with --confirm, on prompts never used"
    )


def record_confirmation(held_out: Dataset, version: str) -> None:
    """Log that this version was confirmed on held-out data.

    Raises InputError when another version has been tried on them before.
    """
    attempts = read_attempts()
    others = {a.version for a in attempts if a.digest == held_out.digest} - {version}
    if others:
        raise InputError(
            f"--confirm {held_out.path}: {len(others)} other version(s) were already tried on "
            "these prompts, so they no longer confirm anything; take fresh ones"
        )
    _add_attempt(Attempt(held_out.digest, version, "confirm"), attempts)


def version_of(scored: Column) -> str:
    """What tells one version from another: the scores it gave, not the name it goes by."""
    said = [outcome.value if isinstance(outcome, Score) else None for outcome in scored.outcomes]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


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
            f"--confirm {held_out.path}: expected prompts never used, but {len(shared)} rows ask "
            f"what {used.path} asks too, the first of them {shared[0].id!r}"
        )
