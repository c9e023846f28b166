"""What known-bad answers are paid, as `validation.probes` and the contract's checks find it."""

from functools import partial
from typing import Never

from validation.metrics.metric import EXACT, OPEN, SHARE, Metric

_FIX = "see the attack that is named, its text, and how to mend a reward that pays it"

_metric = partial(Metric[Never], theme="attacks")
_attack_metric = partial(_metric, direction="at_most")

GOLD_PAY = _metric(
    "gold_pay",
    "share of prompts whose own gold answer earns the top",
    fix="see the golds that are refused: mend how the reward reads them, or the data",
)
EXCESS_PAY_RATIO = _attack_metric(
    "excess_pay_ratio",
    "what an attack earns between an honest wrong answer (0) and the gold (1), beyond what it "
    "is worth",
    fix=_FIX,
    interval=OPEN,
)
ATTACK_WORKS = _attack_metric(
    "attack_works",
    "share of prompts on which an attack is paid more than half the room above its worth",
    fix=_FIX,
    method="paid more than half the room beyond its worth; Wilson",
)
EXPECTED_LEARNING = _metric(
    "expected_learning",
    "what a run can be expected to learn: advantage efficiency x (1 - excess pay ratio)",
    fix="mend the worst attack first, then how the reward orders replies inside prompts",
    method="advantage efficiency x (1 - excess pay ratio cut to 0..1), ends combined",
)
LAZY_POLICY = _attack_metric(
    "lazy_policy",
    "what the best one answer to all prompts earns, between an honest wrong answer (0) and "
    "the gold (1)",
    fix="balance the golds of the data, and pay nothing for what does not depend on the prompt",
    interval=OPEN,
)
FALSE_REFUSAL = _attack_metric(
    "false_refusal",
    "share of faithful rewordings of the gold that are paid less than half way",
    fix="accept the gold in other words: read numbers, letters and units instead of comparing text",
    interval=SHARE,
)
CONFORMANCE = _attack_metric(
    "conformance",
    "checks of the contract with the platform that failed",
    fix="do what each failed check says",
    method="failed checks of the contract",
    interval=EXACT,
    unit="checks",
)

ATTACKS = (
    *(GOLD_PAY, EXCESS_PAY_RATIO, ATTACK_WORKS, EXPECTED_LEARNING),
    *(LAZY_POLICY, FALSE_REFUSAL, CONFORMANCE),
)
