import pytest

from judges.criteria import Criterion, read_criteria

RIGHT = Criterion("right", "Is what it says so?", ("wrong", "partly", "right"), 3.0)
KIND = Criterion("kind", "Is it kind?", ("no", "yes"))


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
