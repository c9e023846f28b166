"""verifiers: the functions of its rubrics as rewards, and a reward as one of them.

A rubric calls `f` with those of `prompt`, `completion`, `answer`, `state`, `info`, `task` and the
other columns that `f` names, or with all of them where it takes any, awaits it if it must, and
reads `f.__name__` (`verifiers/rubrics/rubric.py`, 0.1.15).
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rewards.adapters import chat
from rewards.scoring import score
from rewards.types import Reward, Sample


@dataclass(frozen=True)
class RubricReward:
    """A verifiers rubric function as a reward; it may be async, and answers with one number.

    It gets the messages as `prompt` and `completion` (texts where it is not `conversational`),
    the reference (or the text of its `field`) as `answer`, the metadata with the id as `info` and
    as columns, their `task`, a `state` of these alone, and the `objects`, such as a parser, that
    its rubric would add.

    Attributes:
        function (callable): The function of the rubric.
        field (str or None): The part of the reference whose text is passed; None passes all of it.
        conversational (bool): Whether messages are passed, and not texts. Default True.
        objects (mapping of str): What the rubric would add, such as a parser. Default none.
    """

    function: Callable[..., Any]
    field: str | None = None
    conversational: bool = True
    objects: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __call__(self, sample: Sample) -> float | None:
        prompt, completion = chat.prompt_and_completion(sample)
        as_passed = list if self.conversational else chat.chat_text
        reference = chat.gold_value(sample, self.field)
        columns = chat.columns_of(sample)
        state = {
            "prompt": as_passed(prompt),
            "completion": as_passed(completion),
            "answer": "" if reference is None else reference,
            "info": columns,
            "task": sample.metadata.get("task"),
        }
        own = {**state, "state": {**state, "example_id": sample.id}}
        answer: float | None = chat.call_function(self.function, {**columns, **own, **self.objects})
        return answer


@dataclass(frozen=True)
class RubricFunction:
    """A reward as a verifiers rubric function, `name` being its name among the metrics.

    `info` is the metadata (an object, or its text), with a `task` that is a text; `answer` is the
    reference, and the id is the state's `example_id`. Raises ScoringError on a fault, and
    ValueError where the reward abstains: a rubric logs any exception, and pays 0 for it.

    Attributes:
        reward (Reward): The reward that the rubric is to call.
        name (str): Its name among the metrics. Default "reward".
    """

    reward: Reward
    name: str = "reward"

    @property
    def __name__(self) -> str:
        return self.name

    def __call__(
        self,
        prompt: Any,
        completion: Any,
        answer: Any = "",
        state: Mapping[str, Any] | None = None,
        info: Mapping[str, Any] | str | None = None,
        task: Any = None,
        **others: Any,
    ) -> float:
        columns = dict(json.loads(info) if isinstance(info, str) else info or {})
        if isinstance(task, str):
            columns.setdefault("task", task)
        if state is not None and "example_id" in state:
            columns.setdefault("id", state["example_id"])
        reference = None if answer == "" else answer
        sample = chat.read_rollout(prompt, completion, reference=reference, columns=columns)
        said = score(self.reward, sample)
        if said is None:
            raise ValueError(f"sample {sample.id!r}: abstained, for which a rubric has no number")
        return said.value
