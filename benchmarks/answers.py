"""How often right replies are refused and wrong ones paid: `python -m benchmarks.answers [FILE ...]`.

Without a file the batch below is read: frames of sentences, each with many values, in the words of
people who know none of the reader's expressions. A file holds one case a line: `reward`,
`settings`, `prompt`, `response`, `reference`, `metadata`, `pays`, `declared`. Printed are refusal
and pay apart, with Wilson's interval of 95 %; those where an answer is declared apart from prose.
A batch that was used to mend the reader says nothing of it any more: mark it as used.
"""

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from rewards.types import Message, Sample
from validation.statistics.intervals import wilson

# First seen by the reader on 30 November 2026, before any change was made for it; used since.
USED = True
# Frames that declare V, those that declare W or nothing, and the same of undeclared prose.
RIGHT = """
After working through it, I conclude that the answer is V.|In summary: the final answer is V
Answer -> V
So, to sum up, my final answer would be V.|**Final Answer: V**|> **Answer:** V
Result: the answer is V
Having checked each step, the correct answer is V.|Answer: V (I double-checked this).
The answer is V, as shown above.
Given all that, the answer has to be V.|Okay, so the answer is V!|Answer: W? No. The answer is V.
Final answer = V
I was going to say W, but the answer is V.|The answer is W. Whoops, that should be V.
Answer: W. Sorry, my mistake, it's V.
The answer is W... no wait, V.|The answer is W. Hmm, let me correct that: it is V.
The answer is W. Actually, it's V.
La respuesta final es V.|Die endgültige Antwort ist V.|La réponse finale est V.
La risposta finale è V.
A resposta final é V.|Het eindantwoord is V.|Ostateczna odpowiedź to V.|Окончательный ответ: V
Nihai cevap: V
الإجابة النهائية هي V.|अंतिम उत्तर: V|Jawaban akhir: V|最终答案是V。|最終的な答えはVです。|최종 정답은 V입니다.
Die Antwort ist nicht W, sondern V.|La respuesta no es W, sino V.|La réponse n'est pas W, mais V.
不是W，答案是V。
<think>Could be W.</think>\\n\\nThe answer is V.|analysisMaybe W.assistantfinalThe answer is V.
The answer is V.<|eot_id|>
[THINK]W?[/THINK]Answer: V|<tool_response>W</tool_response>The answer is V.|<answer> V </answer>
<answer>The answer is V.</answer>
"""
WRONG = """
After working through it, I conclude that the answer is W.|In summary: the final answer is W
V is definitely not the answer.
The answer is W. V was only my first guess.|I considered V, but the answer is W.|Answer: W (not V)
The answer can't be V.
I strongly doubt that the answer is V.|The answer might be V or W.|Answer: V / W
The answer is V. Oops, I meant W.
The answer is V. Correction: W.|Answer: V. Scratch that, it's W.|The answer is V... no wait, W.
Is the answer V?
Could the answer be V? I can't tell.|I could not solve this problem. V was given.
The answer is unknown.|The answer is not V.
La respuesta no es V.|Die Antwort ist nicht V.|La réponse n'est pas V.|La risposta non è V.
A resposta não é V.
Het antwoord is niet V.|Odpowiedź to nie V.|Ответ не V.|Cevap V değil.|الإجابة ليست V.
उत्तर V नहीं है।
Jawabannya bukan V.|答案不是V。|答えはVではありません。|정답은 V이 아닙니다.|Die Antwort ist V oder W.|La respuesta es W.
<think>The answer is V.</think>The answer is W.|<think>The answer is V.|analysisThe answer is V.
◁think▷The answer is V.
<answer>W</answer> I also thought of V.|<answer></answer> V|The answer depends; V and W both work.
"""
_VALUES: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "numeric_match": ({}, [("42", "36"), ("1,250", "1,205"), ("-7", "7"), ("3/8", "5/8"), ("0.5", "2"),
                           ("96", "69"), ("75%", "25%"), ("12", "21"), ("$18", "$81"), ("1000", "100"),
                           ("6", "9"), ("17", "71")]),
    "math_match": ({}, [(r"$\frac{3}{7}$", r"$\frac{7}{3}$"), ("$2x+1$", "$2x-1$"), (r"$\sqrt{5}$", r"$\sqrt{3}$"),
                        (r"$(1, 2)$", r"$(2, 1)$"), ("$x^2$", "$x^3$"), (r"$3\pi$", r"$2\pi$"), ("42", "36"),
                        ("$-7$", "$7$"), (r"$\frac{1}{2}$", "$2$"), ("$n+1$", "$n$"), ("$e^2$", "$e$"), ("$5i$", "$-5i$")]),
    "multiple_choice": ({"choices": ["Lima", "Quito", "La Paz", "Oslo"]},
                        [("B", "C"), ("C", "B"), ("(B)", "(D)"), ("Quito", "Lima"), ("D", "A"), ("**C**", "**B**"),
                         ("option B", "option D"), ("La Paz", "Oslo"), ("(C)", "(A)"), ("B) Quito", "A) Lima"),
                         ("Oslo", "Quito"), ("D", "B")]),
    "label_match": ({"labels": ["toxic", "benign", "out_of_scope", "very positive"]},
                    [("toxic", "benign"), ("benign", "toxic"), ("out of scope", "toxic"), ("Toxic", "Benign"),
                     ("very positive", "benign"), ("out-of-scope", "benign"), ("BENIGN", "TOXIC"), ("toxic", "very_positive"),
                     ("**benign**", "**toxic**"), ("benign", "out_of_scope"), ("'toxic'", "'benign'"), ("very_positive", "toxic")]),
}  # fmt: skip


def frames(text: str) -> list[str]:
    marked = text.strip().replace("<|eot_id|>", "</s>").replace("|", "\n")
    return [frame.replace("\\n", "\n") for frame in marked.split("\n")]


def batch() -> Iterator[dict[str, Any]]:
    """The cases of the batch: each frame with each of the values."""
    for reward, (metadata, values) in _VALUES.items():
        for pays, text in ((1.0, RIGHT), (0.0, WRONG)):
            for frame in frames(text):
                for right, wrong in values:
                    said = "".join(
                        {"V": right, "W": wrong}.get(part, part) for part in _parts(frame)
                    )
                    yield {
                        "reward": reward, "metadata": metadata, "response": said, "pays": pays,
                        "reference": _gold(reward, right), "declared": True, "frame": frame,
                    }  # fmt: skip


def _parts(frame: str) -> Iterator[str]:
    """The frame cut at its V and W, which are words of their own or stand beside other scripts."""
    for before, sign, after in zip(" " + frame, frame, [*frame[1:], " "], strict=False):
        alone = not any(mark.isascii() and mark.isalnum() for mark in (before, after))
        yield sign if sign not in "VW" or alone else f"{sign}\0"


def _gold(reward: str, right: str) -> str:
    bare = right.strip("$" if reward == "math_match" else "*()'$ ")
    if reward == "label_match":
        labels = _VALUES[reward][0]["labels"]
        plain = {label.replace("_", " "): label for label in labels}
        return str(plain[bare.lower().replace("-", " ").replace("_", " ")])
    if reward == "multiple_choice" and (bare[1:2] in ("", ")") or "option" in bare):
        return bare.removeprefix("option ")[:1]
    return bare


def main() -> None:
    names = [name for name in sys.argv[1:] if name != "-v"]
    lines = [line for name in names for line in Path(name).read_text("utf-8").splitlines()]
    files = [json.loads(line) for line in lines]
    counts: dict[tuple[str, str, str], list[int]] = {}
    for at, case in enumerate(files or batch()):
        module = import_module(f"rewards.{case['reward']}")
        reward = type(getattr(module, case["reward"]))(**case.get("settings") or {})
        prompt = (Message("user", case["prompt"]),) if case.get("prompt") else ()
        turns = (*prompt, Message("assistant", case["response"].replace("\0", "")))
        score = reward(Sample(at, turns, case["reference"], case.get("metadata") or {}))
        value = float(getattr(score, "value", score) or 0.0)
        kind = "declared" if case["declared"] else "prose"
        side = "paid falsely" if case["pays"] == 0 else "refused falsely"
        wrong = abs(value - case["pays"]) > 1e-6
        seen = counts.setdefault((case["reward"], kind, side), [0, 0])
        seen[0] += wrong
        seen[1] += 1
        if wrong and "-v" in sys.argv:
            print(side, case["reward"], repr(case["response"]))
    for (name, kind, side), (wrong, n) in sorted(counts.items()):
        low, high = wilson(wrong, n).low, wilson(wrong, n).high
        print(
            f"{name:16} {kind:9} {side:16} {wrong:4} of {n:5} = {wrong / n:6.2%} [{low:.2%}, {high:.2%}]"
        )


if __name__ == "__main__":
    main()
