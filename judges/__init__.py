"""Rewards that ask somebody's opinion of a reply: each name is loaded when it is first used."""

from rewards.front_door import open_front_door

__all__ = open_front_door(
    __name__,
    {
        "ask": "Ask Question Reply Sampling",
        "errors": "BlockedError MalformedReplyError NoVerdictError OffScaleError RefusedError "
        "SeveralVerdictsError StopReasonError TruncatedError VerdictError",
        "judge": "Judge",
        "criteria": "Criteria Criterion read_criteria",
        "pairwise": "Pairwise",
        "panel": "Panel QuorumError panel",
        "escalate": "Between Escalate escalate",
        "rubrics": "faithfulness harmlessness helpfulness instruction_following policy_compliance "
        "reference_equivalence",
        "bedrock": "Bedrock",
        "openai_compatible": "OpenAICompatible",
        "offline": "PhraseOverlap WordOverlap phrase_overlap word_overlap",
        "paced": "Paced",
        "remembered": "Remembered",
        "openai_graders": "read_grader",
    },
)
