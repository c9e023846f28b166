"""Handlers as people write them, on the rows of their own data, in the events of their platform."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assay import conform, probe, score, validate
from lambda_handlers.adapter import reward_handler
from rewards.scoring import ScoringError
from rewards.wire import PLATFORMS, read_event
from tests.lambda_handlers.artifacts import lambda_python
from tests.samples import shared
from tests.validation.data import write_rows
from validation.dataset import make_dataset, read_dataset
from validation.errors import InputError
from validation.event_form import choose_form
from validation.options import RunOptions
from validation.row_keys import RowRules
from validation.targets.artifact import PYTHON
from validation.targets.open import open_target

Row = dict[str, Any]

# Handlers that are right on their rows, and the form under which they are.
RIGHT = [
    ("right.py:extra", "extra.jsonl", "nova"),
    ("right.py:text", "text.jsonl", "bedrock"),
    ("right.py:metadata", "metadata.jsonl", "bedrock"),
]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def handed(name: str) -> str:
    return str(shared(f"handlers/{name.partition(':')[0]}")) + name[name.find(":") :] * (
        ":" in name
    )


def options(platform: Any) -> RunOptions:
    return RunOptions(platform=platform)


@pytest.mark.parametrize(("handler", "rows", "platform"), RIGHT)
def test_a_handler_that_is_right_on_its_rows_is_right_on_every_one(here, handler, rows, platform):
    data = read_dataset(handed(rows))
    scored = score(handed(handler), data, options=options(platform))
    assert [row["value"] for row in scored] == [row.quality for row in data.rows]
    assert len(scored) == 160


@pytest.mark.parametrize(("handler", "rows", "platform"), RIGHT)
def test_a_handler_that_is_right_on_its_rows_fails_no_check_for_the_form(
    here, handler, rows, platform
):
    done = conform(handed(handler), handed(rows), options=options(platform))
    checks = {check.name: check for check in done.conformance.checks}
    assert "in the form 'the row as it stands'" in checks["the plain event"].says
    assert [n for n, check in checks.items() if check.outcome == "failed"] == []
    assert done.verdict == "PASS"


def test_a_handler_that_breaks_on_every_row_of_its_data_fails_with_the_exception(here):
    done = validate(
        handed("wrong.py:bare"),
        handed("text.jsonl"),
        gate="verifiable",
        skip=["probe", "failing-model"],
        options=options("nova"),
    )
    assert done.verdict == "FAIL"
    outcomes = done.validation.table.target.outcomes
    assert {o.cause_type for o in outcomes if isinstance(o, ScoringError)} == {"AttributeError"}
    assert all(isinstance(outcome, ScoringError) for outcome in outcomes)
    assert done.to_dict()["event_form"]["name"] == "the row as it stands"
    raised = [remark for remark in done.warnings if "raises in every documented form" in remark]
    assert len(raised) == 1  # these rows have no fields that the second form would move
    assert [form.page in raised[0] for form in PLATFORMS["nova"].rows] == [True, False, True]


def test_a_folder_that_breaks_on_every_row_of_its_data_raises_in_the_runtime_client(
    here, monkeypatch
):
    monkeypatch.setenv(PYTHON, str(lambda_python()))
    (here / "built").mkdir()
    (here / "built" / "wrong.py").write_bytes(Path(shared("handlers/wrong.py")).read_bytes())
    done = validate(
        "built:wrong.bare",
        handed("text.jsonl"),
        gate="verifiable",
        skip=["probe", "failing-model"],
        options=options("nova"),
    )
    assert done.verdict == "FAIL"
    assert [r for r in done.warnings if "raises in every documented form (AttributeError: " in r]


@pytest.mark.parametrize("data", [[], ["gptoss_rows.jsonl"]], ids=["examples", "data"])
def test_a_handler_that_reads_one_documented_form_alone_rests_on_it(here, data):
    rows = [handed(name) for name in data]
    done = conform(handed("gptoss_like.py:lambda_handler"), *rows, options=options("bedrock"))
    checks = {check.name: check for check in done.conformance.checks}
    if data:  # examples of ours have their references as {text} to begin with
        assert "in the form 'reference as {text}'" in checks["the plain event"].says
    assert checks["right above wrong"].outcome == "passed"
    assert [n for n, check in checks.items() if check.outcome == "failed"] == []


@pytest.mark.parametrize("data", [[], ["plain.jsonl"]], ids=["examples", "data"])
def test_a_handler_of_the_top_level_passes_on_bedrock(here, data):
    rows = [handed(name) for name in data]
    done = conform(handed("top.py:lambda_handler"), *rows, options=options("bedrock"))
    checks = {check.name: check for check in done.conformance.checks}
    assert checks["the plain event"].outcome == "passed"
    assert [n for n, check in checks.items() if check.outcome == "failed"] == []


def turns(reply: str, role: str = "assistant") -> list[Row]:
    return [{"role": "user", "content": "6 times 7?"}, {"role": role, "content": reply}]


IMAGE = {"type": "image_url", "image_url": {"url": "https://example.org/42.png"}}
CALL = {"type": "function", "function": {"name": "add", "arguments": '{"n": 42}'}}


def rows_of(kind: str) -> list[Row]:
    """Two replies to each of four prompts, the first right, in the columns of one kind of data."""
    return [
        {**ROW_OF[kind](f"{40 + prompt}" if right else "7", f"{40 + prompt}"), "quality": right}
        | {"prompt_id": f"p{prompt}", "id": f"{prompt}-{right}"}
        for prompt in range(4)
        for right in (1.0, 0.0)
    ]


ROW_OF: dict[str, Callable[[str, str], Row]] = {
    "columns": lambda said, gold: {"messages": turns(said), "level": 3, "final": {"value": gold}},
    "images": lambda said, gold: {
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "How many?"}, IMAGE]},
            {"role": "assistant", "content": [{"type": "text", "text": said}]},
        ],
        "reference_answer": {"count": gold},
    },
    "tools": lambda said, gold: {
        "messages": [
            {"role": "user", "content": "How many?"},
            {"role": "assistant", "content": None, "tool_calls": [{**CALL, "id": "call_x1"}]},
            {"role": "tool", "tool_call_id": "call_x1", "content": "done"},
            {"role": "assistant", "content": said},
        ],
        "tools": [{"type": "function", "function": {"name": "add"}}],
        "reference_answer": {"expected": gold},
    },
    "verl": lambda said, gold: {
        "data_source": "sums",
        "prompt": turns(said),
        "ability": "math",
        "reward_model": {"ground_truth": gold, "style": "rule"},
        "extra_info": {"index": 3},
    },
    "evaluated": lambda said, gold: {
        "messages": [
            {"role": "user", "content": "How many?"},
            {"role": "nova_assistant", "content": [{"type": "text", "text": said}]},
        ],
        "reference_answer": {"n": int(gold)},
    },
    "completion": lambda said, gold: {"prompt": "6 times 7?", "completion": said, "sum": gold},
}

ATTACKS = ["refusal", "style"]

# Handlers that take each kind as its own data have it, and nothing else.
READS: dict[str, Callable[[Row], bool]] = {
    "columns": lambda row: row["messages"][-1]["content"] == row["final"]["value"],
    "images": lambda row: (
        row["messages"][0]["content"][1]["image_url"]["url"].endswith("42.png")
        and row["messages"][-1]["content"][0]["text"] == row["reference_answer"]["count"]
    ),
    "tools": lambda row: (
        row["messages"][1]["tool_calls"][0]["id"] == row["messages"][2]["tool_call_id"]
        and row["messages"][1]["content"] is None
        and row["messages"][-1]["content"] == row["reference_answer"]["expected"]
    ),
    "verl": lambda row: (
        row["extra_info"]["index"] == 3
        and row["prompt"][-1]["content"] == row["reward_model"]["ground_truth"]
    ),
    "evaluated": lambda row: (
        row["messages"][-1]["role"] == "nova_assistant"
        and row["messages"][-1]["content"][0]["text"] == str(row["reference_answer"]["n"])
    ),
    "completion": lambda row: row["completion"] == row["sum"],
}


def handler_of(kind: str) -> Any:
    def lambda_handler(event, context):
        return [
            {"id": row["id"], "aggregate_reward_score": float(READS[kind](row))} for row in event
        ]

    return lambda_handler


@pytest.mark.parametrize("kind", ROW_OF)
def test_rows_of_any_columns_are_sent_as_they_stand(here, kind):
    rows = rows_of(kind)
    told = score(handler_of(kind), rows, options=options("nova"))
    assert [row.get("value") for row in told] == [row["quality"] for row in rows]


def test_a_handler_of_prompts_as_text_is_sent_no_prompt_in_turns(here):
    def lambda_handler(event, context):
        rows = event if isinstance(event, list) else [event]
        assert not [row for row in rows if isinstance(row["prompt"], list)]
        return handler_of("completion")(rows, context)

    done = conform(lambda_handler, rows_of("completion"), options=options("nova"))
    checks = {check.name: check for check in done.conformance.checks}
    assert checks["the last turn is graded"].outcome == "not checked"
    assert "AssertionError" not in "".join(check.says for check in checks.values())


@pytest.mark.parametrize("kind", ROW_OF)
def test_attacks_are_rows_of_the_data_with_another_reply(here, kind):
    seen: list[Row] = []

    def lambda_handler(event, context):
        seen.extend(event)
        return handler_of(kind)(event, context)

    probe(lambda_handler, rows_of(kind), attacks=ATTACKS, options=options("nova"))
    attacks = [row for row in seen if "/probe-" in str(row["id"])]
    kept = rows_of(kind)[0].keys() - {"id", "prompt_id", "quality"}
    assert attacks
    assert all(row.keys() == {"id", *kept} for row in attacks)


@pytest.mark.parametrize("kind", ROW_OF)
def test_a_reward_in_this_process_sees_the_sample_that_it_sees_on_lambda(here, kind):
    def samples_of(through) -> dict[Any, Any]:
        """What the reward saw of each reply of an attack; ids count the replies of a run."""
        seen = {}

        def reward(sample):
            if "/probe-" in str(sample.id):
                row = {key: value for key, value in sample.row.items() if key != "id"}
                seen[str(sample.messages)] = replace(sample, id=""), row
            return float(len(sample.response))

        through(reward)
        return seen

    rows = rows_of(kind)
    here_seen = samples_of(lambda reward: probe(reward, rows, attacks=ATTACKS))
    there = samples_of(
        lambda reward: probe(reward_handler(reward), rows, attacks=ATTACKS, options=options("nova"))
    )
    both = here_seen.keys() & there.keys()
    assert len(both) >= 12
    assert [here_seen[reply] for reply in both] == [there[reply] for reply in both]
    data = make_dataset(rows)
    sent = json.loads(json.dumps([row.sample.row for row in data.rows]))
    assert [row.sample for row in data.rows] == read_event(sent)


def test_a_column_that_is_mapped_to_the_reference_is_sent_by_its_own_name_too():
    rows = [{**row, "gold": row["final"]["value"]} for row in rows_of("columns")]
    data = make_dataset(rows, RowRules(names={"gold": "reference_answer"}))
    [sample, *_] = [row.sample for row in data.rows]
    assert (sample.reference_answer, sample.row["gold"], data.unread) == (
        "40",
        "40",
        ("level", "final"),
    )


def test_labels_of_the_data_are_in_no_event(here):
    seen: list[Row] = []

    def lambda_handler(event, context):
        seen.extend(event)
        return handler_of("columns")(event, context)

    labels = {"policy": "sft", "ratings": {"ann": 4.0}, "made": "by hand"}
    path = write_rows(here / "d.jsonl", [{**row, **labels} for row in rows_of("columns")])
    score(lambda_handler, path, options=options("nova"))
    assert seen[-1].keys() == {"id", "messages", "level", "final"}


def test_a_limit_of_calls_that_leaves_no_room_for_other_forms_says_so(here):
    data = make_dataset(rows_of("columns"))
    with open_target(handler_of("columns"), data, options("nova")) as opened:
        choice = choose_form(opened, data, None, calls=10)
    assert choice.remarks[0].endswith("; --calls leaves no room to try another; in Python calls")


def test_a_form_that_is_not_read_is_named_with_its_page(here):
    done = probe(
        handler_of("columns"), rows_of("columns"), attacks=ATTACKS, options=options("nova")
    )
    rests, *others = done.remarks
    _, under_metadata, _ = PLATFORMS["nova"].rows
    assert "rests on 'the row as it stands'" in rests
    assert [
        under_metadata.page in said and "raises on 8 of 8 samples (KeyError: 'final')" in said
        for said in others
    ] == [True]


def by_id(row: Row) -> Row:
    right = row["messages"][-1]["content"].endswith(" " + row["reference_answer"]["answer"])
    return {"id": row["id"], "aggregate_reward_score": float(right)}


async def async_handler(event, context):
    return [by_id(row) for row in event]


def context_by_name(event, *, context=None):
    return [by_id(row) for row in event]


def enveloped_handler(event, context):
    return {"statusCode": 200, "body": json.dumps([by_id(row) for row in event])}


def batch_or_row_handler(event, context):
    return [by_id(row) for row in (event if isinstance(event, list) else [event])]


@pytest.mark.parametrize(
    ("handler", "platform"),
    [(batch_or_row_handler, "scorer"), (enveloped_handler, "serverless-oss")],
)
def test_a_form_that_a_handler_does_not_read_fails_none_that_reads_the_rows(
    here, handler, platform
):
    done = conform(handler, handed("plain.jsonl"), options=options(platform), skip="failing-model")
    checks = {check.name: check for check in done.conformance.checks}
    assert [n for n, c in checks.items() if c.outcome == "failed" and "raised" in c.says] == []
    assert done.conformance.raised == ()


def test_an_async_handler_is_named_as_what_lambda_does_not_await(here):
    done = conform(async_handler, handed("plain.jsonl"), options=options("nova"))
    assert "the handler is async, and Lambda awaits nothing" in done.conformance.checks[0].says


def test_a_handler_that_takes_its_context_by_name_alone_is_no_handler_and_no_reward(here):
    with pytest.raises(InputError, match="takes an event alone; Lambda calls handler"):
        conform(context_by_name, handed("plain.jsonl"))


def test_a_limit_that_ends_the_search_for_examples_is_no_fault_of_the_handler(here):
    done = conform(batch_or_row_handler, options=options("nova"), calls=10)  # it reads {"answer"}
    assert (done.verdict, done.conformance.raised) == ("INCONCLUSIVE", ())


def test_a_preflight_of_the_data_sends_its_questions_with_their_ids_and_without_the_answer(here):
    done = conform(lambda event, context: [by_id(row) for row in event], handed("plain.jsonl"))
    checks = {check.name: check for check in done.conformance.checks}
    assert checks["rows without a reply or an id"].outcome == "passed"
