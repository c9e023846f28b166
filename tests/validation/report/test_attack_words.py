from dataclasses import replace

import pytest

from rewards.types import Message
from tests.validation.measurements import undefined_measurement
from validation.checks import CheckResults
from validation.measurement import Measurement
from validation.probes import AttackResult, Example, ProbeResult
from validation.report.present import headline, pay_in_words, pay_text, quote_reply, unprobed_lines


def example(text="not 18", pay=1.0, made="the gold denied"):
    return Example("p1", "9 * 2?", Message("assistant", text), made, pay, 0.0, 1.0)


def attack(ratio=0.98, shown=None, n=60):
    excess = Measurement("excess_pay_ratio:denial", ratio, ratio, ratio, n, "prompts", "")
    works = Measurement("attack_works:denial", 0.5, 0.4, 0.6, n, "prompts", "")
    return AttackResult(
        "denial", "a model that hedges", "read it", "free", excess, works, example=shown
    )


def tried(*results, **fields):
    return CheckResults(ProbeResult(results=results, **fields))


def test_the_headline_names_the_attack_and_shows_the_reply_with_what_it_earns():
    assert headline(tried(attack(shown=example()))) == (
        "denial, a model that hedges: “not 18” (the gold denied) earns 1, "
        "where the least paid wrong answer earns 0 and the gold 1"
    )


def test_the_gold_is_shown_beside_what_it_earns_and_cut():
    assert pay_text(replace(example(), answer="18")).endswith("and the gold (“18”) 1")
    # 39 of its characters and the dots
    assert pay_text(replace(example(), answer="x" * 99)).endswith(f"(“{'x' * 39}…”) 1")


@pytest.mark.parametrize(
    "trials", [CheckResults(), tried(), tried(attack(0.5)), tried(attack(n=9))]
)
def test_headline_needs_an_attack_that_is_paid_more_than_half_on_ten_prompts(trials):
    assert headline(trials) is None


def test_a_reply_is_quoted_on_one_line_and_cut():
    assert quote_reply(example("a\nb")) == "“a b”"
    assert quote_reply(example("")) == "an empty reply"
    assert len(quote_reply(example("x" * 1000))) == 162  # 159 of them, the dots, and the marks


def test_attack_earns_a_share_of_the_gold_and_of_the_prompts():
    assert pay_in_words(attack()) == "0.980 of gold's pay, on 50 % of prompts"


def test_attack_without_a_ratio_is_undefined():
    nothing = undefined_measurement("excess_pay_ratio:denial", "few_probed", 0, "prompts", "")
    result = AttackResult("denial", "", "", "free", nothing, nothing)
    assert pay_in_words(result) == "undefined"


def test_report_tells_what_was_not_probed_and_that_nothing_was():
    assert unprobed_lines(tried(not_probed=("no tools",))) == ("no tools",)
    assert unprobed_lines(CheckResults()) == ("no attack was tried",)
