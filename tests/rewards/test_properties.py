"""What holds of every reward, whatever the reply."""

import math

import pytest

from benchmarks.rewards.all_rewards import cases
from rewards.scoring import ScoringError, score
from rewards.types import Message, Sample

CASES = cases()
LOWEST = {"soft_overlong": -1.0}  # a penalty: it pays 0 at best
REPLIES = {
    "nothing": "",
    "blanks": " \n\t ",
    "reasoning that never ends": "<think>42 or 43? " * 3,
    "an answer after reasoning": "<think>40 + 2</think>The answer is 42.",
    "a choice": "B) Paris",
    "a fence": "```python\ndef f(x):\n    return 2\n```",
    "an object": '{"a": 1, "b": [1, 2]}',
    "half an object": '{"a": [{"b": ',
    "a query": "SELECT a FROM t",
    "a number beyond floats": "1e400",
    "other scripts": "\u202e٤٢ 四十二 \ud83d\ude00 \x00",
    "a mark that was never read": "\ufffd\u200b" * 40,
    "many words": "The quick brown fox jumps over the lazy dog. " * 60,
}


@pytest.mark.parametrize("text", REPLIES.values(), ids=REPLIES)
@pytest.mark.parametrize("name", CASES)
def test_rewards_are_within_their_range_and_the_same_when_asked_again(name, text):
    reward, gold, metadata = CASES[name]
    turns = (Message("user", "Which?\nA) London\nB) Paris"), Message("assistant", text))
    sample = Sample("s1", turns, gold, metadata)
    first, second = score(reward, sample), score(reward, sample)
    assert first == second
    assert not isinstance(first, ScoringError)
    if first is not None:
        lowest = LOWEST.get(name, 0.0)
        assert math.isfinite(first.value)
        assert lowest <= first.value <= lowest + 1
