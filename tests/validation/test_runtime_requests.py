"""The local runtime takes an answer for the request that it gave out, and for no other."""

import json
from http.client import HTTPConnection

import pytest

from validation.targets.local_runtime import Exchange, runtime_api

NEXT = "/2018-06-01/runtime/invocation/next"


@pytest.mark.parametrize("kind", ["response", "error"])
def test_runtime_refuses_an_answer_to_another_request_and_a_second_to_the_same(kind):
    exchange = Exchange(60.0)
    with runtime_api(exchange) as address:
        exchange.events.put(b"[]")
        connection = HTTPConnection(address)

        def send(method: str, path: str) -> tuple[int, str | None, bytes]:
            connection.request(method, path, b"[1]" if method == "POST" else None)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Lambda-Runtime-Aws-Request-Id"), answer.read()

        _, request, _ = send("GET", NEXT)
        status, _, body = send("POST", f"/2018-06-01/runtime/invocation/of-another/{kind}")
        assert (status, json.loads(body)["errorType"]) == (400, "InvalidRequestID")
        assert exchange.answers.empty()
        assert send("POST", f"/2018-06-01/runtime/invocation/{request}/{kind}")[0] == 202
        assert send("POST", f"/2018-06-01/runtime/invocation/{request}/{kind}")[0] == 400
        connection.close()
    assert exchange.answers.qsize() == 1
