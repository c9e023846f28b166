from rewards.scoring import current_call
from rewards.types import Sample, Score
from tests.validation.data import graded, row
from tests.validation.metrics.taken import table
from validation.dataset import Dataset, LabelledRow
from validation.scoring import score_table
from validation.targets.target import RatingsTarget


def asking(sample: Sample) -> float:
    """How often it was asked before."""
    return float(current_call.get().repeat)


def test_the_first_answers_count_and_the_rest_stand_beside_them():
    found = table(graded(2, (0, 1)), asking, {"judge": asking}, repeats=3)
    assert found.target.values.tolist() == [0, 0, 0, 0]
    assert [column.values[0] for column in found.repeats] == [1, 2]
    assert [column.values[0] for column in found.judge_repeats["judge"]] == [1, 2]


def test_asked_once_nothing_is_repeated():
    found = table(graded(2, (0, 1)), asking, {"judge": asking})
    assert (found.repeats, dict(found.judge_repeats)) == ((), {})


def test_the_ratings_of_a_panel_are_repeated_with_the_reward_that_holds_it():
    def panel(sample: Sample) -> Score:
        return Score(0.5, ratings={"inner": asking(sample)})

    found = table(graded(2, (0, 1)), panel, repeats=2)
    assert found.judges[0].values.tolist() == [0, 0, 0, 0]
    assert found.judge_repeats["inner"][0].values.tolist() == [1, 1, 1, 1]


def test_a_rater_who_has_spoken_abstains_when_asked_again():
    lines = [row(id=n, ratings={"ann": n}) for n in range(3)]
    rows = tuple(LabelledRow.model_validate(line).to_sample(n) for n, line in enumerate(lines))
    found = score_table(Dataset("rows", "", rows), RatingsTarget("ann"), {}, repeats=2)
    assert found.target.values.tolist() == [0, 1, 2]
    assert (found.repeats[0].abstentions, found.repeats[0].errors) == (3, [])
    assert "ann" not in found.judge_repeats
