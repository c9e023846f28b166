import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.structured.json_reply import DEEPEST
from rewards.valid_json import ValidJson, valid_json
from tests.samples import reply

PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 0}},
    "required": ["name"],
    "additionalProperties": False,
}
TREE = {
    "$ref": "#/$defs/node",
    "$defs": {
        "node": {"anyOf": [{"type": "array", "items": {"$ref": "#/$defs/node"}}, {"const": 1}]}
    },
}
MARKED = st.lists(
    st.sampled_from(["{", "}", "[", "]", '"', "a", ":", ",", "1", "NaN", "```json\n", "```", "\\"]),
    max_size=30,
).map("".join)


@pytest.mark.parametrize(
    ("text", "pays"),
    [
        ('{"a": 1}', 1),
        (" [1, 2]\n", 1),
        ("null", 1),
        ('```json\n{"a": 1}\n```', 1),
        ('```\n{"a": 1}\n```', 1),
        ('~~~JSON\n{"a": 1}\n~~~', 1),
        ('> ```json\n> {"a": 1}\n> ```', 1),
        ('```json title="a.json"\n{"a": 1}\n```', 1),
        ('<think>{"a": </think>{"a": 1}', 1),
        ("", 0),
        ('{"a": 1', 0),
        ("{'a': 1}", 0),
        ('{"a": 1,}', 0),
        ('{"a": NaN}', 0),
        ("[Infinity]", 0),
        ("1e999", 0),
        ("9" * 400, 0),
        ('{"a": 1, "a": 2}', 0),
        ('{"a": 1} Hope that helps!', 0),
        ('Here it is: {"a": 1}', 0),
        ('```json\n{"a": 1}\n```\nHope that helps!', 0),
        ('```json\n{"a": 1}', 0),
        ('```python\n{"a": 1}\n```', 0),
        ("<think>[1]", 0),
    ],
)
def test_a_reply_that_is_json_and_nothing_else_pays(text, pays):
    assert valid_json(reply(text)).value == pays


@pytest.mark.parametrize(
    ("schema", "value", "pays"),
    [
        ({"multipleOf": 0.01}, "19.99", 1),
        ({"multipleOf": 0.01}, "19.999", 0),
        ({"multipleOf": 0.1}, "0.3", 1),
        ({"multipleOf": 1e-300}, "1e300", 1),
        ({"const": 0.1}, "0.10", 1),
        ({"enum": [1.5]}, "1.5", 1),
        ({"type": "integer"}, "1e2", 1),
        ({"type": "integer"}, "1.5", 0),
        ({"minimum": 0.1}, "0.1", 1),
        ({"uniqueItems": True}, "[1, 1.0]", 0),
        ({"pattern": "^[a-z]+$"}, '"abc\\n"', 0),
        ({"pattern": "^[a-z$]+$"}, '"a$"', 1),
        ({"pattern": r"^\d{2}$"}, '"١٢"', 0),
        ({"pattern": r"^[\d-]+$"}, '"12-3"', 1),
        ({"pattern": r"^\p{L}+$"}, '"äé"', 1),
        ({"pattern": r"^[\p{Lu}_]+$"}, '"ÄB_"', 1),
        ({"pattern": r"^[\p{Lu}_]+$"}, '"äB"', 0),
        ({"pattern": r"^(?<a>.)\k<a>$"}, '"xx"', 1),
        ({"pattern": r"^(?<year>[0-9]{4})$"}, '"1932"', 1),
        ({"patternProperties": {"^a$": {"type": "integer"}}}, '{"a\\n": "x"}', 1),
    ],
)
def test_valid_json_reads_numbers_as_decimals_and_patterns_as_ecma_262(schema, value, pays):
    assert ValidJson(schema)(reply(value)).value == pays


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("date", "2024-02-29", "2023-02-29"),
        ("date-time", "2024-02-29T12:30:00Z", "2024-02-29T25:00:00Z"),
        ("time", "12:30:00+01:00", "12:30"),
        ("duration", "P1DT2H", "P"),
        ("email", "ann@example.com", "ann.example.com"),
        ("hostname", "a.example", "-a.example"),
        ("ipv4", "192.0.2.1", "192.0.2.256"),
        ("ipv6", "2001:db8::1", "2001:db8:::1"),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"),
        ("uri", "https://example.com/a?b=1", "no scheme"),
        ("regex", "^a+$", "("),
        ("json-pointer", "/a/0", "a"),
    ],
)
def test_valid_json_checks_formats_unless_it_is_told_not_to(name, right, wrong):
    schema = {"format": name}
    assert ValidJson(schema)(reply(f'"{right}"')).value == 1
    assert ValidJson(schema)(reply("18")).value == 1
    score = ValidJson(schema)(reply(f'"{wrong}"'))
    assert (score.value, score.reason) == (0, f"$: {wrong!r} is not a {name!r}")
    assert ValidJson(schema, formats=False)(reply(f'"{wrong}"')).value == 1


def test_valid_json_refuses_a_pattern_that_it_cannot_read():
    with pytest.raises(ValueError, match="cannot read the pattern"):
        ValidJson({"properties": {"a": {"pattern": r"\p{Greek}("}}})


@pytest.mark.parametrize(
    ("text", "pays"),
    [
        ('Here it is: {"a": 1}. Good luck!', 1),
        ("Here:\n```json\n[1]\n```\nGood luck!", 1),
        ("No object here.", 0),
    ],
)
def test_valid_json_in_prose_finds_the_value_among_words(text, pays):
    assert ValidJson(in_prose=True)(reply(text)).value == pays


def test_a_key_given_twice_is_allowed_by_setting():
    assert ValidJson(repeated_keys=True)(reply('{"a": 1, "a": 2}')).value == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"name": "Ann", "age": 18}', ""),
        ('{"name": "Ann", "age": 18.0}', ""),
        ('{"name": "Ann", "age": "18"}', "$.age: '18' is not of type 'integer'"),
        ('{"age": 18}', "$: 'name' is a required property"),
        ("[]", "$: [] is not of type 'object'"),
    ],
)
def test_a_reply_must_fit_the_schema_and_is_told_where_it_does_not(text, why):
    score = ValidJson(PERSON)(reply(text))
    assert (score.value, score.reason) == (0 if why else 1, why)


def test_the_schema_may_come_with_the_sample():
    by_sample = ValidJson(schema_field="schema")
    assert by_sample(reply('{"name": "Ann"}', schema=PERSON)).value == 1
    assert by_sample(reply('{"name": "Ann"}', schema={"type": "array"})).value == 0


def test_a_sample_without_its_schema_is_a_fault():
    with pytest.raises(ValueError, match=r"metadata\.schema: expected a JSON Schema, got none"):
        ValidJson(schema_field="schema")(reply("{}"))


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "foo"}, "expected a JSON Schema: 'foo'"),
        ({"$schema": "https://example.com/mine"}, "expected a known draft"),
        ({"$ref": "#/$defs/absent"}, "expected a \\$ref inside the schema"),
        ({"a": object()}, "expected a JSON Schema, got"),
    ],
)
def test_a_schema_that_is_none_is_a_fault_when_the_reward_is_made(schema, why):
    with pytest.raises(ValueError, match=f"schema: {why}"):
        ValidJson(schema)


def test_a_remote_reference_is_a_fault_and_never_fetched():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        remote = f"http://127.0.0.1:{server.getsockname()[1]}/schema.json"
        with pytest.raises(ValueError, match="nothing is fetched"):
            ValidJson({"properties": {"a": {"$ref": remote}}})
        with pytest.raises(BlockingIOError):  # nobody has connected
            server.accept()


def test_a_reference_to_a_published_meta_schema_needs_no_network():
    of_schemas = ValidJson({"$ref": "https://json-schema.org/draft/2020-12/schema"})
    assert of_schemas(reply('{"type": "string"}')).value == 1
    assert of_schemas(reply('{"type": "text"}')).value == 0


def test_an_older_draft_is_followed_where_the_schema_names_it():
    # in draft 4 exclusiveMaximum is a boolean beside maximum; in 2020-12 that is no schema
    old = {"maximum": 5, "exclusiveMaximum": True}
    with pytest.raises(ValueError, match="expected a JSON Schema"):
        ValidJson(old)
    drafted = ValidJson({"$schema": "http://json-schema.org/draft-04/schema#", **old})
    assert drafted(reply("5")).value == 0


@pytest.mark.parametrize(
    ("text", "pays"),
    [("[1, true]", 1), ("[1, 1.0]", 0), ('[{"a": [1]}, {"a": [1.0]}]', 0), ('["1", 1]', 1)],
)
def test_unique_items_are_told_as_json_schema_tells_them(text, pays):
    assert ValidJson({"uniqueItems": True})(reply(text)).value == pays


@pytest.mark.parametrize("reward", [valid_json, ValidJson(TREE), ValidJson(in_prose=True)])
def test_a_reply_as_deep_as_allowed_pays_and_a_deeper_one_does_not(reward):
    assert reward(reply("[" * DEEPEST + "]" * DEEPEST)).value == 1
    assert reward(reply("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))).value == 0


@pytest.mark.parametrize("text", ["[" * 200_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 40_000])
@pytest.mark.parametrize("reward", [valid_json, ValidJson(TREE), ValidJson(in_prose=True)])
def test_a_long_reply_of_brackets_is_wrong_and_no_fault(reward, text):
    assert reward(reply(text)).value == 0


def test_valid_json_refuses_more_values_than_the_schema_is_held_against():
    few = ValidJson({"type": "array"}, most_values=3)
    assert few(reply("[1, 2]")).value == 1
    assert few(reply("[1, 2, 3]")).reason == "more than 3 values"


@given(st.one_of(st.text(), MARKED))
def test_valid_json_pays_any_text_0_or_1_and_the_same_twice(text):
    for reward in (valid_json, ValidJson(PERSON), ValidJson(in_prose=True)):
        score = reward(reply(text))
        assert score.value in (0, 1)
        assert reward(reply(text)) == score
