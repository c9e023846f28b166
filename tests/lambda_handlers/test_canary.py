"""No text of a reply, a prompt or a reference is on a stream, in a log or in an error's text."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lambda_handlers.error_policy import LIBRARIES
from tests.rewards.wire.test_unread_replies import UNREAD

CANARY = "zanzibar"

CODE = r"""
import json, logging, os, sys, threading, warnings
records = []

class Keep(logging.Handler):
    def emit(self, record):
        records.append(f"{record.name}: {record.getMessage()} {record.exc_text or ''}")

logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
logging.getLogger().addHandler(Keep())
warnings.simplefilter("always")

from benchmarks.rewards.all_rewards import cases
from lambda_handlers.adapter import reward_handler
from lambda_handlers.error_policy import LIBRARIES
from tests.rewards.wire.test_unread_replies import UNREAD

CANARY = "zanzibar"
REPLIES = (
    CANARY, f"The answer is {CANARY} 42.", "", f"\\boxed{{\\frac{{{CANARY}}}{{", "42",
    f"```python\ndef f(x):\n    print('{CANARY}\\d')\n    raise ValueError('{CANARY}')\n```",
    f"```sql\nselect {CANARY} from from t where '{CANARY}\n```", f"select {CANARY}(a, from t",
    f"```sql\nexplain select {CANARY}\n```", f"vacuum {CANARY}", f"alter table t {CANARY} foo",
    f'{{"a": "{CANARY}", "a": [}}', f'{{"a": "{CANARY}"}}', f"\\int_{CANARY}^\\infty x dx",
    f'<tool_call>{{"name": "{CANARY}", "arguments": {{"a": }}}}</tool_call>', f"{CANARY} \ud800",
)
GOLDS = (None, CANARY, f"select {CANARY} from (", [CANARY, 4], {CANARY: [CANARY]},
         f"\\frac{{{CANARY}}}{{2", [f"assert f(1) == '{CANARY}", f"raise ValueError('{CANARY}')"])
said = []

def run(reward, event):
    try:
        reward_handler(reward)(event, {})
    except Exception as error:
        said.append(f"{error} {error.__cause__} {error.__context__}")

def row(reply, gold, metadata):
    asked = {"role": "user", "content": f"Say {CANARY} or 42."}
    turns = [asked, {"role": "assistant", "content": reply}]
    return {"messages": turns, "reference_answer": gold, "metadata": metadata}

heavy = ("code_tests", "math_match, a number", "math_match, a formula", "math_match, a set",
         "numeric_match, in metres", "follows_instructions")
for name, (reward, gold, metadata) in cases().items():
    golds = GOLDS[5:] if name in heavy else GOLDS  # each takes long
    for reply in REPLIES[4:6] if name in heavy else REPLIES:
        run(reward, [row(reply, gold, metadata)])
    for other in golds:
        run(reward, [row(REPLIES[1], other, metadata)])
        run(reward, [row(REPLIES[1], gold, {**metadata, "choices": [CANARY, 4], "labels": other})])

def plant(value):
    if isinstance(value, str):
        return f"{CANARY} {value}" if " " in value else value
    if isinstance(value, dict):
        return {key: plant(held) for key, held in value.items()}
    return [plant(held) for held in value] if isinstance(value, list) else value

reward = cases()["exact_match"][0]
for event, _ in UNREAD.values():
    run(reward, [plant(event)])
good = row(CANARY, CANARY, {})
for change in (
    {"messages": CANARY}, {"messages": [CANARY]}, {"id": [CANARY]}, {"id": CANARY + "\ud800"},
    {"tools": CANARY}, {"tools": [CANARY]}, {"metadata": {"reference_answer": CANARY + "2"}},
    {"messages": [{"role": "assistant", "content": [[CANARY]]}]},
    {"messages": [{"role": "assistant", "content": [{"text": [CANARY]}]}]},
    {"messages": [{"role": "assistant", "content": {"text": 5, "other": CANARY}}]},
    {"messages": [{"role": "assistant", "tool_calls": CANARY}]},
    {"messages": [{"role": "assistant", "tool_calls": [CANARY]}]},
    {"messages": [{"role": "assistant", "tool_calls": [{"name": [CANARY]}]}]},
    {"messages": [{"role": [CANARY], "content": CANARY}]},
    {"messages": [{"role": CANARY, "content": CANARY}]},
    {"messages": None, "prompt": [], "completion": CANARY, "response": CANARY + "2"},
    {"messages": None, "prompt": CANARY, "completion": [{"role": 5, "content": CANARY}]},
    {"messages": good["messages"][:1], "completion": CANARY, "model_response": CANARY + "2"},
):
    run(reward, [{**good, **change}])
for event in (CANARY, [CANARY], {"body": CANARY}, {"body": f'[{{"{CANARY}": 1, "{CANARY}": 2}}]'},
              {"body": CANARY, "isBase64Encoded": True}, {"batch": CANARY}):
    run(reward, event)
for name in LIBRARIES:
    logging.getLogger(f"{name}.deep.within").error(CANARY)
print(json.dumps({"records": records, "errors": said}), file=open(os.environ["HEARD"], "w"))
"""


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the process wrote to both streams, and its log records and errors, by their kind."""
    file = tmp_path_factory.mktemp("canary") / "heard.json"
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "HEARD": str(file), "LOG_REPLIES": ""},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {"stdout": done.stdout, "stderr": done.stderr, "logs and errors": file.read_text()}


@pytest.mark.parametrize("where", ["stdout", "stderr", "logs and errors"])
def test_no_text_of_a_sample_is_heard_of_any_reward_or_error_of_the_wire(heard, where):
    lines = [line for line in heard[where].splitlines() if CANARY in line]
    at = lines[0].index(CANARY) if lines else 0
    assert lines == [], lines[0][max(0, at - 300) : at + 100]


def test_canary_has_raised_every_error_of_an_unread_reply(heard):
    assert heard["logs and errors"].count("event[0]") >= len(UNREAD)


def test_libraries_that_rewards_and_judges_import_are_all_muted():
    root = Path(__file__).parents[2]
    files = [file for folder in ("rewards", "judges") for file in (root / folder).rglob("*.py")]
    names = set()
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "import_extra":
            names |= {
                str(it.value).partition(".")[0]
                for it in node.args[:1]
                if isinstance(it, ast.Constant)
            }
    silent = {"rewards", "judges", "pydantic_core"}  # ours, and one that has no logger
    assert {"sqlglot", "httpx"} <= names
    assert names - sys.stdlib_module_names - silent - set(LIBRARIES) == set()
