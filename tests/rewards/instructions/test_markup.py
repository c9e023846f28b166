import pytest

from rewards.instructions.words import count_bullets, count_highlights, has_markdown, without_code


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a", "a"),
        ("a `b` c", "a code c"),
        ("a\n```\nb\n```\nc", "a\ncode\nc"),
        ("a\n```py\nb", "a\ncode"),
        ("a\n~~~\n```\n~~~\nb", "a\ncode\nb"),
        ("````\n```\n````\nb", "code\nb"),
        ("```markdown\n- a\n```", "\n- a"),
        ("a ` b", "a ` b"),
    ],
)
def test_code_is_one_word(text, kept):
    assert without_code(text) == kept


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("* a\n- b\n+ c", 3),
        ("- a\n  - b", 2),
        ("text\n* **a** b", 1),
        ("1. a\n2) b", 0),
        ("-a\n*b*\n**c** d", 0),
        ("---\n* * *\n- - -", 0),
        ("- \n-", 0),
        ("• a", 0),
        ("```\n- a\n```", 0),
        ("> - a", 1),
        ("a - b * c", 0),
    ],
)
def test_bullets_begin_their_lines(text, count):
    assert count_bullets(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("*x*", 1),
        ("**x**", 1),
        ("***x***", 1),
        ("*a b* and **c d**", 2),
        ("*x*, *y*.", 2),
        ("* x\n* y", 0),
        ("* x *", 0),
        ("2*3*4", 0),
        ("****", 0),
        ("*over\nlines*", 1),
        ("*over\n\nparagraphs*", 0),
        ("_one_ and __two__", 2),
        ("snake_case_name", 0),
        (r"\*x*", 0),
        ("`*x*`\n```\n*y*\n```", 0),
        ("**x*", 0),
    ],
)
def test_highlights_stand_between_asterisks(text, count):
    assert count_highlights(text) == count


@pytest.mark.parametrize(
    "text",
    [
        "# a",
        "- a",
        "> a",
        "| a | b |",
        "---",
        "*a*",
        "__a__",
        "`a`",
        "```\na",
        "[a](b)",
        "text\n\n***\n\ntext",
    ],
)
def test_each_mark_of_markdown_is_seen(text):
    assert has_markdown(text)


@pytest.mark.parametrize(
    "text", ["a", "#tag", "1. a", "a * b", "snake_case", "__init__x", "[a] (b)", "a > b", "a | b"]
)
def test_plain_text_is_not_markdown(text):
    assert not has_markdown(text)
