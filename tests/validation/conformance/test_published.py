"""The defects of AWS's own published examples (contracts, section 7), written anew as handlers."""

import json
import re

import pytest

from tests.validation.conformance.by_hand import (
    BARE,
    check_named,
    checks_of,
    enveloped,
    failures,
    last_number,
    reference,
)


def _turn(row):
    return row["messages"][-1]


def _right(said, row):
    return last_number(said) == float(reference(row))


def _nova(event, score):
    rows = event if isinstance(event, list) else [event]
    return [{"id": row.get("id", f"r{n}"), "aggregate_reward_score": score(row)}
            for n, row in enumerate(rows)]  # fmt: skip


def response_before_all_else(event, context):
    """Takes `response` for the model's, which in an evaluation is the gold."""

    def score(row):
        said = row.get("response") or row.get("completion") or row.get("model_response")
        return 0.9 if _right(said or _turn(row)["content"], row) else 0.0

    return _nova(event, score)


def first_assistant_turn(event, context):
    def score(row):
        said = next(turn["content"] for turn in row["messages"] if turn["role"] != "user")
        return 1.0 if _right(said, row) else 0.0

    return _nova(event, score)


def null_for_a_failure(event, context):
    def score(row):
        try:
            return 1.0 if _right(_turn(row)["content"], row) else 0.0
        except ValueError:
            return None

    return _nova(event, score)


def lower_case_of_content(event, context):
    return _nova(event, lambda row: float(_right(_turn(row)["content"].lower(), row)))


def passes_over_what_it_cannot_read(event, context):
    rows = event if isinstance(event, list) else [event]
    read = [row for row in rows if isinstance(_turn(row)["content"], str)]
    return BARE(read, context)


def one_more_entry_for_a_failure(event, context):
    """Without the `continue` after the entry that says that it failed."""
    entries = []
    for n, row in enumerate(event if isinstance(event, list) else [event]):
        score = 0.0
        if _turn(row)["role"] == "user" or not row.get("reference_answer"):
            entries.append({"id": row.get("id", n), "aggregate_reward_score": 0.0})
        else:
            score = float(_right(_turn(row)["content"], row))
        entries.append({"id": row.get("id", n), "aggregate_reward_score": score})
    return entries


def id_zero_for_a_failure(event, context):
    def entry(row):
        try:
            score = float(_right(_turn(row)["content"], row))
        except (TypeError, ValueError):
            return {"id": "0", "aggregate_reward_score": 0.0}
        return {"id": row["id"], "aggregate_reward_score": score}

    return [entry(row) for row in (event if isinstance(event, list) else [event])]


def half_for_a_failure(event, context):
    def score(row):
        try:
            return float(_right(_turn(row)["content"], row))
        except (TypeError, ValueError):
            return 0.5

    return _nova(event, score)


def reference_at_the_top_alone(event, context):
    return _nova(
        event,
        lambda row: float(last_number(_turn(row)["content"]) == float(row["reference_answer"])),
    )


def text_content_and_one_role_alone(event, context):
    def score(row):
        last = _turn(row)
        is_text = last["role"] == "assistant" and isinstance(last["content"], str)
        return float(_right(last["content"], row)) if is_text else 0.0

    return _nova(event, score)


def the_answer_as_a_metric(event, context):
    entries = BARE(event, context)
    for entry in entries:
        entry["metrics_list"] = [{"name": "extracted", "value": "None", "type": "Metric"}]
    return enveloped(entries)


def rows_with_an_id_alone(event, context):
    rows = event if isinstance(event, list) else [event]
    return BARE([row for row in rows if row.get("id")], context)


def anywhere_in_the_reply(event, context):
    """Half pay for a reference that occurs, which crashes on content that is no text."""

    def score(row):
        said, gold = _turn(row)["content"], reference(row)
        return 1.0 if said.strip() == gold else 0.5 if gold in said else 0.0

    return _nova(event, score)


def words_of_reasoning(event, context):
    """Pays for length and for words like "because", whatever is said with them."""

    def score(row):
        said = _turn(row)["content"]
        words = len(re.findall(r"because|therefore|step", str(said)))
        return min(1.0, 0.3 * words + len(str(said)) / 1000)

    return _nova(event, score)


@pytest.mark.parametrize(
    ("handler", "platform", "check"),
    [
        (response_before_all_else, "scorer", "event: SageMaker evaluation"),
        (first_assistant_turn, "nova", "the last turn is graded"),
        (null_for_a_failure, "nova", "reply: scores"),
        (passes_over_what_it_cannot_read, "nova", "reply: count"),
        (one_more_entry_for_a_failure, "nova", "rows without a reply or an id"),
        (id_zero_for_a_failure, "nova", "reply: ids"),
        (half_for_a_failure, "nova", "a missing reference is no score"),
        (the_answer_as_a_metric, "serverless-oss", "reply: metrics"),
        (rows_with_an_id_alone, "nova", "rows without a reply or an id"),
    ],
)
def test_a_defect_of_a_published_example_is_caught_by_name(handler, platform, check):
    checks = checks_of(handler, platform)
    assert check in failures(checks)
    assert check_named(checks, check).fix


@pytest.mark.parametrize(
    ("handler", "platform", "check"),
    [
        (lower_case_of_content, "nova", "event: content in parts"),
        (passes_over_what_it_cannot_read, "nova", "event: content in parts"),
        (reference_at_the_top_alone, "bedrock", "event: reference under metadata"),
        (text_content_and_one_role_alone, "nova", "event: content in parts"),
        (text_content_and_one_role_alone, "nova", "event: nova_assistant"),
        (anywhere_in_the_reply, "nova", "event: content in parts"),
    ],
)
def test_a_documented_form_that_a_published_example_does_not_read_is_advice_with_its_page(
    handler, platform, check
):
    found = check_named(checks_of(handler, platform), check)
    assert found.outcome == "advice"
    assert found.source.startswith("https://")


def test_paying_for_words_like_because_is_not_passed():
    checks = checks_of(words_of_reasoning)
    assert check_named(checks, "right above wrong").outcome != "passed"


ERROR = {"statusCode": 500, "headers": {}, "body": json.dumps({"error": "no such model"})}


@pytest.mark.parametrize("platform", ["serverless-oss", "scorer"])
def test_an_error_in_an_envelope_is_a_refusal_of_a_handler_of_that_family(platform):
    def careful(event, context):
        try:
            return enveloped(BARE(event, context))
        except ValueError:  # as without a reference
            return ERROR

    assert failures(checks_of(careful, platform)) == []


def test_an_error_in_an_envelope_for_every_event_is_no_score():
    checks = checks_of(lambda event, context: ERROR, "serverless-oss")
    assert "no such model" in check_named(checks, "the plain event").says
    assert check_named(checks, "the plain event").open


def test_an_error_in_an_envelope_is_no_reply_on_a_platform_of_bare_lists():
    assert "reply: form" in failures(checks_of(lambda event, context: ERROR, "nova"))
