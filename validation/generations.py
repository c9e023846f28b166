"""Asking a model for replies: the generations that a reward is to be validated on."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from judges.ask import Ask, Question, Reply, Sampling
from judges.asking import asked
from judges.errors import VerdictError
from rewards.scoring import describe
from rewards.types import Message, Sample
from rewards.wire.rows import with_reply
from validation.dataset import LabelledSample, row_as_dict
from validation.errors import InputError

Item = TypeVar("Item")
# A reply, or why there is none: a filter stood before it, or there was nothing in it.
ReplyOrError = Reply | VerdictError


@dataclass(frozen=True)
class Generation:
    """What a policy replied to one prompt when it was asked for the `number`th time, from 0."""

    prompt: LabelledSample
    number: int
    drawn: ReplyOrError

    @property
    def id(self) -> str:
        return f"{self.prompt.prompt_id}/{self.number}"

    def row(self, policy: str) -> dict[str, Any]:
        """As a line of a dataset; raises the reason where there is no reply."""
        if isinstance(self.drawn, VerdictError):
            raise self.drawn
        reply = Message("assistant", self.drawn.text)
        sample = with_reply(self.prompt.sample, reply, self.id)
        if self.drawn.truncated:
            sample = replace(sample, metadata={**sample.metadata, "truncated": True})
        return row_as_dict(LabelledSample(sample, self.prompt.prompt_id, policy=policy))


def prompt_turns(sample: Sample) -> tuple[Message, ...]:
    """The conversation up to where the policy replies."""
    return sample.messages[:-1] if sample.answered else sample.messages


def first_of_each_prompt(rows: Sequence[LabelledSample]) -> list[LabelledSample]:
    """One row a prompt: a dataset of generations serves as one of prompts too."""
    return list({row.prompt_id: row for row in reversed(rows)}.values())[::-1]


def rows_by_prompt(rows: Iterable[LabelledSample]) -> dict[str, list[LabelledSample]]:
    """The rows of each prompt, in their order."""
    prompts: dict[str, list[LabelledSample]] = {}
    for row in rows:
        prompts.setdefault(row.prompt_id, []).append(row)
    return prompts


def pick_evenly(items: Sequence[Item], most: int) -> list[Item]:
    """At most so many of them, evenly spread."""
    if len(items) <= most:
        return [*items]
    return [items[at * len(items) // most] for at in range(max(most, 0))]


def generations(
    policy: Ask, prompts: Sequence[LabelledSample], count: int, sampling: Sampling, workers: int
) -> Iterator[Generation]:
    """`count` replies to each prompt, those to one prompt together, in the order of the prompts.

    Raises InputError, before anything is asked, for a prompt that does not end in a user's turn,
    and where the model could not be asked: what was answered before is for whoever remembers it.
    """
    questions = policy_questions(prompts, sampling)
    executor = ThreadPoolExecutor(workers)
    try:
        waiting = [
            (prompt, number, executor.submit(copy_context().run, asked, policy, again))
            for prompt, question in zip(prompts, questions, strict=True)
            for number in range(count)
            for again in [replace(question, repeat=number)]
        ]
        for prompt, number, future in waiting:
            yield Generation(prompt, number, _reply_or_error(policy, prompt, future))
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def policy_questions(prompts: Sequence[LabelledSample], sampling: Sampling) -> list[Question]:
    """What the model is asked, a question a prompt; raises InputError as `generations` does."""
    return [_question(prompt.sample, sampling) for prompt in prompts]


def _question(sample: Sample, sampling: Sampling) -> Question:
    turns = prompt_turns(sample)
    system = [turn.content for turn in turns if turn.role == "system"]
    spoken = [turn for turn in turns if turn.role != "system"]
    if not spoken or spoken[-1].role != "user":
        last = spoken[-1].role if spoken else "no turn"
        raise InputError(
            f"sample {sample.id!r}: expected a prompt that ends in a user's turn, got {last}"
        )
    return Question(spoken[-1].content, "\n\n".join(system), tuple(spoken[:-1]), sampling=sampling)


def _reply_or_error(policy: Ask, prompt: LabelledSample, future: "Future[Reply]") -> ReplyOrError:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, VerdictError):
        return error
    place = f"prompt {prompt.prompt_id!r}"
    what = f"{place}: {describe(policy)} could not be asked: {type(error).__name__}: {error}"
    raise InputError(f"{what}; what was answered is kept, and a second run goes on") from error
