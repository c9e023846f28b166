import json
import re

import pytest

from judges.ask import Question, Reply, Sampling
from judges.openai_graders import read_grader
from judges.openai_graders.model_graders import LabelModel, ScoreModel
from judges.openai_graders.text_graders import SimilarText, StringCheck
from rewards.scoring import describe
from rewards.types import Score, ToolCall
from tests.judges.openai_graders.made import (
    GOLD,
    TEXT,
    asked_of,
    called,
    check,
    labelling,
    likeness,
    multi,
    nobody,
    paid,
    scoring,
)
from tests.judges.scripted import answers, bill, form, said
from tests.samples import reply


class TestTheGuidesExamples:
    TOOLS = multi(
        "0.5 * function_name + 0.5 * arguments",
        function_name={
            "name": "function_name",
            "type": "string_check",
            "input": "get_acceptors",
            "reference": "{{sample.output_tools[0].function.name}}",
            "operation": "eq",
        },
        arguments={
            "name": "arguments",
            "type": "string_check",
            "input": '{"smiles": "{{item.smiles}}"}',
            "reference": "{{sample.output_tools[0].function.arguments}}",
            "operation": "eq",
        },
    )
    FIELDS = multi(
        "(name + email) / 2",
        name=likeness(
            "fuzzy_match",
            input="{{sample.output_json.name}}",
            reference="{{item.name}}",
            pass_threshold=0.9,
        ),
        email=check(input="{{sample.output_json.email}}", reference="{{item.email}}"),
    )

    @pytest.mark.parametrize(
        ("calls", "pays"),
        [
            ((ToolCall("get_acceptors", {"smiles": "CCO"}),), 1.0),
            ((ToolCall("get_acceptors", '{"smiles": "CCO"}'),), 1.0),
            ((ToolCall("get_acceptors", {"smiles": "CCN"}),), 0.5),
            ((ToolCall("get_donors", {"smiles": "CCO"}),), 0.5),
            ((), 0.0),
        ],
    )
    def test_a_tool_call_is_graded_by_name_and_arguments(self, calls, pays):
        assert paid(self.TOOLS, called(*calls, smiles="CCO")) == pays

    @pytest.mark.parametrize(
        ("name", "email", "pays"),
        [
            ("John Doe", "john.doe@gmail.com", 1.0),
            ("John Doe", "john@gmail.com", 0.5),
            # "jon doe" and "john doe": 7 characters of both, 2 * 7 / 15; (14/15 + 1) / 2
            ("Jon Doe", "john.doe@gmail.com", (14 / 15 + 1) / 2),
        ],
    )
    def test_multi_grader_averages_two_fields_of_json(self, name, email, pays):
        text = json.dumps({"name": name, "email": email})
        sample = reply(text, None, name="John Doe", email="john.doe@gmail.com")
        assert paid(self.FIELDS, sample) == pytest.approx(pays)

    def test_parts_are_seen_by_name(self):
        whole = read_grader(self.TOOLS)(called(smiles="CCO"))
        assert isinstance(whole, Score)
        assert {name: part.value for name, part in whole.parts.items()} == {
            "function_name": 0.0,
            "arguments": 0.0,
        }

    def test_a_score_model_asks_as_the_guide_has_it(self):
        grader = {
            "type": "score_model",
            "name": "my_score_model",
            "input": [
                {"role": "system", "content": "You are an expert grader."},
                {"role": "user", "content": f"Reference: {GOLD}. Model answer: {TEXT}"},
            ],
            "pass_threshold": 0.5,
            "model": "o4-mini-2025-04-16",
            "range": [0, 1],
            "sampling_params": {
                "max_completions_tokens": 32768,
                "top_p": 1,
                "reasoning_effort": "medium",
            },
        }
        sample = reply("0.9", 1.0)
        asked = asked_of(grader, sample)
        mark = asked.text[len("The mark is ") :][:16]
        assert asked.text == (
            f"The mark is {mark}.\n\nReference: 1.0. Model answer: <sample_output_text-{mark}>\n"
            f"0.9\n</sample_output_text-{mark}>\n\nGive, in this order: steps, result."
        )
        assert asked.system.startswith("You are an expert grader.\n\nThe user message opens with")
        assert asked.sampling == Sampling(
            temperature=None, top_p=1.0, max_tokens=32768, reasoning="medium"
        )
        ask = answers(form(steps="Near.", result=0.5))
        assert read_grader(grader, ask=ask)(sample) == Score(0.5, "Near.", usage=bill())

    def test_a_message_may_come_in_parts(self):
        content = [{"type": "input_text", "text": f"Reference: {GOLD} "}, TEXT]
        asked = asked_of(scoring(input=[{"role": "user", "content": content}]), reply("S", "G"))
        assert re.search(r"Reference: G <sample_output_text-.{16}>\nS\n</", asked.text)


class TestMulti:
    @pytest.mark.parametrize("word", ["floor(a)", "ceil(a)", "exp(a)", "sqrt(a)", "log(a)", "a^2"])
    def test_multi_grader_refuses_by_name_what_our_formulas_lack(self, word):
        name = "^" if "^" in word else word[: word.index("(")]
        with pytest.raises(ValueError, match=rf"calculate_output: {re.escape(name)} is refused"):
            read_grader(multi(word, a=check()))

    def test_a_part_may_have_the_name_of_a_function_that_our_formulas_lack(self):
        assert paid(multi("2 * log", log=check()), reply("x", "x")) == 2

    def test_min_max_and_abs_are_known(self):
        grader = multi("max(a, b) - min(a, b) + abs(-1)", a=check(), b=check(operation="ne"))
        assert paid(grader, reply("x", "x")) == 2  # 1 - 0 + 1

    def test_graders_of_a_multi_may_be_one_or_a_list_by_their_names_as_in_the_library(self):
        one = {**multi("a"), "graders": check(name="a")}
        several = {**multi("a + b"), "graders": [check(name="a"), check(name="b")]}
        assert [paid(it, reply("x", "x")) for it in (one, {"grader": one}, several)] == [1, 1, 2]

    @pytest.mark.parametrize("output", ["a + c", "a +", "", "a"])
    def test_a_formula_over_other_names_is_an_error(self, output):
        with pytest.raises(ValueError, match=r"^grader: calculate_output: "):
            read_grader(multi(output, a=check(), b=check()))

    def test_multi_grader_within_another_is_refused(self):
        with pytest.raises(ValueError, match=r"graders\.a\.type: a multi stands in no other"):
            read_grader(multi("a", a=multi("b", b=check())))

    def test_a_fault_of_a_part_is_named_by_its_place(self):
        with pytest.raises(ValueError, match=r"^grader: graders\.a\.operation: expected one of eq"):
            read_grader(multi("a", a=check(operation="neq")))

    def test_multi_grader_has_one_bill_of_all_its_judges(self):
        ask = answers(form(steps="s", result="fine"), form(steps="s", result=0.5))
        grader = read_grader(multi("a * b", a=labelling(), b=scoring()), ask=ask)
        whole = grader(reply("x", "y"))
        assert isinstance(whole, Score)
        assert (whole.value, whole.usage) == (0.5, bill(2))


class TestReading:
    def test_a_file_is_read(self, tmp_path):
        path = tmp_path / "grader.json"
        path.write_text(json.dumps(check()), "utf-8")
        assert read_grader(path) == read_grader(str(path)) == StringCheck(TEXT, GOLD, "eq")

    def test_an_error_begins_with_the_path_and_the_field(self, tmp_path):
        path = tmp_path / "grader.json"
        path.write_text(json.dumps(check(operation="is")), "utf-8")
        problem = f"{path}: operation: expected one of eq, ne, like, ilike, got 'is'"
        with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
            read_grader(path)

    def test_a_file_of_something_else_is_an_error_with_its_path(self, tmp_path):
        path = tmp_path / "grader.json"
        path.write_text("[]", "utf-8")
        with pytest.raises(ValueError, match=r"grader\.json: expected an object with a type"):
            read_grader(path)

    @pytest.mark.parametrize("text", ["", "{", '{"type": 1, "type": 2}', "[NaN]"])
    def test_a_file_that_is_no_json_is_an_error_with_its_path(self, tmp_path, text):
        path = tmp_path / "grader.json"
        path.write_text(text, "utf-8")
        with pytest.raises(ValueError, match=r"grader\.json: expected JSON: "):
            read_grader(path)

    @pytest.mark.parametrize(
        ("grader", "problem"),
        [
            ({}, "type: expected one of string_check, .*, got nothing"),
            (check(type="endpoint"), "type: expected one of string_check"),
            (check(input=None), "input: expected a text, got None"),
            (check(refernce="x"), "refernce: unknown field, expected one of type, name"),
            (likeness("rouge_6"), "evaluation_metric: expected one of fuzzy_match"),
            (multi("a", a="eq"), r"graders\.a: expected an object"),
            ({"type": "multi", "calculate_output": "a"}, "graders: expected an object"),
        ],
    )
    def test_read_grader_names_the_field_of_what_is_no_grader(self, grader, problem):
        with pytest.raises(ValueError, match=f"^grader: {problem}"):
            read_grader(grader)

    @pytest.mark.parametrize("place", ["type", "graders.a.type"])
    def test_python_is_refused_and_told_where_to_go(self, place):
        python = {"type": "python", "source": "def grade(sample, item):\n    return 1.0"}
        grader = python if place == "type" else multi("a", a=python)
        with pytest.raises(ValueError, match=f"{place}: python is refused.*a function of a Sample"):
            read_grader(grader)

    @pytest.mark.parametrize("grader", [labelling(), scoring(), multi("a", a=scoring())])
    def test_a_model_that_nobody_asks_is_an_error_when_it_is_read(self, grader):
        with pytest.raises(ValueError, match=r"model: expected an Ask for 'gpt-4\.1', as ask="):
            read_grader(grader, asks={"gpt-5": nobody})

    def test_a_model_is_asked_under_its_name_and_else_the_one_for_all(self):
        def own(question: Question) -> Reply:
            return said(form(steps="s", result=1), "own")

        def others(question: Question) -> Reply:
            return said(form(steps="s", result=0), "others")

        grader = multi("a - b", a=scoring(), b=scoring(model="gpt-5"))
        whole = read_grader(grader, asks={"gpt-4.1": own}, ask=others)(reply("x", "y"))
        assert isinstance(whole, Score)
        assert (whole.parts["a"].usage, whole.parts["b"].usage) == (
            bill(1, "own"),
            bill(1, "others"),
        )

    def test_grader_prints_as_the_code_that_makes_it(self):
        grader = read_grader(multi("a * b", a=check(), b=likeness("bleu")))
        assert describe(grader) == (
            f"formula('a * b', a=StringCheck(input='{TEXT}', reference='{GOLD}', operation='eq'), "
            f"b=SimilarText(input='{TEXT}', reference='{GOLD}', evaluation_metric='bleu'))"
        )

    @pytest.mark.parametrize(
        ("grader", "kind"),
        [(likeness("gleu"), SimilarText), (labelling(), LabelModel), (scoring(), ScoreModel)],
    )
    def test_the_same_json_is_the_same_reward_and_can_be_a_key(self, grader, kind):
        one, other = read_grader(grader, ask=nobody), read_grader(grader, ask=nobody)
        assert isinstance(one, kind)
        assert {one: 1} == {other: 1}
