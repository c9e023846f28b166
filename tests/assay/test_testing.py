"""The assertions for users' tests: what they let pass, and what their failures say, as text."""

import pytest

from assay import testing
from assay.testing import (
    assert_agree,
    assert_conforms,
    assert_discriminates,
    assert_orders,
    assert_pays,
    assert_resists,
    compare_scores,
    invoke_handler,
    make_sample,
    write_event,
)
from lambda_handlers.adapter import reward_handler
from rewards import numeric_match
from rewards.scoring import ScoringError
from rewards.types import Sample, Score
from validation.errors import InputError
from validation.targets.endpoint import InvocationError

QUESTION = "How many pens are in {} boxes of 7 pens and 5 pens more?"
ROWS = [
    {
        "id": f"{boxes}-{name}",
        "messages": [
            {"role": "user", "content": QUESTION.format(boxes)},
            {"role": "assistant", "content": f"A: {answer}"},
        ],
        "reference_answer": str(7 * boxes + 5),
        "quality": quality,
    }
    for boxes in range(3, 15)
    for name, answer, quality in (("right", 7 * boxes + 5, 1), ("wrong", boxes + 12, 0))
]


def loose(sample: Sample) -> bool:
    return sample.reference_answer in sample.response


def upside_down(sample: Sample) -> float:
    return 0.25 if numeric_match(sample) else 0.75


def failure(assertion, *given, **named) -> str:
    with pytest.raises(AssertionError) as caught:
        assertion(*given, **named)
    return str(caught.value)


def test_assert_pays_says_the_pay_the_reply_and_the_reference():
    assert_pays(loose, "A: 26", 1, gold="26")
    assert failure(assert_pays, loose, "A: 27", 1, gold="26") == (
        "the reward pays 0 for 'A: 27', expected 1: mend the reward, or the expected score.\n"
        f"  the reward: {loose.__module__}.loose\n  the reference: '26'"
    )


def test_assert_pays_says_the_reason_and_an_abstention():
    said = failure(assert_pays, lambda _: Score(0.5, "half of it"), make_sample("x"), 1)
    assert said.endswith("  the reference: None\n  its reason: half of it")
    assert failure(assert_pays, lambda _: None, "x", 0).startswith("the reward abstains for 'x'")


def test_assert_pays_lets_a_fault_of_the_reward_through_as_a_fault():
    with pytest.raises(ScoringError, match="sample 'sample'"):
        assert_pays(numeric_match, "A: 27", 0)


def test_assert_pays_refuses_a_gold_beside_a_sample():
    with pytest.raises(ValueError, match="gold: expected for a reply that is a text"):
        assert_pays(loose, make_sample("26", "26"), 1, gold="27")


def test_assert_orders_lists_the_replies_with_their_pay():
    assert_orders(loose, "A: 26", "A: 27", gold="26")
    assert failure(assert_orders, loose, "A: 26", "A: 27", "26!", gold="26") == (
        "reply 2 is not paid more than reply 3: mend the reward, or the order of the replies, "
        "which stand from the best to the worst.\n"
        "  1. the reward pays 1 for 'A: 26'\n"
        "  2. the reward pays 0 for 'A: 27'\n"
        "  3. the reward pays 1 for '26!'"
    )


def test_assert_orders_takes_equal_pay_for_a_failure_and_needs_two_replies():
    assert "reply 1 is not paid more than reply 2" in failure(
        assert_orders, loose, "A: 26", "26", gold="26"
    )
    with pytest.raises(ValueError, match="two or more"):
        assert_orders(loose, "A: 26", gold="26")


def test_assert_conforms_names_each_rule_that_is_broken_and_its_remedy():
    assert_conforms(numeric_match, ROWS[:4])
    said = failure(assert_conforms, lambda event, context: [{"id": "x", "score": 1}])
    first, *lines = said.splitlines()
    assert first.startswith("the handler breaks ")
    assert first.endswith(" rules of nova: mend each as it says.")
    assert any(line.startswith("  reply: count: ") for line in lines)
    assert "    Answer with one entry for each sample, in the event's order; never leave" in said


def test_assert_resists_shows_the_reply_that_is_paid_and_what_mends_the_reward():
    assert_resists(numeric_match, ROWS, attacks=["hedging"])
    said = failure(assert_resists, loose, ROWS, attacks=["hedging"])
    assert said.splitlines()[0] == (
        "1 of 1 attacks earn more than 0.5 of the way from a wrong answer to the gold: "
        "mend the reward as each line says."
    )
    assert said.splitlines()[1].startswith("  hedging: 1.00: 'It is either 26 or 33.' for '26'")


def test_assert_resists_fails_where_too_few_prompts_settle_nothing():
    said = failure(assert_resists, loose, ROWS[:4], attacks=["hedging"])
    assert said == (
        "no attack could be measured: give ten prompts or more, each with a reference that the "
        "reward pays.\n  fewer than ten prompts could be attacked"
    )


def test_assert_discriminates_lists_the_pairs_in_the_wrong_order():
    assert_discriminates(loose, ROWS)
    assert failure(assert_discriminates, upside_down, ROWS[:2] + ROWS[2:4]) == (
        "the reward orders 0.00 of the pairs of replies to one prompt, expected 0.9: "
        "mend the reward, or the quality of these rows.\n"
        "  3-right (quality 1, paid 0.25) is not above 3-wrong (quality 0, paid 0.75): 'A: 15'\n"
        "  4-right (quality 1, paid 0.25) is not above 4-wrong (quality 0, paid 0.75): 'A: 16'"
    )


def test_assert_discriminates_fails_where_no_quality_is_known():
    rows = [{key: row[key] for key in row if key != "quality"} for row in ROWS]
    said = failure(assert_discriminates, loose, rows)
    assert said.startswith("the order of replies could not be measured: ")


def test_assert_agree_lists_the_rows_on_which_judges_differ_most():
    assert_agree({"first": loose, "second": numeric_match}, ROWS)
    said = failure(assert_agree, {"first": loose, "second": upside_down}, ROWS).splitlines()
    assert said[0].startswith("the judges agree by -")
    assert said[0].endswith(
        "(Krippendorff's alpha), expected 0.6: make the rubric say what decides rows like these."
    )
    assert said[1] == "  3-right: first 1, second 0.25  'A: 26'"
    assert said[-1] == "  and 4 more"  # of 24 rows, 20 are shown
    with pytest.raises(ValueError, match="two or more"):
        assert_agree({"alone": loose}, ROWS)


@pytest.mark.parametrize("platform", ["nova", "bedrock", "serverless-oss"])
def test_invoke_handler_reads_the_scores_of_an_event_of_each_platform(platform):
    handler = reward_handler(numeric_match, platform=platform)
    event = write_event(ROWS[:4], platform)
    assert [score.value for score in invoke_handler(handler, event, platform)] == [1, 0, 1, 0]
    assert not any("quality" in row for row in event)


def test_invoke_handler_raises_what_the_handler_raises():
    def broken(event, context):
        raise KeyError("messages")

    with pytest.raises(InvocationError, match="KeyError"):
        invoke_handler(broken, write_event([make_sample("26", "26")]))


def test_write_event_refuses_an_unknown_form_and_several_samples_for_a_scorer():
    with pytest.raises(InputError, match="form: 'own' is unknown"):
        write_event(ROWS[:1], form="own")
    with pytest.raises(InputError, match="scorer sends one sample an event, got 2"):
        write_event(ROWS[:2], "scorer")
    assert len(write_event(ROWS[:1], "scorer")) == 1


def test_compare_scores_shows_old_and_new_of_rows_that_moved_came_or_went():
    old = {name: {"score": value, "reply": "A: 9"} for name, value in (("a", 1), ("b", 0.5))}
    new = {name: {"score": value, "reply": "A: 9"} for name, value in (("b", 0.5), ("c", None))}
    new["b"]["score"] = 0.5 + 1e-12  # less than any sum of fractions is exact to
    assert compare_scores(old, new) == [
        "a: 1 -> no row  'A: 9'",
        "c: no row -> no score  'A: 9'",
    ]


def test_indent_lines_cuts_what_would_be_a_wall():
    lines = [str(n) for n in range(testing.MOST_SHOWN + 2)]
    assert testing.indent_lines(lines).splitlines()[-1] == "  and 2 more"
