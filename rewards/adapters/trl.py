"""TRL: its reward functions as rewards, and a reward as one of them.

TRL's trainers call `f(prompts=, completions=, completion_ids=, **columns, trainer_state=,
log_extra=, log_metric=)` for a batch, every column a list, and read `f.__name__`; it answers with
a list of numbers, None where it does not apply (`trl/trainer/grpo_trainer.py`, v1.9.2).
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rewards.adapters import chat
from rewards.scoring import parts_by_path, score
from rewards.types import Reward, Sample

# Lists that the trainer passes and that are no column of the dataset.
_OWN = ("completion_ids", "environments")


@dataclass(frozen=True)
class TrlReward:
    """A TRL reward function as a reward, called with one completion at a time.

    It gets messages, or texts where it is not `conversational`; the metadata and the id as
    columns, and the reference (or the text of its `field`) as the column `reference`. Token ids
    and the trainer's own objects are not at hand, so a function that needs one raises TypeError.

    Attributes:
        function (callable): TRL's reward function.
        reference (str): The name of the column for the reference. Default "reference_answer".
        field (str or None): The part of the reference whose text is passed; None passes all of it.
        conversational (bool): Whether messages are passed, and not texts. Default True.
    """

    function: Callable[..., Any]
    reference: str = "reference_answer"
    field: str | None = None
    conversational: bool = True

    def __call__(self, sample: Sample) -> float | None:
        prompt, completion = chat.prompt_and_completion(sample)
        columns = {**chat.columns_of(sample), self.reference: chat.gold_value(sample, self.field)}
        arguments = {name: [value] for name, value in columns.items()}
        as_passed = list if self.conversational else chat.chat_text
        arguments["prompts"] = [as_passed(prompt)]
        arguments["completions"] = [as_passed(completion)]
        answers = chat.call_function(self.function, arguments)
        if isinstance(answers, str | Mapping) or not isinstance(answers, Iterable):
            raise TypeError(f"expected a list of one reward, got {answers!r:.80}")
        listed = list(answers)
        if len(listed) != 1:
            raise ValueError(f"expected one reward for one completion, got {len(listed)}")
        answer: float | None = listed[0]
        return answer


@dataclass(frozen=True)
class TrlFunction:
    """A reward as a TRL reward function, `name` being its name in TRL's logs.

    The column `reference` is the reference, `id` the id, `tools` the tools, every other one
    metadata. An abstention is None. A fault is raised, as ScoringError. The mean of each part is
    logged by its path.

    Attributes:
        reward (Reward): The reward that TRL is to call.
        name (str): Its name in TRL's logs. Default "reward".
        reference (str): The column that holds the reference. Default "reference_answer".
    """

    reward: Reward
    name: str = "reward"
    reference: str = "reference_answer"

    @property
    def __name__(self) -> str:
        return self.name

    def __call__(
        self,
        prompts: Sequence[Any],
        completions: Sequence[Any],
        *,
        log_metric: Callable[[str, float], None] | None = None,
        **columns: Any,
    ) -> list[float | None]:
        _check_length("prompts", prompts, len(completions))
        scores = []
        for n, row in enumerate(_rows(columns, len(completions))):
            reference = row.pop(self.reference, None)
            sample = chat.read_rollout(
                prompts[n], completions[n], reference=reference, columns=row, default_id=f"row-{n}"
            )
            scores.append(score(self.reward, sample))
        if log_metric is not None:
            heard: dict[str, list[float]] = {}
            for said in scores:
                for path, value in (parts_by_path(said) if said else {}).items():
                    heard.setdefault(path, []).append(value)
            for path, values in heard.items():
                log_metric(f"{self.name}/{path}", math.fsum(values) / len(values))
        return [None if said is None else said.value for said in scores]


def _rows(columns: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """One dict a completion; what is no list is the trainer's own and no column."""
    lists = {name: it for name, it in columns.items() if isinstance(it, list) and name not in _OWN}
    for name, column in lists.items():
        _check_length(name, column, count)
    return [{name: column[n] for name, column in lists.items()} for n in range(count)]


def _check_length(name: str, column: Sequence[Any], count: int) -> None:
    if len(column) != count:
        raise ValueError(f"{name}: expected one for each of {count} completions, got {len(column)}")
