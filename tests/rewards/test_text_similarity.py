import pytest

from rewards.text_similarity import TextSimilarity, text_similarity
from tests.samples import reply

MEASURES = ["ratio", "rouge_l", "chrf", "bleu"]


@pytest.mark.parametrize("measure", MEASURES)
def test_text_similarity_pays_1_for_the_same_text_and_0_for_none(measure):
    similar = TextSimilarity(measure)
    assert similar(reply("The cat sat on the mat.", "The cat sat on the mat.")) == pytest.approx(1)
    assert similar(reply("", "The cat sat on the mat.")) == 0.0


@pytest.mark.parametrize("measure", MEASURES)
def test_reasoning_is_not_compared_and_an_answer_tag_is(measure):
    similar = TextSimilarity(measure)
    assert similar(reply("<think>No.</think>A cat sat there.", "A cat sat there.")) == 1.0
    assert similar(reply("So: <answer>A cat sat there.</answer>", "A cat sat there.")) == 1.0
    assert similar(reply("<think>A cat sat there.", "A cat sat there.")) == 0.0


@pytest.mark.parametrize("measure", MEASURES)
def test_text_similarity_counts_the_likest_of_several_references(measure):
    similar = TextSimilarity(measure)
    assert similar(reply("A cat sat there.", ["No.", "A cat sat there."])) == 1.0


@pytest.mark.parametrize(
    ("text", "gold", "value"),
    [
        ("testing", "testing one two", 1 / 2),  # the examples of rouge-score's own tests
        ("testing two", "testing one two", 4 / 5),
        # "the quick brown jumps the" of 9 and 8 words: 2 * 5 / 17, as its readme has it
        (
            "The quick brown dog jumps on the log.",
            "The quick brown fox jumps over the lazy dog",
            10 / 17,
        ),
        ("CAT-sat!", "cat sat", 1.0),
        ("two one", "one two", 1 / 2),
    ],
)
def test_rouge_l_is_the_f1_of_the_longest_common_subsequence(text, gold, value):
    assert text_similarity(reply(text, gold)) == pytest.approx(value)


def test_the_ratio_is_of_characters_as_they_are():
    # the longest common subsequence of "abcd" and "abxd" is "abd": 2 * 3 / 8
    assert TextSimilarity("ratio")(reply("abcd", "abxd")) == 0.75
    assert TextSimilarity("ratio")(reply("ABCD", "abcd")) == 0.0


@pytest.mark.parametrize("measure", ["rouge", "", None])
def test_an_unknown_measure_is_refused(measure):
    with pytest.raises(ValueError, match="measure: expected one of"):
        TextSimilarity(measure)


def test_a_missing_reference_is_a_fault_and_never_a_score():
    with pytest.raises(ValueError, match="reference_answer: expected a text"):
        text_similarity(reply("A cat", None))


def test_empty_against_empty_is_1_and_anything_against_empty_is_0():
    assert text_similarity(reply("", "")) == 1.0
    assert text_similarity(reply("a word", "")) == 0.0


def test_a_reference_that_the_measure_cannot_see_is_an_error_and_no_score():
    with pytest.raises(ValueError, match="take measure='chrf'"):
        text_similarity(reply("東京", "東京"))
    assert TextSimilarity("chrf")(reply("東京", "東京")) == 1.0
