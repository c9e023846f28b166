import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewards.follows_instructions import FollowsInstructions, follows_instructions
from rewards.instructions.known import (
    COUNT,
    INSTRUCTIONS,
    LANGUAGE,
    LETTER,
    PLACE,
    RELATION,
    TEXT,
    TEXTS,
    Instruction,
)
from rewards.scoring import score
from tests.rewards.text_replies import replies
from tests.samples import reply

NO_COMMA = Instruction("punctuation:no_comma")
TWO_WORDS = Instruction("length_constraints:number_words", {"num_words": 2, "relation": "at least"})
BOTH = FollowsInstructions((NO_COMMA, TWO_WORDS))
IDS = ["punctuation:no_comma", "length_constraints:number_words"]
ARGUMENTS = [{}, {"num_words": 2, "relation": "at least"}]
SOUND = {
    TEXT: "P.S.",
    TEXTS: ["a cat", "B"],
    LETTER: "a",
    COUNT: 2,
    PLACE: 1,
    RELATION: "less than",
    LANGUAGE: "en",
}


def test_the_share_that_is_followed_is_paid_and_each_is_a_metric():
    scored = BOTH(reply("Yes"))  # no comma, but one word: 1 of 2
    assert scored.value == 0.5
    assert scored.reason == "not followed: length_constraints:number_words"
    assert scored.metrics == {
        "0:punctuation:no_comma": 1.0,
        "1:length_constraints:number_words": 0.0,
    }


@pytest.mark.parametrize(("text", "value"), [("Yes", 0.0), ("Yes, no", 0.0), ("Yes no", 1.0)])
def test_strictly_all_of_them_or_nothing_is_paid(text, value):
    assert FollowsInstructions((NO_COMMA, TWO_WORDS), strict=True)(reply(text)).value == value


def test_the_instructions_may_come_with_the_sample():
    data = {"instruction_id_list": IDS, "kwargs": ARGUMENTS}
    assert follows_instructions(reply("Yes", **data)) == BOTH(reply("Yes"))


def test_empty_entries_of_the_dataset_are_left_out():
    empty = {"num_words": None, "relation": None, "keywords": None}
    data = {"instruction_id_list": IDS, "kwargs": [empty, {**empty, **ARGUMENTS[1]}]}
    assert follows_instructions(reply("Yes no", **data)).value == 1.0
    assert follows_instructions(reply("Yes", instruction_id_list=IDS[:1], kwargs=[None])).value == 1


def test_the_same_instruction_twice_has_two_metrics():
    scored = score(FollowsInstructions((NO_COMMA, NO_COMMA)), reply("Yes"))
    assert scored is not None
    assert list(scored.metrics) == ["0:punctuation:no_comma", "1:punctuation:no_comma"]


def test_reasoning_is_not_looked_at():
    assert BOTH(reply("<think>Well, so,</think>Yes no")).value == 1.0
    assert BOTH(reply("<think>Yes no")).value == 0.0


@pytest.mark.parametrize("text", ["", " \n", "<think>no</think> "])
def test_an_empty_reply_follows_nothing(text):
    assert BOTH(reply(text)).value == 0.0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, r"metadata\.instruction_id_list: expected a list, got None"),
        ({"instruction_id_list": "a", "kwargs": [{}]}, "instruction_id_list: expected a list"),
        ({"instruction_id_list": [], "kwargs": []}, "expected instructions, got none"),
        ({"instruction_id_list": IDS}, r"metadata\.kwargs: expected a list, got None"),
        ({"instruction_id_list": IDS, "kwargs": [{}]}, "one for each of 2 instructions, got 1"),
        ({"instruction_id_list": IDS, "kwargs": [{}, {}]}, "instruction 1: length.*num_words"),
        ({"instruction_id_list": ["no_comma"], "kwargs": [{}]}, "instruction 0: .*no_comma'"),
    ],
)
def test_unusable_metadata_are_a_fault_and_never_a_score(data, message):
    with pytest.raises(ValueError, match=message):
        follows_instructions(reply("Yes", **data))


@pytest.mark.parametrize("given", [(), [NO_COMMA], ("punctuation:no_comma",), NO_COMMA])
def test_settings_that_are_no_instructions_are_refused(given):
    with pytest.raises(ValueError, match="instructions: expected a tuple"):
        FollowsInstructions(given)


def test_follows_instructions_prints_as_the_code_that_makes_it():
    assert eval(repr(BOTH)) == BOTH
    assert hash(BOTH) == hash(eval(repr(BOTH)))


@pytest.mark.parametrize("known", INSTRUCTIONS)
@settings(max_examples=60)
@given(text=replies())
def test_follows_instructions_gives_any_text_the_same_score_when_asked_again(known, text):
    arguments = {name: SOUND[kind] for name, kind in INSTRUCTIONS[known].kinds.items()}
    reward = FollowsInstructions((Instruction(known, arguments),))
    first, again = score(reward, reply(text)), score(reward, reply(text))
    assert first == again
    assert first is not None
    assert first.value in (0.0, 1.0)
    assert first.metrics == {f"0:{known}": first.value}


@settings(max_examples=60)
@given(text=replies(), number=st.integers(0, 9), words=st.text(min_size=1).filter(str.strip))
def test_follows_instructions_takes_one_of_at_least_and_less_than(text, number, words):
    def is_followed(relation):
        arguments = {"keyword": words, "frequency": number, "relation": relation}
        return Instruction("keywords:frequency", arguments).is_followed(f"x{text}")

    assert is_followed("at least") != is_followed("less than")


@settings(max_examples=60)
@given(text=replies(), space=st.text(" \n\t"))
def test_white_space_around_the_reply_does_not_matter(text, space):
    for known, checked in INSTRUCTIONS.items():
        arguments = {name: SOUND[kind] for name, kind in checked.kinds.items()}
        reward = FollowsInstructions((Instruction(known, arguments),))
        assert reward(reply(f"{text}{space}")) == reward(reply(text))
