"""assay sample, against local servers of both kinds."""

import json
from typing import Any

import pytest

from tests.assay.command import assay
from tests.judges.chat_server import chat
from tests.judges.converse_server import converse, says
from tests.scripted_server import Answer, Asked, ScriptedServer
from tests.validation.data import write_rows

__all__ = ["chat", "converse"]

NOVA = "bedrock:us.amazon.nova-2-lite-v1:0"


@pytest.fixture
def folder(tmp_path, converse: ScriptedServer):
    """Two prompts, one of them with a gold turn that the model must not see."""
    converse.script = lambda asked: says(f"reply {asked.count}")
    turns = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}]
    gold = {"role": "assistant", "content": "the gold"}
    rows: list[dict[str, Any]] = [
        {"id": "a", "prompt_id": "a", "messages": turns, "reference_answer": {"answer": "1"}},
        {"id": "b", "prompt_id": "b", "messages": [turns[1], gold]},
    ]
    write_rows(tmp_path / "prompts.jsonl", rows)
    return tmp_path


def sampled(folder, *options, ask=NOVA):
    ran = assay("sample", "prompts.jsonl", "--ask", ask, *options, cwd=folder)
    return ran, [json.loads(line) for line in ran.out.splitlines()]


def test_every_prompt_gets_so_many_replies_that_validate_can_read(folder):
    ran, rows = sampled(folder, "-n", "3")
    assert ran.status == 0, ran.err
    assert [row["id"] for row in rows] == ["a/0", "a/1", "a/2", "b/0", "b/1", "b/2"]
    assert {row["messages"][-1]["content"] for row in rows} == {f"reply {n}" for n in range(1, 7)}
    assert rows[0]["reference_answer"] == {"answer": "1"}
    (folder / "rows.jsonl").write_text(ran.out)
    scored = assay("score", "rewards.length:WithinWords", "rows.jsonl", cwd=folder)
    assert "got the class" in scored.err
    (folder / "mine.py").write_text("def one(sample): return len(sample.response) > 3")
    assert assay("score", "mine.py:one", "rows.jsonl", cwd=folder).status == 0


def test_the_model_is_asked_as_the_recipe_will_and_never_sees_the_gold(folder, converse):
    sampled(folder, "-n", "1", "--temperature", "0.7", "--top-p", "0.9", "--max-tokens", "77")
    body = next(asked.body for asked in converse.requests if "system" not in asked.body)
    assert body["inferenceConfig"] == {"maxTokens": 77, "temperature": 0.7, "topP": 0.9}
    assert [turn["role"] for turn in body["messages"]] == ["user"]
    assert "the gold" not in json.dumps([asked.body for asked in converse.requests])


def test_the_number_of_likeliest_tokens_reaches_the_model(folder, converse):
    sampled(folder, "-n", "1", "--top-k", "40")
    assert converse.requests[0].body["additionalModelRequestFields"] == {
        "inferenceConfig": {"topK": 40}
    }


def test_sample_goes_on_where_it_was_stopped(folder, converse):
    sampled(folder, "-n", "2")
    ran, rows = sampled(folder, "-n", "3")
    assert len(rows) == 6
    assert len(converse.requests) == 6  # four of the first run, and the third of each prompt
    assert "2 questions" in ran.err


def test_a_reply_that_was_filtered_is_named_and_missing_with_1(folder, converse):
    def filtering(asked: Asked) -> Answer:
        return says("", "content_filtered") if asked.count == 1 else says("fine")

    converse.script = filtering
    ran, rows = sampled(folder, "-n", "2", "--workers", "1")
    assert (ran.status, len(rows)) == (1, 3)
    assert "a/0: BlockedError" in ran.err


def test_a_reply_cut_off_at_the_limit_is_kept_and_marked_as_the_trainer_would_meet_it(
    folder, converse
):
    converse.script = lambda asked: says("half a rep", "max_tokens")
    _, rows = sampled(folder, "-n", "1")
    assert rows[0]["metadata"] == {"truncated": True}


def test_a_local_model_is_sampled_without_an_account(folder, chat: ScriptedServer):
    ran, rows = sampled(folder, "-n", "2", ask=f"llama3@{chat.url}/v1")
    assert ran.status == 0, ran.err
    assert len(rows) == 4
    assert {row["policy"] for row in rows} == {f"llama3@{chat.url}/v1"}


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ("nobody", "expected module:name"),
        ("bedrock:", "model_id"),
        ("json:loads.nothing", "has no"),
        ("json:JSONDecoder", "expected a callable"),
    ],
)
def test_a_model_that_cannot_be_read_is_one_line_and_2(folder, ask, said):
    ran, _ = sampled(folder, ask=ask)
    assert (ran.status, len(ran.err.splitlines())) == (2, 1)
    assert said in ran.err


def test_a_server_that_refuses_ends_it_with_2_and_what_was_paid_is_kept(folder, converse):
    def refusing(asked: Asked) -> Answer:
        return says("fine") if asked.count < 3 else Answer({"message": "no"}, 400)

    converse.script = refusing
    ran, _ = sampled(folder, "-n", "2", "--workers", "1")
    assert ran.status == 2
    converse.script = lambda asked: says("fine")
    before = len(converse.requests)
    _, rows = sampled(folder, "-n", "2", "--workers", "1")
    assert (len(rows), len(converse.requests) - before) == (4, 2)
