"""One sentence, four readers: what a reply claims does not depend on what its values look like."""

import re

import pytest

from rewards.answers.choice_letters import choice_letter
from rewards.answers.declared_answer import final_number
from rewards.answers.final_expression import final_expressions
from rewards.label_match import LabelMatch
from tests.samples import reply

# Frames in which V is the answer; W is another value.
AFFIRM = r"""
The answer is V.|The answer is V|Answer: V|**Answer:** V|**Answer: V**|Final answer: V
The final answer is V.
#### V|<answer>V</answer>|### Answer\n\nV|**Final Answer**\n\nV|So the answer is V.
Therefore, the answer is V.
Thus, the final answer is V.|Hence the answer is V.|The correct answer is V.|My answer is V.
My final answer is V.
The answer must be V.|The answer should be V.|The answer is therefore V.|The answer is clearly V.
Ans: V|The answer is: V|The answer is V, not W.|The answer is not W but V.
The answer isn't W; it is V.
The answer is not W. The answer is V.|V is the answer.|I think the answer is V.
I'd say the answer is V.
I'm not sure, but I think the answer is V.|The answer is V because it fits.
The answer is V, since it fits.
The answer is V. I am sure.|The answer is V!|Answer: V.|answer: V|ANSWER: V|The answer is **V**.
The answer is V :)
The answer is V. Let me know if you have questions.|I weighed W. The answer is V.
W was tempting. The answer is V.
First I thought of W. The answer is V.|At first W seemed right, but the answer is V.
It could be W, but the answer is V.
Is it W? No. The answer is V.|Although W looks good, the answer is V.
The answer is V, which is right.
<think>W</think>The answer is V.|<think>The answer is W.</think>V|The answer is V.</s>|V|V.|**V**|V!
The answer would be V.|The answer comes out to V.|The answer turns out to be V.
The answer is V and nothing else.
"""
CORRECT = r"""
The answer is W. Oops, I mean V.|Answer: W. Correction: V.|The answer is W. Make that V.
W (typo, should be V)
The answer is W. On second thought, V.|The answer is W. Sorry, V.|The answer is W. Sorry, it is V.
The answer is W. Scratch that, V.|The answer is W. No, it is V.|The answer is W. No, wait, V.
The answer is W. Wait, no, V.
The answer is W. My mistake: V.|The answer is W. My bad, it's V.|Answer: W\n\nCorrection: V
Answer: W. Edit: V
The answer is W. I misspoke. It is V.|The answer is W. Or rather, V.|The answer is W. I meant V.
The answer is W. I mean V.
The answer is W. Oops, it should be V.|The answer is W. Let me correct that: V.
The answer is W. Actually, it is V.
The answer is W. I made a mistake. The answer is V.|The answer is W. Hold on, it is V.
Answer: W. Corrected answer: V.
The answer is W. Strike that. V.|The answer is W. I take that back, it is V.
The answer is W. Oh wait, it is V.
The answer is W. I changed my mind: V.|The answer is W. That's wrong, it is V.
The answer is W - no, V.
"""
DENY = r"""
The answer is not V.|The answer isn't V.|It is not V.|not V|The answer is never V.
The answer cannot be V.
The answer can't be V.|V is wrong.|V is incorrect.|V is not the answer.|V is not right.
V is not correct.
The wrong answer is V.|Wrong answer: V|I doubt that it is V.|I don't think the answer is V.
It is anything but V.
It is false that the answer is V.|The answer is neither W nor V.|The answer is not W or V.|V? No.
V is unlikely.
Some say V, but that is wrong.|The answer is no longer V.|V can't be right.|It can't be V.
Don't answer V.
I would not say V.|The answer is W, not V.|The answer is not V but W.|The answer is other than V.
V would be wrong.
"""
HEDGE = r"""
The answer is V or W.|The answer is W or V.|V or W|Either V or W|Answer: V or W|Answer: V, W
<answer>V or W</answer>
The answer is V and W.|Answer: V\nAnswer: W|Answer: W\nAnswer: V|The answer is V. The answer is W.
V, W
It could be V, or it could be W.|Maybe V, maybe W.|Perhaps V, perhaps W.|I'm torn between V and W.
"""
NONE = r"""
Is the answer V?|Is it V?|Could it be V?|Was it V?|Would the answer be V?|Answer: unknown\nV
Answer: none\nV
The answer is unclear to me. V|I do not know the answer.|I was unable to solve this.
I cannot determine the answer.
<think>The answer is V.</think>|<think>The answer is V.|The answer is W.|The answer is below.
"""
STANDS = re.split(r"[|\n]", (AFFIRM + CORRECT[1:]).strip())
FALLS = re.split(r"[|\n]", (DENY + HEDGE[1:] + NONE[1:]).strip())
LABEL = LabelMatch(("zither", "xylophone"))


def said(frame, value, other):
    words = {"V": value, "W": other}
    return re.sub(r"\b[VW]\b", lambda word: words[word[0]], frame.replace("\\n", "\n"))


def readings(frame):
    """Whether each reader takes V for the answer of the frame."""
    number = final_number(said(frame, "18", "20"))
    formula = final_expressions(said(frame, r"$\frac{3}{4}$", r"$\frac{1}{3}$"))
    return {
        "number": number is not None and number.value == 18,
        "letter": choice_letter(said(frame, "B", "D")) == "B",
        "label": LABEL(reply(said(frame, "zither", "xylophone"), "zither")),
        "formula": formula == (r"\frac{3}{4}",),
    }


@pytest.mark.parametrize("frame", STANDS)
def test_four_readers_take_the_value_for_the_answer(frame):
    assert set(readings(frame).values()) == {True}, readings(frame)


@pytest.mark.parametrize("frame", FALLS)
def test_four_readers_take_the_value_for_no_answer(frame):
    assert set(readings(frame).values()) == {False}, readings(frame)


def test_the_matrix_has_at_least_150_frames():
    assert len({*STANDS, *FALLS}) >= 150
