"""verl: its `compute_score` functions as rewards, and a reward as one of them.

verl calls `compute_score(data_source=, solution_str=, ground_truth=, extra_info=)`, and by setting
with more; it answers with a number, or with a dict whose `score` is the reward and whose other
entries are logged (`verl/experimental/reward_loop/reward_manager/naive.py`, commit b070598).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from rewards.adapters import chat
from rewards.scoring import describe, score
from rewards.types import Reward, Sample, Score


@dataclass(frozen=True)
class VerlReward:
    """A verl `compute_score` as a reward.

    It gets the reference (or the text of its `field`) as `ground_truth`, a number as its text since
    most such functions compare text, the metadata with the
    id and the messages of the prompt as `extra_info` (under what a verl row has there itself),
    and the metadata's `data_source`, if any, before this one. Of a dict that it answers with,
    `score` is the score, numbers are metrics and the rest is the reason.

    Attributes:
        function (callable): verl's `compute_score`.
        data_source (str): What is passed where the metadata have none. Default "".
        field (str or None): The part of the reference whose text is passed; None passes all of it.
    """

    function: Callable[..., Any]
    data_source: str = ""
    field: str | None = None

    def __call__(self, sample: Sample) -> Score | float | None:
        prompt, _ = chat.prompt_and_completion(sample)
        arguments = {
            "data_source": sample.metadata.get("data_source", self.data_source),
            "solution_str": sample.response,
            "ground_truth": chat.gold_text(sample, self.field),
            "extra_info": {"prompt": prompt, **_extra_info(sample)},
        }
        answer: Mapping[str, Any] | float | None = chat.call_function(self.function, arguments)
        return _as_score(answer) if isinstance(answer, Mapping) else answer


@dataclass(frozen=True)
class VerlFunction:
    """A reward as a verl `compute_score`, whose number alone it answers with.

    (verl stacks the entries of a dict over a batch, by the keys of the first: a part that is not
    there for every sample would end the run.) `extra_info` and `data_source` are the metadata, but
    for an `id` (else it is made of the `index`), `tools`, and a `prompt`, which verl does not pass
    of itself. Raises ScoringError on a fault, and ValueError where the reward abstains.

    Attributes:
        reward (Reward): The reward that verl is to call.
        name (str): Its name in verl. Default "compute_score".
    """

    reward: Reward
    name: str = "compute_score"

    @property
    def __name__(self) -> str:
        return self.name

    def __call__(
        self,
        data_source: str,
        solution_str: str,
        ground_truth: Any,
        extra_info: Mapping[str, Any] | None = None,
        **others: Any,
    ) -> float:
        columns = {"data_source": data_source, **(extra_info or {})}
        sample = chat.read_rollout(
            columns.pop("prompt", []),
            solution_str,
            reference=ground_truth,
            columns=columns,
            default_id=f"row-{columns.get('index', 0)}",
        )
        said = score(self.reward, sample)
        if said is None:
            raise ValueError(f"sample {sample.id!r}: abstained, for which verl has no number")
        return said.value


def _extra_info(sample: Sample) -> dict[str, Any]:
    columns = chat.columns_of(sample)
    inner = columns.pop("extra_info", None)
    if isinstance(inner, Mapping):
        return {**columns, **inner}
    return columns if inner is None else {**columns, "extra_info": inner}


def _as_score(answer: Mapping[str, Any]) -> Score:
    if "score" not in answer:
        raise ValueError(f"expected a dict with 'score', got one with {sorted(map(str, answer))}")
    rest = {name: it for name, it in answer.items() if name != "score"}
    metrics = {name: float(it) for name, it in rest.items() if isinstance(it, Real)}
    told = {name: it if isinstance(it, str) else describe(it) for name, it in rest.items()}
    reason = "; ".join(f"{name}: {it}" for name, it in told.items() if name not in metrics)
    return Score(answer["score"], reason, metrics=metrics)
