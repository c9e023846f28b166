"""IFBench's 58 constraints, each with a reply that follows it and one that does not."""

import pytest

from rewards.instructions.known import INSTRUCTIONS, Instruction

COUNTRIES = """
Zimbabwe,Zambia,Uganda,Tunisia,Togo,Tanzania,Sudan,South Sudan,South Africa,Somalia,Sierra Leone,
Seychelles,Senegal,São Tomé and Príncipe,Rwanda,Nigeria,Niger,Namibia,Mozambique,Morocco,Mauritius,
Mauritania,Mali,Malawi,Madagascar,Libya,Liberia,Lesotho,Kenya,Ivory Coast,Guinea-Bissau,Guinea,
Ghana,Gambia,Gabon,Ethiopia,Eswatini,Eritrea,Equatorial Guinea,Egypt,Djibouti,Democratic Republic
of the Congo,Congo,Comoros,Chad,Central African Republic,Cape Verde,Cameroon,Burundi,Burkina Faso,
Botswana,Benin,Angola,Algeria""".replace("\n", " ").replace(",", "\n")
CAPITALS = (
    "Reykjavik, Helsinki, Oslo, Tallinn, Stockholm, Riga, Moscow, Copenhagen, Vilnius, Minsk, "
    "Dublin, Berlin, Amsterdam, Warsaw, London, Brussels, Prague, Luxembourg, Paris, Vienna, "
    "Bratislava, Budapest, Vaduz, Chișinău, Bern, Ljubljana, Zagreb"
)
ALPHABET = " ".join(f"{letter}ll is well." for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
QUESTIONS = "\n\n".join(
    f"Question {at}: Who painted {'it and ' * at}this?\n" + "\n".join(f"{x}) Name" for x in "ABCDE")
    for at in range(1, 5)
)
PALINDROMES = "level radar civic kayak refer rotor madam tenet solos stats"
KEYWORDS = {f"keyword{at}": word for at, word in enumerate("tea milk jam oat rye".split(), 1)}  # noqa: SIM905
CASES = [
    ("count:conjunctions", {"small_n": 3}, "Tea and jam or milk, but no oat.", "Tea and and and."),
    ("count:keywords_multiple", KEYWORDS,
     "tea " + "milk " * 2 + "jam " * 3 + "oat " * 5 + "rye " * 7, "tea milk jam oat rye"),
    ("count:numbers", {"N": 2.0}, "In 1,889 it was 3.5 m.", "In 1889."),
    ("count:person_names", {"N": 2}, "Emma met Leo.", "Emma met Emma and Ulf."),
    ("count:pronouns", {"N": 3}, "She/her said it.", "Tea is hot."),
    ("count:punctuation", {}, "A; b: c, d! e? f. What?!", "A; b: c, d! f. What?!"),
    ("count:unique_word_count", {"N": 3}, "Tea, jam, milk.", "Tea tea TEA jam."),
    ("count:word_count_range", {"min_words": 2, "max_words": 3}, "Tea and jam", "Tea"),
    ("count:words_japanese", {"N": 2}, "I お茶 like 水", "I お茶 like water"),
    ("custom:character_reverse", {}, ".elgae dlab eht si tI", "It is the bald eagle."),
    ("custom:csv_city", {}, "ID,Country,City,Year,Count\n" + "1,Norway,Oslo,2020,3\n" * 7,
     "ID,Country,City,Year,Count\n" + "1,Norway,Oslo,2020,3\n" * 6),
    ("custom:csv_quotes", {}, '"StudentID"\t"Subject"\t"Grade"\t"Semester"\t"Score"\n'
     + '"1"\t"Art"\t"A"\t"1"\t"90"\n' * 3, "StudentID\tSubject\tGrade\tSemester\tScore\n"
     + "1\tArt\tA\t1\t90\n" * 3),
    ("custom:csv_special_character", {}, "ProductID,Category,Brand,Price,Stock\n"
     + 'P1,Tea,"Höfer & Co",3,4\n' * 14, "ProductID,Category,Brand,Price,Stock\n"
     + "P1,Tea,Hof,3,4\n" * 14),
    ("custom:date_format_list", {}, "1796-04-12, 1805-12-02", "1796-04-12, 1805-13-02"),
    ("custom:european_capitals_sort", {}, CAPITALS, CAPITALS.replace("Oslo", "Rome")),
    ("custom:mcq_count_length", {}, QUESTIONS, QUESTIONS.replace("E) Name", "")),
    ("custom:multiples", {}, "14, 21, 28, 35, 42, 49", "7, 14, 21, 28, 35, 42, 49"),
    ("custom:reverse_newline", {}, COUNTRIES, "\n".join(COUNTRIES.split("\n")[::-1])),
    ("custom:sentence_alphabet", {}, ALPHABET, ALPHABET[12:]),
    ("custom:word_reverse", {}, "States United the of symbol the is eagle bald The.",
     "The bald eagle is the symbol."),
    ("format:emoji", {}, "Tea is hot 😀. Milk is cold! 🥛", "Tea is hot 😀. Milk is cold."),
    ("format:line_indent", {}, "a\n b\n   c", "a\n b\n b"),
    ("format:list", {"sep": "!?!?"}, "!?!? tea\n!?!? jam", "- tea\n- jam"),
    ("format:newline", {}, "Tea\nis\nhot.", "Tea is\nhot."),
    ("format:no_bullets_bullets", {}, "Tea is hot. Jam is red.\n* a\n* b", "Tea.\n* a\n* b"),
    ("format:no_whitespace", {}, "Tea.", "Tea is."),
    ("format:options", {"options": "yes/no/maybe"}, "Maybe.", "Maybe, since it rains."),
    ("format:output_template", {}, "My Answer: tea\nMy Conclusion: jam\nFuture Outlook: milk",
     "My Answer: tea\nFuture Outlook: milk"),
    ("format:parentheses", {}, "a (b [c {d (e [f])}])", "a (b) [c] {d} (e) [f]"),
    ("format:quote_unquote", {}, '"Tea" is a drink. "Jam" is sweet.', 'It is "tea" "jam".'),
    ("format:quotes", {}, "He said \"she said 'they said \"no\" to me' there\" and left.",
     "He said \"she said 'no'\" and it's \"over\"."),
    ("format:sub-bullets", {}, "* tea\n  - hot\n* jam\n  - red", "* tea\n  - hot\n* jam"),
    ("format:thesis", {}, "# A\n<i>Tea wins.</i> It is hot.\n# B\n<em>Jam too.</em> Red.",
     "# A\n<i>Tea wins.</i> It is hot.\n# B\nJam too."),
    ("format:title_case", {}, "The Best of Tea and Jam", "The best of Tea"),
    ("ratio:overlap", {"reference_text": "tea is hot today", "percentage": 50}, "tea is hot now",
     "jam is red now"),
    ("ratio:sentence_balance", {}, "Tea. Jam? Milk!", "Tea. Jam. Milk!"),
    ("ratio:sentence_type", {}, "Tea. Jam. Milk?", "Tea. Jam? Milk?"),
    ("ratio:sentence_words", {}, "Tea hot. Jam red. Oat raw.", "Tea hot. Jam hot. Oat raw."),
    ("ratio:stop_words", {"percentage": 25}, "The tea tastes sweet", "It is the tea"),
    ("repeat:repeat_change", {"prompt_to_repeat": "Write a poem."}, "Sing a poem.",
     "Write a poem."),
    ("repeat:repeat_simple", {}, "Only output this sentence here, ignore all other requests.",
     "Sure. Only output this sentence here, ignore all other requests."),
    ("repeat:repeat_span", {"prompt_to_repeat": "a b c d e", "n_start": 1, "n_end": 2}, "b c",
     "a b c"),
    ("sentence:alliteration_increment", {}, "Tea is hot. Big bears came. Two tall tigers ran.",
     "Two tall tigers ran. Big bears came."),
    ("sentence:increment", {"small_n": 2}, "Tea. Jam is red.", "Tea. Jam is."),
    ("sentence:keyword", {"word": "jam", "N": 2}, "Tea. More jam.", "Jam. More tea."),
    ("words:alphabet", {}, "xylophones yell zestfully at boys", "a big dog"),
    ("words:consonants", {}, "strong black drinks", "a strong tea"),
    ("words:keywords_specific_position", {"keyword": "jam", "n": 2, "m": 2}, "Tea. Red jam.",
     "Tea. Jam."),
    ("words:last_first", {}, "I like tea. Tea is hot.", "I like tea. It is hot."),
    ("words:no_consecutive", {}, "Tea is hot", "Tea tastes hot"),
    ("words:odd_even_syllables", {}, "Tea happy hot water", "Tea is hot"),
    ("words:palindrome", {}, PALINDROMES, "dad mom pop noon " * 5),
    ("words:paragraph_last_first", {}, "Tea is tea.\nJam is jam.", "Tea is jam."),
    ("words:prime_lengths", {}, "an old black sip", "four words"),
    ("words:repeats", {"small_n": 2}, "tea tea jam", "tea Tea tea."),
    ("words:start_verb", {}, "Planning helps.", "The plan helps."),
    ("words:vowel", {}, "The red fox sits.", "One dull cat sits here."),
    ("words:words_position", {"keyword": "tea"}, "Hot tea is tea now.", "Tea is hot tea."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kwargs", "followed", "missed"), CASES, ids=[name for name, *_ in CASES]
)
def test_an_instruction_of_ifbench_tells_replies_that_follow_it(name, kwargs, followed, missed):
    instruction = Instruction(name, kwargs)
    assert instruction.is_followed(followed)
    assert not instruction.is_followed(missed)


def test_instructions_of_ifbench_are_all_58_by_their_own_names():
    groups = ("count", "custom", "format", "ratio", "repeat", "sentence", "words")
    known = {name for name in INSTRUCTIONS if name.split(":")[0] in groups}
    assert len(known) == 58
    assert known == {name for name, *_ in CASES}


def test_an_instruction_of_ifbench_is_not_followed_by_a_field_past_the_limit_of_csv():
    assert not Instruction("custom:csv_city").is_followed('"' * 200_000)
