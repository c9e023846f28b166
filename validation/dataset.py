"""Labelled samples from JSON Lines: what the Lambda would be sent, and what is known of it."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    ValidationError,
)

from rewards.types import Sample
from rewards.wire.errors import problem
from rewards.wire.message import check_identifier, read_row
from rewards.wire.rows import as_it_stands
from validation.errors import InputError
from validation.json_lines import decode_object
from validation.row_keys import LABELS, PLAIN_RULES, RowRules, prepare_rows, unread_keys
from validation.storage import read_content

# Characters below which a prompt's text does not tell it from another.
SHORTEST_QUESTION = 8

# The path of a dataset that came from no file.
ROWS = "rows"


@dataclass(frozen=True)
class LabelledSample:
    """A sample, its prompt's id, and what somebody knows of its reply: no reward can peek at it.

    Attributes:
        sample: What the reward sees.
        prompt_id: The same for every reply to one prompt.
        quality: A known grade, any number, higher is better; None where nobody knows it.
        policy: The model that wrote the reply, where it is known.
        ratings: Scores that people or other judges gave, by rater.
        made: How the reply was made, where nobody wrote it.
        preferred: By rater, its verdicts on this reply beside the other one of its pair: 1, 0 for
            a tie or -1, one for each order asked. The other reply is the next row or the last.
    """

    sample: Sample
    prompt_id: str
    quality: float | None = None
    policy: str | None = None
    ratings: Mapping[str, float] = field(default_factory=dict)
    made: str | None = None
    preferred: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Dataset:
    """The rows of a file in their order.

    Attributes:
        path: Where they were read, as the user wrote it; "rows" for rows in memory.
        digest: SHA-256 of the content, however it is packed.
        rows: At least one.
        unread: Keys of the rows that nothing reads; the reward has them as metadata.
        source_rows: How many rows the file holds, where these are a sample of them; else 0.
    """

    path: str
    digest: str
    rows: tuple[LabelledSample, ...]
    unread: tuple[str, ...] = ()
    source_rows: int = 0

    @property
    def raters(self) -> list[str]:
        """Whose ratings the rows hold, in order of appearance."""
        return list(dict.fromkeys(name for row in self.rows for name in row.ratings))

    @property
    def summary(self) -> str:
        """`240 replies to 40 prompts, 240 graded, 0 rated; unread keys: …`, in one line."""
        replies = sum(row.sample.answered for row in self.rows)
        graded = sum(row.quality is not None for row in self.rows)
        rated, prompts = sum(bool(row.ratings) for row in self.rows), self.prompt_count
        bare = len(self.rows) - replies
        without = f", {_count(bare, 'row')} without a reply" if bare else ""
        unread = f"; unread keys: {', '.join(self.unread)}" if self.unread else ""
        sampled = (
            f" (a sample of {self.source_rows:,} rows, by prompts)" if self.source_rows else ""
        )
        return (
            f"{_count(replies, 'reply')} to {_count(prompts, 'prompt')}, {graded:,} graded, "
            f"{rated:,} rated{without}{sampled}{unread}"
        )

    @property
    def prompt_count(self) -> int:
        return len({row.prompt_id for row in self.rows})


def _count(number: int, what: str) -> str:
    many = {"reply": "replies"}.get(what, f"{what}s")
    return f"{number:,} {what if number == 1 else many}"


class LabelledRow(BaseModel):
    """A line of the file: what is known of it, and for the rest a row as a trainer sends it."""

    model_config = ConfigDict(extra="allow", strict=True)

    prompt_id: Annotated[Any, BeforeValidator(check_identifier)] = None
    quality: FiniteFloat | None = None
    policy: str | None = None
    ratings: dict[Annotated[str, Field(min_length=1)], FiniteFloat | None] | None = None
    made: str | None = None
    preferred: dict[str, list[int]] | None = None

    def to_sample(self, position: int) -> LabelledSample:
        """Raises ValidationError or WireError where the rest is no row."""
        sample = _read_sample({**(self.model_extra or {})}, position)
        ratings = {name: value for name, value in (self.ratings or {}).items() if value is not None}
        prompt = question_digest(sample) if self.prompt_id is None else str(self.prompt_id)
        told = {name: tuple(verdicts) for name, verdicts in (self.preferred or {}).items()}
        return LabelledSample(sample, prompt, self.quality, self.policy, ratings, self.made, told)


def read_dataset(path: str, rules: RowRules = PLAIN_RULES) -> Dataset:
    """Every row of a JSON Lines file, here or on S3, compressed or not; blank lines pass.

    The digest is that of the content: the same rows are the same data, however they are packed.

    Raises InputError, as `path:line: field: what is wrong`, for a file that cannot be read, has no
    rows, a malformed row, or the same id twice.
    """
    return _parse_content(path, read_json_lines(path), rules)


def read_json_lines(path: str) -> bytes:
    """The content of a file; raises InputError where it is no JSON Lines, or cannot be read."""
    content = read_content(path)
    check_format(path, content)
    return content.removeprefix(b"\xef\xbb\xbf")


def check_format(path: str, start: bytes) -> None:
    """Raises InputError where the first bytes of a file, or its name, show another format."""
    kind = _other_format(path, start.removeprefix(b"\xef\xbb\xbf").lstrip())
    if kind is not None:
        raise InputError(
            f"{path}: expected JSON Lines, got {kind}: `assay prepare {path} -o rows.jsonl` makes "
            "rows of it"
        )


def _other_format(path: str, start: bytes) -> str | None:
    if start.startswith(b"PAR1"):
        return "Parquet"
    if start.startswith(b"PK\x03\x04"):
        return "a zip file"
    if re.match(rb"\[\s*[{\]]", start):
        return "a JSON array"
    if path.endswith((".csv", ".tsv")):
        return "CSV"
    return None


def make_dataset(
    rows: Iterable[Mapping[str, Any] | LabelledSample], rules: RowRules = PLAIN_RULES
) -> Dataset:
    """A dataset of rows in memory, each as a line of the file would say it or a LabelledSample.

    Raises InputError, as `rows:number: field: what is wrong`, as `read_dataset` does.
    """
    given = list(rows)
    labelled = tuple(row for row in given if isinstance(row, LabelledSample))
    if labelled and len(labelled) == len(given):
        return Dataset(ROWS, hashlib.sha256(repr(labelled).encode()).hexdigest(), labelled)
    try:
        lines = [json.dumps(row, allow_nan=False) for row in given]
    except (TypeError, ValueError) as error:
        raise InputError(f"{ROWS}: expected rows of plain JSON: {error}") from error
    return _parse_content(ROWS, "\n".join(lines).encode(), rules)


def _parse_content(path: str, content: bytes, rules: RowRules) -> Dataset:
    unread: dict[str, None] = {}
    lines = content.removeprefix(b"\xef\xbb\xbf").splitlines()
    rows = tuple(_parse_rows(path, lines, rules, unread))
    if not rows:
        raise InputError(f"{path}: expected at least one row, got none")
    return Dataset(path, hashlib.sha256(content).hexdigest(), rows, tuple(unread))


def _parse_rows(
    path: str, lines: Iterable[bytes], rules: RowRules, unread: dict[str, None]
) -> Iterator[LabelledSample]:
    """The rows; the keys that nothing reads are put into `unread`."""
    seen: dict[object, int] = {}
    position = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        for row in parse_line(line, position, f"{path}:{number}", rules, unread):
            first = seen.setdefault(row.sample.id, number)
            if first != number:
                raise repeated_id(f"{path}:{number}", row.sample.id, first)
            yield row
            position += 1


def repeated_id(place: str, identity: object, first: int) -> InputError:
    """The error for an id that stood on an earlier line."""
    return InputError(f"{place}: id: {identity!r} was already used on line {first}")


def parse_line(
    line: bytes,
    position: int,
    place: str,
    rules: RowRules,
    unread: dict[str, None] | None = None,
) -> list[LabelledSample]:
    """The row of a line, or the two rows of a line with a chosen and a rejected reply.

    `position` counts the rows before it; keys that nothing reads are put into `unread`, where
    it is given. Raises
    InputError, with the `place`, for what is malformed.
    """
    try:
        named = prepare_rows(decode_object(line), position, rules)
        if unread is not None:
            unread |= dict.fromkeys(unread_keys(named, rules))
        return [_read_labelled(row, position + at) for at, row in enumerate(named)]
    except ValidationError as error:
        inside, what = problem(error)
        field_place = f"{inside.removeprefix('.')}: " if inside else ""
        raise InputError(f"{place}: {field_place}{what}") from error
    except ValueError as error:
        raise InputError(f"{place}: {error}") from error


_EXACT = 2**53  # whole numbers below are floats without a loss


def _read_labelled(row: dict[str, Any], position: int) -> LabelledSample:
    """As LabelledRow reads it, which takes most of the time where the labels are plain."""
    prompt, quality, policy = row.get("prompt_id"), row.get("quality"), row.get("policy")
    if type(quality) is int and -_EXACT < quality < _EXACT:
        quality = float(quality)
    is_plain = (
        (prompt is None or (type(prompt) is str and prompt.isascii()))
        and (policy is None or (type(policy) is str and policy.isascii()))
        and (quality is None or (type(quality) is float and isfinite(quality)))
        and row.get("ratings") is row.get("made") is row.get("preferred") is None
    )
    if not is_plain:
        return LabelledRow.model_validate(row).to_sample(position)
    for name in LABELS:
        row.pop(name, None)
    sample = _read_sample(row, position)
    return LabelledSample(
        sample, question_digest(sample) if prompt is None else prompt, quality, policy
    )


def _read_sample(row: dict[str, Any], position: int) -> Sample:
    if row.get("id") is None:
        row["id"] = f"row-{position}"
    return read_row(row, position)


def row_as_dict(row: LabelledSample) -> dict[str, Any]:
    """A row as a line of a dataset: the row as it stands, and what is known of it."""
    known = {
        "prompt_id": row.prompt_id,
        "quality": row.quality,
        "policy": row.policy,
        "ratings": dict(row.ratings),
        "made": row.made,
    }
    told = {key: value for key, value in known.items() if value not in (None, {})}
    return {**as_it_stands(row.sample), **told}


def question_digest(sample: Sample) -> str:
    """A short digest of what was asked: every message before the reply."""
    asked = sample.messages[:-1] if sample.answered else sample.messages
    turns = [[turn.role, turn.content] for turn in asked]
    return hashlib.sha256(json.dumps(turns).encode()).hexdigest()[:12]


def prompt_digest(sample: Sample) -> str:
    """A digest of what was asked and what is right, white space aside.

    Two prompts with one digest are copies, whatever their ids are. "" where the text is too short
    to be the whole question: what is asked then stands elsewhere, as in a picture.
    """
    asked = sample.messages[:-1] if sample.answered else sample.messages
    turns = [[turn.role, " ".join(turn.content.split())] for turn in asked]
    if sum(len(text) for _, text in turns) < SHORTEST_QUESTION:
        return ""
    known = [turns, sample.reference_answer, sample.metadata]
    return hashlib.sha256(json.dumps(known, sort_keys=True, default=str).encode()).hexdigest()
