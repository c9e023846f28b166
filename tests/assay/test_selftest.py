"""assay selftest on a few of the planted rewards; each kind of reference has both sorts."""

import pytest
from click.testing import CliRunner

from assay.commands import selftest
from examples.planted import PLANTED, ROWS

FEW = """
from examples.planted import PLANTED, ROWS, Planted
PLANTED = (PLANTED[2], Planted("number", "pays nothing", lambda sample: 0.0, is_good=True))
"""


@pytest.mark.parametrize("kind", ROWS)
def test_planted_rewards_are_good_and_broken_of_each_kind_of_reference(kind):
    assert {planted.is_good for planted in PLANTED if planted.kind == kind} == {True, False}


def test_selftest_names_a_verdict_that_is_not_as_it_has_to_be(tmp_path, monkeypatch):
    (tmp_path / "few.py").write_text(FEW, encoding="utf-8")
    monkeypatch.setattr(selftest, "PLACES", [tmp_path / "few.py"])
    monkeypatch.chdir(tmp_path)
    written = []
    monkeypatch.setattr("builtins.print", lambda *text, **_: written.append(text[0]))
    ran = CliRunner().invoke(selftest.command, [])
    points, nothing, count = written
    assert "pays any list of points" in points
    assert points.endswith("FAIL          expected, paid by style")
    assert "NOT EXPECTED" in nothing
    assert (ran.exit_code, count) == (1, "1 of 2 verdicts are as they have to be")
