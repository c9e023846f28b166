"""A handler whose model fails: whether its failure becomes a number that looks like a grade.

    samples ──▶ the handler, in a process of its own ──▶ replies
                   │ Converse, InvokeModel, chat completions, messages
                   ▼
                a server of ours on this machine, which fails in one of six ways and counts

A sample for which nothing was asked shows nothing. One for which the model was asked in vain must
raise, or say in a metric that its number is none.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from rewards.metric_names import TIMED_OUT
from rewards.types import Sample
from validation.conformance.cases import Baseline
from validation.conformance.model_server import FAILURES, FailingModel, ModelFailure
from validation.conformance.trial import BatchResult, Check
from validation.errors import InputError
from validation.targets.endpoint import StartError
from validation.targets.fresh_process import OPENAI_ADDRESS, FreshProcess, open_fresh
from validation.targets.target import HandlerEndpoint

FAILING_MODEL = "a judge that fails is no score"
# Seconds for one event: a handler that asks again and again is not waited for longer.
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


def check_failing_model(baseline: Baseline, name: str) -> Check:
    """The target in a process of its own, each of whose questions to a model fails."""
    trial = baseline.trial
    here = isinstance(trial.endpoint, HandlerEndpoint)
    if here and not baseline.asks_models and not {*_CLIENTS} & sys.modules.keys():
        return Check(name, "not checked", _NOT_ASKED)
    with FailingModel() as model:
        try:
            with open_fresh(trial.endpoint, trial.platform, environment_of(model), PATIENCE) as new:
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


def _try_failures(baseline: Baseline, name: str, model: FailingModel) -> Check:
    asking: list[Sample] = []
    samples = baseline.samples[:_TRIED]
    paid: dict[str, BatchResult] = {}
    for failure in FAILURES:
        for sample in asking[:_FAILED] if asking else samples:
            answer, calls = _ask_in_vain(baseline, sample, failure, model)
            if calls and sample not in asking:
                asking.append(sample)
            if calls and not _tells_fault(answer):
                paid.setdefault(failure.name, answer)
        if not asking:
            return Check(name, "not checked", _NOT_ASKED)
    if not paid:
        ways = ", ".join(failure.name for failure in FAILURES)
        return Check(name, "passed", f"it raises, or says so in a metric, with its model {ways}")
    numbers = ", ".join(f"{way}: {answer.scores[0]:.4g}" for way, answer in paid.items())
    reply = next(iter(paid.values())).samples[0].response
    says = f"no verdict, and yet a number ({numbers}), as for the reply {reply[:60]!r}"
    return Check(name, "failed", says, _FIX)


def _ask_in_vain(
    baseline: Baseline, sample: Sample, failure: ModelFailure, model: FailingModel
) -> tuple[BatchResult, int]:
    """What one sample came to, and how many questions it took."""
    model.failure, before = failure, model.calls
    endpoint = baseline.trial.endpoint
    unsent = endpoint.asked if isinstance(endpoint, FreshProcess) else 0
    answer = baseline.trial.send([sample])
    if isinstance(endpoint, FreshProcess):
        unsent = endpoint.asked - unsent
    return answer, model.calls - before + unsent


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
    local = ",".join(filter(None, ["127.0.0.1", "localhost", os.environ.get("NO_PROXY")]))
    variables = {
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
