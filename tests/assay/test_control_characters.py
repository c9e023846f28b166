"""No command lets a reply write control characters to a terminal."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.assay.command import assay

HOSTILE = "\x1b]0;mine\x07\x1b[2J\x1b[32mPASS\u202e\x9b1m\x7f"
# Escape sequences that only colour, as the summary's own do, are none of these.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Replies, prompts and names that hold control characters, and a reward that quotes them."""
    rows = [
        {
            "prompt_id": f"p{number} {HOSTILE}",
            "messages": [
                {"role": "user", "content": f"{number} {HOSTILE}"},
                {"role": "assistant", "content": f"{answer} {HOSTILE}"},
            ],
            "reference_answer": str(number),
            "quality": quality,
        }
        for number in range(12)
        for answer, quality in ((number, 1.0), (number + 1, 0.0))
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "quoting.py").write_text(
        "def reward(sample):\n"
        "    raise ValueError('cannot read ' + sample.response)\n"
        "def paid(sample):\n"
        "    return float(sample.reference_answer in sample.response)\n"
        "def refuse(question):\n"
        "    from judges.errors import RefusedError\n"
        "    raise RefusedError('no ' + question.text, text=question.text)\n"
    )
    return path


@pytest.mark.parametrize("command", ["validate", "probe", "score"])
@pytest.mark.parametrize("reward", ["reward", "paid"])
def test_command_prints_no_control_character_of_a_reply(data, command, reward):
    target = f"{data.parent / 'quoting.py'}:{reward}"
    gate = [] if command == "score" else ["--gate", "verifiable"]
    done = assay(command, target, str(data), *gate, cwd=data.parent)
    if (
        reward == "reward" and command != "score"
    ):  # it is quoted, and so it can be seen what becomes of it
        assert "\\x1b[2J" in done.out + done.err
    assert CONTROLS.findall(done.out) == []
    assert CONTROLS.findall(done.err) == []


OTHERS = {
    "a reply that is scored": ("score", "quoting.py:reward", "rows.jsonl", "--json"),
    "a check of the contract": ("conform", "quoting.py:reward", "rows.jsonl", "--json"),
    "a made reply": ("ladder", "rows.jsonl"),
    "a model's refusal": ("sample", "rows.jsonl", "--ask", "quoting.py:refuse", "-n", "1"),
    "a recipe": ("recipe", "rows.jsonl"),
    "an option": ("score", f"--{HOSTILE}"),
    "a name of rows": ("score", "quoting.py:paid", HOSTILE),
    "a command": (HOSTILE,),
}


@pytest.mark.parametrize("quoted", OTHERS)
def test_command_prints_no_control_character_of_what_it_quotes(data, quoted):
    done = assay(*OTHERS[quoted], cwd=data.parent)
    assert CONTROLS.findall(done.out) == []
    assert CONTROLS.findall(done.err) == []


def test_a_crash_prints_no_control_character():
    code = f"from assay import cli\ncli.assay.main = lambda **_: {{}}[{HOSTILE!r}]\ncli.run()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, CONTROLS.findall(done.stderr)) == (2, [])
    assert "KeyError" in done.stderr
