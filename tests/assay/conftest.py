import pytest

from tests.assay.command import REWARDS, answers
from tests.validation.data import write_rows


@pytest.fixture
def folder(tmp_path):
    """A user's folder: rewards.py of their own, and graded answers to 40 prompts."""
    (tmp_path / "mine.py").write_text(REWARDS)
    write_rows(tmp_path / "data.jsonl", answers(40))
    return tmp_path
