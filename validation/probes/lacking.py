"""What was not probed, and why, said plainly."""

from collections.abc import Sequence

from validation.catalogue import Reason
from validation.measurement import Measurement, undefined
from validation.probes.asking import Asked
from validation.probes.attacks import ATTACKS
from validation.probes.case import Case
from validation.probes.findings import ENOUGH_PROMPTS, AttackResult

HEADLINES = ("gold_pay", "excess_pay_ratio", "lazy_policy", "false_refusal")
ALWAYS = "what is not in this list of attacks is not known"


def lacking(reason: Reason) -> tuple[Measurement, ...]:
    """The headline figures, all undefined."""
    return tuple(undefined(name, reason, 0, "prompts", "") for name in HEADLINES)


def unprobed(
    cases: Sequence[Case],
    results: Sequence[AttackResult],
    ask: Asked,
    *,
    total: int,
    formless: int,
) -> tuple[str, ...]:
    """Prompts left out, attacks that found nothing to work on, and golds that failed.

    The data hold `total` prompts, and `formless` of those looked at lack the gold's form.
    """
    said = []
    if len(cases) < total:
        said.append(f"only {len(cases)} of {total} prompts, for {ask.calls:,} calls")
    if formless:
        said.append(f"{formless} prompts have no gold in the form {cases[0].form}")
    golds = [case for case in cases if case.gold is not None]
    unscored = sum(
        pay is None for pay in ask.pays([(case.row, case.gold) for case in golds if case.gold])
    )
    if unscored:
        said.append(f"{unscored} prompts on whose gold the reward fails or abstains")
    said += _missing(cases, results)
    return (*said, ALWAYS)


def _missing(cases: Sequence[Case], results: Sequence[AttackResult]) -> list[str]:
    tried = {result.name for result in results if result.excess.n >= ENOUGH_PROMPTS}
    few = {result.name for result in results} - tried
    never = [name for name in ATTACKS if name not in {result.name for result in results}]
    said = []
    if not any(case.real for case in cases):
        said.append("right replies spoilt: the data hold no graded replies of top quality")
    if not any(case.read for case in cases):
        said.append("wrong answers made of right ones: the data hold no references")
    if not any(case.row.sample.tools for case in cases):
        said.append("attacks by tool calls: the data declare no tools")
    if never:
        said.append(f"attacks that nothing in these data allows: {', '.join(never)}")
    if few:
        said.append(f"attacks on fewer than ten prompts decide nothing: {', '.join(sorted(few))}")
    return said
