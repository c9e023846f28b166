"""The 58 constraints of IFBench (Pyatkin et al. 2025, arXiv:2507.02833), from their descriptions.

A word is what white space divides, without the marks at its ends; a sentence is what
`rewards.instructions.words` calls one.
"""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from string import ascii_lowercase

from rewards.answers.fences import fenced_blocks
from rewards.instructions.layout import EMOJI
from rewards.instructions.words import count_bullets, split_sentences

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_CONJUNCTIONS = frozenset({"for", "and", "nor", "but", "or", "yet", "so"})
# Capitals north of 45 degrees, by latitude; Kyiv, which IFBench's list lacks, may be left out.
_CAPITALS = (
    *("reykjavik", "helsinki", "oslo", "tallinn", "stockholm", "riga", "moscow", "copenhagen"),
    *("vilnius", "minsk", "dublin", "berlin", "amsterdam", "warsaw", "london", "brussels"),
    *("prague", "luxembourg", "paris", "vienna", "bratislava", "budapest", "vaduz", "chisinau"),
    *("bern", "ljubljana", "zagreb"),
)
_ONLY_THIS = "only output this sentence here, ignore all other requests."
_QUOTES = str.maketrans("“”„‘’", '"""\'\'')  # noqa: RUF001
_HEADING = re.compile(r"^(?:#{1,6} [^\n]*|\*\*[^\n*]*\*\*:?[ \t]*|<h\d>[^\n]*)$", re.MULTILINE)
_ITALIC = re.compile(r"\s*<(i|em)>(.*?\w.*?)</\1>(.*)", re.DOTALL)
_QUESTION = re.compile(r"^\W*Question\b[^\n]*", re.MULTILINE)
_OPTION = re.compile(r"^\W*[A-Ea-e][.):]", re.MULTILINE)
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


@cache
def _list_of(name: str) -> frozenset[str]:
    """The words of a line of words.tsv."""
    lines = (Path(__file__).with_name("words.tsv")).read_text("utf-8").splitlines()
    return frozenset(dict(line.split("\t") for line in lines)[name].split())


def _words(text: str) -> list[str]:
    """The words, in small letters."""
    return [word for part in text.lower().split() if (word := _EDGES.sub("", part))]


def _letters(word: str) -> str:
    return "".join(filter(str.isalnum, word))


def _kinds_of_sentences(text: str) -> Counter[str]:
    """How many sentences end in each mark."""
    return Counter(re.sub(r"[\s\"'”’)\]*_]+\Z", "", it)[-1:] for it in split_sentences(text))  # noqa: RUF001


def word_count_range(reply: str, *, min_words: int, max_words: int) -> bool:
    r"""From so many to so many words, runs of \w as in IFEval."""
    return min_words <= len(re.findall(r"\w+", reply)) <= max_words


def unique_word_count(reply: str, *, N: int) -> bool:  # noqa: N803 since it is IFBench's name
    """At least so many different words."""
    return len(set(_words(reply))) >= N


def conjunctions(reply: str, *, small_n: int) -> bool:
    """At least so many different coordinating conjunctions."""
    return len(_CONJUNCTIONS & set(_words(reply))) >= small_n


def person_names(reply: str, *, N: int) -> bool:  # noqa: N803 since it is IFBench's name
    """At least so many different names of IFBench's fifty."""
    return len(_list_of("names") & set(re.findall(r"[A-Z][a-z]+", reply))) >= N


def numbers(reply: str, *, N: int) -> bool:  # noqa: N803 since it is IFBench's name
    """Exactly so many numbers in digits; 1,000.5 is one."""
    return len(re.findall(r"\d+(?:[.,]\d+)*", reply)) == N


def pronouns(reply: str, *, N: int) -> bool:  # noqa: N803 since it is IFBench's name
    """At least so many pronouns."""
    said = re.findall(r"[a-z]+", reply.lower().translate(_QUOTES))
    return sum(word in _list_of("pronouns") for word in said) >= N


def punctuation(reply: str) -> bool:
    """Each of . , ! ? ; : and an interrobang beside them."""
    rest = re.sub(r"\?!|!\?|‽", "", reply, count=1)
    return rest != reply and set(".,!?;:") <= set(rest)


def words_japanese(reply: str, *, N: int) -> bool:  # noqa: N803 since it is IFBench's name
    """Every Nth word has a Japanese character; numbers may stand there too."""
    there = reply.split()[N - 1 :: N]
    return bool(there) and all(_JAPANESE.search(it) or _letters(it).isdigit() for it in there)


def keywords_multiple(
    reply: str, *, keyword1: str, keyword2: str, keyword3: str, keyword4: str, keyword5: str
) -> bool:
    """The keywords stand there once, twice, three, five and seven times."""
    text = reply.lower()
    wanted = zip((keyword1, keyword2, keyword3, keyword4, keyword5), (1, 2, 3, 5, 7), strict=True)
    return all(text.count(keyword.strip().lower()) == count for keyword, count in wanted)


def stop_words(reply: str, *, percentage: int) -> bool:
    """At most this share of the words are words of grammar, such as "the"."""
    said = re.findall(r"\w+", reply.lower())
    grammar = _list_of("stop words") | _CONJUNCTIONS
    return bool(said) and 100 * sum(word in grammar for word in said) <= percentage * len(said)


def sentence_type(reply: str) -> bool:
    """Twice as many statements as questions."""
    kinds = _kinds_of_sentences(reply)
    return kinds["."] == 2 * kinds["?"] > 0


def sentence_balance(reply: str) -> bool:
    """As many statements as questions and exclamations."""
    kinds = _kinds_of_sentences(reply)
    return kinds["."] == kinds["?"] == kinds["!"] > 0


def overlap(reply: str, *, reference_text: str, percentage: int) -> bool:
    """This share of the reply's trigrams of words, within 2 points, stands in the reference."""
    got, wanted = (_trigrams(text) for text in (reply, reference_text))
    return bool(got) and abs(100 * len(got & wanted) / len(got) - percentage) <= 2


def _trigrams(text: str) -> set[tuple[str, ...]]:
    tokens = re.findall(r"\w+|[^\w\s]", text)
    return set(zip(tokens, tokens[1:], tokens[2:], strict=False))


def sentence_words(reply: str) -> bool:
    """Three sentences of as many characters each, without a word in common."""
    said = split_sentences(reply)
    found = [set(_words(sentence)) for sentence in said]
    apart = sum(map(len, found)) == len(set().union(*found))
    return len(said) == 3 and apart and len({len(it.strip()) for it in said}) == 1


def alphabet(reply: str) -> bool:
    """Each word begins with the letter after that of the word before, "a" after "z"."""
    firsts = [word[0] for word in _words(reply)]
    places = [ascii_lowercase.find(letter) for letter in firsts]
    return -1 not in places and all((b - a) % 26 == 1 for a, b in pairwise(places))


def vowel(reply: str) -> bool:
    """One paragraph, with at most three of the five vowels."""
    return "\n" not in reply.strip() and len(set("aeiou") & set(reply.lower())) <= 3


def consonants(reply: str) -> bool:
    """Two consonants stand together in every word."""
    return all(re.search(r"[bcdfghj-np-tv-z]{2}", word) for word in _words(reply))


def palindrome(reply: str) -> bool:
    """At least ten words of five letters or more that read the same from behind."""
    return sum(len(it) >= 5 and it == it[::-1] for it in map(_letters, _words(reply))) >= 10


def prime_lengths(reply: str) -> bool:
    """Every word has a prime number of letters and digits."""
    lengths = {len(_letters(word)) for word in _words(reply)}
    return all(it > 1 and all(it % by for by in range(2, it)) for it in lengths)


def start_verb(reply: str) -> bool:
    """The first word is a form of a verb of a list of some 300, which is no tagger."""
    first = (_words(reply.translate(_QUOTES)) or [""])[0]
    return first in _list_of("verb forms") or any(
        stem in _list_of("verbs") for stem in _stems(first)
    )


def _stems(word: str) -> Iterator[str]:
    yield word
    for ending, rest in (("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"),
                         ("ing", ""), ("ing", "e"), ("d", "")):  # fmt: skip
        if word.endswith(ending):
            stem = word[: -len(ending)] + rest
            yield stem
            if stem[-1:] == stem[-2:-1]:  # planned, running
                yield stem[:-1]


def repeats(reply: str, *, small_n: int) -> bool:
    """No word stands there more often."""
    return max(Counter(_words(reply)).values(), default=0) <= small_n


def odd_even_syllables(reply: str) -> bool:
    """Words with an odd and an even number of syllables, told by runs of vowels, take turns."""
    return all(a != b for a, b in pairwise(_syllables(word) % 2 for word in _words(reply)))


def _syllables(word: str) -> int:
    word = re.sub(r"(?<=[^aeiouy])(?:e|es|ed)\Z(?<![td]ed)(?<![^aeiouy]le)", "", _letters(word))
    runs = re.findall(r"[aeiouy]+", re.sub(r"i(?=[aou](?!n\Z|us\Z))", "i-", word))
    return max(1, len(runs))


def last_first(reply: str) -> bool:
    """The last word of each sentence is the first of the next."""
    said = [_words(sentence) for sentence in split_sentences(reply)]
    return all(a and b and a[-1] == b[0] for a, b in pairwise(said))


def paragraph_last_first(reply: str) -> bool:
    """Each line that says something ends with the word with which it begins."""
    return all(said[0] == said[-1] for line in reply.split("\n") if (said := _words(line)))


def no_consecutive(reply: str) -> bool:
    """No word begins with the first letter of the word before."""
    return all(a[0] != b[0] for a, b in pairwise(_words(reply)))


def keywords_specific_position(reply: str, *, keyword: str, n: int, m: int) -> bool:
    """The keyword is the mth word of the nth sentence."""
    said = [_words(sentence) for sentence in split_sentences(reply)]
    return len(said) >= n and said[n - 1][m - 1 : m] == [keyword.strip().lower()]


def words_position(reply: str, *, keyword: str) -> bool:
    """The keyword is the second word and the second to last."""
    said = _words(reply)
    return len(said) > 1 and said[1] == said[-2] == keyword.strip().lower()


def alliteration_increment(reply: str) -> bool:
    """The longest run of words with one first letter grows from sentence to sentence."""
    firsts = ([word[0] for word in _words(it)] for it in split_sentences(reply))
    runs = [max((len([*run]) for _, run in groupby(it)), default=0) for it in firsts]
    return all(a < b for a, b in pairwise(runs))


def keyword_in_sentence(reply: str, *, word: str, N: int) -> bool:  # noqa: N803 since it is IFBench's name
    """The keyword stands in the Nth sentence."""
    said = split_sentences(reply)
    pattern = rf"(?<!\w){re.escape(word.strip())}(?!\w)"
    return len(said) >= N and re.search(pattern, said[N - 1], re.IGNORECASE) is not None


def increment(reply: str, *, small_n: int) -> bool:
    """Each sentence has exactly so many more words than the one before."""
    counts = [len(_words(sentence)) for sentence in split_sentences(reply)]
    return all(b - a == small_n for a, b in pairwise(counts))


def parentheses(reply: str) -> bool:
    """Round, square and curly brackets close within one another five levels deep."""
    opened, inner = list[str](), 0
    for sign in reply:
        if sign in "([{":
            opened.append(")]}"["([{".index(sign)])
            inner = 0
        elif sign in ")]}":
            if not opened or opened.pop() != sign:
                opened.clear()
                inner = 0
                continue
            inner += 1  # levels that have closed around one another
            if inner >= 5:
                return True
    return False


def nested_quotes(reply: str) -> bool:
    """Double and single quotes take turns within one another three levels deep."""
    opened, inner = list[str](), 0
    for mark in re.findall(r"(?<!\w)'|'(?!\w)|\"", reply.translate(_QUOTES)):
        if opened and opened[-1] == mark:
            opened.pop()
            inner += 1
            if inner >= 3:
                return True
        else:
            opened.append(mark)
            inner = 0
    return False


def options(reply: str, *, options: str) -> bool:
    """The reply is one of the options and nothing else, in any case and with any marks around."""
    mark = "/" if "/" in options else r"\bor\b" if re.search(r"\bor\b", options) else ","
    choices = {_EDGES.sub("", it.lower()) for it in re.split(mark, options)}
    return _EDGES.sub("", reply.lower()) in choices


def newline(reply: str) -> bool:
    """Each word has a line of its own."""
    return all(len(_words(line)) <= 1 for line in reply.split("\n"))


def emoji_ends(reply: str) -> bool:
    """An emoji stands before or after the mark that ends each sentence."""
    said = [it for it in split_sentences(reply) if it.strip()]
    following = [*said[1:], reply[reply.rfind(said[-1]) + len(said[-1]) :] if said else ""]
    return bool(said) and all(
        EMOJI.search(re.sub(r"[\s.!?…\"')*_]+\Z", "", it)[-2:]) or EMOJI.match(after.strip())
        for it, after in zip(said, following, strict=True)
    )


def line_indent(reply: str) -> bool:
    """Each line is indented more than the one before."""
    lines = [line.expandtabs() for line in reply.split("\n") if line.strip()]
    depths = [len(line) - len(line.lstrip()) for line in lines]
    return len(depths) > 1 and all(a < b for a, b in pairwise(depths))


def quote_unquote(reply: str) -> bool:
    """Something is said without quotes after every quoted phrase, before the next."""
    parts = reply.translate(_QUOTES).split('"')
    return all(re.search(r"\w", part) for part in parts[2::2])


def listed_with(reply: str, *, sep: str) -> bool:
    """At least two items begin with the mark, and none with a bullet."""
    begun = sum(line.strip().startswith(sep) for line in reply.split("\n"))
    inline = 0 if sep in "-..." else reply.count(sep)
    return max(begun, inline) >= 2 and (sep in "-*+" or not count_bullets(reply))


def thesis(reply: str) -> bool:
    """Each section, below its heading if any, begins with a sentence in <i> or <em>."""
    first, *rest = _HEADING.split(reply)
    sections = [it for it in rest if it.strip()] or [first]
    found = [_ITALIC.match(section) for section in sections]
    return all(it is not None and it[3].strip() for it in found)


def sub_bullets(reply: str) -> bool:
    """There are bullets "*", and at least one "-" below each of them."""
    _, *items = re.split(r"^[ \t]*\*[ \t]", reply, flags=re.MULTILINE)
    return bool(items) and all(re.search(r"^[ \t]*-[ \t]", it, re.MULTILINE) for it in items)


def no_bullets_bullets(reply: str) -> bool:
    """At least two sentences that end in a period, and after them at least two bullets "*"."""
    before, *items = re.split(r"^[ \t]*\*[ \t]", reply, flags=re.MULTILINE)
    return len(items) >= 2 and _kinds_of_sentences(before)["."] >= 2


def title_case(reply: str) -> bool:
    """Every word but articles, conjunctions and short prepositions begins with a capital."""
    said = [it for part in reply.split() if (it := _EDGES.sub("", part)) and it[0].isalpha()]
    minor = _list_of("minor words") | _CONJUNCTIONS
    return bool(said) and all(
        not it[0].islower() or (at and it in minor) for at, it in enumerate(said)
    )


def output_template(reply: str) -> bool:
    """ "My Answer:", "My Conclusion:" and "Future Outlook:" stand there in order, and each is
    followed by something."""
    for label in ("My Answer:", "My Conclusion:", "Future Outlook:"):
        found = re.search(rf"{label}\W*\w", reply)
        if found is None:
            return False
        reply = reply[found.end() :]
    return True


def no_whitespace(reply: str) -> bool:
    """There is no white space."""
    return not re.search(r"\s", reply)


def multiples(reply: str) -> bool:
    """The numbers are the multiples of 7 from 10 to 50."""
    return re.findall(r"\d+", reply) == ["14", "21", "28", "35", "42", "49"]


def mcq_count_length(reply: str) -> bool:
    """Four questions, each longer than the one before, with five options each."""
    starts = [found.start() for found in _QUESTION.finditer(reply)]
    asked = [reply[a:b] for a, b in pairwise([*starts, len(reply)])]
    if starts[:1] != [0] or len(asked) != 4 or any(len(_OPTION.findall(it)) != 5 for it in asked):
        return False
    ends = [found.start() for found in map(_OPTION.search, asked) if found]
    lengths = [len(it[:end].strip()) for it, end in zip(asked, ends, strict=True)]
    return all(a < b for a, b in pairwise(lengths))


def reverse_newline(reply: str) -> bool:
    """The countries of Africa from Zimbabwe to Algeria, a line each, backwards."""
    lines = [_EDGES.sub("", re.sub(r"^\W*\d+[.)]", "", it)) for it in reply.split("\n")]
    names = [_plain(line) for line in lines if line]
    begin = next((at for at, it in enumerate(names) if "zimbabwe" in it), None)
    end = next((at for at, it in enumerate(names) if "algeria" in it), None)
    if begin is None or end is None:
        return False
    named = names[begin : end + 1]
    return 52 <= len(named) <= 56 and all(a >= b for a, b in pairwise(named))


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(it for it in apart if it.isascii()).replace("-", " ").strip()


def word_reverse(reply: str) -> bool:
    """One sentence about the bald eagle, its words from last to first."""
    return "eagle bald" in " ".join(_words(reply)) and len(split_sentences(reply)) == 1


def character_reverse(reply: str) -> bool:
    """The bald eagle is named letter by letter from behind."""
    return "elgae dlab" in reply.lower()


def sentence_alphabet(reply: str) -> bool:
    """Twenty-six sentences begin with the letters of the alphabet in order."""
    firsts = ((_words(sentence) or [" "])[0][0] for sentence in split_sentences(reply))
    return "".join(firsts) == ascii_lowercase


def european_capitals_sort(reply: str) -> bool:
    """The capitals of Europe north of 45 degrees, divided by commas, from north to south."""
    named = (_plain(it).strip(" .") for it in reply.split(",") if it.strip())
    return tuple(it for it in named if it not in ("kyiv", "kiev")) == _CAPITALS


def csv_city(reply: str) -> bool:
    """Seven rows under the five columns, divided by commas."""
    rows = _csv_rows(reply, ",")
    return len(rows) == 8 and rows[0] == ["ID", "Country", "City", "Year", "Count"]


def csv_special_character(reply: str) -> bool:
    """Fourteen rows under five columns; a field in double quotes has a special character."""
    rows, body = _csv_rows(reply, ","), _csv_text(reply).partition("\n")[2]
    named = rows[:1] == [["ProductID", "Category", "Brand", "Price", "Stock"]]
    return named and len(rows) == 15 and re.search(r'"[^"\n]*[^\w\s"][^"\n]*"', body) is not None


def csv_quotes(reply: str) -> bool:
    """Three rows under the five columns, divided by tabs, all in double quotes."""
    cells = [it.strip() for line in _csv_text(reply).split("\n") for it in line.split("\t")]
    rows = _csv_rows(reply, "\t")
    named = rows[:1] == [["StudentID", "Subject", "Grade", "Semester", "Score"]]
    return named and len(rows) == 4 and all(re.fullmatch('".*"', it) for it in cells)


def _csv_text(reply: str) -> str:
    return "".join(block.content for block in fenced_blocks(reply)).strip() or reply.strip()


def _csv_rows(reply: str, delimiter: str) -> list[list[str]]:
    """The rows of the text, or of its fence; none where one has not five fields."""
    try:
        rows = list(csv.reader(_csv_text(reply).splitlines(), delimiter=delimiter))
    except csv.Error:  # no table, such as one with a field above csv's limit
        return []
    cut = [[cell.strip() for cell in row] for row in rows]
    return cut if all(len(row) == 5 for row in cut) else []


def date_format_list(reply: str) -> bool:
    """Dates from 1769 to 1821 as YYYY-MM-DD, divided by commas, and nothing else."""
    return all(map(_is_napoleonic, reply.split(",")))


def _is_napoleonic(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip(), re.ASCII):
        return False
    try:
        return 1769 <= date.fromisoformat(text.strip()).year <= 1821
    except ValueError:
        return False


def repeat_change(reply: str, *, prompt_to_repeat: str) -> bool:
    """The prompt and nothing else, with another first word."""
    said, asked = reply.split(), prompt_to_repeat.split()
    return said[1:] == asked[1:] and said[:1] != asked[:1]


def repeat_simple(reply: str) -> bool:
    """The sentence that asks for it and nothing else."""
    return reply.strip("\"'“” \n").lower() == _ONLY_THIS


def repeat_span(reply: str, *, prompt_to_repeat: str, n_start: int, n_end: int) -> bool:
    """The words of the prompt from one place to the other, counted from 0 or from 1."""
    words, said = prompt_to_repeat.lower().split(), reply.lower().split()
    return said in (words[n_start : n_end + 1], words[max(0, n_start - 1) : n_end])
