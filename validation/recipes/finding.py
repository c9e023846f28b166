"""What is wrong with a recipe, and what the rules look at to say so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from validation.recipes.document import Recipe, Setting
from validation.recipes.keys import KEYS, RecipeKey

Harm = Literal["error", "advice"]

_PREFIX = "HyperParameters."


@dataclass(frozen=True)
class RecipeFinding:
    """One thing to mend in a recipe, or to think about.

    Attributes:
        harm: "error" for what stops or spoils the run, "advice" for the rest.
        rule: the name of the rule, the same for every recipe that breaks it.
        place: the setting and its line.
        says: what was found, and why it matters.
        fix: what to do.
        source: who says so.
        mend: what `--fix` writes: the new value by its path.
        rename: what `--fix` renames: the new last key by the path that has it wrong.
    """

    harm: Harm
    rule: str
    place: str
    says: str
    fix: str
    source: str
    mend: Mapping[str, Any] = field(default_factory=dict)
    rename: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FunctionLimits:
    """What Lambda holds a reward function to.

    Attributes:
        timeout: seconds that a call may take.
        reserved: the function's reserved concurrency; None where it has none.
        account: calls at once that the account may have; None where it is not known.
    """

    timeout: float
    reserved: int | None = None
    account: int | None = None


@dataclass(frozen=True)
class Evidence:
    """What was measured of the reward and its data before the run.

    Attributes:
        pass_rate: the low and the high end of the base pass rate; None where no report says it.
        dead_groups: the share of groups without a difference, by the samples of a group.
        batch_seconds: the p95 of a batch by its size, in seconds.
        rows: how many rows the run would train on; None where no rows were given.
        row_bytes: the bytes of the longest row as it is sent, without the model's reply.
        prompt_characters: the characters of the longest prompt.
        inference_effort: the reasoning effort with which the model is used afterwards; None where
            it is not known.
        has_inference_effort: whether that was said at all, since None is a value of its own.
        limits: what Lambda holds the function to; None where it was not asked.
    """

    pass_rate: tuple[float, float] | None = None
    dead_groups: Mapping[int, float] = field(default_factory=dict)
    batch_seconds: tuple[int, float] | None = None
    rows: int | None = None
    row_bytes: int | None = None
    prompt_characters: int | None = None
    inference_effort: str | None = None
    has_inference_effort: bool = False
    limits: FunctionLimits | None = None


@dataclass(frozen=True)
class RunPlan:
    """A recipe whose settings are found by the ideas that they stand for.

    Attributes:
        recipe: the recipe as it was read.
        evidence: what was measured before the run.
        named: the settings by the name of their key.
    """

    recipe: Recipe
    evidence: Evidence
    named: Mapping[str, Setting]

    @property
    def keys(self) -> Mapping[str, RecipeKey]:
        return KEYS[self.recipe.form]

    def key_at(self, path: str) -> RecipeKey | None:
        """The key of a path; inside a request the hyperparameters have a prefix."""
        return self.keys.get(path.removeprefix(_PREFIX))

    def number(self, name: str) -> float | None:
        """The value of a setting, or its default where it is left out; None where it is none."""
        setting = self.named.get(name)
        value = setting.value if setting else self.default(name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if is_number else None

    def default(self, name: str) -> Any:
        return next((key.default for key in self.keys.values() if key.name == name), None)

    def place(self, name: str) -> str:
        """Where the setting stands, or where it would."""
        if name in self.named:
            return self.named[name].place
        return next((key.path for key in self.keys.values() if key.name == name), name)


def plan_run(recipe: Recipe, evidence: Evidence) -> RunPlan:
    """The recipe by the names of its keys."""
    keys = KEYS[recipe.form]
    named = {
        keys[path.removeprefix(_PREFIX)].name: setting
        for path, setting in recipe.settings.items()
        if path.removeprefix(_PREFIX) in keys
    }
    return RunPlan(recipe, evidence, named)
