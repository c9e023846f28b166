"""What is written is read again as the same numbers."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewards.scoring import (
    InvalidScoreError,
    check_score,
    metrics_by_path,
    parts_by_path,
    ratings_by_path,
)
from rewards.types import Sample, Score
from rewards.wire import PLATFORMS, WireError, read_reply, write_reply

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.text("ab.é😀", max_size=3)
SCORES = st.recursive(
    st.builds(Score, NUMBERS, metrics=st.dictionaries(NAMES, NUMBERS, max_size=2)),
    lambda inner: st.builds(
        Score,
        NUMBERS,
        parts=st.dictionaries(NAMES, inner, max_size=3),
        ratings=st.dictionaries(NAMES, NUMBERS, max_size=1),
    ),
    max_leaves=4,
)
IDS = st.one_of(st.sampled_from(["a", "b", 7, "7", 7.0]), st.text(max_size=4).map(str))


def is_writable(score: Score) -> bool:
    try:
        check_score(score)
    except InvalidScoreError:
        return False
    return True


def written(samples, scores, platform="nova"):
    return json.dumps(write_reply(samples, scores, platform))


@settings(max_examples=300, derandomize=True)
@given(
    st.lists(st.tuples(IDS, SCORES.filter(is_writable)), max_size=4),
    st.sampled_from([*PLATFORMS]),
)
def test_a_written_reply_is_read_as_the_same_values_parts_and_metrics(told, platform):
    samples, scores = [Sample(given, ()) for given, _ in told], [score for _, score in told]
    again = read_reply(written(samples, scores, platform), samples, platform)
    assert [score.value for score in again] == [score.value for score in scores]
    assert list(map(parts_by_path, again)) == list(map(parts_by_path, scores))
    observed = [{**ratings_by_path(score), **metrics_by_path(score)} for score in scores]
    assert list(map(metrics_by_path, again)) == observed


def test_parts_come_back_inside_their_parts():
    score = Score(
        0.5, parts={"quality": Score(0.25, parts={"concise": Score(1.0), "b.c": Score(0.0)})}
    )
    assert read_reply(written([Sample("a", ())], [score]), [Sample("a", ())]) == [score]


def test_a_part_whose_outer_part_is_not_told_keeps_its_path_as_its_name():
    entry = {
        "id": "a",
        "aggregate_reward_score": 1,
        "metrics_list": [{"name": "quality.concise", "value": 1, "type": "Reward"}],
    }
    (score,) = read_reply(json.dumps([entry]), [Sample("a", ())])
    assert score == Score(1.0, parts={"quality.concise": Score(1.0)})


def test_parts_in_parts_without_end_are_read_by_their_paths():
    names = [".".join("a" * depth) for depth in range(1, 400)]
    metrics = [{"name": name, "value": n, "type": "Reward"} for n, name in enumerate(names)]
    entry = {"id": "a", "aggregate_reward_score": 1, "metrics_list": metrics}
    (score,) = read_reply(json.dumps([entry]), [Sample("a", ())])
    assert parts_by_path(score) == {name: float(n) for n, name in enumerate(names)}


def test_scores_come_in_the_order_of_the_samples_whatever_that_of_the_entries():
    entries = [{"id": given, "aggregate_reward_score": n} for n, given in enumerate("bab")]
    samples = [Sample(given, ()) for given in "abb"]
    assert [score.value for score in read_reply(json.dumps(entries), samples)] == [1.0, 0.0, 2.0]


def test_a_reply_that_is_not_legal_is_an_error_with_what_is_wrong():
    with pytest.raises(WireError, match=r"expected 9 entries, .* sample str '3'; and 5 more"):
        read_reply("[]", [Sample(str(n), ()) for n in range(9)])


def test_a_function_that_failed_is_an_error_in_its_own_words():
    with pytest.raises(WireError, match="the function failed: 'KeyError': \"'x'\""):
        read_reply('{"errorType": "KeyError", "errorMessage": "\'x\'"}', [])
