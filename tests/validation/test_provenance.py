"""The header of a report: what was judged, by what."""

import subprocess
import sys
from dataclasses import replace

import pytest

import assay
from rewards import MaxWords, numeric_match, weighted_sum
from tests.validation.data import graded
from validation.gate import Bound, Gate
from validation.gate_file import compare_to_preset, find_gate
from validation.provenance import source_digest
from validation.report.exports import render_junit, render_markdown
from validation.report.html import render_html
from validation.targets.target import read_reward

QUICK = ("probe", "conform")


def constant(value):
    return lambda sample: value


def body(text):
    """A function that no file holds, as a notebook makes it."""
    names: dict[str, object] = {}
    exec(f"def reward(sample):\n    return {text}", names)
    return names["reward"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (body("1.0"), body("0.5")),
        (body("len(sample.response)"), body("len(sample.messages)")),
        (constant(1.0), constant(0.5)),
        (MaxWords(10), MaxWords(20)),
        (weighted_sum(a=(1.0, MaxWords(10))), weighted_sum(a=(0.5, MaxWords(10)))),
    ],
)
def test_digests_of_two_bodies_and_of_two_settings_differ(one, other):
    assert source_digest(one).digest == source_digest(one).digest
    assert source_digest(one).digest != source_digest(other).digest


def test_digest_is_the_same_in_another_process():
    code = (
        "from rewards import numeric_match; from validation.provenance import source_digest;"
        "print(source_digest(numeric_match).digest)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == source_digest(numeric_match).digest


def test_digest_covers_the_modules_of_the_users_own_that_a_reward_reaches(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "deep_words.py").write_text("GOOD = 'good'\n")
    (tmp_path / "near_words.py").write_text("from deep_words import GOOD\n")
    (tmp_path / "reads_words.py").write_text(
        "import json\nfrom near_words import GOOD\n\ndef reward(sample):\n    return 1.0\n"
    )
    reward = read_reward("reads_words:reward")
    before = source_digest(reward)
    assert sorted(before.files) == ["deep_words", "near_words", "reads_words"]
    assert before.paths["deep_words"] == "deep_words.py"
    (tmp_path / "deep_words.py").write_text("GOOD = 'better'\n")
    assert source_digest(reward).digest != before.digest


@pytest.fixture
def report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = graded(24, (0, 1))
    return assay.validate(
        body("float(sample.response)"), rows, gate="verifiable", skip=QUICK, options={"workers": 2}
    )


def test_header_says_gate_options_data_versions_and_commit(report):
    header = report.to_dict()["header"]
    assert header["gate"]["source"] == "the preset verifiable"
    assert (header["gate"]["preset"], header["gate"]["weaker"]) == ("verifiable", [])
    assert header["options"]["workers"] == 2
    assert header["data"]["read"] == "48 replies to 24 prompts, 48 graded, 0 rated"
    assert header["versions"]["python"] == sys.version.split()[0]
    assert header["git"] is None  # a temporary folder is no repository
    assert header["function"] is None


def test_pass_by_a_weakened_gate_says_so_in_every_report(report):
    found = report.validation
    header = replace(found.header, weakened=compare_to_preset(Gate({"scored_share": Bound(1.0)})))
    weak = replace(found, header=header, findings=found.findings[:1])
    assert weak.verdict == "PASS"
    for render in (render_junit, render_markdown, render_html):
        assert "PASS by a weakened gate" in render(weak)
        assert "weaker than the preset" in render(weak)
    assert "PASS by a weakened gate" in str(assay.Report(weak))


def test_presets_are_not_weakened():
    for name in ("judged", "verifiable", "strict"):
        assert compare_to_preset(find_gate(name)).weaker == ()


@pytest.mark.parametrize(
    ("name", "bound", "weaker"),
    [
        ("scored_share", Bound(pass_at=0.9), "scored_share: pass 0.9, not 1"),
        ("gold_pay", Bound(fail_at=0.05), "gold_pay: fail 0.05, not 0.1"),
        ("gold_pay", Bound(warn_at=0.9), "gold_pay: no bound"),
        ("gold_pay", Bound(pass_at=0.9, fail_at=0.6), None),
    ],
)
def test_bound_that_is_weaker_than_in_the_nearest_preset_is_named(name, bound, weaker):
    preset = find_gate("verifiable")
    gate = replace(preset, bounds={**preset.bounds, name: bound})
    assert compare_to_preset(gate).weaker == ((weaker,) if weaker else ())


def failing(sample):
    raise LookupError("no such row")


def test_first_line_names_the_exception_with_its_place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = assay.validate(failing, graded(24, (0, 1)), gate="verifiable", skip=QUICK)
    line = failing.__code__.co_firstlineno + 1
    expected = f"no score for 48 of 48 samples: LookupError: no such row ({__file__}:{line}; "
    assert expected in str(found).splitlines()[0]
    for render in (render_junit, render_markdown):
        assert "LookupError: no such row" in render(found.validation)


def test_first_lines_name_the_worst_ordered_prompt(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    inverted = body("1 - float(sample.response)")
    found = str(assay.validate(inverted, graded(24, (0, 1)), gate="verifiable", skip=QUICK))
    assert "replies are in the wrong order: prompt p0: “0” of quality 0 earns 1" in found


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (graded(1, (1,)), "one row"),
        (graded(24, (1,)), "one reply a prompt"),
        ([row | {"quality": 1} for row in graded(24, (0, 1))], "one grade"),
    ],
)
def test_data_that_can_show_nothing_are_inconclusive_and_never_fail(
    rows, why, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    found = assay.validate(body("1.0"), rows, gate="judged", skip=QUICK)
    assert found.verdict == "INCONCLUSIVE", (
        why,
        [f for f in found.findings if f.verdict == "FAIL"],
    )
