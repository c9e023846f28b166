"""What known-bad answers are paid, as `validation.probes` and the contract's checks find it."""

from functools import partial
from typing import Never

from validation.metrics.metric import EXACT, OPEN, SHARE, IntervalKind, Metric
from validation.statistics.intervals import jackknife_t_or_exact

_FIX = "see the attack that is named, its text, and how to mend a reward that pays it"


# A point where every prompt pays alike: an attack is one text, and its pay no sample of it.
_PAY = IntervalKind(OPEN.says, jackknife_t_or_exact)
_metric = partial(Metric[Never], theme="attacks")
_attack_metric = partial(_metric, direction="at_most")

GOLD_PAY = _metric(
    "gold_pay",
    "share of prompts whose own gold answer earns the top",
    fix="see the golds that are refused: mend how the reward reads them, or the data",
)
EXCESS_PAY_RATIO = _attack_metric(
    "excess_pay_ratio",
    "what the worst attack that needs no answer earns between an honest wrong answer (0) and the "
    "gold (1), beyond what it is worth",
    fix=_FIX,
    interval=_PAY,
)
PARTIAL_PAY_RATIO = _attack_metric(
    "partial_pay_ratio",
    "the same of the worst reply that needs a part of the answer: a near miss, half of the gold",
    fix=_FIX,
    interval=_PAY,
)
FALSE_PAY = _attack_metric(
    "false_pay",
    "share of prompts on which the worst reply that holds the gold and claims something else is "
    "paid; whoever can write it can write the gold, so it decides nothing",
    fix=_FIX,
    method="paid more than half the room beyond its worth; Wilson",
)
KNOWN_PASS_RATE = _metric(
    "known_pass_rate",
    "share of the model's own replies that are right by known quality, before training",
    fix="give each prompt graded replies of the model that is to be trained, as `assay sample` "
    "draws them",
    interval=SHARE,
)
PAID_WRONG_RATE = _attack_metric(
    "paid_wrong_rate",
    "share of the model's own replies that are wrong by known quality and paid more than half way "
    "from a wrong answer to the gold",
    fix="read the replies that are wrong and paid, and mend the reward until they are not",
    interval=SHARE,
)
ATTACK_ADVANTAGE = _attack_metric(
    "attack_advantage",
    "mean advantage of the worst attack in groups as the model writes them, where the reward is "
    "noisy; below 0 training unlearns it",
    fix=_FIX,
    method="groups of 8 drawn from repeated calls: the attack, and golds and wrong answers as "
    "often as the model writes them; TRL",
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
    "what a run can be expected to learn: advantage efficiency x (1 - the pay of the worst attack "
    "that needs less than the answer)",
    fix="mend the worst attack first, then how the reward orders replies inside prompts",
    method="advantage efficiency x (1 - the larger of excess_pay_ratio and partial_pay_ratio, cut "
    "to 0..1), ends combined",
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

UNSCORED_REPLIES = _attack_metric(
    "unscored_replies",
    "replies that the kit made and that the reward did not score, though the reference is usable",
    fix="score every reply, and give the lowest score to one that answers nothing: a deployed "
    "handler raises on such a reply, and the job dies; the replies are listed with the errors",
    method="golds, rewordings, attacks, rungs of the ladder and events of the contract",
    interval=EXACT,
    unit="replies",
)

ATTACKS = (
    *(GOLD_PAY, EXCESS_PAY_RATIO, PARTIAL_PAY_RATIO, FALSE_PAY, ATTACK_WORKS),
    *(KNOWN_PASS_RATE, PAID_WRONG_RATE, ATTACK_ADVANTAGE, EXPECTED_LEARNING),
    *(LAZY_POLICY, FALSE_REFUSAL, CONFORMANCE, UNSCORED_REPLIES),
)
