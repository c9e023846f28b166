"""A recipe of each form in which no rule finds anything, and how a test changes it."""

import copy
import json
from pathlib import Path
from typing import Any

import yaml

ARN = "arn:aws:lambda:us-east-1:123456789012:function:SageMaker-reward"
REFERENCE = "${oc.select:run.reward_lambda_arn}"

_RUN = {
    "name": "sums",
    "model_type": "amazon.nova-2-lite-v1:0:256k",
    "model_name_or_path": "nova-lite-2/prod",
    "data_s3_path": "s3://our-data/train.jsonl",
    "reward_lambda_arn": ARN,
}
_TRAINING: dict[str, Any] = {
    "max_length": 32768,
    "global_batch_size": 64,
    "reasoning_effort": "low",
    "rollout": {
        "advantage_strategy": {"number_generation": 8},
        "generator": {"max_new_tokens": 8192, "temperature": 1, "top_k": 0},
        "rewards": {
            "api_endpoint": {"lambda_arn": REFERENCE, "lambda_concurrency_limit": 12},
        },
    },
    "trainer": {
        "max_steps": 100,
        "save_steps": 20,
        "kl_loss_coef": 0.001,
        "optim_config": {"lr": "1e-5"},
        "peft": {"peft_scheme": "lora", "lora_tuning": {"alpha": 32, "lora_plus_lr_ratio": 64.0}},
    },
}


def _hyperpod() -> dict[str, Any]:
    recipe = copy.deepcopy({"run": _RUN, "training_config": _TRAINING})
    recipe["run"] |= {"output_s3_path": "s3://our-data/out/", "rollout_worker_replicas": 1}
    training = recipe["training_config"]
    training["global_batch_size"] = 256
    training["rollout"]["rewards"]["api_endpoint"]["lambda_concurrency_limit"] = 100
    training["trainer"]["optim_config"]["lr"] = "7e-7"
    training["trainer"]["refit_freq"] = 4
    del training["trainer"]["kl_loss_coef"], training["trainer"]["peft"]["lora_tuning"]
    return recipe


_OPEN = {
    "reward_lambda_arn": ARN,
    "learning_rate": "1e-5",
    "lr_warmup_steps_ratio": "0.15",
    "global_batch_size": "128",
    "rollout_n": "8",
    "max_prompt_length": "1024",
    "max_response_length": "2048",
    "use_kl_loss": "true",
    "kl_loss_coef": "0.001",
}
GOOD: dict[str, dict[str, Any]] = {
    "nova training job": {"run": _RUN, "training_config": _TRAINING},
    "nova on HyperPod": _hyperpod(),
    "nova evaluation": {
        "run": {"name": "sums", "model_name_or_path": "nova-lite-2/prod", "replicas": 1},
        "evaluation": {"task": "rft_eval", "strategy": "rft_eval", "metric": "all"},
        "inference": {"max_new_tokens": 32768, "temperature": 0, "reasoning_effort": None},
        "rl_env": {"reward_lambda_arn": ARN},
    },
    "nova serverless": {
        "reward_lambda_arn": ARN,
        "number_generation": "8",
        "learning_rate": "7e-7",
        "max_steps": "100",
        "save_steps": "20",
    },
    "open weights serverless": _OPEN,
    "open weights on HyperPod": {
        "run": {"name": "sums"},
        "training_config": {
            "actor_rollout_ref": {
                "actor": {"optim": {"lr": "1e-5"}},
                "rollout": {"n": 8, "temperature": 1.0},
                "model": {"lora_rank": 32},
            },
            "custom_reward_function": {"lambda_arn": ARN, "name": ""},
        },
    },
    "multi-turn": {
        "run": {"name": "agents", "model_type": "mtrl"},
        "batch": {"training_batch_size": 32, "group_size": 4},
        "rl": {"loss_fn": "ppo"},
        "sampling_params": {"temperature": 1.0, "max_tokens": 4096},
        "model": {"lora_rank": 32, "learning_rate": "1e-5"},
        "rollout": {"max_concurrency": 96, "timeout": 600.0},
    },
    "Bedrock": {
        "jobName": "sums-1",
        "customModelName": "sums",
        "roleArn": "arn:aws:iam::123456789012:role/tuning",
        "baseModelIdentifier": "amazon.nova-2-lite-v1:0:256k",
        "customizationType": "REINFORCEMENT_FINE_TUNING",
        "trainingDataConfig": {"s3Uri": "s3://our-data/train.jsonl"},
        "outputDataConfig": {"s3Uri": "s3://our-data/out/"},
        "customizationConfig": {
            "rftConfig": {
                "graderConfig": {"lambdaGrader": {"lambdaArn": f"{ARN}:live"}},
                "hyperParameters": {"epochCount": 1, "batchSize": 128, "learningRate": 1e-5},
            }
        },
    },
    "open weights on Bedrock": {
        "model": "openai.gpt-oss-20b",
        "training_file": "file-1",
        "method": {
            "type": "reinforcement",
            "reinforcement": {
                "grader": {"type": "lambda", "lambda": {"function": ARN}},
                "hyperparameters": {"n_epochs": 1, "batch_size": 4},
            },
        },
    },
}
_HUB = "arn:aws:sagemaker:us-east-1"
SERVERLESS_REQUEST: dict[str, Any] = {
    "TrainingJobName": "sums",
    "RoleArn": "arn:aws:iam::123456789012:role/tuning",
    "OutputDataConfig": {"S3OutputPath": "s3://our-data/out"},
    "ServerlessJobConfig": {
        "BaseModelArn": f"{_HUB}:aws:hub-content/SageMakerPublicHub/Model/m/1.0.0",
        "JobType": "FineTuning",
        "CustomizationTechnique": "RLVR",
        "EvaluatorArn": f"{_HUB}:123456789012:hub-content/h/JsonDoc/e/1.0.0",
        "SequenceLength": "4K",
    },
    "HyperParameters": _OPEN,
}
# A change to this takes the setting out.
ABSENT = object()


def write_recipe(folder: Path, form: str, **changes: Any) -> Path:
    """The good recipe of a form with some of its settings changed, each by its path."""
    document: dict[str, Any] = copy.deepcopy(
        SERVERLESS_REQUEST if form == "serverless request" else GOOD[form]
    )
    for path, value in changes.items():
        *parents, last = path.split(".")
        holder = document
        for key in parents:
            holder = holder.setdefault(key, {})
        if value is ABSENT:
            del holder[last]
        else:
            holder[last] = value
    if form in ("Bedrock", "open weights on Bedrock", "serverless request"):
        file = folder / "recipe.json"
        file.write_text(json.dumps(document, indent=2))
    else:
        file = folder / "recipe.yaml"
        file.write_text(yaml.safe_dump(document, sort_keys=False))
    return file
