"""Which references are golds, in which form, and what graded replies are worth."""

import json
import re
from dataclasses import replace

import pytest

from tests.validation.probes.data import dataset, row
from validation.dataset import Dataset, LabelledRow
from validation.probes import probe
from validation.probes.cases import attack_prompts
from validation.targets.target import RewardTarget


def made(rows):
    labelled = (
        LabelledRow.model_validate({**fields, "id": at}).to_sample(at)
        for at, fields in enumerate(rows)
    )
    return Dataset("made", "0" * 64, tuple(labelled))


def probed(reward, rows):
    return probe(RewardTarget("reward", reward), made(rows))


def measured(probing, name):
    return next(m for m in probing.measurements if m.name == name)


def label_in_json(sample):
    try:
        return json.loads(sample.response)["label"] == sample.reference_answer["label"]
    except (ValueError, TypeError, KeyError):
        return 0.0


def test_an_object_of_one_value_is_a_form_of_its_gold():
    rows = [row(n, f"Sort {n}.", "?", {"label": ("spam", "ham")[n % 2]}) for n in range(20)]
    probing = probed(label_in_json, rows)
    assert probing.form == "object"
    assert measured(probing, "gold_pay").value == 1


def in_a_form_of_its_own(sample):
    found = re.search(r"FINAL ANSWER -> (\d+)$", sample.response)
    return found is not None and found[1] == sample.reference_answer


def test_golds_that_earn_what_wrong_answers_do_may_lack_their_form():
    rows = [row(n, f"What is {n} and 10?", "?", str(n + 10)) for n in range(20)]
    probing = probed(in_a_form_of_its_own, rows)
    for name in ("gold_pay", "excess_pay_ratio", "lazy_policy"):
        assert measured(probing, name).reason == "form_unknown"


def test_golds_that_earn_less_than_wrong_answers_are_not_paid():
    rows = [row(n, f"What is {n} and 10?", "?", str(n + 10)) for n in range(20)]
    turned = probed(lambda s: s.reference_answer not in s.response, rows)
    assert measured(turned, "excess_pay_ratio").reason == "gold_not_paid"
    assert measured(turned, "gold_pay").value == 0


def specified(n):
    wanted = {"must_mention": [f"alpha{n}", f"beta{n}"], "most": 12}
    right = f"We looked into alpha{n} today and beta{n} tomorrow."
    yield row(n, f"Write of topic {n}.", right, wanted, quality=1.0)
    yield row(n, f"Write of topic {n}.", "We did nothing at all.", wanted, quality=0.0)


def meets(sample):
    said, wanted = sample.response, sample.reference_answer
    has_all = all(word in said for word in wanted["must_mention"])
    return has_all and len(said.split()) <= wanted["most"] and "{" not in said


def test_a_reference_that_says_what_to_do_is_no_gold():
    probing = probed(meets, [made for n in range(20) for made in specified(n)])
    assert probing.form == "graded"
    assert probing.not_probed[0].startswith("references: no form of them is paid")
    assert "extra_field" not in {result.name for result in probing.results}


def test_a_reference_that_right_replies_say_is_a_gold_in_a_form_of_its_own():
    def rows(n):
        yield row(n, f"What is {n} and 10?", f"FINAL ANSWER -> {n + 10}", str(n + 10), quality=1.0)
        yield row(n, f"What is {n} and 10?", "FINAL ANSWER -> 7", str(n + 10), quality=0.0)

    probing = probed(in_a_form_of_its_own, [made for n in range(20) for made in rows(n)])
    assert probing.form == "FINAL ANSWER -> {}"
    assert "tenfold" in {result.name for result in probing.results}


@pytest.mark.parametrize(
    ("qualities", "worth"),
    [
        ((0.5, 1.0), 0.5),  # shares stand as they are
        ((1.0, 3.0, 5.0), 0.0),  # grades are stretched over their span: (1 - 1) / 4
        ((2.0, 5.0, 1.0), 0.0),
    ],
)
def test_a_quality_between_0_and_1_is_the_worth_as_it_stands(qualities, worth):
    rows = [row(0, "Say it.", f"reply {q}", "gold", quality=q) for q in qualities]
    assert attack_prompts(made(rows), 9)[0].worst_worth == worth


def test_a_worst_reply_is_worth_the_fields_that_it_has_right():
    gold = {"a": "x", "b": "y"}
    rows = [
        row(0, "As JSON.", json.dumps(gold), gold, quality=1.0),
        row(0, "As JSON.", json.dumps({**gold, "b": "z"}), gold, quality=0.0),
    ]
    assert attack_prompts(made(rows), 9)[0].worst_worth == 0.5  # one field of two


def test_a_wrong_object_with_text_around_it_is_worth_what_it_shares_with_the_gold():
    case = attack_prompts(dataset("records"), 9)[0]
    assert case.read is not None
    shared = {**case.read.value, "town": "elsewhere"}
    said = replace(case.row.sample.messages[-1], content=json.dumps(shared))
    assert case.shared_worth(said) == 0.75  # three fields of four
    assert attack_prompts(dataset("numbers"), 9)[0].shared_worth(said) == 0
