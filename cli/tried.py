"""What `assay validate` tries beside the samples: attacks, and the platform's contract."""

from collections.abc import Callable, Collection
from concurrent.futures import Executor
from copy import deepcopy

import click

from cli.contract import trial_of
from cli.quiet import silent
from validation.conformance import Check, Trial, conformance
from validation.conformance.untouched import check_untouched
from validation.dataset import Dataset
from validation.declared import Declared
from validation.endpoint import InvocationError
from validation.errors import InputError
from validation.opened import Serving
from validation.probes import probe
from validation.scoring import Watch
from validation.target import RewardTarget, Target
from validation.trials import Trials

STAGES = ("probe", "conform")
PROMPTS = 40
"""Prompts that are attacked unless told otherwise: enough to settle, and a second or two."""


TOUCHED = 4
"""Samples that are compared with what they were before they were scored."""


def tried_options(command: Callable[..., None]) -> Callable[..., None]:
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
        default=PROMPTS,
        show_default=True,
        metavar="N",
        help="Prompts to attack the reward on, at most.",
    )
    return skip(attacked(command))


def tried(
    target: Target,
    dataset: Dataset,
    declared: Declared,
    serving: Serving,
    executor: Executor | None,
    watch: Watch,
    skip: Collection[str],
    attacked: int,
) -> Trials:
    """Attack the target on the prompts of the data, and hold its handler to the contract."""
    probing = None if "probe" in skip else probe(target, dataset, executor, watch, prompts=attacked)
    if "conform" in skip:
        return Trials(probing)
    trial = trial_of(target, serving)
    if trial is None:
        return Trials(probing, unchecked="not_callable")
    checks = _checks(trial, dataset, declared)
    if isinstance(target, RewardTarget):
        samples = [deepcopy(row.sample) for row in dataset.rows[:TOUCHED]]
        checks = (*checks, check_untouched(target.reward, samples))
    return Trials(probing, checks)


def _checks(trial: Trial, dataset: Dataset, declared: Declared) -> tuple[Check, ...]:
    ends = declared.reward_range
    held = None if ends is None else (ends.low, ends.high)
    try:
        with silent():
            return conformance(trial, dataset.rows, held).checks
    except InvocationError as error:
        raise InputError(f"{trial.endpoint.name}: {error}") from error
