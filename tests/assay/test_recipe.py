"""`assay recipe`: errors first with their lines, what was measured, and a mended file."""

import json
import os
import stat
from typing import Any

import pytest

from tests.assay.command import assay
from tests.scripted_server import Answer, run_server
from tests.validation.data import write_rows
from tests.validation.recipes.good import write_recipe

JOB, POD = "nova training job", "nova on HyperPod"
_TOP_K = "training_config.rollout.generator.top_k"


def found(ran):
    return [(one["harm"], one["rule"]) for one in json.loads(ran.out)["findings"]]


@pytest.fixture
def report(tmp_path):
    """A report.json as far as a recipe is held to it."""
    numbers = [
        {"name": "known_pass_rate", "low": None, "high": None, "value": None},
        {"name": "base_pass_rate", "low": 0.0, "high": 0.04, "value": 0.02},
        {"name": "expected_zero_variance:8", "low": None, "high": None, "value": 0.85},
    ]
    times = {"the time of a batch": {"a batch of 128": 1.0, "p95 of one sample x 128": 90.0}}
    file = tmp_path / "report.json"
    content = {"measurements": numbers, "times": times, "on_made_answers": False}
    file.write_text(json.dumps(content))
    return file


def test_recipe_ends_with_0_where_nothing_is_wrong_and_shows_what_a_step_holds(tmp_path):
    write_recipe(tmp_path, JOB)
    ran = assay("recipe", "recipe.yaml", cwd=tmp_path)
    assert ran.status == 0
    assert ran.out.splitlines()[0] == (
        "recipe.yaml: 0 errors, 0 pieces of advice (nova training job, run by training-job)"
    )
    # 64 prompts of 8 replies each; or 64 replies, which are 8 groups
    assert "  prompts: 64 prompts, 512 replies" in ran.out
    assert "  samples: 8 prompts, 64 replies" in ran.out
    assert "on HyperPod the same step is global_batch_size: 512 (samples)" in ran.out


def test_recipe_ends_with_1_and_names_the_setting_its_line_and_what_to_do(tmp_path):
    write_recipe(tmp_path, JOB, **{"training_config.reasoning_effort": "medium"})
    ran = assay("recipe", "recipe.yaml", cwd=tmp_path)
    assert ran.status == 1
    assert ran.out.splitlines()[:5] == [
        "recipe.yaml: 1 error, 0 pieces of advice (nova training job, run by training-job)",
        "",
        "error: reasoning effort: training_config.reasoning_effort (line 10)",
        "  'medium' is not taken: expected one of low, high, null. Bedrock has medium, a Nova "
        "recipe has not.",
        "  to do: write high, or low, or null for no reasoning",
    ]


def test_recipe_ends_with_0_where_there_is_only_advice(tmp_path):
    write_recipe(tmp_path, JOB, **{_TOP_K: 1})
    assert assay("recipe", "recipe.yaml", cwd=tmp_path).status == 0


@pytest.mark.parametrize(
    "words", [("absent.yaml",), ("rows.jsonl",), ("recipe.yaml", "--report", "recipe.yaml")]
)
def test_recipe_ends_with_2_where_a_file_is_not_what_it_should_be(tmp_path, words):
    write_recipe(tmp_path, JOB)
    (tmp_path / "rows.jsonl").write_text('{"id": "a"}\n{"id": "b"}\n')
    ran = assay("recipe", *words, cwd=tmp_path)
    assert ran.status == 2
    assert words[-1] in ran.err.splitlines()[0]


def test_recipe_is_held_to_what_a_report_measured(tmp_path, report):
    write_recipe(tmp_path, JOB)
    ran = assay("recipe", "recipe.yaml", "--report", "report.json", "--json", cwd=tmp_path)
    assert found(ran) == [
        ("advice", "groups without a difference"),
        ("advice", "base pass rate"),
    ]


def test_recipe_takes_no_pass_rate_from_answers_that_the_kit_made(tmp_path, report):
    report.write_text(
        report.read_text().replace('"on_made_answers": false', '"on_made_answers": true')
    )
    write_recipe(tmp_path, JOB)
    ran = assay("recipe", "recipe.yaml", "--report", "report.json", "--json", cwd=tmp_path)
    assert found(ran) == []


def test_recipe_is_held_to_the_rows_that_it_trains_on(tmp_path):
    write_recipe(tmp_path, JOB)
    turns = [{"role": "user", "content": "x" * 100_000}, {"role": "assistant", "content": "y"}]
    write_rows(tmp_path / "rows.jsonl", [{"id": "a", "messages": turns}])
    ran = assay("recipe", "recipe.yaml", "--rows", "rows.jsonl", "--json", cwd=tmp_path)
    # 100,000 characters are about 25,000 tokens where 24,576 are left, and 128 such rows 12 MiB
    assert set(found(ran)) == {
        ("error", "prompt too long"),
        ("error", "event too large"),
        ("advice", "number of rows"),
    }


def test_recipe_is_held_to_the_limits_of_the_deployed_function(tmp_path, report, monkeypatch):
    answers: dict[str, dict[str, Any]] = {
        "configuration": {"FunctionName": "mine", "Timeout": 60},
        "concurrency": {"ReservedConcurrentExecutions": 10},
        "account-settings": {"AccountLimit": {"ConcurrentExecutions": 1000}},
    }
    write_recipe(tmp_path, POD)
    with run_server(
        lambda asked: Answer(answers[asked.path.strip("/").rpartition("/")[2]])
    ) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", server.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        words = ("--report", "report.json", "--function", "mine", "--json")
        ran = assay("recipe", "recipe.yaml", *words, cwd=tmp_path)
    # 90 s for a batch of 128, and 100 calls at once
    assert {rule for harm, rule in found(ran) if harm == "error"} == {
        "slower than the timeout",
        "more calls than Lambda gives",
    }


def test_recipe_fix_writes_the_file_says_what_it_wrote_and_keeps_who_may_read_it(tmp_path):
    file = write_recipe(tmp_path, JOB, **{_TOP_K: 1})
    os.chmod(file, 0o644)
    ran = assay("recipe", "recipe.yaml", "--fix", cwd=tmp_path)
    assert ran.err.startswith(f"mended: {_TOP_K} (line 17): write top_k 0")
    assert "0 errors, 0 pieces of advice" in ran.out
    assert "top_k: 0\n" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert os.listdir(tmp_path) == ["recipe.yaml"]
