from rewards.types import Message, Sample
from validation.conformance.failures import check_sample_unchanged


def samples():
    turns = (Message("user", "Q"), Message("assistant", "A"))
    return [Sample(f"s{n}", turns, {"answer": str(n)}) for n in range(3)]


def test_a_reward_that_eats_the_reference_is_caught():
    def eats(sample):
        return float(sample.reference_answer.pop("answer") == sample.response)

    check = check_sample_unchanged(eats, samples())
    assert (check.outcome, "'s0' was changed" in check.says) == ("failed", True)


def test_a_reward_that_only_reads_passes():
    assert check_sample_unchanged(lambda sample: 1.0, samples()).outcome == "passed"


def test_a_reward_that_raises_is_told_elsewhere():
    assert (
        check_sample_unchanged(lambda sample: float(sample.response), samples()).outcome == "passed"
    )
