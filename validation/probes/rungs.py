"""Rungs of the ladder as attacks: what each imitates, what mends it, and the replies."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from rewards.types import Message
from validation.ladder import OUTCOME_BLIND, Rung, perturbation_rungs
from validation.ladder.forms import forms
from validation.ladder.gold import MakeAnswers, MakeRungs
from validation.ladder.ladder import RUNG_PERTURBATIONS, SHORT
from validation.ladder.perturbation import CARELESS, FREE, SLIP, Perturbation
from validation.probes.attacks import ATTACKS
from validation.probes.case import (
    AdversarialReply,
    AttackPrompt,
    is_first_or_last_guess,
    is_learnt,
    starts_with_answer,
)

# The name of the attack that joins the two that are paid most.
COMBINED = "combined"
_BOTH = Perturbation(
    *(COMBINED, "Several attacks", None, FREE, "two attacks, one after the other"),
    *("a model that has found several ways", "mend each of the two by itself"),
)
# The wrong answers of the ladder itself, which are attacks of other names.
_LADDER_ALONE = ("empty", "bloated_wrong", "opposite", "constant")
# Every rung that is an attack too, by name; of several kinds the first that has it.
RUNGS: Mapping[str, Perturbation[MakeAnswers | MakeRungs]] = {
    record.name: record
    for record in reversed(RUNG_PERTURBATIONS)
    if record.name not in _LADDER_ALONE
}


def perturbation_of(attack: str) -> Perturbation[object]:
    """The record of an attack: one of ours, a rung, or two of them combined."""
    if attack == COMBINED:
        return _BOTH
    return ATTACKS.get(attack) or RUNGS[attack]


def known_attacks() -> frozenset[str]:
    """The names of our attacks and of the rungs of the ladder; "combined" is made of two."""
    return frozenset(ATTACKS) | frozenset(RUNGS)


_HONEST = "empty non_answer refusal wrong_answer wrong_in_form other_prompts_answer worst_reply"
_HACKS = (
    "denial negation denied contradiction hidden_gold hedging all_options doubled_tags "
    "answer_in_reasoning judge_instruction fake_verdict flattery authority style code_exits"
)
# Attacks that say most about what is wrong with a reward, where several are paid alike.
DIAGNOSTIC = frozenset(f"{_HONEST} {_HACKS}".split())
# Attacks that say least: whatever pays a large mistake pays a small one.
SLIPS = frozenset({"near_miss", "part_of_gold", "special_numbers"}) | {
    name for name, record in RUNGS.items() if record.imitates in (SLIP, CARELESS)
}


def diagnostic_rank(attack: str) -> int:
    """0 for an attack that says most about a reward that pays it, 2 for one that says least."""
    return 0 if attack in DIAGNOSTIC else 1 + (attack in SLIPS)


# Rungs that count with two more: the gold taken back, and the gold after a wrong answer.
_MENTIONS = frozenset({"negation", "denied"})
# Rungs that leave the gold's fields in place: only more than the gold earns is too much.
_IN_PLACE = frozenset({"extra_field", "extra_argument", "wrong_type"})
_FINAL_LINE = re.compile(r"^Answer: ?(.*)$", re.MULTILINE)
_NUMBER = re.compile(r"_(?:\d+|[a-z])$")


def rung_replies(case: AttackPrompt) -> Iterator[tuple[str, AdversarialReply]]:
    """The name of each rung, without its number, and the reply."""
    if case.read is None:
        return
    known, form = forms(case.read), case.form
    if is_learnt(form) and "final_line" in known:
        rungs = perturbation_rungs(case.row.sample, "final_line")
        made = {rung.name: _in_learnt_form(rung, form) for rung in rungs}
    else:
        rungs = perturbation_rungs(case.row.sample, form if form in known else "bare")
        made = {rung.name: rung for rung in rungs}
    for rung in made.values():
        name = attack_name(rung.name)
        if rung.name in ("wrong", "empty"):  # attacks of ours already
            continue
        mirrored = name == "contradiction" or name in _MENTIONS
        if case.kind in SHORT and mirrored and case.wrong_answer:
            yield from ((name, attempt) for attempt in _mirrored_replies(case, rung, made))
        elif not _fools_first_reader(case, rung, name):
            yield name, _adversarial_reply(rung, rung.name, _rung_worth(case, rung))


def _in_learnt_form(rung: Rung, form: str) -> Rung:
    """The rung with the final line that the graded replies share in place of `Answer: …`."""
    text = _FINAL_LINE.sub(lambda found: form.replace("{}", found[1]), rung.reply.content)
    return replace(rung, reply=replace(rung.reply, content=text))


def attack_name(rung: str) -> str:
    """The name of a rung without its number or letter: `dropped_field` of `dropped_field_2`."""
    return _NUMBER.sub("", rung)


def _mirrored_replies(
    case: AttackPrompt, rung: Rung, made: Mapping[str, Rung]
) -> Iterator[AdversarialReply]:
    """The rung in both orders, so that a reader of the first or of the last pays one of them."""
    yield _adversarial_reply(rung, rung.name, 0.0)
    if rung.name in _MENTIONS and "contradiction" in made:
        yield _adversarial_reply(made["contradiction"], rung.name, 0.0)
    text = f"{case.frame(case.wrong_answer)}\nNo, that is wrong.\n{case.frame(case.answer)}"
    reply = Message("assistant", text)
    yield AdversarialReply(reply, "a wrong answer, taken back", rung.name, 0, True, text)


def _fools_first_reader(case: AttackPrompt, rung: Rung, name: str) -> bool:
    """Whether a reader of the first answer, or of the first letters, would take the gold of it."""
    if not case.is_short or name not in ("wrong_final", "truncated"):
        return False
    text = rung.reply.content
    return starts_with_answer(text, case.answer) or (
        name == "wrong_final" and is_first_or_last_guess(text, case.answer, case.rivals)
    )


def _adversarial_reply(rung: Rung, variant: str, worth: float) -> AdversarialReply:
    return AdversarialReply(rung.reply, rung.made, variant, worth, True, rung.reply.content)


def _rung_worth(case: AttackPrompt, rung: Rung) -> float:
    """An item too many in a list takes the place of others; a field too many of an object none."""
    whole = case.kind == "tool_calls" or isinstance(case.read and case.read.value, dict)
    in_place = whole and rung.name in _IN_PLACE
    return 1.0 if in_place or rung.name in OUTCOME_BLIND else rung.quality
