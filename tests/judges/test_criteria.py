import pytest

from judges.ask import Question, Reply
from judges.criteria import Criteria, Criterion, read_criteria
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


class TestACriterion:
    @pytest.mark.parametrize(
        ("choice", "value"), [("awful", 0.0), ("poor", 1 / 3), ("fair", 2 / 3), ("good", 1.0)]
    )
    def test_choices_are_equal_steps_on_0_to_1(self, choice, value):
        assert Criterion("c", "How?", ("awful", "poor", "fair", "good")).value(choice) == value

    @pytest.mark.parametrize("name", ["", "Kind", "2nd", "a.b", "a b", "kind_reason", "k" * 52])
    def test_name_can_be_a_key_and_is_no_other_ones_reason(self, name):
        with pytest.raises(ValueError, match="expected a name of a-z, 0-9 and _"):
            Criterion(name, "How?", ("no", "yes"))

    @pytest.mark.parametrize(
        "choices", [(), ("yes",), ("no", "no"), ("no", ""), ("no", " "), ("no", "no ")]
    )
    def test_choices_are_two_or_more_that_differ(self, choices):
        with pytest.raises(ValueError, match="'c': choices: expected two or more, all different"):
            Criterion("c", "How?", choices)

    @pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf")])
    def test_weight_is_finite_and_above_0(self, weight):
        with pytest.raises(ValueError, match="'c': weight: expected a finite number above 0"):
            Criterion("c", "How?", ("no", "yes"), weight)

    def test_criterion_says_what_is_asked(self):
        with pytest.raises(ValueError, match="'c': says: expected what is asked"):
            Criterion("c", " ", ("no", "yes"))


class TestTheFile:
    def test_file_has_a_table_for_each_criterion_in_their_order(self, tmp_path):
        path = tmp_path / "criteria.toml"
        path.write_text(
            '[right]\nsays = "Is what it says so?"\nchoices = ["wrong", "partly", "right"]\n'
            'weight = 3\n\n[kind]\nsays = "Is it kind?"\nchoices = ["no", "yes"]\n'
        )
        assert read_criteria(path) == (RIGHT, KIND)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "expected at least one criterion, got none"),
            ("[kind\n", "line 1"),
            ('[kind]\nsays = "?"\nchoices = ["no", "yes"]\n[kind]\n', "twice"),
            ("kind = 1", "kind: expected a table, [kind], got 1"),
            ('[kind]\nsays = "?"\nchoices = ["no", "yes"]\nwieght = 2', "kind.wieght: expected"),
            ('[kind]\nchoices = ["no", "yes"]', "kind.says: expected a text, got None"),
            ('[kind]\nsays = "?"', "kind.choices: expected a list of texts, got None"),
            ('[kind]\nsays = "?"\nchoices = [1, 2]', "kind.choices: expected a list of texts"),
            ('[kind]\nsays = "?"\nchoices = "no"', "kind.choices: expected a list of texts"),
            ('[kind]\nsays = "?"\nchoices = ["no"]', "'kind': choices: expected two or more"),
            ('[kind]\nsays = "?"\nchoices = ["a", "b"]\nweight = "2"', "kind.weight: expected"),
            ('[kind]\nsays = "?"\nchoices = ["a", "b"]\nweight = true', "kind.weight: expected"),
            ('[kind]\nsays = "?"\nchoices = ["a", "b"]\nweight = inf', "finite number above 0"),
            (f'[k]\nsays = "?"\nchoices = ["a", "b"]\nweight = 1{"0" * 400}', "too large"),
            ('[Kind]\nsays = "?"\nchoices = ["a", "b"]', "'Kind': expected a name of a-z"),
        ],
    )
    def test_file_that_is_wrong_is_an_error_with_its_path(self, tmp_path, text, says):
        path = tmp_path / "criteria.toml"
        path.write_text(text)
        with pytest.raises(ValueError, match=r"criteria\.toml: ") as caught:
            read_criteria(path)
        assert says in str(caught.value)

    def test_a_file_that_is_no_text_is_an_error_with_its_path(self, tmp_path):
        path = tmp_path / "criteria.toml"
        path.write_bytes(b"\xff\xfe")
        with pytest.raises(ValueError, match=r"criteria\.toml: .*utf-8"):
            read_criteria(path)

    def test_a_missing_file_is_named(self, tmp_path):
        with pytest.raises(FileNotFoundError, match=r"criteria\.toml"):
            read_criteria(tmp_path / "criteria.toml")
