import pytest

from rewards import ScoringError, score
from rewards.adapters import VerlFunction, VerlReward
from rewards.types import Sample, Score
from tests.rewards.adapters.samples import REWARD, SAMPLES, value
from tests.rewards.parts import broken, full, recording, silent
from tests.samples import reply


def compute_score(data_source, solution_str, ground_truth, extra_info=None):
    return float(solution_str == ground_truth)


def in_detail(data_source, solution_str, ground_truth, extra_info=None):
    return {"score": 0.5, "acc": True, "chars": len(solution_str), "pred": solution_str, "x": [1]}


@pytest.mark.parametrize(("text", "paid"), [("4", 1.0), ("5", 0.0)])
def test_a_compute_score_is_a_reward(text, paid):
    assert score(VerlReward(compute_score), reply(text, "4")) == Score(paid)


def test_a_dict_is_a_score_with_metrics_and_a_reason():
    assert score(VerlReward(in_detail), reply("4", "4")) == Score(
        0.5, "pred: 4; x: [1]", metrics={"acc": 1.0, "chars": 1.0}
    )


def test_function_of_verl_gets_the_metadata_and_the_prompt():
    given = {}

    def spy(**arguments):
        given.update(arguments)
        return 1.0

    score(VerlReward(spy, data_source="mine", field="x"), reply("4", {"x": 4}, split="train"))
    assert given == {
        "data_source": "mine",
        "solution_str": "4",
        "ground_truth": "4",
        "extra_info": {
            "prompt": [{"role": "user", "content": "The question?"}],
            "id": "s1",
            "split": "train",
        },
    }


def test_function_of_verl_gets_the_extra_info_of_a_verl_row_as_verl_gives_it():
    given = {}

    def spy(**arguments):
        given.update(arguments["extra_info"])
        return 1.0

    score(VerlReward(spy), reply("4", "4", ability="math", extra_info={"split": "train"}))
    prompt = [{"role": "user", "content": "The question?"}]
    assert given == {"prompt": prompt, "id": "s1", "ability": "math", "split": "train"}


def test_the_data_source_of_the_sample_goes_first():
    reward = VerlReward(lambda data_source: float(data_source == "gsm8k"), data_source="mine")
    assert score(reward, reply("4", data_source="gsm8k")) == Score(1.0)


def test_verl_reward_takes_none_for_an_abstention():
    assert score(VerlReward(lambda solution_str: None), reply("4")) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"acc": 1.0}, r"expected a dict with 'score', got one with \['acc'\]"),
        ({"score": float("nan")}, "score: expected a finite number"),
        ({"score": 1.0, "acc": float("nan")}, "metric 'acc': expected a finite number"),
        ([1.0], "expected a finite number, got list"),
    ],
)
def test_verl_reward_takes_any_other_answer_for_a_fault(answer, message):
    with pytest.raises(ScoringError, match=message):
        score(VerlReward(lambda **given: answer), reply("4"))


def test_a_reward_is_a_compute_score():
    f = VerlFunction(lambda sample: sample.response == sample.reference_answer)
    assert f("gsm8k", "4", "4", {"split": "train", "index": 3}) == 1.0
    assert f("gsm8k", "5", "4") == 0.0


def test_verl_passes_the_sample():
    seen: list[Sample] = []
    VerlFunction(recording(seen))("gsm8k", "4", "5", {"index": 3})
    assert seen[0].id == "row-3"
    assert seen[0].response == "4"
    assert seen[0].reference_answer == "5"
    assert seen[0].metadata == {"data_source": "gsm8k", "index": 3}


def test_an_abstention_is_an_error_since_verl_has_no_place_for_it():
    with pytest.raises(ValueError, match="sample 'row-0': abstained, for which verl has no number"):
        VerlFunction(silent)("gsm8k", "4", "4")


def test_a_fault_is_raised():
    with pytest.raises(ScoringError):
        VerlFunction(broken)("gsm8k", "4", "4")


def test_verl_arguments_are_not_changed():
    extra = {"prompt": "Q", "id": "x", "tools": []}
    VerlFunction(full)("gsm8k", "4", "4", extra)
    assert extra == {"prompt": "Q", "id": "x", "tools": []}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample.id))
def test_a_reward_there_and_back_gives_the_same_scores(sample):
    assert VerlReward(VerlFunction(REWARD))(sample) == value(REWARD(sample))
