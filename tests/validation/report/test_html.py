import re
from itertools import pairwise

import pytest

from rewards.scoring import Outcome, ScoringError
from rewards.types import Message, Sample, Score, ToolCall
from tests.validation.measurements import undefined_measurement
from tests.validation.report.made import accuracy, everything, graded, table, validation
from tests.validation.report.page import Page
from validation.dataset import LabelledSample
from validation.gate import Bound, Finding
from validation.report.html import LARGEST, render_html
from validation.report.sections import SAMPLE_BYTES

FAULT = ScoringError("p/2", "ValueError", "no number in the reply")


@pytest.fixture(scope="module")
def failing() -> str:
    """A page with everything on it: findings of each verdict, errors, judges and wrong orders."""
    rows = [graded("p", n, float(n), "x" * 400 * n) for n in range(3)]
    parts = {"brief": Score(0.25), "right": Score(0.75, parts={"inner": Score(0.125)})}
    said: list[Outcome | float] = [Score(0.9, reason="because it is long", parts=parts), 0.1, FAULT]
    wrong = accuracy(0.3, 0.2, 0.4)
    judge = accuracy(0.8, 0.7, 0.9, name="within_prompt_accuracy:alice")
    alpha = undefined_measurement(
        "krippendorff_alpha", "few_judges", 0, "prompts", "interval level"
    )
    dead = accuracy(0.1, 0.0, 0.2, name="zero_variance_groups")
    findings = [
        Finding("zero_variance_groups", "PASS", Bound(fail_at=0.9), dead),
        Finding("krippendorff_alpha", "INCONCLUSIVE", Bound(0.667), alpha),
        Finding("within_prompt_accuracy", "FAIL", Bound(0.65, 0.55), wrong),
    ]
    judged = table(rows, said, {"alice": (Score(0.5, "fair"), None, Score(1.0))})
    return render_html(
        validation(judged, [wrong, dead, alpha, judge], findings, ["floor_rate is high"])
    )


def test_the_verdict_comes_first_with_what_it_is_about(failing):
    text = Page(failing).text
    assert text.index("FAIL") < text.index("Training should not start") < text.index("Findings")
    for said in ("r:reward", "data.jsonl", "0123456789ab", "alice", "3 samples of 1 prompts"):
        assert said in text


def test_findings_go_from_failing_to_passing(failing):
    verdicts = re.findall(r'<li class="(PASS|FAIL|INCONCLUSIVE)">', failing)
    assert verdicts == ["FAIL", "INCONCLUSIVE", "PASS"]


def test_an_undefined_measurement_says_why_and_never_shows_a_number(failing):
    text = Page(failing).text
    assert (
        "krippendorff_alpha agreement of the judges beyond chance, over all replies undefined"
        in text
    )
    assert "fewer than two judges gave a rating: name two judges" in text
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", text)


def test_the_worst_prompt_shows_scores_reasons_parts_and_ratings(failing):
    text = Page(failing).text
    for said in ("What of p?", "because it is long", "right.inner 0.125", "alice 0.500", "fair"):
        assert said in text
    assert "scores above 1 better reply" in text


def test_errors_and_abstentions_are_counted_and_quoted(failing):
    text = Page(failing).text
    assert "r:reward 1 0 1 ValueError" in text
    assert "p/2 r:reward ValueError: no number in the reply" in text
    assert "alice 0 1" in text


def test_remarks_are_shown(failing):
    assert "floor_rate is high" in Page(failing).text


def test_every_plot_can_be_heard_and_every_heading_of_a_table_says_its_scope(failing):
    page = Page(failing)
    plots = [svg for svg in page.all("svg") if "aria-hidden" not in svg]
    assert len(plots) >= 5
    assert all(svg["role"] == "img" and svg["aria-label"] for svg in plots)
    assert all("scope" in heading for heading in page.all("th"))


def test_headings_skip_no_level_and_elements_are_closed(failing):
    page = Page(failing)
    assert page.open == []
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_reply_that_only_calls_tools_shows_its_calls():
    call = Message("assistant", "", (ToolCall("look_up", {"city": "Zürich"}),))
    rows = [
        LabelledSample(Sample(q, (Message("user", "Q"), call)), "p", float(q)) for q in range(2)
    ]
    assert (
        'calls look_up({"city": "Zürich"})'
        in Page(render_html(validation(table(rows, [1.0, 0.0])))).text
    )


def test_a_long_text_is_folded_and_the_longest_is_cut():
    rows = [graded("p", n, float(n), "word " * 4000) for n in range(2)]
    html = render_html(validation(table(rows, [1.0, 0.0])))
    assert html.count('<details class="long">') == 2
    assert "12,000 more characters are in the data" in html
    assert "Texts are cut at 4,000 characters." in html
    assert len(html) < 80_000


def test_deciding_finding_comes_before_all_findings_with_its_remedy(failing):
    text = Page(failing).text
    assert text.index("Why it fails") < text.index("0.300 (95 %: 0.200 to 0.400) is below 0.55")
    assert text.index("Why it fails") < text.index("Findings A dot")


def test_an_override_is_said_at_the_top_with_its_reason_and_at_its_finding():
    text = Page(render_html(everything())).text
    assert text.count("the judges were asked about different things") == 2
    assert text.index("Overridden: 1 bound is not met") < text.index("Why it fails")


def test_every_section_is_there_when_the_data_are():
    text = Page(render_html(everything())).text
    for title in (
        "Scores by quality",
        "Scores by policy",
        "Group signal",
        "planned with 8 replies a prompt",
        "Agreement of each two judges",
        "Difference between two judges",
        "this judge says nothing",
        "Strongest disagreements of the judges",
        "All measurements",
    ):
        assert title in text


def test_bounds_stand_with_where_they_come_from_also_those_that_only_remark():
    text = Page(render_html(everything())).text
    for provenance in ("definition", "simulation", "a book", "remark above 0.01 only a remark"):
        assert provenance in text


def test_page_leaves_out_what_the_data_lack():
    html = render_html(validation(table([graded("p", 0, None)], [1.0])))
    text = Page(html).text
    for title in (
        "Scores by policy",
        "Group signal",
        "Difference between two judges",
        "Strongest disagreements",
    ):
        assert title not in text
    assert 'href="#judges"' not in html


def test_backticks_in_a_remedy_become_code(failing):
    assert "give rows <code>ratings</code>" in failing


def test_a_page_that_would_grow_too_large_cuts_its_texts_shorter():
    rows = [graded(f"p{p}", n, n / 8, "wörd " * 1600) for p in range(12) for n in range(8)]
    html = render_html(validation(table(rows, [-n / 8 for _ in range(12) for n in range(8)])))
    assert len(html.encode()) <= LARGEST + SAMPLE_BYTES
    assert "more characters are in the data" in html


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([0.0, 1.0], "No pair is ordered wrongly or tied in 1 comparable prompts."),
        ([0.5, 0.5], "hold ties"),
        ([None, None], "Nothing was scored"),
        ([FAULT, FAULT], "2 ValueError"),
    ],
)
def test_every_outcome_makes_a_page(said, words):
    rows = [graded("p", n, float(n)) for n in range(2)]
    assert words in Page(render_html(validation(table(rows, said)))).text


def test_thousands_of_samples_make_a_small_page():
    rows = [
        graded(f"p{p}", n, n / 8, "a reply of some length " * 20)
        for p in range(1000)
        for n in range(8)
    ]
    said = [((7 * n) % 97) / 97 for n in range(len(rows))]
    html = render_html(validation(table(rows, said, {"judge": [Score(s, "so") for s in said]})))
    assert len(html.encode()) < 2_000_000
    assert "5,000 of 8,000 samples" in html


def test_plot_of_tenths_is_not_drawn_where_some_have_no_quality():
    rows = [graded(f"p{n}", n, None if n < 20 else n % 2, "x" * n) for n in range(100)]
    html = render_html(validation(table(rows, [n / 99 for n in range(100)])))
    assert "Quality is not known of every tenth" in html
    assert not re.search(r'[" ]nan\b', html.split("<script>")[0])
