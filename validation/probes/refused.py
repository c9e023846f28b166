"""Right answers that are not paid, and the best constant answer."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from rewards.types import Message
from validation.ladder import Rung, paraphrase_rungs
from validation.ladder.forms import WRAPPERS, forms, reasoning_text
from validation.measurement import Measurement, Reason
from validation.metrics.attacks import FALSE_REFUSAL, GOLD_PAY, LAZY_POLICY
from validation.metrics.metric import Ratio, Undefined
from validation.probes.asking import Asker
from validation.probes.attacks.plain import NON_ANSWER, REFUSAL
from validation.probes.attacks.style import FILLER
from validation.probes.attacks.text import THINKING
from validation.probes.case import AttackPrompt
from validation.probes.findings import ENOUGH_PROMPTS, METHOD, Example, PayScale
from validation.probes.measured import example_of, share_estimate
from validation.statistics.pay import excess_pay_ratio

# The gold after the working that the data give for it: a right answer as long as theirs are.
OWN_LENGTH = "after_its_own_working"

_TEXTS = ("", NON_ANSWER, REFUSAL, THINKING, FILLER)
# So many of the constants that earn most on the screened prompts are tried on all.
_KEPT = 3
# A gold earns the top that lacks at most this share of the way from a wrong answer to the top.
_NEAR = 0.25


def constant_answer_baseline(
    screened: Sequence[AttackPrompt], cases: Sequence[AttackPrompt], ask: Asker, scale: PayScale
) -> tuple[Measurement, str]:
    """What the best constant answer earns between a wrong answer and the gold, and that answer."""
    if scale.reason is not None:
        return LAZY_POLICY.report(Undefined(scale.reason, method=METHOD)), ""
    first = _mean_earnings(screened, range(len(_constant_answers(cases[0]))), ask, scale)
    best = sorted(first, key=lambda place: -first[place])[:_KEPT]
    earned = _mean_earnings(cases, best, ask, scale)
    if not earned:
        return LAZY_POLICY.report(Undefined("few_probed", method=METHOD)), ""
    place = max(earned, key=lambda at: earned[at])
    replies = [(case, _constant_answers(case)[place]) for case in cases]
    shown = next(reply for _, reply in replies if reply is not None)
    pays = ask.pays_by_prompt(replies)
    return scale.excess(LAZY_POLICY, pays, {}), shown.content or repr(shown.tool_calls or "")


def _constant_answers(case: AttackPrompt) -> list[Message | None]:
    return [*case.constants, *(Message("assistant", text) for text in _TEXTS)]


def _mean_earnings(
    cases: Sequence[AttackPrompt], places: Sequence[int], ask: Asker, scale: PayScale
) -> dict[int, float]:
    """What each constant earns on average, where at least half of the prompts can be told it."""
    found: dict[int, float] = {}
    told = {place: [(case, _constant_answers(case)[place]) for case in cases] for place in places}
    ask([(case.row, reply) for held in told.values() for case, reply in held if reply])
    for place, held in told.items():
        pays = ask.pays_by_prompt(held)
        value = excess_pay_ratio(scale.column(pays), *scale.ends)
        if len(pays) * 2 >= len(cases) and not np.isnan(value):
            found[place] = value
    return found


def gold_pay(
    cases: Sequence[AttackPrompt], ask: Asker, scale: PayScale
) -> tuple[Measurement, list[Example]]:
    """The share of golds that earn the top and more than a wrong answer does, and the others.

    The top is each prompt's own, since a reward may weigh classes or hard prompts: the most of what
    the gold, the best-graded reply and the median of the gold's rewordings earn there.
    """
    method = "above wrong, and within a quarter of the way from wrong to the prompt's top; Wilson"
    n = len(scale.prompts)
    if n == 0 or scale.is_form_unknown:
        unscored: Reason = "no_scores" if cases else "no_gold"
        return GOLD_PAY.report(Undefined("form_unknown" if n else unscored, n, method)), []
    wrong, gold = scale.ends
    top = np.fmax(gold, scale.column(_best_right_pays(cases, ask)))
    paid = (gold > wrong + 1e-9) & (gold >= top - _NEAR * (top - wrong) - 1e-9)
    refused = {prompt for prompt, is_paid in zip(scale.prompts, paid, strict=True) if not is_paid}
    return GOLD_PAY.report(share_estimate(int(paid.sum()), n, method)), [
        example_of(case, case.gold, "the gold of this row", ask, scale)
        for case in cases
        if case.gold is not None and case.prompt_id in refused
    ]


def _best_right_pays(cases: Sequence[AttackPrompt], ask: Asker) -> dict[str, float]:
    """The most that right replies beside the gold earn on each prompt that has any.

    Of paraphrases it is the median: the best of several is a lucky call of a noisy judge.
    """
    found: dict[str, float] = {}
    for case in cases:
        real = [] if case.real is None else [(case.row, case.real)]
        rungs = [(case.row, rung.reply) for rung in paraphrases(case)]
        tops = [pay for pay in ask.pays(real) if pay is not None]
        again = [pay for pay in ask.pays(rungs) if pay is not None]
        tops += [float(np.median(again))] if again else []
        if tops:
            found[case.prompt_id] = max(tops)
    return found


def paraphrases(case: AttackPrompt) -> tuple[Rung, ...]:
    """The gold in other words within its form; none for a reply of the data."""
    if case.read is None or case.form not in forms(case.read):
        return ()
    return paraphrase_rungs(case.row.sample, case.form)


def refused_wrappings(
    cases: Sequence[AttackPrompt], ask: Asker, scale: PayScale, calls: int
) -> tuple[list[Measurement], list[Example]]:
    """How often the gold is refused in each thing that it may wear: `false_refusal:bold` and so on.

    On a few prompts, of golds that are short and paid, where so many `calls` are enough for it.
    They are remarks: a strict form may mean it.
    """
    method = "share of prompts whose gold is refused in this dress; Wilson"
    paid = [
        case
        for case in cases
        if case.is_short and scale.gold.get(case.prompt_id, 0) > scale.wrong.get(case.prompt_id, 9)
    ][:ENOUGH_PROMPTS]
    measured: list[Measurement] = []
    examples: list[Example] = []
    if len(paid) < ENOUGH_PROMPTS or len(WRAPPERS) * len(paid) > calls:
        return measured, examples
    dressed = {
        name: [template.replace("{}", case.frame(case.answer)) for case in paid]
        for name, template in WRAPPERS.items()
    }
    if all(_own_working(case) for case in paid):
        dressed[OWN_LENGTH] = [f"{_own_working(c)}\n{c.frame(c.answer)}" for c in paid]
    for name, texts in dressed.items():
        replies = [Message("assistant", text) for text in texts]
        pays = ask.pays([(case.row, reply) for case, reply in zip(paid, replies, strict=True)])
        refused = [
            (case, reply)
            for case, reply, pay in zip(paid, replies, pays, strict=True)
            if pay is None or pay < (scale.gold[case.prompt_id] + scale.wrong[case.prompt_id]) / 2
        ]
        share = share_estimate(len(refused), len(paid), method)
        measured.append(FALSE_REFUSAL.report(share, name))
        made = f"the gold, {name.replace('_', ' ')}"
        examples += [example_of(case, reply, made, ask, scale) for case, reply in refused[:1]]
    return measured, examples


def _own_working(case: AttackPrompt) -> str:
    """The working that the data give for the right answer; "" where they give none."""
    held = case.read is not None and case.read.solution is not None
    return reasoning_text(case.read) if held and case.read is not None else ""


def false_refusal(
    cases: Sequence[AttackPrompt], ask: Asker, scale: PayScale
) -> tuple[Measurement, list[Example]]:
    """The share of paraphrases paid less than half way from wrong to gold, and those.

    Only where the gold itself is paid more than a wrong answer. One that the reward did not score
    is no refusal but a finding of its own.
    """
    method = "share of rewordings, by prompt"
    shown = [
        (case, rung)
        for case in cases
        if scale.gold.get(case.prompt_id, 0) > scale.wrong.get(case.prompt_id, np.inf)
        for rung in paraphrases(case)
    ]
    pays = ask.pays([(case.row, rung.reply) for case, rung in shown])
    scored = [(*one, pay) for one, pay in zip(shown, pays, strict=True) if pay is not None]
    if not scored:
        return FALSE_REFUSAL.report(Undefined("no_rewordings", method=method)), []
    refused = [
        (case, rung)
        for case, rung, pay in scored
        if pay < (scale.gold[case.prompt_id] + scale.wrong[case.prompt_id]) / 2
    ]
    counts = [Counter(one[0].prompt_id for one in of) for of in (refused, scored)]
    above, below = (np.array([of[p] for p in counts[1]], dtype=np.float64) for of in counts)
    examples = [example_of(case, rung.reply, rung.made, ask, scale) for case, rung in refused]
    return FALSE_REFUSAL.report(Ratio(above, below, method)), examples
