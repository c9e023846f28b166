"""Choices, labels and prose, written otherwise and got wrong."""

import pytest

from rewards.types import Message, Sample
from tests.validation.ladder.asking import asked, every_rung, qualities, texts, wrong_reply
from validation.ladder import (
    gold_replies,
    kind_of,
    paraphrase_rungs,
    perturbation_rungs,
    wrong_rung,
)

OPTIONS = "Which city?\nA) Rome\nB) Paris\nC) Oslo"
LONG = "Cats are nice. Dogs bark at 5 men. Birds fly."


@pytest.mark.parametrize("reference", ["B", "(B)", "B)", "B.", "B) Paris", {"answer": "B"}])
def test_a_letter_of_the_options_is_a_choice(reference):
    assert kind_of(asked(reference, OPTIONS)) == "choice"
    assert texts(gold_replies(asked(reference, OPTIONS)))["bare"] == "B"


def test_a_letter_outside_the_options_is_none():
    assert kind_of(asked("E", OPTIONS)) == "label"


def test_choice_paraphrases_give_the_same_letter():
    said = texts(paraphrase_rungs(asked("B", OPTIONS)))
    assert said == {
        "parentheses": "(B)",
        "period": "B.",
        "parenthesis": "B)",
        "named_option": "Option B",
        "with_words": "B) Paris",
        "space": "\n  B\n",
        "bold": "**B**",
    }


def test_choice_rungs_are_the_other_letters():
    rungs = perturbation_rungs(asked("B", OPTIONS), "hashes")
    letters = {r.reply.content for r in rungs if r.name in ("wrong", "letter_a", "letter_c")}
    assert letters == {"#### A", "#### C"}
    assert texts(perturbation_rungs(asked("B", OPTIONS)))["negation"] == "not B"


def test_choice_without_options_has_four_letters_or_as_many_as_it_takes():
    assert wrong_reply(asked("B")).content in "ACD"
    assert "letter_e" in texts(perturbation_rungs(asked("F")))


def test_the_letter_of_another_row_counts_only_where_the_question_has_it():
    assert wrong_reply(asked("B", OPTIONS), other=asked("C")).content == "C"
    assert wrong_reply(asked("B", OPTIONS), other=asked("D")).content in "AC"


def test_a_label_is_one_to_three_words():
    assert kind_of(asked("not spam")) == "label"
    assert kind_of(asked("New York City")) == "label"
    assert kind_of(asked("It is New York City")) == "text"


def test_label_paraphrases_give_the_same_label():
    said = texts(paraphrase_rungs(asked("spam")))
    assert said == {
        "title_case": "Spam",
        "period": "spam.",
        "space": "\n  spam\n",
        "bold": "**spam**",
    }


def test_label_rungs_are_other_labels_of_the_set():
    rungs = texts(perturbation_rungs(asked("spam", labels=["spam", "ham", "phishing"])))
    assert {rungs["wrong"], rungs.get("label_1"), rungs.get("label_2")} >= {"ham", "phishing"}


@pytest.mark.parametrize(
    ("label", "opposite"),
    [("yes", "no"), ("No", "Yes"), ("TRUE", "FALSE"), ("negative", "positive")],
)
def test_a_label_with_an_opposite_becomes_the_opposite(label, opposite):
    assert wrong_reply(asked(label)).content == opposite


def test_a_label_without_a_set_takes_another_rows_or_says_unknown():
    assert wrong_reply(asked("Lisbon"), other=asked("Oslo")).content == "Oslo"
    assert wrong_reply(asked("Lisbon"), other=asked("lisbon")).content == "unknown"
    assert wrong_reply(asked("unknown")).content == "none"


def test_the_text_of_an_option_becomes_the_text_of_another():
    assert wrong_reply(asked("Paris", OPTIONS)).content in ("Rome", "Oslo")


def test_a_sentence_cut_to_half_keeps_half_its_worth():
    rungs = perturbation_rungs(asked("The cat sat on the mat in 1984."))
    # eight words, of which four are kept
    assert texts(rungs)["truncated"] == "The cat sat on"
    assert qualities(rungs)["truncated"] == 0.5


@pytest.mark.parametrize(
    ("gold", "opposite"),
    [
        ("The sky is blue today.", "The sky is not blue today."),
        ("The sky is not blue.", "The sky is blue."),
        ("Cats and dogs eat fish.", "It is not true that cats and dogs eat fish."),
        ("NASA and ESA fly rockets.", "It is not true that NASA and ESA fly rockets."),
    ],
)
def test_a_sentence_is_negated(gold, opposite):
    rungs = perturbation_rungs(asked(gold))
    assert opposite in {r.reply.content for r in rungs if r.name in ("wrong", "negation")}


def test_long_text_is_worth_the_sentences_that_are_kept():
    rungs = perturbation_rungs(asked(LONG))
    assert kind_of(asked(LONG)) == "long_text"
    # three sentences: one is left of the truncated, two of those where one is wrong or gone
    assert qualities(rungs)["truncated"] == pytest.approx(1 / 3)
    for name in ("negation", "number", "dropped_sentence"):
        assert qualities(rungs)[name] == pytest.approx(2 / 3)
    assert texts(rungs)["truncated"] == "Cats are nice."


def test_a_wrong_text_is_another_rows():
    other = asked("Oslo lies in Norway, by the sea.")
    assert wrong_reply(asked("The sky is blue today."), other=other).content == (
        "Oslo lies in Norway, by the sea."
    )


def test_several_references_are_each_as_good():
    sample = asked({"answers": ["Holland", "the Netherlands"]})
    assert texts(paraphrase_rungs(sample))["also_1"] == "the Netherlands"
    assert wrong_reply(sample, other=asked("the Netherlands")).content == "unknown"


@pytest.mark.parametrize("reference", [None, "", "  ", {}, [], True, {"tests": "assert f(1)"}])
def test_rungs_need_a_usable_reference(reference):
    sample = asked(reference)
    assert kind_of(sample) is None
    assert gold_replies(sample) == paraphrase_rungs(sample) == perturbation_rungs(sample) == ()
    assert wrong_rung(sample) is None


@pytest.mark.parametrize("reference", ["18", "B", "spam", LONG, '{"a": 1}', "SELECT a FROM b"])
def test_rungs_of_a_row_are_the_same_whatever_was_replied(reference):
    sample = asked(reference)
    replied = Sample("other", (*sample.messages, Message("assistant", "Hm.")), reference)
    assert every_rung(sample) == every_rung(replied) == every_rung(asked(reference))


@pytest.mark.parametrize("reference", ["18", "B", "spam", LONG, '{"a": 1}', "SELECT a FROM b"])
def test_rungs_of_a_form_have_no_name_and_no_reply_twice(reference):
    for form in texts(gold_replies(asked(reference))):
        rungs = [
            *paraphrase_rungs(asked(reference), form),
            *perturbation_rungs(asked(reference), form),
        ]
        assert len({rung.name for rung in rungs}) == len(rungs)
        assert len({rung.reply.content for rung in rungs}) == len(rungs)
        assert all(0 <= rung.quality <= 1 and rung.made for rung in rungs)
