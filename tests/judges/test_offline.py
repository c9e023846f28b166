import pytest
from hypothesis import given
from hypothesis import strategies as st

from judges.offline import (
    PhraseOverlap,
    WordOverlap,
    number_closeness,
    phrase_overlap,
    word_overlap,
)
from rewards import ScoringError, score
from tests.samples import reply

JUDGES = [word_overlap, phrase_overlap]
GOLD = "The train covers 120 km in two hours."


@pytest.mark.parametrize("judge", JUDGES)
def test_the_reference_itself_is_rated_1_whatever_its_case_and_punctuation(judge):
    assert judge(reply("the train covers 120 km -- in TWO hours", GOLD)) == 1.0


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("text", ["", "...", "Mathematics!"])
def test_a_reply_that_shares_nothing_is_rated_0(judge, text):
    assert judge(reply(text, GOLD)) == 0.0


def test_words_are_shared_as_often_as_they_occur():
    # said: a a b; wanted: a b b; shared: a and b, so F1 = 2 * 2 / 6
    assert word_overlap(reply("a a b", "a b b")) == pytest.approx(2 / 3)


def test_runs_of_characters_are_shared_as_often_as_they_occur():
    # " ab " has the runs " a", "ab", "b "; " abc " has " a", "ab", "bc", "c ": F1 = 2 * 2 / 7
    assert PhraseOverlap(length=2)(reply("ab", "abc")) == pytest.approx(4 / 7)


@pytest.mark.parametrize(
    ("text", "rating"),
    # 1 less the distance from 1,200 as a share of it: 0, 300/1200, 1200/1200, and beyond
    [("A: 1200", 1.0), ("1,200 or 900", 0.75), ("0", 0.0), ("A: 5000", 0.0), ("many", 0.0)],
)
def test_number_closeness_falls_with_the_distance_of_the_last_number(text, rating):
    assert number_closeness(reply(text, "300 * 4 makes\n#### 1,200")) == pytest.approx(rating)


def test_the_judges_read_differently_so_shuffled_words_part_them():
    shuffled = reply("hours two in km 120 covers train The", GOLD)
    assert word_overlap(shuffled) == 1.0
    assert phrase_overlap(shuffled) < 0.5


def test_a_field_of_the_reference_can_be_the_one_to_read():
    sample = reply(GOLD, {"answer": "120", "solution": GOLD})
    assert WordOverlap(field="solution")(sample) == 1.0


@pytest.mark.parametrize("judge", JUDGES)
def test_offline_judge_without_a_reference_gives_no_rating(judge):
    with pytest.raises(ScoringError, match="reference"):
        score(judge, reply(GOLD))


@pytest.mark.parametrize("judge", JUDGES)
@given(said=st.text(max_size=80), wanted=st.text(min_size=1, max_size=80).filter(str.strip))
def test_a_rating_is_between_0_and_1_and_the_same_the_other_way_round(judge, said, wanted):
    rating = judge(reply(said, wanted))
    assert 0 <= rating <= 1
    if said.strip():
        assert rating == pytest.approx(judge(reply(wanted, said)))
