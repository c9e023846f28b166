import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.cites_source import CitesSource, cites_source
from tests.samples import reply

SOURCES = {
    "1": "The old bridge at Keld was carried away by the flood on Sunday night.",
    "doc3": "The council plans to rebuild the bridge in stone within two years.",
}
MARKED = st.lists(
    st.sampled_from(["[", "]", "1", "doc3", "[1]", ".", " ", "\n", '"', "The bridge ", ", "]),
    max_size=30,
).map("".join)


@pytest.mark.parametrize(
    ("text", "pays"),
    [
        ("The bridge at Keld was carried away [1].", 1),
        ("The bridge at Keld was carried away. [1]", 1),
        ("The flood took the old bridge [1]. The council will rebuild it in stone [doc3].", 1),
        ('The report says "was carried away by the flood" [1].', 1),
        ("The bridge is rebuilt in stone by the council [1, doc3].", 1 / 2),
        ('The report says "nobody was hurt by it" [1].', 0),
        ("The bridge at Keld was carried away [2].", 0),
        ("Penguins live on fish and krill [1].", 0),
        ("The flood took the old bridge [1]. The council will rebuild it [doc9].", 1 / 2),
        ("The bridge at Keld was carried away.", 0),
        ("The bridge [sic] at Keld was carried away [1].", 1),
        ("See [1](https://example.com).", 0),
        ("[1]", 0),
        ("The bridge at Keld was carried away ［1］.", 1),  # noqa: RUF001
        ("The bridge at Keld was carried away (Source 1).", 1),
        ("The council plans to rebuild the bridge in stone within ten years [doc3].", 0),
        ("", 0),
    ],
)
def test_the_share_of_citations_that_hold_is_paid(text, pays):
    assert cites_source(reply(text, sources=SOURCES)).value == pytest.approx(pays)


def test_a_list_of_sources_is_numbered_from_1():
    sample = reply("The old bridge was carried away [1].", sources=list(SOURCES.values()))
    assert cites_source(sample).value == 1


def test_a_wanted_source_that_is_not_cited_costs():
    sample = reply("The old bridge was carried away [1].", sources=SOURCES, must=["1", "doc3"])
    assert CitesSource(wanted="must")(sample).value == 1 / 2


@pytest.mark.parametrize("sources", [None, {}, [], "text", {"1": 5}])
def test_missing_sources_are_a_fault(sources):
    with pytest.raises(ValueError, match=r"metadata\.sources: expected texts"):
        cites_source(reply("[1]", sources=sources))


@pytest.mark.parametrize("wanted", [None, "1", ["7"]])
def test_a_wanted_source_that_is_none_is_a_fault(wanted):
    with pytest.raises(ValueError, match=r"metadata\.must: expected"):
        CitesSource(wanted="must")(reply("[1]", sources=SOURCES, must=wanted))


@given(st.one_of(st.text(), MARKED))
def test_cites_source_gives_any_text_the_same_bounded_score_twice(text):
    score = cites_source(reply(text, sources=SOURCES))
    assert 0 <= score.value <= 1
    assert cites_source(reply(text, sources=SOURCES)) == score
