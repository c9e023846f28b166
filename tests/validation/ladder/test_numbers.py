"""Numbers, written otherwise and got wrong."""

import pytest

from tests.validation.ladder.asking import asked, qualities, texts, wrong_reply
from validation.ladder import (
    gold_replies,
    kind_of,
    paraphrase_rungs,
    perturbation_rungs,
    wrong_rung,
)

SOLVED = "She has 16 - 7 = 9 eggs.\nShe sells them for 9 * 2 = 18 dollars.\nThat is all.\n#### 18"


@pytest.mark.parametrize(
    "reference",
    [
        *("18", "-3", "0", "1,800", "0.05", "$18.50", "75%", "3/4", "1.5e6", "3 x 10^8", "5 km"),
        *("45 degrees", "12 apples", "x = 7", "\\frac{3}{4}", "10 m^2", SOLVED),
    ],
)
def test_kind_of_takes_a_number_with_a_currency_a_unit_or_a_letter(reference):
    assert kind_of(asked(reference)) == "number"
    assert kind_of(asked({"answer": reference})) == "number"


@pytest.mark.parametrize(
    "reference", ["2 or 3", "2021-05-03", "10:30", "Route 66", "in 1984 or so I think", "R2D2"]
)
def test_gold_that_only_holds_digits_is_no_number(reference):
    assert kind_of(asked(reference)) != "number"


def test_every_form_of_a_number():
    assert texts(gold_replies(asked("18"))) == {
        "bare": "18",
        "sentence": "The answer is 18.",
        "final_line": "Answer: 18",
        "hashes": "#### 18",
        "boxed": "\\boxed{18}",
        "tag": "<answer>18</answer>",
        "think_tag": "<think>\nI work it out step by step.\n</think>\n<answer>18</answer>",
        "json": '{"answer": 18}',
    }


def test_money_and_per_cent_are_escaped_in_a_box_and_text_in_json():
    assert texts(gold_replies(asked("$18")))["boxed"] == "\\boxed{\\$18}"
    assert texts(gold_replies(asked("$18")))["json"] == '{"answer": "$18"}'
    assert texts(gold_replies(asked("75%")))["boxed"] == "\\boxed{75\\%}"


@pytest.mark.parametrize(
    ("reference", "name", "said"),
    [
        ("1800", "decimals_1", "1800.0"),
        ("1800", "decimals_2", "1800.00"),
        ("1800", "thousands", "1,800"),
        ("1,800", "thousands", "1800"),
        ("$18", "no_currency", "18"),
        ("18", "bold", "**18**"),
        ("18", "space", "\n  18\n"),
    ],
)
def test_number_paraphrases_write_the_same_value(reference, name, said):
    assert texts(paraphrase_rungs(asked(reference)))[name] == said


def test_a_currency_is_added_only_where_the_question_asks_for_money():
    sold = "She sells eggs for $2 each."
    assert "currency" in texts(
        paraphrase_rungs(asked("18", f"{sold} How many dollars does she make?"))
    )
    assert "currency" not in texts(
        paraphrase_rungs(asked("9", f"{sold} How many eggs has she left?"))
    )


@pytest.mark.parametrize(
    ("reference", "name", "said"),
    [
        ("18", "digits_swapped", "81"),
        ("18", "digit_dropped", "1"),
        ("18", "tenfold", "180"),
        ("18", "thousandfold", "18000"),
        ("18", "sign", "-18"),
        ("-18", "sign", "18"),
        ("$1,800.50", "tenfold", "$18,005.00"),
        ("$18", "sign", "$-18"),
        ("5 km", "unit", "5 miles"),
        ("5 km", "tenfold", "50 km"),
        ("75%", "thousandfold", "75000%"),
        ("3/4", "upside_down", "4/3"),
        ("\\frac{3}{4}", "upside_down", "\\frac{4}{3}"),
        ("3 x 10^8", "power", "3 x 10^9"),
        ("1.5e6", "power", "1.5e7"),
        ("18", "negation", "not 18"),
        ("18", "denied", "I know what the answer is not: it is not 18."),
        ("18", "empty", ""),
    ],
)
def test_number_rungs_change_one_thing(reference, name, said):
    rungs = perturbation_rungs(asked(reference))
    assert texts(rungs)[name] == said
    assert qualities(rungs)[name] == 0


def test_off_by_one_is_one_more_or_one_less():
    assert texts(perturbation_rungs(asked("18")))["off_by_one"] in ("17", "19")
    assert texts(perturbation_rungs(asked("0.5")))["off_by_one"] == "1.5"  # below 1 only one more


def test_a_changed_digit_is_one_digit():
    changed = texts(perturbation_rungs(asked("1848")))["digit"]
    assert len(changed) == 4
    assert sum(one != other for one, other in zip("1848", changed, strict=True)) == 1


def test_a_rung_that_is_equal_to_the_gold_is_dropped():
    # of 0 the negative and ten times as much are 0, and 77 turned round is 77
    assert not {"sign", "tenfold", "thousandfold"} & set(texts(perturbation_rungs(asked("0"))))
    assert "digits_swapped" not in texts(perturbation_rungs(asked("77")))
    # 1/1 upside down is 1
    assert "upside_down" not in texts(perturbation_rungs(asked("1/1")))


def test_a_wrong_number_is_another_rows_where_it_differs():
    assert wrong_reply(asked("18"), "hashes", asked("21")).content == "#### 21"
    assert wrong_reply(asked("18"), "bare", asked("18.0")).content != "18.0"
    assert wrong_reply(asked("18"), "bare", asked("yes")).content != "yes"
    assert wrong_rung(asked("18")) == wrong_rung(asked("18"))


def test_reasoning_is_kept_before_a_wrong_final_answer():
    rungs = texts(perturbation_rungs(asked(SOLVED), "reference"))
    assert rungs["tenfold"] == SOLVED.replace("#### 18", "#### 180")
    head, _, final = rungs["wrong_final"].rpartition("#### ")
    assert head == SOLVED[:-7]
    assert final != "18"


def test_a_truncated_solution_ends_before_the_answer_is_worked_out():
    # the second line says "= 18", so that only the first is left
    assert (
        texts(perturbation_rungs(asked(SOLVED), "reference"))["truncated"]
        == "She has 16 - 7 = 9 eggs."
    )


def test_a_right_answer_for_wrong_reasons_has_other_numbers_before_it():
    rung = next(
        r for r in perturbation_rungs(asked(SOLVED), "reference") if r.name == "wrong_reasoning"
    )
    assert rung.quality == 0.5
    assert rung.reply.content.endswith("#### 18")
    assert "16 - 7 = 9" not in rung.reply.content


def test_a_solution_beside_the_answer_is_its_reasoning():
    sample = asked({"answer": "18", "solution": SOLVED})
    assert texts(gold_replies(sample))["reference"] == SOLVED
    assert "16 - 7 = 9" in texts(gold_replies(sample))["think_tag"]
    other = asked({"answer": "18", "solution": SOLVED.replace("#### 18", "#### 20")})
    assert "reference" not in texts(gold_replies(other))


def test_contradiction_names_the_gold_and_a_wrong_answer():
    said = texts(perturbation_rungs(asked("18")))["contradiction"]
    assert said.startswith("It is 18. No, it is ")


def test_the_form_must_be_one_of_its_kind():
    with pytest.raises(ValueError, match="form: expected one of bare, sentence"):
        perturbation_rungs(asked("18"), "fenced")


@pytest.mark.parametrize(
    "text",
    [
        "So 9 * 2 it is.\nA: {}",
        "So 9 * 2 it is.\n**Answer:** {}",
        "So 9 * 2 it is.\nThe final answer is **{}**.",
        "So 9 * 2 it is.\nAnswer: $\\boxed{{{}}}$.",
        "So 9 * 2 it is. Therefore we have \\boxed{{{}}}",
    ],
)
def test_a_final_answer_is_found_where_it_stands_and_changed_there(text):
    sample = asked(text.format(18))
    assert texts(gold_replies(sample))["bare"] == "18"
    assert texts(gold_replies(sample))["reference"] == text.format(18)
    assert texts(perturbation_rungs(sample, "reference"))["tenfold"] == text.format(180)


@pytest.mark.parametrize("reference", ["$18", "€7", "£1,800.50"])
def test_currency_is_never_exchanged_for_another(reference):
    assert "unit" not in texts(perturbation_rungs(asked(reference)))
