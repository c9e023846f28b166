"""Numbers in words: "einundzwanzig", "vingt et un", "二十一"; ordinals: "the seventh"."""

import re
from fractions import Fraction
from functools import lru_cache

from rewards.answers.plain_text import Expression

# The words of 0, 1, 2 … in each language; "|" parts spellings of one number.
_COUNTS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen",
    "de": "null eins|eine?|ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn"
    " vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "fr": "zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze"
    " quinze seize dix-sept dix-huit dix-neuf",
    "es": "cero uno|una|un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce"
    " quince dieciséis diecisiete dieciocho diecinueve veinte veintiun[oa]? veintid[óo]s"
    " veintitr[ée]s veinticuatro veinticinco veintis[ée]is veintisiete veintiocho veintinueve",
    "it": "zero uno|una?|un due tre quattro cinque sei sette otto nove dieci undici dodici tredici"
    " quattordici quindici sedici diciassette diciotto diciannove",
    "pt": "zero um|uma dois|duas três quatro cinco seis sete oito nove dez onze doze treze"
    " catorze|quatorze quinze dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove",
    "nl": "nul een|één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien"
    " vijftien zestien zeventien achttien negentien",
    "pl": "zero jeden|jedna dwa|dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć"
    " jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście"
    " dziewiętnaście",
    "ru": "ноль|нуль один|одна|одно два|две три четыре пять шесть семь восемь девять десять"
    " одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать"
    " восемнадцать девятнадцать",
    "tr": "sıfır bir iki üç dört beş altı yedi sekiz dokuz on",
    "id": "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas",
    "ko": "영 일 이 삼 사 오 육 칠 팔 구",
    "zh": "[零〇] [一壱] [二两兩] 三 四 五 六 七 八 九",
    "ar": "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة",
    "hi": "शून्य एक दो तीन चार पाँच|पांच छह|छः सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस",
}  # fmt: skip
# The words of 20, 30 … 90.
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig|dreissig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante septante quatre-vingts?|huitante nonante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "vent[ii]? trenta? quaranta? cinquanta? sessanta? settanta? ottanta? novanta?",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "pl": "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt"
    " osiemdziesiąt dziewięćdziesiąt",
    "ru": "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    "tr": "yirmi otuz kırk elli altmış yetmiş seksen doksan",
    "hi": "बीस तीस चालीस पचास साठ सत्तर अस्सी नब्बे",
    "ar": "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون",
}  # fmt: skip
_TIMES = {
    10: "puluh|[十拾]|십", 100: "hundred|hundert|cents?|ciento|cien|cento|cem|honderd|sto|сто|yüz|ratus|[百]|백|सौ|مئة",
    1000: "thousand|tausend|mille|mil|mila|duizend|tysi(?:ąc|ące|ęcy)|тысяч[аи]?|bin|ribu|[千]|천|हज़ार|ألف",
    10_000: "[万萬]|만",
    10**6: "millions?|million(?:en)?|millones|millón|milion[ie]|milh(?:ão|ões)|miljoen|milion(?:y|ów)?|миллион\\w*|milyon|juta|مليون",
    10**8: "[亿億]|억",
    10**9: "billions?|milliarden?|milliards?|miliard\\w*|миллиард\\w*|milyar|miliar",
}  # fmt: skip
_FIXED = {"seratus": 100, "seribu": 1000, "zweihundert": 200, "doscientos": 200, "quinientos": 500,
          "dozen": 12, "двести": 200, "триста": 300, "пятьсот": 500, "duzentos": 200}  # fmt: skip
_JOINTS = r"(?:[ -]|,? and |y |et |e |und|en|ën|ve |و| e )*"
# Words that are more than a number in English prose: they count only where nothing else stands.
_ALSO_WORDS = frozenset(
    "on sei once die due un une uno una ein eine een mil cent cents dos tres sept dix bin sto bir iki"
    " dua lima six elf acht e et y en mille six mila um dois dez".split()
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ORDINAL = Expression(
    rf"(?:the )?(?:(\d{{1,6}})(?:st|nd|rd|th)|({'|'.join(_ORDINALS.split())}))(?![\w-])", re.I
)
_CHINESE_PERCENT = re.compile("百分之([零〇一二两三四五六七八九十百点]+)")
_UND = re.compile(r"(?<=[a-zäöüßé])(?:und|en|ën)(?=(?:zwanzig|drei|vier|fünf|sech|sieb|acht|neun|twin|der|veer|vijf"
                  r"|zes|zev|tach|neg)\w*)", re.IGNORECASE)  # fmt: skip
_LONGEST = 120


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], re.Pattern[str], list[tuple[re.Pattern[str], int, str]]]:
    """Whole numbers in words; one word of them; and what each word comes to, and how."""
    rows: list[tuple[str, int, str]] = [(word, value, "+") for word, value in _FIXED.items()]
    rows += [(f"(?:{words})", value, "*") for value, words in _TIMES.items()]
    for counts in _COUNTS.values():
        rows += [(f"(?:{word})", value, "+") for value, word in enumerate(counts.split())]
    for tens in _TENS.values():
        rows += [(f"(?:{word})", 20 + 10 * at, "+") for at, word in enumerate(tens.split())]
    rows.append(("belas", 10, "+"))
    rows.sort(key=lambda row: len(row[0]), reverse=True)
    word = "|".join(pattern for pattern, _, _ in rows)
    whole = re.compile(rf"(?:{word})(?:{_JOINTS}(?:{word}))*", re.IGNORECASE)
    return (
        whole,
        re.compile(word, re.IGNORECASE),
        [(re.compile(pattern, re.IGNORECASE), value, how) for pattern, value, how in rows],
    )


def foreign_word_number(text: str) -> Fraction | None:
    """The value of a `text` that is one number in words of any language and nothing else."""
    text = " ".join(text.split()).strip(" *_`\"'.!")
    percent = _CHINESE_PERCENT.fullmatch(text)
    if percent:
        text = percent[1]
    if not text or len(text) > _LONGEST or _words()[0].fullmatch(text) is None:
        return None
    return Fraction(_value(text))


def ends_in_word_number(text: str) -> Fraction | None:
    """The value of the number in words that ends `text`; None for a word that has other senses."""
    text = text[-_LONGEST:].strip(" \n*_`\"'.!。")
    for start in sorted({0, *(space.end() for space in re.finditer(r"[\s:,]+", text))}):
        words = text[start:]
        if words.lower() in _ALSO_WORDS or (words.isascii() and len(words) < 4):
            continue
        value = foreign_word_number(words)
        if value is not None:
            return value
    tail = re.search("[零〇一二两三四五六七八九十百千万亿]+$", text)
    return foreign_word_number(tail[0]) if tail else None


def _value(words: str) -> int:
    total = part = digit = 0
    for found in _words()[1].finditer(_UND.sub(" ", words)):
        value, how = next(
            (value, how) for pattern, value, how in _words()[2] if pattern.fullmatch(found[0])
        )
        if how == "+":
            part, digit = (part, digit + value) if value < 10 else (part + value, digit)
        elif value < 1000 or (value == 1000 and found[0] in "千천"):
            fresh = digit or (0 if part else 1)
            part, digit = part + fresh * value if fresh else part * value, 0
        else:
            total, part, digit = total + max(part + digit, 1) * value, 0, 0
    return total + part + digit


def ordinal_value(text: str) -> tuple[int, int] | None:
    """The number of the ordinal that `text` begins with ("the 7th", "seventh"), and its end."""
    found = _ORDINAL.match(text)
    if found is None:
        return None
    value = int(found[1]) if found[1] else _ORDINALS.split().index(found[2].lower()) + 1
    return value, found.end()
