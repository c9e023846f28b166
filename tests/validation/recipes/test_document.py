"""A recipe is read as its launcher would read it, and what cannot be read is said with its line."""

import pytest

from tests.validation.recipes.good import ARN, write_recipe
from validation.errors import InputError
from validation.recipes.document import read_recipe

JOB = "nova training job"
_TRAINER = "training_config.trainer"


def recipe_of(folder, text):
    file = folder / "recipe.yaml"
    file.write_text(text)
    return file


def test_settings_follow_references_to_other_settings(tmp_path):
    recipe = read_recipe(
        write_recipe(
            tmp_path, JOB, **{f"{_TRAINER}.save_steps": f"${{oc.select:{_TRAINER}.max_steps}}"}
        )
    )
    assert recipe.settings[f"{_TRAINER}.save_steps"].value == 100
    assert recipe.settings["training_config.rollout.rewards.api_endpoint.lambda_arn"].value == ARN


def test_a_reference_takes_its_default_where_the_setting_is_absent(tmp_path):
    recipe = read_recipe(
        write_recipe(tmp_path, JOB, **{"run.replicas": "${oc.select:run.nodes,4}"})
    )
    assert recipe.settings["run.replicas"].value == 4


def test_a_reference_inside_a_text_is_replaced_there(tmp_path):
    recipe = read_recipe(
        write_recipe(tmp_path, JOB, **{"run.data_s3_path": "s3://our-data/${run.name}.jsonl"})
    )
    assert recipe.settings["run.data_s3_path"].value == "s3://our-data/sums.jsonl"


def test_references_in_a_circle_are_refused_with_the_way_that_they_go(tmp_path):
    circle = {"run.name": "${run.other}", "run.other": "${run.name}"}
    with pytest.raises(
        InputError, match=r"run\.other \(line 7\).*run\.name -> run\.other -> run\.name"
    ):
        read_recipe(write_recipe(tmp_path, JOB, **circle))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1e-4", 0.0001),
        ("1.0e-04", 0.0001),
        (".5", 0.5),
        ("1_000", 1000),
        ("-1", -1),
        ("7e-7", 7e-7),
    ],
)
def test_numbers_are_read_however_yaml_reads_their_text(tmp_path, written, value):
    file = recipe_of(
        tmp_path, f"run:\n  name: x\ntraining_config:\n  trainer:\n    lr: {written}\n"
    )
    assert read_recipe(file).settings["training_config.trainer.lr"].value == value


def test_settings_know_their_line(tmp_path):
    file = recipe_of(
        tmp_path, "# a remark\nrun:\n  name: x\n\ntraining_config:\n  max_length: 8192\n"
    )
    assert read_recipe(file).settings["training_config.max_length"].line == 6


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("run:\n  name: a\n  name: b\n", r":\d+: no YAML"),
        ("run: [1\n", r":\d+: no YAML"),
        ("- a\n- b\n", "expected a mapping of settings"),
        ("", "expected a mapping of settings"),
        ("colour: red\n", "no form of recipe that is known"),
        ('{"jobName": }', ":1: no JSON"),
    ],
)
def test_a_file_that_is_no_recipe_is_refused_and_says_why(tmp_path, text, says):
    with pytest.raises(InputError, match=says):
        read_recipe(recipe_of(tmp_path, text))


def test_a_platform_that_the_keys_contradict_is_refused(tmp_path):
    with pytest.raises(InputError, match="its keys are those of Bedrock"):
        read_recipe(write_recipe(tmp_path, "Bedrock"), "hyperpod")


def test_the_platform_decides_where_the_keys_leave_it_open(tmp_path):
    file = write_recipe(tmp_path, JOB)
    assert read_recipe(file).form == "nova training job"
    assert read_recipe(file, "hyperpod").form == "nova on HyperPod"
