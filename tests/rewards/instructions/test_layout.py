import pytest

from rewards.instructions.layout import (
    constrained_response,
    json_format,
    multiple_sections,
    no_emoji,
    no_markdown,
    number_bullet_lists,
    number_highlighted_sections,
    title,
)


def test_bullets_follow_when_there_are_exactly_so_many():
    assert number_bullet_lists("* a\n- b", num_bullets=2)
    assert not number_bullet_lists("* a\n- b", num_bullets=1)
    assert not number_bullet_lists("* a\n- b", num_bullets=3)


def test_highlights_follow_when_there_are_at_least_so_many():
    assert number_highlighted_sections("*a* **b**", num_highlights=1)
    assert number_highlighted_sections("*a* **b**", num_highlights=2)
    assert not number_highlighted_sections("*a* **b**", num_highlights=3)


@pytest.mark.parametrize(
    "reply",
    [
        "Section 1\nA.\nSection 2\nB.",
        "## Section 1: A\n\ntext\n\n**Section 2**\ntext",
        "Section 1 is here\nSection 2 as well",
        "Section 1\nA.\nSection 2\nB.\nSection 3\nC.",
    ],
)
def test_sections_begin_with_their_number(reply):
    assert multiple_sections(reply, section_spliter="Section", num_sections=2)


@pytest.mark.parametrize(
    "reply",
    [
        "Section 1\nA.",
        "As Section 1 says, and Section 2 says",
        "Section 1\nSection 2\n",
        "Section 1\nA.\nSection 1\nB.",
        "SECTION 1\nA.\nSECTION 2\nB.",
        "Section A\nA.\nSection B\nB.",
        "```\nSection 1\nA.\nSection 2\nB.\n```",
    ],
)
def test_sections_count_no_text_that_is_none(reply):
    assert not multiple_sections(reply, section_spliter="Section", num_sections=2)


@pytest.mark.parametrize("reply", ['{"a": 1}', "[1]", '"text"', '```json\n{"a": 1}\n```'])
def test_json_format_follows_a_reply_that_is_json(reply):
    assert json_format(reply)


@pytest.mark.parametrize("reply", ["a", "{'a': 1}", 'Here: {"a": 1}', '{"a": 1', "NaN"])
def test_json_format_refuses_a_reply_that_is_not_all_json(reply):
    assert not json_format(reply)


@pytest.mark.parametrize("reply", ["<<A day>>\ntext", "# <<A>>", "text <<A > B>>"])
def test_title_stands_in_double_brackets(reply):
    assert title(reply)


@pytest.mark.parametrize(
    "reply", ["<A>", "<<>>", "<< >>", "<<A\nB>>", ">>A<<", "```\ncout << a >> b\n```", "`<<A>>`"]
)
def test_title_refuses_what_is_none(reply):
    assert not title(reply)


@pytest.mark.parametrize("reply", ["My answer is yes.", "Well. My answer is maybe. Truly."])
def test_constrained_response_follows_one_of_the_options(reply):
    assert constrained_response(reply)


@pytest.mark.parametrize(
    "reply", ["Yes.", "My answer is yes", "My answer is no. My answer is yes.", "my answer is no."]
)
def test_constrained_response_refuses_none_or_two_of_the_options(reply):
    assert not constrained_response(reply)


@pytest.mark.parametrize("reply", ["😀", "ok 👍🏽", "✅ done", "I ❤️ it", "🇩🇪", "1️⃣"])
def test_no_emoji_refuses_an_emoji(reply):
    assert not no_emoji(reply)


@pytest.mark.parametrize("reply", [":-)", "❤ © ™ → ✓", "日本語", "1 # *"])
def test_no_emoji_allows_a_character_that_is_shown_as_text(reply):
    assert no_emoji(reply)


def test_no_markdown_follows_plain_text():
    assert no_markdown("Plain.\n\n1. first")
    assert not no_markdown("# Heading")
