"""Prompts of one task or of one kind of reference: what is broken on them alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from validation.measurement import Measurement
from validation.probes.case import Case
from validation.probes.findings import ENOUGH_PROMPTS
from validation.probes.scale import Scale

_KEY = "task"
"""The key of a row's metadata that says what it is a task of."""


def groups_of(cases: Sequence[Case]) -> dict[str, frozenset[str]]:
    """The prompts of each task and each kind, where there are several with enough of them."""
    found: dict[str, set[str]] = {}
    tasks = [case.row.sample.metadata.get(_KEY) for case in cases]
    kinds = [case.kind for case in cases]
    for name, values in (("task", tasks), ("kind", kinds)):
        if len({*map(str, values)}) < 2:
            continue
        for case, value in zip(cases, values, strict=True):
            if isinstance(value, str | int) and value != "":
                found.setdefault(f"{name} {value}", set()).add(case.row.prompt_id)
    return {name: frozenset(held) for name, held in found.items() if len(held) >= ENOUGH_PROMPTS}


def worst_group(
    name: str,
    cases: Sequence[Case],
    pays: Mapping[str, float],
    worths: Mapping[str, float],
    scale: Scale,
) -> Measurement | None:
    """The excess pay ratio on the group that pays an attack most; None without groups."""
    worst: Measurement | None = None
    for group, prompts in groups_of(cases).items():
        wrong, gold = ({p: of[p] for p in of if p in prompts} for of in (scale.wrong, scale.gold))
        found = replace(scale, wrong=wrong, gold=gold).excess(name, pays, worths)
        if found.value is None or found.n < ENOUGH_PROMPTS:
            continue
        if worst is None or found.value > (worst.value or 0.0):
            method = f"on the {found.n} prompts of {group}; {found.method}"
            worst = replace(found, method=method)
    return worst
