import csv
import json

import numpy as np
import pytest

from assay import label, read_labels
from tests.assay.command import answers, assay
from validation.dataset import make_dataset
from validation.errors import InputError
from validation.labelling import choose_items


def rated(*scores):
    rows = make_dataset(answers(len(scores))).rows[::3]
    return choose_items(rows, np.array(scores, dtype=float), count=3, repeats=0), rows


def test_items_are_of_rows_on_which_raters_disagree_near_the_threshold_and_spread():
    # Ranks differ most on the last row; the mean of the third is nearest to the middle, 0.5.
    items, rows = rated([0, 0], [0.1, 0.1], [0.5, 0.5], [0.9, 0.9], [1, 0.95], [0.2, 1])
    why = {item.row.sample.id: item.why for item in items}
    assert why[rows[5].sample.id] == "raters disagree"
    assert why[rows[2].sample.id] == "near the threshold"
    assert sorted(why.values())[2] == "spread over the scores"


def test_items_without_scores_are_of_as_many_prompts_as_there_are():
    rows = make_dataset(answers(10)).rows
    items = choose_items(rows, np.empty((30, 0)), count=10, repeats=0)
    assert len({item.row.prompt_id for item in items}) == 10


def test_items_are_the_same_for_a_seed_and_repeats_come_late():
    rows = make_dataset(answers(10)).rows
    drawn = [
        choose_items(rows, np.empty((30, 0)), count=10, repeats=3, seed=seed) for seed in (1, 1, 2)
    ]
    assert drawn[0] == drawn[1] != drawn[2]
    first = {item.row.sample.id: at for at, item in enumerate(drawn[0][:10])}
    gaps = [at - first[item.row.sample.id] for at, item in enumerate(drawn[0]) if at >= 10]
    assert len(gaps) == 3
    assert min(gaps) >= 5


def test_sheet_is_blind_to_scores_and_runs_no_formula(tmp_path):
    rows = answers(4)
    rows[0]["messages"][1]["content"] = "=HYPERLINK()"
    rows = [{**row, "policy": "secret-model", "ratings": {"a": 0.123}} for row in rows]
    label(rows, tmp_path / "sheet", count=12)
    text = (tmp_path / "sheet" / "sheet.csv").read_text()
    page = (tmp_path / "sheet" / "sheet.html").read_text()
    for written in (text, page):
        assert "secret-model" not in written
        assert "0.123" not in written
    assert "'=HYPERLINK()" in text
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_ratings_are_read_back_with_self_consistency_by_the_command(tmp_path):
    data = tmp_path / "data.jsonl"
    data.write_text("\n".join(map(json.dumps, answers(4))))
    made = assay("label", "data.jsonl", "-o", "sheet", "-n", "6", "--repeats", "2", cwd=tmp_path)
    assert made.status == 0
    with (tmp_path / "sheet" / "sheet.csv").open() as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 8
    ratings = [3, 4, 1, 2, 5, "", 3, 3]
    text = "item;rating\n" + "".join(
        f"{line['item']};{rating}\n" for line, rating in zip(lines, ratings, strict=True)
    )
    (tmp_path / "filled.csv").write_text(text)
    ran = assay(
        *("label", "data.jsonl", "--read", "filled.csv", "--rater", "ann", "-o", "rated.jsonl"),
        cwd=tmp_path,
    )
    assert ran.status == 0
    assert "5 rows rated by ann, 1 lines of the sheet are blank" in ran.err
    assert "self-consistency: 1 of 2 repeats have the same rating, 0.5 apart" in ran.err
    rows = [json.loads(line) for line in (tmp_path / "rated.jsonl").read_text().splitlines()]
    assert sorted(row["ratings"]["ann"] for row in rows) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("item,rating\nnone,3\n", "filled.csv:2: item: 'none' is of no row"),
        ("name,rating\n", "expected the columns item and rating"),
    ],
)
def test_sheets_of_other_rows_are_refused(tmp_path, content, message):
    (tmp_path / "filled.csv").write_text(content)
    with pytest.raises(InputError, match=message):
        read_labels(answers(2), tmp_path / "filled.csv")
