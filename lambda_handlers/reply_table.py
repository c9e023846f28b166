"""Replies of judges that outlive their environment: a DynamoDB table that a stack may have.

```
a batch raises ──▶ keep ──▶ BatchWriteItem: a digest of judge and question ──▶ its reply, encrypted
                                 │
sent again, to any environment ──┴▶ take ──▶ Query, DeleteItem: each reply is told once
```

The table is a convenience: whatever it does, a batch is scored as if there were none. After a fault
nobody asks it for a minute, and stderr says why, without a word of a reply.
"""

import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from rewards.extras import import_extra
from rewards.parts import check_extras
from rewards.scoring import current_call

if TYPE_CHECKING:  # a handler whose reward asks no model does not load what asks one
    from judges.ask import Ask, Question, Reply

VARIABLE = "REPLY_TABLE"
# Seconds after which a reply counts no more: trainers send a batch again within minutes.
KEPT_SECONDS = 3600
# Seconds before a handler's deadline that are kept for writing, and that one call may take.
WRITE_SECONDS, CALL_SECONDS = 1.0, 0.5
# Seconds for which the table is left alone after a fault.
REST_SECONDS = 60.0
# Items of one BatchWriteItem, and bytes of a reply, at most (the service takes 400 KB).
_MOST_ITEMS, _LONGEST = 25, 300_000


class ReplyTable:
    """The table of this name; its keys are `question` and `reply`, and `expires` ends an item.

    Any number of threads may ask. No method raises for a fault of the table or of the network.
    """

    extras: ClassVar[dict[str, str]] = {"botocore": "bedrock"}

    def __init__(self, name: str) -> None:
        self.name = name
        self._rests_until = 0.0
        self._making = threading.Lock()

    def take(self, ask: "Ask", question: "Question") -> "Reply | None":
        """A reply that was kept of this question to this judge, which nobody is told again."""
        from judges.ask import Reply
        from judges.remembered import load_answer

        key = _question_key(ask, question)
        deadline = current_call.get().deadline
        is_late = deadline is not None and time.monotonic() > deadline - 2 * CALL_SECONDS
        if key is None or is_late or self._is_at_rest:
            return None
        with self._report_faults("a reply cannot be read"):
            found = self._client.query(
                TableName=self.name,
                KeyConditionExpression="question = :question",
                ExpressionAttributeValues={":question": {"S": key}},
                ConsistentRead=True,
            )
            for item in found["Items"]:
                name = {"question": item["question"], "reply": item["reply"]}
                gone = self._client.delete_item(
                    TableName=self.name, Key=name, ReturnValues="ALL_OLD"
                )
                held = gone.get("Attributes")  # None where another environment was quicker
                if held and int(held["expires"]["N"]) > time.time():
                    answer = load_answer(held["answer"]["S"])
                    return answer if isinstance(answer, Reply) else None
        return None

    def keep(self, asked: "Iterable[tuple[Ask, Question, Reply]]", until: float) -> None:
        """Keeps each reply once, for as long as `time.monotonic()` is before `until`."""
        each_once = {id(reply): (ask, question, reply) for ask, question, reply in asked}.values()
        items = [item for each in each_once if (item := _item(*each)) is not None]
        with self._report_faults("replies cannot be kept"):
            for start in range(0, len(items), _MOST_ITEMS):
                if self._is_at_rest or time.monotonic() > until - CALL_SECONDS:
                    return
                puts = {self.name: items[start : start + _MOST_ITEMS]}
                if left := self._client.batch_write_item(RequestItems=puts)["UnprocessedItems"]:
                    self._client.batch_write_item(RequestItems=left)

    @property
    def _is_at_rest(self) -> bool:
        return time.monotonic() < self._rests_until

    @contextmanager
    def _report_faults(self, what: str) -> Iterator[None]:
        exceptions = import_extra("botocore.exceptions", "bedrock")
        try:
            yield
        except (exceptions.BotoCoreError, exceptions.ClientError, KeyError, ValueError) as error:
            self._rests_until = time.monotonic() + REST_SECONDS
            code = getattr(error, "response", {}).get("Error", {}).get("Code", "")
            said = f"{self.name}: {what}: {type(error).__name__} {code}".rstrip()
            with suppress(AttributeError, OSError, ValueError):  # nothing is left to say it on
                print(f"reply table: {said}; every judge is asked itself", file=sys.stderr)

    @property
    def _client(self) -> Any:
        with self._making:  # a session is not for threads
            return self._made_client

    @cached_property
    def _made_client(self) -> Any:
        config = import_extra("botocore.config", "bedrock").Config(
            retries={"mode": "standard", "total_max_attempts": 1},
            connect_timeout=CALL_SECONDS,
            read_timeout=CALL_SECONDS,
            max_pool_connections=64,
        )
        session = import_extra("botocore.session", "bedrock").get_session()
        region = os.environ.get("AWS_REGION")  # which botocore does not look at
        return session.create_client("dynamodb", region_name=region, config=config)


def find_reply_table() -> ReplyTable | None:
    """The table that the environment names, for a handler whose reward asks models.

    Raises ImportError where its client is absent.
    """
    name = os.environ.get(VARIABLE, "").strip()
    if not name or "judges.asking" not in sys.modules:
        return None
    table = ReplyTable(name)
    check_extras(table)
    return table


def _question_key(ask: "Ask", question: "Question") -> str | None:
    """A digest of all that decides the reply; None for a judge that others may print like."""
    from judges.remembered import answer_key, has_stable_repr

    return answer_key(ask, question) if has_stable_repr(ask) else None


def _item(ask: "Ask", question: "Question", reply: "Reply") -> dict[str, Any] | None:
    from judges.remembered import dump_answer

    key, text = _question_key(ask, question), dump_answer(reply)
    if key is None or len(text) > _LONGEST:
        return None
    item = {
        "question": {"S": key},
        "reply": {"S": os.urandom(16).hex()},
        "answer": {"S": text},
        "expires": {"N": str(int(time.time()) + KEPT_SECONDS)},
    }
    return {"PutRequest": {"Item": item}}
