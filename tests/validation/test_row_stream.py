"""Rows that are read as they are needed: the same rows from any source, each id once."""

import gzip
import io
import json
from itertools import chain

import pytest
import zstandard

from tests.validation.data import graded, row, write_rows
from validation import row_stream
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.row_keys import PLAIN_RULES
from validation.row_stream import ReadLine, SeenIds, open_stream, sample_dataset

ROWS = graded(40, (0, 1))


@pytest.fixture(autouse=True)
def few_rows_at_once(monkeypatch):
    monkeypatch.setattr(row_stream, "HEAD_ROWS", 10)
    monkeypatch.setattr(row_stream, "_TOGETHER", 7)


def read(path):
    stream = open_stream(str(path), PLAIN_RULES)
    return tuple(chain.from_iterable(one.rows for one in stream.rows())), stream


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_rows_of_a_stream_are_those_of_the_whole_file(tmp_path, pack):
    path = tmp_path / "rows.jsonl"
    write_rows(path, [*ROWS, *[row("x", quality=n / 2) for n in range(3)]])
    whole = read_dataset(str(path)).rows
    path.write_bytes(pack(path.read_bytes()))
    rows, stream = read(path)
    assert rows == whole
    assert stream.head.rows == whole[:10]
    assert stream.count == (len(whole) if pack is bytes else None)


def test_rows_are_read_from_standard_input(monkeypatch, tmp_path):
    source = io.FileIO(write_rows(tmp_path / "rows.jsonl", ROWS))
    monkeypatch.setattr("validation.storage.STDIN_NUMBER", source.fileno())
    rows, stream = read("-")
    assert [one.sample.id for one in rows] == [one["id"] for one in ROWS]
    assert stream.count is None


@pytest.mark.parametrize("at", [3, 30])
@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({}, "messages: Field required"),
        ({**ROWS[0]}, "id: '0/0' was already used on line 1"),
    ],
)
def test_stream_names_the_line_that_is_wrong_after_the_rows_before_it(tmp_path, at, bad, message):
    path = write_rows(tmp_path / "rows.jsonl", [*ROWS[:at], bad, *ROWS[at:]])
    read_before: list[ReadLine] = []
    with pytest.raises(InputError) as caught:
        read_before.extend(open_stream(path, PLAIN_RULES).rows())
    assert str(caught.value) == f"{path}:{at + 1}: {message}"
    assert len(read_before) == (at if at > 10 else 0)


def test_pairs_without_ids_are_named_by_their_place_past_the_head(tmp_path):
    pair = {"prompt": "Q", "chosen": "a", "rejected": "b"}
    path = write_rows(tmp_path / "rows.jsonl", [pair] * 12)
    rows, stream = read(path)
    assert rows == read_dataset(path).rows
    assert stream.count == 24


def test_seen_ids_find_the_first_that_stood_before_and_take_equal_numbers_for_one():
    ids = SeenIds()
    assert ids.add([("a", 1), ("1", 2), (1, 3), ("b", 4), ("b", 4)]) is None
    assert ids.add([("c", 5), (1.0, 6), ("a", 7)]) == (6, 1.0, 3)


def test_seen_ids_take_no_id_for_another_where_half_of_their_digests_is_equal(monkeypatch):
    monkeypatch.setattr(row_stream, "_hash_id", lambda identity: (7, hash(identity)))
    ids = SeenIds()
    assert ids.add([("a", 1), ("b", 2)]) is None
    assert ids.add([("c", 3)]) is None
    assert ids.add([("a", 4)]) == (4, "a", 1)


def test_stream_holds_few_rows_however_many_there_are(tmp_path):
    path = tmp_path / "rows.jsonl"
    write_rows(path, ROWS[:1])
    with path.open("a") as file:
        file.writelines(json.dumps({**ROWS[0], "id": n}) + "\n" for n in range(5_000))
    stream = open_stream(str(path), PLAIN_RULES)
    rows = stream.rows()
    next(rows)
    assert stream.position == 7
    assert sum(1 for _ in rows) == 5_000


def test_sample_of_a_small_file_is_the_whole_of_it(tmp_path):
    path = write_rows(tmp_path / "rows.jsonl", ROWS)
    assert sample_dataset(path, PLAIN_RULES, len(ROWS)) == read_dataset(path)


def test_sample_holds_whole_prompts_from_all_over_the_file_in_its_order(tmp_path):
    path = write_rows(tmp_path / "rows.jsonl", ROWS)
    sample = sample_dataset(path, PLAIN_RULES, 20)
    places = [
        ROWS.index(
            {
                **ROWS[0],
                **one.sample.row,
                "prompt_id": one.prompt_id,
                "quality": int(one.quality or 0),
            }
        )
        for one in sample.rows
    ]
    assert places == sorted(places)
    assert [place // 2 for place in places[::2]] == [place // 2 for place in places[1::2]]
    assert len(places) == 20
    assert max(places) > 40
    assert "(a sample of 80 rows, by prompts)" in sample.summary


def test_sample_takes_every_prompt_about_as_often_as_another(tmp_path):
    # of 2,000 prompts 200 are taken; half of those in the first half of the file: 100 +- 3 * 7
    path = write_rows(tmp_path / "rows.jsonl", graded(2_000, (0,)))
    taken = [int(row.prompt_id[1:]) for row in sample_dataset(path, PLAIN_RULES, 200).rows]
    assert len(taken) == 200
    assert 79 <= sum(prompt < 1_000 for prompt in taken) <= 121
