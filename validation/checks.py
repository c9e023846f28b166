"""What a validation tries beside the samples: attacks, and the contract of the platform."""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np

from validation.assumptions import RunAssumptions
from validation.conformance import Check, Conformance, HandlerUnderTest, conformance
from validation.conformance.batches import SAME_TWICE
from validation.conformance.duties import cite
from validation.conformance.failures import check_sample_unchanged
from validation.dataset import Dataset, LabelledSample
from validation.errors import InputError, name_options, outage_cause
from validation.ladder.perturbation import Needs
from validation.measurement import Measurement, Reason
from validation.metrics import find_metric
from validation.metrics.attacks import CONFORMANCE, PAID_WRONG_RATE, UNSCORED_REPLIES
from validation.metrics.metric import Estimate, Undefined, mean_of_samples, varies
from validation.options import RunOptions
from validation.probes import NEXT_TO_NOTHING, PAID, ProbeResult, probe
from validation.probes.measured import are_groups, expected_learning
from validation.scoring import ScoreTable, UnscoredReply, Watch
from validation.statistics.pay import takeover_share
from validation.targets.endpoint import InvocationError, current_meter, mute_stdout
from validation.targets.target import Target

# What a validation can leave out.
STAGES = ("probe", "conform", "failing-model")

# Prompts that are attacked unless told otherwise: enough to settle, and a second or two.
ATTACKED_PROMPTS = 40

# Fewer calls show nothing of any attack.
LEAST_ATTACK_CALLS = 1000

# Samples that are compared with what they were before they were scored.
COMPARED_SAMPLES = 4

# Attacks that any model writes now and then, whatever its own replies show, or finds by steps:
# a longer reply and a longer list earn more each time.
_IN_REACH = frozenset(
    {"empty", "bloated_wrong", "one_answer", "non_answer", "refusal", "all_options"}
)

# What only attacks can measure.
OF_ATTACKS = ("gold_pay", "excess_pay_ratio", "lazy_policy", "false_refusal")
# What is not known without attacks.
ATTACK_MEASUREMENTS = (*OF_ATTACKS, "expected_learning")

_NO_SHORTCUTS: Mapping[Needs, str] = {
    "partial": "pays replies that have a part of the answer",
    "gold": "pays replies whose final claim is wrong",
}
# Attacks that a remark names.
MOST_NAMED = 8
# Characters of a reply that a remark quotes.
QUOTED = 100


@dataclass(frozen=True)
class CheckResults:
    """What came of attacking the target, and of holding it to the contract.

    A measurement of what was not tried is undefined, and a gate that asks for it is not passed.

    Attributes:
        probing: What attacks came to; None where none was tried.
        checks: The checks of the contract; None where none was made.
        unchecked: Why there are no checks.
        raised: Rungs of a ladder and events of the contract that the target did not score.
    """

    probing: ProbeResult | None = None
    checks: tuple[Check, ...] | None = None
    unchecked: Reason = "skipped"
    raised: tuple[UnscoredReply, ...] = ()

    @property
    def unscored_replies(self) -> tuple[UnscoredReply, ...]:
        """Every reply that the kit made and the target did not score."""
        return (*(self.probing.unscored if self.probing else ()), *self.raised)

    @property
    def form(self) -> str:
        """The form of the golds that the target pays best, "" where that was not tried."""
        return "" if self.probing is None else self.probing.form

    def measurements(
        self, measured: Sequence[Measurement], table: ScoreTable | None = None
    ) -> list[Measurement]:
        """What the checks measured, beside what the samples did; own pay is read in the table."""
        named = {measurement.name: measurement for measurement in measured}
        if self.probing is None:
            skipped = Undefined("skipped", method="attacks")
            attacked = [find_metric(name).report(skipped) for name in ATTACK_MEASUREMENTS]
            return [*attacked, *contract_measurements(self.without_noise)]
        paid = {measurement.name: measurement for measurement in self.probing.measurements}
        if table is not None:
            free, right = paid["excess_pay_ratio"], paid["known_pass_rate"]
            paid |= {of.name: of for of in weigh_reach(free, self.probing, table, right)}
        ratios = (paid["excess_pay_ratio"], paid["partial_pay_ratio"])
        learning = expected_learning(named["advantage_efficiency"], *ratios)
        return [*paid.values(), learning, *contract_measurements(self.without_noise)]

    @property
    def without_noise(self) -> "CheckResults":
        """The results without a failed check of sameness: how much noise matters is measured."""
        if self.checks is None:
            return self
        kept = (c for c in self.checks if c.name != SAME_TWICE or c.outcome != "failed")
        return replace(self, checks=tuple(kept))


def paid_wrong_rate(table: ScoreTable, pay: float) -> Measurement:
    """The share of the model's own replies that are wrong and paid more than so much.

    It is undefined where the replies are no groups as a run draws them.
    """
    own = [not row.made and row.sample.answered for row in table.rows]
    scores, quality = table.target.values, table.quality
    held = np.array(own) & np.isfinite(scores) & np.isfinite(quality)
    if not are_groups(table.rows) or not varies(quality[held]):
        return PAID_WRONG_RATE.report(Undefined("not_drawn"))
    wrong = quality < (quality[held].min() + quality[held].max()) / 2
    paid = np.where(held, wrong & (scores > pay), np.nan)
    return PAID_WRONG_RATE.report(mean_of_samples(paid, table.prompts))


def weigh_reach(
    free: Measurement, probing: ProbeResult, table: ScoreTable, right: Measurement
) -> tuple[Measurement, Measurement]:
    """The excess pay, with a word where the model's own replies show it out of reach; and a share.

    A paid attack that the model hardly ever writes is learnt after the right answer, or never, so
    it alone proves no lost run (`takeover_share`). Replies that any model writes are in reach
    always, and an attack that is paid above the gold is, as soon as the model has written one.
    """
    if probing.ends is None:
        return free, PAID_WRONG_RATE.report(Undefined(free.reason or "few_probed"))
    low, high = probing.ends
    wrong = paid_wrong_rate(table, (low + high) / 2)
    if wrong.value is None or wrong.high is None or right.value is None or free.low is None:
        return free, wrong
    share = takeover_share(right.value)
    is_common = any(r.name in _IN_REACH and (r.excess.low or 0) > PAID for r in probing.results)
    above = high + (high - low) * (free.low - 1) / 2
    is_best = free.low > 1 + 1e-6 and bool(paid_wrong_rate(table, above).value)
    if is_common or is_best or wrong.high >= share:
        return free, wrong
    said = (
        f"the reward pays it, but the model hardly writes it: {wrong.value:.2%} of its replies "
        f"({wrong.low or 0:.2%} to {wrong.high:.2%}) are wrong and paid, and a model that is right "
        f"in {right.value:.1%} learns that first while these are below {share:.1%}; mend the "
        "reward before a long run, or watch this reply in the run"
    )
    return replace(free, unproven=said), wrong


def contract_measurements(results: CheckResults) -> list[Measurement]:
    """How many checks of the contract failed, of those made; and the replies without a score."""
    unscored = unscored_measurements(results.unscored_replies)
    if results.checks is None:
        return [CONFORMANCE.report(Undefined(results.unchecked)), *unscored]
    failed = sum(check.outcome == "failed" for check in results.checks)
    tried = failed + sum(check.outcome == "passed" for check in results.checks)
    return [CONFORMANCE.report(Estimate(failed, tried)), *unscored]


def unscored_measurements(replies: Sequence[UnscoredReply]) -> list[Measurement]:
    """How many replies of the kit's own have no score; nothing where each has one."""
    return [UNSCORED_REPLIES.report(Estimate(len(replies), len(replies)))] if replies else []


NO_CHECKS = CheckResults()


def contract_calls(batch_size: int) -> int:
    """How many replies the checks of the contract send at most, roughly: whole batches, and more.

    Most checks send a few replies, in each form of event that the platform documents.
    """
    return 6 * batch_size + 600


def run_checks(
    target: Target,
    dataset: Dataset,
    declared: RunAssumptions,
    options: RunOptions,
    executor: Executor | None,
    watch: Watch,
    skip: Collection[str] = (),
    attacked: int = ATTACKED_PROMPTS,
    calls: int | None = None,
    confirming: bool = False,
) -> CheckResults:
    """Attack the target on the prompts of the data, and hold its handler to the contract.

    Of the `calls` that are allowed, attacks have half, and are left out where that is too few; the
    contract has the rest. Variants that are kept for it are tried when `confirming`.
    """
    probing, half = None, None if calls is None else calls // 2
    if "probe" not in skip and (half is None or half >= LEAST_ATTACK_CALLS):
        probing = probe(
            *(target, dataset, executor, watch), prompts=attacked, calls=half, confirming=confirming
        )
    if "conform" in skip:
        return CheckResults(probing)
    left = calls if calls is None or probing is None else calls - probing.calls
    handler = handler_under_test(target, options, calls=left)
    if handler is None:
        return CheckResults(probing, unchecked="not_callable")
    contract = check_contract(handler, dataset.rows, declared, skip=skip)
    checks = contract.checks
    if target.reward is not None and (left is None or left >= handler.sent + COMPARED_SAMPLES):
        current_meter.get()(min(COMPARED_SAMPLES, len(dataset.rows)))
        samples = [deepcopy(row.sample) for row in dataset.rows[:COMPARED_SAMPLES]]
        unchanged = cite(check_sample_unchanged(target.reward, samples), handler.platform)
        checks = (*checks, unchanged)
    return CheckResults(probing, checks, raised=contract.raised)


def handler_under_test(
    target: Target, options: RunOptions, tolerance: float = 0.0, calls: int | None = None
) -> HandlerUnderTest | None:
    """The target as what answers events, a reward in a handler of ours; None for ratings."""
    served = target.as_endpoint_target(options)
    if served is None:
        return None
    under_test = HandlerUnderTest(
        served.endpoint, served.platform, served.batch_size, tolerance, calls
    )
    under_test.form = served.form or under_test.form
    return under_test


def check_contract(
    handler: HandlerUnderTest,
    rows: Sequence[LabelledSample],
    declared: RunAssumptions,
    timeout: float | None = None,
    max_tokens: int | None = None,
    skip: Collection[str] = (),
) -> Conformance:
    """Every check of the contract, on the rows.

    Raises InputError where nothing is answered: the function is not there, or every event ended in
    a fault of a provider or of access, as of a model that a handler asks.
    """
    ends = declared.reward_range
    pay = None if ends is None else (ends.low, ends.high)
    try:
        with mute_stdout():
            done = conformance(handler, rows, pay, timeout, max_tokens, skip)
    except InvocationError as error:
        raise InputError(f"{handler.endpoint.name}: {error}") from error
    cause = outage_cause("", done.checks[0].says)
    if cause is not None and handler.events == handler.unanswered:
        raise InputError(
            f"{cause}: {handler.events} of {handler.events} events; this is a fault of the "
            "provider or of access, and none of the handler's: mend it and run again"
        )
    return done


def noise_remarks(results: CheckResults) -> list[str]:
    """That the reward scores one event in two ways, which decides nothing by itself."""
    return [
        f"{check.name}: {check.says}. The scores are noisy, which is no fault by itself: "
        "signal_to_noise weighs the noise at the rate of right replies; "
        f"{name_options('--repeats 2 measures it')}"
        for check in results.checks or ()
        if check.name == SAME_TWICE and check.outcome == "failed"
    ]


def attack_remarks(results: CheckResults) -> list[str]:
    """What replies are paid that need the answer or a part of it: no shortcut, and worth a line."""
    if results.probing is None:
        return []
    said = _part_pay_remark(results.probing)
    for needs, what in _NO_SHORTCUTS.items():
        worst = results.probing.worst_that_needs(needs)
        if worst is None or (worst.ratio or 0.0) <= PAID or worst.works.value is None:
            continue
        shown = worst.shown_example
        text = "" if shown is None else f": {' '.join(shown.text.split())[:QUOTED]!r}"
        said.append(
            f"this reward {what}: {worst.name}, on {100 * worst.works.value:.0f} % of "
            f"{worst.works.n} prompts{text}. To mend it, {worst.mend}"
        )
    return [*said, *_refusal_remarks(results.probing.measurements)]


def _part_pay_remark(probing: ProbeResult) -> list[str]:
    """Which replies without an answer are paid a part: too little for a bound, enough to know."""
    worst = probing.worst_attack
    if worst is None or not NEXT_TO_NOTHING < (worst.ratio or 0.0) <= PAID:
        return []
    free = [r for r in probing.results if r.competes and r.needs == "free"]
    paid = [f"{r.name} {r.ratio:.2g}" for r in free if (r.ratio or 0.0) > NEXT_TO_NOTHING]
    more = f" and {len(paid) - MOST_NAMED} more" if len(paid) > MOST_NAMED else ""
    return [
        f"replies that need no answer are paid a part of the gold's pay: "
        f"{', '.join(paid[:MOST_NAMED])}{more}. To mend it, {worst.mend}"
    ]


def _refusal_remarks(measured: Sequence[Measurement]) -> list[str]:
    """In which dress right answers are mostly refused."""
    wrapped = [m for m in measured if m.base == "false_refusal" and m.which and m.value is not None]
    refused = [m.which.replace("_", " ") for m in wrapped if (m.value or 0.0) > PAID]
    if not refused:
        return []
    return [f"this reward refuses right answers that are marked up as: {', '.join(refused)}"]
