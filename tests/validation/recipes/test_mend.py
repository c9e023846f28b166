"""`--fix` writes what has one right value, and touches nothing else of the file."""

import json

from tests.validation.recipes.good import ARN, write_recipe
from validation.recipes.check import check_recipe, mend_recipe
from validation.recipes.document import read_recipe

_RECIPE = f"""\
# our first run
run:
  name: "sums"            # shows in logs
  model_name_or_path: nova-lite-2/prod
  data_s3_path: s3://our-data/train.jsonl
  reward_lambda_arn: {ARN}

training_config:
  reasoning_effort: medium   # as on Bedrock
  max_lenght: 32768          # tokens
  rollout:
    advantage_strategy: {{number_generation: 8}}
    generator:
      max_new_tokens: 8192
      top_k: 1
    rewards:
      api_endpoint:
        lambda_arn: {ARN}-old
  trainer:
    max_steps: 100
    peft: {{peft_scheme: lora}}
"""
_CHANGES = {
    "  reasoning_effort: medium   # as on Bedrock": "  reasoning_effort: high     # as on Bedrock",
    "  max_lenght: 32768          # tokens": "  max_length: 32768          # tokens",
    "      top_k: 1": "      top_k: 0",
    f"        lambda_arn: {ARN}-old": "        lambda_arn: ${oc.select:run.reward_lambda_arn}",
}


def mended(file):
    recipe = read_recipe(file)
    return mend_recipe(recipe, check_recipe(recipe))


def test_mend_recipe_changes_the_lines_that_are_wrong_and_no_other(tmp_path):
    file = tmp_path / "recipe.yaml"
    file.write_text(_RECIPE)
    expected = _RECIPE
    for old, new in _CHANGES.items():
        expected = expected.replace(old, new)
    assert mended(file) == expected


def test_mend_recipe_leaves_a_good_recipe_as_it_is(tmp_path):
    file = tmp_path / "recipe.yaml"
    file.write_text(_RECIPE)
    file.write_text(mended(file))
    assert mended(file) == file.read_text()


def test_mend_recipe_writes_hyperparameters_of_a_request_as_texts(tmp_path):
    changes = {"HyperParameters.rollout_n": 1, "HyperParameters.num_epochs": "1"}
    request = json.loads(mended(write_recipe(tmp_path, "serverless request", **changes)))
    assert request["HyperParameters"]["rollout_n"] == "8"
    assert request["HyperParameters"]["max_epochs"] == "1"
    assert "num_epochs" not in request["HyperParameters"]
