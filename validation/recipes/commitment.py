"""Starting the run that a report is about, once, and keeping a record of it.

    report, seal, recipe ──▶ find_objections ──▶ none, or a written reason ──▶ build_request
        ──▶ start_run (once, however often it is tried) ──▶ RunRecord beside the report

What names the run comes from the seal and the request: a retry finds the run that was started.
"""

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rewards.extras import import_extra
from validation.errors import InputError
from validation.recipes.document import Recipe
from validation.recipes.finding import RecipeFinding
from validation.recipes.service_model import check_request_shape
from validation.seal import Seal
from validation.verification import Comparison

RECORD_NAME = "run.json"
TAG = "assay-seal"
# The most that a name of a training job takes (the service model of SageMaker).
_LONGEST_NAME = 63


@dataclass(frozen=True)
class RunRequest:
    """A request that starts a run.

    Attributes:
        service: botocore's name of the service.
        operation: the operation of its model.
        content: what is sent.
    """

    service: str
    operation: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class RunRecord:
    """What was started, by which verdict.

    Attributes:
        arn: the run's.
        was_started_before: whether this very run had been started by an earlier try.
        request: what was sent.
        seal: the seal of the report.
    """

    arn: str
    was_started_before: bool
    request: RunRequest
    seal: Seal

    def to_json(self) -> str:
        content = {
            "arn": self.arn,
            "request": vars(self.request),
            "seal": json.loads(self.seal.to_json()),
        }
        return json.dumps(content, indent=2) + "\n"


def find_objections(
    report: Mapping[str, Any],
    findings: Iterable[RecipeFinding],
    compared: Sequence[Comparison],
    days: float,
) -> list[str]:
    """Why the run should not start: the verdict, its age, what differs, errors in the recipe."""
    found = []
    if report["verdict"] != "PASS":
        found.append(f"the report's verdict is {report['verdict']}, not PASS")
    elif report.get("on_made_answers"):
        found.append("the report's PASS is on answers that the kit made, not on a model's")
    if report["header"]["gate"]["weaker"]:
        found.append("the gate was weakened: " + "; ".join(report["header"]["gate"]["weaker"]))
    age = datetime.now(UTC) - datetime.fromisoformat(report["header"]["date"])
    if age > timedelta(days=days):
        found.append(f"the report is {age.days} days old, and {days:g} are allowed")
    found += [f"{one.part} {one.outcome}: {one.says}" for one in compared if one.outcome != "same"]
    found += [
        f"the recipe: {finding.rule}: {finding.place}: {finding.says}"
        for finding in findings
        if finding.harm == "error"
    ]
    return found


def build_request(recipe: Recipe, seal: Seal) -> RunRequest:
    """The request of a recipe, tagged with the seal, and named so that it starts one run only.

    Raises:
        InputError: The recipe is no request that starts a run, or the service would refuse it.
    """
    content: dict[str, Any] = copy.deepcopy(recipe.document)
    token = hashlib.sha256(
        f"{seal.digest}{json.dumps(content, sort_keys=True)}".encode()
    ).hexdigest()
    if recipe.form == "Bedrock":
        request = RunRequest("bedrock", "CreateModelCustomizationJob", content)
        content["clientRequestToken"] = token
        content["jobTags"] = [
            *content.get("jobTags", []),
            {"key": TAG, "value": seal.digest},
        ]
    elif "ServerlessJobConfig" in content:
        request = RunRequest("sagemaker", "CreateTrainingJob", content)
        name = str(content.get("TrainingJobName", "rft"))[: _LONGEST_NAME - 13].rstrip("-")
        content["TrainingJobName"] = f"{name}-{token[:12]}"
        content["Tags"] = [*content.get("Tags", []), {"Key": TAG, "Value": seal.digest}]
    else:
        raise InputError(
            f"{recipe.file}: this is {recipe.form}, and assay commit starts what is a request: "
            "CreateModelCustomizationJob of Bedrock, or CreateTrainingJob with "
            "ServerlessJobConfig. Start this recipe with its own tool, after assay recipe and "
            "assay verify"
        )
    problems = check_request_shape(request.service, request.operation, content)
    if problems:
        said = "; ".join(f"{problem.path}: {problem.says}" for problem in problems)
        raise InputError(f"{recipe.file}: the service would refuse the request: {said}")
    return request


def start_run(request: RunRequest, seal: Seal) -> RunRecord:
    """Send the request. A second try with the same seal and request finds the first one's run.

    Raises:
        InputError: The service cannot be asked, or refuses the request.
    """
    errors = import_extra("botocore.exceptions", "validation")
    config = import_extra("botocore.config", "validation").Config(
        retries={"mode": "standard", "total_max_attempts": 5}
    )
    try:
        client = import_extra("boto3", "validation").client(request.service, config=config)
        if request.service == "bedrock":
            answer = client.create_model_customization_job(**request.content)
            return RunRecord(answer["jobArn"], False, request, seal)
        return _start_training(client, request, seal)
    except (errors.ClientError, errors.BotoCoreError) as error:
        raise InputError(f"the run was not started: {error}") from error


def _start_training(client: Any, request: RunRequest, seal: Seal) -> RunRecord:
    """A training job has no client token: its name is what keeps it from being started twice."""
    try:
        answer = client.create_training_job(**request.content)
    except client.exceptions.ResourceInUse:
        name = request.content["TrainingJobName"]
        answer = client.describe_training_job(TrainingJobName=name)
        return RunRecord(answer["TrainingJobArn"], True, request, seal)
    return RunRecord(answer["TrainingJobArn"], False, request, seal)
