"""Multi-turn training: a reward's score as the message that each public contract expects.

    rollout request ──▶ read_rollout(messages) ──▶ reward ──▶ RolloutReply | AgentReply

How certain each contract is stands in its class. None of them calls a reward function of Lambda:
the orchestration or the agent asks the reward, and reports its score.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rewards.adapters import chat
from rewards.scoring import score
from rewards.types import Reward


@dataclass(frozen=True)
class RolloutReply:
    """HyperPod with orchestration of one's own: the reply to a rollout request of version v0.

    *Uncertain*: the form is of an older public page, and the newer one points to documents that are
    not public. The reference is `answer` in the request's `data`, its other keys are the metadata.

    Attributes:
        reward (Reward): Scores the finished conversation.
        stop_reason (str): Why the rollout ended. Default "end_of_conversation".
    """

    reward: Reward
    stop_reason: str = "end_of_conversation"

    def __call__(
        self, request: Mapping[str, Any], messages: Sequence[Any], **metadata: Any
    ) -> dict[str, Any]:
        """The reply; raises ValueError for another version, and for a score off the range."""
        if request.get("version") != "v0":
            raise ValueError(f"version: expected 'v0', got {request.get('version')!r}")
        data = {**request.get("data", {}), **metadata}
        value = _score_rollout(self.reward, request["sample_id"], messages, data)
        low, high = request.get("rewards", {}).get("range", (value, value))
        if not low <= value <= high:
            raise ValueError(f"the score is {value:g}, and the request allows {low:g} to {high:g}")
        return {
            "version": "v0",
            "sample_id": request["sample_id"],
            "stop_reason": self.stop_reason,
            "rewards": {"aggregate_score": value},
        }


@dataclass(frozen=True)
class AgentReply:
    """SageMaker's serverless multi-turn training: what an agent returns, and what it reports.

    *Documented*: `{"reward": number}` from the agent's handler (AWS's pages and sagemaker-train),
    and UpdateReward in botocore's model of `sagemakerjobruntime`. *Uncertain*: whether `Rewards`
    holds a number for each turn, as the model's text says, or one, as the SDK sends.

    Attributes:
        reward (Reward): Scores the finished conversation.
    """

    reward: Reward

    def __call__(
        self, request: Mapping[str, Any], messages: Sequence[Any], **metadata: Any
    ) -> dict[str, float]:
        """What the agent's handler returns for a request with `prompt` and `metadata`."""
        identity = request.get("metadata", {}).get("rolloutId", "rollout")
        return {"reward": _score_rollout(self.reward, identity, messages, metadata)}

    def update(
        self,
        request: Mapping[str, Any],
        trajectory_id: str,
        messages: Sequence[Any],
        **metadata: Any,
    ) -> dict[str, Any]:
        """The parameters of `update_reward` for a trajectory, with one number for all of it."""
        value = self(request, messages, **metadata)["reward"]
        job = request["metadata"]["jobArn"]
        return {"JobArn": job, "TrajectoryId": trajectory_id, "Rewards": [value]}


def forwarder_error(error: Exception) -> dict[str, str]:
    """What a forwarder of Lambda answers on a fault, by AWS's pages.

    *Uncertain*: AWS's template has `error` in the place of `errorType`.
    """
    if isinstance(error, PermissionError):
        kind = "AccessDenied"
    else:
        is_request = isinstance(error, ValueError | LookupError | TypeError)
        kind = "ValidationError" if is_request else "InternalServerError"
    return {"errorType": kind, "errorMessage": str(error)}


def _score_rollout(
    reward: Reward, identity: Any, messages: Sequence[Any], data: Mapping[str, Any]
) -> float:
    columns = {name: value for name, value in data.items() if name not in ("prompt", "answer")}
    reference = data.get("answer", data.get("reference_answer"))
    columns.pop("reference_answer", None)
    if isinstance(reference, dict | list):
        reference = json.loads(json.dumps(reference))
    sample = chat.read_rollout(
        [], messages, reference=reference, columns={**columns, "id": identity}
    )
    said = score(reward, sample)
    if said is None:
        raise ValueError(f"rollout {identity!r}: the reward abstained, and a number is expected")
    return said.value
