"""The page on which a person rates replies, in a real Chromium, without a network."""

import pytest

from assay import label, read_labels
from tests.assay.command import answers
from tests.validation.report.contrast import contrast


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    """The folder of a sheet of six replies, and its rows."""
    folder, rows = tmp_path_factory.mktemp("sheet"), answers(4)
    label(rows, folder, count=6, repeats=0)
    return folder, rows


@pytest.fixture
def context(browser):
    opened = browser.new_context(accept_downloads=True, viewport={"width": 390, "height": 800})
    opened.set_default_timeout(5_000)
    yield opened
    opened.close()


def open_sheet(context, folder):
    faults = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto((folder / "sheet.html").as_uri())
    return page, faults


def test_sheet_keeps_ratings_and_saves_what_is_read_back(context, sheet, tmp_path):
    folder, rows = sheet
    page, faults = open_sheet(context, folder)
    assert page.locator("#left").text_content() == "6 without a rating"
    for at, line in enumerate(page.locator("[data-item]").all()):
        line.locator("input[type=radio]").nth(at % 5).check()
    page.locator("[data-item] input[type=text]").first.fill('said "so", twice')
    page.locator("h1").click()
    page.reload()
    assert page.locator("#left").text_content() == "all rated"
    with page.expect_download() as download:
        page.locator("#save").click()
    filled = tmp_path / "filled.csv"
    download.value.save_as(filled)
    rated, _ = read_labels(rows, filled, rater="ann")
    assert sorted(row["ratings"]["ann"] for row in rated) == [1, 1, 2, 3, 4, 5]
    assert faults == []


def test_sheet_does_not_scroll_sideways_on_a_telephone_and_can_be_read(context, sheet):
    page, _ = open_sheet(context, sheet[0])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for selector in ("h1", "h3", "label", ".code"):
            assert contrast(page, selector) >= 4.5, f"{selector} in {scheme}"
