"""The ready judges, and graded examples of each in `tests/judges/graded/`.

The examples are graded by a person who kept to the rubric, and are samples as `assay validate`
reads them. To see how far a model grades as that person does, name the judge in a file, `mine.py`,

    judge = helpfulness(Bedrock("us.amazon.nova-2-lite-v1:0"))

and run `assay validate mine.py:judge tests/judges/graded/helpfulness.jsonl`. Here, where there is
no model, the tests hold that a judge is shown all that its rubric speaks of.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from judges.ask import Ask, Question
from judges.judge import Judge
from judges.rubrics import (
    faithfulness,
    harmlessness,
    helpfulness,
    instruction_following,
    policy_compliance,
    reference_equivalence,
)
from rewards.reference import reference_text
from rewards.scoring import score
from tests.judges.scripted import answers, rated
from validation.dataset import LabelledSample, read_dataset

GRADED = Path(__file__).parent / "graded"
POINTS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Ready:
    """A ready judge, the material that it cannot do without, and under which name it sees that."""

    make: Callable[[Ask], Judge]
    metadata: str = ""
    named: str = ""

    @property
    def name(self) -> str:
        return self.make.__name__

    @property
    def rows(self) -> tuple[LabelledSample, ...]:
        return read_dataset(str(GRADED / f"{self.name}.jsonl")).rows


READY = [
    Ready(helpfulness),
    Ready(instruction_following),
    Ready(harmlessness),
    Ready(faithfulness, "source", "given_source"),
    Ready(policy_compliance, "policy", "given_policy"),
    Ready(reference_equivalence, named="reference_answer"),
]
EXAMPLES = [(ready, row) for ready in READY for row in ready.rows]
GUIDED = [(ready, row) for ready, row in EXAMPLES if ready.named]

every_judge = pytest.mark.parametrize("ready", READY, ids=lambda ready: ready.name)


def _id(value: Ready | LabelledSample) -> str:
    return value.name if isinstance(value, Ready) else str(value.sample.id)


def question_on(ready: Ready, row: LabelledSample) -> Question:
    asked: list[Question] = []
    ready.make(answers(rated(3), asked=asked))(row.sample)
    (question,) = asked
    return question


def anchors(text: str) -> list[tuple[int, str]]:
    """The points of the scale that the text describes, each with the lines that do."""
    found = re.finditer(r"^(\d+): (.+(?:\n   .+)*)", text, re.MULTILINE)
    return [(int(match[1]), match[2]) for match in found]


class TestTheRubric:
    @every_judge
    def test_every_point_of_the_scale_has_one_description_and_the_model_sees_it(self, ready):
        judge = ready.make(answers())
        assert judge.scale == (POINTS[0], POINTS[-1])
        system = question_on(ready, ready.rows[0]).system
        assert judge.rubric.strip() in system
        described = anchors(system)
        assert [point for point, _ in described] == [*POINTS]
        assert len({text for _, text in described}) == len(POINTS)

    @every_judge
    def test_points_of_a_rubric_decide_by_the_first_that_is_true(self, ready):
        rubric = " ".join(ready.make(answers()).rubric.split())
        assert "from 1 upwards. The first description that is true of the reply decides." in rubric

    @every_judge
    @pytest.mark.parametrize(
        "word", ["empty", "Disregard", "length", "formatting", "sure the repl"]
    )
    def test_rubric_says_what_to_disregard_and_what_an_empty_reply_is(self, ready, word):
        assert word in " ".join(ready.make(answers()).rubric.split())

    @every_judge
    def test_the_material_is_called_what_the_fence_calls_it(self, ready):
        question = question_on(ready, ready.rows[0])
        fences = {*re.findall(r"^<([a-z0-9_]+)-[0-9a-f]{16}>$", question.text, re.MULTILINE)}
        spoken_of = {*re.findall(r"given_\w+|reference_answer", ready.make(answers()).rubric)}
        assert spoken_of == ({ready.named} if ready.named else set())
        assert spoken_of <= fences


class TestTheExamples:
    @every_judge
    def test_examples_are_five_or_more_and_give_every_point(self, ready):
        assert {row.quality for row in ready.rows} == {*POINTS}
        assert len(ready.rows) >= 5

    @every_judge
    def test_an_empty_reply_is_among_them(self, ready):
        assert any(row.sample.response == "" for row in ready.rows)

    @pytest.mark.parametrize(("ready", "row"), EXAMPLES, ids=_id)
    def test_the_judge_is_shown_the_whole_conversation_and_no_grade(self, ready, row):
        question = question_on(ready, row)
        for turn in row.sample.messages:
            assert turn.content in question.text
        assert "quality" not in question.text
        assert question.system == question_on(ready, ready.rows[0]).system

    @pytest.mark.parametrize(("ready", "row"), GUIDED, ids=_id)
    def test_material_of_a_rubric_is_shown_outside_the_system_text(self, ready, row):
        question = question_on(ready, row)
        if ready.metadata:
            beside = row.sample.metadata[ready.metadata]
        else:
            beside = reference_text(row.sample)
        assert beside in question.text
        assert beside not in question.system

    @pytest.mark.parametrize(("ready", "row"), EXAMPLES, ids=_id)
    def test_a_model_that_gives_the_persons_grade_pays_it_on_0_to_1(self, ready, row):
        grade = int(row.quality)
        said = score(ready.make(answers(rated(grade))), row.sample)
        assert said is not None
        assert said.value == (grade - 1) / 4
        assert said.metrics == {"rating": grade}


@pytest.mark.parametrize("ready", [ready for ready in READY if ready.named], ids=lambda r: r.name)
def test_rubric_without_its_material_gives_no_rating(ready):
    asked: list[Question] = []
    bare = replace(ready.rows[0].sample, reference_answer=None, metadata={})
    with pytest.raises(ValueError, match=ready.metadata or "reference_answer"):
        ready.make(answers(asked=asked))(bare)
    assert asked == []
