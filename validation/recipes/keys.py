"""The keys of each form of recipe: what a value may be, and what it is when it is left out.

Read from AWS's recipes for HyperPod (aws/sagemaker-hyperpod-recipes at 2631995, June 2026: the
files and the limits of overrides), its user guides, and botocore 1.44 for Bedrock, in November
2026. One name stands for one idea on all platforms, whatever its path is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from validation.recipes.document import RecipeForm

RECIPES_SOURCE = "https://github.com/aws/sagemaker-hyperpod-recipes (2631995, June 2026)"
NOVA_GUIDE = "https://docs.aws.amazon.com/nova/latest/nova2-userguide/nova-rft-2.html"
BEDROCK_SOURCE = "the service model of Bedrock in botocore 1.44"

ValueKind = Literal["text", "whole number", "number", "true or false", "any"]


@dataclass(frozen=True)
class RecipeKey:
    """One setting of one form of recipe.

    Attributes:
        name: the idea, which has one name on all platforms.
        path: where it stands in this form.
        kind: what its value is.
        low: the least that is taken; None where there is no bound.
        high: the most that is taken; None where there is no bound.
        choices: the values that are taken; empty where any is.
        default: what the published recipe or the service has.
        required: whether a run cannot start without it.
        source: who says so.
    """

    name: str
    path: str
    kind: ValueKind = "any"
    low: float | None = None
    high: float | None = None
    choices: tuple[Any, ...] = ()
    default: Any = None
    required: bool = False
    source: str = RECIPES_SOURCE


def _key(
    name: str, path: str, kind: ValueKind = "any", *limits: float | None, **more: Any
) -> RecipeKey:
    low, high = (*limits, None, None)[:2]
    return RecipeKey(name, path, kind, low, high, **more)


_ENDPOINT = "training_config.rollout.rewards.api_endpoint"
_TRAINER = "training_config.trainer"
_GENERATOR = "training_config.rollout.generator"
_LORA = f"{_TRAINER}.peft.lora_tuning"
_EFFORTS = ("low", "high", None)

_NOVA = (
    _key("name", "run.name", "text", required=True),
    _key("model_type", "run.model_type", "text", choices=("amazon.nova-2-lite-v1:0:256k",)),
    _key("model", "run.model_name_or_path", "text", default="nova-lite-2/prod", required=True),
    _key("data", "run.data_s3_path", "text", required=True),
    _key("arn", "run.reward_lambda_arn", "text"),
    _key("generation_replicas", "run.generation_replicas", "whole number", 1),
    _key("tracking_uri", "run.mlflow_tracking_uri", "text"),
    _key("experiment", "run.mlflow_experiment_name", "text"),
    _key("tracked_run", "run.mlflow_run_name", "text"),
    _key(
        "reasoning_effort",
        "training_config.reasoning_effort",
        "text",
        choices=_EFFORTS,
        default="high",
    ),
    _key("shuffle", "training_config.data.shuffle", "true or false"),
    _key("max_new_tokens", f"{_GENERATOR}.max_new_tokens", "whole number", 1, 32768),
    _key("set_random_seed", f"{_GENERATOR}.set_random_seed", "true or false", default=True),
    _key("temperature", f"{_GENERATOR}.temperature", "number", 0, default=1),
    _key("top_k", f"{_GENERATOR}.top_k", "whole number", -1),
    _key(
        "preset_reward",
        "training_config.rollout.rewards.preset_reward_function",
        "text",
        choices=("exact_match", "code_executions", "math_answers", None),
    ),
    _key("endpoint_arn", f"{_ENDPOINT}.lambda_arn", "text", required=True),
    _key("batch_to_function", f"{_ENDPOINT}.lambda_batch_size", "whole number", 1, default=128),
    _key("delegate", "training_config.rollout.delegate", "true or false"),
    _key("save_steps", f"{_TRAINER}.save_steps", "whole number", 0, 100_000, default=10),
    _key("test_steps", f"{_TRAINER}.test_steps", "whole number", 1),
    _key("refit_freq", f"{_TRAINER}.refit_freq", "whole number", 1, 4, default=4),
    _key("clip_ratio_high", f"{_TRAINER}.clip_ratio_high", "number", 0, 1, default=0.2),
    _key("loss_scale", f"{_TRAINER}.loss_scale", "number", 0, default=1),
    _key("entropy", f"{_TRAINER}.ent_coeff", "number", 0, 1),
    _key("kl", f"{_TRAINER}.kl_loss_coef", "number", 0, 1),
    _key("weight_decay", f"{_TRAINER}.optim_config.weight_decay", "number", 0, 1, default=0.0),
    _key("adam_beta1", f"{_TRAINER}.optim_config.adam_beta1", "number", 0, 1, default=0.9),
    _key("adam_beta2", f"{_TRAINER}.optim_config.adam_beta2", "number", 0, 1, default=0.95),
    _key("peft", f"{_TRAINER}.peft.peft_scheme", "text", choices=("lora", None)),
    _key("lora_alpha", f"{_LORA}.alpha", "whole number", choices=(16, 32, 64), default=32),
    _key("max_length", "training_config.max_length", "whole number", 4096, 32768),
    _key(
        "max_steps", f"{_TRAINER}.max_steps", "whole number", 5, 100_000, default=10, required=True
    ),
    _key("task_type", "run.task_type", "text"),
    _key("task_type", "training_config.task_type", "text"),
)

_CURRICULUM = f"{_TRAINER}.adaptive_curriculum"
_STRATEGY = "training_config.rollout.rollout_strategy"
_GROUP = "training_config.rollout.advantage_strategy.number_generation"

_NOVA_TRAINING_JOB = (
    *_NOVA,
    _key("replicas", "run.replicas", "whole number", choices=(2, 4, 6, 8), default=4),
    _key("batch", "training_config.global_batch_size", "whole number", 16, 256, default=64),
    _key("group", _GROUP, "whole number", 2, 16, default=2, required=True),
    _key("concurrency", f"{_ENDPOINT}.lambda_concurrency_limit", "whole number", 1, default=12),
    _key("learning_rate", f"{_TRAINER}.optim_config.lr", "number", 1e-7, 1e-3, default=1e-5),
    _key("lora_plus", f"{_LORA}.lora_plus_lr_ratio", "number", 0, 100, default=64.0),
)
_NOVA_HYPERPOD = (
    *_NOVA,
    _key("output", "run.output_s3_path", "text", required=True),
    _key("replicas", "run.replicas", "whole number", choices=(2, 4, 8, 16), default=2),
    _key("rollout_workers", "run.rollout_worker_replicas", "whole number", 1, default=1),
    _key("batch", "training_config.global_batch_size", "whole number", 16, 256, default=256),
    _key("group", _GROUP, "whole number", 2, 16, default=8, required=True),
    _key("strategy", f"{_STRATEGY}.type", "text", choices=("off_policy_async",)),
    _key("age_tolerance", f"{_STRATEGY}.age_tolerance", "whole number", 1, 20, default=2),
    _key("concurrency", f"{_ENDPOINT}.lambda_concurrency_limit", "whole number", 1, default=100),
    _key("save_top_k", f"{_TRAINER}.save_top_k", "whole number", 0, default=5),
    _key("learning_rate", f"{_TRAINER}.optim_config.lr", "number", 1e-8, 1e-3, default=7e-7),
    _key("lora_plus", f"{_LORA}.loraplus_lr_ratio", "number", 1, 70, default=64.0),
    _key("curriculum", f"{_CURRICULUM}.enable", "true or false"),
    _key("pool", f"{_CURRICULUM}.selection_pool_multiplier", "whole number", 1, 32),
    _key("prediction", f"{_CURRICULUM}.prediction_mode", "text", choices=("pass_rate", "spread")),
    _key("exemplars", f"{_CURRICULUM}.exemplar_history_steps", "whole number", 0),
    _key("reinforce", f"{_CURRICULUM}.reinforce_coef", "number", 0),
    _key("predictor", f"{_CURRICULUM}.predictor_prompt_column", "text"),
    _key("lookahead", f"{_CURRICULUM}.selection_lookahead_steps", "whole number", 1, 16),
)
_NOVA_EVALUATION = (
    _key("name", "run.name", "text", required=True),
    _key("model_type", "run.model_type", "text"),
    _key("model", "run.model_name_or_path", "text", required=True),
    _key("tracking_uri", "run.mlflow_tracking_uri", "text"),
    _key("experiment", "run.mlflow_experiment_name", "text"),
    _key("tracked_run", "run.mlflow_run_name", "text"),
    _key("replicas", "run.replicas", "whole number", choices=(1,), default=1),
    _key("data", "run.data_s3_path", "text"),
    _key("output", "run.output_s3_path", "text"),
    _key("task", "evaluation.task", "text", choices=("rft_eval",)),
    _key("strategy", "evaluation.strategy", "text", choices=("rft_eval",)),
    _key("metric", "evaluation.metric", "text", choices=("all",)),
    _key("max_new_tokens", "inference.max_new_tokens", "whole number", 1, 32768),
    _key("top_k", "inference.top_k", "whole number", -1, default=-1),
    _key("top_p", "inference.top_p", "number", 0, 1, default=1.0),
    _key("temperature", "inference.temperature", "number", 0, default=0),
    _key("top_logprobs", "inference.top_logprobs", "whole number", 0, 20, default=0),
    _key("reasoning_effort", "inference.reasoning_effort", "text", choices=_EFFORTS),
    _key("endpoint_arn", "rl_env.reward_lambda_arn", "text", required=True),
)

_BATCHES = (64, 128, 256, 512, 1024)  # 64 at full rank alone
_RANKS = (0, 8, 16, 32, 64, 128)  # 0 is full rank
# The names of a map of hyperparameters, and where a recipe of HyperPod has the same setting.
_OPEN = (
    (
        _key(
            "preset_reward",
            "preset_reward_function",
            "text",
            choices=("", "gsm8k", "prime_code", "prime_math"),
        ),
        "custom_reward_function.name",
    ),
    (_key("endpoint_arn", "reward_lambda_arn", "text"), "custom_reward_function.lambda_arn"),
    (
        _key("learning_rate", "learning_rate", "number", 1e-7, 1e-3, default=1e-5),
        "actor_rollout_ref.actor.optim.lr",
    ),
    (
        _key("warmup", "lr_warmup_steps_ratio", "number", 0, 1, default=0.1),
        "actor_rollout_ref.actor.optim.lr_warmup_steps_ratio",
    ),
    (
        _key("warmup_steps", "warmup_steps", "whole number", -1, 100, default=-1),
        "actor_rollout_ref.actor.optim.lr_warmup_steps",
    ),
    (_key("min_lr", "min_lr", "number", 0, 1, default=0), "actor_rollout_ref.actor.optim.min_lr"),
    (
        _key("weight_decay", "weight_decay", "number", 0, 1, default=0.01),
        "actor_rollout_ref.actor.optim.weight_decay",
    ),
    (_key("epochs", "max_epochs", "whole number", 1, 100, default=3), "trainer.total_epochs"),
    (
        _key("batch", "global_batch_size", "whole number", choices=_BATCHES, default=128),
        "data.train_batch_size",
    ),
    (
        _key("max_prompt_tokens", "max_prompt_length", "whole number", 512, 16384, default=1024),
        "actor_rollout_ref.rollout.prompt_length",
    ),
    (
        _key("max_new_tokens", "max_response_length", "whole number", 1, default=2048),
        "actor_rollout_ref.rollout.response_length",
    ),
    (
        _key("split", "train_val_split_ratio", "number", 0, 1, default=0.9),
        "data.train_val_split_ratio",
    ),
    (
        _key("group", "rollout_n", "whole number", choices=(1, 2, 4, 8, 16, 32), default=8),
        "actor_rollout_ref.rollout.n",
    ),
    (
        _key("temperature", "rollout_temperature", "number", 0.01, 2, default=1.0),
        "actor_rollout_ref.rollout.temperature",
    ),
    (
        _key("validation_temperature", "temperature", "number", 0, 2, default=0),
        "actor_rollout_ref.rollout.val_kwargs.temperature",
    ),
    (
        _key("clip_ratio", "clip_ratio", "number", 0.1, 1.5, default=0.2),
        "actor_rollout_ref.actor.clip_ratio",
    ),
    (
        _key("clip_ratio_low", "clip_ratio_low", "number", 0, 0.5, default=0.2),
        "actor_rollout_ref.actor.clip_ratio_low",
    ),
    (
        _key("clip_ratio_high", "clip_ratio_high", "number", 0, 0.5, default=0.28),
        "actor_rollout_ref.actor.clip_ratio_high",
    ),
    (
        _key("use_kl", "use_kl_loss", "true or false", default=False),
        "actor_rollout_ref.actor.use_kl_loss",
    ),
    (
        _key("kl", "kl_loss_coef", "number", 0, 0.1, default=0.001),
        "actor_rollout_ref.actor.kl_loss_coef",
    ),
    (
        _key("lora_rank", "lora_rank", "whole number", choices=_RANKS, default=32),
        "actor_rollout_ref.model.lora_rank",
    ),
    (
        _key(
            "lora_alpha", "lora_alpha", "whole number", choices=(16, 32, 64, 128, 256), default=64
        ),
        "actor_rollout_ref.model.lora_alpha",
    ),
    (_key("model", "model_name_or_path", "text"), "actor_rollout_ref.model.path"),
    (_key("data", "data_path", "text"), "data.train_files"),
    (_key("validation_data", "validation_data_path", "text"), "data.val_files"),
    (_key("output", "output_path", "text"), "trainer.default_local_dir"),
    (_key("resume", "resume_from_path", "text"), "trainer.resume_from_path"),
    (_key("tracking_uri", "mlflow_tracking_uri", "text"), "mlflow.tracking_uri"),
    (_key("tracked_run", "mlflow_run_id", "text"), "mlflow.run_id"),
)
_FLAT_OPEN = (
    *(flat for flat, _ in _OPEN),
    _key("name", "name", "text"),
    _key("namespace", "namespace", "text"),
    _key("results", "results_directory", "text"),
    _key("task_type", "task_type", "text"),
)
_OPEN_HYPERPOD = (
    _key("name", "run.name", "text", required=True),
    *(
        replace(
            flat,
            path=f"training_config.{nested}",
            # A file may hold what an override may not.
            choices=() if flat.name == "batch" else flat.choices,
        )
        for flat, nested in _OPEN
    ),
)
_OVERRIDES = {
    "name": "name",
    "data": "data_s3_path",
    "output": "output_s3_path",
    "arn": "reward_lambda_arn",
    "replicas": "replicas",
    "learning_rate": "learning_rate",
    "max_steps": "max_steps",
    "group": "number_generation",
    "lora_alpha": "lora_alpha",
    "batch": "global_batch_size",
    "max_length": "max_length",
    "lora_plus": "learning_rate_ratio",
    "tracking_uri": "mlflow_tracking_uri",
    "experiment": "mlflow_experiment_name",
    "tracked_run": "mlflow_run_name",
    "save_steps": "save_steps",
    "reasoning_effort": "reasoning_effort",
    "max_new_tokens": "max_new_tokens",
    "temperature": "temperature",
    "top_k": "top_k",
}
_FLAT_NOVA = (
    *(
        replace(key, path=_OVERRIDES[key.name], required=False)
        for key in _NOVA_HYPERPOD
        if key.name in _OVERRIDES
    ),
    _key("context_length", "max_context_length", "whole number", 1, 131_072, default=8192),
    _key("namespace", "namespace", "text"),
    _key("task_type", "task_type", "text"),
)

_MULTI_TURN = (
    _key("name", "run.name", "text", required=True),
    _key("model_type", "run.model_type", "text", choices=("mtrl",)),
    _key("batch", "batch.training_batch_size", "whole number", choices=(8, 16, 32, 64), default=32),
    _key("group", "batch.group_size", "whole number", 2, 32, default=4),
    _key("advantage", "rl.advantage_method", "text", choices=("group_based", "monte_carlo")),
    _key("normalise", "rl.advantage_normalization", "true or false", default=True),
    _key("discount", "rl.gamma", "number", 0, 1, default=1.0),
    _key("loss", "rl.loss_fn", "text", choices=("importance_sampling", "ppo", "cispo")),
    _key("clip_ratio_low", "rl.clip_low_threshold", "number", 0, default=0.8),
    _key("clip_ratio_high", "rl.clip_high_threshold", "number", 0, default=1.2),
    _key("temperature", "sampling_params.temperature", "number", 0, 2, default=1.0),
    _key("top_p", "sampling_params.top_p", "number", 0, 1, default=1.0),
    _key("max_new_tokens", "sampling_params.max_tokens", "whole number", 512, 8192, default=4096),
    _key("epochs", "schedule.epochs", "whole number", 1, default=1),
    _key("max_steps", "schedule.max_steps", "whole number", 1, default=100),
    _key("save_steps", "schedule.save_every", "whole number", 0, default=5),
    _key("model", "model.model_name", "text"),
    _key("max_length", "model.max_sequence_length", "whole number", 1, default=32768),
    _key("lora_rank", "model.lora_rank", "whole number", 16, 32, default=32),
    _key("lora_alpha", "model.lora_alpha", "whole number", 16, 128, default=64),
    _key("learning_rate", "model.learning_rate", "number", 0, 0.01, default=1e-5),
    *(
        _key(path, path)
        for path in (
            "batch.val_batch_size",
            "batch.val_group_size",
            "batch.val_random_sample",
            "model.adam_beta1",
            "model.adam_beta2",
            "model.adam_eps",
            "model.weight_decay",
            "model.grad_clip_norm",
            "model.lora_plus_lr_ratio",
        )
    ),
    _key("concurrency", "rollout.max_concurrency", "whole number", 32, 96, default=96),
    _key("rollout_timeout", "rollout.timeout", "number", 300, 86_400, default=600),
    _key("retries", "rollout.max_retries", "whole number", 1, 10, default=3),
)

_RFT = "customizationConfig.rftConfig"


def _bedrock(
    name: str, path: str, kind: ValueKind = "any", *limits: float, **more: Any
) -> RecipeKey:
    return _key(name, path, kind, *limits, source=BEDROCK_SOURCE, **more)


_BEDROCK = (
    _bedrock("name", "jobName", "text", required=True),
    _bedrock("custom_model", "customModelName", "text", required=True),
    _bedrock("role", "roleArn", "text", required=True),
    _bedrock("model", "baseModelIdentifier", "text", required=True),
    _bedrock("customisation", "customizationType", "text", choices=("REINFORCEMENT_FINE_TUNING",)),
    _bedrock("data", "trainingDataConfig.s3Uri", "text", required=True),
    _bedrock("output", "outputDataConfig.s3Uri", "text", required=True),
    _bedrock("endpoint_arn", f"{_RFT}.graderConfig.lambdaGrader.lambdaArn", "text", required=True),
    _bedrock("epochs", f"{_RFT}.hyperParameters.epochCount", "whole number", 1, 50, default=1),
    _bedrock("batch", f"{_RFT}.hyperParameters.batchSize", "whole number", 16, 512, default=128),
    _bedrock(
        "learning_rate", f"{_RFT}.hyperParameters.learningRate", "number", 1e-7, 1e-3, default=1e-5
    ),
    _bedrock(
        "max_prompt_tokens",
        f"{_RFT}.hyperParameters.maxPromptLength",
        "whole number",
        1,
        default=8192,
    ),
    _bedrock(
        "group", f"{_RFT}.hyperParameters.trainingSamplePerPrompt", "whole number", 2, 16, default=8
    ),
    _bedrock(
        "max_new_tokens",
        f"{_RFT}.hyperParameters.inferenceMaxTokens",
        "whole number",
        1,
        default=2048,
    ),
    _bedrock(
        "reasoning_effort",
        f"{_RFT}.hyperParameters.reasoningEffort",
        "text",
        choices=("low", "medium", "high"),
        default="medium",
    ),
    _bedrock(
        "test_steps", f"{_RFT}.hyperParameters.evalInterval", "whole number", 1, 100, default=10
    ),
)
_OPEN_BEDROCK_AT = "method.reinforcement"
_OPEN_BEDROCK = (
    _bedrock("method", "method.type", "text", choices=("reinforcement",)),
    _bedrock("grader", f"{_OPEN_BEDROCK_AT}.grader.type", "text", choices=("lambda",)),
    _bedrock("model", "model", "text", required=True),
    _bedrock("data", "training_file", "text", required=True),
    _bedrock("endpoint_arn", f"{_OPEN_BEDROCK_AT}.grader.lambda.function", "text", required=True),
    _bedrock(
        "epochs", f"{_OPEN_BEDROCK_AT}.hyperparameters.n_epochs", "whole number", 1, default=1
    ),
    _bedrock(
        "batch", f"{_OPEN_BEDROCK_AT}.hyperparameters.batch_size", "whole number", 1, default=4
    ),
    _bedrock(
        "rate_multiplier",
        f"{_OPEN_BEDROCK_AT}.hyperparameters.learning_rate_multiplier",
        "number",
        0,
        default=1.0,
    ),
)

_BY_FORM: Mapping[RecipeForm, tuple[RecipeKey, ...]] = {
    "nova training job": _NOVA_TRAINING_JOB,
    "nova on HyperPod": _NOVA_HYPERPOD,
    "nova evaluation": _NOVA_EVALUATION,
    "open weights on HyperPod": _OPEN_HYPERPOD,
    "nova serverless": _FLAT_NOVA,
    "open weights serverless": _FLAT_OPEN,
    "multi-turn": _MULTI_TURN,
    "Bedrock": _BEDROCK,
    "open weights on Bedrock": _OPEN_BEDROCK,
}
KEYS: Mapping[RecipeForm, Mapping[str, RecipeKey]] = {
    form: {key.path: key for key in keys} for form, keys in _BY_FORM.items()
}
