"""Reading a recipe or a request for a run: every setting by the path where it is written.

    YAML or JSON ──▶ nested values ──▶ form (whose recipe is it?) ──▶ Recipe(settings by path)

Published recipes refer to their own settings (`${oc.select:run.reward_lambda_arn}`), hold blanks
for a tool to fill (`{{name}}`), and write numbers such as `1e-4`, which YAML 1.1 reads as text.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from validation.errors import InputError, name_unusable_file

# Who runs it, as users write it in `--platform`.
RunPlatform = Literal["training-job", "hyperpod", "serverless", "bedrock"]
RUN_PLATFORMS: tuple[RunPlatform, ...] = ("training-job", "hyperpod", "serverless", "bedrock")

# How it is written: each form has its own keys.
RecipeForm = Literal[
    "nova training job",
    "nova on HyperPod",
    "nova evaluation",
    "open weights on HyperPod",
    "nova serverless",
    "open weights serverless",
    "multi-turn",
    "Bedrock",
    "open weights on Bedrock",
]
PLATFORM_OF: Mapping[RecipeForm, RunPlatform] = {
    "nova training job": "training-job",
    "nova on HyperPod": "hyperpod",
    "nova evaluation": "training-job",
    "open weights on HyperPod": "hyperpod",
    "nova serverless": "serverless",
    "open weights serverless": "serverless",
    "multi-turn": "serverless",
    "Bedrock": "bedrock",
    "open weights on Bedrock": "bedrock",
}

# Keys that recipes of HyperPod alone have, by AWS's recipes of June 2026.
_HYPERPOD_ALONE = (
    "run.output_s3_path",
    "run.rollout_worker_replicas",
    "training_config.rollout.rollout_strategy",
    "training_config.trainer.refit_freq",
    "training_config.trainer.save_top_k",
    "training_config.trainer.peft.lora_tuning.loraplus_lr_ratio",
)

_REFERENCE = re.compile(r"\$\{(?:oc\.select:\s*)?([\w.]+)\s*(?:,\s*([^}]*))?\}")
_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_BLANK = re.compile(r"\{\{.*?\}\}|<[^<>]+>")


@dataclass(frozen=True)
class Setting:
    """One value of a recipe.

    Attributes:
        path: the keys that lead to it, joined by dots.
        value: what it comes to: references are followed, and text that is a number is a number.
        written: the value as it stands in the file.
        line: its line in the file, counted from 1; None in JSON.
    """

    path: str
    value: Any
    written: Any
    line: int | None = None

    @property
    def place(self) -> str:
        """`training_config.max_length (line 12)`."""
        return self.path if self.line is None else f"{self.path} (line {self.line})"

    @property
    def is_blank(self) -> bool:
        """Whether a tool or a person has still to fill it in: `""`, `<bucket>`, `{{name}}`."""
        if self.value is None or self.value == "":
            return True
        return isinstance(self.value, str) and bool(
            _BLANK.search(self.value) or "example-bucket" in self.value
        )


@dataclass(frozen=True)
class Recipe:
    """A recipe or request, as it was read.

    Attributes:
        file: where it was read.
        form: whose keys it has.
        platform: who runs it.
        settings: every value by its path, in the order of the file.
        document: the nested values as the file's reader made them, with comments where it is YAML.
    """

    file: str
    form: RecipeForm
    platform: RunPlatform
    settings: Mapping[str, Setting]
    document: Any


def read_recipe(path: str | Path, platform: RunPlatform | None = None) -> Recipe:
    """The recipe or request in a file of YAML or JSON.

    `platform` decides where the keys leave it open, as those of a Nova training job do.

    Raises:
        InputError: The file cannot be read, is no mapping, refers to itself in a circle, or is of
            no form that is known, or of another platform than the one that was given.
    """
    document = _parse_document(Path(path))
    if not isinstance(document, Mapping):
        raise InputError(f"{path}: expected a mapping of settings, got {type(document).__name__}")
    flat = {
        setting.path: setting for setting in _flatten(document, "", f"{path}".endswith(".json"))
    }
    settings = {name: _resolve(setting, flat, (name,)) for name, setting in flat.items()}
    form = _find_form(str(path), settings, platform)
    found = platform if form == "nova evaluation" and platform else PLATFORM_OF[form]
    if platform is not None and found != platform:
        raise InputError(
            f"{path}: its keys are those of {form} ({found}), and the platform that was given is "
            f"{platform}"
        )
    return Recipe(str(path), form, found, settings, document)


def _parse_document(path: Path) -> Any:
    with name_unusable_file(path):
        text = path.read_text("utf-8-sig")
    if path.suffix == ".json" or text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}:{error.lineno}: no JSON: {error.msg}") from error
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML()
    yaml.preserve_quotes = True  # for whoever writes it again
    try:
        return yaml.load(text)
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise InputError(f"{path}{line}: no YAML: {error.problem}") from error
    except YAMLError as error:
        raise InputError(f"{path}: no YAML: {error}") from error


def _flatten(value: Any, path: str, is_json: bool, line: int | None = None) -> Iterator[Setting]:
    """The leaves. An empty mapping is one too; a list is a value, and so is a list of settings."""
    if not isinstance(value, Mapping) or not value:
        plain = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
        yield Setting(path, plain, plain, line)
        return
    lines = getattr(getattr(value, "lc", None), "data", None) or {}
    for key, inner in value.items():
        at = lines[key][0] + 1 if key in lines and not is_json else None
        yield from _flatten(inner, f"{path}.{key}" if path else str(key), is_json, at)


def _resolve(setting: Setting, flat: Mapping[str, Setting], seen: tuple[str, ...]) -> Setting:
    value = setting.written
    if isinstance(value, str):
        for found in _REFERENCE.finditer(value):
            value = _follow(setting, found, value, flat, seen)
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            value = _as_number(value.strip())
    return Setting(setting.path, value, setting.written, setting.line)


def _follow(
    setting: Setting,
    found: re.Match[str],
    value: Any,
    flat: Mapping[str, Setting],
    seen: tuple[str, ...],
) -> Any:
    """The value with one reference replaced by what it points to."""
    target, default = found[1], found[2]
    if target in seen:
        circle = " -> ".join((*seen, target))
        raise InputError(f"{setting.place}: {found[0]} leads back to itself: {circle}")
    if target in flat:
        inner = _resolve(flat[target], flat, (*seen, target)).value
    elif default is not None:
        inner = default.strip().strip("'\"")
    else:
        return value  # what a launcher or another file holds; rules name it where it matters
    return inner if value == found[0] else str(value).replace(found[0], str(inner))


def _as_number(text: str) -> int | float:
    number = float(text.replace("_", ""))
    return int(number) if re.fullmatch(r"[-+]?[\d_]+", text) else number


# The first of these that a file holds says whose recipe it is.
_MARKS: tuple[tuple[str, RecipeForm], ...] = (
    ("customizationConfig", "Bedrock"),
    ("baseModelIdentifier", "Bedrock"),
    ("method.reinforcement", "open weights on Bedrock"),
    ("evaluation", "nova evaluation"),
    ("training_config.actor_rollout_ref", "open weights on HyperPod"),
    ("batch.group_size", "multi-turn"),
    ("batch.training_batch_size", "multi-turn"),
    ("rl.loss_fn", "multi-turn"),
)
# Keys of a map of hyperparameters that are known for one family of models alone, and those of Nova.
_OPEN_ALONE = {"rollout_n", "max_epochs", "max_prompt_length", "lora_rank", "use_kl_loss"}
_FLAT_NOVA = {"number_generation", "reward_lambda_arn", "global_batch_size", "learning_rate"}


def _find_form(
    path: str, settings: Mapping[str, Setting], platform: RunPlatform | None
) -> RecipeForm:
    def holds(*prefixes: str) -> bool:
        return any(f"{name}.".startswith(f"{prefix}.") for name in settings for prefix in prefixes)

    marked = next((form for mark, form in _MARKS if holds(mark)), None)
    if marked is not None:
        return marked
    if holds("training_config"):
        is_hyperpod = platform == "hyperpod" or (platform is None and holds(*_HYPERPOD_ALONE))
        return "nova on HyperPod" if is_hyperpod else "nova training job"
    names = {name.rpartition(".")[2] for name in settings}
    if holds("ServerlessJobConfig", "HyperParameters") or names & (_OPEN_ALONE | _FLAT_NOVA):
        return "open weights serverless" if names & _OPEN_ALONE else "nova serverless"
    raise InputError(
        f"{path}: no form of recipe that is known: expected run: and training_config: (a training "
        "job or HyperPod), a map of hyperparameters (serverless), or a request with "
        f"customizationConfig (Bedrock); its first keys are {', '.join(list(settings)[:5])}"
    )
