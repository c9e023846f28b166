"""An event that holds the right answer is scored right, or is an error that says the place."""

import re
from typing import Any

import pytest

from lambda_handlers.adapter import reward_handler
from rewards.numeric_match import numeric_match
from rewards.wire import WireError, read_event
from tests.rewards.wire.payloads import payload
from tests.rewards.wire.test_dialects import ROWS

ASKED = {"role": "user", "content": "What is 2+2?"}
TEXT = "The answer is 4."
SAID = {"role": "assistant", "content": TEXT}
TOOL = {"name": "add", "arguments": {"a": 2, "b": 2}}


def asked(**columns: Any) -> dict[str, Any]:
    """A row of which the conversation ends in the user's turn."""
    return {"id": "q", "messages": [ASKED], "reference_answer": "4", **columns}


def turns(*messages: Any) -> dict[str, Any]:
    return {"id": "q", "messages": [ASKED, *messages], "reference_answer": "4"}


def turn(**keys: Any) -> dict[str, Any]:
    return turns({"role": "assistant", **keys})


# Where each of these rows holds the answer, as the error has to say it.
UNREAD: dict[str, tuple[dict[str, Any], str]] = {
    **{
        f"role {role}": (turns({"role": role, "content": TEXT}), ".messages[1]")
        for role in ("model", "bot", "ai", "gpt", "Assistant", "chatbot", "system", "developer", "")
    },
    "a completion of the role model": (
        asked(completion=[{"role": "model", "content": TEXT}]),
        ".completion[0]",
    ),
    "a completion of the role user": (asked(completion=[{**SAID, "role": "user"}]), ".completion"),
    "verl, role model": (
        {"prompt": [ASKED, {**SAID, "role": "model"}], "reward_model": {"ground_truth": "4"}},
        ".prompt[1]",
    ),
    **{
        f"column {name}": (asked(**{name: TEXT}), f".{name}")
        for name in (
            *("response", "output", "generation", "generated_text", "model_output", "prediction"),
            *(
                "answer",
                "reply",
                "solution_str",
                "candidate",
                "modelResponse",
                "text",
                "final",
                "x",
            ),
        )
    },
    "a short output": (asked(output="4"), ".output"),
    "an output that is a number": (asked(output=4), ".output"),
    "a short answer beside the reference": (asked(answer="4"), ".answer"),
    "completions of TRL": (asked(completions=[[SAID]]), ".completions"),
    "choices of OpenAI": (asked(choices=[{"index": 0, "message": SAID}]), ".choices"),
    "output of Converse": (
        asked(output={"message": {"role": "assistant", "content": [{"text": TEXT}]}}),
        ".output",
    ),
    "a turn in a column": (asked(last_turn=SAID), ".last_turn"),
    "a turn of ShareGPT in a column": (asked(z=[{"from": "gpt", "value": "4"}]), ".z"),
    "a response under metadata": (asked(metadata={"response": TEXT}), ".metadata.response"),
    "a prompt with the reply beside messages": (asked(prompt=[ASKED, SAID]), ".prompt"),
    "verl, an output": ({"prompt": [ASKED], "output": TEXT, "reference_answer": "4"}, ".output"),
    "prompt and generated text": (
        {"prompt": ASKED["content"], "generated_text": TEXT, "reference_answer": "4"},
        ".generated_text",
    ),
    "SageMaker evaluation without a model_response": (
        {"query": ASKED["content"], "response": TEXT, "reference_answer": {"text": "4"}},
        ".response",
    ),
    "the reply before the question": (
        {"messages": [SAID, ASKED], "reference_answer": "4"},
        ".messages[1]",
    ),
    "a blank turn of the user's after it": (
        turns(SAID, {"role": "user", "content": " "}),
        ".messages[2]",
    ),
    "an empty turn beside a completion": (
        {**turn(content=""), "completion": TEXT},
        ".completion",
    ),
    "text in the place of content": (turn(text=TEXT), ".messages[1].text"),
    "value in the place of content": (turn(value=TEXT), ".messages[1].value"),
    "parts in the place of content": (turn(parts=[{"text": TEXT}]), ".messages[1].parts"),
    "content with parts": (turn(content={"parts": [TEXT]}), ".messages[1].content.parts"),
    "a part with a value": (
        turn(content=[{"type": "text", "value": TEXT}]),
        ".messages[1].content[0].value",
    ),
    "a part with an output text": (
        turn(content=[{"type": "output_text", "output_text": TEXT}]),
        ".messages[1].content[0].output_text",
    ),
    "a part with a text of its own form": (
        turn(content=[{"type": "text", "text": {"value": TEXT}}]),
        ".messages[1].content",
    ),
    "a legacy call": (turn(content=None, function_call=TOOL), ".messages[1]"),
    "a call as a part": (
        turn(content=[{"text": "So:"}, {"type": "tool_use", "name": "add", "input": {"a": 2}}]),
        ".messages[1].content[1]",
    ),
    "a call of Converse": (
        turn(content=[{"toolUse": {"name": "add", "input": {"a": 2}}}]),
        ".messages[1].content[0]",
    ),
    "calls in a column": (asked(tool_calls=[{"function": TOOL}]), ".tool_calls"),
    "conversations of ShareGPT": ({"conversations": [{"from": "gpt", "value": "4"}]}, ".messages"),
    "a response alone": ({"id": "q", "response": TEXT, "reference_answer": "4"}, ".messages"),
}

handler = reward_handler(numeric_match)


@pytest.mark.parametrize("name", ROWS)
def test_event_in_a_documented_form_earns_what_its_right_answer_is_worth(name):
    assert [entry["aggregate_reward_score"] for entry in handler([ROWS[name]], {})] == [1.0]


@pytest.mark.parametrize("name", UNREAD)
def test_reply_that_is_not_read_is_an_error_with_its_place(name):
    row, place = UNREAD[name]
    with pytest.raises(WireError, match="^" + re.escape(f"event[0]{place}")):
        handler([row], {})


@pytest.mark.parametrize("n", [0, 1, 2])
def test_batch_of_which_one_row_has_no_reply_is_an_error_with_its_place(n):
    rows = [turns(SAID), turns(SAID), turns(SAID)]
    rows[n] = asked()
    with pytest.raises(WireError, match=rf"^event\[{n}\]: expected the model's reply"):
        handler(rows, {})


NOVA = {"task_id": "algebra_001", "difficulty_level": "easy", "domain": "number theory"}
PREFLIGHT: dict[str, list[dict[str, Any]]] = {
    "documented": payload("ev_preflight_raw_rows_no_assistant"),
    **{
        name: [payload(name)]
        for name in (
            *("row_nova_math_extras", "row_nova_chemistry", "row_nova_tools"),
            *("row_bedrock_gsm8k_string_reference", "row_verl_oss", "row_mtrl_prompt"),
        )
    },
    "columns of a dataset": [asked(**NOVA, rubric="Be brief and exact.", ground_truth="It is 4.")],
    "columns under metadata": [asked(metadata={"story": "Ann has two apples.", "answer": "4"})],
    "an answer that is the gold": [{"messages": [ASKED], "answer": "2 and 2 make 4. #### 4"}],
    "golds and formats": [asked(expected_output="It is 4.", response_format="one number, please")],
    "pairs of a preference": [{"prompt": "2+2?", "chosen": "It is 4.", "rejected": "It is 5."}],
    "several turns": [turns(SAID, {"role": "user", "content": "And 3+3?"})],
    "an image after a turn of the model's": [
        turns(SAID, {"role": "user", "content": [{"image": "…"}]})
    ],
    "a tool's turn": [turns({"role": "assistant", "tool_calls": [TOOL]}, {"role": "tool"})],
    "examples": [asked(few_shot_examples=[ASKED, SAID])],
}


@pytest.mark.parametrize("name", PREFLIGHT)
def test_batch_of_a_preflight_earns_the_floor(name):
    rows = PREFLIGHT[name]
    for entry in handler(rows, {}):
        assert entry["aggregate_reward_score"] == 0.0
        assert [metric["name"] for metric in entry["metrics_list"]] == ["no_response"]


@pytest.mark.parametrize(
    "reply",
    [
        {"content": ""},
        {"content": None, "reasoning_content": "2 and 2 make 4"},
        {"content": [{"type": "thinking", "thinking": "2 and 2 make 4"}]},
        {"content": [{"reasoningContent": {"reasoningText": {"text": "It is 4"}}}]},
        {"content": None, "refusal": "I cannot help with that.", "finish_reason": "stop"},
        {"content": [{"type": "image", "image": "4"}]},
    ],
)
def test_empty_reply_is_a_reply_and_what_was_only_thought_is_none(reply):
    (sample,) = read_event([turn(**reply)])
    assert (sample.answered, sample.response) == (True, "")


def test_columns_beside_a_reply_are_the_datasets_own():
    row = {**turns(SAID), "response": "The answer is 5.", "output": "5"}
    (sample,) = read_event([row])
    assert sample.response == TEXT
