import pytest

from rewards.answers.marked_answer import json_block


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', '{"a": 1}'),
        (' "yes" ', '"yes"'),
        ("18", "18"),
        ('```json\n{"a": 1}\n```', '{"a": 1}'),
        ('```\n{"a": 1}\n```', '{"a": 1}'),
        ('```json\n{"a": 1}\n```\n{"b": 2}', '{"a": 1}'),
        ('```json\n{"a": 1}\n```\n```json\n{"a": 2}\n```', '{"a": 2}'),
        ('```json\n{"a": 1}\n```\n```json\n{"a": \n```', '{"a": 1}'),
        ('```python\nx = {"a": 1}\n```', '{"a": 1}'),
        ('Here: {"a": 1}.', '{"a": 1}'),
        ('{"a": 1} or {"a": 2}', '{"a": 2}'),
        ('{"a": 1}, see [2]', '{"a": 1}'),
        ('It is [{"a": 1}] [note', '[{"a": 1}]'),
        ('{so {"a": 1}}', '{"a": 1}'),
        ('[so {"a": 1}', '{"a": 1}'),
        ('so} {"a": 1}', '{"a": 1}'),
        ('{"a": "}{"} there', '{"a": "}{"}'),
        (r'It is {"a": "\"}"}', r'{"a": "\"}"}'),
        ('She said "no. {"a": 1}', '{"a": 1}'),
        ('<think>{"a": 2}</think>{"a": 1}', '{"a": 1}'),
    ],
)
def test_json_block_finds_the_value_that_the_reply_gives(text, value):
    assert json_block(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        '{"a": 1',
        "{a: 1}",
        "{'a': 1}",
        '{"a": NaN}',
        "]",
        "<think>{}</think>",
        "<think>{}",
        '<think>[/THINK]"</think>"',
        "[" * 100000,
        '["\\"' + '\\"' * 1000,
    ],
)
def test_json_block_is_none_where_there_is_no_json(text):
    assert json_block(text) is None
