import base64
import hashlib
import re
from dataclasses import replace

import pytest

from rewards.scoring import Outcome, ScoringError
from rewards.types import Message, Sample, Score
from tests.validation.report.made import accuracy, everything, table, validation
from tests.validation.report.page import Page
from validation.dataset import LabelledSample
from validation.gate import Bound, Finding
from validation.report.html import render_html

HOSTILE = "</script></div><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} \ud800 \u202e \x00"


@pytest.fixture(scope="module")
def full() -> str:
    return render_html(everything())


def test_the_page_asks_for_nothing_and_links_only_within_itself(full):
    page = Page(full)
    assert not any({"src", "xlink:href"} & set(attributes) for _, attributes in page.elements)
    places = {attributes.get("id") for _, attributes in page.elements}
    assert all((link["href"] or "").removeprefix("#") in places for link in page.all("a"))
    assert not {"link", "img", "iframe"} & {tag for tag, _ in page.elements}
    assert not re.search(r"url\(|@import|https?:", full)
    assert "default-src 'none'" in full


def test_the_policy_allows_the_one_script_by_its_hash_and_no_other(full):
    (script,) = re.findall(r"<script>(.*?)</script>", full, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in full
    assert "unsafe-eval" not in full
    assert not any(name.startswith("on") for _, held in Page(full).elements for name in held)


def test_a_users_text_is_text_wherever_it_stands():
    turns = (Message("user", HOSTILE), Message("assistant", HOSTILE))
    rows = [
        LabelledSample(Sample(f"{HOSTILE}{q}", turns, {"a": HOSTILE}), HOSTILE, q, HOSTILE)
        for q in (0.0, 1.0, 2.0)
    ]
    fault = ScoringError(HOSTILE, "E", HOSTILE, HOSTILE)
    said: list[Outcome | float] = [Score(1.0, HOSTILE, {HOSTILE: Score(1.0)}), 0.0, fault]
    ratings: dict[str, tuple[Outcome, ...]] = {HOSTILE: (Score(1.0, HOSTILE), None, fault)}
    ratings["other"] = (Score(0.0, HOSTILE), None, fault)
    own = accuracy(0.5, 0.4, 0.6, name=f"within_prompt_accuracy:{HOSTILE}")
    overridden = Finding(own.name, "FAIL", Bound(0.9, provenance=HOSTILE), own, HOSTILE)
    made = validation(table(rows, said, ratings), [own], [overridden], [HOSTILE])
    html = render_html(replace(made, dataset=replace(made.dataset, path=HOSTILE)))
    page = Page(html)
    assert "img" not in {tag for tag, _ in page.elements}
    assert "</script></div><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %}" in page.text
    assert page.open == []
    assert [held.get("type") for held in page.all("script")] == ["application/json", None]
    assert html.count("</script>") == 2
    assert html.encode("utf-8")
