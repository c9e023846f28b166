from rewards.answers.plain_text import plain_marks


def test_plain_marks_makes_each_typographic_mark_plain():
    assert plain_marks("\u22122 \u00d7 3\u00a0000 isn\u2019t 5\uff05") == "-2 * 3 000 isn't 5%"


def test_plain_marks_keeps_the_length_of_a_text():
    text = "\u201ca\u2014b\u201d \u00bd"
    assert len(plain_marks(text)) == len(text)
