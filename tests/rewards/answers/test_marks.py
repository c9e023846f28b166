import pytest

from rewards.answers.marks import MARKS, REASONING_MARKS, spoken_text, without_reasoning


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
def test_without_reasoning_keeps_what_follows_the_last_end_of_reasoning(reasoning):
    assert without_reasoning(reasoning + "18") == "18"


@pytest.mark.parametrize("tag", ["<think>", "<thinking>", "<|begin_of_thought|>", "[THINK]"])
def test_without_reasoning_drops_reasoning_that_never_ends(tag):
    assert without_reasoning(f"{tag}The answer is 18") == ""
    assert without_reasoning(f"It is 18. {tag}Or 20") == "It is 18. "


def test_without_reasoning_keeps_a_solution_between_its_own_tags():
    nova = "<|begin_of_thought|>20<|end_of_thought|>\n"
    nova += "<|begin_of_solution|>18<|end_of_solution|> 3"
    assert without_reasoning(nova) == "18"


def test_without_reasoning_takes_quotes_on_either_side_of_an_end_for_no_quotation():
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
def test_without_reasoning_lets_a_mark_close_only_its_own_family(text, reply):
    assert without_reasoning(text) == reply


@pytest.mark.parametrize(
    "text",
    ["18", "", "a < b > c", 'text.split("</think>")', "The `<think>` tag opens it.", "<thinks>18"],
)
def test_without_reasoning_leaves_a_text_without_reasoning_as_it_was(text):
    assert without_reasoning(text) == text


@pytest.mark.parametrize("row", MARKS, ids=lambda row: f"{row.family}-{row.kind}")
def test_spoken_text_of_each_example_of_the_table_is_what_is_said_to_the_user(row):
    assert spoken_text(row.example).strip() == "18"


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in MARKS
        if row.kind not in ("solution", "end") and "18assistant" not in row.example
    ],
    ids=lambda row: f"{row.family}-{row.kind}",
)
def test_spoken_text_drops_what_is_opened_and_never_closed(row):
    assert spoken_text(row.example[: row.example.index("20")] + "20. The answer is 20.") == ""


@pytest.mark.parametrize(
    "text", ["`<tool_call>` begins a call: 18", "a </s b 18", "analysis of 18"]
)
def test_spoken_text_leaves_marks_that_are_only_spoken_of(text):
    assert spoken_text(text) == text


def test_without_reasoning_keeps_the_calls_of_tools_that_follow_it():
    call = '<|channel|>commentary to=functions.f<|message|>{"x": 18}<|call|>'
    assert without_reasoning(f"<|channel|>analysis<|message|>20<|end|>{call}") == call


def test_without_reasoning_reads_further_marks_from_the_environment(monkeypatch):
    text = "<plan>20</plan>18 {{21"
    assert without_reasoning(text) == text
    monkeypatch.setenv(REASONING_MARKS, "<plan> </plan>, {{ }}")
    assert without_reasoning(text) == "18 "
