from dataclasses import replace

from tests.validation.measurements import exact_measurement
from tests.validation.report.made import accuracy, everything, graded, table, validation
from validation.gate import Bound, Finding, Verdict
from validation.report.present import deciding_findings, sort_findings
from validation.report.sections import next_steps


def finding(name: str, verdict: Verdict, low: float, high: float, bound: Bound) -> Finding:
    return Finding(name, verdict, bound, accuracy((low + high) / 2, low, high, name=name))


FAR = finding("krippendorff_alpha", "FAIL", 0.0, 0.1, Bound(0.667))
NEAR = finding("within_prompt_accuracy", "FAIL", 0.5, 0.6, Bound(0.65))
OPEN = finding("ceiling_rate", "INCONCLUSIVE", 0.3, 0.7, Bound(0.5))
WIDE = finding("auc_top_vs_bottom", "PASS", 0.8, 0.9, Bound(0.65))  # 1.5 widths of room
TIGHT = finding("within_prompt_agreement", "PASS", 0.7, 0.9, Bound(0.667))  # 0.17 widths
DOWN = finding("zero_variance_groups", "PASS", 0.3, 0.5, Bound(None, 0.9))  # 3 widths, downwards
SURE = Finding(
    "scored_share", "PASS", Bound(1.0), exact_measurement("scored_share", 1, 9, "samples", "")
)


def test_the_farthest_beyond_its_bound_decides_a_fail_first():
    assert deciding_findings([WIDE, NEAR, OPEN, FAR]) == [FAR, NEAR]


def test_the_three_tightest_decide_a_pass_and_what_has_no_error_comes_last():
    assert deciding_findings([SURE, DOWN, WIDE, TIGHT]) == [TIGHT, WIDE, DOWN]


def test_open_findings_stay_in_the_gates_order():
    missing = Finding("judges", "INCONCLUSIVE", Bound(2), None)
    assert deciding_findings([missing, OPEN, WIDE]) == [missing, OPEN]


def test_an_overridden_finding_decides_nothing():
    overridden = Finding(FAR.name, "FAIL", FAR.bound, FAR.measured, "somebody looked at them all")
    assert deciding_findings([overridden, WIDE]) == [WIDE]


def test_findings_go_from_worst_to_best():
    assert sort_findings([WIDE, OPEN, SURE, NEAR, FAR]) == [FAR, NEAR, OPEN, WIDE, SURE]


def test_steps_come_in_order_lead_to_their_evidence_and_say_one_remedy_once():
    made = everything()
    steps = next_steps(made)
    assert [step.place for step in steps] == ["faults", "worst", ""]
    assert steps[0].says.startswith("no score for 1 of 48 samples: ValueError")
    twice = [f for f in made.findings if f.verdict == "INCONCLUSIVE"] * 2
    assert next_steps(replace(made, findings=(*made.findings, *twice)))[2].says == (
        "Then look at 2 more findings."
    )


def test_steps_after_a_pass_end_with_the_run():
    says = [step.says for step in next_steps(validation(table([graded("p", 0, 1.0)], [1.0])))]
    assert "--confirm HELD_OUT" in says[0]
    assert says[-1] == "Check the recipe and start the run: `assay commit RECIPE REPORT`."
