import os
import pickle
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from judges import bedrock, paced
from judges.ask import Question, Sampling
from judges.bedrock import Bedrock, converse_request
from rewards.scoring import ScoringError, score, score_all
from rewards.types import Score, Usage
from tests.judges.converse_server import bedrock_environment, converse, error, says, verdict
from tests.judges.grading import FORM, GPT_OSS, GRADE, HAIKU, NOVA, OPUS, QUICK, fault, pays
from tests.samples import reply
from tests.scripted_server import Answer, Asked, never

__all__ = ["converse"]  # where pytest finds the fixture


@pytest.mark.parametrize(
    ("bedrock", "reasoning"),
    [
        (Bedrock(NOVA), None),
        (Bedrock(NOVA), "high"),
        (Bedrock(GPT_OSS), "low"),
        (Bedrock(HAIKU, verdict="json_schema"), "low"),
        (Bedrock(OPUS, verdict="json_schema"), "medium"),
    ],
)
def test_question_arrives_in_its_order(converse, bedrock, reasoning):
    sampling = Sampling(max_tokens=2000, reasoning=reasoning)
    question = Question("Grade it.", system="You grade.", form=FORM, sampling=sampling)
    tool = verdict(reason="", rating=1)
    converse.script = lambda asked: tool if bedrock.verdict == "tool" else says("{}")
    bedrock(question)
    sent = converse_request(bedrock.model_id, question, bedrock.verdict)
    assert sent.pop("modelId") == converse.requests[0].model
    # as text, since the order of a schema's entries is the order in which they are filled
    assert str(sent) == str(converse.requests[0].body)


def test_a_model_may_be_named_by_its_arn(converse):
    arn = f"arn:aws:bedrock:us-east-1:000000000000:inference-profile/{NOVA}"
    assert Bedrock(arn)(GRADE).model == arn
    assert converse.requests[0].model == arn


@pytest.mark.parametrize(
    ("kind", "status", "requests"),
    [
        ("ThrottlingException", 429, 2),
        ("ModelNotReadyException", 429, 2),
        ("ModelTimeoutException", 408, 1),
        ("ModelErrorException", 424, 1),
        ("InternalServerException", 500, 2),
        ("ServiceUnavailableException", 503, 2),
        ("ValidationException", 400, 1),
        ("AccessDeniedException", 403, 1),
    ],
)
def test_a_providers_error_keeps_its_name_after_its_attempts(converse, kind, status, requests):
    found = fault(converse, lambda asked: error(kind, status))
    assert (found.cause_type, found.usage) == (kind, ())
    assert f"a scripted {kind}" in found.cause_text
    assert len(converse.requests) == requests


def test_throttled_question_is_a_score_at_the_third_try(converse):
    throttled, fine = error("ThrottlingException", 429), verdict(reason="", rating=3)
    converse.script = lambda asked: throttled if asked.count < 3 else fine
    paid = score(pays(Bedrock(NOVA, attempts=3)), reply("42"))
    assert paid == Score(3, usage=(Usage(NOVA, 10, 20),))
    assert len(converse.requests) == 3


def test_workers_send_one_throttled_question_again_while_the_others_wait(converse):
    throttled = error("ThrottlingException", 429)
    converse.script = lambda asked: throttled if asked.count == 1 else says("fine")
    ask = Bedrock(NOVA, connections=16)
    gate = bedrock._server_gate(os.getpid(), ask.endpoint, None, NOVA)
    with ThreadPoolExecutor(16) as threads:
        first = threads.submit(ask, Question("Hi."))
        while not first.done() and gate._leader is None:
            time.sleep(0.0005)
        told = [*threads.map(ask, [Question("Hi.")] * 30), first.result()]
    assert [answer.text for answer in told] == ["fine"] * 31
    assert len(converse.requests) == 32


def test_credentials_of_no_use_end_the_questions_of_all_workers(converse):
    converse.script = lambda asked: error("UnrecognizedClientException", 403)
    for _ in range(20):
        with pytest.raises(ClientError, match="UnrecognizedClientException"):
            Bedrock(NOVA)(GRADE)
    assert len(converse.requests) == 1


def test_a_reset_connection_is_an_error_after_its_attempts(converse):
    found = fault(converse, lambda asked: "reset")
    assert (found.cause_type, found.usage) == ("ConnectionClosedError", ())
    assert len(converse.requests) == 2


def test_an_answer_that_never_comes_is_an_error_after_its_attempts(converse):
    found = fault(converse, lambda asked: never)
    assert (found.cause_type, found.usage) == ("ReadTimeoutError", ())
    assert len(converse.requests) == 2


def test_client_serves_every_thread_that_comes_at_once(converse):
    together = threading.Barrier(32)

    def meet(asked: Asked) -> Answer:
        together.wait(60)
        return says("Hi.")

    converse.script = meet
    # in a process of its own, where the client is not made yet and making it takes a while
    code = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from judges.ask import Question\n"
        "from judges.bedrock import Bedrock\n"
        f"bedrock = Bedrock({NOVA!r}, connections=32)\n"
        "with ThreadPoolExecutor(32) as executor:\n"
        "    for _ in range(2):\n"
        "        list(executor.map(bedrock, [Question('Hi.')] * 32))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=bedrock_environment(converse.url))
    assert len(converse.requests) == 64
    # two rounds of 32 at once through one pool: a second client, or a smaller pool, opens more
    assert len({asked.connection for asked in converse.requests}) == 32


def test_judges_of_the_same_settings_share_the_client(converse):
    for model in (NOVA, HAIKU, GPT_OSS):
        Bedrock(model)(GRADE)
    assert len({asked.connection for asked in converse.requests}) == 1


def test_importing_it_loads_no_boto3():
    code = (
        "import sys; import judges.bedrock; "
        "print({name.partition('.')[0] for name in sys.modules} & {'boto3', 'botocore'})"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ran.stdout.strip() == b"set()"


def test_bedrock_in_another_process_asks_where_its_environment_sends_it(converse):
    code = (
        "from judges.ask import Question; from judges.bedrock import Bedrock; "
        f"print(Bedrock({NOVA!r})(Question('Hi.')).text)"
    )
    converse.script = lambda asked: says("Hi yourself.")
    command = [sys.executable, "-c", code]
    ran = subprocess.run(
        command, capture_output=True, check=True, env=bedrock_environment(converse.url)
    )
    assert ran.stdout.strip() == b"Hi yourself."


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [
        (1, 12),  # 2 + 10
        (3, 3 * 12 + 1 + 2 + 2 * 5),
        (8, 8 * 12 + 1 + 2 + 4 + 8 + 16 + 20 + 20 + 7 * 5),  # no pause is above 20 + 5
    ],
)
def test_the_worst_case_is_every_attempt_and_every_pause(attempts, seconds):
    bedrock = Bedrock(NOVA, attempts=attempts, connect_timeout=2, read_timeout=10)
    assert bedrock.worst_case == seconds


def test_question_that_would_outlast_the_deadline_is_not_asked(converse):
    # connecting may take 100 s, and the shortest wait, the seventh half of 400 s, is 3.125 s
    bedrock = Bedrock(NOVA, attempts=2, connect_timeout=100, read_timeout=400)
    deadline = time.monotonic() + 102
    (found,) = score_all(pays(bedrock), [reply("42")], deadline=deadline)
    assert isinstance(found, ScoringError)
    assert found.cause_type == "TimeoutError"
    assert "may take 103.1 s at the least, and " in found.cause_text
    assert "s are left: lower read_timeout (400)" in found.cause_text
    assert not converse.requests


@pytest.mark.parametrize("seconds", [3600, 100, 20])
def test_question_that_need_not_outlast_the_deadline_has_the_time_that_is_left(converse, seconds):
    deadline = time.monotonic() + seconds
    (paid,) = score_all(pays(Bedrock(NOVA)), [reply("42")], deadline=deadline)
    assert paid == Score(4, usage=(Usage(NOVA, 10, 20),))


def test_near_the_deadline_one_silence_is_the_end(converse, monkeypatch):
    monkeypatch.setattr(paced, "SHORTEST", 0.1)
    converse.script = lambda asked: never
    bedrock = Bedrock(NOVA, attempts=3, connect_timeout=1, read_timeout=100)
    deadline = time.monotonic() + 2
    (found,) = score_all(pays(bedrock), [reply("42")], deadline=deadline)
    assert isinstance(found, ScoringError)
    assert found.cause_type == "ReadTimeoutError"
    assert len(converse.requests) == 1


def test_bedrock_prints_as_what_decides_its_answers():
    bedrock = Bedrock(NOVA, "eu-west-1", attempts=9, read_timeout=1, connections=2)
    assert repr(bedrock) == f"Bedrock(model_id={NOVA!r}, region='eu-west-1', verdict='tool')"


def test_bedrock_can_be_sent_to_another_process():
    assert pickle.loads(pickle.dumps(QUICK)) == QUICK


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("model_id", ""),
        ("verdict", "prose"),
        ("attempts", 0),
        ("attempts", 1.5),
        ("connections", True),
        ("read_timeout", 0),
        ("connect_timeout", float("inf")),
        ("connect_timeout", float("nan")),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name, value):
    with pytest.raises(ValueError, match=f"{name}: expected .* got "):
        Bedrock(**{"model_id": NOVA, name: value})
