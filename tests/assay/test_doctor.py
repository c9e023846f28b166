import json

import pytest

from tests.assay.command import assay
from tests.scripted_server import Answer, run_server
from validation.doctor import examine

NOBODY = {
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
}
SOMEBODY = {
    **NOBODY,
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
}
WHO = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult>"
    "<Arn>arn:aws:iam::123456789012:user/ann</Arn>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)


@pytest.fixture
def machine(monkeypatch):
    """Sets the environment: nobody's credentials, and what is given beside."""
    for name in (*SOMEBODY, "AWS_PROFILE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)

    def set_up(variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return set_up


def by_name(**options):
    return {one.name: one for one in examine(**options)}


def test_doctor_names_what_is_missing_with_the_command_that_mends_it(machine):
    machine(NOBODY)
    found = by_name(models=["amazon.nova-2-lite-v1:0"])
    assert found["Python"].state == "works"
    assert (found["AWS credentials"].state, found["AWS credentials"].mend) == (
        "missing",
        "aws configure sso",
    )
    assert found["AWS region"].mend == "export AWS_DEFAULT_REGION=us-east-1"
    assert found["model amazon.nova-2-lite-v1:0"].state == "not tried"
    assert found["extra json"].state == "works"


def test_doctor_asks_aws_for_the_account_and_the_model_of_a_profile(machine):
    told = {
        "modelId": "amazon.nova-2-lite-v1:0",
        "agreementAvailability": {"status": "AVAILABLE"},
        "authorizationStatus": "AUTHORIZED",
        "entitlementAvailability": "NOT_AVAILABLE",
        "regionAvailability": "AVAILABLE",
    }
    paths = []

    def answer(asked):
        paths.append(asked.path)
        return Answer(WHO.encode() if asked.path == "/" else told)

    with run_server(answer) as server:
        machine({**SOMEBODY, "AWS_ENDPOINT_URL": server.url})
        found = by_name(is_online=True, models=["us.amazon.nova-2-lite-v1:0"])
    assert found["AWS account"].says == "arn:aws:iam::123456789012:user/ann"
    model = found["model us.amazon.nova-2-lite-v1:0"]
    assert (model.state, model.says) == ("missing", "entitlement NOT_AVAILABLE")
    assert paths[1] == "/foundation-model-availability/amazon.nova-2-lite-v1%3A0"


def test_doctor_says_why_aws_refuses(machine):
    refused = Answer(
        b"<ErrorResponse><Error><Code>ExpiredToken</Code><Message>too old</Message></Error>"
        b"</ErrorResponse>",
        403,
    )
    with run_server(lambda asked: refused) as server:
        machine({**SOMEBODY, "AWS_ENDPOINT_URL": server.url})
        account = by_name(is_online=True)["AWS account"]
    assert (account.state, account.mend) == ("missing", "aws sso login")
    assert "too old" in account.says


def test_doctor_ends_with_1_only_where_what_is_asked_for_is_missing(machine, tmp_path):
    machine(NOBODY)
    ran = assay("doctor", cwd=tmp_path)
    assert (ran.status, ran.out.splitlines()[0]) == (0, "local: all that is needed works")
    ran = assay("doctor", "--for", "judges", "--json", cwd=tmp_path)
    assert ran.status == 1
    assert {one["name"] for one in json.loads(ran.out) if one["state"] == "missing"} >= {
        "AWS credentials"
    }


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_what_the_shell_evaluates(shell, tmp_path):
    ran = assay("completion", shell, cwd=tmp_path)
    assert ran.status == 0
    assert "_ASSAY_COMPLETE" in ran.out
