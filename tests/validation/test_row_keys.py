"""What the keys of a row mean: near misses are refused, and other columns stay the user's."""

import re

import pytest

from validation.dataset import make_dataset
from validation.errors import InputError
from validation.row_keys import RowRules

ASKED = {"role": "user", "content": "3 times 7?"}
REPLIED = {"role": "assistant", "content": "21"}
ROW = {"messages": [ASKED, REPLIED]}
UNANSWERED = {"messages": [ASKED]}


@pytest.mark.parametrize(
    ("row", "key", "meant"),
    [
        (ROW | {"Quality": 1}, "Quality", "quality"),
        (ROW | {"grade": 0.5}, "grade", "quality"),
        (ROW | {"is_correct": True}, "is_correct", "quality"),
        (ROW | {"rating": 4}, "rating", "quality"),
        (ROW | {"score": "4"}, "score", "quality"),
        (ROW | {"ground_truth": "21"}, "ground_truth", "reference_answer"),
        (ROW | {"referenceAnswer": "21"}, "referenceAnswer", "reference_answer"),
        (ROW | {"gold_answer": "21"}, "gold_answer", "reference_answer"),
        (ROW | {"refernce_answer": "21"}, "refernce_answer", "reference_answer"),
        (ROW | {"promptId": "p"}, "promptId", "prompt_id"),
        (ROW | {"Metadata": {}}, "Metadata", "metadata"),
        (UNANSWERED | {"output": "21"}, "output", "completion"),
        (UNANSWERED | {"generated_text": "21"}, "generated_text", "completion"),
        ({"conversations": [ASKED, REPLIED]}, "conversations", "messages"),
        ({"mesages": [ASKED]}, "mesages", "messages"),
        ({"messages": [ASKED, {"role": "model", "content": "21"}]}, "model", "assistant"),
        ({"messages": [ASKED, {"role": "Assistant", "content": "21"}]}, "Assistant", "assistant"),
        ({"messages": [{"role": "human", "content": "?"}, REPLIED]}, "human", "user"),
    ],
)
def test_near_miss_is_refused_unless_it_is_mapped_or_allowed(row, key, meant):
    with pytest.raises(InputError, match=f"plainly means .{meant}.") as refused:
        make_dataset([row])
    assert f"--map {key}={meant}" in str(refused.value)
    mapped = make_dataset([row], RowRules(names={key: meant}))
    assert mapped.unread == ()
    allowed = make_dataset([row], RowRules(allow_unread=True)) if "messages" in row else mapped
    assert len(allowed.rows) == 1


@pytest.mark.parametrize(
    "column",
    [
        {"solution": "21"},
        {"answer": "21", "reference_answer": "21"},
        {"ground_truth": "21", "reference_answer": "21"},
        {"grade": 3, "quality": 1},
        {"score": {"by": "hand"}},
        {"label": "arithmetic"},
        {"model": "mine"},
        {"output": "21"},  # the messages end in a reply already
        {"source_url": "somewhere"},
    ],
)
def test_column_of_the_users_own_is_told_as_unread_and_is_metadata(column):
    data = make_dataset([ROW | column])
    own = [key for key in column if key not in ("reference_answer", "quality")]
    assert data.summary.endswith(f"; unread keys: {own[0]}")
    assert data.rows[0].sample.metadata[own[0]] == column[own[0]]


def test_name_under_metadata_is_the_users():
    data = make_dataset([ROW | {"metadata": {"grade": 2, "ground_truth": "x", "Quality": 1}}])
    assert (data.rows[0].quality, data.unread) == (None, ())


def test_gold_of_a_verl_row_is_no_missing_reference():
    row = ROW | {"reward_model": {"ground_truth": "21"}, "gold": "21"}
    assert make_dataset([row]).unread == ("gold",)


@pytest.mark.parametrize(
    ("said", "grade"), [(True, 1.0), (False, 0.0), ("0.5", 0.5), (" 4 ", 4.0), ("fair", 1.0)]
)
def test_grade_may_be_a_truth_a_numeric_text_or_a_declared_label(said, grade):
    rules = RowRules(grades=("bad", "fair", "good"))
    row = make_dataset([ROW | {"quality": said, "ratings": {"ann": said}}], rules).rows[0]
    assert (row.quality, row.ratings["ann"]) == (grade, grade)


def test_label_that_nobody_declared_is_refused_with_what_declares_it():
    with pytest.raises(InputError, match=re.escape("rows:1: quality: expected a number")) as bad:
        make_dataset([ROW | {"quality": "good"}])
    assert "--grades" in str(bad.value)


@pytest.mark.parametrize(
    "pair",
    [
        {"prompt": "3 times 7?", "chosen": "21", "rejected": "22"},
        UNANSWERED | {"chosen": "21", "rejected": "22"},
        {"prompt": [ASKED], "chosen": [REPLIED], "rejected": [REPLIED | {"content": "22"}]},
        {"chosen": [ASKED, REPLIED], "rejected": [ASKED, REPLIED | {"content": "22"}]},
    ],
)
def test_chosen_and_rejected_are_two_graded_replies_to_one_prompt(pair):
    rows = make_dataset([pair, ROW]).rows
    assert [(row.sample.id, row.sample.response, row.quality) for row in rows[:2]] == [
        ("row-0/chosen", "21", 1.0),
        ("row-0/rejected", "22", 0.0),
    ]
    assert rows[0].prompt_id == rows[1].prompt_id == rows[2].prompt_id
    assert [turn.content for turn in rows[0].sample.messages] == ["3 times 7?", "21"]
    assert rows[2].sample.id == "row-2"


def test_rename_to_an_unknown_name_is_refused():
    with pytest.raises(InputError, match="map: grade=qualty: expected one of"):
        RowRules(names={"grade": "qualty"})


def test_summary_counts_replies_prompts_grades_and_ratings():
    rows = [ROW | {"id": n, "quality": n, "ratings": {"ann": 1}} for n in range(2)]
    data = make_dataset([*rows, UNANSWERED | {"id": 9}])
    assert data.summary == "2 replies to 1 prompt, 2 graded, 2 rated, 1 row without a reply"
