"""What a handler owes its platform: one record a check, with the page or the source that says so.

A check that fails where a page shows what was sent is a failure. Where no page of the platform
shows it, the same check is advice: it is named, and it fails nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rewards.wire import PLATFORMS, PlatformName
from validation.conformance.trial import Check
from validation.errors import name_options

_DOCS = "https://docs.aws.amazon.com"
_BEDROCK = f"{_DOCS}/bedrock/latest/userguide/reward-functions.html"
_RECIPE = f"{_DOCS}/nova/latest/nova2-userguide/nova-rft-2-smtj.html"
_HYPERPOD_RECIPE = f"{_DOCS}/nova/latest/nova2-userguide/nova-hp-rft-nova2.html"
_MONITORING = f"{_DOCS}/nova/latest/nova2-userguide/nova-hp-rft-monitoring.html"
_HYPERPOD = f"{_DOCS}/sagemaker/latest/dg/nova-hp-rft-reward-functions.html"
_LAMBDA = f"{_DOCS}/lambda/latest/dg"
_SDK = "https://github.com/aws/sagemaker-python-sdk (sagemaker/train/rlvr_trainer.py)"
_CONVERSE = f"{_DOCS}/bedrock/latest/APIReference/API_runtime_Converse.html"
NO_PAGE = "no page of AWS's shows that it is sent"
# Of a platform's own page about reward functions: that of its first form of rows.
_OWN_PAGE = ""
_EVERYWHERE: tuple[PlatformName, ...] = tuple(PLATFORMS)


@dataclass(frozen=True)
class ContractDuty:
    """What one check holds a handler to.

    Attributes:
        name: of the check.
        breach: what was seen where it fails, which is the title of a check that does.
        source: the page or the source that says so; "" is the platform's own page.
        advice_on: the platforms on which no page says so, so that it fails nobody there.
    """

    name: str
    breach: str
    source: str = _OWN_PAGE
    advice_on: tuple[PlatformName, ...] = ()


_WARM = f"{_LAMBDA}/lambda-runtime-environment.html"
_LIMITS, _TIMEOUT = f"{_LAMBDA}/gettingstarted-limits.html", f"{_LAMBDA}/configuration-timeout.html"
_JSON = "https://www.rfc-editor.org/rfc/rfc8259#section-8.1"
_RANGE = f"what you declared ({name_options('--range')}; range.reward in a gate)"
_duty = ContractDuty
_ALL = (
    _duty("the plain event", "no documented form of the event is scored"),
    _duty("reply: form", "the reply is not in the form that the platform reads"),
    _duty("reply: count", "the reply has not one entry for each sample"),
    _duty("reply: ids", "the ids of the event do not come back"),
    _duty("reply: scores", "a score is no finite number"),
    _duty("reply: metrics", "a metric is not in the form that the platform reads"),
    _duty("the same twice", "chance is in the score", _BEDROCK, _EVERYWHERE),
    _duty("order and batch do not matter", "a sample's batch decides its score", _RECIPE),
    _duty("a bad sample spoils no other", "a bad sample spoils the batch", _RECIPE),
    _duty("nothing is remembered", "an earlier event, or an id, decides a score", _WARM),
    _duty("ids come back as they came", "an id does not come back as it came"),
    _duty("ids that no page shows", "repeated ids or numbers are lost", NO_PAGE, _EVERYWHERE),
    _duty("the last turn is graded", "a turn before the reply is graded"),
    _duty("the prompt is not graded", "the prompt is paid for, and not the reply"),
    _duty("rows without a reply or an id", "a raw row, as a preflight sends it, fails", _SDK),
    _duty("an empty batch", "an empty batch is not answered", NO_PAGE, _EVERYWHERE),
    _duty("a context that is none", "the context {} changes scores", _SDK, _EVERYWHERE),
    _duty("a missing reference is no score", "a missing reference is paid", _BEDROCK),
    _duty("a broken row is no score", "a broken row is a score like any", _MONITORING),
    _duty("an empty reply is no right answer", "an empty reply raises, or is paid"),
    _duty("letters beyond ASCII", "letters beyond ASCII raise", _JSON),
    _duty("deep metadata", "metadata of many levels raises", NO_PAGE, _EVERYWHERE),
    _duty("the sample is left as it was", "scoring changes the sample", "docs/architecture.md"),
    _duty("a very long reply", "a long reply raises", _HYPERPOD_RECIPE),
    _duty("a judge that fails is no score", "a failing judge is a score", _CONVERSE),
    _duty("the largest event", "the largest event is refused by Lambda", _LIMITS),
    _duty("the largest reply", "the largest reply is refused by Lambda", _LIMITS),
    _duty("the time of a batch", "a whole batch takes longer than the function has", _TIMEOUT),
    _duty("right above wrong", "right answers earn no more than wrong ones", _BEDROCK),
    _duty("the declared range", "a score is beyond the declared range", _RANGE),
    _duty("the function's name", "the function's name lacks SageMaker", _HYPERPOD),
    _duty("the function's ARN", "the function's ARN has a version or an alias", _SDK),
    _duty("the function's settings", "the settings are below what is advised"),
)
# Every duty by the name of its check.
DUTIES: Mapping[str, ContractDuty] = {duty.name: duty for duty in _ALL}


def cite(check: Check, platform: PlatformName) -> Check:
    """The check with its source; one that did not pass is titled by what was seen.

    What no page of the platform shows is advice, and no failure.
    """
    duty = DUTIES.get(check.name, ContractDuty(check.name, f"{check.name} is not read alike"))
    source = check.source or duty.source or PLATFORMS[platform].rows[0].page
    if check.outcome not in ("failed", "advice"):
        return replace(check, source=source)
    outcome = "advice" if platform in duty.advice_on else check.outcome
    return replace(check, source=source, title=duty.breach, outcome=outcome)
