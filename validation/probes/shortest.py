"""Two attacks joined, and a greedy search for the shortest reply that is still over-paid."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rewards.types import Message, ToolCall
from validation.ladder.gold import reply_key
from validation.probes.asking import Asker
from validation.probes.case import AdversarialReply, AttackPrompt, contains_answer
from validation.probes.findings import PAID, AttackResult, Example, PayScale
from validation.probes.measured import attack_result, example_of, reply_size
from validation.probes.rungs import COMBINED
from validation.probes.trials import AttackTrial

# Below the first ratio nothing works; above the second nothing is left to gain.
_SOME, _ALL = 0.05, 0.95
_UNIT = re.compile(r"\S+\s*")


def combine_attacks(
    results: Sequence[AttackResult],
    tried: Mapping[str, Sequence[AttackTrial]],
    ask: Asker,
    scale: PayScale,
    calls: int,
) -> list[AttackResult]:
    """The result of the two that are paid most, joined; none where one alone is paid in full.

    Only free attacks are joined, and none whose replies hold the gold.
    """
    free = (result for result in results if result.competes and result.needs == "free")
    paid = [result for result in free if (result.ratio or 0.0) > _SOME]
    ranked = sorted(paid, key=lambda result: -(result.ratio or 0.0))
    plain = [r.name for r in ranked if all(map(_is_without_gold, tried[r.name]))]
    if len(plain) < 2 or (ranked[0].ratio or 0.0) > _ALL:
        return []
    first, second = ({t.case.prompt_id: t for t in tried[name]} for name in plain[:2])
    made = [_join_trials(first[prompt], second[prompt]) for prompt in first if prompt in second]
    if not made or ask.cost(trial.prompt_reply for trial in made) > calls:
        return []
    return [attack_result(COMBINED, made, ask, scale)]


def _is_without_gold(trial: AttackTrial) -> bool:
    reply, answer = trial.attempt.reply, trial.case.answer
    if reply.tool_calls or not reply.content.strip() or trial.attempt.worth > 0:
        return False
    return not (answer and contains_answer(reply.content, answer)) and trial.case.real != reply


def _join_trials(first: AttackTrial, second: AttackTrial) -> AttackTrial:
    text = f"{first.attempt.reply.content}\n\n{second.attempt.reply.content}"
    made = f"{first.attack} and {second.attack}"
    attempt = AdversarialReply(Message("assistant", text), made, "", 0.0)
    return replace(first, attack=COMBINED, attempt=attempt)


def shortest_example(
    case: AttackPrompt, attempt: AdversarialReply, ask: Asker, scale: PayScale, calls: int
) -> Example:
    """The shortest over-paid reply that a search finds with at most so many calls.

    It leaves out halves, then smaller parts, then single words, as in delta debugging (Zeller &
    Hildebrandt 2002), and calls and arguments of tools. It never finds a right answer: the core of
    the reply stays whole, and a text that comes to hold the gold is skipped.
    """
    best, last, share = attempt.reply, ask.calls + calls, 2
    wrong, gold = scale.wrong[case.prompt_id], scale.gold[case.prompt_id]
    fair_excess = (attempt.worth + PAID) * (gold - wrong)
    while ask.calls < last:
        tried = {reply_key(one): one for one in _shorter_replies(best, attempt.core, share)}
        fair = [reply for reply in tried.values() if _is_fair(case, attempt, reply)]
        fair = fair[: last - ask.calls]
        pays = ask.pays([(case.row, reply) for reply in fair])
        paid = zip(fair, pays, strict=True)
        good = [reply for reply, pay in paid if pay is not None and pay - wrong > fair_excess]
        if good:
            best, share = min(good, key=reply_size), max(share - 1, 2)
        elif share >= len(_UNIT.findall(best.content)):
            break
        else:
            share *= 2
    made = attempt.made if best == attempt.reply else f"{attempt.made}, shortened"
    return example_of(case, best, made, ask, scale)


def _shorter_replies(reply: Message, core: str, share: int) -> Iterator[Message]:
    """The reply without one of `share` parts, or as one of them alone."""
    if reply.tool_calls:
        yield from _replies_with_fewer_calls(reply)
    before, _, after = reply.content.partition(core) if core else (reply.content, "", "")
    if core and core not in reply.content:
        return
    for text in _shorter_texts(before, share):
        yield replace(reply, content=text + core + after)
    for text in _shorter_texts(after, share):
        yield replace(reply, content=before + core + text)


def _shorter_texts(text: str, share: int) -> Iterator[str]:
    """The text without each of `share` parts of its words, and each of them alone."""
    units = _UNIT.findall(text) or ([text] if text else [])
    size = max(-(-len(units) // share), 1)
    for at in range(0, len(units), size):
        yield "".join(units[:at] + units[at + size :])
        if len(units) > size:
            yield "".join(units[at : at + size])


def _replies_with_fewer_calls(reply: Message) -> Iterator[Message]:
    calls = reply.tool_calls
    for at, call in enumerate(calls):
        yield replace(reply, tool_calls=(*calls[:at], *calls[at + 1 :]))
        if isinstance(call.arguments, dict):
            for name in call.arguments:
                kept = {key: value for key, value in call.arguments.items() if key != name}
                fewer = ToolCall(call.name, kept)
                yield replace(reply, tool_calls=(*calls[:at], fewer, *calls[at + 1 :]))


def _is_fair(case: AttackPrompt, attempt: AdversarialReply, reply: Message) -> bool:
    if reply == case.gold or case.worth(reply) > attempt.worth:
        return False
    return bool(attempt.core) or not (case.answer and contains_answer(reply.content, case.answer))
