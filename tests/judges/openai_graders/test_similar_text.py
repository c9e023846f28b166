import math

import pytest

from judges.openai_graders import read_grader
from tests.judges.openai_graders.made import likeness, paid
from tests.samples import reply


class TestTextSimilarity:
    @pytest.mark.parametrize(
        ("metric", "pays"),
        [
            # "the cat sat" against "the cat sat down": of n-grams of 1 to 4, 3 + 2 + 1 + 0 are
            # shared; the reply has 6 of them, the reference 4 + 3 + 2 + 1 = 10
            ("gleu", 6 / 10),
            ("rouge_1", 2 * 3 / (3 + 4)),
            ("rouge_2", 2 * 2 / (2 + 3)),
            ("rouge_3", 2 * 1 / (1 + 2)),
            ("rouge_4", 0.0),
            ("rouge_5", 0.0),
            ("rouge_l", 2 * 3 / (3 + 4)),
            # all n-grams up to 3 are right, and the reply is short: exp(1 - 4/3)
            ("bleu", math.exp(1 - 4 / 3)),
            # 11 of 16 characters: 2 * 11 / 27; at 16/11 > 1.45 < 1.5 times the length WRatio takes
            # the better of that and 0.95 of the likeness of words, all 3 of which are there
            ("fuzzy_match", 0.95),
        ],
    )
    def test_each_metric_comes_to_what_its_formula_says(self, metric, pays):
        sample = reply("the cat sat", "the cat sat down")
        assert paid(likeness(metric), sample) == pytest.approx(pays)

    @pytest.mark.parametrize("metric", ["fuzzy_match", "bleu", "gleu", "rouge_1", "rouge_l"])
    def test_the_same_text_pays_1_and_an_empty_reply_0(self, metric):
        said = "A cat sat on the mat."
        assert paid(likeness(metric), reply(said, said)) == pytest.approx(1)
        assert paid(likeness(metric), reply("", said)) == 0

    def test_case_and_marks_are_nothing_to_fuzzy_match(self):
        assert paid(likeness("fuzzy_match"), reply("john   DOE!", "John Doe")) > 0.9

    def test_fuzzy_match_compares_two_long_texts_by_their_plain_ratio(self):
        # the last half of the reference: 2 * 1200 / (1200 + 2400); WRatio would pay 0.9 for it
        text = "".join(chr(97 + at % 26) + chr(97 + at // 26 % 26) for at in range(1200))
        assert len(text) == 2400
        assert paid(likeness("fuzzy_match"), reply(text[1200:], text)) == pytest.approx(
            2 / 3, abs=0.01
        )

    def test_a_blank_reference_is_a_fault_of_the_data(self):
        with pytest.raises(ValueError, match="reference: expected a text to compare with"):
            read_grader(likeness("bleu"))(reply("x", " "))

    @pytest.mark.parametrize(("metric", "why"), [("cosine", "embedding"), ("meteor", "WordNet")])
    def test_a_metric_that_cannot_be_honoured_is_refused_with_the_reason(self, metric, why):
        with pytest.raises(ValueError, match=f"evaluation_metric: {metric} is refused.*{why}"):
            read_grader(likeness(metric))
