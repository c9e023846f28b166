# ruff: noqa: RUF001, W291
"""The second drawn batch; see `drawing`. Each list has a template a line; "\\n" ends a line in it.

The readers saw it first on 30 November 2026, 23:47, and were mended by it since: it is used.
"""

from collections.abc import Iterator
from typing import Any

from benchmarks.answer_batches.drawing import draw

SEED, USED = 6_022_140, True
OPENINGS = r"""
Here is how I see it. 
Certainly!\n\n
**Analysis**\n\nAt first sight W looks fine. It breaks one rule, though.\n\n**Conclusion**\n\n
1. Understand the question.\n2. Test W.\n3. Reject W.\n\n
Some people would reply W without thinking. 
<think>\nLet me test W. No good. I will answer something else.\n</think>\n
<reasoning>W?</reasoning>
◁think▷Is it W? Hardly.◁/think▷
The textbook's naive approach leads to W. 
There is only one thing to find.\n\n
I have seen W in similar tasks. 
Gehen wir Schritt für Schritt vor. 
Procédons étape par étape. 
Vayamos paso a paso. 
Andiamo con ordine. 
Рассмотрим задачу подробно. 
順番に考えましょう。
단계별로 살펴보겠습니다. 
"""
DECLARED = r"""
Thus, my answer is V.
The final answer to this question is V.
**The answer is V.**
**Answer:**\n\nV
__Answer:__ V
> Answer: V
- Answer: V
Answer = V
Final answer:\n**V**
#### **V**
The final answer is $\boxed{V}$.
Therefore: \boxed{V}
<answer>**V**</answer>
<final_answer>V</final_answer>
As a result, the answer is V.
From this it follows that the answer is V.
In short, the answer is V.
This means the answer is V.
Clearly, the answer is V.
Overall, the correct answer is V.
So the answer would be V.
The answer, then, is V.
The answer in this case is V.
The only possible answer is V.
After checking everything, I say the answer is V.
The solution is V.
Solution: V
The correct result is V.
Conclusion: the answer is V.
V is the right answer.
Folglich lautet die Antwort V.
Die Lösung ist V.
**Antwort:** V
Richtige Antwort: V
La réponse correcte est V.
Ainsi, la réponse est V.
**Réponse :** V
Entonces la respuesta es V.
La solución correcta es V.
**Respuesta final:** V
Dunque la risposta è V.
La soluzione corretta è V.
Assim, a resposta é V.
Resposta correta: V
Daarom is het antwoord V.
Juiste antwoord: V
Więc odpowiedź to V.
Prawidłowa odpowiedź: V
Ответ таков: V.
Значит, правильный ответ — V.
Dolayısıyla doğru cevap V.
Doğru yanıt: V
لذلك فإن الإجابة هي V.
الإجابة الصحيحة: V
तो उत्तर V है।
सही उत्तर: V
Maka jawabannya adalah V.
Jawaban yang benar: V
因此正确答案为V。
答：V
したがって、正解はVになります。
正解：V
그러므로 답은 V입니다.
최종 정답: V
"""
TAILS = r"""

 Every condition is met.
\n\nLet me know if you have further questions.
\n\nReason: unlike W, it satisfies what was asked.
 (Careful: W is a trap.)
\n\nA frequent error is to say W.
 Choosing W would break a rule.
</s>
<|end|>
 :)
\n\n---\n*Checked twice.*
\n\nDoes that make sense?
 That is all.
"""
RIGHT_ONLY = r"""
I thought it was W. I was wrong: the answer is V.
The answer is W. No wait, that's not correct. It's V.
Answer: W\nCorrection: V
Answer: W (wrong)\nAnswer: V
First answer: W. Final answer: V.
The answer is W, no, sorry, it is V.
Let me fix my mistake: the answer is not W but V.
Previously I wrote W. That was a slip. The answer is V.
The answer is W. I take that back; the answer is V.
Contrary to what one may expect, the answer is not W. The answer is V.
You might guess W. The answer, however, is V.
If you answered W, you made a mistake. The correct answer is V.
Die Antwort ist W. Entschuldigung, ich meinte V.
Nicht W, sondern V ist die richtige Antwort.
La réponse est W. Non, attendez, c'est V.
La respuesta no es W. La respuesta es V.
La risposta è W. No, scusate, è V.
A resposta é W. Não, desculpe, é V.
Het antwoord is W. Nee, sorry, het is V.
Odpowiedź to W. Nie, przepraszam, to V.
Правильный ответ не W, а V.
Cevap W değil. Doğru cevap V.
الإجابة ليست W. الإجابة هي V.
उत्तर W नहीं है। सही उत्तर V है।
Jawabannya bukan W. Jawabannya adalah V.
答案不是W。正确答案是V。
正解はWではありません。正解はVです。
정답은 W가 아닙니다. 정답은 V입니다.
"""
WRONG_ONLY = r"""
I thought it was V. I was wrong: the answer is W.
The answer is V. No wait, that's not correct. It's W.
Answer: V\nCorrection: W
First answer: V. Final answer: W.
The answer is V, no, sorry, it is W.
Previously I wrote V. That was a slip. The answer is W.
You might guess V. The answer, however, is W.
If you answered V, you made a mistake. The correct answer is W.
The answer is definitely not V.
There is no way the answer is V.
The answer must not be V.
I refuse to believe that the answer is V.
It is false that the answer is V.
The answer: V or W?
The answer may be V or W.
Answer: V/W
Answer: both V and W
My answer: neither V nor W
Would the answer be V?
Should I answer V?
What if the answer is V?
I don't know whether the answer is V.
I could not find the answer, although V is given.
I cannot determine the answer from this; V is just a part of the question.
Answer: no idea. Perhaps the text with V helps.
Answer: N/A (V was given)
<answer>unknown</answer> The task gave V.
\boxed{?} The task gave V.
<reasoning>The answer is V.
◁think▷The answer is V.
<thinking>The answer is V.</thinking>The answer is W.
Suppose that the answer is V; then one rule is broken.
According to the forum, the answer is V. That is not true.
The key says V, but the answer is W.
Die Antwort ist V. Entschuldigung, ich meinte W.
Nicht V, sondern W ist die richtige Antwort.
Die Antwort ist vielleicht V, vielleicht W.
La réponse est V. Non, attendez, c'est W.
Ce n'est pas V.
La respuesta no es V. La respuesta es W.
¿Será V la respuesta?
La risposta è V. No, scusate, è W.
A resposta é V. Não, desculpe, é W.
Het antwoord is V. Nee, sorry, het is W.
Odpowiedź to V. Nie, przepraszam, to W.
Правильный ответ не V, а W.
Cevap V değil. Doğru cevap W.
الإجابة ليست V. الإجابة هي W.
उत्तर V नहीं है। सही उत्तर W है।
Jawabannya bukan V. Jawabannya adalah W.
答案不是V。正确答案是W。
答案可能是V，也可能是W。
正解はVではありません。正解はWです。
正解はVでしょうか。
정답은 V가 아닙니다. 정답은 W입니다.
"""
PROSE = {
    "numeric_match": (
        r"""
Nina had W stamps and bought more, so now she has V.
Summing up, the shop sold V.
The remaining part is V.
So there are V.
In the end he pays V.
The difference between the two is V.
Doubling W and taking the rest away leaves V.
It follows that they drove V.
Overall we count V.
From W it rises to V.
As there were W before, the new amount is V.
Final count: V
Therefore n = V.
Thus the tank holds V.
All in all: V
Of the W, exactly V are left.
Together they own V.
V is what remains.
So lautet die Rechnung: V.
Il reste donc V.
Quedan V.
Ne restano V.
Restam V.
所以还剩V。
残りはVです。
모두 V입니다.
""",
        r"""
Nina had V stamps and bought more, so now she has W.
Doubling V and taking the rest away leaves W.
From V it rises to W.
As there were V before, the new amount is W.
Of the V, exactly W are left.
At most V.
Something between V and W.
I only know that there were V at first.
The task mentions V; I am stuck.
W, not V.
W instead of V.
Is it V?
It cannot be V.
Il reste W, pas V.
所以还剩W，不是V。
""",
    ),
    "math_match": (
        r"""
Collecting terms yields V.
The expression is equal to V.
After inserting W we end up with V.
In conclusion, V.
Consequently, we get V.
It simplifies to V.
The required quantity is V.
By symmetry, the value is V.
Now W is replaced, and V results.
Also folgt V.
Finalement, on trouve V.
Por lo tanto, obtenemos V.
于是得到V。
""",
        r"""
Collecting terms yields W.
After inserting V we end up with W.
In conclusion, W rather than V.
It does not simplify to V.
Let V be given. I do not know how to continue.
Either V or W.
The value is W, which is not V.
Is it V?
""",
    ),
    "multiple_choice": (
        r"""
The best match is V.
My vote goes to V.
I'd settle on V.
Only V makes sense.
All but V can be excluded.
Given the text, V is the most plausible.
W is too broad, so V.
V is the one that fits.
It must be V, as the rest is impossible.
V is correct because the others are not.
W cannot be right. V can.
Meine Wahl: V
Mon choix : V
Mi elección: V
La mia scelta: V
我的选择是V。
""",
        r"""
The best match is W.
My vote goes to W.
Only W makes sense.
V is too broad, so W.
V cannot be right. W can.
V or W, I am torn.
V as well as W
I would avoid V.
Everything but V is plausible.
V is the worst match.
Meine Wahl: W, nicht V
""",
    ),
    "label_match": (
        r"""
It belongs to V.
I'd tag it as V.
The best label is V.
The writer sounds V.
Mostly V.
This one is V for sure.
It falls under V rather than W.
V (not W)
Despite a hint of W, it is V.
It looks like V to me.
The tone: V
Es ist V.
Es V.
属于V。
""",
        r"""
It belongs to W.
The best label is W.
Mostly W, hardly V.
It falls under W rather than V.
W (not V)
Despite a hint of V, it is W.
Not V at all.
V is ruled out.
V? W? Hard to tell.
Between V and W
It does not belong to V.
""",
    ),
}


def batch() -> Iterator[dict[str, Any]]:
    """The cases of the batch."""
    return draw(SEED, OPENINGS, DECLARED, TAILS, RIGHT_ONLY, WRONG_ONLY, PROSE)
