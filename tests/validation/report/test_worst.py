from rewards.scoring import ScoringError
from rewards.types import Score
from tests.validation.report.made import graded, table
from validation.report.sections import MOST_PROMPTS, MOST_REPLIES, worst_prompts


def test_the_most_wrongly_ordered_prompt_comes_first_then_the_most_tied():
    rows = [graded(p, n, q) for p in "abcd" for n, q in enumerate((0.0, 1.0, 2.0))]
    # a: in order; b: 2 < 1, one wrong; c: upside down, three wrong; d: one wrong and one tied
    said = [0.0, 0.5, 1.0, 0.0, 1.0, 0.5, 1.0, 0.5, 0.0, 0.5, 0.5, 0.2]
    worst = worst_prompts(table(rows, said))
    assert [prompt.prompt_id for prompt in worst.prompts] == ["c", "d", "b"]
    first = worst.prompts[0]
    assert (first.wrong, first.tied, first.right) == (3, 0, 0)
    assert (worst.compared, worst.disordered) == (4, 3)


def test_replies_go_from_the_highest_score_down_and_tell_how_many_better_ones_they_outscore():
    rows = [graded("p", n, q) for n, q in enumerate((0.0, 1.0, 2.0))]
    replies = worst_prompts(table(rows, [0.9, 0.1, 0.5])).prompts[0].replies
    assert [shown.reply.row.sample.id for shown in replies] == ["p/0", "p/2", "p/1"]
    assert [reply.better_below for reply in replies] == [2, 0, 0]


def test_the_unscored_stand_last_with_their_error():
    rows = [graded("p", n, q) for n, q in enumerate((2.0, 0.0, 1.0))]
    fault = ScoringError("p/0", "ValueError", "no")
    replies = worst_prompts(table(rows, [fault, 0.9, 0.1])).prompts[0].replies
    assert replies[-1].reply.outcome is fault


def test_each_reply_carries_what_every_rater_said():
    rows = [graded("p", 0, 0.0), graded("p", 1, 1.0)]
    judged = table(rows, [1.0, 0.0], {"alice": (Score(0.3), None)})
    replies = worst_prompts(judged).prompts[0].replies
    assert replies[0].reply.opinions == {"alice": Score(0.3)}
    assert replies[1].reply.opinions == {"alice": None}


def test_worst_prompts_are_those_with_a_wrong_pair():
    rows = [graded(p, n, float(n)) for p in "ab" for n in range(2)]
    worst = worst_prompts(table(rows, [0.5, 0.5, 1.0, 0.0]))
    assert [prompt.prompt_id for prompt in worst.prompts] == ["b"]


def test_worst_prompts_are_the_most_tied_where_no_pair_is_wrong():
    rows = [graded(p, n, float(n)) for p in "ab" for n in range(2)]
    worst = worst_prompts(table(rows, [0.5, 0.5, 0.0, 1.0]))
    assert (worst.disordered, worst.tied) == (0, 1)
    assert [prompt.prompt_id for prompt in worst.prompts] == ["a"]


def test_a_perfect_order_and_unknown_quality_list_nothing():
    perfect = worst_prompts(table([graded("p", n, float(n)) for n in range(2)], [0.0, 1.0]))
    unknown = worst_prompts(table([graded("p", n, None) for n in range(2)], [0.0, 1.0]))
    assert (perfect.compared, perfect.prompts) == (1, ())
    assert (unknown.compared, unknown.prompts) == (0, ())


def test_worst_prompts_keep_the_replies_worth_reading():
    rows = [graded(f"p{p}", n, float(n)) for p in range(12) for n in range(40)]
    worst = worst_prompts(table(rows, [-row.quality for row in rows if row.quality is not None]))
    assert (worst.disordered, len(worst.prompts)) == (12, MOST_PROMPTS)
    first = worst.prompts[0]
    assert (len(first.replies), first.left_out) == (MOST_REPLIES, 40 - MOST_REPLIES)
    shown = [shown.reply.row.quality for shown in first.replies]
    assert shown == [0, 1, 2, 3, 4, 5, 34, 35, 36, 37, 38, 39]
