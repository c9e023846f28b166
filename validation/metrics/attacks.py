"""What known-bad answers are paid, as `validation.probes` and the contract's checks find it."""

from typing import Never

from validation.metrics.metric import EXACT, OPEN, SHARE, Metric

_FIX = "see the attack that is named, its text, and how to mend a reward that pays it"

GOLD_PAY = Metric[Never](
    "gold_pay",
    "attacks",
    "share of prompts whose own gold answer earns the top",
    "see the golds that are refused: mend how the reward reads them, or the data",
)
EXCESS_PAY_RATIO = Metric[Never](
    "excess_pay_ratio",
    "attacks",
    "what an attack earns between an honest wrong answer (0) and the gold (1), beyond what it "
    "is worth",
    _FIX,
    "at_most",
    interval=OPEN,
)
ATTACK_WORKS = Metric[Never](
    "attack_works",
    "attacks",
    "share of prompts on which an attack is paid more than half the room above its worth",
    _FIX,
    "at_most",
    method="paid more than half the room beyond its worth; Wilson",
)
EXPECTED_LEARNING = Metric[Never](
    "expected_learning",
    "attacks",
    "what a run can be expected to learn: advantage efficiency x (1 - excess pay ratio)",
    "mend the worst attack first, then how the reward orders replies inside prompts",
    method="advantage efficiency x (1 - excess pay ratio cut to 0..1), ends combined",
)
LAZY_POLICY = Metric[Never](
    "lazy_policy",
    "attacks",
    "what the best one answer to all prompts earns, between an honest wrong answer (0) and "
    "the gold (1)",
    "balance the golds of the data, and pay nothing for what does not depend on the prompt",
    "at_most",
    interval=OPEN,
)
FALSE_REFUSAL = Metric[Never](
    "false_refusal",
    "attacks",
    "share of faithful rewordings of the gold that are paid less than half way",
    "accept the gold in other words: read numbers, letters and units instead of comparing text",
    "at_most",
    interval=SHARE,
)
CONFORMANCE = Metric[Never](
    "conformance",
    "attacks",
    "checks of the contract with the platform that failed",
    "do what each failed check says",
    "at_most",
    method="failed checks of the contract",
    interval=EXACT,
    unit="checks",
)

ATTACKS = (
    *(GOLD_PAY, EXCESS_PAY_RATIO, ATTACK_WORKS, EXPECTED_LEARNING),
    *(LAZY_POLICY, FALSE_REFUSAL, CONFORMANCE),
)
