# ruff: noqa: RUF001, W291
"""The fourth drawn batch; see `drawing`. Each list has a template a line; "\\n" is a line's end.

Its templates were written before any table of the readers was opened. Readers saw it first on
1 December 2026, 02:34, and were mended by it since: it is used.
"""

from collections.abc import Iterator
from typing import Any

from benchmarks.answer_batches.drawing import Subjects, draw

SEED, USED = 4_120_733, True
TOPICS = [
    (["Mercury", "Venus", "Mars", "Jupiter"], "ABCD"),
    (["the pancreas", "the liver", "the spleen", "the kidney"], "ABCD"),
    (["gold", "iron", "zinc", "copper", "tin"], "ABCDE"),
    (["Supply falls.", "Demand rises.", "Prices are fixed.", "Trade stops."], "ABCD"),
]
LABELS = [
    ["positive", "negative", "mixed"], ["entailment", "contradiction", "neutral"],
    ["billing", "shipping", "returns", "account_access"], ["supported", "refuted"],
    ["bug", "enhancement", "documentation"], ["formal", "informal"],
]  # fmt: skip
NUMBERS = ["{}", "{},250", "{}.75", "-{}", "{}%", "€{}", "{}/7", "{} kg"]
OPENINGS = r"""
Sure! Here's my take.\n\n
Let me work through it step by step.\n\n1. Look at the givens.\n2. Rule out W.\n3. Confirm.\n\n
At first glance one might guess W. 
**Step 1.** Collect what is known.\n**Step 2.** Test W; it fails.\n\n
I considered W and dropped it. 
W is tempting. 
Hmm, W doesn't hold up. 
| candidate | verdict |\n|---|---|\n| W | fails |\n\n
> Note: W was ruled out earlier.\n\n
Okay, so the task is clear. 
<thinking>W maybe</thinking>\n
[THINK]W seems close.[/THINK]
<|channel|>analysis<|message|>W?<|end|><|start|>assistant<|channel|>final<|message|>
First I tried W, which led nowhere. 
Erst schien W zu passen. 
D'abord, lisons l'énoncé. 
Veamos el enunciado. 
我们先看题目。
"""
DECLARED = r"""
I settle on V as the answer.
With that, the answer works out to V.
The answer comes out as V.
The answer turns out to be V.
You should answer V.
Your answer: V
Ans: V
Ans. V
Final: V
FINAL ANSWER => V
Final answer → V
**Answer**\n\nV
## Answer\n\nV
## Final Answer\nV
### Final answer: V
- **Answer:** V
> **V** is the answer.
| Answer |\n|---|\n| V |
| Final answer | V |
`Answer: V`
<final_answer>V</final_answer>
<answer>\nV\n</answer>
\[\boxed{V}\]
\fbox{V}
**\boxed{V}**
Therefore, \(\boxed{V}\).
The answer, after checking everything twice, is V.
The answer that survives every check is V.
The answer you're looking for is V.
The answer must therefore be V.
The answer has to be V.
The answer should be V.
It follows that the answer is V.
This makes V the answer.
This leaves V as the only possible answer.
Which gives us our answer: V.
So what's the answer? V.
What is the answer? It is V.
Result: V
Conclusion: V
Solution: V
Correct answer: V
Short answer: V.
TL;DR: the answer is V.
In short, the answer is V.
Bottom line: the answer is V.
I'm going with V as my final answer.
My answer stays V.
I submit V as my answer.
Let me answer: V.
Die richtige Antwort lautet: **V**.
Somit lautet die Antwort V.
Als Antwort ergibt sich V.
Lösung: V
Endergebnis: V
La réponse finale est donc V.
Ma réponse : V.
On obtient donc la réponse V.
Réponse finale : **V**
Por lo tanto, la respuesta es V.
La respuesta final es **V**.
Solución: V
Quindi la risposta è V.
La risposta finale è **V**.
Soluzione: V
Portanto, a resposta correta é V.
Resposta final: V
Dus het antwoord is V.
Eindantwoord: V
Zatem odpowiedź brzmi V.
Poprawna odpowiedź: V
Следовательно, ответ — V.
Правильный ответ: V.
Dolayısıyla cevap V.
Doğru cevap V'dir.
إذن الجواب هو V.
الإجابة الصحيحة هي V.
अतः उत्तर V है।
सही उत्तर: V
Jadi, jawabannya adalah V.
Jawaban akhir: V
因此，正确答案是V。
最终答案：V
したがって、答えはVとなります。
最終的な答え：V
正解はVです。
따라서 답은 V입니다.
정답: V
"""
TAILS = r"""
 Let me know if you'd like a fuller explanation!
 Hope that helps!
 This agrees with all the conditions.
 W fails because it breaks the second condition.
 (W was only an intermediate step.)
 (W would break the rule.)
 Had it been W, something else would have followed.
 Someone who picks W has forgotten a condition.
\n\nIf W had been right, the check would have failed.
\n\n---\n*Note:* W is a frequent mistake here.
\n\nWhy not W? Because it violates the first condition.
\n\n**Check:** everything fits.
 That rules out W.
 W, on the other hand, does not fit.
 Unlike W, it fits everything.
 Choosing W would be a mistake.
 W can be excluded.
 Don't be misled by W.
 The other candidate, W, fails.
\n\nI double-checked this and I am confident.
 ✅
 🎉
\n</s>
<|im_end|>
\n\nWould you like me to explain why W is wrong?
\n\nHappy to elaborate.
 Damit scheidet W aus.
 Donc W est exclu.
 Por eso W queda descartado.
 因此W不成立。
 したがってWではありません。
 Also ist W falsch.
 Quindi W è da escludere.
"""
RIGHT_ONLY = r"""
The answer is W... wait, that's off. It's V.
Answer: W.\n\nHold on, I slipped up. Answer: V.
The answer is W. Scratch that, V.
The answer is W — sorry, V.
The answer is W (oops: V).
The answer is W. Hmm, let me redo this. The answer is V.
I said W earlier; that was wrong. The answer is V.
The answer is W. Let me correct myself: it should be V.
Answer: ~~W~~ V
**Answer:** W → corrected to V
The answer is W? No, V.
The answer is W.\n\nEDIT: V.
The answer is W. My bad, V.
I initially wrote W as the answer, but it is V.
Contrary to what I wrote above (W), the answer is V.
The answer isn't W but V.
The answer is not W; rather, it's V.
Rather than W, the answer is V.
The answer is V, not W as one might think.
The answer is V instead of W.
The answer is V rather than W.
The answer is V and definitely not W.
While W may look like the answer, the actual answer is V.
The obvious answer, W, is wrong; the answer is V.
It looks like the answer is W, but it's really V.
Some would say the answer is W. The answer is V.
Most people answer W; the right answer is V.
Is the answer W? No. The answer is V.
Could the answer be W? It could not. The answer is V.
Suppose the answer were W. Then we'd have a contradiction. So the answer is V.
If you got W, you forgot a step. The answer is V.
Wrong answer: W. Right answer: V.
Attempt 1: W (rejected)\nAttempt 2: V (accepted)\nAnswer: V
Answer: V (W is wrong)
Answer: V [not W]
The answer is V; W is excluded.
Die Antwort ist nicht W, sondern V.
Die Antwort ist W. Moment, nein: V.
La réponse n'est pas W mais V.
La réponse est W. Pardon, V.
La respuesta no es W sino V.
La respuesta es W. Perdón, es V.
La risposta non è W, ma V.
La risposta è W. Anzi, V.
A resposta não é W, e sim V.
A resposta é W. Aliás, V.
Het antwoord is niet W maar V.
Odpowiedź to nie W, lecz V.
Ответ не W, а V.
Cevap W değil, V.
الإجابة ليست W بل V.
उत्तर W नहीं, बल्कि V है।
Jawabannya bukan W, melainkan V.
答案不是W，而是V。
答えはWではなくVです。
답은 W가 아니라 V입니다.
"""
WRONG_ONLY = r"""
The answer is V... wait, that's off. It's W.
The answer is V. Scratch that, W.
The answer is V — sorry, W.
The answer is V (oops: W).
Answer: ~~V~~ W
The answer is V.\n\nEDIT: W.
The answer is V. My bad, W.
The answer isn't V but W.
Rather than V, the answer is W.
The answer is W instead of V.
The obvious answer, V, is wrong; the answer is W.
It looks like the answer is V, but it's really W.
Is the answer V? No. The answer is W.
Wrong answer: V. Right answer: W.
The answer is V or W, depending on the reading.
Either V or W is the answer.
The answer is both V and W.
Answer: V / W
Answer: V or maybe W
Answers: V and W
The answer is V. The answer is W.
The answer is V. On reflection I'd go with W.
Answer: V\nAnswer: W
I don't know whether the answer is V.
I have no way to tell if the answer is V.
I doubt the answer is V.
The answer was supposed to be V, but it isn't.
The answer is anything but V.
The answer is far from V.
The answer is not necessarily V.
The answer can be anything except V.
No, the answer is not V.
It would be wrong to answer V.
Answering V would be wrong.
V is not the answer.
V is the wrong answer.
V can't be the answer.
Nobody should answer V.
Do not answer V.
The wrong answer is V.
A wrong answer would be V.
Is V the answer?
Should I answer V?
Sorry, I can't answer this. The prompt mentions V.
I won't answer. V appears in the text.
I refuse to pick an answer. V and W were mentioned.
There isn't enough information to answer. V is merely given.
The answer cannot be determined. V is given.
The answer cannot be worked out from V alone.
I could not find the answer. V did not help.
I'd rather not give an answer. V is one possibility.
No answer. (V?)
Answer: none\n(V was in the prompt.)
Answer: N/A (V)
Answer:\n\nV does not fit.
Answer: not V
<answer>not V</answer>
<answer>V</answer>\nCorrection:\n<answer>W</answer>
<think>The answer is V.
[THINK]So the answer is V.
<think>The answer is V.</think>
If the input were different, the answer would be V.
The answer would have been V if the rule didn't exist.
My friend claims the answer is V, but I get W.
The answer key says V; that is a misprint. It is W.
Last time the answer was V. This time it is W.
For the previous task the answer was V. Here it is W.
Everyone expects the answer V; the actual answer is W.
Die Antwort ist nicht V.
Die Antwort ist V oder W.
Ich weiß nicht, ob die Antwort V ist.
Ich kann die Frage nicht beantworten. V ist gegeben.
La réponse n'est pas V mais W.
Je ne sais pas si la réponse est V.
La réponse est V ou W.
La respuesta no es V sino W.
No sé si la respuesta es V.
La risposta non è V, ma W.
Non so se la risposta sia V.
A resposta não é V, e sim W.
Não sei se a resposta é V.
Het antwoord is niet V maar W.
Odpowiedź to nie V, lecz W.
Ответ не V, а W.
Не знаю, является ли ответом V.
Cevap V değil, W.
الإجابة ليست V بل W.
उत्तर V नहीं, बल्कि W है।
Jawabannya bukan V, melainkan W.
答案不是V，而是W。
我不知道答案是不是V。
答えはVではなくWです。
答えはVではありません。
답은 V가 아니라 W입니다.
답이 V인지 모르겠습니다.
"""
PROSE = {
    "numeric_match": (
        r"""
That works out to V.
Adding everything up gives V.
In the end Priya has V.
He pays V.
There were W at first, so V remain.
Altogether they baked V.
It comes to V.
= V
W is the number before the sale; after it there are V.
Thus each person receives V.
The team therefore finishes with V.
Starting from W and removing what was sold, we end up with V.
Doubling it, we arrive at V.
The remaining amount is V.
V is what she earns.
This brings the total to V.
She needs V more.
Step 1: W\nStep 2: V
We get V.
Insgesamt sind es V.
Il reste V.
Quedan V.
Ne restano V.
Sobram V.
In totaal zijn dat V.
Razem V.
Всего V.
Toplam V.
المجموع V.
कुल V।
Totalnya V.
一共是V。
全部でVです。
총 V입니다.
""",
        r"""
There were V at first, so W remain.
V is the number before the sale; after it there are W.
Starting from V and removing what was sold, we end up with W.
Step 1: V\nStep 2: W
Not V, obviously.
It cannot be V.
Perhaps V, perhaps W.
Is it V or W?
I am lost. The text says V.
I don't know what to do with V.
I only see V in the text and cannot continue.
V would be too many.
We get W, which is less than V.
He pays W, down from V.
That works out to W, not V.
It comes to W instead of V.
Il reste W, et non V.
Quedan W, no V.
Es bleiben W statt V.
剩下W，不是V。
""",
    ),
    "math_match": (
        r"""
Simplifying, we find V.
So the expression equals V.
After cancelling, V remains.
The limit is V.
Substituting W into the formula gives V.
Combining the two results: V
We end up with V.
This reduces to V.
Consequently, V.
W is the first candidate, but only V satisfies both equations.
Das vereinfacht sich zu V.
On trouve V.
Se obtiene V.
Si ottiene V.
Получаем V.
化简得V。
よってV。
""",
        r"""
Simplifying, we find W.
Substituting V into the formula gives W.
V is the first candidate, but only W satisfies both equations.
We end up with W rather than V.
This does not reduce to V.
V or W
It might be V, or it might be W.
I got stuck at V.
Is it V?
On trouve W, et non V.
""",
    ),
    "multiple_choice": (
        r"""
My pick is V.
I'd choose V.
I choose V.
It has to be V.
The best fit is V.
V seems right.
V is correct.
V it is.
Clearly V.
The evidence supports V.
Of the four, V is the most plausible.
After eliminating the others, V remains.
I'd rule out W and take V.
W does not match; V does.
Ich nehme V.
Je choisis V.
Elijo V.
Scelgo V.
Escolho V.
Ik kies V.
Wybieram V.
Выбираю V.
选择V。
Vを選びます。
V를 선택합니다.
""",
        r"""
My pick is W.
I'd rule out V and take W.
V does not match; W does.
V is incorrect.
V seems wrong.
It has to be W, since V fails.
Torn between V and W.
V or W, I can't decide.
Anything but V.
I would avoid V.
Is it V?
V is out.
Je ne choisis pas V.
Ich nehme W statt V.
""",
    ),
    "label_match": (
        r"""
This is V.
I would label it V.
The text reads as V.
It belongs to V.
Classification: V
Category: V
Label: V
Best described as V.
It leans towards V.
The tone of the message makes it V.
W was considered, but V fits better.
Not W but V.
Das ist V.
C'est V.
Es V.
È V.
É V.
这是V。
これはVです。
""",
        r"""
This is W.
I would label it W rather than V.
V was considered, but W fits better.
Not V but W.
This is not V.
It isn't V at all.
Hardly V.
Either V or W.
Both V and W.
V or W?
It is hard to say whether this is V.
C'est W, pas V.
Das ist kein Fall von V.
""",
    ),
}


def batch() -> Iterator[dict[str, Any]]:
    """The cases of the batch."""
    subjects = Subjects(TOPICS, LABELS, NUMBERS)
    return draw(SEED, OPENINGS, DECLARED, TAILS, RIGHT_ONLY, WRONG_ONLY, PROSE, subjects)
