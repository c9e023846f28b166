from unicodedata import normalize

import pytest

from rewards.answers.final_expression import final_expressions
from rewards.answers.plain_text import plain_marks
from rewards.label_match import LabelMatch
from rewards.multiple_choice import multiple_choice
from rewards.numeric_match import numeric_match
from rewards.quotes_exist import quotes_exist
from rewards.token_f1 import token_f1
from rewards.types import Message, Sample


def test_plain_marks_makes_each_typographic_mark_plain():
    assert plain_marks("\u22122 \u00d7 3\u00a0000 isn\u2019t 5\uff05") == "-2 * 3 000 isn't 5%"


def test_plain_marks_keeps_the_length_of_a_text():
    text = "\u201ca\u2014b\u201d \u00bd"
    assert len(plain_marks(text)) == len(text)


def _sample(reply: str, gold: object, **metadata: object) -> Sample:
    return Sample("s", (Message("assistant", reply),), gold, metadata)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_readers_of_answers_read_an_accent_in_both_of_its_spellings(form):
    def spell(text: str) -> str:
        return normalize(form, text)

    source = "Hier le café était très près d'ici, je crois."
    quoted = spell("Il dit : « le café était très près d'ici »")
    cities = {"choices": ["Évry", "Orléans"]}
    labels = LabelMatch(("élevé", "bas"))
    assert numeric_match(_sample(spell("La réponse est 18. Il reste 5 œufs."), "18"))
    assert multiple_choice(_sample(spell("Je choisis Évry."), "Évry", **cities))
    assert labels(_sample(spell("C'est élevé."), "élevé"))
    assert final_expressions(spell("La réponse est $x^2$.")) == ("x^2",)
    assert token_f1(_sample(spell("café élevé"), "café élevé")) == 1
    score = quotes_exist(_sample(quoted, None, source=source))
    assert score is not None
    assert score.value == 1
