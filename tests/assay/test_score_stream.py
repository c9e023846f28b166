"""`assay score` on data that are read as they are scored: processes, files, runs that go on."""

import json
import re
from functools import partial
from pathlib import Path

import pytest

from assay.api import open_scores
from tests.assay.command import assay
from tests.validation.data import row, write_rows
from validation import row_stream, score_file
from validation.bill import show_nothing
from validation.errors import InputError
from validation.forecast import announce_nothing
from validation.options import RunOptions
from validation.score_file import ScoreFile

REWARDS = """
import os, sys

def fails(sample):
    if sample.id.endswith("/1"):
        raise LookupError(f"no row for {sample.id}")
    return len(sample.response) / 10

def leaves(sample):
    os._exit(0)

def ends(sample):
    import signal
    if sample.id == "3/0":
        os.kill(os.getpid(), signal.SIGKILL)
    return 1.0
"""


@pytest.fixture
def big(folder, monkeypatch):
    """More rows than are read before the first is scored: in processes of their own, 2,000."""
    (folder / "mine.py").write_text(REWARDS)
    write_rows(folder / "big.jsonl", [row("x" * (n % 10), id=f"{n}/{n % 3}") for n in range(2_400)])
    return folder


def test_workers_of_a_reward_that_computes_are_processes_with_the_lines_of_one(big):
    score = partial(assay, "score", "mine.py:fails", "big.jsonl", cwd=big)
    one, two = score(), score("--workers", "2")
    assert (two.status, two.out) == (one.status, one.out)
    assert two.out.count("LookupError: no row for 4/1") == 1
    assert "workers: rows are scored in 2 processes" in two.err


def test_workers_of_a_reward_that_asks_a_model_are_threads(folder):
    (folder / "mine.py").write_text(
        "from judges.judge import Judge\n"
        "judge = Judge(ask=lambda question: '[[5]]', rubric='Is it polite?')\n"
    )
    ran = assay("score", "mine.py:judge", "data.jsonl", "--workers", "2", cwd=folder)
    assert "rows are scored in 2 threads, since the reward asks a model" in ran.err


@pytest.mark.parametrize("workers", ["1", "2"])
def test_exit_of_a_reward_is_a_fault_in_any_number_of_processes(folder, workers):
    (folder / "mine.py").write_text(REWARDS)
    ran = assay("score", "mine.py:leaves", "data.jsonl", "--workers", workers, cwd=folder)
    lines = ran.out.splitlines()
    assert (ran.status, len(lines)) == (1, 120)
    assert all("SystemExit: os._exit(0) was called" in line for line in lines)


def test_process_that_ends_while_it_scores_ends_the_run_with_the_place(folder):
    (folder / "mine.py").write_text(REWARDS)
    ran = assay("score", "mine.py:ends", "data.jsonl", "--workers", "2", cwd=folder)
    assert ran.status == 2
    assert re.search(
        r"a process that scored rows has ended, and the rows from line \d+ on", ran.err
    )


@pytest.mark.parametrize("workers", ["1", "2"])
def test_bad_line_far_down_ends_the_run_after_the_lines_before_it(big, workers):
    with (big / "big.jsonl").open("a") as file:
        file.write("{}\n")
    ran = assay("score", "mine.py:fails", "big.jsonl", "--workers", workers, cwd=big)
    assert (ran.status, len(ran.out.splitlines())) == (2, 2_400)
    assert "big.jsonl:2401: messages" in ran.err


def pay(sample):
    return float(len(sample.response))


def pay_more(sample):
    return 2.0 * len(sample.response)


class Killed(BaseException):
    """What no code catches, as nothing sees a kill."""


@pytest.fixture
def rows(tmp_path, monkeypatch):
    monkeypatch.setattr(row_stream, "HEAD_ROWS", 4)
    monkeypatch.setattr(score_file, "_SURE_EVERY", -1.0)
    return write_rows(tmp_path / "rows.jsonl", [row("x" * n, id=f"r{n}") for n in range(40)])


def write_scores(rows, file, resume, reward=pay, killed_after=None, **options):
    """Score to a file, as the command does; how many rows were scored."""
    kept, count = ScoreFile(file, resume), 0
    given = (reward, rows, RunOptions(**options), show_nothing, announce_nothing, kept)
    with open_scores(*given) as (scored, _, _):
        for one in scored:
            kept.write(one)
            count += 1
            if count == killed_after:
                raise Killed
    kept.end(whole=True)
    return count


@pytest.fixture
def killed(rows, tmp_path):
    """A file of a run that was killed after 25 rows, the last line half-written."""
    with pytest.raises(Killed):
        write_scores(rows, tmp_path / "out", False, killed_after=25)
    with (tmp_path / "out").open("a") as file:
        file.write('{"id": "r2')
    return tmp_path / "out"


def test_killed_run_goes_on_where_it_stopped(rows, killed, tmp_path):
    assert write_scores(rows, killed, True) == 15
    assert write_scores(rows, tmp_path / "whole", True) == 40
    assert killed.read_text() == (tmp_path / "whole").read_text()
    assert [path.name for path in tmp_path.glob("*progress*")] == []


def test_run_without_resume_begins_anew(rows, killed):
    assert write_scores(rows, killed, False) == 40
    assert [json.loads(line)["value"] for line in killed.read_text().splitlines()] == [*range(40)]


def change_file(file, rows):
    file.write_text(file.read_text().replace("r7", "r8", 1))


def change_data(file, rows):
    Path(rows).write_text(Path(rows).read_text().replace('"xxx"', '"yyy"', 1))


def lose_progress(file, rows):
    file.with_name("out.progress").unlink()


@pytest.mark.parametrize(
    ("change", "given", "message"),
    [
        (None, {"reward": pay_more}, "the reward changed"),
        (None, {"grades": ("bad", "good")}, "the options changed"),
        (change_file, {}, "its own lines changed"),
        (change_data, {}, "the first 25 lines of .*rows.jsonl changed"),
        (lose_progress, {}, "there is no .*out.progress"),
    ],
)
def test_resume_is_refused_where_something_changed(rows, killed, change, given, message):
    if change is not None:
        change(killed, rows)
    before = killed.read_bytes()
    with pytest.raises(InputError, match=f"out: cannot go on: {message}"):
        write_scores(rows, killed, True, **given)
    assert killed.read_bytes() == before


def test_file_that_cannot_be_written_is_an_error_before_anything_is_scored(folder):
    ran = assay("score", "mine.py:grade", "data.jsonl", "-o", "none/out", cwd=folder)
    assert (ran.status, ran.out) == (2, "")
    assert "none/out: No such file or directory" in ran.err


def test_dry_run_leaves_the_file_as_it_is(folder):
    (folder / "out").write_text("kept")
    ran = assay("score", "mine.py:grade", "data.jsonl", "-o", "out", "--dry-run", cwd=folder)
    assert (ran.status, (folder / "out").read_text()) == (0, "kept")


def test_output_says_how_many_rows_it_holds_and_status_counts_earlier_faults(folder):
    ran = assay("score", "mine.py:fails_on_some", "data.jsonl", "-o", "out", cwd=folder)
    assert (ran.status, ran.out) == (1, "")
    assert "120 rows in out" in ran.err
    assert len((folder / "out").read_text().splitlines()) == 120
