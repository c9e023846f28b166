import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st

from rewards.text_similarity import bleu, chrf
from tests.rewards.text_replies import replies

SENTENCES = st.lists(
    st.sampled_from([*"abc.,-1 \n&<[é中", " the", " cat", "1.5", "-\n", "&quot;", "<skipped>"])
).map("".join)
TEXTS = st.one_of(SENTENCES, replies())


@given(text=TEXTS, gold=TEXTS)
def test_chrf_is_sacrebleus(text, gold):
    expected = sacrebleu.sentence_chrf(text, [gold]).score / 100
    assert chrf(text, gold) == pytest.approx(expected, abs=1e-9)


@given(text=TEXTS, gold=TEXTS)
def test_bleu_is_sacrebleus(text, gold):
    expected = sacrebleu.sentence_bleu(text, [gold]).score / 100
    assert bleu(text, gold) == pytest.approx(expected, abs=1e-9)


def test_bleu_of_a_known_sentence():
    # 1 to 4-grams that match: 5/6, 3/5, 1/4, 0/3; the last counts as a half, so 1/6;
    # no brevity penalty; the fourth root of 5/6 * 3/5 * 1/4 * 1/6
    known = (5 / 6 * 3 / 5 * 1 / 4 * 1 / 6) ** 0.25
    assert bleu("the cat sat on the mat", "the cat is on the mat") == pytest.approx(known)


def test_chrf_of_a_known_word():
    # of 3 letters 2 match, of 2 pairs 1, of 1 triple 0: P = R = (2/3 + 1/2 + 0) / 3 = F
    assert chrf("abc", "abd") == pytest.approx(7 / 18)
