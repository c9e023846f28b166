import pytest

from rewards.instructions.known import INSTRUCTIONS, Instruction

KEYWORD = {"keyword": "war", "frequency": 2, "relation": "at least"}


def test_instructions_are_the_25_of_ifeval_the_58_of_ifbench_and_five_more():
    ours = [known for known in INSTRUCTIONS if known.startswith("ours:")]
    assert (len(INSTRUCTIONS) - len(ours), len(ours)) == (25 + 58, 5)


def test_an_instruction_is_followed_or_not():
    instruction = Instruction("keywords:frequency", KEYWORD)
    assert instruction.is_followed("war and war")
    assert not instruction.is_followed("war")


@pytest.mark.parametrize("reply", ["", " \n"])
def test_a_blank_reply_follows_nothing(reply):
    assert not Instruction("punctuation:no_comma").is_followed(reply)


def test_instruction_prints_as_the_code_that_makes_it_and_compares():
    instruction = Instruction("keywords:frequency", KEYWORD)
    assert eval(repr(instruction)) == instruction
    assert hash(instruction) == hash(Instruction("keywords:frequency", KEYWORD))


def test_arguments_that_are_none_are_left_out_and_whole_floats_are_counts():
    given = {**KEYWORD, "frequency": 2.0, "num_words": None}
    assert Instruction("keywords:frequency", given).is_followed("war war")


@pytest.mark.parametrize(
    ("unknown", "near"),
    [
        ("keyword:existence", "'keywords:existence'"),
        ("existence", "'keywords:existence'"),
        ("punctuation:no_commas", "'punctuation:no_comma'"),
        ("zzz", "one of change_case"),
        (None, "one of change_case"),
        (["a"], "one of change_case"),
    ],
)
def test_an_unknown_id_is_refused_with_the_nearest(unknown, near):
    with pytest.raises(ValueError, match=f"expected {near}|expected .* or {near}"):
        Instruction(unknown)


@pytest.mark.parametrize(
    ("known", "arguments", "message"),
    [
        ("keywords:existence", {}, "keywords:existence: keywords: expected a list .* got none"),
        ("keywords:existence", {"keywords": None}, "keywords: expected a list .* got none"),
        ("keywords:existence", {"keywords": "a"}, "keywords: expected a list"),
        ("keywords:existence", {"keywords": []}, "keywords: expected a list"),
        ("keywords:existence", {"keywords": ["a", ""]}, "keywords: expected a list"),
        ("keywords:frequency", {**KEYWORD, "relation": "about"}, "relation: expected 'at least'"),
        ("keywords:frequency", {**KEYWORD, "frequency": "2"}, "frequency: expected a whole"),
        ("keywords:frequency", {**KEYWORD, "frequency": True}, "frequency: expected a whole"),
        ("keywords:frequency", {**KEYWORD, "frequency": -1}, "frequency: expected a whole"),
        ("keywords:frequency", {**KEYWORD, "frequency": 1.5}, "frequency: expected a whole"),
        ("keywords:frequency", {**KEYWORD, "keyword": " "}, "keyword: expected a text"),
        ("keywords:frequency", {**KEYWORD, "num": 1}, "'num': expected only .*keyword, frequency"),
        ("punctuation:no_comma", {"a": 1}, "punctuation:no_comma: 'a': .* none"),
        ("punctuation:no_comma", [], "expected arguments by name"),
        ("language:response_language", {"language": "German"}, "language: expected one of"),
        (
            "keywords:letter_frequency",
            {"letter": "ab", "let_frequency": 1, "let_relation": "at least"},
            "letter: expected one character",
        ),
        (
            "length_constraints:nth_paragraph_first_word",
            {"num_paragraphs": 1, "nth_paragraph": 0, "first_word": "a"},
            "nth_paragraph: expected a whole number from 1",
        ),
    ],
)
def test_an_unusable_argument_is_refused_by_name(known, arguments, message):
    with pytest.raises(ValueError, match=message):
        Instruction(known, arguments)
