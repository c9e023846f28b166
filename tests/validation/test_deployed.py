import json

import pytest

from assay import validate
from rewards.scoring import ScoringError
from tests.validation.built import (
    DATA,
    HANDLER,
    REWARD,
    arithmetic,
    lambda_python,
    one_file,
    values,
)
from tests.validation.data import open_endpoint
from tests.validation.invoke_api import CONFIGURATION, invoke_api
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.options import RunOptions
from validation.targets import deployed
from validation.targets.deployed import deployed_function
from validation.targets.endpoint import InvocationError, StartError, UnavailableError
from validation.targets.local_runtime import Function, RuntimeAnswer, local_lambda
from validation.targets.open import open_target
from validation.targets.target import RewardTarget, read_reward

THROTTLED = (429, "TooManyRequestsException", "Rate Exceeded.")
NOT_READY = (409, "SnapStartNotReadyException", "The snapshot is being restored.")
ARN = "arn:aws:lambda:us-west-2:123456789012:function:mine"


@pytest.fixture
def account(monkeypatch):
    """Credentials and a region, as a user has them."""
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return monkeypatch


@pytest.fixture
def service(account):
    """A service whose function echoes its event, until a test has it do something else."""
    with invoke_api(lambda event: RuntimeAnswer("response", event)) as service:
        account.setenv("AWS_ENDPOINT_URL_LAMBDA", service.address)
        yield service


def failing(**said):
    return lambda event: RuntimeAnswer("error", json.dumps(said).encode())


def test_a_deployed_function_scores_every_row_as_the_reward_does(service):
    dataset = read_dataset(str(DATA))
    with local_lambda(Function(lambda_python(), arithmetic(), HANDLER)) as function:
        service.invoke = function.invoke
        with open_target("mine", dataset, RunOptions(platform="nova", batch_size=50)) as target:
            behind = list(target.outcomes(dataset.rows, None))
    direct = RewardTarget("r", read_reward(REWARD)).outcomes(dataset.rows, None)
    assert values(behind) == values(direct)


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("mine", "mine"),
        ("lambda:mine:live", "mine:live"),
        ("my-function:7", "my-function:7"),
        ("123456789012:function:mine:live", "123456789012:function:mine:live"),
        (ARN + ":live", ARN + ":live"),
    ],
)
def test_the_function_is_asked_for_as_it_was_given(service, given, asked):
    with open_endpoint(given) as opened:
        assert opened.endpoint.invoke(b"[1]") == b"[1]"
    assert service.asked == [asked]


def test_an_arn_says_its_region_itself(service, account):
    account.delenv("AWS_DEFAULT_REGION")
    assert deployed_function(ARN, 1).client.meta.region_name == "us-west-2"


def test_configuration_says_the_timeout_the_platform_and_the_code(service):
    with open_endpoint("mine") as opened:
        assert (opened.endpoint.timeout, opened.platform) == (7.0, "bedrock")
    assert opened.code == f"{CONFIGURATION['FunctionArn']} version $LATEST sha256 abc="


def test_a_configuration_that_may_not_be_read_is_done_without(service):
    service.hidden = True
    with open_endpoint("mine") as opened:
        assert opened.endpoint.invoke(b"[1]") == b"[1]"
        assert (opened.endpoint.timeout, opened.platform) == (None, "nova")
    assert opened.code == "mine (its configuration may not be read)"


@pytest.mark.parametrize("refusals", [[THROTTLED], [NOT_READY], [THROTTLED, NOT_READY]])
def test_a_throttled_or_waking_function_is_asked_again(service, refusals):
    service.refusals = list(refusals)
    assert deployed_function("mine", 1).invoke(b"[1]") == b"[1]"
    assert len(service.asked) == len(refusals) + 1


@pytest.mark.parametrize("refusal", [THROTTLED, NOT_READY])
def test_deployed_function_is_asked_a_bounded_number_of_times(service, monkeypatch, refusal):
    monkeypatch.setattr(deployed, "ATTEMPTS", 2)
    monkeypatch.setattr("validation.targets.deployed.ATTEMPTS", 2)
    service.refusals = [refusal] * 9
    with pytest.raises(UnavailableError, match=r"2 times") as caught:
        deployed_function("mine", 1).invoke(b"[1]")
    assert caught.value.error_type == refusal[1]
    assert len(service.asked) == 2


def test_an_error_of_the_function_is_its_own_message(service):
    service.invoke = failing(errorType="LookupError", errorMessage="no such row", stackTrace=[])
    with pytest.raises(InvocationError, match=r"^LookupError: no such row$"):
        deployed_function("mine", 1).invoke(b"[1]")


def test_a_timeout_without_a_type_is_still_an_error(service):
    service.invoke = failing(errorMessage="2026-11-21 Task timed out after 3.00 seconds")
    with pytest.raises(InvocationError, match=r"^Unhandled: .* timed out after 3.00 seconds$"):
        deployed_function("mine", 1).invoke(b"[1]")


def test_a_deployed_handler_that_does_not_import_cannot_start(service, tmp_path):
    artifact = one_file(tmp_path / "a", "import no_such_module")
    with local_lambda(Function(lambda_python(), artifact, "f.handler")) as function:
        service.invoke = function.invoke
        with pytest.raises(StartError, match=r"no_such_module"):
            deployed_function("mine", 1).invoke(b"[1]")


def test_bad_row_costs_no_other_its_score(service, tmp_path):
    dataset = read_dataset(str(DATA))
    bad = json.dumps(dataset.rows[3].sample.id).encode()
    with local_lambda(Function(lambda_python(), arithmetic(), HANDLER)) as function:
        fails = failing(errorType="KeyError", errorMessage="'x'")
        service.invoke = lambda event: (fails if bad in event else function.invoke)(event)
        with open_target("mine", dataset, RunOptions(platform="nova")) as target:
            outcomes = list(target.outcomes(dataset.rows, None))
    assert [n for n, o in enumerate(outcomes) if isinstance(o, ScoringError)] == [3]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("absent", "absent: ResourceNotFoundException: Function not found: absent"),
        ("lambda:absent", "lambda:absent: ResourceNotFoundException: Function not found: absent"),
    ],
)
def test_a_function_that_is_not_there_is_one_line(service, given, message):
    with pytest.raises(InputError) as caught, open_endpoint(given):
        pass
    assert str(caught.value).startswith(message)


def test_caller_who_may_not_invoke_is_told_so_on_one_line(service):
    service.refusals = [(403, "AccessDeniedException", "not authorized to perform this")]
    with pytest.raises(InputError, match=r"^mine: AccessDeniedException: not authorized"):
        deployed_function("mine", 1).invoke(b"[1]")


def test_missing_region_or_endpoint_is_said_on_one_line(account):
    account.delenv("AWS_DEFAULT_REGION")
    account.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(InputError, match=r"^mine: .* NoRegionError: You must specify a region"):
        deployed_function("mine", 1)


def test_missing_credentials_are_said_on_one_line(service, account, tmp_path):
    account.delenv("AWS_ACCESS_KEY_ID")
    account.delenv("AWS_SECRET_ACCESS_KEY")
    account.setenv("AWS_EC2_METADATA_DISABLED", "true")
    account.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    account.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(InputError, match=r"^mine: .* NoCredentialsError: "):
        deployed_function("mine", 1)


def test_function_that_changes_while_it_is_judged_ends_the_run(service, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where the run logs its attempt

    def reply_and_change(event: bytes) -> RuntimeAnswer:
        service.configuration["CodeSha256"] = "def="
        rows = [{"id": row["id"], "aggregate_reward_score": 1.0} for row in json.loads(event)]
        return RuntimeAnswer("response", json.dumps(rows).encode())

    service.invoke = reply_and_change
    changed = r"changed while it was judged, from version \$LATEST \(abc=\) to .* \(def=\)"
    with pytest.raises(InputError, match=changed):
        validate("mine", str(DATA), gate="verifiable", skip=["probe", "conform"])
