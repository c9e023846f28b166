import os

import pytest

from tests.validation.built import values
from tests.validation.data import open_endpoint, row, write_rows
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.options import RunOptions
from validation.targets.open import open_target
from validation.targets.target import EndpointTarget, RatingsTarget, RewardTarget

SOURCE = """
import os

AT_IMPORT = os.environ.get("REWARD_PLATFORM")

def reward(sample):
    return 0.5

def reward_with_a_setting(sample, strict=False):
    return 0.5

def lambda_handler(event, context=None):
    return [{"id": row["id"], "aggregate_reward_score": 0.5} for row in event]

def answers(event, context):
    return lambda_handler(event)

def told(event, context):
    return [{"id": AT_IMPORT, "aggregate_reward_score": 0.5}]

class Handler:
    def __init__(self, event, context):
        pass
"""


@pytest.fixture
def dataset(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REWARD_PLATFORM", raising=False)
    (tmp_path / "opened_here.py").write_text(SOURCE)
    return read_dataset(write_rows(tmp_path / "d.jsonl", [row(ratings={"ann": 4}), row()]))


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("opened_here.py:reward", RewardTarget),
        ("opened_here.py:reward_with_a_setting", RewardTarget),
        ("opened_here.py:lambda_handler", EndpointTarget),
        ("opened_here.py:answers", EndpointTarget),
        ("ratings:ann", RatingsTarget),
    ],
)
def test_a_handler_is_told_from_a_reward_by_what_it_takes(dataset, given, kind):
    with open_target(given, dataset, RunOptions()) as target:
        assert type(target) is kind
        assert target.name == given
        assert values(target.outcomes(dataset.rows, None))[0] in (0.5, 4.0)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("opened_here.py:AT_IMPORT", "expected a callable, got NoneType"),
        ("opened_here.py:Handler", "got the class"),
    ],
)
def test_open_target_refuses_what_is_neither_a_reward_nor_a_handler(dataset, given, message):
    with pytest.raises(InputError, match=message), open_target(given, dataset, RunOptions()):
        pass


def test_ratings_take_no_events(dataset):
    with open_target("ratings:ann", dataset, RunOptions()) as target:
        assert target.as_endpoint_target(RunOptions()) is None


def test_a_reward_and_a_handler_are_told_apart_as_objects_too(dataset):
    with open_target(lambda sample: 0.5, dataset, RunOptions()) as target:
        assert type(target) is RewardTarget
    with open_target(lambda event, context: [], dataset, RunOptions()) as target:
        assert type(target) is EndpointTarget


def test_a_handler_is_told_the_platform_when_it_is_imported(dataset):
    with open_endpoint("opened_here.py:told", platform="scorer") as opened:
        assert b'"scorer"' in opened.endpoint.invoke(b"[]")
        assert (opened.platform, opened.batch_size) == ("scorer", 1)
    assert "REWARD_PLATFORM" not in os.environ


def test_the_environment_says_the_platform_where_the_command_does_not(dataset, monkeypatch):
    monkeypatch.setenv("REWARD_PLATFORM", "serverless-oss")
    with open_endpoint("opened_here.py:answers") as opened:
        assert (opened.platform, opened.batch_size) == ("serverless-oss", 128)
    monkeypatch.setenv("REWARD_PLATFORM", "elsewhere")
    with (
        pytest.raises(InputError, match=r"REWARD_PLATFORM: expected one of nova, .*'elsewhere'"),
        open_endpoint("opened_here.py:answers"),
    ):
        pass
