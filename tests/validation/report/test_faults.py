from rewards.scoring import ScoringError
from rewards.types import Score
from tests.validation.report.made import graded, table
from validation.report.sections import LISTED, FailureCounts, faults


def test_errors_are_counted_by_kind_and_abstentions_apart():
    rows = [graded("p", n, None) for n in range(4)]
    key, value = (ScoringError(f"p/{n}", kind, "no") for n, kind in ((0, "KeyError"), (1, "V")))
    found = faults(table(rows, [key, value, None, 1.0]))
    assert found.silences == (FailureCounts("r:reward", 2, 1, {"KeyError": 1, "V": 1}),)
    assert [(fault.name, fault.error) for fault in found.first] == [
        ("r:reward", key),
        ("r:reward", value),
    ]


def test_a_judge_that_spoke_of_everything_is_not_named():
    rows = [graded("p", 0, None)]
    assert faults(table(rows, [1.0], {"quiet": (None,)})).silences == (
        FailureCounts("quiet", 0, 1, {}),
    )


def test_faults_are_all_counted_and_the_first_twenty_listed():
    rows = [graded("p", n, None) for n in range(30)]
    found = faults(table(rows, [ScoringError(row.sample.id, "E", "") for row in rows]))
    assert found.errors == 30
    assert [fault.error.sample_id for fault in found.first] == [f"p/{n}" for n in range(LISTED)]


def test_an_error_comes_with_its_reply_and_what_the_others_said_of_it():
    rows = [graded("p", n, None) for n in range(2)]
    fault = ScoringError("p/1", "E", "")
    (found,) = faults(table(rows, [0.5, 1.0], {"alice": (None, fault)})).first
    assert (found.name, found.reply.row, found.reply.outcome) == ("alice", rows[1], Score(1.0))
    assert found.reply.opinions == {"alice": fault}
