import pytest

from rewards.label_f1 import LabelF1, label_f1
from tests.samples import reply

COLOURS = LabelF1(("red", "green", "blue", "grey"), {"gray": "grey"})


@pytest.mark.parametrize(
    ("text", "gold", "value"),
    [
        ("red, green", ["red", "green"], 1.0),
        ("Green and RED.", "red, green", 1.0),
        ('["red", "gray"]', {"labels": ["red", "grey"]}, 1.0),
        ("red", ["red", "green"], 2 / 3),  # TP 1, FN 1: 2 / (2 + 1)
        ("red, green, blue", ["red"], 0.5),  # TP 1, FP 2: 2 / (2 + 2)
        ("red but not green", ["red"], 1.0),
        ("blue", ["red"], 0.0),
        ("red", [], 0.0),
        ("", ["red"], 0.0),
        ("<think>red", ["red"], 0.0),
        ("", [], 1.0),
        ("none", "none", 1.0),
        ("none of them", {"labels": []}, 1.0),
    ],
)
def test_label_f1_is_the_f1_of_the_two_sets(text, gold, value):
    assert COLOURS(reply(text, gold)).value == pytest.approx(value)


def test_macro_is_the_mean_over_the_labels_that_either_side_names():
    # red is right (1); green is missed and blue is extra (0 each): 1/3
    macro = LabelF1(COLOURS.labels, average="macro")
    assert macro(reply("red, blue", ["red", "green"])).value == pytest.approx(1 / 3)
    assert macro(reply("", [])).value == 1.0


def test_the_metrics_are_what_the_f1_of_many_samples_is_made_of():
    assert COLOURS(reply("red, blue", ["red", "green", "grey"])).metrics == {
        "true_positives": 1.0,
        "false_positives": 1.0,
        "false_negatives": 2.0,
    }


def test_label_f1_takes_the_word_none_as_a_label():
    named = LabelF1(("none", "red"))
    assert named(reply("none", "none")).metrics["true_positives"] == 1.0


def test_the_labels_may_come_with_the_sample():
    assert label_f1(reply("red", ["red"], labels=["red", "green"])).value == 1.0


def test_a_reference_outside_the_set_is_a_fault_of_the_data():
    with pytest.raises(ValueError, match="reference_answer: expected one of"):
        COLOURS(reply("red", ["red", "pink"]))


@pytest.mark.parametrize("average", ["weighted", None])
def test_an_unknown_average_is_refused(average):
    with pytest.raises(ValueError, match="average: expected 'micro' or 'macro', got "):
        LabelF1(average=average)
