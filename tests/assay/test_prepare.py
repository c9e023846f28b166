from pathlib import Path

from tests.assay.command import assay

SOURCES = Path(__file__).parents[1] / "sources"


def test_prepare_shows_what_columns_mean_and_writes_the_whole_file(tmp_path):
    ran = assay("prepare", str(SOURCES / "graded.csv"), "-o", "rows.jsonl", cwd=tmp_path)
    assert (ran.status, ran.out) == (0, "")
    assert "CSV, rows of columns: prompt=question, reply=model_output, gold=answer" in ran.err
    assert "48 rows: 48 with a reply, 48 with a gold, 48 with a quality" in ran.err
    assert ran.err.rstrip().endswith("next: assay validate TARGET rows.jsonl")
    assert len((tmp_path / "rows.jsonl").read_text().splitlines()) == 48


def test_prepare_ends_with_1_and_names_what_it_left_out(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"prompt": "2+2?", "answer": 4}\n{"answer": 5}\n')
    ran = assay("prepare", "a.jsonl", cwd=tmp_path)
    assert ran.status == 1
    assert len(ran.out.splitlines()) == 1
    assert "left out: 1, the first at line 2: no prompt in prompt" in ran.err


def test_prepare_keeps_the_old_file_where_it_can_make_no_row(tmp_path):
    (tmp_path / "rows.jsonl").write_text("old")
    (tmp_path / "a.jsonl").write_text('{"prompt": "", "answer": 4}\n{"prompt": "", "answer": 5}\n')
    ran = assay("prepare", "a.jsonl", "-o", "rows.jsonl", cwd=tmp_path)
    assert ran.status == 2
    assert "no record makes a row: left out: 2" in ran.err
    assert (tmp_path / "rows.jsonl").read_text() == "old"
