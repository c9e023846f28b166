"""The steps of the Action as a runner runs them, against GitHub's interface on the loopback."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.assay.command import REWARDS, answers
from tests.scripted_server import Answer, run_server
from tests.validation.data import write_rows

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action"
STEPS = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))["runs"]["steps"]


class Comments:
    """The comments of a pull request, as GitHub keeps them."""

    def __init__(self, *bodies):
        self.bodies = dict(enumerate(bodies, start=7))
        self.status = 200

    def answer(self, asked):
        if self.status != 200:
            return Answer({"message": "Resource not accessible by integration"}, self.status)
        if asked.method == "GET":
            listed = [{"id": key, "body": body} for key, body in self.bodies.items()]
            return Answer(json.dumps(listed).encode())
        key = int(asked.path.rpartition("/")[2]) if asked.method == "PATCH" else 99
        self.bodies[key] = asked.body["body"]
        return Answer({"id": key})


def run_step(folder, words, **variables):
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "GITHUB_ACTION_PATH": str(ACTION),
        "GITHUB_OUTPUT": str(folder / "output"),
        **variables,
    }
    return subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def validated(tmp_path_factory):
    """A checkout in which the step ran for main, and then for a reward that is worse."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "mine.py").write_text(REWARDS)
    write_rows(folder / "data.jsonl", answers(24))
    settings = {"DATA": "data.jsonl", "GATE": "verifiable", "OPTIONS": "--skip probe"}
    run_step(folder, ["bash", ACTION / "validate.sh"], TARGET="mine.py:grade", **settings)
    (folder / "assay-report").rename(folder / "assay-main")
    (folder / "output").unlink()
    step = run_step(folder, ["bash", ACTION / "validate.sh"], TARGET="mine.py:constant", **settings)
    return folder, step


def test_validating_step_comments_what_is_worse_than_main_and_keeps_the_status(validated):
    folder, step = validated
    assert step.returncode == 0, step.stderr
    told = dict(line.split("=") for line in (folder / "output").read_text().splitlines())
    assert told == {"status": "1", "verdict": "FAIL"}
    comment = (folder / "assay-report" / "comment.md").read_text()
    assert comment.startswith("**Against main**\n\n```\n")
    assert "## FAIL: `mine.py:constant`" in comment
    assert "new since the baseline: " in step.stderr


def comment_step(folder, server, target="mine.py:constant"):
    words = [sys.executable, ACTION / "comment.py", "assay-report/comment.md"]
    return run_step(
        folder,
        words,
        TARGET=target,
        PULL_REQUEST="5",
        GITHUB_API_URL=server.url,
        GITHUB_REPOSITORY="us/ours",
        GITHUB_TOKEN="t",
    )


def test_commenting_step_replaces_its_own_comment_and_leaves_others(validated):
    folder, _ = validated
    comments = Comments("a person's", "<!-- assay other.py:reward -->\nof another target")
    with run_server(comments.answer) as server:
        assert comment_step(folder, server).returncode == 0
        assert comment_step(folder, server).returncode == 0
        paths = [(asked.method, asked.path) for asked in server.requests]
    assert paths[1] == ("POST", "/repos/us/ours/issues/5/comments")
    assert paths[3] == ("PATCH", "/repos/us/ours/issues/comments/99")
    assert [*comments.bodies] == [7, 8, 99]
    assert comments.bodies[7] == "a person's"
    assert comments.bodies[99].startswith("<!-- assay mine.py:constant -->\n**Against main**")


def test_commenting_step_warns_where_the_token_may_not_write(validated):
    folder, _ = validated
    comments = Comments()
    comments.status = 403
    with run_server(comments.answer) as server:
        step = comment_step(folder, server)
    assert step.returncode == 0
    assert "::warning::the comment was not written" in step.stdout


def test_action_pins_what_it_uses_and_takes_no_input_into_a_script():
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name) for name in used)
    assert [step["run"] for step in STEPS if "${{" in step.get("run", "")] == []


def test_pre_commit_hooks_call_commands_that_there_are():
    from assay.cli import COMMANDS

    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {hook["entry"].split()[1] for hook in hooks} <= set(COMMANDS)
