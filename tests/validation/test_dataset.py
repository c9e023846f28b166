import json

import pytest

from rewards.wire import read_event
from tests.validation.data import row, write_rows
from validation.dataset import read_dataset
from validation.errors import InputError


def test_a_row_is_a_sample_and_what_is_known_of_it(tmp_path):
    said = row("hi", id="a", reference_answer="hi")
    known = {"prompt_id": 7, "quality": 1, "policy": "sft", "ratings": {"ann": 4, "bob": None}}
    path = write_rows(tmp_path / "d.jsonl", [{**said, **known}])
    (read,) = read_dataset(path).rows
    assert (read.sample.id, read.sample.response, read.sample.reference_answer) == ("a", "hi", "hi")
    assert (read.prompt_id, read.quality, read.policy) == ("7", 1.0, "sft")
    assert read.ratings == {"ann": 4.0}


def test_labels_do_not_reach_the_sample(tmp_path):
    labels = {"prompt_id": "p", "quality": 1, "policy": "sft", "ratings": {"ann": 4}}
    path = write_rows(tmp_path / "d.jsonl", [{**row(task="algebra"), **labels}])
    (read,) = read_dataset(path).rows
    assert read.sample.metadata == {"task": "algebra"}


def test_prompt_is_known_by_its_question_without_prompt_ids(tmp_path):
    other = {"messages": [{"role": "user", "content": "Q2"}, {"role": "assistant", "content": "A"}]}
    path = write_rows(tmp_path / "d.jsonl", [row("A"), row("B"), other])
    first, second, third = (read.prompt_id for read in read_dataset(path).rows)
    assert first == second != third


def test_rows_without_an_id_are_named_by_position_past_blank_lines(tmp_path):
    path = tmp_path / "d.jsonl"
    path.write_text(f"\ufeff{json.dumps(row())}\r\n\n{json.dumps(row())}\n", encoding="utf-8")
    assert [read.sample.id for read in read_dataset(str(path)).rows] == ["row-0", "row-1"]


def test_the_digest_is_that_of_the_bytes(tmp_path):
    one, two = (write_rows(tmp_path / name, [row()]) for name in ("a.jsonl", "b.jsonl"))
    other = write_rows(tmp_path / "c.jsonl", [row("B")])
    assert read_dataset(one).digest == read_dataset(two).digest != read_dataset(other).digest


GOOD = json.dumps(row(id="a"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ": expected at least one row, got none"),
        ("not json", ":1: Invalid JSON"),
        ("[1]", ":1: expected an object, got [1]"),
        ('{"id": "a"}', ":1: messages: Field required"),
        (f"{GOOD}\n\n{GOOD}", ":3: id: 'a' was already used on line 1"),
        (
            json.dumps(row(quality="high")),
            ":1: quality: expected a number, true or false; got 'high': labels are declared",
        ),
        (json.dumps(row(quality=[1])), ":1: quality: Input should be a valid number, got [1]"),
        (json.dumps(row(quality=float("nan"))), ":1: quality: Input should be a finite number"),
        (json.dumps(row(ratings={"ann": "b"})), ":1: ratings.ann: expected a number"),
        (
            json.dumps(row(reference_answer=1, metadata={"reference_answer": 2})),
            ":1: reference_ans",
        ),
        (b"\xff", ":1: Invalid JSON"),
        (GOOD[:-1] + ', "id": "b"}', ":1: the key 'id' stands twice in one object"),
        (
            GOOD[:-1] + ', "metadata": {"k": 1, "k": 2}}',
            ":1: the key 'k' stands twice in one object",
        ),
    ],
)
def test_a_malformed_file_is_one_line_with_the_place(tmp_path, text, message):
    path = tmp_path / "d.jsonl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as caught:
        read_dataset(str(path))
    assert str(caught.value).startswith(f"{path}{message}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_read_says_why(tmp_path, name):
    with pytest.raises(InputError, match=r"No such file|Is a directory"):
        read_dataset(str(tmp_path / name))


def test_half_a_character_in_a_row_is_read_as_the_handler_reads_it(tmp_path):
    # an escaped backslash before the letters is no escape of half a character
    halves = r"one \ud800, two \uDFFF, none \\ud800, a pair \ud83d\ude00"
    line = (
        f'{{"messages": [{{"role": "user", "content": "{halves}"}}, '
        f'{{"role": "assistant", "content": "{halves}"}}], "reference_answer": "{halves}"}}'
    )
    (tmp_path / "rows.jsonl").write_text(line)
    [row] = read_dataset(str(tmp_path / "rows.jsonl")).rows
    [sample] = read_event([json.loads(line)])
    assert (row.sample.messages, row.sample.reference_answer) == (
        sample.messages,
        sample.reference_answer,
    )
