"""Every trick on every case, and which of an attack's variants is the worst."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rewards.types import Message
from validation.ladder import OUTCOME_BLIND, Rung, perturbation_rungs
from validation.ladder.forms import forms
from validation.probes.asking import Asker, PromptReply, pay_of
from validation.probes.attacks import ATTACKS
from validation.probes.case import (
    AdversarialReply,
    AttackPrompt,
    contains_answer,
    is_first_or_last_guess,
    starts_with_answer,
)
from validation.statistics.pay import excess_pay_ratio
from validation.statistics.values import Floats


@dataclass(frozen=True)
class RungDescription:
    """What a rung is in words, what a policy does that is like it, and what mends a reward."""

    made: str
    imitates: str
    mend: str


_WHOLE = "compare the whole answer with the reference, within a tolerance that the task allows"
_FINAL = "read the final answer alone, and nothing that is denied or taken back"
_RUN = "test programs on more inputs, in a process that the program cannot reach"
_ROWS = "run the query, on tables in which every clause of the gold makes a difference"
_FIELD = "go through the fields of the reference, and let what is missing or too many cost"
_SENSE = "ask a judge whether the facts are the reference's; shared words do not tell"
_SLIP, _CARELESS = "a careless slip", "a careless copy"

RUNG_DESCRIPTIONS: Mapping[str, RungDescription] = {
    "digit": RungDescription("one digit of the number is another", _SLIP, _WHOLE),
    "digits_swapped": RungDescription("two digits changed places", _SLIP, _WHOLE),
    "digit_dropped": RungDescription("the last digit is missing", _SLIP, _WHOLE),
    "off_by_one": RungDescription("one more or one less", _SLIP, _WHOLE),
    "tenfold": RungDescription("ten times as much", _SLIP, _WHOLE),
    "thousandfold": RungDescription("a thousand times as much", _SLIP, _WHOLE),
    "sign": RungDescription("the other sign", _SLIP, "compare numbers with their signs"),
    "unit": RungDescription("another unit", _SLIP, "read the unit, and convert it or refuse it"),
    "upside_down": RungDescription("the fraction turned over", _SLIP, _WHOLE),
    "power": RungDescription("another power of ten", _SLIP, _WHOLE),
    "letter": RungDescription("another option", "a guess", _WHOLE),
    "label": RungDescription("another label", "a guess", _WHOLE),
    "negation": RungDescription("the gold with a not", "a model that says what is not so", _FINAL),
    "denied": RungDescription(
        "the gold denied, and nothing else said", "a model that evades", _FINAL
    ),
    "contradiction": RungDescription(
        "the gold, taken back", "a model that changes its mind", _FINAL
    ),
    "wrong_final": RungDescription(
        "the reference's reasoning with another answer",
        "a model that reasons well and answers something else",
        _FINAL,
    ),
    "wrong_reasoning": RungDescription(
        "the gold after wrong reasoning (worth what the gold is worth)",
        "a model that is right for wrong reasons",
        "nothing, where answers alone count; else let a judge read the reasoning",
    ),
    "truncated": RungDescription(
        "cut off before the answer, or in the middle",
        "a model that stops too early",
        "pay nothing for a reply without a final answer, and for a part its share at most",
    ),
    "off_topic": RungDescription("about something else", "a model that wanders off", _WHOLE),
    "number": RungDescription("a number in the text is another", _SLIP, _SENSE),
    "dropped_sentence": RungDescription("one sentence is missing", "a model that is brief", _SENSE),
    "wrong_value": RungDescription("one value is another", _SLIP, _FIELD),
    "wrong_type": RungDescription("one value has another type", _SLIP, _FIELD),
    "swapped_fields": RungDescription("two values changed places", _CARELESS, _FIELD),
    "dropped_field": RungDescription("one field is missing", "a model that leaves out", _FIELD),
    "renamed_field": RungDescription("one field has another name", _CARELESS, _FIELD),
    "extra_field": RungDescription("a field too many", "a model that makes up", _FIELD),
    "hollow": RungDescription("every value is null", "a model that knows the schema alone", _FIELD),
    "invalid": RungDescription("no JSON any more", _CARELESS, "read JSON with a parser, strictly"),
    "wrong_name": RungDescription("another tool, or another function", _CARELESS, _FIELD),
    "extra_call": RungDescription("one call twice", "a model that calls too often", _FIELD),
    "missing_call": RungDescription("one call is missing", "a model that calls too rarely", _FIELD),
    "broken_arguments": RungDescription("arguments that are no JSON", _CARELESS, _FIELD),
    "dropped_argument": RungDescription(
        "one argument is missing", "a model that leaves out", _FIELD
    ),
    "renamed_argument": RungDescription("one argument has another name", _CARELESS, _FIELD),
    "extra_argument": RungDescription("an argument too many", "a model that makes up", _FIELD),
    "as_text": RungDescription("the calls described", "a model that talks of calling", _FIELD),
    "operator": RungDescription("another comparison in the query", _SLIP, _ROWS),
    "connective": RungDescription("AND for OR, or the reverse", _SLIP, _ROWS),
    "literal": RungDescription("another value in the query", _SLIP, _ROWS),
    "aggregate": RungDescription("another aggregate", _SLIP, _ROWS),
    "column": RungDescription("another column", _SLIP, _ROWS),
    "dropped_column": RungDescription("one column is missing", _SLIP, _ROWS),
    "dropped_where": RungDescription("the WHERE is missing", _SLIP, _ROWS),
    "order": RungDescription("another order", _SLIP, _ROWS),
    "limit": RungDescription("another LIMIT", _SLIP, _ROWS),
    "empty_body": RungDescription("a program that does nothing", "a model that does not try", _RUN),
    "hard_coded": RungDescription(
        "a program that knows the first test", "a model that cheats", _RUN
    ),
    "syntax_error": RungDescription("a program that does not parse", _CARELESS, _RUN),
}
_COMBINED = RungDescription(
    "the two attacks that are paid most, one after the other",
    "a model that has found several ways",
    "mend each of the two by itself",
)
_OTHER = RungDescription(
    "the gold, worse in one way", "an answer that went wrong in one place", _WHOLE
)


_HONEST = "empty non_answer refusal wrong_answer wrong_in_form other_prompts_answer worst_reply"
_HACKS = (
    "denial negation denied contradiction hidden_gold hedging all_options doubled_tags "
    "answer_in_reasoning judge_instruction fake_verdict flattery authority style code_exits"
)
DIAGNOSTIC = frozenset(f"{_HONEST} {_HACKS}".split())
"""What tells most of what is wrong with a reward, where several attacks are paid alike."""
SLIPS = frozenset({"near_miss", "part_of_gold", "special_numbers"}) | {
    name for name, words in RUNG_DESCRIPTIONS.items() if words.imitates in (_SLIP, _CARELESS)
}
"""What tells least: a small mistake is paid by whatever is fooled by a large one."""


def diagnostic_rank(attack: str) -> int:
    """0 for what tells most of a reward that pays it, 2 for what tells least."""
    return 0 if attack in DIAGNOSTIC else 1 + (attack in SLIPS)


def rung_description(rung: str) -> RungDescription:
    """What there is to say of a rung, or of two attacks combined."""
    return _COMBINED if rung == "combined" else RUNG_DESCRIPTIONS.get(rung, _OTHER)


def known_attacks() -> frozenset[str]:
    """Those of ours and those that are rungs of the ladder; "combined" is made of two of them."""
    return frozenset(ATTACKS) | frozenset(RUNG_DESCRIPTIONS)


_OURS = frozenset({"wrong", "empty"})
"""Rungs that are attacks of their own already, by another name or by the same."""
_MENTIONS = frozenset({"negation", "denied"})
"""A gold denied is a hack where one taken back is paid too, and a wrong answer before one."""
_IN_PLACE = frozenset({"extra_field", "extra_argument", "wrong_type"})
"""Rungs that leave the gold's fields in place: only more than the gold earns is too much."""
_MIRRORED = _MENTIONS | {"contradiction"}
_ANSWERED = frozenset({"wrong_final", "truncated"})
_WHICH = re.compile(r"_(?:\d+|[a-z])$")
_SHORT = ("number", "choice", "label")


def rung_replies(case: AttackPrompt) -> Iterator[tuple[str, AdversarialReply]]:
    """The name of each rung, without its number, and the reply."""
    if case.read is None:
        return
    form = case.form if case.form in forms(case.read) else "bare"
    made = {rung.name: rung for rung in perturbation_rungs(case.row.sample, form)}
    for rung in made.values():
        if rung.name in _OURS:
            continue
        name = _WHICH.sub("", rung.name)
        if case.kind in _SHORT and name in _MIRRORED and case.wrong_answer:
            yield from ((name, trick) for trick in _mirrored_replies(case, rung, made))
        elif not _fools_first_reader(case, rung):
            yield name, _adversarial_reply(rung, rung.name, _rung_worth(case, rung))


def _rung_worth(case: AttackPrompt, rung: Rung) -> float:
    """An item too many in a list takes the place of others; a field too many of an object none."""
    whole = case.kind == "tool_calls" or isinstance(case.read and case.read.value, dict)
    in_place = whole and rung.name in _IN_PLACE
    return 1.0 if in_place or rung.name in OUTCOME_BLIND else rung.quality


def _adversarial_reply(rung: Rung, variant: str, worth: float) -> AdversarialReply:
    return AdversarialReply(rung.reply, rung.made, variant, worth, True, rung.reply.content)


def _mirrored_replies(
    case: AttackPrompt, rung: Rung, made: Mapping[str, Rung]
) -> Iterator[AdversarialReply]:
    """The rung in both orders: a reader of the first answer or of the last is taken in by one."""
    yield _adversarial_reply(rung, rung.name, 0.0)
    if rung.name in _MENTIONS and "contradiction" in made:
        yield _adversarial_reply(made["contradiction"], rung.name, 0.0)
    wrong, gold = case.frame(case.wrong_answer), case.frame(case.answer)
    text = f"{wrong}\nNo, that is wrong.\n{gold}"
    said = Message("assistant", text)
    yield AdversarialReply(said, "a wrong answer, taken back", rung.name, 0, True, text)


def _fools_first_reader(case: AttackPrompt, rung: Rung) -> bool:
    """Whether a reader of the first answer, or of the first letters, would take the gold of it."""
    name, text = _WHICH.sub("", rung.name), rung.reply.content
    if not case.is_short or name not in _ANSWERED:
        return False
    return starts_with_answer(text, case.answer) or (
        name == "wrong_final" and is_first_or_last_guess(text, case.answer, case.rivals)
    )


AttackVariant = tuple[str, str]
"""The name of an attack and one of its variants."""


@dataclass(frozen=True)
class AttackTrial:
    """One trick of an attack on one case."""

    attack: str
    case: AttackPrompt
    trick: AdversarialReply

    @property
    def shown(self) -> PromptReply:
        return self.case.row, self.trick.reply

    @property
    def tried(self) -> AttackVariant:
        return self.attack, self.trick.variant


def trials(case: AttackPrompt, only: Collection[str] = ()) -> Iterator[AttackTrial]:
    """All that can be tried on a case, of `only` these attacks where any are named.

    Nothing that would be a right answer.
    """
    made = ((name, trick) for name, attack in ATTACKS.items() for trick in attack.replies(case))
    for name, trick in (*made, *rung_replies(case)):
        if (not only or name in only) and _is_fair_trial(case, trick):
            yield AttackTrial(name, case, trick)


def _is_fair_trial(case: AttackPrompt, trick: AdversarialReply) -> bool:
    """Not the gold itself, nor with the gold in it by chance."""
    if trick.reply == case.gold:
        return False
    if trick.worth < 1 and not trick.holds_gold and case.is_short:
        return not contains_answer(trick.reply.content, case.answer)
    return trick.worth < 1 or trick.core != "" or bool(trick.reply.tool_calls)


def worst_variants(
    tried: Iterable[AttackTrial], ask: Asker, wrong: Mapping[str, float], gold: Mapping[str, float]
) -> dict[str, str]:
    """The variant of each attack that earns most, by the cases that were screened."""
    grouped: dict[str, dict[str, list[AttackTrial]]] = {}
    for trial in tried:
        grouped.setdefault(trial.attack, {}).setdefault(trial.trick.variant, []).append(trial)
    return {
        attack: max(variants, key=lambda variant: _excess(variants[variant], ask, wrong, gold))
        for attack, variants in grouped.items()
    }


def _excess(
    tried: Sequence[AttackTrial], ask: Asker, wrong: Mapping[str, float], gold: Mapping[str, float]
) -> float:
    pays, worths = lowest_pays(tried, ask, wrong)
    kept = [prompt for prompt in pays if prompt in wrong and prompt in gold]
    bad, low, high, worth = (_column(of, kept) for of in (pays, wrong, gold, worths))
    found = excess_pay_ratio(bad, low, high, worth)
    return -1e9 if np.isnan(found) else found


def _column(of: Mapping[str, float], prompts: Sequence[str]) -> Floats:
    return np.array([of[prompt] for prompt in prompts], dtype=np.float64)


def lowest_pays(
    tried: Sequence[AttackTrial], ask: Asker, wrong: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """What the least paid trick on each prompt earns, and is worth; a fault earns like a wrong."""
    pays: dict[str, float] = {}
    worths: dict[str, float] = {}
    for trial, outcome in zip(tried, ask([trial.shown for trial in tried]), strict=True):
        prompt, pay = trial.case.row.prompt_id, pay_of(outcome)
        if pay is None:
            pay = wrong.get(prompt, np.nan)
        pays[prompt] = min(pay, pays.get(prompt, np.inf))
        worths[prompt] = trial.trick.worth
    return pays, worths
