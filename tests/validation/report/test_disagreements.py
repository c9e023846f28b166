from rewards.scoring import Outcome
from rewards.types import Score
from tests.validation.report.made import graded, table
from validation.assumptions import Scale
from validation.report.judges import MOST_DISAGREEMENTS, disagreements


def test_the_widest_apart_come_first_and_only_one_of_each_prompt():
    rows = [graded(p, n, None) for p in "ab" for n in range(2)]
    judges = {
        "alice": [Score(0.1), Score(0.0), Score(0.5), Score(0.5)],
        "bob": [Score(0.9), Score(1.0), Score(0.8), Score(0.5)],
    }
    found = disagreements(table(rows, [0.5] * 4, judges), {})
    assert found.compared == 4
    assert [(d.reply.row.sample.id, d.spread) for d in found.found] == [("a/1", 1.0), ("b/0", 0.3)]
    assert (found.found[0].highest, found.found[0].lowest) == ("bob", "alice")
    assert found.found[0].reply.opinions == {"alice": Score(0.0), "bob": Score(1.0)}


def test_ratings_are_compared_as_shares_of_their_own_scales():
    rows = [graded("a", 0, None)]
    judges = {"alice": [Score(1.0)], "bob": [Score(5.0)]}
    declared = {"alice": Scale(0, 1, "declared"), "bob": Scale(1, 5, "declared")}
    assert disagreements(table(rows, [0.5], judges), declared).found == ()


def test_a_reply_that_one_judge_rated_is_not_compared():
    rows = [graded("a", 0, None), graded("b", 0, None)]
    judges: dict[str, list[Outcome]] = {
        "alice": [Score(0.0), None],
        "bob": [Score(0.0), Score(1.0)],
    }
    found = disagreements(table(rows, [0.5] * 2, judges), {})
    assert (found.compared, found.found) == (1, ())


def test_a_lone_judge_has_nobody_to_disagree_with():
    rows = [graded("a", 0, None)]
    assert disagreements(table(rows, [0.5], {"alice": [Score(1.0)]}), {}).compared == 0


def test_disagreements_keep_ten_of_many():
    rows = [graded(f"p{n}", 0, None) for n in range(30)]
    judges = {"alice": [Score(n / 30) for n in range(30)], "bob": [Score(1.0)] * 30}
    found = disagreements(table(rows, [0.5] * 30, judges), {}).found
    assert [d.reply.row.prompt_id for d in found] == [f"p{n}" for n in range(MOST_DISAGREEMENTS)]
