"""The tables of measurements and of samples sort, filter and open, by mouse and by keyboard."""

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
    assert page.locator("#filtered").text_content().startswith("1 of ")
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


def samples(page: Page) -> list[str]:
    return [str(name) for name in page.locator("table.samples tbody th").all_inner_texts()]


def test_samples_sort_by_a_number_and_by_an_id_with_the_unscored_last(page):
    head = page.locator("table.samples thead th", has_text="score")
    head.get_by_role("button").click()
    scores = page.locator("table.samples tbody td.score").all_inner_texts()
    known = [float(score) for score in scores if score]
    assert known == sorted(known)
    assert (len(scores), scores[-1]) == (48, "")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    page.locator("table.samples thead button", has_text="sample").click()
    assert samples(page) == sorted(samples(page))


def test_samples_are_filtered_by_words_of_the_prompt_and_by_kind(page):
    page.get_by_label("Filter samples by any words").fill("of 7?")
    assert samples(page) == ["p7/0", "p7/1", "p7/2", "p7/3"]
    assert page.locator("#sampled").inner_text() == "1 to 4 of 4 samples, of 48"
    page.get_by_label("Filter samples by any words").fill("")
    page.get_by_label("Show").select_option("unscored")
    assert samples(page) == ["p1/1"]
    page.get_by_label("Filter samples by any words").fill("nothing holds this")
    assert page.locator("#sampled").inner_text() == "no sample of 48"


def test_a_sample_opens_to_its_prompt_reply_reference_reason_and_ratings(page):
    button = page.locator("table.samples tbody button").first
    button.focus()
    page.keyboard.press("Enter")
    opened = page.locator("table.samples tr.opened").inner_text()
    for said in ("What of 0?", "word", "answer: 0", "reason 0", "strict", "base"):
        assert said in opened
    page.keyboard.press("Enter")
    assert page.locator("table.samples tr.opened").count() == 0
    assert button.get_attribute("aria-expanded") == "false"
