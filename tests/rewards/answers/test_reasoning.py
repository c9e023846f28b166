import pytest

from rewards.answers.plain_text import without_reasoning


@pytest.mark.parametrize(
    "reasoning",
    [
        "<think>20</think>",
        "<thinking>20</thinking>",
        "<thought>20</thought>",
        "<reasoning>\n20\n</reasoning>",
        "<scratchpad>20</scratchpad>",
        "<THINK>20</Think >",
        "[THINK]20[/THINK]",
        "<|begin_of_thought|>20<|end_of_thought|>",
        "20 was opened in the prompt</think>",
        "<think>20 <think> 21</think> 22</think>",
        "<think>20</think> Wait. <think>21</think>",
        "The answer is 20. <think>No.</think>",
    ],
)
def test_the_reply_is_what_follows_the_last_end_of_reasoning(reasoning):
    assert without_reasoning(reasoning + "18") == "18"


@pytest.mark.parametrize("tag", ["<think>", "<thinking>", "<|begin_of_thought|>", "[THINK]"])
def test_reasoning_that_never_ends_is_not_read(tag):
    assert without_reasoning(f"{tag}The answer is 18") == ""
    assert without_reasoning(f"It is 18. {tag}Or 20") == "It is 18. "


def test_a_solution_is_what_stands_between_its_own_tags():
    nova = "<|begin_of_thought|>20<|end_of_thought|>\n"
    nova += "<|begin_of_solution|>18<|end_of_solution|> 3"
    assert without_reasoning(nova) == "18"


def test_quotes_on_either_side_of_an_end_are_no_quotation():
    assert without_reasoning('<think>I say "no"</think>"yes"') == '"yes"'


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ('<think>[/THINK]"</think>"', '"'),
        ('<think>"[/THINK]"</think>18', "18"),
        ("<think>20[/THINK]30</think>18", "18"),
        ('<think><|begin_of_thought|></think>"<|end_of_thought|>"', '"<|end_of_thought|>"'),
        ("<think>20[/THINK]18", "18"),
        ("20 [THINK] 30</think>18", "18"),
        ('<think>20</think>text.split("</think>")', 'text.split("</think>")'),
    ],
)
def test_a_reasoning_mark_closes_only_its_own_family(text, reply):
    assert without_reasoning(text) == reply


@pytest.mark.parametrize(
    "text",
    ["18", "", "a < b > c", 'text.split("</think>")', "The `<think>` tag opens it.", "<thinks>18"],
)
def test_a_text_without_reasoning_is_as_it_was(text):
    assert without_reasoning(text) == text
