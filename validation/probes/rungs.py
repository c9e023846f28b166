"""Rungs of the ladder as attacks: what each imitates, what mends it, and the replies."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rewards.types import Message
from validation.ladder import OUTCOME_BLIND, Rung, perturbation_rungs
from validation.ladder.forms import forms
from validation.ladder.ladder import SHORT
from validation.probes.attacks import ATTACKS
from validation.probes.case import (
    AdversarialReply,
    AttackPrompt,
    is_first_or_last_guess,
    starts_with_answer,
)


@dataclass(frozen=True)
class RungDescription:
    """What a policy does that is like a rung, and what mends a reward that pays it."""

    imitates: str
    mend: str


# The name of the attack that joins the two that are paid most.
COMBINED = "combined"
_WHOLE = "compare the whole answer with the reference, within a tolerance that the task allows"
_FINAL = "read the final answer alone, and nothing that is denied or taken back"
_RUN = "test programs on more inputs, in a process that the program cannot reach"
_ROWS = "run the query, on tables in which every clause of the gold makes a difference"
_FIELD = "go through the fields of the reference, and let what is missing or too many cost"
_SENSE = "ask a judge whether the facts are the reference's; shared words do not tell"
_REASONS = "nothing, where answers alone count; else let a judge read the reasoning"
_SHARE = "pay nothing for a reply without a final answer, and for a part its share at most"
_SLIP, _CARELESS, _GUESS = "a careless slip", "a careless copy", "a guess"
_LEAVES_OUT, _MAKES_UP = "a model that leaves out", "a model that makes up"

# By the name of a rung without its number. The names are attacks too: --attack takes them.
RUNG_DESCRIPTIONS: Mapping[str, RungDescription] = {
    name: RungDescription(imitates, mend)
    for names, imitates, mend in (
        ("digit digits_swapped digit_dropped off_by_one", _SLIP, _WHOLE),
        ("tenfold thousandfold upside_down power", _SLIP, _WHOLE),
        ("sign", _SLIP, "compare numbers with their signs"),
        ("unit", _SLIP, "read the unit, and convert it or refuse it"),
        ("letter label", _GUESS, _WHOLE),
        ("negation", "a model that says what is not so", _FINAL),
        ("denied", "a model that evades", _FINAL),
        ("contradiction", "a model that changes its mind", _FINAL),
        ("wrong_final", "a model that reasons well and answers something else", _FINAL),
        ("wrong_reasoning", "a model that is right for wrong reasons", _REASONS),
        ("truncated", "a model that stops too early", _SHARE),
        ("off_topic", "a model that wanders off", _WHOLE),
        ("number", _SLIP, _SENSE),
        ("dropped_sentence", "a model that is brief", _SENSE),
        ("wrong_value wrong_type", _SLIP, _FIELD),
        ("swapped_fields renamed_field", _CARELESS, _FIELD),
        ("wrong_name broken_arguments renamed_argument", _CARELESS, _FIELD),
        ("dropped_field dropped_argument", _LEAVES_OUT, _FIELD),
        ("extra_field extra_argument", _MAKES_UP, _FIELD),
        ("hollow", "a model that knows the schema alone", _FIELD),
        ("invalid", _CARELESS, "read JSON with a parser, strictly"),
        ("extra_call", "a model that calls too often", _FIELD),
        ("missing_call", "a model that calls too rarely", _FIELD),
        ("as_text", "a model that talks of calling", _FIELD),
        ("operator connective literal aggregate column", _SLIP, _ROWS),
        ("dropped_column dropped_where order limit", _SLIP, _ROWS),
        ("empty_body", "a model that does not try", _RUN),
        ("hard_coded", "a model that cheats", _RUN),
        ("syntax_error", _CARELESS, _RUN),
    )
    for name in names.split()
}


def description_of(attack: str) -> RungDescription:
    """What an attack imitates and what mends it: one of ours, a rung, or two of them combined."""
    if attack == COMBINED:
        imitates = "a model that has found several ways"
        return RungDescription(imitates, "mend each of the two by itself")
    ours = ATTACKS.get(attack)
    return RungDescription(ours.imitates, ours.mend) if ours else RUNG_DESCRIPTIONS[attack]


def known_attacks() -> frozenset[str]:
    """The names of our attacks and of the rungs of the ladder; "combined" is made of two."""
    return frozenset(ATTACKS) | frozenset(RUNG_DESCRIPTIONS)


_HONEST = "empty non_answer refusal wrong_answer wrong_in_form other_prompts_answer worst_reply"
_HACKS = (
    "denial negation denied contradiction hidden_gold hedging all_options doubled_tags "
    "answer_in_reasoning judge_instruction fake_verdict flattery authority style code_exits"
)
# Attacks that say most about what is wrong with a reward, where several are paid alike.
DIAGNOSTIC = frozenset(f"{_HONEST} {_HACKS}".split())
# Attacks that say least: whatever pays a large mistake pays a small one.
SLIPS = frozenset({"near_miss", "part_of_gold", "special_numbers"}) | {
    name for name, words in RUNG_DESCRIPTIONS.items() if words.imitates in (_SLIP, _CARELESS)
}


def diagnostic_rank(attack: str) -> int:
    """0 for an attack that says most about a reward that pays it, 2 for one that says least."""
    return 0 if attack in DIAGNOSTIC else 1 + (attack in SLIPS)


# Rungs that count with two more: the gold taken back, and the gold after a wrong answer.
_MENTIONS = frozenset({"negation", "denied"})
# Rungs that leave the gold's fields in place: only more than the gold earns is too much.
_IN_PLACE = frozenset({"extra_field", "extra_argument", "wrong_type"})
_NUMBER = re.compile(r"_(?:\d+|[a-z])$")


def rung_replies(case: AttackPrompt) -> Iterator[tuple[str, AdversarialReply]]:
    """The name of each rung, without its number, and the reply."""
    if case.read is None:
        return
    form = case.form if case.form in forms(case.read) else "bare"
    made = {rung.name: rung for rung in perturbation_rungs(case.row.sample, form)}
    for rung in made.values():
        name = attack_name(rung.name)
        if rung.name in ("wrong", "empty"):  # attacks of ours already
            continue
        mirrored = name == "contradiction" or name in _MENTIONS
        if case.kind in SHORT and mirrored and case.wrong_answer:
            yield from ((name, attempt) for attempt in _mirrored_replies(case, rung, made))
        elif not _fools_first_reader(case, rung, name):
            yield name, _adversarial_reply(rung, rung.name, _rung_worth(case, rung))


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
