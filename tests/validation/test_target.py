import pytest

from rewards.types import Score
from tests.validation.data import row, write_rows
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.targets.target import read_reward, read_target

MODULE = '''
"""Rewards under test."""
import sibling

def good(sample):
    return sibling.PAY

def two(sample, more):
    return 1.0

class Kind:
    def __call__(self, sample):
        return 1.0

number = 5
'''


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path / "nowhere"))
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "mine.py").write_text(MODULE)
    (tmp_path / "team" / "sibling.py").write_text("PAY = 0.5\n")
    (tmp_path / "exits.py").write_text("import sys; sys.exit(0)\n")
    (tmp_path / "broken.py").write_text("1 / 0\n")
    return tmp_path


@pytest.fixture
def dataset(tmp_path):
    rows = [row(ratings={"ann": 4}), row(), row(ratings={"ann": 2, "bob": 1})]
    return read_dataset(write_rows(tmp_path / "d.jsonl", rows))


def test_a_path_names_a_reward_and_its_siblings_can_be_imported(folder, dataset):
    target = read_target("team/mine.py:good", dataset)
    assert list(target.outcomes(dataset.rows, None)) == [Score(0.5)] * 3
    assert (target.name, target.code) == ("team/mine.py:good", "mine.good")


def test_a_module_of_the_working_folder_can_be_named(folder):
    (folder / "rewards_of_ours.py").write_text("def good(sample):\n    return 1.0\n")
    assert callable(read_reward("rewards_of_ours:good"))


def test_ratings_in_the_data_can_be_under_test_and_a_missing_one_is_an_abstention(dataset):
    target = read_target("ratings:ann", dataset)
    assert list(target.outcomes(dataset.rows, None)) == [Score(4.0), None, Score(2.0)]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("good", "expected module:name or path.py:name"),
        ("no_such_module:good", "cannot import: ModuleNotFoundError"),
        ("no_such_file.py:good", "cannot import: FileNotFoundError: no file no_such_file.py"),
        ("broken.py:good", "cannot import: ZeroDivisionError"),
        ("exits.py:good", "cannot import: SystemExit"),
        ("team/mine.py:missing", "team/mine.py has no 'missing'"),
        ("team/mine.py:number", "expected a callable, got int 5"),
        ("team/mine.py:Kind", r"got the class; make one: Kind\(…\)"),
        ("team/mine.py:two", "expected a callable of one sample: missing a required argument"),
        ("ratings:zoe", "d.jsonl has no such ratings; it has: ann, bob"),
    ],
)
def test_what_cannot_be_tested_is_refused_with_the_reason(folder, dataset, given, message):
    with pytest.raises(InputError, match=message) as caught:
        read_target(given, dataset)
    assert str(caught.value).startswith(given)
