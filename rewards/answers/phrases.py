"""How sixteen languages declare, deny, correct and hedge an answer: one table, read as English.

A reader of claims knows English alone. `plain_english` writes the words of the table in English and
leaves all else as it is: "Die Antwort lautet 18, denn …" becomes "the answer is 18, because …".
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rewards.answers.plain_text import Expression, compose, plain_marks

# The words that betray a language: one must stand in a text before its rows are read.
_BETRAY = {
    "en": "solution|result|conclusion",
    "de": "antwort|ergebnis|lösung|nicht|kein|keine|ist|lautet|richtig|falsch|korrektur|oder"
    "|vielleicht|beträgt|wähle|das|endergebnis|glaube|statt|sind|habe|kann|ergibt",
    "fr": "réponse|reponse|résultat|est|pas|donc|n'est|choisis|peut-être|c'est|ou|sont|sais|moins|réponds",
    "es": "respuesta|resultado|es|solución|opción|elijo|creo|quizás|correcta|sé|menos|responder|respondo",
    "it": "risposta|risultato|è|soluzione|opzione|scelgo|forse|credo|sono|corretta|giusta|non",
    "pt": "resposta|resultado|é|solução|opção|escolho|acho|talvez|são|gabarito|não|alternativa",
    "nl": "antwoord|eindantwoord|resultaat|uitkomst|denk|niet|geen|kies|misschien|juiste",
    "pl": "odpowiedź|odpowiedzią|wynik|nie|błędne|błędna|wybieram|może|poprawna|prawidłowa",
    "tr": "cevap|cevabı|yanıt|yanıtı|sonuç|değil|seçiyorum|belki|doğru|cevabım|bilmiyorum|yanlış|yanlıştır|veremiyorum",
    "id": "jawaban|jawabannya|hasil|hasilnya|bukan|adalah|memilih|mungkin|pilihan|tidak|saya",
    "sv": "svar|svaret",
    "vi": "đáp|trả",
    "el": "απάντηση",
    "ru": "[а-яё]+",
    "ar": "[\u0621-\u064a]+",
    "hi": "[\u0904-\u0939][\u0904-\u094d]*",
    "ja": "[\u3041-\u30fa]",
    "zh": "[\u4e00-\u9fff]",
    "ko": "[\uac00-\ud7a3]",
}
_UNSPACED = ("zh", "ja", "ko", "hi")


class PhraseRow(NamedTuple):
    """What one language says for one English phrase.

    Attributes:
        language (str): The two letters of ISO 639.
        english (str): The phrase that the reader of claims knows.
        words (str): The expression of what the language says, in small letters.
        example (str): A reply with it, which answers 18; one that begins with "∅" answers nothing.
    """

    language: str
    english: str
    words: str
    example: str


_UNKNOWN = "I cannot determine the answer"
# A line of the table is a row, its fields apart by tabs; the table is read at its first use.
_TABLE = Path(__file__).with_name("phrases.tsv")
# English words in the order of other languages, and how English has them.
_ORDER = (
    (Expression(r"\banswer (correct|final|the correct)\b", re.I), r"\1 answer"),
    (Expression(r"(?:^|(?<=[.!?:\n]) ?)correct(?: is|:)(?= )", re.I), "the correct answer is"),
    (Expression(r"\bis (?:the )?(correct |final )?answer +(?=[\d\"'(*\\$-]|(?-i:[A-J])(?:[.,;:!?)*\"\n]|\s*$))(?![^.!?\n]{0,60}\?)", re.I), r"the \1answer is "),
    (Expression(r"\b(answer|it) not is\b", re.I), r"\1 is not"),
    (Expression(r"\b(\d\w*)[ *_\"')]* +not is\b", re.I), r"\1 is not"),
    (Expression(r"\bnot (?:it )?is\b", re.I), "it is not"),
    (Expression(r"\bis is\b", re.I), "is"),
    (Expression(r"(?<=\bis )(so)\b ", re.I), ""),
)  # fmt: skip
_SHORT = 150
_WORD = Expression(r"[^\W\d_](?:[^\W\d_]|['-](?=\w))*")
_WIDE = str.maketrans({"。": ". ", "，": ", ", "、": ", ", "；": "; ", "：": ": ", "？": "? ",
                       "！": "! ", "।": ". ", "،": ", ", "（": "(", "）": ")", "【": " ",
                       "】": ": "})  # fmt: skip


@lru_cache(maxsize=1)
def phrase_rows() -> tuple[PhraseRow, ...]:
    """The rows of the table."""
    lines = _TABLE.read_text("utf-8").splitlines()
    return tuple(PhraseRow(*line.replace("\\n", "\n").split("\t")) for line in lines)


def plain_english(text: str) -> str:
    """`text` in plain marks, and with the phrases of the table in English."""
    if not text.isascii():
        text = plain_marks(compose(text).translate(_WIDE))
    found = _languages(text)
    for language in found:
        pattern, english = _pattern(language)

        def in_english(row: re.Match[str], english: dict[str, str] = english) -> str:
            return english[row.lastgroup or ""]

        text = pattern.sub(in_english, text)
    for order, instead in _ORDER if found else ():
        text = order.sub(instead, text)
    return text


def _languages(text: str) -> tuple[str, ...]:
    """The languages whose words stand in the text, in the order of the table."""
    latin, others = _betrayals()
    small = f" {text.lower()} ".replace(".", " ").replace(",", " ").replace("\n", " ")
    found = set[str]()
    # a search for whole words takes ten times as long in a text that is not short
    if len(small) < _SHORT or any(map(small.__contains__, _prefilter())):
        words = latin.keys() & _WORD.findall(small)
        if words and (len(small) >= _SHORT or any(map(small.__contains__, _prefilter()))):
            found.update(language for word in words for language in latin[word])
    if not text.isascii():
        found.update(language for language, script in others.items() if script.search(text))
    if "ja" in found:
        found.discard("zh")
    return tuple(language for language in _BETRAY if language in found)


@lru_cache(maxsize=1)
def _prefilter() -> tuple[str, ...]:
    """What stands in each text that betrays a language of Latin letters."""
    words = _betrayals()[0]
    return tuple(word if len(word) > 3 or not word.isascii() else f" {word} " for word in words)


@lru_cache(maxsize=1)
def _betrayals() -> tuple[dict[str, list[str]], dict[str, re.Pattern[str]]]:
    latin: dict[str, list[str]] = {}
    others: dict[str, re.Pattern[str]] = {}
    for language, words in _BETRAY.items():
        if words.startswith("["):
            others[language] = re.compile(words, re.IGNORECASE)
        for word in () if words.startswith("[") else words.split("|"):
            latin.setdefault(word, []).append(language)
    return latin, others


@lru_cache(maxsize=32)
def _pattern(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    rows = [row for row in phrase_rows() if row.language == language]
    rows.sort(key=lambda row: row.english not in (_UNKNOWN, "Correction:"))  # they hold other words
    spaced = language not in _UNSPACED
    before, after = (r"(?<![\w-])", r"(?![\w-])") if spaced else ("", "")
    groups = "|".join(
        f"(?P<r{at}>{row.words})" + ("" if not spaced or row.words[-1] in ",:?" else after)
        for at, row in enumerate(rows)
    )
    space = "" if spaced else " "
    english = {f"r{at}": f"{space}{row.english}{space}" for at, row in enumerate(rows)}
    return re.compile(f"{before}(?:{groups})", re.IGNORECASE), english
