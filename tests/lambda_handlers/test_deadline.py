"""Environments of Lambda's that cannot answer any more end, in processes of their own."""

import os
import subprocess
import sys

CODE = """
import os, re, threading
from lambda_handlers.adapter import RewardHandler
from tests.lambda_handlers.events import Context, event

def backtracks(sample):
    return bool(re.match("(a+)+$", "a" * 40 + "canary"))

def waits(sample):
    threading.Event().wait(60)

def handler(reward):
    return RewardHandler(reward, "nova", 0.0, 1)
"""


def run_code(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CODE + code],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "POWERTOOLS_METRICS_DISABLED": "true"},
    )


def test_process_that_no_thread_can_interrupt_ends_before_its_timeout_and_says_where():
    ended = run_code(
        "os.environ['AWS_LAMBDA_RUNTIME_API'] = '127.0.0.1:1'\n"
        "handler(backtracks)(event('a canary'), Context(1))\nprint('answered')"
    )
    assert ended.returncode == 1
    assert "Timeout (0:00:00.98" in ended.stderr
    assert "in backtracks" in ended.stderr
    assert "canary" not in ended.stdout + ended.stderr
    assert "answered" not in ended.stdout


def test_process_with_too_many_late_threads_ends_for_a_fresh_one_and_says_so():
    ended = run_code(
        "waiting = handler(waits)\n"
        "for n in range(5): waiting(event('a'), Context(0.1)); print('answered', n)\n"
        "os.environ['AWS_LAMBDA_RUNTIME_API'] = '127.0.0.1:1'\n"
        "waiting(event('a'), Context(60)); print('answered', 5)"
    )
    assert ended.returncode == 1
    # each event leaves one behind, and four are borne
    assert "deadline: 5 threads of earlier events still run, more than 4" in ended.stderr
    assert ended.stdout.count("answered") == 5
