import json
from typing import Any

import pytest

from rewards.scoring import InvalidScoreError
from rewards.types import Sample, Score
from rewards.wire import WireError, check_reply, write_reply
from tests.samples import reply

SAMPLE = reply("A")


def written(samples, scores, platform="nova"):
    """What `write_reply` makes, of whatever type that is."""
    return write_reply(samples, scores, platform)


def test_an_entry_holds_the_id_the_score_and_what_is_behind_it():
    score = Score(
        0.85,
        parts={"accuracy": Score(0.9, parts={"sign": Score(1.0)})},
        ratings={"nova": 0.75},
        metrics={"words": 7.0},
    )
    assert written([SAMPLE], [score]) == [
        {
            "id": "s1",
            "aggregate_reward_score": 0.85,
            "metrics_list": [
                {"name": "accuracy", "value": 0.9, "type": "Reward"},
                {"name": "accuracy.sign", "value": 1.0, "type": "Reward"},
                {"name": "nova", "value": 0.75, "type": "Metric"},
                {"name": "words", "value": 7.0, "type": "Metric"},
            ],
        }
    ]


def test_a_sample_without_a_score_cannot_be_written():
    with pytest.raises(ValueError, match="shorter"):
        written([SAMPLE, SAMPLE], [Score(1.0)])


def test_a_reply_is_json_that_a_strict_parser_takes():
    text = json.dumps(written([SAMPLE], [Score(1.0)]), allow_nan=False)
    assert json.loads(text)[0]["aggregate_reward_score"] == 1.0


@pytest.mark.parametrize(
    "score",
    [Score(float("nan")), Score(1.0, metrics={"n": float("inf")})],
    ids=["value", "metric"],
)
def test_reply_never_holds_what_legal_json_cannot(score):
    with pytest.raises(InvalidScoreError):
        written([SAMPLE], [score])


def test_metrics_list_has_no_two_entries_of_one_name():
    score = Score(1.0, parts={"words": Score(1.0)}, metrics={"words": 7.0})
    with pytest.raises(InvalidScoreError, match="part 'words' and metric 'words'"):
        written([SAMPLE], [score])


@pytest.mark.parametrize("platform", ["nova", "bedrock", "scorer"])
def test_most_platforms_read_a_bare_list(platform):
    assert written([SAMPLE], [Score(1.0)], platform) == written([SAMPLE], [Score(1.0)])


def test_serverless_for_open_weights_reads_an_envelope_with_the_list_as_text():
    envelope = written([SAMPLE], [Score(1.0)], "serverless-oss")
    assert (envelope["statusCode"], envelope["headers"]) == (
        200,
        {"Content-Type": "application/json"},
    )
    assert json.loads(envelope["body"]) == written([SAMPLE], [Score(1.0)])


def test_a_platform_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"expected one of nova, bedrock, .* got 'azure'"):
        written([], [], "azure")


def test_ids_are_echoed_by_position_with_their_type_and_repeats():
    ids: list[Any] = [7, "7", 7.5, "7", 2**63]
    reply = written([Sample(given, ()) for given in ids], [Score(0.0)] * 5)
    assert [entry["id"] for entry in reply] == ids


def test_a_bool_is_written_as_a_number():
    score = Score(True, metrics={"valid": False})
    assert json.dumps(written([SAMPLE], [score])) == (
        '[{"id": "s1", "aggregate_reward_score": 1.0, "metrics_list": '
        '[{"name": "valid", "value": 0.0, "type": "Metric"}]}]'
    )


def test_a_name_with_half_a_surrogate_pair_can_be_written_as_utf_8():
    reply = written([SAMPLE], [Score(1.0, metrics={"\ud800": 1.0})])
    assert reply[0]["metrics_list"][0]["name"] == "\\ud800"
    json.dumps(reply, ensure_ascii=False).encode("utf-8")


def test_names_that_only_an_escape_tells_apart_stay_apart():
    names = ["\ud800", "\\ud800", "\\\\ud800", "\\\ud800", "\\\\\\ud800", "\\\\\ud800", "a\\b"]
    reply = written([SAMPLE], [Score(1.0, metrics=dict.fromkeys(names, 1.0))])
    told = [metric["name"] for metric in reply[0]["metrics_list"]]
    assert len(set(told)) == len(names)
    assert told[-1] == "a\\b"  # no escape is like it
    assert check_reply(json.dumps(reply), [SAMPLE]) == []


@pytest.mark.parametrize("platform", ["nova", "serverless-oss"])
@pytest.mark.parametrize("letter", ["m", "\U0001f600", "\x00", '"'])
def test_a_reply_past_6_mb_loses_its_metrics_and_says_how_many(platform, letter):
    # 100 entries of 50 metrics of 1,200 letters each: at least 6 million bytes in any alphabet
    names = [letter * 1200 + str(n) for n in range(50)]
    scores = [Score(0.5, metrics=dict.fromkeys(names, 1.0))] * 99 + [Score(1.0)]
    reply = written([SAMPLE] * 100, scores, platform)
    entries = json.loads(reply["body"]) if platform == "serverless-oss" else reply
    dropped = {"name": "metrics_dropped", "value": 50.0, "type": "Metric"}
    assert [entry["metrics_list"] for entry in entries] == [[dropped]] * 99 + [[]]
    assert [entry["aggregate_reward_score"] for entry in entries] == [0.5] * 99 + [1.0]


def test_a_reply_just_under_6_mb_keeps_its_metrics():
    # 5,000 metrics of 1,100 letters are about 5.8 million bytes
    score = Score(0.5, metrics={"m" * 1100 + str(n): 1.0 for n in range(5000)})
    reply = written([SAMPLE], [score])
    assert 5_700_000 < len(json.dumps(reply)) <= 6_000_000
    assert len(reply[0]["metrics_list"]) == 5000


def test_a_reply_too_large_without_metrics_says_how_large_and_what_to_do():
    samples = [Sample("i" * 1_000_000, ())] * 6  # six million letters, and what is around them
    with pytest.raises(WireError, match=r"6 samples takes 6,000,\d{3} bytes .* smaller batches"):
        written(samples, [Score(1.0)] * 6)
