"""The page in a real Chromium: nothing goes wrong, and everything can be read and reached."""

import pytest

from tests.validation.report.contrast import contrast
from tests.validation.report.made import everything, graded, table, validation
from validation.report.html import render_html

READABLE = 4.5
"""The least contrast of text with what is behind it, by WCAG 2 at level AA."""


@pytest.mark.parametrize("section", ["worst", "disagreements", "faults"])
def test_a_row_opens_by_keyboard_and_shows_reply_parts_ratings_and_reasons(page, section):
    row = page.locator(f"section[aria-labelledby={section}] details.row").first
    assert not row.locator(".reply").first.is_visible()
    row.locator("summary").first.focus()
    page.keyboard.press("Enter")
    reply = row.locator(".reply").first
    assert reply.is_visible()
    assert "word" in reply.text_content()
    assert "so strict" in reply.text_content()
    assert "strict" in row.locator(".said").first.text_content()


def test_focus_can_be_seen(page):
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_every_link_leads_to_a_heading(page):
    for link in page.locator("nav a").all():
        assert page.locator(f"h2{link.get_attribute('href')}").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(page, scheme):
    page.emulate_media(color_scheme=scheme)
    for selector in (
        "h1",
        ".meaning",
        ".reasons li",
        ".overridden q",
        ".stamp",
        ".key",
        ".quiet",
        ".badge",
        "nav a",
        "summary",
        "th .says",
        "thead button",
        ".matrix td[style] .ends",
        ".swatch.fail",
        "svg.curve text, svg.points text",
    ):
        found = contrast(page, selector)
        assert found >= READABLE, f"{selector} in {scheme}: {found:.2f}"


def test_every_plot_has_a_name_or_is_decoration(page):
    plots = page.locator("svg").all()
    assert len(plots) > 20
    for plot in plots:
        if plot.get_attribute("aria-hidden") != "true":
            assert plot.get_attribute("role") == "img"
            assert plot.get_attribute("aria-label")


def test_print_shows_all_content_without_a_click(page):
    page.emulate_media(media="print")
    rows = page.locator("details.row")
    assert rows.count() > 5
    assert all(row.locator(".reply").first.is_visible() for row in rows.all())
    assert not page.locator("#filtering").is_visible()


def test_a_summary_fills_one_screen_and_the_folded_page_is_at_most_four(browser, file):
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    opened.goto(file.as_uri())
    assert opened.locator(".summary").bounding_box()["height"] <= 800
    assert opened.evaluate("document.documentElement.scrollHeight") <= 4 * 800
    for said in ("r:reward", "data.jsonl", "made in Python", "no model was asked", "First mend"):
        assert said in opened.locator(".summary").inner_text()
    opened.close()


def test_a_summary_prints_on_one_page_without_the_table_of_samples(page):
    page.emulate_media(media="print")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.summary')).breakAfter") == "page"
    )
    page.set_viewport_size({"width": 718, "height": 1050})  # A4 less its margins
    assert page.locator(".summary").bounding_box()["height"] <= 1050
    assert not page.locator("table.samples").is_visible()


def test_a_link_of_a_finding_or_of_a_step_unfolds_its_evidence(browser, file):
    opened = browser.new_page()
    opened.goto(file.as_uri())
    for link in (".reasons a", ".findings .evidence a"):
        first = opened.locator(link).first
        place = first.get_attribute("href").removeprefix("#")
        first.click()
        body = opened.locator(f"section[aria-labelledby={place}] .fold > *:not(summary)").first
        assert body.is_visible()
    opened.close()


def test_findings_that_are_met_are_folded(browser, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(render_html(validation(table([graded("p", 0, 1.0)], [1.0]))), "utf-8")
    opened = browser.new_page()
    opened.goto(path.as_uri())
    assert opened.get_by_text("One bound is met").is_visible()
    assert not opened.locator(".findings li.PASS").first.is_visible()
    opened.close()


@pytest.mark.parametrize("width", [1280, 500, 390, 320])
def test_the_page_is_never_wider_than_its_window(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_page_can_be_read_without_scripts(browser, file):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(file.as_uri())
    for section in ("measurements", "worst", "samples"):
        plain.locator(f"section[aria-labelledby={section}] > .fold > summary").click()
    assert plain.locator("table.measurements tbody th:visible").count() > 10
    assert not plain.locator(".filtering").first.is_visible()
    assert "which the browser does not run" in plain.locator("noscript").first.inner_text()
    plain.locator("details.row summary").first.click()
    assert plain.locator("details.row .reply").first.is_visible()
    context.close()


def test_a_hundred_thousand_samples_open(browser, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(render_html(everything(prompts=25_000)), encoding="utf-8")
    assert path.stat().st_size < 2_000_000
    opened = browser.new_page()
    opened.goto(f"{path.as_uri()}#samples")
    assert "100,000 samples of 25,000 prompts" in opened.locator(".facts").text_content()
    assert opened.locator("#sampled").text_content() == "1 to 50 of 5,000 samples"
    says = opened.locator("section[aria-labelledby=samples] .key").text_content()
    assert says.startswith("5,000 of 100,000 samples: those of prompts that were drawn at random.")
    opened.close()
