"""Replies as models write them, and as nobody does, for properties that hold of any text."""

from hypothesis import strategies as st

PIECES = [
    *("A", "B", "(B)", "**B**", "B.", "a cat", "I", "option B", "not", "or", "and", "is wrong"),
    *("The answer is", "Answer:", "I pick", "because", "so", "London", "Paris", "spam", "ham"),
    *("<think>", "</think>", "<answer>", "</answer>", "<|begin_of_thought|>", "[/THINK]"),
    *("\\boxed{", "}", "{", "[", "]", '"', '{"a": 1}', "```", "```json\n", "\n```\n", "~~~"),
    *("\\", "\\{", "18", "1,000", "-2", "3/4", "75 %", ".", ",", "?", ":", "\n", "  ", "\t", "'"),
    *("é", "e\u0301", "\ufb01", "日本語", "Привет", "\u0000", "\ud800", "\U0001f600", "a@b.c"),
]


def replies() -> st.SearchStrategy[str]:
    """Any text, or pieces of replies in any order."""
    pieces = st.lists(st.sampled_from(PIECES), max_size=20)
    return st.one_of(st.text(max_size=60), pieces.map("".join), pieces.map(" ".join))


def thoughts() -> st.SearchStrategy[str]:
    """Any of them that does not close the `<think>` before it by itself."""
    return replies().filter(lambda text: "</think>" not in text)
