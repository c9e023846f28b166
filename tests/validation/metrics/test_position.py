"""Position bias: what a pairwise judge's verdicts owe to the place."""

import json
import re
from collections.abc import Mapping

import pytest

from judges.ask import Question, Reply
from judges.pairwise import Pairwise
from rewards.compose import weighted_sum
from rewards.types import Message, Sample
from tests.samples import shared
from tests.validation.data import row
from tests.validation.metrics.taken import measured


def replayed(verdicts: Mapping[str, Mapping[str, str]]) -> Pairwise:
    """A judge who says again what it said of each prompt, in either order."""

    def ask(question: Question) -> Reply:
        prompt = re.search(r"<turn_of_user-\w+>\n(.*)\n", question.text)
        first = re.search(r"<first_reply-\w+>\n(.*)\n", question.text)
        assert prompt
        assert first
        order = "in_order" if first[1] == "1" else "swapped"
        better = "first" if verdicts[prompt[1]][order] == first[1] else "second"
        return Reply(json.dumps({"reason": "", "better": better}), 1, 1, 0.0, "m")

    return Pairwise(ask, "The better one.")


def pairs(prompts):
    """Rows whose reply is 1 and whose reference is 2."""
    return [
        row("1", id=p, prompt_id=p, reference_answer="2") | {"messages": _turns(p)} for p in prompts
    ]


def _turns(prompt):
    return [{"role": "user", "content": prompt}, {"role": "assistant", "content": "1"}]


@pytest.mark.parametrize(
    ("judge", "bias", "flips"),
    [
        # Verdicts for the same reply in both orders aside, what stood first won 9 times in both
        # orders and what stood second 5 times, of 234: (9 - 5) / 234 and (9 + 5) / 234.
        ("gpt-4", 4 / 234, 14 / 234),
        ("falcon", (123 - 2) / 234, (123 + 2) / 234),
        ("llama2", (31 - 20) / 234, (31 + 20) / 234),
    ],
)
def test_real_judges_favour_the_first_place_as_their_verdicts_in_both_orders_show(
    judge, bias, flips
):
    lines = shared("llmbar_pairwise.jsonl").read_text(encoding="utf-8").splitlines()
    said = {line["prompt_id"]: line["verdicts"][judge] for line in map(json.loads, lines)}
    found = measured(pairs(said), judges={"pairs": replayed(said)}, reward=lambda sample: 0.5)
    assert found["position_bias:pairs"].value == pytest.approx(bias)
    assert found["flip_rate:pairs"].value == pytest.approx(flips)
    assert found["flip_rate:pairs"].n == 234


ONE = {"p": {"in_order": "1", "swapped": "2"}}


def test_a_pairwise_judge_inside_the_target_is_found_by_its_path():
    target = weighted_sum(better=(1, replayed(ONE)))
    found = measured(pairs(ONE), reward=target)
    assert found["position_bias:better"].value == 1.0


def test_a_target_that_is_itself_a_pairwise_judge_has_its_bias_unnamed():
    assert measured(pairs(ONE), reward=replayed(ONE))["position_bias"].value == 1.0


def test_a_judge_that_compares_nothing_has_no_position_bias():
    assert not any(name.startswith("position_bias") for name in measured(pairs(ONE), lambda s: 1.0))


def test_a_comparison_that_failed_does_not_count():
    said = {"p": {"in_order": "1", "swapped": "2"}, "q": {"in_order": "1", "swapped": "1"}}
    judge = replayed(said)

    def failing(sample: Sample):
        if sample.messages[0] == Message("user", "q"):
            raise LookupError
        return judge(sample)

    found = measured(pairs(said), judges={"pairs": failing}, reward=lambda sample: 0.5)
    assert (found["flip_rate:pairs"].value, found["flip_rate:pairs"].n) == (1.0, 1)
