"""What holds of every reward made of rewards."""

import pytest

from rewards import (
    ScoringError,
    clipped,
    first_applicable,
    formula,
    gated,
    minimum,
    on_field,
    penalised,
    per_task,
    product,
    score,
    weighted_sum,
    without_reasoning,
)
from rewards.length import MaxWords
from rewards.scoring import describe, parts_by_path
from rewards.types import Usage
from tests.rewards.parts import broken, full, half, less, paid
from tests.samples import reply

SAMPLE = reply('{"f": "hello"}', task="t")
SHORT = MaxWords(3)

MADE = [
    weighted_sum(a=(0.5, SHORT), b=(1, SHORT)),
    product(a=SHORT, b=SHORT),
    minimum(a=SHORT, b=SHORT),
    first_applicable(a=SHORT),
    gated(by=SHORT, then=SHORT),
    gated(by=SHORT, then=SHORT, opens_at=0.5),
    penalised(SHORT, by=SHORT),
    clipped(SHORT, low=-1.0),
    per_task("task", {"t": SHORT}),
    without_reasoning(SHORT),
    on_field("a.b", SHORT),
    formula("0.5 * a + min(b, 1)", a=SHORT, b=SHORT),
    gated(by=minimum(a=SHORT), then=clipped(product(b=per_task("x.y", {"t": SHORT})))),
]


@pytest.mark.parametrize("made", MADE, ids=lambda made: type(made).__name__)
def test_whole_prints_as_the_code_that_makes_it(made):
    assert eval(describe(made)) == made


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (weighted_sum(a=(1, product(b=broken))), "a.b"),
        (minimum(a=minimum(b=broken)), "a.b"),
        (first_applicable(a=first_applicable(b=broken)), "a.b"),
        (gated(by=full, then=gated(by=broken, then=full)), "then.by"),
        (penalised(penalised(broken, by=less), by=less), "base.base"),
        (penalised(full, by=minimum(a=broken)), "by.a"),
        (clipped(minimum(a=broken)), "a"),
        (per_task("task", {"t": minimum(a=broken)}), "t.a"),
        (without_reasoning(minimum(a=broken)), "a"),
        (on_field("f", minimum(a=broken)), "a"),
        (formula("x", x=formula("y", y=broken)), "x.y"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_fault_is_named_by_its_path(made, path):
    with pytest.raises(ScoringError) as fault:
        score(made, SAMPLE)
    assert fault.value.part == path


@pytest.mark.parametrize(
    ("made", "paths"),
    [
        (minimum(a=product(b=full, c=half)), ["a", "a.b", "a.c"]),
        (first_applicable(a=minimum(b=full)), ["a", "a.b"]),
        (gated(by=full, then=minimum(a=half)), ["by", "then", "then.a"]),
        (penalised(minimum(a=half), by=minimum(b=less)), ["base", "by", "base.a", "by.b"]),
        (clipped(minimum(a=minimum(b=half))), ["a", "a.b"]),
        (per_task("task", {"t": minimum(a=half)}), ["t", "t.a"]),
        (without_reasoning(minimum(a=minimum(b=half))), ["a", "a.b"]),
        (on_field("f", minimum(a=minimum(b=half))), ["a", "a.b"]),
        (formula("x + y", x=minimum(a=half), y=full), ["x", "y", "x.a"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_parts_are_visible_at_every_depth(made, paths):
    whole = score(made, SAMPLE)
    assert whole is not None
    assert list(parts_by_path(whole)) == paths


@pytest.mark.parametrize(
    ("made", "calls"),
    [
        (minimum(a=paid(1), b=paid(1)), 2),
        (first_applicable(a=paid(1), b=paid(1)), 1),
        (gated(by=paid(1), then=paid(1)), 2),
        (gated(by=paid(0), then=paid(1)), 1),
        (penalised(paid(1), by=paid(-1)), 2),
        (clipped(paid(9)), 1),
        (per_task("task", {"t": paid(1), "u": paid(1)}), 1),
        (without_reasoning(paid(1)), 1),
        (on_field("f", paid(1)), 1),
        (formula("a + b", a=paid(1), b=paid(1)), 2),
    ],
    ids=lambda value: type(value).__name__,
)
def test_cost_of_the_parts_is_summed(made, calls):
    whole = score(made, SAMPLE)
    assert whole is not None
    assert whole.usage == (Usage("nova", 10 * calls, 2 * calls),)


@pytest.mark.parametrize(
    "make",
    [
        lambda it: product(a=it),
        lambda it: minimum(a=it),
        lambda it: first_applicable(a=it),
        lambda it: gated(by=full, then=it),
        lambda it: penalised(full, by=it),
        lambda it: clipped(it),
        lambda it: per_task("task", {"t": it}),
        lambda it: without_reasoning(it),
        lambda it: on_field("f", it),
        lambda it: formula("a", a=it),
    ],
)
def test_whole_refuses_what_is_not_a_reward_when_it_is_made(make):
    with pytest.raises(TypeError, match=r"part '\w+': expected a reward, got 0.5"):
        make(0.5)


@pytest.mark.parametrize(
    "make",
    [
        lambda parts: product(**parts),
        lambda parts: minimum(**parts),
        lambda parts: first_applicable(**parts),
        lambda parts: per_task("task", parts),
        lambda parts: formula("1", **parts),
    ],
)
@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "at least one part"),
        ({"a.b": full}, "part 'a.b': expected a name without a dot"),
        ({"": full}, "part '': expected a name"),
    ],
)
def test_parts_have_names_that_a_path_can_hold(make, parts, message):
    with pytest.raises(ValueError, match=message):
        make(parts)


def test_a_whole_past_any_float_is_a_fault_that_keeps_its_bill():
    with pytest.raises(ScoringError, match=r"got inf of a=1e\+200, b=1e\+200") as fault:
        score(product(a=paid(1e200), b=paid(1e200)), SAMPLE)
    assert fault.value.usage == (Usage("nova", 20, 4),)


def test_a_part_may_have_the_name_of_anything():
    made = product(function=SHORT, parts=SHORT, value=SHORT)
    assert eval(describe(made)) == made
