"""A handler whose model fails: whether its failure becomes a number that looks like a grade.

    samples ──▶ the handler, in a process of its own ──▶ replies
                   │ Converse, InvokeModel, chat completions, messages; whatever else it connects to
                   ▼
                a server of ours on this machine, which fails in one of six ways and counts

A sample for which nothing was asked shows nothing. One for which the model was asked in vain must
raise, or say in a metric that its number is none. An encrypted connection to an address of the
handler's own is cut off, so that nothing is paid for: whether a model stands there is told by what
the handler scores without it.
"""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rewards.metric_names import TIMED_OUT
from rewards.types import Sample
from validation.conformance.cases import Baseline
from validation.conformance.model_server import FAILURES, FailingModel, ModelFailure
from validation.conformance.trial import BatchResult, Check
from validation.errors import InputError, name_options
from validation.targets.endpoint import StartError
from validation.targets.fresh_process import OPENAI_ADDRESS, FreshProcess, open_fresh
from validation.targets.target import HandlerEndpoint

FAILING_MODEL = "a judge that fails is no score"
# Seconds for one event, unless a call has fewer: a handler that asks again and again, or that
# gives a silent model longer, is ended as Lambda would end it.
PATIENCE = 30.0
# Samples that are tried, and of those that ask a model so many in every way of failing.
_TRIED, _FAILED = 4, 2
# Words in the name of a metric that tell of a fault.
_TELLING = (
    *("error", "fail", "fault", "missing", "abstain", "timeout", TIMED_OUT, "throttl", "invalid"),
    *("unavailable", "fallback", "no_verdict", "unscored", "not_scored", "degraded", "refus"),
)
# What talks to a model, as far as its interface is HTTP. A target of this process has been asked
# often enough to have loaded what it asks by.
_CLIENTS = (
    *("botocore.client", "httpx", "openai", "anthropic", "requests", "urllib3", "aiohttp"),
    *("urllib.request", "litellm"),
)
_NOT_ASKED = "it asks no model"
_FIX = (
    "Raise where the model gives no verdict, so that the trainer asks again or stops; or answer "
    "with a metric that says so, as `on_error` of reward_handler does."
)


# Hosts of models, as far as names tell; what their clients meet is a connection that is cut off.
_MODEL_HOSTS = re.compile(
    r"bedrock|openai|anthropic|generativelanguage|aiplatform|mistral|cohere|groq|deepseek|together"
    r"|openrouter|fireworks|inference|llm|\.x\.ai|huggingface"
)
_FIX_ADDRESS = name_options(
    "Let the client take its address from the environment (AWS_ENDPOINT_URL_BEDROCK_RUNTIME, "
    "OPENAI_BASE_URL, ANTHROPIC_BASE_URL), as it does unless one is given to it; where no model "
    "stands there, leave this out: --skip failing-model"
)


def check_failing_model(baseline: Baseline, name: str) -> Check:
    """The target in a process of its own, each of whose questions to a model fails."""
    trial, patience = baseline.trial, PATIENCE
    if isinstance(trial.endpoint, HandlerEndpoint):
        if not baseline.asks_models and not {*_CLIENTS} & sys.modules.keys():
            return Check(name, "not checked", _NOT_ASKED)
        patience = min(PATIENCE, trial.endpoint.limiter.seconds)
    with FailingModel() as model:
        try:
            with open_fresh(trial.endpoint, trial.platform, environment_of(model), patience) as new:
                fresh = replace(trial, endpoint=new, faults={}, seen=[], earned=[], raised=[])
                fresh.form = trial.form
                try:
                    return _try_failures(replace(baseline, trial=fresh), name, model)
                finally:
                    # counted, but their replies are not among those that are held to the rules
                    trial.unanswered += fresh.events - trial.events
                    trial.events, trial.sent = fresh.events, fresh.sent
        except (InputError, StartError) as error:
            return Check(name, "not checked", f"not tried with a failing model: {error}")


@dataclass(frozen=True)
class VainQuestion:
    """What one sample came to while its model failed.

    Attributes:
        answer: the reply.
        calls: how many questions it took.
        elsewhere: HOST:PORT of each connection to another server, which was led to ours.
    """

    answer: BatchResult
    calls: int
    elsewhere: tuple[str, ...]

    @property
    def tells_fault(self) -> bool:
        return _tells_fault(self.answer)

    @property
    def sample(self) -> Sample:
        return self.answer.samples[0]

    @property
    def score(self) -> float | None:
        return self.answer.scores[0]


def _try_failures(baseline: Baseline, name: str, model: FailingModel) -> Check:
    asking: list[Sample] = []
    cut_off: list[VainQuestion] = []
    samples = baseline.samples[:_TRIED]
    paid: dict[str, BatchResult] = {}
    # a process that waits for ever ends in the silence, which therefore is tried last
    for failure in sorted(FAILURES, key=lambda failure: failure.silent):
        for sample in asking[:_FAILED] if asking else samples:
            asked = _ask_in_vain(baseline, sample, failure, model)
            if asked.calls and sample not in asking:
                asking.append(sample)
            elif asked.elsewhere:
                cut_off.append(asked)
            if asked.calls and not asked.tells_fault:
                paid.setdefault(failure.name, asked.answer)
        if not asking:
            return judge_without_servers(baseline, name, cut_off)
    ways = [failure.name for failure in FAILURES if not paid or failure.name in paid]
    if not paid:
        says = f"it raises, or says so in a metric, with its model {', '.join(ways)}"
        return Check(name, "passed", says)
    numbers = ", ".join(f"{way}: {paid[way].scores[0]:.4g}" for way in ways)
    reply = paid[ways[0]].samples[0].response
    says = f"no verdict, and yet a number ({numbers}), as for the reply {reply[:60]!r}"
    return Check(name, "failed", says, _FIX)


def judge_without_servers(baseline: Baseline, name: str, cut_off: Sequence[VainQuestion]) -> Check:
    """What the target came to without the servers of its own, none of which takes our questions."""
    if not cut_off:
        return Check(name, "not checked", _NOT_ASKED)
    places = sorted({place for asked in cut_off for place in asked.elsewhere})
    where = f"{', '.join(places)} (an address of its own, from which it was cut off)"
    healthy = dict(zip((s.id for s in baseline.samples), baseline.result.scores, strict=True))
    paid = [asked for asked in cut_off if not asked.tells_fault]
    changed = [asked for asked in paid if asked.score != healthy[asked.sample.id]]
    if paid and not changed and len({asked.score for asked in paid}) > 1:
        says = f"it asks no model that its scores depend on; they are the same without {where}"
        return Check(name, "not checked", says)
    known = any(_MODEL_HOSTS.search(place.lower()) for place in places)
    if (changed and baseline.steady) or (paid and known):
        asked = (changed or paid)[0]
        says = f"without {where} a number all the same: {asked.score:.4g}"
        return Check(name, "failed", f"{says}, for the reply {asked.sample.response[:60]!r}", _FIX)
    raised = "and the scores may not depend on it" if paid else "and it raised"
    says = f"it asks {where}, {raised}: it does not follow the addresses of the environment, so"
    return Check(name, "not checked", f"{says} no other failure could be tried", _FIX_ADDRESS)


def _ask_in_vain(
    baseline: Baseline, sample: Sample, failure: ModelFailure, model: FailingModel
) -> VainQuestion:
    """What one sample came to, and how many questions it took."""
    model.failure, before, led = failure, model.calls, len(model.elsewhere)
    endpoint = baseline.trial.endpoint
    unsent = endpoint.asked if isinstance(endpoint, FreshProcess) else 0
    try:
        answer = baseline.trial.send([sample])
    except StartError as error:
        if not failure.silent:
            raise
        answer = BatchResult((sample,), (None,), error=f"it waited until it was ended: {error}")
    if isinstance(endpoint, FreshProcess):
        unsent = endpoint.asked - unsent
    calls = model.calls - before + unsent
    return VainQuestion(answer, calls, tuple(model.elsewhere[led:]))


def _tells_fault(answer: BatchResult) -> bool:
    """Whether it raised, or broke the form of a reply, or a metric of it tells of a fault."""
    if answer.error or answer.faults or answer.scores[0] is None:
        return True
    entry = answer.entries[0]
    metrics = entry.get("metrics_list") if isinstance(entry, dict) else None
    return any(
        any(word in str(metric.get("name")).lower() for word in _TELLING) and metric.get("value")
        for metric in metrics or ()
        if isinstance(metric, dict)
    )


def environment_of(model: FailingModel) -> dict[str, str]:
    """The variables that lead clients of models to the server, each of which asks once."""
    direct = ["127.0.0.1", "localhost", ".amazonaws.com", os.environ.get("NO_PROXY")]
    local = ",".join(filter(None, direct))
    proxies = [f"{kind}_PROXY" for kind in ("HTTP", "HTTPS", "ALL")]
    variables = {
        **model.environment,
        **dict.fromkeys([*proxies, *map(str.lower, proxies)], model.address),
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": model.address,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_MAX_ATTEMPTS": "1",  # botocore's pauses between attempts would take a minute in all
        "AWS_RETRY_MODE": "standard",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_REGION": os.environ.get("AWS_REGION") or "us-east-1",
        "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION") or "us-east-1",
        OPENAI_ADDRESS: f"{model.address}/v1",
        "OPENAI_API_BASE": f"{model.address}/v1",
        "OPENAI_API_KEY": "none",
        "ANTHROPIC_BASE_URL": model.address,
        "ANTHROPIC_API_KEY": "none",
        "NO_PROXY": local,
        "no_proxy": local,
    }
    if not _has_credentials():  # without any, a client raises before it asks
        variables |= {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
    return variables


def _has_credentials() -> bool:
    named = ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE")
    container = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
    if any(os.environ.get(name) for name in (*named, *container)):
        return True
    shared = os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials"
    return Path(shared).expanduser().is_file()
