"""A greedy search for the shortest reply that is still over-paid."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rewards.types import Message, ToolCall
from validation.probes.alike import holds
from validation.probes.asking import Asked
from validation.probes.case import Case
from validation.probes.findings import Example
from validation.probes.measured import WORKS, example_of
from validation.probes.scale import Scale
from validation.probes.trick import Trick

_UNIT = re.compile(r"\S+\s*")


def shortened(case: Case, trick: Trick, ask: Asked, scale: Scale, calls: int) -> Example:
    """The shortest reply that was found with at most so many calls; the trick's own at worst.

    Halves, sentences' worth and single words are left out, as in delta debugging (Zeller &
    Hildebrandt 2002), and calls and arguments of tools. What comes of it is never a right answer:
    the core of a trick stays whole, and a text that comes to hold the gold is passed over.
    """
    best, last = trick.reply, ask.calls + calls
    share = 2
    while ask.calls < last:
        tried = _distinct(_shorter(best, trick.core, share))
        fair = [reply for reply in tried if _is_fair(case, trick, reply)][: last - ask.calls]
        pays = ask.pays([(case.row, reply) for reply in fair])
        good = [
            reply
            for reply, pay in zip(fair, pays, strict=True)
            if pay is not None and _over(case, trick, pay, scale)
        ]
        if good:
            best, share = min(good, key=_size), max(share - 1, 2)
        elif share >= _units(best):
            break
        else:
            share *= 2
    made = trick.made if best == trick.reply else f"{trick.made}, shortened"
    return example_of(case, best, made, ask, scale)


def _distinct(replies: Iterable[Message]) -> list[Message]:
    return [*{f"{reply.content}\0{reply.tool_calls!r}": reply for reply in replies}.values()]


def _shorter(reply: Message, core: str, share: int) -> Iterator[Message]:
    """The reply without one of `share` parts, or as one of them alone."""
    if reply.tool_calls:
        yield from _fewer_calls(reply)
    before, _, after = reply.content.partition(core) if core else (reply.content, "", "")
    if core and core not in reply.content:
        return
    for text in _less(before, share):
        yield replace(reply, content=text + core + after)
    for text in _less(after, share):
        yield replace(reply, content=before + core + text)


def _less(text: str, share: int) -> Iterator[str]:
    """The text without each of `share` parts of its words, and each of them alone."""
    units = _UNIT.findall(text) or ([text] if text else [])
    size = max(-(-len(units) // share), 1)
    for at in range(0, len(units), size):
        yield "".join(units[:at] + units[at + size :])
        if len(units) > size:
            yield "".join(units[at : at + size])


def _fewer_calls(reply: Message) -> Iterator[Message]:
    calls = reply.tool_calls
    for at, call in enumerate(calls):
        yield replace(reply, tool_calls=(*calls[:at], *calls[at + 1 :]))
        if isinstance(call.arguments, dict):
            for name in call.arguments:
                kept = {key: value for key, value in call.arguments.items() if key != name}
                fewer = ToolCall(call.name, kept)
                yield replace(reply, tool_calls=(*calls[:at], fewer, *calls[at + 1 :]))


def _is_fair(case: Case, trick: Trick, reply: Message) -> bool:
    if reply == case.gold or case.worth(reply) > trick.worth:
        return False
    return bool(trick.core) or not (case.answer and holds(reply.content, case.answer))


def _over(case: Case, trick: Trick, pay: float, scale: Scale) -> bool:
    prompt = case.row.prompt_id
    wrong, gold = scale.wrong[prompt], scale.gold[prompt]
    return pay - wrong > (trick.worth + WORKS) * (gold - wrong)


def _size(reply: Message) -> int:
    return len(reply.content) + len(repr(reply.tool_calls))


def _units(reply: Message) -> int:
    return len(_UNIT.findall(reply.content))
