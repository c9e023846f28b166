"""Every reference has a ladder or none, and docs/ladder.md names every rung and every form."""

import json
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.validation.ladder.asking import REFERENCES, asked, every_rung
from validation.ladder import (
    OUTCOME_BLIND,
    gold_replies,
    kind_of,
    perturbation_rungs,
    wrong_rung,
)
from validation.ladder.forms import FORMS
from validation.ladder.rows import plain_name
from validation.probes import known_attacks
from validation.probes.rungs import attack_name

NAMES = st.sampled_from(["answer", "text", "answers", "solution", "tests", "name", "tool_calls"])
WORDS = st.sampled_from(
    [
        "18",
        "B",
        "yes",
        "$5",
        "1e9",
        "½",
        "def f(x): return 1",
        "SELECT 1",
        "````",
        "#### 7",
        "{",
        "[1",
    ]
)
TEXT = st.one_of(WORDS, st.text(max_size=30), st.lists(WORDS, max_size=4).map("\n".join))
LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXT)
REFERENCE = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | TEXT, inner, max_size=3),
    max_leaves=6,
)


@given(REFERENCE, TEXT)
@settings(max_examples=300)
def test_a_ladder_of_any_reference_is_made_or_empty(reference, prompt):
    sample = asked(reference, prompt)
    rungs = every_rung(sample)
    if kind_of(sample) is None:
        assert rungs == []
        assert wrong_rung(sample) is None
        return
    golds = gold_replies(sample)
    assert golds[0].name == "bare"
    assert wrong_rung(sample) is not None
    for rung in rungs:
        assert 0 <= rung.quality <= 1
        assert rung.reply.role == "assistant"
        assert rung.quality < 1 or rung.name not in OUTCOME_BLIND
        json.dumps([rung.name, rung.made, rung.reply.content])
    names = {attack_name(rung.name) for rung in perturbation_rungs(sample)} - {"wrong"}
    assert names <= known_attacks()
    said = {(rung.reply.content, rung.reply.tool_calls.__repr__()) for rung in golds}
    worse = [r for r in rungs if r.quality < 1]
    assert not [r for r in worse if (r.reply.content, r.reply.tool_calls.__repr__()) in said]


DOCS = (Path(__file__).parents[3] / "docs" / "ladder.md").read_text(encoding="utf-8")


def test_every_rung_and_every_form_is_documented():
    rungs = {rung.name for reference in REFERENCES for rung in every_rung(asked(reference))}
    named = set(re.findall(r"`([a-z_0-9]+)`", DOCS))
    known = named | {plain_name(name) for name in named} | {f"letter_{end}" for end in "abcdefghij"}
    assert {name for name in rungs if {name, plain_name(name)}.isdisjoint(known)} == set()
    assert set(FORMS) <= named
