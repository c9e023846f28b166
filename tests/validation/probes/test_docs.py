"""Every attack has a row in docs/attacks.md, and every rung of the ladder a description."""

import re
from pathlib import Path

from tests.validation.ladder.asking import asked
from tests.validation.ladder.test_documented import REFERENCES
from tests.validation.probes.data import MAKERS, dataset
from validation.ladder import perturbation_rungs
from validation.probes.attacks import ATTACKS
from validation.probes.rungs import RUNG_DESCRIPTIONS, attack_name

PAGE = (Path(__file__).parents[3] / "docs" / "attacks.md").read_text(encoding="utf-8")
ROW = re.compile(r"\| `(\w+)` \| (.+) \| (.+) \| (.+) \|")


def test_the_page_has_a_row_for_every_attack_that_says_what_the_code_says():
    rows = {found[1]: (found[2], found[4]) for found in ROW.finditer(PAGE)}
    ours = {name: (attack.imitates, attack.mend) for name, attack in ATTACKS.items()}
    rungs = {name: (words.imitates, words.mend) for name, words in RUNG_DESCRIPTIONS.items()}
    assert rows == {**ours, **rungs}


def test_no_attack_has_the_name_of_a_rung():
    assert not ATTACKS.keys() & RUNG_DESCRIPTIONS.keys()


def test_every_rung_is_described_or_is_an_attack_of_its_own():
    samples = [asked(reference) for reference in REFERENCES]
    samples += [row.sample for kind in MAKERS for row in dataset(kind).rows]
    names = {attack_name(rung.name) for sample in samples for rung in perturbation_rungs(sample)}
    assert names - {"wrong"} - ATTACKS.keys() - RUNG_DESCRIPTIONS.keys() == set()
