import functools
import hashlib
import itertools
import json
import pickle
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import judges.errors
from judges.answer_file import AnswerFile
from judges.ask import Ask, Entry, Question, Reply, Sampling, VerdictSchema
from judges.bedrock import Bedrock
from judges.errors import MalformedReplyError, TruncatedError, VerdictError
from judges.openai_compatible import OpenAICompatible
from judges.paced import Paced
from judges.remembered import (
    AnswerStore,
    Remembered,
    answer_key,
    dump_answer,
    has_stable_repr,
    load_answer,
    repr_origins,
)
from rewards.scoring import Call, current_call, describe
from rewards.types import Message, ToolCall, Usage

LLAMA = OpenAICompatible("llama")
FORM = VerdictSchema((Entry("reason", "Why."), Entry("rating", "How good.", (1, 2, 3))))
QUESTION = Question("How good is it?", system="You grade.", form=FORM)
REPLY = Reply('{"reason": "It will do.", "rating": 2}', 30, 12, 0.25, "llama")
PAID = (Usage("llama", 30, 12),)

CHILD = """
import itertools, sys
from judges.ask import Question, Reply
from judges.openai_compatible import OpenAICompatible
from judges.remembered import AnswerStore

def answered(ask, question):
    return Reply(f"said to {question.text}", 1, 2, 0.5, ask.model)

path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = AnswerStore(path, asking=answered)
for number in itertools.islice(itertools.count(), count or None):
    print(store.ask_once(OpenAICompatible("llama"), Question(f"{name} {number}")).text, flush=True)
"""
PAY = 'print("paid", question.text, flush=True); time.sleep(0.01)\n'


@dataclass
class Renamed:
    """An Ask whose model may change."""

    model: str

    def __call__(self, question: Question) -> Reply:
        return REPLY


@dataclass
class Asks:
    """An Asking that counts, and gives one answer after the other, or raises it."""

    answers: list[Reply | Exception] = field(default_factory=lambda: [REPLY])
    questions: list[Question] = field(default_factory=list)

    def __call__(self, ask: Ask, question: Question) -> Reply:
        self.questions.append(question)
        answer = self.answers[min(len(self.questions), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer


def nobody(ask: Ask, question: Question) -> Reply:
    raise AssertionError(f"asked {question.text!r} again")


def child(path: Path, name: str, count: int = 0) -> "subprocess.Popen[str]":
    """A process that asks `count` questions, or without end, and prints the replies."""
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )


class TestTheSecondAsking:
    def test_second_asking_is_answered_from_the_file_with_all_that_was_said_first(self, tmp_path):
        first = AnswerStore(tmp_path / "made" / "answers", asking=Asks())
        assert first.ask_once(LLAMA, QUESTION) == REPLY
        second = AnswerStore(tmp_path / "made" / "answers", asking=nobody)
        assert second.ask_once(LLAMA, QUESTION) == REPLY
        assert (first.questions_asked, first.questions_remembered) == (1, 0)
        assert (second.questions_asked, second.questions_remembered) == (0, 1)

    @pytest.mark.parametrize(
        "other",
        [
            replace(QUESTION, text="How bad is it?"),
            replace(QUESTION, system="You judge."),
            replace(QUESTION, history=(Message("user", "Hello"),)),
            replace(QUESTION, form=None),
            replace(QUESTION, form=replace(FORM, entries=FORM.entries[::-1])),
            replace(QUESTION, sampling=Sampling(temperature=0.5)),
            replace(QUESTION, sampling=Sampling(temperature=None)),
            replace(QUESTION, sampling=Sampling(max_tokens=7)),
            replace(QUESTION, sampling=Sampling(reasoning="low")),
            replace(QUESTION, repeat=1),
        ],
    )
    def test_store_asks_another_question_setting_or_repeat_for_itself(self, tmp_path, other):
        asks = Asks()
        store = AnswerStore(tmp_path / "answers", asking=asks)
        store.ask_once(LLAMA, QUESTION)
        store.ask_once(LLAMA, other)
        assert asks.questions == [QUESTION, other]

    @pytest.mark.parametrize(
        "other",
        [
            OpenAICompatible("qwen"),
            OpenAICompatible("llama", "http://localhost:8000/v1"),
            OpenAICompatible("llama", limit_name="max_completion_tokens"),
        ],
    )
    def test_asks_never_share_an_answer(self, tmp_path, other):
        asks = Asks()
        store = AnswerStore(tmp_path / "answers", asking=asks)
        store.ask_once(LLAMA, QUESTION)
        store.ask_once(other, QUESTION)
        assert len(asks.questions) == 2

    @pytest.mark.parametrize(
        ("ask", "question"),
        [
            (replace(LLAMA, attempts=9, read_timeout=1), QUESTION),
            (LLAMA, replace(QUESTION, sampling=Sampling(temperature=0))),
        ],
        ids=["patience", "0 for 0.0"],
    )
    def test_setting_that_changes_no_answer_makes_no_other_question(self, tmp_path, ask, question):
        AnswerStore(tmp_path / "answers", asking=Asks()).ask_once(LLAMA, QUESTION)
        assert AnswerStore(tmp_path / "answers", asking=nobody).ask_once(ask, question) == REPLY

    def test_a_history_with_tools_is_told_apart_by_their_arguments(self, tmp_path):
        asks = Asks()
        store = AnswerStore(tmp_path / "answers", asking=asks)
        for city in ("Rome", "Oslo", "Rome"):
            call = ToolCall("weather", {"city": city})
            store.ask_once(LLAMA, Question("And?", history=(Message("assistant", "", (call,)),)))
        assert len(asks.questions) == 2

    def test_fresh_asks_once_more_and_keeps_the_new_answer(self, tmp_path):
        AnswerStore(tmp_path / "answers", asking=Asks()).ask_once(LLAMA, QUESTION)
        newer = replace(REPLY, text="newer")
        fresh = AnswerStore(tmp_path / "answers", fresh=True, asking=Asks([newer, REPLY]))
        assert [fresh.ask_once(LLAMA, QUESTION).text for _ in range(2)] == ["newer", "newer"]
        assert (fresh.questions_asked, fresh.questions_remembered) == (1, 1)
        assert AnswerStore(tmp_path / "answers", asking=nobody).ask_once(LLAMA, QUESTION) == newer

    def test_half_a_character_is_kept_too(self, tmp_path):
        broken = replace(REPLY, text="\ud800 \0")
        AnswerStore(tmp_path / "answers", asking=Asks([broken])).ask_once(LLAMA, QUESTION)
        assert AnswerStore(tmp_path / "answers", asking=nobody).ask_once(LLAMA, QUESTION) == broken

    @given(st.text(st.characters()), st.integers(0), st.floats(0, 1e6), st.booleans())
    def test_every_reply_reads_as_it_was_written(self, text, tokens, latency, truncated):
        reply = Reply(text, tokens, 7, latency, "m", truncated)
        assert load_answer(dump_answer(reply)) == reply


ERRORS = [kind for kind in vars(judges.errors).values() if isinstance(kind, type)]


class TestAnAnswerThatIsNoVerdict:
    @pytest.mark.parametrize(
        "kind",
        [kind for kind in ERRORS if issubclass(kind, VerdictError)],
        ids=lambda k: k.__name__,
    )
    def test_fault_is_raised_again_with_its_type_its_text_and_its_bill(self, tmp_path, kind):
        error = kind("expected a verdict", text="Well…", usage=PAID)
        for asking in (Asks([error]), nobody):
            with pytest.raises(VerdictError) as caught:
                AnswerStore(tmp_path / "answers", asking=asking).ask_once(LLAMA, QUESTION)
            assert type(caught.value) is kind
            assert (str(caught.value), caught.value.text) == (str(error), "Well…")
            assert caught.value.usage == PAID

    def test_a_kind_of_somebody_else_s_is_kept_as_the_nearest_of_ours(self, tmp_path):
        class CutError(TruncatedError):
            pass

        with pytest.raises(CutError):
            AnswerStore(tmp_path / "answers", asking=Asks([CutError("cut", usage=PAID)])).ask_once(
                LLAMA, QUESTION
            )
        with pytest.raises(TruncatedError, match="cut"):
            AnswerStore(tmp_path / "answers", asking=nobody).ask_once(LLAMA, QUESTION)

    @pytest.mark.parametrize(
        "error",
        [ConnectionError("reset"), TimeoutError("late"), MalformedReplyError("<html>")],
        ids=lambda error: type(error).__name__,
    )
    def test_question_not_known_to_be_paid_is_asked_again(self, tmp_path, error):
        store = AnswerStore(tmp_path / "answers", asking=Asks([error, REPLY]))
        with pytest.raises(type(error)):
            store.ask_once(LLAMA, QUESTION)
        assert store.ask_once(LLAMA, QUESTION) == REPLY
        assert (store.questions_asked, store.questions_remembered) == (2, 0)


class TestThreadsAndProcesses:
    def test_threads_that_ask_the_same_at_once_ask_it_once(self, tmp_path):
        second, asked = threading.Barrier(2), []

        def asking(ask: Ask, question: Question) -> Reply:
            asked.append(question)
            with pytest.raises(threading.BrokenBarrierError):
                second.wait(0.2)  # nobody else may come to ask while this one does
            return REPLY

        store = AnswerStore(tmp_path / "answers", asking=asking)
        with ThreadPoolExecutor(8) as threads:
            replies = list(threads.map(store.ask_once, [LLAMA] * 8, [QUESTION] * 8))
        assert replies == [REPLY] * 8
        assert len(asked) == 1
        assert (store.questions_asked, store.questions_remembered) == (1, 7)

    def test_threads_that_ask_different_things_do_not_wait_for_one_another(self, tmp_path):
        together = threading.Barrier(8)

        def asking(ask: Ask, question: Question) -> Reply:
            together.wait(30)  # breaks unless all eight are being asked
            return replace(REPLY, text=question.text)

        store = AnswerStore(tmp_path / "answers", asking=asking)
        questions = [Question(f"{number}") for number in range(8)]
        with ThreadPoolExecutor(8) as threads:
            replies = list(threads.map(store.ask_once, [LLAMA] * 8, questions))
        assert [told.text for told in replies] == [question.text for question in questions]

    def test_a_thread_waits_for_another_s_answer_no_longer_than_its_deadline(self, tmp_path):
        begun, over = threading.Event(), threading.Event()

        def asking(ask: Ask, question: Question) -> Reply:
            begun.set()
            over.wait(30)
            return REPLY

        store = AnswerStore(tmp_path / "answers", asking=asking)
        with ThreadPoolExecutor(1) as threads:
            first = threads.submit(store.ask_once, LLAMA, QUESTION)
            begun.wait(30)
            token = current_call.set(Call(deadline=time.monotonic()))
            try:
                with pytest.raises(TimeoutError, match="another thread asked the same"):
                    store.ask_once(LLAMA, QUESTION)
            finally:
                current_call.reset(token)
                over.set()
            assert first.result() == REPLY

    def test_processes_that_make_and_fill_one_file_at_once_lose_nothing(self, tmp_path):
        path = tmp_path / "answers"
        names = ["a", "b", "c", "d", "a", "b"]  # two pairs ask the same
        children = [child(path, name, 40) for name in names]
        for name, process in zip(names, children, strict=True):
            out, _ = process.communicate()
            assert out.splitlines() == [f"said to {name} {number}" for number in range(40)]
            assert process.returncode == 0
        store = AnswerStore(path, asking=nobody)
        for name, number in itertools.product("abcd", range(40)):
            told = store.ask_once(LLAMA, Question(f"{name} {number}"))
            assert told.text == f"said to {name} {number}"

    @pytest.mark.parametrize("processes", [2, 3])
    def test_processes_that_ask_the_same_questions_at_once_pay_each_once(self, tmp_path, processes):
        # each prints a line for every question that it pays, after both have begun
        path = tmp_path / "answers"
        code = "import time\n" + CHILD.replace("return Reply", PAY + "    return Reply")
        children = [
            subprocess.Popen(
                [sys.executable, "-c", code, str(path), "a", "100"],
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(processes)
        ]
        lines = [line for each in children for line in each.communicate()[0].splitlines()]
        paid = [line for line in lines if line.startswith("paid")]
        assert len(lines) - len(paid) == processes * 100
        assert sorted(paid) == sorted(f"paid a {number}" for number in range(100))

    def test_claim_of_a_process_that_was_killed_ends_with_it(self, tmp_path):
        code = CHILD.replace(
            "return Reply", 'print("asks", flush=True); time.sleep(600)\n    return Reply'
        )
        with subprocess.Popen(
            [sys.executable, "-c", "import time\n" + code, str(tmp_path / "answers"), "a", "1"],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "asks\n"
            store = AnswerStore(tmp_path / "answers", asking=Asks())
            token = current_call.set(Call(deadline=time.monotonic()))
            try:
                with pytest.raises(TimeoutError, match="another process asked the same"):
                    store.ask_once(LLAMA, Question("a 0"))
            finally:
                current_call.reset(token)
                process.kill()
        assert store.ask_once(LLAMA, Question("a 0")) == REPLY

    def test_two_stores_of_one_process_ask_the_same_once(self, tmp_path):
        begun = threading.Event()

        def asking(ask: Ask, question: Question) -> Reply:
            begun.set()
            time.sleep(0.05)  # long enough for the other to come
            return REPLY

        first = AnswerStore(tmp_path / "answers", asking=asking)
        second = AnswerStore(tmp_path / "answers", asking=nobody)
        with ThreadPoolExecutor(1) as threads:
            answer = threads.submit(first.ask_once, LLAMA, QUESTION)
            begun.wait(30)
            assert second.ask_once(LLAMA, QUESTION) == REPLY
            assert answer.result() == REPLY

    @pytest.mark.parametrize("lines", [1, 3, 100])
    def test_a_process_that_is_killed_has_kept_every_reply_it_returned(self, tmp_path, lines):
        path = tmp_path / "answers"
        with child(path, "a") as process:
            assert process.stdout is not None
            printed = [process.stdout.readline() for _ in range(lines)]
            process.kill()
            printed += process.stdout.readlines()
        whole = [line.rstrip("\n") for line in printed if line.endswith("\n")]
        store = AnswerStore(path, asking=nobody)
        told = [store.ask_once(LLAMA, Question(f"a {at}")).text for at in range(len(whole))]
        assert len(whole) >= lines
        assert told == whole


class TestTheFile:
    def test_answers_that_were_on_their_way_when_the_disk_filled_up_are_kept(self, tmp_path):
        mount = f"mount -t tmpfs -o size=8m none {tmp_path}"
        run = f"{sys.executable} -m tests.judges.on_full_disk {tmp_path}"
        done = subprocess.run(
            ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", f"{mount}; {run}"],
            capture_output=True,
            text=True,
            check=True,
        )
        paid, *later = done.stdout.splitlines()
        assert int(paid) == 16  # and the two questions after them were not asked
        assert [line.partition(": ")[2][:36] for line in later] == [
            "expected 4 MiB of room for answers, "
        ] * 2

    def test_file_and_all_that_stands_beside_it_are_readable_by_their_owner_alone(self, tmp_path):
        folder = tmp_path / "kept"
        for _ in range(2):  # made, and then opened where others might read it
            store = AnswerStore(folder / "answers", asking=Asks(), fresh=True)
            store.ask_once(LLAMA, QUESTION)
            modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
            assert folder.stat().st_mode & 0o777 == 0o700
            store.close()
            (folder / "answers").chmod(0o644)
        names = ("answers", "answers-claims", "answers-shm", "answers-wal")
        assert modes == dict.fromkeys(names, 0o600)

    def test_file_that_is_no_database_is_one_clear_error_and_nothing_is_asked(self, tmp_path):
        path = tmp_path / "answers"
        path.write_text("This is a diary, and a long one at that. " * 100)
        with pytest.raises(ValueError, match=f"{path}: expected a file of answers, and cannot"):
            AnswerStore(path, asking=nobody).ask_once(LLAMA, QUESTION)
        assert path.read_text().startswith("This is a diary")

    def test_store_refuses_another_database_and_leaves_it_as_it_is(self, tmp_path):
        path = tmp_path / "answers"
        with sqlite3.connect(path) as theirs:
            theirs.execute("CREATE TABLE answers (key, text)")
        theirs.close()
        before = path.read_bytes()
        with pytest.raises(ValueError, match=f"{path}: .* got another database"):
            AnswerStore(path, asking=nobody).ask_once(LLAMA, QUESTION)
        assert path.read_bytes() == before

    def test_store_refuses_another_version_by_its_number(self, tmp_path):
        path = tmp_path / "answers"
        store = AnswerStore(path, asking=Asks())
        store.ask_once(LLAMA, QUESTION)
        store.close()
        with sqlite3.connect(path) as newer:
            newer.execute("PRAGMA user_version = 9")
        newer.close()
        with pytest.raises(ValueError, match=f"{path}: expected answers of version 1, got 9"):
            store.ask_once(LLAMA, QUESTION)

    def test_a_broken_page_is_one_clear_error(self, tmp_path):
        path = tmp_path / "answers"
        store = AnswerStore(path, asking=Asks())
        for number in range(200):
            store.ask_once(LLAMA, Question(f"{number}"))
        store.close()
        with path.open("r+b") as file:
            file.seek(4096)  # the first page holds what the file is, the others the answers
            file.write(b"\xa5" * (path.stat().st_size - 4096))
        with pytest.raises(ValueError, match=f"{path}: expected a file of answers, and cannot"):
            AnswerStore(path, asking=nobody).ask_once(LLAMA, Question("7"))

    def test_an_answer_that_was_tampered_with_is_one_clear_error(self, tmp_path):
        path = tmp_path / "answers"
        store = AnswerStore(path, asking=Asks())
        store.ask_once(LLAMA, QUESTION)
        store.close()
        with sqlite3.connect(path) as tampered:
            tampered.execute("UPDATE answers SET text = '{\"rating\": 5}'")
        tampered.close()
        with pytest.raises(ValueError, match=f"{path}: expected an answer, got"):
            store.ask_once(LLAMA, QUESTION)

    def test_a_folder_is_one_clear_error(self, tmp_path):
        with pytest.raises(ValueError, match=f"{tmp_path}: expected a file of answers"):
            AnswerStore(tmp_path, asking=nobody).ask_once(LLAMA, QUESTION)


def answer_nothing(question: Question) -> Reply:
    return REPLY


def make_ask() -> Callable[[Question], Reply]:
    def ask(question: Question) -> Reply:
        return REPLY

    return ask


@dataclass(frozen=True)
class Through:
    ask: Any
    unseen: Any = field(default=None, repr=False)

    def __call__(self, question: Question) -> Reply:
        return REPLY


class Nameless:
    def __call__(self, question: Question) -> Reply:
        return REPLY


class SaysWhatItIs(Nameless):
    def __init__(self, model: str) -> None:
        self.model = model

    def __repr__(self) -> str:
        return f"SaysWhatItIs({self.model!r})"


@dataclass(frozen=True, repr=False)
class Silent(Nameless):
    model: str = "m"


nameless_at_the_top = lambda question: REPLY  # noqa: E731


class TestTheKey:
    @pytest.mark.parametrize(
        "ask",
        [
            answer_nothing,
            LLAMA,
            Through(LLAMA),
            Through(answer_nothing),
            Through({"a": (LLAMA, [1, 2.5, None, "x"])}),
            Through(1, unseen=make_ask()),
            Through("prompt at 0x10"),
            Through(Reply),
            Remembered(LLAMA, "answers"),
        ],
        ids=[
            "function",
            "dataclass",
            "dataclass in a dataclass",
            "function in a dataclass",
            "dict, tuple and list",
            "field that is not printed",
            "text with an address",
            "class",
            "Remembered",
        ],
    )
    def test_an_ask_of_plain_values_and_importable_names_is_told_apart(self, ask):
        assert has_stable_repr(ask)

    @pytest.mark.parametrize(
        "ask",
        [
            lambda question: REPLY,
            nameless_at_the_top,
            make_ask(),
            Nameless(),
            Silent(),
            SaysWhatItIs("m").__call__,
            LLAMA.__call__,
            functools.partial(answer_nothing),
            functools.wraps(answer_nothing)(make_ask()),
            Through(lambda question: REPLY),
            Through({"a": (1, Nameless())}),
            Through([functools.partial(answer_nothing)]),
            Through(SaysWhatItIs(make_ask().__qualname__)),
            Through({"a", "b"}),
            Through(frozenset({"a", "b"})),
            SaysWhatItIs("m"),
            Through(SaysWhatItIs("m")),
        ],
        ids=[
            "lambda",
            "lambda with a name",
            "function in a function",
            "object without a repr",
            "dataclass without a repr",
            "method",
            "method of a dataclass",
            "partial",
            "wrapped function",
            "lambda in a dataclass",
            "object in a dict",
            "partial in a list",
            "repr with a local name",
            "set",
            "frozenset",
            "object with a repr of its own",
            "object with a repr of its own in a dataclass",
        ],
    )
    def test_an_ask_that_could_print_as_another_is_refused(self, tmp_path, ask):
        assert not has_stable_repr(ask)
        with pytest.raises(ValueError, match="give it a name"):
            Remembered(ask, tmp_path / "answers")
        with pytest.raises(ValueError, match="give it a name"):
            AnswerStore(tmp_path / "answers", asking=nobody).ask_once(ask, QUESTION)

    @pytest.mark.parametrize(
        ("ask", "key"),
        [
            (
                Bedrock("us.amazon.nova-2-lite-v1:0"),
                "60664eccbc881883aa94248b36c7a2ed60a6d012be9e017918a86cd05305da3b",
            ),
            (
                Bedrock("m", "eu-west-1", verdict="json_schema"),
                "e81a40df415d2daf8fd667c35d1559d0fd059dfeba2e3911f24baae7efc38130",
            ),
            (
                OpenAICompatible("llama3.1"),
                "1f840f6144540e1ec5ee6c2c6fcea45bc66608e0a2663e40636576e63cf842d3",
            ),
            (
                OpenAICompatible("m", "http://h/v1", limit_name="max_completion_tokens"),
                "fee95465540f8c09c68ae5bc7325ba30f0ac23cad7c876ea2a31b8674f793d94",
            ),
            (
                Paced(Bedrock("m"), requests_per_minute=3),
                "a41d572a97153cb7c865664244677d1e1c762bb2a6c300964eceaf4d0b26f8d6",
            ),
            (
                Remembered(OpenAICompatible("llama3.1"), "answers"),
                "ac580108c0aebbd1236052fb76ef7d746c918f92a26b5db517670f7dbb92c50a",
            ),
        ],
        ids=["bedrock", "bedrock json", "openai", "openai limit", "paced", "remembered"],
    )
    def test_answers_of_version_0_1_are_found_under_their_keys(
        self, tmp_path, monkeypatch, ask, key
    ):
        # the keys that version 0.1 wrote for this question
        monkeypatch.delenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", raising=False)
        question = replace(QUESTION, history=(Message("user", "Hello"),))
        AnswerFile(tmp_path / "answers").write(key, dump_answer(REPLY))
        store = AnswerStore(tmp_path / "answers", asking=nobody)
        assert store.ask_once(ask, question) == REPLY

    @pytest.mark.parametrize("question", [QUESTION, replace(QUESTION, form=None, repeat=3)])
    def test_key_is_the_digest_of_one_json_text_at_each_question(self, monkeypatch, question):
        ask = Paced(Bedrock("m"), requests_per_minute=3)
        sampling = Sampling(temperature=0, top_p=1)
        question = replace(question, text="\u00e9 \ud800", sampling=sampling)
        for endpoint in ("", "http://one", "http://one", "http://two"):
            monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", endpoint)
            plain = {**vars(sampling), "temperature": 0.0, "top_p": 1.0}
            whole = [repr_origins(ask), describe(ask), {**vars(question), "sampling": plain}]
            text = json.dumps(whole, sort_keys=True, default=vars)
            assert answer_key(ask, question) == hashlib.sha256(text.encode()).hexdigest()

    def test_key_follows_an_ask_that_changes(self):
        ask = Renamed("a")
        first = answer_key(ask, QUESTION)
        ask.model = "b"
        assert answer_key(ask, QUESTION) == answer_key(Renamed("b"), QUESTION) != first

    def test_a_dataclass_within_a_function_is_not(self):
        @dataclass(frozen=True)
        class Local:
            model: str = "m"

        assert not has_stable_repr(Local())


class TestRemembered:
    def test_remembered_prints_as_what_it_asks_and_not_where_it_keeps_the_answers(self):
        assert repr(Remembered(LLAMA, "/somewhere")) == f"Remembered(ask={LLAMA!r})"

    def test_stores_of_one_file_share_their_answers(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        ask = Remembered(answer_nothing, tmp_path / "answers")
        assert ask(QUESTION) == REPLY
        assert Remembered(answer_nothing, "answers")(QUESTION) == REPLY
        store = AnswerStore(tmp_path / "answers", asking=nobody)
        assert store.ask_once(answer_nothing, QUESTION) == REPLY

    def test_remembered_can_be_sent_to_another_process(self, tmp_path):
        ask = Remembered(answer_nothing, tmp_path / "answers")
        assert pickle.loads(pickle.dumps(ask)) == ask
