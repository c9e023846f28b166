"""Whether a right answer earns more than a wrong one."""

from validation.conformance.cases import Found
from validation.conformance.check import Check, failed, passed, unchecked
from validation.conformance.trial import Trial

TELLING = "right above wrong"
GIVE_DATA = "Give data that it can score: assay conform TARGET DATA"
_MEND = (
    "Make the score depend on the answer. Where the reward reads other data than these examples, "
    "give them: assay conform TARGET DATA"
)


def check_telling(trial: Trial, found: Found) -> Check:
    """Right against wrong, over all cases; and whether anything at all has earned anything else."""
    gaps = [case.gap for case in found.cases if case.gap is not None]
    above, below = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
    if above and above >= below:
        return passed(TELLING, f"in {above} of {len(gaps)} cases, and below it in {below}")
    if below:
        says = f"the wrong answer earns more in {below} of {len(gaps)} cases, less in {above}"
        return failed(TELLING, says, "Turn the score around: a right answer has to earn more.")
    if gaps and len(set(trial.earned)) == 1:
        count, pay = len(trial.earned), trial.earned[0]
        says = f"every one of {count} replies, right or wrong, earned {pay:.4g}"
        return failed(TELLING, says, _MEND)
    if gaps:
        says = f"right and wrong answers earn the same in every case, of {len(gaps)}"
    else:
        says = "no right answer and wrong one to the same question could both be scored"
    return unchecked(TELLING, says, GIVE_DATA)
