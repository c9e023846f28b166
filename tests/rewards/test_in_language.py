from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from langdetect.detector_factory import PROFILES_DIRECTORY

from rewards.in_language import SCRIPTS, TOLD_BY_SCRIPT, InLanguage, in_language
from tests.samples import reply

SENTENCES = {
    "de": "Das ist ein ganz gewöhnlicher Satz über das Wetter und die Leute in der Stadt.",
    "en": "This is a perfectly ordinary sentence about the weather and the people in town.",
    "fr": "C'est une phrase tout à fait ordinaire sur le temps et les gens de la ville.",
    "ru": "Это совершенно обычное предложение, которое описывает погоду.",
    "uk": "Це цілком звичайне речення про погоду та людей, які живуть поруч.",
    "zh": "这是一个关于天气和城里人的非常普通的句子。",
    "ja": "これは天気と町の人々についてのごく普通の文です。",
    "ko": "이것은 날씨와 마을 사람들에 대한 아주 평범한 문장입니다.",
    "el": "Αυτή είναι μια συνηθισμένη πρόταση.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_is_in_its_own_language_and_in_no_other(language):
    for other, sentence in SENTENCES.items():
        value = InLanguage(language)(reply(sentence))
        assert value is not None
        assert value > 0.9 if other == language else value < 0.6


def test_a_language_with_a_script_of_its_own_is_paid_by_the_share_of_letters():
    assert InLanguage("el")(reply("δεν yes")) == 0.5  # 3 letters of 6
    assert InLanguage("ja")(reply("東京")) == 1.0
    assert InLanguage("ja")(reply(SENTENCES["zh"] * 2)) == 0.0


def test_in_language_takes_off_the_share_of_another_script():
    mixed = InLanguage("de")(reply(SENTENCES["de"] + "这" * 62))  # of 62 letters Latin
    assert mixed == pytest.approx(0.5, abs=0.02)


def test_reasoning_and_code_are_not_looked_at():
    german = InLanguage("de")
    said = german(reply(SENTENCES["de"]))
    assert german(reply(f"<think>{SENTENCES['en']}</think>{SENTENCES['de']}")) == said
    assert german(reply(f"{SENTENCES['de']}\n```\n{SENTENCES['en'] * 9}\n```")) == said
    assert german(reply(f"<think>{SENTENCES['de']}")) == 0.0


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_reply_is_in_no_language(text):
    assert InLanguage("de")(reply(text)) == 0.0


@pytest.mark.parametrize("text", ["42", "Ja.", "```\nprint()\n```", "😀 ?!"])
def test_too_few_letters_tell_no_language(text):
    assert InLanguage("de")(reply(text)) is None


def test_every_thread_says_the_same():
    samples = [reply(sentence[:40]) for sentence in SENTENCES.values()] * 8
    alone = [InLanguage("fr")(sample) for sample in samples]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(InLanguage("fr"), samples)) == alone


def test_the_language_may_come_with_the_sample():
    assert in_language(reply(SENTENCES["zh"], language="zh")) == 1.0


@pytest.mark.parametrize("language", ["xx", "German", "", "DE"])
def test_an_unknown_language_is_refused(language):
    with pytest.raises(ValueError, match=r"^language: expected one of "):
        InLanguage(language)


@pytest.mark.parametrize("language", ["xx", None, 3])
def test_a_sample_without_a_known_language_is_a_fault_of_the_data(language):
    with pytest.raises(ValueError, match=r"metadata\.language: expected one of "):
        in_language(reply("Ja", language=language))


def test_langdetect_knows_every_language_that_shares_its_script():
    known = {profile.name for profile in Path(PROFILES_DIRECTORY).iterdir()}
    assert set(SCRIPTS) - TOLD_BY_SCRIPT <= known
