import numpy as np
import pytest

from rewards import ScoringError, score
from rewards.adapters import TrlFunction, TrlReward
from rewards.exact_match import exact_match
from rewards.length import MaxWords
from rewards.scoring import describe
from rewards.types import Score
from tests.rewards.adapters.samples import REWARD, SAMPLES, value
from tests.rewards.parts import broken, never, silent
from tests.samples import reply


def accuracy(completions, solution, **kwargs):
    """As TRL's documentation writes one."""
    said = [completion[0]["content"] for completion in completions]
    return [float(text == gold) for text, gold in zip(said, solution, strict=True)]


def lengths(prompts, completions, **kwargs):
    return [float(len(completion)) for completion in completions]


@pytest.mark.parametrize(("text", "paid"), [("4", 1.0), ("5", 0.0)])
def test_a_trl_function_is_a_reward(text, paid):
    assert score(TrlReward(accuracy, reference="solution"), reply(text, "4")) == Score(paid)


def test_the_reference_may_be_a_field():
    reward = TrlReward(accuracy, reference="solution", field="x")
    assert score(reward, reply("4", {"x": "4"})) == Score(1.0)


def test_a_function_of_plain_texts_gets_them():
    assert score(TrlReward(lengths, conversational=False), reply("four")) == Score(4.0)


def test_the_metadata_are_its_columns():
    def by_task(completions, task, **kwargs):
        return [1.0 if name == "math" else None for name in task]

    assert score(TrlReward(by_task), reply("4", task="math")) == Score(1.0)
    assert score(TrlReward(by_task), reply("4", task="chat")) is None


def test_an_async_function_is_a_reward():
    async def later(completions, **kwargs):
        return [0.5]

    assert score(TrlReward(later), reply("4")) == Score(0.5)


def test_an_array_of_one_is_a_list_of_one():
    assert score(TrlReward(lambda completions: np.array([0.5])), reply("4")) == Score(0.5)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ([1.0, 2.0], "expected one reward for one completion, got 2"),
        ([], "expected one reward for one completion, got 0"),
        (1.0, "expected a list of one reward, got 1.0"),
        ("1", "expected a list of one reward, got '1'"),
        ({"score": 1.0}, "expected a list of one reward, got {'score': 1.0}"),
        ([float("nan")], "expected a finite number, got float nan"),
    ],
)
def test_trl_reward_takes_any_other_answer_for_a_fault(answer, message):
    with pytest.raises(ScoringError, match=message):
        score(TrlReward(lambda completions, **kwargs: answer), reply("4"))


def test_token_ids_are_not_made_up():
    with pytest.raises(ScoringError, match="completion_ids"):
        score(TrlReward(lambda completion_ids, **kwargs: [0.0]), reply("4"))


def test_a_reward_is_a_trl_function():
    f = TrlFunction(exact_match, reference="solution")
    assert f(prompts=["2 + 2?", "2 + 3?"], completions=["4", "4"], solution=["4", "5"]) == [1, 0]


def test_an_abstention_is_none():
    assert TrlFunction(silent)(prompts=["Q"], completions=["A"]) == [None]


def test_a_fault_stops_the_trainer():
    with pytest.raises(ScoringError, match="sample 'row-1'"):
        TrlFunction(lambda sample: broken(sample) if sample.id == "row-1" else 1)(
            prompts=["Q", "Q"], completions=["A", "A"]
        )


def test_the_parts_are_logged_by_path():
    logged: dict[str, float] = {}
    TrlFunction(REWARD, "mix")(
        prompts=["Q", "Q"],
        completions=["4", "5"],
        reference_answer=["4", "4"],
        log_metric=logged.__setitem__,
    )
    assert logged == {"mix/right": 0.5, "mix/form": 1.0, "mix/form.brief": 1.0}


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"prompts": ["Q"]}, "prompts: expected one for each of 2 completions, got 1"),
        ({"prompts": ["Q", "Q"], "task": ["t"]}, "task: expected one for each of 2 completions"),
    ],
)
def test_columns_of_another_length_are_an_error_before_any_is_scored(columns, message):
    with pytest.raises(ValueError, match=message):
        TrlFunction(never)(completions=["A", "B"], **columns)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample.id))
def test_a_reward_there_and_back_gives_the_same_scores(sample):
    assert TrlReward(TrlFunction(REWARD))(sample) == value(REWARD(sample))


def test_trl_reward_prints_as_the_code_that_makes_it():
    assert describe(TrlFunction(MaxWords(3))) == (
        "TrlFunction(reward=MaxWords(limit=3), name='reward', reference='reference_answer')"
    )
