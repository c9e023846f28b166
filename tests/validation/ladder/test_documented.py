"""docs/ladder.md names every rung and every form."""

import re
from pathlib import Path

from tests.validation.ladder.asking import asked, every_rung
from validation.ladder.forms import FORMS
from validation.ladder.rows import plain_name

DOCS = (Path(__file__).parents[3] / "docs" / "ladder.md").read_text(encoding="utf-8")
CALL = {"name": "roll", "arguments": {"dice": 4, "sides": 6}}
CODE = "def f(x):\n    y = x < 3\n    return y"
REFERENCES = (
    *("1848", "$18", "5 km", "3/4", "1.5e6", "B", "spam", "yes", "The sky is blue today."),
    *("Cats are nice. Dogs bark at 5 men. Birds fly.", "3 + 4 = 7\n9 * 2 = 18\n#### 18"),
    *(
        {"a": 1, "b": 2, "c": "x"},
        [CALL, {"name": "flip", "arguments": {}}],
        {"answers": ["a", "b"]},
    ),
    {"tests": ["assert f(1) == True", "assert f(5) == False"], "code": CODE},
    "SELECT a, b FROM c WHERE d > 1 AND e = 'x' GROUP BY a ORDER BY b LIMIT 3",
    "SELECT MAX(a)\nFROM b",
)


def test_every_rung_and_every_form_is_documented():
    rungs = {rung.name for reference in REFERENCES for rung in every_rung(asked(reference))}
    named = set(re.findall(r"`([a-z_0-9]+)`", DOCS))
    known = named | {plain_name(name) for name in named} | {f"letter_{end}" for end in "abcdefghij"}
    assert {name for name in rungs if {name, plain_name(name)}.isdisjoint(known)} == set()
    assert set(FORMS) <= named
