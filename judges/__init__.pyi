"""The names of the package as type checkers and editors read them: as in `__init__.py`."""

from judges.ask import Ask, Question, Reply, Sampling
from judges.bedrock import Bedrock
from judges.criteria import Criteria, Criterion, read_criteria
from judges.errors import (
    BlockedError,
    MalformedReplyError,
    NoVerdictError,
    OffScaleError,
    RefusedError,
    SeveralVerdictsError,
    StopReasonError,
    TruncatedError,
    VerdictError,
)
from judges.escalate import Between, Escalate, escalate
from judges.judge import Judge
from judges.offline import (
    NumberCloseness,
    PhraseOverlap,
    WordOverlap,
    number_closeness,
    phrase_overlap,
    word_overlap,
)
from judges.openai_compatible import OpenAICompatible
from judges.openai_graders import read_grader
from judges.paced import Paced
from judges.pairwise import Pairwise
from judges.panel import Panel, QuorumError, panel
from judges.remembered import Remembered
from judges.rubrics import (
    faithfulness,
    harmlessness,
    helpfulness,
    instruction_following,
    policy_compliance,
    reference_equivalence,
)

__all__ = [
    "Ask",
    "Bedrock",
    "Between",
    "BlockedError",
    "Criteria",
    "Criterion",
    "Escalate",
    "Judge",
    "MalformedReplyError",
    "NoVerdictError",
    "NumberCloseness",
    "OffScaleError",
    "OpenAICompatible",
    "Paced",
    "Pairwise",
    "Panel",
    "PhraseOverlap",
    "Question",
    "QuorumError",
    "RefusedError",
    "Remembered",
    "Reply",
    "Sampling",
    "SeveralVerdictsError",
    "StopReasonError",
    "TruncatedError",
    "VerdictError",
    "WordOverlap",
    "escalate",
    "faithfulness",
    "harmlessness",
    "helpfulness",
    "instruction_following",
    "number_closeness",
    "panel",
    "phrase_overlap",
    "policy_compliance",
    "read_criteria",
    "read_grader",
    "reference_equivalence",
    "word_overlap",
]
