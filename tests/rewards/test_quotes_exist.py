import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.quotes_exist import QuotesExist, quotes_exist
from tests.samples import reply

SOURCE = (
    "The river rose by four metres in one night, and the old bridge at Keld was carried away. "
    "Nobody was hurt. The council\u2019s engineers said on Monday that it would be rebuilt."
)
MARKED = st.lists(
    st.sampled_from(['"', "“", "”", "„", "«", "»", "> ", "\n", "…", "the old bridge ", "```\n"]),
    max_size=30,
).map("".join)


def paid(text, **settings):
    score = QuotesExist(**settings)(reply(text, source=SOURCE))
    assert score is not None
    return score.value


@pytest.mark.parametrize(
    ("text", "pays"),
    [
        ('It says "the old bridge at Keld was carried away".', 1),
        ("It says “The old bridge at Keld was carried away.”", 1),
        ("Es heißt „the old bridge at Keld“ dort.", 1),
        ("Il dit « the old bridge at Keld » ici.", 1),
        ("Es heißt »the old bridge at Keld« dort.", 1),
        ("> The river rose by four metres\n> in one night\n\nSo it was high.", 1),
        ('It says "the  old\nbridge at Keld".', 1),
        ('It says "the council\'s engineers said on Monday".', 1),
        ('It says "[T]he old bridge at Keld was carried away".', 1),
        ('It says "the river rose … was carried away".', 1),
        ('It says "the river rose [...] was carried away".', 1),
        # one letter of 40 is wrong, which is within 1 in 20
        ('It says "the old bridge at Keld was carryed away".', 1),
        ('It says "was carried away … the river rose".', 0),
        ('It says "the new bridge at Hawes was swept away".', 0),
        ('It says "the old bridge at Keld was not carried away".', 0),
        ('It says "nobody was hurt" and "everybody had gone home".', 1 / 2),
        ('It speaks of a "bridge" only.', 0),
        ("It speaks of a bridge.", 0),
        ('<think>"nobody was hurt"</think>He drowned.', 0),
        ('```\n"nobody was hurt"\n```', 0),
        ('A 5" pipe and a 6" pipe were hurt by it.', 0),
        ("", 0),
    ],
)
def test_the_share_of_quotations_in_the_source_is_paid(text, pays):
    assert paid(text) == pytest.approx(pays)


def test_the_very_words_may_be_asked_for():
    near = 'It says "the old bridge at Keld was carryed away".'
    assert paid(near, likeness=1) == 0


def test_a_reply_that_quotes_nothing_may_abstain():
    assert QuotesExist(unquoted=None)(reply("No.", source=SOURCE)) is None


def test_shorter_quotations_may_count():
    assert paid('A "bridge".', least_words=1) == 1


def test_the_source_may_be_the_users_turn():
    # the user asked "The question?"
    score = QuotesExist(field=None, least_words=2)(reply('"The question?"'))
    assert score is not None
    assert score.value == 1


@pytest.mark.parametrize("source", [None, "", " ", ["a"]])
def test_a_missing_source_is_a_fault(source):
    with pytest.raises(ValueError, match=r"metadata\.source: expected the text"):
        quotes_exist(reply("No.", source=source))


@pytest.mark.parametrize("setting", [{"likeness": 0.1}, {"likeness": 1.1}, {"least_words": 0}])
def test_a_setting_that_is_none_is_a_fault_when_the_reward_is_made(setting):
    with pytest.raises(ValueError, match="expected"):
        QuotesExist(**setting)


@given(st.one_of(st.text(), MARKED))
def test_quotes_exist_gives_any_text_the_same_bounded_score_twice(text):
    assert 0 <= paid(text) <= 1
    assert quotes_exist(reply(text, source=SOURCE)) == quotes_exist(reply(text, source=SOURCE))


def test_quotations_past_the_hundredth_are_not_looked_for_and_count_as_absent():
    others = "".join(f'"no such words {at}" ' for at in range(100))
    # the true one is one of 101, and is looked for only where it comes first
    assert paid(f'"nobody was hurt" {others}') == pytest.approx(1 / 101)
    assert paid(f'{others} "nobody was hurt"') == 0
