import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Literal

import httpx
import pytest

from judges import openai_compatible, paced
from judges.ask import Entry, Question, Sampling, VerdictSchema
from judges.errors import MalformedReplyError
from judges.openai_compatible import OpenAICompatible, retry_pause
from rewards.scoring import Call, ScoringError, current_call, score
from rewards.types import Message, Sample, Score, ToolCall, Usage
from tests.judges.chat_server import TOKENS, chat, completes, refuses, says
from tests.samples import reply
from tests.scripted_server import Answer, Asked, Script, ScriptedServer, never, run_server

__all__ = ["chat"]  # pytest finds the fixture by its name here

MODEL = "llama3.1"
FORM = VerdictSchema((Entry("reason", "Why."), Entry("rating", "How good.", (1, 2, 3, 4, 5))))
GRADE = Question("<reply>42</reply>", system="You grade.", form=FORM)
PROSE = Question("Say something.")
VERDICT = '{"reason": "It will do.", "rating": 4}'
PAID = (Usage(MODEL, 30, 12),)
SECRET = "sk-never-to-be-seen"


def quick(server: ScriptedServer, attempts: int = 3) -> OpenAICompatible:
    return OpenAICompatible(
        *(MODEL, server.url),
        verdict="json_schema",
        attempts=attempts,
        read_timeout=0.25,
        longest_pause=0.001,
    )


def asks(ask: OpenAICompatible) -> Callable[[Sample], Score]:
    """A reward that asks, and pays the rating of what it is told."""

    def reward(sample: Sample) -> Score:
        told = ask(GRADE)
        return Score(json.loads(told.text)["rating"], usage=(told.usage,))

    return reward


def fault(server: ScriptedServer, script: Script) -> ScoringError:
    """What comes of asking for a grade."""
    server.script = script
    with pytest.raises(ScoringError) as caught:
        score(asks(quick(server)), reply("42"))
    return caught.value


def always(answer: Answer) -> Script:
    return lambda asked: answer


def first_times(times: int, failing: Script) -> Script:
    """Fails so many times, then gives a verdict."""
    return lambda asked: failing(asked) if asked.count <= times else says(VERDICT)


def reset(asked: Asked) -> Literal["reset"]:
    return "reset"


class TestTheRequest:
    def test_a_verdict_is_forced_by_its_schema_and_what_is_not_set_is_not_sent(self, chat):
        chat.script = always(says(VERDICT))
        quick(chat)(GRADE)
        (asked,) = chat.requests
        assert asked.path == "/v1/chat/completions"
        assert asked.body == {
            "model": MODEL,
            "messages": [
                {"role": "system", "content": "You grade."},
                {"role": "user", "content": "<reply>42</reply>"},
            ],
            "max_tokens": 1024,
            "temperature": 0.0,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "verdict", "strict": True, "schema": FORM.schema},
            },
        }

    def test_prose_is_asked_without_a_form_and_with_the_sampling_that_is_set(self, chat):
        sampling = Sampling(None, top_p=0.9, top_k=40, max_tokens=77, reasoning="low")
        OpenAICompatible(MODEL, chat.url, limit_name="max_completion_tokens")(
            Question("Say something.", sampling=sampling)
        )
        assert chat.requests[0].body == {
            "model": MODEL,
            "messages": [{"role": "user", "content": "Say something."}],
            "max_completion_tokens": 77,
            "top_p": 0.9,
            "top_k": 40,
            "reasoning_effort": "low",
        }

    def test_the_history_goes_before_the_text_under_the_roles_of_this_interface(self, chat):
        history = (Message("user", "Hello"), Message("nova_assistant", "Good day"))
        quick(chat)(Question("And now?", history=history))
        assert chat.requests[0].body["messages"] == [
            {"role": "user", "content": "Hello"},
            {"role": "assistant", "content": "Good day"},
            {"role": "user", "content": "And now?"},
        ]

    @pytest.mark.parametrize(
        "turn",
        [
            Message("assistant", "", (ToolCall("look", {}),)),
            Message("tool", "found", tool_call_id="c1"),
        ],
    )
    def test_a_history_with_tools_is_refused_and_nothing_is_asked(self, chat, turn):
        with pytest.raises(ValueError, match="history: expected turns of text"):
            quick(chat)(Question("And now?", history=(turn,)))
        assert chat.requests == []

    def test_a_slash_at_the_end_of_the_url_makes_no_difference(self, chat):
        OpenAICompatible(MODEL, f"{chat.url}/")(PROSE)
        assert chat.requests[0].path == "/v1/chat/completions"


class TestTheKey:
    def test_key_comes_from_the_named_variable(self, chat, monkeypatch):
        monkeypatch.setenv("MY_KEY", f"{SECRET}\n")  # as a file of secrets ends
        OpenAICompatible(MODEL, chat.url, key_variable="MY_KEY")(PROSE)
        assert chat.requests[0].headers["authorization"] == f"Bearer {SECRET}"

    def test_key_comes_from_a_call_before_each_question_where_there_is_one(self, chat, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", "another")
        keys = iter(["first", "second\n"])
        ask = OpenAICompatible(MODEL, chat.url, key=lambda: next(keys))
        ask(PROSE), ask(PROSE)
        sent = [asked.headers["authorization"] for asked in chat.requests]
        assert sent == ["Bearer first", "Bearer second"]

    def test_key_from_a_call_that_cannot_be_sent_is_refused_and_not_told(self, chat):
        with pytest.raises(ValueError, match=r"^key: expected a key of printable") as caught:
            OpenAICompatible(MODEL, chat.url, key=lambda: f"{SECRET}\nX-Other: 1")(PROSE)
        assert SECRET not in str(caught.value)

    @pytest.mark.parametrize("key", [None, ""])
    def test_key_that_is_absent_is_not_sent(self, chat, monkeypatch, key):
        if key is not None:
            monkeypatch.setenv("OPENAI_API_KEY", key)
        quick(chat)(PROSE)
        assert "authorization" not in chat.requests[0].headers

    def test_key_is_in_no_error_even_where_the_server_says_it(self, chat, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", SECRET)
        error = fault(chat, always(refuses(401, f"who is {SECRET}?")))
        assert "401" in str(error)
        assert "who is …?" in str(error)
        assert SECRET not in repr(error) + repr(quick(chat))

    def test_key_that_cannot_be_sent_is_refused_by_its_variable_s_name(self, chat, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", f"{SECRET}\nX-Other: 1")
        with pytest.raises(ValueError, match="OPENAI_API_KEY: expected a key") as caught:
            quick(chat)(PROSE)
        assert SECRET not in str(caught.value)


class TestTheReply:
    def test_reply_is_the_text_with_its_tokens_and_the_model_that_was_asked_for(self, chat):
        chat.script = always(says(VERDICT))
        told = quick(chat)(GRADE)
        assert (told.text, told.usage, told.truncated) == (VERDICT, PAID[0], False)
        assert told.latency > 0

    def test_reasoning_in_a_field_of_its_own_is_passed_over(self, chat):
        chat.script = always(says(VERDICT, reasoning_content="A 1?", reasoning="A 1?"))
        assert score(asks(quick(chat)), reply("42")) == Score(4.0, usage=PAID)

    def test_reasoning_within_the_text_stays_there_for_the_judge_to_see(self, chat):
        chat.script = always(says(f"<think>A 1?</think>{VERDICT}"))
        assert quick(chat)(GRADE).text == f"<think>A 1?</think>{VERDICT}"

    def test_a_refusal_in_prose_is_text_for_the_judge_to_refuse(self, chat):
        chat.script = always(says("I'm sorry, I can't help with that."))
        assert quick(chat)(GRADE).text == "I'm sorry, I can't help with that."

    def test_prose_that_is_cut_off_says_so(self, chat):
        chat.script = always(says("Once upon a", "length"))
        told = quick(chat)(PROSE)
        assert (told.text, told.truncated) == ("Once upon a", True)

    @pytest.mark.parametrize("content", ["", None])
    def test_prose_may_be_empty(self, chat, content):
        chat.script = always(says(content))
        assert quick(chat)(PROSE).text == ""


class TestAnAnswerThatIsNone:
    """Each is an error with its name, keeps what it cost, and is not asked for again."""

    @pytest.mark.parametrize(
        ("answer", "name", "said"),
        [
            (says('{"reason": "It', "length"), "TruncatedError", "It"),
            (says(None, "length"), "TruncatedError", "token limit"),
            (says("It wi", "content_filter"), "BlockedError", "It wi"),
            (says(None, "content_filter"), "BlockedError", "content filter"),
            (says(""), "NoVerdictError", "got none"),
            (says(" \n"), "NoVerdictError", "got none"),
            (says(None), "NoVerdictError", "got none"),
            (says(None, refusal="I won't."), "RefusedError", "I won't."),
            (says("", "tool_calls", tool_calls=[{"id": "c1"}]), "NoVerdictError", "c1"),
            (says(VERDICT, tool_calls=[{"id": "c1"}]), "NoVerdictError", "c1"),
            (says(VERDICT, "insufficient_system_resource"), "StopReasonError", "insufficient_"),
            (says(VERDICT, None), "StopReasonError", "finish_reason None"),
            (
                completes([{"message": {"content": text}} for text in ("one", "two")]),
                "SeveralVerdictsError",
                "two",
            ),
            (completes([]), "MalformedReplyError", "choices"),
            (completes([7]), "MalformedReplyError", "message"),
            (completes([{"finish_reason": "stop"}]), "MalformedReplyError", "message"),
            (says([{"type": "image"}]), "MalformedReplyError", "of text"),
        ],
    )
    def test_answer_that_is_none_has_a_name_and_a_bill(self, chat, answer, name, said):
        error = fault(chat, always(answer))
        assert (error.cause_type, error.usage, len(chat.requests)) == (name, PAID, 1)
        assert said in error.cause_text

    @pytest.mark.parametrize(
        "body",
        [
            b"<!DOCTYPE html><p>Bad gateway",
            b"{}",
            b"[]",
            b"null",
            b"",
            b"\xff\xfe",
            b"[" * 100_000,
            b'{"error": {"message": "overloaded"}}',
        ],
    )
    def test_answer_that_is_no_completion_is_malformed(self, chat, body):
        error = fault(chat, always(Answer(body)))
        assert (error.cause_type, error.usage) == ("MalformedReplyError", ())

    @pytest.mark.parametrize(
        "usage",
        [
            None,
            {},
            {"prompt_tokens": 30},
            {**TOKENS, "completion_tokens": None},
            {**TOKENS, "completion_tokens": -1},
            {**TOKENS, "prompt_tokens": "30"},
            {**TOKENS, "prompt_tokens": True},
            {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
            {**TOKENS, "prompt_tokens": 0},
            {**TOKENS, "completion_tokens": 0},
        ],
    )
    def test_a_completion_without_its_usage_is_malformed_and_keeps_the_text(self, chat, usage):
        choice = {"message": {"content": VERDICT}, "finish_reason": "stop"}
        chat.script = always(completes([choice], usage))
        with pytest.raises(MalformedReplyError, match="with usage") as caught:
            quick(chat)(GRADE)
        assert "It will do." in caught.value.text


class TestNoAnswer:
    @pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504])
    def test_failure_that_may_pass_is_asked_again_until_the_attempts_are_used_up(
        self, chat, status
    ):
        error = fault(chat, always(refuses(status, "not now")))
        assert (error.cause_type, error.usage, len(chat.requests)) == ("HTTPStatusError", (), 3)
        assert f"{status} from {chat.url}" in error.cause_text
        assert "not now" in error.cause_text

    @pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 413, 422, 424, 501])
    def test_failure_that_will_not_pass_is_asked_once(self, chat, status):
        error = fault(chat, always(refuses(status)))
        assert (error.cause_type, len(chat.requests)) == ("HTTPStatusError", 1)
        assert str(status) in error.cause_text

    @pytest.mark.parametrize(
        "failing",
        [always(refuses(429)), always(refuses(503)), reset, always(never)],
        ids=["429", "503", "reset", "read timeout"],
    )
    def test_twice_and_then_fine_is_a_score(self, chat, failing):
        chat.script = first_times(2, failing)
        assert score(asks(quick(chat)), reply("42")) == Score(4.0, usage=PAID)
        assert len(chat.requests) == 3

    @pytest.mark.parametrize(
        ("failing", "names"),
        [(reset, {"ReadError", "RemoteProtocolError"}), (always(never), {"ReadTimeout"})],
        ids=["reset", "read timeout"],
    )
    def test_a_connection_that_always_fails_is_the_clients_exception(self, chat, failing, names):
        error = fault(chat, failing)
        assert error.cause_type in names
        assert len(chat.requests) == 3

    def test_absent_server_is_an_error_after_all_attempts(self):
        with run_server(always(says(""))) as gone:
            nowhere = gone.url
        with pytest.raises(httpx.ConnectError):
            OpenAICompatible(MODEL, nowhere, longest_pause=0.001)(PROSE)


CALL = {"function": {"name": "verdict", "arguments": VERDICT}}


class TestTheWaysToForceAVerdict:
    @pytest.mark.parametrize(
        ("mode", "key", "told"),
        [
            ("json_schema", "response_format", False),
            ("tool", "tool_choice", False),
            ("json_object", "response_format", True),
            ("text", "messages", True),
        ],
    )
    def test_client_asks_in_the_way_that_is_set(self, chat, mode, key, told):
        chat.script = always(says(VERDICT))
        OpenAICompatible(MODEL, chat.url, verdict=mode)(GRADE)
        (asked,) = chat.requests
        assert key in asked.body
        assert ("JSON Schema" in asked.body["messages"][-1]["content"]) is told

    def test_client_finds_out_what_the_server_can_and_remembers_it(self, chat):
        def script(asked: Asked) -> Answer:
            able = "tools" not in asked.body and "json_schema" not in str(asked.body)
            return says(VERDICT) if able else Answer({"error": "no such thing"}, 400)

        chat.script = script
        ask = OpenAICompatible(MODEL, chat.url)
        assert ask(GRADE).text == VERDICT
        assert len(chat.requests) == 3
        assert ask(GRADE).text == VERDICT
        assert len(chat.requests) == 4

    def test_client_raises_the_first_refusal_where_the_server_refuses_every_way(self, chat):
        chat.script = lambda asked: Answer({"error": f"no {asked.count}"}, 422)
        with pytest.raises(httpx.HTTPStatusError, match="no 1"):
            OpenAICompatible(MODEL, chat.url)(GRADE)
        assert len(chat.requests) == 4

    def test_client_refuses_a_way_that_there_is_not(self):
        settings: Any = {"verdict": "grammar"}
        with pytest.raises(ValueError, match="verdict: expected one of 'json_schema'"):
            OpenAICompatible(MODEL, **settings)

    @pytest.mark.parametrize(
        "answer",
        [
            says(None, "tool_calls", tool_calls=[CALL]),
            says("", "stop", tool_calls=[CALL]),
            says([{"type": "text", "text": VERDICT[:9]}, {"type": "text", "text": VERDICT[9:]}]),
            says(f"{VERDICT}<|im_end|>"),
        ],
    )
    def test_client_reads_a_verdict_from_a_call_from_parts_and_before_marks_of_the_end(
        self, chat, answer
    ):
        chat.script = always(answer)
        assert quick(chat)(GRADE).text == VERDICT

    def test_client_takes_an_error_beside_choices_for_a_fault(self, chat):
        said = says(VERDICT).body
        assert isinstance(said, dict)
        body = {**said, "error": {"message": "overloaded"}}
        assert fault(chat, always(Answer(body))).cause_type == "MalformedReplyError"

    def test_client_retries_an_overloaded_server(self, chat):
        chat.script = first_times(2, always(Answer(b"", 529)))
        assert quick(chat)(GRADE).text == VERDICT


class TestThePauses:
    def test_pauses_grow_to_the_longest_and_are_random(self):
        # the first is a share of 0.5 s, the fourth of 4 s, and the tenth of the longest
        for failures, most in ((1, 0.5), (4, 4.0), (10, 20.0), (10_000, 20.0)):
            pauses = {retry_pause(failures, {}, 20.0) for _ in range(200)}
            assert len(pauses) > 100
            assert 0 <= min(pauses) < max(pauses) <= most
            assert max(pauses) > most / 2

    @pytest.mark.parametrize(
        ("asked_for", "seconds"),
        [("7", 7.0), ("0", 0.0), ("86400", 20.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)],
    )
    def test_retry_after_is_heeded_within_bounds(self, asked_for, seconds):
        assert retry_pause(1, {"retry-after": asked_for}, 20.0) == seconds

    def test_retry_after_may_be_a_date(self):
        later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
        assert retry_pause(1, {"retry-after": later}, 20.0) == 20.0

    @pytest.mark.parametrize("nonsense", ["soon", "-3", "²", "1e9"])
    def test_retry_header_that_cannot_be_read_asks_for_nothing(self, nonsense):
        assert 0 <= retry_pause(1, {"retry-after": nonsense}, 20.0) <= 0.5


class TestTheTimeThatIsLeft:
    def test_the_worst_case_is_every_attempt_and_every_pause_at_its_longest(self):
        ask = OpenAICompatible(
            MODEL, attempts=3, connect_timeout=2, read_timeout=30, longest_pause=10
        )
        # 3 attempts that connect for 2 s, send for 2 s and hear nothing for 30 s; 2 pauses of 10 s
        assert ask.worst_case == 3 * (2 + 2 + 30) + 2 * 10

    def test_time_too_short_for_one_short_attempt_asks_nothing(self, chat):
        # 2 s to connect, 2 s to send, and the shortest half of 30 s
        token = current_call.set(Call(deadline=time.monotonic() + 7))
        try:
            with pytest.raises(TimeoutError, match=r"may take 7\.8 s at the least, and [67]\.\d s"):
                OpenAICompatible(MODEL, chat.url)(PROSE)
        finally:
            current_call.reset(token)
        assert chat.requests == []

    @pytest.mark.parametrize("seconds", [3600, 100, 20])
    def test_is_enough_to_ask_once(self, chat, seconds):
        token = current_call.set(Call(deadline=time.monotonic() + seconds))
        try:
            assert OpenAICompatible(MODEL, chat.url)(PROSE).text == "nothing is set"
        finally:
            current_call.reset(token)

    def test_little_time_allows_one_silence_and_the_same_client(self, chat, monkeypatch):
        monkeypatch.setattr(paced, "SHORTEST", 0.1)
        ask = OpenAICompatible(MODEL, chat.url, attempts=3, connect_timeout=0.5, read_timeout=100)
        chat.script = lambda asked: never if asked.count > 1 else says("Hi.")
        ask(PROSE)
        token = current_call.set(Call(deadline=time.monotonic() + 2))
        try:
            with pytest.raises(httpx.ReadTimeout):
                ask(PROSE)
        finally:
            current_call.reset(token)
        assert (len(chat.requests), chat.connections) == (2, 1)


class TestTheClient:
    def test_connection_serves_one_question_after_another(self, chat):
        for _ in range(5):
            quick(chat)(PROSE)
        assert (len(chat.requests), chat.connections) == (5, 1)

    def test_client_asks_no_more_at_once_than_it_has_connections(self, chat):
        free = threading.BoundedSemaphore(2)
        crowded = []

        def script(asked: Asked) -> Answer:
            if not free.acquire(blocking=False):
                crowded.append(asked)
                return says("one too many")
            chat.stopped.wait(0.002)
            free.release()
            return says("fine")

        chat.script = script
        ask = OpenAICompatible(MODEL, chat.url, connections=2)
        with ThreadPoolExecutor(8) as threads:
            told = list(threads.map(ask, [PROSE] * 40))
        assert [answer.text for answer in told] == ["fine"] * 40
        assert crowded == []

    def test_a_free_connection_is_waited_for_no_longer_than_the_deadline_allows(self, chat):
        begun = threading.Event()

        def script(asked: Asked) -> Answer:
            begun.set()
            return never

        chat.script = script
        ask = OpenAICompatible(
            MODEL, chat.url, attempts=1, connections=1, connect_timeout=0.1, read_timeout=2
        )
        with ThreadPoolExecutor(1) as threads:
            threads.submit(ask, PROSE)
            begun.wait(30)
            token = current_call.set(Call(deadline=time.monotonic() + ask.worst_case + 0.3))
            try:
                with pytest.raises(httpx.PoolTimeout):
                    ask(PROSE)
            finally:
                current_call.reset(token)
        assert len(chat.requests) == 1

    def test_workers_send_one_429_again_while_one_of_them_backs_off(self, chat):
        def script(asked: Asked) -> Answer:
            return refuses(429, **{"retry-after": "1"}) if asked.count == 1 else says("fine")

        chat.script = script
        ask = OpenAICompatible(MODEL, chat.url, connections=16)
        gate = openai_compatible._server_gate(os.getpid(), chat.url, "")
        with ThreadPoolExecutor(16) as threads:
            first = threads.submit(ask, PROSE)
            while gate._leader is None:
                time.sleep(0.001)
            before = len(chat.requests)
            told = [*threads.map(ask, [PROSE] * 40), first.result()]
        assert [answer.text for answer in told] == ["fine"] * 41
        # the 40 wait for the one: each asks once, and the one twice
        assert (before, len(chat.requests)) == (1, 42)

    def test_a_refused_key_ends_the_questions_of_all_workers(self, chat, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", SECRET)
        chat.script = lambda asked: refuses(401, f"who is {SECRET}?")
        ask = OpenAICompatible(MODEL, chat.url)
        for _ in range(20):
            with pytest.raises(httpx.HTTPStatusError, match=r"401 from .*who is …\?"):
                ask(PROSE)
        assert len(chat.requests) == 1
        monkeypatch.setenv("OPENAI_API_KEY", "another-key")
        chat.script = lambda asked: says("fine")
        assert ask(PROSE).text == "fine"

    def test_a_forked_process_makes_its_own(self, chat):
        ask = quick(chat)
        ask(PROSE)
        with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as processes:
            assert processes.submit(ask, PROSE).result().text == "nothing is set"
        ask(PROSE)
        # one of this process and one of the other: on a shared one they would read each other's
        assert (len(chat.requests), chat.connections) == (3, 2)

    def test_importing_it_loads_no_client(self):
        code = (
            "import sys, judges.openai_compatible, judges.remembered, judges.paced;"
            "print({'boto3', 'botocore', 'httpx', 'httpcore'} & set(sys.modules))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
        assert done.stdout == "set()\n"


class TestTheSettings:
    def test_openai_compatible_prints_as_the_code_that_makes_it_without_what_changes_no_answer(
        self,
    ):
        ask = OpenAICompatible(MODEL, attempts=9, read_timeout=1, connections=3)
        assert repr(ask) == (
            "OpenAICompatible(model='llama3.1', base_url='http://localhost:11434/v1', "
            "key_variable='OPENAI_API_KEY', limit_name='max_tokens')"
        )

    @pytest.mark.parametrize(
        ("settings", "said"),
        [
            ({"model": ""}, "model: expected the name"),
            ({"base_url": "localhost:11434/v1"}, "base_url: expected http"),
            ({"base_url": "http://host/v1?key=1"}, "base_url: expected http"),
            ({"limit_name": "limit"}, "limit_name: expected 'max_tokens' or"),
            ({"attempts": 0}, "attempts: expected a whole number of 1 or more, got 0"),
            ({"attempts": True}, "attempts: expected a whole number"),
            ({"connections": 1.5}, "connections: expected a whole number"),
            ({"read_timeout": 0}, "read_timeout: expected seconds above 0, got 0"),
            ({"connect_timeout": float("inf")}, "connect_timeout: expected seconds"),
            ({"longest_pause": float("nan")}, "longest_pause: expected seconds"),
        ],
    )
    def test_setting_that_cannot_be_used_is_refused_by_its_name(self, settings, said):
        with pytest.raises(ValueError, match=said):
            OpenAICompatible(**{"model": MODEL, **settings})

    def test_a_password_in_the_url_is_refused_without_printing_it(self):
        with pytest.raises(ValueError, match="base_url: expected no user or password") as caught:
            OpenAICompatible(MODEL, f"https://me:{SECRET}@host/v1")
        assert SECRET not in str(caught.value)
