import pytest

from judges.ask import Question, Reply
from judges.criteria import Criteria, Criterion
from judges.errors import NoVerdictError, OffScaleError, SeveralVerdictsError
from rewards.scoring import ScoringError, describe, score
from tests.judges.scripted import answers, bill, form, said
from tests.samples import reply

RIGHT = Criterion("right", "Is what it says so?", ("wrong", "partly", "right"), 3.0)
KIND = Criterion("kind", "Is it kind?", ("no", "yes"))
BRIEF = Criterion("brief", "Is it brief?", ("no", "yes"))
THREE = (RIGHT, KIND, BRIEF)


def gone(question: Question) -> Reply:
    raise ConnectionError("gone")


def of_one(name: str, choice: str) -> dict[str, str]:
    return {name + "_reason": f"On {name}.", name: choice}


def of_all(**choices: str) -> str:
    return form(**{k: v for pair in choices.items() for k, v in of_one(*pair).items()})


def fault(criteria: Criteria) -> ScoringError:
    with pytest.raises(ScoringError) as caught:
        score(criteria, reply("42"))
    return caught.value


class TestTogether:
    def test_the_score_is_the_weighted_mean_and_every_criterion_a_part(self):
        judge = Criteria(answers(of_all(right="partly", kind="yes", brief="no")), THREE)
        whole = judge(reply("42"))
        # weights 3, 1, 1; values 1/2, 1, 0: (1.5 + 1 + 0) / 5
        assert whole.value == 0.5
        assert {name: part.value for name, part in whole.parts.items()} == {
            "right": 0.5,
            "kind": 1.0,
            "brief": 0.0,
        }
        assert whole.parts["right"].reason == "partly: On right."
        assert whole.reason == "right: partly: On right.; kind: yes: On kind.; brief: no: On brief."

    def test_criteria_together_are_one_question_and_one_bill(self):
        asked: list[Question] = []
        text = of_all(right="right", kind="yes", brief="yes")
        whole = Criteria(answers(text, asked=asked), THREE)(reply("42"))
        assert (whole.value, whole.usage, len(asked)) == (1.0, bill(), 1)

    def test_each_choice_comes_after_its_own_reason(self):
        asked: list[Question] = []
        text = of_all(right="right", kind="yes", brief="yes")
        Criteria(answers(text, asked=asked), THREE)(reply("42"))
        shape = asked[0].form
        assert shape is not None
        assert [(entry.name, entry.choices) for entry in shape.entries] == [
            ("right_reason", ()),
            ("right", ("wrong", "partly", "right")),
            ("kind_reason", ()),
            ("kind", ("no", "yes")),
            ("brief_reason", ()),
            ("brief", ("no", "yes")),
        ]
        for criterion in THREE:
            assert criterion.says in asked[0].system

    @pytest.mark.parametrize(
        ("text", "kind", "says"),
        [
            (of_all(right="right", kind="yes"), NoVerdictError, "'brief_reason'"),
            (
                form(**of_one("right", "right"), **of_one("kind", "yes"), brief_reason="Long."),
                NoVerdictError,
                "'brief'",
            ),
            (
                of_all(right="right", kind="no", brief="yes")[:-1] + ', "kind": "yes"}',
                SeveralVerdictsError,
                "'kind' is there 2 times",
            ),
            (
                of_all(right="right", kind="no", brief="yes")[:-1] + ', "Kind": "yes"}',
                SeveralVerdictsError,
                "'kind' is there 2 times",
            ),
            (of_all(right="right", kind="maybe", brief="yes"), OffScaleError, "kind: expected one"),
        ],
    )
    def test_a_missing_doubled_or_unknown_choice_is_an_error_and_no_mean(self, text, kind, says):
        error = fault(Criteria(answers(text), THREE))
        assert (error.cause_type, error.usage) == (kind.__name__, bill())
        assert says in error.cause_text


class TestApart:
    def test_each_criterion_has_a_question_of_its_own_that_names_no_other(self):
        asked: list[Question] = []
        texts = [of_all(right="partly"), of_all(kind="yes"), of_all(brief="no")]
        whole = Criteria(answers(*texts, asked=asked), THREE, asking="apart")(reply("42"))
        assert whole.value == 0.5  # as together
        assert (RIGHT.says in asked[0].system, KIND.says in asked[0].system) == (True, False)
        assert (RIGHT.says in asked[1].system, KIND.says in asked[1].system) == (False, True)

    def test_the_bill_is_the_sum(self):
        texts = [of_all(right="partly"), of_all(kind="yes"), of_all(brief="no")]
        whole = Criteria(answers(*texts), THREE, asking="apart")(reply("42"))
        assert whole.usage == bill(3)
        assert whole.parts["kind"].usage == bill()

    def test_a_fault_in_the_third_keeps_the_first_twos_bill_beside_its_own(self):
        texts = [of_all(right="partly"), of_all(kind="yes"), of_all(brief="perhaps")]
        error = fault(Criteria(answers(*texts), THREE, asking="apart"))
        assert (error.part, error.cause_type) == ("brief", "OffScaleError")
        assert error.usage == bill(3)

    def test_a_model_gone_at_the_third_keeps_the_first_twos_bill(self):
        def ask(question: Question) -> Reply:
            if BRIEF.says in question.system:
                raise ConnectionError("gone")
            return said(
                of_all(right="right") if RIGHT.says in question.system else of_all(kind="no")
            )

        error = fault(Criteria(ask, THREE, asking="apart"))
        assert (error.part, error.cause_type) == ("brief", "ConnectionError")
        assert error.usage == bill(2)

    def test_fault_of_its_own_answer_is_on_the_path_of_its_criterion(self):
        texts = ["Mine.", of_all(right="partly"), "Mine.", "prose"]
        error = fault(Criteria(answers(*texts), THREE, asking="apart", against="own_answer"))
        assert (error.part, error.cause_type) == ("kind", "NoVerdictError")
        assert error.usage == bill(4)


class TestTheSettings:
    @pytest.mark.parametrize("criteria", [(), (KIND, KIND)])
    def test_criteria_are_one_or_more_of_different_names(self, criteria):
        with pytest.raises(ValueError, match="criteria: expected one or more, all different"):
            Criteria(answers(), criteria)

    @pytest.mark.parametrize("asking", ["appart", None])
    def test_a_misspelt_way_of_asking_is_an_error(self, asking):
        with pytest.raises(ValueError, match="asking: expected together or apart, got"):
            Criteria(answers(), THREE, asking=asking)

    @pytest.mark.parametrize("against", ["gold", None])
    def test_a_misspelt_guide_is_an_error(self, against):
        with pytest.raises(ValueError, match="against: expected one of"):
            Criteria(answers(), THREE, against=against)

    def test_criteria_print_as_the_code_that_makes_them(self):
        assert describe(Criteria(gone, (KIND,))).startswith(
            f"Criteria(ask={__name__}.gone, criteria=(Criterion(name='kind', says='Is it kind?', "
            "choices=('no', 'yes'), weight=1.0),), asking='together', against='nothing'"
        )
