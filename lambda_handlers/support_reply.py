"""Deployed reward: a support reply of readable length, as helpful as two judges find it."""

from judges.bedrock import Bedrock
from judges.panel import panel
from judges.rubrics import helpfulness
from lambda_handlers.adapter import reward_handler
from rewards import product
from rewards.length import WithinWords

nova = Bedrock("us.amazon.nova-2-lite-v1:0")
claude = Bedrock("us.anthropic.claude-haiku-4-5-20251001-v1:0")
jury = panel(nova=helpfulness(nova), claude=helpfulness(claude))
reward = product(readable=WithinWords(1, 250), helpful=jury)
handler = reward_handler(reward, workers=32)
