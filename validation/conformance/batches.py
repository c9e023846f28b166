"""Whether a score is the sample's own: not chance's, not its neighbours', not the last event's."""

from collections.abc import Iterator
from dataclasses import replace

from rewards.types import Sample
from validation.conformance.answer import Answer, Scores
from validation.conformance.check import Check, failed, passed, unchecked
from validation.conformance.ground import UNSTEADY, Ground
from validation.conformance.rules import IDS

_JUDGE = (
    "Score without chance: sort what has no order, set every seed, and ask a judge at temperature "
    "0; where a judge still varies, say by how much it may: --tolerance."
)

_SPECIAL: tuple[tuple[str | int, str | int], ...] = (("same", "same"), (7, 8), ("ид-編号", "🙂"))
_BATCH, _SPOILED = "order and batch do not matter", "a bad sample spoils no other"
_MEMORY, _IDS = "nothing is remembered", "ids come back as they came"


def check_again(ground: Ground, again: Answer) -> Check:
    """The same event, sent twice."""
    name = "the same twice"
    difference = ground.differs(again, ground.base.scores)
    if difference:
        return failed(name, f"the same event once more: {difference}", _JUDGE)
    return passed(name, "the same event gets the same scores again")


def check_batching(ground: Ground) -> Iterator[Check]:
    """What the samples of one event have to do with one another: nothing."""
    if ground.trial.at_once == 1 or not ground.steady:
        alone = ground.trial.at_once == 1
        yield unchecked(_BATCH, "one sample an event is what is sent here" if alone else UNSTEADY)
        return
    batched = _batching(ground)
    yield batched
    if batched.outcome == "passed":
        yield _spoiled(ground)


def _batching(ground: Ground) -> Check:
    """The same samples turned around, one by one, and twice over in one event."""
    samples, scores = ground.samples, ground.base.scores
    turned = ground.trial.ask("the batch turned around", samples[::-1])
    doubled = (*samples, *(replace(sample, id=f"{sample.id}/2") for sample in samples))
    merged = ground.trial.ask("the batch twice over", doubled)
    found = {
        "turned around": ground.differs(turned, scores[::-1]),
        "one by one": ground.differs(_split(ground, samples), scores),
        "twice over": ground.differs(merged, scores + scores),
    }
    different = [f"{how}: {what}" for how, what in found.items() if what]
    if not different:
        return passed(_BATCH, "turned around, one by one and twice over: the same scores")
    fix = "Score each sample by itself: nothing of its neighbours or of its place may count."
    return failed(_BATCH, "; ".join(different[:2]), fix)


def _split(ground: Ground, samples: tuple[Sample, ...]) -> Answer:
    answers = [ground.trial.ask("one sample", [sample]) for sample in samples]
    scores: Scores = tuple(score for answer in answers for score in answer.scores)
    error = next((answer.error for answer in answers if answer.error), "")
    return Answer(samples, scores, error=error)


def _spoiled(ground: Ground) -> Check:
    """A sample that cannot be scored stops its batch, or leaves the other samples' scores alone."""
    first, *rest = ground.samples
    bad = replace(first, id="unusable", reference_answer=None)
    answer = ground.trial.ask("a sample without a reference among others", [first, bad, *rest])
    if answer.error:
        return passed(_SPOILED, f"the whole batch raised: {answer.error:.100}")
    others = Answer(ground.samples, (answer.scores[0], *answer.scores[2:]))
    difference = ground.differs(others, ground.base.scores)
    if not difference:
        return passed(_SPOILED, "the others keep their scores")
    fix = "Score each sample by itself; pass over none, and give each its own entry."
    return failed(_SPOILED, f"the others: {difference}", fix)


def check_identity(ground: Ground) -> Iterator[Check]:
    """An id is a name and nothing more."""
    if not ground.steady:
        yield unchecked(_MEMORY, UNSTEADY)
        return
    remembered = _memory(ground)
    yield remembered
    if remembered.outcome == "failed" or ground.breaks(IDS):
        yield unchecked(_IDS, "the ids are wrong, or looked up, already")
    else:
        yield _ids(ground)


def _memory(ground: Ground) -> Check:
    """The ids of before with other replies, and then the first event again."""
    samples, scores = ground.samples, ground.base.scores
    moved = [
        replace(sample, id=before.id)
        for sample, before in zip(samples, turned(samples), strict=True)
    ]
    other = ground.differs(ground.trial.ask("other replies under the same ids", moved), scores)
    again = ground.differs(ground.trial.ask("the first event, at the end", samples), scores)
    if not (other or again):
        return passed(_MEMORY, "neither an id nor an earlier event changes a score")
    says = f"other replies under ids of before: {other}" if other else f"at the end: {again}"
    fix = "Keep nothing between samples and events, or key what is kept by the whole sample."
    return failed(_MEMORY, says, fix)


def turned(samples: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """The samples, each in the place of another."""
    return (*samples[1:], *samples[:1])


def _ids(ground: Ground) -> Check:
    """Two samples of one id, an id that is a number, and ids beyond ASCII."""
    samples = ground.samples[:2]
    plain = ground.trial.ask("the plain form", samples).scores
    says: list[str] = []
    for ids in _SPECIAL:
        renamed = [replace(sample, id=one) for sample, one in zip(samples, ids, strict=False)]
        what = f"the ids {ids[0]!r} and {ids[1]!r}"
        answer = ground.trial.tried(renamed)
        wrong = ground.fault(answer) or ground.differs(answer, plain)
        says += [f"{what}: {wrong}"] if wrong else []
    if not says:
        return passed(_IDS, "one id twice, numbers, and letters beyond ASCII")
    fix = "Echo each id as it came, type and all, an entry for each sample in the event's order."
    return failed(_IDS, "; ".join(says[:2]), fix)
