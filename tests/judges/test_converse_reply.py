import pytest

from judges.bedrock import Bedrock
from judges.errors import VerdictError
from rewards.scoring import score
from rewards.types import Score, Usage
from tests.judges.converse_server import answer, converse, says, tool_call, verdict
from tests.judges.grading import GRADE, HAIKU, NOVA, PROSE, QUICK, fault, pays
from tests.samples import reply
from tests.scripted_server import Answer

__all__ = ["converse"]  # where pytest finds the fixture

THINKING = {"reasoningContent": {"reasoningText": {"text": 'Perhaps {"rating": 1}.'}}}
REDACTED = {"reasoningContent": {"redactedContent": "Li4u"}}
SCHEMA = Bedrock(HAIKU, verdict="json_schema", attempts=1)


def without(part: str) -> Answer:
    whole = verdict(rating=5)
    assert isinstance(whole.body, dict)
    return Answer({name: value for name, value in whole.body.items() if name != part})


def test_a_verdict_is_the_tools_input_as_json(converse):
    converse.script = lambda asked: verdict(reason="Très bien.", rating=5)
    told = QUICK(GRADE)
    assert told.text == '{"reason": "Très bien.", "rating": 5}'
    assert (told.input_tokens, told.output_tokens, told.model) == (10, 20, NOVA)
    assert told.latency > 0
    assert not told.truncated


def test_reasoning_and_prose_before_the_verdict_are_passed_over(converse):
    blocks = (THINKING, REDACTED, {"text": "Here it is."}, tool_call(reason="", rating=2))
    converse.script = lambda asked: answer(blocks, "tool_use")
    assert score(pays(QUICK), reply("42")) == Score(2, usage=(Usage(NOVA, 10, 20),))


def test_a_verdict_counts_by_its_block_and_not_by_the_word_it_stopped_with(converse):
    converse.script = lambda asked: answer((tool_call(rating=2),), "end_turn")
    assert QUICK(GRADE).text == '{"rating": 2}'


def test_a_verdict_as_a_json_schema_is_the_text(converse):
    converse.script = lambda asked: answer((THINKING, {"text": '{"rating": 3}'}), "end_turn")
    assert SCHEMA(GRADE).text == '{"rating": 3}'


def test_prose_is_the_joined_text_without_the_reasoning(converse):
    blocks = (THINKING, {"text": "One, "}, {"text": "two."})
    converse.script = lambda asked: answer(blocks, "end_turn")
    assert QUICK(PROSE).text == "One, two."


def test_a_model_may_say_nothing_where_prose_was_asked_for(converse):
    converse.script = lambda asked: answer((), "end_turn")
    assert QUICK(PROSE).text == ""


@pytest.mark.parametrize("stop", ["max_tokens", "model_context_window_exceeded"])
def test_prose_that_was_cut_off_says_so(converse, stop):
    converse.script = lambda asked: says("It was a dark and", stop)
    told = QUICK(PROSE)
    assert (told.text, told.truncated) == ("It was a dark and", True)


def test_cached_tokens_are_counted_as_whole_ones(converse):
    cached = {"cacheReadInputTokens": 1000, "cacheWriteInputTokens": 200}
    converse.script = lambda asked: answer((tool_call(rating=1),), "tool_use", cached=cached)
    # 10 + 1000 + 200
    assert QUICK(GRADE).input_tokens == 1210


@pytest.mark.parametrize("body", [b"<html><body>Busy.</body></html>", b"{}", b"", b"{"])
def test_a_page_or_nothing_under_200_is_malformed(converse, body):
    found = fault(converse, lambda asked: Answer(body))
    assert (found.cause_type, found.usage) == ("MalformedReplyError", ())
    assert "no usable output, stopReason, usage; stop reason None" in found.cause_text


@pytest.mark.parametrize("tokens", [(0, 0), (0, 20), (10, 0)])
def test_usage_of_no_tokens_beside_an_answer_is_no_usage(converse, tokens):
    found = fault(
        converse,
        lambda asked: answer([tool_call(reason="so", rating=4)], "tool_use", tokens=tokens),
    )
    assert (found.cause_type, found.usage) == ("MalformedReplyError", ())


def test_a_verdict_without_its_usage_is_malformed_and_kept(converse):
    found = fault(converse, lambda asked: without("usage"))
    assert (found.cause_type, found.usage) == ("MalformedReplyError", ())
    assert "no usable usage; stop reason tool_use; it said" in found.cause_text
    assert '"rating": 5' in found.cause_text


@pytest.mark.parametrize("part", ["output", "stopReason"])
def test_malformed_response_keeps_its_cost(converse, part):
    found = fault(converse, lambda asked: without(part))
    assert (found.cause_type, found.usage) == ("MalformedReplyError", (Usage(NOVA, 10, 20),))
    assert f"no usable {part};" in found.cause_text


@pytest.mark.parametrize(
    ("content", "stop", "kind"),
    [
        ([{"text": "I had rather not."}], "end_turn", "NoVerdictError"),
        ([{"text": "RATING: 5"}], "stop_sequence", "NoVerdictError"),
        ([], "end_turn", "NoVerdictError"),
        ([THINKING], "tool_use", "NoVerdictError"),
        (
            [{"toolUse": {"toolUseId": "t", "name": "other", "input": {}}}],
            "tool_use",
            "NoVerdictError",
        ),
        ([tool_call(rating=1), tool_call(rating=5)], "tool_use", "SeveralVerdictsError"),
        ([tool_call(rating=5)], "max_tokens", "TruncatedError"),
        ([THINKING], "model_context_window_exceeded", "TruncatedError"),
        ([{"text": "Blocked."}], "guardrail_intervened", "BlockedError"),
        ([tool_call(rating=5)], "content_filtered", "BlockedError"),
        ([], "refusal", "RefusedError"),
        ([tool_call(rating=5)], "malformed_tool_use", "StopReasonError"),
        ([{"text": "{"}], "malformed_model_output", "StopReasonError"),
        ([tool_call(rating=5)], "a_new_reason", "StopReasonError"),
    ],
)
def test_an_answer_without_its_verdict_is_an_error_of_its_name(converse, content, stop, kind):
    found = fault(converse, lambda asked: answer(content, stop))
    assert found.cause_type == kind
    assert found.usage == (Usage(NOVA, 10, 20),)
    assert f"stop reason {stop}" in found.cause_text
    assert len(converse.requests) == 1


@pytest.mark.parametrize(
    ("content", "stop", "kind"),
    [
        ([THINKING], "end_turn", "NoVerdictError"),
        ([{"text": '{"rating": 5}'}], "max_tokens", "TruncatedError"),
        ([tool_call(rating=5)], "tool_use", "StopReasonError"),
    ],
)
def test_reply_without_a_json_verdict_is_named_and_keeps_its_bill(converse, content, stop, kind):
    found = fault(converse, lambda asked: answer(content, stop), SCHEMA)
    assert (found.cause_type, found.usage) == (kind, (Usage(HAIKU, 10, 20),))


@pytest.mark.parametrize("stop", ["tool_use", "guardrail_intervened", "content_filtered"])
def test_prose_too_must_come_to_its_end(converse, stop):
    converse.script = lambda asked: says("Well,", stop)
    with pytest.raises(VerdictError, match=f"stop reason {stop}; it said 'Well,'"):
        QUICK(PROSE)


def test_a_refusal_in_prose_is_kept(converse):
    found = fault(converse, lambda asked: says("I will not assess this."))
    assert found.cause_text == (
        "expected a call of 'verdict', got no call; stop reason end_turn; "
        "it said 'I will not assess this.'"
    )
