"""Whatever a TARGET is, its scores are the same, and nothing of it is left behind."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.assay.command import assay, started
from tests.validation.built import (
    DATA,
    HANDLER,
    REWARD,
    ROOT,
    arithmetic,
    lambda_python,
    one_file,
)
from tests.validation.data import graded, write_rows
from tests.validation.s3 import BUCKET, objects, put, s3_server

OSS = """
import json

def handler(event, context):
    rows = [{"id": row["id"], "aggregate_reward_score": 1.0} for row in event]
    return {"statusCode": 200, "body": json.dumps(rows)}
"""

SLEEPS = """
import os, time

def handler(event, context):
    with open(os.environ["AWS_BEGUN"], "w") as file:
        file.write(str(os.getpid()))
    time.sleep(600)
"""


def values(ran):
    assert ran.status == 0, ran.err
    return [(line["id"], line["value"]) for line in map(json.loads, ran.out.splitlines())]


def test_reward_handler_and_artifact_have_the_same_scores():
    lambda_python()
    targets = (REWARD, REWARD.replace(":reward", ":handler"), f"{arithmetic()}:{HANDLER}")
    direct, handled, built = (
        values(assay("score", target, str(DATA), "--workers", "2", cwd=ROOT)) for target in targets
    )
    assert direct == handled == built


def test_an_artifact_is_validated_and_the_report_says_which_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSAY_LAMBDA_PYTHON", str(lambda_python()))
    given = f"{one_file(tmp_path / 'mine')}:f.handler"
    write_rows(tmp_path / "data.jsonl", graded(40, (0, 0.5, 1)))
    words = ("validate", given, "data.jsonl", "--gate", "verifiable", "--json")
    report = json.loads(assay(*words, cwd=tmp_path).out)
    assert report["target"] == given
    assert "f.handler sha256 " in report["code"]


def test_the_platform_says_how_replies_are_read(folder):
    (folder / "oss.py").write_text(OSS)
    words = ("score", "oss.py:handler", "data.jsonl")
    assert assay(*words, cwd=folder).status == 1
    assert assay(*words, "--platform", "serverless-oss", cwd=folder).status == 0


def test_a_batch_holds_as_many_samples_as_was_said(folder):
    (folder / "mine.py").write_text(
        "def handler(event, context):\n"
        "    return [{'id': r['id'], 'aggregate_reward_score': len(event)} for r in event]\n"
    )
    ran = assay("score", "mine.py:handler", "data.jsonl", "--batch-size", "50", cwd=folder)
    assert [value for _, value in values(ran)] == [50.0] * 100 + [20.0] * 20


def test_a_function_that_cannot_be_asked_is_2_and_one_line(folder, monkeypatch):
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    ran = assay("score", "my-function:live", "data.jsonl", cwd=folder)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("Error: my-function:live: ")
    assert ran.err.count("\n") == 1


def test_data_and_report_may_be_on_s3(folder, monkeypatch):
    with s3_server(monkeypatch):
        data = put("data.jsonl", (folder / "data.jsonl").read_bytes())
        place = f"s3://{BUCKET}/runs/7"
        ran = assay("validate", "mine.py:grade", data, "--report", place, cwd=folder)
        assert f"report: {place}/report.html" in ran.out
        assert set(objects("runs/7/")) == {
            *("report.html", "report.json", "report.sarif", "junit.xml", "summary.md")
        }


def test_a_report_to_a_bucket_that_is_not_there_is_2_before_anything_is_scored(folder, monkeypatch):
    with s3_server(monkeypatch):
        words = ("validate", "mine.py:grade", "data.jsonl", "--report", "s3://no-such-bucket/x")
        ran = assay(*words, cwd=folder)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == (
        "Error: --report s3://no-such-bucket/x: NoSuchBucket: The specified bucket does not exist\n"
    )


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_the_command(tmp_path, monkeypatch, number, workers):
    monkeypatch.setenv("ASSAY_LAMBDA_PYTHON", str(lambda_python()))
    monkeypatch.setenv("AWS_BEGUN", str(tmp_path / "begun"))
    given = f"{one_file(tmp_path / 'mine', SLEEPS)}:f.handler"
    data = write_rows(tmp_path / "data.jsonl", graded(2, (0, 1)))
    words = ("score", given, data, "--workers", workers)
    run = started(*words, cwd=tmp_path, out=subprocess.DEVNULL, err=subprocess.DEVNULL)
    begun = tmp_path / "begun"
    while not (begun.exists() and begun.read_text()):
        time.sleep(0.05)
    run.send_signal(number)
    run.wait(timeout=60)
    assert ended(int(begun.read_text()))


def ended(process: int) -> bool:
    """Whether the process ends within a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":  # nobody in this container may be there to collect it
            return True
        time.sleep(0.05)
    os.kill(process, signal.SIGKILL)
    return False
