"""docs/attacks.md says of every attack what it imitates, how it is built and what mends it."""

import re
from pathlib import Path

from validation.probes.attacks import ATTACKS
from validation.probes.trials import RUNG_DESCRIPTIONS

PAGE = (Path(__file__).parents[3] / "docs" / "attacks.md").read_text(encoding="utf-8")
ROW = re.compile(r"\| `(\w+)` \| (.+) \| (.+) \| (.+) \|")


def test_every_attack_has_a_row_that_says_what_the_code_says():
    rows = {found[1]: (found[2], found[4]) for found in ROW.finditer(PAGE)}
    ours = {name: (attack.imitates, attack.mend) for name, attack in ATTACKS.items()}
    rungs = {name: (words.imitates, words.mend) for name, words in RUNG_DESCRIPTIONS.items()}
    assert rows == {**ours, **rungs}


def test_no_attack_has_the_name_of_a_rung():
    assert not ATTACKS.keys() & RUNG_DESCRIPTIONS.keys()
