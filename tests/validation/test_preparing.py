"""Ten sources that other libraries wrote (tests/sources/make_sources.py says which and how)."""

import json
from pathlib import Path

import pytest

from assay import InputError, prepare, score, validate
from rewards import numeric_match
from validation.preparing import find_mapping

SOURCES = Path(__file__).parents[1] / "sources"

GRADED = ("graded.csv", "graded.json", "inspect.eval", "inspect.json")
GOLDS = ("verl.parquet", "prompt_completion.jsonl", "openai_evals.jsonl")
CHATS = ("chat.jsonl", "sharegpt.json")


def prepared(name, **options):
    return prepare(SOURCES / name, **options)


@pytest.mark.parametrize("name", GRADED)
def test_graded_replies_are_rows_that_a_right_reward_scores_as_they_are_graded(name):
    rows = prepared(name)
    assert {row["quality"] for row in rows} == {0.0, 1.0}
    assert [line["value"] for line in score(numeric_match, rows)] == [r["quality"] for r in rows]


@pytest.mark.parametrize("name", GRADED[:3])
def test_two_replies_to_one_question_share_a_prompt(name):
    rows = prepared(name)
    assert len(rows) == 48
    assert len({json.dumps(row["messages"][0]) for row in rows}) == 24
    assert len({row["id"] for row in rows}) == 48


@pytest.mark.parametrize("name", GOLDS)
def test_prompts_with_golds_are_rows_without_a_reply(name):
    rows = prepared(name)
    assert [str(row["reference_answer"]) for row in rows] == [str(7 * b + 5) for b in range(3, 27)]
    assert all([turn["role"] for turn in row["messages"]] == ["user"] for row in rows)


@pytest.mark.parametrize("name", CHATS)
def test_the_last_turn_is_a_reply_unless_it_is_named_the_gold(name):
    assert prepared(name)[0]["messages"][-1] == {"role": "assistant", "content": "26"}
    rows = prepared(name, gold_is_last=True)
    assert rows[0]["messages"][-1]["role"] == "user"
    assert rows[0]["reference_answer"] == "26"


def test_columns_of_a_data_set_folder_with_scores_are_graded_replies():
    rows = prepared("dataset")
    assert [row["quality"] for row in rows[:2]] == [1.0, 0.0]
    assert rows[0]["messages"][-1]["content"] == "There are 26 pens. The answer is 26."


def test_preference_pairs_are_two_graded_replies_to_one_prompt():
    first, second = prepared("pairs.jsonl")[:2]
    assert (first["quality"], second["quality"]) == (1.0, 0.0)
    assert first["prompt_id"] == second["prompt_id"]
    assert first["messages"][0] == second["messages"][0]
    assert "metadata" not in first


def test_stored_completions_are_replies_with_their_model_and_metadata():
    row = prepared("stored_completions.jsonl")[0]
    assert (row["policy"], row["metadata"]) == ("a-model", {"gold": "26"})
    assert [turn["role"] for turn in row["messages"]] == ["user", "assistant"]


def test_golds_and_metadata_out_of_parquet_are_what_was_meant():
    first, second = prepared("verl.parquet")[:2]
    assert first["reference_answer"] == 26  # the column holds 26.0
    assert first["metadata"]["extra_info"] == {"index": 0, "split": "train", "note": "first"}
    assert "note" not in second["metadata"]["extra_info"]  # Parquet pads it with null


def test_prepared_rows_lead_to_a_verdict():
    report = validate(numeric_match, prepared("graded.csv"), gate="verifiable")
    decided = {finding.name: finding.verdict for finding in report.findings}
    assert decided["within_prompt_accuracy"] == "PASS"
    assert decided["scored_share"] == "PASS"


def write(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    return tmp_path / name


def test_a_column_that_is_named_goes_before_a_guess(tmp_path):
    file = write(tmp_path, "a.csv", "q;response;draft;answer\nWhat is 2+2?;no;4;4\n")
    with pytest.raises(InputError, match=r"no column was found that holds the prompt, among q"):
        prepare(file)
    [row] = prepare(file, {"prompt": "q", "reply": "draft"})
    assert [turn["content"] for turn in row["messages"]] == ["What is 2+2?", "4"]
    assert row["metadata"] == {"response": "no"}


def test_a_column_that_no_row_has_is_refused_with_those_that_there_are(tmp_path):
    file = write(tmp_path, "a.csv", "question,answer\nWhat is 2+2?,4\n")
    with pytest.raises(
        InputError, match="reply=out: no row has 'out'; the rows have question, answer"
    ):
        prepare(file, {"reply": "out"})


def test_alpaca_rows_join_the_instruction_and_its_input():
    mapping = find_mapping([{"instruction": "Add.", "input": "2 and 2", "output": "4"}], {})
    assert mapping.says == "rows of columns: prompt=instruction, gold=output"


def test_a_record_without_what_a_row_needs_is_left_out_and_counted(tmp_path):
    text = '{"question": "What is 2+2?", "answer": "4"}\n{"question": "", "answer": "5"}\n'
    assert len(prepare(write(tmp_path, "a.jsonl", text))) == 1


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "question,answer\nq,a,b\n", r"line 2: more cells than the 2 columns"),
        ("a.csv", 'question,answer\n"q,a\n', r"no legal CSV: unexpected end of data"),
        ("a.jsonl", '{"a": 1}\n{"a"', r"a.jsonl:2: expected a JSON object"),
        ("a.json", '[{"a": 1}, 2]', r"row 2: expected an object, got int 2"),
        ("a.txt", "hello", r"expected JSON, CSV with at least two columns, or Parquet"),
        ("a.json", "  ", r"expected rows, got an empty file"),
        ("a.parquet", "PAR1", r"a.parquet: no legal Parquet"),
    ],
)
def test_a_source_that_cannot_be_read_is_refused_with_its_place(tmp_path, name, text, says):
    with pytest.raises(InputError, match=says):
        prepare(write(tmp_path, name, text))


@pytest.mark.parametrize("name", ["graded.csv", "graded.json", "verl.parquet", "inspect.eval"])
def test_validate_names_the_command_that_makes_rows_of_another_format(name):
    with pytest.raises(InputError, match=r"`assay prepare \S+ -o rows.jsonl` makes rows of it"):
        validate(numeric_match, SOURCES / name)
