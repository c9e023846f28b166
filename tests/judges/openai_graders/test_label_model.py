import pytest

from judges.errors import OffScaleError
from judges.openai_graders import read_grader
from rewards.types import Score
from tests.judges.openai_graders.made import asked_of, labelling, nobody
from tests.judges.scripted import answers, bill, form
from tests.samples import reply


class TestLabelModel:
    @pytest.mark.parametrize(("label", "pays"), [("fine", 1), ("rude", 0)])
    def test_a_passing_label_pays_1(self, label, pays):
        ask = answers(form(steps="Why.", result=label))
        whole = read_grader(labelling(), ask=ask)(reply("Hello."))
        assert whole == Score(pays, f"{label}: Why.", usage=bill())

    def test_labels_alone_may_be_given(self):
        asked = asked_of(labelling(), reply("x"), "fine")
        assert asked.form is not None
        assert asked.form.schema["properties"]["result"]["enum"] == ["rude", "fine"]
        with pytest.raises(OffScaleError):
            read_grader(labelling(), ask=answers(form(steps="", result="Fine")))(reply("x"))

    @pytest.mark.parametrize(
        ("fields", "problem"),
        [
            ({"labels": ["a"], "passing_labels": ["a"]}, "labels: expected two or more"),
            ({"labels": ["a", "a"]}, "labels: expected two or more, all different"),
            ({"labels": "ab"}, "labels: expected a list of texts"),
            ({"passing_labels": []}, "passing_labels: expected some of rude, fine"),
            ({"passing_labels": ["good"]}, "passing_labels: expected some of rude, fine"),
        ],
    )
    def test_labels_that_cannot_be_used_are_an_error_when_it_is_read(self, fields, problem):
        with pytest.raises(ValueError, match=f"^grader: {problem}"):
            read_grader(labelling(**fields), ask=nobody)
