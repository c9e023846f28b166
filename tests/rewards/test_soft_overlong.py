import pytest

from rewards.soft_overlong import SoftOverlong, soft_overlong
from tests.samples import reply


@pytest.mark.parametrize(
    ("words", "value"),
    [(0, 0.0), (60, 0.0), (70, -0.25), (80, -0.5), (100, -1.0), (101, -1.0), (10_000, -1.0)],
)
def test_the_punishment_grows_in_a_straight_line_within_the_cache(words, value):
    # (100 - 40 - words) / 40 between 60 and 100 words
    assert SoftOverlong(limit=100, cache=40)(reply("word " * words)) == value


def test_soft_overlong_may_be_a_reward_on_0_to_1():
    graded = SoftOverlong(limit=100, cache=40, highest=1)
    assert [graded(reply("word " * words)) for words in (60, 70, 100)] == [1.0, 0.75, 0.0]


def test_length_may_be_counted_in_characters():
    assert SoftOverlong(limit=10, cache=4, unit="characters")(reply("a b c d ")) == -0.5


def test_reasoning_has_length_too():
    assert SoftOverlong(limit=4, cache=2)(reply("<think> a b c </think> d")) == -1.0


def test_the_defaults_are_the_papers_in_words():
    # 20,480 and 4,096 tokens, times 3/4
    assert soft_overlong == SoftOverlong(limit=15_360, cache=3_072)


@pytest.mark.parametrize(
    "settings",
    [
        {"limit": 10, "cache": 0},
        {"limit": 10, "cache": 11},
        {"limit": 10.0, "cache": 1},
        {"limit": True, "cache": True},
        {"unit": "tokens"},
        {"highest": 2},
        {"highest": True},
    ],
)
def test_settings_that_make_no_shape_are_refused(settings):
    with pytest.raises(ValueError, match=": expected "):
        SoftOverlong(**settings)
