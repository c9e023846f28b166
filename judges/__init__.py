"""Rewards that ask somebody's opinion of a reply: each name is loaded when it is first used."""

try:
    from rewards.front_door import open_front_door
except ModuleNotFoundError as error:  # Python looks in the current folder first
    import rewards

    place = rewards.__file__ or rewards.__path__
    raise ImportError(
        f"Assay's own package 'rewards' is hidden by {place}, which has the same name. "
        "Rename that file or folder."
    ) from error

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
        "offline": "NumberCloseness PhraseOverlap WordOverlap number_closeness phrase_overlap "
        "word_overlap",
        "paced": "Paced",
        "remembered": "Remembered",
        "openai_graders": "read_grader",
    },
)
