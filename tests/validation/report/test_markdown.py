from tests.validation.report.made import accuracy, graded, table, validation
from validation.gate import Bound, Finding
from validation.report.exports import render_markdown

ROWS = [graded("p0", 0, 1.0), graded("p1", 0, 0.0)]


def summary(*findings, warnings=()):
    return render_markdown(validation(table(ROWS, [1.0, 0.0]), (), findings, warnings))


def finding(name, verdict, override=None):
    measured = accuracy(0.5, 0.4, 0.6, name=name)
    return Finding(name, verdict, Bound(pass_at=0.65), measured, override)


def test_summary_opens_with_the_verdict_and_what_was_tested_on_what():
    lines = summary(finding("within_prompt_accuracy", "FAIL")).splitlines()
    assert lines[0] == "## FAIL: `r:reward`"
    assert lines[2].startswith("- **within_prompt_accuracy: 0.500 (95 %: 0.400 to 0.600) is below")
    assert (
        lines[4]
        == "2 samples of 2 prompts in `data.jsonl`, sha256 `0123456789ab`. Gate: made in Python."
    )


def test_the_worst_findings_come_first():
    text = summary(
        finding("within_prompt_accuracy:a", "PASS"), finding("within_prompt_accuracy:b", "FAIL")
    )
    assert text.index("| **FAIL** | `within_prompt_accuracy:b`") < text.index("| PASS |")


def test_an_override_is_shown_with_its_reason_on_one_line():
    text = summary(finding("within_prompt_accuracy", "FAIL", "known | since\nMay"))
    assert "| **FAIL** (overridden) |" in text
    assert "overridden: known \\| since May |" in text


def test_remarks_are_a_list_below():
    assert summary(finding("prompts", "PASS"), warnings=("a remark",)).endswith("\n- a remark\n")
