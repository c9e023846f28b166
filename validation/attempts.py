"""The log of attempts: how many versions of a reward were tried on the same data."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from rewards.types import Score
from validation.dataset import Dataset, question_digest, read_dataset
from validation.errors import InputError
from validation.run import Validation
from validation.scoring import Column

LOG = Path(".assay") / "attempts.jsonl"

CHANCE = 0.025
"""How often a reward no better than its bound clears it by luck: one end of a 95 % interval."""


@dataclass(frozen=True)
class Attempt:
    """One run: on which data, which version of the target, and to choose it or to confirm it."""

    digest: str
    version: str
    use: Literal["choose", "confirm"]


def record_attempt(validation: Validation) -> Validation:
    """Log the validation as an attempt, and say in it what choosing among versions does.

    Raises InputError where the log cannot be read or written.
    """
    attempts = read_attempts()
    attempt = Attempt(validation.dataset.digest, version_of(validation.table.target), "choose")
    if attempt not in attempts:
        write_attempt(attempt)
    remark = selection_remark(versions_tried([*attempts, attempt], attempt.digest))
    return replace(validation, warnings=(*validation.warnings, *([remark] if remark else [])))


def version_of(scored: Column) -> str:
    """What tells one version from another: the scores it gave, not the name it goes by."""
    said = [outcome.value if isinstance(outcome, Score) else None for outcome in scored.outcomes]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def read_attempts(log: Path = LOG) -> list[Attempt]:
    """Every attempt so far; raises InputError where the log cannot be read."""
    try:
        text = log.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{log}: {error.strerror or error}") from error
    return list(_parse_attempts(log, _whole_lines(text).splitlines()))


def _whole_lines(text: str) -> str:
    """The text without a last line that a run left unfinished when it was killed."""
    return text[: text.rfind("\n") + 1]


def _parse_attempts(log: Path, lines: list[str]) -> Iterator[Attempt]:
    reader = TypeAdapter(Attempt)
    for number, line in enumerate(lines, start=1):
        try:
            yield reader.validate_json(line)
        except ValidationError as error:
            raise InputError(f"{log}:{number}: expected an attempt, got {line[:60]!r}") from error


def open_log(log: Path = LOG) -> None:
    """Make sure that the log can be read and added to; raises InputError where it cannot."""
    read_attempts(log)
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a+", encoding="utf-8") as file:
            file.seek(0)
            file.truncate(len(_whole_lines(file.read()).encode()))
    except OSError as error:
        raise InputError(f"{log}: {error.strerror or error}") from error


def write_attempt(attempt: Attempt, log: Path = LOG) -> None:
    """Add a line to the log; raises InputError where it cannot be written."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(attempt)) + "\n")
    except OSError as error:
        raise InputError(f"{log}: {error.strerror or error}") from error


def versions_tried(attempts: list[Attempt], digest: str) -> int:
    """Distinct versions that were tried on the data of this digest."""
    return len({attempt.version for attempt in attempts if attempt.digest == digest})


def selection_remark(versions: int) -> str | None:
    """What choosing the best of several versions does to the odds; None for a first one."""
    if versions < 2:
        return None
    lucky = 1 - (1 - CHANCE) ** versions
    return (
        f"{versions} versions were tried on these data: the best of {versions} bad ones would "
        f"clear a bound by luck in up to {lucky:.1%} of cases, not {CHANCE:.1%}; "
        "confirm the winner once with --confirm, on prompts never used"
    )


def read_held_out(path: str, used: Dataset) -> Dataset:
    """The held-out rows; raises InputError when the used ones ask any of their questions too."""
    held_out = read_dataset(path)
    asked = {question_digest(row.sample) for row in used.rows}
    shared = [row.sample for row in held_out.rows if question_digest(row.sample) in asked]
    if shared:
        raise InputError(
            f"--confirm {path}: expected prompts never used, but {len(shared)} rows ask what "
            f"{used.path} asks too, the first of them {shared[0].id!r}"
        )
    return held_out


def confirm_winner(
    winner: Validation, held_out: Dataset, validated: Callable[[Dataset], Validation]
) -> Validation:
    """The validation on held-out data, which then decides; the winner's own if it is no winner.

    Raises InputError when another version has been tried on the held-out data before.
    """
    if winner.verdict != "PASS":
        remark = f"not confirmed: {held_out.path} stays unused until these data give a PASS"
        return replace(winner, warnings=(*winner.warnings, remark))
    attempts = read_attempts()
    again = validated(held_out)
    attempt = Attempt(held_out.digest, version_of(again.table.target), "confirm")
    _check_fresh(held_out, attempt, attempts)
    if attempt not in attempts:
        write_attempt(attempt)
    remark = f"confirmed on prompts never used, after a {winner.verdict} on {winner.dataset.path}"
    return replace(again, warnings=(*again.warnings, remark))


def _check_fresh(held_out: Dataset, attempt: Attempt, attempts: list[Attempt]) -> None:
    others = {a.version for a in attempts if a.digest == held_out.digest} - {attempt.version}
    if others:
        raise InputError(
            f"--confirm {held_out.path}: {len(others)} other version(s) were already tried on "
            "these prompts, so they no longer confirm anything; take fresh ones"
        )
