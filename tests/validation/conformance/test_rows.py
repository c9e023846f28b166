from dataclasses import replace
from itertools import count

import pytest

from judges.judge import Judge
from lambda_handlers.adapter import reward_handler
from rewards.numeric_match import numeric_match
from rewards.types import Message, Sample
from tests.judges.scripted import rated, said
from tests.samples import shared
from tests.validation.conformance.by_hand import BARE, check_named, checks_of, failures
from validation.conformance import HandlerUnderTest, conformance
from validation.dataset import LabelledSample, read_dataset
from validation.targets.target import HandlerEndpoint


def rows(*replies, quality=(), reference=None, **metadata):
    """Rows of one prompt; a reply of None is left out."""
    made = []
    for n, reply in enumerate(replies):
        turns = [Message("user", "How many?")]
        turns += [] if reply is None else [Message("assistant", reply)]
        sample = Sample(f"r{n}", tuple(turns), reference, metadata)
        made.append(LabelledSample(sample, "p", quality[n] if quality else None))
    return made


def test_conform_needs_references_alone():
    data = [*rows(None, reference="12"), *rows(None, reference="40")]
    checks = checks_of(BARE, rows=data)
    assert failures(checks) == []
    assert check_named(checks, "right above wrong").outcome == "passed"


def test_questions_begin_with_prompts_that_have_a_better_and_a_worse_reply():
    # Of 50 prompts the form that pays, "A:12" with no blank, is shown by the last two alone.
    data = []
    for n in range(50):
        replies = ("A:12", "A:13") if n >= 48 else ("A:7",)
        made = rows(*replies, quality=(1.0, 0.0) if n >= 48 else (0.0,), reference="12")
        data += [replace(row, prompt_id=f"p{n:02}") for row in made]
    checks = checks_of(
        reward_handler(lambda sample: sample.response == f"A:{sample.reference_answer}"), rows=data
    )
    assert check_named(checks, "right above wrong").outcome == "passed"


def test_rare_noise_that_the_first_repetition_does_not_show_breaks_no_rule_of_the_contract():
    calls = count(1)
    data = [
        replace(row, prompt_id=f"p{n}")
        for n in range(9)
        for row in rows(f"A: {n}", f"A: {n + 1}", quality=(1.0, 0.0), reference=str(n))
    ]
    checks = checks_of(
        reward_handler(lambda sample: bool(numeric_match(sample)) != (next(calls) % 67 == 0)),
        rows=data,
    )
    named = {check.name for check in checks if check.outcome in ("failed", "advice")}
    assert named == {"the same twice"}


def test_real_rows_of_word_problems_pass():
    data = read_dataset(str(shared("gsm8k_rollouts.jsonl")))
    checks = checks_of(reward_handler(numeric_match), rows=data.rows)
    assert failures(checks) == []
    assert not [check for check in checks if check.open]


def test_baseline_without_references_sets_the_best_reply_against_the_worst():
    def longer(sample):
        return float(len(sample.response))

    data = rows("a", "a long one", "abc", quality=(0.0, 1.0, 0.5))
    assert check_named(
        checks_of(reward_handler(longer), rows=data), "right above wrong"
    ).says.startswith("in")
    worse = rows("a", "a long one", "abc", quality=(1.0, 0.0, 0.5))
    assert failures(checks_of(reward_handler(longer), rows=worse)) == ["right above wrong"]


def test_replies_of_unknown_worth_are_held_to_all_but_their_order():
    checks = checks_of(
        reward_handler(lambda sample: len(sample.response) % 7), rows=rows("ab", "abc")
    )
    assert failures(checks) == []
    assert check_named(checks, "right above wrong").open
    assert check_named(checks, "order and batch do not matter").outcome == "passed"


def test_rows_with_neither_reference_nor_reply_cannot_be_tried():
    checks = checks_of(BARE, rows=rows(None))
    assert failures(checks) == []
    assert check_named(checks, "the plain event").open


def test_a_handler_that_fails_on_its_own_rows_fails():
    checks = checks_of(BARE, rows=rows("12", reference={"other": 1}))
    assert failures(checks) == ["the plain event"]


def test_a_reward_that_pays_some_real_replies_is_no_constant():
    # It asks for a form of its own, in which no gold answer is said: nothing proves it constant.
    def tagged(sample):
        return 1.0 if "<sum>" in sample.response else 0.0

    data = rows("<sum>12</sum>", "12", reference="12")
    assert check_named(checks_of(reward_handler(tagged), rows=data), "right above wrong").open


def test_the_metadata_of_a_row_comes_with_it():
    def with_unit(sample):
        return sample.metadata["unit"] == "km" and numeric_match(sample)

    for platform in ("nova", "bedrock"):
        handler = reward_handler(with_unit, platform=platform)
        data = rows(None, reference="12", unit="km")
        assert failures(checks_of(handler, platform, rows=data)) == []


@pytest.mark.parametrize(("tokens", "outcome"), [(1_000, "passed"), (32_768, "failed")])
def test_the_largest_event_is_estimated_from_the_longest_reply(tokens, outcome):
    # 128 replies of 32,768 tokens at 4 bytes are 16.8 MB, of which Lambda takes 6.3.
    data = rows("12", None, reference="12")
    check = check_named(checks_of(BARE, rows=data, max_tokens=tokens), "the largest event")
    assert check.outcome == outcome
    if outcome == "failed":
        # 6,291,456 / (131,072 and the row's own 130 bytes or so) is 47.9
        assert "47 or less" in check.fix


def test_the_largest_event_is_that_of_the_longest_replies_there_are():
    short = rows("12", reference="12")
    assert check_named(checks_of(BARE, rows=short), "the largest event").outcome == "passed"
    long = rows("12", "a" * 60_000 + " 12", reference="12")
    # the two of them by turns: 64 of 60 kB are 3.9 MB
    assert check_named(checks_of(BARE, rows=long), "the largest event").outcome == "passed"
    longer = rows("a" * 60_000 + " 12", reference="12")
    assert check_named(checks_of(BARE, rows=longer), "the largest event").outcome == "failed"


def test_length_of_replies_is_not_guessed():
    assert check_named(
        checks_of(BARE, rows=rows(None, reference="12")), "the largest event"
    ).outcome == ("not checked")


def test_a_reward_that_asks_models_is_neither_timed_nor_sent_long_texts():
    asked = []

    def ask(question):
        asked.append(question)
        return rated(5 if "Good day" in question.text else 1)

    judge = Judge(ask=lambda question: said(ask(question)), rubric="It is polite.")
    trial = HandlerUnderTest(HandlerEndpoint("m:h", reward_handler(judge)), "nova")
    done = conformance(trial, rows("Good day to you.", reference=None))
    assert done.questions == len(asked) > 0
    assert check_named(done.checks, "the time of a batch").outcome == "not checked"
    assert check_named(done.checks, "a very long reply").outcome == "not checked"
    assert max(len(str(question)) for question in asked) < 20_000
