import pickle
import threading
from typing import Any

import pytest

from judges.ask import Ask, Question, Reply
from judges.asking import current_asking
from judges.criteria import Criteria, Criterion
from judges.judge import Judge
from judges.panel import Panel, QuorumError, panel
from rewards.exact_match import exact_match
from rewards.scoring import ScoringError, describe, score, score_all
from rewards.types import Reward, Sample, Score, Usage
from tests.judges.scripted import answers, bill, form, rated, said
from tests.samples import reply

RUBRIC = "It is right."
SAMPLE = reply("42")


def rates(rating: object, model: str = "m", scale: tuple[int, int] = (1, 5)) -> Judge:
    return Judge(answers(rated(rating), model=model), RUBRIC, scale)


def fixed(value: float | None) -> Reward:
    return lambda sample: value


def gone(question: Question) -> Reply:
    raise ConnectionError("gone")


def two_with(name: str) -> Panel:
    judges: dict[str, Any] = {"a": exact_match, name: exact_match}
    return panel(**judges)


class TestSideBySide:
    def test_judges_are_all_inside_their_ask_at_the_same_time(self):
        together = threading.Barrier(3)

        def ask(question: Question) -> Reply:
            together.wait(timeout=20)  # breaks, and so is a fault, if they are asked in turn
            return said(rated(4))

        jury = panel(a=Judge(ask, RUBRIC), b=Judge(ask, RUBRIC), c=Judge(ask, RUBRIC))
        assert jury(SAMPLE) == panel(a=rates(4), b=rates(4), c=rates(4))(SAMPLE)

    def test_their_threads_see_the_call_and_the_way_of_asking(self):
        seen: list[tuple[int, str]] = []

        def through(ask: Ask, question: Question) -> Reply:
            seen.append((question.repeat, threading.current_thread().name))
            return ask(question)

        token = current_asking.set(through)
        try:
            jury = panel(a=rates(4), b=rates(2))
            (outcome,) = score_all(jury, [SAMPLE], repeat=7)
        finally:
            current_asking.reset(token)
        assert isinstance(outcome, Score)
        assert [repeat for repeat, _ in seen] == [7, 7]
        assert threading.current_thread().name not in {name for _, name in seen}

    def test_a_judge_that_waits_for_another_keeps_the_order_of_the_names(self):
        second_is_done = threading.Event()

        def first(question: Question) -> Reply:
            assert second_is_done.wait(timeout=20)
            return said(rated(1, "One."))

        def second(question: Question) -> Reply:
            second_is_done.set()
            return said(rated(5, "Two."))

        whole = panel(first=Judge(first, RUBRIC), second=Judge(second, RUBRIC))(SAMPLE)
        assert whole is not None
        assert list(whole.ratings.items()) == [("first", 0.0), ("second", 1.0)]
        assert whole.reason == "first: One.; second: Two."


class TestTheRating:
    @pytest.mark.parametrize(
        ("combine", "value"),
        # ratings 0, 0.25, 1: the middle one; 1.25 / 3; the least
        [("median", 0.25), ("mean", 1.25 / 3), ("minimum", 0.0)],
    )
    def test_rating_is_the_median_the_mean_or_the_minimum(self, combine, value):
        jury = panel(a=rates(1), b=rates(2), c=rates(5), combine=combine)
        whole = jury(SAMPLE)
        assert whole is not None
        assert whole.value == value
        assert whole.ratings == {"a": 0.0, "b": 0.25, "c": 1.0}

    def test_the_median_of_two_lies_between_them(self):
        whole = panel(a=rates(2), b=rates(5))(SAMPLE)
        assert whole is not None
        assert whole.value == 0.625

    def test_each_judge_has_its_own_scale_and_its_raw_rating_is_a_metric(self):
        jury = panel(stars=rates(4), tenths=rates(5, scale=(0, 10)), bare=fixed(1.0))
        whole = jury(SAMPLE)
        assert whole is not None
        assert whole.ratings == {"stars": 0.75, "tenths": 0.5, "bare": 1.0}
        assert whole.metrics == {"stars.rating": 4, "tenths.rating": 5}

    def test_the_bill_is_by_model(self):
        whole = panel(a=rates(4, "nova"), b=rates(4, "claude"), c=rates(1, "nova"))(SAMPLE)
        assert whole is not None
        assert whole.usage == (Usage("nova", 20, 4), Usage("claude", 10, 2))

    def test_metrics_of_a_judge_are_kept_under_its_name(self):
        kind = Criterion("kind", "Is it kind?", ("no", "yes"))
        criteria = Criteria(answers(form(kind_reason="It is.", kind="yes")), (kind,))
        inner = panel(x=rates(1), y=rates(5))
        whole = panel(named=criteria, jury=inner)(SAMPLE)
        assert whole is not None
        assert whole.metrics == {
            "named.kind": 1.0,
            "jury.x": 0.0,
            "jury.y": 1.0,
            "jury.x.rating": 1.0,
            "jury.y.rating": 5.0,
        }

    def test_numbers_behind_the_rating_have_a_path_of_their_own(self):
        assert score(panel(a=panel(x=rates(1), y=rates(5)), b=rates(2)), SAMPLE)


class TestTheSettings:
    @pytest.mark.parametrize("judges", [{}, {"a": exact_match}])
    def test_a_panel_has_two_judges_or_more(self, judges):
        with pytest.raises(ValueError, match="expected two or more judges"):
            panel(**judges)

    @pytest.mark.parametrize("quorum", [0, 3, -1, 1.5, True])
    def test_the_quorum_is_one_that_they_can_give(self, quorum):
        with pytest.raises(ValueError, match="quorum: expected 1 to 2"):
            panel(a=exact_match, b=exact_match, quorum=quorum)

    @pytest.mark.parametrize("combine", ["max", None])
    def test_the_way_of_combining_is_a_known_one(self, combine):
        with pytest.raises(ValueError, match="combine: expected one of median, mean, minimum"):
            panel(a=exact_match, b=exact_match, combine=combine)

    @pytest.mark.parametrize("judge", [0.5])
    def test_a_judge_is_a_reward(self, judge):
        with pytest.raises(TypeError, match=r"judge 'b': expected a reward, got 0\.5"):
            panel(a=exact_match, b=judge)

    @pytest.mark.parametrize("name", ["b.c", "missing_judges"])
    def test_a_name_makes_a_path_of_its_own(self, name):
        with pytest.raises(ValueError, match="expected a name without a dot"):
            two_with(name)

    def test_panel_prints_as_the_code_that_makes_it(self):
        jury = panel(nova=exact_match, claude=Judge(gone, RUBRIC), combine="mean", quorum=1)
        assert describe(jury) == (
            f"panel(nova={describe(exact_match)}, "
            f"claude={describe(Judge(gone, RUBRIC))}, combine='mean', quorum=1)"
        )


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
