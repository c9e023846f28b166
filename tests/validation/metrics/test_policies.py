import pytest

from tests.validation.data import graded
from tests.validation.metrics.taken import measured


def written(policy, grades, prompts=20):
    return [{**row, "id": policy + row["id"], "policy": policy} for row in graded(prompts, grades)]


def test_every_policy_has_its_mean_score():
    found = measured([*written("base", (0, 0, 1, 1)), *written("sft", (0, 1, 1, 1))])
    assert found["mean_score:base"].value == 0.5
    assert found["mean_score:sft"].value == 0.75
    assert found["mean_score:sft"].n == 20


def test_policies_are_ranked_as_their_quality_or_not():
    rows = [*written("base", (0, 0)), *written("sft", (0, 1)), *written("rl", (1, 1))]
    # the reward pays whoever is not `sft` 1: base-sft is wrong, sft-rl right, base-rl a tie
    found = measured(rows, lambda s: float(not str(s.id).startswith("sft")))["policy_order"]
    assert found.value == pytest.approx((0 + 1 + 0.5) / 3)
    assert (found.n, found.unit) == (3, "policies")
    assert measured(rows)["policy_order"].value == 1.0


def test_policies_have_no_order_when_there_is_one_and_no_mean_when_there_is_none():
    assert measured(written("base", (0, 1)))["policy_order"].reason == "few_policies"
    found = measured(graded(20, (0, 1)))
    assert found["policy_order"].reason == "few_policies"
    assert not any(name.startswith("mean_score") for name in found)


def test_policies_of_unknown_quality_have_means_and_no_order():
    rows = [*written("base", (0, 1)), *written("sft", (1, 1))]
    for line in rows:
        del line["quality"]
    found = measured(rows)
    assert found["policy_order"].reason == "no_quality"
    assert found["mean_score:sft"].value == 1.0


def test_a_policy_that_was_never_scored_has_no_mean():
    rows = [*written("base", (0, 1)), *written("sft", ("bad", "worse"))]
    for line in rows:
        line["quality"] = 0.0
    assert "mean_score:sft" not in measured(rows)
