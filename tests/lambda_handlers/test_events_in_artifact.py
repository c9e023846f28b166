"""Every real event through the built artifact has the outcome that the page beside it expects."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from rewards.wire import check_reply, read_event
from tests.lambda_handlers.artifacts import deployed, replied
from tests.lambda_handlers.events import rewards
from tests.samples import shared
from validation.targets.local_runtime import LocalLambda

DEPLOYED = "lambda_handlers.arithmetic.handler"

# The deployed reward pays 0.9 for the number and 0.1 for being brief, which all of these are.
RIGHT, WRONG = pytest.approx(1.0), pytest.approx(0.1)

EARNED = [
    ("ev_amazon_nova_samples_eval", "fitting.number_x", [1]),
    ("ev_bedrock_finqa", DEPLOYED, [RIGHT]),
    ("ev_bedrock_gsm8k_metadata", DEPLOYED, [RIGHT]),
    ("ev_bedrock_openweight_reference_text", DEPLOYED, [RIGHT]),
    ("ev_bedrock_pandalm_judge", "fitting.label", [1]),
    ("ev_contractnli_scorer_guard", "fitting.json", [0, 1]),
    ("ev_lab3a_smoke", DEPLOYED, [RIGHT, WRONG]),
    ("ev_nova_judge_custom_field", "fitting.biology", [1]),
    ("ev_preflight_raw_rows_no_assistant", DEPLOYED, [0, 0]),
    ("ev_scorer_agent_plugin", DEPLOYED, [RIGHT]),
    ("ev_scorer_hf_preference", DEPLOYED, [RIGHT]),
    ("ev_scorer_hf_prompt_completion", DEPLOYED, [RIGHT]),
    ("ev_scorer_openai", DEPLOYED, [WRONG]),
    ("ev_scorer_openai_no_gold_turn", "fitting.number_or_nothing", [0]),
    ("ev_scorer_sagemaker_eval", DEPLOYED, [WRONG]),
    ("ev_scorer_verl", DEPLOYED, [RIGHT]),
    ("ev_sdk_integ_oss_gsm8k", DEPLOYED, [RIGHT, RIGHT]),
    ("ev_sdk_notebook_2plus2", "fitting.gold_at_the_end", [1, 1]),
    ("ev_verl_training_row_prompt", DEPLOYED, [RIGHT]),
    ("ev_wrapper_batch", DEPLOYED, [RIGHT]),
    ("ev_wrapper_body", DEPLOYED, [RIGHT]),
    ("ev_wrapper_trajectories", DEPLOYED, [RIGHT]),
]
ALIKE = [
    "ev_nova_rft_eval_parts",
    "ev_nova_train_metadata_reference",
    "ev_nova_train_single_object",
    "ev_nova_train_top_level_reference",
]
"""One answer in four forms; its explanation has some of the reference's words, and not all."""
OTHERS = ["ev_sdk_integ_nova"]


class Functions:
    """Started when they are first asked, and kept for the next event."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._running: dict[str, LocalLambda] = {}

    def __getitem__(self, handler: str) -> LocalLambda:
        if handler not in self._running:
            self._running[handler] = self._stack.enter_context(deployed(handler))
        return self._running[handler]


@pytest.fixture(scope="module")
def functions() -> Iterator[Functions]:
    with ExitStack() as stack:
        yield Functions(stack)


def payload(name: str) -> bytes:
    return shared(f"events/{name}.json").read_bytes()


@pytest.mark.parametrize(("name", "handler", "expected"), EARNED)
def test_an_event_earns_what_its_answer_is_worth(
    functions: Functions, name: str, handler: str, expected: list[float]
) -> None:
    assert rewards(replied(functions[handler], payload(name))) == expected


def test_the_same_answer_earns_the_same_in_every_form(functions: Functions) -> None:
    said = [replied(functions["fitting.explanation"], payload(name)) for name in ALIKE]
    (worth,) = rewards(said[0])
    assert 0 < worth < 1
    assert [rewards(reply) for reply in said] == [[worth]] * 4


def test_samples_of_one_event_are_both_scored(functions: Functions) -> None:
    first, second = rewards(replied(functions["fitting.explanation"], payload(OTHERS[0])))
    assert 0 < first <= 1
    assert 0 <= second <= 1


def test_a_row_without_a_reply_says_so(functions: Functions) -> None:
    entries = replied(functions[DEPLOYED], payload("ev_preflight_raw_rows_no_assistant"))
    said = {"name": "no_response", "value": 1.0, "type": "Metric"}
    assert [entry["metrics_list"] for entry in entries] == [[said], [said]]
    assert len({entry["id"] for entry in entries}) == 2


def test_an_empty_reference_is_a_fault_and_no_match(functions: Functions) -> None:
    event = payload("ev_scorer_openai_no_gold_turn")
    [entry] = replied(functions["fitting.number_or_nothing"], event)
    assert [metric["name"] for metric in entry["metrics_list"]] == ["scoring_error"]


def test_events_of_the_index_are_all_tested() -> None:
    index = json.loads(shared("events/INDEX.json").read_text())
    events = {entry["file"] for entry in index if entry["kind"] == "event"}
    assert {
        f"{name}.json" for name in [*(name for name, _, _ in EARNED), *ALIKE, *OTHERS]
    } == events


@pytest.mark.parametrize("platform", ["nova", "bedrock", "serverless-oss", "scorer"])
def test_the_reply_is_legal_on_the_platform_that_the_environment_names(platform) -> None:
    event = payload("ev_lab3a_smoke")
    with deployed(DEPLOYED, REWARD_PLATFORM=platform) as function:
        answer = function.invoke(event)
        assert answer.status == "response"
        assert check_reply(answer.body, read_event(json.loads(event)), platform) == []
