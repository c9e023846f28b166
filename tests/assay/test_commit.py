"""`assay commit`: one run, of what was judged, or none and why."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from assay import InputError, price, recipe, seal, verify
from assay import commit as commit_in_python
from tests.assay.command import assay
from tests.scripted_server import Answer, Asked, run_server
from tests.validation.recipes.good import ABSENT, ARN, GOOD, write_recipe
from validation.gate_file import find_gate
from validation.options import DEFAULT_OPTIONS
from validation.prices import prices_of
from validation.provenance import SourceDigest
from validation.recipes.commitment import build_request, find_objections, start_run
from validation.recipes.document import read_recipe
from validation.seal import make_seal, read_report
from validation.storage import hash_file

_REWARD = "def reward(sample):\n    return 1.0\n"
_JOB = "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/amazon.nova-2-lite/a"
_TRAINING = "arn:aws:sagemaker:us-east-1:123456789012:training-job/sums"


def report_of(folder: Path) -> dict[str, Any]:
    """A report of a reward in this folder, which passed just now."""
    (folder / "mine.py").write_text(_REWARD)
    (folder / "rows.jsonl").write_text("{}\n")
    digest = hash_file(folder / "mine.py")
    source = SourceDigest(digest, {"mine": digest}, {"mine": "mine.py"})
    prices = prices_of(DEFAULT_OPTIONS)
    return {
        "verdict": "PASS",
        "on_made_answers": False,
        "measurements": [],
        "times": {"the time of a batch": {"a batch of 128": 1.0, "p95 of one sample x 128": 2.0}},
        "cost": None,
        "header": {
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "options": {},
            "target": {"code": "mine.reward", **vars(source)},
            "data": {"path": "rows.jsonl", "digest": hash_file(folder / "rows.jsonl")},
            "gate": {
                "source": "the preset verifiable",
                "digest": find_gate("verifiable").digest,
                "weaker": [],
            },
            "judges": {},
            "prices": {
                "as_of": prices.as_of,
                "digest": prices.digest,
            },
            "versions": {},
            "function": None,
        },
    }


@pytest.fixture
def folder(tmp_path):
    write_recipe(tmp_path, "Bedrock")
    (tmp_path / "report.json").write_text(json.dumps(report_of(tmp_path)))
    return tmp_path


class Account:
    """Lambda, Bedrock and SageMaker of an account, as far as a run needs them."""

    def __init__(self) -> None:
        self.started: dict[str, Any] = {}
        self.url = ""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("mine.py", _REWARD)
        self.code = content.getvalue()

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/code.zip":
            return Answer(self.code)
        if asked.path.endswith("/configuration"):
            return Answer({"Timeout": 60, "Version": "1", "CodeSha256": "x"})
        if "/functions/" in asked.path:
            return Answer({"Code": {"Location": f"{self.url}/code.zip"}})
        if asked.path == "/model-customization-jobs":
            self.started.setdefault(asked.body["clientRequestToken"], asked.body)
            return Answer({"jobArn": _JOB}, 201)
        name = asked.body["TrainingJobName"]
        if asked.headers["x-amz-target"] == "SageMaker.CreateTrainingJob" and name in self.started:
            return Answer({"__type": "ResourceInUse", "message": f"{name} exists"}, 400)
        self.started.setdefault(name, asked.body)
        return Answer({"TrainingJobArn": _TRAINING})


@pytest.fixture
def account(monkeypatch):
    found = Account()
    with run_server(found.answer) as server:
        found.url = server.url
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        yield found


def commit(folder, *words):
    return assay("commit", "recipe.json", "report.json", "--yes", *words, cwd=folder)


def test_commit_starts_the_run_of_a_passing_report_and_keeps_a_record(folder, account):
    ran = commit(folder)
    assert ran.status == 0, ran.err
    assert ran.out.strip() == _JOB
    (sent,) = account.started.values()
    seal = json.loads((folder / "seal.json").read_text())
    assert {"key": "assay-seal", "value": seal["digest"]} in sent["jobTags"]
    record = json.loads((folder / "run.json").read_text())
    assert record["arn"] == _JOB
    assert record["seal"]["digest"] == seal["digest"]


def test_commit_shows_findings_and_price_before_it_starts(folder, account):
    ran = commit(folder)
    assert "recipe.json: 0 errors" in ran.err
    assert "the reward of this run" in ran.err


def test_commit_that_is_tried_again_starts_and_pays_once_on_bedrock(folder, account):
    assert [commit(folder).status for _ in range(3)] == [0, 0, 0]
    assert len(account.started) == 1


def test_commit_that_is_tried_again_finds_the_training_job_that_it_started(folder, account):
    write_recipe(folder, "serverless request")
    ran = [commit(folder, "--function", ARN) for _ in range(2)]
    assert [one.out.strip() for one in ran] == [
        _TRAINING,
        f"{_TRAINING} (an earlier try had started it)",
    ]
    (name,) = account.started
    assert name.startswith("sums-")


def test_commit_of_another_request_is_another_run(folder, account):
    commit(folder)
    write_recipe(folder, "Bedrock", jobName="sums-2")
    commit(folder)
    assert len(account.started) == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda report, folder: report.update(verdict="FAIL"), "the report's verdict is FAIL"),
        (
            lambda report, folder: report.update(on_made_answers=True),
            "the report's PASS is on answers that the kit made",
        ),
        (
            lambda report, folder: report["header"].update(
                date=(datetime.now(UTC) - timedelta(days=30)).isoformat()
            ),
            "the report is 30 days old, and 14 are allowed",
        ),
        (
            lambda report, folder: report["header"]["gate"].update(weaker=["gold_pay passes at 0"]),
            "the gate was weakened: gold_pay passes at 0",
        ),
        (
            lambda report, folder: (folder / "mine.py").write_text("def reward(s): return 0\n"),
            "reward differs: mine.py: its content is another",
        ),
        (
            lambda report, folder: write_recipe(folder, "Bedrock", jobName="no_name"),
            "the recipe: refused by the service: jobName",
        ),
    ],
)
def test_commit_refuses_what_did_not_pass_is_old_or_is_another(folder, account, change, says):
    report = json.loads((folder / "report.json").read_text())
    change(report, folder)
    (folder / "report.json").write_text(json.dumps(report))
    ran = commit(folder)
    assert ran.status == 1
    assert f"objection: {says}" in ran.err
    assert account.started == {}
    assert not (folder / "run.json").exists()


def test_commit_refuses_where_the_deployed_function_is_another(folder, account):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mine.py", "def reward(sample):\n    return 2.0\n")
    account.code = content.getvalue()
    ran = commit(folder)
    assert ran.status == 1
    assert "objection: function differs: mine.py: its content is another" in ran.err


def test_commit_refuses_a_request_whose_function_is_not_known(folder, account):
    write_recipe(folder, "serverless request", **{"HyperParameters.reward_lambda_arn": ABSENT})
    ran = commit(folder)
    assert ran.status == 1
    assert "the request names no function of Lambda: --function NAME" in ran.err


def test_commit_keeps_the_reason_of_an_override_in_the_seal(folder, account):
    report = json.loads((folder / "report.json").read_text())
    (folder / "report.json").write_text(json.dumps(report | {"verdict": "INCONCLUSIVE"}))
    assert commit(folder, "--override", "  ").status == 1
    assert commit(folder, "--override", "a trial of the pipeline").status == 0
    assert json.loads((folder / "seal.json").read_text())["override"] == "a trial of the pipeline"


def test_commit_dry_run_prints_the_request_and_starts_nothing(folder, account):
    ran = assay("commit", "recipe.json", "report.json", "--dry-run", cwd=folder)
    assert ran.status == 0, ran.err
    request = json.loads(ran.out)
    assert request["jobName"] == GOOD["Bedrock"]["jobName"]
    assert len(request["clientRequestToken"]) == 64
    assert account.started == {}


def test_commit_starts_no_recipe_that_is_no_request(folder, account):
    file = write_recipe(folder, "nova training job")
    ran = assay("commit", file.name, "report.json", "--yes", "--override", "x", cwd=folder)
    assert ran.status == 2
    assert "assay commit starts what is a request" in ran.err


@mock_aws
def test_start_run_is_taken_by_motos_bedrock(folder, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    seal = make_seal(read_report(folder / "report.json"))
    record = start_run(build_request(read_recipe(folder / "recipe.json"), seal), seal)
    bedrock = boto3.client("bedrock")
    assert bedrock.get_model_customization_job(jobIdentifier="sums-1")["jobArn"] == record.arn


def test_find_objections_finds_none_in_a_fresh_passing_report(folder):
    assert find_objections(read_report(folder / "report.json"), [], [], 14) == []


def test_commit_in_python_starts_the_run_of_the_command(folder, account, monkeypatch):
    monkeypatch.chdir(folder)
    record = commit_in_python("recipe.json", "report.json")
    assert (record.arn, record.was_started_before) == (_JOB, False)
    assert json.loads((folder / "run.json").read_text())["seal"]["digest"] == record.seal.digest


def test_commit_in_python_says_every_objection_as_an_input_error(folder, account, monkeypatch):
    monkeypatch.chdir(folder)
    report = json.loads((folder / "report.json").read_text())
    (folder / "report.json").write_text(json.dumps(report | {"verdict": "FAIL"}))
    (folder / "mine.py").write_text("def reward(s): return 0\n")
    with pytest.raises(InputError, match=r"verdict is FAIL.*reward differs: mine\.py"):
        commit_in_python("recipe.json", "report.json")
    assert account.started == {}


def test_recipe_price_seal_and_verify_in_python_are_the_commands(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert recipe("recipe.json", report="report.json") == []
    assert price("recipe.json", "report.json", memory=512).unknown != ()
    assert seal("report.json").digest == json.loads((folder / "seal.json").read_text())["digest"]
    assert {one.outcome for one in verify("report.json")} == {"same"}
    (folder / "rows.jsonl").write_text("{}{}")
    assert [one.part for one in verify("report.json") if one.outcome != "same"] == ["data"]
