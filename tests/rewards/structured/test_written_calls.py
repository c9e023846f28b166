import json

import pytest

from rewards.structured.written_calls import written_calls
from rewards.types import ToolCall

CALL = ToolCall("get_weather", {"city": "Oslo", "days": 2})
GIVEN = json.dumps(CALL.arguments)
OBJECT = f'{{"name": "get_weather", "arguments": {GIVEN}}}'
PYTHON = 'get_weather(city="Oslo", days=2)'


@pytest.mark.parametrize(
    "text",
    [
        f"<tool_call>\n{OBJECT}\n</tool_call><|im_end|>",
        f"<tool_call>{OBJECT}",
        "<tool_call>\n<function=get_weather>\n<parameter=city>\nOslo\n</parameter>\n"
        "<parameter=days>\n2\n</parameter>\n</function>\n</tool_call>",
        "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Oslo</arg_value>\n"
        "<arg_key>days</arg_key>\n<arg_value>2</arg_value>\n</tool_call>",
        f"<\uff5ctool▁calls▁begin\uff5c><\uff5ctool▁call▁begin\uff5c>function<\uff5ctool▁sep\uff5c>get_weather\n```json\n{GIVEN}\n"
        "```<\uff5ctool▁call▁end\uff5c><\uff5ctool▁calls▁end\uff5c>",
        f"<\uff5ctool▁call▁begin\uff5c>get_weather<\uff5ctool▁sep\uff5c>{GIVEN}<\uff5ctool▁call▁end\uff5c>",
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0"
        f"<|tool_call_argument_begin|>{GIVEN}<|tool_call_end|><|tool_calls_section_end|>",
        f"[TOOL_CALLS]get_weather[CALL_ID]a1[ARGS]{GIVEN}</s>",
        f"[TOOL_CALLS] [{OBJECT}]</s>",
        "<start_function_call>call:get_weather{city:<escape>Oslo<escape>,days:2}<end_function_call>",
        '<|tool_call>call:get_weather{city:<|"|>Oslo<|"|>,days:2}<tool_call|>',
        f"<|tool_call|>[{OBJECT}]<|/tool_call|>",
        f'<|START_ACTION|>[{{"tool_name": "get_weather", "parameters": {GIVEN}}}]<|END_ACTION|>',
        f"<function=get_weather>{GIVEN}</function>",
        f"<|python_tag|>{OBJECT};",
        f"<|python_start|>[{PYTHON}]<|python_end|>",
        f"<|action_start|><|plugin|>{OBJECT}<|action_end|>",
        '<function_calls><invoke name="get_weather"><parameter name="city">Oslo</parameter>'
        '<parameter name="days">2</parameter></invoke></function_calls>',
        f"<TOOLCALL>[{OBJECT}]</TOOLCALL>",
        f"commentary to=functions.get_weather <|constrain|>json<|message|>{GIVEN}<|call|>",
        f">>>get_weather\n{GIVEN}",
        f"Thought: I need it.\nAction: get_weather\nAction Input: {GIVEN}\nObservation: 3",
        f"```tool_code\nprint(default_api.{PYTHON})\n```",
        '<\uff5cDSML\uff5cfunction_calls><\uff5cDSML\uff5cinvoke name="get_weather">'
        '<\uff5cDSML\uff5cparameter name="city" string="true">Oslo</\uff5cDSML\uff5cparameter>'
        '<\uff5cDSML\uff5cparameter name="days" string="false">2</\uff5cDSML\uff5cparameter>'
        "</\uff5cDSML\uff5cinvoke></\uff5cDSML\uff5cfunction_calls>",
        "<__function=get_weather><__parameter=city>Oslo</__parameter>"
        "<__parameter=days>2</__parameter></__function>",
        "<function_calls><invoke><tool_name>get_weather</tool_name><parameters><city>Oslo</city>"
        "<days>2</days></parameters></invoke></function_calls>",
        "<tool_call>get_weather<tool_sep><arg_key>city</arg_key><arg_value>Oslo</arg_value>"
        "<arg_key>days</arg_key><arg_value>2</arg_value></tool_call>",
        f"<|tool_call_start|>[{PYTHON}]<|tool_call_end|>",
        f'<|tools_prefix|>[{{"get_weather": {GIVEN}}}]<|tools_suffix|>',
        f'<functioncall> {{"name": "get_weather", "arguments": \'{GIVEN}\'}} <|endoftext|>',
        "<|start|>assistant to=functions.get_weather<|channel|>commentary json<|message|>"
        f"{GIVEN}<|call|>",
        f'[{{"type": "text", "text": "I look."}}, '
        f'{{"type": "tool_use", "id": "a", "name": "get_weather", "input": {GIVEN}}}]',
        f"I check.\n[{PYTHON}]",
        PYTHON,
        f"I will check.\n{OBJECT}",
        f'```json\n{{"action": "get_weather", "action_input": {GIVEN}}}\n```',
        f'{{"tool": "get_weather", "tool_input": {GIVEN}}}',
        f'{{"toolUse": {{"toolUseId": "x", "name": "get_weather", "input": {GIVEN}}}}}',
        f'{{"function_call": {{"name": "get_weather", "arguments": {json.dumps(GIVEN)}}}}}',
    ],
)
def test_written_calls_reads_the_form_of_every_family(text):
    assert written_calls(text, {}) == [CALL]


@pytest.mark.parametrize(
    "text",
    [
        "The value of f(x) is 3.",
        "f(2)",
        "[1, 2]",
        'print("x")',
        "```python\nx = sum([1, 2])\n```",
        '{"name": "Ann", "age": 3}',
        "I could call get_weather(city) here.",
        "get_weather is a tool.",
    ],
)
def test_written_calls_takes_no_other_text_for_a_call(text):
    assert written_calls(text, {"get_weather": {}}) == []


@pytest.mark.parametrize(
    "text",
    [
        "<tool_call>{'name': get_weather</tool_call>",
        "[TOOL_CALLS] {what}",
        'I call get_weather(city="Oslo", days=',
        '"get_weather": {"city": "Oslo"}',
    ],
)
def test_written_calls_names_a_call_that_cannot_be_read(text):
    assert [call.name for call in written_calls(text, {"get_weather": {}})] == [""]


def test_written_calls_gives_a_value_without_quotes_the_type_of_the_tools_schema():
    text = "<function=find><parameter=code>007</parameter><parameter=top>7</parameter></function>"
    schema = {"find": {"properties": {"code": {"type": "string"}, "top": {"type": "integer"}}}}
    assert written_calls(text, schema) == [ToolCall("find", {"code": "007", "top": 7})]


def test_written_calls_names_arguments_by_their_position_in_the_tools_schema():
    schema = {"find": {"properties": {"code": dict[str, str](), "top": dict[str, str]()}}}
    assert written_calls("[find('a', top=2)]", schema) == [
        ToolCall("find", {"code": "a", "top": 2})
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"get_weather\n{GIVEN}",
        f"Thought: I look.\nAction: {PYTHON}",
        f"Action: get_weather[{GIVEN}]",
        "<get_weather><city>Oslo</city><days>2</days></get_weather>",
        f'{{"get_weather": {GIVEN}}}',
    ],
)
def test_written_calls_reads_a_declared_tools_name_beside_its_arguments(text):
    assert written_calls(text, {"get_weather": {}}) == [CALL]
