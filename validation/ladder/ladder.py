"""Making answers of known quality out of a row's reference."""

from rewards.types import Sample
from validation.ladder.forms import REASONED, forms, put
from validation.ladder.gold import Gold
from validation.ladder.reference import read_gold
from validation.ladder.rung import Answer, Kind, Rung, distinct
from validation.ladder.spoiled import spoiled
from validation.ladder.ways import WAYS
from validation.ladder.wrapping import wrapped


def kind_of(sample: Sample) -> Kind | None:
    """What the reference of the sample is; None where none can be said as a reply."""
    gold = read_gold(sample)
    return gold.kind if gold else None


def gold_replies(sample: Sample) -> tuple[Rung, ...]:
    """The reference as a reply, in each of the usual forms of its kind; their names are the forms.

    The first is "bare". Empty where the reference is not usable.
    """
    gold = read_gold(sample)
    return golds_of(gold) if gold else ()


def faithful(sample: Sample, form: str = "bare") -> tuple[Rung, ...]:
    """The gold in other words within one form, each worth as much.

    Raises ValueError, here as in `degraded` and `wrong`, for a form that its kind does not have.
    """
    gold = read_gold(sample)
    return faithful_to(gold, form) if gold else ()


def degraded(sample: Sample, form: str = "bare") -> tuple[Rung, ...]:
    """The gold made worse within one form, each rung in one way; none is as good as the gold."""
    gold = read_gold(sample)
    return worse_than(gold, form) if gold else ()


def wrong(sample: Sample, form: str = "bare", other: Sample | None = None) -> Rung | None:
    """An honest, plainly wrong answer in the same form: the `other` sample's where it differs.

    None where the reference is not usable.
    """
    gold = read_gold(sample)
    if gold is None:
        return None
    text = _other_text(gold, read_gold(other) if other else None)
    return Rung("wrong", _right_form(text), 0.0, put(form, text, gold))


def golds_of(gold: Gold) -> tuple[Rung, ...]:
    return distinct(
        Rung(form, f"the gold, {form.replace('_', ' ')}", 1.0, put(form, gold.text, gold))
        for form in forms(gold)
    )


def faithful_to(gold: Gold, form: str) -> tuple[Rung, ...]:
    also = [
        Answer(f"also_{number}", "another of the references", text, 1)
        for number, text in enumerate(gold.also, start=1)
    ]
    answers = [*WAYS[gold.kind].reworded(gold, form), *also]
    made = [Rung(a.name, a.made, 1.0, put(form, a.text, gold)) for a in answers]
    return distinct([*made, *wrapped(gold, form)], [put(form, gold.text, gold)])


def worse_than(gold: Gold, form: str, other: Gold | None = None) -> tuple[Rung, ...]:
    text = _other_text(gold, other)
    kept = [answer for answer in WAYS[gold.kind].altered(gold) if not _right(answer.text, gold)]
    made = [Rung(a.name, a.made, a.quality, put(form, a.text, gold)) for a in kept]
    first = _wrong_at_the_end(gold, form, text)
    return distinct([first, *made, *spoiled(gold, form, text)], [put(form, gold.text, gold)])


def _wrong_at_the_end(gold: Gold, form: str, text: str) -> Rung:
    reply = put(form, text, gold)
    if gold.is_reasoned and form in REASONED:
        made = f"the reasoning of the reference, with {text} as its answer"
        return Rung("wrong_final", made, 0.0, reply)
    return Rung("wrong", _right_form(text), 0.0, reply)


def _right_form(text: str) -> str:
    return f"the right form with another answer: {text:.60}"


def _other_text(gold: Gold, other: Gold | None) -> str:
    """The other's answer where it is one of the same kind and not the same, else our own."""
    fits = other is not None and other.kind == gold.kind and not _right(other.text, gold)
    if other is not None and fits and (gold.kind != "choice" or other.text in gold.others):
        return other.text
    return WAYS[gold.kind].another(gold)


def _right(text: str, gold: Gold) -> bool:
    is_same = WAYS[gold.kind].same
    return is_same(text, gold) or any(text.strip() == also.strip() for also in gold.also)
