from rewards.answers.plain_text import plain_marks


def test_each_typographic_mark_becomes_the_plain_one():
    assert plain_marks("\u22122 \u00d7 3\u00a0000 isn\u2019t 5\uff05") == "-2 * 3 000 isn't 5%"


def test_a_text_keeps_its_length():
    text = "\u201ca\u2014b\u201d \u00bd"
    assert len(plain_marks(text)) == len(text)
