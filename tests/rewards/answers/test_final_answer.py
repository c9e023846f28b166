import pytest

from rewards.answers.declared_answer import final_answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The answer is Paris.", "Paris"),
        ("**Answer:** New York\nIt is large.", "New York"),
        ("Final answer: **Paris**", "Paris"),
        ("### Final Answer\n\nParis", "Paris"),
        ("#### Paris", "Paris"),
        ("<answer>Paris</answer>", "Paris"),
        (r"So $\boxed{\text{Paris}}$.", r"\text{Paris}"),
        (r"<answer>\boxed{Paris}</answer>", "Paris"),
        ("<answer>Paris</answer> The answer is Rome.", "Paris"),
        (r"\boxed{Paris}. The answer is Rome.", "Paris"),
        ("The answer is Rome. No: the answer is Paris.", "Paris"),
        ("<think>The answer is Rome.</think>The answer is Paris.", "Paris"),
    ],
)
def test_final_answer_reads_a_declared_answer_without_its_marks(text, answer):
    assert final_answer(text) == answer


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Paris",
        "Paris is the capital.",
        "The answer is not Paris.",
        "The answer isn't Paris.",
        "<think>The answer is Paris.</think>",
        "<think>The answer is Paris.",
        "To find the answer, look at a map.",
    ],
)
def test_final_answer_is_none_without_a_declaration(text):
    assert final_answer(text) is None
