import pickle

import pytest

from judges.ask import Question, Reply
from judges.criteria import Criteria, Criterion
from judges.judge import Judge
from judges.panel import QuorumError, panel
from rewards.scoring import ScoringError, score
from rewards.types import Reward, Sample, Score
from tests.judges.scripted import answers, bill, rated
from tests.samples import reply

RUBRIC = "It is right."
SAMPLE = reply("42")


def rates(rating: object, model: str = "m", scale: tuple[int, int] = (1, 5)) -> Judge:
    return Judge(answers(rated(rating), model=model), RUBRIC, scale)


def fixed(value: float | None) -> Reward:
    return lambda sample: value


def gone(question: Question) -> Reply:
    raise ConnectionError("gone")


class TestTheQuorum:
    def test_quorum_is_every_judge_by_default(self):
        jury = panel(a=rates(4), b=rates(6), c=Judge(gone, RUBRIC))
        with pytest.raises(QuorumError) as caught:
            jury(SAMPLE)
        text = str(caught.value)
        assert text.startswith("1 of 3 judges answered and 3 must: b: OffScaleError: rating: ")
        assert text.endswith("; c: ConnectionError: gone")

    def test_a_missing_judge_is_named_counted_and_left_out_of_the_mean(self):
        jury = panel(a=rates(4), b=rates(2), c=Judge(gone, RUBRIC), combine="mean", quorum=2)
        whole = jury(SAMPLE)
        assert whole is not None
        assert whole.value == 0.5  # (0.75 + 0.25) / 2, and nothing for c
        assert whole.ratings == {"a": 0.75, "b": 0.25}
        assert whole.metrics["missing_judges"] == 1
        assert whole.reason.endswith("; c: no answer, ConnectionError: gone")

    def test_missing_judges_are_0_where_one_may_be_missing_and_none_is(self):
        whole = panel(a=rates(4), b=rates(2), quorum=1)(SAMPLE)
        assert whole is not None
        assert whole.metrics["missing_judges"] == 0

    def test_missing_judges_are_not_counted_where_none_may_be_missing(self):
        whole = panel(a=rates(4), b=rates(2))(SAMPLE)
        assert whole is not None
        assert "missing_judges" not in whole.metrics

    @pytest.mark.parametrize("quorum", [2, 3])
    def test_fewer_than_the_quorum_are_an_error(self, quorum):
        jury = panel(a=rates(4), b=rates("4"), c=rates("4"), quorum=quorum)
        with pytest.raises(QuorumError, match=f"1 of 3 judges answered and {quorum} must"):
            jury(SAMPLE)

    @pytest.mark.parametrize("value", [-0.1, 1.1, 5])
    def test_a_judge_outside_0_to_1_has_not_answered(self, value):
        with pytest.raises(QuorumError, match=r"b: ValueError: expected a rating from 0 to 1, got"):
            panel(a=rates(4), b=fixed(value))(SAMPLE)
        whole = panel(a=rates(4), b=fixed(value), quorum=1)(SAMPLE)
        assert whole is not None
        assert whole.ratings == {"a": 0.75}

    def test_a_judge_outside_0_to_1_has_still_cost_what_it_cost(self):
        def stray(sample: Sample) -> Score:
            return Score(5.0, usage=bill(model="stray"))

        with pytest.raises(QuorumError) as caught:
            panel(a=rates(4), b=stray)(SAMPLE)
        assert caught.value.usage == (*bill(), *bill(model="stray"))

    def test_panel_whose_judges_all_fail_keeps_every_bill_and_every_name(self):
        jury = panel(a=rates(6, "nova"), b=rates("x", "claude"))
        with pytest.raises(ScoringError) as caught:
            score(jury, SAMPLE)
        assert caught.value.cause_type == "QuorumError"
        assert caught.value.usage == (*bill(model="nova"), *bill(model="claude"))
        assert "a: OffScaleError" in caught.value.cause_text
        assert "b: OffScaleError" in caught.value.cause_text

    def test_quorum_keeps_the_bill_of_the_failed_judge_too(self):
        whole = panel(a=rates(4, "nova"), b=rates(6, "claude"), quorum=1)(SAMPLE)
        assert whole is not None
        assert whole.usage == (*bill(model="nova"), *bill(model="claude"))

    def test_the_criterion_that_failed_is_named(self):
        kind = Criterion("kind", "Is it kind?", ("no", "yes"))
        criteria = Criteria(answers("prose"), (kind,), asking="apart")
        with pytest.raises(QuorumError, match="b: part 'kind': NoVerdictError"):
            panel(a=rates(4), b=criteria)(SAMPLE)

    def test_the_error_crosses_processes_with_its_bill(self):
        error = pickle.loads(pickle.dumps(QuorumError("1 of 2", bill())))
        assert (str(error), error.usage) == ("1 of 2", bill())


class TestAbstentions:
    def test_panel_abstains_when_all_judges_do(self):
        assert panel(a=fixed(None), b=fixed(None))(SAMPLE) is None

    def test_judge_that_abstains_has_not_answered(self):
        with pytest.raises(QuorumError, match="1 of 2 judges answered and 2 must: b: it abstained"):
            panel(a=fixed(1.0), b=fixed(None))(SAMPLE)

    def test_failed_judge_within_the_quorum_is_named_and_counted(self):
        whole = panel(a=fixed(1.0), b=fixed(None), quorum=1)(SAMPLE)
        assert whole == Score(
            1.0, "b: no answer, it abstained", ratings={"a": 1.0}, metrics={"missing_judges": 1}
        )

    def test_a_fault_beside_an_abstention_is_a_fault(self):
        with pytest.raises(QuorumError, match="0 of 2"):
            panel(a=fixed(None), b=Judge(gone, RUBRIC))(SAMPLE)
