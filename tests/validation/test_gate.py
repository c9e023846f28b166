from dataclasses import replace

import pytest

from tests.validation.measurements import undefined_measurement
from validation.gate import (
    Bound,
    Finding,
    Gate,
    check_bounds,
    explain,
    overall_verdict,
    smallest_sample_text,
)
from validation.measurement import REASONS, Measurement

ACCURACY = Bound(pass_at=0.65, fail_at=0.55)


def measured(name="within_prompt_accuracy", value=0.7, low=0.66, high=0.74, n=100, trusted=20):
    return Measurement(name, value, low, high, n, "prompts", "", trusted_from=trusted)


def verdict(measurement, bound):
    (finding,) = check_bounds([measurement], Gate({measurement.name: bound}))
    return finding.verdict


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.65, 0.80, "PASS"),
        (0.649, 0.80, "INCONCLUSIVE"),
        (0.40, 0.55, "INCONCLUSIVE"),
        (0.40, 0.549, "FAIL"),
        (0.10, 0.99, "INCONCLUSIVE"),
    ],
)
def test_gate_decides_by_both_ends_of_the_interval(low, high, expected):
    assert verdict(measured(low=low, high=high), ACCURACY) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.1, 0.3, "PASS"),
        (0.1, 0.31, "INCONCLUSIVE"),
        (0.6, 0.8, "INCONCLUSIVE"),
        (0.61, 0.8, "FAIL"),
    ],
)
def test_a_measure_of_which_less_is_better_is_read_from_the_other_end(low, high, expected):
    rate = measured("ceiling_rate", low=low, high=high)
    assert verdict(rate, Bound(pass_at=0.3, fail_at=0.6)) == expected


def test_bound_without_fail_fails_what_does_not_pass():
    assert verdict(measured(low=0.5, high=0.66), Bound(pass_at=0.667)) == "FAIL"


@pytest.mark.parametrize(("low", "expected"), [(0.9, "PASS"), (0.91, "FAIL")])
def test_bound_with_fail_alone_passes_unless_it_fails(low, expected):
    dead = measured("zero_variance_groups", value=0.95, low=low, high=0.99)
    assert verdict(dead, Bound(fail_at=0.9)) == expected


def test_too_few_prompts_never_pass():
    assert verdict(measured(low=0.99, high=1.0, n=19), ACCURACY) == "INCONCLUSIVE"


@pytest.mark.parametrize(("prompts", "expected"), [(9, "INCONCLUSIVE"), (10, "FAIL")])
def test_fewer_than_ten_prompts_never_fail_either(prompts, expected):
    assert verdict(measured(low=0.0, high=0.1, n=prompts), ACCURACY) == expected


def test_scores_that_never_change_fail_and_missing_data_do_not_settle():
    name = "within_prompt_accuracy"
    faults = [name for name, reason in REASONS.items() if reason.is_fault]
    for fault in faults:
        assert verdict(undefined_measurement(name, fault, 50, "prompts", ""), ACCURACY) == "FAIL"
    assert (
        verdict(undefined_measurement(name, "no_quality", 0, "prompts", ""), ACCURACY)
        == "INCONCLUSIVE"
    )


def test_too_few_judges_do_not_settle():
    alone = Measurement("judges", 1.0, 1.0, 1.0, 1, "judges", "")
    assert verdict(alone, Bound(pass_at=2)) == "INCONCLUSIVE"


def test_a_value_without_an_interval_does_not_settle():
    assert verdict(measured(low=None, high=None, n=1), ACCURACY) == "INCONCLUSIVE"


def test_a_bound_on_what_was_not_measured_does_not_settle():
    (finding,) = check_bounds([], Gate({"within_prompt_accuracy:zoe": ACCURACY}))
    assert finding.verdict == "INCONCLUSIVE"


def test_a_warning_is_never_a_finding():
    assert check_bounds([measured()], Gate({"within_prompt_accuracy": Bound(warn_at=0.9)})) == []


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        (["PASS", "PASS"], "PASS"),
        (["PASS", "INCONCLUSIVE"], "INCONCLUSIVE"),
        (["INCONCLUSIVE", "FAIL", "PASS"], "FAIL"),
    ],
)
def test_the_whole_is_as_bad_as_its_worst_finding(verdicts, whole):
    assert overall_verdict([Finding("x", v, ACCURACY, None) for v in verdicts]) == whole


def test_an_overridden_bound_keeps_its_verdict_and_stops_nothing():
    reason = "The second judge is replaced before the run."
    gate = Gate({"within_prompt_accuracy": ACCURACY}, overrides={"within_prompt_accuracy": reason})
    findings = check_bounds([measured(low=0.4, high=0.5)], gate)
    assert [(f.verdict, f.override) for f in findings] == [("FAIL", reason)]
    assert overall_verdict(findings) == "PASS"


def test_an_override_of_a_bound_that_is_met_is_not_used():
    gate = Gate({"within_prompt_accuracy": ACCURACY}, overrides={"within_prompt_accuracy": "why"})
    assert check_bounds([measured()], gate)[0].override is None


def test_judges_are_asked_for_only_where_no_quality_is_known():
    gate = Gate({"judges": Bound(pass_at=2, unless_graded=True)})
    alone = Measurement("judges", 1.0, 1.0, 1.0, 1, "judges", "")
    ungraded = undefined_measurement("within_prompt_accuracy", "no_quality", 0, "prompts", "")
    assert check_bounds([alone, measured()], gate) == []
    assert [f.verdict for f in check_bounds([alone, ungraded], gate)] == ["INCONCLUSIVE"]


def agreement(alpha, ac2, mode_rate):
    found = [
        measured("krippendorff_alpha", alpha, alpha - 0.1, alpha + 0.1),
        measured("gwet_ac2", ac2, ac2, ac2),
        measured("rating_mode_rate", mode_rate, mode_rate, mode_rate),
    ]
    (finding,) = check_bounds(found, Gate({"krippendorff_alpha": Bound(pass_at=0.667)}))
    return finding.verdict, finding.is_paradox


def test_low_alpha_on_ratings_that_are_nearly_all_the_same_is_a_paradox_and_settles_nothing():
    assert agreement(0.2, ac2=0.9, mode_rate=0.95) == ("INCONCLUSIVE", True)


@pytest.mark.parametrize(("ac2", "mode_rate"), [(0.7, 0.95), (0.9, 0.8)])
def test_low_alpha_is_no_paradox_where_judges_differ_or_ratings_do(ac2, mode_rate):
    assert agreement(0.2, ac2, mode_rate) == ("FAIL", False)


def test_alpha_that_passes_is_no_paradox():
    assert agreement(0.9, ac2=0.9, mode_rate=0.95) == ("PASS", False)


STEPS = Bound(fail_at=0.95, steps=((0.0, 0.0), (0.2, 0.1), (0.4, 0.5)))


def excess(low, high, **fields):
    return replace(measured("excess_pay_ratio", (low + high) / 2, low, high), **fields)


@pytest.mark.parametrize(
    ("rate", "high", "expected"),
    [
        (0.19, 0.0, "PASS"),
        (0.19, 0.01, "INCONCLUSIVE"),
        (0.2, 0.1, "PASS"),
        (0.39, 0.11, "INCONCLUSIVE"),
        (0.4, 0.5, "PASS"),
        (0.9, 0.51, "INCONCLUSIVE"),
        (None, 0.0, "PASS"),
        (None, 0.01, "INCONCLUSIVE"),
    ],
)
def test_steps_hold_by_the_low_end_of_the_known_pass_rate(rate, high, expected):
    known = undefined_measurement("known_pass_rate", "no_quality", 0, "prompts", "")
    if rate is not None:
        known = measured("known_pass_rate", rate + 0.05, rate, rate + 0.1)
    (finding,) = check_bounds([known, excess(0.0, high)], Gate({"excess_pay_ratio": STEPS}))
    assert finding.verdict == expected


@pytest.mark.parametrize(("low", "expected"), [(0.95, "INCONCLUSIVE"), (0.96, "FAIL")])
def test_steps_fail_by_the_low_end_of_what_is_paid_alone(low, expected):
    assert verdict(excess(low, 1.0), STEPS) == expected


def test_a_finding_of_steps_says_which_step_holds_and_how_to_measure_the_pass_rate():
    rate = measured("known_pass_rate", 0.3, 0.25, 0.35)
    gate = Gate({"excess_pay_ratio": STEPS})
    (known,) = check_bounds([rate, excess(0.0, 0.1)], gate)
    assert explain(known).endswith(
        "clears 0.1, the step for a pass rate before training of 0.300 (95 %: 0.250 to 0.350)"
    )
    (unknown,) = check_bounds([excess(0.0, 0.2)], gate)
    assert "above 0, the strictest step, since it is not known how often" in explain(unknown)
    assert "assay sample draws them" in explain(unknown)


def test_a_measurement_that_leaves_something_open_does_not_pass_and_says_what():
    left = excess(0.0, 0.0, unsettled="style was tried on 3 prompts: add prompts")
    (finding,) = check_bounds([left], Gate({"excess_pay_ratio": STEPS}))
    assert finding.verdict == "INCONCLUSIVE"
    assert explain(finding).endswith(
        "does not settle it: style was tried on 3 prompts: add prompts"
    )
    assert verdict(excess(0.96, 1.0, unsettled="style"), STEPS) == "FAIL"


def test_a_value_that_alone_proves_nothing_does_not_fail_and_says_what_to_do():
    rare = excess(0.96, 1.0, unproven="the model hardly writes it: watch this reply")
    (finding,) = check_bounds([rare], Gate({"excess_pay_ratio": STEPS}))
    assert finding.verdict == "INCONCLUSIVE"
    assert explain(finding).endswith(
        "does not settle it: the model hardly writes it: watch this reply"
    )


@pytest.mark.parametrize(
    ("high", "n", "expected"),
    [(-0.1, 40, "PASS"), (0.0, 40, "INCONCLUSIVE"), (-0.1, 5, "INCONCLUSIVE")],
)
def test_steps_pass_where_repeated_calls_show_that_training_unlearns_the_attack(high, n, expected):
    advantage = measured("attack_advantage", -0.3, -0.5, high, n=n)
    gate = Gate({"excess_pay_ratio": STEPS})
    finding = check_bounds([excess(-0.1, 0.2), advantage], gate)[0]
    assert finding.verdict == expected
    assert ("so training unlearns it" in explain(finding)) == (expected == "PASS")


def test_a_bound_with_fail_alone_never_passes_where_everything_is_dead():
    dead = measured("zero_variance_groups", value=1.0, low=0.8, high=1.0)
    assert verdict(dead, Bound(fail_at=0.9)) == "INCONCLUSIVE"
    spared = replace(dead, value=0.95)
    (finding,) = check_bounds([spared], Gate({spared.name: Bound(fail_at=0.9)}))
    assert "is above 0.9, though not beyond doubt" in explain(finding)


def test_a_bound_fails_by_the_wider_interval_and_passes_by_the_narrow_one():
    doubted = replace(measured(low=0.4, high=0.54), fail_low=0.35, fail_high=0.6)
    assert verdict(doubted, ACCURACY) == "INCONCLUSIVE"
    assert verdict(replace(doubted, fail_high=0.549), ACCURACY) == "FAIL"
    assert verdict(replace(measured(), fail_low=0.6, fail_high=0.8), ACCURACY) == "PASS"


def replies_of_a_model(count):
    return Measurement("model_replies", count, count, count, 100, "samples", "")


def test_made_answers_alone_are_inconclusive_unless_the_gate_wants_them():
    found = [replies_of_a_model(0.0), measured()]
    gate = Gate({"within_prompt_accuracy": ACCURACY})
    (made, other) = check_bounds(found, gate)
    assert (made.name, made.verdict, other.verdict) == ("model_replies", "INCONCLUSIVE", "PASS")
    assert explain(made).startswith("on made answers only")
    assert overall_verdict(check_bounds(found, replace(gate, made_answers=True))) == "PASS"
    assert len(check_bounds([replies_of_a_model(1.0), measured()], gate)) == 1


def test_bounds_of_attacks_can_be_left_out_for_stored_ratings():
    stored = undefined_measurement("excess_pay_ratio", "not_callable", 0, "prompts", "")
    gate = Gate({"gold_pay": Bound(fail_at=0.1, if_callable=True)})
    gold = undefined_measurement("gold_pay", "not_callable", 0, "prompts", "")
    assert check_bounds([stored, gold], gate) == []
    skipped = replace(stored, reason="skipped")
    assert [f.verdict for f in check_bounds([skipped, gold], gate)] == ["INCONCLUSIVE"]


@pytest.mark.parametrize(
    ("held", "named"),
    [
        ({"within_prompt_accuracy:a": 0.8, "within_prompt_accuracy:b": 0.55}, "is b, which orders"),
        ({"order_of_people:a": 0.4, "order_of_people:b": 0.7}, "by people the judge at fault is a"),
        ({"within_prompt_accuracy:a": 0.8}, "neither quality nor people tell"),
    ],
)
def test_a_finding_about_agreement_names_the_judge_at_fault(held, named):
    low = measured("krippendorff_alpha", 0.2, 0.1, 0.3)
    found = [low, *(measured(name, value, value, value) for name, value in held.items())]
    gate = Gate({"krippendorff_alpha": Bound(pass_at=0.667)})
    (finding,) = check_bounds(found, gate)
    assert named in explain(finding)


def test_the_headline_names_the_smallest_number_of_prompts():
    found = [measured(), measured("ceiling_rate", 0.1, 0.0, 0.2, n=24)]
    gate = Gate({m.name: Bound(pass_at=0.5) for m in found})
    assert smallest_sample_text(check_bounds(found, gate)) == (
        "; the smallest n is 24 prompts, of ceiling_rate"
    )
