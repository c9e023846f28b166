"""Asking a model on Amazon Bedrock, through Converse.

Question ──converse_request──▶ arguments ──client.converse──▶ response ──read_converse──▶ Reply
            (families of models)            (botocore retries)              or VerdictError
"""

import json
import os
import re
import threading
import time
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import cache, lru_cache, partial
from typing import Any, ClassVar, Literal, get_args

from judges import errors
from judges.ask import Question, Reply, Sampling
from judges.paced import check_patience, fit_to_deadline
from judges.server_gate import THROTTLED, ServerGate
from rewards.extras import import_extra
from rewards.types import ASSISTANTS, Message, Usage

VerdictForm = Literal["tool", "json_schema"]

# The id stands alone, after a region and a dot, or after the slash of an ARN.
_NOVA = re.compile(r"(?:^|[./])amazon\.nova-")
_NOVA_2 = re.compile(r"(?:^|[./])amazon\.nova-2-")
_GPT_OSS = re.compile(r"(?:^|[./])openai\.gpt-oss-")
_CLAUDE = re.compile(
    r"(?:^|[./])anthropic\.claude-(?:[a-z]+-(?P<major>\d+)(?:-(?P<minor>\d{1,2})(?!\d))?|3-7-)"
)
# The first Claude that decides itself how long to think; those before are given a budget.
_ADAPTIVE = (4, 6)
# Tokens for Claude's thinking; 1024 is the least it takes, and above 21,333 one must stream.
_BUDGETS = {"low": 1024, "medium": 4096, "high": 16384}

_SYSTEM = ("system", "developer")
_FINISHED = ("end_turn", "stop_sequence")
_TRUNCATED = ("max_tokens", "model_context_window_exceeded")
_FAULTS: Mapping[str, type[errors.VerdictError]] = {
    **dict.fromkeys(_TRUNCATED, errors.TruncatedError),
    "guardrail_intervened": errors.BlockedError,
    "content_filtered": errors.BlockedError,
    "refusal": errors.RefusedError,  # Anthropic's own word, which Converse does not list
}
# Converse's models know three efforts; the others mean the nearest of them.
_LEVELS = {"minimal": "low", "low": "low", "medium": "medium", "high": "high"}
_LEVELS |= {"xhigh": "high", "max": "high"}

_INPUT_TOKENS = ("inputTokens", "cacheReadInputTokens", "cacheWriteInputTokens")

# Errors that say that the credentials are of no use, whatever is asked.
_REFUSED = frozenset(
    {
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "UnrecognizedClientException",
    }
)

_SLOWEST_BACKOFF = 20.0
_LONGEST_REQUESTED_PAUSE = 5.0


@dataclass(frozen=True)
class Bedrock:
    """Asks a model on Bedrock. A cached token is counted as a whole one.

    One process has one client for all that ask with the same settings. While one worker is
    throttled, the others wait for its answer; after an error that says that the credentials are of
    no use, none asks the model for some seconds, and each raises it. Where the call's deadline
    is nearer than `worst_case`, there are fewer attempts, and the last waits less long.

    When called, raises VerdictError for an answer that cannot be used; botocore's exception where
    there was no answer; TimeoutError, and asks nothing, where not even a short wait would end
    before the deadline (see `fit_to_deadline`); ValueError for a question that the model cannot be
    asked.

    Attributes:
        model_id: a model's id, an inference profile's, or the ARN of either.
        region: the AWS region; unset, it is `AWS_REGION`, else what botocore finds.
        verdict: how a verdict is forced: by a "tool" that the model must call, or by a
            "json_schema" for its text, where the model takes that. Claude takes no forced tool
            while it reasons, and its newest models take neither one nor a temperature:
            `verdict="json_schema"` and `Sampling(temperature=None)` are for those.
        attempts: how often a request is sent at most. This setting and those below change no
            answer, so they are not printed.
        connect_timeout: seconds that each attempt waits for a connection.
        read_timeout: seconds that each attempt waits for the answer.
        connections: how many are open at once; best no less than the workers.
    """

    model_id: str
    region: str | None = None
    _: KW_ONLY
    verdict: VerdictForm = "tool"
    attempts: int = field(default=3, repr=False)
    connect_timeout: float = field(default=2.0, repr=False)
    read_timeout: float = field(default=30.0, repr=False)
    connections: int = field(default=512, repr=False)
    extras: ClassVar[dict[str, str]] = {"botocore": "bedrock"}

    def __post_init__(self) -> None:
        if not self.model_id:
            raise ValueError(f"model_id: expected the id of a model, got {self.model_id!r}")
        if self.verdict not in get_args(VerdictForm):
            known = " or ".join(map(repr, get_args(VerdictForm)))
            raise ValueError(f"verdict: expected {known}, got {self.verdict!r}")
        check_patience(self, "connect_timeout", "read_timeout")

    def __call__(self, question: Question) -> Reply:
        request = converse_request(self.model_id, question, self.verdict)
        settings, left = fit_to_deadline(self, self.model_id)
        client = _client(settings)
        latest = None if left is None else time.monotonic() + left - settings.worst_case
        gate = _server_gate(os.getpid(), self.endpoint, self.region, self.model_id)
        turn = _Passage(gate, latest)
        token = _current_turn.set(turn)
        began = time.perf_counter()
        try:
            response = client.converse(**request)
        finally:
            turn.gate.reopen()
            _current_turn.reset(token)
        latency = time.perf_counter() - began
        return read_converse(response, question, self.verdict, self.model_id, latency)

    @property
    def endpoint(self) -> str:
        """The server that the environment names in the place of Bedrock's own, or ""."""
        return os.environ.get("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "")

    @property
    def worst_case(self) -> float:
        """The seconds after which there is an answer or an exception, at the latest.

        Every attempt waits for both timeouts. Between two, botocore's standard mode pauses for a
        random part of 1, 2, 4, … seconds, at most 20, and for up to 5 seconds more where the
        server asks for it (`ExponentialBackoff` in botocore/retries/standard.py).
        """
        pauses = (
            min(2.0**retry, _SLOWEST_BACKOFF) + _LONGEST_REQUESTED_PAUSE
            for retry in range(self.attempts - 1)
        )
        return self.attempts * (self.connect_timeout + self.read_timeout) + sum(pauses)


_making = threading.Lock()


def _client(settings: Bedrock) -> Any:
    """The process's client with these settings, made by the first thread that asks for it."""
    region = settings.region or os.environ.get("AWS_REGION")  # which botocore does not look at
    shared = replace(settings, model_id="any", region=region, verdict="tool")
    with _making:  # a client of its own for each process: connections do not survive a fork
        return _make_client(os.getpid(), settings.endpoint, shared)


@cache
def _make_client(process: int, endpoint: str, settings: Bedrock) -> Any:
    config = import_extra("botocore.config", "bedrock").Config(
        # the default mode is another one before botocore 1.44
        retries={"mode": "standard", "total_max_attempts": settings.attempts},
        connect_timeout=settings.connect_timeout,
        read_timeout=settings.read_timeout,
        max_pool_connections=settings.connections,
        tcp_keepalive=True,
    )
    session = _session()
    client = session.create_client("bedrock-runtime", region_name=settings.region, config=config)
    client.meta.events.register("before-send.bedrock-runtime.Converse", _enter)
    client.meta.events.register("response-received.bedrock-runtime.Converse", _note_refusal)
    return client


@dataclass
class _Passage:
    """One question's way through its model's gate; `latest` bounds the wait for its first attempt.

    Attributes:
        gate: the gate of the model that is asked.
        latest: the time of `time.monotonic()` until which the gate is waited for, or None.
        entered: the time at which the present attempt went.
    """

    gate: ServerGate
    latest: float | None
    entered: float = 0.0


_current_turn: ContextVar[_Passage] = ContextVar("_current_turn")


@lru_cache(64)
def _server_gate(process: int, endpoint: str, region: str | None, model_id: str) -> ServerGate:
    return ServerGate()


def _enter(**event: Any) -> None:
    """Before each attempt, botocore's own ones included."""
    turn = _current_turn.get()
    turn.entered = turn.gate.enter(turn.latest)


def _note_refusal(
    response_dict: Mapping[str, Any], parsed_response: Mapping[str, Any], **event: Any
) -> None:
    """After each attempt: where it was throttled, botocore pauses, and the others wait for it."""
    turn = _current_turn.get()
    code = (parsed_response or {}).get("Error", {}).get("Code")
    if (response_dict or {}).get("status_code") in THROTTLED:
        turn.gate.close(turn.entered)
    elif code in _REFUSED:
        error = import_extra("botocore.exceptions", "bedrock").ClientError
        turn.gate.refuse(partial(error, parsed_response, "Converse"))


@cache
def _session() -> Any:
    """Read once: it holds the description of the whole service, and is not for threads.

    It is what boto3 makes its clients with; importing boto3 itself takes as long again.
    """
    return import_extra("botocore.session", "bedrock").get_session()


def converse_request(model_id: str, question: Question, verdict: VerdictForm) -> dict[str, Any]:
    """The arguments of `converse`.

    Raises ValueError for what the interface or the model cannot be asked: a turn of a tool, a
    history that does not begin with the user, a forced tool, a top_k or a way of reasoning that
    the model does not have. Settings that a model cannot have while it reasons are left out.
    """
    sampling, form = question.sampling, question.form
    reasoning = reasoning_settings(model_id, sampling)
    inference = {
        "maxTokens": sampling.max_tokens,
        "temperature": sampling.temperature,
        "topP": sampling.top_p,
    }
    request: dict[str, Any] = {
        "system": _system(model_id, question),
        "messages": _messages(question),
        "inferenceConfig": {
            name: value
            for name, value in inference.items()
            if value is not None and name not in reasoning.instead_of
        },
        "outputConfig": {} if reasoning.effort is None else {"effort": reasoning.effort},
        "additionalModelRequestFields": dict(reasoning.fields),
    }
    if sampling.top_k is not None and "topK" not in reasoning.instead_of:
        request["additionalModelRequestFields"] |= top_k_fields(model_id, sampling.top_k)
    if form is not None and verdict == "tool":
        if not reasoning.beside_a_forced_tool:
            raise ValueError(
                f"{model_id} takes no forced tool while it reasons: set verdict='json_schema' "
                "where it takes that, or reasoning=None"
            )
        tool = {
            "name": form.name,
            "description": "Records the verdict. Call it once, with every entry.",
            "inputSchema": {"json": form.schema},
        }
        choice = {"tool": {"name": form.name}}
        request["toolConfig"] = {"tools": [{"toolSpec": tool}], "toolChoice": choice}
    elif form is not None:
        schema = {"name": form.name, "schema": json.dumps(form.schema, ensure_ascii=False)}
        output = {"type": "json_schema", "structure": {"jsonSchema": schema}}
        request["outputConfig"] = {"textFormat": output, **request["outputConfig"]}
    return {"modelId": model_id} | {name: part for name, part in request.items() if part}


@dataclass(frozen=True)
class Reasoning:
    """What a request carries so that the model reasons, and the settings it then does without.

    Attributes:
        fields: further fields of the request, which Converse passes on to the model.
        effort: the effort that Converse itself has a field for, or None.
        instead_of: the settings that are left out, by the names that Converse has for them.
        beside_a_forced_tool: whether the model takes a forced tool while it reasons.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    effort: str | None = None
    instead_of: tuple[str, ...] = ()
    beside_a_forced_tool: bool = True


def reasoning_settings(model_id: str, sampling: Sampling) -> Reasoning:
    """How the model is told to reason as the sampling wants it.

    Sources: the Nova 2 user guide, "Extended thinking"; the Bedrock user guide, "OpenAI models",
    "Extended thinking" and "Adaptive thinking". Raises ValueError for a model of another family,
    whose way is not known here, and where `max_tokens` leaves no room for Claude's budget.
    """
    level = _LEVELS.get(sampling.reasoning or "none")
    if level is None:
        return Reasoning()
    if _NOVA_2.search(model_id):
        refused = ("temperature", "topP", "topK", "maxTokens") if level == "high" else ()
        config = {"type": "enabled", "maxReasoningEffort": level}
        return Reasoning({"reasoningConfig": config}, instead_of=refused)
    if _GPT_OSS.search(model_id):
        return Reasoning({"reasoning_effort": level})
    claude = _CLAUDE.search(model_id)
    if claude is None:
        raise ValueError(
            f"reasoning: expected None for {model_id}, got {level!r}: how it is told to reason is "
            "known for Nova 2, gpt-oss and Claude from 3.7 on, by their own ids"
        )
    adaptive = (int(claude["major"] or 3), int(claude["minor"] or 0)) >= _ADAPTIVE
    budget = _BUDGETS[level]
    if not adaptive and sampling.max_tokens <= budget:
        raise ValueError(
            f"max_tokens: expected more than the {budget} that {model_id} may think at reasoning "
            f"{level!r}, since they count; got {sampling.max_tokens}"
        )
    thinking = {"type": "adaptive"} if adaptive else {"type": "enabled", "budget_tokens": budget}
    return Reasoning(
        {"thinking": thinking},
        effort=level if adaptive else None,
        instead_of=("temperature", "topP", "topK"),
        beside_a_forced_tool=False,
    )


def top_k_fields(model_id: str, top_k: int) -> dict[str, Any]:
    """How the model is told `top_k`, which Converse has no field for.

    Sources: the Nova 2 user guide, "Core inference"; the Bedrock user guide, "Anthropic Claude".
    Raises ValueError for a model of another family, whose way is not known here.
    """
    if _NOVA.search(model_id):
        return {"inferenceConfig": {"topK": top_k}}
    if _CLAUDE.search(model_id):
        return {"top_k": top_k}
    raise ValueError(
        f"top_k: expected None for {model_id}, got {top_k}: how it is told is known for Nova, and "
        "for Claude from 3.7 on, by their own ids"
    )


def supports_caching(model_id: str) -> bool:
    """Whether the model takes a cache point: Nova, and Claude from 3.7 on."""
    return bool(_NOVA.search(model_id) or _CLAUDE.search(model_id))


def _system(model_id: str, question: Question) -> list[dict[str, Any]]:
    """The judge's own text, which is cached, and then the system turns of the conversation."""
    blocks: list[dict[str, Any]] = [{"text": question.system}] if question.system else []
    if blocks and supports_caching(model_id):
        blocks.append({"cachePoint": {"type": "default"}})
    return blocks + [{"text": turn.content} for turn in question.history if turn.role in _SYSTEM]


def _messages(question: Question) -> list[dict[str, Any]]:
    """The turns, neighbours of one role merged: Converse wants the user and the model by turns."""
    messages: list[dict[str, Any]] = []
    for turn in (*question.history, Message("user", question.text)):
        if turn.role in _SYSTEM:
            continue
        # Converse takes a tool's turns only with the tools themselves and the ids of their calls
        if turn.tool_calls or turn.role not in ("user", *ASSISTANTS):
            what = "that calls a tool" if turn.tool_calls else f"of role {turn.role!r}"
            expected = "expected text of the user's and the model's"
            raise ValueError(f"history: {expected}, got a turn {what}")
        role = "user" if turn.role == "user" else "assistant"
        if not messages or messages[-1]["role"] != role:
            messages.append({"role": role, "content": []})
        messages[-1]["content"].append({"text": turn.content})
    if messages[0]["role"] != "user":
        raise ValueError("history: expected a turn of the user's first, got the model's")
    return messages


def read_converse(
    response: Mapping[str, Any],
    question: Question,
    verdict: VerdictForm,
    model_id: str,
    latency: float,
) -> Reply:
    """The reply: prose, or the verdict as JSON text where the question has a form.

    Blocks of reasoning are passed over wherever they stand. Tokens read from a cache and written
    to it are counted as whole ones. Raises VerdictError, with the stop reason, what was said and
    what it cost, for anything else. Prose may be empty, or cut off and then `truncated`; whether
    a JSON text has the form is not checked.
    """
    answer = _ConverseAnswer.from_response(response, model_id)
    form = question.form
    by_tool = form is not None and verdict == "tool"
    beside = _TRUNCATED if form is None else ("tool_use",) if by_tool else ()
    if answer.stop not in (*_FINISHED, *beside):
        kind = _FAULTS.get(answer.stop, errors.StopReasonError)
        raise answer.fault(kind, "the model gave no finished answer")
    if form is not None and by_tool:
        text = _as_json(answer.call_of(form.name)["input"])
    else:
        text = answer.prose
        if form is not None and not text.strip():
            raise answer.fault(errors.NoVerdictError, "expected a verdict as text, got none")
    (usage,) = answer.usage
    if text.strip() and not usage.output_tokens:
        problem = "expected a usage, got no tokens for the answer"
        raise errors.MalformedReplyError(problem, text=text)
    tokens = (usage.input_tokens, usage.output_tokens)
    return Reply(text, *tokens, latency, model_id, truncated=answer.stop in _TRUNCATED)


@dataclass(frozen=True)
class _ConverseAnswer:
    blocks: Sequence[Mapping[str, Any]]
    stop: str
    usage: tuple[Usage, ...]

    @classmethod
    def from_response(cls, response: Mapping[str, Any], model_id: str) -> "_ConverseAnswer":
        """Raises MalformedReplyError for a response without blocks, a stop reason or a usage."""
        blocks: Any = response
        for name in ("output", "message", "content"):
            blocks = blocks.get(name) if isinstance(blocks, Mapping) else None
        if not isinstance(blocks, list) or not all(isinstance(it, Mapping) for it in blocks):
            blocks = None
        stop, usage = response.get("stopReason"), _usage(response.get("usage"), model_id)
        answer = cls(blocks or [], str(stop), () if usage is None else (usage,))
        if blocks is None or not isinstance(stop, str) or usage is None:
            parts = {"output": blocks, "stopReason": stop, "usage": usage}
            unusable = ", ".join(name for name, part in parts.items() if part is None)
            message = f"expected a response of Converse, and found no usable {unusable}"
            raise answer.fault(errors.MalformedReplyError, message)
        return answer

    def fault(self, kind: type[errors.VerdictError], message: str) -> errors.VerdictError:
        said = [self.prose, *(_as_json(call.get("input")) for call in self._calls())]
        whole = f"{message}; stop reason {self.stop}"
        return kind(whole, text="\n".join(filter(None, said)), usage=self.usage)

    @property
    def prose(self) -> str:
        texts = (block.get("text") for block in self.blocks)
        return "".join(text for text in texts if isinstance(text, str))

    def call_of(self, tool: str) -> Mapping[str, Any]:
        """The only call that there is, of this tool; raises VerdictError for anything else."""
        calls = self._calls()
        if len(calls) > 1:
            raise self.fault(errors.SeveralVerdictsError, f"expected one verdict, got {len(calls)}")
        for call in calls:
            if call.get("name") == tool and "input" in call:
                return call
        called = f"a call of {calls[0].get('name')!r}" if calls else "no call"
        raise self.fault(errors.NoVerdictError, f"expected a call of {tool!r}, got {called}")

    def _calls(self) -> list[Mapping[str, Any]]:
        calls = (block.get("toolUse") for block in self.blocks)
        return [call for call in calls if isinstance(call, Mapping)]


def _usage(counts: Any, model_id: str) -> Usage | None:
    if not isinstance(counts, Mapping) or not {"inputTokens", "outputTokens"} <= counts.keys():
        return None
    tokens = [counts.get(name, 0) for name in (*_INPUT_TOKENS, "outputTokens")]
    if any(type(number) is not int or number < 0 for number in tokens):
        return None
    # a question has tokens: a proxy that knows no usage may write zeros in its place
    return Usage(model_id, sum(tokens[:-1]), tokens[-1]) if any(tokens[:-1]) else None


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
