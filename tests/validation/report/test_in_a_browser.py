"""The page in a real Chromium: nothing goes wrong, and everything can be read and reached."""

import pytest

from tests.validation.report.contrast import contrast
from tests.validation.report.made import everything
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


@pytest.mark.parametrize("width", [1100, 500, 320])
def test_the_page_is_never_wider_than_its_window(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_page_can_be_read_without_scripts(browser, file):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(file.as_uri())
    assert plain.locator("table.measurements tbody th:visible").count() > 10
    assert not plain.locator("#filtering").is_visible()
    plain.locator("details.row summary").first.click()
    assert plain.locator("details.row .reply").first.is_visible()
    context.close()


def test_a_hundred_thousand_samples_open(browser, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(render_html(everything(prompts=25_000)), encoding="utf-8")
    assert path.stat().st_size < 500_000
    opened = browser.new_page()
    opened.goto(path.as_uri())
    assert "100,000 samples of 25,000 prompts" in opened.locator(".facts").text_content()
    opened.close()
