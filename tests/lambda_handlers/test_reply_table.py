"""Replies of judges that were paid for outlive their environment in a DynamoDB table (moto's)."""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from judges.ask import Question, Reply
from judges.bedrock import Bedrock
from judges.judge import Judge
from judges.panel import panel
from lambda_handlers import reply_table
from lambda_handlers.adapter import reward_handler
from lambda_handlers.reply_table import ReplyTable
from rewards.scoring import current_call
from tests.lambda_handlers.events import Context, event, rewards
from tests.template.stack import OFF, ON, stack

asked = Counter[str]()
TABLE = {
    "KeySchema": [
        {"AttributeName": "question", "KeyType": "HASH"},
        {"AttributeName": "reply", "KeyType": "RANGE"},
    ],
    "AttributeDefinitions": [
        {"AttributeName": "question", "AttributeType": "S"},
        {"AttributeName": "reply", "AttributeType": "S"},
    ],
    "BillingMode": "PAY_PER_REQUEST",
}


@dataclass(frozen=True)
class Model:
    """A judge's model, which says 3 of the first reply, 4 of the second, and so on; or is down."""

    name: str
    down: list[str] = field(default_factory=list, repr=False)

    def __call__(self, question: Question) -> Reply:
        asked[self.name] += 1
        if self.down and self.down[0] in question.text:
            raise OSError("down")
        rating = min(2 + asked[self.name], 5)
        return Reply(f'{{"reason": "so", "rating": {rating}}}', 10, 20, 0.1, self.name)


@pytest.fixture
def client(monkeypatch):
    """DynamoDB with the template's table, in a function that knows of it."""
    asked.clear()
    monkeypatch.setenv("REPLY_TABLE", "replies")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    with mock_aws():
        made = boto3.client("dynamodb", region_name="us-east-1")
        made.create_table(TableName="replies", **TABLE)
        yield made


def environments(count, *models):
    """The handler of one reward, as so many environments of its function have it."""
    judges: dict[str, Any] = {model.name: Judge(model, "It is polite.") for model in models}
    reward = panel(**judges) if len(judges) > 1 else Judge(models[0], "It is polite.")
    return [reward_handler(reward) for _ in range(count)]


def items(client):
    return client.scan(TableName="replies")["Items"]


def test_a_batch_that_raised_pays_no_judge_twice_in_another_environment(client):
    steady, failing = Model("steady"), Model("failing", ["Answer b"])
    first, second = environments(2, steady, failing)
    batch = event("Answer a", "Answer b", "Answer c")
    with pytest.raises(RuntimeError):
        first(batch, {})
    paid = asked.copy()
    failing.down.clear()
    reply = second(batch, {})
    # three replies of one judge and two of the other were paid; the third is asked for
    assert asked - paid == Counter({"failing": 1})
    ratings = [{m["name"]: m["value"] for m in entry["metrics_list"]} for entry in reply]
    assert [rating["steady.rating"] for rating in ratings] == [3.0, 4.0, 5.0]
    assert items(client) == []  # what was told is forgotten


def test_a_batch_that_was_answered_leaves_nothing_in_the_table(client):
    [handler] = environments(1, Model("steady"))
    assert len(rewards(handler(event("Answer a", "Answer b"), {}))) == 2
    assert items(client) == []


def test_two_equal_samples_are_two_draws_there_too(client):
    steady, failing = Model("steady"), Model("failing", ["Answer"])
    first, second = environments(2, steady, failing)
    with pytest.raises(RuntimeError):
        first(event("Answer a", "Answer a"), {})
    failing.down.clear()
    reply = second(event("Answer a", "Answer a"), {})
    told = [{m["name"]: m["value"] for m in entry["metrics_list"]} for entry in reply]
    assert sorted(entry["steady.rating"] for entry in told) == [3.0, 4.0]
    assert asked["steady"] == 2


def test_a_reply_that_is_too_old_is_not_told(client, monkeypatch):
    monkeypatch.setattr(reply_table, "KEPT_SECONDS", -1)
    failing = Model("failing", ["Answer b"])
    first, second = environments(2, failing)
    with pytest.raises(RuntimeError):
        first(event("Answer a", "Answer b"), {})
    failing.down.clear()
    second(event("Answer a"), {})
    assert asked["failing"] == 3


@pytest.mark.parametrize("absent", ["replies", "another"])
def test_a_fault_of_the_table_costs_no_batch_and_is_said_once(client, absent, monkeypatch, capsys):
    monkeypatch.setenv("REPLY_TABLE", "another")
    if absent == "replies":
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")  # nobody is there
    [handler] = environments(1, Model("steady"))
    assert rewards(handler(event("Answer a", "Answer b"), {})) == [0.5, 0.75]
    said = [line for line in capsys.readouterr().err.splitlines() if "reply table" in line]
    assert len(said) == 1
    assert said[0].startswith("reply table: another: a reply cannot be read: ")
    assert "Answer" not in said[0]


def test_writing_ends_with_the_time_that_is_left(client):
    question, reply = Question("How polite?"), Reply("4", 1, 1, 0.1, "m")
    heard = [(Bedrock("m"), question, replace(reply)) for _ in range(60)]
    table = ReplyTable("replies")
    table.keep(heard, time.monotonic() + reply_table.CALL_SECONDS)
    assert items(client) == []
    table.keep(heard, time.monotonic() + 60)
    assert len(items(client)) == 60


def test_scoring_ends_earlier_where_replies_have_to_be_written(client):
    seen = []
    judge = Judge(Model("steady"), "It is polite.")

    def noting(sample):
        seen.append((current_call.get().deadline or 0.0) - time.monotonic())
        return judge(sample)

    for name in ("replies", ""):
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("REPLY_TABLE", name)
            reward_handler(noting)(event("Answer a"), Context(60))
    assert round(seen[1] - seen[0]) == reply_table.WRITE_SECONDS


def test_a_handler_without_judges_or_without_a_table_loads_no_client(monkeypatch):
    assert reply_table.find_reply_table() is None
    monkeypatch.setenv("REPLY_TABLE", "replies")
    monkeypatch.delitem(sys.modules, "judges.asking")
    assert reply_table.find_reply_table() is None


def test_a_client_that_is_absent_is_named_when_the_handler_is_built(monkeypatch):
    monkeypatch.setenv("REPLY_TABLE", "replies")
    monkeypatch.setitem(sys.modules, "botocore", None)
    with pytest.raises(ImportError, match="botocore is needed here"):
        reply_table.find_reply_table()


def test_the_template_makes_the_table_that_the_handler_uses_and_only_where_it_is_asked_for():
    [table] = stack(ON).of("DynamoDB::Table").values()
    assert {name: table[name] for name in TABLE} == TABLE
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}
    assert table["SSESpecification"]["SSEEnabled"] is True
    assert stack(OFF).of("DynamoDB::Table") == {}
    for made, known in ((stack(ON), True), (stack(OFF), False)):
        for function in made.of("Lambda::Function").values():
            assert ("REPLY_TABLE" in function["Environment"]["Variables"]) is known
