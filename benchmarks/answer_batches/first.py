# ruff: noqa: RUF001, W291
"""The first drawn batch; see `drawing`. Each list has a template a line; "\\n" ends a line in it.

The readers saw it first on 30 November 2026, 23:38, and were mended by it since: it is used.
"""

from collections.abc import Iterator
from typing import Any

from benchmarks.answer_batches.drawing import draw

SEED, USED = 31_051_977, True

OPENINGS = r"""

Let me work through this.\n
Sure, happy to help!\n\n
## Working\n\nThe first attempt gave W, which failed a test.\n\n## Result\n\n
Step 1. Read the task.\nStep 2. Compare with W.\nStep 3. Decide.\n\n
A quick guess would be W, but a closer look is worthwhile. 
<think>W seems natural. Hmm, let me redo it.</think>\n\n
<|channel|>analysis<|message|>W? Not sure.<|end|><|start|>assistant<|channel|>final<|message|>
[THINK]The answer is W, maybe.[/THINK]
My colleague suggested W. I checked it and disagree. 
Okay. So the task wants one thing only.\n\n
I tried W first; it leads nowhere. 
Betrachten wir die Aufgabe genau. 
Regardons cela de plus près. 
Veamos el problema con calma. 
问题需要仔细分析。
"""
DECLARED = r"""
So my final answer: V.
The final answer, after all steps, is V.
**Answer**: V
*Final answer:* V
Final Answer : V
#### V
\boxed{V}
The answer is \boxed{V}.
<answer>V</answer>
<answer>\nV\n</answer>
Hence the answer must be V.
Consequently, the correct answer is V.
I am certain that the answer is V.
It turns out that the answer is V.
We conclude that the answer is V.
All things considered, the answer is V.
Putting everything together, the answer equals V.
My answer is V.
The answer you are looking for is V.
The answer here is V.
Answer: **V**.
### Answer\n\nV
Answer\n\n**V**
The correct answer is therefore V.
The right answer is V.
V is the correct answer.
So V is the answer.
Die Antwort lautet daher V.
Damit ist die richtige Antwort V.
Endergebnis: V
La bonne réponse est donc V.
Réponse finale : **V**
La respuesta final es, por tanto, V.
Respuesta: **V**
La risposta esatta è V.
Risposta finale: V
A resposta certa é V.
Resposta: **V**
Het antwoord is dus V.
Eindantwoord: V
Odpowiedź końcowa: V
Poprawną odpowiedzią jest V.
Окончательный ответ: V.
Таким образом, ответ: V.
Sonuç olarak cevap V.
Nihai yanıt: V
الإجابة الصحيحة هي V.
الجواب النهائي: V
अतः सही उत्तर V है।
अंतिम उत्तर: V
Jadi jawaban yang tepat adalah V.
Jawaban akhir: V
综上所述，正确答案是V。
最终答案：V
以上より、正解はVです。
最終解答：V
따라서 최종 답은 V입니다.
정답: V
"""
TAILS = r"""


 This agrees with the conditions.
\n\nI hope that helps!
\n\nFeel free to ask if anything is unclear.
\n\nExplanation: all other candidates, such as W, violate a condition.
 (W would be off.)
\n\n(If you got W, check your signs.)
 W is what you get when you skip a step.
<|im_end|>
<|eot_id|>
 🎉
\n\nWould you like a longer explanation?
 I double-checked it.
"""
RIGHT_ONLY = r"""
The answer is W. Wait, I misread the task. The answer is V.
Answer: W\n\nHmm, that's not right.\n\nAnswer: V
The answer is W — sorry, I meant V.
Answer: W. On second thought, the answer is V.
I had W at first, yet the answer is V.
The answer is not W. It is V.
No, the answer isn't W. The answer is V.
W is incorrect. The correct answer is V.
The answer is W? No, it is V.
Die Antwort ist W. Nein, ich meine V.
Die Antwort ist nicht W. Sie lautet V.
La réponse n'est pas W mais V.
La respuesta es W. No, espera, V.
La risposta non è W bensì V.
A resposta não é W, e sim V.
Het antwoord is niet W maar V.
Odpowiedź to nie W, tylko V.
Ответ: W. Нет, подождите, V.
Cevap W değil, V.
答案不是W，而是V。
答えはWではなく、Vです。
정답은 W가 아니라 V입니다.
"""
WRONG_ONLY = r"""
The answer is V. Wait, I misread the task. The answer is W.
Answer: V\n\nHmm, that's not right.\n\nAnswer: W
The answer is V — sorry, I meant W.
Answer: V. On second thought, the answer is W.
I had V at first, yet the answer is W.
The answer is not V. It is W.
V is incorrect. The correct answer is W.
The answer is V? No, it is W.
The answer is surely not V.
The answer cannot possibly be V.
I do not believe that the answer is V.
It would be wrong to say that the answer is V.
The answer is either V or W.
The answer is V, or maybe W.
Answer: V or W
Answer: maybe V, maybe W
Answer: not V
Could the answer be V?
Is V the answer?
I was not able to work this out. V appears in the task.
Sorry, I don't know the answer. The task mentions V.
Answer: cannot be determined. V is only one value in the task.
<answer></answer>\n\nThe task had V in it.
\boxed{}\n\nThe task had V in it.
<think>The answer is V.
<|channel|>analysis<|message|>So the answer is V.
<think>The answer is V.</think>\n\nThe answer is W.
Assuming that the answer is V, we run into a contradiction.
My friend says the answer is V, but she is mistaken: it is W.
Die Antwort ist V. Nein, ich meine W.
Die Antwort ist keinesfalls V.
La réponse n'est pas V mais W.
La réponse est soit V, soit W.
La respuesta es V. No, espera, W.
No creo que la respuesta sea V.
La risposta non è V bensì W.
A resposta não é V, e sim W.
Het antwoord is niet V maar W.
Odpowiedź to nie V, tylko W.
Ответ: V. Нет, подождите, W.
Cevap V değil, W.
الإجابة ليست V بل W.
उत्तर V नहीं, W है।
Jawabannya bukan V melainkan W.
答案不是V，而是W。
答えはVではなく、Wです。
정답은 V가 아니라 W입니다.
"""
PROSE = {
    "numeric_match": (
        r"""
Tom starts with W coins. After the trade he owns V.
Adding the two parts gives V.
So they still need V more.
That makes V in total.
Altogether, the baskets hold V.
The train therefore needs V hours.
W plus the rest comes to V.
She began with W and ends up with V.
Each of them receives V.
We get V.
After subtracting W, V remain.
Multiplying by W yields V.
Thus, x = V.
Total: V
= V
The farmer sells W on Monday. By Friday he has sold V.
It works out to V.
Once W are removed, we are left with V.
This leaves V of them on the shelf.
Therefore the garden has V trees.
V
**V**
Insgesamt sind es V.
Au total, il y en a V.
En total hay V.
一共有V个。
全部でV個です。
""",
        r"""
Tom starts with V coins. After the trade he owns W.
Adding the two parts gives W.
We had V before, so W are left.
That makes W in total, up from V.
She began with V and ends up with W.
After subtracting V, W remain.
Multiplying by V yields W.
The first box holds V. I cannot say more.
There are V of one kind and W of the other.
Not V, but W.
More than V.
V or W, depending on how you count.
Let us start from V. Next, we need to find the
Insgesamt sind es W, nicht V.
一共有W个，不是V个。
""",
    ),
    "math_match": (
        r"""
Simplifying, we obtain V.
This reduces to V.
From W we get V after cancelling.
Therefore it equals V.
Substituting back gives V.
We find V.
V
Hence V, as desired.
The expression becomes V.
Starting from W, both sides simplify to V.
The result of the computation is V.
Expanding W and collecting terms, we arrive at V.
Thus the solution is V.
Daraus folgt V.
On obtient donc V.
所以结果为V。
""",
        r"""
Simplifying, we obtain W.
From V we get W after cancelling.
Starting from V, both sides simplify to W.
We find W, not V.
We are given V. It is unclear how to proceed.
V or W
It is different from V.
This is not V.
Expanding V and collecting terms, we arrive at W.
""",
    ),
    "multiple_choice": (
        r"""
V fits best.
I would go for V here.
That leaves only V.
W does not match, whereas V does.
The description matches V.
V, since the others fail.
Ruling out W and the rest, we are left with V.
It can only be V.
V
**V**
This is clearly V.
Everything speaks for V.
Unlike W, V satisfies both conditions.
Ich entscheide mich für V.
Je choisis V.
我选择V。
""",
        r"""
W fits best.
I would go for W here, not V.
V does not match, whereas W does.
It can only be W; V is too narrow.
V and W both fit.
Either V or W would do.
Unlike V, W satisfies both conditions.
V is tempting, but W is right.
V is wrong.
I hesitate between V and W.
Not V.
""",
    ),
    "label_match": (
        r"""
I would call it V.
This reads as V.
Clearly V.
V, in my view.
V
**V**
It is best described as V, not W.
Rather V than W.
Although one sentence hints at W, the text is V.
The text as a whole is V.
Not W but V.
Overall I see this as V.
Das ist V.
C'est V.
这是V。
""",
        r"""
I would call it W.
This reads as W.
Clearly W, not V.
It is best described as W, not V.
Although one sentence hints at V, the text is W.
Neither V nor W.
V or W
Both V and W apply.
This is not V.
It is hard to say whether it is V.
Hardly V.
""",
    ),
}


def batch() -> Iterator[dict[str, Any]]:
    """The cases of the batch."""
    return draw(SEED, OPENINGS, DECLARED, TAILS, RIGHT_ONLY, WRONG_ONLY, PROSE)
