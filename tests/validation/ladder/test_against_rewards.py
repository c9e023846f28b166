"""The ladder against our own rewards: no rung below the gold is paid as one."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.json_match import json_match
from rewards.label_match import LabelMatch
from rewards.multiple_choice import multiple_choice
from rewards.numeric_match import numeric_match
from rewards.sql_match import sql_match
from rewards.tool_calls_match import tool_calls_match
from rewards.types import Message, Reward, Sample, Score
from tests.samples import shared
from tests.validation.ladder.asking import answered, asked, every_rung
from validation.ladder import (
    OUTCOME_BLIND,
    gold_replies,
    kind_of,
    paraphrase_rungs,
    perturbation_rungs,
)

WHOLE = st.integers(-(10**9), 10**9).map(str)
DECIMAL = st.decimals(-99_999, 99_999, places=2, allow_nan=False).map(str)
MONEY = st.integers(1, 10**6).map(lambda size: f"${size:,}")
PERCENT = st.integers(1, 300).map(lambda share: f"{share}%")
RATIO = st.tuples(st.integers(1, 99), st.integers(2, 99)).map("{0[0]}/{0[1]}".format)
UNIT = st.tuples(st.integers(1, 999), st.sampled_from(["km", "hours", "apples"])).map(
    "{0[0]} {0[1]}".format
)
LABELS = ("spam", "ham", "phishing", "not sure")
LEAF = st.one_of(st.none(), st.booleans(), st.integers(-999, 999), st.text("abc 12", max_size=6))
VALUE = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner),
    max_leaves=8,
)
ARGUMENTS = st.dictionaries(st.text("abcd", min_size=1, max_size=4), VALUE, max_size=4)
CALLS = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from(["find", "book"]), "arguments": ARGUMENTS}),
    min_size=1,
    max_size=3,
)
OPTIONS = "Which city?\nA) Rome\nB) Paris\nC) Oslo\nD) Bern"


def paid(reward: Reward, sample: Sample) -> float:
    score = reward(sample)
    return score.value if isinstance(score, Score) else float(score or 0)


def misjudged(reward: Reward, sample: Sample) -> list[tuple[str, float, Message]]:
    """The rungs that a reward of final answers pays otherwise than it should."""
    wrong = []
    for rung in every_rung(sample):
        right = rung.quality == 1 or rung.name in OUTCOME_BLIND
        if (paid(reward, answered(sample, rung)) == 1) != right:
            wrong.append((rung.name, rung.quality, rung.reply))
    return wrong


@given(WHOLE | DECIMAL | MONEY | PERCENT | RATIO | UNIT)
def test_numeric_match_pays_the_gold_and_its_rewordings_alone(reference):
    sample = asked({"answer": reference})
    assert kind_of(sample) == "number"
    assert misjudged(numeric_match, sample) == []


@given(st.sampled_from("ABCD"), st.sampled_from([OPTIONS, "A, B, C or D?"]))
def test_multiple_choice_pays_the_right_letter_alone(letter, prompt):
    sample = asked(letter, prompt)
    assert kind_of(sample) == "choice"
    assert misjudged(multiple_choice, sample) == []


@pytest.mark.parametrize("label", LABELS)
def test_label_match_pays_the_label_alone(label):
    sample = asked(label, labels=list(LABELS))
    assert kind_of(sample) == "label"
    assert misjudged(LabelMatch(), sample) == []


@given(VALUE.filter(lambda value: isinstance(value, dict | list) and value))
def test_json_match_pays_the_same_value_alone_in_full(value):
    sample = asked(json.dumps({"text": {"inner": value}}), "Fill in the form.")
    if kind_of(sample) != "json":
        return
    below = [rung for rung in every_rung(sample) if rung.quality < 1]
    assert [r for r in below if paid(json_match, answered(sample, r)) == 1] == []


@given(CALLS)
def test_tool_calls_match_pays_the_same_calls_alone_in_full(calls):
    sample = asked(calls)
    assert kind_of(sample) == "tool_calls"
    for rung in every_rung(sample):
        earned = paid(tool_calls_match, answered(sample, rung))
        assert (earned == 1) == (rung.quality == 1), rung


SCHEMA = """
CREATE TABLE users (id INTEGER, name TEXT, age INTEGER, city TEXT);
INSERT INTO users VALUES (1, 'Ann', 31, 'Rome'), (2, 'Bob', 45, 'Rome'), (3, 'Cy', 19, 'Oslo'),
  (4, 'Di', 62, 'Bern'), (5, 'Ed', 30, 'Rome'), (6, 'Flo', 19, 'Bern');
"""


@pytest.mark.parametrize(
    "query",
    [
        "SELECT name FROM users WHERE city = 'Rome' AND age > 30",
        "SELECT city, COUNT(*) FROM users GROUP BY city",
        "SELECT name, age FROM users ORDER BY age DESC, name LIMIT 2",
        "SELECT MAX(age) FROM users WHERE city IN (SELECT city FROM users WHERE name = 'Flo')",
        "SELECT name FROM users WHERE age < 100",
    ],
)
def test_queries_of_rungs_never_give_the_golds_result(query):
    sample = asked(query, schema=SCHEMA)
    assert kind_of(sample) == "sql"
    forms = [gold.name for gold in gold_replies(sample) if "tag" not in gold.name]
    for form in forms:
        for rung in perturbation_rungs(sample, form):
            assert paid(sql_match, answered(sample, rung)) == 0, rung
        for rung in paraphrase_rungs(sample, form):
            assert paid(sql_match, answered(sample, rung)) == 1, rung


def test_the_last_query_loses_the_rung_that_changes_nothing_in_its_database():
    # everybody is younger than 100, so that without the WHERE the same rows come
    sample = asked("SELECT name FROM users WHERE age < 100", schema=SCHEMA)
    assert "dropped_where" not in {rung.name for rung in perturbation_rungs(sample)}
    assert "dropped_where" in {
        rung.name for rung in perturbation_rungs(asked("SELECT a FROM b WHERE c < 1"))
    }


def gsm8k() -> list[Sample]:
    lines = shared("gsm8k_rollouts.jsonl").read_text(encoding="utf-8").splitlines()
    rows = {row["prompt_id"]: row for row in map(json.loads, lines)}
    return [asked(row["reference_answer"], row["messages"][0]["content"]) for row in rows.values()]


@pytest.mark.parametrize("form", ["bare", "reference", "boxed"])
def test_sound_rewards_pay_wrong_rungs_of_real_answers_nothing_and_every_gold_all(form):
    misjudged = []
    for sample in gsm8k():
        golds = [rung for rung in gold_replies(sample) if rung.name == form]
        for rung in (*golds, *paraphrase_rungs(sample, form), *perturbation_rungs(sample, form)):
            right = rung.quality == 1 or rung.name in OUTCOME_BLIND
            if numeric_match(answered(sample, rung)) != right:
                misjudged.append(rung)
    assert misjudged == []


def anywhere(sample: Sample) -> bool:
    return str(sample.reference_answer["answer"]) in sample.response


def any_number(sample: Sample) -> bool:
    return any(char.isdigit() for char in sample.response)


@pytest.mark.parametrize(
    ("reward", "rungs"),
    [
        (anywhere, {"wrong_final", "negation", "denied", "contradiction", "tenfold"}),
        (any_number, {"wrong_final", "digit", "off_by_one", "sign", "truncated"}),
    ],
)
def test_gameable_rewards_pay_the_rungs_that_are_made_for_them(
    reward: Callable[[Sample], bool], rungs: set[str]
):
    samples = gsm8k()[:50]
    pay = dict.fromkeys(rungs, 0)
    for sample in samples:
        for rung in perturbation_rungs(sample, "reference"):
            if rung.name in rungs:
                pay[rung.name] += reward(answered(sample, rung))
    assert min(pay.values()) > 25, pay
