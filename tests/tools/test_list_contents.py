"""The list of what ships agrees with the lock, and says nothing of the machine that made it."""

import json

import pytest

from tools.build_function import ROOT
from tools.list_contents import find_problems

LOCK = """# a comment
aws-lambda-powertools==3.37.0 \\
    --hash=sha256:0
    # via pydantic
typing-extensions==4.0 ; python_version < "4" \\
    --hash=sha256:1
"""


def bill(components: dict[str, str], **more: str) -> str:
    listed = [{"name": name, "version": version} for name, version in components.items()]
    return json.dumps({"components": listed, **more})


WHOLE = {"aws_lambda_powertools": "3.37.0", "typing_extensions": "4.0"}


def test_find_problems_finds_none_where_list_and_lock_agree():
    assert find_problems(bill(WHOLE), LOCK) == []


@pytest.mark.parametrize(
    ("components", "problems"),
    [
        ({**WHOLE, "numpy": "2.0"}, ["only the list has numpy 2.0"]),
        ({"typing_extensions": "4.0"}, ["only the lock has aws-lambda-powertools 3.37.0"]),
        (
            {**WHOLE, "typing_extensions": "4.1"},
            [
                "only the list has typing-extensions 4.1",
                "only the lock has typing-extensions 4.0",
            ],
        ),
    ],
)
def test_find_problems_names_every_package_that_only_one_of_them_has(components, problems):
    assert find_problems(bill(components), LOCK) == problems


@pytest.mark.parametrize(
    "more", [{"timestamp": "2026-11-01"}, {"serialNumber": "urn:1"}, {"path": str(ROOT / "build")}]
)
def test_find_problems_names_a_place_or_a_moment(more):
    [problem] = find_problems(bill(WHOLE, **more), LOCK)
    assert problem.startswith("the list says where or when it was made: ")
