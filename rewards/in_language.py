"""Whether the reply is written in a language."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from rewards.answers.marks import without_reasoning
from rewards.extras import import_extra
from rewards.types import Sample

# The languages of each script, by the word that begins the Unicode names of its letters.
_LANGUAGES = {
    "ETHIOPIC": "am",
    "BENGALI": "bn",
    "GREEK": "el",
    "GUJARATI": "gu",
    "HEBREW": "he",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "KHMER": "km",
    "KANNADA": "kn",
    "HANGUL": "ko",
    "LAO": "lo",
    "MALAYALAM": "ml",
    "MYANMAR": "my",
    "GURMUKHI": "pa",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
    "CJK": "zh",
    "LATIN": "af ca cs cy da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw "
    "tl tr vi",
    "CYRILLIC": "bg mk ru uk",
    "ARABIC": "ar fa ur",
    "DEVANAGARI": "hi mr ne",
}
# The scripts of each language.
SCRIPTS: dict[str, tuple[str, ...]] = {
    **{language: (script,) for script, held in _LANGUAGES.items() for language in held.split()},
    "ja": ("HIRAGANA", "KATAKANA", "CJK"),
}
# The languages that no other of `SCRIPTS` shares a script with.
TOLD_BY_SCRIPT = frozenset({"ja", *(held for held in _LANGUAGES.values() if " " not in held)})

# What langdetect looks at; of a longer text, pieces from all over it.
_LONGEST, _PIECES = 10_000, 5
_loading = Lock()
_CODE = re.compile(r"`[^`\n]*`")
_ENOUGH = 20
# Few languages share these scripts, and their words tell them apart sooner.
_FEW = ("DEVANAGARI", "CYRILLIC", "ARABIC")
_ENOUGH_OF_FEW = 8
_KANA_AMONG = 15


@dataclass(frozen=True)
class InLanguage:
    """How surely the reply, after its reasoning and without its code, is in the language, 0..1.

    `language` is an ISO 639-1 code such as "de"; where it is None, each sample's
    metadata["language"] is. The value is the share of the letters that belong to the language's
    script, which alone tells Greek, Chinese or Korean; of a language that shares its script
    (Latin, Cyrillic, Arabic, Devanagari) it is multiplied by the probability that langdetect
    gives it, which needs the extra "language". More than 15 letters without any kana are not
    Japanese.

    An empty reply pays 0. One without letters ("42"), or with fewer than 20 of a shared script (8
    of Cyrillic, Arabic and Devanagari, whose vowel signs count), is of no telling language: None.

    Attributes:
        language (str or None): An ISO 639-1 code; None reads metadata["language"].
    """

    language: str | None = None

    def __post_init__(self) -> None:
        if self.language is not None:
            _check_language(self.language, "language")

    @property
    def extras(self) -> dict[str, str]:
        return {} if self.language in TOLD_BY_SCRIPT else {"langdetect": "language"}

    def __call__(self, sample: Sample) -> float | None:
        language = self.language or sample.metadata.get("language")
        if self.language is None:
            _check_language(language, "metadata.language")
        reply = without_reasoning(sample.response)
        if not reply.strip():
            return 0.0
        prose = _CODE.sub(" ", " ".join(reply.split("```")[::2]))
        return _language_share(str(language), " ".join(prose.split()))


def _check_language(language: object, place: str) -> None:
    if language not in SCRIPTS:
        raise ValueError(f"{place}: expected one of {', '.join(SCRIPTS)}, got {language!r}")


def _language_share(language: str, text: str) -> float | None:
    letters, shares = script_shares(text)
    if not letters:
        return None
    share = sum(shares.get(script, 0.0) for script in SCRIPTS[language])
    if language in TOLD_BY_SCRIPT:
        kana = shares.get("HIRAGANA", 0.0) + shares.get("KATAKANA", 0.0)
        return 0.0 if language == "ja" and letters > _KANA_AMONG and not kana else share
    if letters < (_ENOUGH_OF_FEW if SCRIPTS[language][0] in _FEW else _ENOUGH):
        return None
    return share * language_probability(language, text) if share else 0.0


def script_shares(text: str) -> tuple[int, dict[str, float]]:
    """How many letters `text` has, and the share of them that is in each script."""
    scripts = Counter[str]()
    for letter, times in Counter(text).items():
        # the vowel signs of Indic scripts are marks that make the sound of a letter
        is_sign = unicodedata.category(letter) in ("Mc", "Mn") and _script(letter) in _LANGUAGES
        if letter.isalpha() or is_sign:
            scripts[_script(letter)] += times
    letters = scripts.total()
    return letters, {script: times / letters for script, times in scripts.items()}


def _script(letter: str) -> str:
    """The script of a letter, a full-width or ligature one as the plain letters it stands for."""
    plain = unicodedata.normalize("NFKC", letter)[0]
    return unicodedata.name(plain, "UNNAMED").replace("-", " ").split()[0]


def language_probability(language: str, text: str) -> float:
    """langdetect's probability that `text` is in the language; 0 where it cannot tell any."""
    with _loading:
        factory = _factory()
    detector = factory.create()
    detector.append(_excerpt(text))
    try:
        languages = detector.get_probabilities()
    except import_extra("langdetect", "language").LangDetectException:  # nothing that it knows
        return 0.0
    return min(1.0, float(sum(found.prob for found in languages if found.lang == language)))


def _excerpt(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    size = _LONGEST // _PIECES
    step = (len(text) - size) // (_PIECES - 1)
    return " ".join(text[at * step : at * step + size] for at in range(_PIECES))


@cache
def _factory() -> Any:
    """The profiles in an order of ours, since the folder's differs between machines."""
    library = import_extra("langdetect.detector_factory", "language")
    factory = library.DetectorFactory()
    profiles = sorted(Path(library.PROFILES_DIRECTORY).iterdir())
    factory.load_json_profile([path.read_text("utf-8") for path in profiles if path.is_file()])
    factory.set_seed(0)
    return factory


# How surely the reply is in metadata["language"].
in_language = InLanguage()
