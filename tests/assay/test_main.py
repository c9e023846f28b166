import subprocess
import sys

import pytest

from tests.assay.command import assay


@pytest.mark.parametrize(
    "words", [("--help",), ("validate", "--help"), ("score", "--help"), ("sample", "--help")]
)
def test_help_is_there_for_every_command(tmp_path, words):
    ran = assay(*words, cwd=tmp_path)
    assert ran.status == 0
    assert "Exit status" in ran.out


def test_an_unknown_command_could_not_run(tmp_path):
    ran = assay("valdate", cwd=tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert "command 'valdate' is unknown; did you mean 'validate'?" in ran.err


def test_help_imports_no_subcommand():
    code = (
        "import sys, assay.cli\n"
        "assay.cli.assay.main(['--help'], standalone_mode=False)\n"
        "assert not {'numpy', 'pydantic', 'rich', 'assay.commands.validate'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_an_interrupt_is_no_verdict(tmp_path):
    (tmp_path / "mine.py").write_text("def stop(sample):\n    raise KeyboardInterrupt\n")
    (tmp_path / "data.jsonl").write_text('{"messages": [{"role": "user", "content": "Q"}]}\n')
    ran = assay("validate", "mine.py:stop", "data.jsonl", cwd=tmp_path)
    assert ran.status == 2
    assert ran.err.splitlines()[-1] == (
        "interrupted: 1 replies were sent to the target, whose scores are not kept; "
        "to go on: assay validate mine.py:stop data.jsonl"
    )


def test_a_fault_of_the_kit_itself_is_no_verdict():
    code = "from assay import cli\ncli.assay.main = lambda **given: 1 / 0\ncli.run()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "ZeroDivisionError" in done.stderr
