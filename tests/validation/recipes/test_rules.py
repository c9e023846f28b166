"""Every rule of a recipe finds what breaks it, and nothing in a recipe that keeps it."""

from typing import Any

import pytest

from tests.validation.recipes.good import ABSENT, ARN, GOOD, write_recipe
from validation.recipes.check import check_recipe
from validation.recipes.document import read_recipe
from validation.recipes.finding import Evidence, FunctionLimits, plan_run
from validation.recipes.places import PLACE_RULES
from validation.recipes.training import TRAINING_RULES

JOB, POD, OPEN, REQUEST = (
    "nova training job",
    "nova on HyperPod",
    "open weights serverless",
    "serverless request",
)
_TRAINER = "training_config.trainer"
_ENDPOINT = "training_config.rollout.rewards.api_endpoint"
_GENERATOR = "training_config.rollout.generator"
_GROUP = "training_config.rollout.advantage_strategy.number_generation"
_RFT = "customizationConfig.rftConfig"
_OTHER = ARN.replace("reward", "other")

# form, what is changed, then the harm, the rule and the last key of the place that is named
BROKEN: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        JOB,
        {"run.data_s3_path": "s3://<bucket>/train.jsonl"},
        "error",
        "blank left in",
        "data_s3_path",
    ),
    (JOB, {"run.data_s3_path": "{{data_s3_path}}"}, "error", "blank left in", "data_s3_path"),
    (POD, {"run.output_s3_path": ""}, "error", "blank left in", "output_s3_path"),
    (POD, {"run.mlflow_run_name": ""}, "error", "blank left in", "mlflow_run_name"),
    (JOB, {"run.name": ABSENT}, "error", "missing setting", "name"),
    (JOB, {f"{_ENDPOINT}.lambda_arn": _OTHER}, "error", "two functions", "lambda_arn"),
    (JOB, {f"{_ENDPOINT}.lambda_arn": "${run.arn}"}, "error", "points to nothing", "lambda_arn"),
    (
        POD,
        {"run.reward_lambda_arn": ARN.replace("SageMaker", "sagemaker")},
        "error",
        "function's name",
        "reward_lambda_arn",
    ),
    (
        JOB,
        {"run.reward_lambda_arn": "my-function"},
        "error",
        "no ARN of a function",
        "reward_lambda_arn",
    ),
    (OPEN, {"reward_lambda_arn": f"{ARN}:live"}, "error", "qualified ARN", "reward_lambda_arn"),
    (POD, {"run.reward_lambda_arn": f"{ARN}:live"}, "advice", "qualified ARN", "reward_lambda_arn"),
    (OPEN, {"rollout_n": "1"}, "error", "group of one", "rollout_n"),
    (JOB, {_GROUP: 2}, "advice", "small group", "number_generation"),
    (JOB, {_GROUP: 17}, "error", "value out of range", "number_generation"),
    (JOB, {_GROUP: "eight"}, "error", "value out of range", "number_generation"),
    (POD, {f"{_TRAINER}.max_steps": 2}, "error", "value out of range", "max_steps"),
    (POD, {f"{_TRAINER}.peft.lora_tuning.alpha": 96}, "error", "value out of range", "alpha"),
    (
        JOB,
        {"training_config.reasoning_effort": "medium"},
        "error",
        "reasoning effort",
        "reasoning_effort",
    ),
    (JOB, {"training_config.max_lenght": 8192}, "error", "unknown key", "max_lenght"),
    (JOB, {"training_config.max_new_tokens": 8192}, "error", "unknown key", "max_new_tokens"),
    (OPEN, {"num_epochs": "1"}, "error", "unknown key", "num_epochs"),
    (JOB, {f"{_TRAINER}.colour": "red"}, "advice", "unknown key", "colour"),
    (
        POD,
        {f"{_TRAINER}.peft.lora_tuning.lora_plus_lr_ratio": 64},
        "error",
        "unknown key",
        "lora_plus_lr_ratio",
    ),
    (
        "nova serverless",
        {"rollout_temperature": "1"},
        "error",
        "key of another platform",
        "rollout_temperature",
    ),
    (JOB, {"run.data_s3_path": "train.jsonl"}, "error", "no place in S3", "data_s3_path"),
    (
        JOB,
        {"run.data_s3_path": "s3://our-data/folder/"},
        "advice",
        "not JSON Lines",
        "data_s3_path",
    ),
    (
        REQUEST,
        {f"HyperParameters.k{n}": "1" for n in range(95)},
        "error",
        "too many hyperparameters",
        "HyperParameters",
    ),
    (
        REQUEST,
        {"HyperParameters.rollout_n": 8},
        "error",
        "hyperparameter that is no text",
        "rollout_n",
    ),
    (REQUEST, {"ServerlessJobConfig.EvaluatorArn": ARN}, "error", "no evaluator", "EvaluatorArn"),
    (
        REQUEST,
        {"ServerlessJobConfig.CustomizationTechnique": "RLHF"},
        "error",
        "refused by the service",
        "CustomizationTechnique",
    ),
    ("Bedrock", {"jobName": "my_job"}, "error", "refused by the service", "jobName"),
    (
        "Bedrock",
        {f"{_RFT}.graderConfig.lambdaGrader.lambdaArn": "not an arn"},
        "error",
        "no ARN of a function",
        "lambdaArn",
    ),
    (
        "Bedrock",
        {f"{_RFT}.hyperParameters.trainingSamplePerPrompt": 17},
        "error",
        "value out of range",
        "trainingSamplePerPrompt",
    ),
    ("nova serverless", {"task_type": "storm_rbs"}, "error", "task type", "task_type"),
    (OPEN, {"preset_reward_function": "gsm8k"}, "error", "two rewards", "preset_reward_function"),
    (
        OPEN,
        {"preset_reward_function": "", "reward_lambda_arn": ""},
        "error",
        "no reward",
        "preset_reward_function",
    ),
    (JOB, {f"{_GENERATOR}.top_k": 1}, "advice", "equal replies", "top_k"),
    (JOB, {f"{_GENERATOR}.temperature": 0}, "advice", "equal replies", "temperature"),
    (JOB, {f"{_TRAINER}.optim_config.lr": "1e-4"}, "advice", "learning rate", "lr"),
    (OPEN, {"lr_warmup_steps_ratio": "0"}, "advice", "warm-up", "lr_warmup_steps_ratio"),
    (
        JOB,
        {f"{_TRAINER}.optim_config.lr": "5e-6", "data_mixing.percent": 50},
        "advice",
        "learning rate with mixed data",
        "lr",
    ),
    (JOB, {f"{_TRAINER}.kl_loss_coef": 0.0}, "advice", "no KL penalty", "kl_loss_coef"),
    (POD, {f"{_TRAINER}.kl_loss_coef": 0.01}, "advice", "KL on HyperPod", "kl_loss_coef"),
    (OPEN, {"use_kl_loss": "false"}, "advice", "KL without effect", "kl_loss_coef"),
    (JOB, {f"{_TRAINER}.peft.peft_scheme": None}, "advice", "full rank", "peft_scheme"),
    (
        REQUEST,
        {"HyperParameters.max_response_length": "4096"},
        "error",
        "longer than a sequence",
        "max_response_length",
    ),
    (
        JOB,
        {"training_config.max_length": 8192},
        "error",
        "no room for the prompt",
        "max_new_tokens",
    ),
    (
        JOB,
        {"training_config.reasoning_effort": "high"},
        "advice",
        "reasoning without room",
        "max_new_tokens",
    ),
    (JOB, {f"{_TRAINER}.save_steps": 200}, "advice", "nothing kept on the way", "save_steps"),
    (OPEN, {"max_epochs": "3"}, "advice", "several passes", "max_epochs"),
    (
        POD,
        {f"{_ENDPOINT}.lambda_concurrency_limit": 12},
        "advice",
        "too few calls at once",
        "lambda_concurrency_limit",
    ),
]

# form, what was measured, then what is found; the recipe itself is a good one
MEASURED: list[tuple[str, Evidence, str, str]] = [
    (JOB, Evidence(pass_rate=(0.0, 0.03)), "advice", "base pass rate"),
    (JOB, Evidence(pass_rate=(0.0, 0.0)), "error", "base pass rate"),
    (JOB, Evidence(pass_rate=(0.96, 0.99)), "advice", "base pass rate"),
    (JOB, Evidence(dead_groups={8: 0.7}), "advice", "groups without a difference"),
    # 24,576 tokens are left of 32,768, and 100,000 characters are about 25,000
    (JOB, Evidence(prompt_characters=100_000), "error", "prompt too long"),
    (JOB, Evidence(has_inference_effort=True), "advice", "reasoning differs"),
    (JOB, Evidence(rows=60), "advice", "number of rows"),
    ("Bedrock", Evidence(rows=99), "error", "number of rows"),
    ("Bedrock", Evidence(rows=20_001), "error", "number of rows"),
    # 100 steps of 64 prompts are 6,400
    (JOB, Evidence(rows=7000), "advice", "prompts that are never seen"),
    # 128 samples of 50 KiB are 6.25 MiB without the replies; of 20 KiB and 8,192 tokens 6.5 with
    (JOB, Evidence(row_bytes=50 * 1024), "error", "event too large"),
    (JOB, Evidence(row_bytes=20 * 1024), "advice", "event too large"),
    (
        JOB,
        Evidence(batch_seconds=(64, 40.0), limits=FunctionLimits(60)),
        "error",
        "slower than the timeout",
    ),
    (
        JOB,
        Evidence(limits=FunctionLimits(60, reserved=10)),
        "error",
        "more calls than Lambda gives",
    ),
    (POD, Evidence(limits=FunctionLimits(60, account=50)), "error", "more calls than Lambda gives"),
]
KEPT = Evidence(
    pass_rate=(0.2, 0.4),
    dead_groups={8: 0.2},
    batch_seconds=(128, 20.0),
    rows=3000,
    row_bytes=4096,
    prompt_characters=4000,
    inference_effort="low",
    has_inference_effort=True,
    limits=FunctionLimits(60, account=1000),
)


@pytest.mark.parametrize("form", [*GOOD, REQUEST])
def test_rules_find_nothing_in_a_good_recipe(form, tmp_path):
    recipe = read_recipe(write_recipe(tmp_path, form))
    assert recipe.form == (OPEN if form == REQUEST else form)
    assert check_recipe(recipe) == []


@pytest.mark.parametrize("form", [JOB, POD])
def test_rules_find_nothing_where_what_was_measured_fits(form, tmp_path):
    assert check_recipe(read_recipe(write_recipe(tmp_path, form)), KEPT) == []


@pytest.mark.parametrize(("form", "changes", "harm", "rule", "key"), BROKEN)
def test_rules_name_what_breaks_them_and_where(form, changes, harm, rule, key, tmp_path):
    recipe = read_recipe(write_recipe(tmp_path, form, **changes))
    found = [finding for finding in check_recipe(recipe) if finding.rule == rule]
    assert [finding.harm for finding in found] == [harm]
    assert found[0].place.partition(" ")[0].rpartition(".")[2] == key
    assert found[0].says
    assert found[0].fix
    assert found[0].source


@pytest.mark.parametrize(("form", "evidence", "harm", "rule"), MEASURED)
def test_rules_hold_a_recipe_to_what_was_measured(form, evidence, harm, rule, tmp_path):
    found = check_recipe(read_recipe(write_recipe(tmp_path, form)), evidence)
    assert [(finding.harm, finding.rule) for finding in found] == [(harm, rule)]


def test_rules_are_all_broken_by_a_recipe_of_these_tests(tmp_path):
    silent = {rule.__name__ for rule in (*PLACE_RULES, *TRAINING_RULES)}
    cases = [(form, changes, Evidence()) for form, changes, *_ in BROKEN]
    cases += [(form, {}, evidence) for form, evidence, *_ in MEASURED]
    for form, changes, evidence in cases:
        plan = plan_run(read_recipe(write_recipe(tmp_path, form, **changes)), evidence)
        silent -= {
            rule.__name__ for rule in (*PLACE_RULES, *TRAINING_RULES) if next(rule(plan), None)
        }
    assert silent == set()
