"""Rows that validation reads, out of records of any shape.

    records ──find_mapping──▶ Mapping of columns ──prepare_rows──▶ rows, and what was left out

A record has a shape that a tool gave it (a conversation, a pair of preferences, a stored
completion, a sample of inspect), or it is a row of columns, whose names say what they hold.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from validation.errors import InputError, unknown_name
from validation.records import (
    MAKERS,
    NAMED_BY_COLUMNS,
    PASSED,
    SHAPES,
    ColumnMapping,
    UnusableRecordError,
    from_columns,
    value_at,
)
from validation.row_keys import PAIR
from validation.sources import Record, Source, open_source, peek

# What a row may be made of, by the words that columns have for it, the likeliest first.
ROLES: dict[str, str] = {
    "prompt": """prompt question problem instruction query input user usermessage task
        promptmessages context""",
    "system": "system systemprompt systemmessage",
    "reply": """response reply completion modeloutput modelresponse generation generatedtext
        prediction output modelanswer candidate outputtext""",
    "gold": """referenceanswer gold goldanswer groundtruth correctanswer expectedoutput expected
        expectedanswer reference ideal target answer solution label""",
    "quality": "quality score grade iscorrect correct rating reward passed humanscore",
    "policy": "policy model modelid modelname",
    "id": "id uuid sampleid questionid taskid key",
    "prompt_id": "promptid groupid",
}
# Rows that show what the columns of a source mean.
_ROWS_TO_GUESS = 50

# What people ask a model for, so that a column of this name is the gold where nothing grades it.
_GOLD_IF_LONE = ("completion", "output", "response")


@dataclass
class Prepared:
    """What came of the records, counted while the rows are made.

    Attributes:
        rows: how many rows were made.
        replies: how many of them hold a reply.
        golds: how many hold a reference.
        grades: how many hold a quality.
        left_out: how many records made no row, by the reason.
        first: where the first record of each reason stands.
    """

    rows: int = 0
    replies: int = 0
    golds: int = 0
    grades: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """What was made and what was left out, a line each."""
        said = [
            f"{self.rows:,} rows: {self.replies:,} with a reply, {self.golds:,} with a gold, "
            f"{self.grades:,} with a quality"
        ]
        return said + [
            f"left out: {count:,}, the first at {self.first[reason]}: {reason}"
            for reason, count in self.left_out.most_common()
        ]

    @property
    def next_step(self) -> str:
        """What to do with these rows, in which `{rows}` stands for their file."""
        if not self.replies:
            return "assay ladder {rows} > graded.jsonl"
        if self.golds or self.grades:
            return "assay validate TARGET {rows}"
        return (
            "assay validate JUDGE {rows}, since only judges can rate rows without golds or grades; "
            "or prepare them again with each last turn as the gold"
        )


def prepare(
    source: str | Path, columns: Mapping[str, str] | None = None, *, gold_is_last: bool = False
) -> list[dict[str, Any]]:
    """Rows as dicts, which `validate` takes, out of a file of any known format, as `assay prepare`.

    Args:
        source: the path of a file or a data set's folder, or an s3:// address.
        columns: which column holds what: {"reply": "output", "gold": "answer"}; else by its name.
        gold_is_last: whether the last turn of each conversation is the gold, and no reply.

    Raises InputError for what cannot be read, and where no record makes a row.
    """
    if not isinstance(source, str | Path):
        raise InputError(f"source: expected a path, got {type(source).__name__}")
    _, _, rows, prepared = open_prepared(str(source), columns or {}, gold_is_last=gold_is_last)
    made = list(rows)
    if not made:
        raise InputError(f"{source}: no record makes a row: {'; '.join(prepared.lines[1:])}")
    return made


def open_prepared(
    source: str, columns: Mapping[str, str], *, gold_is_last: bool
) -> tuple[Source, ColumnMapping, Iterator[dict[str, Any]], Prepared]:
    """The source, what its columns mean, the rows as they come, and the counts of `prepare`."""
    opened = open_source(source)
    first, records = peek(opened.records, _ROWS_TO_GUESS)
    if not first:
        raise InputError(f"{source}: expected rows, got none")
    try:
        mapping = find_mapping([row for _, row in first], columns, gold_is_last=gold_is_last)
    except InputError as error:
        raise InputError(f"{source}: {opened.kind}: {error}") from error
    prepared = Prepared()
    return opened, mapping, prepare_rows(records, mapping, prepared), prepared


def find_mapping(
    records: Sequence[Record], given: Mapping[str, str], *, gold_is_last: bool = False
) -> ColumnMapping:
    """Where the records hold prompt, reply, gold and the rest; `given` goes before what is guessed.

    Raises InputError for a column that no record has, and where no prompt is found.
    """
    for name, column in given.items():
        if name not in ROLES:
            raise InputError(f"map: {name}={column}: {unknown_name(name, ROLES)}")
        if all(value_at(record, column) is None for record in records):
            known = ", ".join(dict.fromkeys(key for record in records for key in record))
            raise InputError(f"map: {name}={column}: no row has {column!r}; the rows have {known}")
    names = list(dict.fromkeys(key for record in records for key in record))
    for shape, fits, columns in SHAPES:
        if "prompt" not in given and all(map(fits, records)):
            found = {**columns, **given}
            if shape in NAMED_BY_COLUMNS:
                roles = ROLES if shape == "preference pairs" else (*ROLES,)[1:]
                _guess_columns(names, found, roles)
            rest = names if shape in NAMED_BY_COLUMNS else ()
            return ColumnMapping(shape, found, gold_is_last, _columns_to_keep(rest, found))
    found = dict(given)
    _guess_columns(names, found, ROLES)
    _take_ungraded_reply_for_gold(found, given, gold_is_last)
    if "prompt" not in found:
        raise InputError(
            f"no column was found that holds the prompt, among {', '.join(names)}: say so with "
            f"`prompt=COLUMN`"
        )
    return ColumnMapping("rows of columns", found, kept=_columns_to_keep(names, found))


def _guess_columns(names: Sequence[str], found: dict[str, str], roles: Iterable[str]) -> None:
    """Put into `found` the column of each role whose name says that it is one."""
    fits = {re.sub("[^a-z]", "", name.lower()): name for name in reversed(names)}
    for role in roles:
        taken = {column.partition(".")[0] for column in found.values()}
        left = [fits[w] for w in ROLES[role].split() if w in fits and fits[w] not in taken]
        if role not in found and left:
            found[role] = left[0]


def _take_ungraded_reply_for_gold(
    found: dict[str, str], given: Mapping[str, str], gold_is_last: bool
) -> None:
    """What stands beside a prompt alone is what the model is to learn: a gold, and no reply."""
    plain = re.sub("[^a-z]", "", found.get("reply", "").lower())
    is_lone = plain in _GOLD_IF_LONE and not {"gold", "quality"} & set(found)
    if "reply" in found and "reply" not in given and (gold_is_last or is_lone):
        found["gold"] = found.pop("reply")


def _columns_to_keep(names: Iterable[str], found: Mapping[str, str]) -> tuple[str, ...]:
    used = {column.partition(".")[0] for column in found.values()} | {*PASSED, *PAIR}
    if found.get("prompt") == "instruction":  # Alpaca's `input` goes with its `instruction`
        used.add("input")
    return tuple(name for name in names if name not in used)


def prepare_rows(
    records: Iterable[tuple[str, Record]], mapping: ColumnMapping, prepared: Prepared
) -> Iterator[dict[str, Any]]:
    """The rows of the records, as lines of a dataset; `prepared` counts what becomes of them."""
    ids: Counter[str] = Counter()
    make = MAKERS.get(mapping.shape, from_columns)
    for place, record in records:
        try:
            rows = make(record, mapping)
        except UnusableRecordError as error:
            prepared.left_out[str(error)] += 1
            prepared.first.setdefault(str(error), place)
            continue
        for row in rows:
            yield _finish_row(row, record, mapping, ids, prepared)


def _finish_row(
    row: dict[str, Any],
    record: Record,
    mapping: ColumnMapping,
    ids: Counter[str],
    prepared: Prepared,
) -> dict[str, Any]:
    given = row.pop("id", None)
    identity = f"row-{prepared.rows + 1}" if given in (None, "") else str(given)
    ids[identity] += 1
    if ids[identity] > 1:  # several replies to one prompt have its id in most logs
        row.setdefault("prompt_id", identity)
        identity = f"{identity}/{ids[identity]}"
    inner = record.get("metadata")
    metadata = dict(inner) if isinstance(inner, dict) else {}
    metadata |= {name: record[name] for name in mapping.kept if record.get(name) not in (None, "")}
    passed = {name: record[name] for name in PASSED if record.get(name) and name != "metadata"}
    prepared.rows += 1
    prepared.replies += row["messages"][-1]["role"] == "assistant"
    prepared.golds += row.get("reference_answer") is not None
    prepared.grades += row.get("quality") is not None
    said = {key: value for key, value in row.items() if value is not None}
    return {"id": identity, **said, **passed, **({"metadata": metadata} if metadata else {})}
