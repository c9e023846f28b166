import pytest

from judges.openai_graders import read_grader
from tests.judges.openai_graders.made import GOLD, TEXT, check, paid
from tests.samples import reply


class TestStringCheck:
    @pytest.mark.parametrize(
        ("operation", "text", "pays"),
        [
            ("eq", "Paris", 1),
            ("eq", "paris", 0),
            ("eq", " Paris", 0),
            ("ne", "Paris", 0),
            ("ne", "Rome", 1),
            ("like", "It is Paris.", 1),
            ("like", "It is paris.", 0),
            ("ilike", "It is PARIS.", 1),
            ("ilike", "It is Rome.", 0),
        ],
    )
    def test_string_check_pays_as_the_operation_says(self, operation, text, pays):
        assert paid(check(operation=operation), reply(text, "Paris")) == pays

    @pytest.mark.parametrize("operation", ["like", "ilike"])
    def test_an_empty_reply_is_in_every_text_and_earns_nothing_by_it(self, operation):
        grader = check(input=GOLD, reference=TEXT, operation=operation)
        assert paid(grader, reply("", "Paris")) == 0
        assert paid(grader, reply("Par", "Paris")) == 1

    def test_an_empty_text_of_the_data_would_be_in_every_reply(self):
        with pytest.raises(ValueError, match="reference: expected a text to look for, got ''"):
            read_grader(check(operation="like"))(reply("x", ""))

    def test_reasoning_is_no_part_of_the_output_text(self):
        assert paid(check(), reply("<think>Rome? No.</think>\n\nParis", "Paris")) == 1
        assert paid(check(operation="like"), reply("<think>Paris", "Paris")) == 0
