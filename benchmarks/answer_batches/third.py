# ruff: noqa: RUF001, W291
"""The third drawn batch; see `drawing`. Each list has a template a line; "\\n" is a line's end.

The readers saw it first on 1 December 2026, 00:23, and were mended by it since: it is used.
"""

from collections.abc import Iterator
from typing import Any

from benchmarks.answer_batches.drawing import draw

SEED, USED = 1_602_176, True
OPENINGS = r"""
Good question. 
Thanks for asking!\n\n
### Reasoning\nW was my hunch, but the facts disagree.\n\n### Outcome\n
* read the task\n* discard W\n* decide\n\n
It would be easy to fall for W. 
<think>\nOption one: W. Bad idea.\n</think>\n\n
<seed:think>Probably W?</seed:think>
<|START_THINKING|>W?<|END_THINKING|><|START_RESPONSE|>
Others have proposed W. 
No tricks here.\n\n
In an earlier task W was right. 
Zunächst sammeln wir die Angaben. 
Commençons par le début. 
Primero, los datos. 
Dapprima i dati. 
Сначала соберём данные. 
まず条件を整理します。
먼저 조건을 정리합니다. 
"""
DECLARED = r"""
Accordingly, the answer is V.
I therefore answer: V
My final answer is V.
The final answer: **V**
**Final answer is V.**
Answer:\nV
ANSWER: V.
Answer - V
Answer (final): V
##### Answer: V
#### V
\boxed{V}
$$\boxed{V}$$
Thus we get \boxed{V}.
<answer>V</answer>
<answer>The answer is V</answer>
For these reasons, the answer is V.
That is why the answer is V.
Since nothing else fits, the answer is V.
Given the facts, the right answer is V.
The answer can only be V.
The answer is clearly V.
The answer is obviously V.
The answer is in fact V.
The answer is, without doubt, V.
The answer I would give is V.
So I answer V.
V is my answer.
Hence V is the correct answer.
Die Antwort ist also V.
Richtig ist daher V.
Antwort: **V**
Die endgültige Antwort lautet V.
Voici la réponse : V
La réponse exacte est V.
Réponse: V
La respuesta buscada es V.
Respuesta correcta: V
Mi respuesta final es V.
La risposta giusta è V.
Risposta corretta: V
La mia risposta è V.
A resposta final é, portanto, V.
Resposta: V
Minha resposta é V.
Het goede antwoord is V.
Antwoord: **V**
Mijn antwoord is V.
Właściwa odpowiedź to V.
Odpowiedź: **V**
Moja odpowiedź to V.
Ответ: **V**
Мой ответ: V.
Итоговый ответ: V
Cevap: **V**
Cevabım V.
Son cevap: V
إجابتي هي V.
الإجابة: **V**
मेरा उत्तर V है।
उत्तर: **V**
Jawaban saya adalah V.
Jawaban: **V**
我的答案是V。
答案：**V**
答案就是V。
私の答えはVです。
答え：**V**
내 답은 V입니다.
답: **V**
"""
TAILS = r"""

 Nothing else satisfies the task.
\n\nPlease tell me if you need the details.
\n\nBy the way, W was the runner-up.
 (Not to be confused with W.)
\n\nPeople who say W overlook something.
 With W, we would contradict the text.
<|endoftext|>
<end_of_turn>
 👍
\n\nSummary: the facts decide.
\n\nAnything else?
 Done.
"""
RIGHT_ONLY = r"""
My first idea was W. Looking again, the answer is V.
The answer is W. Actually, no: the answer is V.
Answer: W\n\nUpdate: the answer is V.
Answer: W. That was a typo. Answer: V.
Draft answer: W\nFinal answer: V
W? No. The answer is V.
The answer is W, I mean, V.
Ignore W. The correct answer is V.
I take W back. The answer is V.
Even though W looks right, the answer is V.
The answer is V; it is not W.
The answer is V, never W.
It isn't W. The answer is V.
Die Antwort W ist falsch. Richtig ist V.
Nein, nicht W. Die Antwort ist V.
Ce n'est pas W. La réponse est V.
No es W. La respuesta es V.
Non è W. La risposta è V.
Não é W. A resposta é V.
Het is niet W. Het antwoord is V.
To nie W. Odpowiedź to V.
Это не W. Ответ: V.
W yanlış. Cevap V.
W خطأ. الإجابة هي V.
W गलत है। उत्तर V है।
W salah. Jawabannya V.
W是错的。答案是V。
Wは誤りです。答えはVです。
W는 틀렸습니다. 정답은 V입니다.
"""
WRONG_ONLY = r"""
My first idea was V. Looking again, the answer is W.
The answer is V. Actually, no: the answer is W.
Answer: V\n\nUpdate: the answer is W.
Answer: V. That was a typo. Answer: W.
Draft answer: V\nFinal answer: W
The answer is V, I mean, W.
Even though V looks right, the answer is W.
The answer is W; it is not V.
The answer is W, never V.
The answer is not V.
The answer is hardly V.
The answer cannot be V.
The answer isn't V, whatever they say.
I am not convinced that the answer is V.
Nothing suggests that the answer is V.
It is impossible that the answer is V.
It is not true that the answer is V.
The answer could be either V or W.
The answer is one of V and W.
Answer: V, W
Answer: V? W?
Answer: perhaps V, perhaps W
Possible answer: V. Another possible answer: W.
May I ask whether the answer is V?
Why would the answer be V?
The answer is unknown to me. V was mentioned.
I can't find an answer here. The text only says V.
I'm unable to answer this question about V.
Answer: undetermined (V is in the text)
Answer: I give up. V was part of the question.
<answer></answer> Given: V
\boxed{} Given: V
<seed:think>The answer is V.
<|START_THINKING|>So the answer is V.
<reasoning>The answer is V.</reasoning>The answer is W.
Let us assume the answer is V. This is absurd.
Rumour has it that the answer is V, which is wrong.
The teacher said the answer is V. The teacher was wrong.
Many believe the answer is V. In truth it is W.
Die Antwort V ist falsch. Richtig ist W.
Die Antwort ist weder V noch W.
Ce n'est pas V. La réponse est W.
La réponse n'est ni V ni W.
No es V. La respuesta es W.
La respuesta podría ser V o W.
Non è V. La risposta è W.
Não é V. A resposta é W.
Het is niet V. Het antwoord is W.
To nie V. Odpowiedź to W.
Это не V. Ответ: W.
V yanlış. Cevap W.
V خطأ. الإجابة هي W.
V गलत है। उत्तर W है।
V salah. Jawabannya W.
V是错的。答案是W。
答案难道是V吗？
Vは誤りです。答えはWです。
V는 틀렸습니다. 정답은 W입니다.
"""
PROSE = {
    "numeric_match": (
        r"""
Ben collected W shells; his sister collected the rest, V.
Taken together, this is V.
What is left is V.
Now there are V.
She spends V altogether.
The sum is V.
Minus the W from before, this leaves V.
They walk V in all.
The count goes from W to V.
With W gone, V stay.
The price drops to V.
Grand total: V
So y = V.
Hence the hall seats V.
In sum: V
She keeps V.
The answer sheet then shows V.
Das macht V.
Cela fait V.
Son V en total.
In tutto sono V.
São V ao todo.
共V个。
合計はVです。
합계는 V입니다.
""",
        r"""
Minus the V from before, this leaves W.
The count goes from V to W.
With V gone, W stay.
The price drops from V to W.
No more than V.
Roughly between V and W.
They started with V. I do not know what came next.
V was given. I cannot finish this.
This is W and not V.
Was it V?
It is surely not V.
Cela fait W et non V.
共W个，而不是V个。
""",
    ),
    "math_match": (
        r"""
Factoring gives V.
The integral evaluates to V.
Plugging in W, we are left with V.
All told, V.
Therefore we have V.
This yields V.
The desired value is V.
By the theorem, it is V.
Replace W and obtain V.
Das ergibt V.
Cela donne V.
Esto da V.
由此得V。
""",
        r"""
Factoring gives W.
Plugging in V, we are left with W.
All told, W instead of V.
This does not yield V.
Consider V. I am not able to go on.
V or else W
The value is W and not V.
Could it be V?
""",
    ),
    "multiple_choice": (
        r"""
I'm inclined to say V.
V gets my vote.
I'd opt for V.
V is the only one that works.
Everything except V is wrong.
Judging by the text, it is V.
W is out, so it's V.
V matches the question.
The text points to V.
V, because it fits.
W is false; V is true.
Ich tippe auf V.
J'opte pour V.
Me quedo con V.
Opto per V.
应该是V。
""",
        r"""
I'm inclined to say W.
W gets my vote.
W is the only one that works.
V is out, so it's W.
V is false; W is true.
V and W alike
I'd never pick V.
V does not match the question.
The text contradicts V.
V and W are equally likely.
Ich tippe auf W, nicht auf V.
""",
    ),
    "label_match": (
        r"""
I'd file this under V.
This counts as V.
The right label seems to be V.
The text comes across as V.
Predominantly V.
Definitely V.
V, and not W.
Though W at first glance, it is V.
In spite of W elements, V.
It strikes me as V.
Verdict: V
Ich würde sagen: V.
Je dirais V.
应为V。
""",
        r"""
I'd file this under W.
The right label seems to be W.
Predominantly W, barely V.
W, and not V.
Though V at first glance, it is W.
Certainly not V.
V does not apply.
V and W in equal parts
Somewhere between V and W.
I cannot tell V from W.
""",
    ),
}


def batch() -> Iterator[dict[str, Any]]:
    """The cases of the batch."""
    return draw(SEED, OPENINGS, DECLARED, TAILS, RIGHT_ONLY, WRONG_ONLY, PROSE)
