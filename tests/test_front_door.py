"""The names at the top of `rewards` and `judges` are the objects, loaded when they are used."""

import ast
import importlib
import pickle
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import judges
import rewards
from judges import Judge, escalate, helpfulness, panel
from rewards import MaxWords, NumericMatch, formula, numeric_match, weighted_sum
from tests.test_house import JUDGES, READY

ROOT = Path(__file__).parents[1]
PACKAGES = {"rewards": rewards, "judges": judges}
NAMES = [(package, name) for package, module in PACKAGES.items() for name in module.__all__]

LOADED_BY_REWARDS = {"rewards", "rewards.front_door"}
"""Of the project, all that `import rewards` loads."""
HEAVY = {"ast", "asyncio", "concurrent.futures", "dataclasses", "decimal", "inspect", "json", "re"}
"""Of the standard library, what it loaded once and loads no more."""


def run(code: str) -> str:
    """What a fresh process prints."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


@pytest.mark.parametrize(("package", "name"), NAMES)
def test_a_name_at_the_top_is_the_object_of_its_module(package, name):
    found = getattr(PACKAGES[package], name)
    assert not isinstance(found, ModuleType)
    home = getattr(found, "__module__", "")
    if home.startswith(f"{package}.") and hasattr(importlib.import_module(home), name):
        assert getattr(importlib.import_module(home), name) is found


@pytest.mark.parametrize("package", PACKAGES)
def test_the_stub_of_a_package_has_the_names_of_its_table(package):
    stub = ast.parse((ROOT / package / "__init__.pyi").read_text("utf-8"))
    imported = {
        alias.name: node.module
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert imported == vars(PACKAGES[package])["_module_of"]
    [listed] = [ast.literal_eval(node.value) for node in stub.body if isinstance(node, ast.Assign)]
    assert sorted(listed) == PACKAGES[package].__all__


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("rewards.numeric_match", "numeric_match"),
        ("rewards.formula", "formula"),
        ("judges.panel", "panel"),
        ("judges.escalate", "escalate"),
    ],
)
@pytest.mark.parametrize("module_first", [True, False], ids=["module first", "object first"])
def test_a_name_is_the_object_whichever_is_imported_first(module, name, module_first):
    package = module.partition(".")[0]
    imports = [f"from {module} import {name} as inner", f"from {package} import {name} as outer"]
    ordered = imports if module_first else imports[::-1]
    code = "\n".join(
        [
            *ordered,
            "import importlib, sys",
            "assert outer is inner and callable(outer), outer",
            f"assert importlib.import_module({module!r}) is sys.modules[{module!r}]",
            f"assert importlib.import_module({module!r}).{name} is outer",
            f"import {module}",
            f"from {package} import {name} as again",
            f"assert again is outer is {package}.{name}",
        ]
    )
    assert run(code) == ""


def test_import_rewards_loads_itself_and_its_front_door_only():
    code = (
        "import sys; before = set(sys.modules); import rewards; print(*set(sys.modules) - before)"
    )
    loaded = set(run(code).split())
    assert {name for name in loaded if name.startswith("rewards")} == LOADED_BY_REWARDS
    assert loaded & HEAVY == set()


def test_import_judges_loads_no_judge():
    loaded = run("import sys, judges; print(*sys.modules)").split()
    assert [name for name in loaded if name.startswith("judges")] == ["judges"]


def test_a_name_loads_its_own_module_and_no_other_reward():
    loaded = run("import sys; from rewards import MaxWords; print(*sys.modules)").split()
    assert "rewards.length" in loaded
    assert "rewards.numeric_match" not in loaded
    assert "rewards.compose" not in loaded


def test_an_unknown_name_is_an_error_that_names_it():
    with pytest.raises(ImportError, match="numeric_mach"):
        exec("from rewards import numeric_mach")
    with pytest.raises(AttributeError, match="module 'judges' has no attribute 'jury'"):
        getattr(judges, "jury")  # noqa: B009


def test_dir_lists_the_names_before_they_are_loaded():
    listed = run("import rewards, judges; print(*dir(rewards), *dir(judges))").split()
    assert {"numeric_match", "MaxWords", "product", "panel", "Bedrock"} <= set(listed)


@pytest.mark.parametrize(
    "value", [numeric_match, MaxWords(9), NumericMatch, weighted_sum, Judge, panel, helpfulness]
)
def test_objects_from_the_top_pickle(value):
    assert pickle.loads(pickle.dumps(value)) == value


def test_a_test_may_put_another_object_in_the_place_of_a_name(monkeypatch):
    monkeypatch.setattr(rewards, "numeric_match", MaxWords(3))
    assert importlib.import_module("rewards").numeric_match == MaxWords(3)
    monkeypatch.undo()
    assert importlib.import_module("rewards").numeric_match is numeric_match


def test_type_checkers_see_the_objects():
    exact: NumericMatch = numeric_match
    assert exact == NumericMatch()
    assert formula("a", a=exact).parts == {"a": exact}
    assert escalate(cheap=exact, strong=exact).cheap is exact


def test_each_reward_in_the_table_of_the_page_is_at_the_top():
    table = (ROOT / "docs" / "rewards.md").read_text("utf-8").partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)", row)}
    assert len(named) >= 20
    assert named - set(rewards.__all__) == set()


def test_each_reward_and_judge_with_settings_is_at_the_top():
    made_by_functions = {"Formula"}  # as those of rewards.compose, which READY leaves out
    assert set().union(*READY.values()) - {*rewards.__all__} == made_by_functions
    assert set().union(*JUDGES.values()) - {*judges.__all__} == set()


def test_every_import_and_every_target_in_the_pages_resolves():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(page.read_text("utf-8") for page in pages)
    imports = re.findall(r"^(?:>>> )?from ((?:rewards|judges)[\w.]*) import ([\w, ]+)", text, re.M)
    named = {(module, name) for module, names in imports for name in names.split(", ")}
    named |= set(re.findall(r"\b((?:rewards|judges)(?:\.(?!py:)\w+)+):(\w+)", text))
    assert len(named) >= 25
    for module, name in named:
        found = getattr(importlib.import_module(module), name)
        assert not isinstance(found, ModuleType), f"{module}:{name}"
