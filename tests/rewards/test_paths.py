from rewards.scoring import metrics_by_path, parts_by_path, paths, ratings_by_path
from rewards.types import Score

INNER = Score(0.5, ratings={"nova": 0.25}, metrics={"words": 7.0})
WHOLE = Score(1.0, parts={"quality": Score(0.6, parts={"concise": INNER})}, ratings={"ann": 1.0})


def test_parts_are_named_by_path_outer_before_inner():
    assert list(parts_by_path(WHOLE).items()) == [("quality", 0.6), ("quality.concise", 0.5)]


def test_ratings_and_metrics_are_found_at_any_depth():
    assert ratings_by_path(WHOLE) == {"ann": 1.0, "quality.concise.nova": 0.25}
    assert metrics_by_path(WHOLE) == {"quality.concise.words": 7.0}


def test_every_number_is_listed_with_its_kind():
    assert list(paths(WHOLE)) == [
        ("part", "quality"),
        ("rating", "ann"),
        ("part", "quality.concise"),
        ("rating", "quality.concise.nova"),
        ("metric", "quality.concise.words"),
    ]
