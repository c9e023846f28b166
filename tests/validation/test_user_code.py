"""People's files and functions are used as they are, or named for what they are."""

import sys

import pytest

from rewards.adapters import RubricReward, TrlReward, VerlReward
from tests.validation.built import values
from tests.validation.data import row, write_rows
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.options import RunOptions
from validation.targets.open import open_target
from validation.targets.target import EndpointTarget, read_object, read_reward
from validation.targets.user_code import is_handler

HANDLER = """
from {dots}{module} import PAY

def lambda_handler(event, context):
    return [{{"id": row["id"], "aggregate_reward_score": PAY}} for row in event]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    before = {*sys.modules}
    yield tmp_path
    for name in {*sys.modules} - before:
        del sys.modules[name]


def write_package(folder, path, dots, module, pay, packages=()):
    """A handler at this path that imports PAY relatively, beside the module that holds it."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HANDLER.format(dots=dots, module=module))
    home = file.parents[len(dots) - 1].joinpath(*module.split("."))
    home.parent.mkdir(parents=True, exist_ok=True)
    home.with_suffix(".py").write_text(f"PAY = {pay}\n")
    for package in packages:
        (folder / package / "__init__.py").write_text("")


@pytest.mark.parametrize(
    ("path", "dots", "module", "packages"),
    [
        ("pkg_a/handler.py", ".", "values_a", ["pkg_a"]),
        ("pkg_b/inner/handler.py", "..", "values_b", ["pkg_b", "pkg_b/inner"]),
        ("pkg_c/inner/handler.py", "..", "shared.values_c", ["pkg_c", "pkg_c/inner"]),
        ("no_package/handler.py", ".", "values_d", []),
        ("no_package_e/inner/handler.py", "..", "values_e", []),
        ("rewards/handler.py", ".", "values_f", ["rewards"]),
        ("json/handler.py", ".", "values_g", ["json"]),
        ("pkg-h/my-handler.py", ".", "values_h", []),
    ],
)
def test_a_file_with_relative_imports_is_imported_inside_its_folders(
    folder, path, dots, module, packages
):
    write_package(folder, path, dots, module, 0.25, packages)
    data = read_dataset(write_rows(folder / "d.jsonl", [row()]))
    with open_target(f"{path}:lambda_handler", data, RunOptions()) as target:
        assert isinstance(target, EndpointTarget)
        assert values(target.outcomes(data.rows, None)) == [0.25]


def test_two_files_of_one_package_share_its_modules(folder):
    write_package(folder, "pkg_i/one.py", ".", "values_i", "object()", ["pkg_i"])
    (folder / "pkg_i" / "two.py").write_text("from .values_i import PAY\n")
    assert read_object("pkg_i/one.py:PAY") is read_object("pkg_i/two.py:PAY")


def test_a_file_that_fails_inside_its_package_says_why(folder):
    write_package(folder, "pkg_j/handler.py", ".", "values_j", "1 / 0", ["pkg_j"])
    with pytest.raises(InputError, match=r"cannot import: ZeroDivisionError"):
        read_object("pkg_j/handler.py:lambda_handler")


def trl(completions, **kwargs):
    return [0.0 for _ in completions]


def trl_with_prompts(prompts, completions, answer, **kwargs):
    return [0.0 for _ in completions]


def verl(data_source, solution_str, ground_truth, extra_info=None):
    return 0.0


def verifiers(completion, answer, **kwargs):
    return 0.0


async def verifiers_of_state(prompt, completion, answer, state):
    return 0.0


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (trl, "takes completions, kwargs: wrap it with TrlReward"),
        (trl_with_prompts, "takes prompts, completions, answer, kwargs: wrap it with TrlReward"),
        (verl, r"takes data_source, solution_str, .*: wrap it with VerlReward"),
        (verifiers, r"takes completion, answer, .*: wrap it with RubricReward"),
        (verifiers_of_state, r"takes prompt, completion, .*: wrap it with RubricReward"),
    ],
)
def test_a_function_of_another_kit_is_named_with_its_adapter(folder, function, says):
    data = read_dataset(write_rows(folder / "d.jsonl", [row()]))
    with pytest.raises(InputError, match=says), open_target(function, data, RunOptions()):
        pass


@pytest.mark.parametrize("wrapped", [TrlReward(trl), VerlReward(verl), RubricReward(verifiers)])
def test_a_wrapped_function_of_another_kit_is_a_reward(folder, wrapped):
    data = read_dataset(write_rows(folder / "d.jsonl", [row()]))
    with open_target(wrapped, data, RunOptions()) as target:
        assert target.reward is wrapped


def test_a_reward_may_call_its_sample_completion(folder):
    (folder / "own_k.py").write_text("def reward(completion):\n    return 1.0\n")
    assert callable(read_reward("own_k.py:reward"))


def handler_of_defaults(event, context=None):
    return []


def test_a_function_of_an_event_is_a_handler_by_any_name():
    assert is_handler("mine.py:grade", handler_of_defaults)


def test_a_handler_without_a_context_is_refused_with_what_lambda_calls(folder):
    (folder / "alone_l.py").write_text("def lambda_handler(event):\n    return []\n")
    with pytest.raises(InputError, match=r"Lambda calls handler\(event, context\)"):
        read_reward("alone_l.py:lambda_handler")
