"""What holds of every text reward, whatever the reply."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewards.exact_match import ExactMatch, exact_match
from rewards.in_language import InLanguage
from rewards.label_f1 import LabelF1
from rewards.label_match import LabelMatch
from rewards.multiple_choice import multiple_choice
from rewards.no_repetition import no_repetition
from rewards.one_of import OneOf, one_of
from rewards.pattern import Pattern
from rewards.scoring import score
from rewards.soft_overlong import SoftOverlong, soft_overlong
from rewards.text_similarity import TextSimilarity
from rewards.token_f1 import token_f1
from rewards.types import Message, Reward, Sample
from rewards.well_formed import WellFormed, well_formed
from tests.rewards.text_replies import replies, thoughts

PROMPT = "Which?\nA) Paris\nB) London\nC) a cat"
LENIENT_MATCH = ExactMatch(None, "NFKC", True, True, True)
LENIENT_ONE_OF = OneOf(None, "NFKC", True, True, True)
READ_AFTER_REASONING: dict[str, tuple[Reward, object]] = {
    "exact_match": (exact_match, "B"),
    "ExactMatch": (LENIENT_MATCH, "London"),
    "one_of": (one_of, ["B", "London"]),
    "OneOf": (LENIENT_ONE_OF, {"answers": ["B", "18"]}),
    "multiple_choice": (multiple_choice, "B"),
    "LabelMatch": (LabelMatch(("spam", "ham"), {"B": "spam"}), "spam"),
    "LabelF1": (LabelF1(("spam", "ham", "18")), ["spam", "18"]),
    "token_f1": (token_f1, ["The answer is B", "B"]),
    "ratio": (TextSimilarity("ratio"), "The answer is B"),
    "rouge_l": (TextSimilarity("rouge_l"), "The answer is B"),
    "chrf": (TextSimilarity("chrf"), "The answer is B"),
    "bleu": (TextSimilarity("bleu"), "The answer is B"),
    "Pattern": (Pattern("B|spam"), None),
    "InLanguage en": (InLanguage("en"), None),
    "InLanguage ja": (InLanguage("ja"), None),
}
REWARDS = READ_AFTER_REASONING | {
    "well_formed": (well_formed, None),
    "WellFormed": (WellFormed(("answer",), nothing_outside=False), None),
    "soft_overlong": (soft_overlong, None),
    "SoftOverlong": (SoftOverlong(9, 3, "characters", 1), None),
    "no_repetition": (no_repetition, None),
}


def value(name: str, text: str) -> float | None:
    reward, gold = REWARDS[name]
    turns = (Message("user", PROMPT), Message("assistant", text))
    scored = score(reward, Sample("s1", turns, gold))
    return scored.value if scored else None


@pytest.mark.parametrize("name", REWARDS)
@settings(max_examples=60)
@given(text=replies())
def test_text_rewards_are_bounded_and_the_same_when_asked_again(name, text):
    lowest = -1.0 if name == "soft_overlong" else 0.0
    first = value(name, text)
    assert first == value(name, text)
    if first is None:
        assert name.startswith("InLanguage")
    else:
        assert math.isfinite(first)
        assert lowest <= first <= lowest + 1


@pytest.mark.parametrize("name", READ_AFTER_REASONING)
@settings(max_examples=40)
@given(thought=thoughts(), said=replies())
def test_closed_reasoning_changes_no_score(name, thought, said):
    assert value(name, f"<think>{thought}</think>{said}") == value(name, f"</think>{said}")


@pytest.mark.parametrize("name", READ_AFTER_REASONING)
@settings(max_examples=40)
@given(thought=st.sampled_from(["B", "London", "The answer is B", "spam", "18", "{}"]))
def test_text_rewards_pay_no_answer_in_reasoning_without_an_end(name, thought):
    assert value(name, f"<think>{thought}") == value(name, "")


@pytest.mark.parametrize("name", [*READ_AFTER_REASONING, "well_formed", "no_repetition"])
@settings(max_examples=40)
@given(text=replies(), space=st.text(" \n\t"))
def test_text_rewards_ignore_white_space_around_the_reply(name, text, space):
    assert value(name, f"{text}{space}") == value(name, text)


@given(text=st.text(), case=st.sampled_from([str.upper, str.lower, str.swapcase]))
def test_labels_and_lenient_matches_ignore_the_case_of_ascii_letters(text, case):
    changed = case(text) if text.isascii() else text
    for name in ("ExactMatch", "OneOf", "LabelMatch", "LabelF1", "token_f1", "rouge_l"):
        assert value(name, changed) == value(name, text)


@given(text=replies(), marks=st.text(".,;:!?"), space=st.text(" \n\t", min_size=1))
def test_lenient_matches_ignore_last_marks_and_the_amount_of_white_space(text, marks, space):
    for name in ("ExactMatch", "OneOf"):
        assert value(name, f"{text} {marks}") == value(name, text)
        assert value(name, text.replace(" ", space)) == value(name, text.replace(" ", " "))
