"""JSON, SQL, code and tool calls, written otherwise and got wrong."""

import json

import pytest

from rewards.code_tests import code_tests
from rewards.types import Sample, ToolCall
from tests.validation.ladder.asking import answered, asked, qualities, texts, wrong_reply
from validation.ladder import gold_replies, kind_of, paraphrase_rungs, perturbation_rungs

ORDER = {"item": "tea", "count": 2, "price": 3}
CODE = "def f(x):\n    if x < 0:\n        return 0\n    y = x + 1\n    return y"
TESTS = ["assert f(1) == 2", "assert f(2) == 3", "assert f(-5) == 0", "assert f(0) == 1"]
CALL = {"name": "roll", "arguments": {"dice": 4, "sides": 6}}
QUERY = "SELECT name, age FROM users WHERE age > 30 AND city = 'Rome' ORDER BY age LIMIT 5"


@pytest.mark.parametrize(
    ("reference", "kind"),
    [
        (ORDER, "json"),
        (json.dumps(ORDER), "json"),
        ({"answer": ORDER}, "json"),
        ([1, 2, 3], "json"),
        ({"donors": 2}, "number"),
        ('{"answer": "18"}', "number"),
        ([CALL], "tool_calls"),
        ({"tool_calls": [CALL]}, "tool_calls"),
        ([{"name": "Ann", "age": 3}], "json"),
        (QUERY, "sql"),
        (f"```sql\n{QUERY}\n```", "sql"),
        ("Select the best option from the list.", "text"),
        (CODE, "code"),
        ({"tests": TESTS, "solution": CODE}, "code"),
    ],
)
def test_kind_of_reads_json_queries_code_and_tool_calls(reference, kind):
    assert kind_of(asked(reference)) == kind


def test_json_loses_the_share_of_the_fields_that_are_wrong():
    rungs = perturbation_rungs(asked(ORDER))
    values = qualities(rungs)
    for name in ("wrong_value", "wrong_type", "dropped_field_1", "dropped_field_3"):
        assert values[name] == pytest.approx(2 / 3)
    assert values["renamed_field"] == 0.5  # two right of three and the one that is too many
    assert values["extra_field"] == 0.75  # three right of four
    assert values["swapped_fields"] == pytest.approx(1 / 3)
    for name in ("wrong", "hollow", "invalid", "truncated", "contradiction", "empty"):
        assert values[name] == 0


def test_json_rungs_are_wrong_in_one_place():
    said = texts(perturbation_rungs(asked(ORDER)))
    assert json.loads(said["dropped_field_1"]) == {"count": 2, "price": 3}
    assert json.loads(said["swapped_fields"]) == {"item": "tea", "count": 3, "price": 2}
    assert json.loads(said["hollow"]) == dict.fromkeys(ORDER)
    assert said["invalid"] == '{"item" "tea", "count": 2, "price": 3}'
    other = json.loads(said["wrong"])
    assert list(other) == list(ORDER)
    assert not any(other[key] == ORDER[key] for key in ORDER)


def test_json_that_is_equal_after_the_change_is_dropped():
    # both values are 2, so that nothing changes when they change places
    assert "swapped_fields" not in texts(perturbation_rungs(asked({"a": 2, "b": 2})))
    assert "hollow" not in texts(perturbation_rungs(asked({"a": None, "b": None})))


def test_json_paraphrases_hold_the_same_value():
    said = texts(paraphrase_rungs(asked(ORDER)))
    assert said["key_order"] == '{"price": 3, "count": 2, "item": "tea"}'
    assert said["compact"] == '{"item":"tea","count":2,"price":3}'
    assert said["indented"].startswith('{\n  "item"')
    assert texts(gold_replies(asked(ORDER)))["fenced"].startswith("```json\n{")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dropped_where", "SELECT name, age FROM users ORDER BY age LIMIT 5"),
        ("operator", QUERY.replace(">", "<=")),
        ("connective", QUERY.replace("AND", "OR")),
        ("literal", QUERY.replace("30", "31")),
        ("dropped_column", QUERY.replace("name, age FROM", "name FROM")),
        ("column", QUERY.replace("name, age", "age, age")),
        ("order", QUERY.replace("BY age", "BY age DESC")),
        ("limit", QUERY.replace("LIMIT 5", "LIMIT 6")),
        ("truncated", "SELECT name, age FROM users WHERE age > 30"),
    ],
)
def test_query_rungs_change_one_clause(name, said):
    rungs = perturbation_rungs(asked(QUERY))
    assert texts(rungs)[name] == said
    assert qualities(rungs)[name] == 0


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("SELECT COUNT(*) FROM a", "aggregate", "SELECT 1 + COUNT(*) FROM a"),
        ("SELECT max(b) FROM a", "aggregate", "SELECT MIN(b) FROM a"),
        ("SELECT b FROM a WHERE c = 'x > y'", "operator", "SELECT b FROM a WHERE c <> 'x > y'"),
        ("SELECT b FROM a WHERE c = 'x'", "literal", "SELECT b FROM a WHERE c = 'x_'"),
        (
            "SELECT b FROM a WHERE c IN (SELECT c FROM d WHERE e = 1) LIMIT 2",
            "dropped_where",
            "SELECT b FROM a LIMIT 2",
        ),
        ("SELECT b FROM a ORDER BY b DESC", "order", "SELECT b FROM a ORDER BY b ASC"),
    ],
)
def test_query_rungs_leave_quoted_text_and_subqueries_whole(query, name, said):
    assert texts(perturbation_rungs(asked(query)))[name] == said


def test_query_paraphrases_change_space_and_case_alone():
    said = texts(paraphrase_rungs(asked("SELECT a\nFROM b WHERE c = 'FROM'")))
    assert said["lower_case"] == "select a\nfrom b where c = 'FROM'"
    assert said["one_line"] == "SELECT a FROM b WHERE c = 'FROM'"
    assert said["semicolon"] == "SELECT a\nFROM b WHERE c = 'FROM';"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("syntax_error", CODE.replace("f(x):", "f(x)")),
        ("off_by_one", CODE.replace("<", "<=")),
        ("wrong", "def f(x):\n    return 0"),
        ("empty_body", "def f(x):\n    pass"),
        ("wrong_name", CODE.replace("f(x)", "f_2(x)")),
        ("truncated", CODE.removesuffix("\n    return y")),
        ("hard_coded", "def f(x):\n    return 2"),
    ],
)
def test_code_rungs_change_one_thing(name, said):
    rungs = perturbation_rungs(asked({"tests": TESTS, "solution": CODE}))
    assert texts(rungs)[name] == said
    assert qualities(rungs)[name] == 0


def test_code_that_knows_one_test_passes_that_one_and_no_rung_passes_all():
    sample = asked({"tests": TESTS, "solution": CODE})
    passed = {
        rung.name: code_tests(answered(sample, rung)).value
        for rung in perturbation_rungs(sample, "fenced")
    }
    assert passed.pop("hard_coded") == 0.25
    assert max(passed.values()) < 1
    for rung in paraphrase_rungs(sample, "fenced"):
        assert code_tests(answered(sample, rung)).value == 1


def test_code_that_is_the_same_after_the_change_is_dropped():
    names = texts(perturbation_rungs(asked("def f(x):\n    return 0")))
    assert "constant" not in names
    assert names["wrong"] == "def f(x):\n    pass"


def test_a_hard_coded_program_prints_the_first_output():
    reference = {"tests": [{"input": "1\n", "output": "2\n"}, {"input": "2\n", "output": "3\n"}],
                 "code": "import sys\nprint(int(sys.stdin.read()) + 1)"}  # fmt: skip
    assert texts(perturbation_rungs(asked(reference)))["hard_coded"] == "print('2')"


def test_tool_calls_are_given_as_calls_and_as_text():
    golds = {rung.name: rung.reply for rung in gold_replies(asked([CALL]))}
    assert golds["bare"].tool_calls == (ToolCall("roll", {"dice": 4, "sides": 6}),)
    assert golds["bare"].content == ""
    assert golds["tagged_calls"].content == f"<tool_call>\n{json.dumps(CALL)}\n</tool_call>"
    assert json.loads(golds["json_calls"].content) == [CALL]


@pytest.mark.parametrize(
    ("name", "calls", "quality"),
    [
        ("wrong_name", [("roll_2", {"dice": 4, "sides": 6})], 0),
        ("dropped_argument_1", [("roll", {"sides": 6})], 0.5),
        ("dropped_argument_2", [("roll", {"dice": 4})], 0.5),
        ("extra_call", [("roll", {"dice": 4, "sides": 6})] * 2, 0.5),
        ("extra_argument", [("roll", {"dice": 4, "sides": 6, "note_2": "unknown"})], 2 / 3),
        ("broken_arguments", [("roll", '{"dice": 4, "sides": 6')], 0),
    ],
)
def test_tool_call_rungs_change_one_thing(name, calls, quality):
    rung = next(rung for rung in perturbation_rungs(asked([CALL])) if rung.name == name)
    assert rung.reply.tool_calls == tuple(ToolCall(*call) for call in calls)
    assert rung.quality == pytest.approx(quality)


def test_calls_described_in_text_are_worth_nothing():
    rungs = perturbation_rungs(asked([CALL]))
    assert texts(rungs)["as_text"] == "I would call roll, with dice 4, with sides 6."
    assert qualities(rungs)["as_text"] == 0


def test_a_wrong_tool_is_another_of_the_declared_ones():
    tools = ({"function": {"name": "roll"}}, {"function": {"name": "flip"}})
    sample = asked([CALL])
    sample = Sample(sample.id, sample.messages, sample.reference_answer, {}, tools)
    rung = next(rung for rung in perturbation_rungs(sample) if rung.name == "wrong_name")
    assert rung.reply.tool_calls[0].name == "flip"


def test_a_wrong_call_is_another_rows():
    other = asked([{"name": "flip", "arguments": {}}])
    assert wrong_reply(asked([CALL]), other=other).tool_calls == (ToolCall("flip", {}),)
