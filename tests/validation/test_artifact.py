import json
from concurrent.futures import ThreadPoolExecutor

import pytest

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
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.options import RunOptions
from validation.targets.artifact import read_artifact
from validation.targets.endpoint import InvocationError, StartError
from validation.targets.open import open_target
from validation.targets.target import RewardTarget, read_reward

TEMPLATE = """
Resources:
  Mine:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: Mine
      Handler: f.HANDLER
      Timeout: SECONDS
      MemorySize: 256
      Environment: {Variables: {REWARD_PLATFORM: bedrock}}
"""


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A folder as SAM builds it, of one hand-written handler of this name."""
    monkeypatch.setenv("ASSAY_LAMBDA_PYTHON", str(lambda_python()))

    def build(handler, seconds=60):
        template = TEMPLATE.replace("HANDLER", handler).replace("SECONDS", str(seconds))
        (tmp_path / "template.yaml").write_text(template)
        return str(one_file(tmp_path / "Mine"))

    return build


def test_the_built_bytes_score_every_row_as_the_reward_does():
    lambda_python()
    dataset = read_dataset(str(DATA))
    given = f"{arithmetic()}:{HANDLER}"
    with open_target(given, dataset, RunOptions(batch_size=50)) as target:
        behind = list(target.outcomes(dataset.rows, None))
    direct = RewardTarget("r", read_reward(REWARD)).outcomes(dataset.rows, None)
    assert values(behind) == values(direct)


def test_events_at_once_have_a_process_each(built, tmp_path):
    (tmp_path / "met").mkdir()
    event = json.dumps(str(tmp_path / "met")).encode()
    with (
        open_endpoint(built("meets")) as opened,
        ThreadPoolExecutor(2) as executor,
    ):
        first, second = executor.map(opened.endpoint.invoke, [event, event])
    assert first == second == b"2"


def test_the_template_s_settings_are_those_of_the_run(built):
    with open_endpoint(built("environment")) as opened:
        told = json.loads(opened.endpoint.invoke(b"1"))
        assert opened.endpoint.timeout == 60.0
    assert told["REWARD_PLATFORM"] == "bedrock"
    assert told["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256"


def test_the_platform_that_is_named_comes_before_the_template_s(built):
    with open_endpoint(built("environment"), platform="scorer") as opened:
        assert json.loads(opened.endpoint.invoke(b"1"))["REWARD_PLATFORM"] == "scorer"


def test_artifact_without_a_template_is_told_the_platform_and_has_no_known_timeout(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("ASSAY_LAMBDA_PYTHON", str(lambda_python()))
    given = f"{one_file(tmp_path / 'mine')}:f.environment"
    with open_endpoint(given, platform="scorer") as opened:
        told = json.loads(opened.endpoint.invoke(b"1"))
        assert (opened.endpoint.timeout, opened.batch_size) == (None, 1)
    assert told["REWARD_PLATFORM"] == "scorer"


def test_a_timeout_of_the_template_is_kept(built):
    with open_endpoint(built("sleeps", 1)) as opened:
        with pytest.raises(InvocationError, match=r"Sandbox.Timedout.* after 1.00 seconds"):
            opened.endpoint.invoke(b'"sleep"')
        assert int(opened.endpoint.invoke(b'"quick"')) <= 1000


def test_a_handler_that_does_not_import_cannot_start(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSAY_LAMBDA_PYTHON", str(lambda_python()))
    given = f"{one_file(tmp_path / 'mine', 'import no_such_module')}:f.handler"
    with (
        open_endpoint(given) as opened,
        pytest.raises(StartError, match=r"ImportModuleError: .*'no_such_module'"),
    ):
        opened.endpoint.invoke(b"[]")


def test_a_process_that_ends_by_itself_is_an_error_with_the_end_of_its_log(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSAY_LAMBDA_PYTHON", str(lambda_python()))
    given = f"{one_file(tmp_path / 'mine')}:f.exits"
    with (
        open_endpoint(given) as opened,
        pytest.raises(InvocationError, match=r"exit status 7; its log ends: imported"),
    ):
        opened.endpoint.invoke(b'"exit"')


def test_the_code_is_said_by_a_digest_of_every_file(tmp_path):
    artifact = read_artifact("g", one_file(tmp_path / "a"), "f.handler")
    same = read_artifact("g", one_file(tmp_path / "b"), "f.handler")
    assert artifact.digest == same.digest
    (tmp_path / "b" / "__pycache__").mkdir()
    (tmp_path / "b" / "__pycache__" / "f.pyc").write_bytes(b"what runs")
    assert artifact.digest != same.digest


def test_the_only_handler_is_found_and_several_are_named(tmp_path):
    folder = one_file(tmp_path / "a")
    assert read_artifact("a", folder, "").handler == "f.handler"
    (folder / "lambda_handlers").mkdir()
    (folder / "lambda_handlers" / "mine.py").write_text("handler = print\n")
    with pytest.raises(InputError, match=r"it has: f.handler, lambda_handlers.mine.handler"):
        read_artifact("a", folder, "")


def test_a_folder_without_a_handler_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"expected FOLDER:module.handler; it has: none"):
        read_artifact("a", tmp_path, "")


@pytest.mark.parametrize("named", [None, "absent/python"])
def test_artifact_without_a_python_to_run_in_says_the_way_to_one(tmp_path, monkeypatch, named):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ASSAY_LAMBDA_PYTHON", raising=False)
    if named:
        monkeypatch.setenv("ASSAY_LAMBDA_PYTHON", named)
    given = str(one_file(tmp_path / "a"))
    with (
        pytest.raises(InputError, match=r"make build.* ASSAY_LAMBDA_PYTHON"),
        open_endpoint(given),
    ):
        pass


def test_an_artifact_has_the_user_s_credentials_and_nothing_else_of_theirs(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSAY_LAMBDA_PYTHON", str(lambda_python()))
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "other")
    monkeypatch.setenv("MY_OWN", "secret")
    with open_endpoint(f"{one_file(tmp_path / 'a')}:f.environment") as opened:
        told = json.loads(opened.endpoint.invoke(b"1"))
    assert told["AWS_PROFILE"] == "mine"
    assert told["AWS_LAMBDA_FUNCTION_NAME"] == "SageMaker-local"
    assert "MY_OWN" not in told
