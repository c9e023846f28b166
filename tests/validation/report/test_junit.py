from xml.etree import ElementTree

from tests.validation.report.made import accuracy, graded, table, validation
from validation.gate import Bound, Finding
from validation.report.exports import render_junit

ROWS = [graded("p0", 0, 1.0), graded("p1", 0, 0.0)]
BOUND = Bound(pass_at=0.65)


def finding(verdict, override=None):
    measured = accuracy(0.5, 0.4, 0.6)
    return Finding("within_prompt_accuracy", verdict, BOUND, measured, override)


def suite(*findings):
    return ElementTree.fromstring(render_junit(validation(table(ROWS, [1.0, 0.0]), (), findings)))


def test_every_finding_is_a_case_and_counted_by_what_it_came_to():
    found = suite(
        finding("PASS"), finding("FAIL"), finding("INCONCLUSIVE"), finding("FAIL", "it is known")
    )
    counts = {key: found.attrib[key] for key in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "4", "failures": "1", "errors": "1", "skipped": "1"}
    assert [[child.tag for child in case] for case in found.iter("testcase")] == [
        [],
        ["failure"],
        ["error"],
        ["skipped"],
    ]


def test_a_failure_says_why():
    whole = suite(finding("FAIL"))
    (case,) = whole.iter("testcase")
    causes = {one.attrib["name"]: one.attrib["value"] for one in whole.iter("property")}
    assert causes["verdict"] == "FAIL"
    assert causes["cause"].startswith("within_prompt_accuracy: 0.500 (95 %: 0.400 to 0.600) is")
    message = case[0].attrib["message"]
    assert message.startswith("FAIL: 0.500 (95 %: 0.400 to 0.600) is below 0.65")


def test_a_reason_that_xml_cannot_write_is_still_legal_xml():
    (case,) = suite(finding("FAIL", "known <since> \x00\ud800 May & June")).iter("testcase")
    assert "known <since> \ufffd\ufffd May & June" in case[0].attrib["message"]
