"""Whether the reply follows instructions that a program can check, such as IFEval's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rewards.answers.marks import without_reasoning
from rewards.instructions.known import Instruction
from rewards.types import Sample, Score


@dataclass(frozen=True)
class FollowsInstructions:
    """The share of the instructions that the reply follows; with `strict`, 1 for all, else 0.

    Without `instructions` they are the sample's own, as in IFEval's dataset (Zhou et al. 2023,
    arXiv:2311.07911): the ids in metadata["instruction_id_list"], and the arguments of each in
    metadata["kwargs"]. The reply is what follows the reasoning; a blank one follows nothing.
    `strict` is IFEval's strict accuracy of a prompt. Each instruction has a metric, 1 or 0, named
    by its place and id: "0:keywords:existence".

    Raises ValueError where there is no instruction, and as `Instruction` does.

    Attributes:
        instructions (tuple of Instruction or None): Those to follow; None reads the metadata.
        strict (bool): Whether all must be followed for a 1, else 0. Default False.
    """

    instructions: tuple[Instruction, ...] | None = None
    strict: bool = False
    extras: ClassVar[dict[str, str]] = {"langdetect": "language"}

    def __post_init__(self) -> None:
        if self.instructions is None:
            return
        given = self.instructions
        fits = isinstance(given, tuple) and all(isinstance(one, Instruction) for one in given)
        if not (fits and given):
            raise ValueError(f"instructions: expected a tuple of Instruction, got {given!r}")

    def __call__(self, sample: Sample) -> Score:
        instructions = self.instructions or _instructions_of(sample)
        reply = without_reasoning(sample.response)
        followed = [(one.id, one.is_followed(reply)) for one in instructions]
        missed = [name for name, done in followed if not done]
        return Score(
            float(not missed) if self.strict else (len(followed) - len(missed)) / len(followed),
            f"not followed: {', '.join(missed)}" if missed else "",
            metrics={f"{at}:{name}": float(done) for at, (name, done) in enumerate(followed)},
        )


def _instructions_of(sample: Sample) -> tuple[Instruction, ...]:
    ids = _metadata_list(sample, "instruction_id_list")
    if not ids:
        raise ValueError("metadata.instruction_id_list: expected instructions, got none")
    arguments = _metadata_list(sample, "kwargs")
    if len(arguments) != len(ids):
        raise ValueError(
            f"metadata.kwargs: expected one for each of {len(ids)} instructions, "
            f"got {len(arguments)}"
        )
    instructions = []
    for place, (known, settings) in enumerate(zip(ids, arguments, strict=True)):
        try:
            instructions.append(Instruction(known, {} if settings is None else settings))
        except ValueError as error:
            raise ValueError(f"metadata, instruction {place}: {error}") from error
    return tuple(instructions)


def _metadata_list(sample: Sample, name: str) -> Sequence[Any]:
    values = sample.metadata.get(name)
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise ValueError(f"metadata.{name}: expected a list, got {values!r:.80}")
    return values


# The share of the instructions in metadata["instruction_id_list"] that the reply follows.
follows_instructions = FollowsInstructions()
