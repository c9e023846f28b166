import pytest

from rewards.answers.marked_answer import code_block


@pytest.mark.parametrize(
    ("text", "language", "content"),
    [
        ("```python\nx = 1\n```", "python", "x = 1\n"),
        ("```py\nx = 1\n```", "python", "x = 1\n"),
        ("```Python3 title=a\nx = 1\n```", "py", "x = 1\n"),
        ("```{.python}\nx = 1\n```", "python", "x = 1\n"),
        ("~~~python\nx = 1\n~~~", "python", "x = 1\n"),
        ("```\nx = 1\n```", "python", "x = 1\n"),
        ("```\nx = 1\n```", None, "x = 1\n"),
        ("```python\nx = 1\n```\n```\nx = 2\n```", "python", "x = 1\n"),
        ("```python\nx = 1\n```\nor\n```python\nx = 2\n```", "python", "x = 2\n"),
        ("```python\nx = 1\n```\n```sql\nSELECT 1\n```", "sql", "SELECT 1\n"),
        ("```python\nx = 1\n```\n```sql\nSELECT 1\n```", None, "SELECT 1\n"),
        ("````\n```\nx\n```\n````", None, "```\nx\n```\n"),
        ("```python\nx = 1", "python", "x = 1"),
        ("```python", "python", ""),
        ("1. So:\n   ```python\n   x = 1\n   ```", "python", "x = 1\n"),
        ("<think>\n```\n2\n```\n</think>\n```\n1\n```", None, "1\n"),
    ],
)
def test_code_block_reads_the_last_block_of_the_language(text, language, content):
    assert code_block(text, language) == content


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", None),
        ("x = 1", None),
        ("Use ```x``` there", None),
        ("```sql\nSELECT 1\n```", "python"),
        ("<think>\n```python\nx = 1\n```\n</think>", "python"),
        ("<think>\n```python\nx = 1\n```", "python"),
    ],
)
def test_code_block_is_none_without_a_block_of_the_language(text, language):
    assert code_block(text, language) is None
