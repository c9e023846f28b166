import json
from math import nan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rewards.structured.tool_calls import tool_row
from rewards.tool_calls_match import ToolCallsMatch, tool_calls_match
from rewards.types import Message, Sample, ToolCall
from tests.samples import reply

BASH = {"name": "bash", "arguments": {"command": "ls"}}
BOOK = {"name": "book", "arguments": {"city": "Oslo", "nights": 2}}
STOP = {"name": "stop", "arguments": {}}
NAMES = st.sampled_from(["bash", "book", "stop"])
ARGUMENTS = st.dictionaries(
    st.sampled_from("abcd"), st.one_of(st.integers(0, 3), st.lists(st.text(max_size=2))), max_size=3
)
CALLS = st.lists(st.builds(ToolCall, NAMES, ARGUMENTS), max_size=5)


def said(calls, gold, tools=()):
    calls = tuple(
        call if isinstance(call, ToolCall) else ToolCall(call["name"], call["arguments"])
        for call in calls
    )
    turns = (Message("user", "Go."), Message("assistant", "", calls))
    return Sample("s1", turns, gold, tools=tools)


def paid(calls, gold, **settings):
    return ToolCallsMatch(**settings)(said(calls, gold)).value


def expected(calls):
    return [{"name": call.name, "arguments": call.arguments} for call in calls]


@pytest.mark.parametrize(
    ("calls", "gold", "pays"),
    [
        ([BASH], [BASH], 1),
        ([BOOK, BASH], [BASH, BOOK], 1),
        ([], [], 1),
        ([STOP], [STOP], 1),
        # two of 2 x 1 / (1 + 2) for an extra or a missing call
        ([BASH, STOP], [BASH], 2 / 3),
        ([BASH], [BASH, STOP], 2 / 3),
        ([BASH, BASH], [BASH], 2 / 3),
        ([BASH], [], 0),
        ([], [BASH], 0),
        ([{**BASH, "name": "sh"}], [BASH], 0),
        # without its only argument a call is no match at all
        ([{**BASH, "arguments": {}}], [BASH], 0),
        ([{**BASH, "arguments": {"cmd": "ls"}}], [BASH], 0),
        # given and wrong: the 0.2 that is kept for giving every argument
        ([{**BASH, "arguments": {"command": "rm"}}], [BASH], 0.2),
        # half of the 0.8 for right arguments, and the 0.2
        ([{**BOOK, "arguments": {"city": "Oslo", "nights": 3}}], [BOOK], 0.6),
        # half of the 0.8, shrunk to 3 of 4 for the one that is missing
        ([{**BOOK, "arguments": {"city": "Oslo"}}], [BOOK], 0.3),
        # all of it, shrunk to 2 of 3 and to 1 of 2 for one that is not wanted
        ([{**BASH, "arguments": {"command": "ls", "user": "me"}}], [BASH], 2 / 3),
        ([{**STOP, "arguments": {"now": True}}], [STOP], 1 / 2),
        ([{**BOOK, "arguments": {"city": "Oslo", "nights": "2"}}], [BOOK], 0.6),
        ([{**BOOK, "arguments": {"city": "Oslo", "nights": 2.0}}], [BOOK], 1),
        ([ToolCall("bash", '{"command": ls}')], [BASH], 0),
        ([ToolCall("bash", ["ls"])], [BASH], 0),
        ([ToolCall("stop", "now")], [STOP], 1 / 2),
        ([ToolCall("stop", "")], [STOP], 1),
        ([ToolCall("bash", '{"command": "ls"}')], [BASH], 1),
        ([ToolCall("bash", '{"command": "rm", "command": "ls"}')], [BASH], 0),
    ],
)
def test_calls_pay_for_what_is_right_and_cost_for_what_is_not(calls, gold, pays):
    assert paid(calls, gold) == pytest.approx(pays)


@pytest.mark.parametrize(
    ("settings", "calls", "gold", "pays"),
    [
        # in order one of the two can be paired: 2 x 1 / 4
        ({"ordered": True}, [BOOK, BASH], [BASH, BOOK], 1 / 2),
        ({"ordered": True}, [STOP, BASH, BOOK], [BASH, BOOK], 4 / 5),
        ({"partial": False}, [BASH, STOP], [BASH], 0),
        ({"partial": False}, [BASH], [BASH], 1),
        (
            {"number_text": True},
            [{**BOOK, "arguments": {"city": "Oslo", "nights": "2"}}],
            [BOOK],
            1,
        ),
        ({"ignore_case": True}, [{**BASH, "arguments": {"command": "LS"}}], [BASH], 1),
        ({"abs_tol": 1}, [{**BOOK, "arguments": {"city": "Oslo", "nights": 3}}], [BOOK], 1),
        ({"abs_tol": 1}, [{**BOOK, "arguments": {"city": "Oslo", "nights": 10**400}}], [BOOK], 0.6),
    ],
)
def test_the_settings_say_what_counts(settings, calls, gold, pays):
    assert paid(calls, gold, **settings) == pytest.approx(pays)


def test_calls_are_paired_so_that_they_gain_the_most():
    # the first call is half of the first and all of the second; in turn it would take the first
    right = {**BOOK, "arguments": {"city": "Oslo", "nights": 3}}
    assert paid([right, BOOK], [BOOK, right]) == 1


@pytest.mark.parametrize(
    "gold",
    [
        {"tool_calls": [BASH]},
        [{"id": "1", "type": "function", "function": BASH}],
        {"tool_calls": [{"function": {"name": "bash", "arguments": '{"command": "ls"}'}}]},
        json.dumps([BASH]),
        {"text": json.dumps({"tool_calls": [BASH]})},
        [{"name": "bash", "parameters": {"command": "ls"}}],
        [ToolCall("bash", {"command": "ls"})],
    ],
)
def test_the_gold_is_read_in_any_of_its_shapes(gold):
    assert paid([BASH], gold) == 1


@pytest.mark.parametrize(
    "gold",
    [
        BASH,
        {"tool_called": "bash", "tool_parameters": {"command": "ls"}, "expected_behavior": "List."},
        [{"type": "tool_use", "id": "a", "name": "bash", "input": {"command": "ls"}}],
        [{"toolUse": {"toolUseId": "a", "name": "bash", "input": {"command": "ls"}}}],
        [{"bash": {"command": ["dir", "ls"], "user": ["", "me"]}}],
        [{"bash": {"command": ["L.S"]}}],
        {"any_of": [[BOOK], [BASH]]},
        [{"any_of": [BOOK, BASH]}],
        [{"name": "bash", "arguments": {"command": {"any_of": ["dir", "ls"]}}}],
        [{"name": "bash", "arguments": {"command": "ls", "user": "me"}, "optional": ["user"]}],
        [{**BASH, "arguments": {"command": "ls", "user": "me"}, "defaults": {"user": "me"}}],
        [{**BASH, "arguments": {"command": " ls\n"}}],
    ],
)
def test_tool_calls_match_reads_references_of_other_interfaces_and_with_alternatives(gold):
    assert paid([BASH], gold) == 1
    assert paid([{**BASH, "arguments": {"command": "rm"}}], gold) < 1


TOOL = {
    "name": "get",
    "input_schema": {
        "properties": {"city": {}, "unit": {"default": "C"}, "note": {"type": ["string", "null"]}},
        "required": ["city", "note"],
    },
}
GET = {"name": "get", "arguments": {"city": "Oslo"}}


@pytest.mark.parametrize(
    ("given", "pays"),
    [
        ({"city": "Oslo"}, 1),
        ({"city": "Oslo", "unit": "C", "note": None}, 1),
        ({"city": "Oslo", "unit": None}, 1),
        ({"city": "Oslo", "unit": "F"}, 2 / 3),
        ({"city": "Oslo", "other": None}, 2 / 3),
        ({"city": None}, 0.2),
    ],
)
def test_tool_calls_match_takes_a_default_that_is_given_outright(given, pays):
    call = {"name": "get", "arguments": given}
    assert tool_calls_match(said([call], [GET], (TOOL,))).value == pytest.approx(pays)


def test_tool_calls_match_lets_a_default_of_the_tool_be_left_out():
    gold = [{"name": "get", "arguments": {"city": "Oslo", "unit": "C"}}]
    assert tool_calls_match(said([GET], gold, (TOOL,))).value == 1


def test_tool_calls_match_takes_either_of_two_orders_where_order_counts():
    gold = {"any_of": [[BASH, BOOK], [BOOK, BASH]]}
    assert paid([BOOK, BASH], gold, ordered=True) == 1
    assert paid([BOOK, BASH, BASH], gold, ordered=True) < 1


def test_tool_calls_match_counts_every_written_call_and_reads_256():
    text = '<tool_call>{"name": "get", "arguments": {"city": "Oslo"}}</tool_call>' * 400
    score = tool_calls_match(Sample("s", (Message("assistant", text),), [GET]))
    assert score.metrics == {"calls": 400, "unreadable_calls": 144}
    assert score.value == pytest.approx(2 / 401)


def test_tool_calls_match_spreads_the_calls_that_openai_wraps_in_one():
    uses = [{"recipient_name": "functions.bash", "parameters": {"command": "ls"}}]
    assert paid([ToolCall("multi_tool_use.parallel", {"tool_uses": uses})], [BASH]) == 1


def test_tool_calls_match_pays_nothing_for_an_unreadable_call_where_none_is_expected():
    score = tool_calls_match(reply("[TOOL_CALLS] delete everything", []))
    assert (score.value, score.metrics["unreadable_calls"]) == (0, 1)
    assert "cannot be read" in score.reason


@pytest.mark.parametrize(
    "gold",
    [
        None,
        "ls",
        {"answer": "ls"},
        [{"arguments": {}}],
        [{"name": "bash", "arguments": "{"}],
        [{"name": "bash", "arguments": [1]}],
    ],
)
def test_a_gold_that_is_no_list_of_calls_is_a_fault(gold):
    with pytest.raises(ValueError, match="reference_answer"):
        tool_calls_match(said([BASH], gold))


@pytest.mark.parametrize(
    ("text", "pays"),
    [
        ('<tool_call>{"name": "bash", "arguments": {"command": "ls"}}</tool_call>', 1),
        ('I look.\n<tool_call>\n{"name": "bash", "arguments": {"command": "ls"}}\n', 1),
        ('```json\n{"name": "bash", "arguments": {"command": "ls"}}\n```', 1),
        ('```tool_call\n[{"name": "bash", "arguments": {"command": "ls"}}]\n```', 1),
        ('{"tool_calls": [{"name": "bash", "arguments": "{\\"command\\": \\"ls\\"}"}]}', 1),
        ('<tool_call>{"name": "bash"}</tool_call>', 0),
        ('<tool_call>bash(command="ls")</tool_call>', 1),
        ('I would call {"name": "bash", "arguments": {"command": "ls"}}', 1),
        ('<think><tool_call>{"name": "bash", "arguments": {"command": "ls"}}</tool_call>', 0),
        ("ls", 0),
        ("", 0),
    ],
)
def test_calls_may_be_written_in_the_text(text, pays):
    assert tool_calls_match(reply(text, [BASH])).value == pays


def test_a_tag_that_holds_no_call_is_an_extra_call():
    call = '<tool_call>{"name": "bash", "arguments": {"command": "ls"}}</tool_call>'
    broken = f"{call}<tool_call>oops</tool_call>"
    assert tool_calls_match(reply(broken, [BASH])).value == pytest.approx(2 / 3)
    assert tool_calls_match(reply("<tool_call>oops</tool_call>", [])).value == 0


def test_json_that_is_no_call_does_not_count_as_one():
    assert tool_calls_match(reply('```json\n{"name": "Ann", "age": 18}\n```', [])).value == 1


def test_written_calls_count_only_where_they_are_allowed_and_the_message_carries_none():
    written = '<tool_call>{"name": "stop", "arguments": {}}</tool_call>'
    assert ToolCallsMatch(written=False)(reply(written, [])).value == 1
    turns = (Message("assistant", written, (ToolCall("bash", {"command": "ls"}),)),)
    assert tool_calls_match(Sample("s1", turns, [BASH])).value == 1


def test_calls_of_an_earlier_turn_are_not_graded():
    turns = (Message("assistant", "", (ToolCall("bash", {"command": "ls"}),)), Message("user", "?"))
    assert tool_calls_match(Sample("s1", turns, [BASH])).value == 0


SCHEMA = {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}


@pytest.mark.parametrize(
    "tool",
    [
        {"type": "function", "function": {"name": "bash", "parameters": SCHEMA}},
        {"name": "bash", "input_schema": SCHEMA},
        {"toolSpec": {"name": "bash", "inputSchema": {"json": SCHEMA}}},
    ],
)
def test_calls_that_do_not_fit_the_declared_tools_are_counted(tool):
    calls = [BASH, STOP, ToolCall("bash", {}), ToolCall("bash", {"command": "ls", "user": "me"})]
    metrics = tool_calls_match(said(calls, [BASH], (tool,))).metrics
    assert metrics == {"calls": 4, "unknown_tools": 1, "unfit_arguments": 2}


def test_the_reason_says_what_differs():
    score = tool_calls_match(said([{**BASH, "arguments": {"command": "rm"}}, STOP], [BASH, BOOK]))
    assert score.reason == (
        "other arguments for bash; no call like book(city, nights); not wanted: stop"
    )


@pytest.mark.parametrize("setting", [{"for_complete": 0}, {"for_complete": 1}, {"abs_tol": nan}])
def test_a_setting_that_is_none_is_a_fault_when_the_reward_is_made(setting):
    with pytest.raises(ValueError, match="expected a"):
        ToolCallsMatch(**setting)


@given(CALLS, st.data(), st.booleans())
def test_dropping_any_argument_of_right_calls_pays_less(calls, data, ordered):
    assume(any(call.arguments for call in calls))
    at = data.draw(st.sampled_from([at for at, call in enumerate(calls) if call.arguments]))
    name = data.draw(st.sampled_from(sorted(calls[at].arguments)))
    fewer = {key: it for key, it in calls[at].arguments.items() if key != name}
    dropped = [*calls[:at], ToolCall(calls[at].name, fewer), *calls[at + 1 :]]
    assert paid(dropped, expected(calls), ordered=ordered) < 1
    assert paid(calls, expected(calls), ordered=ordered) == 1


@given(st.builds(ToolCall, NAMES, ARGUMENTS), st.builds(ToolCall, NAMES, ARGUMENTS), st.data())
def test_dropping_an_argument_of_any_call_that_pays_pays_less(gold, call, data):
    call = ToolCall(gold.name, {**call.arguments, **dict.fromkeys(gold.arguments, 1)})
    whole = paid([call], expected([gold]))
    assume(gold.arguments and whole)
    name = data.draw(st.sampled_from(sorted(gold.arguments)))
    fewer = {key: it for key, it in call.arguments.items() if key != name}
    assert paid([ToolCall(call.name, fewer)], expected([gold])) < whole


@given(CALLS, st.builds(ToolCall, NAMES, ARGUMENTS), st.integers(0, 5), st.booleans())
def test_adding_any_call_to_the_right_ones_pays_less(calls, extra, at, ordered):
    more = [*calls[:at], extra, *calls[at:]]
    assert paid(more, expected(calls), ordered=ordered) < 1


@given(CALLS, CALLS, st.randoms())
def test_the_order_of_calls_does_not_matter_unless_it_is_asked_for(calls, gold, chance):
    before = paid(calls, expected(gold))
    assert 0 <= before <= 1
    assert paid(calls, expected(gold), ordered=True) <= before
    chance.shuffle(calls)
    chance.shuffle(gold)
    assert paid(calls, expected(gold)) == before


MARKED = st.lists(
    st.sampled_from(["<tool_call>", "</tool_call>", "{", "}", '"name"', ":", '"bash"', "```\n"]),
    max_size=20,
).map("".join)


@given(st.one_of(st.text(), MARKED))
def test_tool_calls_match_gives_any_text_the_same_bounded_score_twice(text):
    score = tool_calls_match(reply(text, [BASH]))
    assert 0 <= score.value <= 1
    assert tool_calls_match(reply(text, [BASH])) == score


def test_arguments_too_deep_to_compare_are_wrong_and_no_fault():
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    assert paid([ToolCall("bash", {"command": deep})], [BASH]) == 0
    assert paid([ToolCall("bash", "[" * 100_000)], [BASH]) == 0


@pytest.mark.parametrize(
    "calls",
    [
        [{"type": "tool_use", "id": "a", "name": "w", "input": {"c": "Oslo"}}],
        [{"toolUse": {"toolUseId": "a", "name": "w", "input": {"c": "Oslo"}}}],
        {"tool_called": "w", "tool_parameters": {"c": "Oslo"}},
    ],
)
def test_tool_row_writes_the_calls_of_other_apis_as_this_kits(calls):
    row = {"messages": [{"role": "user", "content": "?"}], "reference_answer": calls}
    assert tool_row(row)["reference_answer"] == [{"name": "w", "arguments": {"c": "Oslo"}}]


def test_tool_row_reads_a_row_of_bfcl():
    turns, gold = [{"role": "user", "content": "?"}], [{"w": {"c": ["Oslo", ""]}}]
    row = {"id": "a", "question": [turns], "function": [{"name": "w"}], "ground_truth": gold}
    assert tool_row(row) == {
        "id": "a",
        "messages": turns,
        "tools": [{"type": "function", "function": {"name": "w"}}],
        "reference_answer": gold,
    }
