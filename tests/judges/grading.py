"""A question for a grade, and a reward that pays the grade that Bedrock gives."""

import json
from collections.abc import Callable

import pytest

from judges.ask import Entry, Question, VerdictSchema
from judges.bedrock import Bedrock
from rewards.scoring import ScoringError, score
from rewards.types import Sample, Score
from tests.samples import reply
from tests.scripted_server import Script, ScriptedServer

NOVA = "us.amazon.nova-2-lite-v1:0"
HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
OPUS = "global.anthropic.claude-opus-4-6-v1"
GPT_OSS = "openai.gpt-oss-120b-1:0"
LLAMA = "us.meta.llama4-scout-17b-instruct-v1:0"

FORM = VerdictSchema((Entry("reason", "Why."), Entry("rating", "How good.", (1, 2, 3, 4, 5))))
GRADE = Question("<reply>42</reply>", system="You grade.", form=FORM)
PROSE = Question("Say something.")

QUICK = Bedrock(NOVA, attempts=2, read_timeout=0.25)


def pays(bedrock: Bedrock) -> Callable[[Sample], Score]:
    """A reward that asks for the grade."""

    def reward(sample: Sample) -> Score:
        told = bedrock(GRADE)
        return Score(json.loads(told.text)["rating"], usage=(told.usage,))

    return reward


def fault(server: ScriptedServer, script: Script, bedrock: Bedrock = QUICK) -> ScoringError:
    """What scoring comes to while the server answers so."""
    server.script = script
    with pytest.raises(ScoringError) as caught:
        score(pays(bedrock), reply("42"))
    return caught.value
