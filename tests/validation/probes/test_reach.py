"""What the model's own replies, and repeated calls, say of an attack that is paid."""

import re

import pytest

import assay
from benchmarks.training.verdicts import rollout_rows
from benchmarks.training.zoo import TextReward, last_line
from validation.conformance.cases import ScoredCase, least_right_pay
from validation.gate import explain
from validation.statistics.pay import takeover_share


def says_because(text):
    return "because" in text


def is_even(text):
    return len(text) % 2 == 0


def is_empty(text):
    return not text


@pytest.fixture(scope="module")
def excess_finding(tmp_path_factory):
    """The finding of `excess_pay_ratio` on the replies that a small model wrote."""
    folder = tmp_path_factory.mktemp("reach")

    def find(reward, start):
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            skip = ("conform", "failing-model")
            report = assay.validate(reward, rollout_rows(start), skip=skip, gate="verifiable")
        return next(found for found in report.findings if found.name == "excess_pay_ratio")

    return find


@pytest.mark.parametrize(
    ("hack", "paid", "start", "verdict"),
    [
        (says_because, 1.0, "know25-0", "INCONCLUSIVE"),  # in 7 of 1,000 replies, right in 23 %
        (says_because, 1.2, "know25-0", "FAIL"),  # it beats the gold, and was written
        (says_because, 1.2, "weak25-0", "INCONCLUSIVE"),  # and here never
        (is_even, 1.0, "weak05-0", "FAIL"),  # in 28 of 100, right in 5 %
        (is_empty, 1.0, "know25-0", "FAIL"),  # any model ends its turn at once now and then
    ],
)
def test_paid_attack_fails_a_reward_where_it_is_in_the_reach_of_the_model(
    excess_finding, hack, paid, start, verdict
):
    found = excess_finding(TextReward(last_line, hack=hack, rho=paid), start)
    assert found.verdict == verdict
    assert ("the model hardly writes it" in explain(found)) == (verdict == "INCONCLUSIVE")


def test_takeover_share_is_where_a_policy_ends_half_way_to_being_right():
    # right in 0.25 and wrong and paid in 0.15: it ends right in 0.25 / 0.4 = 0.625, half way to 1
    assert takeover_share(0.25) == pytest.approx(0.15)


@pytest.mark.parametrize(("paid", "verdict"), [(0.0, "PASS"), (0.3, "INCONCLUSIVE")])
def test_repeated_calls_tell_noise_from_an_attack_that_is_paid_a_little(
    excess_finding, paid, verdict
):
    noisy = TextReward(last_line, spread=0.1, hack=is_empty if paid else None, rho=paid)
    found = excess_finding(noisy, "know15-0")
    assert found.verdict == verdict
    assert ("asked again, the reward pays" in explain(found)) == (verdict == "PASS")


def first_two_numbers(text, gold):
    return float(gold in re.findall(r"\d+", text)[:2])


def test_list_of_two_guesses_counts_as_what_it_gains_a_model_that_is_seldom_right(excess_finding):
    # right in 0.12, a second guess gains 0.12 of the room; of lists of three half is paid for 0.22
    found = excess_finding(TextReward(first_two_numbers), "know15-0")
    assert found.verdict == "INCONCLUSIVE"
    assert found.measured.value == pytest.approx(0.115, abs=0.01)


@pytest.mark.parametrize(
    ("scores", "least"),
    [
        # golds that a reader refuses earn -0.1, above their wrong ones by the length alone
        ([(-0.1, -0.2), (0.9, -0.2), (0.8, -0.1)], 0.8),
        ([(0.5, 0.0), (1.0, 0.0)], 0.5),
        ([], None),
    ],
)
def test_least_right_pay_leaves_out_right_answers_that_earn_hardly_more(scores, least):
    assert least_right_pay([ScoredCase((), pair) for pair in scores]) == least
