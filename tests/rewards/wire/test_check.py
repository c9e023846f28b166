"""What the checker passes and what it refuses, AWS's own verifier notwithstanding."""

import json
import re

import pytest

from rewards.types import Sample, Score
from rewards.wire import PLATFORMS, check_reply, write_reply
from tests.rewards.wire.payloads import payload_bytes
from tests.samples import shared

VALID = {
    "resp_nova_list": (["123"], ["nova", "bedrock", "scorer"]),
    "resp_nova_list_minimal": (["123"], ["nova", "bedrock", "scorer"]),
    "resp_rft_eval_envelope": (["eval-001"], ["serverless-oss", "scorer"]),
    "resp_scorer_option_a": (["0"], ["nova", "bedrock", "scorer"]),
    "resp_scorer_option_b": (["0"], ["serverless-oss", "scorer"]),
    # an unknown field, which AWS's own graders send
    "bad_resp_reward_components": (["test_001"], ["nova", "bedrock", "scorer"]),
}
INVALID = {
    "resp_lambda_error_payload": (["a"], "nova", "failed: 'ZeroDivisionError': 'division by zero'"),
    "bad_resp_null_score": (["a"], "nova", r"\[0\]\.aggregate_reward_score: .* None"),
    "bad_resp_missing_sample": (["a", "b"], "nova", "expected 2 entries, one a sample, got 1"),
    "bad_resp_duplicate_ids": (["a", "b"], "nova", "1 entry too many with the id str 'a'"),
    "bad_resp_wrong_ids": (["a", "b"], "nova", "1 entry missing for the sample str 'a'"),
    "bad_resp_numeric_string": (["a"], "nova", "expected a finite number, got str '0.5'"),
    "bad_resp_bool": (["a"], "nova", "expected a finite number, got bool True"),
    "bad_resp_metric_string_value": (["a"], "nova", r"metrics_list\[0\]\.value: .* 'None'"),
    "bad_resp_metric_type_case": (["a"], "nova", r"metrics_list\[0\]\.type: .* 'metric'"),
    "bad_resp_envelope_body_list": (["a"], "serverless-oss", "body: expected .* text, got list"),
    "bad_resp_single_garbage_dict": (["a"], "nova", "expected a list of entries, got dict"),
    "bad_resp_nan": (["a", "b"], "nova", "NaN is not a number of JSON"),
}
GOOD = {"id": "a", "aggregate_reward_score": 1.0, "metrics_list": []}


def sampled(*ids):
    return [Sample(given, ()) for given in ids]


def refused(reply, ids, platform):
    return check_reply(reply, sampled(*ids), platform)


def checked(*entries, ids=("a",)):
    return check_reply(json.dumps(entries), sampled(*ids))


@pytest.mark.parametrize("name", VALID)
def test_a_documented_reply_is_legal_where_its_form_is_and_nowhere_else(name):
    ids, platforms = VALID[name]
    legal = [at for at in PLATFORMS if not check_reply(payload_bytes(name), sampled(*ids), at)]
    assert legal == platforms


@pytest.mark.parametrize("name", INVALID)
def test_a_bad_reply_is_refused_for_what_is_bad_in_it(name):
    ids, platform, message = INVALID[name]
    problems = refused(payload_bytes(name), ids, platform)
    assert [problem for problem in problems if re.search(message, problem)]


@pytest.mark.parametrize("name", INVALID)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_bad_reply_is_refused_by_every_platform(name, platform):
    assert check_reply(payload_bytes(name), sampled(*INVALID[name][0]), platform)


def test_documented_replies_are_all_tested():
    names = {path.name.split(".")[0] for path in shared("events").glob("*resp_*")}
    assert names == {*VALID, *INVALID}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_reply_that_we_write_is_legal(platform):
    score = Score(0.5, parts={"a": Score(1.0)}, ratings={"r": 0.5}, metrics={"é": 7.0})
    reply = json.dumps(write_reply(sampled("ü"), [score], platform), ensure_ascii=False)
    assert check_reply(reply.encode(), sampled("ü"), platform) == []


def test_entries_may_come_in_any_order_since_they_are_matched_by_id():
    second = {"id": "b", "aggregate_reward_score": 0}
    assert checked(second, GOOD, ids=("a", "b")) == []


def test_repeated_ids_are_legal_where_the_samples_repeat_them():
    assert checked(GOOD, GOOD, ids=("a", "a")) == []
    assert checked(GOOD, GOOD, ids=("a", "a", "a")) == [
        "reply: expected 3 entries, one a sample, got 2",
        "reply: 1 entry missing for the sample str 'a'",
    ]


@pytest.mark.parametrize(("given", "echoed"), [(7, "7"), ("7", 7), (7, 7.0), (1, True), (0, None)])
def test_an_id_of_another_type_is_another_id(given, echoed):
    assert len(checked({**GOOD, "id": echoed}, ids=(given,))) == 2


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (5, ": expected an object, got int 5"),
        ({**GOOD, "id": [1]}, ".id: expected a string or a number, got list [1]"),
        ({"id": "a"}, ".aggregate_reward_score: expected a finite number, got nothing"),
        ({**GOOD, "metrics_list": None}, ".metrics_list: expected a list, got NoneType None"),
        ({**GOOD, "metrics_list": [1]}, ".metrics_list[0]: expected an object, got int 1"),
    ],
)
def test_an_entry_that_is_none_is_told_with_its_place(entry, problem):
    assert f"reply[0]{problem}" in checked(entry)


@pytest.mark.parametrize(
    ("metric", "problem"),
    [
        ({"value": 1, "type": "Metric"}, "[0].name: expected text, got nothing"),
        ({"name": 5, "value": 1, "type": "Metric"}, "[0].name: expected text, got int 5"),
        ({"name": "m", "value": True, "type": "Metric"}, "[0].value: expected a finite number, "),
        ({"name": "m", "value": 10**400, "type": "Metric"}, "[0].value: expected a finite number"),
        ({"name": "m", "value": 1}, "[0].type: expected 'Metric' or 'Reward', got nothing"),
        ({"name": "m", "value": 1, "type": ["Metric"]}, "[0].type: expected 'Metric' or 'Rewa"),
    ],
)
def test_a_metric_that_is_none_is_told_with_its_place(metric, problem):
    (found,) = checked({**GOOD, "metrics_list": [metric]})
    assert found.startswith(f"reply[0].metrics_list{problem}")


def test_metrics_of_one_name_cannot_be_told_apart():
    metric = {"name": "m", "value": 1, "type": "Metric"}
    assert checked({**GOOD, "metrics_list": [metric, {**metric, "type": "Reward"}]}) == [
        "reply[0].metrics_list: expected a name for each metric, got 'm' 2 times"
    ]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (b"", "Expecting value"),
        (b"[", "Expecting value"),
        (b"null", "expected a list of entries, got NoneType None"),
        (b'[{"id": "a", "aggregate_reward_score": -Infinity}]', "-Infinity is not a number"),
        (b'[{"id": "a", "id": "a", "aggregate_reward_score": 1}]', "the key 'id' stands twice"),
        (b'[{"id": "\xff"}]', "'utf-8' codec can't decode byte 0xff"),
        (b'[{"id": "\\ud800"}]', "surrogates not allowed"),
        ('[{"id": "\ud800"}]', "surrogates not allowed"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deep to be read"),
        (b"[" + b"9" * 5000 + b"]", "Exceeds the limit"),
        (b'{"statusCode": 200, "body": "[]"}', "nova expects a bare list, got an envelope"),
    ],
)
def test_reply_that_a_strict_parser_refuses_is_none(reply, message):
    (problem,) = check_reply(reply, [], "nova")
    assert problem.startswith("reply: ")
    assert message in problem


@pytest.mark.parametrize(
    ("envelope", "message"),
    [
        ([GOOD], "serverless-oss expects an envelope {statusCode, body} .* got a bare list"),
        ({"body": "[]"}, "expected an envelope .* got dict"),
        ({"statusCode": 500, "body": "no"}, "statusCode: expected 200, got int 500 with str 'no'"),
        ({"statusCode": True, "body": "[]"}, "statusCode: expected 200, got bool True"),
        ({"statusCode": 200}, "body: expected the list as JSON text, got NoneType"),
        ({"statusCode": 200, "body": "[NaN]"}, "body: NaN is not a number of JSON"),
        ({"statusCode": 200, "body": "{}"}, "body: expected a list of entries, got dict {}"),
    ],
)
def test_an_envelope_is_opened_as_strictly(envelope, message):
    (problem,) = check_reply(json.dumps(envelope), [], "serverless-oss")
    assert re.search(message, problem)


def test_reply_larger_than_lambda_hands_on_is_refused():
    padding = b" " * (6 * 1024 * 1024 - 1)
    assert check_reply(b"[]" + padding, []) == [
        "reply: 6,291,457 bytes, more than the 6,291,456 that Lambda hands on"
    ]


def test_an_unknown_platform_is_the_callers_mistake():
    with pytest.raises(ValueError, match="platform: expected one of"):
        refused("[]", [], "azure")
