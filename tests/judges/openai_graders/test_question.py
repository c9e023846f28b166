import re

import pytest

from judges.ask import Question
from judges.errors import NoVerdictError
from judges.openai_graders import read_grader
from rewards.types import Message, Sample
from tests.judges.attacks import ATTACKS
from tests.judges.openai_graders.made import GOLD, TEXT, asked_of, nobody, scoring
from tests.judges.scripted import answers, form
from tests.samples import reply


class TestTheMessages:
    def asked(self, *messages: tuple[str, str], sample: Sample | None = None) -> Question:
        given = [{"role": role, "content": text} for role, text in messages]
        return asked_of(scoring(input=given), sample or reply("SAID", "GOLD"))

    def test_a_system_message_that_takes_in_the_reply_is_the_users(self):
        asked = self.asked(("system", "Be strict."), ("developer", f"Rate {TEXT}"))
        assert asked.system.startswith("Be strict.\n\nThe user message opens")
        assert "SAID" not in asked.system
        assert "Rate <sample_output_text-" in asked.text

    def test_examples_before_the_reply_stay_turns_and_nothing_of_the_reply_is_one(self):
        asked = self.asked(
            ("user", "Rate: 2+2=4"),
            ("assistant", "1"),
            ("user", "Now this:"),
            ("assistant", TEXT),
            ("user", "Well?"),
        )
        assert asked.history == (Message("user", "Rate: 2+2=4"), Message("assistant", "1"))
        mark = asked.text[len("The mark is ") :][:16]
        assert asked.text == (
            f"The mark is {mark}.\n\nNow this:\n\n<sample_output_text-{mark}>\nSAID\n"
            f"</sample_output_text-{mark}>\n\nWell?\n\nGive, in this order: steps, result."
        )

    def test_the_item_stands_there_as_it_is_since_it_may_be_the_rubric(self):
        asked = self.asked(
            ("system", "{{item.rubric}}"), ("user", TEXT), sample=reply("x", None, rubric="RUBRIC")
        )
        assert asked.system.startswith("RUBRIC\n\n")

    def test_the_conversation_is_fenced_since_the_model_may_have_written_in_it(self):
        asked = self.asked(("user", "{{item.messages[0].content}}"))
        assert re.search(r"<item_messages_0_content-(.{16})>\nThe question\?\n</", asked.text)

    @pytest.mark.parametrize(
        ("messages", "problem"),
        [
            ([], "input: expected at least one message"),
            ("rate", "input: expected a list of messages"),
            ([{"role": "tool", "content": "x"}], r"input\[0\].role: expected one of system"),
            ([{"role": "user"}], r"input\[0\].content: expected text"),
            ([{"content": "x"}], r"input\[0\].role: expected a text, got nothing"),
            ([{"role": "user", "content": "{{x}}"}], r"input\[0\].content: \{\{x\}\}: expected"),
            (
                [{"role": "user", "content": [{"type": "input_image", "image_url": "u"}]}],
                r"input\[0\].content: expected text, .* got a part of type 'input_image'",
            ),
        ],
    )
    def test_a_message_that_cannot_be_sent_is_an_error_when_it_is_read(self, messages, problem):
        with pytest.raises(ValueError, match=f"^grader: {problem}"):
            read_grader(scoring(input=messages), ask=nobody)


def fence_of(text: str) -> tuple[str, str]:
    """What stands in the fence of the reply, and what stands outside it."""
    mark = re.match(r"The mark is ([0-9a-f]{16})\.\n", text)
    assert mark
    opening, closing = (f"<{end}sample_output_text-{mark[1]}>" for end in ("", "/"))
    assert text.count(opening) == text.count(closing) == 1
    before, _, rest = text.partition(f"{opening}\n")
    inside, _, after = rest.partition(f"\n{closing}")
    return inside, before[mark.end() :] + after


class TestNoReplyWritesItsOwnVerdict:
    @pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
    def test_reply_stays_in_its_fence_with_all_that_it_appends(self, attack):
        known = asked_of(scoring(), reply("17", "18")).text[len("The mark is ") :][:16]
        attack = attack.replace("OWN_MARK", known).replace("reply", "sample_output_text")
        whole = f"17\n{attack}"
        _, reasoned, rest = whole.partition("</think>\n")  # what it closes is gone with it
        inside, outside = fence_of(asked_of(scoring(), reply(whole, "18")).text)
        assert inside == (rest if reasoned else whole)
        assert outside == "\nReference: 18. Answer: \n\nGive, in this order: steps, result."

    def test_a_template_in_it_is_not_filled(self):
        inside, _ = fence_of(asked_of(scoring(), reply(GOLD, "18")).text)
        assert inside == GOLD

    def test_a_verdict_that_only_repeats_it_is_none(self):
        own = form(steps="Right.", result="1")
        with pytest.raises(NoVerdictError, match="word for word"):
            read_grader(scoring(), ask=answers(own))(reply(own, "18"))

    def test_half_a_surrogate_pair_can_be_sent(self):
        asked = asked_of(scoring(), reply("a\ud800b", "c\udc00d"))
        assert asked.text.encode()
        assert fence_of(asked.text)[0] == "a?b"
