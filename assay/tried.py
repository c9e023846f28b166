"""What `assay validate` tries beside the samples: attacks, and the platform's contract."""

from collections.abc import Callable, Collection
from concurrent.futures import Executor
from copy import deepcopy

import click

from assay.contract import as_handler_under_test
from assay.output import mute_stdout
from validation.assumptions import RunAssumptions
from validation.conformance import Check, HandlerUnderTest, conformance
from validation.conformance.failures import check_sample_unchanged
from validation.dataset import Dataset
from validation.errors import InputError
from validation.probes import probe
from validation.run import CheckResults
from validation.scoring import Watch
from validation.targets.endpoint import InvocationError
from validation.targets.open import ServingOptions
from validation.targets.target import RewardTarget, Target

STAGES = ("probe", "conform")
ATTACKED_PROMPTS = 40
"""Prompts that are attacked unless told otherwise: enough to settle, and a second or two."""


COMPARED_SAMPLES = 4
"""Samples that are compared with what they were before they were scored."""


def check_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command --skip and --attacked."""
    skip = click.option(
        "--skip",
        multiple=True,
        type=click.Choice(STAGES),
        help="Leave the attacks out, or the contract; the default gates are not passed without.",
    )
    attacked = click.option(
        "--attacked",
        type=click.IntRange(min=1),
        default=ATTACKED_PROMPTS,
        show_default=True,
        metavar="N",
        help="Prompts to attack the reward on, at most.",
    )
    return skip(attacked(command))


def run_checks(
    target: Target,
    dataset: Dataset,
    declared: RunAssumptions,
    serving: ServingOptions,
    executor: Executor | None,
    watch: Watch,
    skip: Collection[str],
    attacked: int,
) -> CheckResults:
    """Attack the target on the prompts of the data, and hold its handler to the contract."""
    probing = None if "probe" in skip else probe(target, dataset, executor, watch, prompts=attacked)
    if "conform" in skip:
        return CheckResults(probing)
    trial = as_handler_under_test(target, serving)
    if trial is None:
        return CheckResults(probing, unchecked="not_callable")
    checks = _run_conformance(trial, dataset, declared)
    if isinstance(target, RewardTarget):
        samples = [deepcopy(row.sample) for row in dataset.rows[:COMPARED_SAMPLES]]
        checks = (*checks, check_sample_unchanged(target.reward, samples))
    return CheckResults(probing, checks)


def _run_conformance(
    trial: HandlerUnderTest, dataset: Dataset, declared: RunAssumptions
) -> tuple[Check, ...]:
    ends = declared.reward_range
    held = None if ends is None else (ends.low, ends.high)
    try:
        with mute_stdout():
            return conformance(trial, dataset.rows, held).checks
    except InvocationError as error:
        raise InputError(f"{trial.endpoint.name}: {error}") from error
