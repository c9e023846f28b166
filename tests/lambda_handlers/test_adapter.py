import json
import math
import sys
import threading
from functools import partial

import pytest

from judges.bedrock import Bedrock
from judges.judge import Judge
from judges.openai_compatible import OpenAICompatible
from lambda_handlers.adapter import RewardHandler, reward_handler
from lambda_handlers.deadline import reply_deadline
from rewards import product
from rewards.in_language import InLanguage
from rewards.length import MaxWords
from rewards.math_match import math_match
from rewards.numeric_match import NumericMatch
from rewards.scoring import current_call
from rewards.text_similarity import TextSimilarity
from rewards.types import Reward, Sample, Score
from rewards.valid_json import ValidJson
from rewards.wire import PLATFORMS, WireError
from tests.clock import SetClock
from tests.lambda_handlers.events import Context, event, rewards, row

EVENT = event("0.5", "not a number", "skip", "1")


def number(sample: Sample) -> float | None:
    return None if sample.response == "skip" else float(sample.response)


def test_every_sample_is_answered_in_the_order_of_the_event():
    reply = reward_handler(number)([EVENT[3], EVENT[0]], {})
    assert reply == [
        {"id": 3, "aggregate_reward_score": 1.0, "metrics_list": []},
        {"id": 0, "aggregate_reward_score": 0.5, "metrics_list": []},
    ]


def test_a_sample_that_cannot_be_scored_raises_and_names_it():
    with pytest.raises(RuntimeError, match=r"2 of 4 samples .* first: sample 1: ValueError"):
        reward_handler(number)(EVENT, {})


def test_error_quotes_no_reply_and_has_no_cause_that_does(monkeypatch):
    # Lambda writes the text of an exception to the log, and what wraps a handler its cause's too
    monkeypatch.delenv("LOG_REPLIES", raising=False)
    with pytest.raises(RuntimeError) as caught:
        reward_handler(number)(EVENT, {})
    assert "not a number" not in str(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_error_quotes_the_reply_where_the_log_may(monkeypatch):
    monkeypatch.setenv("LOG_REPLIES", "1")
    with pytest.raises(RuntimeError, match="not a number") as caught:
        reward_handler(number)(EVENT, {})
    assert "not a number" in str(caught.value.__cause__)


def test_an_abstention_alone_raises_too_since_a_reply_has_no_place_for_it():
    with pytest.raises(RuntimeError, match=r"1 of 1 samples .* abstained"):
        reward_handler(number)([EVENT[2]], {})


LIBRARIES: dict[str, Reward] = {
    "math_verify": math_match,
    "pint": NumericMatch(unit="m"),
    "rapidfuzz": TextSimilarity("ratio"),
    "langdetect": InLanguage("de"),
    "jsonschema": ValidJson(schema={}),
    "httpx": Judge(OpenAICompatible("m"), "It is polite."),
    "botocore": Judge(Bedrock("m"), "It is polite."),
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_handler_is_not_built_without_a_library_that_its_reward_may_need(library, monkeypatch):
    inside = product(part=LIBRARIES[library], brief=MaxWords(9))
    handlers = [partial(reward_handler, inside), partial(reward_handler, lambda it: inside(it))]
    assert all(callable(build()) for build in handlers)
    monkeypatch.setitem(sys.modules, library, None)  # as absent
    for build in handlers:
        with pytest.raises(ImportError, match=f"{library} is needed here: pip install"):
            build()


def test_a_handler_is_built_without_libraries_that_its_reward_cannot_reach(monkeypatch):
    for library in LIBRARIES:
        monkeypatch.setitem(sys.modules, library, None)
    needless: tuple[Reward, ...] = (
        NumericMatch(),
        TextSimilarity("bleu"),
        InLanguage("el"),
        ValidJson(),
    )
    assert all(callable(reward_handler(reward)) for reward in needless)


def test_a_number_for_errors_is_paid_and_shown_in_the_metrics():
    reply = reward_handler(number, on_error=-1.0)(EVENT, {})
    assert rewards(reply) == [0.5, -1.0, -1.0, 1.0]
    assert [entry["metrics_list"] for entry in reply[1:3]] == [
        [{"name": "scoring_error", "value": 1.0, "type": "Metric"}],
        [{"name": "abstained", "value": 1.0, "type": "Metric"}],
    ]


@pytest.mark.parametrize("number", [math.nan, math.inf, True, "0", None, 10**400])
@pytest.mark.parametrize("setting", ["on_error", "floor"])
def test_a_number_to_answer_with_must_be_finite(setting, number):
    with pytest.raises(ValueError, match=f"{setting}: expected .*a finite number"):
        reward_handler(lambda sample: 1.0, **{setting: number})


def test_an_event_that_breaks_the_contract_raises_with_the_place():
    with pytest.raises(WireError, match=r"event\[0\]"):
        reward_handler(number)([7], {})


@pytest.mark.parametrize(("asked", "quoted"), [("", False), ("yes", True)])
def test_broken_contract_is_quoted_only_where_the_log_may_quote(monkeypatch, asked, quoted):
    monkeypatch.setenv("LOG_REPLIES", asked)
    said = {"role": "assistant", "content": [["a secret"]]}
    with pytest.raises(WireError, match=r"event\[0\]\.messages\[0\]\.content: expected") as caught:
        reward_handler(number)([{"messages": [said]}], {})
    assert ("a secret" in str(caught.value)) is quoted
    assert (caught.value.__cause__ is not None) is quoted
    assert (caught.value.__context__ is not None) is quoted


@pytest.mark.parametrize("context", [None, {}])
def test_an_empty_batch_and_an_empty_context_are_fine(context):
    assert reward_handler(number)([], context) == []


def test_parts_reach_the_trainer_as_rewards():
    (entry,) = reward_handler(lambda sample: Score(1.0, parts={"a": Score(0.5)}))([EVENT[0]], {})
    assert entry["metrics_list"] == [{"name": "a", "value": 0.5, "type": "Reward"}]


class TestARowWithoutAReply:
    def test_earns_the_floor_and_says_so_and_the_reward_is_not_called(self):
        called = []

        def noted(sample: Sample) -> float | None:
            called.append(sample)
            return number(sample)

        [silent] = reward_handler(noted, floor=-1)([row(None)], {})
        assert silent["aggregate_reward_score"] == -1.0
        assert silent["metrics_list"] == [{"name": "no_response", "value": 1.0, "type": "Metric"}]
        assert called == []

    def test_beside_one_with_a_reply_is_an_error_with_its_place(self):
        with pytest.raises(
            WireError, match=r"^event\[1\]: expected the model's reply .* event\[0\]"
        ):
            reward_handler(number)([row("0.5"), row(None)], {})

    def test_earns_nothing_where_no_floor_is_set(self):
        assert rewards(reward_handler(number)([row(None)], {})) == [0.0]

    def test_has_an_id_though_it_came_without(self):
        ids = [entry["id"] for entry in reward_handler(number)([row(None), row(None)], {})]
        assert len(set(ids)) == 2

    def test_an_empty_reply_is_a_reply(self):
        assert rewards(reward_handler(lambda sample: 0.25)([row("")], {})) == [0.25]


class TestThePlatform:
    def test_is_nova_where_nobody_says(self, monkeypatch):
        monkeypatch.delenv("REWARD_PLATFORM", raising=False)
        assert isinstance(reward_handler(number)(EVENT[:1], {}), list)

    def test_is_read_from_the_environment_when_the_handler_is_made(self, monkeypatch):
        monkeypatch.setenv("REWARD_PLATFORM", "serverless-oss")
        reply = reward_handler(number)(EVENT[:1], {})
        assert reply["statusCode"] == 200
        assert rewards(json.loads(reply["body"])) == [0.5]

    def test_platform_as_an_argument_outdoes_the_environment(self, monkeypatch):
        monkeypatch.setenv("REWARD_PLATFORM", "serverless-oss")
        assert isinstance(reward_handler(number, platform="bedrock")(EVENT[:1], {}), list)

    def test_platform_that_is_unknown_is_refused_and_the_known_are_named(self, monkeypatch):
        monkeypatch.setenv("REWARD_PLATFORM", "sagemaker")
        with pytest.raises(ValueError, match="got 'sagemaker'") as caught:
            reward_handler(number)
        assert all(platform in str(caught.value) for platform in PLATFORMS)


class TestTheTimeThatIsLeft:
    @pytest.fixture
    def clock(self, monkeypatch):
        clock = SetClock()
        for module in ("lambda_handlers.adapter", "lambda_handlers.deadline", "rewards.scoring"):
            monkeypatch.setattr(f"{module}.time", clock)
        return clock

    @pytest.mark.parametrize("workers", [1, 4])
    @pytest.mark.parametrize(("seconds", "kept"), [(60, 0.5), (4, 0.4)])
    def test_is_told_to_the_reward_less_what_the_reply_takes(
        self, clock: SetClock, workers, seconds, kept
    ):
        def seconds_left(sample: Sample) -> float:
            deadline = current_call.get().deadline
            assert deadline is not None
            return deadline - clock.monotonic()

        handler = reward_handler(seconds_left, workers=workers)
        [left] = rewards(handler(EVENT[:1], Context(seconds)))
        # a half second is kept, or a tenth of what there is, and half a millisecond a sample
        assert left == pytest.approx(seconds - kept - 0.0005)

    def test_is_less_for_an_event_of_many_samples(self):
        # a half second and 2,000 half milliseconds; a quarter of what there is at most
        assert reply_deadline(1000.0, 60.0, 2000) == pytest.approx(1000 + 60 - 0.5 - 1.0)
        assert reply_deadline(1000.0, 4.0, 20_000) == pytest.approx(1000 + 4 - 0.4 - 1.0)

    @pytest.mark.parametrize("context", [{}, None])
    def test_is_unbounded_without_a_clock_in_the_context(self, context):
        handler = reward_handler(lambda sample: current_call.get().deadline is None)
        assert rewards(handler(EVENT[:1], context)) == [1.0]

    def test_batch_out_of_time_is_answered_by_on_error(self, clock):
        def spends_it_all(sample: Sample) -> float:
            deadline = current_call.get().deadline
            assert deadline is not None
            clock.sleep(deadline - clock.monotonic())
            return 1.0

        reply = reward_handler(spends_it_all, on_error=0.0)(EVENT, Context(60))
        assert rewards(reply) == [1.0, 0.0, 0.0, 0.0]

    def test_a_sample_as_slow_as_the_slowest_so_far_is_not_begun_where_it_would_be_late(
        self, clock
    ):
        began = clock.monotonic()
        begun = []

        def slow(sample: Sample) -> float:
            begun.append(clock.monotonic() - began)
            clock.sleep(12)
            return 1.0

        reply = reward_handler(slow, on_error=0.0)(event(*"0123456789"), Context(60))
        assert rewards(reply) == [1.0] * 4 + [0.0] * 6
        # the reply has to be made after 59.5 s, and a call that began at 48 s would end at 60 s
        assert begun == pytest.approx([0.0, 12.0, 24.0, 36.0])

    def test_one_worker_is_not_waited_for_and_its_thread_is_counted(self):
        released = threading.Event()

        def heedless(sample: Sample) -> float:
            return 1.0 if sample.response == "1" else float(released.wait(60))

        handler = RewardHandler(heedless, "nova", 0.0, 1)
        assert rewards(handler([EVENT[3], *EVENT[:3]], Context(1))) == [1.0, 0.0, 0.0, 0.0]
        assert handler.late.count() == 1
        assert rewards(handler([EVENT[3]], Context(60))) == [1.0]
        released.set()
        while handler.late.count():
            pass

    def test_call_out_of_time_does_not_hold_up_the_reply(self):
        ended, released = threading.Event(), threading.Event()

        def heedless(sample: Sample) -> float:
            if sample.response == "1":
                return 1.0
            released.wait(60)
            ended.set()
            return 0.5

        reply = reward_handler(heedless, workers=4, on_error=0.0)(EVENT, Context(3))
        assert rewards(reply) == [0.0, 0.0, 0.0, 1.0]
        assert not ended.is_set()
        released.set()  # and the call, which was left behind, comes to its end
        assert ended.wait(60)

    def test_calls_left_behind_take_nobody_s_place_in_the_next_batch(self):
        released = threading.Event()

        def heedless(sample: Sample) -> float:
            return 1.0 if sample.response == "1" else float(released.wait(60))

        handler = reward_handler(heedless, workers=2, on_error=0.0)
        try:
            assert rewards(handler(EVENT[:2], Context(0.5))) == [0.0, 0.0]
            assert rewards(handler([EVENT[3]], Context(60))) == [1.0]
        finally:
            released.set()


def test_workers_score_at_once_and_answer_in_the_event_s_order():
    all_of_them = threading.Barrier(len(EVENT), timeout=20)

    def together(sample: Sample) -> float:
        all_of_them.wait()  # breaks where one waits for another
        return float(sample.id)

    reply = reward_handler(together, workers=len(EVENT))(EVENT, {})
    assert rewards(reply) == [0.0, 1.0, 2.0, 3.0]


def test_workers_below_one_are_refused():
    with pytest.raises(ValueError, match="workers: expected 1 or more"):
        reward_handler(number, workers=0)
