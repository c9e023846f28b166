import re

import pytest

from judges.openai_graders import read_grader
from rewards.types import Sample
from tests.judges.openai_graders.made import GOLD, asked_of, check, paid, scoring
from tests.samples import reply


class TestTemplates:
    def value(self, template: str, sample: Sample) -> str:
        asked = asked_of(scoring(input=[{"role": "user", "content": template}]), sample)
        return asked.text.removesuffix("\n\nGive, in this order: steps, result.")

    @pytest.mark.parametrize(
        ("template", "value"),
        [
            ("{{item.city}}", "Paris"),
            ("{{ item.city }} of {{item.land.name}}", "Paris of France"),
            ("{{item.rivers[0]}}", "Seine"),
            ("{{item.rivers.0}}", "Seine"),
            ("{{item['two words']}}", "yes"),
            ("{{item.rivers}}", '["Seine"]'),
            ("{{item.people}}", "2.1"),
            ("{{item.sunny}}", "true"),
            ('{"a": "{{item.city}}"}', '{"a": "Paris"}'),
            ('{"a": {{{item.people}}}}', '{"a": {2.1}}'),
            ("{{item.metadata.city}}", "Paris"),
            ("no braces, but } and }}", "no braces, but } and }}"),
        ],
    )
    def test_an_item_is_the_metadata(self, template, value):
        row = {"land": {"name": "France"}, "rivers": ["Seine"], "two words": "yes"}
        sample = reply("x", None, city="Paris", people=2.1, sunny=True, **row)
        assert self.value(template, sample) == value

    @pytest.mark.parametrize(
        ("gold", "template", "value"),
        [
            ("18", "{{item.reference_answer}}", "18"),
            (18, "{{item.reference_answer}}", "18"),
            ({"text": "18"}, "{{item.reference_answer}}", "18"),
            ({"answer": "18"}, "{{item.reference_answer}}", '{"answer": "18"}'),
            ({"answer": "18"}, "{{item.reference_answer.answer}}", "18"),
            ({"answer": "18"}, "{{item.answer}}", "18"),
            ('{"answer": "18"}', "{{item.reference_answer.answer}}", "18"),
            ('{"answer": "18"}', "{{item.answer}}", "18"),
        ],
    )
    def test_an_item_has_the_reference_and_its_fields(self, gold, template, value):
        assert self.value(template, reply("x", gold)) == value

    def test_the_metadata_go_before_the_fields_of_the_reference(self):
        assert self.value("{{item.a}}", reply("x", {"a": "gold"}, a="row")) == "row"

    def test_an_item_never_has_the_reply(self):
        assert "SECRET" not in self.value("{{item.messages}}", reply("SECRET"))

    def test_braces_within_a_value_are_text(self):
        sample = reply("{{ item.reference_answer }}", "Paris")
        assert paid(check(), sample) == 0
        assert self.value("{{item.a}}", reply("x", "G", a=GOLD)) == GOLD

    @pytest.mark.parametrize(
        ("sample", "known"),
        [(reply("x", None, city="Paris"), "item.city"), (reply("x", {"gold": 1}), "item.gold")],
    )
    def test_template_of_what_the_data_lack_is_a_fault_that_names_what_they_have(
        self, sample, known
    ):
        grader = read_grader(check(reference="{{item.town}}"))
        with pytest.raises(ValueError, match=rf"item\.town: expected one of .*{known}"):
            grader(sample)

    def test_a_deeper_place_that_the_data_lack_is_named_with_its_neighbours(self):
        grader = read_grader(check(reference="{{item.a.b}}"))
        with pytest.raises(ValueError, match=r"item\.a\.b: .*expected 'b' in an object with \['c'"):
            grader(reply("x", None, a={"c": 1}))

    def test_null_in_the_data_is_no_value(self):
        with pytest.raises(ValueError, match=r"item\.a: expected a value, got null"):
            read_grader(check(reference="{{item.a}}"))(reply("x", None, a=None))

    @pytest.mark.parametrize(
        ("text", "pays"),
        [
            ('{"a": {"b": ["x", "gold"]}}', 1),
            ('```json\n{"a": {"b": ["x", "gold"]}}\n```', 1),
            ('<think>{}</think>{"a": {"b": ["x", "gold"]}}', 1),
            ('{"a": {"b": ["gold"]}}', 0),
            ('{"a": "gold"}', 0),
            ('{"a": {"b": ["x", null]}}', 0),
            ('so: {"a": {"b": ["x", "gold"]}}', 0),
            ("gold", 0),
            ("", 0),
        ],
    )
    def test_json_that_the_reply_lacks_is_a_wrong_reply(self, text, pays):
        grader = check(input="{{sample.output_json.a.b[1]}}")
        assert paid(grader, reply(text, "gold")) == pays

    def test_a_reply_that_is_no_json_does_not_differ_from_the_reference_either(self):
        grader = check(input="{{sample.output_json.a}}", operation="ne")
        assert paid(grader, reply("prose", "gold")) == 0
        assert paid(grader, reply('{"a": "other"}', "gold")) == 1

    def test_null_in_the_reply_is_not_the_word_null(self):
        assert paid(check(input="{{sample.output_json.a}}"), reply('{"a": null}', "null")) == 0

    def test_numbers_are_compared_as_json_on_both_sides(self):
        grader = check(input="{{sample.output_json.a}}", reference="{{item.a}}")
        assert paid(grader, reply('{"a": 1e2}', None, a=100.0)) == 1

    @pytest.mark.parametrize(
        ("template", "problem"),
        [
            ("{{ item }}", "expected item.NAME or sample.NAME"),
            ("{{ item.x | upper }}", "expected item.NAME or sample.NAME"),
            ("{{ item.x() }}", "expected item.NAME or sample.NAME"),
            ("{{ item.__class__.__mro__ }} {{ 7*7 }}", "expected item.NAME or sample.NAME"),
            ("{{ data.x }}", "expected item.NAME or sample.NAME"),
            ("{{ item.x", "expected '}}' after '{{'"),
            ("{{ sample.text }}", "expected one of sample.output_text, sample.output_json"),
            ("{{ sample.output_text.x }}", "has no fields"),
            ("{{ sample.choices[0].message.content }}", "sample.choices is not kept here"),
            ("{{ sample.output_audio.transcript }}", "sample.output_audio is not kept here"),
        ],
    )
    def test_template_with_anything_else_in_the_braces_is_an_error_when_it_is_read(
        self, template, problem
    ):
        with pytest.raises(ValueError, match=f"^grader: input: .*{re.escape(problem)}"):
            read_grader(check(input=template))

    def test_a_name_of_python_is_only_a_name(self):
        with pytest.raises(ValueError, match=r"item\.__class__: expected one of"):
            read_grader(check(reference="{{item.__class__}}"))(reply("x"))
