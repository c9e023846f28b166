import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO

import pytest

from lambda_handlers.adapter import reward_handler
from lambda_handlers.arithmetic import handler, reward
from rewards.scoring import ScoringError
from rewards.types import Score
from tests.validation.built import DATA, values
from tests.validation.data import graded, write_rows
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.targets.endpoint import (
    InvocationError,
    StartError,
    UnavailableError,
    mute_stdout,
)
from validation.targets.target import EndpointTarget, HandlerEndpoint, RewardTarget


@pytest.fixture
def rows(tmp_path):
    """64 rows whose reply is a number; their ids are 0/0 to 31/1."""
    return read_dataset(write_rows(tmp_path / "d.jsonl", graded(32, (0, 1)))).rows


def entry(row, value=None, **metrics):
    said = float(row["messages"][-1]["content"]) if value is None else value
    listed = [{"name": name, "value": m, "type": "Metric"} for name, m in metrics.items()]
    return {"id": row["id"], "aggregate_reward_score": said, "metrics_list": listed}


@dataclass
class Asked:
    """An endpoint that answers as it should, but raises where an id is among the bad."""

    error: InvocationError
    bad: set[str] = field(default_factory=set)
    sizes: list[int] = field(default_factory=list)
    name: str = "asked"
    timeout: float | None = None

    def invoke(self, event: bytes) -> bytes:
        batch = json.loads(event)
        self.sizes.append(len(batch))
        if self.bad & {row["id"] for row in batch} or "all" in self.bad:
            raise self.error
        return json.dumps([entry(row) for row in batch]).encode()


def outcomes(endpoint, rows, executor=None, **settings):
    return list(EndpointTarget("t", endpoint, **settings).outcomes(rows, executor))


def answering(answer):
    return HandlerEndpoint("t", lambda event, context: answer(event))


def test_a_handler_scores_every_row_as_its_reward_does():
    rows = read_dataset(str(DATA)).rows
    direct = RewardTarget("r", reward).outcomes(rows, None)
    behind = outcomes(HandlerEndpoint("h", handler), rows)
    assert values(behind) == values(direct)


def test_the_order_is_kept_with_several_batches_in_flight(rows):
    endpoint = answering(lambda event: [entry(row) for row in event])
    with ThreadPoolExecutor(4) as executor:
        done = outcomes(endpoint, rows, executor, batch_size=3)
    assert values(done) == [row.quality for row in rows]


def test_bad_sample_costs_no_other_its_score(rows):
    endpoint = Asked(InvocationError("KeyError", "'x'"), {"5/1"})
    done = outcomes(endpoint, rows)
    assert [n for n, outcome in enumerate(done) if isinstance(outcome, ScoringError)] == [11]
    assert str(done[11]) == "sample '5/1': KeyError: 'x'"
    # 64 is halved six times, and at each halving both halves are sent
    assert len(endpoint.sizes) == 1 + 2 * 6


def test_a_function_that_fails_on_everything_is_soon_left_alone(rows):
    endpoint = Asked(InvocationError("KeyError", "'x'"), {"all"})
    done = outcomes(endpoint, rows)
    assert all(isinstance(outcome, ScoringError) for outcome in done)
    # 64, 32, 16, 8, 4, 2, 1, 1, then the other two and one of them: three samples have failed alone
    assert endpoint.sizes == [64, 32, 16, 8, 4, 2, 1, 1, 2, 1]


def test_failures_end_nothing_once_something_was_scored(rows):
    endpoint = Asked(InvocationError("KeyError", "'x'"), {f"{n}/1" for n in range(32)})
    done = outcomes(endpoint, rows)
    assert [isinstance(outcome, Score) for outcome in done] == [True, False] * 32


def test_a_batch_that_nobody_took_is_not_sent_in_halves(rows):
    endpoint = Asked(UnavailableError("TooManyRequestsException", "Rate Exceeded."), {"0/0"})
    done = outcomes(endpoint, rows, batch_size=16)
    assert endpoint.sizes == [16] * 4
    assert [isinstance(outcome, Score) for outcome in done] == [False] * 16 + [True] * 48


def test_a_function_that_does_not_start_ends_the_run(rows):
    endpoint = Asked(StartError("Runtime.ImportModuleError", "No module named 'x'"), {"all"})
    with pytest.raises(InputError, match=r"t: the function does not start: .*No module named 'x'"):
        outcomes(endpoint, rows)


def test_an_abstention_and_a_fault_are_told_from_the_number_in_their_place(rows):
    marks = [{"abstained": 1.0}, {"scoring_error": 1.0}, {"no_response": 1.0}]
    endpoint = answering(
        lambda event: [entry(row, 0.5, **mark) for row, mark in zip(event, marks, strict=True)]
    )
    abstained, fault, scored = outcomes(endpoint, rows[:3])
    assert abstained is None
    assert isinstance(fault, ScoringError)
    assert scored.value == 0.5


def test_the_kit_s_own_handler_says_what_it_could_not_score(rows):
    def fails(sample):
        raise LookupError("no such row")

    raising = reward_handler(fails, platform="nova")
    answering = reward_handler(fails, platform="nova", on_error=0.0)
    for fails_so in (raising, answering):
        done = outcomes(HandlerEndpoint("h", fails_so), rows)
        assert all(isinstance(outcome, ScoringError) for outcome in done)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda event: [entry(row) for row in event[1:]], "63"),
        (lambda event: [entry(row, float("nan")) for row in event], "NaN"),
        (lambda event: {"statusCode": 200, "body": "[]"}, "list"),
        (lambda event: None, "list"),
    ],
)
def test_a_reply_that_breaks_the_contract_is_a_fault_of_each_sample(rows, answer, says):
    done = outcomes(answering(answer), rows)
    assert {type(outcome) for outcome in done} == {ScoringError}
    assert says in str(done[0])


@pytest.mark.parametrize("number", [float("nan"), None, "1"])
def test_one_score_that_is_no_number_is_a_fault_of_its_sample_alone(rows, number):
    def one_bad(event):
        return [
            {**entry(row), "aggregate_reward_score": number} if row["id"] == "3/1" else entry(row)
            for row in event
        ]

    done = outcomes(answering(one_bad), rows)
    failed = [outcome for outcome in done if isinstance(outcome, ScoringError)]
    assert [outcome.sample_id for outcome in failed] == ["3/1"]


def test_a_sample_that_an_envelope_refuses_costs_no_other_its_score(rows):
    def refusing(event):
        if any(row["id"] == "3/1" for row in event):
            return {"statusCode": 500, "body": json.dumps({"error": "no such row"})}
        return {"statusCode": 200, "body": json.dumps([entry(row) for row in event])}

    done = outcomes(answering(refusing), rows, platform="serverless-oss")
    failed = [outcome for outcome in done if isinstance(outcome, ScoringError)]
    assert [outcome.sample_id for outcome in failed] == ["3/1"]
    assert "statusCode 500" in failed[0].cause_text


def test_a_reply_is_read_as_the_platform_has_it(rows):
    handler = reward_handler(lambda sample: 0.5, platform="serverless-oss")
    endpoint = HandlerEndpoint("h", handler)
    assert outcomes(endpoint, rows, platform="serverless-oss")[0].value == 0.5
    assert isinstance(outcomes(endpoint, rows, platform="nova")[0], ScoringError)


def test_an_exception_of_a_handler_keeps_its_type_and_its_message():
    def raises(event, context):
        raise LookupError("no such row")

    with pytest.raises(InvocationError, match=r"LookupError: no such row"):
        HandlerEndpoint("h", raises).invoke(b"[]")


def test_a_reply_that_is_no_json_is_an_error_as_in_lambda():
    with pytest.raises(InvocationError, match=r"Runtime.MarshalError: Unable to marshal response"):
        HandlerEndpoint("h", lambda event, context: {1, 2}).invoke(b"[]")


def test_a_handler_has_lambda_s_context_or_a_preflight_s():
    with_clock = HandlerEndpoint("h", lambda e, context: context.get_remaining_time_in_millis())
    assert 0 < int(with_clock.invoke(b"1")) <= 900_000
    assert HandlerEndpoint("h", lambda e, context: context, dict).invoke(b"1") == b"{}"


def test_mute_stdout_silences_a_stdout_that_is_not_the_process_s_own():
    with redirect_stdout(StringIO()) as notebook, mute_stdout():
        handler([], None)
        print("said by a reward")
    assert notebook.getvalue() == ""
