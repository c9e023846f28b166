import json
import threading

import pytest

from judges.ask import GREEDY, Question, Reply, Sampling
from judges.errors import BlockedError
from rewards.types import Message, Sample
from tests.validation.data import row, write_rows
from validation.dataset import LabelledSample, read_dataset
from validation.errors import InputError
from validation.generations import first_of_each_prompt, generations


def policy(question: Question) -> Reply:
    return Reply(
        f"{question.text} {question.repeat}", 1, 1, 0.0, "m", truncated=question.repeat == 1
    )


def prompt(*turns: Message, **fields) -> LabelledSample:
    return LabelledSample(Sample("s", turns, **fields), "p")


USER = Message("user", "Why?")


def drawn(*prompts: LabelledSample, count: int = 1, ask=policy, sampling: Sampling = GREEDY):
    return list(generations(ask, prompts, count, sampling, workers=2))


def test_every_prompt_is_asked_as_often_as_wanted_each_time_anew():
    texts = [g.drawn.text for g in drawn(prompt(USER), prompt(Message("user", "How?")), count=2)]
    assert texts == ["Why? 0", "Why? 1", "How? 0", "How? 1"]


def test_a_row_holds_the_prompt_the_reply_and_what_the_trainer_is_given():
    turns = (Message("system", "Be brief."), USER, Message("assistant", "the gold"))
    given = prompt(*turns, reference_answer={"answer": "x"}, metadata={"k": 1})
    (one,) = drawn(given)
    assert one.row("base") == {
        "id": "p/0",
        "prompt_id": "p",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Why?"},
            {"role": "assistant", "content": "Why? 0"},
        ],
        "reference_answer": {"answer": "x"},
        "metadata": {"k": 1},
        "policy": "base",
    }


def test_rows_are_read_back_as_a_dataset(tmp_path):
    given = [prompt(USER, tools=({"name": "search"},))]
    rows = [g.row("base") for g in generations(policy, given, 3, Sampling(), workers=1)]
    read = read_dataset(write_rows(tmp_path / "rows.jsonl", json.loads(json.dumps(rows)))).rows
    assert [line.sample.response for line in read] == ["Why? 0", "Why? 1", "Why? 2"]
    assert {line.policy for line in read} == {"base"}
    assert read[0].sample.tools == ({"name": "search"},)


def test_the_model_sees_the_system_text_and_the_turns_apart():
    seen = []

    def watching(question: Question) -> Reply:
        seen.append(question)
        return policy(question)

    turns = (Message("system", "S"), USER, Message("assistant", "Because."), Message("user", "So?"))
    drawn(prompt(*turns), ask=watching, sampling=Sampling(0.7, max_tokens=5))
    expected = Question("So?", "S", turns[1:3], sampling=Sampling(0.7, max_tokens=5))
    assert seen == [expected]


def test_a_reply_that_was_cut_off_is_marked():
    _, second = drawn(prompt(USER), count=2)
    assert second.row("base")["metadata"] == {"truncated": True}


def test_a_reply_that_a_filter_took_is_missing_and_the_others_are_not():
    def filtered(question: Question) -> Reply:
        if question.repeat == 1:
            raise BlockedError("guardrail_intervened")
        return policy(question)

    kinds = [type(g.drawn) for g in drawn(prompt(USER), count=3, ask=filtered)]
    assert kinds == [Reply, BlockedError, Reply]


def test_a_model_that_cannot_be_asked_ends_it_and_says_on_which_prompt():
    def down(question: Question) -> Reply:
        raise ConnectionError("refused")

    with pytest.raises(
        InputError, match=r"prompt 'p': .*down could not be asked: ConnectionError: refused"
    ):
        drawn(prompt(USER), ask=down)


def test_a_prompt_that_does_not_end_in_a_user_s_turn_is_refused_before_anything_is_asked():
    with pytest.raises(InputError, match="ends in a user's turn, got no turn"):
        drawn(prompt(USER), prompt(Message("system", "Be brief.")), ask=None)


def test_replies_are_drawn_at_once():
    both = threading.Barrier(2, timeout=20)

    def together(question: Question) -> Reply:
        both.wait()  # breaks where one waits for the other
        return policy(question)

    assert len(drawn(prompt(USER), count=2, ask=together)) == 2


def test_first_of_several_rows_of_a_prompt_counts(tmp_path):
    rows = [row(str(n), id=str(n), prompt_id=p) for n, p in enumerate("abab")]
    read = read_dataset(write_rows(tmp_path / "rows.jsonl", rows)).rows
    assert [line.sample.id for line in first_of_each_prompt(read)] == ["0", "1"]
