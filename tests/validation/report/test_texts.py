from rewards.types import Message, Sample, ToolCall
from validation.report.present import (
    code_markup,
    opening_words,
    prompt_turns,
    reference_text,
    turn_text,
)


def test_a_reference_is_its_text_or_a_line_a_field():
    assert reference_text("18") == "18"
    assert reference_text({"answer": "18", "steps": [1, 2]}) == "answer: 18\nsteps: [1, 2]"


def test_a_turn_is_what_it_says_and_the_tools_it_calls():
    turn = Message("assistant", "Let me look.", (ToolCall("look_up", {"city": "Zürich"}),))
    assert turn_text(turn) == 'Let me look.\ncalls look_up({"city": "Zürich"})'


def test_question_is_all_but_the_reply():
    question, reply = Message("user", "Q"), Message("assistant", "A")
    assert prompt_turns(Sample(1, (question, reply))) == (question,)
    assert prompt_turns(Sample(1, (question,))) == (question,)


def test_an_opening_is_of_the_last_turn_and_fits_a_line():
    turns = (Message("system", "Be brief."), Message("user", "What of\nit?" + " b" * 500))
    assert opening_words(turns).startswith("What of it? b b")
    assert len(opening_words(turns)) <= 72
    assert opening_words(()) == ""


def test_text_between_backticks_is_code_and_everything_is_escaped():
    assert code_markup("give `a<b`, <i>") == "give <code>a&lt;b</code>, &lt;i&gt;"
