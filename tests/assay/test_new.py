"""`assay new`: what it writes passes its own checks, and it writes over nothing."""

import re
import shutil
import subprocess
import sys

import pytest
import yaml

from assay.new_reward import MOST_CHARACTERS, plan_files
from tests.assay.command import ROOT, assay
from tools.build_function import handler_of
from validation.errors import InputError


class Intrinsic(yaml.SafeLoader):
    """Reads a template's own tags, such as !Sub, as their text."""


Intrinsic.add_multi_constructor("!", lambda loader, tag, node: str(node.value))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of one's own with a reward and a judge in it."""
    place = tmp_path_factory.mktemp("own")
    for words in (["brief_answer"], ["kind_reply", "--judge"]):
        ran = assay("new", *words, cwd=place)
        assert ran.status == 0, ran.err
        assert ran.err.startswith("next: make check test build, then assay validate ")
    return place


def run_make(folder, *words):
    command = ["make", *words, f"PYTHON={sys.executable}"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_new_writes_a_reward_and_a_judge_that_pass_make_check_and_make_test(folder):
    ran = run_make(folder, "check", "test")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "8 passed" in ran.stdout


def test_new_writes_a_template_with_a_function_for_each_reward(folder):
    template = yaml.load((folder / "template.yaml").read_text(), Intrinsic)
    assert {
        name: made["Properties"]["Handler"] for name, made in template["Resources"].items()
    } == {
        "BriefAnswerFunction": "brief_answer.handler",
        "KindReplyFunction": "kind_reply.handler",
    }
    policies = [made["Properties"].get("Policies") for made in template["Resources"].values()]
    assert [bool(policy) for policy in policies] == [False, True]  # the judge alone asks a model


def test_make_build_of_an_own_folder_fills_a_folder_whose_handler_answers(folder, tmp_path):
    # What the lock names is lent, since no test fetches anything.
    ran = run_make(folder, "build-BriefAnswerFunction", f"ARTIFACTS_DIR={tmp_path}", "PIP=true")
    assert ran.returncode == 0, ran.stderr
    assert {path.name for path in tmp_path.iterdir()} == {
        *("rewards", "judges", "lambda_handlers", "brief_answer.py", "kind_reply.py")
    }
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "import brief_answer, rewards\n"
        "print(rewards.__file__)\n"
        "row = {'id': 'a', 'messages': [{'role': 'user', 'content': '3 * 7 + 5?'},"
        " {'role': 'assistant', 'content': 'A: 26'}], 'reference_answer': '26'}\n"
        "print(brief_answer.handler([row], None)[0]['aggregate_reward_score'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert str(tmp_path) in done.stdout
    assert done.stdout.splitlines()[-1] == "1.0"


def test_new_writes_over_no_file(folder):
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    ran = assay("new", "brief_answer", cwd=folder)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == (
        "Error: brief_answer.py exists, and nothing is written over it: choose another name, or "
        "move that file away\n"
    )
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "Brief-Answer",
            "underscores between words that begin with a letter, such as brief_answer",
        ),
        ("42", "such as brief_answer"),
        ("top_3", "words that begin with a letter"),
        ("../evil", "such as evil"),
        ("class", "a name of Python's or of the kit's"),
        ("json", "a name of Python's or of the kit's"),
        ("rewards", "a name of Python's or of the kit's"),
        ("numpy", "is taken: `import numpy` finds "),
        ("a_very_long_name", f"expected at most {MOST_CHARACTERS}"),
    ],
)
def test_new_refuses_a_name_and_says_what_is_expected(name, said, tmp_path):
    with pytest.raises(InputError, match=re.escape(said)):
        plan_files(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_new_refuses_a_template_in_which_it_finds_no_place(tmp_path):
    (tmp_path / "template.yaml").write_text("Resources: {}\n")
    with pytest.raises(InputError, match=r"template\.yaml: expected the line .* once"):
        plan_files("brief_answer", tmp_path)


@pytest.fixture
def clone(tmp_path):
    """The files of a clone that `assay new` reads."""
    for name in ("template.yaml", "Makefile", "lambda_handlers/support_reply.requirements.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "lambda_handlers" / "adapter.py").touch()
    return tmp_path


@pytest.mark.parametrize("judge", [False, True], ids=["reward", "judge"])
def test_new_adds_to_a_clone_all_that_a_function_of_the_template_has(clone, judge):
    made = {
        str(path.relative_to(clone)): text
        for path, text in plan_files("kind_reply", clone, is_judge=judge).files.items()
    }
    assert handler_of("KindReplyFunction") == "kind_reply"
    assert {
        "lambda_handlers/kind_reply.py",
        "tests/lambda_handlers/test_kind_reply.py",
        "examples/kind_reply.jsonl",
        "template.yaml",
    } <= set(made)
    other = "SupportReplyFunction" if judge else "ArithmeticFunction"
    template = made["template.yaml"]
    lines = (ROOT / "template.yaml").read_text().splitlines()
    log = "${KindReplyFunctionLogs}' | SOURCE '"
    assert set(lines) <= {line.replace(log, "") for line in template.splitlines()}
    assert template.count("KindReplyFunction") == template.count(other)
    assert ("lambda_handlers/kind_reply.requirements.txt" in made) is judge
    assert ("-o lambda_handlers/kind_reply.requirements.txt" in made.get("Makefile", "")) is judge
