# ruff: noqa: E501, RUF001, W291
"""The fifth drawn batch; see `drawing`. Each list has a template a line; "\\n" is a line's end.

Its templates were written before any table of the readers was opened, and kept closed while the
fourth batch was measured. Readers saw it first on 1 December 2026, 03:02, and were mended by it
since: it is used.
"""

from collections.abc import Iterator
from typing import Any

from benchmarks.answer_batches.drawing import Subjects, draw

SEED, USED = 50_918_264, True
TOPICS = [
    (["1789", "1815", "1848", "1871"], "ABCD"),
    (["Bach", "Haydn", "Mozart", "Brahms"], "ABCD"),
    (["a sonnet", "a ballad", "an ode", "an elegy", "a haiku"], "ABCDE"),
    (["evaporation", "condensation", "sublimation", "precipitation"], "ABCD"),
]
LABELS = [
    ["fraud", "legitimate"], ["sports", "politics", "business", "technology"],
    ["book_flight", "cancel_flight", "baggage"], ["fact", "opinion"],
    ["very satisfied", "satisfied", "dissatisfied"], ["spam", "newsletter", "personal"],
]  # fmt: skip
NUMBERS = ["{}", "{},040", "{}.25", "-{}", "{} %", "£{}", "{}/11", "{} minutes", "{}"]
OPENINGS = r"""
Interesting puzzle! 
Right, let's get going.\n\n
My reasoning runs as follows. Initially W looked promising. It then turned out to clash with the data. 
**Analysis**\n\n- W: no, because it clashes with the data\n- the rest was checked too\n\n**Outcome**\n\n
You might be thinking of W, but that would be too easy. 
Could it be W? Not really. 
W was a trap. 
Beware of W! 
<think>\nThe answer is W? No, scrap that.\n</think>\n
<reasoning>\nW is one option.\n</reasoning>\n\n
Having dismissed W, we are almost done. 
Dear user,\n\nthank you for the puzzle.\n\n
A quick estimate gave W; the exact work says otherwise. 
Let me think... 
1) W is ruled out.\n2) What is left is plain.\n\n
Überlegen wir kurz. 
Réfléchissons un instant. 
Pensemos un momento. 
Давайте подумаем. 
少し考えてみます。
"""
DECLARED = r"""
After weighing everything, my answer is V.
Everything considered, the answer is V.
As a result, V is the answer we want.
Putting it together, the correct answer is V.
This means that the answer is V.
This shows the answer is V.
And so we reach the answer, V.
We conclude that the answer is V.
I conclude: the answer is V.
I am confident that V is the right answer.
I believe the answer is V.
I think the answer is V.
The answer I get is V.
The answer we obtain is V.
The only answer consistent with all this is V.
The most fitting answer is V.
The best answer is V.
The expected answer is V.
The required answer is V.
The answer? V.
Answer (V).
(Answer: V)
[Answer: V]
[[V]] is my final answer.
My final verdict is V.
My final choice is V.
Final result: V.
Final response: V
The final result is V.
So, to answer your question: V.
To answer the question: it is V.
In answer to your question, V.
ANSWER\nV
*Answer:* **V**
__Answer__: V
**Answer:** *V*
**Final Answer:**\n\n> V
# Answer: V
1. Answer: V
* Final answer: V
Answer ✅: V
✅ **Answer: V**
➡️ Answer: V
🔹 Final answer: V
Answer\t V
=> Answer: V
---\nAnswer: V\n---
***Final Answer: V***
<b>Answer:</b> V
<result>V</result>
<solution>V</solution>
<response><answer>V</answer></response>
\[ \boxed{ V } \]
The answer is \(\boxed{V}\).
\begin{equation}\boxed{V}\end{equation}
####V
Answer::V
answer = V
The answer equals V.
The answer is: V.
The answer is... V!
The answer is, of course, V.
The answer is quite simply V.
The answer is still V.
The answer is indeed V.
Yes, the answer is V.
Okay, the answer is V.
There is only one answer: V.
No other answer than V is possible.
Nothing but V can be the answer.
V must be the answer.
V should be the answer.
V is the only correct answer.
V is what I would answer.
V turns out to be the answer.
V, then, is the answer.
Die Antwort: V.
Daraus folgt die Antwort V.
Meine Antwort ist V.
Die Lösung ist V.
Richtige Antwort: V
Ergebnis: V
La bonne réponse est V.
La réponse : **V**.
Je réponds V.
Résultat : V
La respuesta correcta es la siguiente: V.
Respuesta final: V.
Respondo V.
Resultado: V
La risposta esatta è V.
Risposta finale: V.
Risultato: V
A resposta é simplesmente V.
A resposta certa é V.
Het juiste antwoord is V.
Antwoord: V.
Odpowiedzią jest V.
Ostateczna odpowiedź: V
Ответ: V.
Правильный ответ — V.
Окончательный ответ: V
Yanıt: V
Doğru yanıt V.
الجواب: V
الجواب النهائي هو V.
सही उत्तर V है।
अंतिम उत्तर: V
Jawaban yang benar adalah V.
Jadi jawabannya V.
正确答案：V
答案应为V。
所以答案是V。
最終回答：V
答えはVだ。
よって答えはVである。
최종 답: V
그러므로 정답은 V이다.
"""
TAILS = r"""
 I hope this clears things up.
 Feel free to ask for the steps.
 The other values can be dismissed.
 With W the condition would be violated.
 Taking W would lead to a contradiction.
 W does not satisfy the condition.
 [W was discarded.]
 (Note that W is not acceptable.)
 (Many people say W, which is wrong.)
 In contrast, W is incompatible with the data.
 As for W, it is ruled out.
 It can't be W.
 It is certainly not W.
 By comparison, W looks weak.
 Be careful not to confuse it with W.
 The reason is simple: W breaks the rule.
 This is because W is ruled out by the data.
\n\nRemark: a common error is to say W.
\n\n**Why W is wrong:** it breaks the rule.
\n\n*Common mistake:* W.
\n\nNote that W would also have been accepted in older versions of the task.
\n\nP.S. I nearly said W.
\n\nI also tried W, without success.
\n\nDoes that make sense?
\n\nThanks for reading!
 🙂
 ∎
 \\(\\blacksquare\\)
\n\nSource: own reasoning.
\n\nIs there anything else you'd like to know about W?
 W kommt nicht in Frage.
 W ne convient pas.
 W no cumple la condición.
 W non va bene.
 W не подходит.
 而W不符合条件。
 W는 조건에 맞지 않습니다.
"""
RIGHT_ONLY = r"""
The answer is W. Wait. That can't be. The answer is V.
The answer is W. No wait, it's V.
The answer is W. Apologies, I misread: V.
The answer is W. Sorry about that, the answer is V.
The answer is W, or rather V.
The answer is W. Or rather: V.
Answer: W -> V (fixed)
Answer: W. Fixed: V.
Answer: W. Revised answer: V.
Answer: W. (Edit: V)
My answer was W. I now think it is V.
Initially I answered W; I have since changed my answer to V.
I'm changing my answer from W to V.
I'd like to change my answer to V; W was a slip.
The answer is W. Please disregard that. The answer is V.
The answer is W. Strike that; V.
I was about to answer W, but the answer is V.
Nearly everyone says the answer is W, yet the answer is V.
The tempting answer is W. The true answer is V.
An incorrect answer would be W; the correct one is V.
The answer would be W if the rule were absent, but it is present, so the answer is V.
Assuming the first reading, the answer would be W. That reading is ruled out. The answer is V.
Thus the answer isn't W. The answer is V.
The answer cannot be W, so the answer is V.
The answer is V and nothing else; W fails.
The answer is V (rather than W).
The answer is V, since W fails.
The answer is V because W is impossible.
The answer is V, as opposed to W.
The answer is V — W is a red herring.
The answer is V, whereas W is wrong.
The answer is V, although W is close.
Answer: V, not W
Answer: V (I rejected W)
Answer: V\n\nRejected: W
Answer: V\nNot: W
Answer: V\n\nOther values I tried: W
Answer: not W but V
Not W. Answer: V
W is wrong. Answer: V
You wrote W. The correct answer is V.
The student answered W, which is wrong. The answer is V.
The claim that the answer is W is false. The answer is V.
Q: Is it W?\nA: No.\n\nThe answer is V.
<answer>W</answer>\n\nSorry, I meant:\n<answer>V</answer>
Nicht W, sondern V ist die Antwort.
Die Antwort lautet V und nicht W.
La réponse est V et non W.
Au lieu de W, la réponse est V.
La respuesta es V y no W.
En lugar de W, la respuesta es V.
La risposta è V e non W.
A resposta é V, não W.
Het antwoord is V en niet W.
Odpowiedź to V, a nie W.
Ответ V, а не W.
Cevap V, W değil.
الإجابة هي V وليس W.
उत्तर V है, W नहीं।
Jawabannya V, bukan W.
答案是V，不是W。
答えはVで、Wではありません。
답은 V이고 W가 아닙니다.
"""
WRONG_ONLY = r"""
The answer is V. No wait, it's W.
The answer is V. Apologies, I misread: W.
The answer is V, or rather W.
Answer: V -> W (fixed)
Answer: V. Fixed: W.
Answer: V. Revised answer: W.
Answer: V. (Edit: W)
My answer was V. I now think it is W.
I'm changing my answer from V to W.
I'd like to change my answer to W; V was a slip.
The answer is V. Please disregard that. The answer is W.
The answer is V. Strike that; W.
I was about to answer V, but the answer is W.
The tempting answer is V. The true answer is W.
An incorrect answer would be V; the correct one is W.
The answer cannot be V, so the answer is W.
The answer is W (rather than V).
The answer is W, since V fails.
The answer is W, as opposed to V.
The answer is W, although V is close.
Answer: W, not V
Answer: W\nNot: V
Answer: W\n\nOther values I tried: V
The answer is V. Then again, it might be W.
The answer is V. But W works too.
The answer is V. W is also correct.
The answer is V. W would be equally right.
The answer is V as well as W.
The answer is V, W, or both.
The answer is V (or W).
The answer is V / W.
The answer is V unless it is W.
The answer is somewhere among V and W.
The answer: V? Or W?
Answer: V and W
Answer: V & W
Answer: V; W
Answer: V | W
Answer 1: V\nAnswer 2: W
One answer is V, another is W.
Choose between V and W. That's my answer.
The answer is hard to pin down; V comes to mind.
The answer eludes me. V is in the statement.
The answer remains open, V notwithstanding.
I have no answer. V is just what the statement says.
I have not been able to find an answer; V is given.
I'm afraid I can't say. V was in the statement.
I cannot give an answer beyond quoting V.
I don't have an answer, only V from the text.
I'm not sure of the answer. V was mentioned.
I'm stuck and have no answer. V stands in the text.
We cannot tell what the answer is. V is a given.
It's unclear what the answer is; V is a given.
It is not possible to answer with V alone.
Nothing in the text about V lets me answer.
Unfortunately there is no answer that follows from V.
Without more data the answer can't be given. V is the only one stated.
As an AI, I can't answer this. You mentioned V.
Whether the answer is V is unclear.
Whether V is the answer remains to be seen.
Who says the answer is V?
What if the answer were V?
You may wonder if the answer is V.
Let's see whether the answer is V.
We must check that the answer is V.
Under no circumstances is the answer V.
By no means is the answer V.
In no way is V the answer.
The answer wasn't V.
The answer won't be V.
The answer must not be V.
The answer should not be V.
The answer is no longer V.
The answer is definitely not V.
The answer is neither V nor W.
The answer differs from V.
The answer is other than V.
The answer is not the V that everyone expects.
Anyone who answers V is mistaken.
It is a mistake to answer V.
To say the answer is V would be false.
The claim that the answer is V is false.
The idea that V is the answer must be rejected.
Saying "the answer is V" would be a blunder.
"The answer is V" is false.
The answer is V, they say, but that's false.
The answer is V. That is wrong, though.
The answer is V. False!
The answer is V. Just kidding.
The answer is V. At least that's what the student thinks, wrongly.
Answer: V (wrong!)
Answer: V ✗
Answer: V ❌
Answer: unknown; V is given
Answer: (no answer, only V)
Answer: —\n\nV was given.
Answer:\nAnswer: W
<answer>unknown</answer> V was given.
\boxed{\text{unknown}} V was given.
<think>First, V. The answer is V
<reasoning>So, the answer is V.</reasoning>
V ist nicht die Antwort.
Nicht V, sondern W ist die Antwort.
Die Antwort ist unklar. V ist angegeben.
Ich habe keine Antwort. V steht im Text.
La réponse est W et non V.
V n'est pas la réponse.
Je ne peux pas répondre. V est donné.
La respuesta es W y no V.
V no es la respuesta.
No puedo responder. V está en el texto.
La risposta è W e non V.
V non è la risposta.
Non posso rispondere. V è nel testo.
A resposta é W, não V.
Não posso responder. V está no texto.
Het antwoord is W en niet V.
Ik kan dit niet beantwoorden. V staat in de tekst.
Odpowiedź to W, a nie V.
Nie mogę odpowiedzieć. V jest w tekście.
Ответ W, а не V.
Я не могу ответить. V есть в тексте.
Cevap W, V değil.
Cevap veremiyorum. V metinde geçiyor.
الإجابة هي W وليس V.
لا أستطيع الإجابة. V مذكور في النص.
उत्तर W है, V नहीं।
मैं उत्तर नहीं दे सकता। V दिया गया है।
Jawabannya W, bukan V.
Saya tidak bisa menjawab. V ada di teks.
答案是W，不是V。
我无法回答。题目中有V。
答えはWで、Vではありません。
答えられません。Vは問題文にあります。
답은 W이고 V가 아닙니다.
답할 수 없습니다. V는 문제에 있습니다.
"""
PROSE = {
    "numeric_match": (
        r"""
The bus carries V.
Multiplying the two gives us V.
Which means V.
So Omar owes V.
After that day the tank holds V.
Of those, W were sold, so V are unsold.
He had W. He gave some away and is left with V.
That adds up to V.
Therefore, V.
It would take V.
Lena's share is V.
Both together weigh V.
They need V.
The difference is V.
The quotient is V.
The rest, V, goes to the school.
On average that's V.
From W it grew to V.
She now owns V.
Hence there are V left.
W + the rest = V
Altogether: V
Es sind V.
Er zahlt V.
Il y en a V.
Elle paie V.
Hay V.
Paga V.
Ci sono V.
Há V.
Er zijn V.
Jest ich V.
Получилось V.
Geriye V kalır.
يتبقى V.
Tersisa V.
还剩V。
残りはVです。
V가 남습니다.
""",
        r"""
He had V. He gave some away and is left with W.
From V it grew to W.
Of those, V were sold, so W are unsold.
Definitely not V.
Whatever it is, it's not V.
V is too small.
V would be wrong.
Maybe V. Maybe W. Who knows.
Hm, V? No idea.
Should it be V?
It's either V or W.
All I know is V.
I can't compute this from V.
V doesn't add up.
The bus carries W, not V.
Instead of V we get W.
Nicht V.
Pas V.
No son V.
Не V.
不是V。
Vではない。
""",
    ),
    "math_match": (
        r"""
Solving, V.
Rearranged, that is V.
Evaluating at the endpoints gives V.
The solution set is V.
So our result is V.
Thus V.
From W one gets V by symmetry.
Collecting terms, V.
The minimum is V.
It equals V.
Ergibt V.
Nous obtenons V.
Obtenemos V.
Otteniamo V.
Obtemos V.
得到V。
Vとなる。
""",
        r"""
Solving, W.
From V one gets W by symmetry.
The minimum is W, not V.
It does not equal V.
It never equals V.
V fails the check.
V? W?
Perhaps V, but I can't prove it and W is just as likely.
I don't see how to get beyond V.
Nous obtenons W et non V.
""",
    ),
    "multiple_choice": (
        r"""
V fits best.
I pick V.
I'd say V.
Probably V.
I vote for V.
I would select V.
Pick V.
Choose V.
V wins.
V is right.
V is true, the others are not.
V makes the most sense.
It's V.
That's V.
Must be V.
So V.
V, obviously.
V!
W can't be right, so V.
W and the rest are wrong, leaving V.
Everything points towards V.
This matches V.
Ich wähle V.
Es ist V.
C'est V.
Es V.
È V.
É V.
Het is V.
To V.
Это V.
选V。
Vだと思います。
V입니다.
""",
        r"""
W fits best.
Choose W.
W is right, V is wrong.
V can't be right, so W.
Everything points towards W and away from V.
V isn't right.
V is wrong.
V is false.
Not V.
Never V.
Don't pick V.
V is unlikely.
It's not V.
V, or W?
V or W.
Both V and W work.
I'm undecided between V and W.
I have no clue; V?
C'est W, pas V.
Es ist nicht V.
不是V。
""",
    ),
    "label_match": (
        r"""
The message is V.
It's V.
I'd go for V.
I'd call it V.
I classify this as V.
This falls under V.
Label = V
Predicted label: V
Prediction: V
Class: V
Output: V
Most likely V.
It should be tagged V.
The writer's intent is V.
V applies here.
V is the category.
W doesn't apply, V does.
Rather V than W.
V over W.
Es handelt sich um V.
Il s'agit de V.
Se trata de V.
Si tratta di V.
Trata-se de V.
属于V。
Vに分類されます。
""",
        r"""
The message is W.
I'd call it W and not V.
V doesn't apply, W does.
Rather W than V.
W over V.
V is not the category.
It is anything but V.
Not really V.
It can't be V.
No, this isn't V.
V and W both apply.
V, W
V / W
Could be V, could be W.
I'm not sure if it's V.
Is this V?
Il ne s'agit pas de V.
No es V.
不属于V。
""",
    ),
}


def batch() -> Iterator[dict[str, Any]]:
    """The cases of the batch."""
    subjects = Subjects(TOPICS, LABELS, NUMBERS)
    return draw(SEED, OPENINGS, DECLARED, TAILS, RIGHT_ONLY, WRONG_ONLY, PROSE, subjects)
