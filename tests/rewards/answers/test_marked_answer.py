import pytest

from rewards.answers.marked_answer import answer_tag, answer_text, boxed


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (r"\boxed{18}", "18"),
        (r"\fbox{18}", "18"),
        (r"\boxed {18}", "18"),
        (r"\\boxed{18}", "18"),
        (r"\boxed{\frac{1}{2}}", r"\frac{1}{2}"),
        (r"\boxed{\{1, 2\}}", r"\{1, 2\}"),
        (r"\boxed{20} \boxed{18}", "18"),
        (r"\boxed{x = \boxed{18}}", "18"),
        (r"} \boxed{18} {", "18"),
        (r"{ \boxed{18}", "18"),
        (r"\boxed{18}, in \boxed{}", "18"),
        (r"\boxed{18}, not \boxed{your answer}", "18"),
        (r"<think>\boxed{20}</think>\boxed{18}", "18"),
    ],
)
def test_boxed_reads_the_last_box_to_its_own_brace(text, content):
    assert boxed(text) == content


@pytest.mark.parametrize(
    "text",
    [
        "",
        "18",
        r"\boxed{18",
        r"\boxed{18} \boxed{2",
        r"\boxed{}",
        r"boxed{18}",
        r"\boxed{{18}",
        r"<think>\boxed{18}</think>",
        r"<think>\boxed{18}",
    ],
)
def test_boxed_is_none_for_an_absent_empty_or_cut_off_box(text):
    assert boxed(text) is None


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("<answer>18</answer>", "18"),
        ("<Answer> 18\n</ANSWER>", "18"),
        ("<answer>20</answer> <answer>18</answer>", "18"),
        ("<answer>20 <answer>18</answer>", "18"),
        ("<answer>18</answer></answer>", "18"),
        ("<answer>18</answer> <answer> </answer>", "18"),
        ("<think><answer>20</answer></think><answer>18</answer>", "18"),
        ("<answer>a <b> c</answer>", "a <b> c"),
    ],
)
def test_answer_tag_reads_the_last_tag(text, content):
    assert answer_tag(text) == content


@pytest.mark.parametrize(
    "text",
    [
        "",
        "18",
        "<answer>18",
        "<answer></answer>",
        "18</answer>",
        "<answer>20</answer><answer>18",
        "<think><answer>18</answer></think>",
        "<think><answer>18</answer>",
    ],
)
def test_answer_tag_is_none_for_an_absent_empty_or_cut_off_tag(text):
    assert answer_tag(text) is None


def test_answer_text_is_the_whole_reply_where_there_is_no_tag():
    assert answer_text("<think>20</think>It is <answer>18</answer>") == "18"
    assert answer_text("<think>20</think>It is 18") == "It is 18"
