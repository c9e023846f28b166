"""The prompts of a dataset as cases to attack: one row of each, and what is known around it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rewards.types import Message
from validation.dataset import Dataset, LabelledSample
from validation.generations import pick_evenly, rows_by_prompt
from validation.ladder import wrong_rung
from validation.ladder.forms import forms, reply_in_form
from validation.ladder.gold import GoldAnswer
from validation.ladder.ladder import SHORT
from validation.ladder.reference import read_gold
from validation.probes.case import (
    GRADED,
    AttackPrompt,
    are_similar_questions,
    final_line_form,
    is_learnt,
)

# Up to so many different labels are taken for a closed set.
_CLOSED = 20
# How many prompts on another gold is looked for.
_LOOKAHEAD = 50
_FIXED = ("0", "1", "yes", "no", "true")
# So many final lines of graded replies are tried as forms.
_SHARED = 3
# So many of the commonest golds are constants: short ones, and whole texts, programs or calls.
_COMMONEST, _WHOLE = 5, 3


def attack_prompts(dataset: Dataset, most: int) -> list[AttackPrompt]:
    """At most so many prompts, spread evenly over the data, without a form chosen yet."""
    prompts = [*rows_by_prompt(dataset.rows).values()]
    grades = sorted({row.quality for row in dataset.rows if row.quality is not None})
    span = (grades[0], grades[-1]) if len(grades) > 1 else None
    cases = [_attack_prompt(rows, span) for rows in pick_evenly(prompts, most)]
    found = Counter(case.answer for case in cases if case.kind in ("label", "choice"))
    labels = tuple(found) if 1 < len(found) <= _CLOSED else ()
    learnt = shared_forms(dataset)
    texts = _field_texts(cases)
    cases = [replace(c, labels=labels, learnt=learnt, field_texts=texts) for c in cases]
    return [_with_other(case, at, cases) for at, case in enumerate(cases)]


def _field_texts(cases: Sequence[AttackPrompt]) -> dict[str, tuple[str, ...]]:
    """The texts in each field of the golds that are JSON objects, where a field has a few."""
    found: dict[str, dict[str, None]] = {}
    for case in cases:
        value = case.read.value if case.read and case.kind == "json" else None
        for key, text in value.items() if isinstance(value, dict) else ():
            if isinstance(text, str):
                found.setdefault(key, {}).setdefault(text)
    return {key: tuple(texts) for key, texts in found.items() if len(texts) <= _CLOSED}


def _attack_prompt(
    rows: Sequence[LabelledSample], span: tuple[float, float] | None
) -> AttackPrompt:
    """A prompt by its first row with a usable reference; `span` is from worst to best grade."""
    read_rows = ((row, read_gold(row.sample)) for row in rows)
    row, read = next(((row, read) for row, read in read_rows if read), (rows[0], None))
    case = AttackPrompt(row, read)
    graded = [r for r in rows if r.quality is not None and r.sample.answered] if span else []
    if not graded or span is None:
        return case
    best = next((r for r in graded if r.quality == span[1]), None)
    least = min(graded, key=lambda r: r.quality or 0.0)
    if best is not None:
        case = replace(case, real=best.sample.messages[-1])
    if least.quality is not None and least.quality < span[1]:
        reply = least.sample.messages[-1]
        worth = max(_worth_of_quality(least.quality, span), case.shared_worth(reply))
        case = replace(case, worst=reply, worst_worth=worth)
    return case


def _worth_of_quality(quality: float, span: tuple[float, float]) -> float:
    """A quality from 0 to 1 as it stands; other grades as a share of the data's own span."""
    if span[0] >= 0 and span[1] <= 1:
        return quality
    return (quality - span[0]) / (span[1] - span[0])


def _with_other(case: AttackPrompt, at: int, cases: Sequence[AttackPrompt]) -> AttackPrompt:
    """With the next case whose gold is another's, and a bare wrong answer out of it."""
    following = [*cases[at + 1 :], *cases[:at]][:_LOOKAHEAD]
    found = next((c.row.sample for c in following if _has_other_gold(case, c)), None)
    rung = wrong_rung(case.row.sample, "bare", found) if case.read else None
    return replace(case, other=found, wrong_answer=rung.reply.content if rung else "")


def _has_other_gold(case: AttackPrompt, other: AttackPrompt) -> bool:
    """Whether the other's gold is plainly wrong here, by the references or by the questions."""
    if case.is_open:
        return not are_similar_questions(case.question, other.question)
    return other.read is not None and other.kind == case.kind and not case.is_right(other.answer)


def drop_references(cases: Sequence[AttackPrompt]) -> list[AttackPrompt]:
    """The cases without their references: graded replies alone are golds."""
    blank = [
        replace(case, read=None, labels=(), learnt=(), other=None, wrong_answer="")
        for case in cases
    ]
    return [_with_other(case, at, blank) for at, case in enumerate(blank)]


def shared_forms(dataset: Dataset) -> tuple[str, ...]:
    """The final lines that right graded replies share, as `A: {}`, the commonest first.

    A line counts that closes the replies to three prompts or more, and a tenth of those that have
    a right reply. What no words lead to is the bare answer, which is a form already.
    """
    grades = [row.quality for row in dataset.rows if row.quality is not None]
    top = max(grades, default=0.0)
    seen: dict[str, set[str]] = {}
    prompts: set[str] = set()
    reads: dict[str, GoldAnswer | None] = {}  # replies to one prompt mostly share its reference
    for row in dataset.rows if len({*grades}) > 1 else ():
        sample = row.sample
        if row.quality != top or not sample.answered:
            continue
        key = repr((row.prompt_id, sample.reference_answer, sample.metadata))
        if key not in reads:
            reads[key] = read_gold(sample)
        read = reads[key]
        if read is None or read.kind not in (*SHORT, "text"):
            continue
        prompts.add(row.prompt_id)
        form = final_line_form(sample.response, (read.text, *read.also))
        if form is not None and form.strip(" .") != "{}":
            seen.setdefault(form, set()).add(row.prompt_id)
    ranked = sorted(seen, key=lambda form: (-len(seen[form]), form))
    common = [form for form in ranked if len(seen[form]) >= max(3, len(prompts) / 10)]
    return tuple(common[:_SHARED])


def prompts_in_form(cases: Sequence[AttackPrompt], form: str) -> list[AttackPrompt]:
    """The cases that have a gold in this form, with it, with another's, and with constants."""
    golds = {id(case.row.sample): gold_in_form(case, form) for case in cases}
    formed = []
    for case in cases:
        gold, other = golds[id(case.row.sample)], golds.get(id(case.other))
        if gold is not None:
            formed.append(replace(case, form=form, gold=gold, other_gold=other))
    return _with_constants(formed)


def gold_in_form(case: AttackPrompt, form: str) -> Message | None:
    """The right reply in this form; None where there is none."""
    if form == GRADED:
        return case.real
    read = case.read
    if read is not None and is_learnt(form) and case.kind != "tool_calls":
        return Message("assistant", form.replace("{}", read.text))
    return reply_in_form(form, read.text, read) if read and form in forms(read) else None


def _with_constants(cases: Sequence[AttackPrompt]) -> list[AttackPrompt]:
    """With the commonest golds and every label, or with whole golds where answers are long."""
    if not all(case.is_short for case in cases):
        return _with_whole_golds(cases)
    answers = Counter(case.answer for case in cases)
    labels = cases[0].labels if cases else ()
    texts = [*(answer for answer, _ in answers.most_common(_COMMONEST)), *labels, *_FIXED]
    distinct = [*dict.fromkeys(texts), *([" ".join(labels)] if labels else [])]
    return [
        replace(case, constants=tuple(Message("assistant", case.frame(text)) for text in distinct))
        for case in cases
    ]


def _with_whole_golds(cases: Sequence[AttackPrompt]) -> list[AttackPrompt]:
    """With the commonest golds, None where one may be right here as nobody can tell from texts."""
    times = Counter(repr(case.gold) for case in cases)
    first = {repr(case.gold): case for case in reversed(cases)}
    common = [first[text] for text, _ in times.most_common(_WHOLE)]

    def constant(case: AttackPrompt, other: AttackPrompt) -> Message | None:
        apart = not case.is_open or not are_similar_questions(case.question, other.question)
        return other.gold if case is other or apart else None

    return [replace(case, constants=tuple(constant(case, c) for c in common)) for case in cases]
