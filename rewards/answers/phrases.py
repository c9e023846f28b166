"""How sixteen languages declare, deny, correct and hedge an answer: one table, read as English.

A reader of claims knows English alone. `plain_english` writes the words of the table in English and
leaves all else as it is: "Die Antwort lautet 18, denn …" becomes "the answer is 18, because …".
"""

import re
from functools import lru_cache
from typing import NamedTuple

from rewards.answers.plain_text import plain_marks

# The words that betray a language: one must stand in a text before its rows are read.
_BETRAY = {
    "de": "antwort|ergebnis|lösung|nicht|kein|keine|ist|lautet|richtig|falsch|korrektur|oder"
    "|vielleicht|beträgt|wähle|das|endergebnis",
    "fr": "réponse|reponse|résultat|est|pas|donc|n'est|choisis|peut-être|c'est|ou|sont|sais",
    "es": "respuesta|resultado|es|solución|opción|elijo|quizás|correcta|sé",
    "it": "risposta|risultato|è|soluzione|opzione|scelgo|forse|sono|corretta|giusta|non",
    "pt": "resposta|resultado|é|solução|opção|escolho|talvez|são|gabarito|não|alternativa",
    "nl": "antwoord|resultaat|uitkomst|niet|geen|kies|misschien|juiste",
    "pl": "odpowiedź|odpowiedzią|wynik|nie|wybieram|może|poprawna|prawidłowa",
    "tr": "cevap|cevabı|yanıt|yanıtı|sonuç|değil|seçiyorum|belki|doğru|cevabım",
    "id": "jawaban|jawabannya|hasil|hasilnya|bukan|adalah|memilih|mungkin|pilihan",
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
_ROWS = (
    ("de", "answer", r"(?:end|gesamt)?(?:antwort|lösung|ergebnis|resultat)", "Antwort: 18\nEs sind 6 Reihen."),
    ("de", "it is", r"es ist|es sind|das ist|das sind|sind es|ist es", "Es ist 18, nicht 20."),
    ("de", "is", r"lautet|beträgt|ist|wäre|sind|war", "Die Antwort lautet 18. Das sind 6 mehr."),
    ("de", "the", r"die|der|das|den|dem", "Das Ergebnis ist 18. 6 bleiben."),
    ("de", "correct", r"richtige[rns]?|richtig|korrekte[rns]?|korrekt", "Die richtige Antwort ist 18."),
    ("de", "final", r"endgültige[rns]?|finale[rns]?", "Die endgültige Antwort ist 18, 6 sind übrig."),
    ("de", _UNKNOWN, r"ich (?:weiß|kann)(?: (?:es|das|die|aufgabe|ich|leider))* nicht(?: (?:lösen|sagen|bestimmen|beantworten))?|(?:ist )?nicht (?:bestimmbar|lösbar)", "∅ Es gibt 18 Kugeln. Ich kann die Aufgabe nicht lösen."),
    ("de", "not", r"nicht|kein(?:e[rnms]?)?|niemals", "∅ Die Antwort ist nicht 18."),
    ("de", "wrong", r"falsch|inkorrekt|unrichtig", "∅ 18 ist falsch."),
    ("de", "but", r"sondern|aber", "Nicht 20, sondern 18."),
    ("de", "because", r"denn|weil|da", "Die Antwort ist 18, denn es gibt 6 Reihen."),
    ("de", "or", r"oder", "∅ Die Antwort ist 18 oder 20."),
    ("de", "so", r"also|somit|daher|deshalb|folglich", "Also ist die Antwort 18."),
    ("de", "maybe", r"vielleicht|möglicherweise|eventuell", "∅ Vielleicht 18, vielleicht 20."),
    ("de", "about", r"ungefähr|etwa|rund|circa", "Die Antwort ist etwa 18."),
    ("de", "at least", r"mindestens", "∅ Die Antwort ist mindestens 18."),
    ("de", "Correction:", r"korrektur ?:|nein,? moment,?|moment,|ich mein(?:t)?e|besser gesagt|genauer gesagt", "Die Antwort ist 20. Korrektur: 18."),
    ("de", "I choose", r"ich wähle|ich nehme|ich entscheide mich für", "Ich wähle 18, 20 ist falsch."),
    ("fr", _UNKNOWN, r"je ne sais pas|je ne peux pas (?:répondre|résoudre|déterminer)[^.\n]{0,20}|impossible (?:à|de) déterminer", "∅ Il y a 18 billes. Je ne sais pas."),
    ("fr", "answer", r"réponse|reponse|résultat|resultat", "Réponse finale : 18. Il y a 6 lignes."),
    ("fr", "it is", r"ce n'est|c'est|ce sont", "Ce n'est pas 20, c'est 18."),
    ("fr", "is", r"n'est|est|vaut|serait|sera|était|sont", "La réponse est 18. Il en reste 6."),
    ("fr", "the", r"la|le|les", "Le résultat est 18. 6 restent."),
    ("fr", "correct", r"correcte?|bonne|exacte?|juste|vraie?", "La bonne réponse est 18. Il en reste 6."),
    ("fr", "final", r"finale?|définitive?", "La réponse finale est 18, il en reste 6."),
    ("fr", "not", r"pas|jamais|ni", "∅ La réponse n'est pas 18."),
    ("fr", "wrong", r"fau(?:x|sse)|incorrecte?|erronée?", "∅ 18 est faux."),
    ("fr", "but", r"mais", "Ce n'est pas 20, mais 18."),
    ("fr", "because", r"car|parce que|parce qu'|puisque", "La réponse est 18, car il y a 6 lignes."),
    ("fr", "or", r"ou", "∅ La réponse est 18 ou 20."),
    ("fr", "so", r"donc|ainsi|alors", "La réponse est donc 18, et 6 restent."),
    ("fr", "maybe", r"peut-être", "∅ Peut-être 18, peut-être 20."),
    ("fr", "about", r"environ", "La réponse est environ 18."),
    ("fr", "at least", r"au moins", "∅ La réponse est au moins 18."),
    ("fr", "Correction:", r"correction ?:|non, (?:attends|attendez|pardon|plutôt),?|je (?:veux|voulais) dire|ou plutôt|pardon,", "La réponse est 20. Non, pardon, 18."),
    ("fr", "I choose", r"je choisis|j'opte pour|je prends", "Je choisis 18, 20 est faux."),
    ("es", _UNKNOWN, r"no (?:lo )?sé|no se puede (?:determinar|saber|resolver)|no puedo (?:determinar|resolver|responder)[^.\n]{0,20}", "∅ Hay 18 bolas. No lo sé."),
    ("es", "answer", r"respuesta|resultado|solución", "Respuesta: 18\nSon 6 filas."),
    ("es", "it is", r"son|se trata de", "La respuesta no es 20, son 18."),
    ("es", "is", r"es|sería|será|era", "La respuesta es 18. Quedan 6."),
    ("es", "the", r"la|el|los|las", "El resultado es 18. Quedan 6."),
    ("es", "correct", r"correct[ao]|verdader[ao]", "La respuesta correcta es 18. Quedan 6."),
    ("es", "final", r"final|definitiv[ao]", "La respuesta final es 18, quedan 6."),
    ("es", "not", r"no|nunca|tampoco", "∅ La respuesta no es 18."),
    ("es", "wrong", r"incorrect[ao]|fals[ao]|erróne[ao]", "∅ 18 es incorrecto."),
    ("es", "but", r"sino|pero", "La respuesta no es 20, sino 18."),
    ("es", "because", r"porque|ya que|pues|puesto que", "La respuesta es 18, porque hay 6 filas."),
    ("es", "or", r"o|u", "∅ La respuesta es 18 o 20."),
    ("es", "and", r"y", "∅ La respuesta es 18 y 20."),
    ("es", "so", r"por (?:lo )?tanto|así que|entonces", "Por lo tanto, la respuesta es 18, y quedan 6."),
    ("es", "maybe", r"quizás?|tal vez", "∅ Quizás 18, quizás 20."),
    ("es", "about", r"aproximadamente|alrededor de", "La respuesta es aproximadamente 18."),
    ("es", "at least", r"al menos|por lo menos", "∅ La respuesta es al menos 18."),
    ("es", "Correction:", r"corrección ?:|perdón,|mejor dicho,?|quiero decir,?|no, espera,?", "La respuesta es 20. Perdón, 18."),
    ("es", "I choose", r"elijo|escojo|me quedo con", "Elijo 18, 20 es falso."),
    ("es", "option", r"(?:la )?opción", "La respuesta es la opción 18."),
    ("it", _UNKNOWN, r"non (?:lo )?so|non (?:si può|posso) (?:determinare|risolvere|rispondere)[^.\n]{0,20}", "∅ Ci sono 18 palline. Non lo so."),
    ("it", "answer", r"risposta|risultato|soluzione", "Risposta: 18\nCi sono 6 file."),
    ("it", "it is", r"sono", "Non sono 20, sono 18."),
    ("it", "is", r"è|sarebbe|sarà|era", "La risposta è 18. Ne restano 6."),
    ("it", "the", r"la|il|le|lo", "Il risultato è 18. Ne restano 6."),
    ("it", "correct", r"corrett[ao]|giust[ao]|esatt[ao]", "La risposta corretta è 18. Ne restano 6."),
    ("it", "final", r"finale|definitiv[ao]", "La risposta finale è 18, ne restano 6."),
    ("it", "not", r"non|mai|né", "∅ La risposta non è 18."),
    ("it", "wrong", r"sbagliat[ao]|errat[ao]|fals[ao]", "∅ 18 è sbagliato."),
    ("it", "but", r"ma|bensì", "La risposta non è 20, ma 18."),
    ("it", "because", r"perché|poiché|dato che|siccome", "La risposta è 18, perché ci sono 6 file."),
    ("it", "or", r"o|oppure", "∅ La risposta è 18 o 20."),
    ("it", "so", r"quindi|dunque|pertanto|perciò", "Quindi la risposta è 18, e ne restano 6."),
    ("it", "maybe", r"forse|magari", "∅ Forse 18, forse 20."),
    ("it", "about", r"circa", "La risposta è circa 18."),
    ("it", "at least", r"almeno", "∅ La risposta è almeno 18."),
    ("it", "Correction:", r"correzione ?:|anzi,?|scusa(?:te)?,|volevo dire,?|no, aspetta,?", "La risposta è 20. Anzi, 18."),
    ("it", "I choose", r"scelgo|opto per", "Scelgo 18, 20 è sbagliato."),
    ("it", "option", r"(?:l')?opzione", "La risposta è l'opzione 18."),
    ("pt", _UNKNOWN, r"não sei|não (?:é possível|posso|consigo) (?:determinar|resolver|responder)[^.\n]{0,20}", "∅ Há 18 bolas. Não sei."),
    ("pt", "answer", r"resposta|resultado|solução|gabarito", "Resposta: 18\nHá 6 filas."),
    ("pt", "option", r"(?:a )?(?:letra|alternativa|opção)", "A resposta é a letra 18."),
    ("pt", "it is", r"são", "Não são 20, são 18."),
    ("pt", "is", r"é|seria|será|era", "A resposta é 18. Restam 6."),
    ("pt", "the", r"a|o|as|os", "O resultado é 18. Restam 6."),
    ("pt", "correct", r"corret[ao]|cert[ao]", "A resposta correta é 18. Restam 6."),
    ("pt", "final", r"final|definitiv[ao]", "A resposta final é 18, restam 6."),
    ("pt", "not", r"não|nunca|nem", "∅ A resposta não é 18."),
    ("pt", "wrong", r"errad[ao]|incorret[ao]|fals[ao]", "∅ 18 é errado."),
    ("pt", "but", r"mas|e sim", "A resposta não é 20, mas 18."),
    ("pt", "because", r"pois|porque|já que", "A resposta é 18, pois há 6 filas."),
    ("pt", "or", r"ou", "∅ A resposta é 18 ou 20."),
    ("pt", "so", r"portanto|logo|então|assim", "Portanto, a resposta é 18, e restam 6."),
    ("pt", "maybe", r"talvez", "∅ Talvez 18, talvez 20."),
    ("pt", "about", r"cerca de|aproximadamente", "A resposta é cerca de 18."),
    ("pt", "at least", r"pelo menos|no mínimo", "∅ A resposta é pelo menos 18."),
    ("pt", "Correction:", r"correção ?:|aliás,?|desculpe,|ou melhor,?|quero dizer,?|não, espere,?", "A resposta é 20. Aliás, 18."),
    ("pt", "I choose", r"escolho|fico com|opto por", "Escolho 18, 20 é errado."),
    ("nl", _UNKNOWN, r"ik (?:weet|kan)(?: (?:het|dit))* niet(?: (?:oplossen|zeggen|bepalen|beantwoorden))?", "∅ Er zijn 18 knikkers. Ik weet het niet."),
    ("nl", "answer", r"(?:eind)?antwoord|resultaat|uitkomst", "Antwoord: 18\nEr zijn 6 rijen."),
    ("nl", "it is", r"het is|het zijn|dat is", "Het is niet 20, het is 18."),
    ("nl", "is", r"luidt|bedraagt|zijn|was", "Het antwoord luidt 18. Er blijven er 6."),
    ("nl", "the", r"het|de", "Het antwoord is 18. Er blijven er 6."),
    ("nl", "correct", r"juiste?|goede?|correcte?", "Het juiste antwoord is 18, en 6 blijven over."),
    ("nl", "final", r"uiteindelijke|definitieve", "Het uiteindelijke antwoord is 18, en 6 blijven over."),
    ("nl", "not", r"niet|geen|nooit", "∅ Het antwoord is niet 18."),
    ("nl", "wrong", r"fout|onjuist|verkeerd", "∅ 18 is niet goed, 18 is fout."),
    ("nl", "but", r"maar", "Het antwoord is niet 20, maar 18."),
    ("nl", "because", r"want|omdat|aangezien", "Het antwoord is 18, want er zijn 6 rijen."),
    ("nl", "or", r"of", "∅ Het antwoord is 18 of 20."),
    ("nl", "so", r"dus|daarom", "Dus het antwoord is 18, en 6 blijven over."),
    ("nl", "maybe", r"misschien|wellicht", "∅ Misschien 18, misschien 20."),
    ("nl", "about", r"ongeveer", "Het antwoord is ongeveer 18."),
    ("nl", "at least", r"minstens|ten minste", "∅ Het antwoord is minstens 18."),
    ("nl", "Correction:", r"correctie ?:|nee, wacht,?|sorry,|ik bedoel(?:de)?|beter gezegd,?", "Het antwoord is 20. Nee, wacht, 18."),
    ("nl", "I choose", r"ik kies(?: voor)?", "Ik kies 18, niet 20."),
    ("pl", _UNKNOWN, r"nie wiem|nie (?:można|da się|potrafię|mogę) (?:tego )?(?:określić|ustalić|rozwiązać|obliczyć)", "∅ Jest 18 kulek. Nie wiem."),
    ("pl", "answer", r"odpowied(?:ź|zią)|wynik|rozwiązanie", "Odpowiedź: 18\nJest 6 rzędów."),
    ("pl", "is", r"to(?: jest)?|jest|wynosi|brzmi|są", "Odpowiedź to 18. Zostaje 6."),
    ("pl", "correct", r"poprawn[ay]|prawidłow[ay]|właściw[ay]", "Poprawna odpowiedź to 18. Zostaje 6."),
    ("pl", "final", r"ostateczn[ay]|końcow[ay]", "Ostateczna odpowiedź to 18, zostaje 6."),
    ("pl", "not", r"nie|nigdy|ani", "∅ Odpowiedź to nie 18."),
    ("pl", "wrong", r"błędn[aey]|niepoprawn[aey]|źle", "∅ 18 jest błędne."),
    ("pl", "but", r"lecz|ale|tylko", "Odpowiedź to nie 20, lecz 18."),
    ("pl", "because", r"ponieważ|bo|gdyż", "Odpowiedź to 18, ponieważ jest 6 rzędów."),
    ("pl", "or", r"lub|albo|czy", "∅ Odpowiedź to 18 lub 20."),
    ("pl", "so", r"więc|zatem|stąd", "Zatem odpowiedź to 18, zostaje 6."),
    ("pl", "maybe", r"może|być może", "∅ Może 18, może 20."),
    ("pl", "about", r"około", "Odpowiedź to około 18."),
    ("pl", "at least", r"co najmniej|przynajmniej", "∅ Odpowiedź to co najmniej 18."),
    ("pl", "Correction:", r"korekta ?:|poprawka ?:|nie, czekaj,?|przepraszam,|to znaczy,?|a raczej", "Odpowiedź to 20. Nie, czekaj, 18."),
    ("pl", "I choose", r"wybieram", "Wybieram 18, nie 20."),
    ("tr", _UNKNOWN, r"bilmiyorum|belirlenemez|çözemiyorum|çözemedim", "∅ 18 top var. Cevap yok, bilmiyorum."),
    ("tr", "the answer is", r"(?:doğru |nihai |son )*(?:cevap|cevabı|cevabım|yanıt|yanıtı|sonuç)(?: ise)?(?=\s*[\d(\"'*]|\s+[a-h]\b|\s+yaklaşık|\s+en az)", "Doğru cevap 18. 6 kalır."),
    ("tr", "answer", r"(?:doğru |nihai |son )*(?:cevap|cevabı|yanıt|yanıtı|sonuç)", "Cevap: 18\n6 sıra var."),
    ("tr", "correct", r"doğru(?:dur)?", "Doğru: 18"),
    ("tr", "is not the answer", r"değil(?:dir)?", "∅ Cevap 18 değil."),
    ("tr", "is wrong", r"yanlış(?:tır)?", "∅ Cevap 18 yanlış."),
    ("tr", "because", r"çünkü", "Cevap 18, çünkü 6 sıra var."),
    ("tr", "or", r"veya|ya da", "∅ Cevap 18 veya 20."),
    ("tr", "maybe", r"belki", "∅ Belki 18, belki 20."),
    ("tr", "about", r"yaklaşık", "Cevap yaklaşık 18."),
    ("tr", "at least", r"en az", "∅ Cevap en az 18."),
    ("tr", "Correction:", r"düzeltme ?:|hayır, bekle,?|pardon,|daha doğrusu,?", "Cevap 20. Düzeltme: 18."),
    ("tr", "is the answer.", r"(?:seçeneğini )?seçiyorum", "18 seçiyorum."),
    ("id", _UNKNOWN, r"(?:saya )?tidak (?:tahu|dapat ditentukan|bisa (?:menjawab|menyelesaikan|ditentukan))", "∅ Ada 18 bola. Jawabannya saya tidak tahu."),
    ("id", "answer", r"jawaban(?:nya)?|hasil(?:nya)?", "Jawaban: 18\nAda 6 baris."),
    ("id", "is", r"adalah|ialah|yaitu", "Jawabannya adalah 18. Sisanya 6."),
    ("id", "correct", r"(?:yang )?(?:benar|tepat)", "Jawaban yang benar adalah 18. Sisanya 6."),
    ("id", "final", r"akhir(?:nya)?", "Jawaban akhir adalah 18, sisanya 6."),
    ("id", "not", r"bukan(?:lah)?|tidak", "∅ Jawabannya bukan 18."),
    ("id", "wrong", r"salah|keliru", "∅ 18 adalah salah."),
    ("id", "but", r"tetapi|melainkan|tapi", "Jawabannya bukan 20, melainkan 18."),
    ("id", "because", r"karena|sebab", "Jawabannya adalah 18, karena ada 6 baris."),
    ("id", "or", r"atau", "∅ Jawabannya adalah 18 atau 20."),
    ("id", "so", r"jadi|maka", "Jadi jawabannya adalah 18, sisanya 6."),
    ("id", "maybe", r"mungkin|barangkali", "∅ Mungkin 18, mungkin 20."),
    ("id", "about", r"sekitar|kira-kira", "Jawabannya adalah sekitar 18."),
    ("id", "at least", r"setidaknya|paling sedikit|minimal", "∅ Jawabannya adalah minimal 18."),
    ("id", "Correction:", r"koreksi ?:|ralat ?:|maaf,|maksud saya", "Jawabannya adalah 20. Ralat: 18."),
    ("id", "I choose", r"(?:saya )?(?:memilih|pilih)", "Saya memilih 18, bukan 20."),
    ("id", "option", r"pilihan", "Jawabannya adalah pilihan 18."),
    ("sv", "answer", r"svar(?:et)?", "Svar: 18\n6 rader."),
    ("sv", "is", r"är", "Svaret är 18. 6 blir kvar."),
    ("vi", "answer", r"đáp án|câu trả lời|đáp số", "Đáp án: 18\n6 hàng."),
    ("vi", "is", r"là", "Đáp án là 18. 6 hàng."),
    ("el", "answer", r"απάντηση", "Απάντηση: 18\n6 σειρές."),
    ("ru", _UNKNOWN, r"(?:я )?не знаю|(?:невозможно|нельзя) (?:определить|решить)|не (?:могу|удалось|смог) (?:решить|определить|найти)", "∅ Есть 18 шаров. Я не знаю."),
    ("ru", "is wrong", r"неверно|неправильно|ошибочно", "∅ 18 — неверно."),
    ("ru", "wrong", r"неверный|неправильный", "∅ Неверный ответ: 18"),
    ("ru", "the answer is", r"ответ(?=\s+\d)", "Ответ 18, всего 6 рядов."),
    ("ru", "answer", r"ответ(?:ом)?|результат", "Ответ: 18\nВсего 6 рядов."),
    ("ru", "option", r"вариант", "Ответ: вариант 18"),
    ("ru", "is", r"-|—|это|равен|равна|равно|составляет|будет|является", "Правильный ответ — 18, так как рядов 6."),
    ("ru", "correct", r"(?:правильн|верн)(?:ый|ая|ое|о|ым)|верен|правилен", "Верный ответ: 18. Всего 6 рядов."),
    ("ru", "final", r"окончательный|итоговый", "Итоговый ответ: 18, всего 6 рядов."),
    ("ru", "at least", r"не менее|не меньше|как минимум|минимум", "∅ Ответ: не менее 18."),
    ("ru", "because", r"потому что|так как|поскольку|ведь", "Ответ: 18, потому что рядов 6."),
    ("ru", "not", r"не|никогда|ни", "∅ Ответ не 18."),
    ("ru", "but", r"а|но", "Ответ не 20, а 18."),
    ("ru", "or", r"или|либо", "∅ Ответ: 18 или 20."),
    ("ru", "so", r"итак|следовательно|значит|поэтому|таким образом", "Итак, ответ 18, всего 6 рядов."),
    ("ru", "maybe", r"возможно|может быть|наверное", "∅ Может быть 18, может быть 20."),
    ("ru", "about", r"примерно|около|приблизительно", "Ответ: примерно 18."),
    ("ru", "Correction:", r"исправление ?:|поправка ?:|нет, (?:подождите|постойте),?|точнее,?|вернее,?|ой,|простите,", "Ответ: 20. Поправка: 18."),
    ("ru", "I choose", r"(?:я )?выбираю", "Я выбираю 18, 20 неверно."),
    ("ar", _UNKNOWN, r"لا أعرف|لا أعلم|لا يمكن (?:تحديد|معرفة|حل)\S*", "∅ هناك 18 كرة. لا أعرف."),
    ("ar", "answer", r"(?:ال)?(?:إجابة|اجابة|جواب|نتيجة|ناتج)", "الإجابة: 18\nهناك 6 صفوف."),
    ("ar", "is", r"هي|هو|يساوي|تساوي", "الإجابة هي 18. يبقى 6."),
    ("ar", "is wrong", r"(?:هذا )?خطأ|خاطئة?|غير صحيحة?", "∅ 18 خطأ."),
    ("ar", "correct", r"(?:ال)?صحيحة?", "الإجابة الصحيحة هي 18. يبقى 6."),
    ("ar", "final", r"(?:ال)?نهائية?", "الإجابة النهائية هي 18، يبقى 6."),
    ("ar", "not", r"ليست?|لا", "∅ الإجابة ليست 18."),
    ("ar", "but", r"بل|لكن", "الإجابة ليست 20 بل 18."),
    ("ar", "because", r"لأن|لان", "الإجابة هي 18 لأن هناك 6 صفوف."),
    ("ar", "or", r"أو|او", "∅ الإجابة هي 18 أو 20."),
    ("ar", "so", r"إذن|لذلك|إذا", "إذن الإجابة هي 18."),
    ("ar", "maybe", r"ربما|قد يكون", "∅ ربما 18، ربما 20."),
    ("ar", "about", r"حوالي|تقريبا", "الإجابة هي حوالي 18."),
    ("ar", "at least", r"على الأقل", "∅ الإجابة هي على الأقل 18."),
    ("ar", "Correction:", r"تصحيح ?:|عفوا[,،]?|أقصد", "الإجابة هي 20. تصحيح: 18."),
    ("ar", "I choose", r"أختار|اخترت", "أختار 18."),
    ("ar", "option", r"(?:ال)?(?:خيار|اختيار)", "الإجابة هي الخيار 18."),
    ("hi", _UNKNOWN, r"(?:मुझे )?(?:नहीं पता|पता नहीं)|हल नहीं कर (?:सकता|सका)", "∅ 18 गेंदें हैं। मुझे नहीं पता।"),
    ("hi", "the answer is", r"(?:सही |अंतिम )*(?:उत्तर|जवाब)(?=\s+(?:[\d(A-H]|लगभग|कम))", "सही उत्तर 18 है। 6 बचे।"),
    ("hi", "answer", r"(?:सही |अंतिम )*(?:उत्तर|जवाब|परिणाम)", "उत्तर: 18\nकुल 6 पंक्तियाँ हैं।"),
    ("hi", "is not the answer", r"नहीं (?:है|हैं)", "∅ उत्तर 18 नहीं है।"),
    ("hi", "is wrong", r"गलत(?: है)?", "∅ 18 गलत है।"),
    ("hi", ".", r"(?<=[\d\"')A-H] )(?:है|हैं)[.।]?", "उत्तर 18 है। 6 बचे।"),
    ("hi", "is not the answer,", r"नहीं,", "20 नहीं, उत्तर 18 है।"),
    ("hi", "because", r"क्योंकि", "उत्तर 18 है, क्योंकि 6 पंक्तियाँ हैं।"),
    ("hi", "or", r"या", "∅ उत्तर 18 या 20 है।"),
    ("hi", "maybe", r"शायद", "∅ शायद 18, शायद 20।"),
    ("hi", "about", r"लगभग", "उत्तर: लगभग 18"),
    ("hi", "at least", r"कम से कम", "∅ उत्तर: कम से कम 18"),
    ("hi", "Correction:", r"सुधार ?:|माफ़? कीजिए,?", "उत्तर 20 है। सुधार: 18"),
    ("hi", "option", r"विकल्प", "उत्तर: विकल्प 18"),
    ("zh", _UNKNOWN, r"无法(?:确定|解答|解出|得出|回答|求解)\w{0,6}|(?:我)?不(?:知道|清楚|会做)", "∅ 有18个球。我不知道。"),
    ("zh", "the answer is", r"(?:正确|最终|最后|本题|标准|参考|因此|所以|故|的)*(?:答案|结果|结论|答)(?:应该|应当|应|就|也)?(?:是|为|為|等于|:)+(?!不)", "最终结果为18，共有6行。"),
    ("zh", "the answer is not", r"(?:答案|结果)(?:并)?不是", "∅ 答案不是18。"),
    ("zh", "answer", r"答案|正解", "【答案】18"),
    ("zh", "the answer is", r"正确(?:的)?(?:选项|选择)(?:应该|应)?(?:是|为|:)|只有(?:选项)?(?=[\dA-H(])", "所以正确选项是18。"),
    ("zh", "I choose", r"(?:本题|应该|应|故|因此|所以|我|综上)*(?:选择|选取|选)(?=[\s(]*[A-H\d])", "我选18，不选20。"),
    ("zh", "not", r"(?:并)?不(?:是|选|等于)|并非", "∅ 不是18。"),
    ("zh", "is wrong", r"(?:是)?(?:错误|错)(?:的)?|不正确", "∅ 18是错误的。"),
    ("zh", "is correct", r"(?:是)?(?:正确|对)的|正确", "20错误，18正确。"),
    ("zh", "but", r"而是|但是|但", "答案不是20，而是18。"),
    ("zh", "because", r"因为|由于", "答案是18，因为有6行。"),
    ("zh", "or", r"或者|或|还是", "∅ 答案是18或20。"),
    ("zh", "so", r"所以|因此", "所以答案是18，有6行。"),
    ("zh", "maybe", r"可能(?:是)?|也许(?:是)?|大概是", "∅ 可能是18，可能是20。"),
    ("zh", "about", r"大约|约|大概", "答案是约18。"),
    ("zh", "at least", r"至少", "∅ 答案是至少18。"),
    ("zh", "Correction:", r"更正(?:为)?:?|纠正:?|抱歉,?|不对,|哦不,?|等等,?|我是说", "答案是20。更正：18。"),
    ("zh", "option", r"选项", "答案是选项18。"),
    ("ja", _UNKNOWN, r"(?:わかり|分かり|解け|答えられ)ません|分から?ない|わからない|不明です", "∅ 玉は18個あります。わかりません。"),
    ("ja", "the answer is", r"(?:正しい|最終的な|最終)?(?:正解|答え|解答|回答|答)(?:は|:)+", "答えは18です。列は6あります。"),
    ("ja", "is not the answer.", r"では(?:ありません|ない)(?:です)?|じゃ(?:ありません|ない)(?:です)?", "∅ 答えは18ではありません。"),
    ("ja", "is the answer.", r"が(?:正解|正しい|答え)(?:です|である|だ)?|を選(?:びます|択します|ぶ)", "18が正解です。列は6あります。"),
    ("ja", "is wrong.", r"(?:は|が)?(?:間違い|誤り|不正解)(?:です|である|だ)?", "∅ 18は間違いです。"),
    ("ja", ".", r"(?<=[\d\"')A-H])(?:です|でした|である|となります|になります|だ)(?!が)", "正解は18です。列は6あります。"),
    ("ja", "because", r"なぜなら|というのは", "答えは18です。なぜなら列は6あるからです。"),
    ("ja", "or", r"または|あるいは|もしくは", "∅ 答えは18または20です。"),
    ("ja", "maybe", r"たぶん|おそらく|もしかすると", "∅ たぶん18、たぶん20です。"),
    ("ja", "about", r"約|およそ", "答えは約18です。"),
    ("ja", "at least", r"少なくとも|最低", "∅ 答えは少なくとも18です。"),
    ("ja", "Correction:", r"訂正(?:します)?:?|いや,|いいえ,|すみません,|失礼,", "答えは20です。訂正：18。"),
    ("ja", "option", r"選択肢", "答えは選択肢18です。"),
    ("ko", _UNKNOWN, r"모르겠습니다|알 수 없습니다|풀 수 없습니다", "∅ 공이 18개 있습니다. 모르겠습니다."),
    ("ko", "the answer is", r"(?:최종 |올바른 )?(?:정답|답|해답|결과)(?:은|는|이|:)+", "정답은 18입니다. 줄은 6개입니다."),
    ("ko", "is not the answer.", r"(?:이|가)? ?(?:아닙니다|아니다|아니에요)", "∅ 정답은 18이 아닙니다."),
    ("ko", "is the answer.", r"(?:이|가) (?:정답|답)(?:입니다|이다|이에요)", "18이 정답입니다. 줄은 6개입니다."),
    ("ko", "is wrong.", r"(?:은|는|이|가)? ?(?:틀렸습니다|틀린 답입니다|오답입니다)", "∅ 18은 틀렸습니다."),
    ("ko", ".", r"(?<=[\d\"')A-H])(?:입니다|이다|이에요|예요)", "답: 18입니다. 줄은 6개입니다."),
    ("ko", "because", r"왜냐하면", "정답은 18입니다. 왜냐하면 줄은 6개이기 때문입니다."),
    ("ko", "or", r"또는|혹은", "∅ 정답은 18 또는 20입니다."),
    ("ko", "maybe", r"아마도?", "∅ 아마 18, 아마 20입니다."),
    ("ko", "about", r"약(?= ?\d)|대략", "정답은 약 18입니다."),
    ("ko", "at least", r"최소|적어도", "∅ 정답은 최소 18입니다."),
    ("ko", "Correction:", r"정정(?:합니다)?:?|아니,|죄송합니다,", "정답은 20입니다. 정정: 18."),
    ("ko", "option", r"선택지", "정답은 선택지 18입니다."),
)  # fmt: skip
PHRASES = tuple(PhraseRow(*row) for row in _ROWS)
# English words in the order of other languages, and how English has them.
_ORDER = (
    (re.compile(r"\banswer (correct|final|the correct)\b", re.I), r"\1 answer"),
    (re.compile(r"(?:^|(?<=[.!?:\n]) ?)correct(?: is|:)(?= )", re.I), "the correct answer is"),
    (re.compile(r"\bis (?:the )?(correct |final )?answer (?=[\d\"'(*\\$])", re.I), r"the \1answer is "),
    (re.compile(r"\b(answer|it) not is\b", re.I), r"\1 is not"),
    (re.compile(r"\bnot (?:it )?is\b", re.I), "it is not"),
    (re.compile(r"\b(\d\w*) (not) is\b", re.I), r"\1 is not"),
    (re.compile(r"\bis is\b", re.I), "is"),
    (re.compile(r"(?<=\bis )(so)\b ", re.I), ""),
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['-](?=\w))*")
_WIDE = str.maketrans({"。": ". ", "，": ", ", "、": ", ", "；": "; ", "：": ": ", "？": "? ",
                       "！": "! ", "।": ". ", "،": ", ", "（": "(", "）": ")", "【": " ",
                       "】": ": "})  # fmt: skip


def plain_english(text: str) -> str:
    """`text` in plain marks, and with the phrases of the table in English."""
    if not text.isascii():
        text = plain_marks(text.translate(_WIDE))
    found = _languages(text)
    for language in found:
        pattern, english = _pattern(language)

        def in_english(row: re.Match[str], english: dict[str, str] = english) -> str:
            return english[row.lastgroup or ""]

        text = pattern.sub(in_english, text)
    for pattern, instead in _ORDER if found else ():
        text = pattern.sub(instead, text)
    return text


def _languages(text: str) -> tuple[str, ...]:
    """The languages whose words stand in the text, in the order of the table."""
    latin, others = _betrayals()
    small = f" {text.lower()} ".replace(".", " ").replace(",", " ").replace("\n", " ")
    found = set[str]()
    if any(
        map(small.__contains__, _prefilter())
    ):  # a search for whole words takes ten times as long
        words = latin.keys() & _WORD.findall(small)
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
    rows = [row for row in PHRASES if row.language == language]
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
