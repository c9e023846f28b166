"""The table of measurements sorts and filters, by mouse and by keyboard."""

import pytest
from playwright.sync_api import Locator, Page

NAMES = "table.measurements tbody tr:not(.group):visible th"


def heading(page: Page, words: str) -> Locator:
    return page.locator("table.measurements thead th", has_text=words)


def names(page: Page) -> list[str]:
    return [
        str(name)
        for name in page.locator(NAMES).evaluate_all("all => all.map(th => th.dataset.key)")
    ]


def values(page: Page) -> list[str]:
    cells = page.locator("table.measurements tbody tr:not(.group):visible td:nth-child(2)")
    return [str(value) for value in cells.evaluate_all("all => all.map(td => td.dataset.key)")]


def test_a_click_on_a_heading_sorts_up_then_down_then_as_it_was(page):
    before = names(page)
    head = heading(page, "Measured")
    for direction, order in [
        ("ascending", sorted(before)),
        ("descending", sorted(before, reverse=True)),
        ("none", before),
    ]:
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") == direction
        assert names(page) == order


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_key_on_a_heading_sorts_numbers_by_size_and_the_undefined_last(page, key):
    head = heading(page, "Value")
    head.get_by_role("button").focus()
    page.keyboard.press(key)
    assert head.get_attribute("aria-sort") == "ascending"
    shown = values(page)
    known = [float(value) for value in shown if value]
    assert known == sorted(known)
    assert "" not in shown[: len(known)]
    page.keyboard.press(key)
    assert "" not in values(page)[: len(known)]


def test_table_is_sorted_by_one_heading_at_a_time(page):
    heading(page, "Value").get_by_role("button").click()
    heading(page, "Method").get_by_role("button").click()
    assert heading(page, "Value").get_attribute("aria-sort") == "none"
    assert heading(page, "Method").get_attribute("aria-sort") == "ascending"


def test_the_filter_has_a_label_keeps_what_holds_all_words_and_counts_it(page):
    box = page.get_by_label("Filter by any words")
    box.focus()
    page.keyboard.type("prompt_accuracy STRICT")
    assert names(page) == ["within_prompt_accuracy:strict"]
    assert page.get_by_role("status").text_content().startswith("1 of ")
    box.fill("nothing holds this")
    assert names(page) == []
    assert page.locator("tr.group:visible").count() == 0
    box.fill("")
    assert len(names(page)) > 10


def test_a_filtered_table_stays_filtered_when_it_is_sorted(page):
    page.get_by_label("Filter by any words").fill("within_prompt_accuracy:")
    heading(page, "Measured").get_by_role("button").click()
    assert names(page) == [
        f"within_prompt_accuracy:{judge}" for judge in ("flat", "mild", "strict")
    ]
