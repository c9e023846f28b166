import pytest

from lambda_handlers.telemetry import GroupVariance, group_variance
from rewards.types import Message, Sample, ToolCall


def scored(prompt: str, *rewards: float) -> list[tuple[Sample, float]]:
    turns = (Message("user", prompt), Message("assistant", "so"))
    return [(Sample(f"{prompt}/{n}", turns), reward) for n, reward in enumerate(rewards)]


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        ([], GroupVariance(0, None)),
        (scored("p", 1.0), GroupVariance(0, None)),  # one reply has nothing to be better than
        (scored("p", 1.0, 1.0), GroupVariance(1, 1.0)),
        (scored("p", 1.0, 0.0), GroupVariance(1, 0.0)),
        # of p, q and r two are flat; s is one reply, and no group
        (
            [*scored("p", 1, 1), *scored("q", 0, 1, 1), *scored("r", 0, 0), *scored("s", 1)],
            GroupVariance(3, 2 / 3),
        ),
    ],
)
def test_the_share_of_prompts_whose_replies_all_earn_the_same(samples, expected):
    assert group_variance(samples) == expected


def test_groups_are_told_apart_by_all_before_the_reply_wherever_they_stand():
    mixed = [
        pair for pairs in zip(scored("p", 1, 0), scored("q", 1, 1), strict=True) for pair in pairs
    ]
    assert group_variance(mixed) == GroupVariance(2, 0.5)


def test_a_prompt_with_tool_calls_is_a_prompt():
    # arguments are a dict, which has no hash
    history = tuple(
        Message("assistant", "", (ToolCall("look_up", {"word": word}),)) for word in ("a", "b")
    )
    answered = Message("assistant", "so")
    samples = [Sample("s", (turn, answered)) for turn in (*history, history[0])]
    assert group_variance([(sample, 1.0) for sample in samples]) == GroupVariance(1, 1.0)
