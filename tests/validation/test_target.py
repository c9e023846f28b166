import pytest

from rewards.types import Score
from tests.validation.data import read_target, row, write_rows
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.targets.target import read_reward

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
    ],
)
def test_read_reward_refuses_what_is_no_reward_with_the_reason(folder, given, message):
    with pytest.raises(InputError, match=message) as caught:
        read_reward(given)
    assert str(caught.value).startswith(given)


def test_ratings_that_the_data_do_not_hold_are_refused_with_those_they_do(dataset):
    message = r"^ratings:zoe: .*d.jsonl has no such ratings; it has: ann, bob"
    with pytest.raises(InputError, match=message):
        read_target("ratings:zoe", dataset)


def test_a_user_s_file_with_the_name_of_our_package_is_imported_by_its_path(folder):
    (folder / "rewards.py").write_text("def good(sample):\n    return 1.0\n")
    assert callable(read_reward("rewards.py:good"))


@pytest.mark.parametrize("given", ["rewards:good", "judges.mine:good", "uses_its_own.py:good"])
def test_a_name_that_our_package_takes_is_refused_with_the_file_to_rename(folder, given):
    (folder / "rewards.py").write_text("def good(sample):\n    return 1.0\n")
    (folder / "judges").mkdir()
    (folder / "judges" / "mine.py").write_text("def good(sample):\n    return 1.0\n")
    (folder / "uses_its_own.py").write_text("from rewards import good\n")
    with pytest.raises(InputError, match=r"(rewards.py|judges) in this folder has the name of"):
        read_reward(given)
