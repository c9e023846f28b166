"""The calls that trainers make, as their sources write them, bind to what is exported.

TRL v1.9.2, verl b070598 and verifiers 0.1.15; the files are named in each adapter.
"""

import inspect

import pytest

from rewards.adapters import RubricFunction, TrlFunction, VerlFunction
from tests.rewards.parts import full

CHAT = [{"role": "user", "content": "Q"}]
SAID = [{"role": "assistant", "content": "A"}]
TRL = {"prompts": [CHAT], "completions": [SAID], "completion_ids": [[1, 2]]}
TRL_OWN = {
    "trainer_state": object(),
    "log_extra": lambda column, values: None,
    "log_metric": lambda name, value: None,
}
VERL = {"data_source": "d", "solution_str": "A", "ground_truth": "A", "extra_info": {"index": 0}}
RUBRIC: dict[str, object] = {
    "prompt": CHAT,
    "completion": SAID,
    "answer": "A",
    "info": {},
    "task": None,
}

CALLS = [
    ("TRL, texts", TrlFunction(full), {"prompts": ["Q"], "completions": ["A"]}, [1.0]),
    ("TRL, messages", TrlFunction(full), TRL, [1.0]),
    ("TRL, columns", TrlFunction(full), {**TRL, **TRL_OWN, "solution": ["A"]}, [1.0]),
    ("TRL, tools", TrlFunction(full), {**TRL, **TRL_OWN, "environments": [object()]}, [1.0]),
    ("verl", VerlFunction(full), VERL, 1.0),
    ("verl, DAPO", VerlFunction(full), {**VERL, "strict_box_verify": False}, 1.0),
    (
        "verl, with a judge",
        VerlFunction(full),
        {**VERL, "reward_router_address": "host:1", "reward_model_tokenizer": object()},
        1.0,
    ),
    ("verifiers", RubricFunction(full), {**RUBRIC, "state": {"example_id": 0}}, 1.0),
    (
        "verifiers, columns and a parser",
        RubricFunction(full),
        {**RUBRIC, "state": {}, "parser": object(), "difficulty": 3},
        1.0,
    ),
]


@pytest.mark.parametrize(
    ("function", "call", "answer"), [case[1:] for case in CALLS], ids=[case[0] for case in CALLS]
)
def test_the_call_binds_and_is_answered(function, call, answer):
    inspect.signature(function).bind(**call)
    assert function(**call) == answer


@pytest.mark.parametrize("exported", [TrlFunction, VerlFunction, RubricFunction])
def test_exported_function_has_the_name_that_trainers_log(exported):
    assert exported(full, "mine").__name__ == "mine"


@pytest.mark.parametrize("exported", [TrlFunction, VerlFunction, RubricFunction])
def test_exported_function_is_not_taken_for_async(exported):
    assert not inspect.iscoroutinefunction(exported(full))


def test_a_rubric_takes_it_for_a_function_of_one_rollout():
    # a rubric looks for plural names and for a list or a dict as the answer
    signature = inspect.signature(RubricFunction(full))
    assert signature.return_annotation is float
    assert not {"states", "prompts", "completions", "answers", "tasks", "infos"} & set(
        signature.parameters
    )
