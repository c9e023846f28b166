"""Whose fault it was: what counts as a judge's failure, and what does not."""

import pytest
from botocore.exceptions import ReadTimeoutError

from judges.ask import Question, Reply
from judges.errors import NoVerdictError, VerdictError
from judges.judge import Judge
from judges.panel import panel
from lambda_handlers.telemetry import Batch
from rewards.compose import product
from rewards.length import MaxWords
from rewards.scoring import score_all
from rewards.types import Reward, Sample
from tests.samples import reply


class OwnVerdictError(VerdictError):
    """A user's."""


def failures(reward: Reward) -> tuple[int, int]:
    """How many faults there are of one sample, and how many of them are a judge's."""
    samples = [reply("hello", "world")]
    batch = Batch(samples, list(score_all(reward, samples)), 0.0)
    return len(batch.faults), batch.judge_failures


def judge(error: Exception) -> Judge:
    def ask(question: Question) -> Reply:
        raise error

    return Judge(ask, "It is polite.")


@pytest.mark.parametrize(
    "error",
    [
        NoVerdictError("no verdict"),
        OwnVerdictError("off"),
        ReadTimeoutError(endpoint_url="https://bedrock"),
        TimeoutError("asking may take 100 s, and 10 s are left"),
        ConnectionResetError("reset"),
    ],
)
def test_a_judge_that_gives_no_verdict_or_cannot_be_asked_has_failed(error):
    assert failures(judge(error)) == (1, 1)


def test_failed_judge_is_counted_wherever_in_the_reward_it_sits():
    jury = panel(one=judge(NoVerdictError("none")), two=judge(NoVerdictError("none")))
    assert failures(product(brief=MaxWords(10), polite=jury)) == (1, 1)


@pytest.mark.parametrize("error", [ValueError("no reference"), TimeoutError("a slow verifier")])
def test_a_reward_that_asks_nobody_is_no_judge(error):
    def verifier(sample: Sample) -> float:
        raise error

    assert failures(verifier) == (1, 0)


def test_a_question_that_cannot_be_put_is_not_the_judge_s_fault():
    assert failures(judge(ValueError("reference_answer: expected text, got None"))) == (1, 0)
