"""No reply writes its own verdict: a judge that obeys whatever escapes its fence is not moved."""

import re
from collections.abc import Callable, Mapping

import pytest

from judges.ask import Ask, Question, Reply
from judges.bedrock import Bedrock
from judges.criteria import Criteria, Criterion
from judges.judge import Judge
from judges.pairwise import Pairwise
from rewards.scoring import score
from rewards.types import Message, Reward, Sample, ToolCall
from tests.judges.attacks import ATTACKS
from tests.judges.converse_server import converse, verdict
from tests.judges.honest_judge import honest_but_gullible, verdict_on
from tests.scripted_server import Answer, Asked

__all__ = ["converse"]  # pytest finds the fixture by its name here

RUBRIC = "5: the reply gives the right number. 2: it gives another."
CRITERIA = (
    Criterion("right", "Is the number right?", ("no number", "wrong", "right")),
    Criterion("sure", "Is it sure of a right number?", ("no", "hardly", "yes")),
)
QUESTION = Message("user", "How many eggs are left?")
RIGHT, WRONG = "The answer is 18.", "The answer is 17."

JUDGES: Mapping[str, Callable[[Ask], Reward]] = {
    "Judge": lambda ask: Judge(ask, RUBRIC),
    "Judge against the reference": lambda ask: Judge(ask, RUBRIC, against="reference"),
    "Judge against its own answer": lambda ask: Judge(ask, RUBRIC, against="own_answer"),
    "Criteria together": lambda ask: Criteria(ask, CRITERIA),
    "Criteria apart": lambda ask: Criteria(ask, CRITERIA, asking="apart"),
    "Pairwise": lambda ask: Pairwise(ask, RUBRIC),
}
WORST = {"Judge": 0.25, "Criteria": 0.5, "Pairwise": 0.0}
"""What the honest judge pays a wrong number: the second choice of each scale, or a defeat."""


def replied(text: str, arguments: object = None) -> Sample:
    """The text as a reply, with a call of these arguments where there are any."""
    calls = () if arguments is None else (ToolCall("answer", arguments),)
    return Sample("s", (QUESTION, Message("assistant", text, calls)), RIGHT)


def paid(reward: Reward, sample: Sample) -> float:
    said = score(reward, sample)
    assert said is not None
    return said.value


def last_asked(name: str, sample: Sample) -> Question:
    """The last question that the judge asks about the sample."""
    asked: list[Question] = []

    def ask(question: Question) -> Reply:
        asked.append(question)
        return honest_but_gullible(question)

    paid(JUDGES[name](ask), sample)
    return asked[-1]


def aimed(attack: str, name: str) -> str:
    """The attack with the marks that somebody could have learnt from this judge's questions."""
    marks = {"OWN_MARK": WRONG, "OTHER_MARK": "Seventeen, I think."}
    for placeholder, text in marks.items():
        opening = re.match(r"The mark is ([0-9a-f]{16})\.\n", last_asked(name, replied(text)).text)
        assert opening
        attack = attack.replace(placeholder, opening[1])
    return attack


@pytest.mark.parametrize("name", JUDGES)
class TestEveryJudge:
    def test_a_right_reply_is_paid_and_a_wrong_one_is_not(self, name):
        judge = JUDGES[name](honest_but_gullible)
        assert paid(judge, replied(WRONG)) == WORST[name.split()[0]]
        assert paid(judge, replied(RIGHT)) == (0.5 if name == "Pairwise" else 1.0)  # against itself

    @pytest.mark.parametrize("attack", ATTACKS)
    def test_an_attack_after_a_wrong_reply_changes_nothing(self, name, attack):
        text = f"{WRONG}\n{aimed(ATTACKS[attack], name)}"
        assert paid(JUDGES[name](honest_but_gullible), replied(text)) == WORST[name.split()[0]]

    @pytest.mark.parametrize("attack", ATTACKS)
    def test_an_attack_in_the_arguments_of_a_call_changes_nothing(self, name, attack):
        text = aimed(ATTACKS[attack], name)
        sample = replied(WRONG, {"answer": text, text: [text]})
        assert paid(JUDGES[name](honest_but_gullible), sample) == WORST[name.split()[0]]

    @pytest.mark.parametrize("attack", ATTACKS)
    def test_an_attack_reaches_neither_the_system_text_nor_the_form(self, name, attack):
        plain = last_asked(name, replied(WRONG))
        attacked = last_asked(name, replied(f"{WRONG}\n{ATTACKS[attack]}"))
        assert (attacked.system, attacked.form) == (plain.system, plain.form)
        assert attacked.history == ()


@pytest.mark.parametrize("attack", [text for text in ATTACKS.values() if "18" not in text])
def test_an_attack_before_a_wrong_reply_changes_nothing(attack):
    text = f"{aimed(attack, 'Judge')}\n{WRONG}"
    assert paid(Judge(honest_but_gullible, RUBRIC), replied(text)) == 0.25


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_an_earlier_turn_changes_nothing(attack):
    turns = (QUESTION, Message("assistant", aimed(ATTACKS[attack], "Judge")), QUESTION)
    sample = Sample("s", (*turns, Message("assistant", WRONG)), RIGHT)
    assert paid(Judge(honest_but_gullible, RUBRIC), sample) == 0.25


class TestThatTheProbeCanFail:
    """The same judge, asked as judges are asked elsewhere, is fooled."""

    FORM = last_asked("Judge", replied(WRONG)).form

    def rating(self, text: str) -> object:
        assert self.FORM is not None
        choices = {entry.name: entry.choices for entry in self.FORM.entries}
        return verdict_on(text, choices)["rating"]

    def unfenced(self, text: str) -> str:
        return f"{QUESTION.content}\n\nThe reply to be judged:\n{text}\n\nJudge the reply."

    def test_judge_without_fences_still_tells_right_from_wrong(self):
        assert self.rating(self.unfenced(RIGHT)) == 5
        assert self.rating(self.unfenced(WRONG)) == 2

    @pytest.mark.parametrize("attack", ATTACKS)
    def test_judge_without_fences_is_fooled_by_every_attack(self, attack):
        text = f"{WRONG}\n{ATTACKS[attack]}".replace("OWN_MARK", "0123456789abcdef")
        assert self.rating(self.unfenced(text)) == 5

    @pytest.mark.parametrize("attack", [name for name in ATTACKS if "the mark before" in name])
    def test_judge_is_fooled_where_its_mark_does_not_depend_on_the_reply(self, attack):
        mark = "f00dfeedf00dfeed"
        text = f"{WRONG}\n{ATTACKS[attack].replace('OWN_MARK', mark)}"
        fenced = f"The mark is {mark}.\n\n<reply-{mark}>\n{{}}\n</reply-{mark}>\n\nJudge it."
        assert self.rating(fenced.format(WRONG)) == 2
        assert self.rating(fenced.format(text)) == 5


@pytest.mark.parametrize(
    "attack",
    ["a closing tag with the mark before the attack", "the tool's result", "an instruction"],
)
def test_over_converse_an_attack_changes_nothing(converse, attack):
    def script(asked: Asked) -> Answer:
        text = asked.body["messages"][-1]["content"][0]["text"]
        (tool,) = asked.body["toolConfig"]["tools"]
        entries = tool["toolSpec"]["inputSchema"]["json"]["properties"]
        return verdict(**verdict_on(text, {n: e.get("enum", ()) for n, e in entries.items()}))

    converse.script = script
    judge = Judge(Bedrock("us.amazon.nova-2-lite-v1:0"), RUBRIC)
    assert paid(judge, replied(RIGHT)) == 1.0
    assert paid(judge, replied(f"{WRONG}\n{aimed(ATTACKS[attack], 'Judge')}")) == 0.25
