"""A graded dataset made of rows that have only prompts and references."""

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rewards.types import Sample
from rewards.wire.rows import with_reply
from validation.dataset import Dataset, LabelledSample
from validation.generations import first_of_each_prompt
from validation.ladder.forms import forms, reply_in_form, requested_form
from validation.ladder.gold import GoldAnswer, Rung
from validation.ladder.ladder import equal_rungs, gold_rungs, lower_rungs
from validation.ladder.reference import read_gold

POLICY = "ladder"
# How many rows on another answer of the same kind is looked for.
_LOOKAHEAD = 64


def ladder_dataset(dataset: Dataset, form: str | None = None) -> Dataset:
    """Every rung of every prompt as a row with its quality; the dataset's own replies are dropped.

    Without rows where no reference is usable.
    """
    rows = tuple(ladder_rows(read_prompts(dataset).usable, form=form))
    digest = hashlib.sha256(f"ladder of {dataset.digest} {form}".encode()).hexdigest()
    return Dataset(dataset.path, digest, rows)


def ladder_rows(
    prompts: Sequence[tuple[LabelledSample, GoldAnswer]],
    *,
    form: str | None = None,
    only: Collection[str] = (),
) -> Iterator[LabelledSample]:
    """The rungs of each prompt, the gold first; those named in `only` alone, where it says any.

    The answers stand in `form`, where a prompt can have it: else as the prompt asks for them, or
    as its reference ends, or bare.
    """
    taken = set[str]()
    for at, (row, gold) in enumerate(prompts):
        place = str(row.sample.id)
        place = f"{place}/{row.prompt_id}" if place in taken else place
        taken.add(place)
        for name, rung in _named_rungs(gold, form, _other_gold(prompts, at)):
            if not only or name.startswith("gold") or {name, plain_name(name)} & set(only):
                sample = with_reply(row.sample, rung.reply, f"{place}/{name}")
                made = f"{name}: {rung.made}"
                yield LabelledSample(sample, row.prompt_id, rung.quality, POLICY, made=made)


@dataclass(frozen=True)
class Prompts:
    """The prompts of a dataset with what their references say, and those that say nothing."""

    usable: tuple[tuple[LabelledSample, GoldAnswer], ...]
    skipped: tuple[LabelledSample, ...]


def read_prompts(dataset: Dataset) -> Prompts:
    """Each prompt once, by its first row, with what its reference says."""
    rows = first_of_each_prompt(dataset.rows)
    golds = [(row, read_gold(row.sample)) for row in rows]
    usable = tuple((row, gold) for row, gold in golds if gold is not None)
    return Prompts(usable, tuple(row for row, gold in golds if gold is None))


def skip_reason(sample: Sample) -> str:
    """What is wrong with the reference of a sample that has no usable one."""
    if sample.reference_answer is None:
        return "reference_answer: there is none"
    return (
        "reference_answer: expected a number, a letter, a text, JSON, SQL, code or tool calls, "
        f"got {sample.reference_answer!r:.120}"
    )


def _named_rungs(
    gold: GoldAnswer, form: str | None, other: GoldAnswer | None
) -> Iterator[tuple[str, Rung]]:
    main, others = (form, ()) if form is not None and form in forms(gold) else _own_forms(gold)
    yield "gold", Rung("gold", "the reference itself", 1.0, reply_in_form(main, gold.text, gold))
    for rung in gold_rungs(gold):
        if rung.name in others:
            yield f"gold_{rung.name}", rung
    for rung in (*equal_rungs(gold, main), *lower_rungs(gold, main, other)):
        yield rung.name, rung


def _own_forms(gold: GoldAnswer) -> tuple[str, Sequence[str]]:
    """The form to make rungs in, and the others that are as good."""
    known, asked = forms(gold), requested_form(gold)
    if "reference" in known and asked in (None, gold.solution and gold.solution.style):
        return "reference", ()
    if asked is not None:
        return asked, ()
    marked = ("tag", "think_tag") if gold.kind in ("json", "sql", "code") else ()
    return known[0], [name for name in known[1:] if name not in marked]


def _other_gold(prompts: Sequence[tuple[LabelledSample, GoldAnswer]], at: int) -> GoldAnswer | None:
    """The next answer of the same kind that is another one."""
    gold = prompts[at][1]
    for step in range(1, min(_LOOKAHEAD, len(prompts))):
        other = prompts[(at + step) % len(prompts)][1]
        if other.kind == gold.kind and other.text.casefold() != gold.text.casefold():
            return other
    return None


def plain_name(name: str) -> str:
    """The name of a rung without its number: several arguments are dropped, each once."""
    return re.sub(r"_\d+$", "", name)
