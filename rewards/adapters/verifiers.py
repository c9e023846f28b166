"""verifiers: its reward functions as rewards, and a reward as one of them.

Since 0.4 a task has `@vf.reward` methods, and functions that its configuration plugs in, which are
awaited with those of `task` (its data) and `trace` (the rollout) that they name
(`verifiers/v1/task.py`, 0.4.0): `TraceReward` and `TraceFunction`.

Before, a rubric called `f` with those of `prompt`, `completion`, `answer`, `state`, `info`, `task`
and the other columns that `f` names, or with all of them where it takes any, awaited it if it had
to, and read `f.__name__` (`verifiers/rubrics/rubric.py`, 0.1.15): `RubricReward` and
`RubricFunction`.
"""

import asyncio
import dataclasses
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from rewards.adapters import chat
from rewards.scoring import parts_by_path, score
from rewards.types import AssayError, Reward, Sample, Score


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


@dataclass(frozen=True)
class TraceReward:
    """A `@vf.reward` function as a reward: a plugged function, or the method of a task's class.

    As `task`, and as `self.data` of a method, it gets the metadata, the id, the prompt and the
    reference under `reference`, as attributes; as `trace` the messages, `last_reply`,
    `assistant_messages` and `num_turns`, and metrics that it records become metrics of the score.
    Keyed rewards are summed. A function that needs a `runtime` raises TypeError.

    Attributes:
        function (callable): The function, async or not.
        reference (str): The name of the task's field for the reference. Default "answer".
        field (str or None): The part of the reference whose text is passed; None passes all of it.
    """

    function: Callable[..., Any]
    reference: str = "answer"
    field: str | None = None

    def __call__(self, sample: Sample) -> Score | float | None:
        prompt, completion = chat.prompt_and_completion(sample)
        columns = {**chat.columns_of(sample), self.reference: chat.gold_value(sample, self.field)}
        task = SimpleNamespace(**{"prompt": [_Turn(it) for it in prompt], **columns})
        trace = _Rollout([_Turn(it) for it in (*prompt, *completion)], SimpleNamespace(data=task))
        given = {"self": SimpleNamespace(data=task), "task": task, "trace": trace}
        answer: Mapping[str, float] | float | None = chat.call_function(self.function, given)
        if isinstance(answer, Mapping):
            return Score(math.fsum(answer.values()), metrics={**trace.metrics, **answer})
        return Score(answer, metrics=trace.metrics) if trace.metrics and answer else answer


class _Turn(dict[str, Any]):
    """A message whose entries are attributes as well, as those of verifiers are."""

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self.get(name)


@dataclass(frozen=True)
class _Rollout:
    """What a reward function reads of a trace."""

    messages: list[_Turn]
    task: SimpleNamespace
    metrics: dict[str, float] = field(default_factory=dict)
    info: dict[str, Any] = field(default_factory=dict)

    @property
    def assistant_messages(self) -> list[_Turn]:
        return [it for it in self.messages if it["role"] == "assistant"]

    @property
    def num_turns(self) -> int:
        return len(self.assistant_messages)

    @property
    def last_reply(self) -> str:
        return str(self.assistant_messages[-1]["content"]).strip()

    def record_metric(self, name: str, value: float) -> None:
        self.metrics[name] = float(value)


@dataclass(frozen=True)
class TraceFunction:
    """A reward as a `@vf.reward` function, `name` being its name in the trace.

    An attribute of a task's class is one of its rewards; `fn = "module:attribute"` plugs one in.
    The task's own fields are the metadata, that of the name `reference` is the reference, and the
    metrics of the trace get the parts by their paths. A fault is raised as ScoringError, and an
    abstention as ValueError; there a raised reward counts 0 in its trace's sum, so NaN is recorded
    before.

    Attributes:
        reward (Reward): The reward that the task is to call.
        name (str): Its name among the rewards. Default "reward".
        reference (str): The task's field that holds the reference. Default "answer".
    """

    reward: Reward
    name: str = "reward"
    reference: str = "answer"

    @property
    def __name__(self) -> str:
        return self.name

    async def __call__(self, task: Any, trace: Any) -> float:
        try:
            said = await asyncio.to_thread(self._score, task, trace)
        except (AssayError, ValueError, TypeError):
            trace.record_reward(self.name, math.nan)
            raise
        for path, value in parts_by_path(said).items():
            trace.record_metric(f"{self.name}/{path}", value)
        return said.value

    def _score(self, task: Any, trace: Any) -> Score:
        base = next((it for it in type(task).__mro__ if it.__name__ == "TaskData"), type(task))
        known = set(getattr(base, "model_fields", ())) if base is not type(task) else set()
        columns = task.model_dump() if hasattr(task, "model_dump") else dict(vars(task))
        columns = {name: it for name, it in columns.items() if name not in known - {"id"}}
        reference = columns.pop(self.reference, None)
        sample = chat.read_rollout([], trace.messages, reference=reference, columns=columns)
        said = score(self.reward, sample)
        if said is None:
            raise ValueError(f"sample {sample.id!r}: abstained, for which a trace has no number")
        return said
